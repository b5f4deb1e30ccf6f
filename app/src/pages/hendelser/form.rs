//! Reading the form of an event.

use chrono::{DateTime, Days, NaiveDate, Utc};
use language::t;
use vocabulary::{Catalogue, Event, EventKind, EventPlace, oslo_date};

/// The longest description: it stands under every chart of its place.
pub const LONGEST: usize = 120;
/// How far ahead something can be planned.
const AHEAD: u64 = 366;
/// The country's value in the list of places.
pub const COUNTRY: &str = "landet";

/// What stands in the fields.
#[derive(Debug, Clone, Copy, Default)]
pub struct Typed<'a> {
    /// `enhet:DE-11`, `kommune:0301` or `landet`.
    pub place: &'a str,
    /// A day as browsers send it.
    pub date: &'a str,
    /// A code.
    pub kind: &'a str,
    /// In words.
    pub description: &'a str,
}

/// The value of a place in the list.
pub fn value(place: &EventPlace) -> String {
    match place {
        EventPlace::Unit(unit) => format!("enhet:{unit}"),
        EventPlace::Municipality(number) => format!("kommune:{number}"),
        EventPlace::Country => COUNTRY.to_owned(),
    }
}

/// The place of a value; `None` where it is none.
pub fn read_place(value: &str) -> Option<EventPlace> {
    match value.split_once(':') {
        None => (value == COUNTRY).then_some(EventPlace::Country),
        Some(("enhet", code)) => code.parse().ok().map(EventPlace::Unit),
        Some(("kommune", number)) => number.parse().ok().map(EventPlace::Municipality),
        Some(_) => None,
    }
}

/// The event that the form describes, or what is wrong with which field.
///
/// # Errors
/// Field and sentence.
pub fn read(
    typed: &Typed<'_>,
    catalogue: &Catalogue,
    now: DateTime<Utc>,
) -> Result<Event, Vec<(&'static str, String)>> {
    let mut faults = Vec::new();
    let today = oslo_date(now);
    let place = read_place(typed.place).filter(|place| match place {
        EventPlace::Unit(code) => catalogue.unit(code).is_some(),
        EventPlace::Municipality(number) => catalogue.municipality(*number, today).is_some(),
        EventPlace::Country => true,
    });
    if place.is_none() {
        faults.push(("sted", t!("Velg hva hendelsen gjelder.").to_owned()));
    }
    let (first, last) = (NaiveDate::from_ymd_opt(1990, 1, 1), today.checked_add_days(Days::new(AHEAD)));
    let date = typed.date.parse().ok().filter(|date| Some(*date) >= first && Some(*date) <= last);
    if date.is_none() {
        faults.push(("dato", t!("Velg en dag fra 1990 til om et år.").to_owned()));
    }
    let kind: Option<EventKind> = typed.kind.parse().ok();
    if kind.is_none() {
        faults.push(("slag", t!("Velg hva slags hendelse det er.").to_owned()));
    }
    let words = typed.description;
    if words.chars().count() > LONGEST {
        faults.push(("beskrivelse", t!("Skriv det kortere, høyst {LONGEST} tegn.")));
    } else if import::holds_birth_number(words) {
        faults.push((
            "beskrivelse",
            t!("Ta ut fødselsnummeret: her skal det ikke stå noe om pasienter.").to_owned(),
        ));
    } else if words.is_empty() && kind == Some(EventKind::Other) {
        faults.push(("beskrivelse", t!("Skriv hva som skjedde.").to_owned()));
    }
    match (place, date, kind) {
        (Some(place), Some(date), Some(kind)) if faults.is_empty() => {
            let description = (!words.is_empty()).then(|| words.to_owned());
            Ok(Event { place, date, kind, description })
        }
        _ => Err(faults),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vocabulary::{Unit, UnitKind};

    fn faults(typed: Typed<'_>) -> Vec<&'static str> {
        let unit = Unit::new("DE-11".parse().unwrap(), "Enhet", UnitKind::Kad);
        let catalogue = Catalogue { units: vec![unit], ..Catalogue::default() };
        let now = "2026-02-01T12:00:00Z".parse().unwrap();
        read(&typed, &catalogue, now).err().unwrap_or_default().into_iter().map(|(field, _)| field).collect()
    }

    const GOOD: Typed<'static> =
        Typed { place: "enhet:DE-11", date: "2026-01-15", kind: "sengetall", description: "6 senger" };

    #[test]
    fn every_field_is_checked() {
        assert!(faults(GOOD).is_empty());
        assert!(faults(Typed { place: "landet", description: "", ..GOOD }).is_empty());
        assert_eq!(faults(Typed { place: "enhet:DE-12", ..GOOD }), ["sted"]);
        assert_eq!(faults(Typed { place: "kommune:0301", ..GOOD }), ["sted"], "not in this catalogue");
        assert_eq!(faults(Typed { date: "2026-02-30", ..GOOD }), ["dato"]);
        assert_eq!(faults(Typed { date: "2027-03-01", ..GOOD }), ["dato"]);
        assert_eq!(faults(Typed { kind: "annet", description: "", ..GOOD }), ["beskrivelse"]);
        assert_eq!(faults(Typed { description: &"x".repeat(121), ..GOOD }), ["beskrivelse"]);
        assert_eq!(faults(Typed { description: "Gjelder 01010100050", ..GOOD }), ["beskrivelse"]);
        assert_eq!(faults(Typed::default()), ["sted", "dato", "slag"]);
    }

    #[test]
    fn a_place_is_read_as_it_is_written() {
        for text in ["enhet:DE-11", "kommune:0301", "landet"] {
            assert_eq!(value(&read_place(text).unwrap()), text);
        }
        assert!(
            read_place("alle").is_none() && read_place("enhet:").is_none() && read_place("by:0301").is_none()
        );
    }
}
