//! `kadpuls serve`: the web application.

use crate::database::Database;
use crate::http;
use crate::http::access::Settings;
use crate::http::metrics::{Readers, Watch};
use crate::organisation::Organisation;
use anyhow::{Context as _, bail};
use app::data::{Data, Freshness};
use app::ledige_senger::Access;
use chrono::{DateTime, Months, TimeDelta, Utc};
use demo::Scale;
use intake::Desk;
use language::key;
use measures::Gate;
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::{Keep, Link, Store};

/// Figures follow what is registered so soon; imports, and one's own changes, at once.
const FIGURES_BEHIND: Duration = Duration::from_secs(10);

/// Serve the web application
#[derive(clap::Args)]
pub struct Serve {
    /// Address and port; only this machine's own (loopback) until there is an account
    #[arg(long, default_value = "127.0.0.1:3000", env = "KADPULS_ADDR")]
    addr: SocketAddr,
    /// Show generated, clearly marked data in a database of their own
    #[arg(long)]
    demo: bool,
    /// Folder with the files built for the browser, instead of those inside the program
    #[arg(long, env = "KADPULS_SITE")]
    site: Option<PathBuf>,
    /// Folder for files that wait to be confirmed on the page Import [default: the system's temporary folder]
    #[arg(long, env = "KADPULS_UPLOADS")]
    uploads: Option<PathBuf>,
    /// Who may see which beds are free: everyone, signed-in, or link:SECRET [default: signed-in; everyone with
    /// --demo]
    #[arg(long, env = "KADPULS_FREE_BEDS", hide_env_values = true)]
    free_beds: Option<Access>,
    /// Who may read /metrics: off, an address and port of their own as in 127.0.0.1:9464, or token:SECRET
    #[arg(long, env = "KADPULS_METRICS", hide_env_values = true, default_value = "off")]
    metrics: Readers,
    /// When told to stop, requests and imports under way have so many seconds
    #[arg(long, env = "KADPULS_STOP_SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u32).range(0..=3600))]
    stop_seconds: u32,
    /// A streaming replica of the database, for reading pages: `postgres://…`
    #[arg(long, env = "DATABASE_REPLICA_URL", hide_env_values = true)]
    replica: Option<String>,
    #[command(flatten)]
    sign_in: SignIn,
    #[command(flatten)]
    organisation: crate::organisation::Options,
    #[command(flatten)]
    age: Age,
    #[command(flatten)]
    database: Database,
}

/// How people sign in.
#[derive(clap::Args)]
struct SignIn {
    /// People reach the program by https, through a proxy [default: true unless the address is this machine's own]
    #[arg(long, env = "KADPULS_HTTPS", num_args = 0..=1, default_missing_value = "true")]
    https: Option<bool>,
    /// A session that nobody uses ends after so many minutes
    #[arg(long, env = "KADPULS_IDLE_MINUTES", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=10_080))]
    idle_minutes: u32,
    /// Every session ends after so many hours
    #[arg(long, env = "KADPULS_SESSION_HOURS", default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=720))]
    session_hours: u32,
    /// So many requests a minute are answered of one account, or of one address without account, and a quarter of them
    /// at once; 0: as many as come. A file counts as four
    #[arg(long, env = "KADPULS_REQUESTS_PER_MINUTE", default_value_t = 1200, value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    requests_per_minute: u32,
    /// Addresses of proxies whose X-Forwarded-For is believed, with commas between
    #[arg(long, env = "KADPULS_TRUSTED_PROXIES", value_delimiter = ',')]
    trusted_proxies: Vec<IpAddr>,
}

/// How long things are kept that nobody deletes by hand.
#[derive(Debug, Clone, Copy, clap::Args)]
struct Age {
    /// The trail of changes, and rows that a corrected file replaced, are deleted after so many months; 0: never
    #[arg(long, env = "KADPULS_TRAIL_MONTHS", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=1200))]
    trail_months: u32,
    /// Short codes of views lead back for so many months; 0: for good
    #[arg(long, env = "KADPULS_VIEWS_MONTHS", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=1200))]
    views_months: u32,
}

impl Age {
    fn keep(self, now: DateTime<Utc>) -> Keep {
        let since = |months: u32| (months > 0).then(|| now.checked_sub_months(Months::new(months))).flatten();
        Keep { trail_since: since(self.trail_months), views_since: since(self.views_months) }
    }
}

