//! `kadpuls import KIND FILE`: a file into the database, whole or not at all.

use crate::commands::block_on;
use crate::database::Database;
use ::import::{Input, Progress, Report};
use anyhow::bail;
use chrono::Utc;
use indicatif::{ProgressBar, ProgressStyle};
use intake::{IntakeError, Source};
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use store::ImportCounts;
use vocabulary::Dataset;

/// Take a file into the database: whole, or not at all
///
/// CSV (separator ; , or tab, UTF-8 or Windows-1252) or XLSX. The same file again changes nothing; a corrected
/// file replaces the rows with the same key and keeps the old ones.
#[derive(clap::Args)]
#[command(after_help = kinds())]
pub struct Import {
    /// What the file holds
    #[arg(value_parser = |kind: &str| kind.parse::<Dataset>())]
    kind: Dataset,
    /// The file
    file: PathBuf,
    /// The sheet of a workbook [default: the first]
    #[arg(long)]
    sheet: Option<String>,
    /// Check only; change nothing
    #[arg(long)]
    dry_run: bool,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    database: Database,
}

/// The kinds with their columns, required ones first.
fn kinds() -> String {
    let mut text = String::from("Kinds and their columns (required ones with *):\n");
    for dataset in Dataset::ALL {
        let columns: Vec<_> = ::import::columns(*dataset)
            .iter()
            .map(|column| {
                format!(
                    "{}{}",
                    column.name,
                    if matches!(column.need, ::import::Need::Required) { "*" } else { "" }
                )
            })
            .collect();
        text.push_str(&format!("  {:<17} {}\n", dataset.code(), columns.join(", ")));
    }
    text
}

#[derive(serde::Serialize)]
struct Answer<'a> {
    status: &'static str,
    dry_run: bool,
    counts: Option<ImportCounts>,
    report: &'a Report,
}

impl Import {
    /// Runs the command.
    pub fn run(self) -> anyhow::Result<()> {
        block_on(async {
            let store = self.database.open().await?;
            let mut input = Input::path(&self.file);
            if let Some(sheet) = &self.sheet {
                input = input.sheet(sheet);
            }
            let source = Source { input, dataset: self.kind, now: Utc::now(), by: user(), units: None };
            let bar = progress_bar();
            let shown = bar.clone();
            let on_progress = Arc::new(move |progress: Progress| {
                shown.set_length(progress.total);
                shown.set_position(progress.done);
                shown.set_message(format!("{} rows", progress.rows));
            });
            // Looked through first: a file with faults costs no writing, and holds up nobody else's.
            let checked = intake::check(&store, &source, on_progress.clone()).await;
            let done = match checked {
                Ok(check) if check.report.is_clean() && !self.dry_run => {
                    intake::take_in(&store, &source, on_progress)
                        .await
                        .map(|(counts, report)| (Some(counts), report))
                }
                checked => checked.map(|check| (None, check.report)),
            };
            bar.finish_and_clear();
            store.close().await;
            match done {
                Ok((counts, report)) if report.is_clean() => self.taken(counts, &report),
                Ok((_, report)) => self.refused(&report),
                Err(IntakeError::Refused(report)) => self.refused(&report),
                Err(error) => Err(error.into()),
            }
        })
    }

    fn taken(&self, counts: Option<ImportCounts>, report: &Report) -> anyhow::Result<()> {
        let mut out = std::io::stdout().lock();
        if self.json {
            let answer = Answer { status: "ok", dry_run: self.dry_run, counts, report };
            writeln!(out, "{}", serde_json::to_string_pretty(&answer)?)?;
            return Ok(());
        }
        for column in &report.unknown_columns {
            let meant =
                column.meant.as_ref().map_or_else(String::new, |meant| format!(" (did you mean {meant}?)"));
            eprintln!("note: column '{}' is not read{meant}", column.name);
        }
        match counts {
            None => writeln!(
                out,
                "{}: {} rows, no faults; nothing was changed (--dry-run)",
                self.kind, report.rows
            )?,
            Some(c) => {
                let counted = if c.read == report.rows {
                    String::new()
                } else {
                    format!(", counted to {} rows", c.read)
                };
                writeln!(
                    out,
                    "{}: {} rows read{counted}: {} added, {} changed, {} unchanged",
                    self.kind, report.rows, c.added, c.changed, c.unchanged
                )?;
            }
        }
        Ok(())
    }

    fn refused(&self, report: &Report) -> anyhow::Result<()> {
        if self.json {
            let answer = Answer { status: "refused", dry_run: self.dry_run, counts: None, report };
            println!("{}", serde_json::to_string_pretty(&answer)?);
        } else {
            let mut err = std::io::stderr().lock();
            for fault in &report.faults {
                writeln!(err, "{}: {}", self.shown(), fault.english())?;
            }
        }
        let shown = report.faults.len() as u64;
        let more =
            if report.faults_total > shown { format!(", the first {shown} shown") } else { String::new() };
        let faults = if report.faults_total == 1 { "fault" } else { "faults" };
        bail!("{} has {} {faults}{more}; nothing was changed", self.shown(), report.faults_total)
    }

    /// The file as it was named, unless that name may not be repeated.
    fn shown(&self) -> String {
        let name = Input::path(&self.file).name();
        let same = self.file.file_name().is_some_and(|own| own.to_string_lossy() == name);
        if same { self.file.display().to_string() } else { name }
    }
}

/// Who is at the command line, for the list of imports.
fn user() -> String {
    let name = std::env::var("USER").or_else(|_| std::env::var("USERNAME")).unwrap_or_default();
    if name.is_empty() { "kommandolinje".to_owned() } else { format!("kommandolinje ({name})") }
}

/// Drawn on a terminal; nothing in a pipe.
fn progress_bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {percent}%  {msg}  {eta} left");
    ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
