//! Sun–Abraham against pyfixest 0.60 (saturated regression) and R fixest 0.14.2 (`sunab`).

mod reference;

use effect::{Estimation, Estimator, Grid, Specification, sun_abraham};
use reference::{Columns, Deviation, castle_r, compare, expected, panel};

fn run(name: &str, columns: Columns, cluster: Option<&str>) -> Estimation {
    let mut spec = Specification::new(Estimator::SunAbraham);
    spec.cluster = cluster.map(str::to_owned);
    let (grid, ledger) = Grid::build(&panel(name, columns), &spec).expect("a good panel");
    sun_abraham::estimate(&spec, &grid, ledger).expect("an answer")
}

const TIGHT: (f64, f64) = (1e-8, 1e-6);

#[test]
fn all_panels_agree_with_pyfixest() {
    let reference = expected("sun_abraham");
    for name in ["castle", "large_units", "growing"] {
        let got = run(name, Columns::default(), None);
        compare(&format!("sun-abraham {name}"), &got, &reference[name]["cluster=unit"], "se", TIGHT);
    }
    for cluster in ["unit", "kad"] {
        let got = run("small_units", Columns { age: Some("80+"), ..Columns::default() }, Some(cluster));
        let case = &reference["small_units"][format!("cluster={cluster},where=age=80+")];
        compare(&format!("sun-abraham small_units {cluster}"), &got, case, "se", TIGHT);
    }
}

#[test]
fn an_unbalanced_panel_agrees_with_pyfixest() {
    let got = run("large_units", Columns { holes: true, ..Columns::default() }, None);
    let case = &expected("sun_abraham")["large_units"]["cluster=unit,without rows where index*7919%20==2"];
    compare("sun-abraham large_units with holes", &got, case, "se", TIGHT);
}

#[test]
fn the_castle_case_agrees_with_r_fixest() {
    let r = castle_r();
    let got = run("castle", Columns::default(), None);
    let mut deviation = Deviation::default();
    for key in ["sunab_event", "sunab_att", "sunab_cohort"] {
        for row in r[key].as_array().unwrap() {
            let name = row["name"]
                .as_str()
                .unwrap()
                .replace("period::", "event:")
                .replace("cohort::", "group:")
                .replace("ATT", "overall");
            let term = got.term(&name).unwrap_or_else(|| panic!("{name} is missing"));
            // R wrote 13 digits.
            deviation.add(
                key,
                &name,
                (term.estimate, term.se),
                (row["est"].as_f64().unwrap(), row["se"].as_f64()),
                TIGHT,
            );
        }
    }
    assert_eq!(deviation.terms, 20);
    println!("sun-abraham castle against R fixest: {deviation:?}");
}
