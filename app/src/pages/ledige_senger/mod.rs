//! *Ledige senger*: which units have a free bed now, for the doctor on call who reads it on a telephone.
//!
//! The list is HTML text of [`list()`]; the server's stream sends the same text anew when something changed, and
//! the island `LiveList` puts it in place. Without the browser's part the page is loaded again by hand.

mod access;
mod board;
mod list;
mod question;

pub use access::{Access, InvalidAccess};
pub use board::{Row, Version, version};
use language::t;
pub use list::list;
pub use question::Question;

use crate::asking::sign_in_address;
use crate::data::{Data, DataError};
use crate::selection::slug;
use crate::ui::failure::Failure;
use crate::ui::live::LiveList;
use crate::ui::markup::push_option;
use chrono::NaiveDate;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::params::ParamsMap;
use vocabulary::{Catalogue, Person};

const PATH: &str = "/ledige-senger";

/// The page *Ledige senger*.
#[component]
pub fn Page() -> impl IntoView {
    let person = use_context::<Person>();
    crate::pages::loaded(move |data, query| content(data, query, person))
}

async fn content(data: Data, query: ParamsMap, person: Option<Person>) -> Result<AnyView, DataError> {
    let catalogue = data.catalogue().await?;
    let today = data.today();
    let question = Question::parse(|name| query.get(name), &catalogue, today);
    if !data.free_beds.allows(person.as_ref(), question.key.as_deref()) {
        // Without a link the way in is to sign in.
        if person.is_none() && question.key.is_none() {
            leptos_axum::redirect(&sign_in_address(PATH));
            return Ok(view! { <p>{t!("Du sendes til innloggingen.")}</p> }.into_any());
        }
        return Ok(view! {
            <Failure
                title=t!("Logg inn for å se ledige senger")
                advice=t!("Siden er bare for dem som er logget inn eller har fått lenken. Har du brukt en lenke, kan den være byttet ut: be om en ny.").into()
                status=http::StatusCode::FORBIDDEN
            />
        }
        .into_any());
    }
    let version = version(&data).await?;
    let html = list(&data, &question, version, person.as_ref()).await?;
    let asked = question.query();
    let stream = format!("{PATH}/strom?{asked}{}fra={version}", if asked.is_empty() { "" } else { "&" });
    let again = if asked.is_empty() { PATH.to_owned() } else { format!("{PATH}?{asked}") };
    let words = [
        t!("Listen oppdaterer seg selv."),
        t!("Listen er oppdatert."),
        t!("Mistet forbindelsen: tallene kan være gamle. Prøver igjen."),
    ]
    .map(str::to_owned);
    Ok(view! {
        <Title text=t!("Ledige senger") />
        <h1>{t!("Ledige senger")}</h1>
        <p class="ingress">{t!("Kommunale øyeblikkelig hjelp-senger som er ledige nå. ")}
            <a href="/metode#ledige_senger">{t!("Slik regnes det")}</a>"."
        </p>
        <Choose question catalogue today />
        <LiveList list="ledige".to_owned() stream words />
        <noscript>
            <p>{t!("Listen oppdaterer seg ikke av seg selv uten JavaScript. ")} <a href=again>{t!("Last den på nytt")}</a></p>
        </noscript>
        <div id="ledige" class="free-beds" inner_html=html></div>
    }
    .into_any())
}

/// The form that asks.
#[component]
fn Choose(question: Question, catalogue: std::sync::Arc<Catalogue>, today: NaiveDate) -> impl IntoView {
    let (trusts, municipalities) = options(&question, &catalogue, today);
    let clear = question.key.as_ref().map_or_else(|| PATH.to_owned(), |key| format!("{PATH}?nokkel={key}"));
    view! {
        <form class="filter" method="get" action=PATH aria-label=t!("Velg hvilke enheter som vises")>
            <div class="ds-field">
                <label class="ds-label" for="kommune">{t!("Pasienten bor i")}</label>
                <select class="ds-input" id="kommune" name="kommune" inner_html=municipalities></select>
            </div>
            <div class="ds-field">
                <label class="ds-label" for="helseforetak">{t!("Helseforetak")}</label>
                <select class="ds-input" id="helseforetak" name="helseforetak" inner_html=trusts></select>
            </div>
            <div class="ds-field">
                <label class="ds-label" for="sok">{t!("Søk etter navn, sted eller tilbud")}</label>
                <input class="ds-input" type="search" id="sok" name="sok" maxlength="80" value=question.search />
            </div>
            <label class="check">
                <input class="ds-input" type="checkbox" name="alle" value="1" checked=question.all />
                {t!("Vis også enheter uten ledige senger")}
            </label>
            {question.key.map(|key| view! { <input type="hidden" name="nokkel" value=key /> })}
            <div class="actions">
                <button class="ds-button" type="submit">{t!("Vis")}</button>
                <a href=clear>{t!("Nullstill")}</a>
            </div>
        </form>
    }
}

fn options(question: &Question, catalogue: &Catalogue, today: NaiveDate) -> (String, String) {
    let (mut trusts, mut municipalities) = (String::new(), String::with_capacity(24 * 1024));
    push_option(&mut trusts, "", t!("Alle"), question.trust.is_none());
    for trust in catalogue.trusts_on(today).into_iter().flat_map(|(_, trusts)| trusts) {
        push_option(&mut trusts, &slug(trust), trust, question.trust.as_deref() == Some(trust));
    }
    push_option(&mut municipalities, "", t!("Alle kommuner"), question.municipality.is_none());
    for m in catalogue.municipalities_on(today) {
        let chosen = question.municipality == Some(m.number);
        push_option(&mut municipalities, &m.number.to_string(), &m.name, chosen);
    }
    (trusts, municipalities)
}

#[cfg(test)]
mod tests;
