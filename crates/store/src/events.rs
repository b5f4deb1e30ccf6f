//! Reading events.

use crate::from_row::from_row;
use crate::{Store, StoreError, on};
use chrono::NaiveDate;
use vocabulary::{Event, EventPlace};

struct EventRow {
    unit: String,
    municipality: String,
    date: NaiveDate,
    kind: String,
    description: Option<String>,
}
from_row!(EventRow: unit, municipality, date, kind, description);

impl Store {
    /// Every event, by date.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn events(&self) -> Result<Vec<Event>, StoreError> {
        let rows: Vec<EventRow> = on!(self, pool => sqlx::query_as(
            "SELECT unit, municipality, date, kind, description FROM event ORDER BY date, unit, municipality, kind",
        )
        .fetch_all(pool)
        .await?);
        rows.into_iter()
            .map(|row| {
                let place = match (row.unit.as_str(), row.municipality.as_str()) {
                    ("", "") => EventPlace::Country,
                    ("", number) => {
                        EventPlace::Municipality(number.parse().map_err(StoreError::inconsistent)?)
                    }
                    (unit, _) => EventPlace::Unit(unit.parse().map_err(StoreError::inconsistent)?),
                };
                Ok(Event {
                    place,
                    date: row.date,
                    kind: row.kind.parse().map_err(StoreError::inconsistent)?,
                    description: row.description,
                })
            })
            .collect()
    }
}
