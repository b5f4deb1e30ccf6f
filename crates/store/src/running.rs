//! Reading the stays that began in some months, running ones included: what a curve of their lengths needs.

use crate::from_row::from_row;
use crate::registrations::push_units;
use crate::tables::month_number;
use crate::{Store, StoreError, on};
use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;
use vocabulary::{AgeGroup, Month, UnitCode};

/// How long a stay lasted, or since when it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BegunStay {
    /// Length in minutes; `None` while the patient lies there.
    pub minutes: Option<i64>,
    /// When the patient came who lies there still; `None` where the stay is over.
    pub since: Option<DateTime<Utc>>,
}
from_row!(BegunStay: minutes, since);

impl Store {
    /// The stays in `units` that began from one month to another, both included, the shortest first, running ones last.
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
            let mut query = QueryBuilder::new(
                "SELECT minutes, CASE WHEN minutes IS NULL THEN admitted END AS since FROM stay WHERE admission_month >= ",
            );
            query.push_bind(month_number(from)).push(" AND admission_month <= ").push_bind(month_number(to));
            push_units!(query, Some(units));
            if let Some(age_group) = age_group {
                query.push(" AND age_group = ").push_bind(age_group.code());
            }
            query.push(" ORDER BY minutes IS NULL, minutes, since");
            query.build_query_as().fetch_all(pool).await?
        }))
    }
}
