//! There and back with a provider that is made up: what is believed, what isn't, and what is kept meanwhile.

mod believing;
mod provider;
mod roles;
mod setting_up;
mod signing_out;

use super::access::{House, form, request};
use super::{header, noon, text};
use crate::http::access::Settings;
use axum::body::Body;
use axum::http::{Response, StatusCode};
use chrono::{DateTime, TimeDelta, Utc};
use provider::{Provider, asked};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// A house with a provider.
struct Town {
    house: House,
    provider: Provider,
}

/// A sign-in on its way.
struct Way {
    /// Where the provider was asked for.
    address: String,
    /// What the browser is known by when it comes back.
    cookie: String,
}

impl Way {
    fn state(&self) -> String {
        asked(&self.address)["state"].clone()
    }
}

/// The cookies that an answer sets, as they are sent back.
fn set(response: &Response<Body>, beginning: &str) -> Option<String> {
    let lines = response.headers().get_all("set-cookie").iter().filter_map(|line| line.to_str().ok());
    lines.map(|line| line.split(';').next().unwrap().to_owned()).find(|line| line.starts_with(beginning))
}

/// Where an answer leads the browser on to, as an address of the provider.
fn led_on(response: &Response<Body>) -> String {
    header(response, "refresh").strip_prefix("0; url=").unwrap_or_default().to_owned()
}

impl Town {
    async fn new() -> Self {
        Self::with(&[], |_| {}, noon).await
    }

    async fn with(more: &[&str], change: impl FnOnce(&mut Settings), now: fn() -> DateTime<Utc>) -> Self {
        let provider = Provider::start().await;
        let organisation = Some(Arc::new(provider.organisation(more)));
        let mut settings = Settings { organisation, operator: false, ..Settings::default() };
        change(&mut settings);
        Self { house: House::new(settings, now).await, provider }
    }

    /// Presses the button, with what else the form holds.
    async fn begin(&self, carried: &str) -> Way {
        let response = self.house.send(form("/logg-inn/organisasjon", carried, None)).await;
        assert_eq!(response.status(), StatusCode::OK);
        Way { address: led_on(&response), cookie: set(&response, "kadpuls-inn=").unwrap() }
    }

    /// Comes back with a code.
    async fn back(&self, way: &Way, code: &str) -> Response<Body> {
        let path = format!("/logg-inn/organisasjon/tilbake?code={code}&state={}", way.state());
        self.house.send(request("GET", &path, Some(&way.cookie))).await
    }

    /// There and back, with claims that a test changes.
    async fn sign_in(&self, change: impl FnOnce(&mut Value)) -> Response<Body> {
        let way = self.begin("").await;
        let mut claims = self.provider.claims(&way.address);
        change(&mut claims);
        let code = self.provider.code(&way.address, self.provider.signed("one", &claims));
        self.back(&way, &code).await
    }

    async fn sees(&self, path: &str, cookie: &str) -> StatusCode {
        self.house.send(request("GET", path, Some(cookie))).await.status()
    }
}

