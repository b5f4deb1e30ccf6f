//! Reading inhabitants, on today's borders.

use crate::from_row::from_row;
use crate::{Store, StoreError, on};
use vocabulary::Population;

struct PopulationRow {
    municipality: String,
    year: i64,
    age_group: String,
    inhabitants: f64,
}
from_row!(PopulationRow: municipality, year, age_group, inhabitants);

impl Store {
    /// Inhabitants on 1 January per municipality of today, year and age group, former municipalities carried
    /// over, in that order. Rounded to whole inhabitants.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn population(&self) -> Result<Vec<Population>, StoreError> {
        let rows: Vec<PopulationRow> = on!(self, pool => sqlx::query_as(
            "SELECT COALESCE(c.to_number, p.municipality) AS municipality, p.year, p.age_group, \
             SUM(p.inhabitants * COALESCE(c.share, 1.0)) AS inhabitants \
             FROM population AS p LEFT JOIN border_change AS c \
             ON c.from_number = p.municipality AND p.year <= c.last_year \
             GROUP BY COALESCE(c.to_number, p.municipality), p.year, p.age_group \
             ORDER BY COALESCE(c.to_number, p.municipality), p.year, p.age_group",
        )
        .fetch_all(pool)
        .await?);
        rows.into_iter()
            .map(|row| {
                Ok(Population {
                    municipality: row.municipality.parse().map_err(StoreError::inconsistent)?,
                    year: i32::try_from(row.year).map_err(StoreError::inconsistent)?,
                    age_group: row.age_group.parse().map_err(StoreError::inconsistent)?,
                    inhabitants: row.inhabitants.round() as i64,
                })
            })
            .collect()
    }
}
