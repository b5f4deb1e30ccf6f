//! *Enheten*: admit, discharge, correct, strike, the day; sent twice, in conflict, impossible, unlikely, not allowed.

mod times;

use super::*;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION};
use store::{By, Provenance, RegisteredStay};
use vocabulary::{Beds, Municipality, Rows, Unit, UnitCode, UnitKind};

const ID: &str = "h00000000000000aa";

fn code() -> UnitCode {
    "A".parse().unwrap()
}

fn unit(code: &str) -> Unit {
    Unit {
        host: "1101".parse().ok(),
        ..Unit::new(code.parse().unwrap(), format!("Enhet {code}"), UnitKind::Kad)
    }
}

fn municipality(number: &str, name: &str) -> Municipality {
    Municipality::new(number.parse().unwrap(), name, "Helse Vest RHF", "Stavanger")
}

async fn take_in(store: &store::Store, rows: Rows) {
    let mut import = store.begin_import(rows.dataset()).await.unwrap();
    import.add(&rows).await.unwrap();
    let provenance = Provenance {
        file_name: "f".into(),
        sha256: String::new(),
        imported_at: noon(),
        imported_by: "test".into(),
    };
    import.finish(&provenance).await.unwrap();
}

/// Two units with two beds each.
async fn ward() -> Application {
    ward_at(noon).await
}

async fn ward_at(now: fn() -> DateTime<Utc>) -> Application {
    let app = application(Files::Absent, now).await;
    take_in(
        &app.store,
        Rows::Municipalities(vec![municipality("1101", "Eigersund"), municipality("1103", "Stavanger")]),
    )
    .await;
    take_in(&app.store, Rows::Units(vec![unit("A"), unit("B")])).await;
    let beds =
        |code: &str| Beds { unit: code.parse().unwrap(), from: "2012-01-01".parse().unwrap(), beds: 2.0 };
    take_in(&app.store, Rows::Beds(vec![beds("A"), beds("B")])).await;
    app
}

type Fields<'a> = Vec<(&'a str, &'a str)>;

/// A whole admission; later pairs replace earlier ones.
fn admission<'a>(changes: &[(&'a str, &'a str)]) -> Fields<'a> {
    let mut fields = vec![
        ("handling", "inn"),
        ("nr", ID),
        ("kommune", "1103"),
        ("alder", "83"),
        ("kjoenn", "kvinne"),
        ("kom_fra", "hjem"),
        ("henvist_av", "legevaktslege"),
        ("aarsak", "R"),
        ("alternativ", "sykehus"),
        ("problem", "somatisk"),
        ("formaal", "kad"),
        ("seng", "1"),
        ("kode", ""),
        ("inn", ""),
    ];
    for (name, value) in changes {
        fields.retain(|(field, _)| field != name);
        fields.push((name, value));
    }
    fields
}

fn encoded(fields: &[(&str, &str)]) -> String {
    let part = |text: &str| -> String {
        text.bytes()
            .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
            .collect()
    };
    fields.iter().map(|(name, value)| format!("{}={}", part(name), part(value))).collect::<Vec<_>>().join("&")
}

impl Application {
    async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Response<Body> {
        let request = Request::post(path)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(encoded(fields)))
            .unwrap();
        self.router.clone().oneshot(request).await.unwrap()
    }

    async fn page(&self, path: &str) -> String {
        let response =
            self.router.clone().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        text(response).await
    }

    async fn refused(&self, path: &str, fields: &[(&str, &str)], status: StatusCode) -> String {
        let response = self.submit(path, fields).await;
        assert_eq!(response.status(), status);
        let html = text(response).await;
        assert_eq!(html.matches("<h1").count(), 1);
        html
    }

    async fn saved(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let response = self.submit(path, fields).await;
        let (status, place) = (response.status(), super::header(&response, LOCATION));
        assert_eq!(status, StatusCode::SEE_OTHER, "{}", text(response).await);
        place
    }

    async fn patients(&self) -> Vec<RegisteredStay> {
        self.store.patients(&code()).await.unwrap()
    }

    async fn admitted(&self) -> RegisteredStay {
        self.saved("/enheten/A", &admission(&[])).await;
        self.patients().await.remove(0)
    }
}

