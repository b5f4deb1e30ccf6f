//! `POST /api/v1/{slag}`: rows from a record system, by the same rules as a file on the page *Import*: whole or not
//! at all, the same faults, the same trail. JSON, CSV or XLSX; `?proev=ja` only checks.

use super::super::import::keep;
use super::super::json_rows::csv_of;
use super::super::problem::{forbidden, problem, unavailable};
use super::answers::Taken;
use super::{other_method, query};
use app::exports::Fault;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Extension, Router};
use chrono::{DateTime, Utc};
use import::{Input, Report};
use intake::{Desk, IntakeError, Source, UploadRefusal};
use serde_json::{Value, json};
use std::sync::Arc;
use store::Store;
use tempfile::TempPath;
use vocabulary::{Dataset, Person, Right};

/// The largest body of JSON, which is read into memory whole.
const MOST_JSON: u64 = 16 << 20;
/// Line 1 of the file that JSON rows become is its header.
const LINES_BEFORE: u64 = 1;

#[derive(Clone)]
struct Intake {
    store: Store,
    desk: Desk,
    now: fn() -> DateTime<Utc>,
}

pub fn routes(store: Store, desk: Desk, now: fn() -> DateTime<Utc>) -> Router {
    Router::new()
        .route("/api/v1/{slag}", post(rows).layer(DefaultBodyLimit::disable()).fallback(only_post))
        .with_state(Intake { store, desk, now })
}

/// Another method than the one that rows are sent with.
async fn only_post() -> Response {
    other_method("Rader sendes med POST.", "POST")
}

/// Whether rows are only to be checked: `?proev=ja`.
fn only_check(uri: &Uri) -> Result<bool, Response> {
    let sent = query::pairs(uri);
    let mut faults = Vec::new();
    for (place, (name, value)) in sent.iter().enumerate() {
        let words = if name != "proev" {
            format!("«{name}» finnes ikke her. Bruk: proev.")
        } else if value != "ja" {
            "proev kan bare være «ja».".to_owned()
        } else if place > 0 {
            "«proev» står flere ganger. Send det én gang.".to_owned()
        } else {
            continue;
        };
        faults.push(Fault { name: name.clone(), value: value.clone(), words });
    }
    query::refused(faults)?;
    Ok(!sent.is_empty())
}

async fn rows(
    State(at): State<Intake>,
    Extension(person): Extension<Person>,
    kind: Result<Path<String>, PathRejection>,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let kind = kind.map_or_else(|_| String::new(), |Path(kind)| kind);
    taken(&at, &person, &kind, &uri, &headers, body).await.unwrap_or_else(|refusal| refusal)
}

async fn taken(
    at: &Intake,
    person: &Person,
    kind: &str,
    uri: &Uri,
    headers: &HeaderMap,
    body: Body,
) -> Result<Response, Response> {
    let Ok(dataset) = kind.parse::<Dataset>() else {
        let kinds: Vec<_> = Dataset::ALL.iter().map(|kind| kind.code()).collect();
        let detail = format!("«{kind}» er ikke et slag data. Bruk ett av: {}.", kinds.join(", "));
        return Err(problem(StatusCode::NOT_FOUND, "Ukjent slag data", detail, Value::Null));
    };
    if !person.may(Right::ImportOf(dataset)) {
        return Err(forbidden());
    }
    let only_check = only_check(uri)?;
    let Some(format) = Format::of(headers) else {
        let detail = "Content-Type må være application/json, text/csv eller XLSX.";
        return Err(problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Ukjent format", detail, Value::Null));
    };
    let by = intake::brought_by(person);
    let _place = at.desk.place(&by).map_err(|_| busy())?;
    let path = kept(&at.desk, body, format).await?;
    let name = format!("api.{}", if format == Format::Xlsx { "xlsx" } else { "csv" });
    let source = Source {
        input: Input::path(&*path).named(name),
        dataset,
        now: (at.now)(),
        by,
        units: person.brings_only_for().map(<[_]>::to_vec),
    };
    let silent = Arc::new(|_| {});
    if only_check {
        let check = intake::check(&at.store, &source, silent).await.map_err(|error| failed(&error))?;
        return if check.report.is_clean() {
            Ok(axum::Json(answer(dataset, check.report.rows, None)).into_response())
        } else {
            Err(refused(&check.report, format))
        };
    }
    match intake::take_in(&at.store, &source, silent).await {
        Ok((counts, report)) => Ok(axum::Json(answer(dataset, report.rows, Some(counts))).into_response()),
        Err(IntakeError::Refused(report)) => Err(refused(&report, format)),
        Err(error) => Err(failed(&error)),
    }
}

/// Too many are on their way from the same account.
fn busy() -> Response {
    let detail = "Kontoen sender for mye samtidig. Vent til noe er tatt inn, og send på nytt.";
    let mut response = problem(StatusCode::TOO_MANY_REQUESTS, "For mye samtidig", detail, Value::Null);
    response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("5"));
    response
}

