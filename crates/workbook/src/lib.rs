//! Tables as an XLSX workbook: numbers are numbers, dates are dates, and text is never a formula.
//!
//! It knows nothing of the field: sheets, columns and cells go in, bytes come out. What may be shown has been
//! decided before.

mod write;

pub use write::write;

use chrono::NaiveDate;

/// A value in a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text, written as it stands whatever it begins with.
    Text(String),
    /// A whole number.
    Count(i64),
    /// A number, shown with so many decimals and kept whole. One that isn't finite is left empty.
    Number(f64, u8),
    /// A number in a unit, which the cell's format writes behind it.
    Quantity(f64, u8, &'static str),
    /// A share (0–1), shown as percent with so many decimals.
    Share(f64, u8),
    /// A year, written without a space between its digits.
    Year(i32),
    /// A month, by its first day.
    Month(NaiveDate),
    /// A day.
    Date(NaiveDate),
}

/// One table on a sheet of its own.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    /// Its name on the tab. Characters that Excel refuses become spaces, and what is too long is cut.
    pub name: String,
    /// What it shows: the first line. Where it is empty the sheet begins with the columns' headings.
    pub title: String,
    /// What must be known to read it, one line each.
    pub notes: Vec<String>,
    /// The columns' headings.
    pub columns: Vec<String>,
    /// The rows, each as wide as `columns`.
    pub rows: Vec<Vec<Cell>>,
    /// Places of the columns that a line chart beside the table shows over the first column; none: no chart.
    pub lines: Vec<u16>,
}

/// A workbook.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Workbook {
    /// Its title among the file's properties.
    pub title: String,
    /// Who made it, among the file's properties.
    pub author: String,
    /// Its sheets, in order.
    pub sheets: Vec<Sheet>,
}

/// A workbook that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the workbook could not be written: {0}")]
pub struct Unwritten(#[from] rust_xlsxwriter::XlsxError);
