//! *Kommune*: everything about one municipality on a page, beside the country and those of its size. No ranking.

mod cost;
mod drawings;
mod figures;

use crate::data::{Data, DataError};
use crate::exports::{FigureSet, Listed};
use crate::pages::asked::{Asked, asked_in_months};
use crate::pages::events::events;
use crate::pages::oversikt::columns::Column;
use crate::pages::oversikt::facts::Facts;
use crate::selection::Selection;
use crate::studies::Ask;
use crate::ui::data_line::DataLine;
use crate::ui::figure::{Figure, table_files};
use crate::ui::filter::{Choices, Filter, Problems, period_text};
use crate::ui::table::Table;
use crate::ui::tiles::{KeyFigures, Tile};
use cost::Assumptions;
use effect::sentence;
use evaluation::Target;
pub use figures::{Everyone, Municipalities, everyone};
use figures::{Figures, Own};
use language::t;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::params::ParamsMap;
use measures::{Gate, Measure, rates};
use std::collections::BTreeSet;
use tables::Cell;
use vocabulary::{Catalogue, MunicipalityNumber, Scope, norwegian};

const PATH: &str = "/kommune";
/// How long a period is where the address says nothing: long enough for a small municipality.
const MONTHS: i32 = 24;

/// The page *Kommune*.
#[component]
pub fn Page() -> impl IntoView {
    crate::pages::loaded(content)
}

/// A view of the page: what is asked for, the numbers, and the figures made of them.
struct View {
    asked: Asked,
    assumptions: Assumptions,
    figures: Figures,
    line: DataLine,
    funnel: Option<Figure>,
    charts: Charts,
}

/// The figures of one municipality; none of them where none is chosen.
#[derive(Default)]
struct Charts {
    over_time: Option<Figure>,
    by_age: Option<Figure>,
    cost: Option<Figure>,
    bed_needs: Option<Figure>,
}

async fn view_of(data: &Data, query: &ParamsMap) -> Result<View, DataError> {
    let newest = data.store.admission_span().await?.map(|(_, last)| last);
    let mut asked = asked_in_months(data, query, MONTHS, newest).await?;
    if let Scope::Unit(_) = &asked.selection.scope {
        let place = std::mem::replace(&mut asked.place, t!("Hele landet").to_owned());
        asked.problems.push(t!("Siden viser kommuner. Velg en av kommunene som {place} betjener."));
        asked.selection.scope = Scope::Country;
    }
    let assumptions = Assumptions::of(query, asked.selection.period, &mut asked.problems);
    let Asked { catalogue, selection, place, source, .. } = &asked;
    let line = crate::pages::complete::line(data, catalogue, selection).await?;
    let (gate, today, period) = (data.gate_of_everyone(catalogue), data.today(), selection.period);
    let figures = figures::load(data, catalogue, &selection.scope, period).await?;
    let funnel = drawings::funnel(&figures, catalogue, today, gate, place, source);
    let charts = if let Some(own) = &figures.own {
        let events = events(data, catalogue, selection).await?;
        Charts {
            over_time: drawings::over_time(own, &events, period, place, source),
            by_age: drawings::by_age(&figures, own, period, place, source),
            cost: cost::figure(own, &assumptions, period, place, source),
            bed_needs: drawings::bed_needs(&figures, own, place, source),
        }
    } else {
        Charts::default()
    };
    Ok(View { asked, assumptions, figures, line, funnel, charts })
}

/// The figures of a view without the page around them.
pub async fn figures(data: &Data, query: &ParamsMap) -> Result<FigureSet, DataError> {
    let view = view_of(data, query).await?;
    let table = view.figures.own.as_ref().map(|own| Listed {
        id: "like-store",
        table: neighbours(
            &view.figures,
            own,
            &view.asked.selection,
            data.gate_of_everyone(&view.asked.catalogue),
        ),
        measures: drawings::COMPARED.into(),
        source: view.asked.source.clone(),
    });
    let gate = data.gate_of_everyone(&view.asked.catalogue);
    let key = view.figures.own.as_ref();
    let key = key.map(|own| key_figures(&view.figures, own, gate, &view.asked.source).listed());
    let Charts { over_time, by_age, cost, bed_needs } = view.charts;
    let figures = [over_time, by_age, cost, bed_needs, view.funnel];
    Ok(FigureSet::new(figures, view.line, view.asked).with(key.into_iter().chain(table)))
}

