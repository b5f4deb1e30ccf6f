//! `POST /logg-inn/organisasjon` and `GET /logg-inn/organisasjon/tilbake`: to the organisation's provider and back.
//!
//! What a sign-in needs on its way stands in the database, for whichever server the browser comes back to; a cookie says
//! that it is the same browser. The browser is sent on by a page and not by a redirect: forms here go nowhere else
//! (`form-action`), and browsers hold a form's redirects against that.

use super::access::{ClientAddress, Gate, cookie, hashed};
use super::every_answer;
use super::fields::Fields;
use super::onward::Onward;
use super::{sign_in, throttle};
use crate::organisation::{Claimed, Fault, Organisation, Unfit, Vouched};
use crate::passwords;
use app::asking::{CARRIED, SIGN_OUT_THERE, TO_ORGANISATION};
use app::ui::form::Refused;
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use chrono::TimeDelta;
use language::t;
use store::{By, FromOrganisation, NewSignIn, StoreError, VouchedFor};

/// Who goes to the provider is back by then.
const BACK_WITHIN: TimeDelta = TimeDelta::minutes(10);
/// What is carried on beyond so many bytes is counted: everybody may begin a sign-in.
const LITTLE: usize = 4 << 10;
/// The most that is carried on, in bytes: a form that waits, encoded twice.
const MOST: usize = 512 << 10;

type Pairs = Vec<(String, String)>;

pub fn routes(gate: Gate) -> Router {
    Router::new()
        .route("/logg-inn/organisasjon", post(go))
        .route(crate::organisation::BACK, get(back))
        .with_state(gate)
}

/// Why nobody is signed in.
enum Refusal {
    /// The provider's answer, or none.
    Fault(Fault),
    /// It is no sign-in of this browser, or not any more.
    NotUnderway,
    /// It took too long.
    Late,
    /// The provider says so: a word of its own.
    Denied,
    /// The claims are of no use.
    Unfit(Unfit),
    /// An administrator has disabled the account.
    Disabled,
    /// The address is another account's.
    Taken(String),
    /// Too much is carried on.
    TooMuch,
}

impl Refusal {
    fn why(&self) -> String {
        match self {
            Self::Fault(fault) => fault.to_string(),
            Self::NotUnderway => "no such sign-in of this browser".to_owned(),
            Self::Late => "it took too long".to_owned(),
            Self::Denied => "the provider said no".to_owned(),
            Self::Unfit(unfit) => unfit.to_string(),
            Self::Disabled => "the account is disabled".to_owned(),
            Self::Taken(_) => "the address belongs to another account".to_owned(),
            Self::TooMuch => "too many or too large forms wait".to_owned(),
        }
    }

    /// Status and what people read.
    fn told(&self, name: &str, local: bool) -> (StatusCode, String) {
        let text = match self {
            Self::Fault(Fault::Away(_) | Fault::Here(_)) if local => {
                t!(
                    "Får ikke kontakt med {name} nå. Prøv igjen om litt, eller logg inn med e-post og passord."
                )
            }
            Self::Fault(Fault::Away(_) | Fault::Here(_)) => {
                t!("Får ikke kontakt med {name} nå. Prøv igjen om litt.")
            }
            Self::Fault(Fault::Refused(_) | Fault::Untrusted(_)) => {
                t!(
                    "Svaret fra {name} kan ikke godtas. Prøv igjen. Skjer det på nytt, si fra til en administrator."
                )
            }
            Self::NotUnderway => {
                t!("Innloggingen hos {name} er brukt, eller begynt i en annen nettleser. Begynn på nytt her.")
            }
            Self::Late => t!("Innloggingen hos {name} tok for lang tid. Prøv igjen."),
            Self::Denied => t!("Innloggingen hos {name} ble avbrutt. Prøv igjen."),
            Self::Unfit(Unfit::Unverified) => {
                t!("E-postadressen din er ikke bekreftet hos {name}. Bekreft den der, og prøv igjen.")
            }
            Self::Unfit(_) => {
                t!("{name} forteller ikke det som trengs for å lage en konto. Si fra til en administrator.")
            }
            Self::Disabled => t!("Kontoen er sperret her. Spør en administrator.").to_owned(),
            Self::Taken(address) => {
                t!(
                    "{address} har en konto med passord her fra før. Be en administrator endre adressen på den ene."
                )
            }
            Self::TooMuch => {
                t!("For mange skjemaer venter på innlogging herfra. Vent litt, og prøv igjen.").to_owned()
            }
        };
        let status = match self {
            Self::Fault(Fault::Away(_) | Fault::Here(_)) => StatusCode::SERVICE_UNAVAILABLE,
            Self::TooMuch => StatusCode::TOO_MANY_REQUESTS,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        (status, text)
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Fault(Fault::Here(error.into()))
    }
}

impl Gate {
    fn way_cookie(&self) -> &'static str {
        if self.settings.https { "__Host-kadpuls-inn" } else { "kadpuls-inn" }
    }
}

