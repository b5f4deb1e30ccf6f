//! The page *Import* from the choice of a file to the result.

use super::*;
use std::sync::atomic::{AtomicI64, Ordering};
use vocabulary::Dataset;

const UNITS: &str = "enhet;navn;type\nA;Enhet A;kad\nB;Enhet B;kad\n";
const BOUNDARY: &str = "----skjema";

fn form(kind: &str, file: Option<(&str, &str)>) -> Request<Body> {
    let mut body = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"slag\"\r\n\r\n{kind}\r\n\
         --{BOUNDARY}\r\nContent-Disposition: form-data; name=\"ark\"\r\n\r\n\r\n"
    );
    // A browser sends an empty file without a name where none is chosen.
    let (name, content) = file.unwrap_or_default();
    body += &format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"fil\"; filename=\"{name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n{content}\r\n--{BOUNDARY}--\r\n"
    );
    upload(body)
}

fn upload(body: String) -> Request<Body> {
    Request::post("/import")
        .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
        .body(Body::from(body))
        .unwrap()
}

impl Application {
    async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }

    async fn get(&self, path: &str) -> Response<Body> {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Where a form's answer leads.
    async fn redirected(&self, request: Request<Body>) -> String {
        let response = self.send(request).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        super::header(&response, header::LOCATION)
    }

    async fn confirm(&self, place: &str) -> String {
        self.redirected(Request::post(format!("{place}/bekreft")).body(Body::empty()).unwrap()).await
    }

    /// The page once nothing is being done any more.
    async fn settled(&self, place: &str) -> String {
        loop {
            let html = text(self.get(place).await).await;
            if !html.contains("http-equiv=\"refresh\"") {
                return html;
            }
        }
    }

    fn files_kept(&self) -> usize {
        let folders = std::fs::read_dir(self.folder.path()).unwrap().flatten();
        let desk = folders.map(|entry| entry.path()).find(|path| path.is_dir()).unwrap();
        std::fs::read_dir(desk).unwrap().count()
    }
}

#[tokio::test]
async fn a_good_file_is_shown_confirmed_and_taken_in() {
    let app = application(Files::Absent, noon).await;
    let place = app.redirected(form("enheter", Some(("enheter.csv", UNITS)))).await;
    assert!(place.starts_with("/import/") && place.len() == "/import/".len() + 32, "{place}");

    let html = app.settled(&place).await;
    assert!(html.contains("Ingen feil i 2 rader") && html.contains("<td>Enhet A</td>"), "{html}");
    assert!(html.contains(&format!("action=\"{place}/bekreft\"")));
    assert!(!app.store.has_rows(Dataset::Units).await.unwrap(), "nothing is taken in before the yes");

    assert_eq!(app.confirm(&place).await, place);
    let html = app.settled(&place).await;
    assert!(html.contains("Filen er tatt inn") && html.contains("href=\"/belegg\""), "{html}");
    assert!(app.store.has_rows(Dataset::Units).await.unwrap());
    assert_eq!(app.files_kept(), 0);

    let html = text(app.get("/import").await).await;
    assert!(html.contains("<td>enheter.csv</td><td>nettside</td>"), "{html}");
    assert!(html.contains("01.03.2026 kl. 13.00"), "{html}");
}

#[tokio::test]
async fn a_second_yes_shows_the_result_of_the_first() {
    let app = application(Files::Absent, noon).await;
    let place = app.redirected(form("enheter", Some(("enheter.csv", UNITS)))).await;
    app.settled(&place).await;
    app.confirm(&place).await;
    assert_eq!(app.confirm(&place).await, place);
    assert!(app.settled(&place).await.contains("Filen er tatt inn"));
    app.confirm(&place).await;
    let batches = app.store.batches(10, None).await.unwrap();
    assert_eq!(batches.len(), 1);
    assert_eq!((batches[0].counts.added, batches[0].counts.unchanged), (2, 0));
}

#[tokio::test]
async fn a_file_with_faults_is_told_what_is_wrong_where_and_cannot_be_confirmed() {
    let app = application(Files::Absent, noon).await;
    let file = "enhet;navn;type;telefonnr\nA;Enhet A;kad;1\nB;<b>;hotell;2\nA;Igjen;kad;3\n";
    let place = app.redirected(form("enheter", Some(("feil.csv", file)))).await;
    let html = app.settled(&place).await;
    assert!(html.contains("2 feil i filen") && html.contains("Ukjent kode. Ventet en av: kad"), "{html}");
    assert!(html.contains("Samme nøkkel står allerede på linje 2"), "{html}");
    assert!(html.contains("«telefonnr» – mente du «telefon»?"), "{html}");
    assert!(!html.contains("<b>") && !html.contains("/bekreft"));
    assert!(html.contains("href=\"/import?slag=enheter\""), "the form keeps the kind");

    app.confirm(&place).await;
    assert!(app.settled(&place).await.contains("Filen har feil"));
    assert!(!app.store.has_rows(Dataset::Units).await.unwrap());

    let response = app.get(&format!("{place}/feil.csv")).await;
    assert_eq!(super::header(&response, header::CONTENT_DISPOSITION), "attachment; filename=\"feil.csv\"");
    let csv = text(response).await;
    assert!(csv.starts_with("\u{feff}linje;kolonne;verdi;feil\n3;type;hotell;"), "{csv}");
    assert_eq!(csv.lines().count(), 3);
}

