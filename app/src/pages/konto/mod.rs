//! *Konto*: who is signed in, another password, and where else she is signed in.

use crate::asking::{Asking, PROGRAMS_TOO};
use crate::data::{Data, DataError};
use crate::ui::form::{Faults, Field, Refused};
use crate::ui::table::Table;
use chrono::{DateTime, Utc};
use language::t;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::params::ParamsMap;
use store::{Session, Token};
use vocabulary::{Catalogue, Person, Right, Role, norwegian, oslo_date, oslo_time};

/// The page *Konto*.
#[component]
pub fn Page() -> impl IntoView {
    let (refused, session) = (Refused::of_request(), Asking::of_request().and_then(|asking| asking.session));
    crate::pages::loaded(move |data, query| content(data, query, refused, session))
}

async fn content(
    data: Data,
    query: ParamsMap,
    refused: Refused,
    session: Option<i64>,
) -> Result<AnyView, DataError> {
    let Some((person, account)) = data.person.clone().and_then(|p| p.account.map(|account| (p, account)))
    else {
        return Err(DataError::Forbidden(t!("Logg inn for å se kontoen din.").to_owned()));
    };
    let catalogue = data.catalogue().await?;
    let sessions = data.store.sessions(account).await?;
    let tokens = data.store.tokens(account).await?;
    let stay = (tokens.len(), data.store.feeds(account).await?.len());
    let of_token = refused.clone();
    let account = data.store.account(account).await?;
    let of_organisation = account.as_ref().is_some_and(|account| account.organisation);
    let given = account.and_then(|account| account.password_ends_at);
    let own = given.is_none().then(|| {
        view! {
            <p><a href="/abonnement">{t!("Visninger du følger i en nyhetsleser")}</a></p>
            <Tokens tokens refused=of_token brings=data.may(Right::Import) />
        }
    });
    let given = given.map(|end| {
        view! {
            <div class="ds-alert" data-color="warning" role="status">
                <p>{t!("Passordet ditt er gitt av en annen og gjelder til ")}{moment(end)}{t!(". Velg ditt eget her; da åpnes resten.")}</p>
            </div>
        }
    });
    let changed = query.get("endret").is_some().then(|| {
        view! {
            <div class="ds-alert" data-color="success" role="status">
                <p>{t!("Passordet er endret. Du er logget ut alle andre steder.")}</p>
            </div>
        }
    });
    Ok(view! {
        <Title text=t!("Konto") />
        <h1>{t!("Konto")}</h1>
        <p class="ingress">{person.name.clone()}" – "{what_for(&person, &catalogue)}</p>
        {changed}
        {given}
        <Faults refused=refused.clone() />
        {(!of_organisation).then(|| view! { <NewPassword refused name=person.name /> })}
        <Sessions sessions session stay />
        {own}
    }
    .into_any())
}

/// Role and area in words.
pub fn what_for(person: &Person, catalogue: &Catalogue) -> String {
    let label = person.role.label();
    match person.role {
        Role::Reader => match &person.trust {
            Some(trust) => format!("{label}, {trust}"),
            None => t!("{label}, hele landet"),
        },
        Role::Registrar => {
            let units: Vec<_> = person.units.iter().map(|code| catalogue.unit_name(code)).collect();
            if units.is_empty() { t!("{label} uten enhet") } else { format!("{label}, {}", units.join(", ")) }
        }
        Role::Statistics | Role::Administrator => label.to_owned(),
    }
}

#[component]
fn NewPassword(refused: Refused, name: String) -> impl IntoView {
    view! {
        <section aria-labelledby="bytt">
            <h2 id="bytt">{t!("Bytt passord")}</h2>
            <form class="filter sign-in" method="post" action="/konto/passord" aria-labelledby="bytt">
                // Password managers want to know whose it is.
                <input type="hidden" name="epost" value=name autocomplete="username" />
                <Field
                    name="naavaerende"
                    label=t!("Nåværende passord")
                    kind="password"
                    autocomplete="current-password"
                    fault=refused.fault("naavaerende")
                />
                <Field
                    name="nytt"
                    label=t!("Nytt passord")
                    kind="password"
                    autocomplete="new-password"
                    hint=t!("Minst 12 tegn. En lang setning er lett å huske.").to_owned()
                    fault=refused.fault("nytt")
                />
                <Field
                    name="gjenta"
                    label=t!("Nytt passord en gang til")
                    kind="password"
                    autocomplete="new-password"
                    fault=refused.fault("gjenta")
                />
                <div class="actions">
                    <button class="ds-button" type="submit">{t!("Bytt passord")}</button>
                </div>
            </form>
        </section>
    }
}

