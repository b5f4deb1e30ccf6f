//! For those who watch the program: is it alive, can it answer.

use axum::http::StatusCode;
use store::Store;

/// The program runs.
pub async fn live() -> &'static str {
    "live\n"
}

/// The program can answer requests: its database answers. The reason why not is for the log.
pub async fn ready(store: Store) -> (StatusCode, &'static str) {
    match store.ping().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::error!(%error, "the database doesn't answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database doesn't answer\n")
        }
    }
}
