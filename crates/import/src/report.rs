//! What is told about a file: while it is read, and afterwards.

use crate::fault::Fault;
use serde::{Deserialize, Serialize};

/// What a look through a file found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Rows with content, the header not counted.
    pub rows: u64,
    /// Rows that a clean file hands out: fewer than `rows` where admissions were counted.
    pub rows_out: u64,
    /// The dataset's columns that the file has, as the file orders them.
    pub columns: Vec<String>,
    /// Columns that nothing reads. Not a fault.
    pub unknown_columns: Vec<UnknownColumn>,
    /// The first rows.
    pub preview: Preview,
    /// The first faults, at most [`crate::MAX_FAULTS`], by line.
    pub faults: Vec<Fault>,
    /// All faults.
    pub faults_total: u64,
}

impl Report {
    /// Whether the file may be taken.
    pub const fn is_clean(&self) -> bool {
        self.faults_total == 0
    }
}

/// A column that nothing reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnknownColumn {
    /// Its header, shortened, never a birth number.
    pub name: String,
    /// The column that was perhaps meant.
    pub meant: Option<String>,
}

/// The first rows as text, birth numbers hidden. Only columns that are read: what else a file holds may
/// be about a person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// Header of each column.
    pub columns: Vec<String>,
    /// Rows, each with one text per column.
    pub rows: Vec<Vec<String>>,
}

/// How far a pass through a file has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of the file read (for a sheet: rows so far of the rows it says it has).
    pub done: u64,
    /// Bytes in all; 0 when not known.
    pub total: u64,
    /// Rows read.
    pub rows: u64,
}
