//! *Kompletthet*: how complete the data are. An overview by trust for the forum, and for each municipality what
//! its units should look at. No colours that judge: what is good enough is for people to say.

mod figures;
mod overview;

pub use figures::{Key, State};
use language::t;
pub use overview::codes;

use crate::data::{Data, DataError};
use crate::exports::{FigureSet, Listed};
use crate::pages::asked::{Asked, asked};
use crate::selection::Selection;
use crate::ui::data_line::DataLine;
use crate::ui::figure::{Definitions, table_files};
use crate::ui::filter::{Choices, Filter, Problems, period_text};
use crate::ui::sorting::{self, Order, Sorting};
use crate::ui::table::Table;
use chrono::{Datelike, NaiveDate};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::params::ParamsMap;
use measures::Gate;
use measures::completeness::Coverage;
use overview::{Line, by_trust, measures, table};
use std::sync::Arc;
use vocabulary::{Catalogue, Person, Right, Scope, norwegian};

const PATH: &str = "/kompletthet";
/// So many stretches of missing days are listed for a unit; the others are counted.
const LISTED: usize = 15;

/// The page *Kompletthet*.
#[component]
pub fn Page() -> impl IntoView {
    let person = use_context::<Person>();
    crate::pages::loaded(move |data, query| content(data, query, person))
}

/// A view of the page: what is asked for, the units, and the table of them.
struct View {
    asked: Asked,
    states: Arc<Vec<State>>,
    table: Table,
}

async fn view_of(data: &Data, query: &ParamsMap, person: Option<&Person>) -> Result<View, DataError> {
    let mut asked = asked(data, query).await?;
    let today = data.today();
    let said =
        ["fra", "til"].iter().any(|name| query.get(name).is_some_and(|value| !value.trim().is_empty()));
    if let Some(year) = figures::last_year(today).filter(|_| !said) {
        asked.source = asked.source.replacen(&period_text(asked.selection.period), &period_text(year), 1);
        asked.selection.period = year;
    }
    let Asked { catalogue, selection, place, .. } = &asked;
    let states = figures::load(data, catalogue, selection).await?;
    let codes = codes();
    let order = Order::parse(query.get(sorting::NAME).as_deref(), &codes);
    let by_unit = |state: &State| {
        let address = format!("{PATH}?{}", selection.of(Scope::Unit(state.unit.code.clone())).query());
        Line::of(state.unit.name.clone(), address, [state])
    };
    let (first, lines) = if selection.scope == Scope::Country {
        let address =
            |trust: &str| format!("{PATH}?{}", selection.of(Scope::Trust(trust.to_owned())).query());
        (t!("Helseforetak"), by_trust(&states, catalogue, today, address))
    } else {
        (t!("Enhet"), states.iter().map(by_unit).collect())
    };
    let caption = t!("Hvor komplette data er, {place}");
    let sorting =
        Sorting { codes, order, address: format!("{PATH}?{}", selection.query()), anchor: "oversikt" };
    let table = table(lines, sorting, gate(data, person, &states), first, &caption);
    Ok(View { asked, states, table })
}

/// The table of a view without the page around it.
pub async fn figures(data: &Data, query: &ParamsMap) -> Result<FigureSet, DataError> {
    let View { asked, table, .. } = view_of(data, query, data.person.as_ref()).await?;
    let source = asked.source.clone();
    let table = Listed { id: "kompletthet", table, measures: measures(), source };
    Ok(FigureSet::new([], DataLine::default(), asked).with([table]))
}

async fn content(data: Data, query: ParamsMap, person: Option<Person>) -> Result<AnyView, DataError> {
    let View { asked, states, table } = view_of(&data, &query, person.as_ref()).await?;
    let Asked { catalogue, selection, problems, place, .. } = asked;
    let today = data.today();
    let all = states.iter().fold(Coverage::default(), |sum, state| sum.and(state.coverage));
    let caption = table.caption.clone();
    let reminders = (selection.scope != Scope::Country)
        .then(|| reminders(&states, &catalogue, &data, person.as_ref(), &selection));
    let choices = Choices { unit: true, kind: true, age_group: false, all_time: false };
    let summary = match all.share() {
        None => t!(" Ingen enheter var i drift i perioden.").to_owned(),
        Some(share) => t!(
            " {} av {} enhetsdøgn er registrert ({}).",
            norwegian::count(all.registered),
            norwegian::count(all.expected),
            norwegian::percent(share, 1)
        ),
    };
    let period = period_text(selection.period);
    Ok(view! {
        <Title text=t!("Kompletthet – {place}") />
        <h1>{t!("Kompletthet – ")}{place}</h1>
        <p class="ingress">{period}"."{summary}</p>
        <Filter action=PATH selection catalogue today choices />
        <Problems problems />
        <section class="panel">
            <h2 id="oversikt">{caption}</h2>
            <p>
                {t!("Velg en kolonne for å sortere. ")} <code>".."</code> {t!(" betyr at tall mangler, ")} <code>":"</code>
                {t!(" at tallet gjelder for få pasienter. Nyeste døgn er det for enheten som ligger lengst etter.")}
            </p>
            {table.view()}
            <details>
                <summary>{t!("Definisjoner")}</summary>
                <Definitions measures=measures() />
            </details>
            {table_files("kompletthet", &table.caption)}
        </section>
        {reminders}
    }
    .into_any())
}

