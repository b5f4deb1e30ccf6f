//! Inhabitants between two counts: what rates are divided by.
//!
//! Statistics Norway counts on 1 January. Between two counts inhabitants change evenly; after the newest count it
//! holds on, because nothing newer is known; before the oldest there is no denominator.

use chrono::{Datelike, Days, NaiveDate};
use std::collections::BTreeMap;
use vocabulary::{AgeGroup, Period};

/// Inhabitants per age group, in the order of [`AgeGroup::ALL`].
pub type ByAge = [f64; 5];

/// The counts of one place on 1 January of some years, by year.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Inhabitants {
    counts: Vec<(i32, ByAge)>,
}

impl Inhabitants {
    /// From counts in any order; what is given twice is added up.
    pub fn of(counts: impl IntoIterator<Item = (i32, AgeGroup, f64)>) -> Self {
        let mut years: BTreeMap<i32, ByAge> = BTreeMap::new();
        for (year, age_group, inhabitants) in counts {
            years.entry(year).or_default()[age_group as usize] += inhabitants;
        }
        Self { counts: years.into_iter().collect() }
    }

    /// Several places together, over the years that all of them have; places without any count are passed over.
    pub fn sum<'a>(places: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut years: BTreeMap<i32, (usize, ByAge)> = BTreeMap::new();
        let mut number = 0;
        for place in places.into_iter().filter(|place| !place.counts.is_empty()) {
            number += 1;
            for (year, counts) in &place.counts {
                let (places, sum) = years.entry(*year).or_default();
                *places += 1;
                sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
            }
        }
        let complete = years.into_iter().filter(|(_, (places, _))| *places == number);
        Self { counts: complete.map(|(year, (_, sum))| (year, sum)).collect() }
    }

    /// What was counted on 1 January of a year; `None` where there is no count.
    pub fn counted(&self, year: i32) -> Option<ByAge> {
        let at = self.counts.binary_search_by_key(&year, |(year, _)| *year).ok()?;
        Some(self.counts[at].1)
    }

    /// Inhabitants at the beginning of `day`; `None` before the oldest count.
    pub fn on(&self, day: NaiveDate) -> Option<ByAge> {
        let next = self.counts.partition_point(|(year, _)| *year <= day.year());
        let (before, at) = self.counts.get(next.checked_sub(1)?)?;
        let Some((after, then)) = self.counts.get(next) else { return Some(*at) };
        let (start, end) = (new_year(*before)?, new_year(*after)?);
        let share = (day - start).num_days() as f64 / (end - start).num_days() as f64;
        let mut between = *at;
        between.iter_mut().zip(then).for_each(|(now, then)| *now += (then - *now) * share);
        Some(between)
    }

    /// Inhabitants × years over a period: the denominator of a yearly rate. A whole calendar year is exactly one
    /// year, leap year or not. `None` where the period begins before the oldest count.
    ///
    /// Within a calendar year inhabitants change evenly, so the mean of both ends is exact.
    pub fn person_years(&self, period: Period) -> Option<ByAge> {
        let mut sum = ByAge::default();
        let mut from = period.from();
        while from < period.end() {
            let end = new_year(from.year() + 1)?.min(period.end());
            let years = (end - from).num_days() as f64 / days_in_year(from.year())?;
            // The value at the end of a year is the next year's count; the newest count holds on.
            let (first, last) = (self.on(from)?, self.on(end)?);
            for (sum, (first, last)) in sum.iter_mut().zip(first.into_iter().zip(last)) {
                *sum += f64::midpoint(first, last) * years;
            }
            from = end;
        }
        Some(sum)
    }
}

fn new_year(year: i32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, 1, 1)
}

fn days_in_year(year: i32) -> Option<f64> {
    Some((new_year(year + 1)? - new_year(year)?).num_days() as f64)
}

