//! `GET /aarsrapport.xlsx`: the yearly report as a workbook, its figures those of the page.

use app::aarsrapport::{REPORTED, Report, SIGNS, may_take, report, year};
use app::data::{Data, DataError};
use app::exports::versions;
use app::selection::{Selection, slug};
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use language::{carrying, t};
use std::collections::HashMap;
use vocabulary::{Person, Right, norwegian, oslo_date};
use workbook::{Sheet, Workbook};

const TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub fn routes(data: Data) -> Router {
    Router::new().route("/aarsrapport.xlsx", get(file)).with_state(data)
}

async fn file(
    State(data): State<Data>,
    person: Option<Extension<Person>>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let person = person.map(|Extension(person)| person);
    match made(&data, person.as_ref(), &query).await {
        Ok(Some(response)) => response,
        Ok(None) => (StatusCode::FORBIDDEN, t!("Du kan ikke ta ut denne rapporten.\n")).into_response(),
        Err(error) => {
            tracing::error!(%error, "a yearly report could not be made");
            (StatusCode::INTERNAL_SERVER_ERROR, t!("Rapporten kunne ikke lages. Prøv igjen om litt.\n"))
                .into_response()
        }
    }
}

/// The file; `None` where it isn't for who asks.
async fn made(
    data: &Data,
    person: Option<&Person>,
    query: &HashMap<String, String>,
) -> Result<Option<Response>, DataError> {
    let catalogue = data.catalogue().await?;
    let today = data.today();
    let (selection, _) = Selection::parse(|name| query.get(name).cloned(), &catalogue, today);
    let scope = selection.scope;
    let of = catalogue.trust_of(&scope, today);
    let figures = Right::Figures { scope: &scope, of: of.as_deref() };
    if !may_take(person, &scope) || !person.is_some_and(|person| person.may(figures)) {
        return Ok(None);
    }
    let year = year(data, query.get("aar").map(String::as_str));
    let report = report(data, person, &catalogue, &scope, year).await?;
    let name = format!("aarsrapport-{year}-{}.xlsx", slug(&report.place));
    let made = t!(
        "Laget {} av {}. Side: /aarsrapport?{}",
        norwegian::date(oslo_date((data.now)())),
        versions(data).await?.line(),
        address(query, year),
    );
    // A country's workbook takes a while to pack.
    let bytes = tokio::task::spawn_blocking(carrying(move || workbook::write(&workbook(&report, &made))))
        .await
        .map_err(|_| DataError::Interrupted)?;
    Ok(Some(match bytes {
        Ok(bytes) => {
            let headers = [
                (header::CONTENT_TYPE, TYPE.to_owned()),
                (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
            ];
            (headers, bytes).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "a workbook could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }))
}

/// The query of the page that the file is of.
fn address(query: &HashMap<String, String>, year: i32) -> String {
    let mut address = form_urlencoded::Serializer::new(String::new());
    address.append_pair("aar", &year.to_string());
    for name in ["helseforetak", "kommune", "enhet"] {
        if let Some(value) = query.get(name).filter(|value| !value.is_empty()) {
            address.append_pair(name, value);
        }
    }
    address.finish()
}

/// The report's tables on sheets, and a sheet with the definitions.
fn workbook(report: &Report, made: &str) -> Workbook {
    let title = t!("Årsrapport {} – {}", report.year, report.place);
    let until = report.period.map(|period| norwegian::date(period.to()));
    let state = until.map_or_else(String::new, |day| t!(" Tall til og med {day}."));
    let mut sheets: Vec<Sheet> = report
        .parts
        .iter()
        .map(|part| Sheet {
            name: part.title.to_owned(),
            title: format!("{}. {title}", part.title),
            notes: vec![format!("{}{state}", part.note), made.to_owned(), language::text(SIGNS).to_owned()],
            columns: part.columns.clone(),
            rows: part.rows.iter().map(|row| row.iter().map(tables::xlsx_cell).collect()).collect(),
            lines: Vec::new(),
        })
        .collect();
    sheets.push(definitions());
    Workbook { title, author: "KADpuls".to_owned(), sheets }
}

fn definitions() -> Sheet {
    let text = |text: &str| workbook::Cell::Text(text.to_owned());
    Sheet {
        name: t!("Definisjoner").to_owned(),
        title: t!("Definisjoner").to_owned(),
        notes: Vec::new(),
        columns: [t!("Mål"), t!("Enhet"), t!("Teller"), t!("Nevner"), t!("Merknad"), t!("Kilde")]
            .map(str::to_owned)
            .into(),
        rows: REPORTED
            .iter()
            .map(|measure| {
                let d = measure.definition();
                [d.name, d.unit, d.numerator, d.denominator, d.note, d.source].map(text).into()
            })
            .collect(),
        lines: Vec::new(),
    }
}
