//! *Ledige senger*, *Kompletthet*, *Årsrapport* and *Døgn* through the router, over rows counted by hand.

use super::{header, noon, router_on, text};
use crate::http::assets::Files;
use crate::http::{Setup, router};
use ::tables::Cell;
use app::aarsrapport::report;
use app::data::Data;
use app::ledige_senger::Access;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header as names};
use calamine::{Data as Value, DataType as _, Reader as _, Xlsx, open_workbook_from_rs};
use chrono::{DateTime, Utc};
use http_body_util::BodyExt as _;
use intake::Desk;
use measures::Gate;
use std::io::Cursor;
use store::{By, Provenance, Store};
use tower::ServiceExt as _;
use vocabulary::{
    AgeGroup, Alternative, Beds, Destination, Municipality, Person, Referrer, Registration, Role, Rows,
    Scope, Sex, Stay, Unit, UnitKind, UnitMunicipality,
};

/// `noon` is on 1 March 2026.
const TODAY: &str = "2026-03-01";

struct Place {
    router: axum::Router,
    store: Store,
    _folder: tempfile::TempDir,
}

fn unit(code: &str, host: &str) -> Unit {
    Unit {
        host: host.parse().ok(),
        opened: "2020-01-01".parse().ok(),
        location: Some("Helsehuset".into()),
        direct_from_emergency: Some(true),
        telephone: Some("22 11 80 80".into()),
        offer: Some("Væske <b>intravenøst</b>".into()),
        ..Unit::new(code.parse().unwrap(), format!("Enhet {code}"), UnitKind::Kad)
    }
}

fn municipality(number: &str, name: &str, trust: &str) -> Municipality {
    Municipality::new(number.parse().unwrap(), name, "Helse Vest RHF", trust)
}

fn registration(unit: &str, date: &str, beds: f64, occupied: f64) -> Registration {
    Registration {
        unit: unit.parse().unwrap(),
        date: date.parse().unwrap(),
        beds,
        occupied,
        admissions: Some(2),
        discharges: Some(2),
        rejected: None,
        discharge_ready: None,
    }
}

fn stay(unit: &str, id: usize, home: &str) -> Stay {
    let admitted: DateTime<Utc> = "2025-06-01T10:00:00Z".parse().unwrap();
    Stay {
        id: format!("{unit}{id}").parse().unwrap(),
        unit: unit.parse().unwrap(),
        home: home.parse().unwrap(),
        admitted,
        discharged: Some(admitted + chrono::Duration::days(2)),
        dates_only: false,
        age_group: AgeGroup::Age80Plus,
        sex: Some(if id.is_multiple_of(2) { Sex::Female } else { Sex::Male }),
        origin: None,
        referrer: Referrer::OutOfHours,
        reason: "R81".parse().ok(),
        problem: None,
        purpose: None,
        alternative: Some(Alternative::Hospital),
        destination: Some(Destination::Home),
    }
}

/// Unit A in Eigersund (Stavanger HF): 4 beds, 20 stays in June 2025, registered yesterday and today but for two
/// days in February. Unit B in Bergen: 3 of 3 beds occupied a week ago, 3 stays. Unit C in Bergen has said nothing.
async fn filled(access: Access) -> Place {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&format!("sqlite://{}", folder.path().join("test.db").display())).await.unwrap();
    let mut days: Vec<Registration> = Vec::new();
    let from: chrono::NaiveDate = "2026-02-01".parse().unwrap();
    for (i, day) in from.iter_days().take(29).enumerate() {
        if i != 4 && i != 5 {
            days.push(registration("A", &day.to_string(), 4.0, 1.0));
        }
    }
    days.push(registration("B", "2026-02-22", 3.0, 3.0));
    let stays = (0..20).map(|i| stay("A", i, "1101")).chain((0..3).map(|i| stay("B", i, "4601"))).collect();
    let beds =
        |unit: &str, beds| Beds { unit: unit.parse().unwrap(), from: "2020-01-01".parse().unwrap(), beds };
    for rows in [
        Rows::Municipalities(vec![
            municipality("1101", "Eigersund", "Stavanger"),
            municipality("4601", "Bergen", "Bergen"),
        ]),
        Rows::Units(vec![unit("A", "1101"), unit("B", "4601"), unit("C", "4601")]),
        Rows::UnitMunicipalities(vec![UnitMunicipality {
            unit: "A".parse().unwrap(),
            municipality: "1101".parse().unwrap(),
            from: "2020-01-01".parse().unwrap(),
            to: None,
            share: None,
        }]),
        Rows::Beds(vec![beds("A", 4.0), beds("B", 3.0)]),
        Rows::Registrations(days),
        Rows::Stays(stays),
    ] {
        let mut import = store.begin_import(rows.dataset()).await.unwrap();
        import.add(&rows).await.unwrap();
        let provenance = Provenance {
            file_name: "fil.csv".into(),
            sha256: "00".into(),
            imported_at: noon(),
            imported_by: "test".into(),
        };
        import.finish(&provenance).await.unwrap();
    }
    let router = match access {
        Access::SignedIn => router_on(&store, folder.path(), noon, Files::Absent),
        access => {
            let desk = Desk::open(store.clone(), folder.path(), 100_000, noon()).unwrap();
            let mut data = Data::new(store.clone(), noon, Gate::default());
            data.free_beds = access;
            let (watch, readers) = crate::http::tests::watched_by(&store);
            router(Setup {
                files: Files::Absent,
                data,
                desk,
                demo: None,
                access: crate::http::access::Settings::default(),
                watch,
                readers,
                replica: None,
            })
        }
    };
    Place { router, store, _folder: folder }
}

