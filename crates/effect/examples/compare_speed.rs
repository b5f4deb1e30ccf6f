//! Times the estimators that compare averages on a seeded national panel, one thread:
//! `cargo run --release -p effect --example compare_speed`. The Python side: `reference/bench.py`.

use std::time::Instant;

use effect::specification::Control;
use effect::{Builder, Carries, Estimator, Frequency, Grid, Panel, Period, Row, Specification, run};

/// 357 units × 168 months × `ages` age groups from 2003; 59 opening months from the 48th month, 60 never.
fn country(ages: usize) -> Panel {
    let mut state = 20_260_701_u64;
    let mut random = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / (1_u64 << 31) as f64
    };
    let names = ["0-17", "18-66", "67-79", "80+"];
    let mut builder = Builder::new(Carries { exposure: true, weight: false }, &["age"], &[]);
    for unit in 0..357 {
        let name = format!("{}", 1001 + unit);
        let size = 800.0 + 60_000.0 * random().powi(4);
        let opening = (unit >= 60).then(|| Period::month(2003, 1).map(|p| p.plus(48 + unit % 59))).flatten();
        for age in names.iter().take(ages) {
            let rate = 0.004 + 0.02 * random();
            for t in 0..168 {
                let period = Period::month(2003, 1).map(|p| p.plus(t));
                let mean = size * rate * (1.0 + 0.1 * f64::from(t % 12) / 12.0);
                let row = Row {
                    unit: &name,
                    period,
                    outcome: Some((mean + (random() - 0.5) * (12.0 * mean).sqrt()).max(0.0).round()),
                    exposure: Some(size.round()),
                    first_treated: opening,
                    groups: &[age],
                    ..Row::default()
                };
                builder.push(&row).expect("a good row");
            }
        }
    }
    builder.finish().expect("a good panel")
}

fn main() {
    for ages in [1, 4] {
        let panel = country(ages);
        assert_eq!(panel.frequency(), Frequency::Month);
        for (estimator, control) in [
            (Estimator::GroupTime, Control::Never),
            (Estimator::GroupTime, Control::NotYet),
            (Estimator::SunAbraham, Control::Never),
            (Estimator::Bjs, Control::Never),
        ] {
            let spec = Specification { control, ..Specification::new(estimator) };
            let mut times: Vec<f64> = (0..5)
                .map(|_| {
                    let start = Instant::now();
                    let answer = run(&spec, &panel).expect("an answer");
                    assert!(answer.estimates.len() > 100, "{:?}", answer.warnings);
                    start.elapsed().as_secs_f64()
                })
                .collect();
            times.sort_by(f64::total_cmp);
            let start = Instant::now();
            let grid = Grid::build(&panel, &spec).expect("a grid");
            println!(
                "{estimator} {control}, {} rows: {:.4} s (of which the grid {:.4} s, {} series)",
                panel.rows(),
                times[2],
                start.elapsed().as_secs_f64(),
                grid.0.series.len()
            );
        }
    }
}