/// The sign-in page again, with what she wanted and typed.
fn refused(gate: &Gate, organisation: &Organisation, carried: Pairs, refusal: &Refusal) -> Response {
    tracing::info!(why = refusal.why(), "sign-in by the organisation refused");
    let (status, text) = refusal.told(&organisation.name, gate.settings.local_accounts);
    let page = Refused { values: carried, faults: vec![(String::new(), text)], secret: None };
    Onward::page("/logg-inn", status, page).into_response()
}

async fn go(
    State(gate): State<Gate>,
    Extension(address): Extension<ClientAddress>,
    headers: HeaderMap,
    Form(fields): Form<Pairs>,
) -> Response {
    let Some(organisation) = gate.settings.organisation.clone() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let carried: Pairs = fields.into_iter().filter(|(name, _)| CARRIED.contains(&name.as_str())).collect();
    match begun(&gate, &organisation, address, &headers, &carried).await {
        Ok((to, line)) => {
            let values = vec![(TO_ORGANISATION.to_owned(), to)];
            let page = Refused { values, ..Refused::default() };
            let mut response = Onward::page("/logg-inn/organisasjon", StatusCode::OK, page).into_response();
            response.headers_mut().append(header::SET_COOKIE, line);
            response
        }
        Err(refusal) => refused(&gate, &organisation, carried, &refusal),
    }
}

/// Where the browser goes, and the cookie that it is known by when it comes back.
async fn begun(
    gate: &Gate,
    organisation: &Organisation,
    address: ClientAddress,
    headers: &HeaderMap,
    carried: &Pairs,
) -> Result<(String, HeaderValue), Refusal> {
    let now = (gate.now)();
    let carried = form_urlencoded::Serializer::new(String::new()).extend_pairs(carried).finish();
    if carried.len() > MOST || carried.len() > LITTLE && !throttle::may_wait(gate, address).await? {
        return Err(Refusal::TooMuch);
    }
    let begun = organisation.begin(now).await?;
    // The same for every tab, so that each of them comes back well.
    let known = cookie(headers, gate.way_cookie());
    let known = known.filter(|value| value.len() == 64 && value.bytes().all(|b| b.is_ascii_hexdigit()));
    let browser = match known {
        Some(value) => value.to_owned(),
        None => passwords::random_hex::<32>().map_err(|error| Fault::Here(error.into()))?,
    };
    let new = NewSignIn {
        state: &hashed(&begun.state),
        browser: &hashed(&browser),
        nonce: &begun.nonce,
        verifier: &begun.verifier,
        carried: &carried,
        expires_at: now + BACK_WITHIN,
    };
    gate.store.begin_sign_in(&new, now).await?;
    // Lax: the provider's page leads back here.
    let secure = if gate.settings.https { "; Secure" } else { "" };
    let line = format!(
        "{}={browser}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}{secure}",
        gate.way_cookie(),
        BACK_WITHIN.num_seconds()
    );
    let line = HeaderValue::from_str(&line).map_err(|error| Fault::Here(error.into()))?;
    Ok((begun.address, line))
}

