//! Reading what the beds look like now.

use crate::from_row::from_row;
use crate::{Store, StoreError, on};
use chrono::{DateTime, NaiveDate, Utc};
use vocabulary::UnitCode;

/// The newest registered day of a unit.
#[derive(Debug, Clone, PartialEq)]
pub struct NewestDay {
    /// Unit.
    pub unit: UnitCode,
    /// Day.
    pub date: NaiveDate,
    /// Staffed beds.
    pub beds: f64,
    /// Occupied beds.
    pub occupied: f64,
}

/// When something of a unit was last changed by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastChange {
    /// Unit.
    pub unit: UnitCode,
    /// What: `stay`, `day`, ….
    pub subject: String,
    /// When.
    pub at: DateTime<Utc>,
}

struct NewestDayRow {
    unit: String,
    date: NaiveDate,
    beds: f64,
    occupied: f64,
}
from_row!(NewestDayRow: unit, date, beds, occupied);

impl Store {
    /// The newest registered day of each unit that has one, by unit.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn newest_days(&self) -> Result<Vec<NewestDay>, StoreError> {
        // One step in the key per unit; without MATERIALIZED the newest day is sought again for every row.
        // With JOIN, SQLite reads every row of registration and asks for each whether it is a newest one.
        let rows: Vec<NewestDayRow> = on!(self, pool => sqlx::query_as(
            "WITH newest AS MATERIALIZED (SELECT u.code AS unit, \
             (SELECT MAX(x.date) FROM registration AS x WHERE x.unit = u.code) AS date FROM unit AS u) \
             SELECT r.unit, r.date, r.beds, r.occupied FROM newest AS n \
             CROSS JOIN registration AS r WHERE r.unit = n.unit AND r.date = n.date ORDER BY r.unit",
        )
        .fetch_all(pool)
        .await?);
        rows.into_iter()
            .map(|row| {
                Ok(NewestDay {
                    unit: row.unit.parse().map_err(StoreError::inconsistent)?,
                    date: row.date,
                    beds: row.beds,
                    occupied: row.occupied,
                })
            })
            .collect()
    }

    /// Patients who are in each unit now, by unit; a unit without any has no row.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn running_stays(&self) -> Result<Vec<(UnitCode, i64)>, StoreError> {
        let rows: Vec<(String, i64)> = on!(self, pool => sqlx::query_as(
            "SELECT unit, COUNT(*) AS stays FROM stay WHERE discharge_month IS NULL GROUP BY unit ORDER BY unit",
        )
        .fetch_all(pool)
        .await?);
        rows.into_iter()
            .map(|(unit, stays)| Ok((unit.parse().map_err(StoreError::inconsistent)?, stays)))
            .collect()
    }

    /// When a stay or a day of each unit was last changed by hand, of changes after `since`, by unit and
    /// subject.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn last_changes(&self, since: DateTime<Utc>) -> Result<Vec<LastChange>, StoreError> {
        let rows: Vec<(String, String, DateTime<Utc>)> = on!(self, pool => sqlx::query_as(
            "SELECT unit, subject, MAX(at) AS at FROM change_log \
             WHERE unit IS NOT NULL AND subject IN ('stay', 'day') AND at > $1 \
             GROUP BY unit, subject ORDER BY unit, subject",
        )
        .bind(since)
        .fetch_all(pool)
        .await?);
        rows.into_iter()
            .map(|(unit, subject, at)| {
                Ok(LastChange { unit: unit.parse().map_err(StoreError::inconsistent)?, subject, at })
            })
            .collect()
    }
}
