//! Lines of four cells, as bytes.

use super::Odd;
use super::counts::{Counts, Place};
use crate::birth_number;
use crate::context::Known;
use crate::datasets::SinglePlaces;
use crate::fault::echo;
use crate::scan::PREVIEW;
use chrono::Datelike;
use rustc_hash::FxHashMap;
use std::sync::Arc;
use vocabulary::{AgeGroup, Department, Month, MunicipalityNumber};

/// The place of a municipality number that isn't known.
const UNKNOWN: u16 = u16::MAX;
/// No admission is earlier.
const FIRST_YEAR: u32 = 1900;

/// What a cell of a line holds.
#[derive(Debug, Clone, Copy)]
enum Column {
    Municipality,
    Date,
    AgeGroup,
    Department,
}

/// How the lines of a file are read: the same for all threads.
pub(super) struct Reading {
    separator: u8,
    /// In the file's order.
    columns: Vec<Column>,
    municipalities: Arc<[MunicipalityNumber]>,
    /// For each number its place among the known ones.
    place_of: Vec<u16>,
    /// For each first byte the age group whose code begins with it.
    ages: Vec<Option<(&'static [u8], u8)>>,
    /// Today as in [`number`].
    today: u32,
}

impl Reading {
    pub fn new(known: &Known<'_>, separator: u8, places: SinglePlaces) -> Self {
        let mut columns = vec![
            (places.municipality, Column::Municipality),
            (places.date, Column::Date),
            (places.age_group, Column::AgeGroup),
        ];
        columns.extend(places.department.map(|place| (place, Column::Department)));
        columns.sort_unstable_by_key(|(place, _)| *place);
        let mut municipalities: Vec<_> = known.context.municipalities.iter().copied().collect();
        municipalities.sort_unstable();
        let mut place_of = vec![UNKNOWN; 10_000];
        for (place, known) in municipalities.iter().enumerate() {
            place_of[usize::from(known.get())] = place as u16;
        }
        let mut ages = vec![None; 256];
        for (place, group) in AgeGroup::ALL.iter().enumerate() {
            let code = group.code().as_bytes();
            ages[usize::from(code[0])] = Some((code, place as u8));
        }
        let today = known.context.today;
        let today = today.year().max(0).cast_unsigned() * 10_000 + today.month() * 100 + today.day();
        let columns = columns.into_iter().map(|(_, column)| column).collect();
        Self { separator, columns, municipalities: municipalities.into(), place_of, ages, today }
    }
}

/// What one thread has counted.
pub(super) struct Tally<'a> {
    reading: &'a Reading,
    counts: Counts,
    /// The departments met, as they are written, and where to find most of them at once.
    met: FxHashMap<Box<[u8]>, u16>,
    near: Vec<Option<(Box<[u8]>, u16)>>,
}

impl<'a> Tally<'a> {
    pub fn new(reading: &'a Reading) -> Self {
        let first = Month::from_index(FIRST_YEAR as i32 * 12);
        let counts = Counts::new(Arc::clone(&reading.municipalities), first);
        Self { reading, counts, met: FxHashMap::default(), near: vec![None; 256] }
    }

    pub fn into_counts(self) -> Counts {
        self.counts
    }

    /// Counts the lines of a block; gives their number.
    pub fn block(&mut self, mut bytes: &[u8]) -> Result<u64, Odd> {
        let mut rows = 0;
        while !bytes.is_empty() {
            bytes = match bytes {
                [b'\n', rest @ ..] | [b'\r', b'\n', rest @ ..] => rest,
                [b'\r'] => &[],
                line => {
                    rows += 1;
                    self.line(line)?
                }
            };
        }
        Ok(rows)
    }

