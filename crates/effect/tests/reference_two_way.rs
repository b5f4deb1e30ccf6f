//! Two-way fixed effects and event studies: estimates, CRV1, CRV3, joint Wald test. Linear against pyfixest; Poisson
//! against statsmodels with dummies, because pyfixest's CRV3 of `fepois` forgets the offset in its refits.

#![allow(clippy::unwrap_used, reason = "a test that finds nothing should stop there")]

mod stored;

use std::fs;

use effect::{Estimation, Period, read_panel, run};
use serde_json::Value;
use stored::{ERROR, ESTIMATE, assert_close, expected, folder, specification};

/// A stored panel with the 0/1 columns `d` (open) and `late` (open for 12 periods, 2 in the castle case).
fn with_terms(panel: &str) -> String {
    let text = fs::read_to_string(folder().join(format!("data/{panel}.csv"))).unwrap();
    let mut lines = text.lines();
    let header = lines.next().unwrap();
    let at = |name: &str| header.split(',').position(|h| h == name).unwrap();
    let (period, opening) = (at("period"), at("first_treated"));
    let wait = if panel == "castle" { 2 } else { 12 };
    let mut out = format!("{header},d,late\n");
    for line in lines {
        let fields: Vec<&str> = line.split(',').collect();
        let ordinal = |text: &str| text.parse::<Period>().ok().map(Period::ordinal);
        let since = ordinal(fields[opening]).map(|g| ordinal(fields[period]).unwrap() - g);
        let flag = |from: i32| u8::from(since.is_some_and(|s| s >= from));
        out += &format!("{line},{},{}\n", flag(0), flag(wait));
    }
    out
}

fn option<'a>(label: &'a str, key: &str) -> &'a str {
    label.split(',').find_map(|part| part.strip_prefix(key)?.strip_prefix('=')).unwrap()
}

fn estimate(panel: &str, label: &str, rest: &str) -> Estimation {
    let weights = match option(label, "weights") {
        "None" => String::new(),
        column => format!(" --weights {column}"),
    };
    let by = if panel == "small_units" { " --by age" } else { "" };
    let (family, outcome, cluster) =
        (option(label, "family"), option(label, "outcome"), option(label, "cluster"));
    let spec = specification(&format!(
        "{rest} --family {family} --outcome {outcome} --cluster {cluster}{weights}{by}"
    ));
    run(&spec, &read_panel(with_terms(panel).as_bytes(), &spec).unwrap()).unwrap()
}

fn compare(what: &str, ours: &Estimation, term: &str, theirs: &Value, key: &str) {
    let ours = ours.term(term).unwrap_or_else(|| panic!("{what} {term} is not there"));
    let estimate = theirs["estimate"].as_f64().unwrap();
    // Relative to the standard error where the estimate itself is near zero.
    let scale = estimate.abs().max(theirs["se_crv1"].as_f64().unwrap());
    let off = (ours.estimate.unwrap() - estimate).abs() / scale;
    assert!(off < ESTIMATE, "{what} {term}: {:?} against {estimate} ({off:.1e})", ours.estimate);
    assert_close(&format!("{what} {term} {key}"), ours.se, theirs[key].as_f64().unwrap(), ERROR);
}

#[test]
fn twfe_agrees_with_pyfixest_in_both_families_under_crv1_and_crv3() {
    let mut compared = 0;
    for (panel, labels) in expected("twfe").as_object().unwrap() {
        for (label, theirs) in labels.as_object().unwrap() {
            for (variance, key) in [("cluster", "se_crv1"), ("jackknife", "se_crv3")] {
                let one = option(label, "terms") == "d";
                let terms = if one { "" } else { " --terms d,late" };
                let ours = estimate(panel, label, &format!("--estimator twfe --variance {variance}{terms}"));
                let what = format!("{panel} {label}");
                assert_eq!(ours.rows.used as u64, theirs["_rows"].as_u64().unwrap(), "{what}");
                assert_eq!(ours.clusters as u64, theirs["_clusters"].as_u64().unwrap(), "{what}");
                compare(&what, &ours, if one { "overall" } else { "d" }, &theirs["d"], key);
                if !one {
                    compare(&what, &ours, "late", &theirs["late"], key);
                }
                compared += 1;
            }
        }
    }
    assert!(compared > 20, "only {compared} compared");
}

#[test]
fn event_studies_agree_with_pyfixest_bin_by_bin_with_their_wald_test() {
    let mut compared = 0;
    for (panel, labels) in expected("event_study").as_object().unwrap() {
        for (label, theirs) in labels.as_object().unwrap() {
            let bins = match option(label, "width") {
                "1" => "",
                "3" => " --bins quarter",
                _ => " --bins year",
            };
            let ours = estimate(panel, label, &format!("--estimator event-study{bins}"));
            let what = format!("{panel} {label}");
            for (name, numbers) in theirs.as_object().unwrap().iter().filter(|(n, _)| n.starts_with("event:"))
            {
                compare(&what, &ours, name, numbers, "se_crv1");
                compared += 1;
            }
            if let Some(wald) = theirs.get("_wald") {
                let number = |key: &str| wald[key].as_f64().unwrap();
                assert_close(&format!("{what} wald"), ours.diagnostics.wald, number("wald"), ERROR);
                assert_close(&format!("{what} df"), ours.diagnostics.wald_df, number("df"), ERROR);
            }
        }
    }
    assert!(compared > 50, "only {compared} compared");
}
