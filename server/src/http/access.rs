//! Who is asking, and whether the path is for her: found out once per request, before any route. Routes and pages
//! take the [`Person`](vocabulary::Person) from the request's extensions and the page's context.
//!
//! The rights stand in `vocabulary::Person::may`, the paths in `table`. A route below may answer with an
//! [`Onward`]: another page or request that the guard makes in its place.

mod identity;
pub mod table;

pub use identity::{Identity, cookie, hashed};
use language::t;

use super::every_answer;
use super::onward::{Onward, Replay};
use super::pace::Pace;
use super::problem;
use super::reading::Reading;
use crate::organisation::Organisation;
use app::asking::{HELD_ACCOUNT, HELD_BODY, HELD_PATH, HoldsForm, sign_in_address};
use app::data::Freshness;
use app::shell::Reference;
use app::ui::form::Refused;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, TimeDelta, Utc};
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use store::{By, Store};
#[cfg(test)]
pub use table::ROWS;
use table::{Asked, Decision, Kind};
use tower::ServiceExt as _;
use vocabulary::Right;

/// A session is noted as used at most so often.
const TOUCHED_AFTER: TimeDelta = TimeDelta::minutes(1);
/// Empties a browser.
pub const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");
/// The largest form that is kept while somebody signs in, in bytes.
const MOST_HELD: usize = 64 << 10;

/// How people sign in here.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct Settings {
    /// People reach the program by https: the cookie is for nothing else.
    pub https: bool,
    /// Made-up data: everybody may look at sums, and a button per role signs in.
    pub demo: bool,
    /// Without accounts whoever asks is the operator: only where this machine alone can ask.
    pub operator: bool,
    /// A session that nobody uses ends after so long.
    pub idle: TimeDelta,
    /// Every session ends after so long.
    pub longest: TimeDelta,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub proxies: Vec<IpAddr>,
    /// Who vouches for people, beside their passwords or in place of them.
    pub organisation: Option<Arc<Organisation>>,
    /// One may sign in by e-mail address and password.
    pub local_accounts: bool,
    /// So many requests a minute from one account or address; `None`: as many as come.
    pub a_minute: Option<NonZeroU32>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            https: false,
            demo: false,
            operator: true,
            idle: TimeDelta::minutes(30),
            longest: TimeDelta::hours(12),
            proxies: Vec::new(),
            organisation: None,
            local_accounts: true,
            a_minute: None,
        }
    }
}

/// Who asks, for as long as the program runs. Cheap to clone.
#[derive(Clone)]
pub struct Gate {
    pub store: Store,
    pub now: fn() -> DateTime<Utc>,
    pub settings: Arc<Settings>,
    accounts: Arc<AtomicBool>,
    pace: Option<Arc<Pace>>,
}

/// The address that a request comes from, where it is known.
#[derive(Debug, Clone, Copy)]
pub struct ClientAddress(pub Option<IpAddr>);

impl Gate {
    /// This person, now.
    pub fn by<'a>(&self, person: &'a vocabulary::Person) -> By<'a> {
        By::of(person, (self.now)())
    }

    /// Why no password leads in here; `None`: it does.
    pub fn without_passwords(&self) -> Option<String> {
        let organisation = self.settings.organisation.as_ref().filter(|_| !self.settings.local_accounts)?;
        Some(t!("Innlogging med passord er slått av. Logg inn med {}.", organisation.name))
    }

    pub fn new(store: Store, now: fn() -> DateTime<Utc>, settings: Settings) -> Self {
        let pace = settings.a_minute.filter(|_| !settings.demo).map(|most| Arc::new(Pace::new(most)));
        Self { store, now, settings: Arc::new(settings), accounts: Arc::default(), pace }
    }

    /// The session cookie's name. Browsers take one that begins with `__Host-` only by https, for one host and
    /// the whole of it.
    pub fn cookie_name(&self) -> &'static str {
        if self.settings.https { "__Host-kadpuls" } else { "kadpuls" }
    }

    /// The line that sets the session cookie; an empty value takes it away. It goes when the browser closes.
    pub fn cookie_line(&self, value: &str) -> String {
        let secure = if self.settings.https { "; Secure" } else { "" };
        let end = if value.is_empty() { "; Max-Age=0" } else { "" };
        format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{end}", self.cookie_name())
    }
}

