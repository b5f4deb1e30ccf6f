//! Short codes: from a file back to its view, under the reader's own rights.

use super::oversikt::Database;
use super::{Files, access, header, router_on, text};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header as names};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;
use vocabulary::Role;

async fn ask(app: &Router, path: &str) -> Response<Body> {
    app.clone().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap()
}

async fn said(app: &Router, path: &str) -> String {
    let response = ask(app, path).await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    text(response).await
}

/// The eight letters after `/v/`.
fn code(text: &str) -> String {
    text.split("/v/").nth(1).unwrap_or_else(|| panic!("no code in {text}")).chars().take(8).collect()
}

#[tokio::test]
async fn every_file_of_a_view_carries_the_code_that_leads_back_to_it() {
    let database = Database::with_data().await;
    let app = router_on(&database.store, database.folder.path(), super::oversikt::now, Files::Absent);
    let query = "til=2025-12-31&fra=2025-01-01&kommune=1101&utm_source=epost";
    let json: serde_json::Value =
        serde_json::from_str(&said(&app, &format!("/tabell/belegg-maaned.json?{query}")).await).unwrap();
    let found = json["kortkode"].as_str().unwrap().to_owned();
    let svg = said(&app, &format!("/diagram/belegg-maaned.svg?{query}")).await;
    assert!(svg.contains(&found), "{svg}");
    assert!(said(&app, &format!("/tabell/belegg-maaned.csv?{query}")).await.contains(&format!("/v/{found}")));
    // The CSV for programs has it in a header.
    let plain = ask(&app, &format!("/tabell/belegg-maaned.csv?format=enkel&{query}")).await;
    assert_eq!(header(&plain, names::LINK), format!("</v/{found}>; rel=\"bookmark\""));
    assert!(!text(plain).await.contains(&found));
    let xlsx = ask(&app, &format!("/tabell/belegg-maaned.xlsx?{query}")).await;
    assert_eq!(code(&header(&xlsx, names::LINK)), found);
    let pdf = ask(&app, &format!("/diagram/belegg-maaned.pdf?{query}")).await;
    let pdf = pdf.into_body().collect().await.unwrap().to_bytes();
    let words = lopdf::Document::load_mem(&pdf).unwrap().extract_text(&[1]).unwrap();
    assert!(words.contains(&found), "{words}");

    for typed in [format!("/v/{found}"), format!("/v/{}", found.to_uppercase()), format!("/v?kode=+{found}")]
    {
        let response = ask(&app, &typed).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "{typed}");
        assert_eq!(
            header(&response, names::LOCATION),
            "/belegg?kommune=1101&fra=2025-01-01&til=2025-12-31#fig-belegg-maaned"
        );
    }
    let other = said(&app, "/tabell/belegg-maaned.json?fra=2025-01-01&til=2025-12-31").await;
    assert!(!other.contains(&found), "another view has another code");
}

#[tokio::test]
async fn an_unknown_code_is_a_page_with_what_was_typed() {
    let application = super::application(Files::Absent, super::noon).await;
    let app = &application.router;
    for path in ["/v/bcdf2345", "/v?kode=%3Cb%3E", "/v/finnes-ikke"] {
        let response = ask(app, path).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        let html = text(response).await;
        assert!(html.contains("Ingen visning har denne koden") && !html.contains("<b>"), "{html}");
    }
    assert_eq!(header(&ask(app, "/v").await, names::LOCATION), "/kortkode");
}

#[tokio::test]
async fn a_code_opens_nothing_that_the_reader_may_not_see() {
    let house = access::House::new(crate::http::access::Settings::default(), super::noon).await;
    let by = store::By { at: super::noon(), account: None, person: "test" };
    let code = crate::short_code::of(&house.store, "/belegg?enhet=ANNEN", by).await.unwrap();
    let nobody = house.send(access::request("GET", &format!("/v/{code}"), None)).await;
    assert!(header(&nobody, names::LOCATION).starts_with("/logg-inn?videre=%2Fv%2F"));
    let reader = house.session(Role::Reader, super::noon()).await;
    let response = house.send(access::request("GET", &format!("/v/{code}"), Some(&reader))).await;
    let to = header(&response, names::LOCATION);
    assert_eq!(to, "/belegg?enhet=ANNEN");
    let page = house.send(access::request("GET", &to, Some(&reader))).await;
    assert_eq!(page.status(), StatusCode::FORBIDDEN);
    assert!(!text(page).await.contains("Enhet ANNEN"));
}

#[tokio::test]
async fn a_reason_with_a_birth_number_is_stored_nowhere() {
    let database = Database::with_data().await;
    let app = router_on(&database.store, database.folder.path(), super::oversikt::now, Files::Absent);
    let query = "fra=2025-01-01&til=2025-12-31&ny_basis=2025-06&grunn=01010100050";
    let json: serde_json::Value =
        serde_json::from_str(&said(&app, &format!("/tabell/belegg-endring.json?{query}")).await).unwrap();
    assert!(json["kortkode"].is_null());
    let rest = query.replace("01010100050", "Ny%20fl%C3%B8y");
    let json: serde_json::Value =
        serde_json::from_str(&said(&app, &format!("/tabell/belegg-endring.json?{rest}")).await).unwrap();
    assert!(json["kortkode"].is_string());
}
