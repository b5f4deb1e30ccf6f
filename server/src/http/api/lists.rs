//! What there is: the API's own addresses, measures, places, tables and charts.

use super::answers;
use super::{Reader, query};
use app::data::DataError;
use app::exports::{Entry, FIGURES, TABLES};
use app::selection::slug;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::SecondsFormat;
use measures::{Basis, MEASURES};
use serde::Serialize;
use vocabulary::{Right, Scope};

/// What stands at each address that can be read without more.
const CONTENT: [(&str, &str); 7] = [
    ("/api/v1/openapi.json", "Beskrivelsen av API-et (OpenAPI 3.1)"),
    ("/api/v1/utgave", "Utgaver av program, definisjoner og data, og de siste importene"),
    ("/api/v1/maal", "Alle mål med definisjon, teller, nevner og enhet"),
    ("/api/v1/katalog", "Helseforetak, kommuner og enheter"),
    ("/api/v1/tabeller", "Tabellene som kan leses"),
    ("/api/v1/figurer", "Figurene som kan leses, med tallene bak"),
    ("/api/v1/{slag}", "Rader sendes hit med POST, etter samme regler som på siden Import"),
];

/// What there is.
#[utoipa::path(get, path = "/api/v1", responses((status = 200, body = answers::Index)))]
pub async fn index(reader: Reader) -> Response {
    sent(&reader, async || {
        let link = |(address, content): &(&str, &str)| answers::Link {
            address: (*address).to_owned(),
            content: (*content).to_owned(),
        };
        Ok(answers::Index {
            program: format!("KADpuls {}", app::exports::program()),
            version: reader.data.catalogue().await?.version,
            links: CONTENT.iter().map(link).collect(),
        })
    })
    .await
}

/// The editions of program, definitions and data that figures follow from now.
#[utoipa::path(get, path = "/api/v1/utgave", responses((status = 200, body = answers::Edition)))]
pub async fn edition(reader: Reader) -> Response {
    let import = |import: app::exports::Import| answers::Import {
        kind: import.dataset.code(),
        id: import.id,
        at: import.at.to_rfc3339_opts(SecondsFormat::Secs, true),
    };
    sent(&reader, async || {
        let found = app::exports::versions(&reader.data).await?;
        Ok(answers::Edition {
            program: format!("KADpuls {}", found.program),
            definitions: found.definitions,
            data: found.data,
            imports: found.batches.into_iter().map(import).collect(),
        })
    })
    .await
}

/// All measures: definition, numerator, denominator, unit.
#[utoipa::path(get, path = "/api/v1/maal", responses((status = 200, body = answers::Measures)))]
pub async fn measures(reader: Reader) -> Response {
    let measure = |definition: &measures::Definition| answers::Measure {
        id: definition.id,
        name: definition.name,
        unit: definition.unit,
        numerator: definition.numerator,
        denominator: Some(definition.denominator).filter(|text| !text.is_empty()),
        note: definition.note,
        source: definition.source,
        basis: match definition.measure.basis() {
            Basis::Days => answers::Basis::Days,
            Basis::Stays => answers::Basis::Stays,
            Basis::Hospital => answers::Basis::Hospital,
            Basis::Other => answers::Basis::Other,
        },
    };
    sent(&reader, async || Ok(answers::Measures { measures: MEASURES.iter().map(measure).collect() })).await
}

/// Trusts, municipalities and units whose figures can be asked for.
#[utoipa::path(get, path = "/api/v1/katalog", responses((status = 200, body = answers::Catalogue)))]
pub async fn catalogue(reader: Reader) -> Response {
    sent(&reader, async || places(&reader).await).await
}

/// The tables that can be read.
#[utoipa::path(get, path = "/api/v1/tabeller", responses((status = 200, body = answers::Views)))]
pub async fn tables(reader: Reader) -> Response {
    sent(&reader, async || Ok(views("tabeller", FIGURES.iter().chain(TABLES)))).await
}

/// The charts whose data can be read.
#[utoipa::path(get, path = "/api/v1/figurer", responses((status = 200, body = answers::Views)))]
pub async fn figures(reader: Reader) -> Response {
    sent(&reader, async || Ok(views("figurer", FIGURES.iter()))).await
}

/// Sends what is made, unless the reader has it.
async fn sent<T: Serialize>(reader: &Reader, made: impl AsyncFnOnce() -> Result<T, DataError>) -> Response {
    let answer = async {
        query::none(&reader.uri)?;
        let tag = reader.tag().await?;
        let made = made().await.map_err(super::views::failed)?;
        Ok::<_, Response>(tag.on((StatusCode::OK, axum::Json(made)).into_response(), &reader.headers))
    };
    answer.await.unwrap_or_else(|refusal| refusal)
}

/// Those of the catalogue that are for who asks.
async fn places(reader: &Reader) -> Result<answers::Catalogue, DataError> {
    let data = &reader.data;
    let (catalogue, today) = (data.catalogue().await?, data.today());
    let may = |scope: Scope| {
        let of = catalogue.trust_of(&scope, today);
        data.may(Right::Figures { scope: &scope, of: of.as_deref() })
    };
    let trusts = catalogue.trusts_on(today).into_iter().flat_map(|(region, trusts)| {
        trusts.into_iter().map(move |trust| (region, trust)).collect::<Vec<_>>()
    });
    let municipalities = catalogue.municipalities_on(today).into_iter();
    let units = catalogue.units_in(&Scope::Country, &[], today).into_iter();
    Ok(answers::Catalogue {
        version: catalogue.version,
        newest: catalogue.newest_registration.map(|day| day.to_string()),
        trusts: trusts
            .filter(|(_, trust)| may(Scope::Trust((*trust).to_owned())))
            .map(|(region, trust)| answers::Trust {
                id: slug(trust),
                name: trust.to_owned(),
                region: region.to_owned(),
            })
            .collect(),
        municipalities: municipalities
            .filter(|municipality| may(Scope::Municipality(municipality.number)))
            .map(|municipality| answers::Municipality {
                number: municipality.number.to_string(),
                name: municipality.name.clone(),
                trust: slug(&municipality.health_trust),
            })
            .collect(),
        units: units
            .filter(|unit| may(Scope::Unit(unit.code.clone())))
            .map(|unit| {
                let scope = Scope::Unit(unit.code.clone());
                let serves = catalogue.municipalities_in(&scope, today);
                answers::Unit {
                    code: unit.code.to_string(),
                    name: unit.name.clone(),
                    kind: unit.kind.code().to_owned(),
                    host: unit.host.map(|host| host.to_string()),
                    trust: catalogue.trust_of(&scope, today).as_deref().map(slug),
                    opened: unit.opened.map(|day| day.to_string()),
                    closed: unit.closed.map(|day| day.to_string()),
                    serves: serves.iter().map(ToString::to_string).collect(),
                }
            })
            .collect(),
    })
}

fn views<'a>(folder: &str, entries: impl Iterator<Item = &'a Entry>) -> answers::Views {
    let choice = |choice: &app::exports::Choice| answers::Choice {
        name: choice.name,
        content: format!("{}: {}", choice.label, choice.form.words()),
    };
    let view = |entry: &'a Entry| answers::View {
        id: entry.id,
        address: format!("/api/v1/{folder}/{}", entry.id),
        page: entry.page.path(),
        absent: entry.absent,
        choices: entry.page.choices().map(choice).collect(),
    };
    answers::Views { views: entries.map(view).collect() }
}
