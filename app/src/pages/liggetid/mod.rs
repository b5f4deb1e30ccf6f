//! *Liggetid*: how long the stays lasted, by month of discharge.

mod by;
mod changes;
mod drawings;
mod figures;
mod survival;

use crate::data::{Data, DataError};
use crate::exports::FigureSet;
use crate::pages::asked::{Asked, asked};
use crate::pages::change::{self, Change};
use crate::pages::events::events;
use crate::pages::stays::{StayView, comparison, gate_of, introduction, source_line, withheld};
use crate::ui::data_line::DataLine;
use crate::ui::figure::Figure;
use crate::ui::filter::{Choices, Filter, Problems};
use crate::ui::tiles::{KeyFigures, Tile};
use figures::Figures;
use language::t;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::params::ParamsMap;
use measures::length_of_stay::LengthOfStay;
use measures::{Gate, Measure};
use tables::Cell;
use vocabulary::norwegian;

const PATH: &str = "/liggetid";

/// The page *Liggetid*.
#[component]
pub fn Page() -> impl IntoView {
    crate::pages::loaded(content)
}

/// A view of the page: what is asked for, the numbers, and the figures made of them.
struct View {
    asked: Asked,
    gate: Gate,
    change: Change,
    by: by::By,
    stays: StayView,
    figures: Figures,
    line: DataLine,
    monthly: Figure,
    distribution: Figure,
    over_72h: Figure,
    by_kind: Figure,
    divided: Figure,
    running: Option<Figure>,
    changes: Option<change::Section>,
}

impl View {
    fn key_figures(&self) -> KeyFigures {
        let source = source_line(&self.asked.catalogue, &self.stays);
        KeyFigures { id: "liggetid-nokkeltall", tiles: tiles(&self.figures, self.gate), source }
    }
}

async fn view_of(data: &Data, query: &ParamsMap) -> Result<View, DataError> {
    let mut asked = asked(data, query).await?;
    let change = Change::of(query, &mut asked.problems);
    let by = by::By::of(query, &mut asked.problems);
    let Asked { catalogue, selection, place, .. } = &asked;
    let line = crate::pages::complete::line(data, catalogue, selection).await?;
    let events = events(data, catalogue, selection).await?;
    let stays = StayView::of(selection, catalogue, data);
    let comparison = comparison(selection, catalogue, data);
    let gate = gate_of(data, catalogue, selection);
    let withheld = withheld(data, catalogue, selection, &stays).await?;
    let figures = figures::load(data, catalogue, &stays, comparison.as_ref(), &withheld, gate).await?;
    let source = source_line(catalogue, &stays);
    let changed = change::Place {
        path: PATH,
        figure: "liggetid-endring",
        selection,
        name: place,
        events: &events,
        source: &source,
    };
    Ok(View {
        divided: by.figure(&figures.completed, (&stays, &withheld, gate), place, &source),
        running: survival::figure(data, selection, gate, place, &source).await?,
        monthly: drawings::monthly(&figures, &events, place, &source),
        distribution: drawings::distribution(&figures, place, &source),
        over_72h: drawings::over_72h(&figures, place, &source),
        by_kind: drawings::by_kind(&figures, gate, place, &source),
        changes: changes::section(&figures, &change, &changed),
        gate,
        change,
        by,
        stays,
        figures,
        line,
        asked,
    })
}

/// The figures of a view without the page around them.
pub async fn figures(data: &Data, query: &ParamsMap) -> Result<FigureSet, DataError> {
    let view = view_of(data, query).await?;
    let key_figures = view.key_figures();
    let figures = [
        Some(view.monthly),
        Some(view.distribution),
        Some(view.over_72h),
        Some(view.by_kind),
        Some(view.divided),
        view.running,
        view.changes.map(|section| section.figure),
    ];
    Ok(FigureSet::new(figures, view.line, view.asked).with([key_figures.listed()]))
}

