//! Which database a command works on, opened and ready: migrations applied, reference tables loaded.

use anyhow::Context as _;
use chrono::Utc;
use store::Store;

/// Where nothing else is said: a file beside the working directory.
const DEFAULT: &str = "sqlite://kadpuls.db";
const UNOPENED: &str = "cannot open the database; check --database or DATABASE_URL";
/// The demo country has a database of its own.
const DEFAULT_DEMO: &str = "sqlite://kadpuls-demo.db";

/// The option that every command with a database has.
#[derive(Debug, Clone, clap::Args)]
pub struct Database {
    /// Database: `sqlite://FILE` or `postgres://USER:PASSWORD@HOST/NAME` [default: `sqlite://kadpuls.db`]
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    database: Option<String>,
}

impl Database {
    /// The database at `url`.
    pub fn at(url: String) -> Self {
        Self { database: Some(url) }
    }

    /// Its address: what was said, or the file beside the working directory.
    pub fn url(&self) -> &str {
        self.database.as_deref().unwrap_or(DEFAULT)
    }

    /// Opens the database and loads the reference tables where it has none.
    pub async fn open(&self) -> anyhow::Result<Store> {
        open(self.url()).await
    }

    /// Opens the database without any rows of the program's own: for what replaces them all.
    pub async fn open_bare(&self) -> anyhow::Result<Store> {
        Store::open(self.url()).await.context(UNOPENED)
    }

    /// Opens the database as it is: nothing is made, no migration applied.
    pub async fn open_as_is(&self) -> anyhow::Result<Store> {
        Store::open_as_is(self.url()).await.context(UNOPENED)
    }

    /// The same for demo data.
    pub async fn open_demo(&self) -> anyhow::Result<Store> {
        open(self.database.as_deref().unwrap_or(DEFAULT_DEMO)).await
    }
}

async fn open(url: &str) -> anyhow::Result<Store> {
    let store = Store::open(url).await.context(UNOPENED)?;
    intake::load_reference(&store, Utc::now()).await.context("cannot load the reference tables")?;
    Ok(store)
}
