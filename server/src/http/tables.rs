//! `GET /tabell/{id}.{csv,xlsx,json}`: the table of a page's view as a file; the query is the page's.
//! `format=enkel` gives the CSV that programs read.

use super::reading::ReadFrom;
use crate::short_code;
use ::tables::{Csv, Sheet, json, xlsx};
use app::data::{Data, DataError};
use app::exports::{Entry, FIGURES, TABLES, file_name, find_table};
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use futures_util::stream;
use language::{carrying, t, text};
use leptos_router::params::ParamsMap;
use std::convert::Infallible;
use vocabulary::Person;

/// The kind of CSV in an address.
const FORMAT: &str = "format";

pub fn routes(data: Data) -> Router {
    Router::new().route("/tabell/{file}", get(file)).with_state(data)
}

/// What a table can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Csv(Csv),
    Xlsx,
    Json,
}

impl Format {
    fn of(ending: &str, kind: Option<&str>) -> Option<Self> {
        match (ending, kind) {
            ("csv", Some("enkel")) => Some(Self::Csv(Csv::Plain)),
            ("csv", None | Some("" | "excel")) => Some(Self::Csv(Csv::Spreadsheet)),
            ("xlsx", _) => Some(Self::Xlsx),
            ("json", _) => Some(Self::Json),
            _ => None,
        }
    }

    const fn ending(self) -> &'static str {
        match self {
            Self::Csv(_) => "csv",
            Self::Xlsx => "xlsx",
            Self::Json => "json",
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Csv(_) => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Json => "application/json",
        }
    }
}

async fn file(
    State(primary): State<Data>,
    person: Option<Extension<Person>>,
    from: Option<Extension<ReadFrom>>,
    Path(file): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
) -> Response {
    let mut data = primary.clone();
    let mut query: ParamsMap = query.into_iter().collect();
    let kind = query.get(FORMAT);
    query.remove(FORMAT);
    let Some((id, ending)) = file.rsplit_once('.') else { return unknown(&file) };
    let Some(entry) = find_table(id) else { return unknown(id) };
    let Some(format) = Format::of(ending, kind.as_deref()) else {
        let text = t!("Tabeller finnes som .csv (med format=enkel for programmer), .xlsx og .json.\n");
        return (StatusCode::NOT_FOUND, text).into_response();
    };
    data.person = person.map(|Extension(person)| person);
    if let Some(Extension(ReadFrom(store))) = from {
        data.store = store;
    }
    match made(&primary, &data, entry, &query, format).await {
        Ok(Some(response)) => response,
        Ok(None) => (StatusCode::NOT_FOUND, t!("Tabellen er ikke med i utvalget. {}\n", text(entry.absent)))
            .into_response(),
        Err(DataError::Forbidden(advice)) => (StatusCode::FORBIDDEN, format!("{advice}\n")).into_response(),
        Err(error) => {
            tracing::error!(%error, id, "a table could not be made");
            (StatusCode::INTERNAL_SERVER_ERROR, t!("Tabellen kunne ikke lages. Prøv igjen om litt.\n"))
                .into_response()
        }
    }
}

fn unknown(id: &str) -> Response {
    let ids: Vec<&str> = FIGURES.iter().chain(TABLES).map(|entry| entry.id).collect();
    let text = t!("Det finnes ingen tabell «{id}». Tabellene er: {}.\n", ids.join(", "));
    (StatusCode::NOT_FOUND, text).into_response()
}

async fn made(
    primary: &Data,
    data: &Data,
    entry: &Entry,
    query: &ParamsMap,
    format: Format,
) -> Result<Option<Response>, DataError> {
    let Some(mut sheet) = entry.sheet(data, query).await? else { return Ok(None) };
    let code = short_code::for_reader(primary, data.person.as_ref(), &sheet.about.address).await;
    sheet.about.code.clone_from(&code);
    let disposition = disposition(&sheet, format.ending());
    let body = match format {
        Format::Csv(csv) => streamed(csv.chunks(sheet)),
        Format::Json => streamed(json(sheet)),
        Format::Xlsx => {
            // A long table takes a while to pack.
            let bytes = tokio::task::spawn_blocking(carrying(move || xlsx(sheet))).await;
            match bytes.map_err(|_| DataError::Interrupted)? {
                Ok(bytes) => Body::from(bytes),
                Err(error) => {
                    tracing::error!(%error, id = entry.id, "a workbook could not be written");
                    return Ok(Some(StatusCode::INTERNAL_SERVER_ERROR.into_response()));
                }
            }
        }
    };
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    // The CSV for programs has no room for it.
    let link = code.map(|code| HeaderValue::from_str(&format!("</v/{code}>; rel=\"bookmark\"")));
    if let Some(Ok(value)) = link {
        headers.insert(header::LINK, value);
    }
    Ok(Some(response))
}

/// A chunk at a time, as fast as it is taken.
pub(super) fn streamed(chunks: impl Iterator<Item = Vec<u8>> + Send + 'static) -> Body {
    Body::from_stream(stream::iter(chunks.map(Ok::<_, Infallible>)))
}

/// The file's name twice: in ASCII, and with every letter (RFC 5987).
fn disposition(sheet: &Sheet, ending: &str) -> String {
    let (ascii, name) = file_name(&sheet.about);
    let name = percent_encoding::utf8_percent_encode(&name, percent_encoding::NON_ALPHANUMERIC);
    format!("attachment; filename=\"{ascii}.{ending}\"; filename*=UTF-8''{name}.{ending}")
}
