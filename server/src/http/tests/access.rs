//! Who gets what: every role on every kind of route, through the real router with real sessions.

mod disclosure;
mod files;
mod forms;
mod programs;
mod signing_in;

use super::*;
use crate::http::access::{Settings, hashed};
use chrono::TimeDelta;
use store::{By, NewAccount, Provenance, Store};
use vocabulary::{Municipality, Role, Rows, Unit, UnitCode, UnitKind};

/// Two trusts with a unit each, and an account per role: the reader's trust is Akershus, the registrar's unit EGEN.
pub(super) struct House {
    pub(super) router: axum::Router,
    pub(super) store: Store,
    _folder: tempfile::TempDir,
}

const PASSWORD: &str = "riktig hest batteri";

fn by() -> By<'static> {
    By { at: noon(), account: None, person: "test" }
}

fn unit(code: &str, host: &str) -> Unit {
    Unit {
        host: host.parse().ok(),
        ..Unit::new(code.parse().unwrap(), format!("Enhet {code}"), UnitKind::Kad)
    }
}

fn municipality(number: &str, name: &str, trust: &str) -> Municipality {
    Municipality::new(number.parse().unwrap(), name, "Helse Test RHF", trust)
}

fn address(role: Role) -> String {
    format!("{role}@eksempel.no")
}

impl House {
    pub(super) async fn new(settings: Settings, now: fn() -> DateTime<Utc>) -> Self {
        let house = Self::without_accounts(settings, now).await;
        let units: Vec<UnitCode> = vec!["EGEN".parse().unwrap()];
        let hash = crate::passwords::hash(PASSWORD.into()).await.unwrap();
        for role in Role::ALL {
            let email = address(*role);
            let new = NewAccount {
                email: &email,
                password: Some(&hash),
                role: *role,
                trust: Some("Akershus"),
                units: &units,
            };
            house.store.add_account(&new, by()).await.unwrap();
        }
        house
    }

    pub(super) async fn without_accounts(settings: Settings, now: fn() -> DateTime<Utc>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("kadpuls.db").display());
        let store = Store::open(&url).await.unwrap();
        let places = [municipality("0301", "Oslo", "Akershus"), municipality("1101", "Åker", "Stavanger")];
        for rows in [
            Rows::Municipalities(places.into()),
            Rows::Units(vec![unit("EGEN", "0301"), unit("ANNEN", "1101")]),
        ] {
            let mut import = store.begin_import(rows.dataset()).await.unwrap();
            import.add(&rows).await.unwrap();
            let provenance = Provenance {
                file_name: "test.csv".into(),
                sha256: "00".into(),
                imported_at: noon(),
                imported_by: "test".into(),
            };
            import.finish(&provenance).await.unwrap();
        }
        let desk = Desk::open(store.clone(), folder.path(), 100_000, now()).unwrap();
        let data = Data::new(store.clone(), now, Gate::default());
        let (watch, readers) = watched_by(&store);
        let router = router(Setup {
            files: Files::Absent,
            data,
            desk,
            demo: None,
            access: settings,
            watch,
            readers,
            replica: None,
        });
        Self { router, store, _folder: folder }
    }

    pub(super) async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// A session as if the role had signed in; what the cookie says.
    pub(super) async fn session(&self, role: Role, at: DateTime<Utc>) -> String {
        let value = format!("{:064x}", 7 + role as u64);
        let account = self.store.account_by_email(&address(role)).await.unwrap().unwrap();
        self.store.open_session(&hashed(&value), account.id, at, at + TimeDelta::hours(12)).await.unwrap();
        format!("kadpuls={value}")
    }
}

pub(super) fn request(method: &str, path: &str, cookie: Option<&str>) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path).header(header::ACCEPT, "text/html");
    if let Some(cookie) = cookie {
        request = request.header(header::COOKIE, cookie);
    }
    if method == "POST" {
        request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    }
    request.body(Body::empty()).unwrap()
}

pub(super) fn form(path: &str, body: &str, cookie: Option<&str>) -> Request<Body> {
    let mut request = request("POST", path, cookie);
    *request.body_mut() = Body::from(body.to_owned());
    request
}