#[tokio::test]
async fn a_birth_number_is_never_repeated_not_even_from_the_name_of_the_file() {
    let app = application(Files::Absent, noon).await;
    // Made up: the check digits are right, the day does not exist.
    let number = "99999900026";
    let file = format!("enhet;navn;type\n{number};Enhet A;kad\n");
    let place = app.redirected(form("enheter", Some((&format!("{number}.csv"), &file)))).await;
    let html = app.settled(&place).await;
    assert!(html.contains("ser ut som et fødselsnummer") && !html.contains(number), "{html}");
    assert!(!text(app.get(&format!("{place}/feil.csv")).await).await.contains(number));
}

#[tokio::test]
async fn an_upload_without_file_or_kind_or_too_large_leads_back_with_a_reason() {
    let app = application(Files::Absent, noon).await;
    for (request, back, reason) in [
        (form("enheter", None), "/import?slag=enheter&feil=fil", "Ingen fil var valgt"),
        (form("hotell", Some(("a.csv", UNITS))), "/import?feil=slag", "Velg hva filen inneholder"),
        (
            form("enheter", Some(("stor.csv", &"x".repeat(200_000)))),
            "/import?slag=enheter&feil=storrelse",
            "Filen er større enn",
        ),
        (
            upload(format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"fil\"; filename=\"a.csv\"\r\n\r\nenhet;na"
            )),
            "/import?feil=avbrutt",
            "kom ikke helt fram",
        ),
    ] {
        let place = app.redirected(request).await;
        assert_eq!(place, back);
        let html = text(app.get(&place).await).await;
        assert!(html.contains(reason), "{html}");
        assert_eq!(html.contains("value=\"enheter\" selected"), place.contains("slag="), "{place}");
    }
    assert_eq!(app.files_kept(), 0);
}

#[tokio::test]
async fn an_empty_file_and_one_that_is_no_spreadsheet_are_refused() {
    let app = application(Files::Absent, noon).await;
    for (content, reason) in [("", "Filen er tom"), ("%PDF-1.7\n", "ikke et regneark")] {
        let place = app.redirected(form("enheter", Some(("a.csv", content)))).await;
        assert!(app.settled(&place).await.contains(reason));
    }
}

#[tokio::test]
async fn an_upload_is_gone_after_an_hour() {
    static LATER: AtomicI64 = AtomicI64::new(0);
    fn now() -> DateTime<Utc> {
        noon() + chrono::TimeDelta::minutes(LATER.load(Ordering::Relaxed))
    }
    let app = application(Files::Absent, now).await;
    let place = app.redirected(form("enheter", Some(("enheter.csv", UNITS)))).await;
    app.settled(&place).await;
    LATER.store(60, Ordering::Relaxed);
    assert_eq!(app.confirm(&place).await, place);
    let response = app.get(&place).await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    assert!(text(response).await.contains("Opplastingen finnes ikke lenger"));
    assert!(!app.store.has_rows(Dataset::Units).await.unwrap());
    assert_eq!(app.get(&format!("{place}/feil.csv")).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn nobody_guesses_an_upload() {
    for id in ["1", "00000000000000000000000000000000", "..%2F..%2Fetc"] {
        assert_eq!(get(&format!("/import/{id}")).await.status(), StatusCode::NOT_FOUND, "{id}");
    }
}

#[tokio::test]
async fn a_form_on_another_site_changes_nothing_here() {
    let app = application(Files::Absent, noon).await;
    for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        let mut request = form("enheter", Some(("enheter.csv", UNITS)));
        request.headers_mut().insert(header::HOST, "127.0.0.1:3000".parse().unwrap());
        request.headers_mut().insert(name, value.parse().unwrap());
        assert_eq!(app.send(request).await.status(), StatusCode::FORBIDDEN, "{name}");
    }
    let mut own = form("enheter", Some(("enheter.csv", UNITS)));
    own.headers_mut().insert(header::HOST, "127.0.0.1:3000".parse().unwrap());
    own.headers_mut().insert(header::ORIGIN, "http://127.0.0.1:3000".parse().unwrap());
    assert_eq!(app.send(own).await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn every_kind_has_its_columns_on_the_page_and_a_template_that_names_them() {
    let app = application(Files::Absent, noon).await;
    let html = text(app.get("/import?slag=opphold").await).await;
    assert!(html.contains("id=\"kolonner-opphold\" open"), "{html}");
    for dataset in Dataset::ALL {
        let path = format!("/import/mal/{dataset}.csv");
        assert!(html.contains(&path), "{path}");
        let csv = text(app.get(&path).await).await;
        assert_eq!(csv.lines().count(), 1, "{csv}");
        for column in ::import::columns(*dataset) {
            assert!(html.contains(&format!("<th scope=row>{}</th>", column.name)), "{}", column.name);
            if column.need == ::import::Need::Required {
                assert!(csv.trim().split(';').any(|name| name == column.name), "{csv}: {}", column.name);
            }
        }
    }
    assert_eq!(app.get("/import/mal/hotell.csv").await.status(), StatusCode::NOT_FOUND);
}
