//! Views that accounts follow: a secret address each. The store holds a hash of the secret, never the secret.

use crate::accounts::{AccountRow, account, joined, units_of_account};
use crate::changes::record;
use crate::from_row::from_row;
use crate::tx::By;
use crate::{Account, Change, Store, StoreError, in_transaction, on};
use chrono::{DateTime, SubsecRound as _, Utc};

/// A followed view, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Its number.
    pub id: i64,
    /// Path and query of the view.
    pub address: String,
    /// What it was called when it was made.
    pub title: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When a reader last asked, to the hour or so.
    pub last_read_at: Option<DateTime<Utc>>,
}
from_row!(Feed: id, address, title, created_at, last_read_at);

/// A followed view and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedOf {
    /// The view.
    pub feed: Feed,
    /// The account.
    pub account: Account,
}

struct FeedOfRow {
    feed: i64,
    address: String,
    title: String,
    feed_created_at: DateTime<Utc>,
    last_read_at: Option<DateTime<Utc>>,
    account: AccountRow,
}
from_row!(FeedOfRow: feed, address, title, feed_created_at, last_read_at; account);

impl Store {
    /// The followed view with this hash and whose it is; `None` where there is none or the account is disabled.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn feed(&self, hash: &str) -> Result<Option<FeedOf>, StoreError> {
        let rows: Vec<FeedOfRow> = on!(self, pool => sqlx::query_as(concat!(
            "SELECT f.id AS feed, f.address, f.title, f.created_at AS feed_created_at, f.last_read_at, ",
            account!(), " FROM feed AS f JOIN account AS a ON a.id = f.account ", units_of_account!(),
            " WHERE f.hash = $1 AND NOT a.disabled ORDER BY u.unit"
        ))
        .bind(hash)
        .fetch_all(pool)
        .await?);
        let Some(first) = rows.first() else { return Ok(None) };
        let feed = Feed {
            id: first.feed,
            address: first.address.clone(),
            title: first.title.clone(),
            created_at: first.feed_created_at,
            last_read_at: first.last_read_at,
        };
        let account = joined(rows.into_iter().map(|row| row.account).collect())?.pop();
        Ok(account.map(|account| FeedOf { feed, account }))
    }

    /// The views that an account follows, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn feeds(&self, account: i64) -> Result<Vec<Feed>, StoreError> {
        Ok(on!(self, pool => sqlx::query_as(
            "SELECT id, address, title, created_at, last_read_at FROM feed WHERE account = $1 ORDER BY id DESC",
        )
        .bind(account)
        .fetch_all(pool)
        .await?))
    }

    /// Follows a view for an account; its number.
    ///
    /// # Errors
    /// [`StoreError::Constraint`] where the account isn't there; [`StoreError::Driver`].
    pub async fn add_feed(
        &self,
        account: i64,
        (address, title): (&str, &str),
        hash: &str,
        by: By<'_>,
    ) -> Result<i64, StoreError> {
        Ok(in_transaction!(self, tx => {
            let id: i64 = sqlx::query_scalar(
                "INSERT INTO feed (account, address, title, hash, created_at) VALUES ($1, $2, $3, $4, $5) \
                 RETURNING CAST(id AS BIGINT)",
            )
            .bind(account)
            .bind(address)
            .bind(title)
            .bind(hash)
            .bind(by.at.trunc_subsecs(0))
            .fetch_one(&mut *tx)
            .await?;
            let row = serde_json::json!({ "account": account, "label": title });
            let new_row = Some(row.to_string());
            record!(&mut *tx, Change { new_row, ..by.change("feed", id.to_string(), "made") });
            id
        }))
    }

    /// Notes that a followed view was read.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn touch_feed(&self, id: i64, now: DateTime<Utc>) -> Result<(), StoreError> {
        on!(self, pool => sqlx::query("UPDATE feed SET last_read_at = $2 WHERE id = $1")
            .bind(id)
            .bind(now.trunc_subsecs(0))
            .execute(pool)
            .await
            .map(drop)?);
        Ok(())
    }

    /// Ends a followed view of an account: its address is none any more. `false` where it has none of this number.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn remove_feed(&self, account: i64, id: i64, by: By<'_>) -> Result<bool, StoreError> {
        Ok(in_transaction!(self, tx => {
            let title: Option<String> =
                sqlx::query_scalar("DELETE FROM feed WHERE id = $1 AND account = $2 RETURNING title")
                    .bind(id)
                    .bind(account)
                    .fetch_optional(&mut *tx)
                    .await?;
            if let Some(title) = &title {
                let row = serde_json::json!({ "account": account, "label": title });
                let old_row = Some(row.to_string());
                record!(&mut *tx, Change { old_row, ..by.change("feed", id.to_string(), "struck") });
            }
            title.is_some()
        }))
    }
}