impl Place {
    async fn get(&self, address: &str) -> Response<Body> {
        self.router.clone().oneshot(Request::get(address).body(Body::empty()).unwrap()).await.unwrap()
    }

    async fn page(&self, address: &str) -> String {
        let response = self.get(address).await;
        assert_eq!(response.status(), StatusCode::OK, "{address}");
        let html = text(response).await;
        assert_eq!(html.matches("<h1").count(), 1, "{address}");
        assert!(!html.contains(" style="), "{address}");
        html.replace("<!>", "").replace("<!---->", "").replace('\u{a0}', " ")
    }

    async fn post(&self, address: &str, fields: &[(&str, &str)]) -> Response<Body> {
        let mut body = String::new();
        for (name, value) in fields {
            app::selection::push(&mut body, name, value);
        }
        let request = Request::post(address)
            .header(names::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        self.router.clone().oneshot(request).await.unwrap()
    }
}

/// The next event of a stream that isn't a heartbeat.
async fn event(body: &mut Body) -> String {
    loop {
        let frame = tokio::time::timeout(std::time::Duration::from_secs(20), body.frame());
        let frame = frame.await.expect("an event in time").expect("the stream goes on").unwrap();
        let text = String::from_utf8(frame.into_data().unwrap().to_vec()).unwrap();
        if text.contains("event:") {
            return text;
        }
    }
}

#[tokio::test]
async fn free_beds_are_shown_with_their_age_and_the_telephone() {
    let place = filled(Access::SignedIn).await;
    let html = place.page("/ledige-senger").await;
    assert!(html.contains("<strong>1 enhet</strong> med ledige senger, 3 senger til sammen."), "{html}");
    assert!(html.contains("<strong>3</strong> ledige av 4 senger"));
    assert!(html.contains("Registrert for i dag."));
    assert!(html.contains("href=\"tel:+4722118080\""));
    assert!(html.contains("Væske &lt;b&gt;intravenøst&lt;/b&gt;"), "nothing from a file becomes markup");
    assert!(!html.contains("Enhet B</h3>"));
    let all = place.page("/ledige-senger?alle=1").await;
    assert!(all.contains("<strong>Fullt</strong> av 3 senger"));
    assert!(all.contains("Tallet er fra 22. februar. Det kan ha endret seg: ring og spør."));
    assert!(all.contains("Enheten har ikke registrert. Ring."));
    let home = place.page("/ledige-senger?kommune=1101").await;
    assert!(home.contains("Tar imot pasienter fra Eigersund"));
}

#[tokio::test]
async fn running_stays_tell_the_free_beds_of_a_unit_that_registers_them() {
    let place = filled(Access::SignedIn).await;
    let by = By { account: None, person: "kari@eksempel.no", at: noon() };
    place.store.register_stays(&"B".parse().unwrap(), TODAY.parse().unwrap(), &by).await.unwrap();
    let html = place.page("/ledige-senger").await;
    assert!(html.contains("Enhet B</h3>") && html.contains("<strong>3</strong> ledige av 3 senger"));
    assert!(html.contains("Oppholdene føres fortløpende."));
}

#[tokio::test]
async fn the_list_is_for_those_whom_the_operator_allows() {
    let secret = "0123456789abcdef";
    let place = filled(Access::Link(secret.into())).await;
    // Without accounts whoever reaches the program is its operator, and so signed in.
    assert_eq!(place.get("/ledige-senger").await.status(), StatusCode::OK);
    let html = place.page(&format!("/ledige-senger?nokkel={secret}")).await;
    assert!(html.contains(&format!("name=\"nokkel\" value=\"{secret}\"")), "the form keeps the key");
}

#[tokio::test]
async fn a_listener_gets_the_list_anew_when_somebody_saves_a_day() {
    let place = filled(Access::Everyone).await;
    let html = place.page("/ledige-senger?alle=1").await;
    let stream = html.split("stream").find(|part| part.contains("/ledige-senger/strom")).unwrap();
    let from = stream.split("fra=").nth(1).unwrap().split(['"', '&', '\\']).next().unwrap();
    let response = place.get(&format!("/ledige-senger/strom?alle=1&fra={from}")).await;
    assert_eq!(header(&response, names::CONTENT_TYPE), "text/event-stream");
    assert!(header(&response, names::CONTENT_ENCODING).is_empty(), "a packed stream would wait in a buffer");
    let mut body = response.into_body();
    let by = By { account: None, person: "kari@eksempel.no", at: noon() };
    let b = registration("B", TODAY, 3.0, 1.0);
    place.store.save_day(&b, None, None, &by).await.unwrap();
    let first = event(&mut body).await;
    assert!(
        first.contains("event: liste") && first.contains("<strong>2</strong> ledige av 3 senger"),
        "{first}"
    );
    // Who has an old version is told at once.
    let mut late = place.get("/ledige-senger/strom?fra=0-2026-01-01").await.into_body();
    assert!(event(&mut late).await.contains("2 enheter"));
}

#[tokio::test]
async fn completeness_tells_missing_days_and_answers() {
    let place = filled(Access::SignedIn).await;
    let html = place.page("/kompletthet?enhet=A&fra=2026-02-01&til=2026-03-31").await;
    // February less two days, up to yesterday.
    assert!(html.contains("26 av 28 enhetsdøgn er registrert (92,9 %)."), "{html}");
    assert!(html.contains("Mangler 2 døgn: 5.–6. februar."));
    let year = place.page("/kompletthet?enhet=A&fra=2025-06-01&til=2025-06-30").await;
    assert!(year.contains("<td>100,0 %</td>"), "all twenty answered");
    assert!(year.contains("Ingen døgn er registrert i perioden. Siste er 1. mars 2026."));
    let country = place.page("/kompletthet?sorter=-mangler").await;
    assert!(country.contains("aria-sort=\"descending\"") && country.contains(">Stavanger</a>"));
    let silent = place.page("/kompletthet?enhet=C").await;
    assert!(silent.contains("Ingen døgn er registrert."));
}

#[tokio::test]
async fn every_figure_says_how_complete_its_data_are() {
    let place = filled(Access::SignedIn).await;
    let belegg = place.page("/belegg?enhet=A&fra=2026-02-01&til=2026-02-28").await;
    assert!(belegg.contains("Data: 93 % av døgnene, siste 1. mars 2026."), "{belegg}");
    let figures: Vec<&str> = belegg.split("<figure ").skip(1).collect();
    assert!(figures.len() >= 3);
    for figure in figures {
        let figure = figure.split("</figure>").next().unwrap();
        assert!(figure.contains("<p class=\"data-line\">Data: "), "{figure}");
    }
    for page in ["/liggetid", "/innleggelsesveier"] {
        let html = place.page(&format!("{page}?enhet=A&fra=2026-02-01&til=2026-02-28")).await;
        assert!(html.contains("ingen avsluttede opphold er registrert"), "{page}");
    }
    let oversikt = place.page("/?fra=2026-02-01&til=2026-02-28").await;
    assert!(oversikt.contains("class=\"data-line\""));
}

/// The value beside `place` under `column` on a sheet.
fn value(file: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str, place: &str, column: &str) -> Value {
    let range = file.worksheet_range(sheet).unwrap();
    let rows: Vec<&[Value]> = range.rows().collect();
    let head = rows.iter().find(|row| row.iter().any(|cell| *cell == column)).unwrap();
    let c = head.iter().position(|cell| *cell == column).unwrap();
    let row = rows.iter().find(|row| row.iter().take(2).any(|cell| *cell == place)).unwrap();
    row[c].clone()
}

#[tokio::test]
async fn the_yearly_report_is_the_same_on_the_page_and_in_the_workbook() {
    let place = filled(Access::SignedIn).await;
    let html = place.page("/aarsrapport?aar=2025").await;
    assert!(html.contains("Årsrapport 2025 – Hele landet"));
    let response = place.get("/aarsrapport.xlsx?aar=2025").await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(
        header(&response, names::CONTENT_DISPOSITION),
        "attachment; filename=\"aarsrapport-2025-hele-landet.xlsx\""
    );
    let bytes = response.into_body().collect().await.unwrap().to_bytes().to_vec();
    let mut file: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    assert_eq!(
        file.sheet_names(),
        [
            "Enheter",
            "Vertskommuner",
            "Bostedskommuner",
            "Kjønn",
            "Alder",
            "Innleggelsesårsak",
            "Henvist av",
            "Utskrevet til",
            "Definisjoner"
        ]
    );
    // What it was made by and of, and where its page is.
    let notes = file.worksheet_range("Alder").unwrap();
    let notes: Vec<String> = notes.rows().take(5).map(|row| row[0].to_string()).collect();
    let made = notes.iter().find(|note| note.starts_with("Laget ")).unwrap_or_else(|| panic!("{notes:?}"));
    assert!(made.contains(&measures::definitions_version()) && made.contains("datautgave"), "{made}");
    assert!(made.ends_with("Side: /aarsrapport?aar=2025"), "{made}");
    // The operator may see small numbers: three stays in B are shown.
    assert_eq!(value(&mut file, "Enheter", "Enhet A", "Avsluttede opphold").as_f64(), Some(20.0));
    assert_eq!(value(&mut file, "Enheter", "Enhet A", "Liggedøgn (opphold)").as_f64(), Some(40.0));
    assert_eq!(value(&mut file, "Enheter", "Enhet A", "Plasser").as_f64(), Some(4.0));
    assert_eq!(value(&mut file, "Enheter", "Enhet A", "Belegg (SSB)"), "..");
    assert_eq!(value(&mut file, "Vertskommuner", "Bergen", "Avsluttede opphold").as_f64(), Some(3.0));
    assert_eq!(value(&mut file, "Bostedskommuner", "Eigersund", "Liggedøgn (opphold)").as_f64(), Some(40.0));
    assert_eq!(value(&mut file, "Kjønn", "Enhet A", "Kvinne").as_f64(), Some(10.0));
    assert_eq!(value(&mut file, "Alder", "Enhet A", "80 år og eldre").as_f64(), Some(20.0));
    assert_eq!(value(&mut file, "Utskrevet til", "Enhet A", "Eget hjem").as_f64(), Some(20.0));
    assert!(html.contains("<th scope=row>Enhet A</th><td>A</td>"));
}

#[tokio::test]
async fn a_report_of_another_year_or_none_is_answered() {
    let place = filled(Access::SignedIn).await;
    for (asked, title) in
        [("aar=2024", "Årsrapport 2024"), ("aar=1800", "Årsrapport 2025"), ("aar=x", "Årsrapport 2025")]
    {
        let html = place.page(&format!("/aarsrapport?{asked}&enhet=A")).await;
        assert!(html.contains(&format!("{title} – Enhet A")), "{asked}");
    }
    let html = place.page("/aarsrapport?aar=2026&kommune=1101").await;
    assert!(html.contains("Året er ikke over: tallene er foreløpige."));
}

#[tokio::test]
async fn a_typed_day_is_saved_and_told_in_the_trail() {
    let place = filled(Access::SignedIn).await;
    let html = place.page("/doegn/A?maaned=2026-02").await;
    assert!(html.contains("id=\"senger-2026-02-05\"") && html.contains("value=\"|||||\""));
    let fields = [
        ("senger-2026-02-05", "4"),
        ("belagt-2026-02-05", "2,5"),
        ("avvist-2026-02-05", "1"),
        ("foer-2026-02-05", "|||||"),
        ("versjon-2026-02-05", ""),
    ];
    let response = place.post("/doegn/A?maaned=2026-02", &fields).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(header(&response, names::LOCATION), "/doegn/A?maaned=2026-02&lagret=1");
    let a = "A".parse().unwrap();
    let day = place.store.day(&a, "2026-02-05".parse().unwrap()).await.unwrap().unwrap();
    assert_eq!((day.registration.occupied, day.registration.rejected), (2.5, Some(1)));
    let trail = place.store.changes(Some(&a), None, 10).await.unwrap();
    assert_eq!(
        (trail.len(), trail[0].action.as_str(), trail[0].row_key.as_str()),
        (1, "made", "A|2026-02-05")
    );
    let shown = place.page("/doegn/A?maaned=2026-02&lagret=1").await;
    assert!(shown.contains("1 døgn er lagret.") && shown.contains("value=\"2,5\""));
    // Sent twice: nothing more happens.
    assert_eq!(place.post("/doegn/A?maaned=2026-02", &fields).await.status(), StatusCode::SEE_OTHER);
    assert_eq!(place.store.changes(Some(&a), None, 10).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_day_is_struck_out_by_emptying_it_twice() {
    let place = filled(Access::SignedIn).await;
    let (a, date) = ("A".parse().unwrap(), "2026-02-05".parse().unwrap());
    let by = By { account: None, person: "kari@eksempel.no", at: noon() };
    place.store.save_day(&registration("A", "2026-02-05", 4.0, 1.0), None, None, &by).await.unwrap();
    let standing = place.store.day(&a, date).await.unwrap().unwrap();
    let version = standing.version.to_string();
    let mut fields = vec![
        ("senger-2026-02-05", ""),
        ("belagt-2026-02-05", ""),
        ("foer-2026-02-05", "4|1||||"),
        ("versjon-2026-02-05", version.as_str()),
        ("grunn", "dobbelt"),
    ];
    let html = text(place.post("/doegn/A?maaned=2026-02", &fields).await).await;
    assert!(html.contains("døgnet strykes") && html.contains("value=\"2026-02-05 stryk\""), "{html}");
    assert!(place.store.day(&a, date).await.unwrap().is_some());
    fields.push(("spurt", "2026-02-05 stryk"));
    assert_eq!(place.post("/doegn/A?maaned=2026-02", &fields).await.status(), StatusCode::SEE_OTHER);
    assert!(place.store.day(&a, date).await.unwrap().is_none());
    let trail = place.store.changes(Some(&a), None, 1).await.unwrap();
    assert_eq!((trail[0].action.as_str(), trail[0].reason.as_deref()), ("struck", Some("dobbelt")));
    // Sent twice: it is gone already.
    assert_eq!(place.post("/doegn/A?maaned=2026-02", &fields).await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_fault_saves_nothing_and_loses_nothing() {
    let place = filled(Access::SignedIn).await;
    let fields = [
        ("senger-2026-02-05", "4"),
        ("belagt-2026-02-05", "1"),
        ("foer-2026-02-05", "|||||"),
        ("senger-2026-02-06", "fire<"),
        ("belagt-2026-02-06", "3"),
        ("foer-2026-02-06", "|||||"),
    ];
    let response = place.post("/doegn/A?maaned=2026-02", &fields).await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let html = text(response).await;
    assert!(html.contains("Ingenting er lagret.") && html.contains("value=\"fire&lt;\" aria-invalid=true"));
    assert!(html.contains("Skriv et tall.") && html.contains("href=\"#senger-2026-02-06\""));
    assert!(place.store.day(&"A".parse().unwrap(), "2026-02-05".parse().unwrap()).await.unwrap().is_none());
}

#[tokio::test]
async fn an_unlikely_number_is_saved_when_it_is_sent_again() {
    let place = filled(Access::SignedIn).await;
    let mut more = Vec::new();
    // Three more days make a habit of thirty.
    for day in ["2026-01-29", "2026-01-30", "2026-01-31"] {
        more.push(registration("A", day, 4.0, 1.0));
    }
    for day in &more {
        let by = By { account: None, person: "kari@eksempel.no", at: noon() };
        place.store.save_day(day, None, None, &by).await.unwrap();
    }
    let mut fields =
        vec![("senger-2026-02-05", "44"), ("belagt-2026-02-05", "1"), ("foer-2026-02-05", "|||||")];
    let response = place.post("/doegn/A?maaned=2026-02", &fields).await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let html = text(response).await;
    assert!(
        html.contains("Enheten har hatt fra 4 til 4 det siste året.")
            && html.contains("Tallene stemmer, lagre")
    );
    assert!(html.contains("name=\"spurt\" value=\"2026-02-05 senger 44\""));
    fields.push(("spurt", "2026-02-05 senger 44"));
    assert_eq!(place.post("/doegn/A?maaned=2026-02", &fields).await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_second_of_two_is_shown_the_first_ones_numbers_and_loses_nothing() {
    let place = filled(Access::SignedIn).await;
    let by = By { account: None, person: "ola@eksempel.no", at: noon() };
    place.store.save_day(&registration("A", "2026-02-05", 4.0, 3.0), None, None, &by).await.unwrap();
    let fields = [
        ("senger-2026-02-05", "4"),
        ("belagt-2026-02-05", "2"),
        ("foer-2026-02-05", "|||||"),
        ("senger-2026-02-06", "4"),
        ("belagt-2026-02-06", "1"),
        ("foer-2026-02-06", "|||||"),
    ];
    let response = place.post("/doegn/A?maaned=2026-02", &fields).await;
    assert_eq!(response.status(), StatusCode::CONFLICT);
    let html = text(response).await.replace("<!>", "").replace("<!---->", "");
    assert!(html.contains("1 døgn er lagret."), "the other day");
    assert!(html.contains("senger 4, belagt 3, innleggelser 2, utskrivinger 2"), "what stands");
    assert!(html.contains("Du skrev senger 4, belagt 2."), "what was typed");
    assert!(html.contains("name=\"versjon-2026-02-05\" value=\"1\""), "saving once more is knowing");
    let again = [
        ("senger-2026-02-05", "4"),
        ("belagt-2026-02-05", "2"),
        ("foer-2026-02-05", "4|3|2|2||"),
        ("versjon-2026-02-05", "1"),
        ("grunn", "ny_opplysning"),
    ];
    assert_eq!(place.post("/doegn/A?maaned=2026-02", &again).await.status(), StatusCode::SEE_OTHER);
    let trail = place.store.changes_of("day", "A|2026-02-05").await.unwrap();
    assert_eq!((trail[0].action.as_str(), trail[0].reason.as_deref()), ("changed", Some("ny_opplysning")));
}

#[tokio::test]
async fn a_unit_that_isnt_ones_own_is_neither_shown_nor_saved() {
    let place = filled(Access::SignedIn).await;
    // Nobody registers in a unit that doesn't exist: the answer is that of another's unit.
    assert_eq!(place.get("/doegn/FINNES-IKKE").await.status(), StatusCode::FORBIDDEN);
    let response = place.post("/doegn/FINNES-IKKE?maaned=2026-02", &[("senger-2026-02-05", "4")]).await;
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn few_patients_are_shown_to_those_who_register_there_alone() {
    let place = filled(Access::SignedIn).await;
    let data = Data::new(place.store.clone(), noon, Gate::default());
    let catalogue = data.catalogue().await.unwrap();
    let registrar = |unit: &str| Person {
        account: Some(1),
        name: "kari@eksempel.no".into(),
        role: Role::Registrar,
        trust: None,
        units: vec![unit.parse().unwrap()],
    };
    let statistics = Person { role: Role::Statistics, units: Vec::new(), ..registrar("B") };
    let unit_b = Scope::Unit("B".parse().unwrap());
    // B has three stays: told by its completed stays, its bed-days and its only home.
    for (person, scope, expected) in [
        (&statistics, &Scope::Country, ":"),
        (&statistics, &unit_b, ":"),
        (&registrar("A"), &unit_b, ":"),
        (&registrar("B"), &Scope::Country, ":"),
        (&registrar("B"), &unit_b, "3"),
    ] {
        let report = report(&data, Some(person), &catalogue, scope, 2025).await.unwrap();
        for (part, name) in
            [("Enheter", "Enhet B"), ("Vertskommuner", "Bergen"), ("Bostedskommuner", "Bergen")]
        {
            let part = report.parts.iter().find(|found| found.title == part).unwrap();
            let column = part.columns.iter().position(|column| column == "Avsluttede opphold").unwrap();
            let row = part.rows.iter().find(|row| row[0] == Cell::Text(name.into())).unwrap();
            assert_eq!(row[column].text(), expected, "{} for {person:?} in {scope:?}", part.title);
            let days = part.columns.iter().position(|column| column == "Liggedøgn (opphold)").unwrap();
            assert_eq!(row[days].text() == ":", expected == ":");
        }
        assert_eq!(report.gated, expected == ":");
    }
}
