//! `POST /logg-inn`, `/logg-inn/demo` and `/logg-ut`: in and out. The same answer and the same work whether an
//! address has an account or not; a new session's number each time.

use super::access::{CLEAR_SITE_DATA, ClientAddress, Gate, Identity, cookie, hashed};
use super::every_answer;
use super::fields::Fields;
use super::onward::{Onward, Replay};
use super::theme::own_path;
use super::throttle;
use crate::passwords;
use app::asking::{HELD_ACCOUNT, HELD_BODY, HELD_PATH, ONWARD, SIGN_OUT_THERE, TO_ORGANISATION};
use app::ui::form::Refused;
use axum::extract::{Form, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use axum::{Extension, Router};
use language::t;
use store::Store;
use vocabulary::Role;

pub fn routes(gate: Gate) -> Router {
    Router::new()
        .route("/logg-inn", post(sign_in))
        .route("/logg-inn/demo", post(demo))
        .route("/logg-ut", post(sign_out))
        .with_state(gate)
}

/// The e-mail address of a role's account in the demo country. The domain is reserved: nobody has it.
pub fn demo_address(role: Role) -> String {
    format!("{role}@kadpuls.example")
}

async fn sign_in(
    State(gate): State<Gate>,
    Extension(address): Extension<ClientAddress>,
    headers: HeaderMap,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let fields = Fields(fields);
    if let Some(text) = gate.without_passwords() {
        let refused = fields.refused(&["epost", "passord"], vec![("", text)]);
        return Onward::page("/logg-inn", StatusCode::FORBIDDEN, refused).into_response();
    }
    match checked(&gate, address, &fields).await {
        Ok(Ok(account)) => opened(&gate, account, &headers, fields).await,
        Ok(Err(fault)) => {
            // Without the address that was typed, which may be a password in the wrong field.
            tracing::info!(account = fault.of(), why = fault.why(), "sign-in refused");
            refused(fields, fault)
        }
        Err(error) => every_answer::failed_with(&error),
    }
}

/// Why a sign-in is refused.
enum Fault {
    /// Address or password is wrong: nobody is told which. Whose password, where there is such an account.
    Wrong(Option<i64>),
    /// It is right, but somebody else gave it, and too long ago.
    Over(i64),
    /// So many seconds to wait.
    Wait(i64),
}

impl Fault {
    fn of(&self) -> Option<i64> {
        match self {
            Self::Wrong(account) => *account,
            Self::Over(account) => Some(*account),
            Self::Wait(_) => None,
        }
    }

    fn why(&self) -> &'static str {
        match self {
            Self::Wrong(Some(_)) => "wrong password",
            Self::Wrong(None) => "no such account, or disabled",
            Self::Over(_) => "a temporary password is over",
            Self::Wait(_) => "too many attempts",
        }
    }
}

/// The account whose address and password these are.
async fn checked(gate: &Gate, address: ClientAddress, fields: &Fields) -> anyhow::Result<Result<i64, Fault>> {
    let email = Store::folded(fields.text("epost"));
    let attempt = match throttle::begin(gate, &email, address).await? {
        Ok(attempt) => attempt,
        Err(seconds) => return Ok(Err(Fault::Wait(seconds))),
    };
    let account = gate.store.account_by_email(&email).await?.filter(|account| !account.disabled);
    let hash = match &account {
        Some(account) => gate.store.password(account.id).await?,
        None => None,
    };
    let right = passwords::verify(fields.raw("passord").to_owned(), hash).await?;
    let (id, ends_at) = account.map_or((None, None), |account| (Some(account.id), account.password_ends_at));
    let Some(id) = id.filter(|_| right) else { return Ok(Err(Fault::Wrong(id))) };
    attempt.succeeded().await?;
    if ends_at.is_some_and(|end| end <= (gate.now)()) {
        return Ok(Err(Fault::Over(id)));
    }
    Ok(Ok(id))
}

fn refused(fields: Fields, fault: Fault) -> Response {
    let (status, text) = match fault {
        Fault::Wrong(_) => {
            (StatusCode::UNPROCESSABLE_ENTITY, t!("E-postadressen eller passordet stemmer ikke.").to_owned())
        }
        Fault::Over(_) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            t!("Passordet du fikk, gjelder ikke lenger. Be administratoren om et nytt.").to_owned(),
        ),
        Fault::Wait(seconds) => {
            let time =
                if seconds < 90 { t!("{seconds} sekunder") } else { t!("{} minutter", (seconds + 59) / 60) };
            (StatusCode::TOO_MANY_REQUESTS, t!("For mange forsøk herfra. Vent {time}, og prøv igjen."))
        }
    };
    Onward::page("/logg-inn", status, fields.refused(&["passord"], vec![("epost", text)])).into_response()
}

