//! Reading completed stays: their sums, their lengths, and how they divide over categories.
//!
//! Every figure on stays counts completed stays by month of discharge, so that one page has one denominator.

use crate::from_row::from_row;
use crate::registrations::push_units;
use crate::tables::{month_number, month_of_number};
use crate::{Store, StoreError, on};
use sqlx::QueryBuilder;
use vocabulary::{AgeGroup, Month, MunicipalityNumber, UnitCode};

/// The sums of completed stays in one month of discharge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StayMonth {
    /// Month of discharge.
    pub month: Month,
    /// Completed stays.
    pub stays: i64,
    /// Their lengths in minutes, summed.
    pub minutes: i64,
    /// Stays of more than 72 hours.
    pub over_72h: i64,
    /// Stays that would otherwise have gone to hospital.
    pub adequate: i64,
    /// Stays whose alternative is known.
    pub answered: i64,
}

/// The lengths of the stays completed in one month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthStays {
    /// Month of discharge.
    pub month: Month,
    /// Lengths in minutes, in no order.
    pub minutes: Vec<i64>,
}

/// What stays can be divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dimension {
    /// Who referred.
    Referrer,
    /// Where from.
    Origin,
    /// Where to.
    Destination,
    /// Age group.
    AgeGroup,
    /// ICPC-2 chapter.
    Chapter,
    /// Where the patient would have gone otherwise.
    Alternative,
    /// What the bed was used for.
    Purpose,
}

/// The completed stays of one category in one month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryMonth {
    /// Month of discharge.
    pub month: Month,
    /// The category's code; `None` where it wasn't said.
    pub code: Option<String>,
    /// Completed stays.
    pub stays: i64,
}

/// Completed stays in a unit by who referred and where the patient went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StayFlow {
    /// Unit.
    pub unit: UnitCode,
    /// Code of who referred.
    pub referrer: String,
    /// Code of where the patient went.
    pub destination: String,
    /// Completed stays.
    pub stays: i64,
}

/// Which completed stays are asked for.
#[derive(Debug, Clone, Copy)]
pub struct StayFilter<'a> {
    /// Of these units (`None`: every unit).
    pub units: Option<&'a [UnitCode]>,
    /// Of patients who live here (`None`: anywhere). A municipality of today is its number and its former ones.
    pub home: Option<&'a [MunicipalityNumber]>,
    /// Of this age group (`None`: every age).
    pub age_group: Option<AgeGroup>,
    /// Discharged from this month on …
    pub from: Month,
    /// … to this one, both included.
    pub to: Month,
}

struct SumRow {
    month: i64,
    stays: i64,
    minutes: i64,
    over_72h: i64,
    adequate: i64,
    answered: i64,
}
from_row!(SumRow: month, stays, minutes, over_72h, adequate, answered);

struct MinutesRow {
    month: i64,
    minutes: String,
}
from_row!(MinutesRow: month, minutes);

struct CategoryRow {
    month: i64,
    codes: String,
}
from_row!(CategoryRow: month, codes);

/// Adds the conditions of a [`StayFilter`] behind a `WHERE`.
macro_rules! push_filter {
    ($query:ident, $filter:expr) => {
        let filter = $filter;
        if filter.units.is_some() {
            // Month by month, so that the index is entered once per month and unit instead of read through.
            $query.push(" discharge_month IN (");
            let mut list = $query.separated(", ");
            for month in filter.from.index()..=filter.to.index() {
                list.push_bind(month_number(Month::from_index(month)));
            }
            $query.push(")");
        } else {
            $query.push(" discharge_month >= ").push_bind(month_number(filter.from));
            $query.push(" AND discharge_month <= ").push_bind(month_number(filter.to));
        }
        push_units!($query, filter.units);
        if let Some(home) = filter.home {
            if home.is_empty() {
                $query.push(" AND 1 = 0");
            } else {
                $query.push(" AND home IN (");
                let mut list = $query.separated(", ");
                for number in home {
                    list.push_bind(number.to_string());
                }
                $query.push(")");
            }
        }
        if let Some(age_group) = filter.age_group {
            $query.push(" AND age_group = ").push_bind(age_group.code());
        }
    };
}

