//! Reading emergency admissions to hospital, on today's borders.

use crate::from_row::from_row;
use crate::tables::{month_number, month_of_number};
use crate::{Store, StoreError, on};
use sqlx::QueryBuilder;
use vocabulary::{AgeGroup, Month, MunicipalityNumber};

/// The emergency admissions of some municipalities in one month and age group. Counts may be decimal where a
/// former municipality is divided between several of today's.
#[derive(Debug, Clone, PartialEq)]
pub struct AdmissionMonth {
    /// Month.
    pub month: Month,
    /// Age group.
    pub age_group: AgeGroup,
    /// Admissions.
    pub admissions: f64,
    /// Bed-days.
    pub bed_days: Option<f64>,
    /// Readmissions within 30 days.
    pub readmissions30: Option<f64>,
    /// Days after the patient was ready to leave.
    pub discharge_ready_days: Option<f64>,
}

/// The monthly emergency admissions of one municipality and age group.
#[derive(Debug, Clone, PartialEq)]
pub struct AdmissionSeries {
    /// Municipality, on today's borders.
    pub municipality: MunicipalityNumber,
    /// Age group.
    pub age_group: AgeGroup,
    /// The department whose admissions alone are counted; `None`: all together.
    pub department: Option<String>,
    /// Months with a count, by month; a month that isn't here is missing, not zero.
    pub months: Vec<(Month, f64)>,
}

struct MonthRow {
    month: i64,
    age_group: String,
    admissions: f64,
    bed_days: Option<f64>,
    readmissions30: Option<f64>,
    discharge_ready_days: Option<f64>,
}
from_row!(MonthRow: month, age_group, admissions, bed_days, readmissions30, discharge_ready_days);

struct SeriesRow {
    municipality: String,
    age_group: String,
    months: String,
}
from_row!(SeriesRow: municipality, age_group, months);

struct AgeAndDepartment {
    age_group: String,
    department: String,
    admissions: i64,
}
from_row!(AgeAndDepartment: age_group, department, admissions);

