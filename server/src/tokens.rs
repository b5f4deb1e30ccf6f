//! Tokens of programs: made here from random bits, shown once, and known to the store by their hash alone.

use crate::passwords;
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest as _, Sha256};
use store::{By, Store};

/// How every token begins, so that one that lies about is known for what it is.
pub const BEGINNING: &str = "kadpuls_";
/// The most days that a token counts.
pub const MOST_DAYS: i64 = 366;
/// The longest name of a program, in characters.
pub const LONGEST_LABEL: usize = 60;

/// What the store knows a token by.
pub fn hashed(token: &str) -> String {
    passwords::hex(&Sha256::digest(token.as_bytes()))
}

/// What is wrong with the name of a program (bokmål); `None`: nothing.
pub fn label_fault(label: &str) -> Option<String> {
    let length = label.chars().count();
    let fits = (1..=LONGEST_LABEL).contains(&length) && !label.chars().any(char::is_control);
    (!fits).then(|| format!("Skriv hvilket program nøkkelen er til, høyst {LONGEST_LABEL} tegn."))
}

/// Makes a token for an account; the token itself, which nobody can find out again.
///
/// # Errors
/// When the system gives no random numbers or the store fails.
pub async fn make(
    store: &Store,
    account: i64,
    label: &str,
    expires_at: DateTime<Utc>,
    by: By<'_>,
) -> anyhow::Result<String> {
    let token = format!("{BEGINNING}{}", passwords::random_hex::<24>()?);
    store.add_token(account, label, &hashed(&token), expires_at, by).await?;
    Ok(token)
}

/// When a token made `now` for so many days ends; `None` for none or too many days.
pub fn end(now: DateTime<Utc>, days: i64) -> Option<DateTime<Utc>> {
    (1..=MOST_DAYS).contains(&days).then(|| now + TimeDelta::days(days))
}
