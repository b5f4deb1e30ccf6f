//! Reads the panels and the reference numbers of `reference/` and compares term by term.
//!
//! Deviations are relative to the larger of the reference's estimate and its standard error: an estimate that
//! happens to be near zero has no meaningful relative deviation of its own.

#![allow(dead_code, reason = "every test file uses its part")]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use effect::{Builder, Carries, Estimation, Panel, Period, Row};
use serde_json::Value;

/// The largest relative deviations seen.
#[derive(Clone, Copy, Debug, Default)]
pub struct Deviation {
    pub terms: usize,
    pub estimate: f64,
    pub se: f64,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("reference")
}

/// `expected/TOPIC.json`.
pub fn expected(topic: &str) -> Value {
    let path = folder().join("expected").join(format!("{topic}.json"));
    serde_json::from_str(&fs::read_to_string(path).expect("the reference file is there")).expect("it is JSON")
}

/// R's answers on the castle case.
pub fn castle_r() -> Value {
    let path = folder().join("data/castle_r.json");
    serde_json::from_str(&fs::read_to_string(path).expect("the reference file is there")).expect("it is JSON")
}

/// Which columns of a CSV to use, and which of its rows.
#[derive(Clone, Copy)]
pub struct Columns {
    pub outcome: &'static str,
    pub weight: Option<&'static str>,
    pub age: Option<&'static str>,
    /// Leaves out rows whose index (after the choice of `age`) × 7919 leaves the remainder 2 modulo 20.
    pub holes: bool,
}

impl Default for Columns {
    fn default() -> Self {
        Self { outcome: "outcome", weight: None, age: None, holes: false }
    }
}

/// Reads a panel; columns `age` and `kad` become groups where they exist.
pub fn panel(name: &str, columns: Columns) -> Panel {
    let mut reader = csv::Reader::from_path(folder().join("data").join(format!("{name}.csv")))
        .expect("the panel is there");
    let header = reader.headers().expect("a header").clone();
    let at = |column: &str| header.iter().position(|h| h == column);
    let group_names: Vec<&str> = ["age", "kad"].into_iter().filter(|g| at(g).is_some()).collect();
    let exposure = at("population");
    let weight = columns.weight.map(|w| at(w).expect("the weight column is there"));
    let carries = Carries { exposure: exposure.is_some(), weight: weight.is_some() };
    let mut builder = Builder::new(carries, &group_names, &[]);
    let mut index = 0;
    for record in reader.records() {
        let record = record.expect("a row");
        let text = |column: &str| at(column).map_or("", |i| &record[i]);
        if columns.age.is_some_and(|a| a != text("age")) {
            continue;
        }
        index += 1;
        if columns.holes && ((index - 1) * 7919) % 20 == 2 {
            continue;
        }
        let number = |i: usize| record[i].parse::<f64>().ok();
        let groups: Vec<&str> = group_names.iter().map(|g| text(g)).collect();
        builder
            .push(&Row {
                unit: text("unit"),
                period: text("period").parse::<Period>().ok(),
                outcome: at(columns.outcome).and_then(number),
                exposure: exposure.and_then(number),
                weight: weight.and_then(number),
                first_treated: text("first_treated").parse::<Period>().ok(),
                groups: &groups,
                ..Row::default()
            })
            .expect("a good row");
    }
    builder.finish().expect("a good panel")
}

/// Compares every term of a reference case (keys without underscore) and asserts the tolerances.
pub fn compare(
    what: &str,
    got: &Estimation,
    reference: &Value,
    se_field: &str,
    tolerance: (f64, f64),
) -> Deviation {
    let mut out = Deviation::default();
    let terms: BTreeMap<&str, &Value> = reference
        .as_object()
        .expect("a case")
        .iter()
        .filter(|(k, _)| !k.starts_with('_'))
        .map(|(k, v)| (k.as_str(), v))
        .collect();
    assert!(!terms.is_empty(), "{what}: no reference terms");
    for (name, value) in terms {
        let term = got.term(name).unwrap_or_else(|| panic!("{what}: term {name} is missing"));
        if value.get("not_estimable").is_some() {
            assert!(term.estimate.is_none(), "{what}: {name} can't be estimated");
            continue;
        }
        let estimate = value["estimate"].as_f64().expect("a number");
        let se = value.get(se_field).and_then(Value::as_f64);
        out.add(what, name, (term.estimate, term.se), (estimate, se), tolerance);
    }
    println!("{what}: {} terms, estimate {:.1e}, se {:.1e}", out.terms, out.estimate, out.se);
    out
}

impl Deviation {
    /// Compares one term. A reference standard error that is zero up to rounding must be absent here.
    pub fn add(
        &mut self,
        what: &str,
        name: &str,
        got: (Option<f64>, Option<f64>),
        want: (f64, Option<f64>),
        tolerance: (f64, f64),
    ) {
        let estimate = got.0.unwrap_or_else(|| panic!("{what}: {name} has no estimate"));
        let scale = want.0.abs().max(want.1.unwrap_or(0.0));
        let off = (estimate - want.0).abs() / scale;
        assert!(off <= tolerance.0, "{what}: {name} is {estimate}, reference {}, off by {off:e}", want.0);
        self.estimate = self.estimate.max(off);
        self.terms += 1;
        let Some(want_se) = want.1 else { return };
        let Some(se) = got.1 else {
            assert!(
                want_se < 1e-9 * want.0.abs().max(1.0),
                "{what}: {name} has no standard error, reference {want_se}"
            );
            return;
        };
        let off = (se / want_se - 1.0).abs();
        assert!(
            off <= tolerance.1,
            "{what}: {name} has standard error {se}, reference {want_se}, off by {off:e}"
        );
        self.se = self.se.max(off);
    }
}
