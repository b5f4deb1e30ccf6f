//! Reading what places are compared by: sums per unit, per municipality and per month of what rollups hold.

use crate::from_row::from_row;
use crate::registrations::push_units;
use crate::rollup::month_sums;
use crate::tables::{month_number, month_of_number};
use crate::{RegistrationSum, Store, StoreError, on};
use sqlx::QueryBuilder;
use vocabulary::{AgeGroup, Month, MunicipalityNumber, UnitCode};

/// Completed stays of a unit over some months.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitStays {
    /// Unit.
    pub unit: UnitCode,
    /// Completed stays.
    pub stays: i64,
    /// Their lengths in minutes, summed.
    pub minutes: i64,
    /// Stays that would otherwise have gone to hospital.
    pub adequate: i64,
    /// Stays whose alternative is known.
    pub answered: i64,
}

/// Emergency admissions on today's borders, all departments together. Counts may be decimal where a former
/// municipality is divided. An age group without a row in a month that has others counts as none.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct AdmissionSum {
    /// Admissions per age group, in the order of [`vocabulary::AgeGroup::ALL`].
    pub by_age: [f64; 5],
    /// Admissions whose readmissions are known.
    pub followed: f64,
    /// Readmissions within 30 days among them.
    pub readmissions30: f64,
}

/// The emergency admissions of some municipalities in one month.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AdmissionPlaceMonth {
    /// Month.
    pub month: Month,
    /// Municipalities with a count in this month.
    pub municipalities: i64,
    /// Their sums.
    pub sum: AdmissionSum,
}

/// The emergency admissions of one municipality over some months.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AdmissionPlace {
    /// Municipality.
    pub municipality: MunicipalityNumber,
    /// Months with a count.
    pub months: i64,
    /// Their sums.
    pub sum: AdmissionSum,
}

struct UnitSumRow {
    unit: String,
    sum: RegistrationSum,
}
from_row!(UnitSumRow: unit; sum);

struct UnitMonthRow {
    unit: String,
    month: i64,
    sum: RegistrationSum,
}
from_row!(UnitMonthRow: unit, month; sum);

struct UnitStaysRow {
    unit: String,
    stays: i64,
    minutes: i64,
    adequate: i64,
    answered: i64,
}
from_row!(UnitStaysRow: unit, stays, minutes, adequate, answered);

struct SumRow {
    age_0_17: f64,
    age_18_49: f64,
    age_50_66: f64,
    age_67_79: f64,
    age_80: f64,
    followed: f64,
    readmissions30: f64,
}
from_row!(SumRow: age_0_17, age_18_49, age_50_66, age_67_79, age_80, followed, readmissions30);

impl From<SumRow> for AdmissionSum {
    fn from(row: SumRow) -> Self {
        Self {
            by_age: [row.age_0_17, row.age_18_49, row.age_50_66, row.age_67_79, row.age_80],
            followed: row.followed,
            readmissions30: row.readmissions30,
        }
    }
}

struct AdmissionMonthRow {
    month: i64,
    municipalities: i64,
    sum: SumRow,
}
from_row!(AdmissionMonthRow: month, municipalities; sum);

struct AdmissionPlaceRow {
    municipality: String,
    months: i64,
    sum: SumRow,
}
from_row!(AdmissionPlaceRow: municipality, months; sum);

/// The sums of `admission_place_month`, to stand in a `SELECT`.
const ADMISSION_SUMS: &str = "SUM(age_0_17) AS age_0_17, SUM(age_18_49) AS age_18_49, SUM(age_50_66) AS age_50_66, \
     SUM(age_67_79) AS age_67_79, SUM(age_80) AS age_80, SUM(followed) AS followed, \
     SUM(readmissions30) AS readmissions30 FROM admission_place_month WHERE month >= ";

/// Adds ` AND column IN (…)` for the municipalities given; for `None` nothing.
macro_rules! push_municipalities {
    ($query:ident, $column:literal, $municipalities:expr) => {
        if let Some(municipalities) = $municipalities {
            $query.push(concat!(" AND ", $column, " IN (''"));
            for number in municipalities {
                $query.push(", ").push_bind(number.to_string());
            }
            $query.push(")");
        }
    };
}

