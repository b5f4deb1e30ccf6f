//! Workbooks: the cells of one sheet as text, row by row.
//!
//! Dates become ISO text, numbers their shortest decimals, marked as numbers: what a spreadsheet held as
//! a number has no leading zeros. Before a workbook is opened, every part is unpacked once and thrown
//! away, up to a limit: what a part says of its own size is not believed.

use crate::problem::Problem;
use crate::record::Record;
use crate::table::Visit;
use calamine::{DataRef, ExcelDateTime, Reader, Xlsx, XlsxError};
use std::fmt::Write as _;
use std::io::{self, Read, Seek};
use std::panic::{self, AssertUnwindSafe};

/// All parts together may unpack to so much; sheets are streamed.
const MOST: u64 = 1 << 30;
/// The texts of a workbook are held in memory.
const MOST_TEXTS: u64 = 64 << 20;
/// No workbook of ours has more parts.
const MOST_PARTS: usize = 2000;
/// No row may hold more text.
const LONGEST: usize = 1 << 20;
/// Cells to the right of this many are no columns of ours.
const MOST_COLUMNS: u32 = 256;

type Stop = (Option<u64>, Problem);

/// Walks through a sheet: the named one, or the first.
pub(crate) fn walk(stream: impl Read + Seek, sheet: Option<&str>, visit: &mut dyn Visit) -> Result<(), Stop> {
    // The library panics at some broken workbooks: that is a fault of the file, and no reason to stop.
    let walked = panic::catch_unwind(AssertUnwindSafe(|| walked(stream, sheet, visit)));
    walked.unwrap_or_else(|_| Err((None, Problem::Unreadable { detail: "broken inside".to_owned() })))
}

fn walked(mut stream: impl Read + Seek, sheet: Option<&str>, visit: &mut dyn Visit) -> Result<(), Stop> {
    weigh(&mut stream).map_err(|problem| (None, problem))?;
    stream.rewind().map_err(|error| (None, Problem::Unreadable { detail: error.to_string() }))?;
    let mut book = Xlsx::new(io::BufReader::new(stream)).map_err(|error| (None, broken(&error)))?;
    let sheets = book.sheet_names();
    let name = match sheet {
        Some(wanted) => sheets.iter().find(|name| name.trim().to_lowercase() == wanted.trim().to_lowercase()),
        None => sheets.first(),
    };
    let Some(name) = name.cloned() else { return Err((None, Problem::NoSuchSheet { sheets })) };
    let mut cells = book.worksheet_cells_reader(&name).map_err(|error| (None, broken(&error)))?;
    let total = u64::from(cells.dimensions().end.0) + 1;
    let mut row = SheetRow::default();
    let mut headed = false;
    loop {
        let cell = cells.next_cell().map_err(|error| (Some(row.line), broken(&error)))?;
        let at = cell.as_ref().map(|cell| u64::from(cell.get_position().0) + 1);
        if at != Some(row.line) {
            let record = row.record();
            let answer = match (row.line, record.is_blank(), headed) {
                (0, ..) | (_, true, _) => std::ops::ControlFlow::Continue(()),
                (_, _, false) => {
                    headed = true;
                    visit.header(&record)
                }
                _ => visit.record(&record),
            };
            if answer.is_break() {
                return Ok(());
            }
            if row.line.is_multiple_of(4096) {
                visit.progress(row.line, total.max(row.line));
            }
            row.clear(at.unwrap_or(0));
        }
        let Some(cell) = cell else { break };
        if cell.get_position().1 < MOST_COLUMNS {
            row.put(cell.get_position().1 as usize, cell.get_value());
        }
        // A text that stands once in the workbook may be shown in every cell.
        if row.text.len() > LONGEST {
            return Err((Some(row.line), Problem::SheetRowTooLong));
        }
    }
    visit.progress(total, total);
    Ok(())
}

fn broken(error: &XlsxError) -> Problem {
    match error {
        XlsxError::Password => Problem::OldOrLockedExcel,
        XlsxError::Zip(_) | XlsxError::FileNotFound(_) => Problem::NotASpreadsheet,
        other => Problem::Unreadable { detail: other.to_string() },
    }
}

