//! What stays say about a day in Norway: who lay there at midnight, who came, who went, how long beds were used.

use crate::{Purpose, Stay};
use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Europe::Oslo;

/// The times of a stay, and whether its bed was lent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StayTimes {
    /// Admitted.
    pub admitted: DateTime<Utc>,
    /// Discharged; `None` while the patient is there.
    pub discharged: Option<DateTime<Utc>>,
    /// Whether only dates were given, each held as noon in Oslo.
    pub dates_only: bool,
    /// Whether the bed is lent to a patient who is ready to leave hospital.
    pub lent: bool,
}

impl From<&Stay> for StayTimes {
    fn from(stay: &Stay) -> Self {
        Self {
            admitted: stay.admitted,
            discharged: stay.discharged,
            dates_only: stay.dates_only,
            lent: stay.purpose == Some(Purpose::DischargeReady),
        }
    }
}

/// What the stays of a unit make of one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DaySums {
    /// Patients at the midnight that ends the day.
    pub occupied: i64,
    /// Admissions in the day.
    pub admissions: i64,
    /// Discharges in the day, deaths and transfers included.
    pub discharges: i64,
    /// Minutes that beds were used; a day of summer time's change has 23 or 25 hours.
    pub bed_minutes: i64,
    /// Patients ready to leave hospital among `occupied`.
    pub discharge_ready: i64,
}

/// The instant at which a day begins in Norway. Clocks change at two or three, so midnight exists once.
pub fn oslo_midnight(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    Oslo.from_local_datetime(&midnight).earliest().map_or_else(|| midnight.and_utc(), |time| time.to_utc())
}

/// The instants that a clock on the wall in Norway may mean: none in the hour left out in spring, the earlier and
/// the later in the hour that comes twice in autumn.
pub fn oslo_instants(wall: NaiveDateTime) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let meant = Oslo.from_local_datetime(&wall);
    Some((meant.earliest()?.to_utc(), meant.latest()?.to_utc()))
}

/// The clock on the wall in Norway.
pub fn oslo_wall(time: DateTime<Utc>) -> NaiveDateTime {
    time.with_timezone(&Oslo).naive_local()
}

impl DaySums {
    /// The sums of one unit's stays over `day`, which should be over: a patient who is still there is taken to
    /// stay past its end.
    pub fn of<'a>(stays: impl IntoIterator<Item = &'a StayTimes>, day: NaiveDate) -> Self {
        let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
        let (start, end) = (oslo_midnight(day), oslo_midnight(next));
        let mut sums = Self::default();
        for stay in stays {
            let within = |time: DateTime<Utc>| start <= time && time < end;
            sums.admissions += i64::from(within(stay.admitted));
            sums.discharges += i64::from(stay.discharged.is_some_and(within));
            let there = stay.admitted < end && stay.discharged.is_none_or(|time| time >= end);
            sums.occupied += i64::from(there);
            sums.discharge_ready += i64::from(there && stay.lent);
            let (from, to) = (stay.admitted.max(start), stay.discharged.map_or(end, |time| time.min(end)));
            if from < to {
                // Days without times are whole: 1 440 minutes whatever the clocks do.
                let minutes = if stay.dates_only { oslo_wall(to) - oslo_wall(from) } else { to - from };
                sums.bed_minutes += minutes.num_minutes();
            }
        }
        sums
    }
}

#[cfg(test)]
#[path = "stay_days_tests.rs"]
mod tests;
