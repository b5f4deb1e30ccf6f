//! What claims give, and what goes with them.

use super::*;
use vocabulary::Role;

async fn account(town: &Town) -> Option<store::Account> {
    town.house.store.accounts().await.unwrap().into_iter().find(|account| account.organisation)
}

#[tokio::test]
async fn without_a_role_nobody_comes_in_and_is_told_whom_to_ask() {
    let town = Town::new().await;
    for claims in [
        json!({ "roles": [] }),
        json!({ "roles": "noe annet" }),
        // A role that wants a unit or a trust, and has none that is known here.
        json!({ "enhet": "FINNES-IKKE" }),
        json!({ "roles": ["kad-les"], "orgnr": "111111111" }),
        json!({ "roles": ["kad-les"] }),
    ] {
        let response = town
            .sign_in(|all| all.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone()))
            .await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{claims}");
        assert_eq!(set(&response, "kadpuls="), None);
        let html = text(response).await;
        assert!(
            html.contains("Du har ingen rolle her") && html.contains("Spør den som gir tilganger"),
            "{html}"
        );
        assert!(
            html.contains(&format!("{}/end?", town.provider.issuer)),
            "a way out for the next one: {html}"
        );
        assert!(account(&town).await.is_none());
    }
}

#[tokio::test]
async fn claims_say_at_every_sign_in_what_an_account_is_for() {
    let town = Town::new().await;
    for (claims, role, trust, units) in [
        (json!({ "roles": ["kad-les"], "orgnr": 987_654_321 }), Role::Reader, Some("Akershus"), 0),
        (json!({ "roles": ["kad-les"], "orgnr": ["x", "Stavanger"] }), Role::Reader, Some("Stavanger"), 0),
        (json!({ "roles": ["kad-enhet"], "enhet": ["EGEN", "ANNEN"] }), Role::Registrar, None, 2),
        (json!({ "roles": ["kad-tall", "kad-enhet"], "enhet": "x" }), Role::Statistics, None, 0),
        (json!({ "roles": ["kad-tall", "kad-admin"] }), Role::Administrator, None, 0),
    ] {
        let response = town
            .sign_in(|all| all.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone()))
            .await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "{claims}");
        let found = account(&town).await.unwrap();
        assert_eq!((found.role, found.trust.as_deref(), found.units.len()), (role, trust, units), "{claims}");
    }
    assert_eq!(town.house.store.accounts().await.unwrap().len(), 5, "one account all the time");
}

#[tokio::test]
async fn a_role_that_is_taken_away_ends_every_session_and_one_that_is_given_again_opens_it() {
    let town = Town::new().await;
    let cookie = set(&town.sign_in(|_| {}).await, "kadpuls=").unwrap();
    assert_eq!(town.sees("/konto", &cookie).await, StatusCode::OK);
    let response = town.sign_in(|claims| claims["roles"] = json!([])).await;
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    assert_eq!(town.sees("/konto", &cookie).await, StatusCode::SEE_OTHER);
    assert!(account(&town).await.unwrap().disabled);
    assert_eq!(town.sign_in(|_| {}).await.status(), StatusCode::SEE_OTHER);
    assert!(!account(&town).await.unwrap().disabled);

    // What an administrator has disabled, the organisation doesn't open.
    let administrator = town.house.session(Role::Administrator, noon()).await;
    let path = format!("/kontoer/{}", account(&town).await.unwrap().id);
    town.house.send(form(&path, "rolle=statistikk&sperret=ja", Some(&administrator))).await;
    let response = town.sign_in(|_| {}).await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(response).await.contains("Kontoen er sperret"));
}

#[tokio::test]
async fn the_address_of_a_local_account_gives_nobody_that_account() {
    let town = Town::new().await;
    let before = town.house.store.accounts().await.unwrap();
    let response = town
        .sign_in(|claims| {
            claims["email"] = json!("administrator@eksempel.no");
            claims["roles"] = json!(["kad-tall"]);
        })
        .await;
    assert_eq!((response.status(), set(&response, "kadpuls=")), (StatusCode::UNPROCESSABLE_ENTITY, None));
    assert!(text(response).await.contains("har en konto med passord her fra før"));
    assert_eq!(town.house.store.accounts().await.unwrap(), before);
}

#[tokio::test]
async fn an_account_of_the_organisations_gets_no_password_here() {
    let town = Town::new().await;
    let cookie = set(&town.sign_in(|_| {}).await, "kadpuls=").unwrap();
    let html = text(town.house.send(request("GET", "/konto", Some(&cookie))).await).await;
    assert!(!html.contains("/konto/passord"), "{html}");
    let administrator = town.house.session(Role::Administrator, noon()).await;
    let path = format!("/kontoer/{}", account(&town).await.unwrap().id);
    let html = text(town.house.send(request("GET", &path, Some(&administrator))).await).await;
    assert!(
        html.contains("kommer fra organisasjonen") && !html.contains(&format!("{path}/passord")),
        "{html}"
    );
    town.house
        .send(form(&format!("{path}/passord"), "passord=et+langt+passord+her", Some(&administrator)))
        .await;
    assert!(!account(&town).await.unwrap().has_password);
}

#[tokio::test]
async fn claims_may_stand_in_userinfo_of_the_same_person_alone() {
    let town = Town::with(&["--oidc-userinfo"], |_| {}, noon).await;
    let bare = |claims: &mut Value| {
        claims.as_object_mut().unwrap().remove("roles");
    };
    town.provider.known().userinfo = json!({ "sub": "en annen", "roles": ["kad-admin"] });
    assert_eq!(town.sign_in(bare).await.status(), StatusCode::UNPROCESSABLE_ENTITY);
    town.provider.known().userinfo =
        json!({ "sub": "0a1b2c", "roles": ["kad-tall"], "email": "annen@eksempel.no" });
    assert_eq!(town.sign_in(bare).await.status(), StatusCode::SEE_OTHER);
    let found = account(&town).await.unwrap();
    assert_eq!(
        (found.role, found.email.as_str()),
        (Role::Statistics, "kari@eksempel.no"),
        "the ID token counts first"
    );
}

#[tokio::test]
async fn the_first_account_of_all_may_come_from_the_organisation() {
    let provider = Provider::start().await;
    let organisation = Some(Arc::new(provider.organisation(&[])));
    let settings = Settings { organisation, operator: false, ..Settings::default() };
    let town = Town { house: House::without_accounts(settings, noon).await, provider };
    assert_eq!(town.sees("/import", "").await, StatusCode::SEE_OTHER, "nobody is the operator by chance");
    let response = town.sign_in(|claims| claims["roles"] = json!(["kad-admin"])).await;
    let cookie = set(&response, "kadpuls=").unwrap();
    assert_eq!(town.sees("/kontoer", &cookie).await, StatusCode::OK);
}
