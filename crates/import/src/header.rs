//! Finds a dataset's columns in the first line of a file.

use crate::birth_number;
use crate::column::{Column, Need};
use crate::fault::{Fault, Faults, echo};
use crate::problem::Problem;
use crate::record::Record;
use crate::report::UnknownColumn;

/// Where a file has a dataset's columns.
#[derive(Debug)]
pub(crate) struct Header {
    /// For each column of the table its place in the file.
    pub places: Vec<Option<usize>>,
    /// Every cell of the header line, shortened.
    pub names: Vec<String>,
    /// The dataset's columns in the file's order.
    pub found: Vec<String>,
    /// What nothing reads.
    pub unknown: Vec<UnknownColumn>,
}

/// A header as it is compared: trimmed, small letters, `kjønn` as `kjoenn`, spaces and hyphens as `_`.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.trim().chars().flat_map(char::to_lowercase) {
        match letter {
            'æ' | 'ä' => folded.push_str("ae"),
            'ø' | 'ö' => folded.push_str("oe"),
            'å' => folded.push_str("aa"),
            ' ' | '-' | '\u{a0}' => folded.push('_'),
            other => folded.push(other),
        }
    }
    folded
}

/// How many cells of a header line name a column.
pub(crate) fn matches(record: &Record<'_>, table: &[Column]) -> usize {
    (0..record.len()).filter(|i| table.iter().any(|column| column.name == fold(record.get(*i)))).count()
}

/// Reads the header line; `None` (with a fault) when no column can be found by it.
pub(crate) fn read(record: &Record<'_>, table: &'static [Column], faults: &mut Faults) -> Option<Header> {
    let line = Some(record.line);
    let mut width = record.len();
    while width > 0 && record.get(width - 1).is_empty() {
        width -= 1;
    }
    let names: Vec<String> = (0..width).map(|i| echo(record.get(i))).collect();
    let mut header =
        Header { places: vec![None; table.len()], names, found: Vec::new(), unknown: Vec::new() };
    let mut strange = Vec::new();
    for index in 0..width {
        let (name, shown) = (fold(record.get(index)), header.names[index].clone());
        if birth_number::found_in(record.get(index)) {
            faults.add(|| Fault { value: Some(shown.clone()), ..Fault::file(line, Problem::BirthNumber) });
        }
        match table.iter().position(|column| column.name == name) {
            Some(place) if header.places[place].is_some() => {
                faults.add(|| Fault { column: Some(shown), ..Fault::file(line, Problem::DuplicateColumn) });
            }
            Some(place) => {
                header.places[place] = Some(index);
                header.found.push(table[place].name.to_owned());
            }
            None if name.is_empty() => {}
            None => strange.push((name, shown)),
        }
    }
    for (name, shown) in &strange {
        let meant = table.iter().enumerate().filter(|(place, _)| header.places[*place].is_none());
        let meant = closest(name, meant.map(|(_, column)| column.name)).map(str::to_owned);
        header.unknown.push(UnknownColumn { name: shown.clone(), meant });
    }
    if header.found.is_empty() {
        let named = |need: fn(&Need) -> bool| -> Vec<_> {
            table.iter().filter(|c| need(&c.need)).map(|c| c.name).collect()
        };
        let expected = named(|need| *need == Need::Required).join(", ");
        let value = Some(echo(&header.names.join(" | ")));
        faults.add(|| Fault { value, ..Fault::file(line, Problem::WrongHeader { expected }) });
        return None;
    }
    Some(header)
}

/// Reports the required columns that a header lacks.
pub(crate) fn missing(header: &Header, line: u64, table: &[Column], faults: &mut Faults) -> bool {
    let before = faults.total;
    let has =
        |name: &str| table.iter().position(|c| c.name == name).is_some_and(|i| header.places[i].is_some());
    for (place, column) in table.iter().enumerate() {
        if header.places[place].is_some() {
            continue;
        }
        let name = column.name.to_owned();
        let similar =
            header.unknown.iter().find(|u| u.meant.as_deref() == Some(column.name)).map(|u| u.name.clone());
        let problem = match column.need {
            Need::Required => Problem::MissingColumn { name, similar },
            Need::With(other) if has(other) => Problem::MissingColumn { name, similar },
            // Of two that may stand for each other, the first in the table speaks.
            Need::Or(other) if !has(other) && table[..place].iter().all(|earlier| earlier.name != other) => {
                Problem::MissingEither { name, other: other.to_owned(), similar }
            }
            _ => continue,
        };
        faults.add(|| Fault::file(Some(line), problem));
    }
    faults.total > before
}

/// The candidate that is spelled most like the text, if any is like it: a slip or two apart, or the one
/// within the other (`kommunenr`, `antall senger`).
pub(crate) fn closest<'a>(text: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let short = text.chars().count();
    candidates
        .filter_map(|candidate| {
            let slips = distance(text, candidate);
            let length = candidate.chars().count();
            let within = short >= 3 && candidate.starts_with(text) || length >= 3 && text.contains(candidate);
            let allowed = if length <= 3 { 1 } else { 2 };
            (slips <= allowed && slips < length || within).then_some((slips, candidate))
        })
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, candidate)| candidate)
}

/// Levenshtein's distance; texts of more than 40 characters are taken as unlike.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    if b.len() > 40 || a.chars().count() > 40 {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let next = (corner + usize::from(x != *y)).min(row[j] + 1).min(row[j + 1] + 1);
            corner = std::mem::replace(&mut row[j + 1], next);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_miss_finds_what_was_meant() {
        let names = ["kommune", "aar", "aldersgruppe", "innbyggere"];
        let find = |text: &str| closest(&fold(text), names.into_iter());
        assert_eq!(find("Kommunenr"), Some("kommune"));
        assert_eq!(find("komune"), Some("kommune"));
        assert_eq!(find("årr"), Some("aar"));
        assert_eq!(find("alder gruppe"), Some("aldersgruppe"));
        assert_eq!(find("Antall innbyggere"), Some("innbyggere"));
        assert_eq!(find("merknad"), None);
    }

    #[test]
    fn norwegian_letters_and_spaces_fold_to_the_ascii_header() {
        assert_eq!(fold(" Kjønn "), "kjoenn");
        assert_eq!(fold("Utskrevet til"), "utskrevet_til");
        assert_eq!(fold("ÅPNET"), "aapnet");
    }
}
