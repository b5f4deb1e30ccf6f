//! What a provider says and what isn't believed.

use super::*;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use sha2::Digest as _;

/// Nobody came in, and no account was made.
async fn kept_out(town: &Town, response: Response<Body>, why: &str) {
    let accounts = town.house.store.accounts().await.unwrap();
    assert!(accounts.iter().all(|account| !account.organisation), "{why}: {accounts:?}");
    assert_eq!(set(&response, "kadpuls="), None, "{why}");
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{why}");
    assert!(
        text(response).await.contains("Logg inn med Fylkets innlogging"),
        "{why}: the way in is there again"
    );
}

#[tokio::test]
async fn a_token_for_another_sign_in_program_time_or_person_is_not_believed() {
    let town = Town::new().await;
    let now = noon().timestamp();
    for (claim, value) in [
        ("nonce", json!("en annen")),
        ("nonce", Value::Null),
        ("aud", json!("et annet program")),
        ("aud", json!(["kadpuls", "et annet program"])),
        ("azp", json!("et annet program")),
        ("iss", json!("https://annen.eksempel.no")),
        ("exp", json!(now - 31)),
        ("iat", json!(now + 31)),
        ("nbf", json!(now + 31)),
        ("at_hash", json!("bm9lIGFubmV0")),
        ("sub", json!("15076500565")),
        ("email", json!("15076500565")),
        ("email", Value::Null),
        ("email_verified", json!(false)),
        ("email_verified", json!("false")),
    ] {
        let response = town
            .sign_in(|claims| {
                claims[claim] = value.clone();
                if value.is_null() {
                    claims.as_object_mut().unwrap().remove(claim);
                }
            })
            .await;
        kept_out(&town, response, &format!("{claim} {value}")).await;
    }
    // Clocks may differ a little, and the hash of the access token may be right.
    let hash = &sha2::Sha256::digest(b"adgang")[..16];
    let response = town
        .sign_in(|claims| {
            claims["exp"] = json!(now - 29);
            claims["at_hash"] = json!(BASE64.encode(hash));
        })
        .await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_token_without_a_signature_of_the_providers_is_not_believed() {
    let town = Town::new().await;
    let way = town.begin("").await;
    let claims = town.provider.claims(&way.address).to_string();
    let with = |head: Value| format!("{}.{}", BASE64.encode(head.to_string()), BASE64.encode(&claims));
    let none = format!("{}.", with(json!({ "alg": "none" })));
    let text = with(json!({ "alg": "HS256" }));
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, provider::SECRET.as_bytes());
    let secret = format!("{text}.{}", BASE64.encode(ring::hmac::sign(&key, text.as_bytes())));
    let good = town.provider.signed("one", &town.provider.claims(&way.address));
    let (head, rest) = good.split_once('.').unwrap();
    let other = BASE64.encode(claims.replace("kad-enhet", "kad-admin"));
    let changed = format!("{head}.{other}.{}", rest.split_once('.').unwrap().1);
    for (why, id_token) in
        [("none", none), ("HS256", secret), ("changed", changed), ("nothing", "a.b".to_owned())]
    {
        let way = town.begin("").await;
        let code = town.provider.code(&way.address, id_token);
        kept_out(&town, town.back(&way, &code).await, why).await;
    }
}

#[tokio::test]
async fn a_state_comes_back_once_in_its_browser_and_in_time() {
    static LATER: AtomicI64 = AtomicI64::new(0);
    fn now() -> DateTime<Utc> {
        noon() + TimeDelta::seconds(LATER.load(Ordering::Relaxed))
    }
    let town = Town::with(&[], |_| {}, now).await;
    let worth = |way: &Way| {
        let claims = town.provider.claims(&way.address);
        town.provider.code(&way.address, town.provider.signed("one", &claims))
    };
    // Somebody else's link.
    let way = town.begin("").await;
    let code = worth(&way);
    let elsewhere = Way { address: way.address.clone(), cookie: format!("kadpuls-inn={}", "0".repeat(64)) };
    kept_out(&town, town.back(&elsewhere, &code).await, "another browser").await;
    let made_up = Way { address: way.address.replace("state=", "state=0"), cookie: way.cookie.clone() };
    kept_out(&town, town.back(&made_up, &code).await, "a state that nobody made").await;
    // It is too late after ten minutes.
    LATER.store(600, Ordering::Relaxed);
    let response = town.back(&way, &code).await;
    assert!(text(response).await.contains("tok for lang tid"));
    LATER.store(0, Ordering::Relaxed);

    // Her own counts once, and so does its code.
    let way = town.begin("videre=%2Fbelegg").await;
    let code = worth(&way);
    assert_eq!(town.back(&way, &code).await.status(), StatusCode::SEE_OTHER);
    let again = town.back(&way, &code).await;
    assert_eq!((again.status(), set(&again, "kadpuls=")), (StatusCode::UNPROCESSABLE_ENTITY, None));
    assert!(text(again).await.contains("er brukt"));
    let other = town.begin("videre=%2Fbelegg").await;
    let replayed = town.back(&other, &code).await;
    assert_eq!((replayed.status(), set(&replayed, "kadpuls=")), (StatusCode::UNPROCESSABLE_ENTITY, None));
    assert!(text(replayed).await.contains("value=\"/belegg\""), "where she wanted to go stays");
}

