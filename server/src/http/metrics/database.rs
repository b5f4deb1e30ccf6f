//! What the database says at each reading: whether it answers, how long one waits for it, what came in, how old the
//! newest data are.

use chrono::{DateTime, Days, NaiveDate, Utc};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::{counter::Counter, family::Family, gauge::Gauge};
use prometheus_client::registry::{Registry, Unit};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use store::{Store, StoreError};
use tokio::sync::{Mutex, MutexGuard};

/// So long a reading waits for the database.
const PATIENCE: Duration = Duration::from_secs(3);

type Seconds = Gauge<f64, AtomicU64>;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfUnit {
    unit: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfDataset {
    dataset: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfOutcome {
    dataset: &'static str,
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Why {
    why: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct InState {
    state: &'static str,
}

#[derive(Default)]
pub struct Figures {
    up: Gauge,
    wait: Seconds,
    connections: Family<InState, Gauge>,
    most_connections: Gauge,
    runs: Family<OfDataset, Counter>,
    rows: Family<OfOutcome, Counter>,
    failures: Family<Why, Counter>,
    unit_age: Family<OfUnit, Seconds>,
    without_data: Gauge,
    age: Seconds,
    /// One reading at a time: a second one must not see the first one's halves.
    reading: Mutex<()>,
}

impl Figures {
    pub fn new(registry: &mut Registry) -> Self {
        let this = Self::default();
        registry.register("database_up", "1 when the database answers", this.up.clone());
        registry.register_with_unit(
            "database_wait",
            "How long this reading waited for a connection to the database",
            Unit::Seconds,
            this.wait.clone(),
        );
        registry.register(
            "database_connections",
            "Open connections to the database",
            this.connections.clone(),
        );
        registry.register(
            "database_connections_most",
            "As many connections as there may be",
            this.most_connections.clone(),
        );
        registry.register(
            "imports",
            "Imports in the database, by dataset, whoever brought them",
            this.runs.clone(),
        );
        registry.register(
            "import_rows",
            "Rows of imports in the database, by dataset and what became of them",
            this.rows.clone(),
        );
        registry.register(
            "import_failures",
            "Files that this program didn't take in: refused for their faults, or broken off by a fault of ours",
            this.failures.clone(),
        );
        registry.register_with_unit(
            "unit_data_age",
            "Time since the end of the newest registered day of a unit in operation",
            Unit::Seconds,
            this.unit_age.clone(),
        );
        registry.register(
            "units_without_data",
            "Units in operation without any registered day",
            this.without_data.clone(),
        );
        registry.register_with_unit(
            "data_age",
            "Time since the end of the newest registered day of any unit; NaN without any",
            Unit::Seconds,
            this.age.clone(),
        );
        this
    }

    /// Asks the database; what it doesn't say isn't told. Others wait until the guard is dropped.
    pub async fn read(&self, store: &Store, now: DateTime<Utc>) -> MutexGuard<'_, ()> {
        let guard = self.reading.lock().await;
        let pool = store.pool_state();
        for (state, count) in [("idle", pool.idle), ("used", pool.open.saturating_sub(pool.idle))] {
            self.connections.get_or_create(&InState { state }).set(count.into());
        }
        self.most_connections.set(pool.most.into());
        let failures = intake::failures();
        for (why, count) in [("refused", failures.refused), ("broken", failures.broken)] {
            set(&self.failures.get_or_create(&Why { why }), count);
        }
        let start = Instant::now();
        let waited = tokio::time::timeout(PATIENCE, store.wait_for_connection()).await;
        self.wait.set(start.elapsed().as_secs_f64());
        let up = match waited {
            Ok(Ok(())) => tokio::time::timeout(PATIENCE, self.ask(store, now)).await,
            Ok(Err(error)) => Ok(Err(error)),
            Err(late) => Err(late),
        };
        self.up.set(i64::from(matches!(up, Ok(Ok(())))));
        if let Ok(Err(error)) = up {
            tracing::error!(%error, "the database doesn't say how old its data are");
        }
        guard
    }

    async fn ask(&self, store: &Store, now: DateTime<Utc>) -> Result<(), StoreError> {
        // What an earlier reading found counts no more.
        self.unit_age.clear();
        for sum in store.import_sums().await? {
            let dataset = sum.dataset.code();
            set(&self.runs.get_or_create(&OfDataset { dataset }), sum.runs);
            for (outcome, rows) in [("read", sum.read), ("added", sum.added), ("changed", sum.changed)] {
                set(&self.rows.get_or_create(&OfOutcome { dataset, outcome }), rows);
            }
        }
        let days = store.newest_day_of_open_units(vocabulary::oslo_date(now)).await?;
        self.without_data.set(days.iter().filter(|(_, day)| day.is_none()).count() as i64);
        let ages = days.into_iter().filter_map(|(unit, day)| Some((unit, age(day?, now))));
        let mut least: Option<f64> = None;
        for (unit, age) in ages {
            self.unit_age.get_or_create(&OfUnit { unit: unit.to_string() }).set(age);
            least = Some(least.map_or(age, |least| least.min(age)));
        }
        self.age.set(least.unwrap_or(f64::NAN));
        Ok(())
    }
}

/// A count that somebody else keeps.
fn set(counter: &Counter, count: u64) {
    counter.inner().store(count, Ordering::Relaxed);
}

/// Seconds since a day ended in Norway; 0 while it lasts.
fn age(day: NaiveDate, now: DateTime<Utc>) -> f64 {
    let end = day.checked_add_days(Days::new(1)).map(vocabulary::oslo_midnight);
    end.map_or(0.0, |end| (now - end).num_seconds().max(0) as f64)
}