#[tokio::test]
async fn who_signs_in_is_where_she_wanted_to_be_with_her_role_and_unit() {
    let town = Town::new().await;
    let html = text(town.house.send(request("GET", "/logg-inn?videre=%2Fenheten%2FEGEN", None)).await).await;
    assert!(html.contains("Logg inn med Fylkets innlogging") && html.contains("name=\"passord\""), "{html}");

    let way = town.begin("videre=%2Fenheten%2FEGEN&noe=annet").await;
    let sent = asked(&way.address);
    assert!(way.address.starts_with(&format!("{}/authorize?", town.provider.issuer)));
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", "kadpuls"),
        ("redirect_uri", "https://kad.eksempel.no/logg-inn/organisasjon/tilbake"),
        ("scope", "openid profile email"),
        ("code_challenge_method", "S256"),
    ] {
        assert_eq!(sent[name], value);
    }
    let code =
        town.provider.code(&way.address, town.provider.signed("one", &town.provider.claims(&way.address)));
    let response = town.back(&way, &code).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER, "{}", text(response).await);
    assert_eq!(header(&response, "location"), "/enheten/EGEN");
    let cookie = set(&response, "kadpuls=").unwrap();
    assert_eq!(town.sees("/enheten/EGEN", &cookie).await, StatusCode::OK);
    assert_eq!(town.sees("/enheten/ANNEN", &cookie).await, StatusCode::FORBIDDEN);
    assert_eq!(town.sees("/kontoer", &cookie).await, StatusCode::FORBIDDEN);

    let account = town.house.store.account_by_email("kari@eksempel.no").await.unwrap().unwrap();
    assert!(account.organisation && !account.has_password);
    let line = &town.house.store.changes(None, None, 1).await.unwrap()[0];
    assert_eq!((line.person.as_str(), line.action.as_str()), ("Fylkets innlogging", "made"));
    let (form, shown) = town.provider.known().forms[0].clone();
    assert!(shown.starts_with("Basic ") && !form.contains_key("client_secret"), "{form:?}");
    assert_eq!(form["grant_type"], "authorization_code");
}

#[tokio::test]
async fn the_cookie_on_the_way_is_for_this_browser_and_short() {
    let town = Town::with(&[], |settings| settings.https = true, noon).await;
    let response = town.house.send(form("/logg-inn/organisasjon", "", None)).await;
    let line = header(&response, "set-cookie");
    assert!(line.starts_with("__Host-kadpuls-inn=") && !line.contains("Domain"), "{line}");
    assert!(line.contains("; Path=/; HttpOnly; SameSite=Lax; Max-Age=600; Secure"), "{line}");
    // Another tab keeps it, so that both come back well.
    let cookie = set(&response, "__Host-kadpuls-inn=").unwrap();
    let again = town.house.send(form("/logg-inn/organisasjon", "", Some(&cookie))).await;
    assert_eq!(set(&again, "__Host-kadpuls-inn=").unwrap(), cookie);
    assert_ne!(led_on(&again), led_on(&response));
}

#[tokio::test]
async fn only_own_paths_are_gone_on_to() {
    let town = Town::new().await;
    for videre in
        ["https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2F%5Cevil.example", "%2Flogg-inn", "x"]
    {
        let way = town.begin(&format!("videre={videre}")).await;
        let id_token = town.provider.signed("one", &town.provider.claims(&way.address));
        let response = town.back(&way, &town.provider.code(&way.address, id_token)).await;
        assert_eq!(header(&response, "location"), "/", "{videre}");
    }
}

#[tokio::test]
async fn a_form_that_waits_goes_along_and_is_sent_or_asked_about() {
    let town = Town::new().await;
    let first = town.sign_in(|_| {}).await;
    assert_eq!(first.status(), StatusCode::SEE_OTHER);
    let account = town.house.store.account_by_email("kari@eksempel.no").await.unwrap().unwrap().id;
    for (whose, sent) in [(account, true), (account + 1, false)] {
        let carried = format!("skjema_til=%2Fenheten%2FEGEN%2Finn&skjema=alder%3D80&skjema_konto={whose}");
        let way = town.begin(&carried).await;
        let id_token = town.provider.signed("one", &town.provider.claims(&way.address));
        let html = text(town.back(&way, &town.provider.code(&way.address, id_token)).await).await;
        // Sent, it is refused for what is missing, with what was typed.
        assert_eq!(html.contains("Et skjema venter"), !sent, "{html}");
    }
}

