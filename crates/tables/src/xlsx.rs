//! A table as an XLSX workbook: the numbers on a sheet of their own, and what must be known to read them on another.
//!
//! Percentages are fractions with a percent format. Signs stay text in their place.

use crate::cell::{Cell, Unit};
use crate::csv::definition;
use crate::table::{FileColumn, Sheet, Sort, Value, digits, rounded};
use language::t;
use workbook::{Cell as Written, Sheet as Page, Unwritten, Workbook};

/// A chart shows no more lines than these.
const MOST_LINES: usize = 4;

/// The file.
///
/// # Errors
/// [`Unwritten`]: more rows or longer texts than Excel takes.
pub fn xlsx(mut sheet: Sheet) -> Result<Vec<u8>, Unwritten> {
    let columns = sheet.table.file_columns();
    let row = |row: Vec<Cell>| {
        columns.iter().map(|column| written(column.value(&row), column.unit)).collect::<Vec<_>>()
    };
    // A row of the one is gone before the next of the other is made.
    let rows = std::mem::take(&mut sheet.table.rows);
    let numbers = Page {
        name: t!("Tabell").to_owned(),
        columns: columns.iter().map(heading).collect(),
        rows: rows.into_iter().map(row).collect(),
        lines: lines(&columns),
        ..Page::default()
    };
    workbook::write(&Workbook {
        title: sheet.table.caption.clone(),
        author: sheet.about.program.clone(),
        sheets: vec![numbers, about(&sheet, &columns)],
    })
}

/// A cell as a workbook has it, where each stands in one column: values that stand together stay the words that
/// people read.
pub fn cell(cell: &Cell) -> Written {
    match cell {
        Cell::Interval { .. } | Cell::Together(_) | Cell::Nothing => Written::Text(cell.text()),
        cell => {
            let unit = if let Cell::Number { unit, .. } = cell { *unit } else { Unit::None };
            written(crate::table::value(cell, 0), unit)
        }
    }
}

fn written(value: Value<'_>, unit: Unit) -> Written {
    match value {
        Value::Empty => Written::Empty,
        Value::Text(text) => Written::Text(text.to_owned()),
        Value::Sign(sign) => Written::Text(sign.to_owned()),
        Value::Count(n) => Written::Count(n),
        Value::Year(year) => Written::Year(year),
        Value::Month(month) => Written::Month(month.first_day()),
        Value::Date(day) => Written::Date(day),
        Value::Number(value, decimals) => match unit {
            // By its digits: dividing would leave a number that isn't quite what is shown.
            Unit::Percent => {
                let share = format!("{}e-2", digits(value, decimals)).parse().unwrap_or(f64::NAN);
                Written::Share(share, decimals)
            }
            Unit::None => Written::Number(rounded(value, decimals), decimals),
            unit => Written::Quantity(rounded(value, decimals), decimals, unit.name()),
        },
    }
}

/// Percent stands in the cells; other units in both.
fn heading(column: &FileColumn) -> String {
    if column.unit == Unit::Percent { column.name.clone() } else { column.heading() }
}

/// The columns of a chart: those of the first numbers' unit, where the table goes along time.
fn lines(columns: &[FileColumn]) -> Vec<u16> {
    let Some((first, rest)) = columns.split_first() else { return Vec::new() };
    if !matches!(first.sort, Sort::Month | Sort::Date | Sort::Year) {
        return Vec::new();
    }
    let is_number = |column: &&FileColumn| matches!(column.sort, Sort::Number | Sort::Count);
    let Some(leading) = rest.iter().find(is_number) else { return Vec::new() };
    let alike = |column: &FileColumn| column.sort == leading.sort && column.unit == leading.unit;
    let places = (1_u16..).zip(rest).filter(|(_, column)| alike(column)).map(|(place, _)| place);
    places.take(MOST_LINES).collect()
}

fn about(sheet: &Sheet, columns: &[FileColumn]) -> Page {
    let text = |text: &str| Written::Text(text.to_owned());
    let mut rows: Vec<Vec<Written>> = sheet
        .about
        .lines(&sheet.table.caption)
        .iter()
        .map(|(name, value)| vec![text(name), text(value)])
        .collect();
    for column in columns {
        let Some(measure) = column.measure else { continue };
        rows.push(vec![
            text(t!("Kolonne")),
            Written::Text(format!("{}: {}", column.name, measure.definition().name)),
        ]);
    }
    for measure in &sheet.about.measures {
        let (name, words) = definition(*measure);
        rows.push(vec![text(t!("Definisjon")), Written::Text(format!("{name}{words}"))]);
    }
    Page {
        name: t!("Om tabellen").to_owned(),
        columns: vec![t!("Hva").to_owned(), t!("Verdi").to_owned()],
        rows,
        ..Page::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::csv::tests::sheet;
    use calamine::{Data, DataType as _, Reader as _, Xlsx, open_workbook_from_rs};

    #[test]
    fn numbers_are_those_that_are_shown_and_percentages_are_fractions() {
        let rows = vec![
            vec![
                Cell::Month("2025-01".parse().unwrap()),
                Cell::percent(0.441_23, 1),
                Cell::Number { value: 3.44, decimals: 1, unit: Unit::Days },
                Cell::from("=1+1"),
            ],
            vec![Cell::Month("2025-02".parse().unwrap()), Cell::Hidden, Cell::Missing, Cell::Nothing],
        ];
        let bytes = xlsx(sheet(&["Måned", "Belegg", "Snitt", "Ord"], rows)).unwrap();
        let mut file: Xlsx<_> = open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
        let range = file.worksheet_range("Tabell").unwrap();
        let at = |row, column| range.get_value((row, column)).unwrap();
        assert_eq!(at(0, 2), &Data::String("Snitt (døgn)".into()));
        assert_eq!(at(1, 1), &Data::Float(0.441));
        assert_eq!(at(1, 2).as_f64(), Some(3.4));
        assert_eq!(at(1, 3), &Data::String("=1+1".into()));
        assert_eq!(at(2, 1), &Data::String(":".into()));
        assert!(file.worksheet_formula("Tabell").unwrap().is_empty());
        let about = file.worksheet_range("Om tabellen").unwrap();
        let said: Vec<String> = about.rows().map(|row| row[0].to_string()).collect();
        for name in
            ["Periode", "Kilde", "Program", "Dataversjon", "Definisjonsutgave", "Kortkode", "Definisjon"]
        {
            assert!(said.iter().any(|said| said == name), "{name}: {said:?}");
        }
    }
}
