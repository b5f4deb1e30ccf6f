//! Days and months: `2025-12-31` or `31.12.2025`, each cell by itself.

use crate::context::Known;
use crate::problem::Problem;
use crate::record::Cell;
use chrono::{Datelike, NaiveDate};
use vocabulary::Month;

/// A day that has come.
pub(crate) fn past_day(cell: Cell<'_>, known: &Known<'_>) -> Result<NaiveDate, Problem> {
    not_future(day(cell.text)?, known)
}

/// A day that may lie ahead: openings, closings, changes of beds.
pub(crate) fn planned_day(cell: Cell<'_>, _: &Known<'_>) -> Result<NaiveDate, Problem> {
    match day(cell.text)? {
        day if day.year() > 2100 => Err(Problem::TooFarAhead),
        day => Ok(day),
    }
}

/// A month, or the month of a day.
pub(crate) fn month(cell: Cell<'_>, _: &Known<'_>) -> Result<Month, Problem> {
    match cell.text.parse::<Month>() {
        Ok(month) if month.year() < 1900 => Err(Problem::BeforeHistory),
        Ok(month) => Ok(month),
        Err(_) => match day(cell.text) {
            Ok(day) => Ok(Month::of(day)),
            Err(Problem::NotADate) => Err(Problem::NotAMonth),
            Err(problem) => Err(problem),
        },
    }
}

/// A month that has begun.
pub(crate) fn past_month(cell: Cell<'_>, known: &Known<'_>) -> Result<Month, Problem> {
    let month = month(cell, known)?;
    let today = known.context.today;
    if month > Month::of(today) { Err(Problem::Future { today }) } else { Ok(month) }
}

pub(crate) fn not_future(day: NaiveDate, known: &Known<'_>) -> Result<NaiveDate, Problem> {
    let today = known.context.today;
    if day > today { Err(Problem::Future { today }) } else { Ok(day) }
}

/// A day in either notation; midnight may stand behind it, as spreadsheets write days.
fn day(text: &str) -> Result<NaiveDate, Problem> {
    if text.len() > 10 {
        if let Some((date, time)) = text.split_once([' ', 'T'])
            && matches!(time, "00:00" | "00:00:00" | "00:00:00.000")
        {
            return plain_day(date);
        }
        return Err(Problem::NotADate);
    }
    plain_day(text)
}

/// A day in either notation.
pub(crate) fn plain_day(text: &str) -> Result<NaiveDate, Problem> {
    let bytes = text.as_bytes();
    if let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *bytes {
        return match (digits(&[y1, y2, y3, y4]), digits(&[m1, m2]), digits(&[d1, d2])) {
            (Some(year), Some(month), Some(day)) => existing(year, month, day),
            _ => Err(Problem::NotADate),
        };
    }
    let mut parts = bytes.split(|b| *b == b'.');
    let (Some(day), Some(month), Some(year), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(Problem::NotADate);
    };
    match (digits(day), digits(month), digits(year)) {
        (Some(_), Some(_), Some(_)) if year.len() == 2 => Err(Problem::ShortYear),
        (Some(d), Some(m), Some(y)) if year.len() == 4 && day.len() <= 2 && month.len() <= 2 => {
            existing(y, m, d)
        }
        _ => Err(Problem::NotADate),
    }
}

fn existing(year: u32, month: u32, day: u32) -> Result<NaiveDate, Problem> {
    let date = NaiveDate::from_ymd_opt(year.cast_signed(), month, day).ok_or(Problem::NoSuchDate)?;
    if year < 1900 { Err(Problem::BeforeHistory) } else { Ok(date) }
}

/// One to four digits as a number.
pub(crate) fn digits(bytes: &[u8]) -> Option<u32> {
    if bytes.is_empty() || bytes.len() > 4 {
        return None;
    }
    bytes.iter().try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0')))
}
