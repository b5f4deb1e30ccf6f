//! The days of a unit as people register them: typed, or made from the unit's stays with what stays can't tell.
//!
//! [`Store::save_day`] serves both: where the unit registers stays on that day, who lay there, came and went is
//! counted from them whatever the caller says, and beds lent are those counted unless somebody says otherwise.

use crate::from_row::from_row;
use crate::tables::month_number;
use crate::tx::{Tx, in_tx};
use crate::{By, Change, Store, StoreError, Unsaved, on, rollup};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeSet;
use vocabulary::{
    CorrectionReason, DaySource, DaySums, Month, Purpose, Registration, StayTimes, UnitCode, oslo_midnight,
};

/// A registered day and where its numbers come from.
#[derive(Debug, Clone, PartialEq)]
pub struct Day {
    /// The numbers.
    pub registration: Registration,
    /// Grows with each change.
    pub version: i64,
    /// Where they come from.
    pub source: DaySource,
    /// Minutes that beds were used; only where the day is made from stays.
    pub bed_minutes: Option<i64>,
    /// Whether somebody typed how many beds were lent, instead of the stays.
    pub lent_by_hand: bool,
}

pub(crate) struct DayRow {
    unit: String,
    date: NaiveDate,
    beds: f64,
    occupied: f64,
    admissions: Option<i64>,
    discharges: Option<i64>,
    rejected: Option<i64>,
    discharge_ready: Option<f64>,
    version: i64,
    source: String,
    bed_minutes: Option<i64>,
    lent_by_hand: bool,
}
from_row!(DayRow: unit, date, beds, occupied, admissions, discharges, rejected, discharge_ready, version, source, bed_minutes, lent_by_hand);

impl TryFrom<DayRow> for Day {
    type Error = StoreError;
    fn try_from(row: DayRow) -> Result<Self, StoreError> {
        Ok(Self {
            registration: Registration {
                unit: row.unit.parse().map_err(StoreError::inconsistent)?,
                date: row.date,
                beds: row.beds,
                occupied: row.occupied,
                admissions: row.admissions,
                discharges: row.discharges,
                rejected: row.rejected,
                discharge_ready: row.discharge_ready,
            },
            version: row.version,
            source: row.source.parse().map_err(StoreError::inconsistent)?,
            bed_minutes: row.bed_minutes,
            lent_by_hand: row.lent_by_hand,
        })
    }
}

impl Day {
    /// As it stands in the trail.
    fn json(&self) -> String {
        let r = &self.registration;
        serde_json::json!({
            "beds": r.beds, "occupied": r.occupied, "admissions": r.admissions, "discharges": r.discharges,
            "rejected": r.rejected, "discharge_ready": r.discharge_ready, "source": self.source.code(),
        })
        .to_string()
    }

    /// What the unit's stays say about the day, put over what stands there.
    fn made_from(&mut self, sums: DaySums) {
        let r = &mut self.registration;
        r.occupied = sums.occupied as f64;
        r.admissions = Some(sums.admissions);
        r.discharges = Some(sums.discharges);
        if !self.lent_by_hand {
            r.discharge_ready = Some(sums.discharge_ready as f64);
        }
        self.bed_minutes = Some(sums.bed_minutes);
        self.source = DaySource::Stays;
    }
}

/// Begin, end, whether only dates are known, purpose.
type StayRow = (DateTime<Utc>, Option<DateTime<Utc>>, bool, Option<String>);

/// The key of a day in the trail.
pub fn day_key(unit: &UnitCode, date: NaiveDate) -> String {
    format!("{unit}|{date}")
}

const SELECT: &str = "SELECT unit, date, beds, occupied, admissions, discharges, rejected, discharge_ready, \
     version, source, bed_minutes, lent_by_hand FROM registration \
     WHERE unit = $1 AND date >= $2 AND date <= $3 ORDER BY date";

impl Store {
    /// The registered days of a unit from `from` to `to`, both included, by date.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn days(
        &self,
        unit: &UnitCode,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<Day>, StoreError> {
        let rows: Vec<DayRow> = on!(self, pool => sqlx::query_as(SELECT)
            .bind(unit.as_str())
            .bind(from)
            .bind(to)
            .fetch_all(pool)
            .await?);
        rows.into_iter().map(Day::try_from).collect()
    }

