//! *Oversikt*: the few figures of a trust, a municipality or the country that a leader needs before a meeting.

mod changes;
pub(crate) mod columns;
mod drawings;
pub(crate) mod facts;
mod figures;
mod places;
mod start;
mod words;

use crate::data::{Data, DataError};
use crate::exports::{FigureSet, Listed};
use crate::pages::asked::{Asked, asked_in_months};
use crate::pages::change::{self, Change};
use crate::pages::events::events;
use crate::ui::data_line::DataLine;
use crate::ui::figure::{Figure, table_files};
use crate::ui::filter::{Choices, Filter, Problems, period_text};
use crate::ui::table::Table;
use crate::ui::tiles::{KeyFigures, Tile};
use columns::{COLUMNS, Expected};
use facts::{Facts, Reading};
use figures::Figures;
pub use figures::WholeCountry;
use language::t;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::params::ParamsMap;
use measures::capacity::bed_need;
use measures::{Gate, Measure};
pub use places::EveryPlace;
use tables::Cell;
use vocabulary::{Dataset, Right, norwegian};

const PATH: &str = "/";
/// How long a period is where the address says nothing.
const MONTHS: i32 = 12;

/// What the key figures' table is called in addresses.
const KEY_FIGURES: &str = "nokkeltall";

/// The page *Oversikt*.
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
    emergency: Option<Figure>,
    changes: Option<change::Section>,
}

/// `None` where there are no data at all.
async fn view_of(data: &Data, query: &ParamsMap) -> Result<Option<View>, DataError> {
    let newest = data.store.admission_span().await?.map(|(_, last)| last);
    let mut asked = asked_in_months(data, query, MONTHS, newest).await?;
    let change = Change::of(query, &mut asked.problems);
    let Asked { catalogue, selection, place, source, .. } = &asked;
    let nothing = catalogue.newest_registration.is_none() && newest.is_none();
    if nothing && !data.store.has_rows(Dataset::Stays).await? {
        return Ok(None);
    }
    let figures = figures::load(data, catalogue, selection).await?;
    let line = crate::pages::complete::line(data, catalogue, selection).await?;
    let events = events(data, catalogue, selection).await?;
    let gate = data.gate_of_everyone(catalogue);
    let over_time = t!("{} måneder til og med periodens slutt. {source}", figures::SPARK_MONTHS);
    let changed = change::Place {
        path: PATH,
        figure: "oversikt-endring",
        selection,
        name: place,
        events: &events,
        source: &over_time,
    };
    Ok(Some(View {
        emergency: drawings::emergency(&figures, &events, place, gate, source),
        changes: changes::section(&figures, &change, gate, &changed),
        change,
        figures,
        line,
        asked,
    }))
}

/// The figures of a view without the page around them.
pub async fn figures(data: &Data, query: &ParamsMap) -> Result<FigureSet, DataError> {
    let Some(view) = view_of(data, query).await? else { return Ok(FigureSet::default()) };
    let table = Listed {
        id: "sammenlign",
        table: compared(data, &view),
        measures: COLUMNS.iter().map(|column| column.measure).collect(),
        source: view.asked.source.clone(),
    };
    let gate = data.gate_of_everyone(&view.asked.catalogue);
    let (_, facts) = told(&view, gate);
    let tiles = tiles(&view.figures, &view.change, &facts, gate);
    let key = KeyFigures { id: KEY_FIGURES, tiles, source: view.asked.source.clone() };
    let figures = [view.emergency, view.changes.map(|section| section.figure)];
    Ok(FigureSet::new(figures, view.line, view.asked).with([key.listed(), table]))
}

/// A place and period as reports tell of them.
pub(crate) struct Summary {
    /// The beginning of the page.
    pub asked: Asked,
    /// The state of things in words.
    pub sentence: String,
    /// The key figures, with what they are compared with.
    pub key_figures: Table,
    /// Emergency admissions by month.
    pub emergency: Option<Figure>,
    /// The places, beside each other.
    pub compared: Table,
    /// How complete the data are.
    pub line: DataLine,
}

