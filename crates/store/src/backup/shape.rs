//! The tables of a backup as the file itself describes them: names, columns, and which table must come before which.

use crate::StoreError;
use crate::backup::Copied;
use sqlx::{AssertSqlSafe, SqlitePool};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Int,
    Float,
    Date,
    Time,
    Bool,
}

impl Kind {
    fn of(declared: &str) -> Result<Self, StoreError> {
        Ok(match declared {
            "TEXT" => Self::Text,
            "INTEGER" | "BIGINT" => Self::Int,
            "DOUBLE PRECISION" => Self::Float,
            "DATE" => Self::Date,
            "DATETIME" => Self::Time,
            "BOOLEAN" => Self::Bool,
            other => return Err(StoreError::inconsistent(format!("a column of type {other}"))),
        })
    }
}

#[derive(Debug)]
pub struct TableShape {
    pub name: String,
    pub fields: Vec<(String, Kind)>,
}

impl TableShape {
    pub fn columns(&self) -> String {
        let names: Vec<_> = self.fields.iter().map(|(name, _)| name.as_str()).collect();
        names.join(", ")
    }

    /// All rows, in the order of the columns: the same file for the same data.
    pub fn select(&self) -> String {
        let order: Vec<_> = (1..=self.fields.len().min(4)).map(|n| n.to_string()).collect();
        format!("SELECT {} FROM {} ORDER BY {}", self.columns(), self.name, order.join(", "))
    }
}

/// All tables, those first that others refer to.
#[derive(Debug)]
pub struct Shape {
    pub tables: Vec<TableShape>,
}

impl Shape {
    pub async fn read(file: &SqlitePool) -> Result<Self, StoreError> {
        let names: Vec<String> = sqlx::query_scalar(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
             AND name <> '_sqlx_migrations' ORDER BY name",
        )
        .fetch_all(file)
        .await?;
        let mut waiting = Vec::new();
        for name in names {
            let fields: Vec<(String, String)> =
                sqlx::query_as("SELECT name, type FROM pragma_table_info($1) ORDER BY cid")
                    .bind(&name)
                    .fetch_all(file)
                    .await?;
            let parents: Vec<String> =
                sqlx::query_scalar("SELECT DISTINCT \"table\" FROM pragma_foreign_key_list($1) ORDER BY 1")
                    .bind(&name)
                    .fetch_all(file)
                    .await?;
            // They go into statements: nothing but this program's own names may.
            if let Some(strange) =
                fields.iter().map(|(field, _)| field).chain([&name]).find(|name| !is_name(name))
            {
                return Err(StoreError::inconsistent(format!("the name {strange:?}")));
            }
            let fields = fields
                .into_iter()
                .map(|(field, declared)| Ok((field, Kind::of(&declared)?)))
                .collect::<Result<_, StoreError>>()?;
            waiting.push((TableShape { name, fields }, parents));
        }
        let mut tables: Vec<TableShape> = Vec::new();
        while !waiting.is_empty() {
            let ready = waiting.iter().position(|(table, parents)| {
                parents
                    .iter()
                    .all(|parent| *parent == table.name || tables.iter().any(|before| before.name == *parent))
            });
            let Some(ready) = ready else {
                return Err(StoreError::inconsistent("tables that refer to each other"));
            };
            tables.push(waiting.remove(ready).0);
        }
        Ok(Self { tables })
    }

    /// The rows of each table.
    pub async fn count(&self, file: &SqlitePool) -> Result<Copied, StoreError> {
        let mut counted = Vec::new();
        for table in &self.tables {
            let sql = format!("SELECT COUNT(*) FROM {}", table.name);
            let rows: i64 = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(file).await?;
            counted.push((table.name.clone(), rows.cast_unsigned()));
        }
        Ok(counted)
    }
}

/// Whether it is a name as the migrations give them.
pub fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}
