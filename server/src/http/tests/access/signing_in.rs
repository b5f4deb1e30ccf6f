//! In, out, and how long it lasts.

use super::*;
use std::sync::atomic::{AtomicI64, Ordering};

impl House {
    async fn sign_in(&self, email: &str, password: &str, more: &str) -> Response<Body> {
        let password = password.replace(' ', "+");
        self.send(form("/logg-inn", &format!("epost={email}&passord={password}{more}"), None)).await
    }
}

/// The cookie that an answer sets, as it is sent back.
fn set(response: &Response<Body>) -> String {
    super::super::header(response, header::SET_COOKIE).split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn who_signs_in_is_back_where_she_was_and_stays_signed_in() {
    let house = House::new(Settings::default(), noon).await;
    let response = house.send(request("GET", "/belegg?kommune=0301&fra=2024-01-01", None)).await;
    let way_in = super::super::header(&response, header::LOCATION);
    assert_eq!(way_in, "/logg-inn?videre=%2Fbelegg%3Fkommune%3D0301%26fra%3D2024-01-01");
    let html = text(house.send(request("GET", &way_in, None)).await).await;
    assert!(html.contains("value=\"/belegg?kommune=0301&amp;fra=2024-01-01\""), "{html}");

    let videre = way_in.split_once('?').unwrap().1;
    let response = house.sign_in("%20Leser%40Eksempel.NO", PASSWORD, &format!("&{videre}")).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(super::super::header(&response, header::LOCATION), "/belegg?kommune=0301&fra=2024-01-01");
    let line = super::super::header(&response, header::SET_COOKIE);
    assert!(line.starts_with("kadpuls=") && line.ends_with("; Path=/; HttpOnly; SameSite=Lax"), "{line}");
    let cookie = set(&response);
    assert_eq!(outcome(&house.send(request("GET", "/konto", Some(&cookie))).await), 'P');

    let value = cookie.split_once('=').unwrap().1;
    assert!(
        house.store.session(value).await.unwrap().is_none(),
        "the database doesn't hold what the cookie says"
    );
    let again = set(&house.sign_in("leser%40eksempel.no", PASSWORD, "").await);
    assert_ne!(again, cookie, "the number is new each time");
}

#[tokio::test]
async fn by_https_the_cookie_is_for_this_host_and_https_alone() {
    let house = House::new(Settings { https: true, ..Settings::default() }, noon).await;
    let response = house.sign_in("leser%40eksempel.no", PASSWORD, "").await;
    let line = super::super::header(&response, header::SET_COOKIE);
    assert!(
        line.starts_with("__Host-kadpuls=") && line.contains("; Secure") && !line.contains("Domain"),
        "{line}"
    );
    assert_eq!(outcome(&house.send(request("GET", "/konto", Some(&set(&response)))).await), 'P');
    let plain = house.session(Role::Reader, noon()).await;
    assert_eq!(outcome(&house.send(request("GET", "/konto", Some(&plain))).await), 'S');
}

#[tokio::test]
async fn only_own_paths_are_gone_on_to() {
    let house = House::new(Settings::default(), noon).await;
    for videre in
        ["https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2F%5Cevil.example", "%2Flogg-inn", "x"]
    {
        let response = house.sign_in("leser%40eksempel.no", PASSWORD, &format!("&videre={videre}")).await;
        assert_eq!(super::super::header(&response, header::LOCATION), "/", "{videre}");
    }
}

#[tokio::test]
async fn a_wrong_password_and_an_address_without_account_get_the_same_answer() {
    let house = House::new(Settings::default(), noon).await;
    let mut pages = Vec::new();
    for email in ["leser%40eksempel.no", "ukjent%40eksempel.no"] {
        let response = house.sign_in(email, "feil passord her", "&videre=%2Fbelegg").await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(super::super::header(&response, header::SET_COOKIE).is_empty());
        let html = text(response).await;
        assert!(html.contains("E-postadressen eller passordet stemmer ikke"), "{html}");
        assert!(html.contains("value=\"/belegg\"") && !html.contains("feil passord her"), "{html}");
        let address = email.replace("%40", "@");
        let main = html.split("<main").nth(1).unwrap().split("</main>").next().unwrap();
        pages.push(main.replace(&address, ""));
    }
    assert_eq!(pages[0], pages[1]);
}

#[tokio::test]
async fn a_disabled_account_is_out_at_once_and_stays_out() {
    let house = House::new(Settings::default(), noon).await;
    let cookie = house.session(Role::Reader, noon()).await;
    let reader = house.store.account_by_email(&address(Role::Reader)).await.unwrap().unwrap();
    let administrator = house.session(Role::Administrator, noon()).await;
    let path = format!("/kontoer/{}", reader.id);
    let body = "rolle=leser&helseforetak=Akershus&sperret=ja";
    let response = house.send(form(&path, body, Some(&administrator))).await;
    assert_eq!(super::super::header(&response, header::LOCATION), format!("{path}?endret=ja"));
    assert_eq!(outcome(&house.send(request("GET", "/konto", Some(&cookie))).await), 'S');
    let response = house.sign_in("leser%40eksempel.no", PASSWORD, "").await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn the_last_administrator_keeps_the_key() {
    let house = House::new(Settings::default(), noon).await;
    let cookie = house.session(Role::Administrator, noon()).await;
    let own = house.store.account_by_email(&address(Role::Administrator)).await.unwrap().unwrap();
    for body in ["rolle=administrator&sperret=ja", "rolle=statistikk"] {
        let response = house.send(form(&format!("/kontoer/{}", own.id), body, Some(&cookie))).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(text(response).await.contains("den siste administratoren"));
    }
    assert_eq!(outcome(&house.send(request("GET", "/kontoer", Some(&cookie))).await), 'P');
}

#[tokio::test]
async fn guesses_have_to_wait_and_then_the_right_password_still_counts() {
    static LATER: AtomicI64 = AtomicI64::new(0);
    fn now() -> DateTime<Utc> {
        noon() + TimeDelta::seconds(LATER.load(Ordering::Relaxed))
    }
    let house = House::new(Settings::default(), now).await;
    for _ in 0..5 {
        let response = house.sign_in("leser%40eksempel.no", "feil passord her", "").await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    }
    let response = house.sign_in("leser%40eksempel.no", PASSWORD, "").await;
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(text(response).await.contains("Vent 1 sekunder"));
    let other = house.sign_in("statistikk%40eksempel.no", PASSWORD, "").await;
    assert_eq!(other.status(), StatusCode::SEE_OTHER, "another account isn't held up");
    LATER.store(2, Ordering::Relaxed);
    assert_eq!(house.sign_in("leser%40eksempel.no", PASSWORD, "").await.status(), StatusCode::SEE_OTHER);
    assert_eq!(house.sign_in("leser%40eksempel.no", PASSWORD, "").await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_session_ends_when_nobody_uses_it_and_after_a_working_day_in_any_case() {
    static LATER: AtomicI64 = AtomicI64::new(0);
    fn now() -> DateTime<Utc> {
        noon() + TimeDelta::minutes(LATER.load(Ordering::Relaxed))
    }
    let house = House::new(Settings::default(), now).await;
    let cookie = house.session(Role::Reader, noon()).await;
    let alive = async |minutes: i64| {
        LATER.store(minutes, Ordering::Relaxed);
        outcome(&house.send(request("GET", "/konto", Some(&cookie))).await) == 'P'
    };
    for minutes in (0..12 * 60).step_by(29) {
        assert!(alive(minutes).await, "{minutes}");
    }
    assert!(!alive(12 * 60).await, "twelve hours at the longest");

    LATER.store(0, Ordering::Relaxed);
    let cookie = house.session(Role::Statistics, noon()).await;
    LATER.store(30, Ordering::Relaxed);
    assert_eq!(
        outcome(&house.send(request("GET", "/konto", Some(&cookie))).await),
        'S',
        "half an hour without use"
    );
}

#[tokio::test]
async fn signing_out_ends_the_session_and_signing_out_everywhere_all_of_them() {
    let house = House::new(Settings::default(), noon).await;
    let one = set(&house.sign_in("leser%40eksempel.no", PASSWORD, "").await);
    let other = set(&house.sign_in("leser%40eksempel.no", PASSWORD, "").await);
    let third = set(&house.sign_in("leser%40eksempel.no", PASSWORD, "").await);
    let response = house.send(form("/logg-ut", "", Some(&one))).await;
    assert!(super::super::header(&response, header::SET_COOKIE).contains("Max-Age=0"));
    // No half-filled form is left in the browser for the next one at the PC.
    assert_eq!(super::super::header(&response, "clear-site-data"), "\"cache\", \"storage\"");
    assert_eq!(outcome(&house.send(request("GET", "/konto", Some(&one))).await), 'S');
    assert_eq!(outcome(&house.send(request("GET", "/konto", Some(&other))).await), 'P');
    house.send(form("/konto/oekter", "", Some(&other))).await;
    for cookie in [other, third] {
        assert_eq!(outcome(&house.send(request("GET", "/konto", Some(&cookie))).await), 'S');
    }
}

#[tokio::test]
async fn signing_out_everywhere_leaves_programs_alone_or_ends_them_as_she_says() {
    let house = House::new(Settings::default(), noon).await;
    let account = house.store.account_by_email(&address(Role::Reader)).await.unwrap().unwrap().id;
    let end = noon() + TimeDelta::days(30);
    house.store.add_token(account, "Journal", "token-hash", end, by()).await.unwrap();
    house.store.add_feed(account, ("/belegg", "Belegg"), "feed-hash", by()).await.unwrap();
    for (body, stay) in [("", true), ("ogsaa=ja", false)] {
        let cookie = set(&house.sign_in("leser%40eksempel.no", PASSWORD, "").await);
        let html = text(house.send(request("GET", "/konto", Some(&cookie))).await).await;
        assert!(html.contains("Ta også bort 1 nøkkel for programmer og 1 adresse til nyhetsleser"), "{html}");
        house.send(form("/konto/oekter", body, Some(&cookie))).await;
        assert_eq!(outcome(&house.send(request("GET", "/konto", Some(&cookie))).await), 'S');
        assert_eq!(house.store.token("token-hash").await.unwrap().is_some(), stay, "{body}");
        assert_eq!(house.store.feed("feed-hash").await.unwrap().is_some(), stay, "{body}");
    }
    let trail = house.store.changes(None, None, 2).await.unwrap();
    let told: Vec<_> = trail.iter().map(|line| (line.subject.as_str(), line.action.as_str())).collect();
    assert_eq!(told, [("feed", "struck"), ("token", "struck")]);
}

#[tokio::test]
async fn browsers_keep_no_page_of_who_sees_small_numbers_and_no_answer_to_a_form() {
    let house = House::new(Settings::default(), noon).await;
    for (role, kept) in [
        (Role::Reader, true),
        (Role::Statistics, true),
        (Role::Registrar, false),
        (Role::Administrator, false),
    ] {
        let cookie = house.session(role, noon()).await;
        for path in ["/belegg", "/aarsrapport"] {
            let response = house.send(request("GET", path, Some(&cookie))).await;
            let said = super::super::header(&response, header::CACHE_CONTROL);
            assert_eq!(said == "no-store", !kept, "{role} {path}: {said}");
            assert!(said == "no-store" || said.contains("private"), "{role} {path}: {said}");
        }
        let response = house.send(request("GET", "/konto", Some(&cookie))).await;
        assert_eq!(super::super::header(&response, header::CACHE_CONTROL), "no-store", "{role}");
    }
    // The form that waits at the sign-in, and the page that a wrong password leads back to.
    let held = house.send(form("/enheten/EGEN/inn", "alder=80", None)).await;
    assert_eq!(super::super::header(&held, header::CACHE_CONTROL), "no-store");
    let refused = house.sign_in("leser%40eksempel.no", "feil passord her", "").await;
    assert_eq!(super::super::header(&refused, header::CACHE_CONTROL), "no-store");
}

#[tokio::test]
async fn by_https_browsers_are_told_to_stay_with_it_and_without_they_are_not() {
    for (https, told) in [(true, "max-age=31536000"), (false, "")] {
        let house = House::new(Settings { https, ..Settings::default() }, noon).await;
        for path in ["/logg-inn", "/belegg", "/health/live", "/finnes-ikke", "/api/v1/openapi.json"] {
            let response = house.send(request("GET", path, None)).await;
            let said = super::super::header(&response, header::STRICT_TRANSPORT_SECURITY);
            assert_eq!(said, told, "{path}");
        }
    }
}

#[tokio::test]
async fn a_new_password_needs_the_old_one_and_signs_out_everywhere_else() {
    let house = House::new(Settings::default(), noon).await;
    let here = set(&house.sign_in("leser%40eksempel.no", PASSWORD, "").await);
    let elsewhere = set(&house.sign_in("leser%40eksempel.no", PASSWORD, "").await);
    let old = PASSWORD.replace(' ', "+");
    for (body, fault) in [
        (
            "naavaerende=feil&nytt=et+nytt+langt+passord&gjenta=et+nytt+langt+passord".to_owned(),
            "Dette er ikke passordet",
        ),
        (format!("naavaerende={old}&nytt=kort&gjenta=kort"), "minst 12 tegn"),
        (format!("naavaerende={old}&nytt=et+nytt+langt+passord&gjenta=et+annet+passord"), "ikke like"),
    ] {
        let response = house.send(form("/konto/passord", &body, Some(&here))).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let html = text(response).await;
        assert!(html.contains(fault) && !html.contains("langt passord"), "{html}");
    }
    let body = format!("naavaerende={old}&nytt=et+nytt+langt+passord&gjenta=et+nytt+langt+passord");
    let response = house.send(form("/konto/passord", &body, Some(&here))).await;
    assert_eq!(super::super::header(&response, header::LOCATION), "/konto?endret=passord");
    let fresh = set(&response);
    assert_eq!(outcome(&house.send(request("GET", "/konto", Some(&fresh))).await), 'P');
    for cookie in [here, elsewhere] {
        assert_eq!(outcome(&house.send(request("GET", "/konto", Some(&cookie))).await), 'S');
    }
    assert_eq!(
        house.sign_in("leser%40eksempel.no", PASSWORD, "").await.status(),
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(
        house.sign_in("leser%40eksempel.no", "et nytt langt passord", "").await.status(),
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn a_password_that_is_made_here_is_shown_once_and_opens_the_account() {
    let house = House::new(Settings::default(), noon).await;
    let administrator = house.session(Role::Administrator, noon()).await;
    let response = house
        .send(form("/kontoer", "epost=Ny%40eksempel.no&rolle=registrator&enhet=EGEN", Some(&administrator)))
        .await;
    let html = text(response).await;
    let secret = html.split("class=\"secret\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert_eq!(secret.len(), 23, "{secret}");
    assert_eq!(house.sign_in("ny%40eksempel.no", &secret, "").await.status(), StatusCode::SEE_OTHER);
    let id = house.store.account_by_email("ny@eksempel.no").await.unwrap().unwrap().id;
    let html = text(house.send(request("GET", &format!("/kontoer/{id}"), Some(&administrator))).await).await;
    assert!(!html.contains(&secret) && !html.contains("argon2"));

    let response =
        house.send(form("/kontoer", "epost=NY%40eksempel.no&rolle=statistikk", Some(&administrator))).await;
    assert!(text(response).await.contains("Adressen har en konto fra før"));
}

#[tokio::test]
async fn a_password_that_somebody_gave_opens_the_page_that_changes_it_and_nothing_else_for_three_days() {
    static LATER: AtomicI64 = AtomicI64::new(0);
    fn now() -> DateTime<Utc> {
        noon() + TimeDelta::hours(LATER.load(Ordering::Relaxed))
    }
    let house = House::new(Settings::default(), now).await;
    let administrator = house.session(Role::Administrator, noon()).await;
    let id = house.store.account_by_email(&address(Role::Registrar)).await.unwrap().unwrap().id;
    let path = format!("/kontoer/{id}/passord");
    let html = text(house.send(form(&path, "", Some(&administrator))).await).await;
    assert!(html.contains("må byttes ved første innlogging"), "{html}");
    let secret = html.split("class=\"secret\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let sign_in = async |password: &str| house.sign_in("registrator%40eksempel.no", password, "").await;

    let given = set(&sign_in(&secret).await);
    let html = text(house.send(request("GET", "/konto", Some(&given))).await).await;
    assert!(html.contains("gitt av en annen") && html.contains("04.03.2026 kl. 13.00"), "{html}");
    assert!(!html.contains("/konto/noekler") && !html.contains("/abonnement"), "{html}");
    assert!(
        !html.contains("href=\"/enheten\"") && !html.contains("href=\"/import\""),
        "no way that leads nowhere"
    );
    for path in ["/", "/enheten/EGEN", "/import", "/belegg", "/finnes-ikke"] {
        let response = house.send(request("GET", path, Some(&given))).await;
        assert_eq!(super::super::header(&response, header::LOCATION), "/konto", "{path}");
    }
    for sent in [
        form("/konto/noekler", "program=x&dager=30", Some(&given)),
        form("/enheten/EGEN/inn", "alder=80", Some(&given)),
        request("GET", "/api/v1/katalog", Some(&given)),
        request("GET", "/tabell/belegg-maaned.csv", Some(&given)),
    ] {
        let (what, response) = (sent.uri().to_string(), house.send(sent).await);
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{what}");
    }
    let body = format!("naavaerende={secret}&nytt=et+nytt+langt+passord&gjenta=et+nytt+langt+passord");
    let own = set(&house.send(form("/konto/passord", &body, Some(&given))).await);
    assert_eq!(outcome(&house.send(request("GET", "/enheten/EGEN", Some(&own))).await), 'P');
    LATER.store(100, Ordering::Relaxed);
    assert_eq!(sign_in("et nytt langt passord").await.status(), StatusCode::SEE_OTHER, "her own doesn't end");

    let administrator = house.session(Role::Administrator, now()).await;
    let html = text(house.send(form(&path, "", Some(&administrator))).await).await;
    let secret = html.split("class=\"secret\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    LATER.store(172, Ordering::Relaxed);
    let response = sign_in(&secret).await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(response).await.contains("gjelder ikke lenger"));
}

#[tokio::test]
async fn the_demo_has_a_button_per_role_and_elsewhere_there_is_none() {
    let demo = House::without_accounts(Settings { demo: true, ..Settings::default() }, noon).await;
    crate::demo_accounts::make(&demo.store, noon()).await.unwrap();
    let html = text(demo.send(request("GET", "/logg-inn?videre=%2Fimport", None)).await).await;
    for role in Role::ALL {
        assert!(html.contains(&format!("value=\"{role}\"")), "{html}");
        let response =
            demo.send(form("/logg-inn/demo", &format!("rolle={role}&videre=%2Fkonto"), None)).await;
        assert_eq!(super::super::header(&response, header::LOCATION), "/konto");
        let html = text(demo.send(request("GET", "/konto", Some(&set(&response)))).await).await;
        assert!(html.contains(&format!("{role}@kadpuls.example")), "{html}");
    }
    let registrar = demo.store.account_by_email("registrator@kadpuls.example").await.unwrap().unwrap();
    assert_eq!(registrar.units, ["EGEN".parse().unwrap()]);

    let house = House::new(Settings::default(), noon).await;
    assert!(!text(house.send(request("GET", "/logg-inn", None)).await).await.contains("/logg-inn/demo"));
    let response = house.send(form("/logg-inn/demo", "rolle=administrator", None)).await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
}
