//! The columns of the import files: the one table that header checks, messages, writing and
//! documentation share. Each dataset's own part stands in its file under `datasets/`.

use crate::datasets;
use language::t;
use vocabulary::Dataset;

/// One column of an import file.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// The header.
    pub name: &'static str,
    /// Whether it must be there.
    pub need: Need,
    /// How its values are written.
    pub format: Format,
    /// What it means, in bokmål.
    pub norwegian: &'static str,
    /// What it means, in English.
    pub english: &'static str,
}

/// Whether a column must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// The column and a value in every row.
    Required,
    /// Neither.
    Optional,
    /// This one or the named one.
    Or(&'static str),
    /// A value wherever the named column has one.
    With(&'static str),
}

/// How a value is written.
#[derive(Debug, Clone, Copy)]
pub enum Format {
    /// Text of at most so many characters.
    Text(usize),
    /// Four digits.
    Municipality,
    /// The code of a unit.
    Unit,
    /// A day.
    Date,
    /// A day, or a day with a time.
    Moment,
    /// A month or a day in it.
    Month,
    /// A year.
    Year,
    /// Whole number from zero.
    Whole,
    /// Number from zero, decimals allowed.
    Decimal,
    /// Number from 0 to 1.
    Share,
    /// `ja` or `nei`.
    YesNo,
    /// ICPC-2 chapter or code.
    Reason,
    /// One of the codes.
    Codes(fn() -> Vec<&'static str>),
}

impl Format {
    /// The format in words, in bokmål.
    pub fn norwegian(&self) -> String {
        match self {
            Self::Text(most) => t!("tekst, høyst {most} tegn"),
            Self::Municipality => t!("kommunenummer med fire siffer, for eksempel 0301").into(),
            Self::Unit => t!("enhetens kode").into(),
            Self::Date => t!("dato: 2025-12-31 eller 31.12.2025").into(),
            Self::Moment => t!("dato eller tidspunkt: 2025-12-31 eller 2025-12-31 14:05").into(),
            Self::Month => t!("måned: 2025-12 (eller en dato i måneden)").into(),
            Self::Year => t!("årstall").into(),
            Self::Whole => t!("helt tall, 0 eller mer").into(),
            Self::Decimal => t!("tall, 0 eller mer; desimaler er lov").into(),
            Self::Share => t!("andel fra 0 til 1, for eksempel 0,25").into(),
            Self::YesNo => t!("ja eller nei").into(),
            Self::Reason => t!("ICPC-2: kapittel (R) eller kode (R81)").into(),
            Self::Codes(codes) => t!("en av: {}", codes().join(" ")),
        }
    }

    /// The format in words, in English.
    pub fn english(&self) -> String {
        match self {
            Self::Text(most) => format!("text of at most {most} characters"),
            Self::Municipality => "municipality number of four digits, such as 0301".into(),
            Self::Unit => "the unit's code".into(),
            Self::Date => "date: 2025-12-31 or 31.12.2025".into(),
            Self::Moment => "date or time: 2025-12-31 or 2025-12-31 14:05".into(),
            Self::Month => "month: 2025-12 (or a date in it)".into(),
            Self::Year => "year".into(),
            Self::Whole => "whole number, 0 or more".into(),
            Self::Decimal => "number, 0 or more; decimals allowed".into(),
            Self::Share => "share from 0 to 1, such as 0.25".into(),
            Self::YesNo => "ja or nei".into(),
            Self::Reason => "ICPC-2: chapter (R) or code (R81)".into(),
            Self::Codes(codes) => format!("one of: {}", codes().join(" ")),
        }
    }
}

/// The columns of a dataset, in the order in which they are written.
pub fn columns(dataset: Dataset) -> &'static [Column] {
    datasets::dispatch!(dataset, Kind => <Kind as datasets::Kind>::COLUMNS)
}

/// Defines a dataset's columns, and for each a constant that holds its place in the table.
macro_rules! column_table {
    ($($place:ident: $name:literal, $need:expr, $format:expr, $norwegian:literal, $english:literal;)+) => {
        #[allow(clippy::upper_case_acronyms, non_camel_case_types, reason = "counts the constants below")]
        enum Place { $($place),+ }
        $(const $place: usize = Place::$place as usize;)+
        const COLUMNS: &[$crate::column::Column] = &[$($crate::column::Column {
            name: $name, need: $need, format: $format, norwegian: $norwegian, english: $english,
        }),+];
    };
}
pub(crate) use column_table;

/// The format of a column that holds one of an enumeration's codes.
macro_rules! codes {
    ($kind:ty) => {
        $crate::column::Format::Codes(|| <$kind>::ALL.iter().map(|value| value.code()).collect())
    };
}
pub(crate) use codes;
