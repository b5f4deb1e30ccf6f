//! `GET /v/{code}`: the view that a short code leads to; `GET /v?kode=…` the same, typed into a form. Whether the reader
//! may see the view, its page asks.

use super::every_answer;
use super::onward::Onward;
use crate::short_code;
use app::ui::form::Refused;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use language::t;
use std::collections::HashMap;
use store::Store;

/// The page with the form, and the name of its field.
const PAGE: &str = "/kortkode";
const NAME: &str = "kode";
/// So much of what was typed is put back into the form.
const LONGEST: usize = 60;

pub fn routes(store: Store) -> Router {
    Router::new().route("/v", get(typed)).route("/v/{code}", get(view)).with_state(store)
}

async fn typed(State(store): State<Store>, Query(query): Query<HashMap<String, String>>) -> Response {
    match query.get(NAME) {
        Some(typed) => found(&store, typed).await,
        None => Redirect::to(PAGE).into_response(),
    }
}

async fn view(State(store): State<Store>, Path(typed): Path<String>) -> Response {
    found(&store, &typed).await
}

async fn found(store: &Store, typed: &str) -> Response {
    let found = match short_code::read(typed) {
        Some(code) => store.saved_view(&code).await,
        None => Ok(None),
    };
    match found {
        Ok(Some(view)) => Redirect::to(&view.address).into_response(),
        Ok(None) => {
            let typed: String = typed.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
            let fault =
                t!("Ingen visning har denne koden. Se etter skrivefeil: koden har åtte tegn.").to_owned();
            let refused = Refused {
                values: vec![(NAME.to_owned(), typed)],
                faults: vec![(NAME.to_owned(), fault)],
                ..Refused::default()
            };
            Onward::page(PAGE, StatusCode::NOT_FOUND, refused).into_response()
        }
        Err(error) => every_answer::failed_with(&error.into()),
    }
}