impl Store {
    /// The country's emergency admissions from one month to another by age group and department.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn admissions_by_age_and_department(
        &self,
        from: Month,
        to: Month,
    ) -> Result<Vec<(AgeGroup, String, i64)>, StoreError> {
        let rows: Vec<AgeAndDepartment> = on!(self, pool => sqlx::query_as(
            "SELECT age_group, department, CAST(SUM(admissions) AS BIGINT) AS admissions FROM emergency_admission \
             WHERE month >= $1 AND month <= $2 GROUP BY age_group, department ORDER BY age_group, department",
        )
        .bind(month_number(from))
        .bind(month_number(to))
        .fetch_all(pool)
        .await?);
        rows.into_iter()
            .map(|row| {
                let age_group = row.age_group.parse().map_err(StoreError::inconsistent)?;
                Ok((age_group, row.department, row.admissions))
            })
            .collect()
    }

    /// Monthly emergency admissions of `municipalities` (`None`: all) per age group, by month and age group.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn admission_months(
        &self,
        municipalities: Option<&[MunicipalityNumber]>,
        from: Month,
        to: Month,
    ) -> Result<Vec<AdmissionMonth>, StoreError> {
        let rows: Vec<MonthRow> = on!(self, pool => {
            let mut query = QueryBuilder::new(
                "SELECT month, age_group, SUM(admissions) AS admissions, SUM(bed_days) AS bed_days, \
                 SUM(readmissions30) AS readmissions30, SUM(discharge_ready_days) AS discharge_ready_days \
                 FROM admission_month WHERE month >= ",
            );
            query.push_bind(month_number(from)).push(" AND month <= ").push_bind(month_number(to));
            if let Some(municipalities) = municipalities {
                query.push(" AND municipality IN (''");
                for number in municipalities {
                    query.push(", ").push_bind(number.to_string());
                }
                query.push(")");
            }
            query.push(" GROUP BY month, age_group ORDER BY month, age_group");
            query.build_query_as().fetch_all(pool).await?
        });
        rows.into_iter()
            .map(|row| {
                Ok(AdmissionMonth {
                    month: month_of_number(row.month)?,
                    age_group: row.age_group.parse().map_err(StoreError::inconsistent)?,
                    admissions: row.admissions,
                    bed_days: row.bed_days,
                    readmissions30: row.readmissions30,
                    discharge_ready_days: row.discharge_ready_days,
                })
            })
            .collect()
    }

    /// Every municipality's series, by municipality and age group: the data of the effect. With a department
    /// only its admissions count. One row a series travels, its months inside.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn admission_series(
        &self,
        department: Option<&str>,
    ) -> Result<Vec<AdmissionSeries>, StoreError> {
        let rows: Vec<SeriesRow> = on!(self, pool => match department {
            None => sqlx::query_as(
                "SELECT municipality, age_group, \
                 string_agg(CAST(month AS TEXT) || ':' || CAST(admissions AS TEXT), ' ') AS months \
                 FROM admission_month GROUP BY municipality, age_group ORDER BY municipality, age_group",
            )
            .fetch_all(pool)
            .await?,
            Some(department) => sqlx::query_as(
                "SELECT municipality, age_group, \
                 string_agg(CAST(month AS TEXT) || ':' || CAST(admissions AS TEXT), ' ') AS months FROM ( \
                 SELECT COALESCE(c.to_number, a.municipality) AS municipality, a.age_group, a.month, \
                 SUM(a.admissions * COALESCE(c.share, 1.0)) AS admissions \
                 FROM emergency_admission AS a LEFT JOIN border_change AS c \
                 ON c.from_number = a.municipality AND a.month <= c.last_year * 100 + 12 \
                 WHERE a.department = $1 \
                 GROUP BY COALESCE(c.to_number, a.municipality), a.age_group, a.month) AS carried \
                 GROUP BY municipality, age_group ORDER BY municipality, age_group",
            )
            .bind(department)
            .fetch_all(pool)
            .await?,
        });
        rows.into_iter()
            .map(|row| {
                let mut months = row.months.split(' ').map(month_and_count).collect::<Result<Vec<_>, _>>()?;
                months.sort_unstable_by_key(|(month, _)| *month);
                Ok(AdmissionSeries {
                    municipality: row.municipality.parse().map_err(StoreError::inconsistent)?,
                    age_group: row.age_group.parse().map_err(StoreError::inconsistent)?,
                    department: department.map(str::to_owned),
                    months,
                })
            })
            .collect()
    }

    /// The departments that emergency admissions are counted by, by name. They are those of one municipality:
    /// a look through every row would cost more than the answer is worth.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn departments(&self) -> Result<Vec<String>, StoreError> {
        Ok(on!(self, pool => sqlx::query_scalar(
            "SELECT DISTINCT department FROM emergency_admission \
             WHERE municipality = (SELECT MIN(municipality) FROM emergency_admission) ORDER BY department",
        )
        .fetch_all(pool)
        .await?))
    }

    /// The first and last month with emergency admissions.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn admission_span(&self) -> Result<Option<(Month, Month)>, StoreError> {
        let span: (Option<i64>, Option<i64>) = on!(self, pool => (
            sqlx::query_scalar("SELECT MIN(month) AS first FROM admission_month ORDER BY first").fetch_one(pool).await?,
            sqlx::query_scalar("SELECT MAX(month) AS last FROM admission_month ORDER BY last").fetch_one(pool).await?,
        ));
        match span {
            (Some(first), Some(last)) => Ok(Some((month_of_number(first)?, month_of_number(last)?))),
            _ => Ok(None),
        }
    }
}

/// Reads `202512:17`.
fn month_and_count(text: &str) -> Result<(Month, f64), StoreError> {
    let inconsistent = || StoreError::inconsistent(format!("monthly count '{text}'"));
    let (month, count) = text.split_once(':').ok_or_else(inconsistent)?;
    let month = month_of_number(month.parse().map_err(|_| inconsistent())?)?;
    Ok((month, count.parse().map_err(|_| inconsistent())?))
}
