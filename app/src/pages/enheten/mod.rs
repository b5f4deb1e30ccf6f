//! *Enheten nå*: who lies where, *Legg inn*, *Skriv ut*, the days of the last week; and the pages of one stay and
//! one day, where they are corrected.
//!
//! Everything is a form that works without JavaScript. The forms go to `server/src/http/register.rs`, which shows
//! the same page again with what is wrong, or leads on.

mod beds;
mod day;
mod fields;
mod forms;
mod stay;

pub use day::DayPage;
pub(crate) use day::day_fields;
use language::t;
pub use stay::StayPage;
pub(crate) use stay::as_typed;

use crate::data::{Data, DataError};
use crate::pages::NotFound;
use crate::register::{Refused, may_register, unit_path, when};
use crate::ui::keep::KeepForms;
use chrono::Days;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use leptos_router::params::ParamsMap;
use std::sync::Arc;
use store::RegisteredStay;
use vocabulary::{Catalogue, Person, Scope, Unit, norwegian};

/// The unit of the address, where the person may register in it.
pub(crate) struct Here {
    /// The page's way to data.
    pub data: Data,
    /// Who there is.
    pub catalogue: Arc<Catalogue>,
    /// The unit.
    pub unit: Unit,
    /// A form that was just refused.
    pub refused: Option<Arc<Refused>>,
    /// The query.
    pub query: ParamsMap,
}

/// A page below `/enheten/{unit}`: not found for whoever may not register there. Not kept by the browser: what was
/// typed about patients shall not be had by going back after signing out.
pub(crate) fn of_unit<F, Fut>(content: F) -> impl IntoView
where
    F: FnOnce(Here) -> Fut + Send + 'static,
    Fut: Future<Output = Result<AnyView, DataError>> + Send + 'static,
{
    let person = use_context::<Person>();
    let code = use_params_map().get_untracked().get("unit").and_then(|code| code.parse().ok());
    let refused = use_context::<Arc<Refused>>();
    let response = use_context::<leptos_axum::ResponseOptions>();
    if let Some(response) = response {
        response.insert_header(http::header::CACHE_CONTROL, http::HeaderValue::from_static("no-store"));
        if let Some(refused) = &refused {
            response.set_status(refused.status());
        }
    }
    crate::pages::loaded(move |data, query| async move {
        let Some(code) = code.filter(|code| may_register(person.as_ref(), code)) else {
            return Ok(NotFound().into_any());
        };
        let catalogue = data.places().await?;
        let Some(unit) = catalogue.unit(&code).cloned() else { return Ok(NotFound().into_any()) };
        content(Here { data, catalogue, unit, refused, query }).await
    })
}

/// `Asker, 80 år og eldre`.
pub(crate) fn who(stay: &RegisteredStay, catalogue: &Catalogue, today: chrono::NaiveDate) -> String {
    let home = catalogue.scope_label(&Scope::Municipality(stay.stay.home), today);
    format!("{home}, {}", stay.stay.age_group.label())
}

/// `/enheten`: the person's units, or straight on where there is one.
#[component]
pub fn Page() -> impl IntoView {
    let person = use_context::<Person>();
    crate::pages::loaded(move |data, _| async move {
        let catalogue = data.places().await?;
        let today = data.today();
        let units: Vec<_> = catalogue
            .units_in(&Scope::Country, &[], today)
            .into_iter()
            .filter(|unit| may_register(person.as_ref(), &unit.code))
            .filter(|unit| unit.closed.is_none_or(|closed| closed >= today))
            .map(|unit| (unit_path(&unit.code), unit.name.clone()))
            .collect();
        if let [(path, _)] = units.as_slice() {
            leptos_axum::redirect(path);
        }
        let none = units.is_empty();
        let links = units.into_iter().map(|(path, name)| view! { <li><a href=path>{name}</a></li> });
        Ok(view! {
            <Title text=t!("Enheten") />
            <h1>{t!("Velg enhet")}</h1>
            {none.then(|| view! {
                <p>{t!("Du har ingen enhet å registrere i. Den som administrerer brukerne, kan gi deg en.")}</p>
            })}
            <ul class="choose-unit">{links.collect_view()}</ul>
        }
        .into_any())
    })
}

