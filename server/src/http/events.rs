//! `POST /hendelser` adds an event, `POST /hendelser/stryk` strikes one out; the page of the address shows them.

use super::access::Gate;
use super::every_answer;
use super::fields::Fields;
use super::onward::Onward;
use app::hendelser::{PATH, Typed, read, read_place};
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use axum::{Extension, Router};
use vocabulary::{Person, Right};

type Pairs = Form<Vec<(String, String)>>;

pub fn routes(gate: Gate) -> Router {
    Router::new().route(PATH, post(add)).route("/hendelser/stryk", post(strike)).with_state(gate)
}

async fn add(
    State(gate): State<Gate>,
    Extension(person): Extension<Person>,
    Form(fields): Pairs,
) -> Response {
    every_answer::answered(added(&gate, &person, Fields(fields)).await)
}

async fn added(gate: &Gate, person: &Person, fields: Fields) -> anyhow::Result<Response> {
    let catalogue = gate.store.catalogue().await?;
    let typed = Typed {
        place: fields.text("sted"),
        date: fields.text("dato"),
        kind: fields.text("slag"),
        description: fields.text("beskrivelse"),
    };
    let event = match read(&typed, &catalogue, (gate.now)()) {
        Ok(event) => event,
        Err(faults) => {
            // What must not be written here isn't sent back either.
            let gone = import::holds_birth_number(fields.text("beskrivelse"));
            let secret: &[&str] = if gone { &["beskrivelse"] } else { &[] };
            return Ok(Onward::refused(PATH, fields.refused(secret, faults)).into_response());
        }
    };
    if !person.may(Right::EventOf(&event.place)) {
        return Ok(forbidden());
    }
    gate.store.save_event(&event, &gate.by(person)).await?;
    Ok(Redirect::to(&format!("{PATH}?lagret=ja")).into_response())
}

async fn strike(
    State(gate): State<Gate>,
    Extension(person): Extension<Person>,
    Form(fields): Pairs,
) -> Response {
    every_answer::answered(struck(&gate, &person, &Fields(fields)).await)
}

async fn struck(gate: &Gate, person: &Person, fields: &Fields) -> anyhow::Result<Response> {
    let (place, date, kind) =
        (read_place(fields.text("sted")), fields.text("dato").parse(), fields.text("slag").parse());
    let (Some(place), Ok(date), Ok(kind)) = (place, date, kind) else {
        return Ok(StatusCode::BAD_REQUEST.into_response());
    };
    if !person.may(Right::EventOf(&place)) {
        return Ok(forbidden());
    }
    // Gone already is as good.
    gate.store.strike_event(&place, date, kind, &gate.by(person)).await?;
    Ok(Redirect::to(&format!("{PATH}?lagret=ja")).into_response())
}

fn forbidden() -> Response {
    Onward::page("/ingen-tilgang", StatusCode::FORBIDDEN, app::ui::form::Refused::default()).into_response()
}
