//! The settings of sign-in by the organisation, as options of `kadpuls serve`.

use super::authentication::{Authentication, Key};
use super::claims::Mapping;
use super::client::{Client, may_be_asked};
use super::{Organisation, provider};
use anyhow::{Context as _, bail, ensure};
use openidconnect::url::Url;
use openidconnect::{ClientId, IssuerUrl};
use std::path::PathBuf;
use std::str::FromStr;
use vocabulary::{Role, UnitCode};

/// How people sign in by their organisation.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// Address of the organisation's provider (OIDC); without it nobody signs in that way
    #[arg(long, env = "KADPULS_OIDC_ISSUER")]
    oidc_issuer: Option<String>,
    /// What the organisation is called on the button
    #[arg(long, env = "KADPULS_OIDC_NAME", default_value = "organisasjonen")]
    oidc_name: String,
    /// Address by which people reach this program, from https to the name
    #[arg(long, env = "KADPULS_OIDC_OWN_ADDRESS")]
    oidc_own_address: Option<String>,
    /// What the provider calls this program (client id)
    #[arg(long, env = "KADPULS_OIDC_CLIENT")]
    oidc_client: Option<String>,
    /// The secret that it shares with the provider
    #[arg(long, env = "KADPULS_OIDC_SECRET", hide_env_values = true)]
    oidc_secret: Option<String>,
    /// Instead of a secret: file with a private key (PEM, RSA or P-256) that signs who this program is
    #[arg(long, env = "KADPULS_OIDC_KEY")]
    oidc_key: Option<PathBuf>,
    /// What the provider calls that key (kid)
    #[arg(long, env = "KADPULS_OIDC_KEY_ID")]
    oidc_key_id: Option<String>,
    /// What is asked for beside openid, with commas between
    #[arg(long, env = "KADPULS_OIDC_SCOPES", value_delimiter = ',', default_value = "profile,email")]
    oidc_scopes: Vec<String>,
    /// How surely people must have shown who they are (acr): one of these
    #[arg(long, env = "KADPULS_OIDC_ACR", value_delimiter = ',')]
    oidc_acr: Vec<String>,
    /// Ask the provider's userinfo, too, where the claims don't stand in the ID token
    #[arg(long, env = "KADPULS_OIDC_USERINFO", num_args = 0..=1, default_missing_value = "true", default_value = "false", action = clap::ArgAction::Set)]
    oidc_userinfo: bool,
    /// The claim that says who it is, for good
    #[arg(long, env = "KADPULS_OIDC_SUBJECT_CLAIM", default_value = "sub")]
    oidc_subject_claim: String,
    /// The claim that the account is called by
    #[arg(long, env = "KADPULS_OIDC_EMAIL_CLAIM", default_value = "email")]
    oidc_email_claim: String,
    /// The claim with roles
    #[arg(long, env = "KADPULS_OIDC_ROLE_CLAIM", default_value = "roles")]
    oidc_role_claim: String,
    /// Its values and the roles they give, VALUE=ROLE; the first that somebody has counts
    #[arg(long, env = "KADPULS_OIDC_ROLES", value_delimiter = ',')]
    oidc_roles: Vec<Pair<Role>>,
    /// The claim with a reader's health trust; without it readers see the country
    #[arg(long, env = "KADPULS_OIDC_TRUST_CLAIM")]
    oidc_trust_claim: Option<String>,
    /// Its values and the trusts they mean, VALUE=TRUST, where they aren't the trusts' names
    #[arg(long, env = "KADPULS_OIDC_TRUSTS", value_delimiter = ',')]
    oidc_trusts: Vec<Pair<String>>,
    /// The claim with a registrar's units
    #[arg(long, env = "KADPULS_OIDC_UNIT_CLAIM")]
    oidc_unit_claim: Option<String>,
    /// Its values and the units they mean, VALUE=UNIT, where they aren't the units' codes
    #[arg(long, env = "KADPULS_OIDC_UNITS", value_delimiter = ',')]
    oidc_units: Vec<Pair<UnitCode>>,
    /// People may sign in by e-mail address and password, too
    #[arg(long, env = "KADPULS_LOCAL_ACCOUNTS", num_args = 0..=1, default_missing_value = "true", default_value = "true", action = clap::ArgAction::Set)]
    local_accounts: bool,
}

/// A value and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair<T>(pub String, pub T);

