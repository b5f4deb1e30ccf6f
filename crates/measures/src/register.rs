//! What can't be and what is unlikely in what people type about a stay or a day. The unlikely is asked about once;
//! the impossible is refused.

use chrono::{DateTime, TimeDelta, Utc};

/// No stay lasts longer than this: what would is a wrong date.
pub const LONGEST_STAY: TimeDelta = TimeDelta::days(366);
/// Clocks of two machines may differ by so much.
const CLOCKS: TimeDelta = TimeDelta::minutes(2);
/// Who was admitted longer ago should have been registered before: asked about.
const LATE: TimeDelta = TimeDelta::hours(72);
/// Two admissions that look the same within this time may be one patient.
pub const TWICE_WITHIN: TimeDelta = TimeDelta::hours(12);

/// Why times can't be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Impossible {
    /// Admitted later than now.
    AdmittedInFuture,
    /// Discharged later than now.
    DischargedInFuture,
    /// Discharged before the admission.
    DischargedBeforeAdmitted,
    /// Longer than [`LONGEST_STAY`], or begun longer ago than that.
    TooLong,
}

/// Why the times of a stay can't be; `None`: they can.
pub fn impossible_times(
    admitted: DateTime<Utc>,
    discharged: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Option<Impossible> {
    if admitted > now + CLOCKS {
        return Some(Impossible::AdmittedInFuture);
    }
    match discharged {
        Some(out) if out > now + CLOCKS => Some(Impossible::DischargedInFuture),
        Some(out) if out < admitted => Some(Impossible::DischargedBeforeAdmitted),
        Some(out) if out - admitted > LONGEST_STAY => Some(Impossible::TooLong),
        None if now - admitted > LONGEST_STAY => Some(Impossible::TooLong),
        _ => None,
    }
}

/// What a unit's completed stays of a while have been like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Habit {
    /// Completed stays.
    pub stays: i64,
    /// The longest of them, in minutes.
    pub longest_minutes: i64,
}

/// So many stays make a habit.
const ENOUGH: i64 = 20;

/// Whether an admission is so long ago that it is asked about.
pub fn late(admitted: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - admitted > LATE
}

/// Whether a stay of `minutes` is longer than half as long again as the unit's longest; with few stays to compare
/// with, longer than 30 days.
pub fn unusually_long(minutes: i64, habit: Habit) -> bool {
    if habit.stays < ENOUGH { minutes > 30 * 1440 } else { minutes * 2 > habit.longest_minutes * 3 }
}

/// Patients beyond the staffed beds; 0 where there is room.
pub fn beyond_beds(patients: i64, beds: f64) -> i64 {
    (patients - beds.ceil() as i64).max(0)
}

/// Beds that nobody lies in, whole ones only.
pub fn free_beds(patients: i64, beds: f64) -> i64 {
    (beds.floor() as i64 - patients).max(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn nobody_leaves_before_coming_or_comes_tomorrow() {
        let (now, noon) = (at("2026-02-02T13:00:00Z"), at("2026-02-02T12:00:00Z"));
        let check = |admitted, discharged: Option<&str>, expected| {
            assert_eq!(
                impossible_times(at(admitted), discharged.map(at), now),
                expected,
                "{admitted} {discharged:?}"
            );
        };
        assert_eq!(impossible_times(noon, Some(noon), now), None, "in and out in the same minute");
        check(
            "2026-02-02T12:00:00Z",
            Some("2026-02-02T11:59:00Z"),
            Some(Impossible::DischargedBeforeAdmitted),
        );
        check("2026-02-02T13:03:00Z", None, Some(Impossible::AdmittedInFuture));
        check("2026-02-02T13:01:00Z", None, None);
        check("2026-02-02T12:00:00Z", Some("2026-02-02T14:00:00Z"), Some(Impossible::DischargedInFuture));
        check("2025-01-30T12:00:00Z", None, Some(Impossible::TooLong));
        check("2024-01-30T12:00:00Z", Some("2024-03-01T12:00:00Z"), None);
        check("2024-01-30T12:00:00Z", Some("2025-02-01T12:00:00Z"), Some(Impossible::TooLong));
    }

    #[test]
    fn the_unlikely_is_measured_by_the_units_own_habit() {
        let habit = Habit { stays: 100, longest_minutes: 10 * 1440 };
        assert!(!unusually_long(15 * 1440, habit) && unusually_long(15 * 1440 + 1, habit));
        let new = Habit::default();
        assert!(!unusually_long(30 * 1440, new) && unusually_long(30 * 1440 + 1, new));
        let now = at("2026-02-05T12:00:00Z");
        assert!(!late(at("2026-02-02T12:00:00Z"), now) && late(at("2026-02-02T11:59:00Z"), now));
    }

    #[test]
    fn more_patients_than_beds_is_possible() {
        assert_eq!((beyond_beds(5, 4.0), free_beds(5, 4.0)), (1, 0));
        assert_eq!((beyond_beds(3, 3.5), free_beds(3, 3.5)), (0, 0));
        assert_eq!((beyond_beds(0, 3.5), free_beds(0, 3.5)), (0, 3));
    }
}
