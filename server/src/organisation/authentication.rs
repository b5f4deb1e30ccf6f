//! How this program shows the provider who it is: a secret, or a short statement signed with a private key
//! (`private_key_jwt`), which never leaves this machine.

use anyhow::{Context as _, bail};
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use serde_json::json;
use std::path::Path;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;

/// A statement counts for so long.
const COUNTS: TimeDelta = TimeDelta::seconds(60);

/// How it is shown.
pub enum Authentication {
    /// A secret that both know.
    Secret(String),
    /// A key that is known here alone.
    Key(Box<Key>),
}

/// A private key and what the provider calls it.
pub struct Key {
    pair: Pair,
    id: Option<String>,
}

enum Pair {
    Rsa(RsaKeyPair),
    P256(EcdsaKeyPair),
}

impl Key {
    /// Reads a private key: RSA of 2048 bits or more (signs RS256), or of the curve P-256 (ES256).
    ///
    /// # Errors
    /// The file can't be read, or holds no such key.
    pub fn read(path: &Path, id: Option<String>) -> anyhow::Result<Self> {
        let key = PrivateKeyDer::from_pem_file(path)
            .with_context(|| format!("no private key (PEM) can be read in {}", path.display()))?;
        let pair = match &key {
            PrivateKeyDer::Pkcs1(key) => RsaKeyPair::from_der(key.secret_pkcs1_der()).ok().map(Pair::Rsa),
            PrivateKeyDer::Pkcs8(key) => {
                let der = key.secret_pkcs8_der();
                let curve = || {
                    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der, &SystemRandom::new()).ok()
                };
                RsaKeyPair::from_pkcs8(der).ok().map(Pair::Rsa).or_else(|| curve().map(Pair::P256))
            }
            _ => None,
        };
        let Some(pair) = pair else {
            bail!(
                "the key in {} isn't RSA of 2048 bits or more, nor P-256; another form of it: openssl pkcs8 -topk8 -nocrypt",
                path.display()
            );
        };
        Ok(Self { pair, id })
    }

    /// Says to `issuer` that this is `client`, once (`jti`) and for a minute.
    fn statement(&self, client: &str, issuer: &str, jti: &str, now: DateTime<Utc>) -> anyhow::Result<String> {
        let alg = match self.pair {
            Pair::Rsa(_) => "RS256",
            Pair::P256(_) => "ES256",
        };
        let mut head = json!({ "alg": alg, "typ": "client-authentication+jwt" });
        if let Some(id) = &self.id {
            head["kid"] = json!(id);
        }
        let body = json!({
            "iss": client, "sub": client, "aud": issuer, "jti": jti,
            "iat": now.timestamp(), "nbf": now.timestamp(), "exp": (now + COUNTS).timestamp(),
        });
        let part = |value: &serde_json::Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let text = format!("{}.{}", part(&head), part(&body));
        let failed = |_| anyhow::anyhow!("the statement of who this program is could not be signed");
        let random = SystemRandom::new();
        let signature = match &self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, text.as_bytes(), &mut signature).map_err(failed)?;
                signature
            }
            Pair::P256(pair) => pair.sign(&random, text.as_bytes()).map_err(failed)?.as_ref().to_vec(),
        };
        Ok(format!("{text}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature)))
    }
}

impl Authentication {
    /// Adds to a form what shows who this program is; what the header `Authorization` must say, if anything. `basic`:
    /// the provider takes a secret there.
    pub fn show(
        &self,
        form: &mut Vec<(&'static str, String)>,
        (client, issuer): (&str, &str),
        basic: bool,
        now: DateTime<Utc>,
    ) -> anyhow::Result<Option<String>> {
        match self {
            Self::Secret(secret) if basic => {
                let encoded =
                    |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
                let both = format!("{}:{}", encoded(client), encoded(secret));
                Ok(Some(format!("Basic {}", BASE64_STANDARD.encode(both))))
            }
            Self::Secret(secret) => {
                form.push(("client_id", client.to_owned()));
                form.push(("client_secret", secret.clone()));
                Ok(None)
            }
            Self::Key(key) => {
                let jti = crate::passwords::random_hex::<16>()?;
                form.push(("client_id", client.to_owned()));
                form.push((
                    "client_assertion_type",
                    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer".to_owned(),
                ));
                form.push(("client_assertion", key.statement(client, issuer, &jti, now)?));
                Ok(None)
            }
        }
    }
}
