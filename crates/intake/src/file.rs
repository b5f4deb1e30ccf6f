//! A file: checked, and taken in whole or not at all.

use crate::failures;
use chrono::{DateTime, Utc};
use import::{Context, Input, Progress, ReadError, Report};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::io::Read as _;
use std::sync::Arc;
use store::{ImportCounts, Provenance, Store, StoreError};
use vocabulary::{Catalogue, Dataset, Rows, UnitCode, oslo_date};

/// A file, what it holds, who brings it and when.
#[derive(Debug, Clone)]
pub struct Source {
    /// The file.
    pub input: Input,
    /// What it holds.
    pub dataset: Dataset,
    /// Now.
    pub now: DateTime<Utc>,
    /// Who brings it.
    pub by: String,
    /// The units that its rows may name; `None`: every unit.
    pub units: Option<Vec<UnitCode>>,
}

/// Why a file was not taken in. The database is as it was.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The file has faults.
    #[error("the file has {} faults", .0.faults_total)]
    Refused(Box<Report>),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The thread that read the file stopped.
    #[error("reading the file was interrupted")]
    Interrupted,
}

/// What a look through a file found, and the name of its content.
#[derive(Debug, Clone)]
pub struct Check {
    /// Rows, preview, faults.
    pub report: Report,
    /// SHA-256 of the content, hexadecimal; empty where the file could not be opened.
    pub sha256: String,
}

/// Called with the progress of reading.
pub type OnProgress = Arc<dyn Fn(Progress) + Send + Sync>;

/// Against what rows are checked.
fn context(catalogue: &Catalogue, source: &Source) -> Context {
    let mut context = Context::new(oslo_date(source.now));
    context.own = source.units.as_ref().map(|units| units.iter().cloned().collect());
    context.units = catalogue.units.iter().map(|unit| unit.code.clone()).collect();
    context.municipalities = catalogue.known_municipalities().into_iter().collect();
    context
}

/// Looks through a file without taking anything in.
///
/// # Errors
/// [`IntakeError::Store`] where the database can't say what exists, [`IntakeError::Interrupted`].
pub async fn check(store: &Store, source: &Source, on_progress: OnProgress) -> Result<Check, IntakeError> {
    let checked = looked_through(store, source, on_progress).await;
    match &checked {
        Ok(check) if check.report.is_clean() => {}
        Ok(_) => failures::REFUSED.count(),
        Err(error) => failures::note(error),
    }
    checked
}

async fn looked_through(
    store: &Store,
    source: &Source,
    on_progress: OnProgress,
) -> Result<Check, IntakeError> {
    let context = context(&store.catalogue().await?, source);
    let Source { input, dataset, .. } = source.clone();
    let look = move || Check {
        report: import::check(&input, dataset, &context, &mut |progress| on_progress(progress)),
        sha256: sha256(&input),
    };
    tokio::task::spawn_blocking(look).await.map_err(|_| IntakeError::Interrupted)
}

/// Takes a file in: whole, or not at all.
///
/// # Errors
/// [`IntakeError`]; the database is then as it was.
pub async fn take_in(
    store: &Store,
    source: &Source,
    on_progress: OnProgress,
) -> Result<(ImportCounts, Report), IntakeError> {
    let taken = taken_in(store, source, on_progress).await;
    if let Err(error) = &taken {
        failures::note(error);
    }
    taken
}

async fn taken_in(
    store: &Store,
    source: &Source,
    on_progress: OnProgress,
) -> Result<(ImportCounts, Report), IntakeError> {
    let context = context(&store.catalogue().await?, source);
    let (sender, mut receiver) = tokio::sync::mpsc::channel::<Rows>(4);
    let Source { input, dataset, .. } = source.clone();
    let named = input.clone();
    let reading = tokio::task::spawn_blocking(move || {
        // A closed channel means that the store gave up: its error is the one to tell.
        let sink = |rows| sender.blocking_send(rows);
        import::read(&input, dataset, &context, &mut |progress| on_progress(progress), sink)
    });
    // Nobody is kept from writing while a file is counted, or turns out to have faults before its first row.
    let mut rows = receiver.recv().await;
    let naming = tokio::task::spawn_blocking(move || sha256(&named));
    let mut import = None;
    while let Some(chunk) = rows {
        let import = match &mut import {
            Some(import) => import,
            none => none.insert(store.begin_import(source.dataset).await?),
        };
        import.add(&chunk).await?;
        rows = receiver.recv().await;
    }
    let report = match reading.await.map_err(|_| IntakeError::Interrupted)? {
        Ok(report) => report,
        Err(ReadError::Refused(report)) => {
            if let Some(import) = import {
                import.abandon().await?;
            }
            return Err(IntakeError::Refused(report));
        }
        Err(ReadError::Sink(_)) => return Err(IntakeError::Interrupted),
    };
    let import = match import {
        Some(import) => import,
        None => store.begin_import(source.dataset).await?,
    };
    let sha256 = naming.await.map_err(|_| IntakeError::Interrupted)?;
    let provenance = Provenance {
        file_name: source.input.name(),
        sha256,
        imported_at: source.now,
        imported_by: source.by.clone(),
    };
    let counts = import.finish(&provenance).await?;
    if matches!(source.dataset, Dataset::Stays | Dataset::Registrations) {
        // Where a unit registers stays, its days are what they say; beds and rejected stay as the file has them.
        store.make_days(None, source.now).await?;
    }
    Ok((counts, report))
}

/// SHA-256 of a file's content; empty where it can't be read, which the check reports.
fn sha256(input: &Input) -> String {
    let Ok(mut content) = input.content() else { return String::new() };
    let (mut hasher, mut buffer) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        match content.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => hasher.update(&buffer[..n]),
            Err(_) => return String::new(),
        }
    }
    hasher.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
