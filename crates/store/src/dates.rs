//! Days as text, which one of the databases keeps them as.

use chrono::NaiveDate;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgTypeInfo, PgValueRef, Postgres};
use sqlx::sqlite::{Sqlite, SqliteTypeInfo, SqliteValueRef};
use sqlx::{Decode, Type};

/// A day of a column that is read by the thousand: sqlx's own way through chrono's formats takes ten times as long.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Day(pub NaiveDate);

/// The day that `2024-02-29` names.
fn read(text: &[u8]) -> Option<NaiveDate> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else { return None };
    let number = |digits: &[&u8]| {
        digits
            .iter()
            .try_fold(0, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + u32::from(**digit - b'0')))
    };
    NaiveDate::from_ymd_opt(number(&[y1, y2, y3, y4])? as i32, number(&[m1, m2])?, number(&[d1, d2])?)
}

impl Type<Sqlite> for Day {
    fn type_info() -> SqliteTypeInfo {
        <NaiveDate as Type<Sqlite>>::type_info()
    }
    fn compatible(of: &SqliteTypeInfo) -> bool {
        <NaiveDate as Type<Sqlite>>::compatible(of)
    }
}

impl<'r> Decode<'r, Sqlite> for Day {
    fn decode(value: SqliteValueRef<'r>) -> Result<Self, BoxDynError> {
        let text = <&str as Decode<Sqlite>>::decode(value)?;
        read(text.as_bytes()).map(Self).ok_or_else(|| format!("no day: {text}").into())
    }
}

impl Type<Postgres> for Day {
    fn type_info() -> PgTypeInfo {
        <NaiveDate as Type<Postgres>>::type_info()
    }
}

impl<'r> Decode<'r, Postgres> for Day {
    fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
        <NaiveDate as Decode<Postgres>>::decode(value).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use chrono::NaiveDate;

    #[test]
    fn a_day_is_read_as_it_is_written() {
        let first: NaiveDate = "1999-12-01".parse().unwrap();
        for day in first.iter_days().take(40_000) {
            assert_eq!(read(day.to_string().as_bytes()), Some(day));
        }
    }

    #[test]
    fn nothing_else_is_a_day() {
        for text in [
            "",
            "2024-02-30",
            "2024-2-3",
            "2024-02-03 ",
            "20240203",
            "2024-02-0x",
            "-024-02-03",
            "2024-00-01",
        ] {
            assert_eq!(read(text.as_bytes()), None, "{text}");
        }
    }
}
