//! The trail in words: what was changed, why, and which values became which. *Endringer*, and the history of a stay
//! or a day.

use crate::pages::konto::moment;
use crate::register::{day_path, stay_path, unit_path};
use crate::ui::markup::push_escaped;
use language::{key, t, text};
use serde_json::Value;
use store::RecordedChange;
use vocabulary::{
    AgeGroup, Alternative, Catalogue, CorrectionReason, DaySource, Destination, EventKind, Origin, Problem,
    Purpose, Reason, Referrer, Role, Scope, Sex, UnitCode, norwegian,
};

/// Names of the keys that the trail holds, in the order in which people read them.
const NAMES: [(&str, &str); 36] = [
    ("home", key!("Bostedskommune")),
    ("age_group", key!("Aldersgruppe")),
    ("sex", key!("Kjønn")),
    ("origin", key!("Kom fra")),
    ("referrer", key!("Henvist av")),
    ("reason", key!("Årsak")),
    ("problem", key!("Problem")),
    ("purpose", key!("Bruk av sengen")),
    ("alternative", key!("Ville ellers vært")),
    ("bed", key!("Seng")),
    ("admitted", key!("Innlagt")),
    ("discharged", key!("Utskrevet")),
    ("destination", key!("Utskrevet til")),
    ("beds", key!("Bemannede senger")),
    ("occupied", key!("Belagt")),
    ("admissions", key!("Inn")),
    ("discharges", "Ut"),
    ("rejected", key!("Avvist")),
    ("discharge_ready", key!("Utlånte senger")),
    ("source", key!("Kilde")),
    ("date", key!("Dato")),
    ("kind", key!("Slag")),
    ("description", key!("Beskrivelse")),
    ("email", key!("E-post")),
    ("role", key!("Rolle")),
    ("trust", key!("Helseforetak")),
    ("units", key!("Enheter")),
    ("disabled", key!("Sperret")),
    ("account", key!("Konto nr.")),
    ("label", key!("Til")),
    ("expires_at", key!("Gjelder til")),
    ("since", key!("Fra og med")),
    ("file", key!("Fil")),
    ("rows", key!("Rader")),
    ("before", key!("Eldre enn")),
    ("edition", key!("Utgave")),
];

fn label<T: std::str::FromStr>(code: &str, of: fn(T) -> &'static str) -> Option<String> {
    code.parse().ok().map(|value| of(value).to_owned())
}

/// The name of the unit that the trail wrote down by its code.
pub fn unit_name(code: &str, catalogue: &Catalogue) -> String {
    code.parse().map_or_else(|_| code.to_owned(), |code| catalogue.unit_name(&code).to_owned())
}

/// A value of the trail as people read it; what no list knows stands as it was written.
fn told(key: &str, value: &Value, catalogue: &Catalogue) -> String {
    let text = match value {
        Value::Null => return t!("ikke sagt").to_owned(),
        Value::Bool(yes) => return if *yes { t!("ja") } else { t!("nei") }.to_owned(),
        Value::Number(number) => {
            return norwegian::number(number.as_f64().unwrap_or(0.0), 1)
                .replace([',', '.'], ",")
                .replace(",0", "");
        }
        Value::String(text) if text.is_empty() => return t!("ingen").to_owned(),
        Value::String(text) => text,
        other => return other.to_string(),
    };
    let told = match key {
        "home" => text.parse().ok().map(|number| {
            let today = catalogue.newest_registration.unwrap_or_default();
            catalogue.scope_label(&Scope::Municipality(number), today)
        }),
        "age_group" => label(text, AgeGroup::label),
        "reason" => text.parse().ok().map(|reason: Reason| format!("{text} {}", reason.chapter_label())),
        "sex" => label(text, Sex::label),
        "origin" => label(text, Origin::label),
        "referrer" => label(text, Referrer::label),
        "problem" => label(text, Problem::label),
        "purpose" => label(text, Purpose::label),
        "alternative" => label(text, Alternative::label),
        "destination" => label(text, Destination::label),
        "source" => label(text, DaySource::label),
        "kind" => label(text, EventKind::label),
        "role" => label(text, Role::label),
        "units" => {
            let names: Vec<_> = text.split(", ").map(|code| unit_name(code, catalogue)).collect();
            Some(names.join(", "))
        }
        "date" | "since" => text.parse().ok().map(norwegian::date),
        "admitted" | "discharged" | "expires_at" | "before" => text.parse().ok().map(moment),
        _ => None,
    };
    told.unwrap_or_else(|| text.clone())
}

