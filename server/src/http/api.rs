//! `POST /api/v1/{slag}`: rows from a record system, by the same rules as a file on the page *Import*: whole or not
//! at all, the same faults, the same trail. JSON, CSV or XLSX; `?proev=ja` only checks.

use super::problem::{forbidden, problem};
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Extension, Router};
use chrono::{DateTime, Utc};
use futures_util::StreamExt as _;
use import::{Input, Report};
use intake::{Desk, IntakeError, Source};
use serde_json::{Value, json};
use std::sync::Arc;
use store::Store;
use tempfile::TempPath;
use tokio::io::AsyncWriteExt as _;
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
    Router::new().route("/api/v1/{slag}", post(rows).layer(DefaultBodyLimit::disable())).with_state(Intake {
        store,
        desk,
        now,
    })
}

#[derive(serde::Deserialize)]
struct Wanted {
    /// `ja`: check and take nothing in.
    proev: Option<String>,
}

async fn rows(
    State(at): State<Intake>,
    Extension(person): Extension<Person>,
    Path(kind): Path<String>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    taken(&at, &person, &kind, wanted.proev.as_deref() == Some("ja"), &headers, body)
        .await
        .unwrap_or_else(|refusal| refusal)
}

async fn taken(
    at: &Intake,
    person: &Person,
    kind: &str,
    only_check: bool,
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
    let Some(format) = Format::of(headers) else {
        let detail = "Content-Type må være application/json, text/csv eller XLSX.";
        return Err(problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Ukjent format", detail, Value::Null));
    };
    let limit = if format == Format::Json { MOST_JSON.min(at.desk.limit()) } else { at.desk.limit() };
    let path = kept(&at.desk, body, limit).await?;
    let path = if format == Format::Json { as_csv(&at.desk, path).await? } else { path };
    let name = format!("api.{}", if format == Format::Xlsx { "xlsx" } else { "csv" });
    let source = Source {
        input: Input::path(&*path).named(name),
        dataset,
        now: (at.now)(),
        by: intake::brought_by(person),
        units: person.brings_only_for().map(<[_]>::to_vec),
    };
    let silent = Arc::new(|_| {});
    if only_check {
        let check = intake::check(&at.store, &source, silent).await.map_err(|error| failed(&error))?;
        return if check.report.is_clean() {
            Ok(axum::Json(json!({ "slag": dataset.code(), "rader": check.report.rows, "tatt_inn": false }))
                .into_response())
        } else {
            Err(refused(&check.report, format))
        };
    }
    match intake::take_in(&at.store, &source, silent).await {
        Ok((counts, report)) => Ok(axum::Json(json!({
            "slag": dataset.code(), "rader": report.rows, "tatt_inn": true,
            "nye": counts.added, "endret": counts.changed, "uendret": counts.unchanged,
        }))
        .into_response()),
        Err(IntakeError::Refused(report)) => Err(refused(&report, format)),
        Err(error) => Err(failed(&error)),
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

/// Writes the body to disk as it comes.
async fn kept(desk: &Desk, body: Body, limit: u64) -> Result<TempPath, Response> {
    let (file, path) = desk.new_file().map_err(|error| failed(&error))?.into_parts();
    let mut file = tokio::io::BufWriter::with_capacity(1 << 18, tokio::fs::File::from_std(file));
    let (mut size, mut chunks) = (0_u64, body.into_data_stream());
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|error| {
            let detail = format!("Innholdet kom ikke helt fram ({error}). Send på nytt.");
            problem(StatusCode::BAD_REQUEST, "Avbrutt", detail, Value::Null)
        })?;
        size += chunk.len() as u64;
        if size > limit {
            let detail = format!("Høyst {} MB i én sending. Del den.", limit >> 20);
            return Err(problem(StatusCode::PAYLOAD_TOO_LARGE, "For stort", detail, Value::Null));
        }
        file.write_all(&chunk).await.map_err(|error| failed(&error))?;
    }
    file.flush().await.map_err(|error| failed(&error))?;
    Ok(path)
}

/// An array of flat objects as the file that it stands for: a column for each name.
async fn as_csv(desk: &Desk, json: TempPath) -> Result<TempPath, Response> {
    let text = tokio::fs::read(&json).await.map_err(|error| failed(&error))?;
    let malformed = |detail: String| problem(StatusCode::BAD_REQUEST, "Ugyldig JSON", detail, Value::Null);
    let rows: Vec<serde_json::Map<String, Value>> = serde_json::from_slice(&text)
        .map_err(|error| malformed(format!("Ventet en liste av objekter, ett for hver rad ({error}).")))?;
    let mut columns: Vec<&str> = Vec::new();
    for name in rows.iter().flat_map(serde_json::Map::keys) {
        if !columns.contains(&name.as_str()) {
            columns.push(name);
        }
    }
    let mut csv = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    let unwritten = |error: csv::Error| failed(&error);
    csv.write_record(&columns).map_err(unwritten)?;
    for (number, row) in rows.iter().enumerate() {
        let cells = columns.iter().map(|name| cell(row.get(*name))).collect::<Option<Vec<String>>>();
        let Some(cells) = cells else {
            return Err(malformed(format!(
                "Rad {}: verdiene må være tekst, tall, ja/nei eller null.",
                number + 1
            )));
        };
        csv.write_record(&cells).map_err(unwritten)?;
    }
    let content = csv.into_inner().map_err(|error| failed(error.error()))?;
    let path = desk.new_file().map_err(|error| failed(&error))?.into_temp_path();
    tokio::fs::write(&path, content).await.map_err(|error| failed(&error))?;
    Ok(path)
}

/// A value as a cell; `None` for what has an inside.
fn cell(value: Option<&Value>) -> Option<String> {
    match value {
        None | Some(Value::Null) => Some(String::new()),
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        Some(Value::Bool(yes)) => Some(if *yes { "ja" } else { "nei" }.to_owned()),
        Some(Value::Array(_) | Value::Object(_)) => None,
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
    let detail = "Feilen er hos oss, og ingenting er endret. Prøv igjen om litt.";
    problem(StatusCode::SERVICE_UNAVAILABLE, "Noe gikk galt", detail, Value::Null)
}
