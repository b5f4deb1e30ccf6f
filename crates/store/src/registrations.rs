//! Reading days and monthly sums of bed registrations.

use crate::dates::Day;
use crate::from_row::from_row;
use crate::rollup::{month_columns, month_sums};
use crate::tables::{month_number, month_of_number};
use crate::{Store, StoreError, on};
use chrono::NaiveDate;
use sqlx::QueryBuilder;
use vocabulary::{Month, Period, UnitCode};

/// The beds of some units on one day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RegistrationDay {
    /// Day.
    pub date: NaiveDate,
    /// Open beds.
    pub beds: f64,
    /// Occupied beds.
    pub occupied: f64,
}

/// Sums over unit-days. `None`: no unit said.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct RegistrationSum {
    /// Registered unit-days.
    pub days: i64,
    /// Open bed-days.
    pub bed_days: f64,
    /// Occupied bed-days.
    pub occupied: f64,
    /// Unit-days with every open bed occupied.
    pub full_days: i64,
    /// Unit-days with open beds and no patient.
    pub empty_days: i64,
    /// Admissions.
    pub admissions: Option<i64>,
    /// Discharges.
    pub discharges: Option<i64>,
    /// Rejected because full.
    pub rejected: Option<i64>,
    /// Bed-days lent to discharge-ready patients.
    pub discharge_ready: Option<f64>,
}
from_row!(RegistrationSum: days, bed_days, occupied, full_days, empty_days, admissions, discharges, rejected, discharge_ready);

impl RegistrationSum {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        fn sum<T: std::ops::Add<Output = T>>(a: Option<T>, b: Option<T>) -> Option<T> {
            match (a, b) {
                (Some(a), Some(b)) => Some(a + b),
                (a, b) => a.or(b),
            }
        }
        Self {
            days: self.days + other.days,
            bed_days: self.bed_days + other.bed_days,
            occupied: self.occupied + other.occupied,
            full_days: self.full_days + other.full_days,
            empty_days: self.empty_days + other.empty_days,
            admissions: sum(self.admissions, other.admissions),
            discharges: sum(self.discharges, other.discharges),
            rejected: sum(self.rejected, other.rejected),
            discharge_ready: sum(self.discharge_ready, other.discharge_ready),
        }
    }
}

/// The sums of some units in one month.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RegistrationMonth {
    /// Month.
    pub month: Month,
    /// Its sums.
    pub sum: RegistrationSum,
}

struct MonthRow {
    month: i64,
    sum: RegistrationSum,
}
from_row!(MonthRow: month; sum);

/// Of so many units the days themselves are summed sooner than months and what is left of them.
const FEW: usize = 4;

/// Adds ` AND unit IN (…)` for the units given; for `None` nothing, for none of them what no row fulfils.
macro_rules! push_units {
    ($query:ident, $units:expr) => {
        if let Some(units) = $units {
            if units.is_empty() {
                $query.push(" AND 1 = 0");
            } else {
                $query.push(" AND unit IN (");
                let mut list = $query.separated(", ");
                for unit in units {
                    list.push_bind(unit.as_str().to_owned());
                }
                $query.push(")");
            }
        }
    };
}
pub(crate) use push_units;

