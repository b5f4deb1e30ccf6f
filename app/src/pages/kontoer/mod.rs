//! *Kontoer*: who may sign in and what for. For administrators.

mod fields;

use crate::asking::Asking;
use crate::data::{Data, DataError};
use crate::pages::konto::{moment, what_for};
use crate::ui::failure::Failure;
use crate::ui::form::{Faults, Field, Refused};
use fields::{Chosen, WhatFor};
use language::t;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use leptos_router::params::ParamsMap;
use std::sync::Arc;
use store::{Account, Token};
use vocabulary::{Catalogue, Right};

/// The page *Kontoer*.
#[component]
pub fn Page() -> impl IntoView {
    let (refused, asking) = (Refused::of_request(), Asking::of_request());
    crate::pages::loaded(move |data, _| content(data, refused, asking))
}

async fn content(data: Data, refused: Refused, asking: Option<Asking>) -> Result<AnyView, DataError> {
    let accounts = data.store.accounts().await?;
    let catalogue = data.catalogue().await?;
    let first = accounts.is_empty();
    let none = t!(
        "Ingen kan logge inn ennå: alt er åpent for den som når denne maskinen. Den første kontoen skal være en administrator, og når den er laget, må alle logge inn."
    );
    let organisation = asking.as_ref().and_then(Asking::organisation_alone);
    let list = if !first {
        list(&accounts, &catalogue)
    } else if organisation.is_some() {
        ().into_any()
    } else {
        view! { <div class="ds-alert" data-color="info"><p>{none}</p></div> }.into_any()
    };
    let new = match organisation {
        Some(name) => {
            let words = t!(
                "Innlogging med passord er slått av: en konto lages første gang noen logger inn med {name}, og rollen settes der."
            );
            view! {
                <Faults refused />
                <p>{words}</p>
            }
            .into_any()
        }
        None => new_account(refused, &data, catalogue),
    };
    Ok(view! {
        <Title text=t!("Kontoer") />
        <h1>{t!("Kontoer")}</h1>
        <p class="ingress">{t!("Hvem som kan logge inn, og hva de ser.")}</p>
        {list}
        {new}
    }
    .into_any())
}

fn new_account(refused: Refused, data: &Data, catalogue: Arc<Catalogue>) -> AnyView {
    view! {
        <section aria-labelledby="ny">
            <h2 id="ny">{t!("Ny konto")}</h2>
            <Faults refused=refused.clone() />
            <form class="filter change" method="post" action="/kontoer" aria-labelledby="ny">
                <Field
                    name="epost"
                    label=t!("E-post")
                    kind="email"
                    autocomplete="off"
                    value=refused.value("epost").unwrap_or_default().to_owned()
                    fault=refused.fault("epost")
                />
                <Password fault=refused.fault("passord") />
                <WhatFor
                    chosen=Chosen::typed(&refused)
                    catalogue
                    today=data.today()
                    fault=refused.fault("rolle")
                />
                <div class="actions">
                    <button class="ds-button" type="submit">{t!("Lag konto")}</button>
                </div>
            </form>
        </section>
    }
    .into_any()
}

fn list(accounts: &[Account], catalogue: &Catalogue) -> AnyView {
    let lines = accounts.iter().map(|account| line(account, catalogue)).collect_view();
    view! { <ul class="lines accounts" aria-label=t!("Kontoer")>{lines}</ul> }.into_any()
}

/// Who, what for, whether she can sign in, since when.
fn line(account: &Account, catalogue: &Catalogue) -> AnyView {
    let ends = account.password_ends_at.filter(|_| !account.disabled);
    let state = match (account.disabled, account.has_password, ends) {
        (true, _, _) => t!("Sperret"),
        _ if account.organisation => t!("Fra organisasjonen"),
        (false, true, None) => t!("Kan logge inn"),
        (false, true, Some(_)) => t!("Må bytte passord"),
        (false, false, _) => t!("Uten passord"),
    };
    let ends = ends.map(|end| t!(". Passordet gjelder til {}", moment(end)));
    let (path, email) = (format!("/kontoer/{}", account.id), account.email.clone());
    view! {
        <li>
            <a href=path>{email}</a>
            <span>{what_for(&account.person(), catalogue)}</span>
            <span>{state}</span>
            <p>{t!("Laget ")}{moment(account.created_at)}{ends}</p>
        </li>
    }
    .into_any()
}

#[component]
fn Password(#[prop(default = None)] fault: Option<String>) -> impl IntoView {
    view! {
        <Field
            name="passord"
            label=t!("Passord (valgfritt)")
            kind="password"
            autocomplete="new-password"
            optional=true
            hint=t!("Minst 12 tegn. Står feltet tomt, lages et passord som vises én gang.").to_owned()
            fault
        />
    }
}

/// The page of one account.
#[component]
pub fn OnePage() -> impl IntoView {
    let (refused, asking) = (Refused::of_request(), Asking::of_request());
    let id = use_params_map().get_untracked().get("id").and_then(|id| id.parse().ok());
    crate::pages::loaded(move |data, query| one(data, query, (refused, asking), id))
}

