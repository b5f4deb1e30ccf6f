//! Import files: reads, checks and writes the ten kinds of rows, as CSV and XLSX.
//!
//! One table of columns per dataset ([`columns`]) feeds the header check, the messages, the written
//! header and the documentation people read. [`check`] looks through a file and reports; [`read`] hands
//! out the typed rows as it checks, in chunks, so that memory doesn't grow with the file.
//!
//! This crate knows no database and no clock: what exists and which day it is come in a [`Context`].
//! It keeps nothing of a patient that the rows don't have, and never repeats a birth number.

mod birth_number;
mod column;
mod context;
mod csv;
mod datasets;
mod fault;
mod header;
mod input;
mod keys;
mod plain;
mod problem;
mod record;
mod report;
mod row;
mod rows;
mod scan;
mod table;
mod values;
mod write;
mod xlsx;

pub use birth_number::found_in as holds_birth_number;
pub use column::{Column, Format, Need, columns};
pub use context::Context;
pub use fault::{Fault, MAX_FAULTS};
pub use input::{Input, MAX_BYTES};
pub use problem::Problem;
pub use report::{Preview, Progress, Report, UnknownColumn};
pub use rows::{CHUNK, Rows};
pub use scan::{ReadError, check, read};
pub use write::{WriteError, Writer, write, write_faults};