impl SignIn {
    /// Whether only this machine can ask: a proxy on it passes on what others ask.
    fn is_private(&self, addr: SocketAddr) -> bool {
        addr.ip().is_loopback() && self.https != Some(true) && self.trusted_proxies.is_empty()
    }

    fn settings(
        &self,
        addr: SocketAddr,
        demo: bool,
        (organisation, local_accounts): (Option<Organisation>, bool),
    ) -> Settings {
        Settings {
            https: self.https.unwrap_or(!addr.ip().is_loopback()),
            demo,
            // Who vouches for people may vouch for the first one, too: nobody is the operator by chance.
            operator: self.is_private(addr) && organisation.is_none(),
            idle: TimeDelta::minutes(self.idle_minutes.into()),
            a_minute: NonZeroU32::new(self.requests_per_minute),
            longest: TimeDelta::hours(self.session_hours.into()),
            proxies: self.trusted_proxies.clone(),
            organisation: organisation.map(Arc::new),
            local_accounts,
        }
    }
}

/// What the banner says.
const DEMO_BANNER: &str = key!("alle tall er laget av en modell og sier ingenting om virkelige enheter.");

impl Serve {
    /// Serves until the program is told to stop.
    pub fn run(self) -> anyhow::Result<()> {
        let files = http::assets::Files::find(self.site.as_deref())?;
        let runtime = tokio::runtime::Runtime::new().context("cannot start the program's threads")?;
        let done = runtime.block_on(self.served(files));
        // What is still under way had its time.
        runtime.shutdown_timeout(Duration::from_secs(1));
        done
    }

