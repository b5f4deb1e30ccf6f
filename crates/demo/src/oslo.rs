//! Wall-clock time in Norway, in whole minutes, and back to UTC.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc};

/// Minutes in a day.
pub(crate) const DAY: i64 = 1440;

/// Local minutes since the start of 1970-01-01 (wall clock, every day 1 440 minutes).
pub(crate) type LocalMinute = i64;

/// Days since 1970-01-01.
pub(crate) fn day_number(day: NaiveDate) -> i64 {
    (day - NaiveDate::default()).num_days()
}

/// Back from [`day_number`].
pub(crate) fn date_of(day_number: i64) -> NaiveDate {
    NaiveDate::default() + TimeDelta::days(day_number)
}

/// The last Sunday of a month with 31 days.
fn last_sunday(year: i32, month: u32) -> NaiveDate {
    let last = NaiveDate::from_ymd_opt(year, month, 31).unwrap_or_default();
    last - Days::new(u64::from(last.weekday().num_days_from_sunday()))
}

/// UTC of a local minute by the EU's rule of 1996: UTC+2 from 02:00 on the last Sunday of March to 03:00
/// on the last Sunday of October. The hour that is skipped is read as winter time, the one that comes
/// twice as summer time.
pub(crate) fn to_utc(local: LocalMinute) -> DateTime<Utc> {
    let day = date_of(local.div_euclid(DAY));
    let minute = local.rem_euclid(DAY);
    let (start, end) = (last_sunday(day.year(), 3), last_sunday(day.year(), 10));
    let after_start = day > start || (day == start && minute >= 3 * 60);
    let before_end = day < end || (day == end && minute < 3 * 60);
    let offset = if after_start && before_end { 2 } else { 1 };
    (day.and_time(NaiveTime::MIN) + TimeDelta::minutes(minute) - TimeDelta::hours(offset)).and_utc()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(day: &str, hour: i64, minute: i64) -> String {
        to_utc(day_number(day.parse().expect("a date")) * DAY + hour * 60 + minute).to_rfc3339()
    }

    #[test]
    fn winter_is_one_hour_and_summer_two_hours_ahead_of_utc() {
        assert_eq!(utc("2024-01-15", 12, 0), "2024-01-15T11:00:00+00:00");
        assert_eq!(utc("2024-07-15", 12, 0), "2024-07-15T10:00:00+00:00");
        assert_eq!(utc("2024-07-01", 0, 30), "2024-06-30T22:30:00+00:00");
    }

    #[test]
    fn the_clock_changes_on_the_last_sundays_of_march_and_october() {
        // 2024: 31 March and 27 October.
        assert_eq!(utc("2024-03-31", 1, 59), "2024-03-31T00:59:00+00:00");
        assert_eq!(utc("2024-03-31", 3, 0), "2024-03-31T01:00:00+00:00");
        assert_eq!(utc("2024-10-27", 2, 30), "2024-10-27T00:30:00+00:00");
        assert_eq!(utc("2024-10-27", 3, 0), "2024-10-27T02:00:00+00:00");
        assert_eq!(utc("2023-10-29", 4, 0), "2023-10-29T03:00:00+00:00");
    }

    #[test]
    fn day_numbers_go_there_and_back() {
        let day = "2016-02-29".parse().expect("a date");
        assert_eq!((day_number(day), date_of(day_number(day))), (16_860, day));
    }

    #[test]
    fn every_midnight_is_that_of_the_time_zone_database() {
        for day in day_number("2009-12-31".parse().expect("a date"))
            ..day_number("2027-01-02".parse().expect("a date"))
        {
            let midnight = to_utc(day * DAY);
            assert_eq!(vocabulary::oslo_date(midnight), date_of(day));
            assert_eq!(vocabulary::oslo_date(midnight - TimeDelta::minutes(1)), date_of(day - 1));
        }
    }
}