/// Unpacks every part and counts.
fn weigh(stream: &mut (impl Read + Seek)) -> Result<(), Problem> {
    let mut parts = zip::ZipArchive::new(stream).map_err(|_| Problem::NotASpreadsheet)?;
    if parts.len() > MOST_PARTS
        || !parts.file_names().any(|name| name.is_ok_and(|name| name == "xl/workbook.xml"))
    {
        return Err(Problem::NotASpreadsheet);
    }
    let mut left = MOST;
    for index in 0..parts.len() {
        let part = parts.by_index(index).map_err(|_| Problem::NotASpreadsheet)?;
        // Only sheets are streamed; everything else may come to lie in memory.
        let most = if part.name().is_ok_and(|name| name.starts_with("xl/worksheets/")) {
            left
        } else {
            left.min(MOST_TEXTS)
        };
        let size = io::copy(&mut part.take(most + 1), &mut io::sink())
            .map_err(|error| Problem::Unreadable { detail: error.to_string() })?;
        if size > most {
            return Err(Problem::TooLargeInside { megabytes: most >> 20 });
        }
        left -= size;
    }
    Ok(())
}

/// One row of a sheet while it is put together; rows may lack cells.
#[derive(Default)]
struct SheetRow {
    line: u64,
    text: String,
    spans: Vec<(usize, usize)>,
    numbers: Vec<bool>,
}

impl SheetRow {
    fn record(&self) -> Record<'_> {
        Record { line: self.line, text: &self.text, spans: &self.spans, numbers: &self.numbers }
    }

    fn clear(&mut self, line: u64) {
        self.line = line;
        self.text.clear();
        self.spans.clear();
        self.numbers.clear();
    }

    fn put(&mut self, column: usize, value: &DataRef<'_>) {
        let start = self.text.len();
        let mut number = false;
        // Writing to a string doesn't fail.
        let _ = match value {
            DataRef::Empty => Ok(()),
            DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
                self.text.write_str(text)
            }
            DataRef::SharedString(text) => self.text.write_str(text),
            DataRef::Int(value) => {
                number = true;
                write!(self.text, "{value}")
            }
            DataRef::Float(value) => {
                number = true;
                write!(self.text, "{}", shortest(*value))
            }
            DataRef::Bool(value) => self.text.write_str(if *value { "ja" } else { "nei" }),
            DataRef::DateTime(time) => self.text.write_str(&iso(time)),
            // No code, number or date looks like this: the cell is refused where it is read.
            DataRef::Error(error) => write!(self.text, "{error}"),
        };
        if self.spans.len() <= column {
            self.spans.resize(column + 1, (start, start));
            self.numbers.resize(column + 1, false);
        }
        self.spans[column] = (start, self.text.len());
        self.numbers[column] = number;
    }
}

/// A spreadsheet's number without the dust of its arithmetic (0.1 + 0.2).
fn shortest(value: f64) -> f64 {
    let rounded = (value * 1e9).round() / 1e9;
    if rounded.is_finite() && (rounded - value).abs() < 1e-12 * value.abs().max(1.0) {
        rounded
    } else {
        value
    }
}

/// A spreadsheet's date as ISO text; without its time at midnight.
fn iso(time: &ExcelDateTime) -> String {
    if !time.is_datetime() {
        return time.as_f64().to_string();
    }
    let (year, month, day, hour, minute, second, milli) = time.to_ymd_hms_milli();
    // Serial times are fractions of a day: 14:05 may come as 14:04:59.999.
    let day = chrono::NaiveDate::from_ymd_opt(year.into(), month.into(), day.into());
    let moment =
        day.and_then(|day| day.and_hms_milli_opt(hour.into(), minute.into(), second.into(), milli.into()));
    let Some(moment) = moment else { return time.as_f64().to_string() };
    let moment =
        moment + chrono::TimeDelta::milliseconds(if milli >= 500 { 1000 - i64::from(milli) } else { 0 });
    let text = moment.format("%Y-%m-%dT%H:%M:%S").to_string();
    text.strip_suffix("T00:00:00").map_or(text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ops::ControlFlow;

    /// What a library that panics looks like from here.
    struct Panics;
    impl Read for Panics {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            panic!("as calamine does at some broken workbooks")
        }
    }
    impl Seek for Panics {
        fn seek(&mut self, _: io::SeekFrom) -> io::Result<u64> {
            panic!("as calamine does at some broken workbooks")
        }
    }

    struct Nobody;
    impl Visit for Nobody {
        fn header(&mut self, _: &Record<'_>) -> ControlFlow<()> {
            ControlFlow::Continue(())
        }
        fn record(&mut self, _: &Record<'_>) -> ControlFlow<()> {
            ControlFlow::Continue(())
        }
        fn fault(&mut self, _: u64, _: Problem) {}
        fn misfit(&mut self, _: &Record<'_>, _: Problem) {}
        fn progress(&mut self, _: u64, _: u64) {}
    }

    #[test]
    fn a_panic_of_the_library_is_a_fault_of_the_file() {
        let walked = walk(Panics, None, &mut Nobody);
        assert!(matches!(walked, Err((None, Problem::Unreadable { .. }))), "{walked:?}");
    }
}
