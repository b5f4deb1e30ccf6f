//! Many rows in few statements, on a connection of its own.
//!
//! The statements are put together from the constant names in `tables.rs` and nothing else: the one place
//! where SQL isn't a literal.

use crate::StoreError;
use crate::connect::Pool;
use crate::tables::{Record, Value};
use sqlx::postgres::{PgArguments, PgConnection};
use sqlx::sqlite::{SqliteArguments, SqliteConnection};
use sqlx::{Arguments, AssertSqlSafe, Connection as _, Executor};

/// `SQLite` takes 32 766 values in one statement; `PostgreSQL` takes 65 535.
const MOST_VALUES: usize = 32_000;
/// Longer statements gain nothing.
const MOST_ROWS: usize = 400;

/// A connection that no one else uses. Dropping it closes it, which undoes whatever wasn't committed.
pub(crate) enum Connection {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Connection {
    pub async fn of(pool: &Pool) -> Result<Self, StoreError> {
        Ok(match pool {
            Pool::Sqlite(pool) => Self::Sqlite(pool.acquire().await?.detach()),
            Pool::Postgres(pool) => Self::Postgres(pool.acquire().await?.detach()),
        })
    }

    /// Runs one text without parameters; gives the number of rows that it touched.
    pub async fn run(&mut self, sql: String) -> Result<u64, StoreError> {
        Ok(match self {
            Self::Sqlite(c) => {
                sqlx::query(AssertSqlSafe(sql)).persistent(false).execute(c).await?.rows_affected()
            }
            Self::Postgres(c) => {
                sqlx::query(AssertSqlSafe(sql)).persistent(false).execute(c).await?.rows_affected()
            }
        })
    }

    /// The one value that a text without parameters gives.
    pub async fn scalar<T>(&mut self, sql: String) -> Result<T, StoreError>
    where
        T: Send + Unpin,
        for<'r> T: sqlx::Decode<'r, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite>,
        for<'r> T: sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>,
    {
        Ok(match self {
            Self::Sqlite(c) => sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(c).await?,
            Self::Postgres(c) => sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(c).await?,
        })
    }

    /// Starts a transaction that writes, one after the other: sums over several units must not miss what another
    /// writes. `SQLite` takes its one write lock at once instead of failing later.
    pub async fn begin_writing(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(c) => c.execute("BEGIN IMMEDIATE").await?.rows_affected(),
            // The row that `begin_change` writes first.
            Self::Postgres(c) => {
                c.execute("BEGIN").await?;
                c.execute("UPDATE register_version SET changes = changes WHERE id = 1").await?.rows_affected()
            }
        };
        Ok(())
    }

    pub async fn commit(&mut self) -> Result<(), StoreError> {
        self.run("COMMIT".to_owned()).await.map(drop)
    }

    /// The function that makes a JSON object from names and values.
    pub const fn json_object(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "json_object",
            Self::Postgres(_) => "json_build_object",
        }
    }

    pub async fn close(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(c) => c.close().await?,
            Self::Postgres(c) => c.close().await?,
        }
        Ok(())
    }

    /// Inserts `records` into `target`, which has the columns of their table. What no record of a chunk has is left out.
    pub async fn insert<R: Record + Sync>(&mut self, target: &str, records: &[R]) -> Result<(), StoreError> {
        let table = R::TABLE;
        for chunk in records.chunks(MOST_ROWS.min(MOST_VALUES / table.width())) {
            let rows: Vec<Vec<Value<'_>>> = chunk.iter().map(Record::values).collect();
            let filled: Vec<bool> = (0..table.width())
                .map(|at| at < table.key.len() || rows.iter().any(|row| !row[at].is_null()))
                .collect();
            let columns: Vec<_> = table.columns().zip(&filled).filter(|(_, f)| **f).map(|(c, _)| c).collect();
            let numbered = matches!(self, Self::Postgres(_));
            let sql = AssertSqlSafe(insert_statement(target, &columns, rows.len(), numbered));
            let values = rows
                .into_iter()
                .flat_map(|row| row.into_iter().zip(&filled).filter(|(_, f)| **f).map(|(value, _)| value));
            match self {
                Self::Sqlite(c) => {
                    let mut arguments = SqliteArguments::default();
                    for value in values {
                        bind(&mut arguments, value)?;
                    }
                    sqlx::query_with(sql, arguments).execute(c).await?;
                }
                Self::Postgres(c) => {
                    let mut arguments = PgArguments::default();
                    for value in values {
                        bind(&mut arguments, value)?;
                    }
                    sqlx::query_with(sql, arguments).execute(c).await?;
                }
            }
        }
        Ok(())
    }
}

/// Adds one typed value to a statement's arguments, for either database.
pub(crate) fn bind<A>(arguments: &mut A, value: Value<'_>) -> Result<(), StoreError>
where
    A: Arguments,
    for<'q> Option<String>: sqlx::Encode<'q, A::Database> + sqlx::Type<A::Database>,
    for<'q> Option<i64>: sqlx::Encode<'q, A::Database> + sqlx::Type<A::Database>,
    for<'q> Option<f64>: sqlx::Encode<'q, A::Database> + sqlx::Type<A::Database>,
    for<'q> Option<chrono::NaiveDate>: sqlx::Encode<'q, A::Database> + sqlx::Type<A::Database>,
    for<'q> Option<chrono::DateTime<chrono::Utc>>: sqlx::Encode<'q, A::Database> + sqlx::Type<A::Database>,
    for<'q> Option<bool>: sqlx::Encode<'q, A::Database> + sqlx::Type<A::Database>,
{
    match value {
        Value::Text(text) => arguments.add(text.map(std::borrow::Cow::into_owned)),
        Value::Int(number) => arguments.add(number),
        Value::Float(number) => arguments.add(number),
        Value::Date(day) => arguments.add(day),
        Value::Time(time) => arguments.add(time),
        Value::Bool(yes) => arguments.add(yes),
    }
    .map_err(|error| StoreError::Driver(sqlx::Error::Encode(error)))
}

/// `INSERT INTO target (…) VALUES (…), (…)`. Numbered placeholders cost `SQLite` a search each, so it gets `?`.
fn insert_statement(target: &str, columns: &[&str], rows: usize, numbered: bool) -> String {
    let mut sql = format!("INSERT INTO {target} ({}) VALUES ", columns.join(", "));
    let mut n = 0;
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..columns.len() {
            n += 1;
            if column > 0 {
                sql.push(',');
            }
            if numbered {
                sql.push('$');
                sql.push_str(&n.to_string());
            } else {
                sql.push('?');
            }
        }
        sql.push(')');
    }
    sql
}
