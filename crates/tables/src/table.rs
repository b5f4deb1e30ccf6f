//! A table, what must be known to read it, and its columns as files have them: each with values of one sort.

use crate::cell::{Cell, Unit};
use chrono::{DateTime, NaiveDate, Utc};
use language::{key, t, text};
use measures::Measure;
use vocabulary::{Month, Period, norwegian};

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub name: String,
    /// Whose definition its numbers follow.
    pub measure: Option<Measure>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each as wide as `columns`.
    pub rows: Vec<Vec<Cell>>,
}

/// What must be known to read a table, and to make it again.
#[derive(Debug, Clone, PartialEq)]
pub struct About {
    /// The table's name in addresses.
    pub id: String,
    /// Whose figures.
    pub place: String,
    /// Which days; `None`: all there are.
    pub period: Option<Period>,
    /// What else the view is limited to: name and value.
    pub filters: Vec<(String, String)>,
    /// Where the figures come from, and of when they are.
    pub source: String,
    /// The address of the view, from the path on.
    pub address: String,
    /// The short code that leads to it, where it has one.
    pub code: Option<String>,
    /// The program with its version.
    pub program: String,
    /// The edition of the definitions.
    pub definitions: String,
    /// The newest import of each kind of data: kind, number and time.
    pub batches: Vec<(String, i64, DateTime<Utc>)>,
    /// The version of the data, which grows with each import and correction.
    pub version: i64,
    /// When the file was made.
    pub made: DateTime<Utc>,
    /// Whose definitions apply.
    pub measures: Vec<Measure>,
}

impl About {
    /// Name and value of everything but the definitions, as people read them.
    pub fn lines(&self, caption: &str) -> Vec<(String, String)> {
        let line = |name: &str, value: String| (name.to_owned(), value);
        let time = |time: DateTime<Utc>| {
            let wall = vocabulary::oslo_wall(time);
            t!("{} kl. {}", norwegian::date(wall.date()), norwegian::clock(wall.time()))
        };
        let mut lines = vec![line(t!("Tabell"), caption.to_owned()), line(t!("Sted"), self.place.clone())];
        lines.push(line(
            t!("Periode"),
            self.period.map_or_else(
                || t!("alle data").to_owned(),
                |days| format!("{}–{}", norwegian::date(days.from()), norwegian::date(days.to())),
            ),
        ));
        lines.extend(self.filters.iter().cloned());
        lines.push(line(t!("Kilde"), self.source.clone()));
        for (kind, id, at) in &self.batches {
            lines.push(line(t!("Import"), t!("{kind}: nr. {id}, {}", time(*at))));
        }
        lines.push(line(t!("Dataversjon"), self.version.to_string()));
        lines.push(line(t!("Definisjonsutgave"), self.definitions.clone()));
        lines.push(line(t!("Program"), self.program.clone()));
        lines.push(line(t!("Laget"), time(self.made)));
        lines.push(line(t!("Visning"), self.address.clone()));
        if let Some(code) = &self.code {
            lines.push(line(t!("Kortkode"), t!("{code}, adresse /v/{code}")));
        }
        lines.push(line(t!("Tegn"), text(SIGNS).to_owned()));
        lines
    }
}

/// What the signs in tables mean.
pub const SIGNS: &str =
    key!(": vises ikke, gjelder få pasienter eller ville røpet et slikt tall. .. mangler.");

/// A table with what must be known to read it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// The numbers.
    pub table: Table,
    /// The rest.
    pub about: About,
}

/// A value of a file: one thing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// Nothing.
    Empty,
    /// Words.
    Text(&'a str),
    /// A whole number.
    Count(i64),
    /// A number with its decimals.
    Number(f64, u8),
    /// A year.
    Year(i32),
    /// A month.
    Month(Month),
    /// A day.
    Date(NaiveDate),
    /// A sign that stands for a number.
    Sign(&'static str),
}

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Words.
    Text,
    /// Whole numbers.
    Count,
    /// Numbers.
    Number,
    /// Years.
    Year,
    /// Months.
    Month,
    /// Days.
    Date,
}

/// A column of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct FileColumn {
    /// Its heading, without the unit.
    pub name: String,
    /// What its numbers are measured in.
    pub unit: Unit,
    /// What its values are.
    pub sort: Sort,
    /// Whose definition they follow.
    pub measure: Option<Measure>,
    /// Place of the table's column.
    of: usize,
    /// Which of the values that stand together there.
    part: usize,
}

impl FileColumn {
    /// Its heading with the unit: `Belegg (%)`.
    pub fn heading(&self) -> String {
        let unit = self.unit.name();
        if unit.is_empty() || self.name.ends_with(unit) {
            self.name.clone()
        } else {
            format!("{} ({unit})", self.name)
        }
    }
}

impl Table {
    /// The columns as files have them: an interval is two, values that stand together are one each.
    pub fn file_columns(&self) -> Vec<FileColumn> {
        let mut columns = Vec::with_capacity(self.columns.len());
        for (of, column) in self.columns.iter().enumerate() {
            let cells = || self.rows.iter().filter_map(|row| row.get(of));
            let parts = cells().map(part_names).max_by_key(Vec::len).unwrap_or_else(|| vec![""]);
            for (part, name) in parts.iter().enumerate() {
                let (sort, unit) = sort(cells().map(|cell| (value(cell, part), unit(cell, part))));
                let name =
                    if name.is_empty() { column.name.clone() } else { format!("{}, {name}", column.name) };
                columns.push(FileColumn { name, unit, sort, measure: column.measure, of, part });
            }
        }
        columns
    }
}

