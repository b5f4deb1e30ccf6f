//! The period of a view: what people write, and what stands there when they write nothing.

use chrono::{Days, NaiveDate};
use vocabulary::{Month, Period, norwegian};

/// The longest period that a page shows, in days: forty years.
const LONGEST: i64 = 40 * 366;

/// The `months` whole months that end with the last whole month up to and including `newest`.
pub fn ending_with(newest: NaiveDate, months: i32) -> Period {
    let month = Month::of(newest);
    let last = if newest == month.last_day() { month } else { month.plus(-1) };
    Period::months_up_to(last, months)
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
                problems.push(format!("«{text}» er ingen dato. Skriv den som 31.12.2025."));
            }
            day
        })
    };
    let (from, to) = match (read(from), read(to)) {
        (Some(from), Some(to)) => (from, to),
        (Some(from), None) => (from, fallback.to().max(from)),
        // A year up to the date that was given.
        (None, Some(to)) => (to.checked_sub_days(Days::new(364)).unwrap_or(to), to),
        (None, None) => return fallback,
    };
    match Period::new(from, to) {
        Ok(period) if period.days() <= LONGEST => period,
        Ok(_) => {
            problems.push("Perioden er lengre enn 40 år. Velg en kortere.".to_owned());
            fallback
        }
        Err(_) => {
            let (from, to) = (norwegian::date(from), norwegian::date(to));
            problems.push(format!("Perioden slutter ({to}) før den begynner ({from}). Bytt om datoene."));
            fallback
        }
    }
}

/// A date as people and date fields write it, between the years 1900 and 2200.
fn date(text: &str) -> Option<NaiveDate> {
    let parsed =
        NaiveDate::parse_from_str(text, "%Y-%m-%d").or_else(|_| NaiveDate::parse_from_str(text, "%d.%m.%Y"));
    let years = NaiveDate::from_ymd_opt(1900, 1, 1)?..=NaiveDate::from_ymd_opt(2200, 12, 31)?;
    parsed.ok().filter(|day| years.contains(day))
}
