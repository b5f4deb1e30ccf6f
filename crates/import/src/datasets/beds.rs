//! `senger`: places of a unit over time.

use super::Kind;
use crate::column::{Format, Need, column_table};
use crate::row::{Refused, Row};
use crate::rows::Rows;
use crate::values::{decimal, known_unit, planned_day};
use crate::write::Line;
use std::hash::{Hash, Hasher};
use vocabulary::Beds;

column_table! {
    UNIT: "enhet", Need::Required, Format::Unit, "Enhetens kode", "The unit's code";
    FROM: "fra", Need::Required, Format::Date, "Første dag med dette sengetallet", "First day with this number of beds";
    BEDS: "senger", Need::Required, Format::Decimal, "Antall plasser", "Places";
}

pub(crate) struct BedsFile;

impl Kind for BedsFile {
    type Row = Beds;
    const COLUMNS: &[crate::Column] = COLUMNS;
    const KEY: &[usize] = &[UNIT, FROM];

    fn new(_: &[Option<usize>]) -> Self {
        Self
    }

    fn row(&mut self, row: &mut Row<'_>) -> Result<Option<Beds>, Refused> {
        let unit = row.required(UNIT, known_unit);
        let from = row.required(FROM, planned_day);
        let beds = row.required(BEDS, decimal);
        Ok(Some(Beds { unit: unit?, from: from?, beds: beds? }))
    }

    fn key(row: &Beds, hasher: &mut impl Hasher) {
        (row.unit.as_str(), row.from).hash(hasher);
    }

    fn write(row: &Beds, line: &mut Line) {
        line.text(row.unit.as_str());
        line.show(row.from);
        line.show(row.beds);
    }

    fn rows(rows: Vec<Beds>) -> Rows {
        Rows::Beds(rows)
    }
}
