//! Reports that people put together. What stands in one is text to the store; the row's version tells two writers apart.

use crate::changes::record;
use crate::from_row::from_row;
use crate::tx::{By, Unsaved};
use crate::{Change, Store, StoreError, in_transaction, on};
use chrono::{DateTime, SubsecRound as _, Utc};

/// A report as it is saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedReport {
    /// Its address.
    pub code: String,
    /// Who may change it.
    pub account: i64,
    /// What it is called.
    pub title: String,
    /// Period and parts, as JSON.
    pub content: String,
    /// Counts changes.
    pub version: i64,
    /// When it was last changed.
    pub changed_at: DateTime<Utc>,
}
from_row!(SavedReport: code, account, title, content, version, changed_at);

fn json(title: &str, content: &str) -> String {
    let content: serde_json::Value = serde_json::from_str(content).unwrap_or_default();
    serde_json::json!({ "title": title, "content": content }).to_string()
}

impl Store {
    /// The report of a code.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn saved_report(&self, code: &str) -> Result<Option<SavedReport>, StoreError> {
        Ok(on!(self, pool => sqlx::query_as(
            "SELECT code, account, title, content, version, changed_at FROM report WHERE code = $1 ORDER BY code",
        )
        .bind(code)
        .fetch_optional(pool)
        .await?))
    }

    /// The reports of an account, the last changed first.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn saved_reports(&self, account: i64) -> Result<Vec<SavedReport>, StoreError> {
        Ok(on!(self, pool => sqlx::query_as(
            "SELECT code, account, title, content, version, changed_at FROM report WHERE account = $1 \
             ORDER BY changed_at DESC, code",
        )
        .bind(account)
        .fetch_all(pool)
        .await?))
    }

    /// Saves a new report of an account that has fewer than `most`. `false`: it has as many, and nothing is saved.
    ///
    /// # Errors
    /// [`StoreError::Constraint`] where the code is taken or the account isn't there; [`StoreError::Driver`].
    pub async fn add_report(
        &self,
        code: &str,
        account: i64,
        (title, content): (&str, &str),
        most: i64,
        by: By<'_>,
    ) -> Result<bool, StoreError> {
        Ok(in_transaction!(self, tx => {
            let added = sqlx::query(
                "INSERT INTO report (code, account, title, content, version, created_at, changed_at) \
                 SELECT $1, $2, $3, $4, 1, $5, $5 WHERE (SELECT COUNT(*) FROM report WHERE account = $2) < $6",
            )
            .bind(code)
            .bind(account)
            .bind(title)
            .bind(content)
            .bind(by.at.trunc_subsecs(0))
            .bind(most)
            .execute(&mut *tx)
            .await?
            .rows_affected() == 1;
            if added {
                let new_row = Some(json(title, content));
                record!(&mut *tx, Change { new_row, ..by.change("report", code.to_owned(), "made") });
            }
            added
        }))
    }

    /// Gives a report another title and content, if it is as it was at `version`.
    ///
    /// # Errors
    /// [`Unsaved::Conflict`] with what stands now, [`Unsaved::Gone`], [`Unsaved::Store`].
    pub async fn change_report(
        &self,
        code: &str,
        version: i64,
        (title, content): (&str, &str),
        by: By<'_>,
    ) -> Result<(), Unsaved<SavedReport>> {
        let old = self.saved_report(code).await?.ok_or(Unsaved::Gone)?;
        if old.version != version {
            return Err(Unsaved::Conflict(Box::new(old)));
        }
        if (old.title.as_str(), old.content.as_str()) == (title, content) {
            return Ok(());
        }
        let changed: bool = in_transaction!(self, tx => {
            let changed = sqlx::query(
                "UPDATE report SET title = $3, content = $4, version = version + 1, changed_at = $5 \
                 WHERE code = $1 AND version = $2",
            )
            .bind(code)
            .bind(version)
            .bind(title)
            .bind(content)
            .bind(by.at.trunc_subsecs(0))
            .execute(&mut *tx)
            .await?
            .rows_affected() == 1;
            if changed {
                let (old_row, new_row) = (Some(json(&old.title, &old.content)), Some(json(title, content)));
                record!(&mut *tx, Change { old_row, new_row, ..by.change("report", code.to_owned(), "changed") });
            }
            changed
        });
        if changed {
            return Ok(());
        }
        // Somebody was quicker, between the look and the change.
        Err(self.saved_report(code).await?.map_or(Unsaved::Gone, |now| Unsaved::Conflict(Box::new(now))))
    }

    /// Strikes a report out; the trail keeps it. `false` where it isn't there.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn strike_report(&self, code: &str, by: By<'_>) -> Result<bool, StoreError> {
        let Some(old) = self.saved_report(code).await? else { return Ok(false) };
        Ok(in_transaction!(self, tx => {
            let gone = sqlx::query("DELETE FROM report WHERE code = $1")
                .bind(code)
                .execute(&mut *tx)
                .await?
                .rows_affected() == 1;
            if gone {
                let old_row = Some(json(&old.title, &old.content));
                record!(&mut *tx, Change { old_row, ..by.change("report", code.to_owned(), "struck") });
            }
            gone
        }))
    }
}
