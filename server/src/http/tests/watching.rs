//! What an operator watches: references, log lines, metrics, health.

use super::*;
use crate::http::access::Settings;
use crate::http::metrics::{CONTENT_TYPE, Watch, own_router};
use crate::logs;
use axum::extract::ConnectInfo;
use sqlx::{Connection as _, Executor as _};
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use store::Provenance;
use tracing_subscriber::fmt::MakeWriter;
use vocabulary::{Registration, Rows, Unit, UnitKind};

const TOKEN: &str = "Bearer et-langt-ord-som-ingen-gjetter";

/// An application whose proxy is believed, and whose database can be tampered with.
async fn watched() -> Application {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("kadpuls.db").display());
    let store = store::Store::open(&url).await.unwrap();
    let access = Settings { proxies: vec!["10.0.0.1".parse().unwrap()], ..Settings::default() };
    let router = router_for(access, &store, folder.path(), noon, Files::Absent);
    Application { router, store, folder }
}

impl Application {
    async fn ask(&self, path: &str, headers: &[(&str, &str)], peer: &str) -> Response<Body> {
        let mut request = Request::get(path).body(Body::empty()).unwrap();
        for (name, value) in headers {
            request
                .headers_mut()
                .insert(header::HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
        }
        let peer: SocketAddr = peer.parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        self.router.clone().oneshot(request).await.unwrap()
    }

    async fn metrics(&self) -> String {
        let response = self.ask("/metrics", &[("authorization", TOKEN)], "192.0.2.1:1").await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(header(&response, header::CONTENT_TYPE), CONTENT_TYPE);
        text(response).await
    }

    async fn take_in(&self, rows: Rows) {
        let mut import = self.store.begin_import(rows.dataset()).await.unwrap();
        import.add(&rows).await.unwrap();
        let provenance = Provenance {
            file_name: "test.csv".into(),
            sha256: "00".into(),
            imported_at: noon(),
            imported_by: "test".into(),
        };
        import.finish(&provenance).await.unwrap();
    }
}

fn day(unit: &str, date: &str) -> Registration {
    Registration {
        unit: unit.parse().unwrap(),
        date: date.parse().unwrap(),
        beds: 4.0,
        occupied: 2.0,
        admissions: None,
        discharges: None,
        rejected: None,
        discharge_ready: None,
    }
}

/// The value of the line that begins so.
fn value(metrics: &str, start: &str) -> Option<f64> {
    let line = metrics.lines().find(|line| line.starts_with(start))?;
    line.rsplit(' ').next()?.parse().ok()
}

#[tokio::test]
async fn metrics_are_for_who_has_the_token() {
    let app = watched().await;
    for headers in [&[][..], &[("authorization", "Bearer et-annet-langt-ord")], &[("authorization", "et")]] {
        let response = app.ask("/metrics", headers, "127.0.0.1:1").await;
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(text(response).await, "");
    }
    assert!(app.metrics().await.ends_with("# EOF\n"));
}

#[tokio::test]
async fn an_address_of_its_own_has_metrics_and_health_and_nothing_else() {
    let app = watched().await;
    let own = own_router(Watch::new("SQLite"), app.store.clone(), noon);
    for (path, status) in [("/metrics", 200), ("/health/live", 200), ("/health/ready", 200), ("/", 404)] {
        let request = Request::get(path).body(Body::empty()).unwrap();
        assert_eq!(own.clone().oneshot(request).await.unwrap().status().as_u16(), status, "{path}");
    }
}

#[tokio::test]
async fn requests_are_counted_by_route_and_never_by_what_somebody_made_up() {
    let app = watched().await;
    for path in ["/belegg?enhet=A", "/belegg", "/health/live", "/finnes-ikke-17", "/enheten/HEMMELIG-1"] {
        app.ask(path, &[], "192.0.2.1:1").await;
    }
    let found = app.metrics().await;
    let count = |route: &str, status: u16| {
        let labels = format!("{{method=\"GET\",route=\"{route}\",status=\"{status}\"}}");
        value(&found, &format!("kadpuls_http_requests_total{labels}"))
    };
    assert_eq!((count("/belegg", 200), count("/health/{what}", 200)), (Some(2.0), Some(1.0)), "{found}");
    assert_eq!(count("elsewhere", 404), Some(1.0));
    assert!(!found.contains("finnes-ikke") && !found.contains("HEMMELIG"), "{found}");
    let counted = "kadpuls_http_request_duration_seconds_count{route=\"/belegg\",status=\"2xx\"}";
    assert_eq!(value(&found, counted), Some(2.0));
    // Who reads is under way herself.
    assert_eq!(value(&found, "kadpuls_http_requests_under_way "), Some(1.0));
}

#[tokio::test]
async fn imports_and_the_age_of_each_units_data_are_told() {
    let app = watched().await;
    let unit = |code: &str| Unit::new(code.parse().unwrap(), format!("Enhet {code}"), UnitKind::Kad);
    let closed = Unit { closed: "2020-01-01".parse().ok(), ..unit("STENGT") };
    app.take_in(Rows::Units(vec![unit("A"), unit("B"), unit("C"), closed])).await;
    let days = [("A", "2026-02-28"), ("B", "2026-02-27"), ("B", "2026-02-01"), ("STENGT", "2019-12-31")];
    app.take_in(Rows::Registrations(days.iter().map(|(unit, date)| day(unit, date)).collect())).await;
    let found = app.metrics().await;
    // It is 12:00 UTC on 1 March: 28 February ended at 23:00 UTC, 13 hours ago.
    for (name, expected) in [
        ("kadpuls_unit_data_age_seconds{unit=\"A\"}", Some(46_800.0)),
        ("kadpuls_unit_data_age_seconds{unit=\"B\"}", Some(133_200.0)),
        ("kadpuls_unit_data_age_seconds{unit=\"C\"}", None),
        ("kadpuls_unit_data_age_seconds{unit=\"STENGT\"}", None),
        ("kadpuls_data_age_seconds ", Some(46_800.0)),
        ("kadpuls_units_without_data ", Some(1.0)),
        ("kadpuls_imports_total{dataset=\"registreringer\"}", Some(1.0)),
        ("kadpuls_import_rows_total{dataset=\"registreringer\",outcome=\"added\"}", Some(4.0)),
        ("kadpuls_database_up ", Some(1.0)),
    ] {
        assert_eq!(value(&found, name), expected, "{name}\n{found}");
    }
    app.store.close().await;
    let found = app.metrics().await;
    assert_eq!(value(&found, "kadpuls_database_up "), Some(0.0), "and the rest is still told");
}

#[tokio::test]
async fn the_dashboard_asks_for_metrics_that_there_are() {
    let app = watched().await;
    app.take_in(Rows::Units(vec![Unit::new("A".parse().unwrap(), "A", UnitKind::Kad)])).await;
    app.take_in(Rows::Registrations(vec![day("A", "2026-02-28")])).await;
    app.ask("/", &[], "192.0.2.1:1").await;
    let found = app.metrics().await;
    // Named in full, or by the lines that describe a metric which has no value yet.
    let mut there: BTreeSet<String> = found
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| Some(line.split(['{', ' ']).next()?.to_owned()))
        .collect();
    there.extend(
        found.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next().map(str::to_owned)),
    );
    let dashboard: serde_json::Value =
        serde_json::from_str(include_str!("../../../packaging/grafana.json")).unwrap();
    let mut asked = BTreeSet::new();
    for panel in dashboard["panels"].as_array().unwrap() {
        for target in panel["targets"].as_array().into_iter().flatten() {
            let query = target["expr"].as_str().unwrap();
            let names = query.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            asked.extend(names.filter(|name| name.starts_with("kadpuls_")).map(str::to_owned));
        }
    }
    assert!(asked.len() > 10, "{asked:?}");
    let missing: Vec<_> = asked.difference(&there).collect();
    assert!(missing.is_empty(), "{missing:?} of\n{there:#?}");
}

