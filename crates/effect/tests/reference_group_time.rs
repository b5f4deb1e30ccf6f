//! Group-time effects against csdid 0.4.3 and diff-diff 3.13 (the formula in numpy, equal to both to 1e-15) and
//! R did 2.3.1.907.

#![allow(clippy::unwrap_used, reason = "a test that finds nothing should stop there")]

mod stored;

use stored::agreement::{Agreement, castle_r, compare, estimate_with_holes};
use stored::{ERROR, ESTIMATE, estimate, expected};

/// Labels like `control=never,cluster=unit,where=age=80+` as options.
fn options(label: &str) -> String {
    let parts = label.split(',').filter_map(|part| part.split_once('='));
    parts.flat_map(|(k, v)| [" --", k, " ", v]).collect()
}

#[test]
fn every_term_agrees_with_csdid_and_diff_diff() {
    let mut cases = 0;
    for (panel, labels) in expected("group_time").as_object().unwrap() {
        for (label, terms) in labels.as_object().unwrap().iter().filter(|(l, _)| !l.contains("without rows"))
        {
            let ours = estimate(panel, &format!("--estimator group-time{}", options(label)));
            compare(&format!("group-time {panel} {label}"), &ours, terms);
            cases += 1;
        }
    }
    assert_eq!(cases, 12);
}

#[test]
fn units_with_missing_periods_take_part_where_they_can() {
    let ours = estimate_with_holes("large_units", "--estimator group-time --control not-yet");
    let case = &expected("group_time")["large_units"]["control=not-yet,cluster=unit,without rows where index*7919%20==2"];
    compare("group-time large_units with holes", &ours, case);
    assert!(ours.warnings.iter().any(|w| w.contains("missing periods")));
}

#[test]
fn the_castle_case_agrees_with_r_did() {
    let r = castle_r();
    for (control, key) in [("never", "cs_nevertreated"), ("not-yet", "cs_notyettreated")] {
        let ours = estimate("castle", &format!("--estimator group-time --control {control}"));
        let mut agreement = Agreement::default();
        let mut check = |name: String, theirs| agreement.add(key, &ours, &name, theirs, (ESTIMATE, ERROR));
        for row in r[key]["attgt"].as_array().unwrap() {
            check(format!("att:{}:{}", row["group"], row["t"]), (&row["att"], &row["se"]));
        }
        for kind in ["simple", "dynamic", "group", "calendar"] {
            check(kind.to_owned(), (&r[key][kind]["overall_att"], &r[key][kind]["overall_se"]));
            let prefix = if kind == "dynamic" { "event" } else { kind };
            for row in r[key][kind]["by"].as_array().into_iter().flatten() {
                check(format!("{prefix}:{}", row["egt"]), (&row["att"], &row["se"]));
            }
        }
        println!("group-time castle against R did, {control}: {agreement:?}");
        assert_eq!(agreement.terms, 78);
    }
}