    /// Counts the line at the beginning of `bytes`; gives what follows its cells.
    fn line<'b>(&mut self, mut bytes: &'b [u8]) -> Result<&'b [u8], Odd> {
        let reading = self.reading;
        let (mut municipality, mut age_group, mut month, mut department) = (UNKNOWN, 0, 0, None);
        for (at, column) in reading.columns.iter().enumerate() {
            if at > 0 {
                bytes = match bytes {
                    [separator, rest @ ..] if *separator == reading.separator => rest,
                    _ => return Err(Odd),
                };
            }
            match column {
                Column::Municipality => {
                    let (cell, rest) = bytes.split_first_chunk::<4>().ok_or(Odd)?;
                    municipality = reading.place_of[number(cell)? as usize];
                    bytes = rest;
                }
                Column::Date => {
                    let (cell, rest) = bytes.split_first_chunk::<10>().ok_or(Odd)?;
                    month = months(cell, reading.today)?;
                    bytes = rest;
                }
                Column::AgeGroup => {
                    let (code, place) = reading.ages[usize::from(*bytes.first().ok_or(Odd)?)].ok_or(Odd)?;
                    bytes = bytes.strip_prefix(code).ok_or(Odd)?;
                    age_group = place;
                }
                Column::Department => {
                    let ends = |byte: &u8| *byte == reading.separator || matches!(*byte, b'\n' | b'\r');
                    let (cell, rest) = bytes.split_at(bytes.iter().position(ends).unwrap_or(bytes.len()));
                    department = Some(self.department(cell)?);
                    bytes = rest;
                }
            }
        }
        // A line may end with the block; what is longer than the header is odd.
        let ended = matches!(bytes, [] | [b'\n', ..] | [b'\r', b'\n', ..] | [b'\r']);
        if !ended || municipality == UNKNOWN {
            return Err(Odd);
        }
        let department = match department {
            Some(place) => place,
            None => self.department(b"")?,
        };
        self.counts.add(Place { municipality, month, age_group, department })?;
        Ok(match bytes {
            [b'\n', rest @ ..] | [b'\r', b'\n', rest @ ..] => rest,
            _ => &[],
        })
    }

    /// The place of a department.
    fn department(&mut self, cell: &[u8]) -> Result<u16, Odd> {
        let (first, last) = (cell.first().unwrap_or(&0), cell.last().unwrap_or(&0));
        let near = usize::from(first.wrapping_add(last.wrapping_mul(31)).wrapping_add(cell.len() as u8));
        if let Some((written, place)) = &self.near[near]
            && **written == *cell
        {
            return Ok(*place);
        }
        let place = match self.met.get(cell) {
            Some(place) => *place,
            None => self.new_department(cell)?,
        };
        // Of two that would stand in the same place the first does.
        if self.near[near].is_none() {
            self.near[near] = Some((cell.into(), place));
        }
        Ok(place)
    }

    /// The place of a department that wasn't met before. What is written in a way that must be looked at is odd: in
    /// quotation marks, guarded by an apostrophe, in another encoding, or like an error of a spreadsheet or a birth
    /// number.
    #[cold]
    fn new_department(&mut self, cell: &[u8]) -> Result<u16, Odd> {
        let text = std::str::from_utf8(cell).map_err(|_| Odd)?;
        if text.contains('"') || text.starts_with(['\'', '#']) || birth_number::found_in(text) {
            return Err(Odd);
        }
        let department =
            if text.is_empty() { Department::all() } else { text.parse::<Department>().map_err(|_| Odd)? };
        let place = self.counts.department(department)?;
        self.met.insert(cell.into(), place);
        Ok(place)
    }
}

/// The months from the first on to that of a day that has come.
fn months(cell: &[u8; 10], today: u32) -> Result<u16, Odd> {
    let [year, month, day] = match *cell {
        [a, b, c, d, b'-', e, f, b'-', g, h] | [g, h, b'.', e, f, b'.', a, b, c, d] => {
            [number(&[a, b, c, d])?, number(&[e, f])?, number(&[g, h])?]
        }
        _ => return Err(Odd),
    };
    let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        _ => return Err(Odd),
    };
    let exists = year >= FIRST_YEAR && (1..=days).contains(&day);
    if !exists || year * 10_000 + month * 100 + day > today {
        return Err(Odd);
    }
    Ok(((year - FIRST_YEAR) * 12 + month - 1) as u16)
}

/// Digits as a number.
fn number<const N: usize>(digits: &[u8; N]) -> Result<u32, Odd> {
    let (mut sum, mut fine) = (0, true);
    for digit in digits {
        fine &= digit.is_ascii_digit();
        sum = sum * 10 + u32::from(digit & 15);
    }
    if fine { Ok(sum) } else { Err(Odd) }
}

/// The first rows as text, for the preview; `bytes` holds them whole, and they were read without anything odd.
pub(super) fn preview(bytes: &[u8], separator: u8) -> Vec<Vec<String>> {
    let lines = bytes.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let cells = |line: &[u8]| -> Vec<String> {
        line.split(|byte| *byte == separator).map(|cell| echo(&String::from_utf8_lossy(cell))).collect()
    };
    lines.filter(|line| !line.is_empty()).take(PREVIEW).map(cells).collect()
}