/// Small numbers of the units at hand are for those who register in every one of them.
fn gate(data: &Data, person: Option<&Person>, states: &[State]) -> Gate {
    let own = |state: &State| person.is_some_and(|person| person.may(Right::SmallNumbers(&state.unit.code)));
    let open = !data.is_handed_on() && !states.is_empty() && states.iter().all(own);
    if open { Gate::OPEN } else { data.gate }
}

/// What each municipality should look at, by host.
fn reminders(
    states: &[State],
    catalogue: &Catalogue,
    data: &Data,
    person: Option<&Person>,
    selection: &Selection,
) -> AnyView {
    let today = data.today();
    let host = |state: &State| {
        let found = state.unit.host.and_then(|number| catalogue.municipality(number, today));
        found.map_or_else(|| t!("Uten vertskommune").to_owned(), |m| m.name.clone())
    };
    let mut ordered: Vec<(String, &State)> = states.iter().map(|state| (host(state), state)).collect();
    ordered.sort_by_cached_key(|(name, state)| {
        (norwegian::sort_key(name), norwegian::sort_key(&state.unit.name))
    });
    let mut complete = 0;
    let sections = ordered
        .chunk_by(|a, b| a.0 == b.0)
        .filter_map(|units| {
            let items: Vec<AnyView> = units
                .iter()
                .filter_map(|(_, state)| {
                    let of_unit = gate(data, person, std::slice::from_ref(state));
                    let sentences = sentences(state, of_unit, today);
                    if sentences.is_empty() {
                        complete += 1;
                        return None;
                    }
                    let sentences =
                        sentences.into_iter().map(|text| view! { <li>{text}</li> }).collect_view();
                    let address = selection.of(Scope::Unit(state.unit.code.clone())).query();
                    Some(
                        view! {
                            <h4><a href=format!("{PATH}?{address}")>{state.unit.name.clone()}</a></h4>
                            <ul>{sentences}</ul>
                        }
                        .into_any(),
                    )
                })
                .collect();
            (!items.is_empty()).then(|| view! { <h3>{units[0].0.clone()}</h3> {items} })
        })
        .collect_view();
    let nothing = match (complete, states.len()) {
        (0, _) => String::new(),
        (all, n) if all == n => t!("Ingenting mangler i perioden.").to_owned(),
        (1, _) => t!("For 1 enhet mangler ingenting.").to_owned(),
        (n, _) => t!("For {n} enheter mangler ingenting."),
    };
    view! {
        <section class="panel reminders" aria-labelledby="paaminnelser">
            <h2 id="paaminnelser">{t!("Påminnelser til kommunene")}</h2>
            {sections}
            <p>{nothing}</p>
        </section>
    }
    .into_any()
}

/// What is to be looked at in one unit, one sentence each.
fn sentences(state: &State, gate: Gate, today: NaiveDate) -> Vec<String> {
    let mut sentences = Vec::new();
    let year = today.year();
    if state.coverage.registered == 0 && state.coverage.expected > 0 {
        sentences.push(match state.newest {
            None => t!("Ingen døgn er registrert.").to_owned(),
            Some(day) => {
                t!("Ingen døgn er registrert i perioden. Siste er {}.", norwegian::long_date(day))
            }
        });
    } else if !state.gaps.is_empty() {
        let more = state.gaps.len().saturating_sub(LISTED);
        // The newest are those that can still be remembered.
        let listed = state.gaps.iter().skip(more).map(|gap| norwegian::stretch(*gap, year));
        let listed: Vec<_> = listed.collect();
        let before = match more {
            0 => String::new(),
            1 => t!(" og ett tidligere hull").to_owned(),
            n => t!(" og {n} tidligere hull"),
        };
        let days = state.coverage.expected - state.coverage.registered;
        let days = if days == 1 { t!("1 døgn").to_owned() } else { t!("{} døgn", norwegian::count(days)) };
        sentences.push(t!("Mangler {days}: {}{before}.", listed.join(", ")));
    }
    if state.left_open > 0 {
        let limit = state.unit.kind.long_stay_days();
        sentences.push(match gate.count(state.left_open).count() {
            Some(1) => t!("1 opphold har vart i mer enn {limit} døgn uten utskriving."),
            Some(n) => {
                t!("{} opphold har vart i mer enn {limit} døgn uten utskriving.", norwegian::count(n))
            }
            None => t!("Noen få opphold har vart i mer enn {limit} døgn uten utskriving."),
        });
    }
    sentences
}

#[cfg(test)]
mod tests;