#[tokio::test]
async fn a_provider_that_is_away_is_said_and_nothing_is_lost() {
    let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let mut provider = Provider::start().await;
    provider.issuer = format!("http://{gone}");
    let settings = |local| Settings {
        organisation: Some(Arc::new(provider.organisation(&[]))),
        operator: false,
        local_accounts: local,
        ..Settings::default()
    };
    let house = House::new(settings(true), noon).await;
    let carried = "skjema_til=%2Fenheten%2FEGEN%2Finn&skjema=alder%3D80";
    let response = house.send(form("/logg-inn/organisasjon", carried, None)).await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    let html = text(response).await;
    assert!(
        html.contains("Får ikke kontakt med Fylkets innlogging nå") && html.contains("value=\"alder=80\"")
    );
    assert!(html.contains("logg inn med e-post og passord"), "{html}");
    let body = format!("epost=leser%40eksempel.no&passord={}", "riktig+hest+batteri");
    assert_eq!(house.send(form("/logg-inn", &body, None)).await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn without_local_accounts_only_the_organisation_lets_anybody_in() {
    let town = Town::with(&[], |settings| settings.local_accounts = false, noon).await;
    let html = text(town.house.send(request("GET", "/logg-inn", None)).await).await;
    assert!(html.contains("Logg inn med Fylkets innlogging") && !html.contains("name=\"passord\""), "{html}");
    let body = "epost=leser%40eksempel.no&passord=riktig+hest+batteri&videre=%2Fbelegg";
    let response = town.house.send(form("/logg-inn", body, None)).await;
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    assert_eq!(set(&response, "kadpuls="), None);
    let html = text(response).await;
    assert!(html.contains("slått av") && html.contains("value=\"/belegg\"") && !html.contains("batteri"));
    assert_eq!(town.sign_in(|_| {}).await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn without_local_accounts_nobody_makes_one() {
    let town = Town::with(&[], |settings| settings.local_accounts = false, noon).await;
    let response = town.sign_in(|claims| claims["roles"] = json!(["kad-admin"])).await;
    let cookie = set(&response, "kadpuls=").unwrap();
    let page = text(town.house.send(request("GET", "/kontoer", Some(&cookie))).await).await;
    assert!(page.contains("første gang noen logger inn med Fylkets innlogging"), "{page}");
    assert!(!page.contains("name=\"passord\"") && page.contains("Fra organisasjonen"), "{page}");

    let before = town.house.store.accounts().await.unwrap();
    let local = before.iter().find(|account| !account.organisation).unwrap();
    let html = text(town.house.send(request("GET", &format!("/kontoer/{}", local.id), Some(&cookie))).await);
    assert!(!html.await.contains("name=\"passord\""));
    for path in ["/kontoer".to_owned(), format!("/kontoer/{}/passord", local.id)] {
        let body = "epost=ny%40eksempel.no&passord=riktig+hest+batteri&rolle=administrator";
        let response = town.house.send(form(&path, body, Some(&cookie))).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        let html = text(response).await;
        assert!(html.contains("slått av") && !html.contains("batteri"), "{html}");
    }
    assert_eq!(town.house.store.accounts().await.unwrap().len(), before.len());
}

#[tokio::test]
async fn without_an_organisation_nothing_leads_there() {
    let house = House::new(Settings::default(), noon).await;
    assert!(
        !text(house.send(request("GET", "/logg-inn", None)).await).await.contains("/logg-inn/organisasjon")
    );
    let response = house.send(form("/logg-inn/organisasjon", "", None)).await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    for path in
        ["/logg-inn/organisasjon/tilbake?code=a&state=b", "/logg-inn/organisasjon", "/logg-inn/uten-rolle"]
    {
        assert_eq!(house.send(request("GET", path, None)).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn larger_forms_of_one_address_wait_a_hundred_at_a_time() {
    let town = Town::new().await;
    let large = format!("skjema_til=%2Fdoegn%2FEGEN&skjema={}", "a".repeat(5000));
    for _ in 0..100 {
        town.begin(&large).await;
    }
    let response = town.house.send(form("/logg-inn/organisasjon", &large, None)).await;
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(text(response).await.contains("/doegn/EGEN"), "what was typed stays");
    town.begin("videre=%2Fbelegg").await;
}
