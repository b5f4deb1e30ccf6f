//! `POST /import` takes a file, `POST /import/{id}/bekreft` takes it in; and the lists and templates to download.
//!
//! Every form is answered with a redirect, so that going back and loading again send nothing twice. An upload
//! is streamed to disk and lives on this server alone: behind a load balancer, the page Import must always
//! reach the same one.

use axum::body::Bytes;
use axum::extract::multipart::{Field, Multipart, MultipartRejection};
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use chrono::{DateTime, Utc};
use futures_util::{Stream, StreamExt as _};
use import::{Writer, write_faults};
use intake::{Desk, Received, UploadId, UploadRefusal};
use language::t;
use tempfile::TempPath;
use tokio::io::AsyncWriteExt as _;
use vocabulary::{Dataset, Person, Right};

#[derive(Clone)]
struct Counter {
    desk: Desk,
    now: fn() -> DateTime<Utc>,
}

pub fn routes(desk: Desk, now: fn() -> DateTime<Utc>) -> Router {
    Router::new()
        // The file has a limit of its own; a body that is too large gets a page, not a closed connection.
        .route("/import", post(upload).layer(DefaultBodyLimit::disable()))
        .route("/import/{id}/bekreft", post(confirm))
        .route("/import/{id}/feil.csv", get(faults))
        .route("/import/mal/{file}", get(template))
        .with_state(Counter { desk, now })
}

async fn upload(
    State(at): State<Counter>,
    Extension(person): Extension<Person>,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    let mut kind = None;
    let received = match form {
        Ok(form) => receive(&at, &person, form, &mut kind).await,
        Err(_) => Err(UploadRefusal::NoFile),
    };
    match received {
        Ok(id) => Redirect::to(&format!("/import/{id}")),
        Err(refusal) => {
            let chosen = kind.map_or_else(String::new, |kind: Dataset| format!("slag={kind}&"));
            Redirect::to(&format!("/import?{chosen}feil={}", refusal.code()))
        }
    }
    .into_response()
}

async fn receive(
    at: &Counter,
    person: &Person,
    mut form: Multipart,
    kind: &mut Option<Dataset>,
) -> Result<UploadId, UploadRefusal> {
    let (mut sheet, mut file) = (None, None);
    let _place = at.desk.place(&intake::brought_by(person))?;
    while let Some(field) = form.next_field().await.map_err(interrupted)? {
        match field.name() {
            Some("slag") => *kind = short(field).await?.trim().parse().ok(),
            Some("ark") => sheet = Some(short(field).await?.trim().to_owned()).filter(|s| !s.is_empty()),
            Some("fil") => {
                let name = field.file_name().unwrap_or_default().to_owned();
                let kept = keep(&at.desk, field, at.desk.limit()).await?;
                file = (!name.is_empty()).then_some((name, kept));
            }
            _ => {}
        }
    }
    let Some((file_name, (file, size))) = file else { return Err(UploadRefusal::NoFile) };
    let Some(dataset) = *kind else { return Err(UploadRefusal::NoKind) };
    if !person.may(Right::ImportOf(dataset)) {
        return Err(UploadRefusal::NotForHer);
    }
    let mut random = [0; 16];
    getrandom::fill(&mut random).map_err(|error| not_kept(&error))?;
    let id = UploadId(u128::from_ne_bytes(random));
    let (by, units) = (intake::brought_by(person), person.brings_only_for().map(<[_]>::to_vec));
    at.desk.receive(Received { id, dataset, file_name, by, units, sheet, size, file }, (at.now)())
}

/// A field that holds a word.
async fn short(mut field: Field<'_>) -> Result<String, UploadRefusal> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(interrupted)? {
        if bytes.len() < 1024 {
            bytes.extend_from_slice(&chunk[..chunk.len().min(1024)]);
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Writes what comes to disk as it comes. What is beyond the limit is read and thrown away, since a browser shows
/// no answer before it has sent everything; but not without end.
pub(super) async fn keep<E: std::fmt::Display>(
    desk: &Desk,
    chunks: impl Stream<Item = Result<Bytes, E>>,
    limit: u64,
) -> Result<(TempPath, u64), UploadRefusal> {
    let (file, path) = desk.new_file().map_err(|error| not_kept(&error))?.into_parts();
    let mut file = tokio::io::BufWriter::with_capacity(1 << 18, tokio::fs::File::from_std(file));
    let (mut size, mut chunks) = (0_u64, std::pin::pin!(chunks));
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(interrupted)?;
        size += chunk.len() as u64;
        if size <= limit {
            file.write_all(&chunk).await.map_err(|error| not_kept(&error))?;
        } else if size > limit.saturating_mul(8) {
            break;
        }
    }
    if size > limit {
        return Err(UploadRefusal::TooLarge);
    }
    file.flush().await.map_err(|error| not_kept(&error))?;
    Ok((path, size))
}

fn interrupted(error: impl std::fmt::Display) -> UploadRefusal {
    tracing::info!(%error, "an upload was interrupted");
    UploadRefusal::Interrupted
}

fn not_kept(error: &dyn std::fmt::Display) -> UploadRefusal {
    tracing::error!(%error, "an upload could not be kept");
    UploadRefusal::NotKept
}

/// Confirmed or gone: the upload's page says which.
async fn confirm(
    State(at): State<Counter>,
    Extension(person): Extension<Person>,
    Path(id): Path<String>,
) -> Response {
    let Ok(id) = id.parse::<UploadId>() else { return StatusCode::NOT_FOUND.into_response() };
    if at.desk.find(id, (at.now)()).is_some_and(|upload| upload.is_for(&person)) {
        at.desk.confirm(id, (at.now)());
    }
    Redirect::to(&format!("/import/{id}")).into_response()
}

/// The faults of an upload as a table.
async fn faults(
    State(at): State<Counter>,
    Extension(person): Extension<Person>,
    Path(id): Path<String>,
) -> Response {
    let upload = id.parse().ok().and_then(|id| at.desk.find(id, (at.now)()));
    let upload = upload.filter(|upload| upload.is_for(&person));
    match upload.map(|upload| upload.state()) {
        Some(intake::State::Refused(check)) => {
            let mut csv = Vec::new();
            match write_faults(&check.report.faults, &mut csv) {
                Ok(()) => download("feil.csv", csv),
                Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
            }
        }
        _ => (StatusCode::NOT_FOUND, t!("Opplastingen finnes ikke lenger, eller har ingen feil.\n"))
            .into_response(),
    }
}

/// An import file with nothing but its header.
async fn template(Path(file): Path<String>) -> Response {
    let dataset = file.strip_suffix(".csv").and_then(|kind| kind.parse::<Dataset>().ok());
    let Some(dataset) = dataset else {
        return (StatusCode::NOT_FOUND, t!("Det finnes ingen mal med dette navnet.\n")).into_response();
    };
    let mut csv = Vec::new();
    match Writer::new(dataset, &mut csv).and_then(Writer::finish) {
        Ok(()) => download(&format!("{dataset}.csv"), csv),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn download(name: &str, csv: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    (headers, csv).into_response()
}