async fn one(
    data: Data,
    query: ParamsMap,
    (refused, asking): (Refused, Option<Asking>),
    id: Option<i64>,
) -> Result<AnyView, DataError> {
    let account = match id {
        Some(id) => data.store.account(id).await?,
        None => None,
    };
    let Some(account) = account else {
        return Ok(view! {
            <Failure
                title=t!("Kontoen finnes ikke")
                advice=t!("Gå til Kontoer og velg en i listen.").into()
                status=http::StatusCode::NOT_FOUND
            />
        }
        .into_any());
    };
    let catalogue = data.catalogue().await?;
    let access = Access {
        sessions: data.store.sessions(account.id).await?.len(),
        tokens: data.store.tokens(account.id).await?,
        feeds: data.store.feeds(account.id).await?.len(),
    };
    let done = query.get("endret").is_some().then(|| {
        view! { <div class="ds-alert" data-color="success" role="status"><p>{t!("Endringen er lagret.")}</p></div> }
    });
    let secret = refused.secret.clone().map(|secret| {
        view! {
            <div class="ds-alert" data-color="success" role="status">
                <p>{t!("Passordet er ")} <code class="secret">{secret}</code></p>
                <p>{t!("Det vises bare nå. Gi det til den som skal ha det: det gjelder i tre døgn, og må byttes ved første innlogging.")}</p>
            </div>
        }
    });
    let chosen = if refused.faults.is_empty() { Chosen::of(&account) } else { Chosen::typed(&refused) };
    let (path, email) = (format!("/kontoer/{}", account.id), account.email.clone());
    let trail = data.may(Right::Administer).then_some("/endringer");
    let password = if account.organisation {
        let words = t!(
            "Kontoen kommer fra organisasjonen: den har ikke passord her, og rollen settes på nytt ved hver innlogging."
        );
        view! { <p>{words}</p> }.into_any()
    } else if asking.as_ref().is_some_and(|asking| asking.organisation_alone().is_some()) {
        view! { <p>{t!("Innlogging med passord er slått av: denne kontoen kommer ingen inn med.")}</p> }
            .into_any()
    } else {
        view! {
            <section aria-labelledby="passordet">
                <h2 id="passordet">{t!("Nytt passord")}</h2>
                <form class="filter sign-in" method="post" action=format!("{path}/passord") aria-labelledby="passordet">
                    <input type="hidden" name="epost" value=email.clone() autocomplete="username" />
                    <Password fault=refused.fault("passord") />
                    <div class="actions">
                        <button class="ds-button" type="submit">{t!("Gi nytt passord")}</button>
                    </div>
                    <p class="hint">{t!("Kontoen logges ut overalt, og nøkler og adresser til nyhetslesere tas bort.")}</p>
                </form>
            </section>
        }
        .into_any()
    };
    Ok(view! {
        <Title text=t!("{email} – Kontoer") />
        <h1>{email.clone()}</h1>
        <p class="ingress">{what_for(&account.person(), &catalogue)}</p>
        {done}
        {secret}
        <Faults refused=refused.clone() />
        <section aria-labelledby="hva">
            <h2 id="hva">{t!("Hva kontoen er til")}</h2>
            <form class="filter change" method="post" action=path.clone() aria-labelledby="hva">
                <WhatFor chosen=chosen.clone() catalogue today=data.today() fault=refused.fault("rolle") />
                <label class="check">
                    <input type="checkbox" name="sperret" value="ja" checked=chosen.disabled />
                    {t!("Sperret: kan ikke logge inn, og er logget ut overalt")}
                </label>
                <div class="actions">
                    <button class="ds-button" type="submit">{t!("Lagre")}</button>
                    <a href="/kontoer">{t!("Alle kontoer")}</a>
                </div>
            </form>
        </section>
        {password}
        {access.view(account.id)}
        {trail.map(|path| view! { <p><a href=path>{t!("Alle endringer")}</a></p> })}
    }
    .into_any())
}

/// What lets somebody in as an account without its password.
struct Access {
    sessions: usize,
    tokens: Vec<Token>,
    feeds: usize,
}

impl Access {
    /// What there is, and a button that ends it all; nothing where there is none.
    fn view(self, id: i64) -> Option<AnyView> {
        let programs = self.tokens.into_iter().map(|token| {
            let used = token
                .last_used_at
                .map_or_else(|| t!("aldri brukt").to_owned(), |at| t!("sist brukt {}", moment(at)));
            t!("Nøkkel til {}, gjelder til {}, {used}", token.label, moment(token.expires_at))
        });
        let browsers = match self.sessions {
            0 => None,
            1 => Some(t!("1 nettleser som er logget inn").to_owned()),
            n => Some(t!("{n} nettlesere som er logget inn")),
        };
        let feeds = match self.feeds {
            0 => None,
            1 => Some(t!("1 adresse til nyhetsleser").to_owned()),
            n => Some(t!("{n} adresser til nyhetslesere")),
        };
        let lines: Vec<String> = browsers.into_iter().chain(programs).chain(feeds).collect();
        if lines.is_empty() {
            return None;
        }
        let lines = lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
        let view = view! {
            <section aria-labelledby="inne">
                <h2 id="inne">{t!("Dette slipper inn uten passord")}</h2>
                <ul>{lines}</ul>
                <form class="next" method="post" action=format!("/kontoer/{id}/ut")>
                    <button class="ds-button" data-variant="secondary" type="submit">
                        {t!("Logg ut overalt og ta bort alt dette")}
                    </button>
                </form>
            </section>
        };
        Some(view.into_any())
    }
}