impl Store {
    /// The first and last month with registered days or completed stays of any unit.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn unit_span(&self) -> Result<Option<(Month, Month)>, StoreError> {
        let span: (Option<i64>, Option<i64>) = on!(self, pool => sqlx::query_as(
            "SELECT MIN(first) AS first, MAX(last) AS last FROM ( \
             SELECT MIN(month) AS first, MAX(month) AS last FROM registration_month \
             UNION ALL SELECT MIN(month) AS first, MAX(month) AS last FROM stay_month) AS spans ORDER BY first",
        )
        .fetch_one(pool)
        .await?);
        match span {
            (Some(first), Some(last)) => Ok(Some((month_of_number(first)?, month_of_number(last)?))),
            _ => Ok(None),
        }
    }

    /// The registered days of `units` (`None`: every unit) in the period, summed per day, by date.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn registration_days(
        &self,
        units: Option<&[UnitCode]>,
        period: Period,
    ) -> Result<Vec<RegistrationDay>, StoreError> {
        // One unit has one row a day, and they lie in the order of days: nothing to group.
        let one = units.is_some_and(|units| units.len() == 1);
        let select = if one {
            "SELECT date, beds, occupied FROM registration WHERE date >= "
        } else {
            "SELECT date, SUM(beds), SUM(occupied) FROM registration WHERE date >= "
        };
        let rows: Vec<(Day, f64, f64)> = on!(self, pool => {
            let mut query = QueryBuilder::new(select);
            query.push_bind(period.from()).push(" AND date < ").push_bind(period.end());
            push_units!(query, units);
            query.push(if one { " ORDER BY date" } else { " GROUP BY date ORDER BY date" });
            query.build_query_as().fetch_all(pool).await?
        });
        let day = |(Day(date), beds, occupied)| RegistrationDay { date, beds, occupied };
        Ok(rows.into_iter().map(day).collect())
    }

    /// The monthly sums of `units` (`None`: every unit) from one month to another, both included, by month.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn registration_months(
        &self,
        units: Option<&[UnitCode]>,
        from: Month,
        to: Month,
    ) -> Result<Vec<RegistrationMonth>, StoreError> {
        // One unit and the country have one row a month: nothing to add up.
        let (select, group) = match units {
            None => (concat!("SELECT month, ", month_columns!(), " FROM registration_country_month"), ""),
            Some([_]) => (concat!("SELECT month, ", month_columns!(), " FROM registration_month"), ""),
            Some(_) => {
                (concat!("SELECT month, ", month_sums!(), " FROM registration_month"), " GROUP BY month")
            }
        };
        let rows: Vec<MonthRow> = on!(self, pool => {
            let mut query = QueryBuilder::new(select);
            query.push(" WHERE month >= ").push_bind(month_number(from));
            query.push(" AND month <= ").push_bind(month_number(to));
            push_units!(query, units);
            query.push(group).push(" ORDER BY month");
            query.build_query_as().fetch_all(pool).await?
        });
        rows.into_iter()
            .map(|row| Ok(RegistrationMonth { month: month_of_number(row.month)?, sum: row.sum }))
            .collect()
    }

    /// The sums of `units` (`None`: every unit) over any period. Whole months come from the monthly sums, but
    /// those of a few units in a period that isn't whole months.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn registration_sum(
        &self,
        units: Option<&[UnitCode]>,
        period: Period,
    ) -> Result<RegistrationSum, StoreError> {
        if units.is_some_and(|units| units.len() <= FEW) && !period.is_whole_months() {
            return self.sum_of_days(units, period).await;
        }
        let months = match period.in_months().0 {
            Some((first, last)) => self.registration_months(units, first, last).await?,
            None => Vec::new(),
        };
        self.registration_sum_with(units, period, &months).await
    }

    /// The same where `months` holds the units' monthly sums of the period's whole months already, among others.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn registration_sum_with(
        &self,
        units: Option<&[UnitCode]>,
        period: Period,
        months: &[RegistrationMonth],
    ) -> Result<RegistrationSum, StoreError> {
        let (whole, left) = period.in_months();
        let is_whole = |month: Month| whole.is_some_and(|(first, last)| (first..=last).contains(&month));
        let whole = months.iter().filter(|row| is_whole(row.month));
        let mut sum = whole.fold(RegistrationSum::default(), |sum, month| sum.and(month.sum));
        for days in left {
            sum = sum.and(self.sum_of_days(units, days).await?);
        }
        Ok(sum)
    }

    async fn sum_of_days(
        &self,
        units: Option<&[UnitCode]>,
        period: Period,
    ) -> Result<RegistrationSum, StoreError> {
        Ok(on!(self, pool => {
            let mut query = QueryBuilder::new(
                "SELECT COUNT(*) AS days, COALESCE(SUM(beds), 0.0) AS bed_days, \
                 COALESCE(SUM(occupied), 0.0) AS occupied, \
                 COUNT(CASE WHEN beds > 0 AND occupied >= beds THEN 1 END) AS full_days, \
                 COUNT(CASE WHEN beds > 0 AND occupied = 0 THEN 1 END) AS empty_days, \
                 CAST(SUM(admissions) AS BIGINT) AS admissions, CAST(SUM(discharges) AS BIGINT) AS discharges, \
                 CAST(SUM(rejected) AS BIGINT) AS rejected, SUM(discharge_ready) AS discharge_ready \
                 FROM registration WHERE date >= ",
            );
            query.push_bind(period.from()).push(" AND date < ").push_bind(period.end());
            push_units!(query, units);
            if units.is_none() {
                // Some days of each unit, by its key, instead of every row.
                query.push(" AND unit IN (SELECT code FROM unit)");
            }
            query.push(" ORDER BY days");
            query.build_query_as().fetch_one(pool).await?
        }))
    }

    /// The newest registered day of `units` (`None`: every unit).
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn newest_registration(
        &self,
        units: Option<&[UnitCode]>,
    ) -> Result<Option<NaiveDate>, StoreError> {
        // The last row of each unit, by its key: a step for each instead of every row.
        Ok(on!(self, pool => {
            let mut query = QueryBuilder::new(
                "SELECT MAX(newest) AS newest FROM (\
                 SELECT (SELECT MAX(r.date) FROM registration AS r WHERE r.unit = u.unit) AS newest \
                 FROM (SELECT code AS unit FROM unit) AS u WHERE 1 = 1",
            );
            push_units!(query, units);
            query.push(") AS of_unit ORDER BY newest");
            query.build_query_scalar().fetch_one(pool).await?
        }))
    }
}
