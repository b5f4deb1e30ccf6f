//! What an operator watches, as Prometheus reads it: what this program counted, and at each reading what stands in the
//! database. Nothing of it is about a person.

mod database;
mod readers;

pub use readers::{Readers, own_router, routes};

use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::{
    counter::Counter, family::Family, gauge::Gauge, histogram::Histogram, info::Info,
};
use prometheus_client::registry::Registry;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What the text is.
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Upper ends of the latency's classes, in seconds: the promise of 0.25 s is one of them.
const LATENCIES: [f64; 12] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: &'static str,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Timed {
    route: &'static str,
    status: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct About {
    version: &'static str,
    engine: &'static str,
}

/// What this program counts. Cheap to clone.
#[derive(Clone)]
pub struct Watch(Arc<Inner>);

struct Inner {
    registry: Registry,
    answered: Family<Answered, Counter>,
    latency: Family<Timed, Histogram, fn() -> Histogram>,
    under_way: Gauge,
    reads: Reads,
    database: database::Figures,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Source {
    from: &'static str,
}

/// From where pages read, where there is a replica. Cheap to clone.
#[derive(Clone, Default)]
pub struct Reads(Family<Source, Counter>);

impl Reads {
    /// From the replica.
    pub fn replica(&self) {
        self.0.get_or_create(&Source { from: "replica" }).inc();
    }

    /// From the database itself.
    pub fn database(&self) {
        self.0.get_or_create(&Source { from: "database" }).inc();
    }
}

/// A request under way; when it is dropped it isn't any more.
pub struct UnderWay {
    watch: Watch,
    since: Instant,
}

impl Watch {
    /// Nothing counted yet. `engine` is the database's program.
    pub fn new(engine: &'static str) -> Self {
        let mut registry = Registry::with_prefix("kadpuls");
        let answered = Family::<Answered, Counter>::default();
        let latency =
            Family::<Timed, Histogram, fn() -> Histogram>::new_with_constructor(|| Histogram::new(LATENCIES));
        let under_way = Gauge::<i64>::default();
        registry.register(
            "http_requests",
            "Requests answered, by method, route and status",
            answered.clone(),
        );
        registry.register(
            "http_request_duration_seconds",
            "Seconds until an answer was made, by route and class of status",
            latency.clone(),
        );
        registry.register("http_requests_under_way", "Requests being answered", under_way.clone());
        let about = About { version: env!("CARGO_PKG_VERSION"), engine };
        registry.register("build", "The program's version and its database", Info::new(about));
        let reads = Reads::default();
        registry.register("reads", "Pages by where they read, where there is a replica", reads.0.clone());
        let database = database::Figures::new(&mut registry);
        Self(Arc::new(Inner { registry, answered, latency, under_way, reads, database }))
    }

    /// What counts from where pages read.
    pub fn reads(&self) -> Reads {
        self.0.reads.clone()
    }

    /// A request begins.
    pub fn begin(&self) -> UnderWay {
        self.0.under_way.inc();
        UnderWay { watch: self.clone(), since: Instant::now() }
    }

    /// Everything as text, the database asked now.
    pub async fn text(&self, store: &store::Store, now: chrono::DateTime<chrono::Utc>) -> String {
        let inner = &self.0;
        let _at_a_time = inner.database.read(store, now).await;
        let mut written = String::new();
        // Writing into a text can't fail.
        _ = text::encode(&mut written, &inner.registry);
        written
    }
}

impl UnderWay {
    /// How long it has been under way.
    pub fn elapsed(&self) -> Duration {
        self.since.elapsed()
    }

    /// It is answered.
    pub fn answered(self, method: &axum::http::Method, route: &'static str, status: u16) {
        let inner = &self.watch.0;
        let method = match method.as_str() {
            "GET" => "GET",
            "HEAD" => "HEAD",
            "POST" => "POST",
            // Whoever asks may make up as many as she likes.
            _ => "other",
        };
        inner.answered.get_or_create(&Answered { method, route, status }).inc();
        let status = match status {
            ..200 => "1xx",
            200..300 => "2xx",
            300..400 => "3xx",
            400..500 => "4xx",
            500.. => "5xx",
        };
        inner.latency.get_or_create(&Timed { route, status }).observe(self.elapsed().as_secs_f64());
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.watch.0.under_way.dec();
    }
}
