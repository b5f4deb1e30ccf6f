//! Reading the fields of a form.

use super::Fault;
use chrono::{DateTime, NaiveDateTime, Utc};
use language::t;
use std::str::FromStr;
use vocabulary::oslo_instants;

/// The fields of a form as they came, without birth numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed(Vec<(String, String)>);

/// More than this no field of ours holds.
const LONGEST: usize = 200;

impl Typed {
    /// The fields, and a fault where one held a birth number, which goes no further.
    pub fn of(pairs: Vec<(String, String)>) -> (Self, Vec<Fault>) {
        let mut faults = Vec::new();
        let kept = pairs.into_iter().filter(|(name, value)| {
            let bad = import::holds_birth_number(value) || import::holds_birth_number(name);
            if bad && faults.is_empty() {
                faults.push(Fault {
                    field: "",
                    text: t!("Et felt inneholdt noe som ligner et fødselsnummer. Det er ikke lagret og ikke vist igjen. Her skal det aldri stå fødselsnummer.").into(),
                });
            }
            !bad && value.len() <= LONGEST && name.len() <= LONGEST
        });
        let kept = kept.collect();
        (Self(kept), faults)
    }

    /// A field without spaces around it; empty where it didn't come.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.trim())
    }

    /// Puts another value into a field.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.0.retain(|(n, _)| n != name);
        self.0.push((name.to_owned(), value.into()));
    }

    /// Whether the person said that what was asked about is so.
    pub fn accepts(&self, code: &str) -> bool {
        self.get("stemmer").split(',').any(|accepted| accepted == code)
    }
}

/// Reads fields and gathers what is wrong with them.
pub(super) struct Reader<'a> {
    pub typed: &'a Typed,
    pub faults: Vec<Fault>,
}

impl Reader<'_> {
    pub fn fault(&mut self, field: &'static str, text: impl Into<String>) {
        self.faults.push(Fault { field, text: text.into() });
    }

    /// A field that must be there.
    pub fn required<T: FromStr>(&mut self, field: &'static str, advice: &str) -> Option<T> {
        let value = self.typed.get(field).parse().ok();
        if value.is_none() {
            self.fault(field, advice);
        }
        value
    }

    /// A field that may be empty.
    pub fn optional<T: FromStr>(&mut self, field: &'static str, advice: &str) -> Option<T> {
        if self.typed.get(field).is_empty() { None } else { self.required(field, advice) }
    }

    /// A whole number, perhaps none.
    pub fn count(&mut self, field: &'static str) -> Option<i64> {
        let count: Option<i64> = self.optional(field, t!("Skriv et helt tall, for eksempel 2."));
        let possible = count.filter(|n| (0..=999).contains(n));
        if count != possible {
            self.fault(field, t!("Skriv et helt tall fra 0 til 999."));
        }
        possible
    }

    /// A decimal number, perhaps none; comma or point.
    pub fn decimal(&mut self, field: &'static str) -> Option<f64> {
        let text = self.typed.get(field).replace(',', ".");
        if text.is_empty() {
            return None;
        }
        let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        let number = text.parse().ok().filter(|n: &f64| plain && (0.0..1000.0).contains(n));
        if number.is_none() {
            self.fault(field, t!("Skriv et tall fra 0 til 999, for eksempel 4 eller 4,5."));
        }
        number
    }

    /// A clock on the wall in Norway: the earlier and the later instant that it may mean; `None` where it is
    /// empty or no time.
    pub fn moment(&mut self, field: &'static str) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let text = self.typed.get(field);
        if text.is_empty() {
            return None;
        }
        let formats =
            ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M", "%d.%m.%Y %H.%M"];
        let Some(wall) = formats.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
        else {
            self.fault(field, t!("Skriv dato og klokkeslett, for eksempel 31.12.2025 14:05."));
            return None;
        };
        let instants = oslo_instants(wall);
        if instants.is_none() {
            self.fault(field, t!("Dette klokkeslettet fantes ikke: klokken ble stilt fram til sommertid."));
        }
        instants
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> (Typed, Vec<Fault>) {
        Typed::of(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
    }

    #[test]
    fn a_birth_number_goes_no_further() {
        // The number that crates/import made up for its tests.
        let (kept, faults) = typed(&[("alder", "01010100050"), ("seng", " 3 ")]);
        assert_eq!((kept.get("alder"), kept.get("seng"), faults.len()), ("", "3", 1));
        assert!(!format!("{kept:?}{faults:?}").contains("01010100050"));
    }

    #[test]
    fn times_are_those_of_the_wall_clock() {
        let read = |text: &str| {
            let (typed, _) = typed(&[("inn", text)]);
            let mut reader = Reader { typed: &typed, faults: Vec::new() };
            (reader.moment("inn").map(|(first, _)| first.to_rfc3339()), reader.faults.len())
        };
        assert_eq!(read("2026-02-02T10:30"), (Some("2026-02-02T09:30:00+00:00".into()), 0));
        assert_eq!(read("02.02.2026 10.30"), (Some("2026-02-02T09:30:00+00:00".into()), 0));
        assert_eq!(read("2026-03-29T02:30"), (None, 1));
        assert_eq!(read("i går"), (None, 1));
        assert_eq!(read(""), (None, 0));
    }

    #[test]
    fn numbers_are_whole_or_decimal_and_never_negative() {
        let (typed, _) = typed(&[("a", "4,5"), ("b", "-1"), ("c", "1e3"), ("d", "12")]);
        let mut reader = Reader { typed: &typed, faults: Vec::new() };
        assert_eq!(reader.decimal("a"), Some(4.5));
        assert_eq!((reader.decimal("b"), reader.decimal("c"), reader.count("b")), (None, None, None));
        assert_eq!((reader.count("d"), reader.count("e")), (Some(12), None));
        assert_eq!(reader.faults.len(), 3, "what isn't said is no fault");
    }
}
