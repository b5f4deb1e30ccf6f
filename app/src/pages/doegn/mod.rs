//! *Døgn*: a unit types its days, a row a day and a month on a page. For units that don't register stays; where
//! they do, the stays tell most of a day and only the rest can be typed.
//!
//! A plain form: the server finds the rows that were changed and saves those alone. The island `GridKeys` lets
//! Enter and the arrows go from cell to cell.

mod form;
mod month;
mod table;

pub use form::{Field, Typed, written};
use language::t;
pub use month::{Kept, Outcome, Sheet, save};

use crate::data::{Data, DataError};
use crate::ui::failure::Failure;
use crate::ui::grid::GridKeys;
use crate::ui::markup::push_option;
use form::{Remark, cell_name, in_words};
use http::request::Parts;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use leptos_router::params::ParamsMap;
use month::Conflict;
use std::sync::Arc;
use vocabulary::{CorrectionReason, Month, Person, Right, Unit, norwegian};

const PATH: &str = "/doegn";

/// The list of units, at the path alone.
#[component]
pub fn Page() -> impl IntoView {
    let person = use_context::<Person>();
    crate::pages::loaded(move |data, _| units(data, person))
}

async fn units(data: Data, person: Option<Person>) -> Result<AnyView, DataError> {
    let catalogue = data.places().await?;
    let today = data.today();
    let own = |unit: &&Unit| person.as_ref().is_some_and(|person| person.may(Right::Register(&unit.code)));
    let mut units: Vec<&Unit> = catalogue
        .units
        .iter()
        .filter(own)
        .filter(|unit| unit.closed.is_none_or(|day| day >= today))
        .collect();
    units.sort_by_cached_key(|unit| norwegian::sort_key(&unit.name));
    let items = units
        .iter()
        .map(|unit| view! { <li><a href=address(unit, Month::of(today))>{unit.name.clone()}</a></li> })
        .collect_view();
    let none = units.is_empty();
    Ok(view! {
        <Title text=t!("Døgn") />
        <h1>{t!("Døgn")}</h1>
        <p class="ingress">{t!("Før enhetens døgn: en måned på én side.")}</p>
        {if none {
            view! { <p>{t!("Du registrerer ikke i noen enhet.")}</p> }.into_any()
        } else {
            view! { <ul class="unit-links">{items}</ul> }.into_any()
        }}
    }
    .into_any())
}

/// The address of a unit's month.
pub fn address(unit: &Unit, month: Month) -> String {
    let mut query = String::new();
    crate::selection::push(&mut query, "maaned", &month.to_string());
    let mut path = String::new();
    // The code as a part of the path: encoded as a query's value is.
    crate::selection::push(&mut path, "", unit.code.as_str());
    format!("{PATH}/{}?{query}", path.trim_start_matches('='))
}

/// The month of an address; this month where it says none.
pub fn month_of(data: &Data, text: Option<&str>) -> Month {
    let this = Month::of(data.today());
    let asked = text.and_then(|text| text.trim().parse::<Month>().ok());
    asked.filter(|month| *month <= this && month.year() > 1990).unwrap_or(this)
}

/// A unit's month.
#[component]
pub fn UnitPage() -> impl IntoView {
    let person = use_context::<Person>();
    let code = use_params_map().get_untracked().get("unit").unwrap_or_default();
    // A form that couldn't be saved whole comes back with what was typed.
    let kept = use_context::<Parts>().and_then(|parts| parts.extensions.get::<Arc<Kept>>().cloned());
    crate::pages::loaded(move |data, query| content(data, query, person, code, kept))
}

async fn content(
    data: Data,
    query: ParamsMap,
    person: Option<Person>,
    code: String,
    kept: Option<Arc<Kept>>,
) -> Result<AnyView, DataError> {
    let catalogue = data.places().await?;
    let unit = code.parse().ok().and_then(|code| catalogue.unit(&code));
    let own = |unit: &&Unit| person.as_ref().is_some_and(|person| person.may(Right::Register(&unit.code)));
    // Whoever may not register here isn't told whether the unit exists.
    let Some(unit) = unit.filter(own) else {
        return Ok(view! {
            <Failure
                title=t!("Du registrerer ikke i denne enheten")
                advice=t!("Velg en av enhetene dine, eller be den som administrerer kontoer om tilgang.").into()
                status=http::StatusCode::FORBIDDEN
            />
        }
        .into_any());
    };
    let month = month_of(&data, query.get("maaned").as_deref());
    let sheet = Sheet::read(&data, unit, month).await?;
    let saved = query.get("lagret").and_then(|text| text.parse::<usize>().ok()).filter(|_| kept.is_none());
    Ok(page(&data, &sheet, kept.as_deref(), saved))
}

