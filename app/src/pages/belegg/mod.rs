//! *Belegg*: how full the beds of a unit, a municipality, a trust or the country were.

mod calendar;
mod capacity;
mod changes;
mod drawings;
mod figures;
mod week;

use crate::data::{Data, DataError};
use crate::exports::FigureSet;
use crate::pages::asked::{Asked, asked};
use crate::pages::change::{self, Change};
use crate::pages::complete;
use crate::pages::events::events;
use crate::ui::data_line::DataLine;
use crate::ui::figure::Figure;
use crate::ui::filter::{Choices, Filter, Problems, period_text};
use crate::ui::tiles::{KeyFigures, Tile};
use figures::Figures;
use language::t;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::params::ParamsMap;
use measures::Measure;
use measures::completeness::Coverage;
use measures::gate::Calendar;
use measures::occupancy::{Occupancy, share_of_days};
use tables::Cell;
use vocabulary::{Month, Period, norwegian};

const PATH: &str = "/belegg";

/// The page *Belegg*.
#[component]
pub fn Page() -> impl IntoView {
    crate::pages::loaded(content)
}

/// A view of the page: what is asked for, the numbers, and the figures made of them.
struct View {
    asked: Asked,
    change: Change,
    figures: Figures,
    line: DataLine,
    daily: Option<Figure>,
    monthly: Figure,
    full_and_empty: Figure,
    changes: Option<change::Section>,
    calendar: Option<Figure>,
    distribution: Option<Figure>,
    week: Option<week::Week>,
    full_unit: Option<Figure>,
    pooled: Option<Figure>,
}

async fn view_of(data: &Data, query: &ParamsMap) -> Result<View, DataError> {
    let mut asked = asked(data, query).await?;
    let change = Change::of(query, &mut asked.problems);
    let Asked { catalogue, selection, place, source, .. } = &asked;
    let (figures, events, pooled, week) = tokio::try_join!(
        figures::load(data, catalogue, selection),
        events(data, catalogue, selection),
        capacity::pooled(data, catalogue, selection, place, source),
        week::of_unit(data, selection, place, source, week::is_asked_for(query)),
    )?;
    let (gate, period) = (data.gate_of_units(catalogue, &selection.scope), selection.period);
    let changed = change::Place {
        path: PATH,
        figure: "belegg-endring",
        selection,
        name: place,
        events: &events,
        source,
    };
    Ok(View {
        line: complete::of_days(figures.coverage, figures.newest),
        daily: drawings::daily(&figures, &events, place, source),
        monthly: drawings::monthly(&figures, &events, place, period, source),
        full_and_empty: drawings::full_and_empty(&figures, place, period, source),
        changes: changes::section(&figures, &change, &changed),
        calendar: calendar::calendar(&figures, place, source),
        distribution: calendar::distribution(&figures, place, source),
        full_unit: capacity::full_unit(&figures, selection, gate, place, source),
        week,
        pooled,
        change,
        figures,
        asked,
    })
}

/// The figures of a view without the page around them.
pub async fn figures(data: &Data, query: &ParamsMap) -> Result<FigureSet, DataError> {
    let view = view_of(data, query).await?;
    let week = view.week.and_then(week::Week::figure);
    let figures = [
        view.daily,
        Some(view.monthly),
        Some(view.full_and_empty),
        view.changes.map(|section| section.figure),
        view.calendar,
        view.distribution,
        week,
        view.full_unit,
        view.pooled,
    ];
    let key_figures = key_figures(&view.figures, &view.asked);
    Ok(FigureSet::new(figures, view.line, view.asked).with([key_figures.listed()]))
}

async fn content(data: Data, query: ParamsMap) -> Result<AnyView, DataError> {
    let view = view_of(&data, &query).await?;
    provide_context(view.line);
    let charts = view! {
        {view.daily.map(Figure::view)}
        <div class="charts">
            {view.monthly.view()}
            {view.full_and_empty.view()}
        </div>
        {view.changes.map(change::Section::view)}
        {view.calendar.map(Figure::view)}
        <div class="charts">
            {view.distribution.map(Figure::view)}
            {view.week.map(week::Week::view)}
            {view.full_unit.map(Figure::view)}
            {view.pooled.map(Figure::view)}
        </div>
    };
    let key_figures = key_figures(&view.figures, &view.asked);
    let (figures, Asked { catalogue, selection, problems, place, .. }) = (view.figures, view.asked);
    let period = selection.period;
    let kept = view.change.pairs().into_iter().chain(week::kept(&query)).collect();
    let choices = Choices { unit: true, kind: true, age_group: false, all_time: false };
    Ok(view! {
        <Title text=t!("Belegg – {place}") />
        <h1>{t!("Belegg – ")}{place.clone()}</h1>
        <p class="ingress">{period_text(period)}"."{completeness(figures.coverage)}</p>
        <Filter action=PATH selection catalogue today=data.today() choices kept />
        <Problems problems />
        {key_figures.view()}
        {charts}
    }
    .into_any())
}