impl Dimension {
    /// The column that holds it.
    const fn column(self) -> &'static str {
        match self {
            Self::Referrer => "referrer",
            Self::Origin => "origin",
            Self::Destination => "destination",
            Self::AgeGroup => "age_group",
            Self::Chapter => "chapter",
            Self::Alternative => "alternative",
            Self::Purpose => "purpose",
        }
    }
}

impl Store {
    /// The monthly sums of completed stays, by month. With no home and no age group asked for they come from
    /// the rollup.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn stay_months(&self, filter: StayFilter<'_>) -> Result<Vec<StayMonth>, StoreError> {
        let rolled_up = filter.home.is_none() && filter.age_group.is_none();
        let rows: Vec<SumRow> = on!(self, pool => if rolled_up {
            let mut query = QueryBuilder::new(
                "SELECT month, CAST(SUM(stays) AS BIGINT) AS stays, CAST(SUM(minutes) AS BIGINT) AS minutes, \
                 CAST(SUM(over_72h) AS BIGINT) AS over_72h, CAST(SUM(adequate) AS BIGINT) AS adequate, \
                 CAST(SUM(answered) AS BIGINT) AS answered FROM stay_month WHERE month >= ",
            );
            query.push_bind(month_number(filter.from)).push(" AND month <= ").push_bind(month_number(filter.to));
            push_units!(query, filter.units);
            query.push(" GROUP BY month ORDER BY month");
            query.build_query_as().fetch_all(pool).await?
        } else {
            let mut query = QueryBuilder::new(
                "SELECT discharge_month AS month, COUNT(*) AS stays, CAST(SUM(minutes) AS BIGINT) AS minutes, \
                 COUNT(CASE WHEN minutes > 4320 THEN 1 END) AS over_72h, \
                 COUNT(CASE WHEN alternative = 'sykehus' THEN 1 END) AS adequate, \
                 COUNT(CASE WHEN alternative <> 'ukjent' THEN 1 END) AS answered FROM stay WHERE",
            );
            push_filter!(query, filter);
            query.push(" GROUP BY discharge_month ORDER BY discharge_month");
            query.build_query_as().fetch_all(pool).await?
        });
        rows.into_iter()
            .map(|row| {
                Ok(StayMonth {
                    month: month_of_number(row.month)?,
                    stays: row.stays,
                    minutes: row.minutes,
                    over_72h: row.over_72h,
                    adequate: row.adequate,
                    answered: row.answered,
                })
            })
            .collect()
    }

    /// The lengths of completed stays per month of discharge, by month. One row a month travels, not one a
    /// stay: that is what keeps the country within a page's time.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn stay_lengths(&self, filter: StayFilter<'_>) -> Result<Vec<MonthStays>, StoreError> {
        let rows: Vec<MinutesRow> = on!(self, pool => {
            let mut query = QueryBuilder::new(
                "SELECT discharge_month AS month, string_agg(CAST(minutes AS TEXT), ' ') AS minutes \
                 FROM stay WHERE",
            );
            push_filter!(query, filter);
            query.push(" GROUP BY discharge_month ORDER BY discharge_month");
            query.build_query_as().fetch_all(pool).await?
        });
        rows.into_iter()
            .map(|row| {
                let minutes: Result<Vec<i64>, _> = row.minutes.split(' ').map(str::parse).collect();
                Ok(MonthStays {
                    month: month_of_number(row.month)?,
                    minutes: minutes.map_err(StoreError::inconsistent)?,
                })
            })
            .collect()
    }

    /// How completed stays divide over a dimension's categories, by month and code, what wasn't said first.
    /// The database strings the codes of a month together and they are counted here: a third of the time of
    /// grouping there, which has to sort.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn stay_categories(
        &self,
        dimension: Dimension,
        filter: StayFilter<'_>,
    ) -> Result<Vec<CategoryMonth>, StoreError> {
        let column = dimension.column();
        let rows: Vec<CategoryRow> = on!(self, pool => {
            let mut query = QueryBuilder::new("SELECT discharge_month AS month, string_agg(COALESCE(");
            query.push(column).push(", ''), ' ') AS codes FROM stay WHERE");
            push_filter!(query, filter);
            query.push(" GROUP BY discharge_month ORDER BY discharge_month");
            query.build_query_as().fetch_all(pool).await?
        });
        let mut counted = Vec::new();
        for row in rows {
            let month = month_of_number(row.month)?;
            counted.extend(codes(&row.codes).into_iter().map(|(code, stays)| CategoryMonth {
                month,
                code: Some(code).filter(|code| !code.is_empty()).map(str::to_owned),
                stays,
            }));
        }
        Ok(counted)
    }

    /// The lengths of completed stays in each of a dimension's categories, in minutes, by code; what wasn't said has
    /// none and comes first.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn stay_lengths_by(
        &self,
        dimension: Dimension,
        filter: StayFilter<'_>,
    ) -> Result<Vec<(Option<String>, Vec<i64>)>, StoreError> {
        let rows: Vec<(String, String)> = on!(self, pool => {
            let mut query = QueryBuilder::new("SELECT COALESCE(");
            query.push(dimension.column());
            query.push(", '') AS code, string_agg(CAST(minutes AS TEXT), ' ') AS minutes FROM stay WHERE");
            push_filter!(query, filter);
            query.push(" GROUP BY code ORDER BY code");
            query.build_query_as().fetch_all(pool).await?
        });
        rows.into_iter()
            .map(|(code, minutes)| {
                let minutes: Result<Vec<i64>, _> = minutes.split(' ').map(str::parse).collect();
                Ok((Some(code).filter(|code| !code.is_empty()), minutes.map_err(StoreError::inconsistent)?))
            })
            .collect()
    }

    /// Completed stays by unit, who referred and where to, by unit and these. As above they are counted here.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn stay_flows(&self, filter: StayFilter<'_>) -> Result<Vec<StayFlow>, StoreError> {
        let rows: Vec<(String, String)> = on!(self, pool => {
            let mut query = QueryBuilder::new(
                "SELECT unit, string_agg(referrer || '>' || COALESCE(destination, ''), ' ') AS codes FROM stay WHERE",
            );
            push_filter!(query, filter);
            query.push(" GROUP BY unit ORDER BY unit");
            query.build_query_as().fetch_all(pool).await?
        });
        let mut flows = Vec::new();
        for (unit, list) in rows {
            let unit: UnitCode = unit.parse().map_err(StoreError::inconsistent)?;
            for (code, stays) in codes(&list) {
                let (referrer, destination) = code
                    .split_once('>')
                    .ok_or_else(|| StoreError::inconsistent(format!("referrer and destination '{code}'")))?;
                flows.push(StayFlow {
                    unit: unit.clone(),
                    referrer: referrer.to_owned(),
                    destination: destination.to_owned(),
                    stays,
                });
            }
        }
        Ok(flows)
    }

    /// Patients who are in some units (`None`: every unit) now.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn open_stays(&self, units: Option<&[UnitCode]>) -> Result<i64, StoreError> {
        Ok(on!(self, pool => {
            let mut query = QueryBuilder::new("SELECT COUNT(*) AS stays FROM stay WHERE discharge_month IS NULL");
            push_units!(query, units);
            query.push(" ORDER BY stays");
            query.build_query_scalar().fetch_one(pool).await?
        }))
    }
}

/// How often each code stands in a list of codes with a space between, sorted. There are few different ones.
fn codes(list: &str) -> Vec<(&str, i64)> {
    let mut counted: Vec<(&str, i64)> = Vec::new();
    for code in list.split(' ') {
        match counted.iter_mut().find(|(known, _)| *known == code) {
            Some((_, stays)) => *stays += 1,
            None => counted.push((code, 1)),
        }
    }
    counted.sort_unstable();
    counted
}
