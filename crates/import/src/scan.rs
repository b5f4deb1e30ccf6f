//! One pass through a file: header, cells, rows, keys, report. `check` and `read` are the same pass.

use crate::birth_number;
use crate::context::{Context, Known};
use crate::datasets::{Kind, dispatch};
use crate::fault::{Fault, Faults, HIDDEN, MAX_FAULTS, echo};
use crate::header::{self, Header};
use crate::input::Input;
use crate::keys::{Keys, Suspects};
use crate::plain::{self, Counted};
use crate::problem::Problem;
use crate::record::Record;
use crate::report::{Preview, Progress, Report};
use crate::row::Row;
use crate::rows::{CHUNK, Rows};
use crate::table::{self, Visit};
use std::ops::ControlFlow;
use vocabulary::Dataset;

/// Rows in the preview.
pub(crate) const PREVIEW: usize = 20;

/// Why a file was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ReadError<E> {
    /// It has faults; what the sink got must be undone.
    #[error("the file has {} faults", .0.faults_total)]
    Refused(Box<Report>),
    /// The sink failed.
    #[error(transparent)]
    Sink(E),
}

/// Looks through a whole file and reports. Never fails: what is wrong with the file is in the report.
pub fn check(
    input: &Input,
    dataset: Dataset,
    context: &Context,
    progress: &mut dyn FnMut(Progress),
) -> Report {
    if let Some(counted) = counted(input, dataset, context, progress) {
        return counted.report;
    }
    dispatch!(dataset, K => run::<K>(input, context, progress, &mut |_| ControlFlow::Continue(())).0)
}

/// The short way, where a file may go it.
fn counted(
    input: &Input,
    dataset: Dataset,
    context: &Context,
    progress: &mut dyn FnMut(Progress),
) -> Option<Counted> {
    let short = dataset == Dataset::EmergencyAdmissions && !input.is_read_row_by_row();
    short.then(|| plain::count(input, context, progress)).flatten()
}

/// Reads a file and hands out its rows in chunks while it checks. After the first fault no more rows are
/// handed out, but the file is looked through to the end, so that the report is whole.
///
/// # Errors
/// [`ReadError::Refused`] when the file has faults: what the sink got belongs to no whole file and must be
/// rolled back. [`ReadError::Sink`] as soon as the sink fails.
pub fn read<E>(
    input: &Input,
    dataset: Dataset,
    context: &Context,
    progress: &mut dyn FnMut(Progress),
    mut sink: impl FnMut(Rows) -> Result<(), E>,
) -> Result<Report, ReadError<E>> {
    if let Some(counted) = counted(input, dataset, context, progress) {
        let report = counted.report.clone();
        let mut rows = counted.rows().peekable();
        while rows.peek().is_some() {
            let chunk = rows.by_ref().take(CHUNK).collect();
            sink(Rows::EmergencyAdmissions(chunk)).map_err(ReadError::Sink)?;
        }
        return Ok(report);
    }
    let mut failed = None;
    let mut guarded = |rows| match sink(rows) {
        Ok(()) => ControlFlow::Continue(()),
        Err(error) => {
            failed = Some(error);
            ControlFlow::Break(())
        }
    };
    let (report, stopped) = dispatch!(dataset, K => run::<K>(input, context, progress, &mut guarded));
    match failed {
        Some(error) if stopped => Err(ReadError::Sink(error)),
        _ if !report.is_clean() => Err(ReadError::Refused(Box::new(report))),
        _ => Ok(report),
    }
}

type Sink<'a> = &'a mut dyn FnMut(Rows) -> ControlFlow<()>;

/// The pass; and whether the sink stopped it.
fn run<K: Kind>(
    input: &Input,
    context: &Context,
    progress: &mut dyn FnMut(Progress),
    sink: Sink<'_>,
) -> (Report, bool) {
    let known = Known::new(context);
    let mut pass: Pass<'_, K> = Pass {
        known: &known,
        header: None,
        kind: None,
        faults: Faults::default(),
        rows: 0,
        rows_out: 0,
        preview: Preview::default(),
        task: Task::Take { keys: Keys::default(), chunk: Vec::new(), sink },
        stopped: false,
        progress,
    };
    if let Err((line, problem)) = table::walk(input, K::COLUMNS, &mut pass) {
        pass.faults.add(|| Fault::file(line, problem));
    }
    pass.finish(input)
}

