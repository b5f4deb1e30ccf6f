//! What those who watch the program ask the database: its connections, its migrations, its clock, what came in.
//! Nothing of it stands on a page.

use crate::connect::Pool;
use crate::{Store, StoreError, migrations, on};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeSet;
use vocabulary::{Dataset, UnitCode};

/// The connections of this program to the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolState {
    /// Open ones.
    pub open: u32,
    /// Open ones that nobody uses.
    pub idle: u32,
    /// As many as there may be.
    pub most: u32,
}

/// The database's migrations held against the program's.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MigrationState {
    /// Inside the program and not applied.
    pub missing: Vec<i64>,
    /// Applied, by a newer program.
    pub unknown: Vec<i64>,
}

/// What all imports of a dataset did together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportSum {
    /// Dataset.
    pub dataset: Dataset,
    /// Imports.
    pub runs: u64,
    /// Rows read.
    pub read: u64,
    /// Rows that were new.
    pub added: u64,
    /// Rows that replaced others.
    pub changed: u64,
}

/// The numbers of the migrations that a database of either kind has; none where it has none of our tables.
macro_rules! applied_migrations {
    ($pool:ident) => {
        match sqlx::query_scalar("SELECT version FROM _sqlx_migrations WHERE success ORDER BY version")
            .fetch_all($pool)
            .await
        {
            Ok(numbers) => numbers,
            // The database answers, and there is no such table.
            Err(sqlx::Error::Database(_)) => Vec::<i64>::new(),
            Err(error) => return Err(error.into()),
        }
    };
}

/// How the program reaches its database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// It is a file, or a server on this machine: nothing goes through a network.
    Here,
    /// By TLS.
    Encrypted,
    /// In clear text, through a network.
    Clear,
}

impl Store {
    /// This program's connections.
    pub fn pool_state(&self) -> PoolState {
        on!(self, pool => PoolState {
            open: pool.size(),
            idle: pool.num_idle() as u32,
            most: pool.options().get_max_connections(),
        })
    }

    /// Waits for a connection as a request does, and gives it back.
    ///
    /// # Errors
    /// [`StoreError::Driver`], also when none came free in time.
    pub async fn wait_for_connection(&self) -> Result<(), StoreError> {
        on!(self, pool => drop(pool.acquire().await?));
        Ok(())
    }

