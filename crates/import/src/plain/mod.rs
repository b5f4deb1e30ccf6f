//! The short way through a plain file of single admissions.
//!
//! Such files have millions of rows of four short cells that are nearly always well formed. Here they are read as
//! bytes, in blocks that end with a line, by a few threads, and counted in tables that don't grow with the file. Every
//! check of the full reader is made, but only to answer yes: at the first thing that isn't as plain as can be (a
//! quotation mark, a space, a fault) this way is given up, and the full reader goes through the file from the start and
//! tells what is wrong, line by line. A property test and a fuzz target hold that both give the same.

mod blocks;
mod counts;
mod lines;

use crate::context::{Context, Known};
use crate::csv;
use crate::datasets::{EmergencyAdmissionsFile, Kind, SinglePlaces};
use crate::fault::Faults;
use crate::header;
use crate::input::{FileKind, Input};
use crate::record::Record;
use crate::report::{Preview, Progress, Report};
use crate::scan::PREVIEW;
use blocks::{BLOCK, Blocks, Body};
use counts::Counts;
use lines::{Reading, Tally};
use std::io::{Read as _, Seek as _, SeekFrom};
use std::num::NonZero;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use vocabulary::EmergencyAdmissions;

/// More threads than this only wait for each other.
const MOST_THREADS: usize = 4;
/// So much of the body is read for the preview.
const FIRST: u64 = 8 << 10;

/// Something isn't plain: the full reader must look.
#[derive(Debug)]
struct Odd;

/// A file that was read to its end without a fault.
pub(crate) struct Counted {
    /// Its report.
    pub report: Report,
    counts: Counts,
}

impl Counted {
    /// The counted rows in the order of their keys.
    pub fn rows(self) -> impl Iterator<Item = EmergencyAdmissions> {
        self.counts.into_rows()
    }
}

/// Counts a file of single admissions; `None` where it is another kind of file, or anything about it isn't plain.
pub(crate) fn count(input: &Input, context: &Context, progress: &mut dyn FnMut(Progress)) -> Option<Counted> {
    let (mut stream, size, kind) = input.open().ok()?;
    if kind != FileKind::Text {
        return None;
    }
    let head = csv::head(&mut stream, EmergencyAdmissionsFile::COLUMNS, plain_header)?;
    let (separator, body_at, (places, names)) = (head.separator, head.length, head.header);

    stream.seek(SeekFrom::Start(body_at)).ok()?;
    let mut first = Vec::new();
    stream.by_ref().take(FIRST).read_to_end(&mut first).ok()?;
    if first.len() as u64 == FIRST {
        first.truncate(memchr::memrchr(b'\n', &first)?);
    }
    stream.seek(SeekFrom::Start(body_at)).ok()?;

    let reading = Reading::new(&Known::new(context), separator, places);
    let blocks = Blocks::new(stream, BLOCK.min(size as usize + 1));
    let shared =
        Shared { rows: AtomicU64::new(0), read: AtomicU64::new(body_at), odd: AtomicBool::new(false) };
    let blocks_in_all =
        usize::try_from(size.saturating_sub(body_at).div_ceil(BLOCK as u64)).unwrap_or(MOST_THREADS);
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get).min(MOST_THREADS);
    let threads = threads.min(blocks_in_all);
    let counts = std::thread::scope(|scope| {
        let others: Vec<_> =
            (1..threads).map(|_| scope.spawn(|| shared.work(&reading, &blocks, &mut |_| {}))).collect();
        let own = shared.work(&reading, &blocks, &mut |(done, rows)| {
            progress(Progress { done, total: size, rows });
        });
        // A thread that stopped counted nothing that may be relied on.
        let others: Vec<_> = others.into_iter().map(|thread| thread.join().unwrap_or(Err(Odd))).collect();
        others.into_iter().try_fold(own?, |mut all, other| {
            all.absorb(other?)?;
            Ok::<_, Odd>(all)
        })
    });
    let counts = counts.ok()?;
    let rows = shared.rows.into_inner();
    let preview = Preview { columns: names.clone(), rows: lines::preview(&first, separator) };
    // Without rows, or with so many blank lines before them, it isn't plain.
    if rows == 0 || (preview.rows.len() as u64) < rows.min(PREVIEW as u64) {
        return None;
    }
    progress(Progress { done: size, total: size, rows });
    let report = Report {
        rows,
        rows_out: counts.groups(),
        columns: names,
        unknown_columns: Vec::new(),
        preview,
        faults: Vec::new(),
        faults_total: 0,
    };
    Some(Counted { report, counts })
}

/// What the threads know of each other.
struct Shared {
    rows: AtomicU64,
    read: AtomicU64,
    odd: AtomicBool,
}

impl Shared {
    /// Reads block after block until there is none, or somebody found something odd.
    fn work(
        &self,
        reading: &Reading,
        blocks: &Blocks<Body<'_>>,
        told: &mut dyn FnMut((u64, u64)),
    ) -> Result<Counts, Odd> {
        let result = self.count(reading, blocks, told);
        if result.is_err() {
            self.odd.store(true, Ordering::Relaxed);
        }
        result
    }

    fn count(
        &self,
        reading: &Reading,
        blocks: &Blocks<Body<'_>>,
        told: &mut dyn FnMut((u64, u64)),
    ) -> Result<Counts, Odd> {
        let mut tally = Tally::new(reading);
        let mut block = Vec::new();
        while blocks.next(&mut block)? {
            if self.odd.load(Ordering::Relaxed) {
                return Err(Odd);
            }
            let rows = tally.block(&block)?;
            let rows = self.rows.fetch_add(rows, Ordering::Relaxed) + rows;
            let read = block.len() as u64;
            told((self.read.fetch_add(read, Ordering::Relaxed) + read, rows));
        }
        Ok(tally.into_counts())
    }
}

/// Where the columns stand and their names, when the header names those of single admissions and no others.
fn plain_header(record: &Record<'_>) -> Option<(SinglePlaces, Vec<String>)> {
    let mut faults = Faults::default();
    let columns = EmergencyAdmissionsFile::COLUMNS;
    let header = header::read(record, columns, &mut faults)?;
    let missing = header::missing(&header, record.line, columns, &mut faults);
    let plain = !missing && faults.total == 0 && header.found.len() == record.len();
    let places = EmergencyAdmissionsFile::places_of_single(&header.places)?;
    plain.then_some((places, header.found))
}

#[cfg(test)]
mod tests;
