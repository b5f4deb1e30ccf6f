//! Compares whole answers term by term and keeps the largest deviation.
//!
//! Deviations are relative to the larger of the reference's estimate and its standard error: an estimate that
//! happens to be near zero has no meaningful relative deviation of its own.

use std::collections::BTreeMap;
use std::fs;

use effect::{Estimation, read_panel, run};
use serde_json::Value;

use super::{ERROR, ESTIMATE, folder, specification};

/// The largest relative deviations seen.
#[derive(Clone, Copy, Debug, Default)]
pub struct Agreement {
    pub terms: usize,
    pub estimate: f64,
    pub se: f64,
}

/// R's answers on the castle case (13 digits).
pub fn castle_r() -> Value {
    serde_json::from_str(&fs::read_to_string(folder().join("data/castle_r.json")).unwrap()).unwrap()
}

/// As `estimate`, without the rows whose index in the file × 7919 leaves 2 modulo 20.
pub fn estimate_with_holes(panel: &str, options: &str) -> Estimation {
    let spec = specification(options);
    let text = fs::read_to_string(folder().join(format!("data/{panel}.csv"))).unwrap();
    let kept: Vec<&str> = text
        .lines()
        .enumerate()
        .filter(|(i, _)| *i == 0 || (i - 1) * 7919 % 20 != 2)
        .map(|(_, l)| l)
        .collect();
    run(&spec, &read_panel(kept.join("\n").as_bytes(), &spec).unwrap()).unwrap()
}

/// Compares every term of a reference case (keys without underscore).
pub fn compare(what: &str, ours: &Estimation, case: &Value) -> Agreement {
    let mut out = Agreement::default();
    let terms: BTreeMap<&String, &Value> = case
        .as_object()
        .unwrap_or_else(|| panic!("{what}: no such case"))
        .iter()
        .filter(|(k, _)| !k.starts_with('_'))
        .collect();
    assert!(!terms.is_empty(), "{what}: no reference terms");
    for (name, value) in terms {
        out.add(what, ours, name, (&value["estimate"], &value["se"]), (ESTIMATE, ERROR));
    }
    println!("{what}: {} terms, estimate {:.1e}, se {:.1e}", out.terms, out.estimate, out.se);
    out
}

impl Agreement {
    /// Compares one term. A reference standard error that is zero up to rounding must be absent in ours.
    pub fn add(
        &mut self,
        what: &str,
        ours: &Estimation,
        name: &str,
        theirs: (&Value, &Value),
        tolerance: (f64, f64),
    ) {
        let term = ours.term(name).unwrap_or_else(|| panic!("{what}: {name} is not there"));
        let (want, want_se) = (theirs.0.as_f64().unwrap(), theirs.1.as_f64().unwrap());
        let estimate = term.estimate.unwrap_or_else(|| panic!("{what}: {name} has no estimate"));
        let off = (estimate - want).abs() / want.abs().max(want_se);
        assert!(off <= tolerance.0, "{what}: {name} is {estimate} against {want} ({off:.2e})");
        self.estimate = self.estimate.max(off);
        self.terms += 1;
        let Some(se) = term.se else {
            assert!(
                want_se < 1e-9 * want.abs().max(1.0),
                "{what}: {name} has no standard error against {want_se}"
            );
            return;
        };
        let off = (se / want_se - 1.0).abs();
        assert!(off <= tolerance.1, "{what}: {name} has standard error {se} against {want_se} ({off:.2e})");
        self.se = self.se.max(off);
    }
}
