//! `/api/v1`: what programs read and send. Reading gives what the pages show, by the same functions and through the
//! same gate; sending is the page *Import*. Errors are `problem+json`.
//!
//! [`reads`] is the one list of what can be read; the router and the description's test walk it.

#![allow(clippy::result_large_err, reason = "a refusal is an answer, made once per request")]

mod answers;
mod conditional;
mod description;
mod lists;
mod paging;
mod query;
mod rows;
mod views;

#[cfg(test)]
pub(super) use description::described;

use super::problem::problem;
use super::reading::ReadFrom;
use app::data::Data;
use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::Response;
use axum::routing::{MethodRouter, any, get};
use chrono::{DateTime, Utc};
use intake::Desk;
use serde_json::Value;
use std::convert::Infallible;
use vocabulary::Person;

/// Everything that can be read, by its path.
pub(super) fn reads() -> [(&'static str, MethodRouter<Data>); 9] {
    [
        ("/api/v1", get(lists::index)),
        ("/api/v1/openapi.json", get(description::whole)),
        ("/api/v1/utgave", get(lists::edition)),
        ("/api/v1/maal", get(lists::measures)),
        ("/api/v1/katalog", get(lists::catalogue)),
        ("/api/v1/tabeller", get(lists::tables)),
        ("/api/v1/tabeller/{navn}", get(views::table)),
        ("/api/v1/figurer", get(lists::figures)),
        ("/api/v1/figurer/{navn}", get(views::figure)),
    ]
}

pub fn routes(data: Data, desk: Desk, now: fn() -> DateTime<Utc>) -> Router {
    let store = data.store.clone();
    let mut router = Router::new();
    for (path, methods) in reads() {
        router = router.route(path, methods);
    }
    router
        .method_not_allowed_fallback(only_read)
        .with_state(data)
        .merge(rows::routes(store, desk, now))
        .route("/api", any(nothing_here))
        .route("/api/{*rest}", any(nothing_here))
}

/// Another method than those that the address has.
async fn only_read(method: Method) -> Response {
    let detail = format!("{method} kan ikke brukes her. Adressen kan bare leses, med GET.");
    other_method(&detail, "GET, HEAD")
}

fn other_method(detail: &str, allowed: &'static str) -> Response {
    let mut response =
        problem(StatusCode::METHOD_NOT_ALLOWED, "Metoden finnes ikke her", detail, Value::Null);
    response.headers_mut().insert(header::ALLOW, header::HeaderValue::from_static(allowed));
    response
}

async fn nothing_here() -> Response {
    let detail = "Adressen finnes ikke. GET /api/v1 lister dem som finnes; rader sendes til /api/v1/{slag}.";
    problem(StatusCode::NOT_FOUND, "Finnes ikke", detail, Value::Null)
}

/// Who reads what, and from where.
struct Reader {
    data: Data,
    uri: Uri,
    headers: HeaderMap,
}

impl FromRequestParts<Data> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, data: &Data) -> Result<Self, Infallible> {
        let mut data = data.clone();
        data.person = parts.extensions.get::<Person>().cloned();
        if let Some(ReadFrom(store)) = parts.extensions.get() {
            data.store = store.clone();
        }
        Ok(Self { data, uri: parts.uri.clone(), headers: parts.headers.clone() })
    }
}
