//! What every test of files is given: a day, two units, four municipalities.
#![allow(dead_code, reason = "each test file uses what it needs")]

use chrono::NaiveDate;
use import::{Context, Input, Report, Rows};
use vocabulary::Dataset;

pub fn context() -> Context {
    let mut context = Context::new(NaiveDate::from_ymd_opt(2026, 8, 22).unwrap());
    context.units.extend(["KAD-1", "DE-11"].map(|code| code.parse().unwrap()));
    context.municipalities.extend(
        ["0301", "3103", "5501", "0101"]
            .map(|number| number.parse::<vocabulary::MunicipalityNumber>().unwrap()),
    );
    context
}

pub fn check_bytes(dataset: &str, bytes: &[u8]) -> Report {
    let input = Input::bytes("fil.csv", bytes.to_vec());
    import::check(&input, dataset.parse().unwrap(), &context(), &mut |_| {})
}

pub fn check(dataset: &str, text: &str) -> Report {
    check_bytes(dataset, text.as_bytes())
}

/// The faults as `line column value kind`, with `-` for what a fault doesn't have.
pub fn faults(report: &Report) -> Vec<String> {
    let kind = |fault: &import::Fault| {
        serde_json::to_value(&fault.problem).unwrap()["kind"].as_str().unwrap().to_owned()
    };
    let shown = |text: Option<&str>| text.unwrap_or("-").to_owned();
    report
        .faults
        .iter()
        .map(|fault| {
            let line = fault.line.map(|line| line.to_string());
            let (column, value) = (shown(fault.column.as_deref()), shown(fault.value.as_deref()));
            format!("{} {column} {value} {}", shown(line.as_deref()), kind(fault))
        })
        .collect()
}

/// The only fault of a file.
#[track_caller]
pub fn one_fault(dataset: &str, text: &str, expected: &str) {
    let report = check(dataset, text);
    assert_eq!(faults(&report), [expected], "{text}");
    assert_eq!(report.faults_total, 1);
}

/// All rows of a clean file.
#[track_caller]
pub fn rows_of(input: &Input, dataset: Dataset) -> Vec<Rows> {
    let mut all = Vec::new();
    let result = import::read(input, dataset, &context(), &mut |_| {}, |rows| -> Result<(), String> {
        all.push(rows);
        Ok(())
    });
    match result {
        Ok(_) => all,
        Err(import::ReadError::Refused(report)) => panic!("{:?}", faults(&report)),
        Err(import::ReadError::Sink(error)) => panic!("{error}"),
    }
}

#[track_caller]
pub fn rows(dataset: &str, text: &str) -> Vec<Rows> {
    rows_of(&Input::bytes("fil.csv", text.as_bytes().to_vec()), dataset.parse().unwrap())
}
