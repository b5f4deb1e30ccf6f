//! Sessions: which browser is signed in as whom. The store holds a hash of what the cookie says, never the
//! cookie; and it counts sign-ins that failed, under names that are hashes too.

use crate::accounts::{AccountRow, account, joined, units_of_account};
use crate::changes::record;
use crate::from_row::from_row;
use crate::tx::By;
use crate::{Account, Change, Store, StoreError, in_transaction, on};
use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};

/// A browser that is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its number.
    pub id: i64,
    /// When it signed in.
    pub created_at: DateTime<Utc>,
    /// When it was last heard of, to the minute or so.
    pub last_seen_at: DateTime<Utc>,
    /// When it ends at the latest.
    pub expires_at: DateTime<Utc>,
}
from_row!(Session: id, created_at, last_seen_at, expires_at);

/// A session and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The session.
    pub session: Session,
    /// The account.
    pub account: Account,
}

impl Session {
    /// Whether it still counts at `now`, when one that nobody used for `idle` doesn't.
    pub fn is_alive(&self, now: DateTime<Utc>, idle: TimeDelta) -> bool {
        now < self.expires_at && now - self.last_seen_at < idle
    }
}

/// Sign-ins that failed in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempts {
    /// How many.
    pub failures: i64,
    /// When the last one was.
    pub last_at: DateTime<Utc>,
}
from_row!(Attempts: failures, last_at);

struct SignedInRow {
    session: i64,
    session_created_at: DateTime<Utc>,
    last_seen_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    account: AccountRow,
}
from_row!(SignedInRow: session, session_created_at, last_seen_at, expires_at; account);