/// What a report says of a view; `None` where there are no data at all.
pub(crate) async fn summary(data: &Data, query: &ParamsMap) -> Result<Option<Summary>, DataError> {
    let Some(view) = view_of(data, query).await? else { return Ok(None) };
    let compared = compared(data, &view);
    let gate = data.gate_of_everyone(&view.asked.catalogue);
    let (sentence, facts) = told(&view, gate);
    let key_figures = key_figures(&facts, gate);
    let View { asked, line, emergency, .. } = view;
    Ok(Some(Summary { asked, sentence, key_figures, emergency, compared, line }))
}

/// The place over the period, the year before, and the country.
struct Told {
    now: Facts,
    before: Facts,
    country: Option<Facts>,
}

/// The state of things in words, and the facts that they are made from.
fn told(view: &View, gate: Gate) -> (String, Told) {
    let (figures, period) = (&view.figures, view.asked.selection.period);
    let facts = Told {
        now: figures.over(&figures.here, period),
        before: figures.over(&figures.here, period.year_before()),
        country: figures.country.as_ref().map(|country| figures.over(country, period)),
    };
    let compared = words::Compared {
        period: period_text(period),
        now: &facts.now,
        before: &facts.before,
        country: facts.country.as_ref(),
        change: changes::sentence(figures, &view.change, gate),
    };
    (words::sentence(&compared, gate), facts)
}

/// The key figures as a table.
fn key_figures(facts: &Told, gate: Gate) -> Table {
    let mut headings = vec![t!("Mål"), t!("Perioden (95\u{a0}% intervall)"), t!("Året før")];
    if facts.country.is_some() {
        headings.push(t!("Hele landet"));
    }
    let rows = COLUMNS.iter().map(|column| {
        let name = column.measure.definition().name.to_owned();
        let mut row = vec![tables::Cell::from(name), column.with_interval((column.read)(&facts.now, gate))];
        row.push(column.cell((column.read)(&facts.before, gate)));
        row.extend(facts.country.as_ref().map(|country| column.cell((column.read)(country, gate))));
        row
    });
    Table::new(t!("Nøkkeltall"), &headings).with_rows(rows)
}

/// The places of the view, beside each other.
fn compared(data: &Data, view: &View) -> Table {
    let Asked { catalogue, selection, .. } = &view.asked;
    let today = data.today();
    drawings::comparison(&view.figures, selection, data.gate_of_everyone(catalogue), |scope| {
        data.may(Right::Figures { scope, of: catalogue.trust_of(scope, today).as_deref() })
    })
}

async fn content(data: Data, query: ParamsMap) -> Result<AnyView, DataError> {
    let Some(view) = view_of(&data, &query).await? else {
        return Ok(view! { <start::Start /> }.into_any());
    };
    let table = compared(&data, &view);
    let gate = data.gate_of_everyone(&view.asked.catalogue);
    let (summary, facts) = told(&view, gate);
    let View { asked, change, figures, line, emergency, changes } = view;
    provide_context(line);
    let Asked { catalogue, selection, problems, place, source } = asked;
    let tiles = tiles(&figures, &change, &facts, gate);
    let key = KeyFigures { id: KEY_FIGURES, tiles, source: source.clone() };
    let kept = change.pairs();
    let today = data.today();
    let caption = table.caption.clone();
    let choices = Choices { unit: false, kind: true, age_group: false, all_time: false };
    Ok(view! {
        <Title text=t!("Oversikt – {place}") />
        <h1>{t!("Oversikt – ")}{place.clone()}</h1>
        <p class="ingress">{summary}</p>
        <Filter action=PATH selection catalogue today choices kept />
        <Problems problems />
        {key.view()}
        {emergency.map(Figure::view)}
        {changes.map(change::Section::view)}
        <section class="panel">
            <h2 id="sammenlign">{caption}</h2>
            <p>
                {t!("Stedene står etter navn, ikke etter tall: med små tall blir en rangering tilfeldig. ")}
                <code>":"</code> {t!(" betyr at tallet bygger på for få pasienter, ")} <code>".."</code>
                {t!(" at tall mangler.")}
                {figures.compared.trust.is_some().then_some(
                    t!(" En enhet som tar imot fra flere kommuner, regnes med hos hver av dem; opphold per 1 000 og \
                     ØH-innleggelser følger pasientens bostedskommune."),
                )}
            </p>
            {table.view()}
            <p class="source">{source}</p>
            {table_files("sammenlign", &table.caption)}
        </section>
    }
    .into_any())
}