/// What came of a request: `P`assed the guard, has to `S`ign in, or is `F`orbidden.
fn outcome(response: &Response<Body>) -> char {
    let to_sign_in = super::header(response, header::LOCATION).starts_with("/logg-inn?videre=");
    match response.status() {
        StatusCode::UNAUTHORIZED => 'S',
        StatusCode::SEE_OTHER | StatusCode::FOUND if to_sign_in => 'S',
        StatusCode::FORBIDDEN => 'F',
        _ => 'P',
    }
}

/// Nobody, a visitor of the demo country, then leser, registrator, statistikk, administrator.
#[rustfmt::skip]
const OUTCOMES: &[(&str, &str, &str)] = &[
    ("GET", "/health/live", "PPPPPP"),
    // Its token is asked for by the route, of everybody.
    ("GET", "/metrics", "SSSSSS"),
    ("GET", "/pkg/finnes-ikke.css", "PPPPPP"),
    ("GET", "/logg-inn", "PPPPPP"),
    // Where the organisation isn't set up, they lead nowhere.
    ("GET", "/logg-inn/organisasjon", "PPPPPP"),
    ("POST", "/logg-inn/organisasjon", "PPPPPP"),
    ("GET", "/logg-inn/organisasjon/tilbake?code=a&state=b", "PPPPPP"),
    ("GET", "/logg-inn/uten-rolle", "PPPPPP"),
    // By default for those who are signed in.
    ("GET", "/ledige-senger", "SPPPPP"),
    ("GET", "/ledige-senger/strom", "SPPPPP"),
    // What is aggregated: everybody's, but of a trust its reader's alone.
    ("GET", "/", "SPPPPP"),
    ("HEAD", "/belegg", "SPPPPP"),
    ("GET", "/belegg?helseforetak=akershus", "SPPPPP"),
    ("GET", "/belegg?helseforetak=stavanger", "SPFPPP"),
    ("GET", "/belegg?kommune=0301", "SPPPPP"),
    ("GET", "/belegg?kommune=1101", "SPFPPP"),
    ("GET", "/belegg?enhet=EGEN", "SPPPPP"),
    ("GET", "/belegg?enhet=ANNEN", "SPFPPP"),
    ("GET", "/belegg/?enhet=ANNEN", "SPFPPP"),
    ("GET", "/liggetid?enhet=ANNEN", "SPFPPP"),
    ("GET", "/innleggelsesveier?kommune=1101", "SPFPPP"),
    ("GET", "/effekt?kommune=1101", "SPFPPP"),
    ("GET", "/effekt?kommune=0301", "SPPPPP"),
    ("GET", "/effekt/kontroller?helseforetak=stavanger", "SPFPPP"),
    ("GET", "/metode", "SPPPPP"),
    ("GET", "/kommune", "SPPPPP"),
    ("GET", "/kart", "SPPPPP"),
    ("GET", "/kart?helseforetak=stavanger", "SPFPPP"),
    ("GET", "/kompletthet", "SPPPPP"),
    ("GET", "/kortkode", "SPPPPP"),
    ("GET", "/v?kode=bcdf2345", "SPPPPP"),
    ("GET", "/v/bcdf2345", "SPPPPP"),
    ("GET", "/finnes-ikke", "SPPPPP"),
    ("POST", "/finnes-ikke", "SSFFFF"),
    ("DELETE", "/belegg", "SSFFFF"),
    // Files and reports.
    ("GET", "/tabell/belegg-maaned.csv?format=enkel", "SPFFPP"),
    ("GET", "/tabell/belegg-maaned.xlsx?enhet=EGEN", "SPFFPP"),
    ("GET", "/tabell/belegg-maaned.json?enhet=ANNEN", "SPFFPP"),
    ("POST", "/tabell/belegg-maaned.json", "SSFFFF"),
    ("GET", "/diagram/belegg-maaned.svg", "SPFFPP"),
    ("GET", "/diagram/belegg-maaned.png?enhet=ANNEN", "SPFFPP"),
    ("GET", "/diagram/belegg-maaned.pdf?enhet=EGEN", "SPFFPP"),
    ("POST", "/diagram/belegg-maaned.svg", "SSFFFF"),
    ("GET", "/uttrekk.zip", "SSFFPP"),
    ("GET", "/aarsrapport", "SPPPPP"),
    ("GET", "/aarsrapport?enhet=ANNEN", "SPFPPP"),
    ("GET", "/aarsrapport.xlsx", "SPFFPP"),
    ("GET", "/aarsrapport.xlsx?enhet=EGEN", "SPFPPP"),
    ("GET", "/aarsrapport.xlsx?enhet=ANNEN", "SPFFPP"),
    ("GET", "/rapporter", "SPPPPP"),
    ("GET", "/rapporter/kvartal", "SPPPPP"),
    ("GET", "/rapporter/kvartal?helseforetak=stavanger", "SPFPPP"),
    ("GET", "/rapporter/kvartal.pdf", "SPFFPP"),
    ("GET", "/rapporter/kommune?nr=0301", "SPPPPP"),
    ("GET", "/rapporter/kommune/0301", "SPPPPP"),
    ("GET", "/rapporter/kommune/1101", "SPFPPP"),
    ("GET", "/rapporter/kommune/0301/ark.pdf", "SPFFPP"),
    ("GET", "/rapporter/legg-i?figur=belegg-dag", "SSPPPP"),
    ("POST", "/rapporter/legg-i", "SSPPPP"),
    ("POST", "/rapporter/ny", "SSPPPP"),
    ("GET", "/rapporter/lagret/finnes-ikke", "SPPPPP"),
    ("GET", "/rapporter/lagret/finnes-ikke/rapport.pdf", "SPFFPP"),
    ("GET", "/rapporter/lagret/finnes-ikke/rediger", "SSPPPP"),
    ("POST", "/rapporter/lagret/finnes-ikke/rediger", "SSFFFF"),
    ("POST", "/rapporter/lagret/finnes-ikke/slett", "SSFFFF"),
    // Stays and days: of the own unit.
    ("GET", "/enheten", "SSFPFP"),
    ("GET", "/enheten/EGEN", "SSFPFP"),
    ("GET", "/enheten/ANNEN", "SSFFFP"),
    ("GET", "/enheten/EGEN/inn", "SSFPFP"),
    ("POST", "/enheten/EGEN/inn", "SSFPFP"),
    ("POST", "/enheten/ANNEN/inn", "SSFFFP"),
    ("POST", "/enheten/ANNEN/opphold/1/ut", "SSFFFP"),
    ("POST", "/enheten/%41NNEN/inn", "SSFFFP"),
    ("PUT", "/enheten/ANNEN/inn", "SSFFFP"),
    ("GET", "/doegn/EGEN", "SSFPFP"),
    ("GET", "/doegn/ANNEN", "SSFFFP"),
    ("POST", "/doegn/ANNEN", "SSFFFP"),
    ("GET", "/endringer", "SSFPFP"),
    ("GET", "/endringer?enhet=EGEN", "SSFPFP"),
    ("GET", "/endringer?enhet=ANNEN", "SSFFFP"),
    ("GET", "/hendelser", "SSFPFP"),
    ("POST", "/hendelser", "SSFPFP"),
    ("POST", "/hendelser/stryk", "SSFPFP"),
    // Files that are brought, and accounts.
    ("GET", "/import", "SSFPFP"),
    ("GET", "/import/", "SSFPFP"),
    ("GET", "/%69mport", "SSFPFP"),
    ("GET", "/import/00000000000000000000000000000000", "SSFPFP"),
    ("GET", "/import/00000000000000000000000000000000/feil.csv", "SSFPFP"),
    ("GET", "/import/mal/enheter.csv", "SSFPFP"),
    ("POST", "/import", "SSFPFP"),
    ("POST", "/import/00000000000000000000000000000000/bekreft", "SSFPFP"),
    // Programs read what the pages show and files have. What is sent wants a token: a cookie is nothing there.
    ("GET", "/api/v1/openapi.json", "PPPPPP"),
    ("GET", "/api/v1", "SPPPPP"),
    ("GET", "/api/v1/utgave", "SPPPPP"),
    ("GET", "/api/v1/maal", "SPPPPP"),
    ("HEAD", "/api/v1/katalog", "SPPPPP"),
    ("GET", "/api/v1/tabeller", "SPPPPP"),
    ("GET", "/api/v1/tabeller/belegg-maaned", "SPFFPP"),
    ("GET", "/api/v1/tabeller/belegg-maaned?enhet=ANNEN", "SPFFPP"),
    ("GET", "/api/v1/tabeller/finnes-ikke", "SPFFPP"),
    ("GET", "/api/v1/figurer", "SPPPPP"),
    ("GET", "/api/v1/figurer/belegg-maaned", "SPFFPP"),
    ("POST", "/api/v1/maal", "SSSSSS"),
    ("DELETE", "/api/v1/tabeller/belegg-maaned", "SSSSSS"),
    ("POST", "/api/v1/opphold", "SSSSSS"),
    ("GET", "/api/v1/opphold", "SSPPPP"),
    ("POST", "/konto/noekler", "SSPPPP"),
    ("POST", "/konto/noekler/1", "SSPPPP"),
    ("GET", "/abonnement", "SSPPPP"),
    ("POST", "/abonnement", "SSPPPP"),
    ("POST", "/abonnement/1", "SSPPPP"),
    ("GET", "/strom/0123.atom", "PPPPPP"),
    ("GET", "/konto", "SSPPPP"),
    ("POST", "/konto/passord", "SSPPPP"),
    ("GET", "/kontoer", "SSFFFP"),
    ("GET", "/kontoer/1", "SSFFFP"),
    ("POST", "/kontoer", "SSFFFP"),
    ("POST", "/kontoer/1", "SSFFFP"),
    ("POST", "/kontoer/999/ut", "SSFFFP"),
    // The last: it ends sessions.
    ("POST", "/kontoer/1/passord", "SSFFFP"),
];

