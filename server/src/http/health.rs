//! For those who watch the program: is it alive, can it answer.

use axum::http::StatusCode;
use std::time::Duration;
use store::Store;

/// The program runs.
pub async fn live() -> &'static str {
    "live\n"
}

/// So long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// The program can answer requests: its database answers and has every migration. The reason why not is for the log.
pub async fn ready(store: Store) -> (StatusCode, &'static str) {
    let why = match tokio::time::timeout(PATIENCE, store.migration_state()).await {
        Ok(Ok(state)) if state.missing.is_empty() => return (StatusCode::OK, "ready\n"),
        Ok(Ok(state)) => {
            tracing::error!(missing = ?state.missing, "the database lacks migrations");
            "the database isn't up to date\n"
        }
        Ok(Err(error)) => {
            tracing::error!(%error, "the database doesn't answer");
            "the database doesn't answer\n"
        }
        Err(_) => {
            tracing::error!(seconds = PATIENCE.as_secs(), "the database doesn't answer in time");
            "the database doesn't answer\n"
        }
    };
    (StatusCode::SERVICE_UNAVAILABLE, why)
}
