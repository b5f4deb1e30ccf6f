//! Rows on their way from one database to the other: read by what their columns hold, written many at a time.

use super::shape::{Kind, TableShape};
use crate::StoreError;
use crate::bulk::bind;
use crate::tables::Value;
use sqlx::postgres::{PgArguments, PgConnection, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, Row as _};
use std::borrow::Cow;

type Cells = Vec<Value<'static>>;

/// More rows in one statement gain nothing; both databases take so many values.
const MOST_ROWS: usize = 400;
const MOST_VALUES: usize = 32_000;

macro_rules! cells {
    ($name:ident, $row:ty) => {
        pub fn $name(&self, row: &$row) -> Result<Cells, StoreError> {
            let cell = |(at, (_, kind)): (usize, &(String, Kind))| {
                Ok(match kind {
                    Kind::Text => Value::Text(row.try_get::<Option<String>, _>(at)?.map(Cow::Owned)),
                    Kind::Int => Value::Int(row.try_get(at)?),
                    Kind::Float => Value::Float(row.try_get(at)?),
                    Kind::Date => Value::Date(row.try_get(at)?),
                    Kind::Time => Value::Time(row.try_get(at)?),
                    Kind::Bool => Value::Bool(row.try_get(at)?),
                })
            };
            self.fields.iter().enumerate().map(cell).collect()
        }
    };
}

impl TableShape {
    cells!(cells_of_sqlite, SqliteRow);
    cells!(cells_of_postgres, PgRow);
}

/// Rows that wait to be inserted.
pub struct Insert<'a> {
    table: &'a TableShape,
    /// The database would rather number the rows itself.
    own_numbers: bool,
    rows: Vec<Cells>,
}

impl<'a> Insert<'a> {
    pub fn new(table: &'a TableShape, own_numbers: bool) -> Self {
        Self { table, own_numbers, rows: Vec::new() }
    }

    /// Takes a row; `true` when it is time to run.
    pub fn add(&mut self, row: Cells) -> bool {
        self.rows.push(row);
        self.rows.len() >= MOST_ROWS.min(MOST_VALUES / self.table.fields.len().max(1))
    }

    pub async fn run_on_sqlite(&mut self, to: &mut SqliteConnection) -> Result<(), StoreError> {
        let Some(sql) = self.statement() else { return Ok(()) };
        let mut arguments = SqliteArguments::default();
        for value in self.rows.drain(..).flatten() {
            bind(&mut arguments, value)?;
        }
        sqlx::query_with(AssertSqlSafe(sql), arguments).execute(to).await?;
        Ok(())
    }

    pub async fn run_on_postgres(&mut self, to: &mut PgConnection) -> Result<(), StoreError> {
        let Some(sql) = self.statement() else { return Ok(()) };
        let mut arguments = PgArguments::default();
        for value in self.rows.drain(..).flatten() {
            bind(&mut arguments, value)?;
        }
        sqlx::query_with(AssertSqlSafe(sql), arguments).execute(to).await?;
        Ok(())
    }

    fn statement(&self) -> Option<String> {
        if self.rows.is_empty() {
            return None;
        }
        let width = self.table.fields.len();
        let row = |row: usize| {
            let places: Vec<_> = (row * width + 1..=(row + 1) * width).map(|n| format!("${n}")).collect();
            format!("({})", places.join(","))
        };
        let rows: Vec<_> = (0..self.rows.len()).map(row).collect();
        let own = if self.own_numbers { " OVERRIDING SYSTEM VALUE" } else { "" };
        Some(format!(
            "INSERT INTO {} ({}){own} VALUES {}",
            self.table.name,
            self.table.columns(),
            rows.join(", ")
        ))
    }
}
