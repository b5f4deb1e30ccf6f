//! Length of completed stays, in hours, by month of discharge.

use crate::quantile::quantile_of;

/// Stays longer than this many minutes (72 hours) are counted apart.
pub const THREE_DAYS: i64 = 72 * 60;

/// What a set of completed stays says about its lengths. Hours.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LengthOfStay {
    /// Completed stays.
    pub stays: i64,
    /// Sum / stays.
    pub mean: f64,
    /// Half of the stays are at most this long.
    pub median: f64,
    /// Nine of ten are at most this long.
    pub p90: f64,
    /// Stays of more than 72 hours.
    pub over_72h: i64,
}

impl LengthOfStay {
    /// From lengths in minutes, in any order; `None` for no stays. Moves them about.
    pub fn of(minutes: &mut [i64]) -> Option<Self> {
        let stays = minutes.len() as i64;
        let sum: i64 = minutes.iter().sum();
        let over_72h = minutes.iter().filter(|m| **m > THREE_DAYS).count() as i64;
        let mut hours = |p| quantile_of(minutes, p, |m| m as f64 / 60.0);
        Some(Self { stays, mean: mean(sum, stays)?, median: hours(0.5)?, p90: hours(0.9)?, over_72h })
    }

    /// Share of stays over 72 hours.
    pub fn share_over_72h(&self) -> f64 {
        self.over_72h as f64 / self.stays as f64
    }
}

/// Mean length in hours from a sum of minutes; `None` for no stays.
pub fn mean(minutes: i64, stays: i64) -> Option<f64> {
    (stays > 0).then(|| minutes as f64 / stays as f64 / 60.0)
}

/// Stays per half day, `classes` of them: class *k* holds those of more than 12 *k* and at most 12 (*k* + 1)
/// hours (the first also those of no minute), the last one everything longer, too.
pub fn half_days(minutes: &[i64], classes: usize) -> Vec<i64> {
    let mut counts = vec![0; classes];
    let Some(last) = classes.checked_sub(1) else { return counts };
    for m in minutes {
        counts[usize::try_from((m - 1).max(0) / 720).map_or(last, |class| class.min(last))] += 1;
    }
    counts
}

/// Stays of more than `days` days.
pub fn longer_than(minutes: &[i64], days: i64) -> i64 {
    minutes.iter().filter(|m| **m > days * 1440).count() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summary_agrees_with_numpy() {
        // numpy 2.2: percentile([1, 2, 3, 4, 10] hours, [50, 90]) = 3, 7.6; mean 4.
        let mut minutes = [600, 60, 120, 180, 240];
        let summary = LengthOfStay::of(&mut minutes).unwrap();
        assert!((summary.mean - 4.0).abs() < 1e-12);
        assert!((summary.median - 3.0).abs() < 1e-12);
        assert!((summary.p90 - 7.6).abs() < 1e-12);
    }

    #[test]
    fn exactly_72_hours_is_not_over() {
        let summary = LengthOfStay::of(&mut [THREE_DAYS, THREE_DAYS + 1]).unwrap();
        assert_eq!(summary.over_72h, 1);
        assert!((summary.share_over_72h() - 0.5).abs() < 1e-12);
        assert_eq!(LengthOfStay::of(&mut []), None);
    }

    #[test]
    fn half_days_end_with_their_last_minute_and_the_last_class_is_open() {
        assert_eq!(half_days(&[0, 720, 721, 1440, 4320, 4321, 99_999], 7), [2, 2, 0, 0, 0, 1, 2]);
        assert_eq!(half_days(&[5000], 1), [1]);
        assert!(half_days(&[5000], 0).is_empty());
    }

    #[test]
    fn exactly_ten_days_is_not_longer_than_ten_days() {
        assert_eq!(longer_than(&[14_400, 14_401, 30_000, 60], 10), 2);
        assert_eq!(longer_than(&[], 10), 0);
    }
}
