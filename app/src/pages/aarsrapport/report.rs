//! What a yearly report says, as tables of cells: the page and the workbook are made of the same.

use measures::Shown;
use vocabulary::{Period, norwegian};

/// A cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// A name.
    Text(String),
    /// A count that came through the gate.
    Count(Shown),
    /// A number with so many decimals.
    Number(f64, u8),
    /// A share (0–1).
    Share(f64),
    /// Nobody said: SSB's sign `..`.
    Missing,
    /// May not be published: SSB's sign `:`.
    Hidden,
}

impl Cell {
    /// A number where there is one.
    pub fn number(value: Option<f64>, decimals: u8) -> Self {
        value.map_or(Self::Missing, |value| Self::Number(value, decimals))
    }

    /// A share where there is one.
    pub fn share(value: Option<f64>) -> Self {
        value.map_or(Self::Missing, Self::Share)
    }

    /// As people read it.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Count(shown) => shown.text(),
            Self::Number(value, decimals) => norwegian::number(*value, usize::from(*decimals)),
            Self::Share(share) => norwegian::percent(*share, 1),
            Self::Missing => "..".to_owned(),
            Self::Hidden => ":".to_owned(),
        }
    }
}

/// One table.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Its heading, and its sheet's name.
    pub title: &'static str,
    /// What must be known to read it.
    pub note: &'static str,
    /// The columns' headings. The first `names` of them are names, the others are numbers.
    pub columns: Vec<String>,
    /// How many columns are names.
    pub names: usize,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

/// A yearly report.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The year.
    pub year: i32,
    /// The days of it that are over.
    pub period: Option<Period>,
    /// Whose report.
    pub place: String,
    /// Whether counts of few patients are hidden.
    pub gated: bool,
    /// The tables.
    pub parts: Vec<Part>,
}
