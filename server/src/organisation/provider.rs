//! What the provider says of itself, and its keys: asked when somebody first signs in, so that a provider that is away
//! keeps no server from starting; held for an hour; the keys asked anew once where a token names one that nobody knows.

use super::client::Client;
use super::{Fault, Organisation};
use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey,
    CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreResponseMode,
    CoreResponseType, CoreSubjectIdentifierType,
};
use openidconnect::url::Url;
use openidconnect::{AdditionalProviderMetadata, HttpRequest, ProviderMetadata};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Held for so long.
const HELD: TimeDelta = TimeDelta::hours(1);
/// After a failure the provider isn't asked again for so long: who waits gets the answer at once.
const SILENCE: TimeDelta = TimeDelta::seconds(5);
/// Tokens with unknown keys lead to the provider at most so often.
const KEYS_ANEW: TimeDelta = TimeDelta::minutes(1);

/// What providers say beyond discovery itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct More {
    /// Where browsers are signed out.
    pub end_session_endpoint: Option<Url>,
    /// It names itself beside every code (RFC 9207).
    #[serde(default)]
    pub authorization_response_iss_parameter_supported: bool,
    /// Where a sign-in is announced by this program itself (RFC 9126).
    pub pushed_authorization_request_endpoint: Option<Url>,
    /// It must be.
    #[serde(default)]
    pub require_pushed_authorization_requests: bool,
}
impl AdditionalProviderMetadata for More {}

pub type Metadata = ProviderMetadata<
    More,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// The provider as it was last asked.
pub struct Provider {
    /// What it says of itself.
    pub metadata: Metadata,
    /// What it signs with.
    pub keys: CoreJsonWebKeySet,
}

/// What is held between sign-ins.
#[derive(Default)]
pub struct Held {
    provider: Option<(Arc<Provider>, DateTime<Utc>)>,
    failed: Option<DateTime<Utc>>,
    keys_anew: Option<DateTime<Utc>>,
}

impl Organisation {
    /// The provider, asked anew where what is held is old. Where it doesn't answer, what is held counts on.
    pub(super) async fn provider(&self, now: DateTime<Utc>) -> Result<Arc<Provider>, Fault> {
        let mut held = self.held.lock().await;
        if let Some((provider, at)) = &held.provider
            && now - *at < HELD
        {
            return Ok(Arc::clone(provider));
        }
        let before = held.provider.as_ref().map(|(provider, _)| Arc::clone(provider));
        if held.failed.is_some_and(|failed| now - failed < SILENCE) {
            return before.ok_or_else(|| Fault::Away("it didn't answer a moment ago".to_owned()));
        }
        match Metadata::discover_async(self.issuer.clone(), &asking(&self.client)).await {
            Ok(metadata) => {
                let keys = metadata.jwks().clone();
                let provider = Arc::new(Provider { metadata, keys });
                *held = Held { provider: Some((Arc::clone(&provider), now)), ..Held::default() };
                Ok(provider)
            }
            Err(error) => {
                held.failed = Some(now);
                tracing::warn!(%error, issuer = self.issuer(), "the provider of sign-in didn't tell about itself");
                before.ok_or_else(|| Fault::Away(error.to_string()))
            }
        }
    }

    /// The provider with its keys asked anew; `None`: they were asked a moment ago, or it doesn't answer.
    pub(super) async fn with_new_keys(&self, now: DateTime<Utc>) -> Option<Arc<Provider>> {
        let mut held = self.held.lock().await;
        if held.keys_anew.is_some_and(|at| now - at < KEYS_ANEW) {
            return None;
        }
        held.keys_anew = Some(now);
        let (before, at) = held.provider.clone()?;
        match CoreJsonWebKeySet::fetch_async(before.metadata.jwks_uri(), &asking(&self.client)).await {
            Ok(keys) => {
                let provider = Arc::new(Provider { metadata: before.metadata.clone(), keys });
                held.provider = Some((Arc::clone(&provider), at));
                Some(provider)
            }
            Err(error) => {
                tracing::warn!(%error, issuer = self.issuer(), "the provider of sign-in didn't tell its keys");
                None
            }
        }
    }
}

/// The client as the library wants it.
fn asking(
    client: &Client,
) -> impl Fn(
    HttpRequest,
) -> std::pin::Pin<
    Box<dyn Future<Output = Result<openidconnect::HttpResponse, super::client::FetchError>> + Send>,
> + Send
+ Sync
+ 'static {
    let client = client.clone();
    move |request| Box::pin(client.clone().fetch(request))
}
