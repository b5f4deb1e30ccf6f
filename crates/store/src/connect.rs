//! Opening a database and bringing it up to date.

use crate::StoreError;
use sqlx::ConnectOptions as _;
use sqlx::migrate::MigrateError;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use std::str::FromStr;
use std::time::{Duration, Instant};

/// So long a request waits for a connection to `PostgreSQL`: where the database is away, people are told soon, and can
/// send again.
const PATIENCE: Duration = Duration::from_secs(8);

/// So long one process waits for another that holds the same `SQLite` file.
const BUSY: Duration = Duration::from_secs(15);

/// One of the two databases.
#[derive(Debug, Clone)]
pub(crate) enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// The database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) pool: Pool,
    /// The database passes on word of changes.
    pub(crate) notifies: bool,
}

impl Store {
    /// Opens `sqlite://FILE` (made where missing) or `postgres://…` and applies the migrations.
    ///
    /// # Errors
    /// [`StoreError::Url`], [`StoreError::Migration`], [`StoreError::Driver`].
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let store = Self::connect(url, true).await?;
        store.migrate().await?;
        Ok(store)
    }

    /// Applies the migrations, each in a transaction. `PostgreSQL` lets one of several starters through at a time, by a
    /// lock. With `SQLite` one that comes too late fails, finds that somebody else was there, and goes on.
    async fn migrate(&self) -> Result<(), StoreError> {
        let pool = match &self.pool {
            Pool::Postgres(pool) => return Ok(crate::migrations::postgres().run(pool).await?),
            Pool::Sqlite(pool) => pool,
        };
        let mut in_vain = 0;
        let mut missing = usize::MAX;
        let mut moved = Instant::now();
        loop {
            let Err(error) = crate::migrations::sqlite().run(pool).await else { return Ok(()) };
            let now = self.migration_state().await.map_or(usize::MAX, |state| state.missing.len());
            if now < missing {
                (in_vain, moved) = (0, Instant::now());
            }
            missing = now;
            in_vain += match &error {
                MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) if is_busy(error) => {
                    0
                }
                _ => 1,
            };
            if in_vain > 5 || moved.elapsed() > BUSY {
                return Err(error.into());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Opens the database as it is: no migration is applied, and a missing file isn't made.
    ///
    /// # Errors
    /// [`StoreError::Url`], [`StoreError::Driver`].
    pub async fn open_as_is(url: &str) -> Result<Self, StoreError> {
        Self::connect(url, false).await
    }

    async fn connect(url: &str, make: bool) -> Result<Self, StoreError> {
        let (pool, notifies) = if url.starts_with("sqlite:") {
            let options = sqlite_options(url)?;
            if make {
                make_private(options.get_filename());
            }
            (Pool::Sqlite(sqlite_pool(options.create_if_missing(make)).await?), false)
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let pool = PgPoolOptions::new()
                .max_connections(16)
                .acquire_timeout(PATIENCE)
                .connect_with(postgres_options(url)?)
                .await?;
            let notifies = crate::notify::is_passed_on(&pool).await;
            (Pool::Postgres(pool), notifies)
        } else {
            return Err(StoreError::Url(without_password(url)));
        };
        Ok(Self { pool, notifies })
    }

    /// A replica of a `PostgreSQL` database, for reading alone. It may be away, now or later: nothing is asked of it yet.
    ///
    /// # Errors
    /// [`StoreError::Url`] for anything but `postgres://…`.
    pub fn replica(url: &str) -> Result<Self, StoreError> {
        if !url.starts_with("postgres:") && !url.starts_with("postgresql:") {
            return Err(StoreError::Url(without_password(url)));
        }
        let pool = PgPoolOptions::new()
            .max_connections(16)
            .acquire_timeout(Duration::from_secs(2))
            .connect_lazy_with(postgres_options(url)?);
        Ok(Self { pool: Pool::Postgres(pool), notifies: false })
    }

    /// Which database it is, for people: `SQLite` or `PostgreSQL`.
    pub fn engine(&self) -> &'static str {
        match self.pool {
            Pool::Sqlite(_) => "SQLite",
            Pool::Postgres(_) => "PostgreSQL",
        }
    }

    /// Waits for work under way and closes every connection.
    pub async fn close(&self) {
        match &self.pool {
            Pool::Sqlite(pool) => pool.close().await,
            Pool::Postgres(pool) => pool.close().await,
        }
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn ping(&self) -> Result<(), StoreError> {
        let one: i64 =
            crate::on!(self, pool => sqlx::query_scalar("SELECT CAST(1 AS BIGINT)").fetch_one(pool).await?);
        if one == 1 { Ok(()) } else { Err(StoreError::Inconsistent("1 isn't 1".to_owned())) }
    }
}

/// Makes the database's file where it is missing, for its owner alone; `SQLite` gives its log the same rights. Where it
/// can't be made, `SQLite` says why.
fn make_private(file: &std::path::Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        // What is held in memory has a name, too.
        let name = file.as_os_str().as_encoded_bytes();
        if !name.is_empty() && !name.starts_with(b":memory:") && !name.starts_with(b"file:") {
            drop(std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file));
        }
    }
}

/// Opens the file. Whoever comes first gives it its kind of log, for which `SQLite` lets nobody wait: the others fail
/// then, and ask again.
async fn sqlite_pool(options: SqliteConnectOptions) -> Result<SqlitePool, sqlx::Error> {
    let begun = Instant::now();
    loop {
        let opened = SqlitePoolOptions::new()
            .max_connections(6)
            // A connection keeps its prepared statements: never closed for being idle.
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .connect_with(options.clone())
            .await;
        match opened {
            Err(error) if is_busy(&error) && begun.elapsed() < BUSY => {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            opened => return opened,
        }
    }
}

/// Another process holds the `SQLite` file. The last byte of `SQLite`'s codes says so, the others why.
fn is_busy(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    code.and_then(|code| code.parse::<u32>().ok()).is_some_and(|code| code & 0xff == 5)
}

fn sqlite_options(url: &str) -> Result<SqliteConnectOptions, StoreError> {
    let options = SqliteConnectOptions::from_str(url)
        .map_err(|_| StoreError::Url(url.to_owned()))?
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        // With WAL, NORMAL can lose the last commits at a power cut; FULL keeps what was acknowledged.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY)
        // For each connection; the system holds the file's pages once for all of them.
        .pragma("cache_size", "-1000")
        // After a long import the log shrinks again.
        .pragma("journal_size_limit", "67108864")
        .row_buffer_size(1024)
        // Bulk statements take their time, and a statement's text is no news to who runs the program.
        .disable_statement_logging();
    Ok(options)
}

fn postgres_options(url: &str) -> Result<PgConnectOptions, StoreError> {
    let options = PgConnectOptions::from_str(url).map_err(|_| StoreError::Url(without_password(url)))?;
    Ok(options.disable_statement_logging())
}

/// The URL as it may be shown: without user and password.
fn without_password(url: &str) -> String {
    match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://…@{host}"),
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shown_url_has_no_password() {
        assert_eq!(without_password("mysql://kari:hemmelig@server/kad"), "mysql://…@server/kad");
        assert_eq!(without_password("kadpuls.db"), "kadpuls.db");
    }
}
