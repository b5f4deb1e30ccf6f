//! The panels and numbers of `reference/`, and how close is close.
#![allow(dead_code, reason = "each test binary uses its own part")]
#![allow(clippy::unwrap_used, reason = "a file that is not there fails the test")]

pub mod agreement;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use effect::{Estimation, Specification, flags, read_panel, run};
use serde_json::Value;

/// Relative agreement wanted of estimates.
pub const ESTIMATE: f64 = 1e-8;
/// Relative agreement wanted of standard errors.
pub const ERROR: f64 = 1e-6;

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("reference")
}

pub fn expected(topic: &str) -> Value {
    let text = fs::read_to_string(folder().join(format!("expected/{topic}.json"))).unwrap();
    serde_json::from_str(&text).unwrap()
}

pub fn specification(options: &str) -> Specification {
    flags::parse(options.split_whitespace()).unwrap().specification
}

/// Runs on a stored panel with options as on the command line.
pub fn estimate(panel: &str, options: &str) -> Estimation {
    let spec = specification(options);
    let file = File::open(folder().join(format!("data/{panel}.csv"))).unwrap();
    run(&spec, &read_panel(file, &spec).unwrap()).unwrap()
}

/// Relative to the larger of the number and a millionth: differences at rounding level of a zero don't count.
pub fn assert_close(what: &str, ours: Option<f64>, theirs: f64, tolerance: f64) {
    let ours = ours.unwrap_or_else(|| panic!("{what}: nothing against {theirs}"));
    let scale = theirs.abs().max(1e-6);
    assert!(
        (ours - theirs).abs() <= tolerance * scale,
        "{what}: {ours} against {theirs} ({:.2e})",
        (ours - theirs).abs() / scale
    );
}

pub mod made;
