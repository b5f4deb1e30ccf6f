//! What was imported, by whom, and what it replaced.

use crate::from_row::from_row;
use crate::{ImportCounts, Store, StoreError, on};
use chrono::{DateTime, Utc};
use vocabulary::Dataset;

/// One import.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// Its number.
    pub id: i64,
    /// Dataset.
    pub dataset: Dataset,
    /// The file's name.
    pub file_name: String,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// When.
    pub imported_at: DateTime<Utc>,
    /// By whom.
    pub imported_by: String,
    /// What it did.
    pub counts: ImportCounts,
}

/// A row as it was before an import replaced it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupersededRow {
    /// The row's key, parts separated by `|`.
    pub row_key: String,
    /// The former values as JSON.
    pub old_row: String,
}
from_row!(SupersededRow: row_key, old_row);

struct BatchRow {
    id: i64,
    dataset: String,
    file_name: String,
    sha256: String,
    imported_at: DateTime<Utc>,
    imported_by: String,
    rows_read: i64,
    rows_added: i64,
    rows_changed: i64,
    rows_unchanged: i64,
}
from_row!(BatchRow: id, dataset, file_name, sha256, imported_at, imported_by, rows_read, rows_added, rows_changed, rows_unchanged);

impl BatchRow {
    fn batch(self) -> Result<Batch, StoreError> {
        Ok(Batch {
            id: self.id,
            dataset: self.dataset.parse().map_err(StoreError::inconsistent)?,
            file_name: self.file_name,
            sha256: self.sha256,
            imported_at: self.imported_at,
            imported_by: self.imported_by,
            counts: ImportCounts {
                read: self.rows_read.cast_unsigned(),
                added: self.rows_added.cast_unsigned(),
                changed: self.rows_changed.cast_unsigned(),
                unchanged: self.rows_unchanged.cast_unsigned(),
            },
        })
    }
}

/// See [`Store::version`].
pub(crate) const VERSION: &str = "SELECT CAST((SELECT COALESCE(MAX(id), 0) FROM import_batch) + \
     (SELECT MAX(changes) FROM register_version) AS BIGINT)";

impl Store {
    /// The newest `limit` imports, newest first; with `by` only what that person brought.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn batches(&self, limit: i64, by: Option<&str>) -> Result<Vec<Batch>, StoreError> {
        let rows: Vec<BatchRow> = on!(self, pool => sqlx::query_as(
            "SELECT id, dataset, file_name, sha256, imported_at, imported_by, \
             rows_read, rows_added, rows_changed, rows_unchanged \
             FROM import_batch WHERE $2 IS NULL OR imported_by = $2 ORDER BY id DESC LIMIT $1",
        )
        .bind(limit)
        .bind(by)
        .fetch_all(pool)
        .await?);
        rows.into_iter().map(BatchRow::batch).collect()
    }

    /// The newest import of each dataset, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn newest_batches(&self) -> Result<Vec<Batch>, StoreError> {
        let rows: Vec<BatchRow> = on!(self, pool => sqlx::query_as(
            "SELECT id, dataset, file_name, sha256, imported_at, imported_by, \
             rows_read, rows_added, rows_changed, rows_unchanged \
             FROM import_batch WHERE id IN (SELECT MAX(id) FROM import_batch GROUP BY dataset) ORDER BY id",
        )
        .fetch_all(pool)
        .await?);
        rows.into_iter().map(BatchRow::batch).collect()
    }

    /// What a batch replaced, by key.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn superseded_rows(&self, batch: i64) -> Result<Vec<SupersededRow>, StoreError> {
        Ok(on!(self, pool => sqlx::query_as(
            "SELECT row_key, old_row FROM superseded_row WHERE batch = $1 ORDER BY row_key, id",
        )
        .bind(batch)
        .fetch_all(pool)
        .await?))
    }

    /// The version of the data: grows with each import and with each change of a stay or a day; 0 in the
    /// beginning.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn version(&self) -> Result<i64, StoreError> {
        Ok(on!(self, pool => sqlx::query_scalar(VERSION)
        .fetch_one(pool)
        .await?))
    }

    /// The number of the newest import; 0 in the beginning.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn imported(&self) -> Result<i64, StoreError> {
        Ok(on!(self, pool => sqlx::query_scalar("SELECT COALESCE(MAX(id), 0) FROM import_batch")
        .fetch_one(pool)
        .await?))
    }

    /// Whether anything was brought by `by`.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn has_imports_by(&self, by: &str) -> Result<bool, StoreError> {
        Ok(on!(self, pool => sqlx::query_scalar(
            "SELECT EXISTS (SELECT id FROM import_batch WHERE imported_by = $1)",
        )
        .bind(by)
        .fetch_one(pool)
        .await?))
    }

    /// Whether a dataset has any row.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn has_rows(&self, dataset: Dataset) -> Result<bool, StoreError> {
        let sql = match dataset {
            Dataset::Municipalities => "SELECT EXISTS (SELECT number FROM municipality)",
            Dataset::BorderChanges => "SELECT EXISTS (SELECT from_number FROM border_change)",
            Dataset::Population => "SELECT EXISTS (SELECT municipality FROM population)",
            Dataset::Units => "SELECT EXISTS (SELECT code FROM unit)",
            Dataset::UnitMunicipalities => "SELECT EXISTS (SELECT unit FROM unit_municipality)",
            Dataset::Beds => "SELECT EXISTS (SELECT unit FROM beds)",
            Dataset::Registrations => "SELECT EXISTS (SELECT unit FROM registration)",
            Dataset::Stays => "SELECT EXISTS (SELECT unit FROM stay)",
            Dataset::EmergencyAdmissions => "SELECT EXISTS (SELECT municipality FROM emergency_admission)",
            Dataset::Events => "SELECT EXISTS (SELECT kind FROM event)",
        };
        Ok(on!(self, pool => sqlx::query_scalar(sql).fetch_one(pool).await?))
    }
}
