//! A cell: a value with what it takes to write it, the same for pages and files.

use chrono::NaiveDate;
use language::t;
use measures::Shown;
use std::borrow::Cow;
use vocabulary::{Month, norwegian};

/// What a number is measured in, written behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unit {
    /// Nothing: it stands in the column's heading.
    #[default]
    None,
    /// `44,1 %`; the value is 44.1.
    Percent,
    /// `3,4 døgn`.
    Days,
    /// `1 200 kr`.
    Kroner,
}

impl Unit {
    /// What is written behind a number.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Percent => "\u{a0}%",
            Self::Days => t!("\u{a0}døgn"),
            Self::Kroner => "\u{a0}kr",
        }
    }

    /// Its name; empty for none.
    pub fn name(self) -> &'static str {
        self.suffix().trim_start_matches('\u{a0}')
    }
}

/// A value in a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Words.
    Text(Cow<'static, str>),
    /// A whole number. Of patients: one that came through the gate.
    Count(i64),
    /// A number in its unit. One that isn't finite reads as missing in files.
    Number {
        /// As it is read: 44.1 for 44,1 %.
        value: f64,
        /// How many decimals are shown. Files have no more: what is hidden could follow from them.
        decimals: u8,
        /// Written behind it.
        unit: Unit,
    },
    /// An interval: `40,2–48,1 %`. Two columns in files.
    Interval {
        /// Its lower end, as it is read.
        low: f64,
        /// Its upper end.
        high: f64,
        /// Decimals of both.
        decimals: u8,
        /// Written once, behind the upper end.
        unit: Unit,
    },
    /// Several values that stand together; a column each in files.
    Together(Box<Together>),
    /// A year.
    Year(i32),
    /// A month.
    Month(Month),
    /// A day.
    Date(NaiveDate),
    /// May not be published; SSB's sign `:`.
    Hidden,
    /// Not known; SSB's sign `..`.
    Missing,
    /// There is nothing that could have a number, as the share of no patients: `-`. Empty in files.
    Nothing,
}

/// Values that stand together in a cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Together {
    /// As people read them.
    pub text: String,
    /// Each with what it is called behind the column's heading; empty for the one that the heading names.
    pub parts: Vec<(&'static str, Cell)>,
}

impl Cell {
    /// A number without a unit.
    pub const fn number(value: f64, decimals: u8) -> Self {
        Self::Number { value, decimals, unit: Unit::None }
    }

    /// A share (0–1) as percent.
    pub fn percent(share: f64, decimals: u8) -> Self {
        Self::Number { value: share * 100.0, decimals, unit: Unit::Percent }
    }

    /// A percentage that is counted in hundredths already.
    pub const fn points(value: f64, decimals: u8) -> Self {
        Self::Number { value, decimals, unit: Unit::Percent }
    }

    /// A number of days, as `3,4 døgn`.
    pub const fn days(value: f64, decimals: u8) -> Self {
        Self::Number { value, decimals, unit: Unit::Days }
    }

    /// An interval of numbers without a unit.
    pub const fn interval((low, high): (f64, f64), decimals: u8) -> Self {
        Self::Interval { low, high, decimals, unit: Unit::None }
    }

    /// An interval of shares (0–1) as percent.
    pub fn percents((low, high): (f64, f64), decimals: u8) -> Self {
        Self::Interval { low: low * 100.0, high: high * 100.0, decimals, unit: Unit::Percent }
    }

    /// What is there, or that it is missing.
    pub fn or_missing<T>(value: Option<T>, cell: impl FnOnce(T) -> Self) -> Self {
        value.map_or(Self::Missing, cell)
    }

    /// What may be shown, or that it is hidden.
    pub fn or_hidden<T>(value: Option<T>, cell: impl FnOnce(T) -> Self) -> Self {
        value.map_or(Self::Hidden, cell)
    }

    /// Values that stand together, read as `text`.
    pub fn together(text: String, parts: Vec<(&'static str, Self)>) -> Self {
        Self::Together(Box::new(Together { text, parts }))
    }

    /// As people read it.
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(16);
        self.push(&mut text);
        text
    }

    /// Adds the cell as people read it.
    pub fn push(&self, text: &mut String) {
        match self {
            Self::Text(words) => text.push_str(words),
            Self::Count(n) => norwegian::push_number(text, *n as f64, 0),
            Self::Number { value, decimals, unit } => {
                norwegian::push_number(text, *value, usize::from(*decimals));
                text.push_str(unit.suffix());
            }
            Self::Interval { low, high, decimals, unit } => {
                norwegian::push_number(text, *low, usize::from(*decimals));
                text.push('–');
                norwegian::push_number(text, *high, usize::from(*decimals));
                text.push_str(unit.suffix());
            }
            Self::Together(together) => text.push_str(&together.text),
            Self::Year(year) => text.push_str(&year.to_string()),
            Self::Month(month) => text.push_str(&norwegian::short_month(*month)),
            Self::Date(day) => norwegian::push_date(text, *day),
            Self::Hidden => text.push(':'),
            Self::Missing => text.push_str(".."),
            Self::Nothing => text.push('-'),
        }
    }

    /// The words of a cell of text, which may hold anything; `None` for what this crate writes.
    pub fn words(&self) -> Option<&str> {
        match self {
            Self::Text(words) => Some(words),
            Self::Together(together) => Some(&together.text),
            _ => None,
        }
    }
}

impl From<Shown> for Cell {
    fn from(shown: Shown) -> Self {
        shown.count().map_or(Self::Hidden, Self::Count)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<&'static str> for Cell {
    fn from(text: &'static str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cell: Cell, expected: &str) {
        assert_eq!(cell.text().replace('\u{a0}', " "), expected);
    }

    #[test]
    fn cells_read_as_people_write() {
        check(Cell::Count(1234), "1 234");
        check(Cell::percent(0.4412, 1), "44,1 %");
        check(Cell::number(-1.25, 1), "−1,2");
        check(Cell::Number { value: 3.44, decimals: 1, unit: Unit::Days }, "3,4 døgn");
        check(Cell::percents((0.402, 0.4811), 1), "40,2–48,1 %");
        check(Cell::Month("2025-12".parse().unwrap()), "des. 2025");
        check(Cell::Date("2025-12-31".parse().unwrap()), "31.12.2025");
        check(Cell::Year(2025), "2025");
        check(Cell::from(Shown::Hidden), ":");
        check(Cell::Missing, "..");
        check(Cell::Nothing, "-");
        check(Cell::or_missing(None::<f64>, |_| Cell::Hidden), "..");
    }
}
