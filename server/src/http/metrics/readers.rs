//! Who may read the metrics: nobody, who reaches an address of their own, or who has a token.

use super::{CONTENT_TYPE, Watch};
use crate::http::health;
use axum::Router;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};
use std::net::SocketAddr;
use std::str::FromStr;
use store::Store;

/// The shortest token, in characters.
const SHORTEST: usize = 16;

/// Who may read the metrics.
#[derive(Clone, PartialEq, Eq, Default)]
pub enum Readers {
    /// Nobody.
    #[default]
    Nobody,
    /// Whoever reaches this address, which has nothing but metrics and health.
    Address(SocketAddr),
    /// Whoever sends the token, at the address of the pages. Only its hash is kept.
    Token([u8; 32]),
}

/// A setting that names no [`Readers`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected off, an address and port as in 127.0.0.1:9464, or token: and at least {SHORTEST} characters"
)]
pub struct Unreadable;

impl FromStr for Readers {
    type Err = Unreadable;
    fn from_str(text: &str) -> Result<Self, Unreadable> {
        if text == "off" {
            return Ok(Self::Nobody);
        }
        if let Some(token) = text.strip_prefix("token:") {
            let long = token.len() >= SHORTEST && token.bytes().all(|byte| byte.is_ascii_graphic());
            return if long { Ok(Self::Token(hash(token))) } else { Err(Unreadable) };
        }
        text.parse().map(Self::Address).map_err(|_| Unreadable)
    }
}

/// Never with the token or its hash: settings are logged.
impl std::fmt::Debug for Readers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Nobody => f.write_str("off"),
            Self::Address(address) => write!(f, "{address}"),
            Self::Token(_) => f.write_str("token:…"),
        }
    }
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// `/metrics` among the pages: there only for who has the token, where there is one.
pub fn routes(watch: Watch, store: Store, now: fn() -> DateTime<Utc>, readers: Readers) -> Router {
    let answer = move |headers: HeaderMap| {
        let (watch, store, readers) = (watch.clone(), store.clone(), readers.clone());
        async move {
            let Readers::Token(wanted) = readers else { return StatusCode::NOT_FOUND.into_response() };
            let sent = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
            let sent = sent.and_then(|value| value.strip_prefix("Bearer "));
            // Of hashes: how long the comparison takes says nothing about the token.
            if sent.map(hash) != Some(wanted) {
                let challenge = [(header::WWW_AUTHENTICATE, "Bearer")];
                return (StatusCode::UNAUTHORIZED, challenge).into_response();
            }
            written(&watch, &store, now).await
        }
    };
    Router::new().route("/metrics", get(answer))
}

/// `/metrics` and health at an address of their own.
pub fn own_router(watch: Watch, store: Store, now: fn() -> DateTime<Utc>) -> Router {
    let of = store.clone();
    let answer = move || {
        let (watch, store) = (watch.clone(), of.clone());
        async move { written(&watch, &store, now).await }
    };
    Router::new()
        .route("/metrics", get(answer))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(move || health::ready(store.clone())))
}

async fn written(watch: &Watch, store: &Store, now: fn() -> DateTime<Utc>) -> Response {
    let text = watch.text(store, now()).await;
    ([(header::CONTENT_TYPE, CONTENT_TYPE)], text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_are_nobody_an_address_or_who_has_a_token_of_some_length() {
        assert_eq!("off".parse(), Ok(Readers::Nobody));
        assert_eq!("[::1]:9464".parse(), Ok(Readers::Address(SocketAddr::new("::1".parse().unwrap(), 9464))));
        let token: Readers = "token:0123456789abcdef".parse().unwrap();
        assert_eq!(format!("{token:?}"), "token:…");
        for wrong in ["on", "9464", "127.0.0.1", "token:short", "token:with a space in it", ""] {
            assert_eq!(wrong.parse::<Readers>(), Err(Unreadable), "{wrong}");
        }
    }
}