/// The municipalities of the same size.
fn neighbours(figures: &Figures, own: &Own, selection: &Selection, gate: Gate) -> Table {
    let link = |number: MunicipalityNumber| selection.of(Scope::Municipality(number)).query();
    drawings::neighbours(figures, own, link, gate)
}

async fn content(data: Data, query: ParamsMap) -> Result<AnyView, DataError> {
    let View { asked, assumptions, figures, line, funnel, charts } = view_of(&data, &query).await?;
    provide_context(line);
    let funnel = funnel.map(Figure::view);
    let Asked { catalogue, selection, problems, place, source } = asked;
    let body = match &figures.own {
        None => view! {
            <p class="ingress">
                {period_text(selection.period)} {t!(". Velg en kommune for å se enheter, bruk, ØH-innleggelser og kostnader samlet.")}
            </p>
        }
        .into_any(),
        Some(own) => {
            let of = Parts { data: &data, catalogue: &catalogue, selection: &selection, source: &source };
            of.body(&figures, own, &assumptions, charts).await?
        }
    };
    let kept = assumptions.pairs();
    let heading = if figures.own.is_some() { t!("Kommune – {place}") } else { t!("Kommuner").to_owned() };
    let today = data.today();
    let choices = Choices { unit: false, kind: false, age_group: false, all_time: false };
    Ok(view! {
        <Title text=heading.clone() />
        <h1>{heading}</h1>
        <Filter action=PATH selection catalogue today choices kept />
        <Problems problems />
        {body}
        {funnel}
    }
    .into_any())
}

/// What the parts of the page are about.
struct Parts<'a> {
    data: &'a Data,
    catalogue: &'a Catalogue,
    selection: &'a Selection,
    source: &'a str,
}

impl Parts<'_> {
    async fn body(
        &self,
        figures: &Figures,
        own: &Own,
        assumptions: &Assumptions,
        charts: Charts,
    ) -> Result<AnyView, DataError> {
        let gate = self.data.gate_of_everyone(self.catalogue);
        let effect = self.effect(own.number).await?;
        let cost = charts.cost.map(|figure| {
            let form = cost::form(assumptions, PATH, self.selection.pairs());
            view! { <div class="charts-part">{figure.view()} {form}</div> }.into_any()
        });
        let table = neighbours(figures, own, self.selection, gate);
        Ok(view! {
            {self.units(own.number)}
            {key_figures(figures, own, gate, self.source).view()}
            {effect}
            <div class="charts">
                {charts.over_time.map(Figure::view)}
                {charts.by_age.map(Figure::view)}
                {cost}
                {charts.bed_needs.map(Figure::view)}
            </div>
            <section class="panel">
                <h2 id="like-store">{t!("Kommuner av samme størrelse")}</h2>
                <p>
                    {t!("Etter navn, ikke etter tall. I parentes står 95 % intervall; ")}
                    <code>":"</code> {t!(" betyr at tallet bygger på for få pasienter.")}
                </p>
                {table.view()}
                <p class="source">{self.source.to_owned()}</p>
                {table_files("like-store", &table.caption)}
            </section>
        }
        .into_any())
    }

    /// The units that serve the municipality, with ways on.
    fn units(&self, number: MunicipalityNumber) -> AnyView {
        let today = self.data.today();
        let units = self.catalogue.units_in(&Scope::Municipality(number), &[], today);
        let open = units.into_iter().filter(|unit| unit.closed.is_none_or(|closed| closed >= today));
        let items: Vec<_> = open
            .map(|unit| {
                let query = self.selection.of(Scope::Unit(unit.code.clone())).query();
                let beds = self.catalogue.beds_on(&unit.code, today);
                let beds = beds.map_or_else(String::new, |n| {
                    t!(", {} senger", norwegian::number(n, usize::from(n.fract() != 0.0)))
                });
                let host = if unit.host == Some(number) { t!(", i egen kommune") } else { "" };
                view! {
                    <li>
                        <a href=format!("/belegg?{query}")>{unit.name.clone()}</a>
                        {format!(" ({}{beds}{host})", unit.kind.label())}
                    </li>
                }
            })
            .collect();
        if items.is_empty() {
            return view! { <p class="ingress">{t!("Ingen enhet er registrert for kommunen i dag.")}</p> }
                .into_any();
        }
        view! {
            <p class="ingress">{t!("{}. Kommunen bruker disse enhetene:", period_text(self.selection.period))}</p>
            <ul>{items}</ul>
        }
        .into_any()
    }

    /// The effect in a sentence, with the way to how it was found.
    async fn effect(&self, number: MunicipalityNumber) -> Result<Option<AnyView>, DataError> {
        let studies = &self.data.studies;
        let Some(country) = studies.country(self.data, self.catalogue, None).await? else { return Ok(None) };
        let ask =
            |municipalities| Ask { target: Target { municipalities, age_group: None }, department: None };
        let everyone = studies.study(&country, self.catalogue, &ask(None)).await?;
        let text = if let Some((estimate, status)) = everyone.municipality(number) {
            sentence::of_estimate(estimate, everyone.overall.scale, status)
        } else {
            // Why there is none.
            let alone = ask(Some(BTreeSet::from([number])));
            sentence::sentence(&studies.study(&country, self.catalogue, &alone).await?.overall)
        };
        let href = format!("/effekt?kommune={number}");
        Ok(Some(
            view! {
                <p>
                    <strong>{t!("Effekt på ØH-innleggelser: ")}</strong>
                    {text} " "
                    <a href=href>{t!("Se hvordan anslaget er laget")}</a>
                </p>
            }
            .into_any(),
        ))
    }
}

