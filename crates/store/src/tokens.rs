//! Tokens: what programs sign in with, as an account. The store holds a hash of a token, never the token.

use crate::accounts::{AccountRow, account, joined, units_of_account};
use crate::changes::record;
use crate::from_row::from_row;
use crate::tx::By;
use crate::{Account, Change, Store, StoreError, in_transaction, on};
use chrono::{DateTime, SubsecRound as _, Utc};

/// A token, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its number.
    pub id: i64,
    /// Which program it is for.
    pub label: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// From when on it doesn't count.
    pub expires_at: DateTime<Utc>,
    /// When it was last used, to the minute or so.
    pub last_used_at: Option<DateTime<Utc>>,
}
from_row!(Token: id, label, created_at, expires_at, last_used_at);

/// A token and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenOf {
    /// The token.
    pub token: Token,
    /// The account.
    pub account: Account,
}

struct TokenOfRow {
    token: i64,
    label: String,
    token_created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    last_used_at: Option<DateTime<Utc>>,
    account: AccountRow,
}
from_row!(TokenOfRow: token, label, token_created_at, expires_at, last_used_at; account);

impl Store {
    /// The token with this hash, expired or not, and whose it is; `None` where the account is disabled.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn token(&self, hash: &str) -> Result<Option<TokenOf>, StoreError> {
        let rows: Vec<TokenOfRow> = on!(self, pool => sqlx::query_as(concat!(
            "SELECT t.id AS token, t.label, t.created_at AS token_created_at, t.expires_at, t.last_used_at, ",
            account!(), " FROM api_token AS t JOIN account AS a ON a.id = t.account ", units_of_account!(),
            " WHERE t.hash = $1 AND NOT a.disabled ORDER BY u.unit"
        ))
        .bind(hash)
        .fetch_all(pool)
        .await?);
        let Some(first) = rows.first() else { return Ok(None) };
        let token = Token {
            id: first.token,
            label: first.label.clone(),
            created_at: first.token_created_at,
            expires_at: first.expires_at,
            last_used_at: first.last_used_at,
        };
        let account = joined(rows.into_iter().map(|row| row.account).collect())?.pop();
        Ok(account.map(|account| TokenOf { token, account }))
    }

    /// The tokens of an account, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn tokens(&self, account: i64) -> Result<Vec<Token>, StoreError> {
        Ok(on!(self, pool => sqlx::query_as(
            "SELECT id, label, created_at, expires_at, last_used_at FROM api_token WHERE account = $1 \
             ORDER BY id DESC",
        )
        .bind(account)
        .fetch_all(pool)
        .await?))
    }

    /// Adds a token to an account; its number.
    ///
    /// # Errors
    /// [`StoreError::Constraint`] where the account isn't there; [`StoreError::Driver`].
    pub async fn add_token(
        &self,
        account: i64,
        label: &str,
        hash: &str,
        expires_at: DateTime<Utc>,
        by: By<'_>,
    ) -> Result<i64, StoreError> {
        let expires_at = expires_at.trunc_subsecs(0);
        Ok(in_transaction!(self, tx => {
            let id: i64 = sqlx::query_scalar(
                "INSERT INTO api_token (account, label, hash, created_at, expires_at) \
                 VALUES ($1, $2, $3, $4, $5) RETURNING CAST(id AS BIGINT)",
            )
            .bind(account)
            .bind(label)
            .bind(hash)
            .bind(by.at.trunc_subsecs(0))
            .bind(expires_at)
            .fetch_one(&mut *tx)
            .await?;
            let row = serde_json::json!({ "account": account, "label": label, "expires_at": expires_at });
            let new_row = Some(row.to_string());
            record!(&mut *tx, Change { new_row, ..by.change("token", id.to_string(), "made") });
            id
        }))
    }

    /// Notes that a token was used.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn touch_token(&self, id: i64, now: DateTime<Utc>) -> Result<(), StoreError> {
        on!(self, pool => sqlx::query("UPDATE api_token SET last_used_at = $2 WHERE id = $1")
            .bind(id)
            .bind(now.trunc_subsecs(0))
            .execute(pool)
            .await
            .map(drop)?);
        Ok(())
    }

    /// Takes a token of an account away. `false` where it has none of this number.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn remove_token(&self, account: i64, id: i64, by: By<'_>) -> Result<bool, StoreError> {
        Ok(in_transaction!(self, tx => {
            let label: Option<String> =
                sqlx::query_scalar("DELETE FROM api_token WHERE id = $1 AND account = $2 RETURNING label")
                    .bind(id)
                    .bind(account)
                    .fetch_optional(&mut *tx)
                    .await?;
            if let Some(label) = &label {
                let row = serde_json::json!({ "account": account, "label": label });
                let old_row = Some(row.to_string());
                record!(&mut *tx, Change { old_row, ..by.change("token", id.to_string(), "struck") });
            }
            label.is_some()
        }))
    }
}
