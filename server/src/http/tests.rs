//! Through the real router, without a socket.

use super::assets::Files;
use super::{Setup, router};
use app::data::Data;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use chrono::{DateTime, Utc};
use http_body_util::BodyExt as _;
use intake::Desk;
use measures::Gate;
use std::path::Path;
use tower::ServiceExt as _;

mod access;
mod agreement;
mod api;
mod change;
mod diagram;
mod extract;
mod following;
mod import;
mod metode;
mod openness;
mod organisation;
mod oversikt;
mod register;
mod stays;
mod tables;
mod views;
mod watching;

const PAGES: [&str; 13] = [
    "/",
    "/ledige-senger",
    "/belegg",
    "/liggetid",
    "/innleggelsesveier",
    "/kommune",
    "/effekt",
    "/enheten",
    "/doegn",
    "/kompletthet",
    "/aarsrapport",
    "/import",
    "/metode",
];

/// The application on a database of its own, without any rows.
struct Application {
    router: axum::Router,
    store: store::Store,
    folder: tempfile::TempDir,
}

fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_772_366_400, 0).unwrap() // 2026-03-01
}

/// All routes over `store`, uploads below `folder`.
fn router_on(store: &store::Store, folder: &Path, now: fn() -> DateTime<Utc>, files: Files) -> axum::Router {
    router_for(super::access::Settings::default(), store, folder, now, files)
}

/// The same for visitors, who see no small numbers: of a database with an account, for one without belongs to whoever
/// runs it.
async fn router_for_visitors(
    store: &store::Store,
    folder: &Path,
    now: fn() -> DateTime<Utc>,
) -> axum::Router {
    let email = "administrator@eksempel.no";
    if store.account_by_email(email).await.unwrap().is_none() {
        let role = vocabulary::Role::Administrator;
        let new = store::NewAccount { email, password: None, role, trust: None, units: &[] };
        store.add_account(&new, store::By { at: now(), account: None, person: "test" }).await.unwrap();
    }
    let access = super::access::Settings { demo: true, operator: false, ..Default::default() };
    router_for(access, store, folder, now, Files::Absent)
}

fn router_for(
    access: super::access::Settings,
    store: &store::Store,
    folder: &Path,
    now: fn() -> DateTime<Utc>,
    files: Files,
) -> axum::Router {
    let desk = Desk::open(store.clone(), folder, 100_000, now()).unwrap();
    let data = Data::new(store.clone(), now, Gate::default());
    let (watch, readers) = watched_by(store);
    router(Setup { files, data, desk, demo: Some("bare til test."), access, watch, readers, replica: None })
}

/// Metrics for who has the token.
fn watched_by(store: &store::Store) -> (super::metrics::Watch, super::metrics::Readers) {
    (super::metrics::Watch::new(store.engine()), "token:et-langt-ord-som-ingen-gjetter".parse().unwrap())
}

async fn application(files: Files, now: fn() -> DateTime<Utc>) -> Application {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("kadpuls.db").display());
    let store = store::Store::open(&url).await.unwrap();
    let router = router_on(&store, folder.path(), now, files);
    Application { router, store, folder }
}

async fn send(files: Files, request: Request<Body>) -> Response<Body> {
    application(files, noon).await.router.oneshot(request).await.unwrap()
}

async fn get(path: &str) -> Response<Body> {
    send(Files::Absent, Request::get(path).body(Body::empty()).unwrap()).await
}

