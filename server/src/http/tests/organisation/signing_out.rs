//! Out here, and out at the provider.

use super::*;

async fn out(town: &Town, cookie: &str) -> Response<Body> {
    town.house.send(form("/logg-ut", "", Some(cookie))).await
}

#[tokio::test]
async fn who_signs_out_is_led_on_to_sign_out_at_the_provider() {
    let town = Town::new().await;
    let cookie = set(&town.sign_in(|_| {}).await, "kadpuls=").unwrap();
    let response = out(&town, &cookie).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert!(header(&response, "set-cookie").contains("Max-Age=0"));
    assert_eq!(header(&response, "clear-site-data"), "\"cache\", \"storage\"");
    assert_eq!(header(&response, "cache-control"), "no-store");
    let address = led_on(&response);
    assert!(address.starts_with(&format!("{}/end?", town.provider.issuer)), "{address}");
    let sent = asked(&address);
    assert_eq!(sent["post_logout_redirect_uri"], "https://kad.eksempel.no/logg-inn");
    assert!(sent["client_id"] == "kadpuls" && sent["id_token_hint"].split('.').count() == 3, "{sent:?}");
    let html = text(response).await;
    assert!(
        html.contains("Logger ut") && !html.contains("kari@eksempel.no"),
        "signed out on the page, too: {html}"
    );
    assert_eq!(town.sees("/konto", &cookie).await, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_token_with_a_birth_number_is_kept_nowhere() {
    let town = Town::new().await;
    let response = town.sign_in(|claims| claims["pid"] = json!("15076500565")).await;
    let cookie = set(&response, "kadpuls=").unwrap();
    let hash = crate::http::access::hashed(cookie.split_once('=').unwrap().1);
    assert_eq!(town.house.store.session_id_token(&hash).await.unwrap().as_deref(), Some(""));
    let sent = asked(&led_on(&out(&town, &cookie).await));
    assert!(sent["client_id"] == "kadpuls" && !sent.contains_key("id_token_hint"), "{sent:?}");
}

#[tokio::test]
async fn who_signed_in_by_password_signs_out_here_alone() {
    let town = Town::new().await;
    let body = "epost=leser%40eksempel.no&passord=riktig+hest+batteri";
    let cookie = set(&town.house.send(form("/logg-inn", body, None)).await, "kadpuls=").unwrap();
    let response = out(&town, &cookie).await;
    assert_eq!(
        (response.status(), header(&response, "location").as_str()),
        (StatusCode::SEE_OTHER, "/logg-inn")
    );
}
