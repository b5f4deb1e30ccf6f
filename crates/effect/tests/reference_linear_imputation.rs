//! Linear imputation against the formula in numpy (equal to diff-diff 3.13 to 1e-9) and R didimputation 0.5.0.

mod reference;

use effect::{Estimation, Estimator, Grid, Specification, linear_imputation};
use reference::{Columns, Deviation, castle_r, compare, expected, panel};

fn run(name: &str, columns: Columns, cluster: Option<&str>) -> Estimation {
    let mut spec = Specification::new(Estimator::Bjs);
    spec.cluster = cluster.map(str::to_owned);
    spec.weights = columns.weight.map(str::to_owned);
    let (grid, ledger) = Grid::build(&panel(name, columns), &spec).expect("a good panel");
    linear_imputation::estimate(&spec, &grid, ledger).expect("an answer")
}

const TIGHT: (f64, f64) = (1e-8, 1e-6);

#[test]
fn all_panels_agree_with_the_formula_in_numpy() {
    let reference = expected("linear_imputation");
    for name in ["castle", "large_units", "growing"] {
        let got = run(name, Columns::default(), None);
        compare(&format!("bjs {name}"), &got, &reference[name]["cluster=unit"], "se", TIGHT);
    }
    for cluster in ["unit", "kad"] {
        let got = run("small_units", Columns { age: Some("80+"), ..Columns::default() }, Some(cluster));
        let case = &reference["small_units"][format!("cluster={cluster},where=age=80+")];
        compare(&format!("bjs small_units {cluster}"), &got, case, "se", TIGHT);
    }
}

#[test]
fn weights_and_missing_rows_agree_with_the_formula_in_numpy() {
    let reference = expected("linear_imputation");
    let weighted = run("castle", Columns { weight: Some("weight_pop"), ..Columns::default() }, None);
    compare(
        "bjs castle weighted",
        &weighted,
        &reference["castle"]["cluster=unit,weights=weight_pop"],
        "se",
        TIGHT,
    );
    let holes = run("large_units", Columns { holes: true, ..Columns::default() }, None);
    let case = &reference["large_units"]["cluster=unit,without rows where index*7919%20==2"];
    compare("bjs large_units with holes", &holes, case, "se", TIGHT);
}

#[test]
fn the_castle_case_agrees_with_r_didimputation() {
    let r = castle_r();
    let got = run("castle", Columns::default(), None);
    let mut deviation = Deviation::default();
    for key in ["bjs_static", "bjs_event"] {
        for row in r[key].as_array().unwrap() {
            let name = match row["term"].as_str().unwrap() {
                "treat" => "overall".to_owned(),
                e => format!("event:{e}"),
            };
            let term = got.term(&name).unwrap_or_else(|| panic!("{name} is missing"));
            // didimputation fits with fixest's default tolerance: its own estimates are good to about 1e-7.
            let want = (row["estimate"].as_f64().unwrap(), row["std.error"].as_f64());
            deviation.add(key, &name, (term.estimate, term.se), want, (1e-6, 1e-6));
        }
    }
    assert_eq!(deviation.terms, 6);
    println!("bjs castle against R didimputation: {deviation:?}");
}
