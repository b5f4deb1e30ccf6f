//! What every answer has: a reference, a line in the log, headers that limit what a browser does with it,
//! and a page of its own should the program fail on it.

use super::access::table;
use super::metrics::Watch;
use app::shell::Reference;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use futures_util::FutureExt as _;
use language::t;
use std::net::{IpAddr, SocketAddr};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tower_http::csrf::ProtectionError;
use tracing::Instrument as _;

static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
static SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// Counts every request, and knows whose references are believed.
#[derive(Clone)]
pub struct Tracing {
    /// What counts.
    pub watch: Watch,
    /// Proxies whose references are taken over.
    pub proxies: Arc<[IpAddr]>,
}

/// Gives the request a reference, counts it, writes one line when it is answered, and turns a panic into a page.
/// The log has route and status, never the query, the body or who asked; the path only where none of its parts tells
/// whose it is or opens something. Whatever is logged on the way has the reference, too.
pub async fn trace(State(tracing): State<Tracing>, mut request: Request, next: Next) -> Response {
    let under_way = tracing.watch.begin();
    let id = told(&request, &tracing.proxies).unwrap_or_else(reference);
    request.extensions_mut().insert(Reference(id.clone()));
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let route = table::route(&method, &path);
    // The level decides only when the span is left out: never, for an error's sake.
    let span = tracing::error_span!("request", id);
    let answer = AssertUnwindSafe(next.run(request)).catch_unwind().instrument(span.clone()).await;
    let _in_span = span.entered();
    let mut response = answer.unwrap_or_else(|_| failed(&id));
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID.clone(), value);
    }
    let (status, ms) = (response.status().as_u16(), under_way.elapsed().as_secs_f64() * 1e3);
    // Until the page is made; packing and sending it come after. Browsers show it beside their own times.
    if let Ok(value) = HeaderValue::from_str(&format!("app;dur={ms:.2}")) {
        response.headers_mut().insert(SERVER_TIMING.clone(), value);
    }
    under_way.answered(&method, route, status);
    let path = Some(path.as_str())
        .filter(|_| route != table::ELSEWHERE && !route.contains("{unit}") && !route.contains("{secret}"));
    if response.status().is_server_error() {
        tracing::error!(%method, route, path, status, ms);
    } else {
        tracing::debug!(%method, route, path, status, ms);
    }
    response
}

/// The reference that a trusted proxy gave the request, if it can be one.
fn told(request: &Request, proxies: &[IpAddr]) -> Option<String> {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>()?.0.ip().to_canonical();
    let id = request.headers().get(&REQUEST_ID)?.to_str().ok()?;
    let well_formed =
        (8..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    (proxies.contains(&peer) && well_formed && !import::holds_birth_number(id)).then(|| id.to_owned())
}

/// Headers for every answer. A page brings its own content policy; everything else may load nothing. `https`: people
/// reach the program by nothing else, and browsers remember it for a year.
pub async fn headers(State(https): State<bool>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    add(headers, header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'");
    add(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    // Without JavaScript a form's answer finds its way back by the referrer, so it isn't dropped altogether.
    add(headers, header::REFERRER_POLICY, "same-origin");
    add(headers, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    add(headers, HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()");
    if https {
        add(headers, header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    // Pages depend on data and cookie; assets have said otherwise already.
    add(headers, header::CACHE_CONTROL, "private, no-cache");
    response
}

fn add(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}

/// Short enough to read out on the telephone, unlike for every request of one run, and unlikely to be the
/// same as one of an earlier run.
fn reference() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let seconds = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs() as u32);
    format!("{seconds:08x}-{:04x}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// A page without the frame, for what goes wrong before there is one. `body` is HTML.
fn bare(status: StatusCode, title: &str, body: &str) -> Response {
    let page = format!(
        "<!DOCTYPE html><html lang=\"{}\"><meta charset=\"utf-8\"><title>{title} – KADpuls</title>{body}</html>",
        language::spoken().tag()
    );
    (status, Html(page)).into_response()
}

/// The answer to a form on another site that was sent here in a reader's name.
pub fn from_elsewhere(_: ProtectionError) -> Response {
    let body = format!(
        "<h1>{}</h1><p>{}</p><p><a href=\"/\">{}</a></p>",
        t!("Skjemaet kom fra et annet nettsted"),
        t!(
            "Av hensyn til sikkerheten tas bare skjemaer fra KADpuls selv imot. Åpne siden på nytt og send derfra."
        ),
        t!("Til oversikten")
    );
    bare(StatusCode::FORBIDDEN, t!("Avvist"), &body)
}

/// Asked for by a name that isn't this machine's, while whoever asks would be the operator.
pub fn elsewhere() -> Response {
    let text = t!(
        "Uten kontoer svarer KADpuls bare på localhost. Lag en administrator med «kadpuls user add» først.\n"
    );
    (StatusCode::MISDIRECTED_REQUEST, text).into_response()
}

/// The database doesn't answer, so nobody knows who asks.
pub fn unavailable() -> Response {
    let body = format!(
        "<h1>{}</h1><p>{}</p>",
        t!("KADpuls får ikke svar fra databasen"),
        t!(
            "Prøv igjen om litt. Sendte du et skjema, gå tilbake: det du skrev, står der og kan sendes på nytt. \
             Skjer det flere ganger, si fra til den som drifter løsningen."
        )
    );
    bare(StatusCode::SERVICE_UNAVAILABLE, t!("Utilgjengelig"), &body)
}

/// A route's outcome: what failed on us becomes a page of its own.
pub fn answered(outcome: anyhow::Result<Response>) -> Response {
    outcome.unwrap_or_else(|error| failed_with(&error))
}

/// A form that failed on us: what went wrong is for the log.
pub fn failed_with(error: &anyhow::Error) -> Response {
    tracing::error!(error = format!("{error:#}"), "a form could not be carried out");
    unavailable()
}

fn failed(id: &str) -> Response {
    let body = format!(
        "<h1>{}</h1><p>{}</p><p><a href=\"/\">{}</a></p>",
        t!("Noe gikk galt hos oss"),
        t!(
            "Prøv igjen om litt. Skjer det flere ganger, oppgi referansen <code>{id}</code> til den som drifter løsningen."
        ),
        t!("Til oversikten")
    );
    bare(StatusCode::INTERNAL_SERVER_ERROR, t!("Noe gikk galt"), &body)
}
