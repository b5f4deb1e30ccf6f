//! *Liggetid*: how long the stays lasted, by month of discharge.

mod drawings;
mod figures;

use crate::data::{Data, DataError};
use crate::pages::asked::{Asked, asked};
use crate::pages::stays::{StayView, comparison, introduction, source_line};
use crate::ui::filter::{Choices, Filter, Problems};
use crate::ui::tiles::{Tile, Tiles};
use drawings::days_text;
use figures::Figures;
use leptos::prelude::*;
use leptos_meta::Title;
use measures::length_of_stay::LengthOfStay;
use measures::{Gate, Measure};
use vocabulary::norwegian;

const PATH: &str = "/liggetid";

/// The page *Liggetid*.
#[component]
pub fn Page() -> impl IntoView {
    crate::pages::loaded(content)
}

async fn content(data: Data, query: leptos_router::params::ParamsMap) -> Result<AnyView, DataError> {
    let Asked { catalogue, selection, problems, place, .. } = asked(&data, &query).await?;
    crate::pages::complete::say(&data, &catalogue, &selection).await?;
    let stays = StayView::of(&selection, &catalogue, &data);
    let comparison = comparison(&selection, &catalogue, &data);
    let figures = figures::load(&data, &catalogue, &stays, comparison.as_ref()).await?;
    let (gate, source) = (data.gate, source_line(&catalogue, &stays));
    let charts = view! {
        {drawings::monthly(&figures, gate, &place, &source).view()}
        {drawings::distribution(&figures, gate, &place, &source).view()}
        {drawings::over_72h(&figures, gate, &place, &source).view()}
        {drawings::by_kind(&figures, gate, &place, &source).view()}
    };
    let introduction = introduction(&selection, &catalogue, &stays, &place);
    let choices = Choices { unit: true, kind: true, age_group: true, all_time: false };
    Ok(view! {
        <Title text=format!("Liggetid – {place}") />
        <h1>"Liggetid – "{place.clone()}</h1>
        <p class="ingress">{introduction}{open(&figures, gate)}</p>
        <Filter action=PATH selection catalogue today=data.today() choices />
        <Problems problems />
        <Tiles tiles=tiles(&figures, gate) />
        <div class="charts">{charts}</div>
    }
    .into_any())
}

/// How many lie there now and so aren't counted.
fn open(figures: &Figures, gate: Gate) -> String {
    match figures.open.map(|n| (n, gate.count(n).count())) {
        None | Some((0, _)) => String::new(),
        Some((_, Some(n))) => {
            format!(" {} pasienter er ikke skrevet ut ennå og er ikke med.", norwegian::count(n))
        }
        Some((_, None)) => " Noen få pasienter er ikke skrevet ut ennå og er ikke med.".to_owned(),
    }
}

/// A figure of a summary as it may be shown: `-` for nobody, `:` for too few.
fn shown(
    summary: Option<LengthOfStay>,
    gate: Gate,
    text: impl Fn(&LengthOfStay) -> Option<String>,
) -> String {
    match summary {
        None => "-".to_owned(),
        Some(summary) => {
            gate.derived(summary.stays, ()).and_then(|()| text(&summary)).unwrap_or_else(|| ":".to_owned())
        }
    }
}

fn tiles(figures: &Figures, gate: Gate) -> Vec<Tile> {
    let notes = |text: &dyn Fn(&LengthOfStay) -> Option<String>| {
        let before = figures
            .before
            .map(|before| format!("{} i samme måneder året før", shown(Some(before), gate, text)));
        let mut notes = vec![before.unwrap_or_else(|| "Ingen opphold i samme måneder året før".to_owned())];
        if let Some((name, country)) = &figures.country {
            notes.push(format!("{} {name}", shown(*country, gate, text)));
        }
        notes
    };
    let of = |measure: Measure, text: &dyn Fn(&LengthOfStay) -> Option<String>| {
        Tile::new(measure, shown(figures.total, gate, text), notes(text))
    };
    let mut tiles = vec![
        of(Measure::MeanStay, &|s| Some(days_text(s.mean))),
        of(Measure::MedianStay, &|s| Some(days_text(s.median))),
        of(Measure::P90Stay, &|s| Some(days_text(s.p90))),
        of(Measure::Over72h, &|s| gate.share(s.over_72h, s.stays).map(|share| norwegian::percent(share, 1))),
        of(Measure::Stays, &|s| Some(norwegian::count(s.stays))),
    ];
    let stays = figures.total.map_or(0, |total| total.stays);
    if let Some(discharges) = figures.discharges {
        let share = gate.derived(stays, stays as f64 / discharges as f64);
        tiles.push(Tile::new(
            Measure::StayCoverage,
            share.map_or_else(|| ":".to_owned(), |share| norwegian::percent(share, 1)),
            vec![format!("{} utskrivinger er registrert", gate.count(discharges).text())],
        ));
    }
    tiles
}
