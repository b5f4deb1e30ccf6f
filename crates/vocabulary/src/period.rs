//! Months and periods of days. Bounds are inclusive for people, half-open for queries.

use chrono::{Datelike, Days, NaiveDate};
use std::fmt;
use std::str::FromStr;

/// A text or pair of dates that is no period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// Not `YYYY-MM`.
    #[error("'{0}' is no month: expected YYYY-MM, such as 2025-12")]
    NoMonth(String),
    /// The end lies before the start.
    #[error("the period ends ({to}) before it starts ({from})")]
    EndsBeforeStart {
        /// First day.
        from: NaiveDate,
        /// Last day.
        to: NaiveDate,
    },
}

/// A calendar month, stored as months since year 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// The month `month` (1–12) of `year`; `None` outside the years 1–9999.
    pub fn new(year: i32, month: u32) -> Option<Self> {
        let known = (1..=9999).contains(&year) && (1..=12).contains(&month);
        known.then(|| Self(year * 12 + month as i32 - 1))
    }

    /// The month that a day lies in.
    pub fn of(day: NaiveDate) -> Self {
        Self(day.year() * 12 + day.month0() as i32)
    }

    /// Months since year 0: the form in the database, good for differences.
    pub const fn index(self) -> i32 {
        self.0
    }

    /// Back from [`Month::index`].
    pub const fn from_index(index: i32) -> Self {
        Self(index)
    }

    /// The year.
    pub const fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// The month in the year, 1–12.
    pub const fn month(self) -> u32 {
        self.0.rem_euclid(12) as u32 + 1
    }

    /// The month `months` later (earlier when negative).
    #[must_use]
    pub const fn plus(self, months: i32) -> Self {
        Self(self.0 + months)
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year(), self.month(), 1).unwrap_or_default()
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        self.plus(1).first_day() - Days::new(1)
    }

    /// Its number of days.
    pub fn days(self) -> i64 {
        (self.plus(1).first_day() - self.first_day()).num_days()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

impl FromStr for Month {
    type Err = PeriodError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = |part: &str, n: usize| part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
        text.split_once('-')
            .filter(|(year, month)| digits(year, 4) && digits(month, 2))
            .and_then(|(year, month)| Self::new(year.parse().ok()?, month.parse().ok()?))
            .ok_or_else(|| PeriodError::NoMonth(text.to_owned()))
    }
}

/// Days from `from` to `to`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    from: NaiveDate,
    to: NaiveDate,
}

impl Period {
    /// A period of at least one day.
    ///
    /// # Errors
    /// [`PeriodError::EndsBeforeStart`].
    pub fn new(from: NaiveDate, to: NaiveDate) -> Result<Self, PeriodError> {
        if to < from { Err(PeriodError::EndsBeforeStart { from, to }) } else { Ok(Self { from, to }) }
    }

    /// The `months` whole months up to and including `last`.
    pub fn months_up_to(last: Month, months: i32) -> Self {
        Self { from: last.plus(1 - months.max(1)).first_day(), to: last.last_day() }
    }

    /// First day.
    pub const fn from(self) -> NaiveDate {
        self.from
    }

    /// Last day.
    pub const fn to(self) -> NaiveDate {
        self.to
    }

    /// The day after the last: the open end of a half-open query.
    pub fn end(self) -> NaiveDate {
        self.to + Days::new(1)
    }

    /// Number of days.
    pub fn days(self) -> i64 {
        (self.end() - self.from).num_days()
    }

    /// Every day.
    pub fn each_day(self) -> impl Iterator<Item = NaiveDate> {
        self.from.iter_days().take(self.days() as usize)
    }

    /// Every month that the period touches.
    pub fn each_month(self) -> impl Iterator<Item = Month> {
        (Month::of(self.from).index()..=Month::of(self.to).index()).map(Month::from_index)
    }