/// What is done with the rows of a pass.
enum Task<'a, K: Kind> {
    /// First: keep the keys, hand out the rows.
    Take { keys: Keys, chunk: Vec<K::Row>, sink: Sink<'a> },
    /// Second look, when keys may stand twice.
    Compare(Suspects),
}

struct Pass<'a, K: Kind> {
    known: &'a Known<'a>,
    header: Option<Header>,
    kind: Option<K>,
    faults: Faults,
    rows: u64,
    rows_out: u64,
    preview: Preview,
    task: Task<'a, K>,
    stopped: bool,
    progress: &'a mut dyn FnMut(Progress),
}

impl<K: Kind> Visit for Pass<'_, K> {
    fn header(&mut self, record: &Record<'_>) -> ControlFlow<()> {
        let Some(header) = header::read(record, K::COLUMNS, &mut self.faults) else {
            return ControlFlow::Break(());
        };
        if header::missing(&header, record.line, K::COLUMNS, &mut self.faults) {
            self.header = Some(header);
            return ControlFlow::Break(());
        }
        self.preview.columns.clone_from(&header.found);
        self.kind = Some(K::new(&header.places));
        self.header = Some(header);
        ControlFlow::Continue(())
    }

    fn record(&mut self, record: &Record<'_>) -> ControlFlow<()> {
        if record.is_blank() {
            return ControlFlow::Continue(());
        }
        let (Some(header), Some(kind)) = (&self.header, &mut self.kind) else {
            return ControlFlow::Break(());
        };
        self.rows += 1;
        if self.preview.rows.len() < PREVIEW && matches!(self.task, Task::Take { .. }) {
            let mut places: Vec<usize> = header.places.iter().flatten().copied().collect();
            places.sort_unstable();
            self.preview.rows.push(places.into_iter().map(|place| echo(record.get(place))).collect());
        }
        if !refuse_birth_numbers(record, &header.names, &mut self.faults) {
            return ControlFlow::Continue(());
        }
        let mut row = Row {
            record: *record,
            places: &header.places,
            table: K::COLUMNS,
            known: self.known,
            faults: &mut self.faults,
        };
        let Ok(Some(value)) = kind.row(&mut row) else { return ControlFlow::Continue(()) };
        match &mut self.task {
            Task::Take { keys, chunk, sink } => {
                keys.add(|hasher| K::key(&value, hasher));
                if self.faults.total > 0 {
                    return ControlFlow::Continue(());
                }
                chunk.push(value);
                if chunk.len() >= CHUNK {
                    self.rows_out += chunk.len() as u64;
                    let full = std::mem::replace(chunk, Vec::with_capacity(CHUNK));
                    if sink(K::rows(full)).is_break() {
                        self.stopped = true;
                        return ControlFlow::Break(());
                    }
                }
            }
            Task::Compare(suspects) => {
                if let Some(first_line) =
                    suspects.first_line(record.line, |mut hasher| K::key(&value, &mut hasher))
                {
                    let values: Vec<&str> =
                        K::KEY.iter().filter_map(|c| row.cell(*c)).map(|c| c.text).collect();
                    let names: Vec<&str> = K::KEY
                        .iter()
                        .filter(|c| row.cell(**c).is_some())
                        .map(|c| K::COLUMNS[*c].name)
                        .collect();
                    row.faults.add(|| Fault {
                        line: Some(record.line),
                        column: Some(names.join(", ")),
                        value: Some(echo(&values.join(", "))),
                        problem: Problem::Duplicate { first_line },
                    });
                }
            }
        }
        ControlFlow::Continue(())
    }

    fn fault(&mut self, line: u64, problem: Problem) {
        self.faults.add(|| Fault::file(Some(line), problem));
    }

    fn misfit(&mut self, record: &Record<'_>, problem: Problem) {
        self.rows += 1;
        let names = self.header.as_ref().map_or(&[][..], |header| &header.names);
        if refuse_birth_numbers(record, names, &mut self.faults) {
            self.fault(record.line, problem);
        }
    }

    fn progress(&mut self, done: u64, total: u64) {
        (self.progress)(Progress { done, total, rows: self.rows });
    }
}