impl<T: FromStr> FromStr for Pair<T>
where
    T::Err: std::fmt::Display,
{
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // A value may have `=` in it, what it means never.
        let (value, meaning) = text.rsplit_once('=').ok_or("write VALUE=MEANING")?;
        let meaning = meaning.trim().parse().map_err(|error: T::Err| error.to_string())?;
        Ok(Self(value.trim().to_owned(), meaning))
    }
}

fn pairs<T: Clone>(pairs: &[Pair<T>]) -> Vec<(String, T)> {
    pairs.iter().map(|Pair(value, meaning)| (value.clone(), meaning.clone())).collect()
}

impl Options {
    /// Whether people may sign in by password.
    pub fn local_accounts(&self) -> bool {
        self.local_accounts
    }

    /// Whether people sign in by their organisation.
    pub fn is_on(&self) -> bool {
        self.oidc_issuer.is_some()
    }

    /// The organisation; `None`: people sign in here alone. Nobody is asked yet.
    ///
    /// # Errors
    /// A setting that goes with the others is missing, or says what can't be.
    pub fn organisation(&self) -> anyhow::Result<Option<Organisation>> {
        let Some(issuer) = &self.oidc_issuer else {
            ensure!(
                self.local_accounts,
                "--local-accounts=false (local_accounts) without --oidc-issuer: nobody could sign in"
            );
            return Ok(None);
        };
        let issuer_url = IssuerUrl::new(issuer.clone()).context("--oidc-issuer (oidc_issuer)")?;
        let address = issuer.parse().ok();
        ensure!(
            address.as_ref().is_some_and(may_be_asked),
            "--oidc-issuer (oidc_issuer): an address by https; http is for this machine alone"
        );
        let client = self.oidc_client.clone().context("--oidc-issuer wants --oidc-client (oidc_client)")?;
        let here = self.oidc_own_address.as_deref().context(
            "--oidc-issuer wants --oidc-own-address (oidc_own_address): where people reach this program",
        )?;
        let here = Url::parse(here).context("--oidc-own-address (oidc_own_address)")?;
        ensure!(
            matches!(here.scheme(), "https" | "http") && here.path() == "/" && here.query().is_none(),
            "--oidc-own-address (oidc_own_address): as in https://kadpuls.example.no, without a path"
        );
        let authentication = match (&self.oidc_secret, &self.oidc_key) {
            (Some(secret), None) => Authentication::Secret(secret.clone()),
            (None, Some(path)) => Authentication::Key(Box::new(Key::read(path, self.oidc_key_id.clone())?)),
            (None, None) => bail!("--oidc-issuer wants --oidc-secret or --oidc-key (oidc_secret, oidc_key)"),
            (Some(_), Some(_)) => bail!("either --oidc-secret or --oidc-key (oidc_secret, oidc_key)"),
        };
        ensure!(!self.oidc_roles.is_empty(), "--oidc-issuer wants --oidc-roles (oidc_roles): who may what");
        for claim in [&self.oidc_subject_claim, &self.oidc_email_claim] {
            ensure!(
                claim.rsplit('/').next() != Some("pid"),
                "{claim} is the birth number: nobody is known by it here; sub is made for that"
            );
        }
        let registrars = self.oidc_roles.iter().any(|Pair(_, role)| *role == Role::Registrar);
        ensure!(
            !registrars || self.oidc_unit_claim.is_some(),
            "--oidc-roles gives the role registrator, which wants --oidc-unit-claim (oidc_unit_claim)"
        );
        let mapping = Mapping {
            subject: self.oidc_subject_claim.clone(),
            email: self.oidc_email_claim.clone(),
            role: self.oidc_role_claim.clone(),
            roles: pairs(&self.oidc_roles),
            trust: self.oidc_trust_claim.clone(),
            trusts: pairs(&self.oidc_trusts),
            unit: self.oidc_unit_claim.clone(),
            units: pairs(&self.oidc_units),
        };
        Ok(Some(Organisation {
            name: self.oidc_name.clone(),
            issuer: issuer_url,
            client_id: ClientId::new(client),
            authentication,
            here,
            scopes: self.oidc_scopes.clone(),
            acr: self.oidc_acr.clone(),
            userinfo: self.oidc_userinfo,
            mapping,
            client: Client::new()?,
            held: tokio::sync::Mutex::new(provider::Held::default()),
        }))
    }
}