    async fn served(self, files: http::assets::Files) -> anyhow::Result<()> {
        let organisation = self.organisation()?;
        let store = if self.demo { self.demo_store().await? } else { self.database.open().await? };
        if !self.sign_in.is_private(self.addr) && organisation.0.is_none() && !store.has_accounts().await? {
            bail!(
                "refusing to listen on {} for others than this machine: there is no account, so the data would be \
                 open to everyone who reaches it. Make one with: kadpuls user add NAME@EXAMPLE.NO --role \
                 administrator. Or use 127.0.0.1:{} without --https and --trusted-proxies, which needs none.",
                self.addr,
                self.addr.port()
            );
        }
        if matches!(store.link().await, Ok(Link::Clear)) {
            tracing::warn!("the database is asked in clear text through a network: see kadpuls doctor");
        }
        let access = self.sign_in.settings(self.addr, self.demo, organisation);
        if !self.addr.ip().is_loopback() && !access.https {
            tracing::warn!(
                "--https=false: passwords and sessions can be read on their way through the network"
            );
        }
        let demo = store.has_imports_by(intake::DEMO).await?.then_some(DEMO_BANNER);
        let mut data = Data::new(store.clone(), Utc::now, Gate::default());
        data.free_beds = self.free_beds();
        data.freshness = Freshness::behind(FIGURES_BEHIND);
        let desk = self.desk(&store)?;
        tokio::spawn(sweep(desk.clone()));
        tokio::spawn(make_days(store.clone()));
        tokio::spawn(delete_by_age(store.clone(), self.age));
        let listener = tokio::net::TcpListener::bind(self.addr).await.with_context(|| {
            format!("cannot listen on {}: choose a free port with --addr 127.0.0.1:PORT", self.addr)
        })?;
        let address = listener.local_addr()?;
        tracing::info!("listening on http://{address}");
        let watch = Watch::new(store.engine());
        if let Readers::Address(address) = self.metrics {
            let listener = tokio::net::TcpListener::bind(address).await.with_context(|| {
                format!("cannot listen on {address} for metrics: choose a free port with --metrics")
            })?;
            tracing::info!("metrics on http://{}/metrics", listener.local_addr()?);
            let router = http::metrics::own_router(watch.clone(), store.clone(), Utc::now);
            tokio::spawn(
                axum::serve(listener, router).with_graceful_shutdown(http::told_to_stop()).into_future(),
            );
        }
        let readers = self.metrics.clone();
        let replica = self.replica.as_deref().map(Store::replica).transpose();
        let replica = replica.context("--replica (DATABASE_REPLICA_URL)")?;
        let busy = desk.clone();
        let router = http::router(http::Setup { files, data, desk, demo, access, watch, readers, replica })
            .into_make_service_with_connect_info::<SocketAddr>();
        crate::service::ready();
        let work = async {
            axum::serve(listener, router).with_graceful_shutdown(http::shutdown()).await?;
            while busy.is_busy() {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            store.close().await;
            anyhow::Ok(())
        };
        let late = async {
            http::told_to_stop().await;
            tokio::time::sleep(Duration::from_secs(self.stop_seconds.into())).await;
        };
        tokio::select! {
            done = work => done,
            () = late => {
                tracing::warn!(seconds = self.stop_seconds, "stopped with requests or imports under way");
                Ok(())
            }
        }
    }

    /// Who vouches for people, and whether they may sign in by password. The demo has its own buttons.
    fn organisation(&self) -> anyhow::Result<(Option<Organisation>, bool)> {
        if self.demo {
            if self.organisation.is_on() {
                tracing::warn!("--demo: nobody signs in by the organisation");
            }
            return Ok((None, true));
        }
        Ok((self.organisation.organisation()?, self.organisation.local_accounts()))
    }

    /// Who may see free beds: what was said, or the default.
    fn free_beds(&self) -> Access {
        let default = if self.demo { Access::Everyone } else { Access::SignedIn };
        self.free_beds.clone().unwrap_or(default)
    }

    /// Where uploads wait.
    fn desk(&self, store: &Store) -> anyhow::Result<Desk> {
        let within = self.uploads.clone().unwrap_or_else(std::env::temp_dir);
        Desk::open(store.clone(), &within, intake::MOST_BYTES, Utc::now()).with_context(|| {
            format!("cannot make a folder for uploads in {}: name another with --uploads", within.display())
        })
    }

    /// The demo country's database, filled or carried on to yesterday.
    async fn demo_store(&self) -> anyhow::Result<Store> {
        let store = self.database.open_demo().await?;
        let start = Instant::now();
        let mut told = false;
        intake::load_demo(&store, demo::SEED, &Scale::Country, Utc::now(), |dataset| {
            if !told {
                tracing::info!("making the demo country; under a minute the first time");
                told = true;
            }
            tracing::info!("demo: {dataset}");
        })
        .await?;
        crate::demo_accounts::make(&store, Utc::now()).await?;
        if told {
            tracing::info!("the demo country is ready after {:.0} s", start.elapsed().as_secs_f64());
        }
        Ok(store)
    }
}

/// Makes yesterday from the stays of the units that register them, also where nobody comes by.
async fn make_days(store: Store) {
    let mut every = tokio::time::interval(Duration::from_mins(10));
    // At first all days: a file may have come by the command line meanwhile.
    let mut all = true;
    loop {
        every.tick().await;
        let now = Utc::now();
        let yesterday = vocabulary::oslo_date(now).pred_opt();
        match store.make_days(yesterday.filter(|_| !all), now).await {
            Ok(_) => all = false,
            Err(error) => tracing::error!(%error, "days could not be made from stays"),
        }
    }
}

/// Deletes what is too old, once a day; of several servers one does it.
async fn delete_by_age(store: Store, age: Age) {
    let mut every = tokio::time::interval(Duration::from_hours(1));
    loop {
        every.tick().await;
        let now = Utc::now();
        match store.delete_by_age(age.keep(now), now).await {
            Ok(None) => {}
            Ok(Some(deleted)) => tracing::info!(?deleted, "deleted by age"),
            Err(error) => tracing::error!(%error, "nothing could be deleted by age; tried again in an hour"),
        }
    }
}

/// Forgets uploads whose time is over, also when nobody comes by.
async fn sweep(desk: Desk) {
    let mut every = tokio::time::interval(Duration::from_mins(1));
    loop {
        every.tick().await;
        desk.sweep(Utc::now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_for_so_many_months_goes_by_the_calendar_and_0_is_for_good() {
        let now = "2026-03-31T12:00:00Z".parse().unwrap();
        let keep = |trail_months, views_months| Age { trail_months, views_months }.keep(now);
        assert_eq!(keep(0, 0), Keep::default());
        assert_eq!(keep(1, 0).trail_since, "2026-02-28T12:00:00Z".parse().ok());
        assert_eq!(keep(0, 24).views_since, "2024-03-31T12:00:00Z".parse().ok());
    }
}