/// Looks for birth numbers in every cell, read or not; `false` when there is one.
fn refuse_birth_numbers(record: &Record<'_>, names: &[String], faults: &mut Faults) -> bool {
    let mut clean = true;
    for (index, (start, end)) in record.spans.iter().enumerate() {
        if end - start < 10 {
            continue;
        }
        let cell = record.cell(index);
        if birth_number::found_in(cell.text) || (cell.number && birth_number::lost_its_zero(cell.text)) {
            clean = false;
            faults.add(|| Fault {
                line: Some(record.line),
                column: names.get(index).cloned(),
                value: Some(HIDDEN.to_owned()),
                problem: Problem::BirthNumber,
            });
        }
    }
    clean
}

impl<K: Kind> Pass<'_, K> {
    /// After the walk: what the dataset held back, keys that stand twice, the report.
    fn finish(mut self, input: &Input) -> (Report, bool) {
        if self.header.is_none() && self.faults.total == 0 {
            self.faults.add(|| Fault::file(None, Problem::Empty));
        } else if self.rows == 0 && self.faults.total == 0 {
            self.faults.add(|| Fault::file(None, Problem::NoRows));
        }
        let task = std::mem::replace(&mut self.task, Task::Compare(Suspects::default()));
        if let Task::Take { keys, mut chunk, sink } = task
            && !self.stopped
        {
            let (suspects, beyond) = keys.suspects();
            if !suspects.is_empty() {
                self.find_duplicates(input, suspects, beyond);
            }
            if self.faults.total == 0 {
                let rest = self.kind.take().map(Kind::finish).into_iter().flatten();
                let mut rest = chunk.drain(..).chain(rest).peekable();
                while rest.peek().is_some() && !self.stopped {
                    let rows: Vec<K::Row> = rest.by_ref().take(CHUNK).collect();
                    self.rows_out += rows.len() as u64;
                    self.stopped = sink(K::rows(rows)).is_break();
                }
            }
        }
        // Duplicates were found last.
        self.faults.kept.sort_by_key(|fault| fault.line);
        let (columns, unknown_columns) = self.header.map(|h| (h.found, h.unknown)).unwrap_or_default();
        let report = Report {
            rows: self.rows,
            rows_out: if self.faults.total == 0 { self.rows_out } else { 0 },
            columns,
            unknown_columns,
            preview: self.preview,
            faults: self.faults.kept,
            faults_total: self.faults.total,
        };
        (report, self.stopped)
    }

    /// The second look at the file. Its other faults are known from the first.
    fn find_duplicates(&mut self, input: &Input, suspects: Suspects, beyond: u64) {
        let mut look: Pass<'_, K> = Pass {
            known: self.known,
            header: None,
            kind: None,
            faults: Faults::default(),
            rows: 0,
            rows_out: 0,
            preview: Preview::default(),
            task: Task::Compare(suspects),
            stopped: false,
            progress: &mut |_| {},
        };
        // What ended the first walk ends this one, and stands in the report already.
        let _ = table::walk(input, K::COLUMNS, &mut look);
        let duplicates = |fault: &Fault| matches!(fault.problem, Problem::Duplicate { .. });
        let found: Vec<Fault> = look.faults.kept.into_iter().filter(duplicates).collect();
        self.faults.total += look.faults.total.saturating_sub(self.faults.total) + beyond;
        let room = MAX_FAULTS.saturating_sub(self.faults.kept.len());
        self.faults.kept.extend(found.into_iter().take(room));
    }
}