/// A button for a role, in the demo country alone.
async fn demo(
    State(gate): State<Gate>,
    headers: HeaderMap,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let fields = Fields(fields);
    let role = fields.text("rolle").parse::<Role>().ok().filter(|_| gate.settings.demo);
    let Some(role) = role else { return StatusCode::NOT_FOUND.into_response() };
    match gate.store.account_by_email(&demo_address(role)).await {
        Ok(Some(account)) if !account.disabled => opened(&gate, account.id, &headers, fields).await,
        Ok(_) => {
            Onward::refused("/logg-inn", Refused::because(t!("Denne rollen er sperret. Velg en annen.")))
                .into_response()
        }
        Err(error) => every_answer::failed_with(&error.into()),
    }
}

/// Opens a session and goes where she wanted to.
async fn opened(gate: &Gate, account: i64, headers: &HeaderMap, fields: Fields) -> Response {
    let value = match open(gate, account, headers).await {
        Ok(value) => value,
        Err(error) => return every_answer::failed_with(&error),
    };
    gone_on(gate, account, &value, &fields)
}

/// On to where she wanted to go, with a session just opened.
pub fn gone_on(gate: &Gate, account: i64, value: &str, fields: &Fields) -> Response {
    let response = match fields.text(HELD_PATH) {
        "" => {
            let back =
                own_path(fields.text(ONWARD)).filter(|path| !path.as_bytes().starts_with(b"/logg-inn"));
            let back = back.unwrap_or(HeaderValue::from_static("/"));
            (StatusCode::SEE_OTHER, [(header::LOCATION, back)]).into_response()
        }
        path if fields.text(HELD_ACCOUNT) == account.to_string() => {
            let cookie = format!("{}={value}", gate.cookie_name());
            Onward::Replay(Replay { path: path.to_owned(), body: fields.raw(HELD_BODY).to_owned(), cookie })
                .into_response()
        }
        // Somebody else's, perhaps: she is asked. The page makes its own request, with the new session.
        path => waiting(path, fields.raw(HELD_BODY)),
    };
    with_cookie(gate, response, value)
}

/// The page on which a form waits for a yes.
fn waiting(path: &str, body: &str) -> Response {
    if own_path(path).is_none() {
        return Redirect::to("/").into_response();
    }
    let mut values = vec![(HELD_PATH.to_owned(), path.to_owned())];
    values.extend(form_urlencoded::parse(body.as_bytes()).into_owned().filter(|(name, _)| name != HELD_PATH));
    Onward::page("/logg-inn/skjema", StatusCode::OK, Refused { values, ..Refused::default() }).into_response()
}

/// A new session; the one that the browser had ends.
pub async fn open(gate: &Gate, account: i64, headers: &HeaderMap) -> anyhow::Result<String> {
    let value = passwords::random_hex::<32>()?;
    let now = (gate.now)();
    if let Some(before) = cookie(headers, gate.cookie_name()) {
        gate.store.end_session(&hashed(before)).await?;
    }
    gate.store.open_session(&hashed(&value), account, now, now + gate.settings.longest).await?;
    tracing::info!(account, "session opened");
    Ok(value)
}

/// Sets the session cookie, or takes it away.
pub fn with_cookie(gate: &Gate, mut response: Response, value: &str) -> Response {
    if let Ok(line) = HeaderValue::from_str(&gate.cookie_line(value)) {
        response.headers_mut().append(header::SET_COOKIE, line);
    }
    response
}

async fn sign_out(
    State(gate): State<Gate>,
    Extension(who): Extension<Identity>,
    headers: HeaderMap,
) -> Response {
    let mut there = None;
    if let Some(value) = cookie(&headers, gate.cookie_name()) {
        let ended = async {
            there = gate.store.session_id_token(&hashed(value)).await?;
            gate.store.end_session(&hashed(value)).await
        };
        if let Err(error) = ended.await {
            return every_answer::failed_with(&error.into());
        }
    }
    tracing::info!(account = who.person.as_ref().and_then(|person| person.account), "signed out");
    let to = if gate.settings.demo || !who.accounts { "/" } else { "/logg-inn" };
    let mut response = signed_out(&gate, to);
    if let Some((organisation, id_token)) = gate.settings.organisation.as_ref().zip(there)
        && let Some(address) = organisation.sign_out_address(&id_token, "/logg-inn", (gate.now)()).await
    {
        let values = vec![(TO_ORGANISATION.to_owned(), address), (SIGN_OUT_THERE.to_owned(), String::new())];
        response.extensions_mut().insert(Onward::Left(Refused { values, ..Refused::default() }));
    }
    response
}

/// The answer to who signed out: no cookie, and neither pages nor half-filled forms in the browser for the next one at
/// the PC. (Browsers heed it by https alone.)
pub fn signed_out(gate: &Gate, to: &str) -> Response {
    let mut response = Redirect::to(to).into_response();
    response.headers_mut().insert(CLEAR_SITE_DATA, HeaderValue::from_static("\"cache\", \"storage\""));
    with_cookie(gate, response, "")
}