impl Store {
    /// The session with this hash, alive or not, and whose it is; `None` where the account is disabled.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn session(&self, hash: &str) -> Result<Option<SignedIn>, StoreError> {
        let rows: Vec<SignedInRow> = on!(self, pool => sqlx::query_as(concat!(
            "SELECT s.id AS session, s.created_at AS session_created_at, s.last_seen_at, s.expires_at, ",
            account!(), " FROM session AS s JOIN account AS a ON a.id = s.account ", units_of_account!(),
            " WHERE s.hash = $1 AND NOT a.disabled ORDER BY u.unit"
        ))
        .bind(hash)
        .fetch_all(pool)
        .await?);
        let Some(first) = rows.first() else { return Ok(None) };
        let session = Session {
            id: first.session,
            created_at: first.session_created_at,
            last_seen_at: first.last_seen_at,
            expires_at: first.expires_at,
        };
        let account = joined(rows.into_iter().map(|row| row.account).collect())?.pop();
        Ok(account.map(|account| SignedIn { session, account }))
    }

    /// Opens a session, and clears away those of everybody that are over.
    ///
    /// # Errors
    /// [`StoreError::Constraint`] where the account isn't there; [`StoreError::Driver`].
    pub async fn open_session(
        &self,
        hash: &str,
        account: i64,
        now: DateTime<Utc>,
        expires_at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let now = now.trunc_subsecs(0);
        in_transaction!(self, tx => {
            sqlx::query("DELETE FROM session WHERE expires_at <= $1").bind(now).execute(&mut *tx).await?;
            sqlx::query(
                "INSERT INTO session (hash, account, created_at, last_seen_at, expires_at) \
                 VALUES ($1, $2, $3, $3, $4)",
            )
            .bind(hash)
            .bind(account)
            .bind(now)
            .bind(expires_at.trunc_subsecs(0))
            .execute(&mut *tx)
            .await?;
        });
        Ok(())
    }

    /// Notes that a session was heard of.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn touch_session(&self, id: i64, now: DateTime<Utc>) -> Result<(), StoreError> {
        on!(self, pool => sqlx::query("UPDATE session SET last_seen_at = $2 WHERE id = $1")
            .bind(id)
            .bind(now.trunc_subsecs(0))
            .execute(pool)
            .await
            .map(drop)?);
        Ok(())
    }

    /// Ends one session.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn end_session(&self, hash: &str) -> Result<(), StoreError> {
        on!(self, pool => sqlx::query("DELETE FROM session WHERE hash = $1")
            .bind(hash)
            .execute(pool)
            .await
            .map(drop)?);
        Ok(())
    }

    /// Ends every session of an account; how many there were.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn end_sessions(&self, account: i64) -> Result<u64, StoreError> {
        Ok(on!(self, pool => sqlx::query("DELETE FROM session WHERE account = $1")
            .bind(account)
            .execute(pool)
            .await?
            .rows_affected()))
    }

    /// Ends all that lets somebody in as this account without its password: sessions, and with a line each in the
    /// trail tokens and the addresses of feeds.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn end_all_access(&self, account: i64, by: By<'_>) -> Result<(), StoreError> {
        in_transaction!(self, tx => {
            sqlx::query("DELETE FROM session WHERE account = $1").bind(account).execute(&mut *tx).await?;
            let tokens: Vec<(i64, String)> = sqlx::query_as(
                "DELETE FROM api_token WHERE account = $1 RETURNING CAST(id AS BIGINT), label",
            )
            .bind(account)
            .fetch_all(&mut *tx)
            .await?;
            let feeds: Vec<(i64, String)> = sqlx::query_as(
                "DELETE FROM feed WHERE account = $1 RETURNING CAST(id AS BIGINT), title",
            )
            .bind(account)
            .fetch_all(&mut *tx)
            .await?;
            for (subject, ended) in [("token", tokens), ("feed", feeds)] {
                for (id, label) in ended {
                    let row = serde_json::json!({ "account": account, "label": label });
                    let old_row = Some(row.to_string());
                    record!(&mut *tx, Change { old_row, ..by.change(subject, id.to_string(), "struck") });
                }
            }
        });
        Ok(())
    }

    /// The sessions of an account, the one used last first.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn sessions(&self, account: i64) -> Result<Vec<Session>, StoreError> {
        Ok(on!(self, pool => sqlx::query_as(
            "SELECT id, created_at, last_seen_at, expires_at FROM session WHERE account = $1 \
             ORDER BY last_seen_at DESC, id DESC",
        )
        .bind(account)
        .fetch_all(pool)
        .await?))
    }

    /// The failures under a name since `since`; an older row counts as none.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn attempts(
        &self,
        subject: &str,
        since: DateTime<Utc>,
    ) -> Result<Option<Attempts>, StoreError> {
        Ok(on!(self, pool => sqlx::query_as(
            "SELECT failures, last_at FROM sign_in_attempt WHERE subject = $1 AND last_at > $2 ORDER BY subject",
        )
        .bind(subject)
        .bind(since.trunc_subsecs(0))
        .fetch_optional(pool)
        .await?))
    }

    /// Counts one more failure under each name, and says how many there are now; those before `since` are
    /// forgotten, everybody's.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn count_failure(
        &self,
        subjects: &[&str],
        now: DateTime<Utc>,
        since: DateTime<Utc>,
    ) -> Result<Vec<i64>, StoreError> {
        let mut counts = Vec::with_capacity(subjects.len());
        in_transaction!(self, tx => {
            sqlx::query("DELETE FROM sign_in_attempt WHERE last_at <= $1")
                .bind(since.trunc_subsecs(0))
                .execute(&mut *tx)
                .await?;
            for subject in subjects {
                let count: i64 = sqlx::query_scalar(
                    "INSERT INTO sign_in_attempt (subject, failures, last_at) VALUES ($1, 1, $2) \
                     ON CONFLICT (subject) DO UPDATE SET \
                     failures = sign_in_attempt.failures + 1, last_at = excluded.last_at \
                     RETURNING CAST(failures AS BIGINT)",
                )
                .bind(*subject)
                .bind(now.trunc_subsecs(0))
                .fetch_one(&mut *tx)
                .await?;
                counts.push(count);
            }
        });
        Ok(counts)
    }

    /// Takes one failure under each name back.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn take_failure_back(&self, subjects: &[&String]) -> Result<(), StoreError> {
        in_transaction!(self, tx => {
            for subject in subjects {
                sqlx::query("UPDATE sign_in_attempt SET failures = failures - 1 WHERE subject = $1 AND failures > 0")
                    .bind(*subject)
                    .execute(&mut *tx)
                    .await?;
            }
        });
        Ok(())
    }

    /// Forgets the failures under a name.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn forget_failures(&self, subject: &str) -> Result<(), StoreError> {
        on!(self, pool => sqlx::query("DELETE FROM sign_in_attempt WHERE subject = $1")
            .bind(subject)
            .execute(pool)
            .await
            .map(drop)?);
        Ok(())
    }
}
