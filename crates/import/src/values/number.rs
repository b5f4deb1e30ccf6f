//! Whole and decimal numbers from zero up. A point or comma parts decimals; only spaces part thousands,
//! because `1.000` is a thousand to some and one to others.

use crate::context::Known;
use crate::problem::Problem;
use crate::record::Cell;
use chrono::Datelike;

/// More than this is no count of people, days or beds.
const MOST: f64 = 1e9;

/// A count: digits alone, or with spaces in front of each three.
pub(crate) fn whole(cell: Cell<'_>, _: &Known<'_>) -> Result<i64, Problem> {
    let text = cell.text;
    if (1..=9).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(text.bytes().fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0')));
    }
    let value = parse(text)?;
    if text.contains(['.', ',']) {
        return Err(Problem::NotWhole);
    }
    Ok(value as i64)
}

/// A number that may have decimals.
pub(crate) fn decimal(cell: Cell<'_>, _: &Known<'_>) -> Result<f64, Problem> {
    let text = cell.text;
    if (1..=9).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(text.bytes().fold(0_u32, |sum, digit| sum * 10 + u32::from(digit - b'0')).into());
    }
    parse(text)
}

/// A share from 0 to 1.
pub(crate) fn share(cell: Cell<'_>, known: &Known<'_>) -> Result<f64, Problem> {
    let text = cell.text;
    if text.ends_with('%') {
        return Err(Problem::NotAShare);
    }
    match decimal(cell, known) {
        Ok(value) if value <= 1.0 => Ok(value),
        Ok(_) | Err(Problem::Negative | Problem::TooBig) => Err(Problem::NotAShare),
        Err(problem) => Err(problem),
    }
}

/// A year from 1900 to next year.
pub(crate) fn year(cell: Cell<'_>, known: &Known<'_>) -> Result<i32, Problem> {
    let last = known.context.today.year() + 1;
    match whole(cell, known)? {
        year if (1900..=i64::from(last)).contains(&year) => Ok(year as i32),
        _ => Err(Problem::YearOutside { first: 1900, last }),
    }
}

/// An age in whole years.
pub(crate) fn age(cell: Cell<'_>, known: &Known<'_>) -> Result<u8, Problem> {
    match whole(cell, known) {
        Ok(years @ 0..=130) => Ok(years as u8),
        _ => Err(Problem::NotAnAge),
    }
}

/// A number in either notation: sign, digits (spaces before each three), a comma or point, digits.
fn parse(text: &str) -> Result<f64, Problem> {
    let (negative, unsigned) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = unsigned.split_once([',', '.']).map_or((unsigned, None), |(w, f)| (w, Some(f)));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let mut plain = String::with_capacity(text.len());
    let mut groups = whole.split([' ', '\u{a0}', '\u{202f}']);
    let first = groups.next().unwrap_or("");
    plain.push_str(first);
    let mut grouped = true;
    let mut parted = false;
    for group in groups {
        grouped &= group.len() == 3;
        parted = true;
        plain.push_str(group);
    }
    if parted {
        grouped &= (1..=3).contains(&first.len());
    }
    let fraction_is_fine = fraction.is_none_or(|part| !part.is_empty() && digits(part));
    if plain.is_empty() || !digits(&plain) || !grouped || !fraction_is_fine {
        return Err(Problem::NotANumber);
    }
    if let Some(part) = fraction {
        plain.push('.');
        plain.push_str(part);
    }
    let value: f64 = plain.parse().map_err(|_| Problem::NotANumber)?;
    if negative && value > 0.0 {
        Err(Problem::Negative)
    } else if value > MOST {
        Err(Problem::TooBig)
    } else {
        Ok(value)
    }
}