    /// Whether it starts on the first and ends on the last day of a month.
    pub fn is_whole_months(self) -> bool {
        self.from == Month::of(self.from).first_day() && self.to == Month::of(self.to).last_day()
    }

    /// The first and the last of the months that lie in it as a whole, and the days that are left before and after them:
    /// all of it where no month does.
    pub fn in_months(self) -> (Option<(Month, Month)>, Vec<Self>) {
        let (first, last) = (Month::of(self.from), Month::of(self.to));
        let first = if self.from == first.first_day() { first } else { first.plus(1) };
        let last = if self.to == last.last_day() { last } else { last.plus(-1) };
        if last < first {
            return (None, vec![self]);
        }
        let before =
            (self.from < first.first_day()).then(|| Self { from: self.from, to: first.plus(-1).last_day() });
        let after = (last.last_day() < self.to).then(|| Self { from: last.plus(1).first_day(), to: self.to });
        (Some((first, last)), before.into_iter().chain(after).collect())
    }

    /// Whether the day lies in it.
    pub fn contains(self, day: NaiveDate) -> bool {
        (self.from..=self.to).contains(&day)
    }

    /// The same days one year earlier (29 February becomes 28), whole months staying whole.
    #[must_use]
    pub fn year_before(self) -> Self {
        let back = |day: NaiveDate| {
            let month = Month::of(day).plus(-12);
            let last = day == Month::of(day).last_day();
            if last { month.last_day() } else { day.with_year(day.year() - 1).unwrap_or(month.last_day()) }
        };
        Self { from: back(self.from), to: back(self.to) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn months_read_write_and_count() {
        let month: Month = "2024-02".parse().unwrap();
        assert_eq!((month.days(), month.plus(-2).to_string()), (29, "2023-12".to_owned()));
        for text in ["2024-13", "2024-2", "24-02", "2024", "2024-02-01", "+024-02"] {
            assert!(text.parse::<Month>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_period_counts_both_its_ends() {
        let period = Period::new(day("2024-01-01"), day("2024-12-31")).unwrap();
        assert_eq!((period.days(), period.each_month().count(), period.is_whole_months()), (366, 12, true));
        assert!(Period::new(day("2024-01-02"), day("2024-01-01")).is_err());
    }

    #[test]
    fn a_period_is_whole_months_and_days_before_and_after() {
        let of = |from: &str, to: &str| {
            let (months, left) = Period::new(day(from), day(to)).unwrap().in_months();
            let months = months.map(|(first, last)| format!("{first}–{last}"));
            (months, left.iter().map(|p| (p.from().to_string(), p.to().to_string())).collect::<Vec<_>>())
        };
        let days = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        let months = |text: &str| Some(text.to_owned());
        assert_eq!(of("2024-01-01", "2024-02-29"), (months("2024-01–2024-02"), vec![]));
        assert_eq!(
            of("2023-12-15", "2024-03-01"),
            (
                months("2024-01–2024-02"),
                vec![days("2023-12-15", "2023-12-31"), days("2024-03-01", "2024-03-01")]
            )
        );
        assert_eq!(
            of("2024-01-02", "2024-02-29"),
            (months("2024-02–2024-02"), vec![days("2024-01-02", "2024-01-31")])
        );
        assert_eq!(of("2024-01-02", "2024-02-28"), (None, vec![days("2024-01-02", "2024-02-28")]));
        assert_eq!(of("2024-02-10", "2024-02-20"), (None, vec![days("2024-02-10", "2024-02-20")]));
    }

    #[test]
    fn a_year_before_february_stays_whole() {
        let february = Period::new(day("2024-02-01"), day("2024-02-29")).unwrap();
        assert_eq!(february.year_before(), Period::new(day("2023-02-01"), day("2023-02-28")).unwrap());
        let leap = Period::new(day("2023-02-01"), day("2023-02-28")).unwrap();
        assert_eq!(leap.year_before().to(), day("2022-02-28"));
    }
}
