//! Settings, and how this program shows the provider who it is.

use super::*;
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD as BASE64};
use provider::options;
use ring::rand::SystemRandom;
use ring::signature::UnparsedPublicKey;
use ring::signature::{ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};

#[tokio::test]
async fn a_private_key_signs_who_this_program_is_each_time_anew() {
    let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).unwrap();
    let pair =
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, made.as_ref(), &SystemRandom::new());
    let public = pair.unwrap().public_key().as_ref().to_vec();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("nøkkel.pem");
    let encoded = BASE64_STANDARD.encode(made.as_ref());
    std::fs::write(&path, format!("-----BEGIN PRIVATE KEY-----\n{encoded}\n-----END PRIVATE KEY-----\n"))
        .unwrap();
    let key = format!("--oidc-key={}", path.display());
    let town = Town::with(&[&key, "--oidc-key-id=2026-a"], |_| {}, noon).await;
    let announced = format!("{}/announce", town.provider.issuer);
    town.provider.known().more = json!({
        "pushed_authorization_request_endpoint": announced, "require_pushed_authorization_requests": true,
    });
    let way = town.begin("").await;
    assert_eq!(asked(&way.address)["request_uri"], "urn:sett:1");
    assert!(!way.address.contains("nonce") && !way.address.contains("state"), "{}", way.address);
    let pushed = town.provider.known().forms[0].0.clone();
    // What the browser would have carried there.
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(&pushed).finish();
    let way = Way { address: format!("{}?{query}", town.provider.issuer), cookie: way.cookie };
    let code =
        town.provider.code(&way.address, town.provider.signed("one", &town.provider.claims(&way.address)));
    assert_eq!(town.back(&way, &code).await.status(), StatusCode::SEE_OTHER);

    let forms = town.provider.known().forms.clone();
    let mut once = Vec::new();
    for (form, shown) in &forms {
        assert!(shown.is_empty() && !form.contains_key("client_secret"));
        assert_eq!(form["client_assertion_type"], "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        let (text, signature) = form["client_assertion"].rsplit_once('.').unwrap();
        let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &public);
        public.verify(text.as_bytes(), &BASE64.decode(signature).unwrap()).unwrap();
        let read = |part: &str| -> Value { serde_json::from_slice(&BASE64.decode(part).unwrap()).unwrap() };
        let (head, body) = text.split_once('.').map(|(head, body)| (read(head), read(body))).unwrap();
        assert_eq!((&head["alg"], &head["kid"]), (&json!("ES256"), &json!("2026-a")));
        assert_eq!((&body["iss"], &body["sub"]), (&json!("kadpuls"), &json!("kadpuls")));
        assert_eq!(body["aud"], json!(town.provider.issuer));
        assert_eq!(body["exp"].as_i64().unwrap() - body["iat"].as_i64().unwrap(), 60);
        once.push(body["jti"].clone());
    }
    assert!(once.len() == 2 && once[0] != once[1], "{once:?}");
}

#[tokio::test]
async fn a_secret_goes_where_the_provider_takes_it() {
    let town = Town::new().await;
    town.provider.known().more = json!({ "token_endpoint_auth_methods_supported": ["client_secret_post"] });
    assert_eq!(town.sign_in(|_| {}).await.status(), StatusCode::SEE_OTHER);
    let (form, shown) = town.provider.known().forms[0].clone();
    assert!(shown.is_empty() && form["client_secret"] == provider::SECRET && form["client_id"] == "kadpuls");
}

#[test]
fn settings_that_let_nobody_in_or_too_many_are_refused_with_their_names() {
    let whole = [
        "kadpuls",
        "--oidc-issuer=https://inn.eksempel.no",
        "--oidc-own-address=https://kad.eksempel.no",
        "--oidc-client=kadpuls",
        "--oidc-secret=hemmelighet",
        "--oidc-roles=kad-les=leser",
    ];
    let why = |leave: &str, more: &[&str]| {
        let mut given = whole.to_vec();
        given.retain(|option| leave.is_empty() || !option.starts_with(leave));
        given.extend(more);
        options(&given).organisation().err().map(|error| format!("{error:#}")).unwrap_or_default()
    };
    assert_eq!(why("", &[]), "");
    for (leave, more, part) in [
        ("--oidc-client", &[][..], "oidc_client"),
        ("--oidc-own-address", &[], "oidc_own_address"),
        ("--oidc-own-address", &["--oidc-own-address=https://kad.eksempel.no/kad"], "without a path"),
        ("--oidc-secret", &[], "oidc_key"),
        ("--oidc-roles", &[], "oidc_roles"),
        ("--oidc-roles", &["--oidc-roles=x=registrator"], "oidc_unit_claim"),
        ("--oidc-issuer", &["--oidc-issuer=http://inn.eksempel.no"], "by https"),
        ("--oidc-issuer", &["--local-accounts=false"], "nobody could sign in"),
        ("", &["--oidc-key=finnes-ikke.pem"], "either"),
        ("--oidc-secret", &["--oidc-key=finnes-ikke.pem"], "finnes-ikke.pem"),
        ("", &["--oidc-subject-claim=pid"], "birth number"),
        ("", &["--oidc-email-claim=helseid://claims/identity/pid"], "birth number"),
    ] {
        let told = why(leave, more);
        assert!(told.contains(part) && !told.contains("hemmelighet"), "{leave} {more:?}: {told}");
    }
}
