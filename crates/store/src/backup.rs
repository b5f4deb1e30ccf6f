//! A copy of everything while the program serves, and back again, on either database.
//!
//! A backup is an `SQLite` file with the tables of the program, whichever database it was taken from: it restores on
//! both. It is one moment: what was committed before, whole, and nothing of what came after. Sessions, sign-ins
//! under way and failed ones, tokens and the addresses of feeds stand in it and don't come back: after a restore everybody signs in again.

mod cells;
mod shape;

use crate::bulk::Connection;
use crate::connect::Pool;
use crate::{Store, StoreError};
use cells::Insert;
use futures_core::Stream;
use shape::{Shape, TableShape};
use sqlx::{AssertSqlSafe, Executor as _};
use std::future::poll_fn;
use std::path::Path;
use std::pin::Pin;

/// What belongs to the moment alone; a token, or the address of a feed, that was taken away since must not count again.
const PASSING: [&str; 5] = ["session", "sign_in_attempt", "organisation_sign_in", "api_token", "feed"];

/// What people or files brought: a database without any of it is empty. Reference tables are the program's own.
const KEPT: [&str; 8] = [
    "account",
    "unit",
    "stay",
    "registration",
    "emergency_admission",
    "event",
    "change_log",
    "stay_register",
];

/// A table and the number of its rows.
pub type Copied = Vec<(String, u64)>;

