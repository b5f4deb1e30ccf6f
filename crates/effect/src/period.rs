//! Periods of a panel: a month, a quarter or a year.
//!
//! A period is a frequency and a running number, so that differences are event times. Dates, weeks
//! and time zones are not handled here.

use std::fmt;
use std::str::FromStr;

/// How long a period lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Frequency {
    /// Written `2025`.
    Year,
    /// Written `2025-Q3`.
    Quarter,
    /// Written `2025-08`.
    Month,
}

impl Frequency {
    /// Periods in a year: 1, 4 or 12.
    pub const fn per_year(self) -> i32 {
        match self {
            Self::Year => 1,
            Self::Quarter => 4,
            Self::Month => 12,
        }
    }

    /// Months in a period: 12, 3 or 1.
    pub const fn months(self) -> i32 {
        12 / self.per_year()
    }

    /// How a period of this kind is written.
    pub const fn format(self) -> &'static str {
        match self {
            Self::Year => "YYYY",
            Self::Quarter => "YYYY-Qn",
            Self::Month => "YYYY-MM",
        }
    }
}

/// One period; ordered within its frequency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Period {
    frequency: Frequency,
    ordinal: i32,
}

/// The text is none of `YYYY-MM`, `YYYY-Qn`, `YYYY`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("«{0}» is not a period; write YYYY-MM, YYYY-Qn or YYYY")]
pub struct NotAPeriod(pub String);

impl Period {
    /// The period `index` (from 0) of a year, or nothing when the year has no such period.
    pub fn new(frequency: Frequency, year: i32, index: i32) -> Option<Self> {
        ((1..=9999).contains(&year) && (0..frequency.per_year()).contains(&index))
            .then(|| Self { frequency, ordinal: year * frequency.per_year() + index })
    }

    /// A month, `month` from 1 to 12.
    pub fn month(year: i32, month: i32) -> Option<Self> {
        Self::new(Frequency::Month, year, month - 1)
    }

    /// The period with a running number as given by [`Period::ordinal`].
    pub const fn from_ordinal(frequency: Frequency, ordinal: i32) -> Self {
        Self { frequency, ordinal }
    }

    /// Its kind.
    pub const fn frequency(self) -> Frequency {
        self.frequency
    }

    /// Running number: year × periods in a year + index.
    pub const fn ordinal(self) -> i32 {
        self.ordinal
    }

    /// Its year.
    pub const fn year(self) -> i32 {
        self.ordinal.div_euclid(self.frequency.per_year())
    }

    /// Its place in the year, from 0.
    pub const fn season(self) -> i32 {
        self.ordinal.rem_euclid(self.frequency.per_year())
    }

    /// The period `steps` later (earlier when negative).
    #[must_use]
    pub const fn plus(self, steps: i32) -> Self {
        Self { frequency: self.frequency, ordinal: self.ordinal + steps }
    }

    /// First and last month as running month numbers (year × 12 + month from 0).
    pub const fn months(self) -> (i32, i32) {
        let length = self.frequency.months();
        let first = self.ordinal * length;
        (first, first + length - 1)
    }

    /// Whether any month of it lies in March 2020 – December 2021.
    pub const fn in_covid(self) -> bool {
        let (first, last) = self.months();
        first <= 2021 * 12 + 11 && last >= 2020 * 12 + 2
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.frequency {
            Frequency::Year => write!(f, "{:04}", self.year()),
            Frequency::Quarter => write!(f, "{:04}-Q{}", self.year(), self.season() + 1),
            Frequency::Month => write!(f, "{:04}-{:02}", self.year(), self.season() + 1),
        }
    }
}

impl FromStr for Period {
    type Err = NotAPeriod;

    fn from_str(text: &str) -> Result<Self, NotAPeriod> {
        parse(text.trim().as_bytes()).ok_or_else(|| NotAPeriod(text.chars().take(40).collect()))
    }
}

fn parse(text: &[u8]) -> Option<Period> {
    let year = digits(text.get(..4)?)?;
    match &text[4..] {
        [] => Period::new(Frequency::Year, year, 0),
        [b'-', b'Q' | b'q', n @ b'1'..=b'4'] => Period::new(Frequency::Quarter, year, i32::from(n - b'1')),
        [b'-', month @ ..] if month.len() == 2 => Period::new(Frequency::Month, year, digits(month)? - 1),
        _ => None,
    }
}

fn digits(text: &[u8]) -> Option<i32> {
    text.iter().try_fold(0, |n, c| c.is_ascii_digit().then(|| n * 10 + i32::from(c - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(text: &str) -> Period {
        text.parse().unwrap()
    }

    #[test]
    fn the_three_formats_are_read_and_written_alike() {
        for text in ["2025-08", "2025-Q3", "2025", "0001-01"] {
            assert_eq!(period(text).to_string(), text);
        }
    }

    #[test]
    fn words_dates_and_impossible_months_are_refused() {
        for text in [
            "",
            "august 2025",
            "2025-13",
            "2025-00",
            "2025-Q5",
            "25-01",
            "2025-8",
            "2025-08-01",
            "20250",
            "2025.0",
            "0000",
            "æøå2",
        ] {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }

    #[test]
    fn differences_are_event_times_across_new_year() {
        assert_eq!(period("2013-02").ordinal() - period("2012-11").ordinal(), 3);
        assert_eq!(period("2012-11").plus(3), period("2013-02"));
        assert_eq!(period("2012-Q4").plus(1).to_string(), "2013-Q1");
    }

    #[test]
    fn covid_is_march_2020_to_december_2021() {
        for (text, inside) in [
            ("2020-02", false),
            ("2020-03", true),
            ("2021-12", true),
            ("2022-01", false),
            ("2020-Q1", true),
            ("2019-Q4", false),
            ("2020", true),
            ("2022", false),
        ] {
            assert_eq!(period(text).in_covid(), inside, "{text}");
        }
    }
}
