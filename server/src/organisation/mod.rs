//! Sign-in by the organisation: a provider of `OpenID` Connect vouches for people, by the authorization code flow with
//! PKCE. Nothing of HTTP's pages is here, and nothing of the store: this asks the provider, believes what is signed
//! rightly, and reads claims as the settings say.

mod authentication;
mod claims;
mod client;
mod flow;
mod provider;
mod settings;

pub use claims::{Claimed, Unfit};
pub use flow::{Fault, Vouched};
pub use settings::Options;

use authentication::Authentication;
use claims::Mapping;
use client::Client;
use openidconnect::url::Url;
use openidconnect::{ClientId, IssuerUrl};

/// Where the provider sends browsers back to.
pub const BACK: &str = "/logg-inn/organisasjon/tilbake";

/// The organisation's provider, and this program as it is known there.
pub struct Organisation {
    /// What it is called on the button.
    pub name: String,
    issuer: IssuerUrl,
    client_id: ClientId,
    authentication: Authentication,
    /// Where people reach this program.
    here: Url,
    scopes: Vec<String>,
    acr: Vec<String>,
    userinfo: bool,
    mapping: Mapping,
    client: Client,
    held: tokio::sync::Mutex<provider::Held>,
}

impl std::fmt::Debug for Organisation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Organisation").field("issuer", &self.issuer.as_str()).finish_non_exhaustive()
    }
}

impl Organisation {
    /// Who vouches: the issuer's name for itself.
    pub fn issuer(&self) -> &str {
        self.issuer.as_str()
    }

    /// A path of this program as others name it.
    fn address(&self, path: &str) -> String {
        format!("{}{path}", self.here.as_str().trim_end_matches('/'))
    }
}
