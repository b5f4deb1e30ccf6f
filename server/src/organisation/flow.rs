//! There and back: the address that a browser is sent to, and what the code it comes back with is worth.

use super::provider::Provider;
use super::{BACK, Claimed, Organisation, Unfit};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::core::{CoreIdToken, CoreIdTokenVerifier, CoreJwsSigningAlgorithm as Alg};
use openidconnect::http::{Method, StatusCode, header};
use openidconnect::url::Url;
use openidconnect::{
    AccessToken, AccessTokenHash, ClaimsVerificationError, HttpRequest, Nonce, PkceCodeChallenge,
    SignatureVerificationError,
};
use serde_json::{Map, Value};
use vocabulary::Catalogue;

/// Two clocks may differ by so much.
const LEEWAY: TimeDelta = TimeDelta::seconds(30);
/// The largest ID token that is kept for signing out, in bytes.
const MOST_KEPT: usize = 8 << 10;
/// What an ID token may be signed with: nothing that who knows the client's secret could sign, and not nothing.
const SIGNED_BY: [Alg; 10] = [
    Alg::RsaSsaPkcs1V15Sha256,
    Alg::RsaSsaPkcs1V15Sha384,
    Alg::RsaSsaPkcs1V15Sha512,
    Alg::RsaSsaPssSha256,
    Alg::RsaSsaPssSha384,
    Alg::RsaSsaPssSha512,
    Alg::EcdsaP256Sha256,
    Alg::EcdsaP384Sha384,
    Alg::EcdsaP521Sha512,
    Alg::EdDsa,
];

/// A sign-in that begins.
pub struct Begun {
    /// Where the browser goes.
    pub address: String,
    /// What comes back with it.
    pub state: String,
    /// What the ID token must repeat.
    pub nonce: String,
    /// What the code is exchanged with.
    pub verifier: String,
}

/// Somebody whom the provider vouches for.
pub struct Vouched {
    claims: Map<String, Value>,
    /// For signing out; empty where none is kept, because it is large or holds a birth number.
    pub id_token: String,
}

/// Why nobody is vouched for. What the texts say is for the log: no claim stands in them.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The provider doesn't answer, or not as one.
    #[error("the provider is away: {0}")]
    Away(String),
    /// It doesn't take what the browser brought, or doesn't know this program.
    #[error("the provider refused: {0}")]
    Refused(String),
    /// What it answered isn't to be believed.
    #[error("not to be believed: {0}")]
    Untrusted(String),
    /// This machine failed.
    #[error(transparent)]
    Here(#[from] anyhow::Error),
}

fn untrusted(why: impl Into<String>) -> Fault {
    Fault::Untrusted(why.into())
}

impl Organisation {
    /// Begins a sign-in.
    pub async fn begin(&self, now: DateTime<Utc>) -> Result<Begun, Fault> {
        let provider = self.provider(now).await?;
        let random = || crate::passwords::random_hex::<32>().map_err(anyhow::Error::from);
        let (state, nonce) = (random()?, random()?);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let scopes: Vec<&str> =
            std::iter::once("openid").chain(self.scopes.iter().map(String::as_str)).collect();
        let mut asked = vec![
            ("response_type", "code".to_owned()),
            ("client_id", self.client_id.to_string()),
            ("redirect_uri", self.address(BACK)),
            ("scope", scopes.join(" ")),
            ("state", state.clone()),
            ("nonce", nonce.clone()),
            ("code_challenge", challenge.as_str().to_owned()),
            ("code_challenge_method", challenge.method().to_string()),
        ];
        if !self.acr.is_empty() {
            asked.push(("acr_values", self.acr.join(" ")));
        }
        let more = provider.metadata.additional_metadata();
        let announced = more.pushed_authorization_request_endpoint.as_ref();
        if let Some(endpoint) = announced.filter(|_| more.require_pushed_authorization_requests) {
            let answer = self.post(&provider, endpoint, asked, now).await?;
            let known = answer.get("request_uri").and_then(Value::as_str);
            let known = known.ok_or_else(|| Fault::Away("no request_uri".to_owned()))?.to_owned();
            asked = vec![("client_id", self.client_id.to_string()), ("request_uri", known)];
        }
        let mut address = provider.metadata.authorization_endpoint().url().clone();
        address.query_pairs_mut().extend_pairs(asked);
        Ok(Begun { address: address.into(), state, nonce, verifier: verifier.secret().clone() })
    }