#[tokio::test]
async fn a_patient_is_admitted_seen_and_discharged() {
    let app = ward().await;
    let empty = app.page("/enheten/A").await;
    assert!(empty.contains("Ingen pasienter er innlagt") && empty.contains("accesskey=\"i\""));
    assert_eq!(app.saved("/enheten/A", &admission(&[])).await, format!("/enheten/A?lagret={ID}"));
    let html = app.page(&format!("/enheten/A?lagret={ID}")).await;
    assert!(html.contains("Lagt inn 1.3. kl. 13.00 i seng 1: Stavanger, 80 år og eldre."), "{html}");
    assert!(html.contains("inne 0 t, siden 1.3. kl. 13.00"), "{html}");
    // What was used last stands first.
    assert!(
        html.contains("<optgroup label=\"Mest brukt\"><option value=\"1103\" selected>Stavanger"),
        "{html}"
    );
    let out = [("handling", "ut"), ("opphold", &*format!("1.{ID}")), ("til", "hjem"), ("ut", "")];
    app.saved("/enheten/A", &out).await;
    assert!(app.patients().await.is_empty());
    let stay = app.store.stay(&code(), &ID.parse().unwrap()).await.unwrap().unwrap();
    assert_eq!((stay.stay.discharged, stay.version), (Some(noon()), 2));
    assert!(app.page("/enheten/A").await.contains("Skrevet ut siste uke"));
    // The same discharge again is the same discharge.
    app.saved("/enheten/A", &out).await;
    assert_eq!(app.store.changes_of("stay", &format!("A|{ID}")).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_form_sent_twice_makes_one_stay_and_another_patient_in_it_is_asked_about() {
    let app = ward().await;
    app.admitted().await;
    app.saved("/enheten/A", &admission(&[])).await;
    assert_eq!(app.patients().await.len(), 1);
    // Back, changed, sent again: nothing is lost, nothing is guessed.
    let changed = admission(&[("alder", "45"), ("seng", "2")]);
    let html = app.refused("/enheten/A", &changed, StatusCode::CONFLICT).await;
    assert!(html.contains("Gjelder det en ny pasient") && html.contains("value=\"45\""), "{html}");
    let id =
        html.split("name=\"nr\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    assert_ne!(id, ID);
    app.saved("/enheten/A", &admission(&[("alder", "45"), ("seng", "2"), ("nr", &id)])).await;
    assert_eq!(app.patients().await.len(), 2);
}

#[tokio::test]
async fn what_is_missing_or_impossible_is_told_and_nothing_typed_is_lost() {
    let app = ward().await;
    let check = async |changes: &[(&str, &str)], fault: &str| {
        let html = app.refused("/enheten/A", &admission(changes), StatusCode::UNPROCESSABLE_ENTITY).await;
        assert!(html.contains(fault), "{fault}: {html}");
        assert!(html.contains("<option value=\"kvinne\" selected>") || changes[0].0 == "kjoenn", "{html}");
        assert!(html.contains("aria-invalid=\"true\" aria-describedby=\"inn-"), "{html}");
    };
    check(&[("alder", "")], "Skriv alderen i hele år.").await;
    check(&[("alder", "121")], "høyst 120").await;
    check(&[("kommune", "9999")], "Velg bostedskommunen fra listen.").await;
    check(&[("kjoenn", "")], "Velg kjønn.").await;
    check(&[("seng", "Kari")], "Skriv sengens nummer").await;
    check(&[("kode", "R8")], "Skriv en ICPC-2-kode").await;
    check(&[("inn", "2026-03-01T13:03")], "kan ikke ligge fram i tid").await;
    check(&[("inn", "2024-03-01T13:03")], "mer enn ett år").await;
    check(&[("inn", "i går")], "Skriv dato og klokkeslett").await;
    assert!(app.patients().await.is_empty());
}

#[tokio::test]
async fn a_birth_number_is_refused_in_any_field_and_not_shown_again() {
    let app = ward().await;
    // The number that crates/import made up for its tests.
    let number = "01010100050";
    for (field, _) in admission(&[]) {
        let html =
            app.refused("/enheten/A", &admission(&[(field, number)]), StatusCode::UNPROCESSABLE_ENTITY).await;
        assert!(html.contains("ligner et fødselsnummer") && !html.contains(number), "{field}");
    }
    assert!(app.patients().await.is_empty());
    let changes = app.store.changes(None, None, 10).await.unwrap();
    assert!(changes.is_empty(), "{changes:?}");
}

#[tokio::test]
async fn the_unlikely_is_asked_about_once() {
    let app = ward().await;
    let late = [("inn", "2026-02-20T10:00")];
    let html = app.refused("/enheten/A", &admission(&late), StatusCode::UNPROCESSABLE_ENTITY).await;
    assert!(html.contains("for mer enn tre døgn siden. Stemmer det?"), "{html}");
    assert!(html.contains("name=\"stemmer\" value=\"sent\""), "{html}");
    app.saved("/enheten/A", &admission(&[late[0], ("stemmer", "sent")])).await;
    // Flagged in words.
    assert!(app.page("/enheten/A").await.contains("Over 72 timer"));
    // The answer to one question is none to another: the bed is taken, and the patient looks the same.
    let other = admission(&[late[0], ("nr", "h00000000000000bb"), ("stemmer", "sent")]);
    let html = app.refused("/enheten/A", &other, StatusCode::UNPROCESSABLE_ENTITY).await;
    assert!(html.contains("Ligger det to der?") && html.contains("Er dette en annen pasient?"), "{html}");
}

#[tokio::test]
async fn more_patients_than_beds_are_allowed_and_shown() {
    let app = ward().await;
    for (n, age) in ["83", "45", "60"].iter().enumerate() {
        let (id, bed) = (format!("h00000000000000c{n}"), (n + 1).to_string());
        app.saved("/enheten/A", &admission(&[("nr", &id), ("alder", age), ("seng", &bed)])).await;
    }
    assert!(app.page("/enheten/A").await.contains("1 flere pasienter enn senger"));
}

#[tokio::test]
async fn a_discharge_before_the_admission_is_refused() {
    let app = ward().await;
    app.admitted().await;
    let chosen = format!("1.{ID}");
    let out = |time| [("handling", "ut"), ("opphold", &*chosen), ("til", "sykehus"), ("ut", time)];
    let html = app.refused("/enheten/A", &out("2026-03-01T12:59"), StatusCode::UNPROCESSABLE_ENTITY).await;
    assert!(html.contains("Utskrivingen er før innleggelsen") && html.contains("value=\"2026-03-01T12:59\""));
    assert!(html.contains("<option value=\"sykehus\" selected>"), "{html}");
    app.saved("/enheten/A", &out("2026-03-01T13:00")).await;
}

#[tokio::test]
async fn two_people_on_one_stay_lose_nothing() {
    let app = ward().await;
    let seen = app.admitted().await;
    let path = format!("/enheten/A/opphold/{ID}");
    let correction = |kom_fra: &'static str, version: &'static str| {
        vec![
            ("handling", "rett"),
            ("versjon", version),
            ("kommune", "1103"),
            ("aldersgruppe", "80+"),
            ("kjoenn", "kvinne"),
            ("kom_fra", kom_fra),
            ("henvist_av", "legevaktslege"),
            ("aarsak", "R"),
            ("alternativ", "sykehus"),
            ("problem", "somatisk"),
            ("formaal", "kad"),
            ("seng", "1"),
            ("inn", "2026-03-01T13:00"),
            ("hvorfor", "skrivefeil"),
        ]
    };
    app.saved(&path, &correction("sykehjem", "1")).await;
    let html = app.refused(&path, &correction("legevakt", "1"), StatusCode::CONFLICT).await;
    assert!(html.contains("lokal operatør endret oppholdet 1.3. kl. 13.00 mens du skrev"), "{html}");
    assert!(
        html.contains("Nå lagret: Sykehjem") && html.contains("<option value=\"legevakt\" selected>"),
        "{html}"
    );
    assert!(html.contains("name=\"versjon\" value=\"2\""), "she may send again: {html}");
    app.saved(&path, &correction("legevakt", "2")).await;
    let page = app.page(&path).await;
    assert!(
        page.contains("Kom fra: Eget hjem → Sykehjem") && page.contains("Kom fra: Sykehjem → Legevakt"),
        "{page}"
    );
    // Who had the unit's page open discharges with the old version.
    let out = [("handling", "ut"), ("opphold", &*format!("1.{}", seen.stay.id)), ("til", "hjem"), ("ut", "")];
    let html = app.refused("/enheten/A", &out, StatusCode::CONFLICT).await;
    assert!(html.contains(&format!("<option value=\"3.{ID}\" selected>")), "{html}");
    assert!(html.contains("<option value=\"hjem\" selected>"), "{html}");
}

#[tokio::test]
async fn a_struck_stay_is_gone_and_its_history_stays() {
    let app = ward().await;
    app.admitted().await;
    let path = format!("/enheten/A/opphold/{ID}");
    let html = app
        .refused(&path, &[("handling", "stryk"), ("versjon", "1")], StatusCode::UNPROCESSABLE_ENTITY)
        .await;
    assert!(html.contains("Velg hvorfor."));
    app.saved(&path, &[("handling", "stryk"), ("versjon", "1"), ("hvorfor", "dobbelt")]).await;
    assert!(app.patients().await.is_empty());
    let page = app.page(&path).await;
    assert!(page.contains("Oppholdet er strøket") && page.contains("registrert to ganger"), "{page}");
    // A discharge that was on its way says what happened.
    let out = [("handling", "ut"), ("opphold", &*format!("1.{ID}")), ("til", "hjem"), ("ut", "")];
    let html = app.refused("/enheten/A", &out, StatusCode::CONFLICT).await;
    assert!(html.contains("Oppholdet ble strøket av lokal operatør"), "{html}");
}

#[tokio::test]
async fn the_day_is_made_from_stays_and_takes_what_they_cannot_tell() {
    let app = ward().await;
    let by = By { account: None, person: "test", at: "2026-02-28T08:00:00Z".parse().unwrap() };
    app.store.register_stays(&code(), "2026-02-28".parse().unwrap(), &by).await.unwrap();
    app.saved("/enheten/A", &admission(&[("inn", "2026-02-28T14:00")])).await;
    let page = app.page("/enheten/A").await;
    assert!(page.contains("href=\"/enheten/A/doegn/2026-02-28\">28.02.2026</a></th><td class=num>2</td><td class=num>1</td><td class=num>1</td><td class=num>0</td><td class=num>10</td>"), "{page}");
    let path = "/enheten/A/doegn/2026-02-28";
    assert!(app.page(path).await.contains("1 belagt ved midnatt, 1 inn, 0 ut, 10 sengetimer"));
    let html = app
        .refused(
            path,
            &[("versjon", "1"), ("senger", "-1"), ("avvist", "2")],
            StatusCode::UNPROCESSABLE_ENTITY,
        )
        .await;
    assert!(html.contains("Skriv et tall fra 0 til 999") && html.contains("value=\"2\""), "{html}");
    app.saved(path, &[("versjon", "1"), ("senger", "1,5"), ("avvist", "2")]).await;
    let day = app.store.day(&code(), "2026-02-28".parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(
        (day.registration.beds, day.registration.rejected, day.registration.occupied),
        (1.5, Some(2), 1.0)
    );
    let html =
        app.refused(path, &[("versjon", "1"), ("senger", "3"), ("avvist", "0")], StatusCode::CONFLICT).await;
    assert!(html.contains("Nå lagret: 1,5") && html.contains("name=\"versjon\" value=\"2\""), "{html}");
    assert!(app.page(path).await.contains("Bemannede senger: 2 → 1,5"));
}

#[tokio::test]
async fn a_unit_begins_to_register_stays_with_one_press() {
    let app = ward().await;
    assert!(app.page("/enheten/A").await.contains("Lag døgntallene av oppholdene fra i dag"));
    assert_eq!(app.saved("/enheten/A", &[("handling", "start")]).await, "/enheten/A");
    assert!(app.store.registers_stays(&code()).await.unwrap().is_some());
    assert!(!app.page("/enheten/A").await.contains("Lag døgntallene"));
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let app = ward().await;
    app.admitted().await;
    for path in [
        "/enheten/X".to_owned(),
        "/enheten/A/opphold/finnes-ikke".to_owned(),
        // Another unit's stay is none of this one's.
        format!("/enheten/B/opphold/{ID}"),
        "/enheten/A/doegn/2026-02-28".to_owned(),
        "/enheten/A/doegn/tull".to_owned(),
    ] {
        let get = app.router.clone().oneshot(Request::get(&path).body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(get.status(), StatusCode::NOT_FOUND, "{path}");
    }
    let fields = [("handling", "stryk"), ("versjon", "1"), ("hvorfor", "dobbelt")];
    assert_eq!(
        app.submit(&format!("/enheten/B/opphold/{ID}"), &fields).await.status(),
        StatusCode::NOT_FOUND
    );
    let out = [("handling", "ut"), ("opphold", &*format!("1.{ID}")), ("til", "hjem")];
    assert_eq!(app.submit("/enheten/B", &out).await.status(), StatusCode::CONFLICT);
    assert_eq!(app.patients().await.len(), 1, "untouched");
}

#[tokio::test]
async fn pages_about_patients_are_not_kept_by_the_browser() {
    let app = ward().await;
    let response =
        app.router.clone().oneshot(Request::get("/enheten/A").body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(super::header(&response, CACHE_CONTROL), "no-store");
}
