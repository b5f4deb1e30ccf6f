//! The series on numbers that can be done by hand.

use crate::specification::{Season, Trend};
use crate::{Builder, Carries, Estimator, Panel, Period, Row, Specification, Variance, run};

fn panel(counts: &[f64], opening: i32) -> Panel {
    let first: Period = "2010-01".parse().unwrap();
    let mut builder = Builder::new(Carries::default(), &[], &[]);
    for (t, y) in counts.iter().enumerate() {
        let row = Row {
            unit: "a",
            period: Some(first.plus(t as i32)),
            outcome: Some(*y),
            first_treated: Some(first.plus(opening)),
            ..Row::default()
        };
        builder.push(&row).unwrap();
    }
    builder.finish().unwrap()
}

#[test]
fn without_trend_and_season_the_level_is_the_log_of_the_ratio_of_means() {
    let counts: Vec<f64> = (0..48).map(|t| if t < 24 { 20.0 } else { 15.0 } + f64::from(t % 3)).collect();
    let spec = Specification {
        season: Season::None,
        trend: Trend::None,
        variance: Some(Variance::Model),
        ..Specification::new(Estimator::Its)
    };
    let got = run(&spec, &panel(&counts, 24)).unwrap();
    let level = got.term("level").unwrap();
    // Means 21 and 16; the Poisson variance of a log ratio of sums is 1/504 + 1/384.
    assert!((level.estimate.unwrap() - (16.0_f64 / 21.0).ln()).abs() < 1e-10);
    assert!((level.se.unwrap() - (1.0_f64 / 504.0 + 1.0 / 384.0).sqrt()).abs() < 1e-10);
    assert_eq!((level.observed, got.df), (Some(384.0), Some(46)));
    assert!((level.expected.unwrap() - 504.0).abs() < 1e-8);
}
