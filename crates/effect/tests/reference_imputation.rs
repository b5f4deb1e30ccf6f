//! Poisson imputation against statsmodels with dummies (checked there with pyfixest).

#![allow(clippy::unwrap_used, reason = "a test that finds nothing should stop there")]

mod stored;

use stored::{ERROR, ESTIMATE, assert_close, estimate, expected};

/// Labels like `outcome=homicide_rate,cluster=unit` as options; the panel with ages has effects by age.
fn options(panel: &str, label: &str) -> String {
    let named = label.split(',').map(|part| part.split_once('=').unwrap());
    let by = if panel == "small_units" { " --by age" } else { "" };
    named.map(|(k, v)| format!(" --{k} {v}")).collect::<String>() + by
}

#[test]
fn every_term_agrees_with_statsmodels() {
    let cases = expected("imputation");
    let mut compared = 0;
    for (panel, labels) in cases.as_object().unwrap() {
        for (label, terms) in labels.as_object().unwrap().iter().filter(|(l, _)| !l.starts_with('_')) {
            let jackknife = estimate(panel, &format!("--estimator imputation{}", options(panel, label)));
            let sandwich = estimate(
                panel,
                &format!("--estimator imputation --variance cluster{}", options(panel, label)),
            );
            assert_eq!(jackknife.clusters as u64, terms["_clusters"].as_u64().unwrap(), "{panel} {label}");
            for (name, theirs) in terms.as_object().unwrap().iter().filter(|(n, _)| !n.starts_with('_')) {
                let what = format!("{panel} {label} {name}");
                let ours = jackknife.term(name).unwrap_or_else(|| panic!("{what} is not there"));
                let number = |key: &str| theirs[key].as_f64();
                for (key, value) in [("observed", ours.observed), ("expected", ours.expected)] {
                    assert_close(&format!("{what} {key}"), value, number(key).unwrap(), ESTIMATE);
                }
                if let Some(theta) = number("estimate").filter(|_| ours.estimate.is_some()) {
                    assert_close(&what, ours.estimate, theta, ESTIMATE);
                    compared += 1;
                }
                if let Some(se) = number("se").filter(|_| ours.se.is_some()) {
                    assert_close(&format!("{what} se"), ours.se, se, ERROR);
                    compared += 1;
                }
                if let (Some(se), Some(e)) = (number("se_sandwich_crv1"), sandwich.term(name)) {
                    assert_close(&format!("{what} sandwich"), e.se, se, ERROR);
                    compared += 1;
                }
                for (key, value) in [("lower", ours.lower), ("upper", ours.upper)] {
                    if let Some(theirs) = number(key).filter(|_| value.is_some()) {
                        assert_close(&format!("{what} {key}"), value, theirs, ERROR);
                    }
                }
            }
        }
    }
    assert!(compared > 30, "only {compared} numbers compared");
}
