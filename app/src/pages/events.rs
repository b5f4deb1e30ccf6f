//! What happened to the places of a view: openings, closings, changes of beds, and what happened to the country.

use crate::data::{Data, DataError};
use crate::selection::Selection;
use charts::Event;
use std::collections::BTreeSet;
use vocabulary::{Catalogue, EventKind, EventPlace, MunicipalityNumber, UnitCode};

/// The events of a view, as charts draw them. The country's belong to every view; those of units and municipalities
/// to views of these, not to the country, whose axis they would cover.
pub async fn events(
    data: &Data,
    catalogue: &Catalogue,
    selection: &Selection,
) -> Result<Vec<Event>, DataError> {
    let all = data.events(catalogue.version).await?;
    let today = data.today();
    let units: BTreeSet<UnitCode> =
        selection.units(catalogue, today).unwrap_or_default().into_iter().collect();
    let country = selection.scope == vocabulary::Scope::Country;
    let municipalities: BTreeSet<MunicipalityNumber> =
        if country { BTreeSet::new() } else { catalogue.municipalities_in(&selection.scope, today) };
    let one_unit = units.len() == 1;
    let named = |event: &vocabulary::Event| {
        let (within, place) = match &event.place {
            EventPlace::Country => (true, None),
            EventPlace::Municipality(number) => (
                municipalities.contains(number),
                (municipalities.len() > 1)
                    .then(|| catalogue.municipality(*number, today))
                    .flatten()
                    .map(|m| &m.name),
            ),
            EventPlace::Unit(code) => {
                let name = (!one_unit).then(|| catalogue.unit(code)).flatten().map(|unit| &unit.name);
                (!country && units.contains(code), name)
            }
        };
        within.then(|| Event { date: event.date, label: label(event, place.map(String::as_str)) })
    };
    Ok(all.iter().filter_map(named).collect())
}

/// `Endret sengetall: 6 senger (Asker KAD)`.
pub fn label(event: &vocabulary::Event, place: Option<&str>) -> String {
    let place = place.map_or_else(String::new, |place| format!(" ({place})"));
    match (event.kind, &event.description) {
        (EventKind::Other, Some(description)) => format!("{description}{place}"),
        (kind, Some(description)) => format!("{}: {description}{place}", kind.label()),
        (kind, None) => format!("{}{place}", kind.label()),
    }
}