/// The names that a text in `` `kadpuls_…{labels}` `` speaks of.
fn named(text: &str) -> BTreeSet<String> {
    let names = text.split('`').skip(1).step_by(2).filter(|code| code.starts_with("kadpuls_"));
    names.map(|name| name.split('{').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_operators_list_names_every_metric_and_no_other() {
    let app = watched().await;
    app.take_in(Rows::Units(vec![Unit::new("A".parse().unwrap(), "A", UnitKind::Kad)])).await;
    app.take_in(Rows::Registrations(vec![day("A", "2026-02-28")])).await;
    app.ask("/", &[], "192.0.2.1:1").await;
    let found = app.metrics().await;
    // As OpenMetrics writes them: counters and infos by their name and an ending.
    let mut there: BTreeSet<String> = found
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' '))
        .map(|(name, kind)| match kind {
            "counter" => format!("{name}_total"),
            "info" => format!("{name}_info"),
            _ => name.to_owned(),
        })
        .collect();
    // Where there is a replica.
    there.insert("kadpuls_reads_total".to_owned());
    let operations = include_str!("../../../../docs/OPERATIONS.md");
    let table = operations.split("| metric | |").nth(1).unwrap().split("\n\n").next().unwrap();
    assert_eq!(named(table), there);
    // What a server is watched by: requests, errors, latency, connections, imports, age of each unit's newest day.
    for promised in [
        "kadpuls_http_requests_total{method=\"GET\",route=\"/\",status=\"200\"}",
        "kadpuls_http_request_duration_seconds_bucket{le=\"",
        "kadpuls_database_connections{state=\"",
        "kadpuls_imports_total{dataset=\"registreringer\"}",
        "kadpuls_unit_data_age_seconds{unit=\"A\"}",
    ] {
        assert!(found.contains(promised), "{promised} in\n{found}");
    }
}

