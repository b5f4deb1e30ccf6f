//! *Logg inn*: the way in, for a page that was asked for or a form that was sent after the session had ended.
//!
//! The form goes to the server, which knows passwords and sessions; nothing of either is known here.

pub mod organisation;

use crate::asking::{Asking, CARRIED, HELD_PATH, ONWARD};
use crate::ui::failure::Failure;
use crate::ui::form::{Faults, Field, Refused};
use language::t;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use vocabulary::Role;

/// The page *Logg inn*.
#[component]
pub fn Page() -> impl IntoView {
    let refused = Refused::of_request();
    let query = use_query_map().get_untracked();
    let asking = Asking::of_request();
    let carried: Vec<(&str, String)> = CARRIED
        .into_iter()
        .filter_map(|name| {
            let asked = || if name == ONWARD { query.get(name) } else { None };
            refused.value(name).map(str::to_owned).or_else(asked).map(|value| (name, value))
        })
        .collect();
    let demo = asking.as_ref().is_some_and(|asking| asking.demo);
    let local = asking.as_ref().is_none_or(|asking| asking.local_accounts);
    let organisation = asking.and_then(|asking| asking.organisation);
    let held = carried.iter().any(|(name, _)| *name == HELD_PATH);
    let words = if held {
        t!("Økten var over da du sendte skjemaet. Logg inn igjen, så blir det du skrev, sendt.")
    } else if !carried.is_empty() {
        t!("Siden du ba om, krever at du er logget inn.")
    } else if !local {
        t!("Logg inn slik du gjør ellers på jobben.")
    } else if organisation.is_some() {
        t!("Logg inn slik du gjør ellers på jobben, eller med e-postadressen og passordet som du har fått.")
    } else {
        t!("Logg inn med e-postadressen og passordet som du har fått.")
    };
    view! {
        <Title text=t!("Logg inn") />
        <h1>{t!("Logg inn")}</h1>
        <p class="ingress">{words}</p>
        <Faults refused=refused.clone() />
        {demo.then(|| view! { <DemoLogins carried=carried.clone() /> })}
        {organisation.map(|name| view! { <organisation::Button name carried=carried.clone() local /> })}
        {local.then(|| view! { <Local refused carried /> })}
    }
}

/// By e-mail address and password.
#[component]
fn Local(refused: Refused, carried: Vec<(&'static str, String)>) -> impl IntoView {
    view! {
        <form class="filter sign-in" method="post" action="/logg-inn" aria-label=t!("Logg inn")>
            <Carried carried />
            <Field
                name="epost"
                label=t!("E-post")
                kind="email"
                autocomplete="username"
                value=refused.value("epost").unwrap_or_default().to_owned()
                fault=refused.fault("epost")
            />
            <Field
                name="passord"
                label=t!("Passord")
                kind="password"
                autocomplete="current-password"
                fault=refused.fault("passord")
            />
            <div class="actions">
                <button class="ds-button" type="submit">{t!("Logg inn")}</button>
            </div>
            <p class="hint">{t!("Glemt passordet? En administrator kan gi deg et nytt.")}</p>
        </form>
    }
}

#[component]
pub(crate) fn Carried(carried: Vec<(&'static str, String)>) -> impl IntoView {
    carried
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view()
}

/// A button for each role, where data are made up.
#[component]
fn DemoLogins(carried: Vec<(&'static str, String)>) -> impl IntoView {
    let logins = Role::ALL
        .iter()
        .map(|role| {
            let may = match role {
                Role::Reader => t!("ser ett helseforetak og landet"),
                Role::Registrar => t!("fører opphold og døgn ved to enheter"),
                Role::Statistics => t!("ser alle samlede tall, tar ut filer og rapporter"),
                Role::Administrator => t!("tar inn filer, styrer kontoer og ser sporet"),
            };
            view! {
                <li>
                    <button class="ds-button" data-variant="secondary" name="rolle" value=role.code()>
                        {t!("Logg inn som {}", role.label().to_lowercase())}
                    </button>
                    " "
                    {may}
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="panel" aria-labelledby="demo">
            <h2 id="demo">{t!("Prøv en rolle")}</h2>
            <p>{t!("Alle tall er laget av en modell. Velg hvem du vil være; det trengs ikke noe passord.")}</p>
            <form method="post" action="/logg-inn/demo">
                <Carried carried />
                <ul class="choices">{logins}</ul>
            </form>
        </section>
        <h2>{t!("Eller med egen konto")}</h2>
    }
}

/// A form that waits where nobody knows that the same person filled it in: it is sent when she says so.
#[component]
pub fn HeldPage() -> impl IntoView {
    let refused = Refused::of_request();
    let Some(action) = refused.value(HELD_PATH).map(str::to_owned) else {
        return view! {
            <Failure
                title=t!("Ingen skjema venter")
                advice=t!("Skjemaet er sendt, eller det er åpnet på nytt. Gå til siden det hørte til, og se om det kom fram.").into()
                status=http::StatusCode::NOT_FOUND
            />
        }
        .into_any();
    };
    let fields = refused
        .values
        .iter()
        .filter(|(name, _)| name != HELD_PATH)
        .map(|(name, value)| view! { <input type="hidden" name=name.clone() value=value.clone() /> })
        .collect_view();
    view! {
        <Title text=t!("Et skjema venter") />
        <h1>{t!("Et skjema venter")}</h1>
        <p class="ingress">
            {t!("Skjemaet ble fylt ut før du logget inn, kanskje av en annen. Det er ikke sendt ennå. Sender du det nå, står du som den som førte det.")}
        </p>
        <form class="next" method="post" action=action>
            {fields}
            <button class="ds-button" type="submit">{t!("Send skjemaet")}</button>
            <a href="/">{t!("Forkast det")}</a>
        </form>
    }
    .into_any()
}

/// Shown in place of a page that isn't for who asked.
#[component]
pub fn NoAccess() -> impl IntoView {
    let role = Asking::of_request().and_then(|asking| asking.person).map(|person| person.role.label());
    let who = role.map_or_else(String::new, |role| t!("Du er logget inn som {}. ", role.to_lowercase()));
    view! {
        <Failure
            title=t!("Du har ikke tilgang til dette")
            advice=t!(
                "{who}Menyen over viser sidene som er åpne for deg. Trenger du mer, spør en administrator.",
            )
            status=http::StatusCode::FORBIDDEN
        />
    }
}