async fn content(data: Data, query: ParamsMap) -> Result<AnyView, DataError> {
    let view = view_of(&data, &query).await?;
    let key_figures = view.key_figures();
    provide_context(view.line);
    let charts = view! {
        {view.monthly.view()}
        {view.distribution.view()}
        {view.over_72h.view()}
        {view.by_kind.view()}
        {view.divided.view()}
        {view.running.map(Figure::view)}
    };
    let (figures, gate) = (view.figures, view.gate);
    let Asked { catalogue, selection, problems, place, .. } = view.asked;
    let kept = view.change.pairs();
    let introduction = introduction(&selection, &catalogue, &view.stays, &place);
    let choices = Choices { unit: true, kind: true, age_group: true, all_time: false };
    Ok(view! {
        <Title text=t!("Liggetid – {place}") />
        <h1>{t!("Liggetid – ")}{place.clone()}</h1>
        <p class="ingress">{introduction}{open(&figures, gate)}</p>
        <Filter action=PATH selection catalogue today=data.today() choices kept further=view.by.choice() />
        <Problems problems />
        {key_figures.view()}
        <div class="charts">{charts}</div>
        {view.changes.map(change::Section::view)}
    }
    .into_any())
}

/// How many lie there now and so aren't counted.
fn open(figures: &Figures, gate: Gate) -> String {
    match figures.open.map(|n| (n, gate.count(n).count())) {
        None | Some((0, _)) => String::new(),
        Some((_, Some(n))) => {
            t!(" {} pasienter er ikke skrevet ut ennå og er ikke med.", norwegian::count(n))
        }
        Some((_, None)) => t!(" Noen få pasienter er ikke skrevet ut ennå og er ikke med.").to_owned(),
    }
}

/// A figure of a summary as it may be shown: `-` for nobody, `:` for too few.
fn shown(
    summary: Option<LengthOfStay>,
    visible: bool,
    value: impl Fn(&LengthOfStay) -> Option<Cell>,
) -> Cell {
    match summary {
        None => Cell::Nothing,
        Some(summary) => value(&summary).filter(|_| visible).unwrap_or(Cell::Hidden),
    }
}

fn tiles(figures: &Figures, gate: Gate) -> Vec<Tile> {
    let (from, to) = figures.span();
    let visible = |from, to| figures.calendar.over(from, to).total.count().is_some();
    let (now, earlier) = (visible(from, to), visible(from.plus(-12), to.plus(-12)));
    let notes = |value: &dyn Fn(&LengthOfStay) -> Option<Cell>, before: &Cell| {
        let before = figures.before.map(|_| t!("{} i samme måneder året før", before.text()));
        let mut notes =
            vec![before.unwrap_or_else(|| t!("Ingen opphold i samme måneder året før").to_owned())];
        if let Some((name, country)) = &figures.country {
            notes.push(format!("{} {name}", country.as_ref().and_then(value).unwrap_or(Cell::Hidden).text()));
        }
        notes
    };
    let of = |measure: Measure, value: &dyn Fn(&LengthOfStay) -> Option<Cell>| {
        let before = shown(figures.before, earlier, value);
        Tile::new(measure, shown(figures.total, now, value), notes(value, &before))
    };
    let share = |share: Option<f64>| share.map(|share| Cell::percent(share, 1));
    let share_of = |summary: Option<LengthOfStay>, from, to| {
        let value = share(drawings::whole_share(figures, from, to)).unwrap_or(Cell::Hidden);
        if summary.is_some() { value } else { Cell::Nothing }
    };
    let of_country = |s: &LengthOfStay| share(gate.share(s.over_72h, s.stays));
    let mut tiles = vec![
        of(Measure::MeanStay, &|s| Some(Cell::days(s.mean / 24.0, 1))),
        of(Measure::MedianStay, &|s| Some(Cell::days(s.median / 24.0, 1))),
        of(Measure::P90Stay, &|s| Some(Cell::days(s.p90 / 24.0, 1))),
        Tile::new(
            Measure::Over72h,
            share_of(figures.total, from, to),
            notes(&of_country, &share_of(figures.before, from.plus(-12), to.plus(-12))),
        ),
        of(Measure::Stays, &|s| Some(Cell::Count(s.stays))),
    ];
    let stays = figures.total.map_or(0, |total| total.stays);
    if let Some(discharges) = figures.discharges {
        let share = gate.derived(discharges, stays as f64 / discharges as f64).filter(|_| now);
        tiles.push(Tile::new(
            Measure::StayCoverage,
            Cell::or_hidden(share, |share| Cell::percent(share, 1)),
            vec![t!("{} utskrivinger er registrert", gate.count(discharges).text())],
        ));
    }
    tiles
}
