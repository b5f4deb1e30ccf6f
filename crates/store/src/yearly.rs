//! Reading the completed stays that a yearly report counts, one row a stay.

use crate::from_row::from_row;
use crate::registrations::push_units;
use crate::tables::month_number;
use crate::{Store, StoreError, on};
use sqlx::QueryBuilder;
use std::str::FromStr;
use vocabulary::{AgeGroup, Destination, Month, MunicipalityNumber, Origin, Referrer, Sex, UnitCode};

/// A completed stay as a report counts it: no id and no time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompletedStay {
    /// Unit.
    pub unit: UnitCode,
    /// Where the patient lives, by the number that the stay came with.
    pub home: MunicipalityNumber,
    /// Length.
    pub minutes: i64,
    /// Age group.
    pub age_group: AgeGroup,
    /// Sex.
    pub sex: Option<Sex>,
    /// Came from.
    pub origin: Option<Origin>,
    /// Referred by.
    pub referrer: Referrer,
    /// ICPC-2 chapter.
    pub chapter: Option<char>,
    /// Discharged to.
    pub destination: Option<Destination>,
}

struct CompletedRow {
    unit: String,
    home: String,
    minutes: i64,
    age_group: String,
    sex: Option<String>,
    origin: Option<String>,
    referrer: String,
    chapter: Option<String>,
    destination: Option<String>,
}
from_row!(CompletedRow: unit, home, minutes, age_group, sex, origin, referrer, chapter, destination);

fn read<T: FromStr<Err: std::fmt::Display>>(text: &str) -> Result<T, StoreError> {
    text.parse().map_err(StoreError::inconsistent)
}

impl TryFrom<CompletedRow> for CompletedStay {
    type Error = StoreError;
    fn try_from(row: CompletedRow) -> Result<Self, StoreError> {
        Ok(Self {
            unit: read(&row.unit)?,
            home: read(&row.home)?,
            minutes: row.minutes,
            age_group: read(&row.age_group)?,
            sex: row.sex.as_deref().map(read).transpose()?,
            origin: row.origin.as_deref().map(read).transpose()?,
            referrer: read(&row.referrer)?,
            chapter: row.chapter.and_then(|chapter| chapter.chars().next()),
            destination: row.destination.as_deref().map(read).transpose()?,
        })
    }
}

impl Store {
    /// The stays completed from one month to another, both included, in `units` (`None`: every unit) by
    /// patients who live in `homes` (`None`: anywhere), by unit and home.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn completed_stays(
        &self,
        units: Option<&[UnitCode]>,
        homes: Option<&[MunicipalityNumber]>,
        from: Month,
        to: Month,
    ) -> Result<Vec<CompletedStay>, StoreError> {
        let rows: Vec<CompletedRow> = on!(self, pool => {
            let mut query = QueryBuilder::new(
                "SELECT unit, home, minutes, age_group, sex, origin, referrer, chapter, destination \
                 FROM stay WHERE discharge_month >= ",
            );
            query.push_bind(month_number(from)).push(" AND discharge_month <= ").push_bind(month_number(to));
            push_units!(query, units);
            if let Some(homes) = homes {
                query.push(" AND home IN (''");
                for number in homes {
                    query.push(", ").push_bind(number.to_string());
                }
                query.push(")");
            }
            query.push(" ORDER BY unit, home, discharged");
            query.build_query_as().fetch_all(pool).await?
        });
        rows.into_iter().map(CompletedStay::try_from).collect()
    }
}
