//! Taking rows in: whole or not at all, the same again changes nothing, what is replaced leaves a trace.
//!
//! Rows go to a temporary table first and are merged in one transaction at the end, so that a long import
//! holds `SQLite`'s write lock only briefly. Into an empty table they go directly. Dropping an [`Import`]
//! before [`Import::finish`] leaves the database as it was.

use crate::bulk::Connection;
use crate::tables::{Record, Table};
use crate::{Store, StoreError, rollup};
use chrono::{DateTime, SubsecRound, Utc};
use vocabulary::{Dataset, Rows};

/// Where an import came from.
#[derive(Debug, Clone)]
pub struct Provenance {
    /// The file's name, without its folder.
    pub file_name: String,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// When it was taken in.
    pub imported_at: DateTime<Utc>,
    /// By whom.
    pub imported_by: String,
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct ImportCounts {
    /// Rows in the file (for single admissions: counted groups).
    pub read: u64,
    /// New rows.
    pub added: u64,
    /// Rows that replaced another version of themselves.
    pub changed: u64,
    /// Rows that were there already.
    pub unchanged: u64,
}

/// An import under way.
pub struct Import {
    connection: Connection,
    dataset: Dataset,
    table: Table,
    direct: bool,
    read: u64,
    /// Others are to hear of it.
    tell: bool,
}

/// Runs `$body` with the records of `$rows`, whatever their type.
macro_rules! with_records {
    ($rows:expr, $records:ident => $body:expr) => {
        match $rows {
            Rows::Municipalities($records) => $body,
            Rows::BorderChanges($records) => $body,
            Rows::Population($records) => $body,
            Rows::Units($records) => $body,
            Rows::UnitMunicipalities($records) => $body,
            Rows::Beds($records) => $body,
            Rows::Registrations($records) => $body,
            Rows::Stays($records) => $body,
            Rows::EmergencyAdmissions($records) => $body,
            Rows::Events($records) => $body,
        }
    };
}

fn table_of(dataset: Dataset) -> Table {
    match dataset {
        Dataset::Municipalities => vocabulary::Municipality::TABLE,
        Dataset::BorderChanges => vocabulary::BorderChange::TABLE,
        Dataset::Population => vocabulary::Population::TABLE,
        Dataset::Units => vocabulary::Unit::TABLE,
        Dataset::UnitMunicipalities => vocabulary::UnitMunicipality::TABLE,
        Dataset::Beds => vocabulary::Beds::TABLE,
        Dataset::Registrations => vocabulary::Registration::TABLE,
        Dataset::Stays => vocabulary::Stay::TABLE,
        Dataset::EmergencyAdmissions => vocabulary::EmergencyAdmissions::TABLE,
        Dataset::Events => vocabulary::Event::TABLE,
    }
}

impl Store {
    /// Starts an import of one dataset.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn begin_import(&self, dataset: Dataset) -> Result<Import, StoreError> {
        let table = table_of(dataset);
        let mut connection = Connection::of(&self.pool).await?;
        let mut direct = !self.has_rows(dataset).await?;
        if direct {
            connection.begin_writing().await?;
            // Another server may have begun as early, and be through by now.
            direct =
                !connection.scalar::<bool>(format!("SELECT EXISTS (SELECT 1 FROM {})", table.name)).await?;
            if !direct {
                connection.run("ROLLBACK".to_owned()).await?;
            }
        }
        let mut import = Import { connection, dataset, table, direct, read: 0, tell: self.notifies };
        if !import.direct {
            let columns: Vec<_> = import.table.columns().collect();
            let (columns, name) = (columns.join(", "), import.table.name);
            let sql = format!("CREATE TEMP TABLE incoming AS SELECT {columns} FROM {name} WHERE 1 = 0");
            import.connection.run(sql).await?;
            // Only the temporary table is written until `finish`.
            import.connection.run("BEGIN".to_owned()).await?;
        }
        Ok(import)
    }

    /// Starts an import into an empty table; `None` where there are rows. Of several servers that start at once, one gets
    /// it and the others wait until it is done.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn begin_first_import(&self, dataset: Dataset) -> Result<Option<Import>, StoreError> {
        let import = self.begin_import(dataset).await?;
        if import.direct {
            return Ok(Some(import));
        }
        import.abandon().await?;
        Ok(None)
    }
}

impl Import {
    /// Takes rows in.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for rows of another dataset, [`StoreError::Constraint`], [`StoreError::Driver`].
    pub async fn add(&mut self, rows: &Rows) -> Result<(), StoreError> {
        if rows.dataset() != self.dataset {
            return Err(StoreError::Refused(format!(
                "rows of {} in an import of {}",
                rows.dataset(),
                self.dataset
            )));
        }
        let target = if self.direct { self.table.name } else { "incoming" };
        with_records!(rows, records => {
            self.read += records.len() as u64;
            self.connection.insert(target, records).await
        })
    }