/// Why a backup wasn't restored. The database is as it was.
#[derive(Debug, thiserror::Error)]
pub enum NotRestored {
    /// It isn't a database of this program.
    #[error("this is no backup of KADpuls")]
    NoBackup,
    /// A newer program wrote it.
    #[error(
        "a newer kadpuls wrote this backup: it has the migrations {0:?}, which this program doesn't know"
    )]
    Newer(Vec<i64>),
    /// The file is damaged.
    #[error("the backup is damaged: {0}")]
    Damaged(String),
    /// There are data already.
    #[error("the database isn't empty: there are rows in {0}")]
    NotEmpty(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for NotRestored {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl Store {
    /// Writes everything, as of one moment, to the file at `path`, which is empty or isn't there. Others read and write
    /// meanwhile.
    ///
    /// # Errors
    /// [`StoreError::Refused`] where migrations are missing on `PostgreSQL`, [`StoreError::Driver`]. What was written of
    /// the file is of no use then.
    pub async fn backup(&self, path: &Path) -> Result<Copied, StoreError> {
        let name = path
            .to_str()
            .ok_or_else(|| StoreError::Refused("the file's name must be valid UTF-8".to_owned()))?;
        match &self.pool {
            Pool::Sqlite(pool) => {
                sqlx::query("VACUUM INTO $1").bind(name).persistent(false).execute(pool).await?;
            }
            Pool::Postgres(pool) => {
                let state = self.migration_state().await?;
                if !state.missing.is_empty() || !state.unknown.is_empty() {
                    return Err(StoreError::Refused(
                        "the database isn't of this program's version: back it up with the kadpuls that wrote it"
                            .to_owned(),
                    ));
                }
                let copy = Self::open(&address(name)).await?;
                let Pool::Sqlite(file) = &copy.pool else {
                    return Err(StoreError::inconsistent("the copy is no file"));
                };
                let shape = Shape::read(file).await?;
                let mut from = pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
                let mut to = file.begin_with("BEGIN IMMEDIATE").await?;
                // What the migrations made of nothing.
                for table in shape.tables.iter().rev() {
                    to.execute(AssertSqlSafe(format!("DELETE FROM {}", table.name))).await?;
                }
                for table in &shape.tables {
                    let mut rows = sqlx::query(AssertSqlSafe(table.select())).fetch(&mut *from);
                    let mut insert = Insert::new(table, false);
                    while let Some(row) = next(&mut rows).await {
                        if insert.add(table.cells_of_postgres(&row?)?) {
                            insert.run_on_sqlite(&mut to).await?;
                        }
                    }
                    insert.run_on_sqlite(&mut to).await?;
                }
                to.commit().await?;
                from.commit().await?;
                copy.close().await;
            }
        }
        let copy = Self::open_as_is(&address(name)).await?;
        let faults = copy.integrity().await?;
        let counted = match &copy.pool {
            Pool::Sqlite(file) => Shape::read(file).await?.count(file).await?,
            Pool::Postgres(_) => Vec::new(),
        };
        copy.close().await;
        match faults.into_iter().next() {
            None => Ok(counted),
            Some(fault) => Err(StoreError::Inconsistent(fault)),
        }
    }

    /// Puts everything in the backup at `path` in place of what is here: whole, or not at all. The file is changed where
    /// an older program wrote it (it is brought up to date), so give a copy.
    ///
    /// # Errors
    /// [`NotRestored`].
    pub async fn restore(&self, path: &Path, replace: bool) -> Result<Copied, NotRestored> {
        let name = path
            .to_str()
            .ok_or_else(|| StoreError::Refused("the file's name must be valid UTF-8".to_owned()))?;
        checked(name).await?;
        let copy = Self::open(&address(name)).await?;
        let Pool::Sqlite(file) = &copy.pool else { return Err(NotRestored::NoBackup) };
        let shape = Shape::read(file).await?;
        let counted = shape.count(file).await?;

        let mut to = Connection::of(&self.pool).await?;
        if let Connection::Sqlite(c) = &mut to {
            sqlx::query("ATTACH DATABASE $1 AS copy").bind(name).execute(c).await?;
        }
        to.begin_writing().await?;
        if let Some(table) = first_kept(&mut to).await?.filter(|_| !replace) {
            return Err(NotRestored::NotEmpty(table));
        }
        let before = version(&mut to).await?;
        if matches!(to, Connection::Sqlite(_)) {
            to.run("PRAGMA defer_foreign_keys = ON".to_owned()).await?;
        }
        for table in shape.tables.iter().rev() {
            to.run(format!("DELETE FROM {}", table.name)).await?;
        }
        for table in shape.tables.iter().filter(|table| !PASSING.contains(&table.name.as_str())) {
            match &mut to {
                Connection::Sqlite(c) => {
                    let (name, columns) = (&table.name, table.columns());
                    let sql =
                        format!("INSERT INTO main.{name} ({columns}) SELECT {columns} FROM copy.{name}");
                    c.execute(AssertSqlSafe(sql)).await?;
                }
                Connection::Postgres(c) => {
                    let mut rows = sqlx::query(AssertSqlSafe(table.select())).fetch(file);
                    let mut insert = Insert::new(table, true);
                    while let Some(row) = next(&mut rows).await {
                        if insert.add(table.cells_of_sqlite(&row?)?) {
                            insert.run_on_postgres(c).await?;
                        }
                    }
                    insert.run_on_postgres(c).await?;
                    carry_numbers_on(c, table).await?;
                }
            }
        }
        // Who holds something of the former data sees that it is old, whatever version the backup had.
        let after = version(&mut to).await?;
        if after <= before {
            let more = before - after + 1;
            to.run(format!("UPDATE register_version SET changes = changes + {more} WHERE id = 1")).await?;
        }
        if self.notifies {
            to.run(crate::notify::TELL.to_owned()).await?;
        }
        to.commit().await?;
        to.close().await?;
        copy.close().await;
        Ok(counted.into_iter().filter(|(table, _)| !PASSING.contains(&table.as_str())).collect())
    }
}

/// Whether a file can be restored: looked at before anything of it is believed.
async fn checked(name: &str) -> Result<(), NotRestored> {
    let Ok(copy) = Store::open_as_is(&address(name)).await else { return Err(NotRestored::NoBackup) };
    let state = copy.migration_state().await?;
    let faults = copy.integrity().await;
    copy.close().await;
    if !state.missing.is_empty() && state.missing.first() == crate::migrations::numbers().next().as_ref() {
        return Err(NotRestored::NoBackup);
    }
    if !state.unknown.is_empty() {
        return Err(NotRestored::Newer(state.unknown));
    }
    match faults.map(|faults| faults.into_iter().next()) {
        Ok(None) => Ok(()),
        Ok(Some(fault)) => Err(NotRestored::Damaged(fault)),
        Err(error) => Err(NotRestored::Damaged(error.to_string())),
    }
}

/// A file's address; what has a meaning in addresses is written in percent.
fn address(path: &str) -> String {
    let path = path.replace('%', "%25").replace('?', "%3F").replace('#', "%23");
    format!("sqlite://{path}")
}

/// The first table with something that people or files brought.
async fn first_kept(to: &mut Connection) -> Result<Option<String>, StoreError> {
    for table in KEPT {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM {table})");
        let some: bool = to.scalar(sql).await?;
        if some {
            return Ok(Some(table.to_owned()));
        }
    }
    Ok(None)
}

async fn version(to: &mut Connection) -> Result<i64, StoreError> {
    to.scalar(crate::batches::VERSION.to_owned()).await
}

/// The next number that `PostgreSQL` gives comes after those that were brought.
async fn carry_numbers_on(c: &mut sqlx::PgConnection, table: &TableShape) -> Result<(), StoreError> {
    let name = &table.name;
    let numbered: Option<String> = sqlx::query_scalar(
        "SELECT CAST(column_name AS TEXT) FROM information_schema.columns \
         WHERE table_schema = current_schema() AND table_name = $1 AND is_identity = 'YES' ORDER BY 1",
    )
    .bind(name)
    .fetch_optional(&mut *c)
    .await?;
    if let Some(column) = numbered.filter(|column| shape::is_name(column)) {
        // It only grows: a restore that fails after this has used up numbers and nothing else.
        let sql = format!(
            "SELECT setval(s.name, GREATEST(nextval(s.name), (SELECT COALESCE(MAX({column}), 0) FROM {name}))) \
             FROM (SELECT pg_get_serial_sequence('{name}', '{column}') AS name) AS s"
        );
        c.execute(AssertSqlSafe(sql)).await?;
    }
    Ok(())
}

async fn next<S: Stream + ?Sized>(stream: &mut Pin<Box<S>>) -> Option<S::Item> {
    poll_fn(|context| stream.as_mut().poll_next(context)).await
}
