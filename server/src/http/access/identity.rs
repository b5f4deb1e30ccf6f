//! Who asks: the session in the cookie, its account, its person. Nothing of it is remembered between requests but
//! that accounts exist, which never ends.

use super::Gate;
use app::asking::Asking;
use axum::http::{Extensions, HeaderMap, Method, header};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use store::StoreError;
use vocabulary::Person;

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
}

impl Identity {
    /// Signed in, or the operator of a database without accounts.
    pub fn is_signed_in(&self) -> bool {
        self.person.is_some() && !self.visiting
    }

    /// Tells the routes and pages below.
    pub fn tell(&self, extensions: &mut Extensions, demo: bool) {
        if let Some(person) = &self.person {
            extensions.insert(person.clone());
        }
        extensions.insert(self.clone());
        let who = self.clone();
        extensions.insert(Asking {
            person: self.person.clone(),
            session: self.session,
            accounts: self.accounts,
            demo,
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
        let mut who = Identity {
            person: None,
            session: None,
            over: None,
            accounts: self.has_accounts().await?,
            visiting: false,
        };
        if !who.accounts {
            who.person = self.settings.operator.then(Person::operator);
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
                    self.store.touch_session(found.session.id, now).await?;
                }
                who.person = Some(found.account.person());
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

    /// Whether there are accounts. Asked until there are; then it stays so.
    pub async fn has_accounts(&self) -> Result<bool, StoreError> {
        if !self.accounts.load(Ordering::Relaxed) && self.store.has_accounts().await? {
            self.accounts.store(true, Ordering::Relaxed);
        }
        Ok(self.accounts.load(Ordering::Relaxed))
    }
}