#[tokio::test]
async fn every_role_gets_of_every_route_what_the_table_says() {
    let house = House::new(Settings::default(), noon).await;
    let demo = House::new(Settings { demo: true, ..Settings::default() }, noon).await;
    let mut cookies = Vec::new();
    for role in Role::ALL {
        cookies.push(house.session(*role, noon()).await);
    }
    for (method, path, expected) in OUTCOMES {
        let mut found = String::new();
        found.push(outcome(&house.send(request(method, path, None)).await));
        found.push(outcome(&demo.send(request(method, path, None)).await));
        for cookie in &cookies {
            found.push(outcome(&house.send(request(method, path, Some(cookie))).await));
        }
        assert_eq!(found, *expected, "{method} {path}");
    }
}

#[tokio::test]
async fn a_script_that_fetches_is_told_and_not_shown_a_page() {
    let house = House::new(Settings::default(), noon).await;
    for (method, path) in [("GET", "/enheten/EGEN"), ("POST", "/enheten/EGEN/inn")] {
        let mut fetched = request(method, path, None);
        fetched.headers_mut().insert("sec-fetch-mode", "cors".parse().unwrap());
        let response = house.send(fetched).await;
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(text(response).await, "Du må logge inn først.\n");
    }
}

#[test]
fn every_page_stands_in_the_table_of_routes() {
    for page in leptos_axum::generate_route_list(app::shell::shell) {
        let path = page.path();
        let known = crate::http::access::ROWS.iter().any(|(method, pattern, _, _)| {
            let below = pattern.split_once("{*").is_some_and(|(start, _)| path.starts_with(start));
            *method != "POST" && (*pattern == path || pattern.replace("{unit}", "{id}") == path || below)
        });
        assert!(known, "{path} isn't in server/src/http/access/table.rs");
    }
}