    /// One registered day.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn day(&self, unit: &UnitCode, date: NaiveDate) -> Result<Option<Day>, StoreError> {
        Ok(self.days(unit, date, date).await?.pop())
    }

    /// From which day on a unit's days are made from its stays; `None`: they are typed or come by file.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn registers_stays(&self, unit: &UnitCode) -> Result<Option<NaiveDate>, StoreError> {
        Ok(
            on!(self, pool => sqlx::query_scalar("SELECT since FROM stay_register WHERE unit = $1 ORDER BY unit")
            .bind(unit.as_str())
            .fetch_optional(pool)
            .await?),
        )
    }

    /// Every unit whose days are made from its stays, and since when.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn units_that_register_stays(&self) -> Result<Vec<(UnitCode, NaiveDate)>, StoreError> {
        let rows: Vec<(String, NaiveDate)> = on!(self, pool => sqlx::query_as(
            "SELECT unit, since FROM stay_register ORDER BY unit",
        )
        .fetch_all(pool)
        .await?);
        rows.into_iter()
            .map(|(unit, since)| Ok((unit.parse().map_err(StoreError::inconsistent)?, since)))
            .collect()
    }

    /// From `since` on the unit's days are made from its stays; those that are over are made at once. A second
    /// time changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Constraint`] for an unknown unit, [`StoreError::Driver`].
    pub async fn register_stays(
        &self,
        unit: &UnitCode,
        since: NaiveDate,
        by: &By<'_>,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin_change().await?;
        let new = in_tx!(&mut tx, c => sqlx::query(
            "INSERT INTO stay_register (unit, since) VALUES ($1, $2) ON CONFLICT (unit) DO NOTHING",
        )
        .bind(unit.as_str())
        .bind(since)
        .execute(c)
        .await?
        .rows_affected());
        if new > 0 {
            let change = Change {
                unit: Some(unit),
                new_row: Some(serde_json::json!({ "since": since }).to_string()),
                ..by.change("unit", unit.to_string(), "registers_stays")
            };
            tx.record(change).await?;
            tx.make_days(unit, since, by.at).await?;
        }
        tx.commit().await
    }

    /// The newest day that a file brought.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn newest_day_from_files(&self) -> Result<Option<NaiveDate>, StoreError> {
        Ok(on!(self, pool => sqlx::query_scalar(
            // From the end of each unit's key to its first day by file: a few steps instead of every row.
            "SELECT MAX(newest) AS newest FROM (\
             SELECT (SELECT r.date FROM registration AS r WHERE r.unit = u.code AND r.source = 'fil' \
             ORDER BY r.date DESC LIMIT 1) AS newest FROM unit AS u) AS of_unit ORDER BY newest",
        )
        .fetch_one(pool)
        .await?))
    }

    /// Makes the days that are over at `now` from the stays of every unit that registers stays: those missing
    /// since the last change, and those that an import changed. Gives the number of days written.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn make_days(&self, from: Option<NaiveDate>, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let mut written = 0;
        for (unit, since) in self.units_that_register_stays().await? {
            let mut tx = self.begin_change().await?;
            let of_unit = tx.make_days(&unit, from.unwrap_or(since), now).await?;
            // Dropped where nothing was written: held data stay good.
            if of_unit > 0 {
                tx.commit().await?;
            }
            written += of_unit;
        }
        Ok(written)
    }

    /// Saves a day as somebody typed it. `expected`: the version that she had before her, `None` where there was
    /// no such day; the day must be over or today for the caller to ask. Where the unit registers stays, only
    /// `beds`, `rejected` and `discharge_ready` (`None`: as the stays say) are hers. Saving what stands there
    /// already changes nothing.
    ///
    /// # Errors
    /// [`Unsaved::Conflict`] with the day as it stands, [`Unsaved::Gone`] where it was struck out since,
    /// [`Unsaved::Store`].
    pub async fn save_day(
        &self,
        typed: &Registration,
        expected: Option<i64>,
        reason: Option<CorrectionReason>,
        by: &By<'_>,
    ) -> Result<Day, Unsaved<Day>> {
        let mut tx = self.begin_change().await?;
        let (unit, date) = (&typed.unit, typed.date);
        let old = tx.day(unit, date).await?;
        match (&old, expected) {
            (Some(day), version) if version != Some(day.version) => {
                return Err(Unsaved::Conflict(Box::new(day.clone())));
            }
            (None, Some(_)) => return Err(Unsaved::Gone),
            _ => {}
        }
        let mut new = Day {
            registration: typed.clone(),
            version: old.as_ref().map_or(1, |day| day.version + 1),
            source: DaySource::Hand,
            bed_minutes: None,
            lent_by_hand: false,
        };
        if tx.since(unit).await?.is_some_and(|since| since <= date) {
            let sums = DaySums::of(&tx.stay_times(unit, date, date).await?, date);
            new.lent_by_hand =
                typed.discharge_ready.is_some_and(|lent| (lent - sums.discharge_ready as f64).abs() > 1e-9);
            new.made_from(sums);
        }
        if let Some(old) = old.as_ref().filter(|old| Day { version: old.version, ..new.clone() } == **old) {
            return Ok(old.clone());
        }
        tx.write_day(&new).await?;
        tx.sum_months(unit, [Month::of(date)].into()).await?;
        let action = if old.is_some() { "changed" } else { "made" };
        let change = Change {
            unit: Some(unit),
            reason: reason.map(CorrectionReason::code),
            old_row: old.as_ref().map(Day::json),
            new_row: Some(new.json()),
            ..by.change("day", day_key(unit, date), action)
        };
        tx.record(change).await?;
        tx.commit().await?;
        Ok(new)
    }

    /// Strikes a day out: it counts nowhere, and the trail keeps it. A day made from stays is made again with
    /// what the stays say.
    ///
    /// # Errors
    /// As [`Store::save_day`].
    pub async fn strike_day(
        &self,
        unit: &UnitCode,
        date: NaiveDate,
        expected: i64,
        reason: CorrectionReason,
        by: &By<'_>,
    ) -> Result<(), Unsaved<Day>> {
        let mut tx = self.begin_change().await?;
        let Some(old) = tx.day(unit, date).await? else { return Err(Unsaved::Gone) };
        if old.version != expected {
            return Err(Unsaved::Conflict(Box::new(old)));
        }
        in_tx!(&mut tx, c => sqlx::query("DELETE FROM registration WHERE unit = $1 AND date = $2")
            .bind(unit.as_str())
            .bind(date)
            .execute(c)
            .await
            .map(drop)?);
        let change = Change {
            unit: Some(unit),
            reason: Some(reason.code()),
            old_row: Some(old.json()),
            ..by.change("day", day_key(unit, date), "struck")
        };
        tx.record(change).await?;
        tx.sum_months(unit, [Month::of(date)].into()).await?;
        tx.make_days(unit, date, by.at).await?;
        tx.commit().await?;
        Ok(())
    }
}

