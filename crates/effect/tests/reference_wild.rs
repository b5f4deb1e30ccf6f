//! The restricted wild cluster bootstrap against brute force: 20 000 full refits in numpy (`wild.py`).

#![allow(clippy::unwrap_used, reason = "a test that finds nothing should stop there")]

mod stored;

use stored::{estimate, expected};

#[test]
fn p_values_agree_with_full_refits_within_simulation_error() {
    let cases = expected("wild");
    for panel in ["castle", "large_units", "growing"] {
        let theirs = cases[panel]["p"].as_f64().unwrap();
        let ours = estimate(panel, "--estimator twfe --family linear --variance bootstrap --draws 2000");
        let overall = ours.term("overall").unwrap();
        let p = overall.p.unwrap();
        // Simulations of 2 000 and 20 000 draws: four standard deviations of their difference.
        let slack = 4.0 * (theirs * (1.0 - theirs) * (1.0 / 2000.0 + 1.0 / 20_000.0)).sqrt() + 1e-3;
        assert!((p - theirs).abs() < slack, "{panel}: {p} against {theirs}");
        // The interval is the set of values not rejected: zero is outside exactly when p is below 5 %.
        let (lower, upper) = (overall.lower.unwrap(), overall.upper.unwrap());
        assert_eq!(lower <= 0.0 && upper >= 0.0, p >= 0.05, "{panel}: {lower} to {upper}, p {p}");
        assert!(overall.note.as_ref().unwrap().contains(if panel == "large_units" { "Webb" } else { "±1" }));
    }
}
