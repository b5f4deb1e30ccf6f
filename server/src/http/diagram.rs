//! `GET /diagram/{id}.{svg,png,pdf}`: a chart of a page as a file, with the page's own query. Who may have it, the
//! registry of figures and the page decide (`app::exports`).

use super::reading::ReadFrom;
use crate::chart_file::{self, DPIS, FileError, Format, SCALES, WIDTHS, Wanted};
use crate::short_code;
use app::data::{Data, DataError};
use app::exports::{self, Answer, Stamp};
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use language::{carrying, t, text};
use leptos_router::params::ParamsMap;
use std::ops::RangeInclusive;
use std::str::FromStr;
use std::sync::Arc;
use tokio::sync::Semaphore;
use vocabulary::Person;

/// So many are drawn at a time; a large picture takes memory and a core.
const AT_ONCE: usize = 2;

#[derive(Clone)]
struct Studio {
    data: Data,
    https: bool,
    room: Arc<Semaphore>,
}

pub fn routes(data: Data, https: bool) -> Router {
    let studio = Studio { data, https, room: Arc::new(Semaphore::new(AT_ONCE)) };
    Router::new().route("/diagram/{file}", get(file)).with_state(studio)
}

/// An answer in plain words.
type Refused = (StatusCode, String);

async fn file(
    State(studio): State<Studio>,
    person: Option<Extension<Person>>,
    from: Option<Extension<ReadFrom>>,
    Path(file): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let mut data = studio.data.clone();
    data.person = person.map(|Extension(person)| person);
    if let Some(Extension(ReadFrom(store))) = from {
        data.store = store;
    }
    match studio.made(data, &file, query.as_deref().unwrap_or_default(), &headers).await {
        Ok(response) => response,
        Err((status, words)) => (status, format!("{words}\n")).into_response(),
    }
}

impl Studio {
    async fn made(
        &self,
        data: Data,
        file: &str,
        query: &str,
        headers: &HeaderMap,
    ) -> Result<Response, Refused> {
        let missing = |words: String| (StatusCode::NOT_FOUND, words);
        let (id, ending) = file.rsplit_once('.').unwrap_or((file, ""));
        let format = Format::of_ending(ending)
            .ok_or_else(|| missing(t!("Figurer finnes som svg, png og pdf, ikke som «{ending}».")))?;
        let entry =
            exports::find(id).ok_or_else(|| missing(t!("Det finnes ingen figur som heter «{id}».")))?;
        let (query, wanted) = read(query)?;
        let found = entry.figure(&data, &query).await.map_err(failed)?;
        let mut found = match found {
            Answer::Found(found) => found,
            Answer::Absent(problems) => {
                let why = format!("{} {}", text(entry.absent), problems.join(" "));
                return Err(missing(t!("Dette utvalget har ikke figuren «{id}». {}", why.trim_end())));
            }
        };
        found.code = short_code::for_reader(&self.data, data.person.as_ref(), &found.address).await;
        let stamp = Stamp { origin: origin(headers, self.https), made_on: data.today() };
        let name = format!("{}.{ending}", found.file_name());
        let _turn = self.room.acquire().await.map_err(|_| failed(DataError::Interrupted))?;
        let drawn =
            tokio::task::spawn_blocking(carrying(move || chart_file::write(&found, &stamp, format, &wanted)));
        let bytes = drawn.await.map_err(|_| failed(DataError::Interrupted))?.map_err(undrawn)?;
        let headers = [
            (header::CONTENT_TYPE, format.media_type().to_owned()),
            (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        ];
        Ok((headers, bytes).into_response())
    }
}

/// Scheme and host by which the program was reached; empty where it isn't known.
pub(super) fn origin(headers: &HeaderMap, https: bool) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    if host.is_empty() || !host.chars().all(plain) {
        return String::new();
    }
    format!("{}://{host}", if https { "https" } else { "http" })
}

/// The page's query, and how the file is wanted.
fn read(query: &str) -> Result<(ParamsMap, Wanted), Refused> {
    let mut page = ParamsMap::new();
    let mut wanted = Wanted::default();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match (name.as_ref(), value.trim()) {
            ("bredde" | "skala" | "dpi" | "bunn", "") => {}
            ("bredde", text) => wanted.width = Some(within("bredde", text, WIDTHS)?),
            ("dpi", text) => wanted.dpi = Some(within("dpi", text, DPIS)?),
            ("skala", text) => wanted.scale = Some(within("skala", &text.replace(',', "."), SCALES)?),
            ("bunn", "hvit") => wanted.transparent = false,
            ("bunn", "gjennomsiktig") => wanted.transparent = true,
            ("bunn", text) => {
                let words = t!("bunn er «hvit» eller «gjennomsiktig», ikke «{text}».");
                return Err((StatusCode::BAD_REQUEST, words));
            }
            _ => page.insert(name.into_owned(), value.into_owned()),
        }
    }
    Ok((page, wanted))
}

/// A number within its bounds.
fn within<N: FromStr + PartialOrd + std::fmt::Display>(
    name: &str,
    text: &str,
    bounds: RangeInclusive<N>,
) -> Result<N, Refused> {
    text.parse().ok().filter(|number| bounds.contains(number)).ok_or_else(|| {
        let words = t!("{name} er et tall fra {} til {}, ikke «{text}».", bounds.start(), bounds.end());
        (StatusCode::BAD_REQUEST, words)
    })
}

fn failed(error: DataError) -> Refused {
    if let DataError::Forbidden(advice) = error {
        return (StatusCode::FORBIDDEN, advice);
    }
    tracing::error!(%error, "the data of a chart's file could not be had");
    (StatusCode::INTERNAL_SERVER_ERROR, t!("Filen kunne ikke lages. Prøv igjen om litt.").to_owned())
}

fn undrawn(error: FileError) -> Refused {
    if let FileError::Png(rendering::PngError::TooLarge(width, height)) = error {
        let words = t!("Et bilde på {width} × {height} punkter er for stort. Be om et smalere.");
        return (StatusCode::BAD_REQUEST, words);
    }
    tracing::error!(%error, "a chart's file could not be written");
    (StatusCode::INTERNAL_SERVER_ERROR, t!("Filen kunne ikke lages. Prøv igjen om litt.").to_owned())
}
