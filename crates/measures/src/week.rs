//! The hours of a week: when patients lie in a unit, and when they come.

use chrono::{Datelike, NaiveDate, NaiveDateTime, TimeDelta, Timelike};

/// Hours of a day.
pub const HOURS: usize = 24;

/// Each hour of the week from Monday, by the clock on the wall.
#[derive(Debug, Clone, PartialEq)]
pub struct WeekHours {
    /// Patients there on average, by weekday and hour.
    pub present: [[f64; HOURS]; 7],
    /// Admissions, by weekday and hour.
    pub admissions: [[i64; HOURS]; 7],
}

impl WeekHours {
    /// The hour with the most patients: weekday from Monday, hour, patients.
    pub fn busiest(&self) -> (usize, usize, f64) {
        let hours = (0..7).flat_map(|day| (0..HOURS).map(move |hour| (day, hour)));
        hours
            .map(|(day, hour)| (day, hour, self.present[day][hour]))
            .fold((0, 0, 0.0), |most, hour| if hour.2 > most.2 { hour } else { most })
    }

    /// Share of the admissions between two hours of the day, the second not included; `None` without admissions.
    pub fn share_admitted(&self, hours: std::ops::Range<usize>) -> Option<f64> {
        let all: i64 = self.admissions.iter().flatten().sum();
        let within: i64 = self.admissions.iter().filter_map(|day| day.get(hours.clone())).flatten().sum();
        (all > 0).then(|| within as f64 / all as f64)
    }
}

/// Patients there and admissions by hour of the week, from stays by the clock on the wall (`None`: still there) over
/// the days `from ..= to`. `None` for less than four whole weeks, which say little about an hour.
///
/// Patients there: the sum of the shares of each hour that patients lay there, divided by how often the hour came.
/// The hour left out in spring counts as empty and the one that comes twice in autumn once: an hour a year.
pub fn week_hours(
    stays: impl IntoIterator<Item = (NaiveDateTime, Option<NaiveDateTime>)>,
    from: NaiveDate,
    to: NaiveDate,
) -> Option<WeekHours> {
    let (first, last) =
        (from.and_time(chrono::NaiveTime::MIN), to.succ_opt()?.and_time(chrono::NaiveTime::MIN));
    if (last - first).num_days() < 28 {
        return None;
    }
    let mut week = WeekHours { present: [[0.0; HOURS]; 7], admissions: [[0; HOURS]; 7] };
    for (admitted, discharged) in stays {
        if (first..last).contains(&admitted) {
            week.admissions[weekday(admitted)][admitted.hour() as usize] += 1;
        }
        let (mut now, end) = (admitted.max(first), discharged.unwrap_or(last).min(last));
        while now < end {
            let into =
                TimeDelta::minutes(i64::from(now.minute())) + TimeDelta::seconds(i64::from(now.second()));
            let next = (now - into + TimeDelta::hours(1)).min(end);
            week.present[weekday(now)][now.hour() as usize] += (next - now).num_seconds() as f64 / 3600.0;
            now = next;
        }
    }
    let mut times = [0.0; 7];
    for day in from.iter_days().take_while(|day| *day <= to) {
        times[day.weekday().num_days_from_monday() as usize] += 1.0;
    }
    for (hours, times) in week.present.iter_mut().zip(times) {
        for patients in hours {
            *patients /= times;
        }
    }
    Some(week)
}

fn weekday(time: NaiveDateTime) -> usize {
    time.weekday().num_days_from_monday() as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn parts_of_hours_count_as_parts_and_hours_by_how_often_they_came() {
        // Four weeks from a Monday. One patient from Monday 22.30 to Tuesday 01.15, one all the time.
        let stays =
            [(at("2024-01-01T22:30:00"), Some(at("2024-01-02T01:15:00"))), (at("2023-12-01T00:00:00"), None)];
        let week = week_hours(stays, day("2024-01-01"), day("2024-01-28")).unwrap();
        for (day, hour, patients) in
            [(0, 21, 1.0), (0, 22, 1.125), (0, 23, 1.25), (1, 0, 1.25), (1, 1, 1.0625)]
        {
            assert!((week.present[day][hour] - patients).abs() < 1e-12, "{day} {hour}: {week:?}");
        }
        assert_eq!(week.admissions[0][22], 1);
        assert_eq!(week.admissions.iter().flatten().sum::<i64>(), 1, "the other came before the period");
        assert_eq!(week.busiest(), (0, 23, 1.25));
        assert_eq!((week.share_admitted(16..24), week.share_admitted(0..22)), (Some(1.0), Some(0.0)));
    }

    #[test]
    fn less_than_four_weeks_say_nothing() {
        assert!(week_hours([], day("2024-01-01"), day("2024-01-27")).is_none());
        let empty = week_hours([], day("2024-01-01"), day("2024-01-28")).unwrap();
        assert_eq!((empty.busiest(), empty.share_admitted(0..24)), ((0, 0, 0.0), None));
    }

    proptest! {
        #[test]
        fn the_hours_sum_to_the_time_that_patients_lay_there(
            stays in prop::collection::vec((0_i64..100_000, prop::option::of(0_i64..20_000)), 0..40),
            days in 28_i64..80,
        ) {
            let (from, start) = (day("2023-11-20"), at("2023-11-10T00:00:00"));
            let to = from + TimeDelta::days(days - 1);
            let stays: Vec<_> = stays
                .into_iter()
                .map(|(begin, length)| {
                    let admitted = start + TimeDelta::minutes(begin);
                    (admitted, length.map(|length| admitted + TimeDelta::minutes(length)))
                })
                .collect();
            let (first, last) = (from.and_time(chrono::NaiveTime::MIN), (to + TimeDelta::days(1)).and_time(chrono::NaiveTime::MIN));
            let lain: f64 = stays
                .iter()
                .map(|(begin, end)| (end.unwrap_or(last).min(last) - (*begin).max(first)).num_minutes().max(0) as f64 / 60.0)
                .sum();
            let week = week_hours(stays, from, to).unwrap();
            let mut hours = 0.0;
            for date in from.iter_days().take_while(|date| *date <= to) {
                hours += week.present[date.weekday().num_days_from_monday() as usize].iter().sum::<f64>();
            }
            prop_assert!((hours - lain).abs() < 1e-6 * lain.max(1.0), "{hours} {lain}");
        }
    }
}
