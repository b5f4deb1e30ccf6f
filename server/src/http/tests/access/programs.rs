//! What record systems send: `POST /api/v1/{slag}` with a token.

use super::*;
use serde_json::{Value, json};
use store::AccountChange;
use vocabulary::Dataset;

fn sent(kind: &str, format: &str, body: impl ToString, token: &str) -> Request<Body> {
    Request::post(format!("/api/v1/{kind}"))
        .header(header::CONTENT_TYPE, format)
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .body(Body::from(body.to_string()))
        .unwrap()
}

fn stay(unit: &str) -> Value {
    json!({
        "opphold_id": "7", "enhet": unit, "kommune": "0301", "inn": "2026-02-01 10:00",
        "ut": "2026-02-03 12:00", "alder": 83, "henvist_av": "fastlege", "utskrevet_til": "hjem",
    })
}

impl House {
    /// A token made on the page of who has this cookie.
    async fn token(&self, cookie: &str) -> String {
        let made = form("/konto/noekler", "program=Journal+%26+plan&dager=180", Some(cookie));
        let html = text(self.send(made).await).await;
        let (_, rest) = html.split_once("class=\"secret\">kadpuls_").unwrap_or_else(|| panic!("{html}"));
        format!("kadpuls_{}", rest.split('<').next().unwrap())
    }

    /// Status and body of an answer that is JSON.
    async fn json(&self, request: Request<Body>) -> (StatusCode, Value) {
        let response = self.send(request).await;
        let status = response.status();
        let kind = super::super::header(&response, header::CONTENT_TYPE);
        let expected = if status.is_success() { "application/json" } else { "application/problem+json" };
        assert_eq!(kind, expected);
        (status, serde_json::from_str(&text(response).await).unwrap())
    }

    async fn status(&self, token: &str) -> StatusCode {
        self.json(sent("opphold?proev=ja", "application/json", json!([stay("EGEN")]), token)).await.0
    }
}

#[tokio::test]
async fn a_record_system_sends_the_stays_of_its_unit() {
    let house = House::new(Settings::default(), noon).await;
    let cookie = house.session(Role::Registrar, noon()).await;
    let token = house.token(&cookie).await;
    let send = |kind| sent(kind, "application/json", json!([stay("EGEN")]), &token);
    let (status, answer) = house.json(send("opphold?proev=ja")).await;
    assert_eq!((status, &answer["tatt_inn"]), (StatusCode::OK, &json!(false)));
    assert!(!house.store.has_rows(Dataset::Stays).await.unwrap(), "it was a try");

    let (status, answer) = house.json(send("opphold")).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!((&answer["rader"], &answer["nye"], &answer["uendret"]), (&json!(1), &json!(1), &json!(0)));
    let (_, again) = house.json(send("opphold")).await;
    assert_eq!((&again["nye"], &again["uendret"]), (&json!(0), &json!(1)), "sent twice, there once");
    let batches = house.store.batches(1, None).await.unwrap();
    assert_eq!(batches[0].imported_by, "registrator@eksempel.no");

    let csv = "opphold_id;enhet;kommune;inn;alder;henvist_av\n8;EGEN;0301;01.02.2026 10:00;83;fastlege\n";
    let (status, answer) = house.json(sent("opphold", "text/csv; charset=utf-8", csv, &token)).await;
    assert_eq!((status, &answer["nye"]), (StatusCode::OK, &json!(1)));
}

