//! Reading the stays that began in some months, running ones included: what a curve of their lengths needs.

use crate::from_row::from_row;
use crate::registrations::push_units;
use crate::tables::month_number;
use crate::{Store, StoreError, on};
use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;
use vocabulary::{AgeGroup, Month, UnitCode};

/// When a stay began, and how long it lasted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BegunStay {
    /// When the patient came.
    pub admitted: DateTime<Utc>,
    /// Length in minutes; `None` while the patient lies there.
    pub minutes: Option<i64>,
}
from_row!(BegunStay: admitted, minutes);

impl Store {
    /// The stays in `units` that began from one month to another, both included, by their begin. The units are few:
    /// all of their stays are looked through.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn begun_stays(
        &self,
        units: &[UnitCode],
        age_group: Option<AgeGroup>,
        from: Month,
        to: Month,
    ) -> Result<Vec<BegunStay>, StoreError> {
        Ok(on!(self, pool => {
            let mut query = QueryBuilder::new("SELECT admitted, minutes FROM stay WHERE admission_month >= ");
            query.push_bind(month_number(from)).push(" AND admission_month <= ").push_bind(month_number(to));
            push_units!(query, Some(units));
            if let Some(age_group) = age_group {
                query.push(" AND age_group = ").push_bind(age_group.code());
            }
            query.push(" ORDER BY admitted, id");
            query.build_query_as().fetch_all(pool).await?
        }))
    }
}
