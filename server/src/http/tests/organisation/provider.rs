//! A provider made up for tests, on a port of this machine: it signs whatever it is told to.

use crate::organisation::{Options, Organisation};
use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

pub const CLIENT: &str = "kadpuls";
pub const SECRET: &str = "hemmelighet-mellom-oss";

/// What the provider knows, and what was asked of it.
#[derive(Default)]
pub struct Known {
    /// What it says of itself beyond what it must.
    pub more: Value,
    /// The keys that it tells, by name.
    pub told: Vec<String>,
    /// What a code is worth: the ID token, and what the verifier must hash to. It goes with the first exchange.
    codes: HashMap<String, (String, String)>,
    made: usize,
    /// What userinfo says.
    pub userinfo: Value,
    /// How often the keys were asked for.
    pub asked_for_keys: usize,
    /// The forms that were sent to it, and what stood in `Authorization`.
    pub forms: Vec<(HashMap<String, String>, String)>,
}

#[derive(Clone)]
pub struct Provider {
    pub issuer: String,
    keys: Arc<HashMap<String, EcdsaKeyPair>>,
    known: Arc<Mutex<Known>>,
}

impl Provider {
    /// Listens from now on, with the keys `one` and `two`, of which it tells the first.
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let random = SystemRandom::new();
        let pair = || {
            let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, made.as_ref(), &random).unwrap()
        };
        let provider = Self {
            issuer: format!("http://{}", listener.local_addr().unwrap()),
            keys: Arc::new(["one", "two"].map(|name| (name.to_owned(), pair())).into()),
            known: Arc::default(),
        };
        provider.known().told.push("one".to_owned());
        provider.known().more = json!({});
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .route("/announce", post(announce))
            .route("/userinfo", get(userinfo))
            .with_state(provider.clone());
        tokio::spawn(async { axum::serve(listener, router).await });
        provider
    }

    pub fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap()
    }

    /// The organisation as it is set up with this provider, and what else `serve` is told.
    pub fn organisation(&self, more: &[&str]) -> Organisation {
        let secret = format!("--oidc-secret={SECRET}");
        let issuer = format!("--oidc-issuer={}", self.issuer);
        let mut given = vec![
            "kadpuls",
            &issuer,
            "--oidc-name=Fylkets innlogging",
            "--oidc-own-address=https://kad.eksempel.no",
            "--oidc-roles=kad-admin=administrator,kad-enhet=registrator,kad-les=leser,kad-tall=statistikk",
            "--oidc-trust-claim=orgnr",
            "--oidc-trusts=987654321=Akershus",
            "--oidc-unit-claim=enhet",
            "--oidc-units=Legevakta=EGEN",
            "--oidc-client=kadpuls",
        ];
        if !more.iter().any(|option| option.starts_with("--oidc-key=")) {
            given.push(&secret);
        }
        given.extend(more);
        options(&given).organisation().unwrap().unwrap()
    }

    /// What it says of somebody at the end of a sign-in that begins at `address`, for a test to change.
    pub fn claims(&self, address: &str) -> Value {
        let now = super::noon().timestamp();
        json!({
            "iss": self.issuer, "aud": CLIENT, "sub": "0a1b2c", "nonce": asked(address)["nonce"],
            "iat": now, "exp": now + 300, "email": "Kari@Eksempel.no", "email_verified": true,
            "roles": ["kad-enhet", "noe annet"], "enhet": "Legevakta",
        })
    }

    /// A token that a key of this name signs, told or not.
    pub fn signed(&self, name: &str, claims: &Value) -> String {
        let part = |value: &Value| BASE64.encode(value.to_string());
        let text = format!("{}.{}", part(&json!({ "alg": "ES256", "kid": name })), part(claims));
        let signature = self.keys[name].sign(&SystemRandom::new(), text.as_bytes()).unwrap();
        format!("{text}.{}", BASE64.encode(signature))
    }

    /// A code that is worth this ID token, once; `way` is the sign-in that it belongs to.
    pub fn code(&self, way: &str, id_token: String) -> String {
        let challenge = asked(way)["code_challenge"].clone();
        let mut known = self.known();
        known.made += 1;
        let code = format!("code{}", known.made);
        known.codes.insert(code.clone(), (id_token, challenge));
        code
    }
}

/// The options of `serve`, as they are written.
pub fn options(given: &[&str]) -> Options {
    #[derive(clap::Parser)]
    struct Only {
        #[command(flatten)]
        options: Options,
    }
    <Only as clap::Parser>::try_parse_from(given).unwrap().options
}

/// What an address asks for.
pub fn asked(address: &str) -> HashMap<String, String> {
    let query = address.split_once('?').unwrap().1;
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

async fn discovery(State(provider): State<Provider>) -> Json<Value> {
    let at = |path: &str| format!("{}{path}", provider.issuer);
    let mut said = json!({
        "issuer": provider.issuer, "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"),
        "jwks_uri": at("/keys"), "userinfo_endpoint": at("/userinfo"), "end_session_endpoint": at("/end"),
        "response_types_supported": ["code"], "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["ES256", "none", "HS256"],
    });
    let more = provider.known().more.clone();
    said.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    Json(said)
}

async fn keys(State(provider): State<Provider>) -> Json<Value> {
    let mut known = provider.known();
    known.asked_for_keys += 1;
    let key = |name: &String| {
        let point = provider.keys[name].public_key().as_ref();
        json!({
            "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": name,
            "x": BASE64.encode(&point[1..33]), "y": BASE64.encode(&point[33..]),
        })
    };
    Json(json!({ "keys": known.told.iter().map(key).collect::<Vec<_>>() }))
}

async fn token(
    State(provider): State<Provider>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    let mut known = provider.known();
    let shown = headers.get("authorization").map_or("", |value| value.to_str().unwrap()).to_owned();
    known.forms.push((form.clone(), shown));
    let proof = BASE64.encode(Sha256::digest(form["code_verifier"].as_bytes()));
    match known.codes.remove(&form["code"]) {
        Some((id_token, challenge)) if challenge == proof => {
            let answer = json!({ "id_token": id_token, "access_token": "adgang", "token_type": "Bearer", "expires_in": 60 });
            Json(answer).into_response()
        }
        _ => (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" }))).into_response(),
    }
}

async fn announce(
    State(provider): State<Provider>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    let shown = headers.get("authorization").map_or("", |value| value.to_str().unwrap()).to_owned();
    provider.known().forms.push((form, shown));
    (StatusCode::CREATED, Json(json!({ "request_uri": "urn:sett:1", "expires_in": 60 }))).into_response()
}

async fn userinfo(State(provider): State<Provider>, headers: HeaderMap) -> Response {
    if headers.get("authorization").is_none_or(|value| value != "Bearer adgang") {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    Json(provider.known().userinfo.clone()).into_response()
}
