//! The forms of *Enheten*: `POST` to the address of the page that shows them.
//!
//! Saved: on to a page that can be loaded again (303). Not saved: the same page, with everything typed and what is
//! wrong. Whoever may not register in the unit gets what a unit that doesn't exist gets: a page that isn't there.

use app::asking::HoldsForm;
use app::data::{Data, DataError};
use app::register::{self, Desk, Outcome, Refused, Typed, may_register};
use axum::body::Body;
use axum::extract::{Form, FromRequest as _, Path, Request, State};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::post;
use axum::{Router, http::request::Parts};
use chrono::NaiveDate;
use language::t;
use std::sync::Arc;
use tower::ServiceExt as _;
use vocabulary::{Person, StayId, UnitCode};

#[derive(Clone)]
struct Counter {
    data: Data,
    /// The pages, to show a form again.
    pages: Router,
}

pub fn routes(data: Data, pages: Router) -> Router {
    Router::new()
        .route("/enheten/{unit}", post(unit))
        .route("/enheten/{unit}/opphold/{id}", post(stay))
        .route("/enheten/{unit}/doegn/{dato}", post(day))
        .with_state(Counter { data, pages })
}

/// An id that no stay has: 64 random bits. `None` where the system has no randomness; the page then has a form
/// that is refused, which is better than two patients in one stay.
pub fn form_id() -> Option<String> {
    let mut random = [0; 8];
    getrandom::fill(&mut random).ok()?;
    Some(format!("h{:016x}", u64::from_ne_bytes(random)))
}

/// What a form is about, besides its fields.
enum About {
    Unit,
    Stay(Option<StayId>),
    Day(Option<NaiveDate>),
}

async fn unit(State(at): State<Counter>, Path(unit): Path<String>, request: Request) -> Response {
    answer(at, unit, About::Unit, request).await
}

async fn stay(
    State(at): State<Counter>,
    Path((unit, id)): Path<(String, String)>,
    request: Request,
) -> Response {
    answer(at, unit, About::Stay(id.parse().ok()), request).await
}

async fn day(
    State(at): State<Counter>,
    Path((unit, date)): Path<(String, String)>,
    request: Request,
) -> Response {
    answer(at, unit, About::Day(date.parse().ok()), request).await
}

async fn answer(at: Counter, unit: String, about: About, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let allowed = unit.parse().ok().filter(|code| may_register(parts.extensions.get::<Person>(), code));
    let Some(code) = allowed else { return show(&at, parts, None).await };
    let form = Request::from_parts(parts.clone(), body);
    let Ok(Form(fields)) = Form::<Vec<(String, String)>>::from_request(form, &()).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    match save(&at.data, &parts, &code, about, fields).await {
        Ok(Some(Outcome::Saved(path))) => Redirect::to(&path).into_response(),
        Ok(Some(Outcome::Refused(refused))) => show(&at, parts, Some(*refused)).await,
        // No such unit, stay or day: the page says so.
        Ok(None) => show(&at, parts, None).await,
        Err(error) => {
            tracing::error!(%error, "a form could not be saved");
            let advice = t!(
                "Feilen er hos oss, og ingenting er lagret. Gå tilbake: det du skrev, står der. Prøv igjen om litt.\n"
            );
            (StatusCode::INTERNAL_SERVER_ERROR, advice).into_response()
        }
    }
}

async fn save(
    data: &Data,
    parts: &Parts,
    code: &UnitCode,
    about: About,
    fields: Vec<(String, String)>,
) -> Result<Option<Outcome>, DataError> {
    let Some(person) = parts.extensions.get::<Person>() else { return Ok(None) };
    let catalogue = data.places().await?;
    let Some(unit) = catalogue.unit(code) else { return Ok(None) };
    let desk = Desk { data, person, unit };
    let (typed, faults) = Typed::of(fields);
    let action = typed.get("handling").to_owned();
    if !faults.is_empty() {
        let form = match (&about, action.as_str()) {
            (About::Day(_), _) => "doegn",
            (About::Stay(_), "stryk") => "stryk",
            (About::Stay(_), _) => "rett",
            (About::Unit, "ut") => "ut",
            (About::Unit, _) => "inn",
        };
        return Ok(Some(Refused { form, typed, faults, ..Refused::default() }.into()));
    }
    Ok(Some(match (about, action.as_str()) {
        (About::Unit, "inn") => register::admit(desk, typed, &form_id().unwrap_or_default()).await?,
        (About::Unit, "ut") => register::discharge(desk, typed).await?,
        (About::Unit, "start") => register::stays_from_today(desk).await?,
        (About::Stay(Some(id)), "rett") => register::correct(desk, &id, typed).await?,
        (About::Stay(Some(id)), "stryk") => register::strike(desk, &id, typed).await?,
        (About::Day(Some(date)), _) => return register::save_day(desk, date, typed).await,
        _ => return Ok(None),
    }))
}

/// The page of the address, with what was refused.
async fn show(at: &Counter, mut parts: Parts, refused: Option<Refused>) -> Response {
    parts.method = Method::GET;
    if let Some(refused) = refused {
        parts.extensions.insert(Arc::new(refused));
        parts.extensions.insert(HoldsForm);
    }
    let request = Request::from_parts(parts, Body::empty());
    at.pages.clone().oneshot(request).await.unwrap_or_else(|never| match never {})
}
