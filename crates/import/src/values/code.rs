//! Codes: of the closed lists, of municipalities and of units.

use super::text::{identifier, unguarded};
use crate::context::Known;
use crate::header::{closest, fold};
use crate::problem::Problem;
use crate::record::Cell;
use std::str::FromStr;
use vocabulary::{MunicipalityNumber, Reason, Sex, UnitCode, UnknownCode};

/// A code of a closed list; capitals and Norwegian letters are taken (`Død` for `doed`).
pub(crate) fn coded<T: FromStr<Err = UnknownCode>>(cell: Cell<'_>, _: &Known<'_>) -> Result<T, Problem> {
    match cell.text.parse() {
        Ok(value) => Ok(value),
        Err(_) => fold(cell.text).parse().or_else(|_| {
            // An age group may have a dash, and its hyphen survives no folding.
            let dashed = cell.text.replace(['–', '—'], "-").replace(' ', "");
            dashed.parse().map_err(|error: UnknownCode| Problem::NotACode { expected: error.expected })
        }),
    }
}

/// Sex: the codes, their first letters, or 1 (man) and 2 (woman) as in the national code list 3101.
pub(crate) fn sex(cell: Cell<'_>, known: &Known<'_>) -> Result<Sex, Problem> {
    match cell.text {
        "k" | "K" | "2" => Ok(Sex::Female),
        "m" | "M" | "1" => Ok(Sex::Male),
        _ => coded(cell, known).map_err(|_| Problem::NotACode { expected: "kvinne mann k m 1 2".to_owned() }),
    }
}

/// `ja` or `nei`.
pub(crate) fn yes_no(cell: Cell<'_>, _: &Known<'_>) -> Result<bool, Problem> {
    match fold(cell.text).as_str() {
        "ja" => Ok(true),
        "nei" => Ok(false),
        _ => Err(Problem::NotACode { expected: "ja nei".to_owned() }),
    }
}

/// ICPC-2 chapter or code.
pub(crate) fn reason(cell: Cell<'_>, _: &Known<'_>) -> Result<Reason, Problem> {
    cell.text.parse().map_err(|_| Problem::NotAReason)
}

/// A municipality number, known or not. A spreadsheet's number has lost its leading zeros by no fault of
/// the writer's; in text they must stand.
pub(crate) fn municipality(cell: Cell<'_>, _: &Known<'_>) -> Result<MunicipalityNumber, Problem> {
    cell.text.parse().or_else(|_| {
        let digits = (1..4).contains(&cell.text.len()) && cell.text.bytes().all(|b| b.is_ascii_digit());
        let padded = format!("{:0>4}", cell.text);
        match padded.parse() {
            Ok(number) if digits && cell.number => Ok(number),
            Ok(_) if digits && cell.text.len() == 3 => Err(Problem::LostZero { meant: padded }),
            _ => Err(Problem::NotAMunicipality),
        }
    })
}

/// The number of a municipality that exists or existed.
pub(crate) fn known_municipality(cell: Cell<'_>, known: &Known<'_>) -> Result<MunicipalityNumber, Problem> {
    let number = municipality(cell, known)?;
    if known.municipality(number) { Ok(number) } else { Err(Problem::UnknownMunicipality) }
}

/// The code of a unit, known or not.
pub(crate) fn unit(cell: Cell<'_>, _: &Known<'_>) -> Result<UnitCode, Problem> {
    unguarded(cell.text).parse().map_err(|_| identifier(cell.text, 32))
}

/// The code of a unit that exists.
pub(crate) fn known_unit(cell: Cell<'_>, known: &Known<'_>) -> Result<UnitCode, Problem> {
    let code = unit(cell, known)?;
    if known.context.units.contains(&code) {
        let own = known.context.own.as_ref().is_none_or(|own| own.contains(&code));
        return if own { Ok(code) } else { Err(Problem::NotYourUnit) };
    }
    // Sorted, so that of two equally like ones always the same is named.
    let mut codes: Vec<&str> =
        known.context.own.as_ref().unwrap_or(&known.context.units).iter().map(UnitCode::as_str).collect();
    codes.sort_unstable();
    let folded = code.as_str().to_lowercase();
    let same = codes.iter().copied().find(|known| known.to_lowercase() == folded);
    let similar = same.or_else(|| closest(code.as_str(), codes.into_iter())).map(str::to_owned);
    Err(Problem::UnknownUnit { similar })
}
