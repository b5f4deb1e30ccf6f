//! What changes accounts: `POST /konto/…` by their owners, `POST /kontoer…` by administrators.

use super::access::{ClientAddress, Gate};
use super::every_answer;
use super::fields::Fields;
use super::onward::Onward;
use super::{sign_in, throttle};
use crate::{passwords, tokens};
use app::asking::PROGRAMS_TOO;
use app::ui::form::Refused;
use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use axum::{Extension, Router};
use language::t;
use store::{AccountChange, NewAccount, StoreError};
use vocabulary::{Person, Role, UnitCode};

/// What is never put back into a form.
const SECRET: &[&str] = &["passord", "naavaerende", "nytt", "gjenta"];

pub fn routes(gate: Gate) -> Router {
    Router::new()
        .route("/konto/passord", post(own_password))
        .route("/konto/oekter", post(sign_out_everywhere))
        .route("/konto/noekler", post(new_token))
        .route("/konto/noekler/{id}", post(remove_token))
        .route("/kontoer", post(add))
        .route("/kontoer/{id}", post(change))
        .route("/kontoer/{id}/passord", post(new_password))
        .route("/kontoer/{id}/ut", post(shut_out))
        .with_state(gate)
}

type Pairs = Form<Vec<(String, String)>>;

async fn own_password(
    State(gate): State<Gate>,
    Extension(person): Extension<Person>,
    Extension(address): Extension<ClientAddress>,
    headers: HeaderMap,
    Form(fields): Pairs,
) -> Response {
    every_answer::answered(own_password_of(&gate, &person, address, &headers, Fields(fields)).await)
}

async fn own_password_of(
    gate: &Gate,
    person: &Person,
    address: ClientAddress,
    headers: &HeaderMap,
    fields: Fields,
) -> anyhow::Result<Response> {
    let Some(account) = person.account else { return Ok(StatusCode::FORBIDDEN.into_response()) };
    let mut faults = Vec::new();
    match throttle::begin(gate, &person.name, address).await? {
        Err(seconds) => faults.push(("naavaerende", t!("For mange forsøk. Vent {seconds} sekunder."))),
        Ok(attempt) => {
            let hash = gate.store.password(account).await?;
            if passwords::verify(fields.raw("naavaerende").to_owned(), hash).await? {
                attempt.succeeded().await?;
            } else {
                faults.push(("naavaerende", t!("Dette er ikke passordet du har nå.").to_owned()));
            }
        }
    }
    faults.extend(passwords::fault(fields.raw("nytt"), &person.name).map(|fault| ("nytt", fault)));
    if fields.raw("nytt") != fields.raw("gjenta") {
        faults.push(("gjenta", t!("De to nye passordene er ikke like.").to_owned()));
    }
    if !faults.is_empty() {
        return Ok(Onward::refused("/konto", fields.refused(SECRET, faults)).into_response());
    }
    let hash = passwords::hash(fields.raw("nytt").to_owned()).await?;
    gate.store.set_password(account, &hash, gate.by(person)).await?;
    let value = sign_in::open(gate, account, headers).await?;
    Ok(sign_in::with_cookie(gate, Redirect::to("/konto?endret=passord").into_response(), &value))
}

/// Ends her sessions; tokens and feeds, which programs need that she may not think of, only where she says so.
async fn sign_out_everywhere(
    State(gate): State<Gate>,
    Extension(person): Extension<Person>,
    Form(fields): Pairs,
) -> Response {
    let Some(account) = person.account else { return StatusCode::FORBIDDEN.into_response() };
    let ended = if Fields(fields).text(PROGRAMS_TOO) == "ja" {
        gate.store.end_all_access(account, gate.by(&person)).await
    } else {
        gate.store.end_sessions(account).await.map(drop)
    };
    tracing::info!(account, "signed out everywhere");
    match ended {
        Ok(()) => sign_in::signed_out(&gate, "/logg-inn"),
        Err(error) => every_answer::failed_with(&error.into()),
    }
}

async fn new_token(
    State(gate): State<Gate>,
    Extension(person): Extension<Person>,
    Form(fields): Pairs,
) -> Response {
    every_answer::answered(new_token_of(&gate, &person, Fields(fields)).await)
}

