//! A transaction in which people change stays and days, on either database.
//!
//! Its first statement writes the row of `register_version`: such transactions come one after another, none sees
//! another's half, and every server sees that its held data are old.

use crate::changes::record;
use crate::connect::Pool;
use crate::{Change, Store, StoreError};
use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, Postgres, Sqlite, Transaction};
use vocabulary::{Person, UnitCode};

/// Who changes something, and when.
#[derive(Debug, Clone, Copy)]
pub struct By<'a> {
    /// Whose account; `None` for the operator and the command line.
    pub account: Option<i64>,
    /// How the person is named in the trail.
    pub person: &'a str,
    /// When.
    pub at: DateTime<Utc>,
}

impl<'a> By<'a> {
    /// This person, now.
    pub fn of(person: &'a Person, at: DateTime<Utc>) -> Self {
        Self { account: person.account, person: &person.name, at }
    }
}

/// Why a change wasn't saved. Nothing is written then.
#[derive(Debug, thiserror::Error)]
pub enum Unsaved<T> {
    /// Somebody else saved first: what stands now.
    #[error("somebody else saved first")]
    Conflict(Box<T>),
    /// What was to be changed isn't there: struck out, or it never was.
    #[error("there is nothing to change")]
    Gone,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl<T> From<sqlx::Error> for Unsaved<T> {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

pub(crate) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// Runs one text in a transaction of either database: `in_tx!(tx, c => sqlx::query(…).execute(c).await?)`.
macro_rules! in_tx {
    ($tx:expr, $connection:ident => $body:expr) => {
        match &mut *$tx {
            $crate::tx::Tx::Sqlite(tx) => {
                let $connection = &mut **tx;
                $body
            }
            $crate::tx::Tx::Postgres(tx) => {
                let $connection = &mut **tx;
                $body
            }
        }
    };
}
pub(crate) use in_tx;

impl Store {
    /// Begins to change stays or days.
    pub(crate) async fn begin_change(&self) -> Result<Tx, StoreError> {
        let mut tx = match &self.pool {
            Pool::Sqlite(pool) => Tx::Sqlite(pool.begin().await?),
            Pool::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        };
        in_tx!(&mut tx, c => sqlx::query("UPDATE register_version SET changes = changes + 1 WHERE id = 1")
            .execute(c)
            .await
            .map(drop)?);
        if self.notifies {
            in_tx!(&mut tx, c => sqlx::query(crate::notify::TELL).execute(c).await.map(drop)?);
        }
        Ok(tx)
    }
}

impl Tx {
    /// Writes a change down.
    pub async fn record(&mut self, change: Change<'_>) -> Result<(), StoreError> {
        in_tx!(self, c => {
            record!(c, change);
        });
        Ok(())
    }

    pub async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    /// Runs statements whose `$1` is a month.
    pub async fn run_of_month(
        &mut self,
        statements: impl IntoIterator<Item = String>,
        month: i64,
    ) -> Result<(), StoreError> {
        for statement in statements {
            in_tx!(self, c => sqlx::query(AssertSqlSafe(statement)).bind(month).execute(c).await.map(drop)?);
        }
        Ok(())
    }

    /// Runs statements whose `$1` is a unit and, where `month` is given, whose `$2` is a month.
    pub async fn run_of_unit(
        &mut self,
        statements: impl IntoIterator<Item = String>,
        unit: &UnitCode,
        month: Option<i64>,
    ) -> Result<(), StoreError> {
        for statement in statements {
            in_tx!(self, c => {
                // Made of this program's own names alone.
                let query = sqlx::query(AssertSqlSafe(statement)).bind(unit.as_str());
                match month {
                    Some(month) => query.bind(month).execute(c).await.map(drop)?,
                    None => query.execute(c).await.map(drop)?,
                }
            });
        }
        Ok(())
    }
}
