//! The period of a view: what people write, and what stands there when they write nothing.

use chrono::{Days, NaiveDate};
use language::t;
use vocabulary::{Month, Period, norwegian};

/// The longest period that a page shows, in days: forty years.
const LONGEST: i64 = 40 * 366;

/// About `months` whole months that end with the last whole month up to and including `newest`.
pub fn ending_with(newest: NaiveDate, months: i32) -> Period {
    let month = Month::of(newest);
    let last = if newest == month.last_day() { month } else { month.plus(-1) };
    from_january(last, months)
}

/// The months up to `last` that begin with a January: the one that makes them fewer than `months`, where at least
/// half of them are left, else the one before. A period that divides no calendar year has sums that may be shown
/// where months are hidden.
pub fn from_january(last: Month, months: i32) -> Period {
    let first = last.plus(1 - months);
    let january = first.plus((13 - first.month() as i32) % 12);
    let left = last.index() - january.index() + 1;
    let left = if left * 2 >= months { left } else { left + 12 };
    Period::months_up_to(last, left)
}

/// The period between two written dates, one of which may be missing.
pub fn parse(
    from: Option<String>,
    to: Option<String>,
    fallback: Period,
    problems: &mut Vec<String>,
) -> Period {
    let mut read = |text: Option<String>| {
        text.and_then(|text| {
            let day = date(&text);
            if day.is_none() {
                problems.push(t!("«{text}» er ingen dato. Skriv den som 31.12.2025."));
            }
            day
        })
    };
    let (from, to) = match (read(from), read(to)) {
        (Some(from), Some(to)) => (from, to),
        (Some(from), None) => (from, fallback.to().max(from)),
        // A year up to the date that was given.
        (None, Some(to)) => (to.checked_sub_days(Days::new(364)).unwrap_or(to).max(first_day()), to),
        (None, None) => return fallback,
    };
    match Period::new(from, to) {
        Ok(period) if period.days() <= LONGEST => period,
        Ok(_) => {
            problems.push(t!("Perioden er lengre enn 40 år. Velg en kortere.").to_owned());
            fallback
        }
        Err(_) => {
            let (from, to) = (norwegian::date(from), norwegian::date(to));
            problems.push(t!("Perioden slutter ({to}) før den begynner ({from}). Bytt om datoene."));
            fallback
        }
    }
}

/// A date as people and date fields write it, between the years 1900 and 2200.
pub(crate) fn date(text: &str) -> Option<NaiveDate> {
    let parsed =
        NaiveDate::parse_from_str(text, "%Y-%m-%d").or_else(|_| NaiveDate::parse_from_str(text, "%d.%m.%Y"));
    let last = NaiveDate::from_ymd_opt(2200, 12, 31)?;
    parsed.ok().filter(|day| (first_day()..=last).contains(day))
}

/// No period begins earlier: what stands in the address of a view must be understood when it comes back.
fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(1900, 1, 1).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_up_to_the_first_day_that_can_be_asked_for_can_be_asked_for_again() {
        let (mut problems, fallback) = (Vec::new(), from_january("2026-10".parse().unwrap(), 24));
        let period = parse(None, Some("1900-01-01".to_owned()), fallback, &mut problems);
        let day = |day: NaiveDate| Some(day.to_string());
        let again = parse(day(period.from()), day(period.to()), fallback, &mut problems);
        assert_eq!((again, problems), (period, Vec::new()));
    }

    #[test]
    fn a_period_that_nobody_chose_begins_with_a_january() {
        let months = |last: &str, months| {
            let period = from_january(last.parse().unwrap(), months);
            format!("{}–{}", Month::of(period.from()), Month::of(period.to()))
        };
        assert_eq!(months("2026-10", 24), "2025-01–2026-10");
        assert_eq!(months("2026-12", 24), "2025-01–2026-12");
        assert_eq!(months("2026-01", 24), "2025-01–2026-01");
        assert_eq!(months("2026-10", 12), "2026-01–2026-10");
        assert_eq!(months("2026-05", 12), "2025-01–2026-05", "five months are too few");
    }
}
