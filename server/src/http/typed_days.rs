//! `POST /doegn/{unit}?maaned=2026-11`: a month that somebody typed.
//!
//! What was saved is answered with a redirect; what wasn't, with the page itself and everything that was typed.

use app::asking::HoldsForm;
use app::data::Data;
use app::doegn::{Outcome, Sheet, Typed, address, month_of, save};
use axum::body::Body;
use axum::extract::{Path, Query, Request, State};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use axum::{Form, RequestExt as _, Router};
use language::t;
use std::collections::HashMap;
use std::sync::Arc;
use tower::ServiceExt as _;
use vocabulary::{Person, Right};

#[derive(Clone)]
struct Desk {
    data: Data,
    /// The pages, to show a form again.
    pages: Router,
}

pub fn routes(data: Data, pages: Router) -> Router {
    Router::new().route("/doegn/{unit}", post(month)).with_state(Desk { data, pages })
}

async fn month(
    State(desk): State<Desk>,
    Path(code): Path<String>,
    Query(query): Query<HashMap<String, String>>,
    mut request: Request,
) -> Response {
    let catalogue = match desk.data.places().await {
        Ok(catalogue) => catalogue,
        Err(error) => return failed(&error),
    };
    let person = request.extensions().get::<Person>().cloned();
    let unit = code.parse().ok().and_then(|code| catalogue.unit(&code));
    let registers = |person: &Person| unit.is_some_and(|unit| person.may(Right::Register(&unit.code)));
    let (Some(unit), Some(person)) = (unit, person.filter(registers)) else {
        return shown(desk.pages, request, None, StatusCode::FORBIDDEN).await;
    };
    let body = std::mem::take(request.body_mut());
    let mut form = Request::new(body);
    *form.headers_mut() = request.headers().clone();
    *form.method_mut() = Method::POST;
    let Ok(Form(fields)) = form.extract::<Form<Vec<(String, String)>>, _>().await else {
        return (StatusCode::BAD_REQUEST, t!("Skjemaet kunne ikke leses.\n")).into_response();
    };
    let month = month_of(&desk.data, query.get("maaned").map(String::as_str));
    let sheet = match Sheet::read(&desk.data, unit, month).await {
        Ok(sheet) => sheet,
        Err(error) => return failed(&error),
    };
    match save(&desk.data, &person, &sheet, Typed::read(&fields)).await {
        Ok(Outcome::Saved(days)) => {
            Redirect::to(&format!("{}&lagret={days}", address(unit, month))).into_response()
        }
        Ok(Outcome::Kept(kept)) => {
            let status = if kept.conflicts.is_empty() {
                StatusCode::UNPROCESSABLE_ENTITY
            } else {
                StatusCode::CONFLICT
            };
            shown(desk.pages, request, Some(Arc::from(kept)), status).await
        }
        Err(error) => failed(&error),
    }
}

/// The page in place of a redirect, with what it shall show.
async fn shown(
    pages: Router,
    mut request: Request,
    kept: Option<Arc<app::doegn::Kept>>,
    status: StatusCode,
) -> Response {
    *request.method_mut() = Method::GET;
    *request.body_mut() = Body::empty();
    for name in [header::CONTENT_LENGTH, header::CONTENT_TYPE] {
        request.headers_mut().remove(name);
    }
    if let Some(kept) = kept {
        request.extensions_mut().insert(kept);
        request.extensions_mut().insert(HoldsForm);
    }
    let mut response = pages.oneshot(request).await.unwrap_or_else(|never| match never {});
    if response.status() == StatusCode::OK {
        *response.status_mut() = status;
    }
    response
}

fn failed(error: &app::data::DataError) -> Response {
    tracing::error!(%error, "a month could not be saved");
    (
        StatusCode::INTERNAL_SERVER_ERROR,
        t!("Døgnene kunne ikke lagres. Gå tilbake: det du skrev, står der. Prøv igjen om litt.\n"),
    )
        .into_response()
}