#[tokio::test]
async fn faults_are_told_row_by_row_and_nothing_is_taken_in() {
    let house = House::new(Settings::default(), noon).await;
    let cookie = house.session(Role::Registrar, noon()).await;
    let token = house.token(&cookie).await;
    let mut wrong = stay("EGEN");
    wrong["alder"] = json!(-1);
    let rows = json!([stay("EGEN"), wrong, stay("ANNEN")]);
    let (status, answer) = house.json(sent("opphold", "application/json", rows, &token)).await;
    assert_eq!((status, &answer["antall_feil"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(2)));
    let place = |n: usize| (answer["feil"][n]["rad"].clone(), answer["feil"][n]["kolonne"].clone());
    assert_eq!(place(0), (json!(2), json!("alder")), "{answer}");
    assert_eq!(place(1), (json!(3), json!("enhet")));
    assert!(answer["feil"][1]["feil"].as_str().unwrap().contains("registrerer ikke for denne enheten"));
    assert!(!house.store.has_rows(Dataset::Stays).await.unwrap());
}

#[tokio::test]
async fn what_is_no_list_of_rows_is_refused_with_a_reason() {
    let house = House::new(Settings::default(), noon).await;
    let cookie = house.session(Role::Registrar, noon()).await;
    let token = house.token(&cookie).await;
    for (kind, format, body, expected) in [
        ("opphold", "application/json", "{", StatusCode::BAD_REQUEST),
        ("opphold", "application/json", "[{\"enhet\": [1]}]", StatusCode::BAD_REQUEST),
        ("opphold", "application/json", "[]", StatusCode::UNPROCESSABLE_ENTITY),
        ("opphold", "text/plain", "a", StatusCode::UNSUPPORTED_MEDIA_TYPE),
        ("opphold", "text/csv", "", StatusCode::UNPROCESSABLE_ENTITY),
        ("enheter", "text/csv", "enhet;navn;type\nX;X;kad\n", StatusCode::FORBIDDEN),
        ("pasienter", "text/csv", "a", StatusCode::NOT_FOUND),
    ] {
        let (status, answer) = house.json(sent(kind, format, body, &token)).await;
        assert_eq!(status, expected, "{kind} {body}: {answer}");
        assert!(answer["detail"].as_str().is_some_and(|detail| !detail.is_empty()));
    }
    for (method, path, expected) in [
        ("GET", "/api/v1/opphold", StatusCode::METHOD_NOT_ALLOWED),
        ("DELETE", "/api/v1/opphold", StatusCode::METHOD_NOT_ALLOWED),
        ("GET", "/api", StatusCode::NOT_FOUND),
        ("POST", "/api/v2/opphold", StatusCode::NOT_FOUND),
    ] {
        let mut request = sent("opphold", "text/csv", "a", &token);
        (*request.method_mut(), *request.uri_mut()) = (method.parse().unwrap(), path.parse().unwrap());
        assert_eq!(house.json(request).await.0, expected, "{method} {path}");
    }
    let large = sent("opphold", "text/csv", "x".repeat(100_001), &token);
    assert_eq!(house.json(large).await.0, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_token_counts_until_it_ends_is_taken_away_or_its_account_disabled() {
    let house = House::new(Settings::default(), noon).await;
    let account = house.store.account_by_email(&address(Role::Registrar)).await.unwrap().unwrap();
    let own = house.session(Role::Registrar, noon()).await;
    let token = house.token(&own).await;
    assert_eq!(house.status(&token).await, StatusCode::OK);
    let tokens = house.store.tokens(account.id).await.unwrap();
    assert_eq!((tokens[0].label.as_str(), tokens[0].last_used_at), ("Journal & plan", Some(noon())));
    assert_eq!(house.status(&format!("{token}0")).await, StatusCode::UNAUTHORIZED);

    let over = crate::tokens::make(&house.store, account.id, "gammelt", noon(), by()).await.unwrap();
    assert_eq!(house.status(&over).await, StatusCode::UNAUTHORIZED);

    let other = house.session(Role::Administrator, noon()).await;
    let remove = format!("/konto/noekler/{}", tokens[0].id);
    house.send(form(&remove, "", Some(&other))).await;
    assert_eq!(house.status(&token).await, StatusCode::OK, "it isn't hers to take away");
    house.send(form(&remove, "", Some(&own))).await;
    assert_eq!(house.status(&token).await, StatusCode::UNAUTHORIZED);

    let token = house.token(&own).await;
    let disabled = AccountChange { role: account.role, trust: None, units: account.units, disabled: true };
    house.store.change_account(account.id, &disabled, by()).await.unwrap();
    assert_eq!(house.status(&token).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_token_wants_a_name_and_an_end() {
    let house = House::new(Settings::default(), noon).await;
    let cookie = house.session(Role::Registrar, noon()).await;
    for body in ["program=&dager=180", "program=Journal&dager=4000", "program=Journal"] {
        let html = text(house.send(form("/konto/noekler", body, Some(&cookie))).await).await;
        assert!(!html.contains(">kadpuls_"), "{body}");
        assert!(html.contains("Skriv hvilket program") || html.contains("Velg hvor lenge"), "{body}: {html}");
    }
}
