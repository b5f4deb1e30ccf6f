//! Hand-computed cases and thin data. Reference software: `tests/reference_linear_imputation.rs`.

use crate::result::{Estimation, Status};
use crate::run::run;
use crate::small_panel::{panel, value};
use crate::specification::{Estimator, Specification};

fn answer(units: &[(&str, &str, &[f64])]) -> Estimation {
    run(&Specification::new(Estimator::Bjs), &panel(units)).unwrap()
}

/// Untreated: unit + 10·period exactly; effects 3 and 5 in a, 4 in b.
const FOUR: [(&str, &str, &[f64]); 4] = [
    ("a", "2003", &[1.0, 11.0, 24.0, 36.0]),
    ("b", "2004", &[2.0, 12.0, 22.0, 36.0]),
    ("c", "", &[3.0, 13.0, 23.0, 33.0]),
    ("d", "", &[4.0, 14.0, 24.0, 34.0]),
];

#[test]
fn effects_on_an_exact_two_way_surface_are_recovered() {
    let got = answer(&FOUR);
    let close = |term: &str, want: f64| assert!((value(&got, term) - want).abs() < 1e-10, "{term}");
    close("overall", 4.0);
    close("event:0", 3.5);
    close("event:1", 5.0);
    close("group:2003", 4.0);
    close("calendar:2004", 4.5);
    // The surface is exact and every cohort is one unit: nothing varies but rounding.
    assert!(got.term("overall").unwrap().se.is_none_or(|s| s < 1e-10));
}

#[test]
fn two_by_two_with_standard_error_by_hand() {
    // a, b open in 2002: changes 3 and 5; controls change 1 and 2.
    let got = answer(&[
        ("a", "2002", &[0.0, 3.0]),
        ("b", "2002", &[1.0, 6.0]),
        ("c", "", &[2.0, 3.0]),
        ("d", "", &[0.0, 2.0]),
        ("e", "", &[7.0, 8.0]),
        ("f", "", &[7.0, 9.0]),
    ]);
    assert!((value(&got, "overall") - 2.5).abs() < 1e-12);
    // Treated: ½·(∓1) each. Controls: v = ±¼, residuals ∓¼ in 2001 and ±¼ in 2002: ½·¼ = ⅛ each.
    let se = got.term("overall").unwrap().se.unwrap();
    assert!((se - (2.0 * 0.25 + 4.0 / 64.0_f64).sqrt()).abs() < 1e-12, "{se}");
}

#[test]
fn periods_without_untreated_units_are_left_out_and_counted() {
    let got = answer(&FOUR[..2]);
    assert!((value(&got, "overall") - 3.0).abs() < 1e-10, "only a in 2003 has a comparison");
    let dropped = got.rows.dropped.iter().find(|d| d.reason.contains("nobody is untreated")).unwrap();
    assert_eq!((dropped.count, got.rows.used), (2, 6));
}

#[test]
fn a_unit_treated_from_the_first_period_is_listed() {
    let mut units = FOUR.to_vec();
    units.push(("e", "2001", &[9.0, 8.0, 9.0, 9.0]));
    let got = answer(&units);
    assert_eq!(got.rows.dropped[0].units, ["e"]);
    assert!((value(&got, "overall") - 4.0).abs() < 1e-10);
}

#[test]
fn too_little_is_answered_with_a_reason() {
    for units in [
        &FOUR[..1],
        &FOUR[2..],
        &[("a", "2001", &[1.0][..]), ("b", "", &[2.0][..])],
        &[("a", "2002", &[1.0][..])],
    ] {
        let got = answer(units);
        assert_eq!(got.status, Status::NotEstimable, "{units:?}");
        assert!(got.estimates.is_empty() && got.warnings.iter().any(|w| w.contains("not estimable")));
    }
}

#[test]
fn single_unit_cohorts_and_few_clusters_are_flagged() {
    let got = answer(&FOUR);
    let text = got.warnings.join("; ");
    assert!(
        text.contains("2003 (1 unit), 2004 (1 unit)") && text.contains("2 treated of 4 clusters"),
        "{text}"
    );
    assert_eq!(got.status, Status::Weak);
}
