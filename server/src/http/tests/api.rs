//! What programs read below `/api/v1`: the pages' own figures, described as they are sent.

mod schema;

use super::*;
use crate::http::api::{described, reads};
use app::exports::{FIGURES, TABLES};
use demo::Scale;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use store::Store;
use vocabulary::Dataset;

const DAYS: &str = "fra=2016-01-01&til=2016-12-31";

/// Part of the made-up country, read by a visitor.
struct Place {
    router: axum::Router,
    store: Store,
    _folder: tempfile::TempDir,
}

impl Place {
    async fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("kadpuls.db").display());
        let store = Store::open(&url).await.unwrap();
        let router = router_for_visitors(&store, folder.path(), noon).await;
        Self { router, store, _folder: folder }
    }

    async fn with_data() -> Self {
        let place = Self::empty().await;
        intake::load_reference(&place.store, noon()).await.unwrap();
        let scale = Scale::Trusts(vec!["Finnmark".to_owned()]);
        let until = "2017-03-31T12:00:00Z".parse().unwrap();
        intake::load_demo(&place.store, 2, &scale, until, |_| {}).await.unwrap();
        place
    }

    async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }

    async fn get(&self, path: &str) -> Response<Body> {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    async fn json(&self, path: &str) -> Value {
        let response = self.get(path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert_eq!(header(&response, header::CONTENT_TYPE), "application/json", "{path}");
        serde_json::from_str(&text(response).await).unwrap()
    }

    /// Status and words of a refusal.
    async fn refusal(&self, request: Request<Body>) -> (StatusCode, Value) {
        let response = self.send(request).await;
        let status = response.status();
        assert_eq!(header(&response, header::CONTENT_TYPE), "application/problem+json", "{status}");
        let told: Value = serde_json::from_str(&text(response).await).unwrap();
        assert!(told["detail"].as_str().is_some_and(|words| words.ends_with('.')), "{told}");
        assert_eq!(told["status"], status.as_u16());
        schema::check(&described(), &json!({ "$ref": "#/components/schemas/Problem" }), &told, "problem");
        (status, told)
    }
}

#[test]
fn every_route_is_described_and_everything_described_is_a_route() {
    let described = described();
    let paths: BTreeSet<&str> = described["paths"].as_object().unwrap().keys().map(String::as_str).collect();
    let kinds: Vec<String> = Dataset::ALL.iter().map(|kind| format!("/api/v1/{}", kind.code())).collect();
    let routes: BTreeSet<&str> =
        reads().into_iter().map(|(path, _)| path).chain(kinds.iter().map(String::as_str)).collect();
    assert_eq!(paths, routes);
    assert_eq!(described["openapi"], "3.1.0");
    for (path, item) in described["paths"].as_object().unwrap() {
        let methods: Vec<&str> = item.as_object().unwrap().keys().map(String::as_str).collect();
        let sent = kinds.contains(path);
        assert_eq!(methods, [if sent { "post" } else { "get" }], "{path}");
        let row = if sent { "/api/v1/{kind}" } else { &path.replace("{navn}", "{name}") };
        let method = if sent { "POST" } else { "GET" };
        let known = crate::http::access::ROWS.iter().any(|found| (found.0, found.1) == (method, row));
        assert!(known, "{path} isn't in server/src/http/access/table.rs");
    }
}

#[test]
fn the_options_of_views_are_those_that_the_pages_have() {
    let described = described();
    let parameters = described["paths"]["/api/v1/tabeller/{navn}"]["get"]["parameters"].as_array().unwrap();
    let names: BTreeSet<&str> = parameters
        .iter()
        .filter(|parameter| parameter["in"] == "query")
        .map(|parameter| parameter["name"].as_str().unwrap())
        .collect();
    let mut expected: BTreeSet<&str> = FIGURES
        .iter()
        .chain(TABLES)
        .flat_map(|entry| entry.page.choices())
        .map(|choice| choice.name)
        .collect();
    expected.extend(["side", "antall"]);
    assert_eq!(names, expected);
}

#[tokio::test]
async fn what_is_sent_is_what_is_described() {
    let place = Place::with_data().await;
    let described = described();
    assert_eq!(place.json("/api/v1/openapi.json").await, described);
    for (path, item) in described["paths"].as_object().unwrap() {
        if item["get"].is_null() || path.ends_with("{navn}") || path.ends_with("openapi.json") {
            continue;
        }
        let sent = place.json(path).await;
        let schema = &item["get"]["responses"]["200"]["content"]["application/json"]["schema"];
        schema::check(&described, schema, &sent, path);
    }
    let index = place.json("/api/v1").await;
    for link in index["lenker"].as_array().unwrap() {
        let address = link["adresse"].as_str().unwrap();
        assert!(address.contains('{') || described["paths"][address].is_object(), "{address}");
    }
    let measures = place.json("/api/v1/maal").await;
    assert_eq!(measures["maal"].as_array().unwrap().len(), measures::MEASURES.len());
    let places = place.json("/api/v1/katalog").await;
    assert!(places["kommuner"].as_array().unwrap().len() > 300);
    assert!(places["enheter"].as_array().unwrap().iter().any(|unit| unit["helseforetak"] == "finnmark"));
}

#[tokio::test]
async fn numbers_are_kept_as_a_file_by_a_browser_and_nothing_is_guessed_of_their_kind() {
    let place = Place::with_data().await;
    for (path, file) in [
        (format!("/api/v1/tabeller/belegg-maaned?{DAYS}"), "attachment; filename=\"belegg-maaned.json\""),
        (format!("/api/v1/figurer/belegg-maaned?{DAYS}"), "attachment; filename=\"belegg-maaned.json\""),
        // What people follow links to from the page Konto is shown.
        ("/api/v1".to_owned(), ""),
        ("/api/v1/tabeller/finnes-ikke".to_owned(), ""),
    ] {
        let response = place.get(&path).await;
        assert_eq!(header(&response, header::CONTENT_DISPOSITION), file, "{path}");
        assert_eq!(header(&response, header::X_CONTENT_TYPE_OPTIONS), "nosniff", "{path}");
        assert!(header(&response, header::CONTENT_SECURITY_POLICY).contains("default-src 'none'"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_table_and_chart_has_the_numbers_of_its_file() {
    let place = Place::with_data().await;
    let described = described();
    let schema = json!({ "$ref": "#/components/schemas/Tabell" });
    let unit = place.store.catalogue().await.unwrap().units[0].code.clone();
    let views = [DAYS.to_owned(), format!("{DAYS}&kommune=5601"), format!("{DAYS}&enhet={unit}")];
    let mut found = 0;
    for (folder, entry) in
        FIGURES.iter().map(|entry| ("figurer", entry)).chain(TABLES.iter().map(|entry| ("tabeller", entry)))
    {
        for view in &views {
            let path = format!("/api/v1/{folder}/{}?{view}&antall=10000", entry.id);
            let file = place.get(&format!("/tabell/{}.json?{view}", entry.id)).await;
            let response = place.get(&path).await;
            if response.status() == StatusCode::BAD_REQUEST {
                // The page shows something else and says so; a program is told.
                let told: Value = serde_json::from_str(&text(file).await).unwrap_or_default();
                let filters = told["filtre"].as_array().cloned().unwrap_or_default();
                assert!(filters.iter().any(|filter| filter["navn"] == "Merk"), "{path}: {told}");
                continue;
            }
            assert_eq!(response.status(), file.status(), "{path}");
            if file.status() != StatusCode::OK {
                continue;
            }
            found += 1;
            let mut file: Value = serde_json::from_str(&text(file).await).unwrap();
            let mut sent: Value = serde_json::from_str(&text(response).await).unwrap();
            schema::check(&described, &schema, &sent, &path);
            assert_eq!(sent["figur"].is_object(), folder == "figurer", "{path}");
            let rows = sent["rader"].as_array().unwrap().len();
            assert_eq!(sent["sider"]["rader_i_alt"], rows, "{path}");
            for both in [&mut file, &mut sent] {
                let members = both.as_object_mut().unwrap();
                // A file's way back is on record.
                members.retain(|name, _| !["sider", "figur", "kortkode"].contains(&name.as_str()));
            }
            assert_eq!(sent, file, "{path}");
        }
    }
    assert!(found > FIGURES.len(), "only {found} tables were there");
}

#[tokio::test]
async fn a_long_table_comes_a_page_at_a_time_and_the_pages_are_the_whole() {
    let place = Place::with_data().await;
    let whole = place.json(&format!("/api/v1/tabeller/kommuner-maaned?{DAYS}&antall=10000")).await;
    let (mut rows, mut signs) = (Vec::new(), Vec::new());
    let mut next = Some(format!("/api/v1/tabeller/kommuner-maaned?{DAYS}&antall=1500"));
    while let Some(path) = next {
        let response = place.get(&path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        let links = header(&response, header::LINK);
        next = links
            .split(", ")
            .find(|link| link.ends_with("rel=\"next\""))
            .map(|link| link.trim_start_matches('<').split('>').next().unwrap().to_owned());
        let page: Value = serde_json::from_str(&text(response).await).unwrap();
        assert_eq!(page["kolonner"], whole["kolonner"]);
        signs.extend(page["tegn"].as_array().unwrap().iter().map(|sign| {
            let row = rows.len() as u64 + sign["rad"].as_u64().unwrap();
            json!({ "rad": row, "kolonne": sign["kolonne"], "tegn": sign["tegn"] })
        }));
        rows.extend(page["rader"].as_array().unwrap().clone());
    }
    assert_eq!((json!(rows), json!(signs)), (whole["rader"].clone(), whole["tegn"].clone()));
    assert!(rows.len() > 3000);
    let beyond = Request::get(format!("/api/v1/tabeller/kommuner-maaned?{DAYS}&side=99"));
    let (status, told) = place.refusal(beyond.body(Body::empty()).unwrap()).await;
    assert!(status == StatusCode::NOT_FOUND && told["detail"].as_str().unwrap().contains("sider"), "{told}");
}

#[tokio::test]
async fn an_answer_that_the_reader_has_is_not_sent_again() {
    let place = Place::with_data().await;
    let path = format!("/api/v1/tabeller/belegg-maaned?{DAYS}");
    let tag = header(&place.get(&path).await, header::ETAG);
    assert!(tag.starts_with("W/\""), "{tag}");
    let again = async |path: &str, tag: &str| {
        let request = Request::get(path).header(header::IF_NONE_MATCH, tag).body(Body::empty()).unwrap();
        place.send(request).await
    };
    let response = again(&path, &format!("\"x\", {tag}")).await;
    assert_eq!(response.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(header(&response, header::ETAG), tag);
    assert_eq!(header(&response, header::CACHE_CONTROL), "private, no-cache");
    assert!(text(response).await.is_empty());
    assert_eq!(again(&path, "*").await.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(again(&format!("{path}&antall=5"), &tag).await.status(), StatusCode::OK, "another answer");
    assert_eq!(again("/api/v1/maal", &tag).await.status(), StatusCode::OK);
    assert_eq!(again(&format!("{path}&x=1"), &tag).await.status(), StatusCode::BAD_REQUEST);
    let event = vocabulary::Event {
        place: vocabulary::EventPlace::Country,
        date: "2016-05-01".parse().unwrap(),
        kind: vocabulary::EventKind::Beds,
        description: None,
    };
    let by = store::By { account: None, person: "test", at: noon() };
    place.store.save_event(&event, &by).await.unwrap();
    let response = again(&path, &tag).await;
    assert_eq!(response.status(), StatusCode::OK, "the data have changed");
    assert_ne!(header(&response, header::ETAG), tag);
}

#[tokio::test]
async fn what_cannot_be_answered_is_told_as_a_problem() {
    let place = Place::with_data().await;
    for (method, path, accept, expected) in [
        ("GET", "/api/v1/tabeller/finnes-ikke", "*/*", 404),
        ("GET", "/api/v1/figurer/sammenlign", "*/*", 404),
        ("GET", "/api/v1/tabeller/%FF", "*/*", 404),
        ("GET", "/api/v1/tabeller/belegg-dag", "*/*", 404),
        ("GET", "/api/v1/tabeller/belegg-maaned", "text/csv", 406),
        ("GET", "/api/v1/maal", "text/html", 406),
        ("GET", "/api/v1/maal?side=1", "*/*", 400),
        ("GET", "/api/v1/openapi.json?x", "*/*", 400),
        ("GET", "/api/v1/tabeller/belegg-maaned?kommuner=5601", "*/*", 400),
        ("GET", "/api/v1/tabeller/belegg-maaned?fra=i+fjor", "*/*", 400),
        ("GET", "/api/v1/tabeller/belegg-maaned?enhet=FINNES-IKKE", "*/*", 400),
        ("GET", "/api/v1/tabeller/belegg-maaned?kommune=0000", "*/*", 400),
        ("GET", "/api/v1/tabeller/belegg-maaned?fra=2016-02-01&til=2016-01-01", "*/*", 400),
        ("GET", "/api/v1/tabeller/belegg-maaned?antall=0", "*/*", 400),
        ("GET", "/api/v1/tabeller/oeh-maaned?fra=2016-01-15&til=2016-12-31", "*/*", 400),
    ] {
        let request =
            Request::builder().method(method).uri(path).header(header::ACCEPT, accept).body(Body::empty());
        let (status, told) = place.refusal(request.unwrap()).await;
        assert_eq!(status.as_u16(), expected, "{method} {path}: {told}");
    }
    let several =
        Request::get("/api/v1/tabeller/belegg-maaned?a=1&fra=x&side=0").body(Body::empty()).unwrap();
    let (_, told) = place.refusal(several).await;
    let names: Vec<&str> =
        told["feil"].as_array().unwrap().iter().map(|fault| fault["navn"].as_str().unwrap()).collect();
    assert_eq!(names, ["a", "fra", "side"]);
}
