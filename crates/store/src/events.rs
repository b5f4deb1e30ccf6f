//! Events: what happened to a unit, a municipality or the country.

use crate::from_row::from_row;
use crate::tx::{By, in_tx};
use crate::{Change, Store, StoreError, on};
use chrono::NaiveDate;
use vocabulary::{Event, EventKind, EventPlace, UnitCode};

struct EventRow {
    unit: String,
    municipality: String,
    date: NaiveDate,
    kind: String,
    description: Option<String>,
}
from_row!(EventRow: unit, municipality, date, kind, description);

/// A place as the table holds it: unit, municipality; empty where it is neither.
pub(crate) fn columns(place: &EventPlace) -> (&str, String) {
    match place {
        EventPlace::Unit(unit) => (unit.as_str(), String::new()),
        EventPlace::Municipality(number) => ("", number.to_string()),
        EventPlace::Country => ("", String::new()),
    }
}

/// What the trail says of an event: its unit, its key, and what `description` it has.
fn trail(place: &EventPlace, date: NaiveDate, kind: EventKind) -> (Option<&UnitCode>, String) {
    let (code, municipality) = columns(place);
    let unit = if let EventPlace::Unit(unit) = place { Some(unit) } else { None };
    (unit, format!("{code}|{municipality}|{date}|{}", kind.code()))
}

fn json(date: NaiveDate, kind: EventKind, description: Option<&str>) -> String {
    serde_json::json!({ "date": date, "kind": kind.code(), "description": description }).to_string()
}

impl Store {
    /// Adds an event, or gives the one of this place, day and kind other words. Saving what stands there already
    /// changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn save_event(&self, event: &Event, by: &By<'_>) -> Result<(), StoreError> {
        let mut tx = self.begin_change().await?;
        let (unit, municipality) = columns(&event.place);
        let old: Option<Option<String>> = in_tx!(&mut tx, c => sqlx::query_scalar(
            "SELECT description FROM event WHERE unit = $1 AND municipality = $2 AND date = $3 AND kind = $4",
        )
        .bind(unit)
        .bind(&municipality)
        .bind(event.date)
        .bind(event.kind.code())
        .fetch_optional(c)
        .await?);
        if old.as_ref() == Some(&event.description) {
            return Ok(());
        }
        in_tx!(&mut tx, c => sqlx::query(
            "INSERT INTO event (unit, municipality, date, kind, description) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (unit, municipality, date, kind) DO UPDATE SET description = excluded.description",
        )
        .bind(unit)
        .bind(&municipality)
        .bind(event.date)
        .bind(event.kind.code())
        .bind(event.description.as_deref())
        .execute(c)
        .await
        .map(drop)?);
        let (unit, key) = trail(&event.place, event.date, event.kind);
        let action = if old.is_some() { "changed" } else { "made" };
        let change = Change {
            unit,
            old_row: old.map(|description| json(event.date, event.kind, description.as_deref())),
            new_row: Some(json(event.date, event.kind, event.description.as_deref())),
            ..by.change("event", key, action)
        };
        tx.record(change).await?;
        tx.commit().await
    }

    /// Strikes an event out: it stands on no axis any more, and the trail keeps it. `false` where it isn't there.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn strike_event(
        &self,
        place: &EventPlace,
        date: NaiveDate,
        kind: EventKind,
        by: &By<'_>,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin_change().await?;
        let (unit, municipality) = columns(place);
        let old: Option<Option<String>> = in_tx!(&mut tx, c => sqlx::query_scalar(
            "DELETE FROM event WHERE unit = $1 AND municipality = $2 AND date = $3 AND kind = $4 \
             RETURNING description",
        )
        .bind(unit)
        .bind(&municipality)
        .bind(date)
        .bind(kind.code())
        .fetch_optional(c)
        .await?);
        let Some(description) = old else { return Ok(false) };
        let (unit, key) = trail(place, date, kind);
        let old_row = Some(json(date, kind, description.as_deref()));
        tx.record(Change { unit, old_row, ..by.change("event", key, "struck") }).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Every event, by date.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn events(&self) -> Result<Vec<Event>, StoreError> {
        let rows: Vec<EventRow> = on!(self, pool => sqlx::query_as(
            "SELECT unit, municipality, date, kind, description FROM event ORDER BY date, unit, municipality, kind",
        )
        .fetch_all(pool)
        .await?);
        rows.into_iter()
            .map(|row| {
                let place = match (row.unit.as_str(), row.municipality.as_str()) {
                    ("", "") => EventPlace::Country,
                    ("", number) => {
                        EventPlace::Municipality(number.parse().map_err(StoreError::inconsistent)?)
                    }
                    (unit, _) => EventPlace::Unit(unit.parse().map_err(StoreError::inconsistent)?),
                };
                Ok(Event {
                    place,
                    date: row.date,
                    kind: row.kind.parse().map_err(StoreError::inconsistent)?,
                    description: row.description,
                })
            })
            .collect()
    }
}
