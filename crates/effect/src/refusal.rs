//! Why input was refused, with the row and what to do about it.

use crate::period::Frequency;

/// Input that can't be estimated on. Every message names the row or column and the remedy; rows are
/// line numbers of the file (the header is line 1), or the order of pushing when there is no file.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// No data rows.
    #[error("the panel has no rows; give a header line and at least one row of unit, period and outcome")]
    Empty,
    /// A required or named column isn't there.
    #[error("there is no column «{column}» (found: {found}); add it, or name another with {option}")]
    MissingColumn {
        /// The column looked for.
        column: String,
        /// The header as read.
        found: String,
        /// The option that names it.
        option: &'static str,
    },
    /// A column name occurs twice.
    #[error("the column «{0}» occurs twice in the header; keep one of them")]
    RepeatedColumn(String),
    /// A row with too few or too many fields.
    #[error(
        "line {row} has {found} fields where the header has {expected}; every row needs the same columns"
    )]
    RaggedRow {
        /// Line.
        row: u64,
        /// Fields in the header.
        expected: u64,
        /// Fields found.
        found: u64,
    },
    /// The bytes are not UTF-8.
    #[error("line {0} is not UTF-8 text; save the file as CSV UTF-8")]
    NotUtf8(u64),
    /// The file could not be read.
    #[error("the panel can't be read: {0}; check the file and try again")]
    Unreadable(String),
    /// A required field is empty.
    #[error("line {row}: «{column}» is empty; give every row a {column}")]
    EmptyField {
        /// Line.
        row: u64,
        /// Column.
        column: String,
    },
    /// Not a period.
    #[error(
        "line {row}: «{value}» in column «{column}» is not a period; write YYYY-MM, YYYY-Qn or YYYY{hint}"
    )]
    NotAPeriod {
        /// Line.
        row: u64,
        /// Column.
        column: String,
        /// As written.
        value: String,
        /// Extra advice, or empty.
        hint: &'static str,
    },
    /// Periods of two kinds in one panel.
    #[error(
        "line {row}: «{value}» in column «{column}», but earlier periods are written {}; use one period format in the whole panel",
        expected.format()
    )]
    MixedPeriods {
        /// Line.
        row: u64,
        /// Column.
        column: String,
        /// As written.
        value: String,
        /// The kind of the first period.
        expected: Frequency,
    },
    /// Not a number.
    #[error(
        "line {row}: «{value}» in column «{column}» is not a number; write digits, and leave the field empty when it is missing"
    )]
    NotANumber {
        /// Line.
        row: u64,
        /// Column.
        column: String,
        /// As written.
        value: String,
    },
    /// NaN or infinity, as text or by overflow.
    #[error(
        "line {row}: «{value}» in column «{column}» is not a finite number; leave the field empty when it is missing"
    )]
    NotFinite {
        /// Line.
        row: u64,
        /// Column.
        column: String,
        /// As written.
        value: String,
    },
    /// A count below zero.
    #[error(
        "line {row}: the outcome {value} is negative; a Poisson model wants counts from 0, or choose --family linear"
    )]
    NegativeCount {
        /// Line.
        row: u64,
        /// The number.
        value: f64,
    },
    /// A count that isn't whole.
    #[error(
        "line {row}: the outcome {value} is not a whole number; a Poisson model wants counts, or choose --family linear"
    )]
    FractionalCount {
        /// Line.
        row: u64,
        /// The number.
        value: f64,
    },
    /// Exposure or weight below zero.
    #[error("line {row}: «{column}» is {value}; it must not be negative")]
    NegativeNumber {
        /// Line.
        row: u64,
        /// Column.
        column: String,
        /// The number.
        value: f64,
    },
    /// A 0/1 term with another value.
    #[error("line {row}: «{value}» in the term «{column}»; a term is 0 or 1")]
    NotZeroOrOne {
        /// Line.
        row: u64,
        /// Column.
        column: String,
        /// As written.
        value: String,
    },
    /// Events without inhabitants.
    #[error(
        "{count} cells have events but population 0 or missing: {rows}; correct the population of these rows, or leave the outcome empty"
    )]
    EventsWithoutPopulation {
        /// How many.
        count: usize,
        /// The first of them, described.
        rows: String,
    },
    /// A unit that opens twice.
    #[error(
        "line {row}: first_treated of unit «{unit}» is {value}, but {other} on line {other_row}; a unit opens once: give all its rows the same first_treated"
    )]
    OpeningDiffers {
        /// Line.
        row: u64,
        /// Unit.
        unit: String,
        /// Here.
        value: String,
        /// There.
        other: String,
        /// Line of the other.
        other_row: u64,
    },
    /// A unit in two clusters.
    #[error(
        "line {row}: unit «{unit}» is in cluster «{value}», but in «{other}» elsewhere; a unit belongs to one cluster in the whole panel"
    )]
    TwoClusters {
        /// Line.
        row: u64,
        /// Unit.
        unit: String,
        /// Here.
        value: String,
        /// There.
        other: String,
    },
    /// Two rows for one cell.
    #[error(
        "lines {row} and {other_row} are both unit «{unit}», period {period}{groups}; add them up to one row, or name the column that tells them apart with --by or --where"
    )]
    DuplicateCell {
        /// The later line.
        row: u64,
        /// The earlier line.
        other_row: u64,
        /// Unit.
        unit: String,
        /// Period.
        period: String,
        /// The groups, described, or empty.
        groups: String,
    },
    /// More cells than the engine takes.
    #[error(
        "the panel spans {cells} cells (units × groups × periods), more than {limit}; check the periods ({first} to {last}) and the groups, or split the panel"
    )]
    TooLarge {
        /// Cells it would take.
        cells: u64,
        /// The limit.
        limit: u64,
        /// First period.
        first: String,
        /// Last period.
        last: String,
    },
    /// An option's value isn't known.
    #[error("{option} {value} is not understood; it takes {expected}")]
    Option {
        /// The option.
        option: &'static str,
        /// As given.
        value: String,
        /// What it takes.
        expected: String,
    },
    /// Options that can't go together.
    #[error("{0}")]
    Incompatible(String),
}
