//! Linear imputation against the formula in numpy (equal to diff-diff 3.13 to 1e-9) and R didimputation 0.5.0.

#![allow(clippy::unwrap_used, reason = "a test that finds nothing should stop there")]

mod stored;

use stored::agreement::{Agreement, castle_r, compare, estimate_with_holes};
use stored::{ERROR, estimate, expected};

#[test]
fn every_term_agrees_with_the_formula_in_numpy() {
    let reference = expected("linear_imputation");
    for panel in ["castle", "large_units", "growing"] {
        let ours = estimate(panel, "--estimator bjs");
        compare(&format!("bjs {panel}"), &ours, &reference[panel]["cluster=unit"]);
    }
    for cluster in ["unit", "kad"] {
        let ours = estimate("small_units", &format!("--estimator bjs --where age=80+ --cluster {cluster}"));
        let case = &reference["small_units"][format!("cluster={cluster},where=age=80+")];
        compare(&format!("bjs small_units {cluster}"), &ours, case);
    }
}

#[test]
fn weights_and_missing_rows_agree_with_the_formula_in_numpy() {
    let reference = expected("linear_imputation");
    let weighted = estimate("castle", "--estimator bjs --weights weight_pop");
    compare("bjs castle weighted", &weighted, &reference["castle"]["cluster=unit,weights=weight_pop"]);
    let holes = estimate_with_holes("large_units", "--estimator bjs");
    let case = &reference["large_units"]["cluster=unit,without rows where index*7919%20==2"];
    compare("bjs large_units with holes", &holes, case);
}

#[test]
fn the_castle_case_agrees_with_r_didimputation() {
    let r = castle_r();
    let ours = estimate("castle", "--estimator bjs");
    let mut agreement = Agreement::default();
    for key in ["bjs_static", "bjs_event"] {
        for row in r[key].as_array().unwrap() {
            let name = match row["term"].as_str().unwrap() {
                "treat" => "overall".to_owned(),
                e => format!("event:{e}"),
            };
            // didimputation fits with fixest's default tolerance: its estimates are good to about 1e-8.
            agreement.add(key, &ours, &name, (&row["estimate"], &row["std.error"]), (1e-6, ERROR));
        }
    }
    println!("bjs castle against R didimputation: {agreement:?}");
    assert_eq!(agreement.terms, 6);
}
