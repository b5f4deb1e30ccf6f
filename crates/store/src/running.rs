//! Reading the stays that began in some months, running ones included: what a curve of their lengths needs.

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

/// Which stays began.
#[derive(Clone, Copy)]
struct Begun<'a> {
    units: &'a [UnitCode],
    age_group: Option<AgeGroup>,
    from: Month,
    to: Month,
}

/// Adds the conditions of a [`Begun`] behind another.
macro_rules! push_begun {
    ($query:ident, $of:ident) => {
        $query.push(" AND admission_month >= ").push_bind(month_number($of.from));
        $query.push(" AND admission_month <= ").push_bind(month_number($of.to));
        push_units!($query, Some($of.units));
        if let Some(age_group) = $of.age_group {
            $query.push(" AND age_group = ").push_bind(age_group.code());
        }
    };
}

impl Store {
    /// The stays in `units` that began from one month to another, both included, the shortest first, running ones last.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn begun_stays(
        &self,
        units: &[UnitCode],
        age_group: Option<AgeGroup>,
        from: Month,
        to: Month,
    ) -> Result<Vec<BegunStay>, StoreError> {
        let filter = Begun { units, age_group, from, to };
        // One text travels, not one row a stay.
        let over: Option<String> = on!(self, pool => {
            let mut query = QueryBuilder::new(
                "SELECT string_agg(CAST(minutes AS TEXT), ' ') AS lengths FROM stay WHERE minutes IS NOT NULL",
            );
            push_begun!(query, filter);
            query.push(" ORDER BY lengths");
            query.build_query_scalar().fetch_one(pool).await?
        });
        let running: Vec<DateTime<Utc>> = on!(self, pool => {
            let mut query = QueryBuilder::new("SELECT admitted FROM stay WHERE minutes IS NULL");
            push_begun!(query, filter);
            query.push(" ORDER BY admitted");
            query.build_query_scalar().fetch_all(pool).await?
        });
        let over = over.unwrap_or_default();
        let lengths = over.split_ascii_whitespace().map(str::parse).collect::<Result<Vec<i64>, _>>();
        let mut lengths = lengths.map_err(StoreError::inconsistent)?;
        lengths.sort_unstable();
        let over = lengths.into_iter().map(|minutes| BegunStay { minutes: Some(minutes), since: None });
        let running = running.into_iter().map(|since| BegunStay { minutes: None, since: Some(since) });
        Ok(over.chain(running).collect())
    }
}