/// The address that a request comes from: the last in `X-Forwarded-For` that is no trusted proxy, where the one who
/// sent it is.
fn address(request: &Request, proxies: &[IpAddr]) -> ClientAddress {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip().to_canonical());
    let trusted = |address: &IpAddr| proxies.contains(address);
    let Some(peer) = peer.filter(trusted) else { return ClientAddress(peer) };
    let told: Vec<IpAddr> = request
        .headers()
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(','))
        .rev()
        .map_while(|one| one.trim().parse::<IpAddr>().ok())
        .map(|address| address.to_canonical())
        .collect();
    ClientAddress(told.into_iter().find(|address| !trusted(address)).or(Some(peer)))
}

/// Puts the guard before every route of `routes`.
pub fn guarded(gate: Gate, freshness: Freshness, reading: Option<Reading>, routes: Router) -> Router {
    Router::new().fallback(guard).with_state(Guard { gate, freshness, reading, routes })
}

#[derive(Clone)]
struct Guard {
    gate: Gate,
    /// Who gets figures that are no older than her own changes.
    freshness: Freshness,
    /// From where pages read, where there is a replica.
    reading: Option<Reading>,
    routes: Router,
}

/// What a second request in the name of the first takes over from it.
#[derive(Clone)]
struct About {
    headers: HeaderMap,
    reference: Option<Reference>,
    address: ClientAddress,
}

