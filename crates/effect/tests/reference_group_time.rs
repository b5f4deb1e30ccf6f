//! Group-time effects against csdid 0.4.3 / diff-diff 3.13 (numpy, equal to both to 1e-15) and R did 2.3.1.907.

mod reference;

use effect::specification::Control;
use effect::{Estimation, Estimator, Grid, Specification, group_time};
use reference::{Columns, Deviation, castle_r, compare, expected, panel};

fn run(name: &str, columns: Columns, control: Control, cluster: Option<&str>) -> Estimation {
    let mut spec = Specification::new(Estimator::GroupTime);
    spec.control = control;
    spec.cluster = cluster.map(str::to_owned);
    spec.weights = columns.weight.map(str::to_owned);
    let (grid, ledger) = Grid::build(&panel(name, columns), &spec).expect("a good panel");
    group_time::estimate(&spec, &grid, ledger).expect("an answer")
}

const TIGHT: (f64, f64) = (1e-8, 1e-6);
const CONTROLS: [(Control, &str); 2] = [(Control::Never, "never"), (Control::NotYet, "not-yet")];

#[test]
fn all_panels_agree_with_csdid_and_diff_diff() {
    let reference = expected("group_time");
    for name in ["castle", "large_units", "growing"] {
        for (control, word) in CONTROLS {
            let got = run(name, Columns::default(), control, None);
            compare(
                &format!("group-time {name} {word}"),
                &got,
                &reference[name][format!("control={word},cluster=unit")],
                "se",
                TIGHT,
            );
        }
    }
}

#[test]
fn a_filtered_panel_with_shared_clusters_agrees_too() {
    let reference = expected("group_time");
    let columns = Columns { age: Some("80+"), ..Columns::default() };
    for (control, word) in CONTROLS {
        for cluster in ["unit", "kad"] {
            let got = run("small_units", columns, control, Some(cluster));
            let case = &reference["small_units"][format!("control={word},cluster={cluster},where=age=80+")];
            compare(&format!("group-time small_units {word} {cluster}"), &got, case, "se", TIGHT);
        }
    }
}

#[test]
fn weights_agree_with_csdid() {
    let columns = Columns { weight: Some("weight_pop"), ..Columns::default() };
    let reference = expected("group_time");
    for (control, word) in CONTROLS {
        let got = run("castle", columns, control, None);
        let case = &reference["castle"][format!("control={word},cluster=unit,weights=weight_pop")];
        compare(&format!("group-time castle weighted {word}"), &got, case, "se", TIGHT);
    }
}

#[test]
fn units_with_missing_periods_take_part_where_they_can() {
    let got = run("large_units", Columns { holes: true, ..Columns::default() }, Control::NotYet, None);
    let case = &expected("group_time")["large_units"]["control=not-yet,cluster=unit,without rows where index*7919%20==2"];
    compare("group-time large_units with holes", &got, case, "se", TIGHT);
    assert!(got.warnings.iter().any(|w| w.contains("missing periods")));
}

#[test]
fn the_castle_case_agrees_with_r_did() {
    let r = castle_r();
    for (control, key) in [(Control::Never, "cs_nevertreated"), (Control::NotYet, "cs_notyettreated")] {
        let got = run("castle", Columns::default(), control, None);
        let mut deviation = Deviation::default();
        let mut check = |name: String, estimate: &serde_json::Value, se: &serde_json::Value| {
            let term = got.term(&name).unwrap_or_else(|| panic!("{name} is missing"));
            // R wrote 13 digits.
            deviation.add(
                key,
                &name,
                (term.estimate, term.se),
                (estimate.as_f64().unwrap(), se.as_f64()),
                TIGHT,
            );
        };
        for row in r[key]["attgt"].as_array().unwrap() {
            check(format!("att:{}:{}", row["group"], row["t"]), &row["att"], &row["se"]);
        }
        for kind in ["simple", "dynamic", "group", "calendar"] {
            check(kind.to_owned(), &r[key][kind]["overall_att"], &r[key][kind]["overall_se"]);
            let prefix = if kind == "dynamic" { "event" } else { kind };
            for row in r[key][kind]["by"].as_array().into_iter().flatten() {
                check(format!("{prefix}:{}", row["egt"]), &row["att"], &row["se"]);
            }
        }
        assert!(deviation.terms > 70);
        println!("group-time castle {key} against R did: {deviation:?}");
    }
}
