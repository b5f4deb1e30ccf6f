//! `enheter`: units.

use super::Kind;
use crate::column::{Format, Need, codes, column_table};
use crate::problem::Problem;
use crate::row::{Refused, Row};
use crate::rows::Rows;
use crate::values::{coded, known_municipality, long_text, municipality, planned_day, text, unit, yes_no};
use crate::write::Line;
use std::hash::{Hash, Hasher};
use vocabulary::{PhysicianCover, Unit, UnitKind};

column_table! {
    CODE: "enhet", Need::Required, Format::Text(32), "Enhetens kode", "The unit's code";
    NAME: "navn", Need::Required, Format::Text(200), "Enhetens navn", "The unit's name";
    KIND: "type", Need::Required, codes!(UnitKind), "Slags enhet", "Kind of unit";
    HOST: "vertskommune", Need::Optional, Format::Municipality, "Kommunen som driver enheten", "The municipality that runs the unit";
    OPENED: "aapnet", Need::Optional, Format::Date, "Første driftsdag", "First day of operation";
    CLOSED: "nedlagt", Need::Optional, Format::Date, "Siste driftsdag", "Last day of operation";
    LEGEVAKT: "samlokalisert_legevakt", Need::Optional, Format::YesNo, "Ligger sammen med legevakt", "Lies beside the legevakt";
    COVER: "legeberedskap", Need::Optional, codes!(PhysicianCover), "Legeberedskap", "Cover by doctors";
    LOCATION: "plassering", Need::Optional, Format::Text(200), "Hvor enheten holder til", "Where the unit is housed";
    DIRECT: "direkte_fra_akuttmottak", Need::Optional, Format::YesNo, "Akuttmottaket kan sende pasienter rett hit", "The emergency department may send patients directly";
    TELEPHONE: "telefon", Need::Optional, Format::Text(200), "Telefon for leger som henviser", "Telephone for doctors who refer";
    OFFER: "tilbud", Need::Optional, Format::Text(2000), "Hva enheten kan, og hvem den tar imot", "What the unit can do and whom it takes";
}

pub(crate) struct UnitsFile;

impl Kind for UnitsFile {
    type Row = Unit;
    const COLUMNS: &[crate::Column] = COLUMNS;
    const KEY: &[usize] = &[CODE];

    fn new(_: &[Option<usize>]) -> Self {
        Self
    }

    fn row(&mut self, row: &mut Row<'_>) -> Result<Option<Unit>, Refused> {
        let code = row.required(CODE, unit);
        let name = row.required(NAME, text);
        let kind = row.required(KIND, coded);
        let host = row.optional(HOST, |cell, known| {
            let unchecked = known.context.municipalities.is_empty();
            if unchecked { municipality(cell, known) } else { known_municipality(cell, known) }
        });
        let opened = row.optional(OPENED, planned_day);
        let closed = row.optional(CLOSED, planned_day);
        let beside_legevakt = row.optional(LEGEVAKT, yes_no);
        let physician_cover = row.optional(COVER, coded);
        let location = row.optional(LOCATION, text);
        let direct_from_emergency = row.optional(DIRECT, yes_no);
        let telephone = row.optional(TELEPHONE, text);
        let offer = row.optional(OFFER, long_text);
        if let (Ok(Some(from)), Ok(Some(to))) = (&opened, &closed)
            && to < from
        {
            return Err(row.refuse(CLOSED, Problem::EndBeforeStart { start: from.to_string() }));
        }
        Ok(Some(Unit {
            code: code?,
            name: name?,
            kind: kind?,
            host: host?,
            opened: opened?,
            closed: closed?,
            beside_legevakt: beside_legevakt?,
            physician_cover: physician_cover?,
            location: location?,
            direct_from_emergency: direct_from_emergency?,
            telephone: telephone?,
            offer: offer?,
        }))
    }

    fn key(row: &Unit, hasher: &mut impl Hasher) {
        row.code.as_str().hash(hasher);
    }

    fn write(row: &Unit, line: &mut Line) {
        line.text(row.code.as_str());
        line.text(&row.name);
        line.show(row.kind);
        line.show_if(row.host);
        line.show_if(row.opened);
        line.show_if(row.closed);
        line.yes_no_if(row.beside_legevakt);
        line.show_if(row.physician_cover);
        line.text_if(row.location.as_deref());
        line.yes_no_if(row.direct_from_emergency);
        line.text_if(row.telephone.as_deref());
        line.text_if(row.offer.as_deref());
    }

    fn rows(rows: Vec<Unit>) -> Rows {
        Rows::Units(rows)
    }
}
