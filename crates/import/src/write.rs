//! Writes rows as an import file: `;`, UTF-8 without mark, ISO dates, decimal points.

use crate::column::{Column, Need, columns};
use crate::datasets::Kind;
use crate::fault::Fault;
use crate::rows::{Rows, each};
use crate::values::guarded;
use std::fmt::{Display, Write as _};
use std::io::Write;
use vocabulary::Dataset;

/// Rows couldn't be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The file failed.
    #[error("the rows can't be written: {0}; check the room on the disk and the right to write there")]
    File(#[from] csv::Error),
    /// A file holds rows of one dataset.
    #[error("rows of '{found}' don't belong in a file of '{file}'")]
    OtherDataset {
        /// What the file holds.
        file: Dataset,
        /// What came.
        found: Dataset,
    },
}

/// An import file being written, chunk by chunk.
pub struct Writer<W: Write> {
    file: csv::Writer<W>,
    dataset: Dataset,
    line: Line,
}

impl<W: Write> Writer<W> {
    /// Begins a file with its header.
    ///
    /// # Errors
    /// When `out` fails.
    pub fn new(dataset: Dataset, out: W) -> Result<Self, WriteError> {
        let mut file = csv::WriterBuilder::new().delimiter(b';').from_writer(out);
        let table = columns(dataset);
        file.write_record(table.iter().filter(|column| is_written(column, table)).map(|column| column.name))?;
        Ok(Self { file, dataset, line: Line::default() })
    }

    /// Adds rows.
    ///
    /// # Errors
    /// When `out` fails, or the rows are of another dataset.
    pub fn add(&mut self, rows: &Rows) -> Result<(), WriteError> {
        if rows.dataset() != self.dataset {
            return Err(WriteError::OtherDataset { file: self.dataset, found: rows.dataset() });
        }
        each!(rows, K, list => {
            for row in list {
                K::write(row, &mut self.line);
                self.file.write_record(self.line.cells())?;
                self.line.clear();
            }
        });
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// When `out` fails.
    pub fn finish(mut self) -> Result<(), WriteError> {
        self.file.flush().map_err(csv::Error::from)?;
        Ok(())
    }
}

/// Writes rows with a header as a file that [`crate::read`] takes back unchanged.
///
/// # Errors
/// When `out` fails.
pub fn write(rows: &Rows, out: impl Write) -> Result<(), WriteError> {
    let mut writer = Writer::new(rows.dataset(), out)?;
    writer.add(rows)?;
    writer.finish()
}

/// Writes faults as a table in bokmål, as spreadsheets open it: with the mark of UTF-8.
///
/// # Errors
/// When `out` fails.
pub fn write_faults(faults: &[Fault], mut out: impl Write) -> Result<(), WriteError> {
    out.write_all(b"\xef\xbb\xbf").map_err(csv::Error::from)?;
    let mut file = csv::WriterBuilder::new().delimiter(b';').from_writer(out);
    file.write_record(["linje", "kolonne", "verdi", "feil"])?;
    for fault in faults {
        let line = fault.line.map_or_else(String::new, |line| line.to_string());
        let text = |text: &Option<String>| guarded(text.as_deref().unwrap_or_default()).into_owned();
        file.write_record([
            &line,
            &text(&fault.column),
            &text(&fault.value),
            &guarded(&fault.problem.norwegian()).into_owned(),
        ])?;
    }
    file.flush().map_err(csv::Error::from)?;
    Ok(())
}

/// Of two columns that may stand for each other only the first is written.
fn is_written(column: &Column, table: &[Column]) -> bool {
    let name = column.name;
    match column.need {
        Need::Or(other) => {
            table.iter().find(|c| c.name == name || c.name == other).is_some_and(|c| c.name == name)
        }
        _ => true,
    }
}

/// The cells of one row.
#[derive(Default)]
pub(crate) struct Line {
    text: String,
    ends: Vec<usize>,
}

impl Line {
    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    fn cells(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.text[start..*end])
    }

    /// A cell of text that came from people: guarded against spreadsheets that run it.
    pub fn text(&mut self, text: &str) {
        self.text.push_str(&guarded(text));
        self.ends.push(self.text.len());
    }

    /// The same, blank when there is none.
    pub fn text_if(&mut self, text: Option<&str>) {
        self.text(text.unwrap_or(""));
    }

    /// A cell with a number, day or code.
    pub fn show(&mut self, value: impl Display) {
        // Writing to a string doesn't fail.
        let _ = write!(self.text, "{value}");
        self.ends.push(self.text.len());
    }

    /// The same, blank when there is none.
    pub fn show_if(&mut self, value: Option<impl Display>) {
        match value {
            Some(value) => self.show(value),
            None => self.ends.push(self.text.len()),
        }
    }

    /// `ja`, `nei` or blank.
    pub fn yes_no_if(&mut self, value: Option<bool>) {
        self.show_if(value.map(|yes| if yes { "ja" } else { "nei" }));
    }
}
