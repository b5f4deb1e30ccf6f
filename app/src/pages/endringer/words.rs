//! A change in words: what was done, and which values became which.

use std::collections::BTreeMap;
use vocabulary::CorrectionReason;

/// The kind of thing.
pub fn subject(code: &str) -> String {
    match code {
        "account" => "Konto",
        "stay" => "Opphold",
        "day" => "Døgn",
        "event" => "Hendelse",
        "token" => "Nøkkel",
        other => other,
    }
    .to_owned()
}

/// What was done with it.
pub fn action(code: &str) -> String {
    match code {
        "made" => "laget",
        "changed" => "endret",
        "struck" => "strøket",
        "disabled" => "sperret",
        "enabled" => "åpnet igjen",
        "password" => "nytt passord",
        "discharged" => "skrevet ut",
        "registers_stays" => "døgnene lages av oppholdene",
        other => other,
    }
    .to_owned()
}

/// Why it was done.
pub fn why(code: &str) -> String {
    code.parse::<CorrectionReason>().map_or_else(|_| code.to_owned(), |reason| reason.label().to_lowercase())
}

/// Every value that is no longer what it was, as `rolle: leser → registrator`. What isn't JSON is shown as it is.
pub fn differences(old: Option<&str>, new: Option<&str>) -> Vec<String> {
    let (was, is) = (values(old), values(new));
    let mut names: Vec<_> = was.keys().chain(is.keys()).collect();
    names.sort();
    names.dedup();
    let text = |value: Option<&String>| value.filter(|v| !v.is_empty()).cloned();
    names
        .into_iter()
        .filter_map(|name| match (text(was.get(name)), text(is.get(name))) {
            (old, new) if old == new => None,
            (None, Some(new)) => Some(format!("{name}: {new}")),
            (Some(old), None) => Some(format!("{name}: {old} → –")),
            (old, new) => Some(format!("{name}: {} → {}", old.unwrap_or_default(), new.unwrap_or_default())),
        })
        .collect()
}

/// The values of a JSON object by name, nothing for null.
fn values(row: Option<&str>) -> BTreeMap<String, String> {
    use serde_json::Value;
    let Some(row) = row else { return BTreeMap::new() };
    match serde_json::from_str(row) {
        Ok(Value::Object(object)) => object
            .into_iter()
            .map(|(name, value)| {
                let text = match value {
                    Value::Null => String::new(),
                    Value::String(text) => shown(text),
                    Value::Bool(true) => "ja".to_owned(),
                    Value::Bool(false) => "nei".to_owned(),
                    other => other.to_string(),
                };
                (label(&name).to_owned(), text)
            })
            .collect(),
        _ => BTreeMap::from([("verdi".to_owned(), row.to_owned())]),
    }
}

/// A time as the clock on the wall showed it; everything else as it is.
fn shown(text: String) -> String {
    match text.parse::<chrono::DateTime<chrono::Utc>>() {
        Ok(time) => vocabulary::oslo_wall(time).format("%d.%m.%Y kl. %H.%M").to_string(),
        Err(_) => text,
    }
}

/// A column's name as people know it.
fn label(name: &str) -> &str {
    match name {
        "email" => "e-post",
        "role" => "rolle",
        "trust" => "helseforetak",
        "units" => "enheter",
        "disabled" => "sperret",
        "account" => "konto",
        "label" => "til",
        "expires_at" => "gjelder til",
        "date" => "dato",
        "kind" => "slag",
        "description" => "beskrivelse",
        "admitted" => "lagt inn",
        "discharged" => "skrevet ut",
        "age_group" => "alder",
        "alternative" => "ville ellers vært",
        "bed" => "seng",
        "home" => "bostedskommune",
        "origin" => "kom fra",
        "problem" => "problem",
        "purpose" => "bruk av sengen",
        "reason" => "årsak",
        "referrer" => "henvist av",
        "destination" => "utskrevet til",
        "sex" => "kjønn",
        "since" => "fra og med",
        "beds" => "senger",
        "occupied" => "belagt",
        "admissions" => "innleggelser",
        "discharges" => "utskrivinger",
        "rejected" => "avvist",
        "discharge_ready" => "utskrivningsklare",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changed_is_told() {
        let old = r#"{"role": "leser", "trust": "Akershus", "units": "", "disabled": false}"#;
        let new = r#"{"role": "registrator", "trust": null, "units": "DE-11", "disabled": false}"#;
        assert_eq!(
            differences(Some(old), Some(new)),
            ["enheter: DE-11", "helseforetak: Akershus → –", "rolle: leser → registrator"]
        );
    }

    #[test]
    fn a_time_is_the_one_on_the_wall() {
        let new = r#"{"admitted": "2026-07-01T22:30:00Z"}"#;
        assert_eq!(differences(None, Some(new)), ["lagt inn: 02.07.2026 kl. 00.30"]);
    }

    #[test]
    fn what_is_made_is_told_whole_and_what_is_no_json_as_it_stands() {
        assert_eq!(differences(None, Some(r#"{"beds": 4}"#)), ["senger: 4"]);
        assert_eq!(differences(Some("<b>"), None), ["verdi: <b> → –"]);
        assert!(differences(None, None).is_empty());
    }
}
