//! Reference values. The rules were read from the R sources of `NHSRplotthedots` (`ptd_spc_standard.R` at commit
//! 8aac3239, `ptd_calculate_point_type.R` at f7891af4, `ptd_calculate_assurance_type.R` at 74654aee). Expected values come from a
//! line-by-line Python port of those files (Python 3, no package); the package itself was not run. The first series
//! is the one of the package's own test (`set.seed(123); rnorm(20)`), whose printed snapshot (commit 3aefce79) has
//! mean 0.142 and limits −3.01 and 3.29.

use super::*;
use proptest::prelude::*;

const NORMAL: [f64; 20] = [
    -0.560_475_65,
    -0.230_177_49,
    1.558_708_31,
    0.070_508_39,
    0.129_287_74,
    1.715_064_99,
    0.460_916_21,
    -1.265_061_23,
    -0.686_852_85,
    -0.445_661_97,
    1.224_081_80,
    0.359_813_83,
    0.400_771_45,
    0.110_682_72,
    -0.555_841_13,
    1.786_913_14,
    0.497_850_48,
    -1.966_617_16,
    0.701_355_90,
    -0.472_791_41,
];

fn known(values: &[f64]) -> Vec<Option<f64>> {
    values.iter().copied().map(Some).collect()
}

/// `O+` outside above, `T-` falling trend, `2+` two in three above, `R-` run below, `.` chance.
fn written(process: &Process) -> String {
    let one = |signal: &Option<Signal>| {
        signal.map_or_else(
            || ".".to_owned(),
            |signal| {
                let rule = match signal.rule {
                    Rule::Outside => 'O',
                    Rule::Trend => 'T',
                    Rule::TwoOfThree => '2',
                    Rule::Run => 'R',
                };
                format!("{rule}{}", if signal.up { '+' } else { '-' })
            },
        )
    };
    process.signals.iter().map(one).collect::<Vec<_>>().join(" ")
}

/// Mean, mean range, lower and upper limit, and the points' marks.
fn check(values: &[f64], limits: [f64; 4], marks: &str) {
    let process = Process::of(&known(values), &[]);
    let [segment] = process.segments[..] else { panic!("one stretch") };
    for (got, want) in [segment.mean, segment.range, segment.lower, segment.upper].into_iter().zip(limits) {
        assert!((got - want).abs() < 1e-8, "{got} is not {want}");
    }
    assert_eq!(written(&process), marks);
}

#[test]
fn chance_alone_gives_the_packages_limits_and_no_signal() {
    let marks = format!(".{}", " .".repeat(19));
    check(&NORMAL, [0.141_623_804, 1.185_339_623, -3.011_379_594, 3.294_627_201], &marks);
}

#[test]
fn large_moving_ranges_are_screened_out_before_the_limits_are_made() {
    let mut values = NORMAL;
    values[14] = 10.0;
    check(
        &values,
        [0.669_415_860, 1.147_774_984, -2.383_665_596, 3.722_497_316],
        ". . . . . . . . . . . . . . O+ . . . . .",
    );
}

#[test]
fn seven_points_on_one_side_of_the_mean_are_a_run() {
    let values = [
        20., 22., 19., 21., 23., 20., 22., 18., 21., 20., 22., 19., 26., 27., 25., 28., 26., 27., 25., 26.,
        28., 27., 26., 25.,
    ];
    check(
        &values,
        [23.458_333_333, 2.217_391_304, 17.560_072_464, 29.356_594_203],
        "R- R- R- R- R- R- R- R- R- R- R- R- R+ R+ R+ R+ R+ R+ R+ R+ R+ R+ R+ R+",
    );
}

#[test]
fn seven_rising_or_falling_points_are_a_trend_unless_they_lie_outside() {
    let values = [
        50., 51., 49., 50., 52., 48., 50., 51., 49., 50., 51., 53., 55., 57., 59., 61., 63., 60., 58., 55.,
        52., 49., 45., 50.,
    ];
    check(
        &values,
        [52.833_333_333, 2.260_869_565, 46.819_420_290, 58.847_246_377],
        "R- R- R- R- R- R- R- R- T+ T+ T+ T+ T+ T+ O+ O+ O+ O+ T- T- T- T- O- .",
    );
    let peak = [30., 31., 32., 33., 34., 35., 36., 35., 34., 33., 32., 31., 30., 29.];
    check(&peak, [32.5, 1.0, 29.84, 35.16], "T+ T+ T+ T+ T+ T+ O+ T- T- T- T- T- T- O-");
}

#[test]
fn two_of_three_count_beyond_two_thirds_and_on_one_side_only() {
    let values = [
        10., 12., 9., 11., 10., 12., 9., 11., 10., 14.2, 13., 14.4, 10., 9., 11., 10., 12., 8., 10., 11., 9.,
        6.2, 9., 5.9,
    ];
    check(
        &values,
        [10.279_166_667, 2.213_043_478, 4.392_471_014, 16.165_862_319],
        ". . . . . . . . . . . . . . . . . . . . . 2- . 2-",
    );
    // The package's own test: two points near the limits on opposite sides are chance.
    let mut opposite: Vec<f64> = (0..16).map(|i| if i % 2 == 0 { 1.0 } else { -1.0 }).collect();
    (opposite[14], opposite[15]) = (5.5, -5.5);
    assert_eq!(Process::of(&known(&opposite), &[]).signals[14..], [None, None]);
}