/// `/enheten/{unit}`.
#[component]
pub fn UnitPage() -> impl IntoView {
    let form_id = use_context::<crate::register::FormId>().map(|id| id.0).unwrap_or_default();
    of_unit(move |here| now(here, form_id))
}

async fn now(here: Here, form_id: String) -> Result<AnyView, DataError> {
    let Here { data, catalogue, unit, refused, query } = here;
    let (now, today) = ((data.now)(), data.today());
    let store = &data.store;
    let (patients, recent, days, since) = tokio::try_join!(
        store.patients(&unit.code),
        store.stays_since(&unit.code, now - chrono::TimeDelta::days(365)),
        store.days(&unit.code, today - Days::new(7), today),
        store.registers_stays(&unit.code),
    )?;
    let staffed =
        days.last().map(|day| day.registration.beds).or_else(|| catalogue.beds_on(&unit.code, today));
    let saved = match query.get("lagret").and_then(|id| id.parse().ok()) {
        Some(id) => store.stay(&unit.code, &id).await?,
        None => None,
    };
    let ward = beds::Ward { patients: &patients, staffed, unit: &unit, catalogue: &catalogue, now };
    let chosen = query.get("ut").unwrap_or_default();
    let out = forms::discharge(&ward, refused.as_ref(), &chosen);
    let into = forms::admission(&ward, refused.as_ref(), &recent, &form_id);
    let gone = recent.iter().filter(|stay| stay.stay.discharged >= Some(crate::register::a_week_ago(now)));
    let gone: Vec<_> = gone.filter(|stay| stay.stay.discharged.is_some()).collect();
    let said = saved.as_ref().map(|stay| confirmation(stay, &catalogue, today));
    Ok(view! {
        <Title text=t!("{} nå", unit.name) />
        <h1>{t!("{} nå", unit.name)}</h1>
        {said}
        {beds::head(&ward)}
        {beds::list(&ward)}
        <div class="register">{out}{into}</div>
        <KeepForms
            saved=saved.is_some()
            words=t!("Ingen forbindelse. Ingenting er sendt, og det du har skrevet, står i skjemaet. Send på nytt når nettet er tilbake.").to_owned()
        />
        {day::week(&unit, &days, since, today)}
        {beds::gone(&gone, &ward)}
    }
    .into_any())
}

/// What was saved, where it can be seen at once.
fn confirmation(stay: &RegisteredStay, catalogue: &Catalogue, today: chrono::NaiveDate) -> impl IntoView {
    let who = who(stay, catalogue, today);
    let bed = stay.bed.as_ref().map_or_else(String::new, |bed| t!(" i seng {bed}"));
    let text = match (stay.stay.discharged, stay.stay.destination) {
        (Some(out), Some(to)) => {
            t!("Skrevet ut {}: {who}, til {}.", when(out), to.label().to_lowercase())
        }
        _ => t!("Lagt inn {}{bed}: {who}.", when(stay.stay.admitted)),
    };
    let path = crate::register::stay_path(&stay.stay.unit, &stay.stay.id);
    view! {
        <div class="ds-alert" data-color="success" role="status">
            <p>{text} " " <a href=path>{t!("Rett")}</a></p>
        </div>
    }
}

/// `31 t`, `3 d 4 t`.
pub(crate) fn hours(minutes: i64) -> String {
    let hours = minutes / 60;
    if hours < 72 { format!("{hours} t") } else { format!("{} d {} t", hours / 24, hours % 24) }
}

/// A number without decimals that say nothing.
pub(crate) fn short(number: f64) -> String {
    norwegian::number(number, usize::from(number.fract().abs() >= 1e-9))
}