    /// What a code is worth that came back with its `state`; `iss` is what the provider called itself beside it.
    pub async fn finish(
        &self,
        (code, iss): (&str, Option<&str>),
        (nonce, verifier): (&str, &str),
        now: DateTime<Utc>,
    ) -> Result<Vouched, Fault> {
        let provider = self.provider(now).await?;
        let named = provider.metadata.additional_metadata().authorization_response_iss_parameter_supported;
        if iss.map_or(named, |iss| iss != self.issuer()) {
            return Err(untrusted("another provider sent the browser back"));
        }
        let endpoint =
            provider.metadata.token_endpoint().ok_or_else(|| Fault::Away("no token endpoint".to_owned()))?;
        let form = vec![
            ("grant_type", "authorization_code".to_owned()),
            ("code", code.to_owned()),
            ("redirect_uri", self.address(BACK)),
            ("code_verifier", verifier.to_owned()),
        ];
        let answer = self.post(&provider, endpoint.url(), form, now).await?;
        let text = |name: &str| answer.get(name).and_then(Value::as_str);
        let id_token = text("id_token").ok_or_else(|| untrusted("no ID token"))?;
        let access_token = text("access_token").map(|token| AccessToken::new(token.to_owned()));
        let read: CoreIdToken = id_token.parse().map_err(|_| untrusted("the ID token can't be read"))?;
        let nonce = Nonce::new(nonce.to_owned());
        let checked = match self.check(&provider, &read, access_token.as_ref(), &nonce, now) {
            Err(Unsure::UnknownKey) => match self.with_new_keys(now).await {
                Some(provider) => self.check(&provider, &read, access_token.as_ref(), &nonce, now),
                None => Err(Unsure::UnknownKey),
            },
            checked => checked,
        };
        checked.map_err(|unsure| untrusted(unsure.to_string()))?;
        let payload = payload(id_token).ok_or_else(|| untrusted("the ID token can't be read"))?;
        let mut claims: Map<String, Value> =
            serde_json::from_str(&payload).map_err(|_| untrusted("the ID token can't be read"))?;
        self.check_more(&claims, now)?;
        if let Some(token) = access_token.filter(|_| self.userinfo) {
            let told = self.userinfo(&provider, &token).await?;
            if told.get("sub") != claims.get("sub") {
                return Err(untrusted("userinfo is about somebody else"));
            }
            for (name, value) in told {
                claims.entry(name).or_insert(value);
            }
        }
        let kept = id_token.len() <= MOST_KEPT && !import::holds_birth_number(&payload);
        let id_token = if kept { id_token.to_owned() } else { String::new() };
        Ok(Vouched { claims, id_token })
    }

    /// Who somebody is whom the provider vouches for, and what she may here.
    pub fn read(&self, vouched: &Vouched, catalogue: &Catalogue) -> Result<Claimed, Unfit> {
        self.mapping.read(&vouched.claims, catalogue)
    }

    /// Where a browser is signed out, and comes back to `path` from; `None`: nowhere but here.
    pub async fn sign_out_address(&self, id_token: &str, path: &str, now: DateTime<Utc>) -> Option<String> {
        let provider = self.provider(now).await.ok()?;
        let mut address = provider.metadata.additional_metadata().end_session_endpoint.clone()?;
        let mut query = address.query_pairs_mut();
        query.append_pair("client_id", &self.client_id);
        query.append_pair("post_logout_redirect_uri", &self.address(path));
        if !id_token.is_empty() {
            query.append_pair("id_token_hint", id_token);
        }
        drop(query);
        Some(address.into())
    }

    /// Signature, issuer, audience, times, nonce, and that the access token belongs to it.
    fn check(
        &self,
        provider: &Provider,
        token: &CoreIdToken,
        access_token: Option<&AccessToken>,
        nonce: &Nonce,
        now: DateTime<Utc>,
    ) -> Result<(), Unsure> {
        let acr = self.acr.clone();
        let verifier = CoreIdTokenVerifier::new_public_client(
            self.client_id.clone(),
            self.issuer.clone(),
            provider.keys.clone(),
        )
        .set_allowed_algs(SIGNED_BY)
        .set_time_fn(move || now - LEEWAY)
        .set_issue_time_verifier_fn(move |at| {
            if at > now + LEEWAY { Err("issued in the future".to_owned()) } else { Ok(()) }
        })
        .set_auth_context_verifier_fn(move |said| {
            let said = said.map_or("", |said| said.as_str());
            if acr.is_empty() || acr.iter().any(|one| one == said) {
                Ok(())
            } else {
                Err("not as surely as was asked for".to_owned())
            }
        });
        let claims = token.claims(&verifier, nonce)?;
        let Some(expected) = claims.access_token_hash() else { return Ok(()) };
        let access_token = access_token.ok_or(Unsure::AccessToken)?;
        let (alg, key) = (token.signing_alg()?, token.signing_key(&verifier)?);
        let actual = AccessTokenHash::from_token(access_token, alg, key).map_err(|_| Unsure::AccessToken)?;
        if actual == *expected { Ok(()) } else { Err(Unsure::AccessToken) }
    }

