//! Looks through a file and prints what it found: `cargo run --release --example check -- KIND FILE`.
//!
//! Municipalities and units are those that the files given with `--kommuner` and `--enheter` name.

use chrono::{Datelike, NaiveDate};
use import::{Context, Input, Rows};
use std::process::ExitCode;
use std::time::Instant;
use vocabulary::Dataset;

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<bool, String> {
    let mut arguments = std::env::args().skip(1);
    let usage =
        "usage: check KIND FILE [SHEET] [--kommuner FILE] [--endringer FILE] [--enheter FILE] [--today DATE]";
    let mut context =
        Context::new(chrono::DateTime::<chrono::Utc>::from(std::time::SystemTime::now()).date_naive());
    let mut plain = Vec::new();
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(usage);
        match argument.as_str() {
            "--kommuner" => know(&mut context, Dataset::Municipalities, value()?),
            "--endringer" => know(&mut context, Dataset::BorderChanges, value()?),
            "--enheter" => know(&mut context, Dataset::Units, value()?),
            "--today" => context.today = value()?.parse::<NaiveDate>().map_err(|error| error.to_string())?,
            _ => plain.push(argument),
        }
    }
    let [kind, file, sheet @ ..] = plain.as_slice() else { return Err(usage.to_owned()) };
    let dataset: Dataset = kind.parse().map_err(|error: vocabulary::UnknownCode| error.to_string())?;
    let mut input = Input::path(file);
    if let Some(sheet) = sheet.first() {
        input = input.sheet(sheet);
    }
    let start = Instant::now();
    let report = import::check(&input, dataset, &context, &mut |_| {});
    let time = start.elapsed();
    for fault in report.faults.iter().take(20) {
        println!("{}", fault.english());
    }
    for unknown in &report.unknown_columns {
        println!("not read: {} {}", unknown.name, unknown.meant.as_deref().unwrap_or_default());
    }
    println!(
        "{} rows ({} out), {} faults, {:.1} ms (as of {})",
        report.rows,
        report.rows_out,
        report.faults_total,
        time.as_secs_f64() * 1e3,
        context.today.year()
    );
    Ok(report.is_clean())
}

/// Adds what a file names to what exists.
fn know(context: &mut Context, dataset: Dataset, file: String) {
    let before = context.clone();
    let _ = import::read(&Input::path(file), dataset, &before, &mut |_| {}, |rows| -> Result<(), String> {
        match rows {
            Rows::Municipalities(rows) => context.municipalities.extend(rows.iter().map(|row| row.number)),
            Rows::BorderChanges(rows) => context.municipalities.extend(rows.iter().map(|row| row.from)),
            Rows::Units(rows) => context.units.extend(rows.into_iter().map(|row| row.code)),
            _ => {}
        }
        Ok(())
    });
}