fn key_figures(figures: &Figures, own: &Own, gate: Gate, source: &str) -> KeyFigures {
    KeyFigures { id: "kommune-nokkeltall", tiles: tiles(figures, own, gate), source: source.to_owned() }
}

fn tiles(figures: &Figures, own: &Own, gate: Gate) -> Vec<Tile> {
    let country = &figures.everyone.country;
    let tile = |measure: Measure| {
        let column = Column::of(measure);
        let reading = (column.read)(&own.facts, gate);
        let mut notes: Vec<String> = column
            .interval(reading)
            .map(|interval| t!("95\u{a0}% intervall {interval}"))
            .into_iter()
            .collect();
        notes.push(t!("Hele landet: {}", column.text((column.read)(country, gate))));
        Tile::new(measure, column.cell(reading), notes)
    };
    vec![
        tile(Measure::StayRate),
        standardised_use(own, country, gate),
        tile(Measure::EmergencyRate),
        tile(Measure::EmergencyRateStandardised),
        tile(Measure::Readmissions),
    ]
}

/// Use of the units adjusted for age.
fn standardised_use(own: &Own, country: &Facts, gate: Gate) -> Tile {
    let stays: f64 = own.stays.iter().map(|stratum| stratum.events).sum();
    let rate = rates::standardised(&own.stays, 1.0).filter(|_| stays > 0.0);
    let shown = rate.and_then(|rate| gate.derived(stays as i64, rate));
    let shown = shown.filter(|_| gate.lets(own.facts.withheld.home_stays));
    let value = match (rate, shown) {
        (_, Some(rate)) => Cell::number(rate.value, 1),
        (Some(_), None) => Cell::Hidden,
        (None, None) => Cell::Missing,
    };
    let mut notes: Vec<String> = shown
        .map(|rate| {
            let bound = |value| norwegian::number(value, 1);
            t!("95\u{a0}% intervall {}–{}", bound(rate.lower), bound(rate.upper))
        })
        .into_iter()
        .collect();
    let column = Column::of(Measure::StayRate);
    notes.push(t!("Hele landet: {}", column.text((column.read)(country, gate))));
    Tile {
        name: Some(t!("Opphold per 1 000, aldersjustert")),
        ..Tile::new(Measure::StayRateStandardised, value, notes)
    }
}
