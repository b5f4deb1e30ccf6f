//! Text files: lines, their encoding, their separator.
//!
//! Lines without a quotation mark, nearly all, are cut where they lie in the buffer; for the others
//! `csv-core` knows the rules of quoting. A test holds both against the `csv` crate.

mod encoding;
mod lines;
mod separator;

use crate::column::Column;
use crate::problem::Problem;
use crate::record::Record;
use crate::table::Visit;
use encoding::Encoding;
use lines::Lines;
use std::io::Read;
use std::ops::ControlFlow;

/// Rows between two calls for progress.
const PROGRESS_EVERY: u64 = 8192;

/// Walks through a text file of so many bytes.
pub(crate) fn walk(
    stream: impl Read,
    size: u64,
    table: &'static [Column],
    visit: &mut dyn Visit,
) -> Result<(), (Option<u64>, Problem)> {
    let mut lines = Lines::new(stream);
    let mut encoding = if lines.skip_mark()? { Encoding::utf8() } else { Encoding::unknown() };
    let separator = separator::find(&mut lines, table)?;
    let mut cells = Cells::default();
    let mut width = None;
    let mut count = 0_u64;
    while let Some(raw) = lines.next(separator)? {
        let line = raw.line;
        if count < 1000 && raw.bytes.contains(&0) {
            return Err((Some(line), Problem::NotASpreadsheet));
        }
        let (record, mixed) = cells.cut(&raw, separator, &mut encoding);
        if mixed {
            visit.fault(line, Problem::MixedEncoding);
        }
        let answer = match width {
            None if record.is_blank() => ControlFlow::Continue(()),
            None => {
                width = Some(used(&record));
                visit.header(&record)
            }
            Some(width) if fits(&record, width) || record.is_blank() => visit.record(&record),
            Some(width) => {
                visit.misfit(&record, wrong_count(&record, width, separator));
                ControlFlow::Continue(())
            }
        };
        if answer.is_break() {
            return Ok(());
        }
        count += 1;
        if count.is_multiple_of(PROGRESS_EVERY) {
            visit.progress(lines.consumed(), size);
        }
    }
    visit.progress(size, size);
    Ok(())
}

/// What stands before the rows of a text file.
pub(crate) struct Head<T> {
    pub separator: u8,
    /// Bytes up to the first row.
    pub length: u64,
    /// What was made of the header.
    pub header: T,
}

/// Reads up to the header, which `read` is shown; `None` where that finds nothing in it, or the header has quotation
/// marks or letters beyond ASCII, or can't be read.
pub(crate) fn head<T>(
    stream: impl Read,
    table: &'static [Column],
    read: impl FnOnce(&Record<'_>) -> Option<T>,
) -> Option<Head<T>> {
    let mut lines = Lines::new(stream);
    lines.skip_mark().ok()?;
    let separator = separator::find(&mut lines, table).ok()?;
    let mut cells = Cells::default();
    loop {
        let raw = lines.next(separator).ok()??;
        if raw.ends.is_some() || !raw.bytes.is_ascii() {
            return None;
        }
        let (record, _) = cells.cut(&raw, separator, &mut Encoding::unknown());
        if !record.is_blank() {
            let header = read(&record)?;
            return Some(Head { separator, length: lines.consumed(), header });
        }
    }
}

/// Cells up to the last that holds something.
fn used(record: &Record<'_>) -> usize {
    (0..record.len()).rev().find(|index| !record.get(*index).is_empty()).map_or(0, |index| index + 1)
}

/// Whether a record has a cell for each header, and nothing beyond them.
fn fits(record: &Record<'_>, width: usize) -> bool {
    record.len() == width || record.len() > width && used(record) <= width
}

fn wrong_count(record: &Record<'_>, width: usize, separator: u8) -> Problem {
    // Only a quoted cell holds a line end.
    if record.text.contains('\n') && used(record) < width {
        return Problem::UnclosedQuote;
    }
    for other in separator::ALL.into_iter().filter(|other| *other != separator) {
        let parted = record.text.split(other as char).count();
        if width > 1 && parted == width && record.len() < width {
            return Problem::MixedSeparators {
                header: separator::shown(separator),
                line: separator::shown(other),
            };
        }
    }
    Problem::CellCount { expected: width as u64, found: record.len().max(used(record)) as u64 }
}

/// Room for one row's cells, used again for each.
#[derive(Default)]
struct Cells {
    spans: Vec<(usize, usize)>,
    text: String,
}

impl Cells {
    /// Cuts a raw record into decoded cells; and whether its encoding is another than before.
    fn cut<'a>(
        &'a mut self,
        raw: &lines::Raw<'a>,
        separator: u8,
        encoding: &mut Encoding,
    ) -> (Record<'a>, bool) {
        self.spans.clear();
        let (text, mixed) = if let Some(ends) = raw.ends {
            // Unquoted already: every cell decoded by itself.
            self.text.clear();
            let (mut start, mut mixed) = (0, false);
            for end in ends {
                let from = self.text.len();
                let (cell, other) = encoding.decode(&raw.bytes[start..*end]);
                self.text.push_str(&cell);
                self.spans.push((from, self.text.len()));
                mixed |= other;
                start = *end;
            }
            (self.text.as_str(), mixed)
        } else {
            let (line, mixed) = encoding.decode(raw.bytes);
            let text = match line {
                std::borrow::Cow::Borrowed(text) => text,
                std::borrow::Cow::Owned(text) => {
                    self.text = text;
                    &self.text
                }
            };
            let mut start = 0;
            for (at, byte) in text.bytes().enumerate() {
                if byte == separator {
                    self.spans.push((start, at));
                    start = at + 1;
                }
            }
            self.spans.push((start, text.len()));
            (text, mixed)
        };
        (Record { line: raw.line, text, spans: &self.spans, numbers: &[] }, mixed)
    }
}

#[cfg(test)]
mod tests;
