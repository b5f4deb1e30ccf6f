//! `hendelser`: openings, closings and other dates that matter. Without unit and municipality an event
//! concerns the whole country.

use super::Kind;
use crate::column::{Format, Need, codes, column_table};
use crate::problem::Problem;
use crate::row::{Refused, Row};
use crate::rows::Rows;
use crate::values::{coded, known_municipality, known_unit, long_text, planned_day};
use crate::write::Line;
use std::hash::{Hash, Hasher};
use vocabulary::{Event, EventKind, EventPlace};

column_table! {
    DATE: "dato", Need::Required, Format::Date, "Dagen det skjedde eller skal skje", "The day on which it happened or will";
    KIND: "type", Need::Required, codes!(EventKind), "Slags hendelse", "Kind of event";
    UNIT: "enhet", Need::Optional, Format::Unit, "Enheten det gjelder (eller kommune; ingen av dem: hele landet)", "The unit it concerns (or municipality; neither: the whole country)";
    MUNICIPALITY: "kommune", Need::Optional, Format::Municipality, "Kommunen det gjelder", "The municipality it concerns";
    DESCRIPTION: "beskrivelse", Need::Optional, Format::Text(2000), "Hva som skjedde; aldri om en pasient", "What happened; never about a patient";
}

pub(crate) struct EventsFile;

impl Kind for EventsFile {
    type Row = Event;
    const COLUMNS: &[crate::Column] = COLUMNS;
    const KEY: &[usize] = &[DATE, KIND, UNIT, MUNICIPALITY];

    fn new(_: &[Option<usize>]) -> Self {
        Self
    }

    fn row(&mut self, row: &mut Row<'_>) -> Result<Option<Event>, Refused> {
        let date = row.required(DATE, planned_day);
        let kind = row.required(KIND, coded);
        let unit = row.optional(UNIT, known_unit);
        let municipality = row.optional(MUNICIPALITY, known_municipality);
        let description = row.optional(DESCRIPTION, long_text);
        let place = match (unit?, municipality?) {
            (Some(_), Some(_)) => return Err(row.refuse(MUNICIPALITY, Problem::BothPlaces)),
            (Some(unit), None) => EventPlace::Unit(unit),
            (None, Some(municipality)) => EventPlace::Municipality(municipality),
            (None, None) => EventPlace::Country,
        };
        Ok(Some(Event { place, date: date?, kind: kind?, description: description? }))
    }

    fn key(row: &Event, hasher: &mut impl Hasher) {
        (&row.place, row.date, row.kind).hash(hasher);
    }

    fn write(row: &Event, line: &mut Line) {
        line.show(row.date);
        line.show(row.kind);
        let (unit, municipality) = match &row.place {
            EventPlace::Unit(unit) => (Some(unit.as_str()), None),
            EventPlace::Municipality(number) => (None, Some(*number)),
            EventPlace::Country => (None, None),
        };
        line.text_if(unit);
        line.show_if(municipality);
        line.text_if(row.description.as_deref());
    }

    fn rows(rows: Vec<Event>) -> Rows {
        Rows::Events(rows)
    }
}
