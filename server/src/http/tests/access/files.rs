//! Files that a registrar brings: of her own units' stays and days, and nobody else's.

use super::*;
use vocabulary::Dataset;

const HEADER: &str = "opphold_id;enhet;kommune;inn;ut;alder;henvist_av;utskrevet_til";

fn upload(kind: &str, content: &str, cookie: &str) -> Request<Body> {
    let part = |name: &str, content: &str| {
        format!("--skjema\r\nContent-Disposition: form-data; name={name}\r\n\r\n{content}\r\n")
    };
    let body = part("\"slag\"", kind) + &part("\"fil\"; filename=\"fil.csv\"", content) + "--skjema--\r\n";
    let mut request = request("POST", "/import", Some(cookie));
    let form = "multipart/form-data; boundary=skjema".parse().unwrap();
    request.headers_mut().insert(header::CONTENT_TYPE, form);
    *request.body_mut() = Body::from(body);
    request
}

impl House {
    /// The page of an upload once nothing is being done any more.
    async fn settled(&self, place: &str, cookie: &str) -> String {
        loop {
            let html = text(self.send(request("GET", place, Some(cookie))).await).await;
            if !html.contains("http-equiv=\"refresh\"") {
                return html;
            }
        }
    }

    async fn place(&self, kind: &str, content: &str, cookie: &str) -> String {
        super::super::header(&self.send(upload(kind, content, cookie)).await, header::LOCATION)
    }
}

#[tokio::test]
async fn a_registrar_brings_the_stays_of_her_own_unit() {
    let house = House::new(Settings::default(), noon).await;
    let cookie = house.session(Role::Registrar, noon()).await;
    let page = text(house.send(request("GET", "/import", Some(&cookie))).await).await;
    assert_eq!(page.matches("<option").count(), 3, "to choose, stays, days: {page}");
    assert!(page.contains("opphold og døgn for EGEN."), "{page}");

    let file = format!("{HEADER}\n1;EGEN;0301;2026-02-01 10:00;2026-02-03 12:00;83;fastlege;hjem\n");
    let place = house.place("opphold", &file, &cookie).await;
    assert!(house.settled(&place, &cookie).await.contains("Ingen feil i 1 rad"));
    house.send(form(&format!("{place}/bekreft"), "", Some(&cookie))).await;
    assert!(house.settled(&place, &cookie).await.contains("Filen er tatt inn"));
    let batches = house.store.batches(1, Some("registrator@eksempel.no")).await.unwrap();
    assert_eq!((batches[0].dataset, batches[0].counts.added), (Dataset::Stays, 1));
    let page = text(house.send(request("GET", "/import", Some(&cookie))).await).await;
    assert_eq!(page.matches("<td>fil.csv</td>").count(), 1);
    assert!(!page.contains("test.csv"), "what others brought is not hers to see");
}

#[tokio::test]
async fn a_row_of_another_unit_refuses_the_whole_file() {
    let house = House::new(Settings::default(), noon).await;
    let cookie = house.session(Role::Registrar, noon()).await;
    let file = format!(
        "{HEADER}\n1;EGEN;0301;2026-02-01 10:00;;83;fastlege;\n2;ANNEN;0301;2026-02-01 10:00;;83;fastlege;\n3;ANEN;0301;2026-02-01 10:00;;83;fastlege;\n"
    );
    let place = house.place("opphold", &file, &cookie).await;
    let html = house.settled(&place, &cookie).await;
    assert!(html.contains("2 feil i filen") && html.contains("registrerer ikke for denne enheten"), "{html}");
    house.send(form(&format!("{place}/bekreft"), "", Some(&cookie))).await;
    assert!(!house.store.has_rows(Dataset::Stays).await.unwrap());
}

#[tokio::test]
async fn a_registrar_brings_no_other_kind_of_file() {
    let house = House::new(Settings::default(), noon).await;
    let cookie = house.session(Role::Registrar, noon()).await;
    let place = house.place("enheter", "enhet;navn;type\nEGEN;Min enhet;kad\n", &cookie).await;
    assert_eq!(place, "/import?slag=enheter&feil=tilgang");
    assert!(house.settled(&place, &cookie).await.contains("ikke andre filer"));
}

#[tokio::test]
async fn an_upload_is_for_who_brought_it_and_for_administrators() {
    let house = House::new(Settings::default(), noon).await;
    let cookie = house.session(Role::Registrar, noon()).await;
    let chief = house.session(Role::Administrator, noon()).await;
    let file = format!("{HEADER}\n1;EGEN;0301;2026-02-01 10:00;;83;fastlege;\n");
    let place = house.place("opphold", &file, &chief).await;
    assert!(house.settled(&place, &chief).await.contains("Ingen feil i 1 rad"));
    assert!(house.settled(&place, &cookie).await.contains("finnes ikke lenger"));
    house.send(form(&format!("{place}/bekreft"), "", Some(&cookie))).await;
    assert!(!house.store.has_rows(Dataset::Stays).await.unwrap(), "nothing was confirmed");

    let place = house.place("opphold", &file, &cookie).await;
    assert!(house.settled(&place, &chief).await.contains("Ingen feil i 1 rad"));
}
