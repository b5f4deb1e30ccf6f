//! Tables of typed cells: one value for the page, CSV, XLSX and JSON, so that all of them say the same.
//!
//! Files hold the digits that are shown and no more: the gate has judged those. What may be shown was decided
//! before; where a table comes from and who may have it is not known here.

mod archive;
mod cell;
mod csv;
mod json;
mod table;
mod xlsx;

pub use archive::Archive;
pub use cell::{Cell, Together, Unit};
pub use csv::{Csv, definition, guarded, unguarded};
pub use json::{json, json_rows};
pub use table::{About, Column, FileColumn, SIGNS, Sheet, Sort, Table, Value};
pub use workbook::Unwritten;
pub use xlsx::{cell as xlsx_cell, xlsx};

/// About so many bytes are handed over at once.
const CHUNK: usize = 64 * 1024;
