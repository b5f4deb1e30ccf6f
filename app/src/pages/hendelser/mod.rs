//! *Hendelser*: what happened to units, municipalities and the country, as it stands on the charts' time axes; added
//! and struck out by those who may.

mod form;

use crate::data::{Data, DataError};
use crate::pages::events::label;
use crate::ui::form::{Faults, Field, Refused, Select};
use crate::ui::markup::{push_escaped, push_option};
use chrono::NaiveDate;
pub use form::{Typed, read, read_place};
use language::t;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::params::ParamsMap;
use vocabulary::{Catalogue, Event, EventKind, EventPlace, Person, Right, norwegian};

/// Where the page is and the form is sent.
pub const PATH: &str = "/hendelser";
/// The most events listed, the newest first.
const MOST_LISTED: usize = 60;

/// The page *Hendelser*.
#[component]
pub fn Page() -> impl IntoView {
    let (refused, person) = (Refused::of_request(), use_context::<Person>());
    crate::pages::loaded(move |data, query| content(data, query, refused, person))
}

async fn content(
    data: Data,
    query: ParamsMap,
    refused: Refused,
    person: Option<Person>,
) -> Result<AnyView, DataError> {
    let catalogue = data.catalogue().await?;
    let today = data.today();
    let may = |place: &EventPlace| person.as_ref().is_some_and(|person| person.may(Right::EventOf(place)));
    let mut own: Vec<Event> =
        data.events(catalogue.version).await?.iter().filter(|event| may(&event.place)).cloned().collect();
    own.sort_by_key(|event| std::cmp::Reverse(event.date));
    let count = own.len();
    own.truncate(MOST_LISTED);
    let shown = match count {
        0 => t!("Ingen hendelser er ført for enhetene dine.").to_owned(),
        n if n > MOST_LISTED => t!("De {MOST_LISTED} nyeste av {}.", norwegian::count(n as i64)),
        _ => String::new(),
    };
    let typed = |name: &str| refused.value(name).unwrap_or_default().to_owned();
    let places = places(&catalogue, today, &may, &typed("sted"));
    let mut kinds = String::new();
    push_option(&mut kinds, "", t!("Velg"), typed("slag").is_empty());
    for kind in EventKind::ALL {
        push_option(&mut kinds, kind.code(), kind.label(), kind.code() == typed("slag"));
    }
    let saved = query.get("lagret").is_some().then(|| {
        view! { <div class="ds-alert" data-color="success" role="status"><p>{t!("Lagret.")}</p></div> }
    });
    let list = own.iter().map(|event| line(event, &catalogue, today)).collect_view();
    Ok(view! {
        <Title text=t!("Hendelser") />
        <h1>{t!("Hendelser")}</h1>
        <p class="ingress">
            {t!("Åpninger, endret sengetall, samlokalisering og annet som kan forklare et brudd i kurvene. Hendelsene står på tidsaksen i diagrammene til enheten, kommunen og helseforetaket.")}
        </p>
        {saved}
        <section aria-labelledby="ny">
            <h2 id="ny">{t!("Ny hendelse")}</h2>
            <Faults refused=refused.clone() />
            <form class="filter change" method="post" action=PATH aria-labelledby="ny">
                <Select name="sted" label=t!("Gjelder") options=places fault=refused.fault("sted") />
                <Field name="dato" label=t!("Dato") kind="date" autocomplete="off" value=typed("dato") fault=refused.fault("dato") />
                <Select name="slag" label=t!("Hva slags") options=kinds fault=refused.fault("slag") />
                <Field
                    name="beskrivelse"
                    label=t!("Beskrivelse (valgfritt)")
                    autocomplete="off"
                    optional=true
                    hint=t!("Kort, om enheten; aldri om en pasient. Finnes hendelsen fra før, får den disse ordene.").to_owned()
                    value=typed("beskrivelse")
                    fault=refused.fault("beskrivelse")
                />
                <div class="actions">
                    <button class="ds-button" type="submit">{t!("Legg til")}</button>
                </div>
            </form>
        </section>
        <section aria-labelledby="liste">
            <h2 id="liste">{t!("Hendelser du kan endre")}</h2>
            {(!shown.is_empty()).then(|| view! { <p>{shown}</p> })}
            <ul class="event-lines">{list}</ul>
        </section>
    }
    .into_any())
}

/// The places that she may add events to: units by name, then municipalities and the country.
fn places(
    catalogue: &Catalogue,
    today: NaiveDate,
    may: &impl Fn(&EventPlace) -> bool,
    chosen: &str,
) -> String {
    let mut html = String::new();
    push_option(&mut html, "", t!("Velg"), chosen.is_empty());
    let mut add = |place: EventPlace, name: &str| {
        if may(&place) {
            let value = form::value(&place);
            push_option(&mut html, &value, name, value == chosen);
        }
    };
    let mut units: Vec<_> = catalogue.units.iter().collect();
    units.sort_by_cached_key(|unit| norwegian::sort_key(&unit.name));
    for unit in units {
        add(EventPlace::Unit(unit.code.clone()), &unit.name);
    }
    add(EventPlace::Country, t!("Hele landet"));
    for municipality in catalogue.municipalities_on(today) {
        add(EventPlace::Municipality(municipality.number), &t!("{} kommune", municipality.name));
    }
    html
}

/// One event with its way out.
fn line(event: &Event, catalogue: &Catalogue, today: NaiveDate) -> AnyView {
    let place = match &event.place {
        EventPlace::Unit(code) => catalogue.unit_name(code).to_owned(),
        EventPlace::Municipality(number) => {
            let found = catalogue.municipality(*number, today);
            found.map_or_else(|| number.to_string(), |m| t!("{} kommune", m.name))
        }
        EventPlace::Country => t!("Hele landet").to_owned(),
    };
    let (when, what) = (norwegian::date(event.date), label(event, None));
    let mut hidden = String::new();
    for (name, value) in [
        ("sted", form::value(&event.place)),
        ("dato", event.date.to_string()),
        ("slag", event.kind.code().to_owned()),
    ] {
        hidden.push_str(&format!("<input type=\"hidden\" name=\"{name}\" value=\""));
        push_escaped(&mut hidden, &value);
        hidden.push_str("\">");
    }
    let named = t!("Stryk: {what}, {place}, {when}");
    view! {
        <li>
            <span>
                <strong>{when}</strong>
                " "
                {place}
                ": "
                {what}
            </span>
            <form method="post" action="/hendelser/stryk">
                <span inner_html=hidden></span>
                <button class="ds-button" data-variant="tertiary" data-size="sm" type="submit" aria-label=named>
                    {t!("Stryk")}
                </button>
            </form>
        </li>
    }
    .into_any()
}
