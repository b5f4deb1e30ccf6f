//! A record as a dataset reads it: by its columns, with every fault noted.

use crate::column::{Column, Need};
use crate::context::Known;
use crate::fault::{Fault, Faults, echo};
use crate::problem::Problem;
use crate::record::{Cell, Record};

/// A cell was refused; the fault is noted.
#[derive(Debug)]
pub(crate) struct Refused;

/// One row with its columns found.
pub(crate) struct Row<'a> {
    pub record: Record<'a>,
    pub places: &'a [Option<usize>],
    pub table: &'static [Column],
    pub known: &'a Known<'a>,
    pub faults: &'a mut Faults,
}

impl<'a> Row<'a> {
    /// The cell of a column, when it holds anything.
    pub fn cell(&self, column: usize) -> Option<Cell<'a>> {
        let cell = self.record.cell(self.places[column]?);
        (!cell.text.is_empty()).then_some(cell)
    }

    /// Reads a cell that may be blank.
    pub fn optional<T>(
        &mut self,
        column: usize,
        read: impl FnOnce(Cell<'a>, &Known<'_>) -> Result<T, Problem>,
    ) -> Result<Option<T>, Refused> {
        let Some(cell) = self.cell(column) else { return Ok(None) };
        if is_error(cell.text) {
            return Err(self.refuse(column, Problem::CellError));
        }
        match read(cell, self.known) {
            Ok(value) => Ok(Some(value)),
            Err(problem) => Err(self.refuse(column, problem)),
        }
    }

    /// Reads a cell that must hold something.
    pub fn required<T>(
        &mut self,
        column: usize,
        read: impl FnOnce(Cell<'a>, &Known<'_>) -> Result<T, Problem>,
    ) -> Result<T, Refused> {
        match self.optional(column, read)? {
            Some(value) => Ok(value),
            None => Err(self.refuse(column, self.blank(column))),
        }
    }

    fn blank(&self, column: usize) -> Problem {
        match self.table[column].need {
            Need::With(other) => Problem::MissingWith { other: other.to_owned() },
            _ => Problem::Missing,
        }
    }

    /// Notes that a cell is refused.
    pub fn refuse(&mut self, column: usize, problem: Problem) -> Refused {
        let (line, name) = (self.record.line, self.table[column].name);
        let value = self.cell(column).map(|cell| cell.text);
        self.faults.add(|| Fault {
            line: Some(line),
            column: Some(name.to_owned()),
            value: value.map(echo),
            problem,
        });
        Refused
    }
}

/// Whether a spreadsheet's formula failed: `#N/A`, `#REF!`, `#NAVN?`, in any language.
fn is_error(text: &str) -> bool {
    text.starts_with('#')
        && (text.ends_with(['!', '?']) || matches!(text, "#N/A" | "#I/T"))
        && text[1..].bytes().all(|b| b.is_ascii_uppercase() || matches!(b, b'/' | b'0' | b'!' | b'?'))
}
