//! *Endringer*: the trail of what people changed by hand, newest first. Administrators see all of it, registrars
//! that of their units.

use crate::data::{Data, DataError};
use crate::pages::konto::moment;
use crate::pages::trail;
use crate::selection::push;
use crate::ui::markup::push_option;
use language::t;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::params::ParamsMap;
use store::RecordedChange;
use vocabulary::{Catalogue, Right, Scope, UnitCode};

/// Changes on one page.
const LISTED: usize = 50;

/// The page *Endringer*.
#[component]
pub fn Page() -> impl IntoView {
    crate::pages::loaded(content)
}

async fn content(data: Data, query: ParamsMap) -> Result<AnyView, DataError> {
    let catalogue = data.catalogue().await?;
    let units = offered(&data, &catalogue);
    let everything = data.may(Right::Administer);
    let asked = query.get("enhet").filter(|text| !text.is_empty());
    let unit: Option<UnitCode> = match &asked {
        Some(text) => match text.parse() {
            Ok(code) if data.may(Right::Register(&code)) => Some(code),
            _ => return Err(DataError::Forbidden(t!("Du ser endringene ved dine egne enheter.").to_owned())),
        },
        // Who may not see everything sees her first unit.
        None if everything => None,
        None => match units.first() {
            Some((code, _)) => Some(code.clone()),
            None => return Err(DataError::Forbidden(t!("Kontoen din har ingen enhet.").to_owned())),
        },
    };
    let before = query.get("foer").and_then(|id| id.parse().ok());
    let mut changes = data.store.changes(unit.as_ref(), before, LISTED as i64 + 1).await?;
    let more = changes.len() > LISTED;
    changes.truncate(LISTED);
    let older = changes.last().filter(|_| more).map(|last| address(unit.as_ref(), Some(last.id)));
    let newest = before.is_some().then(|| address(unit.as_ref(), None));
    let place = unit.as_ref().map_or_else(
        || t!("alt som er endret for hånd").to_owned(),
        |code| catalogue.scope_label(&Scope::Unit(code.clone()), data.today()),
    );
    let options = options(&units, unit.as_ref(), everything);
    let list = list(&changes, &catalogue);
    Ok(view! {
        <Title text=t!("Endringer") />
        <h1>{t!("Endringer")}</h1>
        <p class="ingress">{t!("Hvem som endret hva, og når: ")}{place}{t!(". Det som kom med filer, står på siden Metode.")}</p>
        <form class="filter" method="get" action="/endringer" aria-label=t!("Velg enhet")>
            <div class="ds-field">
                <label class="ds-label" for="enhet">{t!("Enhet")}</label>
                <select class="ds-input" id="enhet" name="enhet" inner_html=options></select>
            </div>
            <div class="actions">
                <button class="ds-button" type="submit">{t!("Vis")}</button>
            </div>
        </form>
        {list}
        <p class="next">
            {newest.map(|path| view! { <a href=path>{t!("Nyeste")}</a> })}
            {older.map(|path| view! { <a href=path>{t!("Eldre endringer")}</a> })}
        </p>
    }
    .into_any())
}

/// The units whose trail can be chosen: code and name, in Norwegian order of names.
fn offered(data: &Data, catalogue: &Catalogue) -> Vec<(UnitCode, String)> {
    catalogue
        .units_in(&Scope::Country, &[], data.today())
        .into_iter()
        .filter(|unit| data.may(Right::Register(&unit.code)))
        .map(|unit| (unit.code.clone(), unit.name.clone()))
        .collect()
}

fn options(units: &[(UnitCode, String)], chosen: Option<&UnitCode>, everything: bool) -> String {
    let mut html = String::new();
    if everything {
        push_option(&mut html, "", t!("Alt"), chosen.is_none());
    }
    for (code, name) in units {
        push_option(&mut html, code.as_str(), name, chosen == Some(code));
    }
    html
}

fn address(unit: Option<&UnitCode>, before: Option<i64>) -> String {
    let mut query = String::new();
    if let Some(unit) = unit {
        push(&mut query, "enhet", unit.as_str());
    }
    if let Some(before) = before {
        push(&mut query, "foer", &before.to_string());
    }
    format!("/endringer?{query}")
}

fn list(changes: &[RecordedChange], catalogue: &Catalogue) -> AnyView {
    if changes.is_empty() {
        return view! { <p>{t!("Ingenting er endret for hånd.")}</p> }.into_any();
    }
    let lines = changes.iter().map(|change| line(change, catalogue)).collect_view();
    view! { <ol class="lines" aria-label=t!("Endringer, nyeste først")>{lines}</ol> }.into_any()
}

/// When; what, and its values before and after; where and by whom.
fn line(change: &RecordedChange, catalogue: &Catalogue) -> AnyView {
    let unit = change.unit.as_deref().map(|code| trail::unit_name(code, catalogue));
    let which = trail::which(change, catalogue).map(|(text, path)| match path {
        Some(path) => view! { ": " <a href=path>{text}</a> }.into_any(),
        None => view! { ": " {text} }.into_any(),
    });
    let why = trail::why(change).map(|why| format!(" – {why}"));
    let differences: Vec<_> = trail::differences(change, catalogue)
        .into_iter()
        .map(|difference| view! { <li>{difference}</li> })
        .collect();
    let differences = (!differences.is_empty()).then(|| view! { <ul class="changes">{differences}</ul> });
    view! {
        <li>
            <time datetime=change.at.to_rfc3339()>{moment(change.at)}</time>
            <div>
                {trail::done(change)}
                {which}
                {why}
                {differences}
            </div>
            <p>{unit.map(|unit| view! { <span>{unit}</span> })} <span>{change.person.clone()}</span></p>
        </li>
    }
    .into_any()
}