/// How many of the expected days are registered.
fn completeness(coverage: Coverage) -> String {
    match coverage.share() {
        None => t!(" Ingen enheter var i drift i perioden.").to_owned(),
        Some(share) => t!(
            " Registrert: {} av {} enhetsdøgn ({}).",
            norwegian::count(coverage.registered),
            norwegian::count(coverage.expected),
            norwegian::percent(share, 0)
        ),
    }
}

fn key_figures(figures: &Figures, asked: &Asked) -> KeyFigures {
    let tiles = tiles(figures, asked.selection.period);
    KeyFigures { id: "belegg-nokkeltall", tiles, source: asked.source.clone() }
}

fn tiles(figures: &Figures, period: Period) -> Vec<Tile> {
    let (sum, before) = (&figures.sum, &figures.year_before);
    let share = |value: Option<f64>| Cell::or_missing(value, |share| Cell::percent(share, 1));
    let change = |now: Option<f64>, then: Option<f64>| match (now, then) {
        (Some(now), Some(then)) => {
            t!(
                "{} prosentpoeng fra samme periode året før ({})",
                norwegian::signed((now - then) * 100.0, 1),
                norwegian::percent(then, 1)
            )
        }
        _ => t!("Ingen tall for samme periode året før").to_owned(),
    };
    // Patients are counted over whole months, so that periods a day apart can't be subtracted.
    let months = |period: Period| (Month::of(period.from()), Month::of(period.to()));
    let count = |shown: &Calendar, period: Period| {
        let (from, to) = months(period);
        Cell::from(shown.over(from, to).total)
    };
    let earlier = |shown: &Calendar, then: Option<i64>| {
        let mut notes = Vec::new();
        if then.is_some() {
            notes.push(t!("{} i samme periode året før", count(shown, period.year_before()).text()));
        }
        if !period.is_whole_months() {
            notes.push(t!("Pasienter telles i hele måneder").to_owned());
        }
        notes
    };
    let then = Occupancy::ssb(before.occupied, before.bed_days).share();
    let places = figures.by_places().and_then(Occupancy::share);
    let days = |n: i64, sum: &store::RegistrationSum| share_of_days(n, sum.days);
    let mut tiles = vec![
        Tile::new(
            Measure::OccupancySsb,
            share(figures.ssb().share()),
            vec![change(figures.ssb().share(), then)],
        ),
        Tile::new(
            Measure::OccupancyPlaces,
            share(places),
            places
                .map_or_else(|| vec![t!("Sengetall mangler: importer «senger»").to_owned()], |_| Vec::new()),
        ),
        Tile::new(
            Measure::FullDays,
            share(days(sum.full_days, sum)),
            vec![change(days(sum.full_days, sum), days(before.full_days, before))],
        ),
        Tile::new(
            Measure::EmptyDays,
            share(days(sum.empty_days, sum)),
            vec![change(days(sum.empty_days, sum), days(before.empty_days, before))],
        ),
        Tile::new(
            Measure::BedDays,
            Cell::number(sum.occupied, 0),
            vec![t!("{} i samme periode året før", norwegian::number(before.occupied, 0))],
        ),
    ];
    // What nobody registered is left out rather than shown as missing.
    for (measure, now, then, shown) in [
        (Measure::Admissions, sum.admissions, before.admissions, &figures.patients.admissions),
        (Measure::Rejected, sum.rejected, before.rejected, &figures.patients.rejected),
    ] {
        if now.is_some() {
            tiles.push(Tile::new(measure, count(shown, period), earlier(shown, then)));
        }
    }
    // Discharges per bed and year: places where they are known, else open beds.
    let places = figures.place_days.filter(|days| *days > 0.0).unwrap_or(sum.bed_days);
    let (from, to) = months(period);
    let discharges = figures.patients.discharges.over(from, to).total;
    let turnover = sum.discharges.filter(|_| period.is_whole_months()).and_then(|_| {
        let n = discharges.count()?;
        measures::capacity::turnover(n as f64, places / period.days() as f64, period.days())
    });
    if let Some(turnover) = turnover {
        let note = t!("{} utskrivinger", discharges.text());
        tiles.push(Tile::new(Measure::Turnover, Cell::number(turnover, 1), vec![note]));
    }
    if let Some(lent) = sum.discharge_ready {
        let of = share_of_days(lent as i64, sum.occupied as i64);
        let note = of.map_or_else(Vec::new, |of| vec![t!("{} av liggedøgnene", norwegian::percent(of, 1))]);
        tiles.push(Tile::new(Measure::LentBeds, Cell::number(lent, 0), note));
    }
    tiles
}