#[tokio::test]
async fn another_provider_and_a_no_of_ones_own_end_a_sign_in() {
    let town = Town::new().await;
    let way = town.begin("").await;
    let code =
        town.provider.code(&way.address, town.provider.signed("one", &town.provider.claims(&way.address)));
    let state = way.state();
    let path = format!("/logg-inn/organisasjon/tilbake?code={code}&state={state}&iss=https%3A%2F%2Fannen.no");
    kept_out(&town, town.house.send(request("GET", &path, Some(&way.cookie))).await, "iss").await;
    let way = town.begin("").await;
    let path = format!("/logg-inn/organisasjon/tilbake?error=access_denied&state={}", way.state());
    let response = town.house.send(request("GET", &path, Some(&way.cookie))).await;
    assert!(text(response).await.contains("ble avbrutt"));

    // A provider that says it names itself must.
    let town = Town::new().await;
    town.provider.known().more = json!({ "authorization_response_iss_parameter_supported": true });
    kept_out(&town, town.sign_in(|_| {}).await, "no iss").await;
    let way = town.begin("").await;
    let code =
        town.provider.code(&way.address, town.provider.signed("one", &town.provider.claims(&way.address)));
    let iss: String = form_urlencoded::byte_serialize(town.provider.issuer.as_bytes()).collect();
    let path = format!("/logg-inn/organisasjon/tilbake?code={code}&state={}&iss={iss}", way.state());
    assert_eq!(
        town.house.send(request("GET", &path, Some(&way.cookie))).await.status(),
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn new_keys_are_asked_for_once_a_minute_and_old_ones_count_no_more() {
    static LATER: AtomicI64 = AtomicI64::new(0);
    fn now() -> DateTime<Utc> {
        noon() + TimeDelta::seconds(LATER.load(Ordering::Relaxed))
    }
    let town = Town::with(&[], |_| {}, now).await;
    let by_key = async |name: &str| {
        let way = town.begin("").await;
        let id_token = town.provider.signed(name, &town.provider.claims(&way.address));
        let code = town.provider.code(&way.address, id_token);
        town.back(&way, &code).await.status()
    };
    let (well, refused) = (StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!((by_key("one").await, town.provider.known().asked_for_keys), (well, 1));
    // Nobody knows the key, not even after asking; and it isn't asked for again at once.
    assert_eq!((by_key("two").await, town.provider.known().asked_for_keys), (refused, 2));
    assert_eq!((by_key("two").await, town.provider.known().asked_for_keys), (refused, 2));
    town.provider.known().told = vec!["two".to_owned()];
    assert_eq!((by_key("one").await, town.provider.known().asked_for_keys), (well, 2));
    LATER.store(60, Ordering::Relaxed);
    assert_eq!((by_key("two").await, town.provider.known().asked_for_keys), (well, 3));
    assert_eq!((by_key("one").await, town.provider.known().asked_for_keys), (refused, 3), "taken out of use");
}

#[tokio::test]
async fn how_surely_people_were_known_is_asked_for_and_looked_at() {
    let town = Town::with(&["--oidc-acr=idporten-loa-high,Level4"], |_| {}, noon).await;
    assert_eq!(asked(&town.begin("").await.address)["acr_values"], "idporten-loa-high Level4");
    kept_out(&town, town.sign_in(|_| {}).await, "no acr").await;
    let low = town.sign_in(|claims| claims["acr"] = json!("idporten-loa-substantial")).await;
    kept_out(&town, low, "too low").await;
    let response = town.sign_in(|claims| claims["acr"] = json!("Level4")).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
}
