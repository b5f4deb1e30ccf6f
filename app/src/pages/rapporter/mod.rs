//! *Rapporter*: what can be read as a whole, on paper too.

pub mod saved;

use crate::data::{Data, DataError};
use crate::pages::NotFound;
use crate::reports::{leaflet, quarterly, view};
use crate::selection::slug;
use crate::ui::form::{Faults, Refused};
use crate::ui::markup::push_option;
use language::t;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use leptos_router::params::ParamsMap;
use quarterly::Quarter;
pub use saved::{address, sent};
use vocabulary::{Catalogue, Person, Right, Scope};

/// Where reports are.
pub const PATH: &str = "/rapporter";
/// Quarters that can be chosen.
const QUARTERS: i32 = 12;

/// The page *Rapporter*.
#[component]
pub fn Page() -> impl IntoView {
    let refused = Refused::of_request();
    crate::pages::loaded(move |data, _| content(data, refused))
}

/// The page of a quarter.
#[component]
pub fn QuarterPage() -> impl IntoView {
    crate::pages::loaded(quarter)
}

/// The page of a municipality.
#[component]
pub fn LeafletPage() -> impl IntoView {
    let number = use_params_map().get_untracked().get("nr").unwrap_or_default();
    crate::pages::loaded(move |data, _| leaflet_page(data, number))
}

async fn content(data: Data, refused: Refused) -> Result<AnyView, DataError> {
    let catalogue = data.catalogue().await?;
    let asked = quarterly::asked(&data, &ParamsMap::new()).await?;
    let mut municipalities = String::new();
    let today = data.today();
    for municipality in catalogue.municipalities_on(today) {
        let scope = Scope::Municipality(municipality.number);
        let of = catalogue.trust_of(&scope, today);
        if data.may(Right::Figures { scope: &scope, of: of.as_deref() }) {
            push_option(&mut municipalities, &municipality.number.to_string(), &municipality.name, false);
        }
    }
    let mine = saved::mine(&data).await?;
    Ok(view! {
        <Title text=t!("Rapporter") />
        <h1>{t!("Rapporter")}</h1>
        <p class="ingress">
            {t!("Figurer, tabeller og setninger samlet til å ta med i et møte. Hver rapport er en side og en PDF, med de samme tallene. Små tall er skjult i alle, siden rapporter sendes videre.")}
        </p>
        <Faults refused />
        <section aria-labelledby="kvartal-h">
            <h2 id="kvartal-h">{t!("Kvartalsrapport")}</h2>
            <p>{t!("For strategisk samarbeidsutvalg: nøkkeltall, belegg, liggetid, hvem som henviser, og effekt på sykehuset.")}</p>
            {choice(&data, &catalogue, &asked)}
        </section>
        <section aria-labelledby="mine-h">
            <h2 id="mine-h">{t!("Mine rapporter")}</h2>
            {mine}
        </section>
        <section aria-labelledby="ark-h">
            <h2 id="ark-h">{t!("Kommuneark")}</h2>
            <p>{t!("En kommune på ett A4-ark.")}</p>
            <form class="filter" method="get" action=format!("{PATH}/kommune") aria-labelledby="ark-h">
                <div class="ds-field">
                    <label class="ds-label" for="nr">{t!("Kommune")}</label>
                    <select class="ds-input" id="nr" name="nr" inner_html=municipalities></select>
                </div>
                <div class="actions">
                    <button class="ds-button" type="submit">{t!("Vis arket")}</button>
                </div>
            </form>
        </section>
    }
    .into_any())
}

/// The form that chooses trust and quarter.
fn choice(data: &Data, catalogue: &Catalogue, asked: &quarterly::Asked) -> AnyView {
    let (mut trusts, mut quarters) = (String::new(), String::new());
    push_option(&mut trusts, "", t!("Hele landet"), asked.scope == Scope::Country);
    for trust in catalogue.trusts_on(data.today()).into_iter().flat_map(|(_, trusts)| trusts) {
        let scope = Scope::Trust(trust.to_owned());
        if data.may(Right::Figures { scope: &scope, of: Some(trust) }) {
            push_option(&mut trusts, &slug(trust), trust, scope == asked.scope);
        }
    }
    let first = asked.newest.max(asked.quarter);
    let mut listed: Vec<Quarter> = (0..QUARTERS).map(|back| first.back(back)).collect();
    if !listed.contains(&asked.quarter) {
        listed.push(asked.quarter);
    }
    for quarter in listed {
        push_option(&mut quarters, &quarter.to_string(), &quarter.label(), quarter == asked.quarter);
    }
    view! {
        <form class="filter" method="get" action=format!("{PATH}/kvartal") aria-label=t!("Velg rapport")>
            <div class="ds-field">
                <label class="ds-label" for="helseforetak">{t!("Helseforetak")}</label>
                <select class="ds-input" id="helseforetak" name="helseforetak" inner_html=trusts></select>
            </div>
            <div class="ds-field">
                <label class="ds-label" for="kvartal">{t!("Kvartal")}</label>
                <select class="ds-input" id="kvartal" name="kvartal" inner_html=quarters></select>
            </div>
            <div class="actions">
                <button class="ds-button" type="submit">{t!("Vis rapporten")}</button>
            </div>
        </form>
    }
    .into_any()
}

async fn quarter(data: Data, query: ParamsMap) -> Result<AnyView, DataError> {
    let catalogue = data.catalogue().await?;
    let asked = quarterly::asked(&data, &query).await?;
    let report = Box::pin(quarterly::report(&data, &query)).await?;
    let mut address = format!("{PATH}/kvartal.pdf?");
    let mut pairs = String::new();
    if let Scope::Trust(trust) = &asked.scope {
        crate::selection::push(&mut pairs, "helseforetak", &slug(trust));
    }
    crate::selection::push(&mut pairs, "kvartal", &asked.quarter.to_string());
    address.push_str(&pairs);
    let choice = choice(&data, &catalogue, &asked);
    let tools =
        view! { <div class="document-choice">{choice}</div> {download(address, data.person.as_ref())} }
            .into_any();
    Ok(view! { <Title text=report.title.clone() /> {view::page(report, tools)} }.into_any())
}

async fn leaflet_page(data: Data, number: String) -> Result<AnyView, DataError> {
    let report = match number.parse() {
        Ok(number) => Box::pin(leaflet::report(&data, number)).await?,
        Err(_) => None,
    };
    let Some(report) = report else { return Ok(view! { <NotFound /> }.into_any()) };
    let tools = download(format!("{PATH}/kommune/{number}/ark.pdf"), data.person.as_ref());
    Ok(view! { <Title text=report.title.clone() /> {view::page(report, tools)} }.into_any())
}

/// The way to the file, for those who may take files along; the others can print the page.
pub(crate) fn download(address: String, person: Option<&Person>) -> AnyView {
    if person.is_some_and(|person| person.may(Right::Export)) {
        view! {
            <div class="next">
                <a class="ds-button" href=address download="">{t!("Last ned som PDF")}</a>
            </div>
        }
        .into_any()
    } else {
        view! {
            <div class="next">
                <p>{t!("Filen er for dem som kan ta ut rapporter. Siden kan skrives ut som den er.")}</p>
            </div>
        }
        .into_any()
    }
}