/// Years that a period amounts to: a whole calendar year is exactly one.
pub fn years(period: Period) -> f64 {
    let mut from = period.from();
    let mut years = 0.0;
    while from < period.end() {
        let end = new_year(from.year() + 1).unwrap_or_else(|| period.end()).min(period.end());
        years += (end - from).num_days() as f64 / days_in_year(from.year()).unwrap_or(365.0);
        from = end.max(from + Days::new(1));
    }
    years
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn period(from: &str, to: &str) -> Period {
        Period::new(day(from), day(to)).unwrap()
    }

    fn old(counts: &[(i32, f64)]) -> Inhabitants {
        Inhabitants::of(counts.iter().map(|(year, n)| (*year, AgeGroup::Age80Plus, *n)))
    }

    fn check(value: Option<ByAge>, expected: f64) {
        let value = value.unwrap();
        assert!((value[4] - expected).abs() < 1e-9, "{value:?} is not {expected}");
        assert!(value[..4].iter().all(|n| *n == 0.0));
    }

    #[test]
    fn inhabitants_change_evenly_from_new_year_to_new_year() {
        let counts = old(&[(2023, 1000.0), (2024, 1365.0)]);
        check(counts.on(day("2023-01-01")), 1000.0);
        check(counts.on(day("2023-01-02")), 1001.0);
        check(counts.on(day("2023-12-31")), 1364.0);
        check(counts.on(day("2024-01-01")), 1365.0);
    }

    #[test]
    fn a_year_has_its_own_count_or_none() {
        let counts = old(&[(2022, 1000.0), (2024, 1365.0)]);
        check(counts.counted(2024), 1365.0);
        assert_eq!((counts.counted(2023), counts.counted(2025)), (None, None));
    }

    #[test]
    fn the_newest_count_holds_on_and_before_the_oldest_there_is_none() {
        let counts = old(&[(2023, 1000.0), (2024, 1365.0)]);
        check(counts.on(day("2026-07-01")), 1365.0);
        assert_eq!(counts.on(day("2022-12-31")), None);
        assert_eq!(counts.person_years(period("2022-12-01", "2023-02-01")), None);
        assert_eq!(Inhabitants::default().on(day("2024-01-01")), None);
    }

    #[test]
    fn a_missing_year_lies_between_its_neighbours() {
        // 2022 and 2023 have 365 days each: 1 January 2023 is halfway.
        check(old(&[(2022, 100.0), (2024, 200.0)]).on(day("2023-01-01")), 150.0);
    }

    #[test]
    fn a_calendar_year_has_the_mean_of_its_ends() {
        let counts = old(&[(2023, 1000.0), (2024, 1100.0), (2025, 1300.0)]);
        check(counts.person_years(period("2023-01-01", "2023-12-31")), 1050.0);
        // A leap year is one year too.
        check(counts.person_years(period("2024-01-01", "2024-12-31")), 1200.0);
        check(counts.person_years(period("2023-01-01", "2024-12-31")), 2250.0);
        // Half of 2023 by days: 181 of 365, from 1000 to 1000 + 100 × 181/365.
        let expected = (1000.0 + 50.0 * 181.0 / 365.0) * 181.0 / 365.0;
        check(counts.person_years(period("2023-01-01", "2023-06-30")), expected);
        assert!((years(period("2023-07-01", "2024-12-31")) - (1.0 + 184.0 / 365.0)).abs() < 1e-12);
    }

    #[test]
    fn places_add_up_over_the_years_they_share() {
        let both = [old(&[(2022, 1.0), (2023, 10.0)]), old(&[(2023, 5.0)]), Inhabitants::default()];
        check(Inhabitants::sum(&both).on(day("2023-01-01")), 15.0);
        assert_eq!(Inhabitants::sum(&both).on(day("2022-01-01")), None);
    }

    proptest! {
        #[test]
        fn person_years_of_parts_add_up_to_the_whole(
            counts in prop::collection::vec(0.0..1e6f64, 5), first in 0..1400u64, length in 2..400u64, cut in 1..399u64,
        ) {
            let counts = old(&counts.iter().enumerate().map(|(i, n)| (2020 + i as i32, *n)).collect::<Vec<_>>());
            let from = day("2020-01-01") + Days::new(first);
            let (middle, end) = (from + Days::new(cut.min(length - 1)), from + Days::new(length));
            let years = |from, end: NaiveDate| {
                counts.person_years(Period::new(from, end - Days::new(1)).unwrap()).unwrap()[4]
            };
            let (whole, parts) = (years(from, end), years(from, middle) + years(middle, end));
            prop_assert!((whole - parts).abs() <= 1e-9 * whole.max(1.0), "{} {}", whole, parts);
        }

        #[test]
        fn person_years_agree_with_a_sum_over_days(a in 0.0..1e5f64, b in 0.0..1e5f64, days in 1..365u64) {
            let counts = old(&[(2023, a), (2024, b)]);
            let period = Period::new(day("2023-01-01"), day("2023-01-01") + Days::new(days - 1)).unwrap();
            let middle = |d: NaiveDate| f64::midpoint(counts.on(d).unwrap()[4], counts.on(d + Days::new(1)).unwrap()[4]);
            let expected: f64 = period.each_day().map(middle).sum::<f64>() / 365.0;
            prop_assert!((counts.person_years(period).unwrap()[4] - expected).abs() < 1e-6 * expected.max(1.0));
        }
    }
}