fn reads(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

/// Whether any page may hold small numbers for who is signed in here.
fn sees_small_numbers(who: &Identity) -> bool {
    let person = who.person.as_ref().filter(|person| person.account.is_some());
    person.is_some_and(|person| person.may(Right::SomeUnit))
}

/// The next one at the PC finds nothing of it by going back.
fn unkept_by_browsers(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Whether a program's token says who asks, and not the session of a browser.
fn by_token(request: &Request) -> bool {
    !reads(request.method()) || request.headers().contains_key(header::AUTHORIZATION)
}

async fn guard(State(guard): State<Guard>, request: Request) -> Response {
    guard.answer(request).await
}

impl Guard {
    async fn answer(&self, mut request: Request) -> Response {
        let asked = Asked::of(request.method(), request.uri().path());
        if asked.kind == Kind::Machine {
            return self.route(request).await;
        }
        let who = match asked.kind {
            Kind::Api if by_token(&request) => self.gate.identify_program(request.headers()).await,
            _ => self.gate.identify(request.headers()).await,
        };
        let who = match who {
            Ok(who) => who,
            Err(error) => {
                tracing::error!(%error, "nobody could be identified");
                return if asked.kind == Kind::Api {
                    problem::unavailable()
                } else {
                    every_answer::unavailable()
                };
            }
        };
        if !who.accounts && self.gate.settings.operator && !names_this_machine(request.headers()) {
            return every_answer::elsewhere();
        }
        let address = address(&request, &self.gate.settings.proxies);
        request.extensions_mut().insert(address);
        let paced = self.gate.pace.as_ref().and_then(|pace| pace.count(&who, address, asked.kind));
        if let Some(refused) = paced {
            return refused;
        }
        let about = About {
            headers: kept_headers(request.headers()),
            reference: request.extensions().get::<Reference>().cloned(),
            address,
        };
        let decision = asked.decide(&who);
        let account = who.person.as_ref().and_then(|person| person.account);
        if decision == Decision::Forbidden {
            let route = table::route(request.method(), request.uri().path());
            tracing::info!(account, route, "refused: no right to it");
        }
        match decision {
            Decision::Pass => {
                if let Some(unit) = asked.unit().filter(|_| account.is_some()) {
                    let route = table::route(request.method(), request.uri().path());
                    // Anything can be typed into an address.
                    let unit = Some(unit.as_str()).filter(|unit| !import::holds_birth_number(unit));
                    tracing::info!(account, unit, route, "what is a unit's own was asked for");
                }
                who.tell(request.extensions_mut(), &self.gate.settings);
                if let Some(reading) = &self.reading
                    && let Some(from) = reading.of(table::route(request.method(), request.uri().path())).await
                {
                    request.extensions_mut().insert(from);
                }
                let unkept = asked.is_personal()
                    || !reads(request.method())
                    || asked.kind != Kind::Api && sees_small_numbers(&who);
                let changes = !request.method().is_safe();
                let response = self.route(request).await;
                if let Some(account) = account.filter(|_| changes) {
                    self.freshness.changed(account);
                }
                let response = self.onward(response, &who, about).await;
                if unkept { unkept_by_browsers(response) } else { response }
            }
            Decision::ChangePassword if asked.kind == Kind::Page && navigates(request.headers()) => {
                Redirect::to("/konto").into_response()
            }
            Decision::ChangePassword => {
                (StatusCode::FORBIDDEN, t!("Bytt passordet du fikk, på siden Konto først.\n")).into_response()
            }
            Decision::Forbidden if asked.kind == Kind::Api => problem::forbidden(),
            Decision::Forbidden if asked.kind == Kind::File => {
                (StatusCode::FORBIDDEN, t!("Du har ikke tilgang til dette.\n")).into_response()
            }
            Decision::Forbidden => {
                let page = Onward::page("/ingen-tilgang", StatusCode::FORBIDDEN, Refused::default());
                self.onward(page.into_response(), &who, about).await
            }
            Decision::SignIn => self.sign_in_first(request, &asked, &who, about).await,
        }
    }

    async fn route(&self, request: Request) -> Response {
        match self.routes.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }

    /// What somebody gets who hasn't signed in.
    async fn sign_in_first(&self, request: Request, asked: &Asked, who: &Identity, about: About) -> Response {
        match asked.kind {
            Kind::Api => problem::token_missing(),
            // A script that fetches can't do anything with a page.
            Kind::Page | Kind::Form if !navigates(request.headers()) => {
                (StatusCode::UNAUTHORIZED, t!("Du må logge inn først.\n")).into_response()
            }
            Kind::Page => {
                let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
                Redirect::to(&sign_in_address(path)).into_response()
            }
            Kind::Unkept(page) => Redirect::to(&sign_in_address(page)).into_response(),
            Kind::Form => match held(request, who).await {
                Ok(held) => {
                    let page = Onward::page("/logg-inn", StatusCode::UNAUTHORIZED, held);
                    unkept_by_browsers(self.onward(page.into_response(), who, about).await)
                }
                Err(refusal) => refusal,
            },
            Kind::File | Kind::Machine => {
                (StatusCode::UNAUTHORIZED, t!("Du må logge inn først.\n")).into_response()
            }
        }
    }

    /// Makes the page or request that a route answered with, if it did.
    async fn onward(&self, mut response: Response, who: &Identity, about: About) -> Response {
        let Some(onward) = response.extensions_mut().remove::<Onward>() else { return response };
        let mut made = match onward {
            Onward::Page { path, status, refused } => {
                let mut request = Request::new(Body::empty());
                *request.uri_mut() = path.parse().unwrap_or_default();
                *request.headers_mut() = about.headers;
                about.reference.map(|reference| request.extensions_mut().insert(reference));
                if refused != Refused::default() {
                    request.extensions_mut().insert(HoldsForm);
                }
                request.extensions_mut().insert(refused);
                who.tell(request.extensions_mut(), &self.gate.settings);
                let mut page = self.route(request).await;
                *page.status_mut() = status;
                page
            }
            Onward::Left(refused) => {
                let who = match self.gate.unknown().await {
                    Ok(who) => who,
                    Err(error) => return every_answer::failed_with(&error.into()),
                };
                let mut page =
                    Onward::page("/logg-inn/organisasjon", StatusCode::OK, refused).into_response();
                page.headers_mut().extend(response.headers().clone());
                return Box::pin(self.onward(page, &who, about)).await;
            }
            Onward::Replay(replay) => self.replay(replay, about).await,
        };
        for name in [header::SET_COOKIE, CLEAR_SITE_DATA] {
            for value in response.headers().get_all(&name) {
                made.headers_mut().append(name.clone(), value.clone());
            }
        }
        made
    }

    /// Sends a form that was kept, as who has signed in now: through the same table as any other.
    async fn replay(&self, replay: Replay, about: About) -> Response {
        let path = replay.path.split('?').next().unwrap_or_default();
        if Asked::of(&Method::POST, path).kind != Kind::Form {
            return Redirect::to("/").into_response();
        }
        let mut request = Request::new(Body::from(replay.body));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = replay.path.parse().unwrap_or_default();
        *request.headers_mut() = about.headers;
        let headers = request.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        let before =
            headers.get(header::COOKIE).and_then(|cookies| cookies.to_str().ok()).unwrap_or_default();
        if let Ok(cookies) = HeaderValue::from_str(&format!("{}; {before}", replay.cookie)) {
            headers.insert(header::COOKIE, cookies);
        }
        about.reference.map(|reference| request.extensions_mut().insert(reference));
        request.extensions_mut().insert(about.address);
        Box::pin(self.answer(request)).await
    }
}

/// Whether the request is for this machine by a name that nobody else can turn to it: while whoever asks is the
/// operator, another site's name must not lead a browser here.
fn names_this_machine(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(header::HOST) else { return true };
    let Some(host) = host.to_str().ok().and_then(|host| host.parse::<Authority>().ok()) else { return false };
    let name = host.host().trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok()
}

/// Whether a browser wants to show the answer; also where it doesn't say.
fn navigates(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-mode").is_none_or(|mode| mode == "navigate")
}

/// The headers of a request that also count for one made in its name.
fn kept_headers(headers: &HeaderMap) -> HeaderMap {
    let mut kept = HeaderMap::new();
    for value in headers.get_all(header::COOKIE) {
        kept.append(header::COOKIE, value.clone());
    }
    kept
}

/// Keeps a form: as text that the sign-in page carries on.
async fn held(request: Request, who: &Identity) -> Result<Refused, Response> {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let encoded = kind.is_none_or(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    let too_large = || (StatusCode::PAYLOAD_TOO_LARGE, t!("Skjemaet er for stort.\n")).into_response();
    if !encoded {
        return Err((StatusCode::UNAUTHORIZED, t!("Du må logge inn først.\n")).into_response());
    }
    let body = to_bytes(request.into_body(), MOST_HELD).await.map_err(|_| too_large())?;
    let body = String::from_utf8(body.to_vec()).map_err(|_| too_large())?;
    let mut values = vec![(HELD_PATH.to_owned(), path), (HELD_BODY.to_owned(), body)];
    values.extend(who.over.map(|account| (HELD_ACCOUNT.to_owned(), account.to_string())));
    Ok(Refused { values, ..Refused::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_another_site_could_have_isnt_this_machines() {
        let names =
            |host: &str| names_this_machine(&HeaderMap::from_iter([(header::HOST, host.parse().unwrap())]));
        assert!(
            names("localhost:3000") && names("127.0.0.1:3000") && names("[::1]:3000") && names("LOCALHOST")
        );
        assert!(!names("kad.example:3000") && !names("localhost.kad.example") && !names("a b"));
        assert!(names_this_machine(&HeaderMap::new()), "programs that name nothing");
    }

    #[test]
    fn only_a_trusted_proxy_is_believed_where_a_request_comes_from() {
        let from = |peer: &str, told: &[&str]| {
            let mut request = Request::new(Body::empty());
            let peer: SocketAddr = peer.parse().unwrap();
            request.extensions_mut().insert(ConnectInfo(peer));
            for one in told {
                request.headers_mut().append("x-forwarded-for", one.parse().unwrap());
            }
            let proxies = ["10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap()];
            address(&request, &proxies).0.unwrap().to_string()
        };
        assert_eq!(from("192.0.2.9:1", &["198.51.100.1"]), "192.0.2.9", "anybody can write the header");
        assert_eq!(from("10.0.0.1:1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(from("10.0.0.1:1", &["203.0.113.5, 198.51.100.1, 10.0.0.2"]), "198.51.100.1");
        assert_eq!(from("10.0.0.1:1", &["203.0.113.5", "198.51.100.1"]), "198.51.100.1");
        assert_eq!(from("10.0.0.1:1", &["198.51.100.1, nonsense"]), "10.0.0.1");
        assert_eq!(from("[::ffff:10.0.0.1]:1", &[]), "10.0.0.1");
    }
}
