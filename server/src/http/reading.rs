//! From where a page reads: a replica, as long as it has everything that the database has.
//!
//! The version of the data grows with every import and every change of a stay, a day or an event. A replica that tells the
//! database's own version has all of it, so that whoever has just written reads what she wrote, on whichever server. One
//! that lags or is away isn't asked for a while. Accounts, sessions and what people type stay with the database.

use super::metrics::Reads;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use store::{Store, StoreError};

/// So long both may take to tell their version.
const PATIENCE: Duration = Duration::from_millis(500);
/// A replica that was away isn't asked for so long.
const REST: Duration = Duration::from_secs(5);

/// The routes that read figures and nothing else.
const ROUTES: [&str; 12] = [
    "/",
    "/belegg",
    "/liggetid",
    "/innleggelsesveier",
    "/kommune",
    "/kart",
    "/effekt",
    "/effekt/kontroller",
    "/kompletthet",
    "/aarsrapport",
    "/diagram/{file}",
    "/tabell/{file}",
];

/// In a request's extensions: read from here.
#[derive(Clone)]
pub struct ReadFrom(pub Store);

/// The database and its replica. Cheap to clone.
#[derive(Clone)]
pub struct Reading(Arc<Inner>);

struct Inner {
    database: Store,
    replica: Store,
    reads: Reads,
    start: Instant,
    /// Milliseconds after the start until which the replica rests.
    rests_until: AtomicU64,
}

impl Reading {
    pub fn new(database: Store, replica: Store, reads: Reads) -> Self {
        Self(Arc::new(Inner {
            database,
            replica,
            reads,
            start: Instant::now(),
            rests_until: AtomicU64::new(0),
        }))
    }

    /// From where this route reads; `None`: from the database.
    pub async fn of(&self, route: &str) -> Option<ReadFrom> {
        if !ROUTES.contains(&route) {
            return None;
        }
        let inner = &self.0;
        let now = inner.start.elapsed().as_millis() as u64;
        if now < inner.rests_until.load(Ordering::Relaxed) {
            inner.reads.database();
            return None;
        }
        match tokio::time::timeout(PATIENCE, inner.has_everything()).await {
            Ok(Ok(true)) => {
                inner.reads.replica();
                return Some(ReadFrom(inner.replica.clone()));
            }
            // It will have in a moment.
            Ok(Ok(false)) => {}
            Ok(Err(error)) => inner.rest(now, &error),
            Err(late) => inner.rest(now, &late),
        }
        inner.reads.database();
        None
    }
}

impl Inner {
    async fn has_everything(&self) -> Result<bool, StoreError> {
        // The database first: what it tells then, the replica must have when it is asked.
        let wanted = self.database.version().await?;
        Ok(self.replica.version().await? == wanted)
    }

    fn rest(&self, now: u64, why: &dyn std::fmt::Display) {
        self.rests_until.store(now + REST.as_millis() as u64, Ordering::Relaxed);
        tracing::warn!(error = %why, "the replica can't be read: the database is read instead");
    }
}
