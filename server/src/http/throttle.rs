//! Slows down who guesses passwords, and locks nobody out.
//!
//! Failures count for an account from one address, for an address, and for an account from everywhere. The first
//! two have to wait after some failures: twice as long each time, up to a quarter of an hour, and only this
//! address waits. From everywhere an account is never refused, its answers just come later: who guesses from a
//! thousand addresses must not be able to keep its owner out. The counts stand in the database, for every server.

use super::access::{ClientAddress, Gate};
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest as _, Sha256};
use std::net::IpAddr;
use std::time::Duration;
use store::{Attempts, StoreError};

/// Failures without waiting: of an account from one address, and of an address.
const FREE: [i64; 2] = [5, 50];
/// Failures of an account from everywhere after which its answers come later.
const CALM: i64 = 50;
const LATER: Duration = Duration::from_secs(3);
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(15);
/// So many larger forms of an address wait, in an hour without a pause of one.
const MOST_WAITING: i64 = 100;
/// Failures are forgotten when none came for so long.
const FORGOTTEN: TimeDelta = TimeDelta::hours(1);

/// An attempt that may be made; it counts as failed until it is said to have succeeded.
pub struct Attempt<'a> {
    gate: &'a Gate,
    subjects: [String; 3],
}

/// Begins an attempt, or says how many seconds to wait.
pub async fn begin<'a>(
    gate: &'a Gate,
    account: &str,
    address: ClientAddress,
) -> Result<Result<Attempt<'a>, i64>, StoreError> {
    let now = (gate.now)();
    let from = network(address);
    let subjects = [
        subject(&format!("konto {account} fra {from}")),
        subject(&format!("fra {from}")),
        subject(&format!("konto {account}")),
    ];
    let since = now - FORGOTTEN;
    let mut before = [0; 3];
    for (i, subject) in subjects.iter().enumerate() {
        let Some(attempts) = gate.store.attempts(subject, since).await? else { continue };
        before[i] = attempts.failures;
        if let Some(free) = FREE.get(i)
            && let Some(seconds) = wait(attempts, *free, now)
        {
            return Ok(Err(seconds));
        }
    }
    // Counted before the password is looked at: of many attempts at once, only the free ones get through.
    let counts = gate.store.count_failure(&subjects.each_ref().map(String::as_str), now, since).await?;
    let raced = counts
        .iter()
        .zip(before)
        .zip(FREE)
        .any(|((count, before), free)| *count > free && *count > before + 1);
    if raced {
        return Ok(Err(1));
    }
    if before[2] >= CALM {
        tokio::time::sleep(LATER).await;
    }
    Ok(Ok(Attempt { gate, subjects }))
}

/// Whether a larger form from this address may wait for a sign-in at the organisation, too: each takes room in the
/// database, and who sends them isn't known.
pub async fn may_wait(gate: &Gate, address: ClientAddress) -> Result<bool, StoreError> {
    let now = (gate.now)();
    let subject = subject(&format!("skjema fra {}", network(address)));
    let counts = gate.store.count_failure(&[&subject], now, now - FORGOTTEN).await?;
    Ok(counts.iter().all(|count| *count <= MOST_WAITING))
}

impl Attempt<'_> {
    /// It was the right password.
    pub async fn succeeded(self) -> Result<(), StoreError> {
        let [here, address, everywhere] = &self.subjects;
        self.gate.store.forget_failures(here).await?;
        self.gate.store.take_failure_back(&[address, everywhere]).await
    }
}

/// The seconds left to wait, if any.
fn wait(attempts: Attempts, free: i64, now: DateTime<Utc>) -> Option<i64> {
    let beyond = attempts.failures - free;
    if beyond < 0 {
        return None;
    }
    let wait = TimeDelta::seconds(1_i64 << beyond.min(20)).min(LONGEST_WAIT);
    let left = (attempts.last_at + wait - now).num_seconds();
    (left > 0).then_some(left)
}

/// What counts as one address: with IPv6 everybody has as many as she likes.
pub fn network(address: ClientAddress) -> String {
    match address.0 {
        None => "ukjent".to_owned(),
        Some(IpAddr::V4(address)) => address.to_string(),
        Some(IpAddr::V6(address)) => {
            let parts = address.segments();
            format!("{:x}:{:x}:{:x}:{:x}", parts[0], parts[1], parts[2], parts[3])
        }
    }
}

fn subject(text: &str) -> String {
    crate::passwords::hex(&Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_and_has_an_end() {
        let last_at = DateTime::from_timestamp(1_772_366_400, 0).unwrap();
        let left = |failures, seconds| {
            wait(Attempts { failures, last_at }, 5, last_at + TimeDelta::seconds(seconds))
        };
        assert_eq!(left(4, 0), None);
        assert_eq!(
            [left(5, 0), left(6, 0), left(9, 0), left(14, 0)],
            [Some(1), Some(2), Some(16), Some(512)]
        );
        assert_eq!([left(15, 0), left(1_000_000, 0)], [Some(900), Some(900)]);
        assert_eq!([left(9, 15), left(9, 16), left(1_000_000, 900)], [Some(1), None, None]);
    }

    #[test]
    fn addresses_of_one_network_count_together() {
        let of = |text: &str| network(ClientAddress(text.parse().ok()));
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }
}
