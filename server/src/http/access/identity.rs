//! Who asks: the session in the cookie, its account, its person. Nothing of it is remembered between requests but
//! that accounts exist, which never ends.

use super::{Gate, Settings};
use crate::tokens;
use app::asking::Asking;
use axum::http::{Extensions, HeaderMap, Method, header};
use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use store::StoreError;
use vocabulary::Person;

/// So long a page waits for the note that a session was used.
const PATIENCE: Duration = Duration::from_millis(200);

/// Who asks.
#[derive(Clone, Debug)]
pub struct Identity {
    /// `None`: nobody has signed in, where one must.
    pub person: Option<Person>,
    /// The session's number.
    pub session: Option<i64>,
    /// Whose session it was that is over.
    pub over: Option<i64>,
    /// There are accounts.
    pub accounts: bool,
    /// She only looks at made-up data.
    visiting: bool,
    /// Somebody else gave her the password that she signed in with.
    temporary_password: bool,
}

impl Identity {
    /// Somebody who has signed in, or nobody.
    #[cfg(test)]
    pub fn of(person: Option<Person>) -> Self {
        Self { person, session: None, over: None, accounts: true, visiting: false, temporary_password: false }
    }

    /// Whether somebody else gave her the password that she signed in with: nothing opens but what changes it.
    pub fn has_temporary_password(&self) -> bool {
        self.temporary_password
    }

    /// Signed in, or the operator of a database without accounts.
    pub fn is_signed_in(&self) -> bool {
        self.person.is_some() && !self.visiting
    }

    /// Tells the routes and pages below.
    pub fn tell(&self, extensions: &mut Extensions, settings: &Settings) {
        if let Some(person) = &self.person {
            extensions.insert(person.clone());
        }
        extensions.insert(self.clone());
        let who = self.clone();
        extensions.insert(Asking {
            person: self.person.clone(),
            session: self.session,
            accounts: self.accounts,
            demo: settings.demo,
            organisation: settings.organisation.as_ref().map(|organisation| organisation.name.clone()),
            local_accounts: settings.local_accounts,
            opens: Arc::new(move |path| {
                super::table::Asked::of(&Method::GET, path).decide(&who) == super::table::Decision::Pass
            }),
        });
    }
}

/// What the store knows a session by.
pub fn hashed(cookie: &str) -> String {
    crate::passwords::hex(&Sha256::digest(cookie.as_bytes()))
}

/// The value of a cookie, the first with this name.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let texts = headers.get_all(header::COOKIE).into_iter().filter_map(|text| text.to_str().ok());
    texts
        .flat_map(|text| text.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
}

impl Gate {
    /// Finds out who asks: no query for a visitor without cookie once there are accounts, one with.
    pub async fn identify(&self, headers: &HeaderMap) -> Result<Identity, StoreError> {
        let mut who = self.unknown().await?;
        if !who.accounts {
            return Ok(who);
        }
        // Only what we could have given out is looked up.
        let sent = cookie(headers, self.cookie_name()).filter(|value| value.len() == 64);
        if let Some(value) = sent
            && let Some(found) = self.store.session(&hashed(value)).await?
        {
            let now = (self.now)();
            if found.session.is_alive(now, self.settings.idle) {
                if now - found.session.last_seen_at >= super::TOUCHED_AFTER {
                    self.touch(found.session.id, now).await;
                }
                who.person = Some(found.account.person());
                who.temporary_password = found.account.password_ends_at.is_some();
                who.session = Some(found.session.id);
                return Ok(who);
            }
            who.over = Some(found.account.id);
        }
        if self.settings.demo {
            who.person = Some(Person::visitor());
            who.visiting = true;
        }
        Ok(who)
    }

    /// Who asks before anything is known of her: the operator where there are no accounts, else nobody.
    pub(super) async fn unknown(&self) -> Result<Identity, StoreError> {
        let accounts = self.has_accounts().await?;
        let person = (!accounts && self.settings.operator).then(Person::operator);
        Ok(Identity {
            person,
            session: None,
            over: None,
            accounts,
            visiting: false,
            temporary_password: false,
        })
    }

    /// Finds out which account a program's token belongs to. Where there are no accounts, who reaches this machine is
    /// the operator here, too.
    pub async fn identify_program(&self, headers: &HeaderMap) -> Result<Identity, StoreError> {
        let mut who = self.unknown().await?;
        let sent = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let sent = sent.and_then(|value| value.split_once(' '));
        let token =
            sent.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, token)| token.trim());
        // Only what we could have given out is looked up.
        let Some(token) = token.filter(|token| token.starts_with(tokens::BEGINNING)) else { return Ok(who) };
        let now = (self.now)();
        let found = self.store.token(&tokens::hashed(token)).await?;
        if let Some(found) = found.filter(|found| now < found.token.expires_at) {
            if found.token.last_used_at.is_none_or(|last| now - last >= super::TOUCHED_AFTER) {
                let store = self.store.clone();
                Self::noted(async move { store.touch_token(found.token.id, now).await }).await;
            }
            who.person = Some(found.account.person());
        }
        Ok(who)
    }

    async fn touch(&self, session: i64, now: DateTime<Utc>) {
        let store = self.store.clone();
        Self::noted(async move { store.touch_session(session, now).await }).await;
    }

    /// Writes a note of use. An import may hold the write lock for seconds, and no request waits for that: the note
    /// comes later, or with the next request.
    async fn noted(note: impl Future<Output = Result<(), StoreError>> + Send + 'static) {
        if let Ok(Ok(Err(error))) = tokio::time::timeout(PATIENCE, tokio::spawn(note)).await {
            tracing::warn!(%error, "use of a session or token could not be noted");
        }
    }

    /// Whether there are accounts. Asked until there are; then it stays so.
    pub async fn has_accounts(&self) -> Result<bool, StoreError> {
        if !self.accounts.load(Ordering::Relaxed) && self.store.has_accounts().await? {
            self.accounts.store(true, Ordering::Relaxed);
        }
        Ok(self.accounts.load(Ordering::Relaxed))
    }
}