#[tokio::test]
async fn a_reader_is_offered_her_own_area_and_is_told_what_she_may_see_instead() {
    let house = House::new(Settings::default(), noon).await;
    let cookie = house.session(Role::Reader, noon()).await;
    let html = text(house.send(request("GET", "/belegg", Some(&cookie))).await).await;
    assert!(html.contains(">Akershus</option>") && !html.contains(">Stavanger</option>"), "{html}");
    assert!(html.contains(">Oslo</option>") && !html.contains(">Åker</option>"));
    assert!(html.contains(">Enhet EGEN</option>") && !html.contains(">Enhet ANNEN</option>"));

    let html = text(house.send(request("GET", "/belegg?enhet=ANNEN", Some(&cookie))).await).await;
    assert!(
        html.contains("Du har ikke tilgang til dette")
            && html.contains("Kontoen din viser tall for Akershus")
    );
    assert!(html.contains("Til oversikten") && !html.contains("Enhet ANNEN"), "{html}");
}

#[tokio::test]
async fn the_navigation_has_the_pages_that_open_and_no_others() {
    let house = House::new(Settings::default(), noon).await;
    for (role, page, there) in [
        (Role::Reader, "/import", false),
        (Role::Reader, "/endringer", false),
        (Role::Registrar, "/endringer", true),
        (Role::Registrar, "/kontoer", false),
        (Role::Administrator, "/import", true),
        (Role::Administrator, "/kontoer", true),
    ] {
        let cookie = house.session(role, noon()).await;
        let html = text(house.send(request("GET", "/metode", Some(&cookie))).await).await;
        let nav = html.split("<nav aria-label=\"Sider\"").nth(1).unwrap().split("</nav>").next().unwrap();
        assert_eq!(nav.contains(&format!("href=\"{page}\"")), there, "{role}: {page}");
        assert!(html.contains(&address(role)) && html.contains("Logg ut"));
        house
            .store
            .end_sessions(house.store.account_by_email(&address(role)).await.unwrap().unwrap().id)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_database_without_accounts_belongs_to_who_runs_it_on_this_machine_alone() {
    let here = House::without_accounts(Settings::default(), noon).await;
    assert_eq!(outcome(&here.send(request("GET", "/import", None)).await), 'P');
    let open = House::without_accounts(Settings { operator: false, ..Settings::default() }, noon).await;
    assert_eq!(outcome(&open.send(request("GET", "/import", None)).await), 'S');
    assert_eq!(outcome(&open.send(request("GET", "/", None)).await), 'S');
}

#[tokio::test]
async fn the_first_account_is_an_administrator_and_ends_the_open_house() {
    let house = House::without_accounts(Settings::default(), noon).await;
    let first = |role: &str| {
        form(
            "/kontoer",
            &format!("epost=kari%40eksempel.no&rolle={role}&enhet=EGEN&passord=tolv+tegn+minst"),
            None,
        )
    };
    let response = house.send(first("registrator")).await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let html = text(response).await;
    assert!(html.contains("Den første kontoen skal være en administrator"), "{html}");
    assert!(html.contains("value=\"kari@eksempel.no\"") && !html.contains("tolv tegn minst"), "{html}");

    let response = house.send(first("administrator")).await;
    assert_eq!(super::header(&response, header::LOCATION), "/logg-inn");
    assert_eq!(outcome(&house.send(request("GET", "/import", None)).await), 'S');
}

#[tokio::test]
async fn a_registrar_sees_the_trail_of_her_units_and_an_administrator_everything() {
    let house = House::new(Settings::default(), noon).await;
    let administrator = house.session(Role::Administrator, noon()).await;
    let html = text(house.send(request("GET", "/endringer", Some(&administrator))).await).await;
    assert!(html.contains("Konto laget") && html.contains("E-post: leser@eksempel.no"), "{html}");
    assert!(!html.contains("argon2"));
    let registrar = house.session(Role::Registrar, noon()).await;
    let html = text(house.send(request("GET", "/endringer", Some(&registrar))).await).await;
    assert!(
        html.contains("Enhet EGEN") && !html.contains("Enhet ANNEN") && !html.contains("laget"),
        "{html}"
    );
}
