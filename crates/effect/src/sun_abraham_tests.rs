//! Hand-computed cases and thin data. Reference software: `tests/reference_sun_abraham.rs`.

use crate::result::{Estimation, Status};
use crate::run::run;
use crate::small_panel::{panel, value};
use crate::specification::{Estimator, Specification};

fn answer(units: &[(&str, &str, &[f64])]) -> Estimation {
    run(&Specification::new(Estimator::SunAbraham), &panel(units)).unwrap()
}

const FIVE: [(&str, &str, &[f64]); 5] = [
    ("a", "2003", &[1.0, 2.0, 6.0, 8.0]),
    ("b", "2003", &[3.0, 4.0, 10.0, 10.0]),
    ("c", "2004", &[2.0, 2.0, 4.0, 9.0]),
    ("d", "", &[0.0, 1.0, 2.0, 2.0]),
    ("e", "", &[5.0, 5.0, 6.0, 7.0]),
];

#[test]
fn coefficients_by_hand() {
    let got = answer(&FIVE);
    // Against the last period before opening, never treated as controls.
    let close = |term: &str, want: f64| assert!((value(&got, term) - want).abs() < 1e-12, "{term}");
    close("att:2003:2003", 5.0 - 1.0);
    close("att:2003:2004", 6.0 - 1.5);
    close("att:2003:2001", -1.0 + 0.5);
    close("att:2004:2001", -2.0 + 1.5);
    close("att:2004:2004", 5.0 - 0.5);
    close("event:0", (2.0 * 4.0 + 4.5) / 3.0);
    close("overall", (2.0 * 4.0 + 2.0 * 4.5 + 4.5) / 5.0);
    close("group:2003", 4.25);
    assert!(got.term("event:-1").is_none(), "the reference period");
    assert_eq!(got.df, Some(4));
}

#[test]
fn without_never_treated_the_last_cohort_compares_until_it_opens() {
    let got = answer(&FIVE[..3]);
    assert!((value(&got, "att:2003:2003") - (5.0 - 2.0)).abs() < 1e-12);
    assert!(got.term("att:2003:2004").is_none());
    let dropped = got.rows.dropped.iter().find(|d| d.reason.contains("the last cohort opens")).unwrap();
    assert_eq!((dropped.count, got.rows.used), (3, 9));
}

#[test]
fn a_cohort_treated_from_the_first_period_is_listed() {
    let mut units = FIVE.to_vec();
    units.push(("f", "2001", &[9.0, 8.0, 9.0, 9.0]));
    let got = answer(&units);
    assert_eq!(got.rows.dropped[0].units, ["f"]);
    assert!((value(&got, "overall") - value(&answer(&FIVE), "overall")).abs() < 1e-12);
}

#[test]
fn a_cohort_without_a_period_before_its_opening_but_the_first_uses_the_first() {
    // 2003's last observed period before the opening is 2001 when 2002 is missing for all of it.
    let mut units = FIVE.to_vec();
    units[0].2 = &[1.0, f64::NAN, 6.0, 8.0];
    units[1].2 = &[3.0, f64::NAN, 10.0, 10.0];
    let got = answer(&units);
    assert!((value(&got, "att:2003:2003") - (6.0 - 1.5)).abs() < 1e-12);
}

#[test]
fn too_little_is_answered_with_a_reason() {
    for units in [&FIVE[..1], &FIVE[..2], &FIVE[3..], &[("a", "2002", &[1.0][..]), ("b", "", &[2.0][..])]] {
        let got = answer(units);
        assert_eq!(got.status, Status::NotEstimable, "{units:?}");
        assert!(got.estimates.is_empty() && got.warnings.iter().any(|w| w.contains("not estimable")));
    }
}

#[test]
fn as_many_parameters_as_rows_gives_estimates_without_errors() {
    let got = answer(&[FIVE[0], FIVE[2], FIVE[3]]);
    // Three units of one each: every cohort fits itself.
    assert!(got.estimates.iter().all(|e| e.estimate.is_some() && e.se.is_none()));
    assert!(got.estimates.iter().all(|e| e.note.is_some()));
}