impl Tx {
    async fn since(&mut self, unit: &UnitCode) -> Result<Option<NaiveDate>, StoreError> {
        Ok(
            in_tx!(self, c => sqlx::query_scalar("SELECT since FROM stay_register WHERE unit = $1 ORDER BY unit")
            .bind(unit.as_str())
            .fetch_optional(c)
            .await?),
        )
    }

    async fn days(
        &mut self,
        unit: &UnitCode,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<Day>, StoreError> {
        let rows: Vec<DayRow> = in_tx!(self, c => sqlx::query_as(SELECT)
            .bind(unit.as_str())
            .bind(from)
            .bind(to)
            .fetch_all(c)
            .await?);
        rows.into_iter().map(Day::try_from).collect()
    }

    async fn day(&mut self, unit: &UnitCode, date: NaiveDate) -> Result<Option<Day>, StoreError> {
        Ok(self.days(unit, date, date).await?.pop())
    }

    /// The stays of a unit that touch the days from `from` to `to`.
    async fn stay_times(
        &mut self,
        unit: &UnitCode,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<StayTimes>, StoreError> {
        let end = oslo_midnight(to.succ_opt().unwrap_or(to));
        let rows: Vec<StayRow> = in_tx!(self, c => sqlx::query_as(
            "SELECT admitted, discharged, dates_only, purpose FROM stay \
             WHERE unit = $1 AND admitted < $2 AND (discharged IS NULL OR discharged >= $3) ORDER BY admitted, id",
        )
        .bind(unit.as_str())
        .bind(end)
        .bind(oslo_midnight(from))
        .fetch_all(c)
        .await?);
        Ok(rows
            .into_iter()
            .map(|(admitted, discharged, dates_only, purpose)| StayTimes {
                admitted,
                discharged,
                dates_only,
                lent: purpose.as_deref() == Some(Purpose::DischargeReady.code()),
            })
            .collect())
    }

    /// Makes the days from `from` to the day before `now` from the stays, where the unit registers them: staffed
    /// beds and rejected stay as somebody said, a day that is new has the beds of the day before it, or those
    /// that the bed numbers say since then. Gives the number of days that became other ones.
    pub(crate) async fn make_days(
        &mut self,
        unit: &UnitCode,
        from: NaiveDate,
        now: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        let (Some(since), Some(yesterday)) = (self.since(unit).await?, vocabulary::oslo_date(now).pred_opt())
        else {
            return Ok(0);
        };
        // The days after the newest one are missing, too: nobody may have come by for a while.
        let newest: Option<NaiveDate> = in_tx!(self, c => sqlx::query_scalar(
            "SELECT MAX(date) AS newest FROM registration WHERE unit = $1 AND date <= $2 ORDER BY newest",
        )
        .bind(unit.as_str())
        .bind(yesterday)
        .fetch_one(c)
        .await?);
        let missing = newest.and_then(|day| day.succ_opt()).unwrap_or(since);
        let from = from.min(missing).max(since);
        if from > yesterday {
            return Ok(0);
        }
        let known = self.days(unit, from, yesterday).await?;
        let stays = self.stay_times(unit, from, yesterday).await?;
        let numbers: Vec<(NaiveDate, f64)> = in_tx!(self, c => sqlx::query_as(
            "SELECT valid_from, beds FROM beds WHERE unit = $1 ORDER BY valid_from",
        )
        .bind(unit.as_str())
        .fetch_all(c)
        .await?);
        let mut before: Option<(NaiveDate, f64)> = in_tx!(self, c => sqlx::query_as(
            "SELECT date, beds FROM registration WHERE unit = $1 AND date < $2 ORDER BY date DESC LIMIT 1",
        )
        .bind(unit.as_str())
        .bind(from)
        .fetch_optional(c)
        .await?);
        let (mut known, mut months, mut written) = (known.into_iter().peekable(), BTreeSet::new(), 0);
        for date in from.iter_days().take_while(|day| *day <= yesterday) {
            let old = known.next_if(|day| day.registration.date == date);
            let number = numbers.iter().rev().find(|(valid_from, _)| *valid_from <= date);
            let beds = match (before, number) {
                (Some((_, beds)), None) => beds,
                (Some((day, beds)), Some((valid_from, _))) if day >= *valid_from => beds,
                (_, Some((_, beds))) => *beds,
                (None, None) => 0.0,
            };
            let mut day = old.clone().unwrap_or_else(|| Day {
                registration: Registration {
                    unit: unit.clone(),
                    date,
                    beds,
                    occupied: 0.0,
                    admissions: None,
                    discharges: None,
                    rejected: None,
                    discharge_ready: None,
                },
                version: 0,
                source: DaySource::Stays,
                bed_minutes: None,
                lent_by_hand: false,
            });
            day.made_from(DaySums::of(&stays, date));
            before = Some((date, day.registration.beds));
            if old.as_ref() != Some(&day) {
                day.version += 1;
                self.write_day(&day).await?;
                months.insert(Month::of(date));
                written += 1;
            }
        }
        self.sum_months(unit, months).await?;
        Ok(written)
    }

    async fn write_day(&mut self, day: &Day) -> Result<(), StoreError> {
        let r = &day.registration;
        in_tx!(self, c => sqlx::query(
            "INSERT INTO registration (unit, date, month, beds, occupied, admissions, discharges, rejected, \
             discharge_ready, version, source, bed_minutes, lent_by_hand) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
             ON CONFLICT (unit, date) DO UPDATE SET beds = excluded.beds, occupied = excluded.occupied, \
             admissions = excluded.admissions, discharges = excluded.discharges, rejected = excluded.rejected, \
             discharge_ready = excluded.discharge_ready, version = excluded.version, source = excluded.source, \
             bed_minutes = excluded.bed_minutes, lent_by_hand = excluded.lent_by_hand",
        )
        .bind(r.unit.as_str())
        .bind(r.date)
        .bind(month_number(Month::of(r.date)))
        .bind(r.beds)
        .bind(r.occupied)
        .bind(r.admissions)
        .bind(r.discharges)
        .bind(r.rejected)
        .bind(r.discharge_ready)
        .bind(day.version)
        .bind(day.source.code())
        .bind(day.bed_minutes)
        .bind(day.lent_by_hand)
        .execute(c)
        .await
        .map(drop)?);
        Ok(())
    }

    /// The monthly sums of the unit's days, made anew.
    async fn sum_months(&mut self, unit: &UnitCode, months: BTreeSet<Month>) -> Result<(), StoreError> {
        for month in months {
            let month = month_number(month);
            let own = rollup::registration_month("unit = $1 AND month = $2");
            self.run_of_unit(own, unit, Some(month)).await?;
            self.run_of_month(rollup::registration_country_month("month = $1"), month).await?;
        }
        Ok(())
    }
}
