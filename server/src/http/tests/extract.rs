//! The extract for research: the same numbers as the tables, the same gate, and its trail.

use super::access::{House, request};
use super::tables::Place;
use super::{header, noon};
use crate::http::access::Settings;
use axum::http::{StatusCode, header as names};
use chrono::Utc;
use http_body_util::BodyExt as _;
use measures::Gate;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read as _};
use store::By;
use vocabulary::{Person, Role};

/// The files of an archive by name.
fn files(bytes: Vec<u8>) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|i| {
            let mut file = archive.by_index(i).unwrap();
            let mut text = String::new();
            file.read_to_string(&mut text).unwrap();
            (file.name().unwrap().into_owned(), text)
        })
        .collect()
}

fn table(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_extract_says_what_the_tables_say_and_hides_what_they_hide() {
    let place = Place::empty().await;
    intake::load_reference(&place.store, Utc::now()).await.unwrap();
    let scale = demo::Scale::Trusts(vec!["Finnmark".to_owned()]);
    let until = "2017-06-30T12:00:00Z".parse().unwrap();
    intake::load_demo(&place.store, 2, &scale, until, |_| {}).await.unwrap();
    let mut data = app::data::Data::new(place.store.clone(), Utc::now, Gate::default());
    data.person = Some(Person::operator());
    let by = By { at: Utc::now(), account: None, person: "test" };
    let (file, extracted) = crate::extract::taken_out(&data, Cursor::new(Vec::new()), by).await.unwrap();
    let files = files(file.into_inner());

    let months = table(&files["kommune_maaned.csv"]);
    let units = table(&files["enhet_maaned.csv"]);
    let (country, admissions) = (table(&files["landet_aar.csv"]), table(&files["oeh_aar.csv"]));
    assert_eq!(extracted.rows as usize, months.len() + units.len() + country.len() + admissions.len());
    let mut hidden = 0;
    for (rows, gated) in [
        (&months, &["oeh_innleggelser", "opphold_bosatte"][..]),
        (&units, &["innleggelser", "utskrivinger", "avvist", "opphold"][..]),
    ] {
        for (row, name) in rows.iter().flat_map(|row| gated.iter().map(move |name| (row, *name))) {
            let count: Option<i64> = row[name].parse().ok();
            assert!(count.is_none_or(|n| n == 0 || n >= 5), "{name}: {row:?}");
            assert!(count.is_some() || [":", ".."].contains(&row[name].as_str()), "{name}: {row:?}");
            hidden += usize::from(row[name] == ":");
        }
    }
    assert!(hidden > 20, "{hidden}");

    // The table of every municipality's months says the same, sign by sign.
    let bytes = place.bytes("/tabell/kommuner-maaned.json?fra=2016-01-01&til=2016-12-31").await;
    let json: Json = serde_json::from_slice(&bytes).unwrap();
    let own: BTreeMap<(&str, &str), &str> = months
        .iter()
        .map(|row| ((row["kommune"].as_str(), row["maaned"].as_str()), row["oeh_innleggelser"].as_str()))
        .collect();
    let signs: BTreeMap<u64, &str> = json["tegn"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|sign| sign["kolonne"] == 4)
        .map(|sign| (sign["rad"].as_u64().unwrap(), sign["tegn"].as_str().unwrap()))
        .collect();
    let mut compared = 0;
    for (i, row) in (0..).zip(json["rader"].as_array().unwrap()) {
        let said = signs.get(&i).map_or_else(|| row[4].to_string(), |sign| (*sign).to_owned());
        let key = (row[1].as_str().unwrap(), row[3].as_str().unwrap());
        assert_eq!(own.get(&key).copied(), Some(said.as_str()), "{key:?}");
        compared += 1;
    }
    assert!(compared > 3000, "{compared}");

    // The country's year is what the page of that year says, sign by sign.
    for id in ["veier-henviser", "veier-alder", "liggetid-fordeling", "liggetid-nokkeltall", "belegg-maaned"]
    {
        let bytes =
            place.bytes(&format!("/tabell/{id}.csv?format=enkel&fra=2016-01-01&til=2016-12-31")).await;
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(&*bytes);
        let columns = reader.headers().unwrap().len();
        let page: Vec<String> = reader
            .records()
            .flat_map(|row| row.unwrap().iter().skip(1).map(str::to_owned).collect::<Vec<_>>())
            .filter(|field| field == ":" || field == ".." || field.parse::<f64>().is_ok())
            .collect();
        let own: Vec<String> = country
            .iter()
            .filter(|row| row["aar"] == "2016" && row["tabell"] == id)
            .map(|row| row["verdi"].clone())
            .collect();
        assert!(columns > 1 && !own.is_empty() && own == page, "{id}: {own:?} and {page:?}");
    }
    assert!(!country.iter().any(|row| row["aar"] == "2017"), "a year that isn't over");
    let of_2016 = admissions.iter().filter(|row| row["aar"] == "2016");
    let (sums, parts): (Vec<_>, Vec<_>) = of_2016.partition(|row| row["avdeling"] == "alle");
    let sum = |rows: &[&BTreeMap<String, String>]| -> i64 {
        let of_ages = rows.iter().filter(|row| row["aldersgruppe"] != "alle");
        of_ages.map(|row| row["oeh_innleggelser"].parse::<i64>().unwrap()).sum()
    };
    assert!(parts.len() > sums.len() && sum(&sums) > 1000 && sum(&sums) == sum(&parts));

    // Every column is in the codebook, and every variable of the codebook in a table.
    let described: BTreeSet<(String, String)> = table(&files["kodebok.csv"])
        .into_iter()
        .map(|row| (row["fil"].clone(), row["variabel"].clone()))
        .collect();
    let there: BTreeSet<(String, String)> = files
        .iter()
        .filter(|(name, _)| {
            name.split('.').next_back() == Some("csv")
                && !["kodebok.csv", "definisjoner.csv"].contains(&name.as_str())
        })
        .flat_map(|(name, text)| {
            let headings = text.lines().next().unwrap_or_default();
            headings.split(',').map(|heading| (name.clone(), heading.to_owned())).collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(described, there);
    let edition: Json = serde_json::from_str(&files["utgave.json"]).unwrap();
    assert_eq!(edition["definisjonsutgave"], measures::definitions_version());
    assert_eq!(edition["dataversjon"], place.store.version().await.unwrap());
    assert!(
        files["kodebok.md"].contains("## enhet_maaned.csv") && files["kodebok.md"].contains("Beleggsprosent")
    );

    let trail = place.store.changes(None, None, 1).await.unwrap();
    assert_eq!((trail[0].subject.as_str(), trail[0].action.as_str()), ("export", "taken"));
}

#[tokio::test]
async fn the_extract_of_nothing_has_headings_alone_and_who_took_it_stands_in_the_trail() {
    let house = House::new(Settings::default(), noon).await;
    let cookie = house.session(Role::Statistics, noon()).await;
    let response = house.send(request("GET", "/uttrekk.zip", Some(&cookie))).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(header(&response, names::CONTENT_TYPE), "application/zip");
    let files = files(response.into_body().collect().await.unwrap().to_bytes().to_vec());
    assert_eq!(files["kommune_maaned.csv"].lines().count(), 1);
    assert!(files["enheter.csv"].contains("EGEN,Enhet EGEN,kad,0301"), "{}", files["enheter.csv"]);
    let chief = house.session(Role::Administrator, noon()).await;
    let html = house.send(request("GET", "/endringer", Some(&chief))).await;
    let html = super::text(html).await;
    assert!(html.contains("Uttrekk tatt ut") && html.contains("statistikk@eksempel.no"), "{html}");
}