    /// Merges what came in, makes the monthly sums anew and commits.
    ///
    /// # Errors
    /// [`StoreError::Constraint`], [`StoreError::Driver`]; nothing is written then.
    pub async fn finish(mut self, provenance: &Provenance) -> Result<ImportCounts, StoreError> {
        let mut counts = ImportCounts { read: self.read, added: self.read, changed: 0, unchanged: 0 };
        if !self.direct {
            self.connection.commit().await?;
            self.connection.begin_writing().await?;
        }
        let batch = self.insert_batch(provenance).await?;
        if !self.direct {
            counts.changed = self.connection.run(self.trace_statement(batch)).await?;
            let touched = self.connection.run(self.merge_statement()).await?;
            counts.added = touched.saturating_sub(counts.changed);
            counts.unchanged = counts.read.saturating_sub(touched);
        }
        self.count_batch(batch, counts).await?;
        for statement in rollup::statements(self.dataset, self.direct) {
            self.connection.run(statement).await?;
        }
        if self.tell {
            self.connection.run(crate::notify::TELL.to_owned()).await?;
        }
        self.connection.commit().await?;
        self.connection.close().await?;
        Ok(counts)
    }

    /// Gives up: the database stays as it was, and what the import wrote on its way is cleared away.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn abandon(mut self) -> Result<(), StoreError> {
        self.connection.run("ROLLBACK".to_owned()).await?;
        self.connection.close().await
    }

    async fn insert_batch(&mut self, provenance: &Provenance) -> Result<i64, StoreError> {
        macro_rules! insert {
            ($connection:expr) => {
                sqlx::query_scalar::<_, i64>(
                    "INSERT INTO import_batch (dataset, file_name, sha256, imported_at, imported_by, \
                     rows_read, rows_added, rows_changed, rows_unchanged) \
                     VALUES ($1, $2, $3, $4, $5, 0, 0, 0, 0) RETURNING CAST(id AS BIGINT)",
                )
                .bind(self.dataset.code())
                .bind(&provenance.file_name)
                .bind(&provenance.sha256)
                .bind(provenance.imported_at.trunc_subsecs(0))
                .bind(&provenance.imported_by)
                .fetch_one($connection)
                .await?
            };
        }
        Ok(match &mut self.connection {
            Connection::Sqlite(c) => insert!(c),
            Connection::Postgres(c) => insert!(c),
        })
    }

    async fn count_batch(&mut self, batch: i64, counts: ImportCounts) -> Result<(), StoreError> {
        macro_rules! update {
            ($connection:expr) => {
                sqlx::query(
                    "UPDATE import_batch SET rows_read = $2, rows_added = $3, rows_changed = $4, \
                     rows_unchanged = $5 WHERE id = $1",
                )
                .bind(batch)
                .bind(counts.read as i64)
                .bind(counts.added as i64)
                .bind(counts.changed as i64)
                .bind(counts.unchanged as i64)
                .execute($connection)
                .await
                .map(drop)?
            };
        }
        match &mut self.connection {
            Connection::Sqlite(c) => update!(c),
            Connection::Postgres(c) => update!(c),
        }
        Ok(())
    }

    /// `a.x IS DISTINCT FROM b.x OR …` over the columns that aren't the key.
    fn differs(&self, left: &str, right: &str) -> String {
        let column = |c: &&str| format!("{left}.{c} IS DISTINCT FROM {right}.{c}");
        self.table.values.iter().map(column).collect::<Vec<_>>().join(" OR ")
    }

    /// Keeps the rows that are about to be replaced.
    fn trace_statement(&self, batch: i64) -> String {
        let Table { name, key, values } = &self.table;
        let row_key: Vec<_> = key.iter().map(|c| format!("CAST(t.{c} AS TEXT)")).collect();
        let pairs: Vec<_> = values.iter().map(|c| format!("'{c}', t.{c}")).collect();
        let matches: Vec<_> = key.iter().map(|c| format!("i.{c} = t.{c}")).collect();
        format!(
            "INSERT INTO superseded_row (batch, dataset, row_key, old_row) \
             SELECT {batch}, '{}', {}, CAST({}({}) AS TEXT) \
             FROM {name} AS t JOIN incoming AS i ON {} WHERE {} ORDER BY 3",
            self.dataset.code(),
            row_key.join(" || '|' || "),
            self.connection.json_object(),
            pairs.join(", "),
            matches.join(" AND "),
            self.differs("t", "i"),
        )
    }

    /// Adds what is new and replaces what differs.
    fn merge_statement(&self) -> String {
        let Table { name, key, values } = &self.table;
        let columns: Vec<_> = self.table.columns().collect();
        let columns = columns.join(", ");
        let sets: Vec<_> = values.iter().map(|c| format!("{c} = excluded.{c}")).collect();
        format!(
            "INSERT INTO {name} ({columns}) SELECT {columns} FROM incoming WHERE TRUE \
             ON CONFLICT ({}) DO UPDATE SET {}{} WHERE {}",
            key.join(", "),
            sets.join(", "),
            // Who has the row before her sees that it is another one now.
            match *name {
                "stay" => ", version = stay.version + 1, by_hand = FALSE",
                "registration" => {
                    ", version = registration.version + 1, source = 'fil', bed_minutes = NULL, lent_by_hand = FALSE"
                }
                _ => "",
            },
            self.differs(name, "excluded"),
        )
    }
}
