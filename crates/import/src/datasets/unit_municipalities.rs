//! `enhetskommuner`: which municipalities a unit serves, and when.

use super::Kind;
use crate::column::{Format, Need, column_table};
use crate::problem::Problem;
use crate::row::{Refused, Row};
use crate::rows::Rows;
use crate::values::{known_municipality, known_unit, planned_day, share};
use crate::write::Line;
use std::hash::{Hash, Hasher};
use vocabulary::UnitMunicipality;

column_table! {
    UNIT: "enhet", Need::Required, Format::Unit, "Enhetens kode", "The unit's code";
    MUNICIPALITY: "kommune", Need::Required, Format::Municipality, "Kommunen som kan bruke enheten", "The municipality that may use the unit";
    FROM: "fra", Need::Required, Format::Date, "Første dag", "First day";
    TO: "til", Need::Optional, Format::Date, "Siste dag", "Last day";
    SHARE: "andel", Need::Optional, Format::Share, "Andelen av enheten kommunen betaler for", "The share of the unit that the municipality pays for";
}

pub(crate) struct UnitMunicipalitiesFile;

impl Kind for UnitMunicipalitiesFile {
    type Row = UnitMunicipality;
    const COLUMNS: &[crate::Column] = COLUMNS;
    const KEY: &[usize] = &[UNIT, MUNICIPALITY, FROM];

    fn new(_: &[Option<usize>]) -> Self {
        Self
    }

    fn row(&mut self, row: &mut Row<'_>) -> Result<Option<UnitMunicipality>, Refused> {
        let unit = row.required(UNIT, known_unit);
        let municipality = row.required(MUNICIPALITY, known_municipality);
        let from = row.required(FROM, planned_day);
        let to = row.optional(TO, planned_day);
        let share = row.optional(SHARE, share);
        if let (Ok(from), Ok(Some(to))) = (&from, &to)
            && to < from
        {
            return Err(row.refuse(TO, Problem::EndBeforeStart { start: from.to_string() }));
        }
        Ok(Some(UnitMunicipality {
            unit: unit?,
            municipality: municipality?,
            from: from?,
            to: to?,
            share: share?,
        }))
    }

    fn key(row: &UnitMunicipality, hasher: &mut impl Hasher) {
        (row.unit.as_str(), row.municipality, row.from).hash(hasher);
    }

    fn write(row: &UnitMunicipality, line: &mut Line) {
        line.text(row.unit.as_str());
        line.show(row.municipality);
        line.show(row.from);
        line.show_if(row.to);
        line.show_if(row.share);
    }

    fn rows(rows: Vec<UnitMunicipality>) -> Rows {
        Rows::UnitMunicipalities(rows)
    }
}
