//! Text and local names.

use crate::context::Known;
use crate::problem::Problem;
use crate::record::Cell;
use std::borrow::Cow;
use vocabulary::{Department, StayId};

/// What makes a spreadsheet run a cell as a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Text as it is written: an apostrophe in front of what a spreadsheet would run as a formula, and of
/// what already has one there, so that reading gives the same text back.
pub(crate) fn guarded(text: &str) -> Cow<'_, str> {
    if text.trim_start_matches('\'').starts_with(FORMULA) { format!("'{text}").into() } else { text.into() }
}

/// The text that [`guarded`] wrote.
pub(crate) fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(FORMULA) => rest,
        _ => text,
    }
}

/// Short text: names and places.
pub(crate) fn text(cell: Cell<'_>, _: &Known<'_>) -> Result<String, Problem> {
    limited(cell.text, 200)
}

/// Longer text, of more than one line if need be.
pub(crate) fn long_text(cell: Cell<'_>, _: &Known<'_>) -> Result<String, Problem> {
    limited(cell.text, 2000)
}

fn limited(text: &str, most: usize) -> Result<String, Problem> {
    let text = unguarded(text);
    if text.chars().any(|c| (c.is_control() && !matches!(c, '\n' | '\r' | '\t')) || c == '\u{fffd}') {
        return Err(Problem::BadText);
    }
    if text.len() > most && text.chars().count() > most {
        return Err(Problem::TooLong { most: most as u64 });
    }
    Ok(text.to_owned())
}

/// The local name of a stay.
pub(crate) fn stay_id(cell: Cell<'_>, _: &Known<'_>) -> Result<StayId, Problem> {
    unguarded(cell.text).parse().map_err(|_| identifier(cell.text, 64))
}

/// A hospital department.
pub(crate) fn department(cell: Cell<'_>, _: &Known<'_>) -> Result<Department, Problem> {
    unguarded(cell.text).parse().map_err(|_| identifier(cell.text, 40))
}

/// Why a text is no identifier of at most so many characters.
pub(crate) fn identifier(text: &str, most: usize) -> Problem {
    if text.chars().count() > most { Problem::TooLong { most: most as u64 } } else { Problem::BadText }
}
