//! The trail of what people change by hand: one row per change, written in the same transaction as the change.

use crate::from_row::from_row;
use crate::tx::By;
use crate::{Store, StoreError, on};
use chrono::{DateTime, SubsecRound as _, Utc};
use vocabulary::UnitCode;

/// One change, as it is written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change<'a> {
    /// When.
    pub at: DateTime<Utc>,
    /// Whose account; `None` for the operator and the command line.
    pub account: Option<i64>,
    /// How the person is named.
    pub person: &'a str,
    /// What kind of thing: `stay`, `day`, `account`, …
    pub subject: &'static str,
    /// The unit whose trail it belongs to.
    pub unit: Option<&'a UnitCode>,
    /// Which one; parts separated by `|`.
    pub row_key: String,
    /// `made`, `changed`, `struck`, …
    pub action: &'static str,
    /// Why, from a closed list.
    pub reason: Option<&'static str>,
    /// JSON as it was.
    pub old_row: Option<String>,
    /// JSON as it became.
    pub new_row: Option<String>,
}

impl<'a> By<'a> {
    /// What this person does now to one thing; what else is known of it is filled in: `Change { unit, ..by.change(…) }`.
    pub(crate) fn change(self, subject: &'static str, row_key: String, action: &'static str) -> Change<'a> {
        Change {
            at: self.at.trunc_subsecs(0),
            account: self.account,
            person: self.person,
            subject,
            unit: None,
            row_key,
            action,
            reason: None,
            old_row: None,
            new_row: None,
        }
    }
}

/// One change, as it is read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedChange {
    /// Its number; later changes have higher ones.
    pub id: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Whose account.
    pub account: Option<i64>,
    /// How the person was named.
    pub person: String,
    /// What kind of thing.
    pub subject: String,
    /// The unit whose trail it belongs to.
    pub unit: Option<String>,
    /// Which one.
    pub row_key: String,
    /// What was done.
    pub action: String,
    /// Why.
    pub reason: Option<String>,
    /// JSON as it was.
    pub old_row: Option<String>,
    /// JSON as it became.
    pub new_row: Option<String>,
}
from_row!(RecordedChange: id, at, account, person, subject, unit, row_key, action, reason, old_row, new_row);

/// Writes a [`Change`] down on a connection or transaction of either database: `record!(&mut *tx, change)`.
macro_rules! record {
    ($connection:expr, $change:expr) => {{
        let change: $crate::Change<'_> = $change;
        sqlx::query(
            "INSERT INTO change_log \
             (at, account, person, subject, unit, row_key, action, reason, old_row, new_row) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(change.at)
        .bind(change.account)
        .bind(change.person)
        .bind(change.subject)
        .bind(change.unit.map(vocabulary::UnitCode::as_str))
        .bind(change.row_key)
        .bind(change.action)
        .bind(change.reason)
        .bind(change.old_row)
        .bind(change.new_row)
        .execute($connection)
        .await?
    }};
}
pub(crate) use record;

impl Store {
    /// Writes down that a file was taken out: its name, and `about` it as JSON.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn record_export(&self, file: &str, about: String, by: By<'_>) -> Result<(), StoreError> {
        let change =
            || Change { new_row: Some(about.clone()), ..by.change("export", file.to_owned(), "taken") };
        on!(self, pool => {
            record!(pool, change());
        });
        Ok(())
    }

    /// The newest `limit` changes before number `before` (`None`: from the newest), newest first; those of one
    /// unit, or all.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn changes(
        &self,
        unit: Option<&UnitCode>,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Vec<RecordedChange>, StoreError> {
        Ok(on!(self, pool => sqlx::query_as(
            "SELECT id, at, account, person, subject, unit, row_key, action, reason, old_row, new_row \
             FROM change_log WHERE ($1 IS NULL OR unit = $1) AND id < $2 ORDER BY id DESC LIMIT $3",
        )
        .bind(unit.map(UnitCode::as_str))
        .bind(before.unwrap_or(i64::MAX))
        .bind(limit)
        .fetch_all(pool)
        .await?))
    }

    /// Every change of one thing, newest first.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn changes_of(&self, subject: &str, row_key: &str) -> Result<Vec<RecordedChange>, StoreError> {
        Ok(on!(self, pool => sqlx::query_as(
            "SELECT id, at, account, person, subject, unit, row_key, action, reason, old_row, new_row \
             FROM change_log WHERE subject = $1 AND row_key = $2 ORDER BY id DESC",
        )
        .bind(subject)
        .bind(row_key)
        .fetch_all(pool)
        .await?))
    }
}
