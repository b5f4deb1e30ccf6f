//! Hand-computed cases and thin data. Reference software: `tests/reference_group_time.rs`.

use crate::panel::{Builder, Carries, Row};
use crate::period::Period;
use crate::result::{Estimation, Status};
use crate::run::run;
use crate::small_panel::{panel, value};
use crate::specification::{Control, Estimator, Specification, Variance};

fn spec(control: Control) -> Specification {
    Specification { control, ..Specification::new(Estimator::GroupTime) }
}

fn estimates(units: &[(&str, &str, &[f64])], control: Control) -> Estimation {
    run(&spec(control), &panel(units)).unwrap()
}

fn close(answer: &Estimation, term: &str, want: f64) {
    let got = value(answer, term);
    assert!((got - want).abs() < 1e-12, "{term}: {got}, not {want}");
}

/// Two units open in 2003, one in 2004, two never do.
const FIVE: [(&str, &str, &[f64]); 5] = [
    ("a", "2003", &[1.0, 2.0, 6.0, 8.0]),
    ("b", "2003", &[3.0, 4.0, 10.0, 10.0]),
    ("c", "2004", &[2.0, 2.0, 4.0, 9.0]),
    ("d", "", &[0.0, 1.0, 2.0, 2.0]),
    ("e", "", &[5.0, 5.0, 6.0, 7.0]),
];

#[test]
fn never_treated_controls_by_hand() {
    let got = estimates(&FIVE, Control::Never);
    // 2003: own (4 + 6)/2 = 5, controls 1. 2004: own (6 + 6)/2 = 6, controls (1 + 2)/2 = 1.5.
    close(&got, "att:2003:2003", 4.0);
    close(&got, "att:2003:2004", 4.5);
    // 2004: own 5, controls (0 + 1)/2 = 0.5. Before: 2002 against 2001: own 0, controls 0.5; 2003: 2 − 1.
    close(&got, "att:2004:2004", 4.5);
    close(&got, "att:2004:2002", -0.5);
    close(&got, "att:2004:2003", 1.0);
    close(&got, "event:-1", 2.0 / 3.0 * (1.0 - 0.5) + 1.0 / 3.0 * 1.0);
    close(&got, "event:0", (2.0 * 4.0 + 4.5) / 3.0);
    close(&got, "group:2003", 4.25);
    close(&got, "calendar:2004", 4.5);
    close(&got, "simple", (2.0 * 4.0 + 2.0 * 4.5 + 4.5) / 5.0);
    close(&got, "dynamic", f64::midpoint((2.0 * 4.0 + 4.5) / 3.0, 4.5));
}

#[test]
fn standard_error_by_hand() {
    // Own differences 4, 6 around 5, controls 1, 1: ψ = 5/2·(∓1) for a and b, so SE = √(2·2.5²)/5.
    let got = crate::group_time::estimate(
        &spec(Control::Never),
        &crate::grid::Grid::build(&panel(&FIVE), &spec(Control::Never)).unwrap().0,
        crate::grid::Ledger::default(),
    )
    .unwrap();
    let se = got.term("att:2003:2003").unwrap().se.unwrap();
    assert!((se - 12.5_f64.sqrt() / 5.0).abs() < 1e-12);
}

#[test]
fn the_not_yet_treated_compare_until_they_open() {
    let got = estimates(&FIVE, Control::NotYet);
    // In 2003 c is still untreated: controls (2 + 1 + 1)/3.
    close(&got, "att:2003:2003", 5.0 - 4.0 / 3.0);
    // In 2004 it isn't.
    close(&got, "att:2003:2004", 4.5);
}

#[test]
fn without_never_treated_units_the_answer_names_the_remedy() {
    let got = estimates(&FIVE[..3], Control::Never);
    assert_eq!(got.status, Status::NotEstimable);
    assert!(got.estimates.is_empty());
    assert!(got.warnings.iter().any(|w| w.contains("--control not-yet")), "{:?}", got.warnings);
}

#[test]
fn periods_without_anyone_untreated_are_counted() {
    let got = estimates(&FIVE[..3], Control::NotYet);
    close(&got, "att:2003:2003", 5.0 - 2.0);
    assert!(got.term("att:2003:2004").is_none() && got.term("group:2004").is_none());
    let text = got.warnings.join("; ");
    assert!(
        text.contains("2004 – 2004: 1 periods left out") && text.contains("no effect for openings in 2004"),
        "{text}"
    );
}

#[test]
fn treated_from_the_first_period_is_left_out_and_listed() {
    let mut units = FIVE.to_vec();
    units.push(("f", "2001", &[9.0, 9.0, 9.0, 9.0]));
    let got = estimates(&units, Control::NotYet);
    let dropped = got.rows.dropped.iter().find(|d| d.reason.contains("from the first")).unwrap();
    assert_eq!((dropped.count, dropped.units.as_slice()), (4, ["f".to_owned()].as_slice()));
    assert_eq!(got.rows.used, 20);
    let without = estimates(&FIVE, Control::NotYet);
    assert_eq!(got.estimates, without.estimates);
}

#[test]
fn opening_after_the_last_period_counts_as_untreated() {
    let mut units = FIVE.to_vec();
    units[4].1 = "2010";
    let got = estimates(&units, Control::Never);
    close(&got, "att:2003:2003", 4.0);
    assert!(got.warnings.iter().any(|w| w.contains("after the last period")), "{:?}", got.warnings);
}

#[test]
fn a_missing_period_is_missing_in_its_own_comparisons_only() {
    let mut units = FIVE.to_vec();
    units[3].2 = &[0.0, 1.0, f64::NAN, 2.0];
    let got = estimates(&units, Control::Never);
    close(&got, "att:2003:2003", 5.0 - 1.0); // e alone compares
    close(&got, "att:2003:2004", 4.5); // d has 2002 and 2004
}

