//! Every row of the table "Rules for thin data" (METHODS.md), through the built program: what it prints and how
//! it exits. The numbers behind each rule are held in `crates/effect/tests/thin_data.rs`.
#![allow(clippy::unwrap_used, reason = "a test that can't make its own files fails")]

use serde_json::Value;
use std::process::{Command, Output};

/// A unit: name, month of opening (from 0; `None`: never), mean events a month.
type Unit = (String, Option<usize>, f64);

/// One row of a panel file: unit, period, outcome, population, first treated.
type Row = [String; 5];

fn month(first_year: usize, index: usize) -> String {
    format!("{}-{:02}", first_year + index / 12, index % 12 + 1)
}

/// Months from January of `first_year`, counts around each unit's mean with a season and a wiggle.
fn panel(units: &[Unit], first_year: usize, months: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    for (u, (name, opened, mean)) in units.iter().enumerate() {
        for t in 0..months {
            let season = 1.0 + 0.1 * (t as f64 * std::f64::consts::TAU / 12.0).cos();
            let wiggle = 1.0 + 0.15 * ((t * 7 + u * 13) as f64 * 0.9).sin();
            let count = (mean * season * wiggle).round();
            rows.push([
                name.clone(),
                month(first_year, t),
                count.to_string(),
                "9000".to_owned(),
                opened.map_or_else(String::new, |opened| month(first_year, opened)),
            ]);
        }
    }
    rows
}

fn one(opened: usize, months: usize, mean: f64) -> Vec<Row> {
    panel(&[("1103".to_owned(), Some(opened), mean)], 2010, months)
}

/// `treated` units that open from month `first` on, two months apart, and `never` that don't.
fn many(treated: usize, never: usize) -> Vec<Unit> {
    (0..treated + never)
        .map(|u| ((1101 + u).to_string(), (u < treated).then_some(24 + 2 * (u % 6)), 40.0))
        .collect()
}

fn run(rows: &[Row], options: &str) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("panel.csv");
    let lines = rows.iter().map(|row| row.join(",") + "\n").collect::<String>();
    std::fs::write(&file, format!("unit,period,outcome,population,first_treated\n{lines}")).unwrap();
    Command::new(env!("CARGO_BIN_EXE_kadpuls"))
        .args(["effect", "--json", "--panel", file.to_str().unwrap(), "--estimator"])
        .args(options.split(' '))
        .current_dir(folder.path())
        .output()
        .unwrap()
}

/// The answer: exit status 0, valid JSON, nowhere a NaN or an infinity.
fn answer(rows: &[Row], options: &str) -> Value {
    let output = run(rows, options);
    let (text, error) =
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert_eq!(output.status.code(), Some(0), "{error}");
    assert!(!text.contains("NaN") && !text.contains("inf,"), "{text}");
    serde_json::from_str(&text).unwrap()
}

/// The refusal: exit status 1, nothing on standard output.
fn refusal(rows: &[Row]) -> String {
    let output = run(rows, "imputation");
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    String::from_utf8(output.stderr).unwrap()
}

fn says(answer: &Value, words: &str) -> bool {
    answer["warnings"].as_array().unwrap().iter().any(|w| w.as_str().unwrap().contains(words))
}

fn dropped<'a>(answer: &'a Value, words: &str) -> Option<&'a Value> {
    let list = answer["rows"]["dropped"].as_array().unwrap();
    list.iter().find(|d| d["reason"].as_str().unwrap().contains(words))
}

fn term<'a>(answer: &'a Value, name: &str) -> Option<&'a Value> {
    answer["estimates"].as_array().unwrap().iter().find(|e| e["term"] == name)
}

#[test]
fn under_12_months_before_or_after_no_time_series_and_when_it_becomes_possible() {
    let before = answer(&one(11, 40, 30.0), "its");
    assert_eq!(before["status"], "not_estimable");
    assert!(says(&before, "11 months before the opening, 12 are needed"));
    assert!(before["estimates"].as_array().unwrap().is_empty());
    let after = answer(&one(24, 31, 30.0), "its");
    assert_eq!(after["status"], "not_estimable");
    assert!(says(&after, "possible with data to 2012-12"), "{}", after["warnings"]);
}

#[test]
fn twelve_to_23_months_before_is_weak() {
    assert_eq!(answer(&one(18, 60, 30.0), "its")["status"], "weak");
    assert_eq!(answer(&one(24, 60, 30.0), "its")["status"], "ok");
}