async fn new_token_of(gate: &Gate, person: &Person, fields: Fields) -> anyhow::Result<Response> {
    let Some(account) = person.account else { return Ok(StatusCode::FORBIDDEN.into_response()) };
    let (label, end) = (fields.text("program"), fields.text("dager").parse().ok());
    let end = end.and_then(|days| tokens::end((gate.now)(), days));
    let mut faults = Vec::new();
    faults.extend(tokens::label_fault(label).map(|fault| ("program", fault)));
    if end.is_none() {
        faults
            .push(("dager", t!("Velg hvor lenge nøkkelen skal gjelde, høyst {} dager.", tokens::MOST_DAYS)));
    }
    let (Some(end), true) = (end, faults.is_empty()) else {
        return Ok(Onward::refused("/konto", fields.refused(SECRET, faults)).into_response());
    };
    let secret = Some(tokens::make(&gate.store, account, label, end, gate.by(person)).await?);
    Ok(Onward::page("/konto", StatusCode::OK, Refused { secret, ..Refused::default() }).into_response())
}

async fn remove_token(
    State(gate): State<Gate>,
    Extension(person): Extension<Person>,
    Path(id): Path<i64>,
) -> Response {
    let Some(account) = person.account else { return StatusCode::FORBIDDEN.into_response() };
    match gate.store.remove_token(account, id, gate.by(&person)).await {
        // Gone already is as good.
        Ok(_) => Redirect::to("/konto#noekler").into_response(),
        Err(error) => every_answer::failed_with(&error.into()),
    }
}

/// What an account is for, as the form says; a sentence where it doesn't.
fn what_for(fields: &Fields) -> Result<AccountChange, String> {
    let role: Role = fields.text("rolle").parse().map_err(|_| t!("Velg en rolle.").to_owned())?;
    let trust = Some(fields.text("helseforetak")).filter(|trust| !trust.is_empty()).map(str::to_owned);
    let units: Vec<UnitCode> = fields.all("enhet").filter_map(|code| code.parse().ok()).collect();
    if role == Role::Registrar && units.is_empty() {
        return Err(t!("En registrator må ha minst én enhet: velg dem under Enheter.").to_owned());
    }
    Ok(AccountChange { role, trust, units, disabled: fields.text("sperret") == "ja" })
}

/// The password for `owner` that was typed, or one that is made here and shown once.
fn password(fields: &Fields, owner: &str) -> Result<(String, Option<String>), String> {
    match fields.raw("passord") {
        "" => {
            let made = passwords::random_hex::<10>().map_err(|error| error.to_string())?;
            // In groups, to be read out.
            let groups: Vec<_> = (0..made.len()).step_by(5).map(|i| &made[i..i + 5]).collect();
            let made = groups.join("-");
            Ok((made.clone(), Some(made)))
        }
        typed => match passwords::fault(typed, owner) {
            Some(fault) => Err(fault),
            None => Ok((typed.to_owned(), None)),
        },
    }
}

async fn add(
    State(gate): State<Gate>,
    Extension(person): Extension<Person>,
    Form(fields): Pairs,
) -> Response {
    every_answer::answered(added(&gate, &person, Fields(fields)).await)
}

