//! What is deleted by age, once a day, by whichever server comes first.

use crate::changes::record;
use crate::tx::By;
use crate::{Change, Store, StoreError, in_transaction};
use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};

/// The row of `chore` that the servers' work is put in order by.
const CHORE: &str = "retention";
/// A little less than a day, so that it doesn't wander through it.
const BETWEEN: TimeDelta = TimeDelta::hours(23);
/// Failed sign-ins count for so long.
const ATTEMPTS_KEPT: TimeDelta = TimeDelta::hours(1);
/// A token that is over stands in its owner's list for so long.
const TOKENS_KEPT: TimeDelta = TimeDelta::days(30);

/// What is older goes; `None`: it is kept for good.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Keep {
    /// Trail and rows that a corrected file replaced, with who changed what.
    pub trail_since: Option<DateTime<Utc>>,
    /// Short codes of views.
    pub views_since: Option<DateTime<Utc>>,
}

/// How many rows went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Deleted {
    /// Sessions that were over.
    pub sessions: u64,
    /// Sign-ins at the organisation that never came back.
    pub sign_ins: u64,
    /// Names under which failed sign-ins were counted.
    pub attempts: u64,
    /// Tokens that were over.
    pub tokens: u64,
    /// Lines of the trail.
    pub changes: u64,
    /// Rows that a corrected file had replaced.
    pub superseded: u64,
    /// Short codes.
    pub views: u64,
}

impl Store {
    /// Deletes what is over or older than `keep` says: all of it or nothing, with a line in the trail where that was
    /// shortened. `None`: a server has done it today.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn delete_by_age(&self, keep: Keep, now: DateTime<Utc>) -> Result<Option<Deleted>, StoreError> {
        let now = now.trunc_subsecs(0);
        let gone = in_transaction!(self, tx => {
            // Of servers that come at once one waits here for the other, and finds it done.
            let mine = sqlx::query(
                "INSERT INTO chore (name, done_at) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE \
                 SET done_at = excluded.done_at WHERE chore.done_at <= $3",
            )
            .bind(CHORE)
            .bind(now)
            .bind(now - BETWEEN)
            .execute(&mut *tx)
            .await?
            .rows_affected();
            if mine == 0 {
                return Ok(None);
            }
            macro_rules! delete {
                ($sql:literal, $before:expr) => {
                    sqlx::query($sql).bind($before).execute(&mut *tx).await?.rows_affected()
                };
            }
            let mut gone = Deleted {
                sessions: delete!("DELETE FROM session WHERE expires_at <= $1", now),
                sign_ins: delete!("DELETE FROM organisation_sign_in WHERE expires_at <= $1", now),
                attempts: delete!("DELETE FROM sign_in_attempt WHERE last_at <= $1", now - ATTEMPTS_KEPT),
                tokens: delete!("DELETE FROM api_token WHERE expires_at <= $1", now - TOKENS_KEPT),
                ..Deleted::default()
            };
            if let Some(since) = keep.trail_since.map(|since| since.trunc_subsecs(0)) {
                gone.changes = delete!("DELETE FROM change_log WHERE at < $1", since);
                gone.superseded = delete!(
                    "DELETE FROM superseded_row WHERE batch IN (SELECT id FROM import_batch WHERE imported_at < $1)",
                    since
                );
                let rows = gone.changes + gone.superseded;
                if rows > 0 {
                    let by = By { account: None, person: "kadpuls", at: now };
                    let row = serde_json::json!({ "rows": rows, "before": since });
                    let old_row = Some(row.to_string());
                    record!(&mut *tx, Change { old_row, ..by.change("trail", String::new(), "shortened") });
                }
            }
            if let Some(since) = keep.views_since.map(|since| since.trunc_subsecs(0)) {
                gone.views = delete!("DELETE FROM saved_view WHERE created_at < $1", since);
            }
            gone
        });
        Ok(Some(gone))
    }
}
