//! The leaflet: a municipality on one page of paper.

use super::{Block, Report, SIGNS, foot, query_of};
use crate::data::{Data, DataError};
use crate::exports::{Page, find, find_table};
use crate::pages::{effekt, oversikt};
use crate::selection::slug;
use language::{t, text};
use leptos_router::params::ParamsMap;
use vocabulary::{Catalogue, MunicipalityNumber, Scope, norwegian};

/// The leaflet; `None` where there is no such municipality today or no data at all.
///
/// # Errors
/// [`DataError`]; [`DataError::Forbidden`] where the municipality isn't for who asks.
pub async fn report(data: &Data, number: MunicipalityNumber) -> Result<Option<Report>, DataError> {
    let catalogue = data.catalogue().await?;
    let Some(municipality) = catalogue.municipality(number, data.today()) else { return Ok(None) };
    let title = t!("Øyeblikkelig hjelp – {} kommune", municipality.name);
    let name = format!("kommuneark-{number}-{}", slug(&municipality.name));
    let data = &data.handed_on();
    let query = query_of(Some(("kommune", number.to_string())), None);
    let Some(summary) = oversikt::summary(data, &query).await? else { return Ok(None) };
    let (mut occupancy, mut own, effect) = tokio::try_join!(
        Page::Occupancy.figures(data, &query),
        Page::Municipality.figures(data, &query),
        effekt::told(data, &query),
    )?;
    let pairs = summary.asked.selection.pairs();
    let mut blocks = vec![Block::Words(summary.sentence), Block::Words(units(&catalogue, number, data))];
    blocks.push(Block::Table {
        source: String::new(),
        address: find_table("sammenlign").map_or_else(String::new, |entry| entry.address(&pairs, &query)),
        table: Box::new(summary.key_figures),
    });
    let of = |set: &mut _, id: &str, query: &ParamsMap| Block::figure(set, find(id)?, query);
    blocks.extend(of(&mut occupancy, "belegg-maaned", &query));
    blocks.extend(of(&mut own, "oeh-tid", &query));
    // Each chart's own source is left to the page that it leads to: one page of paper.
    for block in &mut blocks {
        if let Block::Figure(shown) = block {
            shown.source.clear();
        }
    }
    blocks.push(Block::Words(t!("Effekt på ØH-innleggelser: {effect}")));
    blocks.push(Block::Note(t!("Nøkkeltall: {} {}", summary.asked.source, text(SIGNS))));
    Ok(Some(Report { title, name, blocks, foot: foot(data).await?, one_page: true, problems: Vec::new() }))
}

/// The units that take the municipality's patients, in a sentence.
fn units(catalogue: &Catalogue, number: MunicipalityNumber, data: &Data) -> String {
    let today = data.today();
    let units = catalogue.units_in(&Scope::Municipality(number), &[], today);
    let open = units.into_iter().filter(|unit| unit.closed.is_none_or(|closed| closed >= today));
    let names: Vec<String> = open
        .map(|unit| match catalogue.beds_on(&unit.code, today) {
            Some(beds) => {
                let beds = norwegian::number(beds, usize::from(beds.fract() != 0.0));
                t!("{} ({beds} senger)", unit.name)
            }
            None => unit.name.clone(),
        })
        .collect();
    match names.len() {
        0 => t!("Ingen enhet er registrert for kommunen i dag.").to_owned(),
        1 => t!("Kommunen bruker {}.", names[0]),
        _ => t!("Kommunen bruker {}.", names.join(", ")),
    }
}
