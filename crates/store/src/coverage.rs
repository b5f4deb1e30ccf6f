//! Reading what is registered and what isn't: days of each unit, and the spans of its stays.

use crate::from_row::from_row;
use crate::registrations::push_units;
use crate::tables::month_number;
use crate::{Store, StoreError, on};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::QueryBuilder;
use vocabulary::{Month, Period, UnitCode};

/// The census of one unit on one registered day.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitDay {
    /// Unit.
    pub unit: UnitCode,
    /// Day.
    pub date: NaiveDate,
    /// Occupied beds.
    pub occupied: f64,
}

/// When a stay began and ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaySpan {
    /// Unit.
    pub unit: UnitCode,
    /// Admitted.
    pub admitted: DateTime<Utc>,
    /// Discharged; `None` while the patient is there.
    pub discharged: Option<DateTime<Utc>>,
    /// Whether only dates were given, each held as noon in Oslo.
    pub dates_only: bool,
}

struct UnitDayRow {
    unit: String,
    date: NaiveDate,
    occupied: f64,
}
from_row!(UnitDayRow: unit, date, occupied);

struct SpanRow {
    unit: String,
    admitted: DateTime<Utc>,
    discharged: Option<DateTime<Utc>>,
    dates_only: bool,
}
from_row!(SpanRow: unit, admitted, discharged, dates_only);

/// The code of a row's unit; rows come by unit, so that most are the one before.
fn code(known: &mut Option<UnitCode>, text: &str) -> Result<UnitCode, StoreError> {
    if let Some(same) = known.as_ref().filter(|code| code.as_str() == text) {
        return Ok(same.clone());
    }
    let code: UnitCode = text.parse().map_err(StoreError::inconsistent)?;
    *known = Some(code.clone());
    Ok(code)
}

impl Store {
    /// Every registered day of `units` (`None`: every unit) in the period, by unit and date.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn unit_days(
        &self,
        units: Option<&[UnitCode]>,
        period: Period,
    ) -> Result<Vec<UnitDay>, StoreError> {
        let rows: Vec<UnitDayRow> = on!(self, pool => {
            let mut query =
                QueryBuilder::new("SELECT unit, date, occupied FROM registration WHERE date >= ");
            query.push_bind(period.from()).push(" AND date < ").push_bind(period.end());
            push_units!(query, units);
            query.push(" ORDER BY unit, date");
            query.build_query_as().fetch_all(pool).await?
        });
        let mut known = None;
        rows.into_iter()
            .map(|row| {
                Ok(UnitDay { unit: code(&mut known, &row.unit)?, date: row.date, occupied: row.occupied })
            })
            .collect()
    }

    /// The stays of `units` (`None`: every unit) that may have lain there on a day of the period: those that
    /// were not over before its first month nor began after its last, by unit and admission.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn stay_spans(
        &self,
        units: Option<&[UnitCode]>,
        period: Period,
    ) -> Result<Vec<StaySpan>, StoreError> {
        let (first, last) = (Month::of(period.from()), Month::of(period.to()));
        let rows: Vec<SpanRow> = on!(self, pool => {
            // Two halves: with OR no index would serve either.
            let mut query = QueryBuilder::new(
                "SELECT unit, admitted, discharged, dates_only FROM stay \
                 WHERE discharged IS NULL AND admission_month <= ",
            );
            query.push_bind(month_number(last));
            push_units!(query, units);
            query.push(
                " UNION ALL SELECT unit, admitted, discharged, dates_only FROM stay WHERE discharge_month >= ",
            );
            query.push_bind(month_number(first)).push(" AND admission_month <= ").push_bind(month_number(last));
            push_units!(query, units);
            query.push(" ORDER BY unit, admitted");
            query.build_query_as().fetch_all(pool).await?
        });
        let mut known = None;
        rows.into_iter()
            .map(|row| {
                Ok(StaySpan {
                    unit: code(&mut known, &row.unit)?,
                    admitted: row.admitted,
                    discharged: row.discharged,
                    dates_only: row.dates_only,
                })
            })
            .collect()
    }
}
