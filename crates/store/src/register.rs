//! Stays as people register them: admitted, discharged, corrected, struck out.
//!
//! Each change is one transaction with its trail, the sums that it touches and the days that it makes. There is no
//! undo: a correction back is a correction. A stay that is struck out leaves the table and counts nowhere; the
//! trail keeps it.

use crate::from_row::from_row;
use crate::tables::month_number;
use crate::tx::{Tx, in_tx};
use crate::{By, Change, Store, StoreError, Unsaved, on, rollup};
use chrono::{DateTime, Utc};
use vocabulary::{BedNumber, CorrectionReason, MunicipalityNumber, Stay, StayId, UnitCode, oslo_date};

/// A stay and what registering it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisteredStay {
    /// The stay.
    pub stay: Stay,
    /// The bed's number in the unit.
    pub bed: Option<BedNumber>,
    /// Grows with each change.
    pub version: i64,
    /// Whether people registered it; else a file brought it as it stands.
    pub by_hand: bool,
}

/// What came of an admission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Admitted {
    /// A new stay.
    New(RegisteredStay),
    /// The form had been sent before: the stay that it made then, as it stands now.
    Before(RegisteredStay),
}

struct StayRow {
    unit: String,
    id: String,
    home: String,
    admitted: DateTime<Utc>,
    discharged: Option<DateTime<Utc>>,
    dates_only: bool,
    age_group: String,
    sex: Option<String>,
    origin: Option<String>,
    referrer: String,
    reason: Option<String>,
    problem: Option<String>,
    purpose: Option<String>,
    alternative: Option<String>,
    destination: Option<String>,
    bed: Option<String>,
    version: i64,
    by_hand: bool,
}
from_row!(StayRow: unit, id, home, admitted, discharged, dates_only, age_group, sex, origin, referrer, reason, problem, purpose, alternative, destination, bed, version, by_hand);

/// Parses a stored text.
fn parsed<T: std::str::FromStr>(text: &str) -> Result<T, StoreError>
where
    T::Err: std::fmt::Display,
{
    text.parse().map_err(StoreError::inconsistent)
}

/// The same for one that may be missing.
fn maybe<T: std::str::FromStr>(text: Option<&str>) -> Result<Option<T>, StoreError>
where
    T::Err: std::fmt::Display,
{
    text.map(parsed).transpose()
}

impl TryFrom<StayRow> for RegisteredStay {
    type Error = StoreError;
    fn try_from(row: StayRow) -> Result<Self, StoreError> {
        Ok(Self {
            stay: Stay {
                id: parsed(&row.id)?,
                unit: parsed(&row.unit)?,
                home: parsed(&row.home)?,
                admitted: row.admitted,
                discharged: row.discharged,
                dates_only: row.dates_only,
                age_group: parsed(&row.age_group)?,
                sex: maybe(row.sex.as_deref())?,
                origin: maybe(row.origin.as_deref())?,
                referrer: parsed(&row.referrer)?,
                reason: maybe(row.reason.as_deref())?,
                problem: maybe(row.problem.as_deref())?,
                purpose: maybe(row.purpose.as_deref())?,
                alternative: maybe(row.alternative.as_deref())?,
                destination: maybe(row.destination.as_deref())?,
            },
            bed: maybe(row.bed.as_deref())?,
            version: row.version,
            by_hand: row.by_hand,
        })
    }
}

impl RegisteredStay {
    /// As it stands in the trail.
    fn json(&self) -> String {
        let s = &self.stay;
        serde_json::json!({
            "home": s.home.to_string(), "admitted": s.admitted, "discharged": s.discharged,
            "age_group": s.age_group, "sex": s.sex, "origin": s.origin, "referrer": s.referrer,
            "reason": s.reason.map(|reason| reason.to_string()), "problem": s.problem, "purpose": s.purpose,
            "alternative": s.alternative, "destination": s.destination,
            "bed": self.bed.as_ref().map(BedNumber::as_str),
        })
        .to_string()
    }
}

/// The key of a stay in the trail.
pub fn stay_key(unit: &UnitCode, id: &StayId) -> String {
    format!("{unit}|{id}")
}

/// The columns of [`StayRow`] and `FROM stay`.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT unit, id, home, admitted, discharged, dates_only, age_group, sex, origin, referrer, reason, \
             problem, purpose, alternative, destination, bed, version, by_hand FROM stay ",
            $rest
        )
    };
}

