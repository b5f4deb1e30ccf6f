//! What a stay's times say: its months as people in Norway count them, and its length.

use crate::{Month, Stay};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use chrono_tz::Europe::Oslo;

/// The calendar day in Norway.
pub fn oslo_date(time: DateTime<Utc>) -> NaiveDate {
    time.with_timezone(&Oslo).date_naive()
}

/// The clock in Norway at a point of time.
pub fn oslo_time(time: DateTime<Utc>) -> NaiveDateTime {
    time.with_timezone(&Oslo).naive_local()
}

impl Stay {
    /// The month of admission, in Norway.
    pub fn admission_month(&self) -> Month {
        Month::of(oslo_date(self.admitted))
    }

    /// The month of discharge, in Norway.
    pub fn discharge_month(&self) -> Option<Month> {
        self.discharged.map(|time| Month::of(oslo_date(time)))
    }

    /// Length of a completed stay in minutes; whole days where only dates are known, so that a change to
    /// summer time adds no hour.
    pub fn minutes(&self) -> Option<i64> {
        let discharged = self.discharged?;
        Some(if self.dates_only {
            (oslo_date(discharged) - oslo_date(self.admitted)).num_days() * 24 * 60
        } else {
            (discharged - self.admitted).num_minutes()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AgeGroup, Destination, Referrer};

    fn stay(admitted: &str, discharged: &str, dates_only: bool) -> Stay {
        Stay {
            id: "1".parse().unwrap(),
            unit: "K1".parse().unwrap(),
            home: "0301".parse().unwrap(),
            admitted: admitted.parse().unwrap(),
            discharged: discharged.parse().ok(),
            dates_only,
            age_group: AgeGroup::Age80Plus,
            sex: None,
            origin: None,
            referrer: Referrer::OutOfHours,
            reason: None,
            problem: None,
            purpose: None,
            alternative: None,
            destination: Some(Destination::Home),
        }
    }

    #[test]
    fn the_month_is_that_of_norway() {
        let stay = stay("2023-12-31T23:30:00Z", "2024-01-31T23:30:00Z", false);
        assert_eq!(stay.admission_month().to_string(), "2024-01");
        assert_eq!(stay.discharge_month().unwrap().to_string(), "2024-02");
        assert_eq!(stay.minutes(), Some(31 * 1440));
    }

    #[test]
    fn days_are_whole_over_the_change_to_summer_time() {
        let stay = stay("2024-03-30T11:00:00Z", "2024-03-31T10:00:00Z", true);
        assert_eq!(stay.minutes(), Some(1440));
    }
}