fn tiles(figures: &Figures, change: &Change, told: &Told, gate: Gate) -> Vec<Tile> {
    let Told { now, before, country } = told;
    let months = figures.period.each_month().count() as i64;
    let expected =
        Expected { days: figures.expected_days, municipality_months: figures.municipalities * months };
    let mut tiles: Vec<Tile> = COLUMNS
        .iter()
        .map(|column| {
            let reading = (column.read)(now, gate);
            let mut notes = Vec::new();
            match reading {
                Reading::Missing => notes.push(t!("Ingen tall for perioden").to_owned()),
                Reading::Hidden => {
                    notes.push(t!("For få pasienter til å vises i perioden eller en del av den").to_owned())
                }
                Reading::Counted(_) | Reading::Estimated(_) => {}
            }
            notes.extend(column.interval(reading).map(|interval| t!("95\u{a0}% intervall {interval}")));
            if let Some(country) = country {
                notes.push(t!("Hele landet: {}", column.text((column.read)(country, gate))));
            }
            let then = (column.read)(before, gate);
            if let (Some(now), Some(then)) = (reading.value(), then.value()) {
                notes.push(t!("Året før: {} ({})", column.write(then), column.change(then, now)));
            }
            if reading.value().is_some() {
                notes.extend(changes::note(column, figures, change, gate));
                notes.push((column.rests_on)(now, &expected, gate));
            }
            notes.retain(|note| !note.is_empty());
            let spark = drawings::spark(column, figures, country.as_ref(), gate);
            Tile { name: None, measure: column.measure, value: column.cell(reading), notes, spark }
        })
        .collect();
    tiles.extend(capacity(figures));
    tiles
}

/// Places and bed need.
fn capacity(figures: &Figures) -> [Tile; 2] {
    let places = figures.places.last().copied().flatten();
    let a_year_ago = figures.places.iter().rev().nth(12).copied().flatten();
    let write = |beds: f64| norwegian::number(beds, 1);
    let cell = |beds: Option<f64>| Cell::or_missing(beds, |beds| Cell::number(beds, 1));
    let mut notes = match places {
        None => vec![t!("Sengetall mangler: importer «senger»").to_owned()],
        Some(_) => Vec::new(),
    };
    if let (Some(now), Some(then)) = (places, a_year_ago) {
        notes.push(t!("Ett år før: {} ({})", write(then), norwegian::signed(now - then, 1)));
    }
    let spark = drawings::small(Measure::Places, figures.places.clone(), None, write);
    let need = figures.inhabitants.map(bed_need);
    let mut of_need = vec![t!("Én plass per 7\u{a0}000 innbyggere").to_owned()];
    if let Some(inhabitants) = figures.inhabitants {
        of_need.push(t!("Innbyggere: {}", norwegian::number(inhabitants, 0)));
    }
    if let (Some(places), Some(need)) = (places, need.filter(|need| *need > 0.0)) {
        of_need.push(t!("Plassene er {} av dette", norwegian::percent(places / need, 0)));
    }
    [
        Tile { name: None, measure: Measure::Places, value: cell(places), notes, spark },
        Tile { name: None, measure: Measure::BedNeed, value: cell(need), notes: of_need, spark: None },
    ]
}
