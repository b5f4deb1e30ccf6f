//! Any body of JSON: refused, or a file with a line for each row and as many cells in each, which is then read.
#![no_main]

#[path = "../../server/src/http"]
mod http {
    pub mod json_rows;
}

use import::{Context, Input};
use libfuzzer_sys::fuzz_target;
use vocabulary::Dataset;

fuzz_target!(|data: &[u8]| {
    let Some((kind, body)) = data.split_first() else { return };
    let Ok(file) = http::json_rows::csv_of(body) else { return };
    let rows: Vec<serde_json::Map<String, serde_json::Value>> = serde_json::from_slice(body).unwrap();
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(&file[..]);
    if rows.iter().any(|row| !row.is_empty()) {
        assert_eq!(reader.records().map(|record| record.unwrap()).count(), rows.len());
    }
    let mut context = Context::new(chrono::NaiveDate::from_ymd_opt(2026, 8, 22).unwrap());
    context.units.extend(["KAD-1"].map(|code| code.parse().unwrap()));
    let dataset = Dataset::ALL[usize::from(*kind) % Dataset::ALL.len()];
    let report = import::check(&Input::bytes("api.csv", file), dataset, &context, &mut |_| {});
    let last = report.faults.iter().filter_map(|fault| fault.line).max();
    assert!(last.is_none_or(|line| line <= rows.len() as u64 + 1), "a fault is told beyond the last row");
});