#[tokio::test]
async fn ready_is_only_who_can_answer() {
    let app = watched().await;
    let status = async |path: &str| app.ask(path, &[], "192.0.2.1:1").await.status().as_u16();
    assert_eq!(status("/health/ready").await, 200);
    let file = app.folder.path().join("kadpuls.db");
    let mut connection =
        sqlx::SqliteConnection::connect(&format!("sqlite://{}", file.display())).await.unwrap();
    connection
        .execute("DELETE FROM _sqlx_migrations WHERE version = (SELECT MAX(version) FROM _sqlx_migrations)")
        .await
        .unwrap();
    connection.close().await.unwrap();
    assert_eq!(
        (status("/health/ready").await, status("/health/live").await),
        (503, 200),
        "a migration is missing"
    );
    app.store.close().await;
    assert_eq!(
        (status("/health/ready").await, status("/health/live").await),
        (503, 200),
        "the database is away"
    );
}

#[tokio::test]
async fn a_reference_is_taken_from_a_trusted_proxy_alone_and_only_if_it_can_be_one() {
    let app = watched().await;
    let long = "a".repeat(65);
    for (peer, sent, taken) in [
        ("10.0.0.1:1", "0123456789abcdef0123456789abcdef", true),
        ("10.0.0.1:1", "8f14e45f-ceea-4a7b-9c3d-2b1a0f9e8d7c", true),
        ("192.0.2.1:1", "0123456789abcdef0123456789abcdef", false),
        ("10.0.0.1:1", "short", false),
        ("10.0.0.1:1", &long, false),
        ("10.0.0.1:1", "linje under linje", false),
        ("10.0.0.1:1", "\"}{\"level\":\"INFO\"", false),
    ] {
        let given = header(&app.ask("/", &[("x-request-id", sent)], peer).await, "x-request-id");
        assert_eq!(given == sent, taken, "{peer} {sent}: {given}");
        assert!(!given.is_empty());
    }
}

/// Where log lines go.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;
    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Lines {
    fn read(&self) -> Vec<String> {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap().lines().map(str::to_owned).collect()
    }
}

