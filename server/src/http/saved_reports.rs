//! Saved reports: made, changed, struck out, and taken along as PDF. Everybody whom the owner gives the address to may
//! read one, as far as she may see its views; the owner alone changes it.

use super::access::Gate;
use super::every_answer;
use super::fields::Fields;
use super::onward::Onward;
use app::rapporter::{address, sent};
use app::reports::saved::{Content, Part};
use app::ui::form::Refused;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use axum::{Extension, Router};
use language::t;
use store::{SavedReport, Unsaved};
use vocabulary::Person;

/// So many reports has an account at most.
const MOST: i64 = 200;

type Pairs = Form<Vec<(String, String)>>;

pub fn routes(gate: Gate) -> Router {
    Router::new()
        .route("/rapporter/ny", post(new))
        .route("/rapporter/legg-i", post(add))
        .route("/rapporter/lagret/{kode}/rediger", post(edit))
        .route("/rapporter/lagret/{kode}/slett", post(strike))
        .with_state(gate)
}

async fn new(
    State(gate): State<Gate>,
    Extension(person): Extension<Person>,
    Form(fields): Pairs,
) -> Response {
    every_answer::answered(begun(&gate, &person, Fields(fields), "/rapporter", Content::default()).await)
}

async fn add(
    State(gate): State<Gate>,
    Extension(person): Extension<Person>,
    Form(fields): Pairs,
) -> Response {
    every_answer::answered(put(&gate, &person, Fields(fields)).await)
}

async fn edit(
    State(gate): State<Gate>,
    Extension(person): Extension<Person>,
    Path(code): Path<String>,
    Form(fields): Pairs,
) -> Response {
    every_answer::answered(changed(&gate, &person, &code, Fields(fields)).await)
}

async fn strike(
    State(gate): State<Gate>,
    Extension(person): Extension<Person>,
    Path(code): Path<String>,
) -> Response {
    every_answer::answered(struck(&gate, &person, &code).await)
}

/// A new report of the title that was typed.
async fn begun(
    gate: &Gate,
    person: &Person,
    fields: Fields,
    page: &str,
    content: Content,
) -> anyhow::Result<Response> {
    let title = fields.text("tittel").to_owned();
    let faults = content.faults(&title);
    if !faults.is_empty() {
        return Ok(refused(page, fields, faults));
    }
    let Some(account) = person.account else { return Ok(StatusCode::FORBIDDEN.into_response()) };
    let code = crate::passwords::random_hex::<8>()?;
    let by = gate.by(person);
    if !gate.store.add_report(&code, account, (&title, &content.json()), MOST, by).await? {
        let full = t!("Du har {MOST} rapporter. Slett en som ikke trengs.");
        return Ok(refused(page, fields, vec![(String::new(), full)]));
    }
    Ok(Redirect::to(&format!("{}/rediger", address(&code))).into_response())
}

/// A view into a report, or into a new one.
async fn put(gate: &Gate, person: &Person, fields: Fields) -> anyhow::Result<Response> {
    const PAGE: &str = "/rapporter/legg-i";
    let Ok(part @ Part::View { .. }) = serde_json::from_str(fields.raw("del")) else {
        return Ok(StatusCode::BAD_REQUEST.into_response());
    };
    let code = fields.text("rapport");
    if code.is_empty() {
        let content = Content { parts: vec![part], ..Content::default() };
        return begun(gate, person, fields, PAGE, content).await;
    }
    let Some(saved) = own(gate, person, code).await? else { return Ok(forbidden()) };
    let mut content = Content::read(&saved.content);
    content.parts.push(part);
    let faults = content.faults(&saved.title);
    if !faults.is_empty() {
        return Ok(refused(PAGE, fields, faults));
    }
    let (title, json) = (saved.title.as_str(), content.json());
    match gate.store.change_report(code, saved.version, (title, &json), gate.by(person)).await {
        Ok(()) => Ok(Redirect::to(&format!("{}/rediger", address(code))).into_response()),
        Err(Unsaved::Store(error)) => Err(error.into()),
        Err(_) => {
            let again = t!("Rapporten ble endret samtidig. Send en gang til.").to_owned();
            Ok(refused(PAGE, fields, vec![(String::new(), again)]))
        }
    }
}

async fn changed(gate: &Gate, person: &Person, code: &str, fields: Fields) -> anyhow::Result<Response> {
    if own(gate, person, code).await?.is_none() {
        return Ok(forbidden());
    }
    let page = format!("{}/rediger", address(code));
    let find = |name: &str| fields.0.iter().find(|(of, _)| of == name).map(|(_, value)| value.clone());
    let mut content = sent(&find);
    let title = fields.text("tittel").to_owned();
    let faults = content.faults(&title);
    if !faults.is_empty() {
        return Ok(refused(&page, fields, faults));
    }
    // The last button of the name is the one that was pressed; Enter presses the hidden first.
    let action = fields.text("gjor").to_owned();
    content.act(&action);
    let version = fields.text("versjon").parse().unwrap_or(0);
    match gate.store.change_report(code, version, (&title, &content.json()), gate.by(person)).await {
        Ok(()) => Ok(Redirect::to(&format!("{page}?lagret=ja")).into_response()),
        Err(Unsaved::Conflict(now)) => Ok(refused(&page, fields, vec![(String::new(), conflict(&now))])),
        Err(Unsaved::Gone) => Ok(forbidden()),
        Err(Unsaved::Store(error)) => Err(error.into()),
    }
}

/// What the second of two writers is told: nothing of hers is lost, and what the other wrote stands in the sentence.
fn conflict(now: &SavedReport) -> String {
    let words: Vec<String> = Content::read(&now.content)
        .parts
        .into_iter()
        .filter_map(|part| if let Part::Words(words) = part { Some(words) } else { None })
        .collect();
    t!(
        "Rapporten ble endret et annet sted mens du skrev. Det du skrev, står nedenfor og er ikke lagret. Lagre en gang til \
         for å erstatte det som står der nå: «{}», {} deler. Egne ord der: {}",
        now.title,
        Content::read(&now.content).parts.len(),
        if words.is_empty() { "ingen.".to_owned() } else { words.join(" / ") }
    )
}

async fn struck(gate: &Gate, person: &Person, code: &str) -> anyhow::Result<Response> {
    if own(gate, person, code).await?.is_none() {
        return Ok(forbidden());
    }
    // Gone already is as good.
    gate.store.strike_report(code, gate.by(person)).await?;
    Ok(Redirect::to("/rapporter").into_response())
}

/// The report, where it is hers.
async fn own(gate: &Gate, person: &Person, code: &str) -> anyhow::Result<Option<SavedReport>> {
    let saved = gate.store.saved_report(code).await?;
    Ok(saved.filter(|saved| person.account == Some(saved.account)))
}

/// The form again with what is wrong with it, without what must not be written here.
fn refused(page: &str, fields: Fields, faults: Vec<(String, String)>) -> Response {
    let told = |value: &str| import::holds_birth_number(value);
    let values = fields.0.into_iter().filter(|(_, value)| !told(value)).collect();
    Onward::refused(page, Refused { values, faults, secret: None }).into_response()
}

fn forbidden() -> Response {
    Onward::page("/ingen-tilgang", StatusCode::FORBIDDEN, Refused::default()).into_response()
}
