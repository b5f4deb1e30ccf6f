//! Lines of four cells, as bytes.

use super::Odd;
use super::counts::{Counts, Place};
use crate::birth_number;
use crate::context::Known;
use crate::datasets::SinglePlaces;
use crate::fault::echo;
use crate::scan::PREVIEW;
use chrono::Datelike;
use memchr::memchr;
use rustc_hash::FxHashMap;
use std::sync::Arc;
use vocabulary::{AgeGroup, Department, Month, MunicipalityNumber};

/// Cells of a line: as many as single admissions have columns.
const MOST_CELLS: usize = 4;
/// The place of a municipality number that isn't known.
const UNKNOWN: u16 = u16::MAX;
/// No admission is earlier.
const FIRST_YEAR: u32 = 1900;

/// Where the cells stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Places {
    /// Cells of a line.
    pub width: usize,
    pub at: SinglePlaces,
}

/// How the lines of a file are read: the same for all threads.
pub(super) struct Reading {
    separator: u8,
    places: Places,
    municipalities: Arc<[MunicipalityNumber]>,
    /// For each number its place among the known ones.
    place_of: Vec<u16>,
    /// For each first byte the age group whose code begins with it.
    ages: Vec<Option<(&'static [u8], u8)>>,
    /// Today as in [`number`].
    today: u32,
}

impl Reading {
    pub fn new(known: &Known<'_>, separator: u8, places: Places) -> Self {
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
        Self { separator, places, municipalities: municipalities.into(), place_of, ages, today }
    }
}

/// What one thread has counted.
pub(super) struct Tally<'a> {
    reading: &'a Reading,
    counts: Counts,
    /// The departments met, as they are written.
    met: FxHashMap<Box<[u8]>, u16>,
}

impl<'a> Tally<'a> {
    pub fn new(reading: &'a Reading) -> Self {
        let first = Month::from_index(FIRST_YEAR as i32 * 12);
        let counts = Counts::new(Arc::clone(&reading.municipalities), first);
        Self { reading, counts, met: FxHashMap::default() }
    }

    pub fn into_counts(self) -> Counts {
        self.counts
    }

    /// Counts the lines of a block; gives their number.
    pub fn block(&mut self, mut bytes: &[u8]) -> Result<u64, Odd> {
        let mut rows = 0;
        while !bytes.is_empty() {
            let end = memchr(b'\n', bytes).unwrap_or(bytes.len());
            let line = &bytes[..end];
            bytes = bytes.get(end + 1..).unwrap_or_default();
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if !line.is_empty() {
                let place = self.place(line)?;
                self.counts.add(place)?;
                rows += 1;
            }
        }
        Ok(rows)
    }

    fn place(&mut self, line: &[u8]) -> Result<Place, Odd> {
        let Reading { separator, places, place_of, ages, today, .. } = self.reading;
        let mut cells = [&[][..]; MOST_CELLS];
        let (mut count, mut start) = (0, 0);
        for (at, byte) in line.iter().enumerate() {
            if byte == separator {
                *cells.get_mut(count).ok_or(Odd)? = &line[start..at];
                count += 1;
                start = at + 1;
            }
        }
        *cells.get_mut(count).ok_or(Odd)? = &line[start..];
        if count + 1 != places.width {
            return Err(Odd);
        }
        let municipality = place_of[number(fixed::<4>(cells[places.at.municipality])?)? as usize];
        if municipality == UNKNOWN {
            return Err(Odd);
        }
        let age = cells[places.at.age_group];
        let age_group = match ages[usize::from(*age.first().ok_or(Odd)?)] {
            Some((code, place)) if code == age => place,
            _ => return Err(Odd),
        };
        let month = month(cells[places.at.date], *today)?;
        let department = self.department(places.at.department.map_or(&[], |at| cells[at]))?;
        Ok(Place { municipality, month, age_group, department })
    }

    /// The place of a department. What is written in a way that must be looked at is odd: in quotation marks, guarded
    /// by an apostrophe, in another encoding, or like an error of a spreadsheet or a birth number.
    fn department(&mut self, cell: &[u8]) -> Result<u16, Odd> {
        if let Some(place) = self.met.get(cell) {
            return Ok(*place);
        }
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
fn month(cell: &[u8], today: u32) -> Result<u16, Odd> {
    let [year, month, day] = match *fixed::<10>(cell)? {
        [a, b, c, d, b'-', e, f, b'-', g, h] => [number(&[a, b, c, d])?, number(&[e, f])?, number(&[g, h])?],
        [g, h, b'.', e, f, b'.', a, b, c, d] => [number(&[a, b, c, d])?, number(&[e, f])?, number(&[g, h])?],
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

/// A cell of so many bytes.
fn fixed<const N: usize>(cell: &[u8]) -> Result<&[u8; N], Odd> {
    cell.try_into().map_err(|_| Odd)
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
