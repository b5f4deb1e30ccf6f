//! What must hold on any panel for group-time effects, Sun–Abraham and linear imputation.

#![allow(clippy::unwrap_used, reason = "a test that finds nothing should stop there")]

use effect::{Estimation, Status, flags, read_panel, run};
use proptest::prelude::*;

const SPECIFICATIONS: [&str; 5] = [
    "--estimator group-time",
    "--estimator group-time --control not-yet",
    "--estimator group-time --control not-yet --bins year",
    "--estimator sun-abraham",
    "--estimator bjs --bins quarter",
];

/// A quarterly panel: per unit an opening (None: never) and one outcome per quarter (None: no row).
#[derive(Clone, Debug)]
struct Made {
    openings: Vec<Option<usize>>,
    outcomes: Vec<Vec<Option<f64>>>,
}

fn made() -> impl Strategy<Value = Made> {
    (6_usize..16, 5_usize..12).prop_flat_map(|(units, quarters)| {
        let opening = prop_oneof![1 => Just(None), 2 => (0..quarters + 2).prop_map(Some)];
        let cell = prop_oneof![1 => Just(None), 12 => (-50_i32..50).prop_map(|y| Some(f64::from(y)))];
        (
            prop::collection::vec(opening, units),
            prop::collection::vec(prop::collection::vec(cell, quarters), units),
        )
            .prop_map(|(openings, outcomes)| Made { openings, outcomes })
    })
}

fn quarter(t: usize) -> String {
    format!("{}-Q{}", 2010 + t / 4, t % 4 + 1)
}

impl Made {
    /// The panel as text, with every outcome passed through `change(unit, period, y)`.
    fn text(&self, change: impl Fn(usize, usize, f64) -> f64) -> String {
        let mut out = "unit,period,outcome,first_treated\n".to_owned();
        for (u, (opening, cells)) in self.openings.iter().zip(&self.outcomes).enumerate() {
            let opening = opening.map(quarter).unwrap_or_default();
            for (t, y) in cells.iter().enumerate() {
                if let Some(y) = y {
                    let row = [format!("u{u}"), quarter(t), change(u, t, *y).to_string(), opening.clone()];
                    out.push_str(&row.join(","));
                    out.push('\n');
                }
            }
        }
        out
    }

    fn complete(mut self) -> Self {
        for y in self.outcomes.iter_mut().flatten() {
            *y = Some(y.unwrap_or(3.0));
        }
        self
    }
}

fn answer(text: &str, options: &str) -> Estimation {
    let spec = flags::parse(options.split_whitespace()).expect("known options").specification;
    run(&spec, &read_panel(text.as_bytes(), &spec).expect("a good panel")).expect("an answer")
}

/// Estimates and errors of `b` are `factor` times those of `a`.
fn assert_scaled(a: &Estimation, b: &Estimation, factor: f64) {
    assert_eq!((a.status, a.estimates.len()), (b.status, b.estimates.len()));
    for (x, y) in a.estimates.iter().zip(&b.estimates) {
        assert_eq!(x.term, y.term);
        let near = |x: f64, y: f64| (x * factor - y).abs() < 1e-7 * (1.0 + y.abs());
        assert!(near(x.estimate.expect("finite"), y.estimate.expect("finite")), "{x:?} {y:?}");
        // A standard error at the level of rounding may be there in one and not in the other.
        let (x_se, y_se) = (x.se.unwrap_or(0.0), y.se.unwrap_or(0.0));
        assert!(near(x_se * factor.signum(), y_se), "{x:?} {y:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn adding_unit_and_period_levels_changes_nothing_and_a_factor_scales(
        panel in made(),
        factor in prop_oneof![0.01_f64..100.0, -100.0_f64..-0.01],
        levels in prop::collection::vec(-30_i32..30, 32),
    ) {
        for options in SPECIFICATIONS {
            let before = answer(&panel.text(|_, _, y| y), options);
            let level = |u: usize, t: usize| f64::from(levels[u % 16]) + f64::from(levels[16 + t % 16]);
            let after = answer(&panel.text(|u, t, y| factor * y + level(u, t)), options);
            assert_scaled(&before, &after, factor);
        }
    }

    #[test]
    fn without_gaps_sun_abraham_and_group_time_agree_after_the_opening(panel in made()) {
        let text = panel.complete().text(|_, _, y| y);
        let cohorts = answer(&text, "--estimator group-time");
        let saturated = answer(&text, "--estimator sun-abraham");
        if cohorts.status == Status::NotEstimable {
            return Ok(()); // without never treated units only Sun–Abraham has a substitute
        }
        let near = |a: &str, b: &str| {
            let (x, y) = (cohorts.term(a).expect(a), saturated.term(b).expect(b));
            let (x, y) = (x.estimate.expect("finite"), y.estimate.expect("finite"));
            assert!((x - y).abs() < 1e-8 * (1.0 + y.abs()), "{a} {x}, {b} {y}");
        };
        near("simple", "overall");
        for e in cohorts.estimates.iter().filter(|e| e.term.starts_with("event:") && !e.term.starts_with("event:-")) {
            near(&e.term, &e.term);
        }
    }

    #[test]
    fn an_exact_two_way_surface_has_no_effect(panel in made(), levels in prop::collection::vec(-30_i32..30, 32)) {
        for options in SPECIFICATIONS {
            let level = |u: usize, t: usize| f64::from(levels[u % 16]) + f64::from(levels[16 + t % 16]);
            for e in answer(&panel.text(|u, t, _| level(u, t)), options).estimates {
                assert!(e.estimate.expect("finite").abs() < 1e-9, "{options}: {e:?}");
                assert!(e.se.is_none_or(|se| se < 1e-9), "{options}: {e:?}");
            }
        }
    }
}