fn read(row: Option<&str>) -> Value {
    row.and_then(|row| serde_json::from_str(row).ok()).unwrap_or(Value::Null)
}

/// What a change changed: `Seng: 3 → 4`.
pub fn differences(change: &RecordedChange, catalogue: &Catalogue) -> Vec<String> {
    let (old, new) = (read(change.old_row.as_deref()), read(change.new_row.as_deref()));
    NAMES
        .iter()
        .filter_map(|(key, name)| match (old.get(*key), new.get(*key)) {
            (Some(before), Some(after)) if before != after => Some(format!(
                "{}: {} → {}",
                text(name),
                told(key, before, catalogue),
                told(key, after, catalogue)
            )),
            (Some(only), None) | (None, Some(only)) if !only.is_null() && only != "" => {
                Some(format!("{}: {}", text(name), told(key, only, catalogue)))
            }
            _ => None,
        })
        .collect()
}

/// Why it was done, from the closed list.
pub fn why(change: &RecordedChange) -> Option<String> {
    let reason: CorrectionReason = change.reason.as_deref()?.parse().ok()?;
    Some(reason.label().to_lowercase())
}

/// What was done: `Opphold rettet`.
pub fn done(change: &RecordedChange) -> String {
    let thing = match change.subject.as_str() {
        "account" => t!("Konto"),
        "stay" => t!("Opphold"),
        "day" => t!("Døgn"),
        "event" => t!("Hendelse"),
        "export" => t!("Uttrekk"),
        "token" => t!("Nøkkel"),
        "report" => t!("Rapport"),
        "feed" => t!("Abonnement"),
        "unit" => t!("Enhet"),
        "trail" => t!("Spor"),
        other => other,
    };
    let action = match (change.subject.as_str(), change.action.as_str()) {
        ("stay" | "day", "made") => t!("registrert"),
        ("stay" | "day", "changed") => t!("rettet"),
        (_, "made") => t!("laget"),
        (_, "changed") => t!("endret"),
        (_, "struck") => t!("strøket"),
        (_, "taken") => t!("tatt ut"),
        (_, "discharged") => t!("skrevet ut"),
        (_, "disabled") => t!("sperret"),
        (_, "shut_out") => t!("logget ut overalt, uten nøkler og abonnementer"),
        (_, "shortened") => t!("slettet fordi det var gammelt"),
        (_, "enabled") => t!("åpnet igjen"),
        (_, "password") => t!("fikk nytt passord"),
        (_, "registers_stays") => t!("registrerer nå opphold, og døgnene lages av dem"),
        (_, other) => other,
    };
    format!("{thing} {action}")
}

/// Which one: its name, and the page where it stands if it has one.
pub fn which(change: &RecordedChange, catalogue: &Catalogue) -> Option<(String, Option<String>)> {
    let row = read(change.new_row.as_deref().or(change.old_row.as_deref()));
    let written = |key| row.get(key).map(|value| told(key, value, catalogue));
    let unit: Option<UnitCode> = change.unit.as_deref().and_then(|code| code.parse().ok());
    let rest = change.row_key.split_once('|').map(|(_, rest)| rest);
    match change.subject.as_str() {
        "stay" => {
            let path = unit.zip(rest?.parse().ok()).map(|(unit, id)| stay_path(&unit, &id));
            Some((t!("innlagt {}", written("admitted")?), path))
        }
        "day" => {
            let date = rest?.parse().ok()?;
            // Days that people type have no page of their own.
            let from_stays = row.get("source").and_then(Value::as_str) == Some(DaySource::Stays.code());
            let path = unit.filter(|_| from_stays).map(|unit| day_path(&unit, date));
            Some((norwegian::date(date), path))
        }
        "event" => Some((format!("{}, {}", written("kind")?, written("date")?), None)),
        "account" => written("email").map(|email| (email, None)),
        "report" => written("title").map(|title| (title, None)),
        "token" | "feed" => written("label").map(|label| (label, None)),
        "export" => Some((change.row_key.clone(), None)),
        "unit" => unit.map(|unit| (catalogue.unit_name(&unit).to_owned(), Some(unit_path(&unit)))),
        _ => None,
    }
}

