//! Views of pages with the short codes that lead back to them.

use crate::from_row::from_row;
use crate::tx::By;
use crate::{Store, StoreError, on};
use chrono::{DateTime, SubsecRound as _, Utc};

/// A view with its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    /// What leads to it.
    pub code: String,
    /// Path and query.
    pub address: String,
    /// When it was first asked for.
    pub created_at: DateTime<Utc>,
    /// By whom.
    pub created_by: String,
}
from_row!(SavedView: code, address, created_at, created_by);

impl Store {
    /// The view of a code.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn saved_view(&self, code: &str) -> Result<Option<SavedView>, StoreError> {
        Ok(on!(self, pool => sqlx::query_as(
            "SELECT code, address, created_at, created_by FROM saved_view WHERE code = $1 ORDER BY code",
        )
        .bind(code)
        .fetch_optional(pool)
        .await?))
    }

    /// The code of an address; `None` where it has none.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn code_of_view(&self, address: &str) -> Result<Option<String>, StoreError> {
        Ok(on!(self, pool => sqlx::query_scalar(
            "SELECT code FROM saved_view WHERE address = $1 ORDER BY code",
        )
        .bind(address)
        .fetch_optional(pool)
        .await?))
    }

    /// Saves an address under a code where both are free and fewer than `most` are saved. `false`: nothing was saved.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn save_view(
        &self,
        code: &str,
        address: &str,
        most: i64,
        by: By<'_>,
    ) -> Result<bool, StoreError> {
        let at = by.at.trunc_subsecs(0);
        Ok(on!(self, pool => sqlx::query(
            "INSERT INTO saved_view (code, address, created_at, created_by) \
             SELECT $1, $2, $3, $4 WHERE (SELECT COUNT(*) FROM saved_view) < $5 ON CONFLICT DO NOTHING",
        )
        .bind(code)
        .bind(address)
        .bind(at)
        .bind(by.person)
        .bind(most)
        .execute(pool)
        .await?
        .rows_affected())
            == 1)
    }
}
