//! `GET /v/{code}`: the view that a short code leads to. Whether the reader may see it, its page asks.

use super::common;
use super::onward::Onward;
use crate::short_code;
use app::ui::form::Refused;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use store::Store;

pub fn routes(store: Store) -> Router {
    Router::new().route("/v/{code}", get(view)).with_state(store)
}

async fn view(State(store): State<Store>, Path(typed): Path<String>) -> Response {
    let found = match short_code::read(&typed) {
        Some(code) => store.saved_view(&code).await,
        None => Ok(None),
    };
    match found {
        Ok(Some(view)) => Redirect::to(&view.address).into_response(),
        Ok(None) => Onward::page("/v", StatusCode::NOT_FOUND, Refused::default()).into_response(),
        Err(error) => common::failed_with(&error.into()),
    }
}
