//! A row of a query as a struct, each field from the column of its name.
//!
//! What sqlx's own derive does. Its crate depends on both drivers, which would be compiled a second time for the
//! compiler's use alone: minutes of every first build.

/// `from_row!(Struct: field, field; nested)`: `nested` are structs that take their fields from the same row.
macro_rules! from_row {
    ($row:ident: $($field:ident),* $(; $($nested:ident),+)?) => {
        $crate::from_row::from_row!(@ sqlx::sqlite::SqliteRow, $row, [$($field)*], [$($($nested)+)?]);
        $crate::from_row::from_row!(@ sqlx::postgres::PgRow, $row, [$($field)*], [$($($nested)+)?]);
    };
    (@ $driver:ty, $row:ident, [$($field:ident)*], [$($nested:ident)*]) => {
        impl sqlx::FromRow<'_, $driver> for $row {
            fn from_row(row: &$driver) -> sqlx::Result<Self> {
                Ok(Self {
                    $($field: sqlx::Row::try_get(row, stringify!($field))?,)*
                    $($nested: sqlx::FromRow::from_row(row)?,)*
                })
            }
        }
    };
}
pub(crate) use from_row;