async fn back(State(gate): State<Gate>, headers: HeaderMap, Query(query): Query<Pairs>) -> Response {
    let Some(organisation) = gate.settings.organisation.clone() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let query = Fields(query);
    let browser = cookie(&headers, gate.way_cookie()).unwrap_or_default();
    let taken = gate.store.take_sign_in(&hashed(query.raw("state")), &hashed(browser)).await;
    let underway = match taken {
        Ok(Some(underway)) => underway,
        Ok(None) => return refused(&gate, &organisation, Pairs::new(), &Refusal::NotUnderway),
        Err(error) => return refused(&gate, &organisation, Pairs::new(), &error.into()),
    };
    let carried: Pairs = form_urlencoded::parse(underway.carried.as_bytes()).into_owned().collect();
    let now = (gate.now)();
    let code = match query.raw("code") {
        _ if underway.expires_at <= now => Err(Refusal::Late),
        "" => Err(Refusal::Denied),
        code => Ok(code),
    };
    let iss = Some(query.raw("iss")).filter(|iss| !iss.is_empty());
    let vouched = match code {
        Ok(code) => {
            let known = (underway.nonce.as_str(), underway.verifier.as_str());
            organisation.finish((code, iss), known, now).await.map_err(Refusal::from)
        }
        Err(refusal) => Err(refusal),
    };
    let vouched = match vouched {
        Ok(vouched) => vouched,
        Err(refusal) => return refused(&gate, &organisation, carried, &refusal),
    };
    match admitted(&gate, &organisation, &vouched).await {
        Ok(Some(account)) => arrived(&gate, account, &vouched, &headers, carried).await,
        Ok(None) => without_role(&gate, &organisation, &vouched).await,
        Err(refusal) => refused(&gate, &organisation, carried, &refusal),
    }
}

/// Her account; `None`: she has no role.
async fn admitted(
    gate: &Gate,
    organisation: &Organisation,
    vouched: &Vouched,
) -> Result<Option<i64>, Refusal> {
    let catalogue = gate.store.catalogue().await?;
    let Claimed { subject, email, role, trust, units } =
        organisation.read(vouched, &catalogue).map_err(Refusal::Unfit)?;
    let who = FromOrganisation {
        issuer: organisation.issuer(),
        subject: &subject,
        email: &email,
        role,
        trust: trust.as_deref(),
        units: &units,
    };
    let by = By { account: None, person: &organisation.name, at: (gate.now)() };
    let vouched = match gate.store.admit_from_organisation(&who, by).await {
        // The same person came twice at once: the other one's account is there now.
        Err(StoreError::Constraint(_)) => gate.store.admit_from_organisation(&who, by).await?,
        vouched => vouched?,
    };
    match vouched {
        VouchedFor::As(account) => Ok(Some(account)),
        VouchedFor::NoRole(account) => {
            tracing::info!(account, why = "no role", "sign-in by the organisation refused");
            Ok(None)
        }
        VouchedFor::Disabled(_) => Err(Refusal::Disabled),
        VouchedFor::AddressTaken => Err(Refusal::Taken(email)),
    }
}

/// A session, and on to where she wanted to go.
async fn arrived(
    gate: &Gate,
    account: i64,
    vouched: &Vouched,
    headers: &HeaderMap,
    carried: Pairs,
) -> Response {
    let opened = async {
        let value = sign_in::open(gate, account, headers).await?;
        gate.store.set_session_id_token(&hashed(&value), &vouched.id_token).await?;
        anyhow::Ok(value)
    };
    match opened.await {
        Ok(value) => sign_in::gone_on(gate, account, &value, &Fields(carried)),
        Err(error) => every_answer::failed_with(&error),
    }
}

/// The page that says so, with a way out at the provider for the next one at the PC.
async fn without_role(gate: &Gate, organisation: &Organisation, vouched: &Vouched) -> Response {
    let out = organisation.sign_out_address(&vouched.id_token, "/logg-inn", (gate.now)()).await;
    let values = out.map(|out| (SIGN_OUT_THERE.to_owned(), out)).into_iter().collect();
    let page = Refused { values, ..Refused::default() };
    Onward::page("/logg-inn/uten-rolle", StatusCode::FORBIDDEN, page).into_response()
}