    /// Which migrations are missing, and which this program doesn't know.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn migration_state(&self) -> Result<MigrationState, StoreError> {
        let there = on!(self, pool => applied_migrations!(pool));
        let applied: BTreeSet<i64> = there.into_iter().collect();
        let known: BTreeSet<i64> = migrations::numbers().collect();
        Ok(MigrationState {
            missing: known.difference(&applied).copied().collect(),
            unknown: applied.difference(&known).copied().collect(),
        })
    }

    /// The time by the database's clock.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn clock(&self) -> Result<DateTime<Utc>, StoreError> {
        let millis: i64 = match &self.pool {
            // The same machine's.
            Pool::Sqlite(pool) => {
                sqlx::query_scalar("SELECT CAST((julianday('now') - 2440587.5) * 86400000.0 AS BIGINT)")
                    .fetch_one(pool)
                    .await?
            }
            Pool::Postgres(pool) => {
                sqlx::query_scalar("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)")
                    .fetch_one(pool)
                    .await?
            }
        };
        DateTime::from_timestamp_millis(millis).ok_or_else(|| StoreError::inconsistent("the clock"))
    }

    /// The database's program and version, as it names itself.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn engine_version(&self) -> Result<String, StoreError> {
        Ok(match &self.pool {
            Pool::Sqlite(pool) => sqlx::query_scalar("SELECT sqlite_version()").fetch_one(pool).await?,
            Pool::Postgres(pool) => {
                sqlx::query_scalar("SELECT current_setting('server_version')").fetch_one(pool).await?
            }
        })
    }

    /// Faults that the database finds in itself, at most a hundred; none where all is well. `SQLite` reads the whole
    /// file and every reference; `PostgreSQL`, which guards its own, tells of rules that were never checked.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn integrity(&self) -> Result<Vec<String>, StoreError> {
        match &self.pool {
            Pool::Sqlite(pool) => {
                let mut faults: Vec<String> =
                    sqlx::query_scalar("PRAGMA quick_check(100)").fetch_all(pool).await?;
                faults.retain(|line| line != "ok");
                let broken: Vec<(String, i64)> = sqlx::query_as(
                    "SELECT \"table\", COUNT(*) FROM pragma_foreign_key_check GROUP BY 1 ORDER BY 1 LIMIT 100",
                )
                .fetch_all(pool)
                .await?;
                faults.extend(
                    broken
                        .into_iter()
                        .map(|(table, rows)| format!("{rows} rows of {table} refer to what isn't there")),
                );
                Ok(faults)
            }
            Pool::Postgres(pool) => Ok(sqlx::query_scalar(
                "SELECT 'the rule ' || conname || ' was never checked' FROM pg_constraint \
                 WHERE NOT convalidated AND connamespace = CAST(current_schema() AS regnamespace) \
                 ORDER BY conname LIMIT 100",
            )
            .fetch_all(pool)
            .await?),
        }
    }

    /// How the database is reached.
    ///
    /// # Errors
    /// [`StoreError::Driver`]; engines that only speak as `PostgreSQL` does may not tell.
    pub async fn link(&self) -> Result<Link, StoreError> {
        let Pool::Postgres(pool) = &self.pool else { return Ok(Link::Here) };
        let (here, encrypted): (bool, bool) = sqlx::query_as(
            "SELECT COALESCE(inet_server_addr() <<= CAST('127.0.0.0/8' AS inet) \
             OR inet_server_addr() = CAST('::1' AS inet), TRUE), \
             COALESCE((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), FALSE)",
        )
        .fetch_one(pool)
        .await?;
        Ok(match (encrypted, here) {
            (true, _) => Link::Encrypted,
            (false, true) => Link::Here,
            (false, false) => Link::Clear,
        })
    }

    /// What all imports did together, by dataset.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn import_sums(&self) -> Result<Vec<ImportSum>, StoreError> {
        let rows: Vec<(String, i64, i64, i64, i64)> = on!(self, pool => sqlx::query_as(
            "SELECT dataset, COUNT(*), CAST(SUM(rows_read) AS BIGINT), CAST(SUM(rows_added) AS BIGINT), \
             CAST(SUM(rows_changed) AS BIGINT) FROM import_batch GROUP BY dataset ORDER BY dataset",
        )
        .fetch_all(pool)
        .await?);
        rows.into_iter()
            .map(|(dataset, runs, read, added, changed)| {
                Ok(ImportSum {
                    dataset: dataset.parse().map_err(StoreError::inconsistent)?,
                    runs: runs.cast_unsigned(),
                    read: read.cast_unsigned(),
                    added: added.cast_unsigned(),
                    changed: changed.cast_unsigned(),
                })
            })
            .collect()
    }

    /// The newest registered day of each unit that isn't closed, by unit; `None` for one without any.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn newest_day_of_open_units(
        &self,
        today: NaiveDate,
    ) -> Result<Vec<(UnitCode, Option<NaiveDate>)>, StoreError> {
        let rows: Vec<(String, Option<NaiveDate>)> = on!(self, pool => sqlx::query_as(
            "SELECT u.code, (SELECT MAX(x.date) FROM registration AS x WHERE x.unit = u.code) AS date \
             FROM unit AS u WHERE (u.closed IS NULL OR u.closed > $1) AND (u.opened IS NULL OR u.opened <= $1) \
             ORDER BY u.code",
        )
        .bind(today)
        .fetch_all(pool)
        .await?);
        rows.into_iter()
            .map(|(unit, date)| Ok((unit.parse().map_err(StoreError::inconsistent)?, date)))
            .collect()
    }

    /// The newest time that stands in the database: of an import or a change by hand.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn newest_time(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        Ok(on!(self, pool => sqlx::query_scalar(
            "SELECT MAX(at) FROM (SELECT MAX(imported_at) AS at FROM import_batch \
             UNION ALL SELECT MAX(at) AS at FROM change_log) AS newest",
        )
        .fetch_one(pool)
        .await?))
    }
}