/// What stays when she signs out everywhere, in words: so many tokens and followed views.
fn what_stays((tokens, feeds): (usize, usize)) -> Option<String> {
    let some =
        |n: usize, one: &str, many: &str| (n > 0).then(|| format!("{n} {}", if n == 1 { one } else { many }));
    let all = [
        some(tokens, t!("nøkkel for programmer"), t!("nøkler for programmer")),
        some(feeds, t!("adresse til nyhetsleser"), t!("adresser til nyhetslesere")),
    ];
    let all: Vec<_> = all.into_iter().flatten().collect();
    (!all.is_empty()).then(|| all.join(t!(" og ")))
}

/// Where she is signed in, with a button that ends it all.
#[component]
fn Sessions(sessions: Vec<Session>, session: Option<i64>, stay: (usize, usize)) -> impl IntoView {
    let stay = what_stays(stay).map(|what| {
        view! {
            <label class="check">
                <input type="checkbox" name=PROGRAMS_TOO value="ja" />
                {t!("Ta også bort {what}. Ellers virker det videre.")}
            </label>
        }
    });
    let row = |one: Session| {
        let here = if session == Some(one.id) { t!("Denne nettleseren") } else { t!("En annen nettleser") };
        vec![here.to_owned(), moment(one.created_at), moment(one.last_seen_at), moment(one.expires_at)]
    };
    let columns = [t!("Hvor"), t!("Logget inn"), t!("Sist brukt"), t!("Slutter senest")];
    let table = Table::new(t!("Nettlesere der kontoen er logget inn"), &columns)
        .numbers_in(&[])
        .with_rows(sessions.into_iter().map(row));
    view! {
        <section>
            <h2 id="oekter">{t!("Her er du logget inn")}</h2>
            {table.view()}
            <form class="next" method="post" action="/konto/oekter">
                {stay}
                <button class="ds-button" data-variant="secondary" type="submit">{t!("Logg ut alle steder")}</button>
            </form>
        </section>
    }
}

/// What programs sign in with: each with a button that takes it away, and a form for a new one.
#[component]
fn Tokens(tokens: Vec<Token>, refused: Refused, brings: bool) -> impl IntoView {
    let made = refused.secret.clone().map(|secret| {
        view! {
            <div class="ds-alert" data-color="success" role="status">
                <p>{t!("Nøkkelen vises bare nå. Lagre den der programmet kan lese den:")}</p>
                <p><code class="secret">{secret}</code></p>
            </div>
        }
    });
    let items = tokens
        .into_iter()
        .map(|token| {
            let used = token
                .last_used_at
                .map_or_else(|| t!("aldri brukt").to_owned(), |at| t!("sist brukt {}", moment(at)));
            let words = t!("{} – gjelder til {}, {used}", token.label, moment(token.expires_at));
            view! {
                <li>
                    <span>{words}</span>
                    <form method="post" action=format!("/konto/noekler/{}", token.id)>
                        <button class="ds-button" data-variant="secondary" type="submit">
                            {t!("Ta bort nøkkelen til {}", token.label)}
                        </button>
                    </form>
                </li>
            }
        })
        .collect_view();
    let chosen = refused.value("dager").unwrap_or("180").to_owned();
    let days = [("30", t!("30 dager")), ("180", t!("et halvt år")), ("365", t!("et år"))]
        .map(|(days, name)| view! { <option value=days selected={chosen == days}>{name}</option> })
        .collect_view();
    view! {
        <section aria-labelledby="noekler">
            <h2 id="noekler">{t!("Nøkler for programmer")}</h2>
            <p>
                {t!("Et program logger inn med en nøkkel og kan det samme som kontoen din. Det leser mål, tabeller og figurer på ")}
                <a href="/api/v1"><code>"/api/v1"</code></a> "."
                {brings.then_some(t!(" Et fagsystem kan også sende opphold og døgn dit, med samme regler som på siden Import."))}
            </p>
            {made}
            <ul class="tokens">{items}</ul>
            <form class="filter" method="post" action="/konto/noekler" aria-labelledby="noekler">
                <Field
                    name="program"
                    label=t!("Hvilket program")
                    autocomplete="off"
                    value=refused.value("program").unwrap_or_default().to_owned()
                    fault=refused.fault("program")
                />
                <div class="ds-field">
                    <label class="ds-label" for="dager">{t!("Gjelder i")}</label>
                    <select class="ds-input" id="dager" name="dager">{days}</select>
                </div>
                <div class="actions">
                    <button class="ds-button" type="submit">{t!("Lag nøkkel")}</button>
                </div>
            </form>
        </section>
    }
}

/// `22.11.2026 kl. 02.15`.
pub fn moment(time: DateTime<Utc>) -> String {
    t!("{} kl. {}", norwegian::date(oslo_date(time)), norwegian::clock(oslo_time(time)))
}

#[cfg(test)]
mod tests {
    use super::what_stays;

    #[test]
    fn what_stays_is_named_only_where_there_is_something() {
        assert_eq!(what_stays((0, 0)), None);
        assert_eq!(what_stays((1, 0)).unwrap(), "1 nøkkel for programmer");
        assert_eq!(what_stays((2, 3)).unwrap(), "2 nøkler for programmer og 3 adresser til nyhetslesere");
    }
}