async fn text(response: Response<Body>) -> String {
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

fn header(response: &Response<Body>, name: impl header::AsHeaderName) -> String {
    response.headers().get(name).map_or_else(String::new, |value| value.to_str().unwrap().to_owned())
}

#[tokio::test]
async fn every_page_answers_with_one_main_heading_and_the_banner() {
    for path in PAGES {
        let response = get(path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        let html = text(response).await;
        assert_eq!(html.matches("<h1").count(), 1, "{path}");
        assert!(html.contains("lang=\"nb\"") && html.contains("– KADpuls</title>"), "{path}");
        assert!(html.contains("bare til test."), "{path}");
        assert_eq!(html.matches("aria-current=\"page\"").count(), 1, "{path}");
    }
}

#[tokio::test]
async fn an_unknown_path_is_a_404_page_with_a_way_on() {
    let response = get("/finnes-ikke").await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    let html = text(response).await;
    assert!(html.contains("Siden finnes ikke") && html.contains("Til oversikten"));
}

#[tokio::test]
async fn a_page_allows_its_own_scripts_and_no_others() {
    let response = get("/").await;
    let policy = header(&response, header::CONTENT_SECURITY_POLICY);
    let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap().to_owned();
    assert!(!policy.contains("unsafe-inline"));
    let html = text(response).await;
    assert_eq!(html.matches("<script").count(), html.matches(&format!("<script nonce=\"{nonce}\"")).count());
    assert!(!html.contains(" style="), "style attributes are not allowed by the policy");

    let again = header(&get("/").await, header::CONTENT_SECURITY_POLICY);
    assert!(!again.contains(&nonce), "the number is new for each answer");
}

#[tokio::test]
async fn every_answer_has_a_reference_and_is_not_sniffed_at() {
    for path in ["/", "/health/live", "/health/ready", "/finnes-ikke", "/pkg/finnes-ikke.js", "/favicon.svg"]
    {
        let response = get(path).await;
        assert_eq!(header(&response, "x-content-type-options"), "nosniff", "{path}");
        assert!(
            header(&response, header::CONTENT_SECURITY_POLICY).contains("frame-ancestors 'none'"),
            "{path}"
        );
        assert!(!header(&response, "x-request-id").is_empty(), "{path}");
        assert!(header(&response, "server-timing").starts_with("app;dur="), "{path}");
    }
}

#[tokio::test]
async fn the_theme_is_remembered_and_the_reader_returns_to_the_page() {
    let form = Request::post("/tema")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("tema=mork&til=%2Fbelegg%3Ffra%3D2024-01-01"))
        .unwrap();
    let response = send(Files::Absent, form).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(header(&response, header::LOCATION), "/belegg?fra=2024-01-01");
    assert!(header(&response, header::SET_COOKIE).starts_with("tema=mork;"));

    let page = Request::get("/").header(header::COOKIE, "tema=mork").body(Body::empty()).unwrap();
    assert!(text(send(Files::Absent, page).await).await.contains("data-color-scheme=\"dark\""));
}

#[tokio::test]
async fn an_unknown_theme_is_refused() {
    let form = Request::post("/tema")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("tema=rosa"))
        .unwrap();
    assert_eq!(send(Files::Absent, form).await.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_chosen_language_is_remembered_and_the_reader_returns_to_the_page() {
    let form = Request::post("/sprak")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("sprak=en&til=%2Fbelegg%3Ffra%3D2024-01-01"))
        .unwrap();
    let response = send(Files::Absent, form).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(header(&response, header::LOCATION), "/belegg?fra=2024-01-01");
    assert!(header(&response, header::SET_COOKIE).starts_with("sprak=en;"));

    let form = Request::post("/sprak")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("sprak=de"))
        .unwrap();
    assert_eq!(send(Files::Absent, form).await.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_page_speaks_the_language_that_was_chosen_or_else_the_browsers() {
    for (name, value, tag, words) in [
        (header::COOKIE, "sprak=en", "en", "Skip to the content"),
        (header::COOKIE, "sprak=nn", "nn", "Hopp til innhaldet"),
        (header::ACCEPT_LANGUAGE, "en-GB,en;q=0.8", "en", "Skip to the content"),
        (header::ACCEPT_LANGUAGE, "en-GB,en;q=0.8,nb;q=0.5", "nb", "Hopp til innholdet"),
    ] {
        let request = Request::get("/metode").header(name, value).body(Body::empty()).unwrap();
        let response = send(Files::Absent, request).await;
        assert_eq!(header(&response, header::CONTENT_LANGUAGE), tag);
        let varies: Vec<_> = response.headers().get_all(header::VARY).iter().collect();
        assert!(varies.iter().any(|value| *value == "cookie, accept-language"), "{varies:?}");
        let page = text(response).await;
        assert!(page.contains(&format!("<html lang=\"{tag}\"")) && page.contains(words), "{value}");
    }
}

/// A folder as `cargo xtask build` leaves it, with short contents.
fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let pkg = folder.path().join("pkg");
    std::fs::create_dir(&pkg).unwrap();
    for name in
        ["kadpuls.0a1b.css", "kadpuls.0a1b.css.br", "kadpuls.0a1b.css.gz", "kadpuls.2c.js", "kadpuls.3d.wasm"]
    {
        std::fs::write(pkg.join(name), name).unwrap();
    }
    std::fs::write(folder.path().join("secret.css"), "secret").unwrap();
    folder
}

async fn asset(site: &Path, path: &str, accepts: &str) -> Response<Body> {
    let request = Request::get(path).header(header::ACCEPT_ENCODING, accepts).body(Body::empty()).unwrap();
    send(Files::find(Some(site)).unwrap(), request).await
}

#[tokio::test]
async fn built_files_are_named_by_pages_and_kept_by_browsers() {
    let site = site();
    let page = text(asset(site.path(), "/", "identity").await).await;
    for name in ["/pkg/kadpuls.0a1b.css", "/pkg/kadpuls.2c.js", "/pkg/kadpuls.3d.wasm"] {
        assert!(page.contains(name), "{name}");
    }
    let response = asset(site.path(), "/pkg/kadpuls.3d.wasm", "identity").await;
    assert_eq!(header(&response, header::CONTENT_TYPE), "application/wasm");
    assert_eq!(header(&response, header::CACHE_CONTROL), "public, max-age=31536000, immutable");
}

#[tokio::test]
async fn packed_copies_are_sent_to_those_who_accept_them() {
    let site = site();
    for (accepts, coding, body) in [
        ("gzip, deflate, br, zstd", "br", "kadpuls.0a1b.css.br"),
        ("gzip", "gzip", "kadpuls.0a1b.css.gz"),
        ("br;q=0, gzip;q=0.5", "gzip", "kadpuls.0a1b.css.gz"),
        ("identity", "", "kadpuls.0a1b.css"),
    ] {
        let response = asset(site.path(), "/pkg/kadpuls.0a1b.css", accepts).await;
        assert_eq!(header(&response, header::CONTENT_ENCODING), coding, "{accepts}");
        assert_eq!(header(&response, header::VARY), "accept-encoding", "{accepts}");
        assert_eq!(text(response).await, body, "{accepts}");
    }
}

#[tokio::test]
async fn nothing_outside_the_built_files_is_sent() {
    let site = site();
    for path in
        ["/pkg/..%2Fsecret.css", "/pkg/%2e%2e/secret.css", "/pkg/.css", "/pkg/finnes-ikke.css", "/pkg/a.txt"]
    {
        assert_eq!(asset(site.path(), path, "identity").await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[test]
fn a_folder_without_built_files_is_refused_with_the_remedy() {
    let empty = tempfile::tempdir().unwrap();
    let message = Files::find(Some(empty.path())).err().unwrap().to_string();
    assert!(message.contains("cargo xtask build"), "{message}");
}
