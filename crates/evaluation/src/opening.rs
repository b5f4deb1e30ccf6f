//! When a municipality was first served by a unit, and by which.

use chrono::NaiveDate;
use language::t;
use std::collections::BTreeMap;
use vocabulary::{
    Catalogue, Event, EventKind, EventPlace, Month, MunicipalityNumber, PhysicianCover, Unit, UnitCode,
};

/// How a unit is organised: the strata that were declared beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Organisation {
    /// Doctor on site day and night, beside the legevakt: where published effects are largest.
    OnSiteBesideLegevakt,
    /// Any other.
    Other,
}

impl Organisation {
    /// Of a unit as its attributes say.
    pub fn of(unit: &Unit) -> Self {
        let on_site = unit.physician_cover == Some(PhysicianCover::OnSite);
        if on_site && unit.beside_legevakt == Some(true) { Self::OnSiteBesideLegevakt } else { Self::Other }
    }

    /// The level of the panel's column `org`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::OnSiteBesideLegevakt => "lege_stede_legevakt",
            Self::Other => "andre",
        }
    }

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Self::OnSiteBesideLegevakt => t!("Lege til stede hele døgnet ved legevakt"),
            Self::Other => t!("Annen organisering"),
        }
    }

    /// The same in few words, for charts.
    pub fn short_label(self) -> &'static str {
        match self {
            Self::OnSiteBesideLegevakt => t!("døgnlege ved legevakt"),
            Self::Other => t!("annen organisering"),
        }
    }
}

/// The first unit that served a municipality.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// First month in which the municipality was served; a month that began without a unit counts as served.
    pub month: Month,
    /// First day.
    pub date: NaiveDate,
    /// The unit: municipalities with the same first unit are one cluster.
    pub unit: UnitCode,
    /// Its organisation.
    pub organisation: Organisation,
}

/// The opening of every municipality that was ever served, from memberships, from the unit's own opening where a
/// host has no membership, and from opening events of a municipality where neither is known.
pub fn openings(catalogue: &Catalogue, events: &[Event]) -> BTreeMap<MunicipalityNumber, Opening> {
    let mut first: BTreeMap<MunicipalityNumber, (NaiveDate, &Unit)> = BTreeMap::new();
    let mut note = |number, date, unit| {
        let held = first.entry(number).or_insert((date, unit));
        if date < held.0 {
            *held = (date, unit);
        }
    };
    for unit in &catalogue.units {
        let event = events.iter().find(|event| {
            event.kind == EventKind::Opening && event.place == EventPlace::Unit(unit.code.clone())
        });
        let opened = unit.opened.or_else(|| event.map(|event| event.date));
        let served = catalogue.unit_municipalities.iter().filter(|served| served.unit == unit.code);
        for served in served {
            // A membership written before the unit opened begins with the unit.
            note(served.municipality, opened.map_or(served.from, |opened| opened.max(served.from)), unit);
        }
        if let (Some(host), Some(opened)) = (unit.host, opened) {
            note(host, opened, unit);
        }
    }
    for event in events.iter().filter(|event| event.kind == EventKind::Opening) {
        let EventPlace::Municipality(number) = &event.place else { continue };
        if let Some(held) = first.get_mut(number)
            && event.date < held.0
        {
            held.0 = event.date;
        }
    }
    let opening = |(date, unit): (NaiveDate, &Unit)| Opening {
        month: Month::of(date),
        date,
        unit: unit.code.clone(),
        organisation: Organisation::of(unit),
    };
    first.into_iter().map(|(number, found)| (number, opening(found))).collect()
}
