//! `kommuner`: municipalities with their region, trust and hospital area.

use super::Kind;
use crate::column::{Format, Need, column_table};
use crate::problem::Problem;
use crate::row::{Refused, Row};
use crate::rows::Rows;
use crate::values::{municipality, planned_day, text};
use crate::write::Line;
use std::hash::{Hash, Hasher};
use vocabulary::Municipality;

column_table! {
    NUMBER: "kommune", Need::Required, Format::Municipality, "Kommunenummer", "Municipality number";
    NAME: "navn", Need::Required, Format::Text(200), "Kommunens navn", "The municipality's name";
    COUNTY: "fylke", Need::Optional, Format::Text(200), "Fylke", "County";
    REGION: "helseregion", Need::Required, Format::Text(200), "Regionalt helseforetak", "Regional health authority";
    TRUST: "helseforetak", Need::Required, Format::Text(200), "Helseforetak", "Health trust";
    AREA: "lokalsykehusomraade", Need::Optional, Format::Text(200), "Lokalsykehusområde", "Local hospital area";
    FROM: "gyldig_fra", Need::Optional, Format::Date, "Første dag med denne tilhørigheten", "First day of this membership";
    TO: "gyldig_til", Need::Optional, Format::Date, "Siste dag med denne tilhørigheten", "Last day of this membership";
}

pub(crate) struct MunicipalitiesFile;

impl Kind for MunicipalitiesFile {
    type Row = Municipality;
    const COLUMNS: &[crate::Column] = COLUMNS;
    const KEY: &[usize] = &[NUMBER, FROM];

    fn new(_: &[Option<usize>]) -> Self {
        Self
    }

    fn row(&mut self, row: &mut Row<'_>) -> Result<Option<Municipality>, Refused> {
        let number = row.required(NUMBER, municipality);
        let name = row.required(NAME, text);
        let county = row.optional(COUNTY, text);
        let health_region = row.required(REGION, text);
        let health_trust = row.required(TRUST, text);
        let hospital_area = row.optional(AREA, text);
        let valid_from = row.optional(FROM, planned_day);
        let valid_to = row.optional(TO, planned_day);
        if let (Ok(Some(from)), Ok(Some(to))) = (&valid_from, &valid_to)
            && to < from
        {
            return Err(row.refuse(TO, Problem::EndBeforeStart { start: from.to_string() }));
        }
        Ok(Some(Municipality {
            number: number?,
            name: name?,
            county: county?,
            health_region: health_region?,
            health_trust: health_trust?,
            hospital_area: hospital_area?,
            valid_from: valid_from?,
            valid_to: valid_to?,
        }))
    }

    fn key(row: &Municipality, hasher: &mut impl Hasher) {
        (row.number, row.valid_from).hash(hasher);
    }

    fn write(row: &Municipality, line: &mut Line) {
        line.show(row.number);
        line.text(&row.name);
        line.text_if(row.county.as_deref());
        line.text(&row.health_region);
        line.text(&row.health_trust);
        line.text_if(row.hospital_area.as_deref());
        line.show_if(row.valid_from);
        line.show_if(row.valid_to);
    }

    fn rows(rows: Vec<Municipality>) -> Rows {
        Rows::Municipalities(rows)
    }
}
