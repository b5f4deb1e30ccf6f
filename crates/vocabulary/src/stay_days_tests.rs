use super::*;
use proptest::prelude::*;

fn times(admitted: &str, discharged: &str) -> StayTimes {
    StayTimes {
        admitted: admitted.parse().unwrap(),
        discharged: discharged.parse().ok(),
        dates_only: false,
        lent: false,
    }
}

/// census, in, out, hours.
fn check(stays: &[StayTimes], day: &str, expected: (i64, i64, i64, f64)) {
    let sums = DaySums::of(stays, day.parse().unwrap());
    let found = (sums.occupied, sums.admissions, sums.discharges, sums.bed_minutes as f64 / 60.0);
    assert_eq!(found, expected, "{day}");
}

#[test]
fn a_day_with_summer_time_has_23_hours_and_the_one_back_has_25() {
    // 28.03.2026 and 24.10.2026 at noon, Norwegian time, for two days.
    let spring = [times("2026-03-28T11:00:00Z", "2026-03-30T10:00:00Z")];
    check(&spring, "2026-03-28", (1, 1, 0, 12.0));
    check(&spring, "2026-03-29", (1, 0, 0, 23.0));
    check(&spring, "2026-03-30", (0, 0, 1, 12.0));
    let autumn = [times("2026-10-24T10:00:00Z", "2026-10-26T11:00:00Z")];
    check(&autumn, "2026-10-25", (1, 0, 0, 25.0));
    let days = StayTimes { dates_only: true, ..spring[0] };
    check(&[days], "2026-03-29", (1, 0, 0, 24.0));
}

#[test]
fn a_stay_over_new_year_lies_there_at_midnight_in_norway() {
    // In at 23.30 on New Year's Eve, out at 00.30: one census, an hour, discharged in the new year.
    let stays = [times("2025-12-31T22:30:00Z", "2025-12-31T23:30:00Z")];
    check(&stays, "2025-12-31", (1, 1, 0, 0.5));
    check(&stays, "2026-01-01", (0, 0, 1, 0.5));
    check(&stays, "2025-12-30", (0, 0, 0, 0.0));
}

#[test]
fn in_and_out_on_one_day_counts_both_and_no_midnight() {
    // To hospital at 10 and back at 18: two stays, one bed at midnight.
    let stays = [times("2026-02-01T07:00:00Z", "2026-02-02T09:00:00Z"), times("2026-02-02T17:00:00Z", "")];
    check(&stays, "2026-02-02", (1, 1, 1, 16.0));
    check(&stays[..1], "2026-02-02", (0, 0, 1, 10.0));
    check(&[times("2026-02-02T08:00:00Z", "2026-02-02T10:00:00Z")], "2026-02-02", (0, 1, 1, 2.0));
}

#[test]
fn whoever_leaves_at_midnight_leaves_on_the_day_that_begins() {
    let stays = [times("2026-02-01T08:00:00Z", "2026-02-02T23:00:00Z")];
    check(&stays, "2026-02-02", (1, 0, 0, 24.0));
    check(&stays, "2026-02-03", (0, 0, 1, 0.0));
}

#[test]
fn a_lent_bed_counts_at_midnight_only() {
    let lent = StayTimes { lent: true, ..times("2026-02-01T08:00:00Z", "2026-02-02T08:00:00Z") };
    assert_eq!(DaySums::of(&[lent], "2026-02-01".parse().unwrap()).discharge_ready, 1);
    assert_eq!(DaySums::of(&[lent], "2026-02-02".parse().unwrap()).discharge_ready, 0);
}

#[test]
fn a_clock_on_the_wall_may_mean_no_instant_or_two() {
    let wall = |text: &str| oslo_instants(text.parse().unwrap());
    assert_eq!(wall("2026-03-29T02:30:00"), None);
    let (first, second) = wall("2026-10-25T02:30:00").unwrap();
    assert_eq!((second - first).num_minutes(), 60);
    let (one, same) = wall("2026-07-01T12:00:00").unwrap();
    assert_eq!((one, same), ("2026-07-01T10:00:00Z".parse().unwrap(), one));
}

proptest! {
    /// From two days before a clock change, in minutes: whoever came is there or has gone, every minute is some
    /// day's, and each midnight follows from the one before.
    #[test]
    fn days_add_up_to_their_stays(
        base in prop::sample::select(vec!["2025-12-30", "2026-03-27", "2026-10-23", "2024-02-27"]),
        stays in prop::collection::vec((0..7000_i64, prop::option::of(0..9000_i64), any::<bool>()), 0..12),
    ) {
        let base: NaiveDate = base.parse().unwrap();
        let start = oslo_midnight(base);
        let stays: Vec<_> = stays.into_iter().map(|(after, minutes, lent)| {
            let admitted = start + chrono::TimeDelta::minutes(after);
            let discharged = minutes.map(|minutes| admitted + chrono::TimeDelta::minutes(minutes));
            StayTimes { admitted, discharged, dates_only: false, lent }
        }).collect();
        let (mut before, mut sum) = (0, DaySums::default());
        for day in base.iter_days().take(13) {
            let sums = DaySums::of(&stays, day);
            prop_assert_eq!(sums.occupied, before + sums.admissions - sums.discharges);
            prop_assert!(sums.discharge_ready <= sums.occupied);
            before = sums.occupied;
            sum.admissions += sums.admissions;
            sum.discharges += sums.discharges;
            sum.bed_minutes += sums.bed_minutes;
        }
        let end = oslo_midnight(base + Days::new(13));
        let minutes = |s: &StayTimes| (s.discharged.unwrap_or(end) - s.admitted).num_minutes();
        prop_assert_eq!(sum.admissions, stays.len() as i64);
        prop_assert_eq!(sum.discharges, stays.iter().filter(|s| s.discharged.is_some()).count() as i64);
        prop_assert_eq!(sum.bed_minutes, stays.iter().map(minutes).sum::<i64>());
    }
}
