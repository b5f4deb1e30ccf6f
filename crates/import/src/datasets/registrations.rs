//! `registreringer`: one unit, one day.

use super::Kind;
use crate::column::{Format, Need, column_table};
use crate::row::{Refused, Row};
use crate::rows::Rows;
use crate::values::{decimal, known_unit, past_day, whole};
use crate::write::Line;
use std::hash::{Hash, Hasher};
use vocabulary::Registration;

column_table! {
    UNIT: "enhet", Need::Required, Format::Unit, "Enhetens kode", "The unit's code";
    DATE: "dato", Need::Required, Format::Date, "Døgnet", "The day";
    BEDS: "senger", Need::Required, Format::Decimal, "Bemannede senger", "Staffed beds";
    OCCUPIED: "belagt", Need::Required, Format::Decimal, "Belagte senger; kan være flere enn bemannet", "Occupied beds; may be more than staffed";
    ADMISSIONS: "innleggelser", Need::Optional, Format::Whole, "Innleggelser", "Admissions";
    DISCHARGES: "utskrivinger", Need::Optional, Format::Whole, "Utskrivinger", "Discharges";
    REJECTED: "avvist", Need::Optional, Format::Whole, "Avvist fordi det var fullt", "Turned away because the unit was full";
    DISCHARGE_READY: "utskrivningsklare", Need::Optional, Format::Decimal, "Senger brukt av utskrivningsklare pasienter", "Beds lent to discharge-ready patients";
}

pub(crate) struct RegistrationsFile;

impl Kind for RegistrationsFile {
    type Row = Registration;
    const COLUMNS: &[crate::Column] = COLUMNS;
    const KEY: &[usize] = &[UNIT, DATE];

    fn new(_: &[Option<usize>]) -> Self {
        Self
    }

    fn row(&mut self, row: &mut Row<'_>) -> Result<Option<Registration>, Refused> {
        let unit = row.required(UNIT, known_unit);
        let date = row.required(DATE, past_day);
        let beds = row.required(BEDS, decimal);
        let occupied = row.required(OCCUPIED, decimal);
        let admissions = row.optional(ADMISSIONS, whole);
        let discharges = row.optional(DISCHARGES, whole);
        let rejected = row.optional(REJECTED, whole);
        let discharge_ready = row.optional(DISCHARGE_READY, decimal);
        Ok(Some(Registration {
            unit: unit?,
            date: date?,
            beds: beds?,
            occupied: occupied?,
            admissions: admissions?,
            discharges: discharges?,
            rejected: rejected?,
            discharge_ready: discharge_ready?,
        }))
    }

    fn key(row: &Registration, hasher: &mut impl Hasher) {
        (row.unit.as_str(), row.date).hash(hasher);
    }

    fn write(row: &Registration, line: &mut Line) {
        line.text(row.unit.as_str());
        line.show(row.date);
        line.show(row.beds);
        line.show(row.occupied);
        line.show_if(row.admissions);
        line.show_if(row.discharges);
        line.show_if(row.rejected);
        line.show_if(row.discharge_ready);
    }

    fn rows(rows: Vec<Registration>) -> Rows {
        Rows::Registrations(rows)
    }
}
