//! Free beds now: what the doctor on call is told, and how old it is.
//!
//! Free beds = beds now − occupied now. Where a unit registers its stays as they happen, occupied are the stays
//! that run now; elsewhere the newest registered day says it. Beds are those of the newest registered day, or
//! the unit's places where no day was registered. Not a count of patients for a table: operational, not gated.

use chrono::{DateTime, NaiveDate, Utc};
use vocabulary::oslo_date;

/// The newest registered day of a unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Registered {
    /// Day.
    pub date: NaiveDate,
    /// Staffed beds.
    pub beds: f64,
    /// Occupied beds.
    pub occupied: f64,
    /// When the row was typed or corrected by hand, where it was.
    pub changed: Option<DateTime<Utc>>,
}

/// The stays of a unit that registers them as they happen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Running {
    /// Patients who are there.
    pub stays: i64,
    /// When a stay of the unit was last changed by hand, as far as that is known.
    pub changed: Option<DateTime<Utc>>,
}

/// Since when a number stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// A moment: somebody registered something then.
    Moment(DateTime<Utc>),
    /// A day: the census of that day.
    Day(NaiveDate),
    /// Right now: the stays are kept as they happen.
    Now,
}

/// What a unit has now.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FreeBeds {
    /// Beds now; may be decimal.
    pub beds: f64,
    /// Occupied now; may be decimal, and more than `beds`.
    pub occupied: f64,
    /// Since when the number stands.
    pub since: Since,
    /// Whether the number may be out of date: it is of an earlier day, and nobody registers stays.
    pub old: bool,
}

/// The beds of a unit now; `None` where nothing is known of what is occupied, or no bed number.
pub fn now(
    places: Option<f64>,
    registered: Option<Registered>,
    running: Option<Running>,
    today: NaiveDate,
) -> Option<FreeBeds> {
    let beds = registered.map(|day| day.beds).or(places)?;
    if let Some(running) = running {
        let since = running.changed.map_or(Since::Now, Since::Moment);
        return Some(FreeBeds { beds, occupied: running.stays as f64, since, old: false });
    }
    let day = registered?;
    let typed_today = day.changed.filter(|at| oslo_date(*at) == day.date);
    let since = typed_today.map_or(Since::Day(day.date), Since::Moment);
    Some(FreeBeds { beds, occupied: day.occupied, since, old: day.date < today })
}

impl FreeBeds {
    /// Whole beds that are free: half a bed takes nobody. Never negative.
    pub fn free(self) -> i64 {
        // Sums such as 7.6 − 5.6 fall a hair short of the whole number that they are.
        (self.beds - self.occupied + 1e-9).floor().max(0.0) as i64
    }

    /// Patients beyond the number of beds; zero where there are none.
    pub fn over(self) -> f64 {
        (self.occupied - self.beds).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn time(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn registered(date: &str, beds: f64, occupied: f64) -> Registered {
        Registered { date: day(date), beds, occupied, changed: None }
    }

    #[test]
    fn free_beds_are_those_of_the_newest_day_less_its_census() {
        let found =
            now(Some(9.0), Some(registered("2026-11-21", 7.6, 5.0)), None, day("2026-11-21")).unwrap();
        assert_eq!((found.free(), found.beds, found.old), (2, 7.6, false));
        assert_eq!(found.since, Since::Day(day("2026-11-21")));
    }

    #[test]
    fn a_number_of_yesterday_is_old() {
        let yesterday = Some(registered("2026-11-21", 4.0, 4.0));
        assert!(now(None, yesterday, None, day("2026-11-22")).unwrap().old);
    }

    #[test]
    fn running_stays_come_before_a_registered_day() {
        let stays = Running { stays: 3, changed: Some(time("2026-11-22T08:00:00Z")) };
        let found =
            now(None, Some(registered("2026-11-21", 4.0, 4.0)), Some(stays), day("2026-11-22")).unwrap();
        assert_eq!((found.free(), found.old), (1, false));
        assert_eq!(found.since, Since::Moment(time("2026-11-22T08:00:00Z")));
    }

    #[test]
    fn without_a_day_the_places_count_and_without_either_nothing_is_known() {
        let stays = Running { stays: 1, changed: None };
        assert_eq!(now(Some(4.0), None, Some(stays), day("2026-11-22")).unwrap().free(), 3);
        assert_eq!(now(Some(4.0), None, Some(stays), day("2026-11-22")).unwrap().since, Since::Now);
        assert_eq!(now(Some(4.0), None, None, day("2026-11-22")), None);
        assert_eq!(now(None, None, Some(stays), day("2026-11-22")), None);
    }

    #[test]
    fn a_day_typed_today_stands_since_that_moment() {
        // 23:30 UTC on the 21st is the 22nd in Norway.
        let mut today = registered("2026-11-22", 4.0, 1.0);
        today.changed = Some(time("2026-11-21T23:30:00Z"));
        let found = now(None, Some(today), None, day("2026-11-22")).unwrap();
        assert_eq!(found.since, Since::Moment(time("2026-11-21T23:30:00Z")));
        // A correction later says nothing about now.
        today.changed = Some(time("2026-11-24T10:00:00Z"));
        assert_eq!(
            now(None, Some(today), None, day("2026-11-24")).unwrap().since,
            Since::Day(day("2026-11-22"))
        );
    }

    #[test]
    fn more_patients_than_beds_leaves_none_free_and_is_told() {
        let found = now(None, Some(registered("2026-11-22", 7.6, 9.0)), None, day("2026-11-22")).unwrap();
        assert_eq!(found.free(), 0);
        assert!((found.over() - 1.4).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn free_and_occupied_never_exceed_the_beds_unless_it_is_told(beds in 0.0..60.0_f64, occupied in 0.0..70.0_f64) {
            let found = now(None, Some(registered("2026-11-22", beds, occupied)), None, day("2026-11-22")).unwrap();
            prop_assert!(found.free() >= 0);
            prop_assert!(found.free() as f64 + occupied <= beds + found.over() + 1e-6);
            prop_assert!(found.free() == 0 || found.over() == 0.0);
        }
    }
}
