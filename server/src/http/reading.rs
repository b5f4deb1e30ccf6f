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
const ROUTES: [&str; 17] = [
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
    "/api/v1",
    "/api/v1/utgave",
    "/api/v1/katalog",
    "/api/v1/tabeller/{name}",
    "/api/v1/figurer/{name}",
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

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use store::By;
    use vocabulary::{Event, EventKind, EventPlace};

    async fn store(folder: &tempfile::TempDir, name: &str) -> Store {
        Store::open(&format!("sqlite://{}", folder.path().join(name).display())).await.unwrap()
    }

    /// As a change by hand makes it, or as a replica gets to know of one.
    async fn change(store: &Store) {
        let event = Event {
            place: EventPlace::Country,
            date: "2024-01-01".parse().unwrap(),
            kind: EventKind::Beds,
            description: None,
        };
        let by = By { account: None, person: "test", at: DateTime::UNIX_EPOCH };
        store.save_event(&event, &by).await.unwrap();
    }

    #[tokio::test]
    async fn a_replica_is_read_while_it_has_everything_and_only_by_pages_of_figures() {
        let folder = tempfile::tempdir().unwrap();
        let (database, replica) = (store(&folder, "a.db").await, store(&folder, "b.db").await);
        let reading = Reading::new(database.clone(), replica.clone(), Reads::default());
        assert!(reading.of("/belegg").await.is_some());
        for route in ["/enheten/{unit}", "/kontoer", "/ledige-senger", "/logg-inn", "elsewhere"] {
            assert!(reading.of(route).await.is_none(), "{route}");
        }
        change(&database).await;
        assert!(reading.of("/belegg").await.is_none(), "who has just written reads what she wrote");
        change(&replica).await;
        assert!(reading.of("/belegg").await.is_some(), "it has caught up");
        replica.close().await;
        assert!(reading.of("/belegg").await.is_none(), "it is away");
        assert!(reading.0.rests_until.load(Ordering::Relaxed) > 0, "and isn't asked for a while");
    }

    #[test]
    fn every_route_is_one_that_there_is() {
        for route in ROUTES {
            assert!(crate::http::access::ROWS.iter().any(|(_, pattern, _, _)| *pattern == route), "{route}");
        }
    }
}
