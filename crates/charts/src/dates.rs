//! Ticks of a time axis, in Norwegian, few enough not to touch.

use crate::text;
use chrono::{Datelike, Days, Months, NaiveDate};
use language::{Language, t};

/// A month (0–11) as it is written on axes.
pub(crate) fn month_name(month0: u32) -> &'static str {
    const NORWEGIAN: [&str; 12] =
        ["jan.", "feb.", "mars", "april", "mai", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "des."];
    const ENGLISH: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    if language::spoken() == Language::En { ENGLISH[month0 as usize] } else { NORWEGIAN[month0 as usize] }
}

/// A tick: the day it stands at, and its label.
pub(crate) type DateTick = (NaiveDate, String);

/// `jan. 2024`.
pub fn month_label(date: NaiveDate) -> String {
    format!("{}\u{a0}{}", month_name(date.month0()), date.year())
}

/// Days since 1970-01-01, the number that stands for a day on an axis.
pub(crate) fn day(date: NaiveDate) -> f64 {
    f64::from(date.to_epoch_days())
}

#[derive(Clone, Copy)]
enum Step {
    Days(u64),
    Weeks(u64),
    Months(u32),
    Years(i32),
}

const LADDER: [Step; 14] = [
    Step::Days(1),
    Step::Days(2),
    Step::Weeks(1),
    Step::Weeks(2),
    Step::Months(1),
    Step::Months(2),
    Step::Months(3),
    Step::Months(6),
    Step::Years(1),
    Step::Years(2),
    Step::Years(5),
    Step::Years(10),
    Step::Years(50),
    Step::Years(500),
];

impl Step {
    /// First tick not before `from`.
    fn first(self, from: NaiveDate) -> Option<NaiveDate> {
        let month_start = |date: NaiveDate| {
            if date.day() == 1 { Some(date) } else { date.with_day(1)?.checked_add_months(Months::new(1)) }
        };
        match self {
            Step::Days(_) => Some(from),
            Step::Weeks(_) => {
                from.checked_add_days(Days::new(u64::from((7 - from.weekday().num_days_from_monday()) % 7)))
            }
            Step::Months(n) => {
                let start = month_start(from)?;
                start.checked_add_months(Months::new((n - start.month0() % n) % n))
            }
            Step::Years(n) => {
                let start = month_start(from)?;
                let year = if start.month() == 1 { start.year() } else { start.year().checked_add(1)? };
                NaiveDate::from_ymd_opt(year.checked_add((n - year.rem_euclid(n)) % n)?, 1, 1)
            }
        }
    }

    fn next(self, date: NaiveDate) -> Option<NaiveDate> {
        match self {
            Step::Days(n) => date.checked_add_days(Days::new(n)),
            Step::Weeks(n) => date.checked_add_days(Days::new(7 * n)),
            Step::Months(n) => date.checked_add_months(Months::new(n)),
            Step::Years(n) => NaiveDate::from_ymd_opt(date.year().checked_add(n)?, 1, 1),
        }
    }

    fn label(self, date: NaiveDate, first: bool) -> String {
        match self {
            Step::Days(_) => t!("{}.\u{a0}{}", date.day(), month_name(date.month0())),
            Step::Weeks(_) => t!("uke\u{a0}{}", date.iso_week().week()),
            Step::Months(_) if first || date.month() == 1 => month_label(date),
            Step::Months(_) => month_name(date.month0()).to_owned(),
            Step::Years(_) => date.year().to_string(),
        }
    }
}

/// The finest ticks over `from..=to` of which there are at most `most` and whose labels, at `size` on an axis
/// of `length`, keep apart.
pub(crate) fn date_ticks(
    from: NaiveDate,
    to: NaiveDate,
    length: f64,
    size: f64,
    most: usize,
) -> Vec<DateTick> {
    let span = (day(to) - day(from)).max(1.0);
    for step in LADDER {
        let mut ticks = Vec::new();
        let mut at = step.first(from);
        while let Some(date) = at.filter(|date| *date <= to && ticks.len() <= most) {
            ticks.push((date, step.label(date, ticks.is_empty())));
            at = step.next(date);
        }
        let place = |date: NaiveDate| (day(date) - day(from)) / span * length;
        let apart = ticks.windows(2).all(|pair| {
            let half = |label: &str| text::width(label, size) / 2.0;
            place(pair[0].0) + half(&pair[0].1) + size * 0.8 + half(&pair[1].1) <= place(pair[1].0)
        });
        if !ticks.is_empty() && ticks.len() <= most && apart {
            return ticks;
        }
    }
    vec![(from, month_label(from))]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date of the test")
    }

    fn labels(from: &str, to: &str) -> Vec<String> {
        let ticks = date_ticks(date(from), date(to), 620.0, 22.0, 8);
        ticks.into_iter().map(|(_, label)| label.replace('\u{a0}', " ")).collect()
    }

    #[test]
    fn ticks_suit_the_span() {
        assert_eq!(labels("2024-01-01", "2024-01-05").join("|"), "1. jan.|2. jan.|3. jan.|4. jan.|5. jan.");
        assert_eq!(labels("2024-01-01", "2024-02-04").join("|"), "uke 1|uke 2|uke 3|uke 4|uke 5");
        assert_eq!(labels("2023-10-15", "2024-04-20").join("|"), "nov. 2023|des.|jan. 2024|feb.|mars|april");
        assert_eq!(labels("2022-01-01", "2023-12-31").join("|"), "jan. 2022|juli|jan. 2023|juli");
        assert_eq!(labels("2017-01-01", "2022-12-31").join("|"), "2017|2018|2019|2020|2021|2022");
        assert_eq!(labels("2010-01-01", "2025-12-31").join("|"), "2010|2012|2014|2016|2018|2020|2022|2024");
    }

    #[test]
    fn one_day_has_one_tick() {
        assert_eq!(labels("2024-05-17", "2024-05-17"), ["17. mai"]);
    }

    proptest! {
        #[test]
        fn ticks_are_ordered_and_inside(start in -200_000_i64..200_000, span in 0_i64..80_000, length in 50.0..900.0) {
            let epoch = NaiveDate::default();
            let from = epoch + chrono::TimeDelta::days(start);
            let to = from + chrono::TimeDelta::days(span);
            let ticks = date_ticks(from, to, length, 15.0, 8);
            prop_assert!(!ticks.is_empty() && ticks.len() <= 8);
            prop_assert!(ticks.iter().all(|(date, _)| *date >= from && *date <= to));
            prop_assert!(ticks.windows(2).all(|pair| pair[0].0 < pair[1].0));
        }
    }
}