async fn added(gate: &Gate, person: &Person, fields: Fields) -> anyhow::Result<Response> {
    if let Some(text) = gate.without_passwords() {
        return Ok(Onward::refused("/kontoer", fields.refused(SECRET, vec![("", text)])).into_response());
    }
    let email = fields.text("epost").to_owned();
    let mut faults = Vec::new();
    if !is_address(&email) {
        faults.push(("epost", t!("Skriv en e-postadresse.").to_owned()));
    }
    let (what_for, password) = (what_for(&fields), password(&fields, &email));
    faults.extend(what_for.as_ref().err().map(|fault| ("rolle", fault.clone())));
    faults.extend(password.as_ref().err().map(|fault| ("passord", fault.clone())));
    if person.account.is_none() && what_for.as_ref().is_ok_and(|what| what.role != Role::Administrator) {
        faults.push(("rolle", t!("Den første kontoen skal være en administrator.").to_owned()));
    }
    let (Ok(what_for), Ok((password, secret)), true) = (what_for, password, faults.is_empty()) else {
        return Ok(Onward::refused("/kontoer", fields.refused(SECRET, faults)).into_response());
    };
    let hash = passwords::hash(password).await?;
    let new = NewAccount {
        email: &email,
        password: Some(&hash),
        role: what_for.role,
        trust: what_for.trust.as_deref(),
        units: &what_for.units,
    };
    match gate.store.add_account(&new, gate.by(person)).await {
        // From now on everybody signs in, and who was the operator does so too: the page would be closed.
        Ok(_) if person.account.is_none() && secret.is_none() => {
            Ok(Redirect::to("/logg-inn").into_response())
        }
        Ok(id) => Ok(told_once(id, secret)),
        Err(StoreError::Constraint(rule)) => {
            let fault = match rule.as_str() {
                "account_email" => ("epost", t!("Adressen har en konto fra før.").to_owned()),
                _ => ("rolle", t!("En av enhetene finnes ikke.").to_owned()),
            };
            Ok(Onward::refused("/kontoer", fields.refused(SECRET, vec![fault])).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// The account's page, with its password where that was made here.
fn told_once(id: i64, secret: Option<String>) -> Response {
    let path = format!("/kontoer/{id}");
    match secret {
        None => Redirect::to(&format!("{path}?endret=ja")).into_response(),
        Some(_) => {
            Onward::page(path, StatusCode::OK, Refused { secret, ..Refused::default() }).into_response()
        }
    }
}

/// Something before and after one `@`. Whether mail arrives is nothing that a form can know.
fn is_address(text: &str) -> bool {
    let visible = !text.chars().any(|letter| letter.is_whitespace() || letter.is_control());
    let parts = text.split_once('@');
    visible
        && text.len() <= 254
        && parts.is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'))
}

async fn change(
    State(gate): State<Gate>,
    Extension(person): Extension<Person>,
    Path(id): Path<i64>,
    Form(fields): Pairs,
) -> Response {
    every_answer::answered(changed(&gate, &person, id, Fields(fields)).await)
}

async fn changed(gate: &Gate, person: &Person, id: i64, fields: Fields) -> anyhow::Result<Response> {
    let path = format!("/kontoer/{id}");
    let refused = |fields: Fields, fault: String| {
        Ok(Onward::refused(path.clone(), fields.refused(SECRET, vec![("rolle", fault)])).into_response())
    };
    let to = match what_for(&fields) {
        Ok(to) => to,
        Err(fault) => return refused(fields, fault),
    };
    match gate.store.change_account(id, &to, gate.by(person)).await {
        Ok(true) => Ok(told_once(id, None)),
        Ok(false) => Ok(StatusCode::NOT_FOUND.into_response()),
        Err(StoreError::Refused(_)) => refused(
            fields,
            t!("Dette er den siste administratoren som kan logge inn. Lag en ny først.").to_owned(),
        ),
        Err(StoreError::Constraint(_)) => refused(fields, t!("En av enhetene finnes ikke.").to_owned()),
        Err(error) => Err(error.into()),
    }
}

async fn new_password(
    State(gate): State<Gate>,
    Extension(person): Extension<Person>,
    Path(id): Path<i64>,
    Form(fields): Pairs,
) -> Response {
    every_answer::answered(new_password_of(&gate, &person, id, Fields(fields)).await)
}

async fn new_password_of(gate: &Gate, person: &Person, id: i64, fields: Fields) -> anyhow::Result<Response> {
    let Some(account) = gate.store.account(id).await? else {
        return Ok(StatusCode::NOT_FOUND.into_response());
    };
    let organisation = account
        .organisation
        .then(|| t!("Kontoen kommer fra organisasjonen og har ikke passord her.").to_owned());
    if let Some(fault) = organisation.or_else(|| gate.without_passwords()) {
        let refused = fields.refused(SECRET, vec![("", fault)]);
        return Ok(Onward::refused(format!("/kontoer/{id}"), refused).into_response());
    }
    let (password, secret) = match password(&fields, &account.email) {
        Ok(password) => password,
        Err(fault) => {
            let refused = fields.refused(SECRET, vec![("passord", fault)]);
            return Ok(Onward::refused(format!("/kontoer/{id}"), refused).into_response());
        }
    };
    let hash = passwords::hash(password).await?;
    if !gate.store.set_password(id, &hash, gate.by(person)).await? {
        return Ok(StatusCode::NOT_FOUND.into_response());
    }
    Ok(told_once(id, secret))
}

/// Ends all that lets somebody in as this account without its password.
async fn shut_out(
    State(gate): State<Gate>,
    Extension(person): Extension<Person>,
    Path(id): Path<i64>,
) -> Response {
    every_answer::answered(shut_out_of(&gate, &person, id).await)
}

async fn shut_out_of(gate: &Gate, person: &Person, id: i64) -> anyhow::Result<Response> {
    if gate.store.account(id).await?.is_none() {
        return Ok(StatusCode::NOT_FOUND.into_response());
    }
    gate.store.end_all_access(id, gate.by(person)).await?;
    tracing::info!(account = person.account, of = id, "signed somebody out everywhere");
    Ok(told_once(id, None))
}