#[test]
fn small_cohorts_and_few_clusters_are_flagged() {
    let got = estimates(&FIVE, Control::Never);
    assert_eq!(got.status, Status::Weak);
    let text = got.warnings.join("; ");
    assert!(
        text.contains("2003 (2 units), 2004 (1 unit)") && text.contains("3 treated of 5 clusters"),
        "{text}"
    );
    assert!(got.term("att:2004:2004").unwrap().note.is_some());
    assert!(
        got.estimates.iter().all(|e| e.lower.is_none()),
        "under six treated clusters nothing has an interval"
    );
}

#[test]
fn one_unit_one_period_and_nobody_treated_are_answered() {
    for units in [&FIVE[..1], &FIVE[3..], &[("a", "2002", &[1.0][..]), ("b", "", &[2.0][..])]] {
        for control in [Control::Never, Control::NotYet] {
            let got = estimates(units, control);
            assert_eq!(got.status, Status::NotEstimable, "{units:?}");
            assert!(got.warnings.iter().any(|w| w.contains("not estimable")), "{:?}", got.warnings);
        }
    }
}

/// 24 units, eight of them in each of three cohorts, with a fixed irregular outcome.
fn many() -> Vec<(String, &'static str, Vec<f64>)> {
    (0..24)
        .map(|u: i32| {
            let opening = ["2004", "2006", ""][u as usize % 3];
            (
                format!("u{u:02}"),
                opening,
                (0..8).map(|t| f64::from((u * 37 + t * 17 + u * t * 5) % 23)).collect(),
            )
        })
        .collect()
}

#[test]
fn the_bootstrap_is_near_the_influence_functions_and_repeats_itself() {
    let units = many();
    let refs: Vec<(&str, &str, &[f64])> =
        units.iter().map(|(u, g, y)| (u.as_str(), *g, y.as_slice())).collect();
    let panel = panel(&refs);
    let plain = run(&spec(Control::NotYet), &panel).unwrap();
    let mut bootstrap = spec(Control::NotYet);
    bootstrap.variance = Some(Variance::Bootstrap);
    bootstrap.draws = 4999;
    let first = run(&bootstrap, &panel).unwrap();
    assert_eq!(first, run(&bootstrap, &panel).unwrap(), "same seed, same answer");
    for (a, b) in plain.estimates.iter().zip(&first.estimates) {
        assert_eq!((a.estimate, &a.term), (b.estimate, &b.term));
        let ratio = b.se.unwrap() / a.se.unwrap();
        assert!((0.85..1.15).contains(&ratio), "{}: {ratio}", a.term);
        let half = |e: &crate::result::Estimate| e.upper.unwrap() - e.estimate.unwrap();
        if a.term.starts_with("event:") {
            assert!(half(b) > 1.2 * half(a), "{}: a uniform band is wider", a.term);
        }
    }
    bootstrap.seed = 2;
    assert_ne!(first.estimates[0].se, run(&bootstrap, &panel).unwrap().estimates[0].se);
    assert!(first.warnings.iter().any(|w| w.contains("uniform 95 % band")));
}

#[test]
fn order_and_names_of_units_do_not_matter() {
    let mut units = many();
    let answer = |units: &[(String, &'static str, Vec<f64>)]| {
        let refs: Vec<(&str, &str, &[f64])> =
            units.iter().map(|(u, g, y)| (u.as_str(), *g, y.as_slice())).collect();
        run(&spec(Control::NotYet), &panel(&refs)).unwrap()
    };
    let before = answer(&units);
    units.reverse();
    for (k, unit) in units.iter_mut().enumerate() {
        unit.0 = format!("x{k}");
    }
    for (a, b) in before.estimates.iter().zip(&answer(&units).estimates) {
        assert_eq!(a.term, b.term);
        assert!((a.estimate.unwrap() - b.estimate.unwrap()).abs() < 1e-10, "{}", a.term);
        assert!((a.se.unwrap() - b.se.unwrap()).abs() < 1e-10, "{}", a.term);
    }
}

#[test]
fn strata_compare_within_themselves() {
    // The second stratum is the first plus 100 and a trend: the same effects, so the same answer.
    let mut builder = Builder::new(Carries::default(), &["age"], &[]);
    for (unit, opening, values) in many() {
        for (k, y) in values.iter().enumerate() {
            for (age, shift) in [("67-79", 0.0), ("80+", 100.0 + 7.0 * k as f64)] {
                let row = Row {
                    unit: &unit,
                    period: format!("{}", 2001 + k).parse().ok(),
                    outcome: Some(y + shift),
                    first_treated: opening.parse::<Period>().ok(),
                    groups: &[age],
                    ..Row::default()
                };
                builder.push(&row).unwrap();
            }
        }
    }
    let mut by = spec(Control::NotYet);
    by.by = vec!["age".to_owned()];
    let got = run(&by, &builder.finish().unwrap()).unwrap();
    let units = many();
    let refs: Vec<(&str, &str, &[f64])> =
        units.iter().map(|(u, g, y)| (u.as_str(), *g, y.as_slice())).collect();
    let single = run(&spec(Control::NotYet), &panel(&refs)).unwrap();
    for term in &single.estimates {
        let other = got.term(&term.term).unwrap();
        assert!((term.estimate.unwrap() - other.estimate.unwrap()).abs() < 1e-9, "{}", term.term);
        assert!(
            (term.se.unwrap() - other.se.unwrap()).abs() < 1e-9,
            "{}: same clusters, same error",
            term.term
        );
    }
    for age in ["age=67-79", "age=80+"] {
        assert!((value(&got, age) - value(&single, "simple")).abs() < 1e-9);
    }
}
