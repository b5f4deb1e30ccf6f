//! `GET /rapporter/kvartal.pdf` and `GET /rapporter/kommune/{nr}/ark.pdf`: the pages' reports as files. Who may have
//! them, the views in them decide, and `app::exports::may_take`.

use super::reading::ReadFrom;
use crate::report_file;
use app::data::{Data, DataError};
use app::exports::may_take;
use app::reports::saved::Span;
use app::reports::{Report, leaflet, quarterly, saved};
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Extension, Router};
use language::{carrying, t};
use leptos_router::params::ParamsMap;
use std::sync::Arc;
use tokio::sync::Semaphore;
use vocabulary::{MunicipalityNumber, Person};

/// So many are drawn at a time.
const AT_ONCE: usize = 2;

#[derive(Clone)]
struct Press {
    data: Data,
    room: Arc<Semaphore>,
}

type Who = Option<Extension<Person>>;
type From = Option<Extension<ReadFrom>>;
type Pairs = Query<Vec<(String, String)>>;

pub fn routes(data: Data) -> Router {
    Router::new()
        .route("/rapporter/kvartal.pdf", get(quarter))
        .route("/rapporter/kommune", get(chosen))
        .route("/rapporter/kommune/{nr}/ark.pdf", get(leaflet_file))
        .route("/rapporter/lagret/{kode}/rapport.pdf", get(saved_file))
        .with_state(Press { data, room: Arc::new(Semaphore::new(AT_ONCE)) })
}

/// The form of the page *Rapporter* leads to the municipality's own address.
async fn chosen(Query(pairs): Pairs) -> Redirect {
    let number = pairs.iter().find(|(name, _)| name == "nr").map(|(_, number)| number);
    match number.and_then(|number| number.parse::<MunicipalityNumber>().ok()) {
        Some(number) => Redirect::to(&format!("/rapporter/kommune/{number}")),
        None => Redirect::to("/rapporter"),
    }
}

async fn quarter(State(press): State<Press>, person: Who, from: From, Query(pairs): Pairs) -> Response {
    let data = press.of(person, from);
    let made = async {
        may_take(&data)?;
        let query = pairs.into_iter().collect::<ParamsMap>();
        Box::pin(quarterly::report(&data.handed_on(), &query)).await.map(Some)
    };
    press.answer(made.await).await
}

async fn leaflet_file(
    State(press): State<Press>,
    person: Who,
    from: From,
    Path(number): Path<String>,
) -> Response {
    let data = press.of(person, from);
    let made = async {
        may_take(&data)?;
        match number.parse() {
            Ok(number) => Box::pin(leaflet::report(&data, number)).await,
            Err(_) => Ok(None),
        }
    };
    press.answer(made.await).await
}

async fn saved_file(
    State(press): State<Press>,
    person: Who,
    from: From,
    Path(code): Path<String>,
    Query(pairs): Pairs,
) -> Response {
    let data = press.of(person, from);
    let span = pairs.iter().find(|(name, _)| name == "periode").and_then(|(_, name)| Span::of(name));
    let made = async {
        may_take(&data)?;
        match data.store.saved_report(&code).await? {
            Some(saved) => saved::report(&data, &saved, span).await.map(Some),
            None => Ok(None),
        }
    };
    press.answer(made.await).await
}

impl Press {
    /// The data as who asks sees them.
    fn of(&self, person: Who, from: From) -> Data {
        let mut data = self.data.clone();
        data.person = person.map(|Extension(person)| person);
        if let Some(Extension(ReadFrom(store))) = from {
            data.store = store;
        }
        data
    }

    /// The file, or why there is none in plain words.
    async fn answer(&self, report: Result<Option<Report>, DataError>) -> Response {
        let refused = |status: StatusCode, words: &str| (status, format!("{words}\n")).into_response();
        let report = match report {
            Ok(Some(report)) if report.problems.is_empty() => report,
            // A page shows something else and says so; a file would be taken for what was asked.
            Ok(Some(report)) => return refused(StatusCode::BAD_REQUEST, &report.problems.join(" ")),
            Ok(None) => return refused(StatusCode::NOT_FOUND, t!("Det er ingen slik rapport.")),
            Err(DataError::Forbidden(advice)) => return refused(StatusCode::FORBIDDEN, &advice),
            Err(error) => {
                tracing::error!(%error, "the data of a report could not be had");
                return refused(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    t!("Rapporten kunne ikke lages. Prøv igjen om litt."),
                );
            }
        };
        let name = report.name.chars().filter(char::is_ascii).collect::<String>();
        let Ok(_turn) = self.room.acquire().await else {
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        };
        let written = tokio::task::spawn_blocking(carrying(move || report_file::write(report))).await;
        let Ok(Ok(bytes)) = written else {
            tracing::error!("a report could not be written");
            return refused(
                StatusCode::INTERNAL_SERVER_ERROR,
                t!("Rapporten kunne ikke lages. Prøv igjen om litt."),
            );
        };
        let headers = [
            (header::CONTENT_TYPE, "application/pdf".to_owned()),
            (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.pdf\"")),
        ];
        (headers, bytes).into_response()
    }
}