impl Store {
    /// The registrations of every unit from one month to another, both included, by unit.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn registrations_by_unit(
        &self,
        units: Option<&[UnitCode]>,
        from: Month,
        to: Month,
    ) -> Result<Vec<(UnitCode, RegistrationSum)>, StoreError> {
        let rows: Vec<UnitSumRow> = on!(self, pool => {
            let mut query = QueryBuilder::new(
                concat!("SELECT unit, ", month_sums!(), " FROM registration_month WHERE month >= "),
            );
            query.push_bind(month_number(from)).push(" AND month <= ").push_bind(month_number(to));
            push_units!(query, units);
            query.push(" GROUP BY unit ORDER BY unit");
            query.build_query_as().fetch_all(pool).await?
        });
        rows.into_iter()
            .map(|row| Ok((row.unit.parse().map_err(StoreError::inconsistent)?, row.sum)))
            .collect()
    }

    /// The completed stays of every unit by month of discharge, both months included, by unit.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn stays_by_unit(
        &self,
        units: Option<&[UnitCode]>,
        from: Month,
        to: Month,
    ) -> Result<Vec<UnitStays>, StoreError> {
        let rows: Vec<UnitStaysRow> = on!(self, pool => {
            let mut query = QueryBuilder::new(
                "SELECT unit, CAST(SUM(stays) AS BIGINT) AS stays, CAST(SUM(minutes) AS BIGINT) AS minutes, \
                 CAST(SUM(adequate) AS BIGINT) AS adequate, CAST(SUM(answered) AS BIGINT) AS answered \
                 FROM stay_month WHERE month >= ",
            );
            query.push_bind(month_number(from)).push(" AND month <= ").push_bind(month_number(to));
            push_units!(query, units);
            query.push(" GROUP BY unit ORDER BY unit");
            query.build_query_as().fetch_all(pool).await?
        });
        rows.into_iter()
            .map(|row| {
                Ok(UnitStays {
                    unit: row.unit.parse().map_err(StoreError::inconsistent)?,
                    stays: row.stays,
                    minutes: row.minutes,
                    adequate: row.adequate,
                    answered: row.answered,
                })
            })
            .collect()
    }

    /// Completed stays in `units` (`None`: every unit) of patients who live in `homes` (`None`: anywhere), by
    /// month of discharge. Counts may be decimal where a former municipality is divided.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn home_stays_by_month(
        &self,
        homes: Option<&[MunicipalityNumber]>,
        units: Option<&[UnitCode]>,
        from: Month,
        to: Month,
    ) -> Result<Vec<(Month, f64)>, StoreError> {
        let rows: Vec<(i64, f64)> = on!(self, pool => {
            let mut query =
                QueryBuilder::new("SELECT month, SUM(stays) AS stays FROM stay_home_month WHERE month >= ");
            query.push_bind(month_number(from)).push(" AND month <= ").push_bind(month_number(to));
            push_units!(query, units);
            push_municipalities!(query, "home", homes);
            query.push(" GROUP BY month ORDER BY month");
            query.build_query_as().fetch_all(pool).await?
        });
        rows.into_iter().map(|(month, stays)| Ok((month_of_number(month)?, stays))).collect()
    }

    /// The registrations of every unit in every month, by unit and month.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn registrations_by_unit_and_month(
        &self,
        from: Month,
        to: Month,
    ) -> Result<Vec<(UnitCode, Month, RegistrationSum)>, StoreError> {
        let rows: Vec<UnitMonthRow> = on!(self, pool => {
            let mut query = QueryBuilder::new(
                "SELECT unit, month, days, bed_days, occupied, full_days, empty_days, admissions, discharges, \
                 rejected, discharge_ready FROM registration_month WHERE month >= ",
            );
            query.push_bind(month_number(from)).push(" AND month <= ").push_bind(month_number(to));
            query.push(" ORDER BY unit, month");
            query.build_query_as().fetch_all(pool).await?
        });
        rows.into_iter()
            .map(|row| {
                let unit = row.unit.parse().map_err(StoreError::inconsistent)?;
                Ok((unit, month_of_number(row.month)?, row.sum))
            })
            .collect()
    }

    /// Completed stays in `units` (`None`: every unit) by where the patient lives, by home municipality.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn home_stays(
        &self,
        homes: Option<&[MunicipalityNumber]>,
        units: Option<&[UnitCode]>,
        from: Month,
        to: Month,
    ) -> Result<Vec<(MunicipalityNumber, f64)>, StoreError> {
        let rows: Vec<(String, f64)> = on!(self, pool => {
            let mut query =
                QueryBuilder::new("SELECT home, SUM(stays) AS stays FROM stay_home_month WHERE month >= ");
            query.push_bind(month_number(from)).push(" AND month <= ").push_bind(month_number(to));
            push_units!(query, units);
            push_municipalities!(query, "home", homes);
            query.push(" GROUP BY home ORDER BY home");
            query.build_query_as().fetch_all(pool).await?
        });
        rows.into_iter()
            .map(|(home, stays)| Ok((home.parse().map_err(StoreError::inconsistent)?, stays)))
            .collect()
    }

    /// Completed stays by where the patient lives and age group, in the order of [`AgeGroup::ALL`], by home municipality.
    /// Counts may be decimal where a former municipality is divided.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn stays_by_home_and_age(
        &self,
        from: Month,
        to: Month,
    ) -> Result<Vec<(MunicipalityNumber, [f64; 5])>, StoreError> {
        // Counted before they are carried to today's borders: some hundred rows are, and not every stay.
        let rows: Vec<(String, String, f64)> = on!(self, pool => sqlx::query_as(
            "SELECT COALESCE(c.to_number, s.home) AS home, s.age_group, SUM(s.stays * COALESCE(c.share, 1.0)) AS stays \
             FROM (SELECT home, discharge_month, age_group, COUNT(*) AS stays FROM stay \
             WHERE discharge_month >= $1 AND discharge_month <= $2 GROUP BY home, discharge_month, age_group) AS s \
             LEFT JOIN border_change AS c ON c.from_number = s.home AND s.discharge_month <= c.last_year * 100 + 12 \
             GROUP BY COALESCE(c.to_number, s.home), s.age_group ORDER BY COALESCE(c.to_number, s.home), s.age_group",
        )
        .bind(month_number(from))
        .bind(month_number(to))
        .fetch_all(pool)
        .await?);
        let mut homes = Vec::new();
        for rows in rows.chunk_by(|a, b| a.0 == b.0) {
            let mut ages = [0.0; 5];
            for (_, age_group, stays) in rows {
                ages[age_group.parse::<AgeGroup>().map_err(StoreError::inconsistent)? as usize] = *stays;
            }
            homes.push((rows[0].0.parse().map_err(StoreError::inconsistent)?, ages));
        }
        Ok(homes)
    }

    /// The emergency admissions of `municipalities` (`None`: all) from one month to another, by month.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn admissions_by_month(
        &self,
        municipalities: Option<&[MunicipalityNumber]>,
        from: Month,
        to: Month,
    ) -> Result<Vec<AdmissionPlaceMonth>, StoreError> {
        let rows: Vec<AdmissionMonthRow> = on!(self, pool => {
            let mut query = QueryBuilder::new("SELECT month, COUNT(*) AS municipalities, ");
            query.push(ADMISSION_SUMS).push_bind(month_number(from)).push(" AND month <= ").push_bind(month_number(to));
            push_municipalities!(query, "municipality", municipalities);
            query.push(" GROUP BY month ORDER BY month");
            query.build_query_as().fetch_all(pool).await?
        });
        rows.into_iter()
            .map(|row| {
                Ok(AdmissionPlaceMonth {
                    month: month_of_number(row.month)?,
                    municipalities: row.municipalities,
                    sum: row.sum.into(),
                })
            })
            .collect()
    }

    /// Which of `municipalities` (`None`: all) have emergency admissions in which month, by month and
    /// municipality. For the months that [`Store::admissions_by_month`] shows to be incomplete.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn admission_places_by_month(
        &self,
        municipalities: Option<&[MunicipalityNumber]>,
        from: Month,
        to: Month,
    ) -> Result<Vec<(Month, MunicipalityNumber)>, StoreError> {
        let rows: Vec<(i64, String)> = on!(self, pool => {
            let mut query =
                QueryBuilder::new("SELECT month, municipality FROM admission_place_month WHERE month >= ");
            query.push_bind(month_number(from)).push(" AND month <= ").push_bind(month_number(to));
            push_municipalities!(query, "municipality", municipalities);
            query.push(" ORDER BY month, municipality");
            query.build_query_as().fetch_all(pool).await?
        });
        rows.into_iter()
            .map(|(month, number)| {
                Ok((month_of_number(month)?, number.parse().map_err(StoreError::inconsistent)?))
            })
            .collect()
    }

    /// The emergency admissions of each of `municipalities` (`None`: all) over some months, by municipality.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn admissions_by_municipality(
        &self,
        municipalities: Option<&[MunicipalityNumber]>,
        from: Month,
        to: Month,
    ) -> Result<Vec<AdmissionPlace>, StoreError> {
        let rows: Vec<AdmissionPlaceRow> = on!(self, pool => {
            let mut query = QueryBuilder::new("SELECT municipality, COUNT(*) AS months, ");
            query.push(ADMISSION_SUMS).push_bind(month_number(from)).push(" AND month <= ").push_bind(month_number(to));
            push_municipalities!(query, "municipality", municipalities);
            query.push(" GROUP BY municipality ORDER BY municipality");
            query.build_query_as().fetch_all(pool).await?
        });
        rows.into_iter()
            .map(|row| {
                Ok(AdmissionPlace {
                    municipality: row.municipality.parse().map_err(StoreError::inconsistent)?,
                    months: row.months,
                    sum: row.sum.into(),
                })
            })
            .collect()
    }

    /// The completed stays of every unit in every month of discharge that has any, by unit and month.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn stays_by_unit_and_month(
        &self,
        from: Month,
        to: Month,
    ) -> Result<Vec<(UnitCode, Month, i64)>, StoreError> {
        let rows: Vec<(String, i64, i64)> = on!(self, pool => {
            let mut query = QueryBuilder::new("SELECT unit, month, stays FROM stay_month WHERE month >= ");
            query.push_bind(month_number(from)).push(" AND month <= ").push_bind(month_number(to));
            query.push(" ORDER BY unit, month");
            query.build_query_as().fetch_all(pool).await?
        });
        rows.into_iter()
            .map(|(unit, month, stays)| {
                Ok((unit.parse().map_err(StoreError::inconsistent)?, month_of_number(month)?, stays))
            })
            .collect()
    }

    /// The patients that every unit registered in every month, by unit and month: admissions, discharges and
    /// rejected, none where they weren't said.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn patients_by_unit_and_month(
        &self,
        from: Month,
        to: Month,
    ) -> Result<Vec<(UnitCode, Month, [i64; 3])>, StoreError> {
        let rows: Vec<(String, i64, i64, i64, i64)> = on!(self, pool => {
            let mut query = QueryBuilder::new(
                "SELECT unit, month, COALESCE(admissions, 0) AS admissions, COALESCE(discharges, 0) AS discharges, \
                 COALESCE(rejected, 0) AS rejected FROM registration_month WHERE month >= ",
            );
            query.push_bind(month_number(from)).push(" AND month <= ").push_bind(month_number(to));
            query.push(" ORDER BY unit, month");
            query.build_query_as().fetch_all(pool).await?
        });
        rows.into_iter()
            .map(|(unit, month, admissions, discharges, rejected)| {
                let unit = unit.parse().map_err(StoreError::inconsistent)?;
                Ok((unit, month_of_number(month)?, [admissions, discharges, rejected]))
            })
            .collect()
    }

    /// Completed stays in `units` (`None`: every unit) by where the patient lives and month of discharge. Counts
    /// may be decimal where a former municipality is divided.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn stays_by_home_and_month(
        &self,
        units: Option<&[UnitCode]>,
        from: Month,
        to: Month,
    ) -> Result<Vec<(MunicipalityNumber, Month, f64)>, StoreError> {
        let rows: Vec<(String, i64, f64)> = on!(self, pool => {
            let mut query = QueryBuilder::new(
                "SELECT home, month, SUM(stays) AS stays FROM stay_home_month WHERE month >= ",
            );
            query.push_bind(month_number(from)).push(" AND month <= ").push_bind(month_number(to));
            push_units!(query, units);
            query.push(" GROUP BY home, month ORDER BY home, month");
            query.build_query_as().fetch_all(pool).await?
        });
        places_and_months(rows)
    }

    /// The emergency admissions of every municipality in every month that has a count, all ages together, by
    /// municipality and month.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn admissions_by_municipality_and_month(
        &self,
        from: Month,
        to: Month,
    ) -> Result<Vec<(MunicipalityNumber, Month, f64)>, StoreError> {
        let rows: Vec<(String, i64, f64)> = on!(self, pool => {
            let mut query = QueryBuilder::new(
                "SELECT municipality, month, age_0_17 + age_18_49 + age_50_66 + age_67_79 + age_80 AS admissions \
                 FROM admission_place_month WHERE month >= ",
            );
            query.push_bind(month_number(from)).push(" AND month <= ").push_bind(month_number(to));
            query.push(" ORDER BY municipality, month");
            query.build_query_as().fetch_all(pool).await?
        });
        places_and_months(rows)
    }
}

fn places_and_months(
    rows: Vec<(String, i64, f64)>,
) -> Result<Vec<(MunicipalityNumber, Month, f64)>, StoreError> {
    rows.into_iter()
        .map(|(place, month, n)| {
            Ok((place.parse().map_err(StoreError::inconsistent)?, month_of_number(month)?, n))
        })
        .collect()
}
