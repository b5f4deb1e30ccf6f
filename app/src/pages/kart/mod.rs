//! *Kart*: the municipalities as tiles of the same size, each where it lies roughly, with a table beside them. Tiles,
//! because on a map of areas the largest and emptiest municipalities would speak loudest.

mod drawing;
pub mod months;

pub use drawing::CODES;
use language::t;

use crate::data::{Data, DataError};
use crate::exports::FigureSet;
use crate::pages::asked::{Asked, asked_in_months};
use crate::pages::kommune;
use crate::pages::oversikt::columns::Column;
use crate::ui::data_line::DataLine;
use crate::ui::figure::{Figure, table_files};
use crate::ui::filter::{Choices, Filter, Problems, period_text};
use crate::ui::markup::push_option;
use crate::ui::sorting::{self, Order};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::params::ParamsMap;
use measures::Measure;
use vocabulary::Scope;

const PATH: &str = "/kart";
/// How long a period is where the address says nothing: long enough for a small municipality.
const MONTHS: i32 = 24;
/// The choice of measure in the address.
const MEASURE: &str = "maal";

/// What can be shown of a municipality, the first where nothing is asked for.
const MEASURES: [Measure; 4] =
    [Measure::StayRate, Measure::EmergencyRateStandardised, Measure::EmergencyRate, Measure::Readmissions];

/// The page *Kart*.
#[component]
pub fn Page() -> impl IntoView {
    crate::pages::loaded(content)
}

/// A view of the page: what is asked for, and the map of it.
struct View {
    asked: Asked,
    column: &'static Column,
    line: DataLine,
    map: Option<Figure>,
}

async fn asked_of(data: &Data, query: &ParamsMap) -> Result<Asked, DataError> {
    let newest = data.store.admission_span().await?.map(|(_, last)| last);
    let mut asked = asked_in_months(data, query, MONTHS, newest).await?;
    // A trust's municipalities, or all; one tile is no map.
    if !matches!(asked.selection.scope, Scope::Country | Scope::Trust(_)) {
        asked.problems.push(t!("Kartet viser et helseforetak eller hele landet.").to_owned());
        asked.selection.scope = Scope::Country;
    }
    asked.place = asked.catalogue.scope_label(&asked.selection.scope, data.today());
    Ok(asked)
}

async fn view_of(data: &Data, query: &ParamsMap) -> Result<View, DataError> {
    let mut asked = asked_of(data, query).await?;
    let Asked { catalogue, selection, place, source, .. } = &asked;
    let line = crate::pages::complete::line(data, catalogue, selection).await?;
    let named = query.get(MEASURE).unwrap_or_default();
    let measure = MEASURES.into_iter().find(|measure| measure.definition().id == named);
    let column = Column::of(measure.unwrap_or(MEASURES[0]));
    let everyone = kommune::everyone(data, catalogue, selection.period).await?;
    let mut address = format!("{PATH}?{}", selection.query());
    crate::selection::push(&mut address, MEASURE, column.measure.definition().id);
    let sorted = query.get(sorting::NAME);
    let order = Order::parse(sorted.as_deref(), &CODES);
    let shown = drawing::View {
        everyone: &everyone,
        catalogue,
        selection,
        today: data.today(),
        gate: data.gate_of_everyone(catalogue),
        column,
        place,
        source,
    };
    let map = drawing::map(&shown, order, address, sorted.is_some());
    if measure.is_none() && !named.is_empty() {
        asked.problems.push(t!("«{named}» er ikke et måltall på kartet."));
    }
    Ok(View { asked, column, line, map })
}

/// The figure of a view without the page around it.
pub async fn figures(data: &Data, query: &ParamsMap) -> Result<FigureSet, DataError> {
    let view = view_of(data, query).await?;
    Ok(FigureSet::new([view.map], view.line, view.asked))
}

async fn content(data: Data, query: ParamsMap) -> Result<AnyView, DataError> {
    let View { asked, column, line, map } = view_of(&data, &query).await?;
    provide_context(line);
    let map = map.map(Figure::view);
    let Asked { catalogue, selection, problems, place, .. } = asked;
    let mut options = String::new();
    for of in MEASURES {
        let definition = of.definition();
        push_option(&mut options, definition.id, definition.name, of == column.measure);
    }
    let (title, name) = (t!("Kart – {place}"), column.measure.definition().name);
    let choices = Choices { unit: false, kind: false, age_group: false, all_time: false };
    let today = data.today();
    Ok(view! {
        <Title text=title.clone() />
        <h1>{title}</h1>
        <p class="ingress">
            {period_text(selection.period)} {t!(". Hver rute er en kommune, omtrent der den ligger. Vis: ")} {name.to_lowercase()} "."
        </p>
        <Filter
            action=PATH
            selection
            catalogue
            today
            choices
            further=(MEASURE, t!("Måltall"), options)
        />
        <Problems problems />
        <div class="map">{map}</div>
        {table_files(months::ID, t!("ØH-innleggelser per kommune og måned"))
            .map(|files| view! { <p>{t!("ØH-innleggelser for alle kommunene, måned for måned, finnes som fil.")}</p> {files} })}
        <p>
            {t!("Små kommuner varierer mye fra år til år av tilfeldigheter. ")}
            <a href="/kommune">{t!("Traktdiagrammet på siden Kommune")}</a>
            {t!(" viser hvilke forskjeller som er større enn det.")}
        </p>
    }
    .into_any())
}
