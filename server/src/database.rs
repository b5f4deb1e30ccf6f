//! Which database a command works on, opened and ready: migrations applied, reference tables loaded.

use anyhow::Context as _;
use chrono::Utc;
use store::Store;

/// Where nothing else is said: a file beside the working directory.
const DEFAULT: &str = "sqlite://kadpuls.db";
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

    /// Opens the database and loads the reference tables where it has none.
    pub async fn open(&self) -> anyhow::Result<Store> {
        open(self.database.as_deref().unwrap_or(DEFAULT)).await
    }

    /// The same for demo data.
    pub async fn open_demo(&self) -> anyhow::Result<Store> {
        open(self.database.as_deref().unwrap_or(DEFAULT_DEMO)).await
    }
}

async fn open(url: &str) -> anyhow::Result<Store> {
    let store =
        Store::open(url).await.context("cannot open the database; check --database or DATABASE_URL")?;
    intake::load_reference(&store, Utc::now()).await.context("cannot load the reference tables")?;
    Ok(store)
}