    /// What the library leaves to others.
    fn check_more(&self, claims: &Map<String, Value>, now: DateTime<Utc>) -> Result<(), Fault> {
        if claims.get("azp").is_some_and(|party| party.as_str() != Some(self.client_id.as_str())) {
            return Err(untrusted("made for another program (azp)"));
        }
        let begins = claims.get("nbf").and_then(Value::as_f64);
        if begins.is_some_and(|at| at > (now + LEEWAY).timestamp() as f64) {
            return Err(untrusted("doesn't count yet (nbf)"));
        }
        Ok(())
    }

    /// Sends a form as this program; the answer's fields.
    async fn post(
        &self,
        provider: &Provider,
        endpoint: &Url,
        mut form: Vec<(&'static str, String)>,
        now: DateTime<Utc>,
    ) -> Result<Map<String, Value>, Fault> {
        let methods = provider.metadata.token_endpoint_auth_methods_supported();
        // Where nothing is said, it is the header.
        let basic = methods.is_none_or(|methods| {
            methods.contains(&openidconnect::core::CoreClientAuthMethod::ClientSecretBasic)
        });
        let names = (self.client_id.as_str(), self.issuer());
        let shown = self.authentication.show(&mut form, names, basic, now)?;
        if !form.iter().any(|(name, _)| *name == "client_id") && shown.is_none() {
            form.push(("client_id", self.client_id.to_string()));
        }
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let mut request = openidconnect::http::Request::builder()
            .method(Method::POST)
            .uri(endpoint.as_str())
            .header(header::ACCEPT, "application/json")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(shown) = shown {
            request = request.header(header::AUTHORIZATION, shown);
        }
        let request = request.body(body.into_bytes()).map_err(anyhow::Error::from)?;
        let (status, answer) = self.asked(request).await?;
        if status.is_success() {
            return Ok(answer);
        }
        // A word from a list; what stands beside it may name somebody.
        let word = answer.get("error").and_then(Value::as_str).unwrap_or("no reason");
        let word: String = word.chars().filter(|c| c.is_ascii_lowercase() || *c == '_').take(60).collect();
        Err(Fault::Refused(format!("{word} ({status})")))
    }

    async fn userinfo(&self, provider: &Provider, token: &AccessToken) -> Result<Map<String, Value>, Fault> {
        let endpoint =
            provider.metadata.userinfo_endpoint().ok_or_else(|| Fault::Away("no userinfo".to_owned()))?;
        let request = openidconnect::http::Request::builder()
            .uri(endpoint.as_str())
            .header(header::ACCEPT, "application/json")
            .header(header::AUTHORIZATION, format!("Bearer {}", token.secret()))
            .body(Vec::new())
            .map_err(anyhow::Error::from)?;
        let (status, answer) = self.asked(request).await?;
        if status.is_success() { Ok(answer) } else { Err(Fault::Refused(format!("userinfo ({status})"))) }
    }

    /// An answer's status, and its fields: none where it isn't JSON.
    async fn asked(&self, request: HttpRequest) -> Result<(StatusCode, Map<String, Value>), Fault> {
        let answer =
            self.client.clone().fetch(request).await.map_err(|error| Fault::Away(error.to_string()))?;
        if answer.status().is_server_error() {
            return Err(Fault::Away(answer.status().to_string()));
        }
        Ok((answer.status(), serde_json::from_slice(answer.body()).unwrap_or_default()))
    }
}

/// Why an ID token doesn't count.
#[derive(Debug, thiserror::Error)]
enum Unsure {
    #[error("signed with a key that the provider doesn't name")]
    UnknownKey,
    #[error("the access token isn't the one that the ID token was made with")]
    AccessToken,
    #[error("{0}")]
    Signature(SignatureVerificationError),
    #[error("{0}")]
    Claims(ClaimsVerificationError),
}

impl From<SignatureVerificationError> for Unsure {
    fn from(error: SignatureVerificationError) -> Self {
        match error {
            SignatureVerificationError::NoMatchingKey => Self::UnknownKey,
            other => Self::Signature(other),
        }
    }
}

impl From<ClaimsVerificationError> for Unsure {
    fn from(error: ClaimsVerificationError) -> Self {
        match error {
            ClaimsVerificationError::SignatureVerification(error) => error.into(),
            other => Self::Claims(other),
        }
    }
}

/// The middle part of a token as text.
fn payload(token: &str) -> Option<String> {
    String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?).ok()
}