impl FileColumn {
    /// Its value in a row of the table.
    pub fn value<'a>(&self, row: &'a [Cell]) -> Value<'a> {
        row.get(self.of).map_or(Value::Empty, |cell| value(cell, self.part))
    }
}

fn part_names(cell: &Cell) -> Vec<&'static str> {
    match cell {
        Cell::Interval { .. } => vec!["nedre", t!("øvre")],
        Cell::Together(together) => together.parts.iter().map(|(name, _)| *name).collect(),
        _ => vec![""],
    }
}

/// The value of a cell in its `part`th column. A sign stands in all of them, words in the first.
pub(crate) fn value(cell: &Cell, part: usize) -> Value<'_> {
    let number = |value: f64, decimals: u8| {
        if value.is_finite() { Value::Number(value, decimals) } else { Value::Sign("..") }
    };
    match cell {
        Cell::Hidden => Value::Sign(":"),
        Cell::Missing => Value::Sign(".."),
        Cell::Nothing => Value::Empty,
        Cell::Interval { low, high, decimals, .. } => number(if part == 0 { *low } else { *high }, *decimals),
        Cell::Together(together) => together.parts.get(part).map_or(Value::Empty, |(_, cell)| value(cell, 0)),
        _ if part > 0 => Value::Empty,
        Cell::Text(words) if words.is_empty() => Value::Empty,
        Cell::Text(words) => Value::Text(words),
        Cell::Count(n) => Value::Count(*n),
        Cell::Number { value, decimals, .. } => number(*value, *decimals),
        Cell::Year(year) => Value::Year(*year),
        Cell::Month(month) => Value::Month(*month),
        Cell::Date(day) => Value::Date(*day),
    }
}

fn unit(cell: &Cell, part: usize) -> Unit {
    match cell {
        Cell::Number { unit, .. } | Cell::Interval { unit, .. } => *unit,
        Cell::Together(together) => together.parts.get(part).map_or(Unit::None, |(_, cell)| unit(cell, 0)),
        _ => Unit::None,
    }
}

/// What a column of these values is. Where some are words among numbers, it is still one of numbers.
fn sort<'a>(values: impl Iterator<Item = (Value<'a>, Unit)>) -> (Sort, Unit) {
    let mut found = (Sort::Text, Unit::None);
    for (value, unit) in values {
        let sort = match value {
            Value::Empty | Value::Text(_) | Value::Sign(_) => continue,
            Value::Number(..) => return (Sort::Number, unit),
            Value::Count(_) => Sort::Count,
            Value::Year(_) => Sort::Year,
            Value::Month(_) => Sort::Month,
            Value::Date(_) => Sort::Date,
        };
        // A count may stand among decimal numbers, so that the rest is looked at.
        found = (sort, unit);
        if sort != Sort::Count {
            return found;
        }
    }
    found
}

/// A number's digits as they are shown, as programs write them: `-1234.5`.
pub(crate) fn digits(value: f64, decimals: u8) -> String {
    let mut text = String::with_capacity(16);
    norwegian::push_number(&mut text, value, usize::from(decimals));
    text.chars()
        .filter(|letter| *letter != '\u{a0}')
        .map(|letter| match letter {
            ',' => '.',
            '\u{2212}' => '-',
            letter => letter,
        })
        .collect()
}

/// The number that is shown.
pub(crate) fn rounded(value: f64, decimals: u8) -> f64 {
    digits(value, decimals).parse().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_is_two_columns_and_a_sign_stands_in_both() {
        let table = Table {
            caption: String::new(),
            columns: vec![Column { name: "95 % intervall".into(), measure: None }],
            rows: vec![vec![Cell::Hidden], vec![Cell::percents((0.125, 0.25), 1)], vec![Cell::from("ingen")]],
        };
        let columns = table.file_columns();
        let headings: Vec<_> = columns.iter().map(FileColumn::heading).collect();
        assert_eq!(headings, ["95 % intervall, nedre (%)", "95 % intervall, øvre (%)"]);
        assert_eq!((columns[1].sort, columns[1].unit), (Sort::Number, Unit::Percent));
        assert_eq!(columns[1].value(&table.rows[0]), Value::Sign(":"));
        assert_eq!(columns[1].value(&table.rows[1]), Value::Number(25.0, 1));
        assert_eq!(columns[0].value(&table.rows[2]), Value::Text("ingen"));
        assert_eq!(columns[1].value(&table.rows[2]), Value::Empty);
    }

    #[test]
    fn values_that_stand_together_are_a_column_each() {
        let cell = Cell::together(
            "12 (30,0 %)".into(),
            vec![("antall", Cell::Count(12)), ("andel", Cell::percent(0.3, 1))],
        );
        let table = Table {
            columns: vec![Column { name: "Fastlege".into(), measure: None }],
            rows: vec![vec![Cell::Count(0)], vec![cell]],
            ..Table::default()
        };
        let columns = table.file_columns();
        let headings: Vec<_> = columns.iter().map(FileColumn::heading).collect();
        assert_eq!(headings, ["Fastlege, antall", "Fastlege, andel (%)"]);
        assert_eq!(columns[0].value(&table.rows[0]), Value::Count(0));
        assert_eq!(columns[1].value(&table.rows[1]), Value::Number(30.0, 1));
    }

    #[test]
    fn numbers_are_those_that_are_shown() {
        assert_eq!(digits(-1234.56, 1), "-1234.6");
        assert_eq!(digits(2.25, 1), norwegian::number(2.25, 1).replace(',', "."));
        assert!((rounded(0.123_456, 2) - 0.12).abs() < 1e-12);
    }
}