/// The history of one thing as list items, newest first; empty for none.
pub fn history(changes: &[RecordedChange], catalogue: &Catalogue) -> String {
    let mut html = String::new();
    for change in changes {
        html.push_str("<li><strong>");
        push_escaped(&mut html, &done(change));
        html.push_str("</strong> ");
        push_escaped(&mut html, &t!("{} av {}", moment(change.at), change.person));
        if let Some(why) = why(change) {
            push_escaped(&mut html, &format!(" – {why}"));
        }
        html.push_str("<br>");
        push_escaped(&mut html, &differences(change, catalogue).join(" · "));
        html.push_str("</li>");
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(subject: &str, row_key: &str, old_row: Option<&str>, new_row: Option<&str>) -> RecordedChange {
        RecordedChange {
            id: 1,
            at: "2026-03-01T12:00:00Z".parse().unwrap(),
            account: None,
            person: "<kari>".into(),
            subject: subject.into(),
            unit: Some("A".into()),
            row_key: row_key.into(),
            action: "changed".into(),
            reason: Some("skrivefeil".into()),
            old_row: old_row.map(str::to_owned),
            new_row: new_row.map(str::to_owned),
        }
    }

    #[test]
    fn a_change_says_what_was_before() {
        let change = change(
            "stay",
            "A|h1",
            Some(r#"{"sex":"mann","bed":"3","admitted":"2026-02-28T23:30:00Z","discharged":null}"#),
            Some(
                r#"{"sex":"kvinne","bed":"3","admitted":"2026-02-28T23:30:00Z","discharged":"2026-03-01T11:00:00Z"}"#,
            ),
        );
        let catalogue = Catalogue::default();
        let html = history(std::slice::from_ref(&change), &catalogue);
        assert!(html.contains("Opphold rettet"), "{html}");
        assert!(html.contains("01.03.2026 kl. 13.00 av &lt;kari&gt; – skrivefeil"), "{html}");
        assert!(
            html.contains("Kjønn: Mann → Kvinne · Utskrevet: ikke sagt → 01.03.2026 kl. 12.00"),
            "{html}"
        );
        assert!(!html.contains("Seng"), "{html}");
        let (text, path) = which(&change, &catalogue).unwrap();
        assert_eq!(
            (text.as_str(), path.as_deref()),
            ("innlagt 01.03.2026 kl. 00.30", Some("/enheten/A/opphold/h1"))
        );
    }

    #[test]
    fn roles_units_and_yes_or_no_are_words() {
        let change = change(
            "account",
            "7",
            Some(r#"{"email":"k@a.no","role":"leser","trust":"Akershus","units":"","disabled":false}"#),
            Some(
                r#"{"email":"k@a.no","role":"registrator","trust":null,"units":"DE-11, DE-12","disabled":true}"#,
            ),
        );
        let catalogue = Catalogue::default();
        assert_eq!(
            differences(&change, &catalogue),
            [
                "Rolle: Leser → Registrator",
                "Helseforetak: Akershus → ikke sagt",
                "Enheter: ingen → DE-11, DE-12",
                "Sperret: nei → ja",
            ]
        );
        assert_eq!(which(&change, &catalogue), Some(("k@a.no".to_owned(), None)));
        assert_eq!(done(&change), "Konto endret");
    }

    #[test]
    fn what_is_made_is_told_whole_and_what_is_no_row_not_at_all() {
        let catalogue = Catalogue::default();
        let made = change(
            "day",
            "A|2026-02-28",
            None,
            Some(r#"{"beds":4.0,"rejected":null,"bed":"","reason":"R","source":"opphold"}"#),
        );
        assert_eq!(
            differences(&made, &catalogue),
            ["Årsak: R Luftveier", "Bemannede senger: 4", "Kilde: Fra oppholdene"]
        );
        assert_eq!(
            which(&made, &catalogue),
            Some(("28.02.2026".to_owned(), Some("/enheten/A/doegn/2026-02-28".to_owned())))
        );
        let broken = change("day", "A", Some("<b>"), None);
        assert!(differences(&broken, &catalogue).is_empty());
        assert_eq!(which(&broken, &catalogue), None);
    }
}