/// What is logged while a page fails on its database and a form is refused.
async fn logged(format: logs::Format) -> (String, Vec<String>) {
    let app = watched().await;
    let lines = Lines::default();
    let guard = tracing::subscriber::set_default(logs::subscriber(
        "info,kadpuls=debug",
        format,
        false,
        lines.clone(),
    ));
    app.ask(
        "/logg-inn?til=%2Fbelegg%3Fenhet%3D13057248951",
        &[("cookie", "kadpuls=hemmelig")],
        "192.0.2.77:1",
    )
    .await;
    app.ask("/finnes-ikke/13057248951", &[], "192.0.2.77:1").await;
    app.ask("/enheten/HEMMELIG-1/opphold/77", &[], "192.0.2.77:1").await;
    // No table: who asks is found, and the page itself fails.
    let file = app.folder.path().join("kadpuls.db");
    let mut connection =
        sqlx::SqliteConnection::connect(&format!("sqlite://{}", file.display())).await.unwrap();
    connection.execute("DROP TABLE border_change").await.unwrap();
    connection.execute("DROP TABLE registration_month").await.unwrap();
    connection.execute("DROP TABLE unit_municipality").await.unwrap();
    connection.close().await.unwrap();
    let failed = app.ask("/belegg", &[], "192.0.2.77:1").await;
    assert_eq!(failed.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let id = header(&failed, "x-request-id");
    drop(guard);
    (id, lines.read())
}

#[tokio::test]
async fn signing_in_its_refusal_and_signing_out_are_logged_by_number_and_nothing_that_was_typed() {
    use super::access::{House, form, request};
    let house = House::new(Settings::default(), noon).await;
    let account = house.store.account_by_email("leser@eksempel.no").await.unwrap().unwrap().id;
    let lines = Lines::default();
    let guard =
        tracing::subscriber::set_default(logs::subscriber("info", logs::Format::Json, false, lines.clone()));
    for typed in
        ["epost=leser%40eksempel.no&passord=feil+passord+her", "epost=ukjent%40x.no&passord=hemmelig"]
    {
        house.send(form("/logg-inn", typed, None)).await;
    }
    let typed = "epost=leser%40eksempel.no&passord=riktig+hest+batteri";
    let response = house.send(form("/logg-inn", typed, None)).await;
    let cookie = header(&response, header::SET_COOKIE).split(';').next().unwrap().to_owned();
    house.send(request("GET", "/kontoer", Some(&cookie))).await;
    house.send(form("/logg-ut", "", Some(&cookie))).await;
    drop(guard);
    let lines = lines.read();
    let told: Vec<serde_json::Value> = lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told: Vec<_> = told
        .iter()
        .map(|line| {
            let field = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
            (field("message"), line["account"].as_i64(), field("why") + &field("route"))
        })
        .collect();
    let expected = [
        ("sign-in refused", Some(account), "wrong password"),
        ("sign-in refused", None, "no such account, or disabled"),
        ("session opened", Some(account), ""),
        ("refused: no right to it", Some(account), "/kontoer"),
        ("signed out", Some(account), ""),
    ];
    let expected: Vec<_> = expected.map(|(what, who, why)| (what.to_owned(), who, why.to_owned())).into();
    assert_eq!(told, expected, "{lines:#?}");
    let all = lines.join("\n");
    for secret in ["eksempel.no", "ukjent", "passord her", "hemmelig", "hest", &cookie[8..]] {
        assert!(!all.contains(secret), "{secret} in\n{all}");
    }
}

#[tokio::test]
async fn every_line_of_a_request_has_its_reference_and_nothing_of_who_asked() {
    let (id, lines) = logged(logs::Format::Text).await;
    assert!(lines.len() >= 5, "{lines:#?}");
    for line in &lines {
        assert!(line.contains("request{id="), "{line}");
    }
    let of_failure: Vec<_> = lines.iter().filter(|line| line.contains(&id)).collect();
    assert!(of_failure.iter().any(|line| line.contains("a page could not be made")), "{lines:#?}");
    assert!(of_failure.iter().any(|line| line.contains("status=500")), "{lines:#?}");
    let all = lines.join("\n");
    for secret in ["13057248951", "hemmelig", "192.0.2.77", "HEMMELIG-1"] {
        assert!(!all.contains(secret), "{secret} in\n{all}");
    }
}

#[tokio::test]
async fn as_json_every_line_is_an_object_with_the_reference() {
    let (id, lines) = logged(logs::Format::Json).await;
    let mut ours = 0;
    for line in &lines {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(line["span"]["id"].is_string(), "{line}");
        assert!(line["timestamp"].is_string() && line["level"].is_string(), "{line}");
        if line["span"]["id"] == id.as_str() && line["status"] == 500 {
            assert_eq!((&line["route"], &line["method"]), (&"/belegg".into(), &"GET".into()));
            ours += 1;
        }
    }
    assert_eq!(ours, 1, "{lines:#?}");
}