/// `counts`: what became of them; `None`: they were only checked.
fn answer(dataset: Dataset, rows: u64, counts: Option<store::ImportCounts>) -> Taken {
    Taken {
        kind: dataset.code(),
        rows,
        kept: counts.is_some(),
        added: counts.map(|counts| counts.added),
        changed: counts.map(|counts| counts.changed),
        unchanged: counts.map(|counts| counts.unchanged),
    }
}

/// How the rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Json,
    Csv,
    Xlsx,
}

impl Format {
    fn of(headers: &HeaderMap) -> Option<Self> {
        let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
        match kind.split(';').next()?.trim().to_ascii_lowercase().as_str() {
            "application/json" => Some(Self::Json),
            "text/csv" => Some(Self::Csv),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => Some(Self::Xlsx),
            _ => None,
        }
    }
}

/// Keeps the body, JSON as the file that it stands for.
async fn kept(desk: &Desk, body: Body, format: Format) -> Result<TempPath, Response> {
    let limit = if format == Format::Json { MOST_JSON.min(desk.limit()) } else { desk.limit() };
    let (path, _) = keep(desk, body.into_data_stream(), limit).await.map_err(|refusal| match refusal {
        UploadRefusal::TooLarge => {
            let detail = format!("Høyst {} MB i én sending. Del den.", limit >> 20);
            problem(StatusCode::PAYLOAD_TOO_LARGE, "For stort", detail, Value::Null)
        }
        UploadRefusal::Interrupted => {
            let detail = "Innholdet kom ikke helt fram. Send på nytt.";
            problem(StatusCode::BAD_REQUEST, "Avbrutt", detail, Value::Null)
        }
        _ => unavailable(),
    })?;
    if format != Format::Json {
        return Ok(path);
    }
    let file = desk.new_file().map_err(|error| failed(&error))?.into_temp_path();
    // Some megabytes of text: not on a thread that answers others.
    let written = tokio::task::spawn_blocking(move || {
        let csv = match csv_of(&std::fs::read(&path)?) {
            Ok(csv) => csv,
            Err(why) => return Ok(Err(why)),
        };
        std::fs::write(&file, csv)?;
        Ok(Ok(file))
    });
    match written.await.map_err(std::io::Error::other).flatten() {
        Ok(Ok(file)) => Ok(file),
        Ok(Err(why)) => Err(problem(StatusCode::BAD_REQUEST, "Ugyldig JSON", why, Value::Null)),
        Err(error) => Err(failed(&error)),
    }
}

/// The faults, row by row: rows of JSON are counted from 1, lines of a file as the file has them.
fn refused(report: &Report, format: Format) -> Response {
    let faults: Vec<Value> = report
        .faults
        .iter()
        .map(|fault| {
            let (place, line) = match format {
                Format::Json => ("rad", fault.line.map(|line| line.saturating_sub(LINES_BEFORE))),
                Format::Csv | Format::Xlsx => ("linje", fault.line),
            };
            json!({
                place: line, "kolonne": fault.column, "verdi": fault.value,
                "feil": fault.problem.norwegian(),
            })
        })
        .collect();
    let detail = format!("{} feil. Ingenting er tatt inn.", report.faults_total);
    let more = json!({ "feil": faults, "antall_feil": report.faults_total });
    problem(StatusCode::UNPROCESSABLE_ENTITY, "Radene har feil", detail, more)
}

/// The fault is ours; what it says is for the log.
fn failed(error: &dyn std::fmt::Display) -> Response {
    tracing::error!(%error, "rows of a program could not be taken in");
    unavailable()
}
