//! *Kart*: the municipalities as tiles of the same size, each where it lies roughly, with a table beside them. Tiles,
//! because on a map of areas the largest and emptiest municipalities would speak loudest.

mod drawing;

use crate::data::{Data, DataError};
use crate::pages::asked::{Asked, asked_in_months};
use crate::pages::kommune;
use crate::pages::oversikt::columns::Column;
use crate::ui::figure::Figure;
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

async fn content(data: Data, query: ParamsMap) -> Result<AnyView, DataError> {
    let newest = data.store.admission_span().await?.map(|(_, last)| last);
    let Asked { catalogue, mut selection, mut problems, source, .. } =
        asked_in_months(&data, &query, MONTHS, newest).await?;
    // A trust's municipalities, or all; one tile is no map.
    if !matches!(selection.scope, Scope::Country | Scope::Trust(_)) {
        problems.push("Kartet viser et helseforetak eller hele landet.".to_owned());
        selection.scope = Scope::Country;
    }
    let place = catalogue.scope_label(&selection.scope, data.today());
    crate::pages::complete::say(&data, &catalogue, &selection).await?;
    let asked = query.get(MEASURE).unwrap_or_default();
    let measure = MEASURES.into_iter().find(|measure| measure.definition().id == asked);
    if measure.is_none() && !asked.is_empty() {
        problems.push(format!("«{asked}» er ikke et måltall på kartet."));
    }
    let column = Column::of(measure.unwrap_or(MEASURES[0]));
    let everyone = kommune::everyone(&data, &catalogue, selection.period).await?;
    let mut address = format!("{PATH}?{}", selection.query());
    crate::selection::push(&mut address, MEASURE, column.measure.definition().id);
    let sorted = query.get(sorting::NAME);
    let order = Order::parse(sorted.as_deref(), &drawing::CODES);
    let view = drawing::View {
        everyone: &everyone,
        catalogue: &catalogue,
        selection: &selection,
        today: data.today(),
        gate: data.gate_of_everyone(&catalogue),
        column,
        place: &place,
        source: &source,
    };
    let map = drawing::map(&view, order, address, sorted.is_some()).map(Figure::view);
    let mut options = String::new();
    for of in MEASURES {
        let definition = of.definition();
        push_option(&mut options, definition.id, definition.name, of == column.measure);
    }
    let (title, name) = (format!("Kart – {place}"), column.measure.definition().name);
    let choices = Choices { unit: false, kind: false, age_group: false, all_time: false };
    let today = data.today();
    Ok(view! {
        <Title text=title.clone() />
        <h1>{title}</h1>
        <p class="ingress">
            {period_text(selection.period)} ". Hver rute er en kommune, omtrent der den ligger. Vis: " {name.to_lowercase()} "."
        </p>
        <Filter
            action=PATH
            selection
            catalogue
            today
            choices
            further=(MEASURE, "Måltall", options)
        />
        <Problems problems />
        <div class="map">{map}</div>
        <p>
            "Små kommuner varierer mye fra år til år av tilfeldigheter. "
            <a href="/kommune">"Traktdiagrammet på siden Kommune"</a>
            " viser hvilke forskjeller som er større enn det."
        </p>
    }
    .into_any())
}