impl Store {
    /// Who is in a unit now, those there longest first.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn patients(&self, unit: &UnitCode) -> Result<Vec<RegisteredStay>, StoreError> {
        let rows: Vec<StayRow> = on!(self, pool => sqlx::query_as(select!(
            "WHERE unit = $1 AND discharged IS NULL ORDER BY admitted, id"
        ))
        .bind(unit.as_str())
        .fetch_all(pool)
        .await?);
        rows.into_iter().map(RegisteredStay::try_from).collect()
    }

    /// One stay; `None` where there is none, or it was struck out.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn stay(&self, unit: &UnitCode, id: &StayId) -> Result<Option<RegisteredStay>, StoreError> {
        let row: Option<StayRow> = on!(self, pool => sqlx::query_as(select!(
            "WHERE unit = $1 AND id = $2 ORDER BY id"
        ))
        .bind(unit.as_str())
        .bind(id.as_str())
        .fetch_optional(pool)
        .await?);
        row.map(RegisteredStay::try_from).transpose()
    }

    /// The stays of a unit that were admitted or discharged since then, newest admission first: what
    /// corrections are looked up in and habits are drawn from.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn stays_since(
        &self,
        unit: &UnitCode,
        since: DateTime<Utc>,
    ) -> Result<Vec<RegisteredStay>, StoreError> {
        let rows: Vec<StayRow> = on!(self, pool => sqlx::query_as(select!(
            "WHERE unit = $1 AND (admitted >= $2 OR discharged >= $2) ORDER BY admitted DESC, id"
        ))
        .bind(unit.as_str())
        .bind(since)
        .fetch_all(pool)
        .await?);
        rows.into_iter().map(RegisteredStay::try_from).collect()
    }

    /// The municipalities that the unit's patients came from since then, most often first.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn homes_since(
        &self,
        unit: &UnitCode,
        since: DateTime<Utc>,
    ) -> Result<Vec<(MunicipalityNumber, i64)>, StoreError> {
        let rows: Vec<(String, i64)> = on!(self, pool => sqlx::query_as(
            "SELECT home, COUNT(*) AS stays FROM stay WHERE unit = $1 AND admitted >= $2 \
             GROUP BY home ORDER BY stays DESC, home",
        )
        .bind(unit.as_str())
        .bind(since)
        .fetch_all(pool)
        .await?);
        rows.into_iter().map(|(home, stays)| Ok((parsed(&home)?, stays))).collect()
    }

    /// Registers an admission. The stay's id is the form's own: a form that is sent twice makes one stay.
    ///
    /// # Errors
    /// [`StoreError::Constraint`] for an unknown unit, [`StoreError::Driver`].
    pub async fn admit(
        &self,
        stay: &Stay,
        bed: Option<&BedNumber>,
        by: &By<'_>,
    ) -> Result<Admitted, StoreError> {
        let mut tx = self.begin_change().await?;
        if let Some(before) = tx.stay(&stay.unit, &stay.id).await? {
            return Ok(Admitted::Before(before));
        }
        let new = RegisteredStay { stay: stay.clone(), bed: bed.cloned(), version: 1, by_hand: true };
        tx.insert_stay(&new).await?;
        tx.stay_changed(None, Some(&new), "made", None, by).await?;
        tx.commit().await?;
        Ok(Admitted::New(new))
    }

    /// Saves a stay as it should be: a discharge or a correction. `expected`: the version that the person had
    /// before her. Saving what stands there already changes nothing.
    ///
    /// # Errors
    /// [`Unsaved::Conflict`] with the stay as it stands, [`Unsaved::Gone`], [`Unsaved::Store`].
    pub async fn save_stay(
        &self,
        stay: &Stay,
        bed: Option<&BedNumber>,
        expected: i64,
        reason: Option<CorrectionReason>,
        by: &By<'_>,
    ) -> Result<RegisteredStay, Unsaved<RegisteredStay>> {
        let mut tx = self.begin_change().await?;
        let old = tx.expected_stay(&stay.unit, &stay.id, expected).await?;
        let mut new = RegisteredStay { stay: stay.clone(), bed: bed.cloned(), ..old.clone() };
        if new == old {
            return Ok(old);
        }
        (new.version, new.by_hand) = (old.version + 1, true);
        tx.delete_stay(&old.stay).await?;
        tx.insert_stay(&new).await?;
        let discharged = old.stay.discharged.is_none() && stay.discharged.is_some() && reason.is_none();
        let action = if discharged { "discharged" } else { "changed" };
        tx.stay_changed(Some(&old), Some(&new), action, reason, by).await?;
        tx.commit().await?;
        Ok(new)
    }

    /// Strikes a stay out: it counts nowhere from now on.
    ///
    /// # Errors
    /// As [`Store::save_stay`].
    pub async fn strike_stay(
        &self,
        unit: &UnitCode,
        id: &StayId,
        expected: i64,
        reason: CorrectionReason,
        by: &By<'_>,
    ) -> Result<(), Unsaved<RegisteredStay>> {
        let mut tx = self.begin_change().await?;
        let old = tx.expected_stay(unit, id, expected).await?;
        tx.delete_stay(&old.stay).await?;
        tx.stay_changed(Some(&old), None, "struck", Some(reason), by).await?;
        tx.commit().await?;
        Ok(())
    }
}