fn page(data: &Data, sheet: &Sheet, kept: Option<&Kept>, saved: Option<usize>) -> AnyView {
    let (unit, month) = (&sheet.unit, sheet.month);
    let title = t!("Døgn – {}, {}", unit.name, norwegian::month(month));
    let html = table::table(sheet, kept, &title);
    let asking = kept.is_some_and(|kept| !kept.questions.is_empty() && kept.faults.is_empty());
    let last = Month::of(data.today()) == month;
    let link = |month: Month| (address(unit, month), norwegian::month(month));
    let (before, before_name) = link(month.plus(-1));
    let after = (!last).then(|| link(month.plus(1)));
    let label = title.clone();
    let mut reasons = String::new();
    let chosen = kept.map_or("", |kept| kept.typed.reason.as_str());
    for reason in CorrectionReason::ALL {
        push_option(&mut reasons, reason.code(), reason.label(), chosen == reason.code());
    }
    let from_stays = sheet.stays_since.is_some_and(|since| since <= month.last_day());
    view! {
        <Title text=title.clone() />
        <h1>{title}</h1>
        {saved.map(|n| view! { <p class="ds-alert" data-color="success" role="status">{saved_text(n)}</p> })}
        {kept.map(notices)}
        <nav class="months" aria-label=t!("Måneder")>
            <a href=before>"← "{before_name}</a>
            {after.map(|(address, name)| view! { <a href=address>{name}" →"</a> })}
        </nav>
        <p>
            {t!("Skriv tallene ved døgnets slutt. Tomt betyr ikke talt; var det ingen, skriv 0. Et døgn strykes når alle feltene tømmes. Enter og piltaster går fra celle til celle.")}
            {from_stays
                .then_some(
                    t!(" Belagt, innleggelser og utskrivinger regnes fra oppholdene der enheten registrerer dem."),
                )}
        </p>
        <form class="typed-days" method="post" action=address(unit, month)>
            <div class="scroll" tabindex="0" role="region" aria-label=label inner_html=html></div>
            <div class="next">
                <div class="ds-field">
                    <label class="ds-label" for="grunn">{t!("Ved retting: hvorfor")}</label>
                    <select class="ds-input" id="grunn" name="grunn" inner_html=reasons></select>
                </div>
                <button class="ds-button" type="submit">
                    {if asking { t!("Tallene stemmer, lagre") } else { t!("Lagre") }}
                </button>
            </div>
        </form>
        <GridKeys table="doegn".to_owned() />
    }
    .into_any()
}

fn saved_text(n: usize) -> String {
    match n {
        0 => t!("Ingenting var endret.").to_owned(),
        1 => t!("1 døgn er lagret.").to_owned(),
        n => t!("{n} døgn er lagret."),
    }
}

/// What is left to do, above the form.
fn notices(kept: &Kept) -> AnyView {
    let remarks = |remarks: &[Remark]| {
        let items = remarks.iter().map(|remark| {
            let target = format!("#{}-{}", remark.field.code(), remark.day);
            let name = cell_name(remark.day, remark.field);
            view! { <li><a href=target>{name}</a>": "{remark.text.clone()}</li> }
        });
        items.collect_view()
    };
    let faults = (!kept.faults.is_empty()).then(|| {
        view! {
            <div class="ds-alert" data-color="danger" role="alert">
                <p>{t!("Ingenting er lagret. Rett dette, alt du skrev står:")}</p>
                <ul class="faults">{remarks(&kept.faults)}</ul>
            </div>
        }
    });
    let questions = (!kept.questions.is_empty()).then(|| {
        view! {
            <div class="ds-alert" data-color="warning" role="alert">
                <p>{t!("Ingenting er lagret ennå. Er disse tallene riktige? Da lagrer du en gang til:")}</p>
                <ul class="faults">{remarks(&kept.questions)}</ul>
            </div>
        }
    });
    let conflicts = (!kept.conflicts.is_empty()).then(|| {
        let items = kept.conflicts.iter().map(conflict).collect_view();
        view! {
            <div class="ds-alert" data-color="warning" role="alert">
                <p>
                    {(kept.saved > 0).then(|| format!("{} ", saved_text(kept.saved)))}
                    {t!("Noen andre endret disse døgnene mens du skrev. Det du skrev står i skjemaet; lagrer du en gang til, gjelder det.")}
                </p>
                <ul class="faults">{items}</ul>
            </div>
        }
    });
    view! {
        {faults}
        {questions}
        {conflicts}
    }
    .into_any()
}

fn conflict(conflict: &Conflict) -> impl IntoView + use<> {
    let day = conflict.day;
    let typed = conflict
        .typed
        .as_ref()
        .map_or_else(|| t!("Du tømte feltene.").to_owned(), |typed| t!("Du skrev {}.", in_words(typed)));
    let stands = conflict.stands.as_ref().map_or_else(|| t!("døgnet er strøket").to_owned(), in_words);
    view! {
        <li>
            <a href=format!("#dag-{day}")>{norwegian::long_date(day)}</a>
            {t!(": nå står det ")} <strong>{stands}</strong>". "{typed}
        </li>
    }
}
