//! What a yearly report says, as tables of cells: the page and the workbook are made of the same.

use tables::Cell;
use vocabulary::Period;

/// One table.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Its heading, and its sheet's name.
    pub title: &'static str,
    /// What must be known to read it.
    pub note: &'static str,
    /// The columns' headings. The first `names` of them are names, the others are numbers.
    pub columns: Vec<String>,
    /// How many columns are names.
    pub names: usize,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

/// A yearly report.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The year.
    pub year: i32,
    /// The days of it that are over.
    pub period: Option<Period>,
    /// Whose report.
    pub place: String,
    /// Whether counts of few patients are hidden.
    pub gated: bool,
    /// The tables.
    pub parts: Vec<Part>,
}
