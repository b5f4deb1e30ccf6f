//! Occupancy (beleggsprosent) in its two definitions, and days full or empty.
//!
//! Sum first, then divide: the mean of daily percentages is wrong when the number of beds varies. A share may
//! exceed 1; it is never clipped.

use vocabulary::Period;

/// Occupied bed-days and the bed-days they are divided by.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Occupancy {
    /// Occupied bed-days.
    pub occupied: f64,
    /// Bed-days that were open (SSB) or places × days.
    pub available: f64,
}

impl Occupancy {
    /// SSB's definition: occupied bed-days / bed-days that were open.
    pub const fn ssb(occupied: f64, open_bed_days: f64) -> Self {
        Self { occupied, available: open_bed_days }
    }

    /// The municipalities' definition: occupied bed-days / (places × days in the period).
    pub fn places(occupied: f64, places: f64, days: i64) -> Self {
        Self { occupied, available: places * days as f64 }
    }

    /// Occupied share, 0 upwards; `None` where no bed was available.
    pub fn share(self) -> Option<f64> {
        (self.available > 0.0).then(|| self.occupied / self.available)
    }

    /// Two periods or units together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { occupied: self.occupied + other.occupied, available: self.available + other.available }
    }
}

/// Share of `days` that are `counted` (full or empty days); `None` where there are none.
pub fn share_of_days(counted: i64, days: i64) -> Option<f64> {
    (days > 0).then(|| counted as f64 / days as f64)
}

/// Places × days of one unit: the places that applied on each day, summed. `steps` are (first day, places) in
/// order of days; days before the first step count as without places. `None` where no step applies at all.
pub fn place_days(steps: &[(chrono::NaiveDate, f64)], period: Period) -> Option<f64> {
    let mut sum = None;
    for (i, (from, places)) in steps.iter().enumerate() {
        let until = steps.get(i + 1).map_or(period.end(), |next| next.0.min(period.end()));
        let days = (until - (*from).max(period.from())).num_days();
        if days > 0 {
            *sum.get_or_insert(0.0) += places * days as f64;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_from_the_day_they_apply() {
        let day = |text: &str| text.parse().unwrap();
        let steps = [(day("2024-01-11"), 4.0), (day("2024-01-21"), 6.5)];
        let january = Period::new(day("2024-01-01"), day("2024-01-31")).unwrap();
        assert_eq!(place_days(&steps, january), Some(10.0 * 4.0 + 11.0 * 6.5));
        let before = Period::new(day("2023-01-01"), day("2023-01-31")).unwrap();
        assert_eq!(place_days(&steps, before), None);
        assert_eq!(place_days(&[], january), None);
    }

    #[test]
    fn sums_come_before_division() {
        // Two days: 1 of 2 beds, 8 of 8 beds. Mean of percentages 75 %, right answer 90 %.
        let both = Occupancy::ssb(1.0, 2.0).and(Occupancy::ssb(8.0, 8.0));
        assert_eq!(both.share(), Some(0.9));
    }

    #[test]
    fn the_two_definitions_differ_where_beds_were_closed() {
        // 10 places over 30 days, 5 of them closed for 10 days, 120 occupied bed-days.
        assert_eq!(Occupancy::ssb(120.0, 250.0).share(), Some(0.48));
        assert_eq!(Occupancy::places(120.0, 10.0, 30).share(), Some(0.4));
    }

    #[test]
    fn more_than_full_is_shown_and_no_beds_is_no_share() {
        assert_eq!(Occupancy::ssb(5.0, 4.0).share(), Some(1.25));
        assert_eq!(Occupancy::ssb(0.0, 0.0).share(), None);
        assert_eq!(share_of_days(0, 0), None);
    }

    #[test]
    fn norway_2022_has_the_published_mean_stay() {
        // Helsedirektoratet: 688 places, 47 %, 32 957 admissions; 22.2 bed-days per 1 000 goes with 3.58 days.
        let bed_days = 688.0 * 365.0 * 0.47;
        assert!((bed_days / 32_957.0_f64 - 3.58).abs() < 0.005);
    }
}
