//! `kadpuls effect` as people run it: a panel file in, an answer or a refusal out.
#![allow(clippy::unwrap_used, reason = "a test that can't make its own files fails")]

use serde_json::Value;
use std::fmt::Write as _;
use std::process::{Command, Output};

fn effect(panel: &str, options: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("panel.csv");
    std::fs::write(&file, panel).unwrap();
    Command::new(env!("CARGO_BIN_EXE_kadpuls"))
        .args(["effect", "--panel", file.to_str().unwrap()])
        .args(options)
        .current_dir(folder.path())
        .output()
        .unwrap()
}

/// 30 units over six years, ten of them open from 2013 with `ratio` times the admissions.
fn panel(ratio: f64) -> String {
    let mut text = String::from("unit,period,outcome,population,first_treated\n");
    for unit in 0..30 {
        let opened = if unit < 10 { "2013-01" } else { "" };
        for month in 0..72 {
            let (year, number) = (2010 + month / 12, month % 12 + 1);
            let treated = unit < 10 && year >= 2013;
            let level = f64::from(400 + 20 * unit + 40 * (number % 4));
            let outcome = (level * if treated { ratio } else { 1.0 }).round();
            let population = 1000 * (40 + 2 * unit);
            writeln!(text, "{unit},{year}-{number:02},{outcome},{population},{opened}").unwrap();
        }
    }
    text
}

#[test]
fn the_answer_is_the_json_of_the_guide() {
    let output = effect(&panel(0.9), &["--estimator", "imputation", "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    for key in [
        "estimator",
        "specification",
        "scale",
        "status",
        "rows",
        "clusters",
        "df",
        "estimates",
        "diagnostics",
        "warnings",
    ] {
        assert!(answer.get(key).is_some(), "{key}");
    }
    let overall = &answer["estimates"][0];
    assert_eq!((overall["term"].as_str(), answer["status"].as_str()), (Some("overall"), Some("ok")));
    assert!((overall["ratio"].as_f64().unwrap() - 0.9).abs() < 0.005, "{overall}");
    assert!(overall["lower"].as_f64() <= overall["estimate"].as_f64());
    assert_eq!(answer["rows"]["read"], 30 * 72);
}

#[test]
fn without_json_a_table_is_printed() {
    let output = effect(&panel(0.95), &["--estimator", "its"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8(output.stdout).unwrap().contains("unit:3"));
}

#[test]
fn refused_data_end_with_status_1_and_name_the_line() {
    let mut wrong = panel(1.0);
    wrong.push_str("3,2010-01,5,1000,2013-01\n");
    let output = effect(&wrong, &["--estimator", "imputation"]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    assert!(told.contains("panel.csv") && told.contains("2162"), "{told}");
}

#[test]
fn a_wrong_option_ends_with_status_2() {
    let output = effect(&panel(1.0), &["--estimator", "magi"]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("imputation, its, twfe") && told.contains("--help"), "{told}");
}

#[test]
fn what_cannot_be_estimated_is_an_answer_not_an_error() {
    let never: String =
        panel(1.0).lines().map(|line| line.trim_end_matches("2013-01").to_owned() + "\n").collect();
    let output = effect(&never, &["--estimator", "imputation", "--json"]);
    assert_eq!(output.status.code(), Some(0));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["status"], "not_estimable");
    assert!(!answer["warnings"].as_array().unwrap().is_empty());
}

#[test]
fn departments_are_told_apart_and_a_code_that_is_no_unit_of_today_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}", folder.path().join("innleggelser.db").display());
    let file = folder.path().join("innleggelser.csv");
    let mut rows = String::from("kommune;periode;aldersgruppe;fagomraade;innleggelser\n");
    for month in 1..=12 {
        rows.push_str(&format!("0301;2019-{month:02};80+;medisin;40\n"));
    }
    std::fs::write(&file, rows).unwrap();
    let kadpuls = |words: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_kadpuls"))
            .args(words)
            .args(["--database", &database])
            .output()
            .unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (status, told) = kadpuls(&["import", "innleggelser", file.to_str().unwrap()]);
    assert_eq!(status, Some(0), "{told}");
    let (status, told) = kadpuls(&["effect", "--by", "department"]);
    assert_eq!(status, Some(0), "the column is there where it is asked for: {told}");
    let (status, told) = kadpuls(&["effect", "--enhet", "DE-99"]);
    assert_eq!(status, Some(2), "{told}");
    assert!(told.contains("--enhet the code of a unit that serves a municipality"), "{told}");
}

#[test]
fn the_database_without_admissions_says_how_to_import_them() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_kadpuls"))
        .args(["effect", "--estimator", "imputation", "--kommune", "0301", "--database"])
        .arg(format!("sqlite://{}", folder.path().join("tom.db").display()))
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("kadpuls import innleggelser"), "{told}");
}
