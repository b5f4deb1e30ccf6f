//! A form that is sent after its session has ended: nothing typed is lost, and nobody else's name stands under it.

use super::*;

/// What stands hidden in a page's form, as a browser would send it.
fn hidden(html: &str) -> Vec<(String, String)> {
    html.split("<input type=\"hidden\" name=\"")
        .skip(1)
        .map(|rest| {
            let (name, rest) = rest.split_once('"').unwrap();
            let value = rest.split_once("value=\"").unwrap().1.split('"').next().unwrap();
            let value =
                value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
            (name.to_owned(), value)
        })
        .collect()
}

fn encoded(fields: &[(String, String)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

impl House {
    /// The form for `id`'s account, sent by a session that is over; what the page that answers carries on.
    async fn lost(&self, path: &str, body: &str) -> Vec<(String, String)> {
        let cookie = self.session(Role::Administrator, noon() - TimeDelta::hours(2)).await;
        let response = self.send(form(path, body, Some(&cookie))).await;
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        let html = text(response).await;
        assert!(html.contains("Logg inn igjen, så blir det du skrev, sendt"), "{html}");
        assert!(!html.contains("<script>alert"), "{html}");
        hidden(html.split("action=\"/logg-inn\"").nth(1).unwrap().split("</form>").next().unwrap())
    }

    async fn again(&self, role: Role, carried: &[(String, String)]) -> Response<Body> {
        let mut fields = carried.to_vec();
        fields.push(("epost".into(), address(role)));
        fields.push(("passord".into(), PASSWORD.into()));
        self.send(form("/logg-inn", &encoded(&fields), None)).await
    }

    async fn role_of_reader(&self) -> Role {
        self.store.account_by_email(&address(Role::Reader)).await.unwrap().unwrap().role
    }
}

const BODY: &str = "rolle=statistikk&annet=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E&annet=to";

#[tokio::test]
async fn a_form_whose_session_has_ended_is_sent_when_the_same_person_is_back() {
    let house = House::new(Settings::default(), noon).await;
    let id = house.store.account_by_email(&address(Role::Reader)).await.unwrap().unwrap().id;
    let carried = house.lost(&format!("/kontoer/{id}"), BODY).await;
    assert!(carried.contains(&("skjema".to_owned(), BODY.to_owned())), "{carried:?}");
    assert_eq!(house.role_of_reader().await, Role::Reader, "nothing has happened yet");

    // A wrong password loses nothing either.
    let mut wrong = carried.clone();
    wrong.push(("epost".into(), address(Role::Administrator)));
    let response = house.send(form("/logg-inn", &encoded(&wrong), None)).await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let html = text(response).await;
    assert!(!html.contains("action=\"/tema\""), "choosing colours would lose the form");
    let carried = hidden(html.split("action=\"/logg-inn\"").nth(1).unwrap().split("</form>").next().unwrap());

    let response = house.again(Role::Administrator, &carried).await;
    assert_eq!(super::super::header(&response, header::LOCATION), format!("/kontoer/{id}?endret=ja"));
    assert!(super::super::header(&response, header::SET_COOKIE).starts_with("kadpuls="));
    assert_eq!(house.role_of_reader().await, Role::Statistics);
    let changes = house.store.changes(None, None, 1).await.unwrap();
    assert_eq!(changes[0].person, address(Role::Administrator));
}

#[tokio::test]
async fn somebody_else_is_asked_and_her_own_rights_count() {
    let house = House::new(Settings::default(), noon).await;
    let id = house.store.account_by_email(&address(Role::Reader)).await.unwrap().unwrap().id;
    let carried = house.lost(&format!("/kontoer/{id}"), BODY).await;
    let response = house.again(Role::Statistics, &carried).await;
    assert_eq!(response.status(), StatusCode::OK);
    let cookie = super::super::header(&response, header::SET_COOKIE).split(';').next().unwrap().to_owned();
    let html = text(response).await;
    assert!(
        html.contains("Et skjema venter") && html.contains(&format!("action=\"/kontoer/{id}\"")),
        "{html}"
    );
    assert_eq!(house.role_of_reader().await, Role::Reader);
    let fields = hidden(html.split("<main").nth(1).unwrap());
    assert!(fields.contains(&("annet".to_owned(), "\"><script>alert(1)</script>".to_owned())), "{fields:?}");
    assert!(fields.contains(&("annet".to_owned(), "to".to_owned())), "{fields:?}");
    let response = house.send(form(&format!("/kontoer/{id}"), &encoded(&fields), Some(&cookie))).await;
    assert_eq!(outcome(&response), 'F');

    // Who pretends to be the same person has her own rights no less.
    let mut forged: Vec<_> = carried.into_iter().filter(|(name, _)| name != "skjema_konto").collect();
    let own = house.store.account_by_email(&address(Role::Statistics)).await.unwrap().unwrap().id;
    forged.push(("skjema_konto".into(), own.to_string()));
    assert_eq!(outcome(&house.again(Role::Statistics, &forged).await), 'F');
    assert_eq!(house.role_of_reader().await, Role::Reader);
}

#[tokio::test]
async fn only_forms_that_are_kept_are_sent_and_only_here() {
    let house = House::new(Settings::default(), noon).await;
    let own = house.store.account_by_email(&address(Role::Administrator)).await.unwrap().unwrap().id;
    for path in ["/konto/oekter", "/logg-ut", "/finnes-ikke", "https://evil.example/", "//evil.example/"] {
        let carried = [("skjema_til", path), ("skjema", "a=b"), ("skjema_konto", &own.to_string())]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let response = house.again(Role::Administrator, &carried).await;
        assert_eq!(super::super::header(&response, header::LOCATION), "/", "{path}");
    }
}

#[tokio::test]
async fn files_and_passwords_are_not_kept_and_large_forms_refused() {
    let house = House::new(Settings::default(), noon).await;
    for (path, page) in [("/import", "/import"), ("/konto/passord", "/konto"), ("/kontoer", "/kontoer")] {
        let response = house.send(form(path, "passord=hemmelig", None)).await;
        let way_in = super::super::header(&response, header::LOCATION);
        assert_eq!(way_in, format!("/logg-inn?videre={}", page.replace('/', "%2F")));
    }
    let large = format!("a={}", "x".repeat(70_000));
    let response = house.send(form("/kontoer/1", &large, None)).await;
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn events_are_added_where_one_registers_and_nowhere_else() {
    let house = House::new(Settings::default(), noon).await;
    let cookie = house.session(Role::Registrar, noon()).await;
    let body =
        |place: &str, words: &str| format!("sted={place}&dato=2026-01-15&slag=annet&beskrivelse={words}");
    let send = async |path: &str, body: String| house.send(form(path, &body, Some(&cookie))).await;
    let saved = send("/hendelser", body("enhet:EGEN", "Ny+avtale")).await;
    assert_eq!(super::super::header(&saved, header::LOCATION), "/hendelser?lagret=ja");
    for place in ["enhet:ANNEN", "landet", "kommune:0301"] {
        assert_eq!(outcome(&send("/hendelser", body(place, "Ny+avtale")).await), 'F', "{place}");
        assert_eq!(outcome(&send("/hendelser/stryk", body(place, "")).await), 'F', "{place}");
    }
    let refused = send("/hendelser", body("enhet:EGEN", "Gjelder+01010100050")).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let html = text(refused).await;
    assert!(html.contains("Ta ut fødselsnummeret") && !html.contains("01010100050"), "{html}");
    let events = house.store.events().await.unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].description.as_deref(), Some("Ny avtale"));
    send("/hendelser/stryk", body("enhet:EGEN", "")).await;
    assert!(house.store.events().await.unwrap().is_empty());
    assert_eq!(send("/hendelser/stryk", "sted=by".to_owned()).await.status(), StatusCode::BAD_REQUEST);
}
