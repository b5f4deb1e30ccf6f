//! The numbers of a view: any table of a page, and what a chart shows.

use super::super::problem::{forbidden, problem, unavailable};
use super::super::tables::streamed;
use super::answers::{self, Chart, Event, Pages};
use super::paging::Paging;
use super::{Reader, query};
use app::data::DataError;
use app::exports::{Drawn, Entry, FIGURES, NOTE, TABLES, find, find_table};
use app::selection::Selection;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use leptos_router::params::ParamsMap;
use serde_json::{Map, Value, json};
use tables::Sheet;
use vocabulary::Right;

type Name = Result<Path<String>, PathRejection>;

/// The table of a view, with what the page's address may say.
#[utoipa::path(get, path = "/api/v1/tabeller/{navn}", responses((status = 200, body = answers::Table)))]
pub async fn table(reader: Reader, name: Name) -> Response {
    as_file(reader.rows(&name, find_table, "tabell", false).await, &name)
}

/// The numbers of a chart, with its heading, its finding and the events on its time axis.
#[utoipa::path(get, path = "/api/v1/figurer/{navn}", responses((status = 200, body = answers::Table)))]
pub async fn figure(reader: Reader, name: Name) -> Response {
    as_file(reader.rows(&name, find, "figur", true).await, &name)
}

/// A browser that comes by keeps the numbers as a file and shows nothing of them. The name is one of ours by then.
fn as_file(rows: Result<Response, Response>, name: &Name) -> Response {
    let mut response = match rows {
        Ok(response) => response,
        Err(refusal) => return refusal,
    };
    let name = name.as_ref().map_or("tall", |Path(name)| name.as_str());
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}.json\"")) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

impl Reader {
    async fn rows(
        &self,
        name: &Name,
        find: fn(&str) -> Option<&'static Entry>,
        what: &str,
        with_chart: bool,
    ) -> Result<Response, Response> {
        if !self.data.may(Right::Export) {
            return Err(forbidden());
        }
        let entry = name.as_ref().ok().and_then(|Path(name)| find(name)).ok_or_else(|| unknown(what))?;
        let mut pairs = query::pairs(&self.uri);
        let paging = Paging::take(&mut pairs);
        let mut faults = entry.page.faults(&pairs);
        let paging = match paging {
            Ok(paging) => paging,
            Err(of_paging) => {
                faults.extend(of_paging);
                Paging { page: 1, size: 1 }
            }
        };
        query::refused(faults)?;
        let asked: ParamsMap = pairs.iter().cloned().collect();
        let catalogue = self.data.catalogue().await.map_err(failed)?;
        let (_, problems) = Selection::parse(|name| asked.get(name), &catalogue, self.data.today());
        query::misunderstood(&problems)?;
        let tag = self.tag().await?;
        let found = entry.sheet_with_chart(&self.data, &asked).await.map_err(failed)?;
        let Some((sheet, drawn)) = found else {
            let detail = format!("Dette utvalget har ikke «{}». {}", entry.id, entry.absent);
            return Err(problem(StatusCode::NOT_FOUND, "Ikke i utvalget", detail, Value::Null));
        };
        let notes: Vec<String> = sheet
            .about
            .filters
            .iter()
            .filter(|(name, _)| name == NOTE)
            .map(|(_, note)| note.clone())
            .collect();
        query::misunderstood(&notes)?;
        let drawn = drawn.filter(|_| with_chart);
        Ok(tag.on(self.page(sheet, drawn, paging, &pairs)?, &self.headers))
    }

    /// The rows that are asked for, and the way to the others.
    fn page(
        &self,
        sheet: Sheet,
        drawn: Option<Drawn>,
        paging: Paging,
        pairs: &[(String, String)],
    ) -> Result<Response, Response> {
        let rows = sheet.table.rows.len();
        let pages = Pages { page: paging.page, of: paging.pages(rows), size: paging.size, rows };
        if pages.page > pages.of {
            let detail = format!("Tabellen har {} sider à {} rader. Be om en av dem.", pages.of, pages.size);
            return Err(problem(StatusCode::NOT_FOUND, "Siden finnes ikke", detail, Value::Null));
        }
        let mut more = Map::new();
        more.insert("sider".to_owned(), json!(pages));
        if let Some(drawn) = drawn {
            more.insert("figur".to_owned(), json!(chart(&sheet, drawn)));
        }
        let links = paging.links(self.uri.path(), pairs, rows);
        let mut response = streamed(tables::json_rows(sheet, paging.rows(), more)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Ok(links) = HeaderValue::from_str(&links) {
            headers.insert(header::LINK, links);
        }
        Ok(response)
    }
}

fn chart(sheet: &Sheet, drawn: Drawn) -> Chart {
    let view = sheet.about.address.split_once('?').map_or("", |(_, query)| query);
    let view = view.split('#').next().unwrap_or_default();
    Chart {
        title: drawn.title,
        finding: drawn.finding,
        events: drawn
            .events
            .into_iter()
            .map(|(date, words)| Event { date: date.to_string(), words })
            .collect(),
        files: ["svg", "png", "pdf"]
            .map(|ending| format!("/diagram/{}.{ending}?{view}", sheet.about.id))
            .into(),
    }
}

fn unknown(what: &str) -> Response {
    let entries = FIGURES.iter().chain(if what == "figur" { &[] } else { TABLES });
    let ids: Vec<&str> = entries.map(|entry| entry.id).collect();
    let detail = format!("Det finnes ingen {what} med dette navnet. Bruk en av: {}.", ids.join(", "));
    problem(StatusCode::NOT_FOUND, "Finnes ikke", detail, Value::Null)
}

/// What a program gets when the figures can't be had.
pub fn failed(error: DataError) -> Response {
    if let DataError::Forbidden(advice) = error {
        return problem(StatusCode::FORBIDDEN, "Ikke tilgang", advice, Value::Null);
    }
    tracing::error!(%error, "the figures that a program asked for could not be had");
    unavailable()
}
