//! The history of a stay or a day: who, when, why, and what was before.

use crate::register::when;
use crate::ui::markup::push_escaped;
use serde_json::Value;
use store::RecordedChange;
use vocabulary::{
    AgeGroup, Alternative, Catalogue, CorrectionReason, DaySource, Destination, Origin, Problem, Purpose,
    Referrer, Scope, Sex, norwegian,
};

/// Names of the keys that the trail holds, in the order in which people read them.
const NAMES: [(&str, &str); 19] = [
    ("home", "Bostedskommune"),
    ("age_group", "Aldersgruppe"),
    ("sex", "Kjønn"),
    ("origin", "Kom fra"),
    ("referrer", "Henvist av"),
    ("reason", "Årsak"),
    ("problem", "Problem"),
    ("purpose", "Bruk av sengen"),
    ("alternative", "Ville ellers vært"),
    ("bed", "Seng"),
    ("admitted", "Innlagt"),
    ("discharged", "Utskrevet"),
    ("destination", "Utskrevet til"),
    ("beds", "Bemannede senger"),
    ("occupied", "Belagt"),
    ("admissions", "Inn"),
    ("discharges", "Ut"),
    ("rejected", "Avvist"),
    ("discharge_ready", "Utlånte senger"),
];

fn label<T: std::str::FromStr>(code: &str, of: fn(T) -> &'static str) -> Option<String> {
    code.parse().ok().map(|value| of(value).to_owned())
}

/// A value of the trail as people read it.
fn told(key: &str, value: &Value, catalogue: &Catalogue) -> String {
    let text = match value {
        Value::Null => return "ikke sagt".to_owned(),
        Value::Number(number) => {
            return norwegian::number(number.as_f64().unwrap_or(0.0), 1).replace(",0", "");
        }
        Value::String(text) => text,
        other => return other.to_string(),
    };
    let told = match key {
        "home" => text.parse().ok().map(|number| {
            let today = catalogue.newest_registration.unwrap_or_default();
            catalogue.scope_label(&Scope::Municipality(number), today)
        }),
        "age_group" => label(text, AgeGroup::label),
        "sex" => label(text, Sex::label),
        "origin" => label(text, Origin::label),
        "referrer" => label(text, Referrer::label),
        "problem" => label(text, Problem::label),
        "purpose" => label(text, Purpose::label),
        "alternative" => label(text, Alternative::label),
        "destination" => label(text, Destination::label),
        "admitted" | "discharged" => text.parse().ok().map(when),
        "source" => label(text, DaySource::label),
        _ => None,
    };
    told.unwrap_or_else(|| text.clone())
}

fn read(row: Option<&str>) -> Value {
    row.and_then(|row| serde_json::from_str(row).ok()).unwrap_or(Value::Null)
}

/// What a change changed: `Seng: 3 → 4`.
fn differences(change: &RecordedChange, catalogue: &Catalogue) -> Vec<String> {
    let (old, new) = (read(change.old_row.as_deref()), read(change.new_row.as_deref()));
    let whole = if old.is_null() { &new } else { &old };
    NAMES
        .iter()
        .filter(|(key, _)| whole.get(*key).is_some())
        .filter_map(|(key, name)| {
            let (before, after) = (old.get(*key), new.get(*key));
            match (before, after) {
                (Some(before), Some(after)) if before != after => Some(format!(
                    "{name}: {} → {}",
                    told(key, before, catalogue),
                    told(key, after, catalogue)
                )),
                (Some(only), None) | (None, Some(only)) if !only.is_null() => {
                    Some(format!("{name}: {}", told(key, only, catalogue)))
                }
                _ => None,
            }
        })
        .collect()
}

fn done(action: &str) -> &'static str {
    match action {
        "made" => "Registrert",
        "discharged" => "Skrevet ut",
        "struck" => "Strøket",
        _ => "Rettet",
    }
}

/// The history as a list, newest first; empty for none.
pub fn html(changes: &[RecordedChange], catalogue: &Catalogue) -> String {
    let mut html = String::new();
    for change in changes {
        let why = change.reason.as_deref().and_then(|code| code.parse::<CorrectionReason>().ok());
        html.push_str("<li><strong>");
        push_escaped(&mut html, done(&change.action));
        html.push_str("</strong> ");
        push_escaped(&mut html, &format!("{} av {}", when(change.at), change.person));
        if let Some(why) = why {
            push_escaped(&mut html, &format!(" – {}", why.label().to_lowercase()));
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

    #[test]
    fn a_change_says_what_was_before() {
        let change = RecordedChange {
            id: 1,
            at: "2026-03-01T12:00:00Z".parse().unwrap(),
            account: None,
            person: "<kari>".into(),
            subject: "stay".into(),
            unit: Some("A".into()),
            row_key: "A|h1".into(),
            action: "changed".into(),
            reason: Some("skrivefeil".into()),
            old_row: Some(r#"{"sex":"mann","bed":"3","discharged":null}"#.into()),
            new_row: Some(r#"{"sex":"kvinne","bed":"3","discharged":"2026-03-01T11:00:00Z"}"#.into()),
        };
        let html = html(&[change], &Catalogue::default());
        assert!(html.contains("1.3. kl. 13.00 av &lt;kari&gt; – skrivefeil"), "{html}");
        assert!(html.contains("Kjønn: Mann → Kvinne · Utskrevet: ikke sagt → 1.3. kl. 12.00"), "{html}");
        assert!(!html.contains("Seng"), "{html}");
    }
}
