//! Charts as files: every figure of a small demo country in every format, and the words where there is none.

use super::oversikt::Database;
use super::{Files, header, router_on};
use app::exports::{FIGURES, find};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header as names};
use chrono::{DateTime, Utc};
use http_body_util::BodyExt as _;
use std::collections::BTreeSet;
use tower::ServiceExt as _;
use vocabulary::{Rows, Unit, UnitKind};

const YEAR: &str = "fra=2025-01-01&til=2025-12-31";

/// The last day of the demo country.
fn december() -> DateTime<Utc> {
    DateTime::from_timestamp(1_735_560_000, 0).unwrap() // 2024-12-30
}

fn app(database: &Database, now: fn() -> DateTime<Utc>) -> Router {
    router_on(&database.store, database.folder.path(), now, Files::Absent)
}

async fn ask(app: &Router, path: &str) -> Response<Body> {
    let request = Request::get(path).header(names::HOST, "localhost:3000");
    app.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

async fn bytes(response: Response<Body>) -> Vec<u8> {
    response.into_body().collect().await.unwrap().to_bytes().to_vec()
}

async fn get(database: &Database, path: &str) -> Vec<u8> {
    let response = ask(&app(database, super::oversikt::now), path).await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    bytes(response).await
}

async fn refused(database: &Database, path: &str) -> (StatusCode, String) {
    let response = ask(&app(database, super::oversikt::now), path).await;
    (response.status(), String::from_utf8(bytes(response).await).unwrap())
}

/// What an SVG file says, without the spaces that lines are broken at.
fn words(svg: &[u8]) -> String {
    let svg = std::str::from_utf8(svg).unwrap();
    let document = roxmltree::Document::parse(svg).unwrap_or_else(|error| panic!("{error}: {svg}"));
    let texts =
        document.descendants().filter(|node| node.has_tag_name(("http://www.w3.org/2000/svg", "text")));
    let own = texts.flat_map(|text| text.children()).filter(roxmltree::Node::is_text);
    squeezed(&own.filter_map(|node| node.text()).collect::<String>())
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn title(svg: &[u8]) -> String {
    let document = roxmltree::Document::parse(std::str::from_utf8(svg).unwrap()).unwrap();
    let title = document.root_element().children().find(|node| node.tag_name().name() == "title");
    title.and_then(|title| title.text().map(str::to_owned)).unwrap()
}

fn page_words(pdf: &[u8]) -> String {
    squeezed(&lopdf::Document::load_mem(pdf).unwrap().extract_text(&[1]).unwrap())
}

fn size(picture: &[u8]) -> (u32, u32) {
    let reader = png::Decoder::new(std::io::Cursor::new(picture)).read_info().unwrap();
    (reader.info().width, reader.info().height)
}

/// The figures of a page by the ids of its frames.
fn figures(html: &str) -> Vec<&str> {
    let ids = html.split("<figure ").skip(1).filter_map(|rest| rest.split("id=\"fig-").nth(1));
    ids.filter_map(|rest| rest.split('"').next()).collect()
}

#[tokio::test]
async fn every_figure_of_every_page_is_a_file_in_every_format() {
    let database = Database::empty().await;
    intake::load_reference(&database.store, december()).await.unwrap();
    let trust = demo::Scale::Trusts(vec!["Stavanger".to_owned()]);
    intake::load_demo(&database.store, demo::SEED, &trust, december(), |_| {}).await.unwrap();
    let catalogue = database.store.catalogue().await.unwrap();
    let unit = catalogue.units.iter().find(|unit| unit.closed.is_none()).unwrap().code.clone();
    let of_unit = format!("enhet={unit}&fra=2023-01-01&til=2024-11-30");
    let of_place = "kommune=1103&fra=2023-01-01&til=2024-11-30";
    let mut seen = BTreeSet::new();
    // One for all: it holds what it has computed.
    let app = app(&database, december);
    for (path, query) in [
        ("/", of_place),
        ("/belegg", &format!("{of_unit}&uke=vis")),
        ("/belegg", "helseforetak=stavanger&fra=2024-01-01&til=2024-11-30"),
        ("/liggetid", &of_unit),
        ("/innleggelsesveier", &of_unit),
        ("/kommune", of_place),
        ("/kart", ""),
        ("/effekt", ""),
        ("/effekt", "helseforetak=stavanger"),
    ] {
        let page = ask(&app, &format!("{path}?{query}")).await;
        let html = String::from_utf8(bytes(page).await).unwrap();
        for id in figures(&html) {
            assert_eq!(find(id).map(|entry| entry.page.path()), Some(path), "{id} is in the registry");
            if !seen.insert(id.to_owned()) {
                continue;
            }
            for ending in ["svg", "png", "pdf"] {
                assert!(html.contains(&format!("href=\"/diagram/{id}.{ending}")), "{id}.{ending} is offered");
            }
            let file = async |ending: &str, more: &str| {
                let path = format!("/diagram/{id}.{ending}?{query}&{more}");
                let response = ask(&app, &path).await;
                assert_eq!(response.status(), StatusCode::OK, "{path}");
                bytes(response).await
            };
            let svg = file("svg", "").await;
            let (title, said) = (squeezed(&title(&svg)), words(&svg));
            assert!(html.contains(&title_of(&html, id)) && said.contains(&title), "{id}: {title} in {said}");
            for part in ["Datasistoppdatert", "Kilde:", "KADpuls0.1.0", "http://localhost:3000/"] {
                assert!(said.contains(part), "{id}: {part} in {said}");
            }
            assert!(said.contains(&format!("#fig-{id}")), "{id}: {said}");
            assert_eq!(size(&file("png", "bredde=640").await).0, 640, "{id}");
            let page = page_words(&file("pdf", "").await);
            assert!(page.contains(&title), "{id}: {title} in {page}");
        }
    }
    let missing: Vec<_> = FIGURES.iter().map(|entry| entry.id).filter(|id| !seen.contains(*id)).collect();
    assert!(missing.is_empty(), "figures that no page showed: {missing:?}");
}

/// The heading of a figure on its page.
fn title_of(html: &str, id: &str) -> String {
    let begin = html.find(&format!("id=\"fig-{id}-h\"")).unwrap();
    html[begin..].split('>').nth(1).and_then(|rest| rest.split('<').next()).unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_picture_is_as_large_as_it_is_asked_for() {
    let database = Database::with_data().await;
    let natural = size(&get(&database, &format!("/diagram/belegg-maaned.png?{YEAR}")).await);
    assert_eq!(natural.0, 752);
    for (asked, width) in [("bredde=1234", 1234), ("skala=2", 1504), ("dpi=300", 2350), ("bredde=&dpi=", 752)]
    {
        let found = size(&get(&database, &format!("/diagram/belegg-maaned.png?{YEAR}&{asked}")).await);
        assert_eq!(found.0, width, "{asked}");
        let height = f64::from(natural.1) * f64::from(width) / 752.0;
        assert!((f64::from(found.1) - height).abs() <= 2.0, "{asked}: {found:?}");
    }
    for asked in ["bredde=10", "bredde=99999", "bredde=bred", "skala=100", "dpi=1", "bunn=rosa"] {
        let (status, words) = refused(&database, &format!("/diagram/belegg-maaned.png?{asked}")).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{asked}");
        assert!(words.contains(asked.split('=').next().unwrap()), "{words}");
    }
}

#[tokio::test]
async fn what_there_is_not_is_said_in_words() {
    let database = Database::with_data().await;
    for (path, said) in [
        ("/diagram/finnes-ikke.svg", "ingen figur som heter «finnes-ikke»"),
        ("/diagram/belegg-maaned.gif", "svg, png og pdf"),
        ("/diagram/belegg-maaned", "svg, png og pdf"),
        ("/diagram/belegg-dag.svg", "Den vises bare for én enhet"),
        ("/diagram/belegg-dag.svg?enhet=TULL", "Enheten «TULL» finnes ikke"),
    ] {
        let (status, words) = refused(&database, path).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        assert!(words.contains(said), "{path}: {words}");
    }
}

#[tokio::test]
async fn a_file_leads_back_to_the_same_view_and_tells_its_name() {
    let database = Database::with_data().await;
    let path = "/diagram/belegg-endring.svg?kommune=1101&enhet=&til=2025-12-31&fra=2025-01-01&maal=belegg_ssb&skala=2";
    let response = ask(&app(&database, super::oversikt::now), path).await;
    assert_eq!(header(&response, names::CONTENT_TYPE), "image/svg+xml; charset=utf-8");
    let name = "attachment; filename=\"belegg-endring-aaker.svg\"";
    assert_eq!(header(&response, names::CONTENT_DISPOSITION), name);
    let svg = String::from_utf8(bytes(response).await).unwrap();
    let back =
        "/belegg?kommune=1101&amp;fra=2025-01-01&amp;til=2025-12-31&amp;maal=belegg_ssb#fig-belegg-endring";
    assert!(svg.contains(&format!("<a href=\"http://localhost:3000{back}\"")), "{svg}");
    // Asked without a period: the file says which one it shows.
    let svg = get(&database, "/diagram/belegg-maaned.svg").await;
    assert!(
        words(&svg).contains("/belegg?fra=2024-01-01&til=2025-12-31#fig-belegg-maaned"),
        "{}",
        words(&svg)
    );
}

#[tokio::test]
async fn a_name_that_would_do_harm_is_a_name() {
    let database = Database::with_data().await;
    let code = "FARLIG".parse().unwrap();
    let name = "<script>alert(1)</script>\u{202e} Ås & \"Nes\"";
    let unit = Unit { host: "1101".parse().ok(), ..Unit::new(code, name.to_owned(), UnitKind::Kad) };
    database.import(Rows::Units(vec![unit])).await;
    let path = |ending| format!("/diagram/belegg-maaned.{ending}?enhet=FARLIG&{YEAR}");
    let svg = get(&database, &path("svg")).await;
    let text = String::from_utf8(svg.clone()).unwrap();
    assert!(!text.contains("<script") && !text.contains('\u{202e}'), "{text}");
    let shown = squeezed("<script>alert(1)</script> Ås & \"Nes\"");
    assert!(words(&svg).contains(&shown), "{}", words(&svg));
    assert!(page_words(&get(&database, &path("pdf")).await).contains(&shown));
    let name =
        header(&ask(&app(&database, super::oversikt::now), &path("png")).await, names::CONTENT_DISPOSITION);
    assert_eq!(name, "attachment; filename=\"belegg-maaned-script-alert-1-script-aas-nes.png\"");
}

#[tokio::test]
async fn a_hidden_count_is_hidden_in_the_file() {
    let database = Database::with_data().await;
    // Three stays of people from Berg: too few to tell where they went, even to the operator, because files are handed on.
    let svg = get(&database, &format!("/diagram/veier-til.svg?kommune=1103&{YEAR}")).await;
    let said = words(&svg);
    assert!(said.contains("fåopphold,visesikke"), "{said}");
    assert!(!said.contains("3(100"), "{said}");
    // Together with everybody else they are enough.
    let all = words(&get(&database, &format!("/diagram/veier-til.svg?{YEAR}")).await);
    assert!(all.contains("11(100,0%)"), "{all}");
}

#[tokio::test]
async fn the_ground_is_white_or_nothing() {
    let database = Database::with_data().await;
    let svg = async |ground: &str| {
        let path = format!("/diagram/belegg-maaned.svg?{YEAR}&bunn={ground}");
        String::from_utf8(get(&database, &path).await).unwrap()
    };
    assert!(svg("hvit").await.contains("<path fill=\"#ffffff\" d=\"M0 0h"));
    assert!(!svg("gjennomsiktig").await.contains("<path fill=\"#ffffff\" d=\"M0 0h"));
}