#[test]
fn under_5_events_a_month_no_percentage() {
    let alone = answer(&one(30, 60, 3.0), "its");
    assert_eq!(alone["status"], "not_estimable");
    assert!(dropped(&alone, "under 5 events a month").is_some());
    let mut units = many(12, 12);
    units[3].2 = 3.0;
    let pooled = answer(&panel(&units, 2010, 60), "imputation");
    let small = term(&pooled, "unit:1104").unwrap();
    assert!(small["ratio"].is_null() && small["observed"].as_f64() > Some(0.0), "{small}");
    assert!(term(&pooled, "unit:1105").unwrap()["ratio"].is_number());
}

#[test]
fn no_events_before_or_none_after_is_not_estimable() {
    for before in [true, false] {
        let mut rows = one(24, 60, 30.0);
        rows.iter_mut().enumerate().filter(|(t, _)| (*t < 24) == before).for_each(|(_, r)| r[2] = "0".into());
        let got = answer(&rows, "its");
        assert_eq!(got["status"], "not_estimable");
        assert!(got["estimates"].as_array().unwrap().is_empty());
        assert!(dropped(&got, if before { "no events before" } else { "no events after" }).is_some());
    }
}

#[test]
fn few_clusters_are_weak_and_under_6_descriptive_only() {
    let few = answer(&panel(&many(9, 30), 2010, 60), "imputation");
    assert_eq!(few["status"], "weak");
    assert!(says(&few, "9 treated of 39 clusters") && term(&few, "overall").unwrap()["lower"].is_number());
    let fewer = answer(&panel(&many(5, 30), 2010, 60), "imputation");
    let overall = term(&fewer, "overall").unwrap();
    assert!(overall["ratio"].is_number() && overall["lower"].is_null() && overall["p"].is_null());
    assert!(says(&fewer, "descriptive only"));
}

#[test]
fn periods_in_which_nobody_is_untreated_are_left_out_and_counted() {
    let got = answer(&panel(&many(24, 0), 2010, 60), "imputation");
    // The last opens in month 34 of 60.
    assert_eq!(dropped(&got, "nobody is untreated").unwrap()["count"], 24 * 26);
    assert!(term(&got, "calendar:2012-10").is_some() && term(&got, "calendar:2012-11").is_none());
}

#[test]
fn treated_from_the_first_period_is_left_out_and_listed() {
    let mut units = many(12, 12);
    units[2].1 = Some(0);
    let got = answer(&panel(&units, 2010, 60), "imputation");
    assert_eq!(dropped(&got, "treated from the first period").unwrap()["units"][0], "1103");
}

#[test]
fn a_single_pre_period_is_kept_and_the_estimate_without_it_shown() {
    let mut units = many(12, 12);
    units[2].1 = Some(1);
    let got = answer(&panel(&units, 2010, 60), "imputation");
    assert_eq!(got["rows"]["used"], got["rows"]["read"]);
    assert!(says(&got, "single period before the opening: 1103"));
    assert!(got["sensitivity"][0]["what"].as_str().unwrap().contains("single period"));
}

#[test]
fn missing_periods_are_missing_and_flagged() {
    let mut rows = one(30, 60, 30.0);
    rows.drain(3..10);
    let many = answer(&rows, "its");
    assert_eq!(many["status"], "weak");
    assert!(says(&many, "over 10 % of the periods are missing"));
    let mut rows = one(30, 60, 30.0);
    rows[28][2] = String::new();
    let near = answer(&rows, "its");
    assert!(says(&near, "missing within 3 months of the opening"));
    assert_eq!(dropped(&near, "outcome missing").unwrap()["count"], 1);
}

#[test]
fn events_without_population_and_duplicate_cells_are_refused_with_their_lines() {
    let mut rows = panel(&many(12, 12), 2010, 60);
    rows[4][3] = "0".into();
    rows[70][3] = String::new();
    let text = refusal(&rows);
    assert!(text.contains("line 6 (unit «1101», 2010-05)") && text.contains("line 72"), "{text}");
    let mut rows = panel(&many(12, 12), 2010, 60);
    rows.push(rows[4].clone());
    assert!(refusal(&rows).contains("lines 1442 and 6 are both unit «1101», period 2010-05"));
}

#[test]
fn covid_is_left_out_and_shown_as_sensitivity() {
    let rows = panel(&many(12, 12), 2017, 60);
    let got = answer(&rows, "imputation");
    assert_eq!(dropped(&got, "March 2020").unwrap()["count"], 24 * 22);
    let with = answer(&rows, "imputation --covid include");
    let shown = got["sensitivity"].as_array().unwrap();
    let shown = shown.iter().find(|s| s["what"].as_str().unwrap().contains("with March 2020")).unwrap();
    assert_eq!(shown["estimate"], term(&with, "overall").unwrap()["estimate"]);
}
