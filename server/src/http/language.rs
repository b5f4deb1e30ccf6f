//! In which language a request is answered, and `POST /sprak`, which remembers the one that somebody chose.
//!
//! People's pages, pictures and files speak the reader's language. What programs read doesn't change with it: the API,
//! metrics, CSV and JSON stay bokmål.

use super::theme::own_path;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Form, Request};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use axum::{Router, routing::post};
use http_body::{Frame, SizeHint};
use language::{COOKIE, Language, guessed, remembered, speaking, t, within};
use serde::Deserialize;
use std::pin::Pin;
use std::task::{Context, Poll};

pub fn routes() -> Router {
    Router::new().route("/sprak", post(remember))
}

#[derive(Deserialize)]
struct Choice {
    sprak: String,
    til: Option<String>,
}

async fn remember(Form(choice): Form<Choice>) -> Response {
    let Some(language) = Language::from_tag(&choice.sprak) else {
        return (StatusCode::BAD_REQUEST, t!("sprak skal være nb, nn eller en\n")).into_response();
    };
    let back = choice.til.as_deref().and_then(own_path).unwrap_or(HeaderValue::from_static("/"));
    let cookie = format!("{COOKIE}={}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly", language.tag());
    (StatusCode::SEE_OTHER, [(header::SET_COOKIE, cookie)], [(header::LOCATION, back)]).into_response()
}

/// Answers in the reader's language, the part of the answer that is made while it is sent included.
pub async fn speak(request: Request, next: Next) -> Response {
    if is_for_programs(request.uri().path()) {
        return next.run(request).await;
    }
    let language = of(request.headers());
    let (mut parts, body) = within(language, next.run(request)).await.into_parts();
    // What is the same for everybody says so itself.
    let shared = parts
        .headers
        .get(header::CACHE_CONTROL)
        .is_some_and(|value| value.to_str().is_ok_and(|value| value.contains("public")));
    if !shared {
        parts.headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
        parts.headers.append(header::VARY, HeaderValue::from_static("cookie, accept-language"));
    }
    Response::from_parts(parts, Body::new(Spoken { language, body }))
}

fn is_for_programs(path: &str) -> bool {
    path.starts_with("/api/")
        || matches!(path, "/api" | "/metrics")
        || path.starts_with("/health/")
        || [".csv", ".json", ".zip"].iter().any(|ending| path.ends_with(ending))
}

/// What was chosen, or else what the browser asks for.
fn of(headers: &HeaderMap) -> Language {
    let words =
        |name| headers.get_all(name).into_iter().filter_map(|value: &HeaderValue| value.to_str().ok());
    words(header::COOKIE)
        .find_map(remembered)
        .unwrap_or_else(|| words(header::ACCEPT_LANGUAGE).next().map_or_else(Language::default, guessed))
}

/// A body that is made in a language.
struct Spoken {
    language: Language,
    body: Body,
}

impl HttpBody for Spoken {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let language = self.language;
        speaking(language, || Pin::new(&mut self.body).poll_frame(context))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(pairs: &[(header::HeaderName, &'static str)]) -> Language {
        of(&pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect())
    }

    #[test]
    fn a_choice_goes_before_what_the_browser_asks_for() {
        assert_eq!(asked(&[]), Language::Nb);
        assert_eq!(asked(&[(header::ACCEPT_LANGUAGE, "en")]), Language::En);
        assert_eq!(asked(&[(header::ACCEPT_LANGUAGE, "en"), (header::COOKIE, "sprak=nn")]), Language::Nn);
        assert_eq!(asked(&[(header::ACCEPT_LANGUAGE, "nn"), (header::COOKIE, "sprak=xx")]), Language::Nn);
    }

    #[test]
    fn what_programs_read_has_one_language() {
        for path in ["/api/v1/figurer", "/tabell/belegg-dag.csv", "/tabell/belegg-dag.json", "/metrics"] {
            assert!(is_for_programs(path), "{path}");
        }
        for path in ["/", "/belegg", "/tabell/belegg-dag.xlsx", "/diagram/belegg-dag.png", "/apier"] {
            assert!(!is_for_programs(path), "{path}");
        }
    }
}