#[test]
fn six_points_or_a_tie_are_neither_run_nor_trend() {
    // The package's tests of the parts, as whole series: 1 to 6 rise, and 1 2 3 3 4 5 6 has a tie.
    let marks = |values: &[f64]| Process::of(&known(values), &[]).signals;
    assert!(marks(&[1., 2., 3., 4., 5., 6.]).iter().flatten().all(|signal| signal.rule != Rule::Trend));
    let tie = marks(&[1., 2., 3., 3., 4., 5., 6.]);
    assert!(tie.iter().flatten().all(|signal| signal.rule != Rule::Trend));
}

#[test]
fn limits_begin_anew_where_a_person_says_so_and_nowhere_else() {
    let values: Vec<f64> =
        [[20., 22., 19., 21., 23., 20., 22., 18.], [30., 32., 29., 31., 33., 30., 32., 28.]].concat();
    let whole = Process::of(&known(&values), &[]);
    assert_eq!(whole.segments.len(), 1);
    assert!(whole.signals.iter().any(Option::is_some));
    let parts = Process::of(&known(&values), &[8]);
    assert_eq!(
        parts.segments.iter().map(|s| (s.from, s.end, s.points)).collect::<Vec<_>>(),
        [(0, 8, 8), (8, 16, 8)]
    );
    assert!(parts.signals.iter().all(Option::is_none));
    assert!(parts.segments.iter().all(Segment::is_provisional));
    assert!((parts.segments[1].mean - parts.segments[0].mean - 10.0).abs() < 1e-12);
}

#[test]
fn a_gap_ends_runs_and_makes_no_range() {
    let mut values = known(&[1.0; 14]);
    values.extend(known(&[2.0, 3.0, 2.0, 3.0, 2.0, 3.0]));
    let mut gap = values.clone();
    gap[3] = None;
    gap[9] = None;
    let (full, cut) = (Process::of(&values, &[]), Process::of(&gap, &[]));
    assert!(full.signals[0].is_some_and(|s| s.rule == Rule::Run && !s.up));
    assert_eq!(cut.signals[..10], [None; 10], "neither three nor five points are a run");
    assert_eq!(cut.segments[0].points, 18);
}

#[test]
fn a_series_that_never_changes_has_no_signal() {
    let process = Process::of(&known(&[0.1; 30]), &[]);
    assert!(process.signals.iter().all(Option::is_none));
    assert!(process.segments[0].range.abs() < 1e-15);
    for values in [&[][..], &[Some(1.0)], &[Some(1.0), None, Some(2.0)]] {
        assert!(Process::of(values, &[]).segments.is_empty());
    }
}

#[test]
fn the_better_direction_decides_what_a_signal_means() {
    let (up, down) = (Signal { rule: Rule::Run, up: true }, Signal { rule: Rule::Run, up: false });
    assert_eq!(up.verdict(Direction::Increase), Verdict::Improvement);
    assert_eq!(up.verdict(Direction::Decrease), Verdict::Concern);
    assert_eq!(down.verdict(Direction::Decrease), Verdict::Improvement);
    assert_eq!(down.verdict(Direction::Neutral), Verdict::Change);
}

#[test]
fn a_target_beyond_the_limits_is_always_or_never_met() {
    let process = Process::of(&known(&NORMAL), &[]);
    let segment = process.newest().unwrap();
    let of = |target, better| segment.assurance(target, better);
    assert_eq!(of(4.0, Direction::Increase), Some(Assurance::Fails));
    assert_eq!(of(4.0, Direction::Decrease), Some(Assurance::Passes));
    assert_eq!(of(-4.0, Direction::Increase), Some(Assurance::Passes));
    assert_eq!(of(-4.0, Direction::Decrease), Some(Assurance::Fails));
    assert_eq!(of(0.0, Direction::Decrease), Some(Assurance::Varies));
    assert_eq!(of(4.0, Direction::Neutral), None);
}

proptest! {
    #[test]
    fn turning_a_series_upside_down_turns_its_signals(
        values in prop::collection::vec(prop::option::weighted(0.9, -50.0..50.0f64), 0..60), cut in 0..60_usize,
    ) {
        let turned: Vec<_> = values.iter().map(|v| v.map(|v| -v)).collect();
        let (here, there) = (Process::of(&values, &[cut]), Process::of(&turned, &[cut]));
        prop_assert_eq!(here.signals.len(), values.len());
        for (a, b) in here.signals.iter().zip(&there.signals) {
            prop_assert_eq!(a.map(|s| (s.rule, s.up)), b.map(|s| (s.rule, !s.up)));
        }
        for (a, b) in here.segments.iter().zip(&there.segments) {
            prop_assert!((a.lower + b.upper).abs() < 1e-9 && a.lower <= a.mean && a.mean <= a.upper);
        }
    }

    #[test]
    fn a_point_without_a_value_has_no_signal(
        values in prop::collection::vec(prop::option::of(-5.0..5.0f64), 0..40),
    ) {
        let process = Process::of(&values, &[]);
        prop_assert!(values.iter().zip(&process.signals).all(|(value, signal)| value.is_some() || signal.is_none()));
    }
}
