//! The estimator on numbers small enough to do by hand.

use crate::{Builder, Carries, Estimator, Panel, Period, Row, Specification, run};

fn panel(rows: &[(&str, [f64; 2], Option<i32>)]) -> Panel {
    let first: Period = "2010".parse().unwrap();
    let mut builder = Builder::new(Carries::default(), &[], &[]);
    for (unit, counts, opening) in rows {
        for (t, y) in counts.iter().enumerate() {
            let row = Row {
                unit,
                period: Some(first.plus(t as i32)),
                outcome: Some(*y),
                first_treated: opening.map(|g| first.plus(g)),
                ..Row::default()
            };
            builder.push(&row).unwrap();
        }
    }
    builder.finish().unwrap()
}

#[test]
fn expected_is_the_units_own_level_times_the_growth_of_the_untreated() {
    // The untreated grow from 10 + 30 to 20 + 40: by 60/40. Expected: 20 × 1.5 = 30 and 8 × 1.5 = 12.
    let rows = [
        ("a", [10.0, 20.0], None),
        ("b", [30.0, 40.0], None),
        ("c", [20.0, 24.0], Some(1)),
        ("d", [8.0, 15.0], Some(1)),
    ];
    let got = run(&Specification::new(Estimator::Imputation), &panel(&rows)).unwrap();
    let overall = got.term("overall").unwrap();
    assert!((overall.expected.unwrap() - 42.0).abs() < 1e-9);
    assert_eq!(overall.observed, Some(39.0));
    assert!((overall.estimate.unwrap() - (39.0_f64 / 42.0).ln()).abs() < 1e-12);
    // Refits without each: growth 40/30, 20/10, and the two units alone; se² = 3/4 Σ (θ − mean)².
    let theta = [39.0 / (28.0 * 4.0 / 3.0), 39.0 / 56.0, 15.0 / 12.0, 24.0 / 30.0].map(f64::ln);
    let mean = theta.iter().sum::<f64>() / 4.0;
    let se = (0.75 * theta.iter().map(|t| (t - mean).powi(2)).sum::<f64>()).sqrt();
    assert!((overall.se.unwrap() - se).abs() < 1e-9, "{:?} {se}", overall.se);
}
