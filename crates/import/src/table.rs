//! Walks through any file row by row.

use crate::column::Column;
use crate::input::{FileKind, Input};
use crate::problem::Problem;
use crate::record::Record;
use crate::{csv, xlsx};
use std::ops::ControlFlow;

/// Who takes the rows of a file. Every answer may end the walk.
pub(crate) trait Visit {
    /// The first line with content.
    fn header(&mut self, record: &Record<'_>) -> ControlFlow<()>;
    /// Each line after it, blank ones too.
    fn record(&mut self, record: &Record<'_>) -> ControlFlow<()>;
    /// Something is wrong with a line before its cells are looked at.
    fn fault(&mut self, line: u64, problem: Problem);
    /// A line whose cells don't stand below the headers.
    fn misfit(&mut self, record: &Record<'_>, problem: Problem);
    /// So much of so much is read.
    fn progress(&mut self, done: u64, total: u64);
}

/// Walks through a file. `Err` where it can't go on: the line, when there is one, and why.
pub(crate) fn walk(
    input: &Input,
    table: &'static [Column],
    visit: &mut dyn Visit,
) -> Result<(), (Option<u64>, Problem)> {
    let (stream, size, kind) = input.open().map_err(|problem| (None, problem))?;
    match kind {
        FileKind::Text => csv::walk(stream, size, table, visit),
        FileKind::Workbook => xlsx::walk(stream, input.sheet_name(), visit),
    }
}