impl Tx {
    async fn stay(&mut self, unit: &UnitCode, id: &StayId) -> Result<Option<RegisteredStay>, StoreError> {
        let row: Option<StayRow> = in_tx!(self, c => sqlx::query_as(select!(
            "WHERE unit = $1 AND id = $2 ORDER BY id"
        ))
        .bind(unit.as_str())
        .bind(id.as_str())
        .fetch_optional(c)
        .await?);
        row.map(RegisteredStay::try_from).transpose()
    }

    async fn expected_stay(
        &mut self,
        unit: &UnitCode,
        id: &StayId,
        expected: i64,
    ) -> Result<RegisteredStay, Unsaved<RegisteredStay>> {
        match self.stay(unit, id).await? {
            None => Err(Unsaved::Gone),
            Some(old) if old.version != expected => Err(Unsaved::Conflict(Box::new(old))),
            Some(old) => Ok(old),
        }
    }

    async fn delete_stay(&mut self, stay: &Stay) -> Result<(), StoreError> {
        in_tx!(self, c => sqlx::query("DELETE FROM stay WHERE unit = $1 AND id = $2")
            .bind(stay.unit.as_str())
            .bind(stay.id.as_str())
            .execute(c)
            .await
            .map(drop)?);
        Ok(())
    }

    async fn insert_stay(&mut self, new: &RegisteredStay) -> Result<(), StoreError> {
        let s = &new.stay;
        in_tx!(self, c => sqlx::query(
            "INSERT INTO stay (unit, id, home, admitted, discharged, dates_only, admission_month, discharge_month, \
             minutes, age_group, sex, origin, referrer, reason, chapter, problem, purpose, alternative, \
             destination, bed, version, by_hand) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, \
             $14, $15, $16, $17, $18, $19, $20, $21, $22)",
        )
        .bind(s.unit.as_str())
        .bind(s.id.as_str())
        .bind(s.home.to_string())
        .bind(s.admitted)
        .bind(s.discharged)
        .bind(s.dates_only)
        .bind(month_number(s.admission_month()))
        .bind(s.discharge_month().map(month_number))
        .bind(s.minutes())
        .bind(s.age_group.code())
        .bind(s.sex.map(vocabulary::Sex::code))
        .bind(s.origin.map(vocabulary::Origin::code))
        .bind(s.referrer.code())
        .bind(s.reason.map(|reason| reason.to_string()))
        .bind(s.reason.map(|reason| reason.chapter().to_string()))
        .bind(s.problem.map(vocabulary::Problem::code))
        .bind(s.purpose.map(vocabulary::Purpose::code))
        .bind(s.alternative.map(vocabulary::Alternative::code))
        .bind(s.destination.map(vocabulary::Destination::code))
        .bind(new.bed.as_ref().map(BedNumber::as_str))
        .bind(new.version)
        .bind(new.by_hand)
        .execute(c)
        .await
        .map(drop)?);
        Ok(())
    }

    /// Writes the change down, and makes the sums and days anew that hang on it.
    async fn stay_changed(
        &mut self,
        old: Option<&RegisteredStay>,
        new: Option<&RegisteredStay>,
        action: &'static str,
        reason: Option<CorrectionReason>,
        by: &By<'_>,
    ) -> Result<(), StoreError> {
        let Some(stay) = new.or(old).map(|registered| &registered.stay) else { return Ok(()) };
        self.record(Change {
            unit: Some(&stay.unit),
            reason: reason.map(CorrectionReason::code),
            old_row: old.map(RegisteredStay::json),
            new_row: new.map(RegisteredStay::json),
            ..by.change("stay", stay_key(&stay.unit, &stay.id), action)
        })
        .await?;
        let completed = |side: Option<&RegisteredStay>| side.is_some_and(|s| s.stay.discharged.is_some());
        if completed(old) || completed(new) {
            self.run_of_unit(rollup::stay_sums("unit = $1"), &stay.unit, None).await?;
        }
        let first = old.into_iter().chain(new).map(|side| oslo_date(side.stay.admitted)).min();
        if let Some(first) = first {
            self.make_days(&stay.unit, first, by.at).await?;
        }
        Ok(())
    }
}

/// The table's columns and the statement of `insert_stay` name the same ones.
#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::Record as _;

    #[test]
    fn every_column_of_a_stay_is_written() {
        let source = include_str!("register.rs");
        let insert = source.split("INSERT INTO stay (").nth(1).unwrap().split(')').next().unwrap();
        for column in Stay::TABLE.columns() {
            assert!(insert.contains(column), "{column}");
        }
    }
}
