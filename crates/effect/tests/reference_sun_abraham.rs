//! Sun–Abraham against pyfixest 0.60 (saturated regression) and R fixest 0.14.2 (`sunab`).

#![allow(clippy::unwrap_used, reason = "a test that finds nothing should stop there")]

mod stored;

use stored::agreement::{Agreement, castle_r, compare, estimate_with_holes};
use stored::{ERROR, ESTIMATE, estimate, expected};

#[test]
fn every_term_agrees_with_pyfixest() {
    let reference = expected("sun_abraham");
    for panel in ["castle", "large_units", "growing"] {
        let ours = estimate(panel, "--estimator sun-abraham");
        compare(&format!("sun-abraham {panel}"), &ours, &reference[panel]["cluster=unit"]);
    }
    for cluster in ["unit", "kad"] {
        let ours =
            estimate("small_units", &format!("--estimator sun-abraham --where age=80+ --cluster {cluster}"));
        let case = &reference["small_units"][format!("cluster={cluster},where=age=80+")];
        compare(&format!("sun-abraham small_units {cluster}"), &ours, case);
    }
}

#[test]
fn an_unbalanced_panel_agrees_with_pyfixest() {
    let ours = estimate_with_holes("large_units", "--estimator sun-abraham");
    let case = &expected("sun_abraham")["large_units"]["cluster=unit,without rows where index*7919%20==2"];
    compare("sun-abraham large_units with holes", &ours, case);
}

#[test]
fn the_castle_case_agrees_with_r_fixest() {
    let r = castle_r();
    let ours = estimate("castle", "--estimator sun-abraham");
    let mut agreement = Agreement::default();
    for key in ["sunab_event", "sunab_att", "sunab_cohort"] {
        for row in r[key].as_array().unwrap() {
            let name = row["name"].as_str().unwrap();
            let name =
                name.replace("period::", "event:").replace("cohort::", "group:").replace("ATT", "overall");
            agreement.add(key, &ours, &name, (&row["est"], &row["se"]), (ESTIMATE, ERROR));
        }
    }
    println!("sun-abraham castle against R fixest: {agreement:?}");
    assert_eq!(agreement.terms, 20);
}
