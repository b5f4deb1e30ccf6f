//! What *Kompletthet* knows of each unit: days missing, census against stays, answers, stays left open.

use crate::data::{Data, DataError};
use crate::selection::Selection;
use chrono::{Months, NaiveDate};
use measures::completeness::{Agreement, Coverage, Span, census, days_due, left_open, missing};
use std::collections::HashMap;
use std::sync::Arc;
use store::{StaySpan, UnitDay, UnitStays};
use vocabulary::{Catalogue, Month, Period, Unit, UnitCode, oslo_date};

/// How complete the data of one unit are.
#[derive(Debug, Clone)]
pub struct State {
    /// The unit.
    pub unit: Unit,
    /// Registered days.
    pub coverage: Coverage,
    /// Days that are missing, in order.
    pub gaps: Vec<Period>,
    /// Census against stays.
    pub agreement: Agreement,
    /// Stays without discharge beyond the limit of the unit's kind.
    pub left_open: i64,
    /// Completed stays.
    pub stays: i64,
    /// Completed stays whose alternative is known.
    pub answered: i64,
    /// The newest registered day, within the period or not.
    pub newest: Option<NaiveDate>,
}

/// Which units in which days.
pub type Key = (Option<Vec<UnitCode>>, Period);

/// The state of every unit of a view that was in operation, in Norwegian order of names.
pub async fn load(
    data: &Data,
    catalogue: &Catalogue,
    selection: &Selection,
) -> Result<Arc<Vec<State>>, DataError> {
    let units = selection.units(catalogue, data.today());
    let key = (units, selection.period);
    data.completeness.get(catalogue.version, &key, read(data, catalogue, selection, &key)).await
}

async fn read(
    data: &Data,
    catalogue: &Catalogue,
    selection: &Selection,
    (units, period): &Key,
) -> Result<Arc<Vec<State>>, DataError> {
    let (units, period, today) = (units.as_deref(), *period, data.today());
    // Named one by one, the key finds each unit's days; for the country all rows would be read.
    let listed = catalogue.units_in(&selection.scope, &selection.kinds, today);
    let codes: Vec<UnitCode> = listed.iter().map(|unit| unit.code.clone()).collect();
    let (days, spans, stays, newest) = tokio::try_join!(
        data.store.unit_days(Some(&codes), period),
        data.store.stay_spans(units, period),
        data.store.stays_by_unit(units, Month::of(period.from()), Month::of(period.to())),
        data.store.newest_days(),
    )?;
    let days = by_unit(&days, |day| &day.unit);
    let spans = by_unit(&spans, |span| &span.unit);
    let stays: HashMap<&UnitCode, &UnitStays> = stays.iter().map(|stays| (&stays.unit, stays)).collect();
    let newest: HashMap<&UnitCode, NaiveDate> = newest.iter().map(|day| (&day.unit, day.date)).collect();
    let states = listed.into_iter().filter_map(|unit| {
        let due = days_due(unit.opened, unit.closed, period, today)?;
        let days = days.get(&unit.code).copied().unwrap_or_default();
        let spans = spans.get(&unit.code).copied().unwrap_or_default();
        let registered: Vec<_> = days.iter().map(|day| day.date).filter(|day| due.contains(*day)).collect();
        let completed = stays.get(&unit.code);
        Some(State {
            unit: unit.clone(),
            coverage: Coverage { registered: registered.len() as i64, expected: due.days() },
            gaps: missing(&registered, due),
            agreement: agreement(days, spans, due),
            left_open: left_open(&plain(spans), unit.kind, (data.now)()),
            stays: completed.map_or(0, |stays| stays.stays),
            answered: completed.map_or(0, |stays| stays.answered),
            newest: newest.get(&unit.code).copied(),
        })
    });
    Ok(Arc::new(states.collect()))
}

/// Rows that come by unit, cut where the unit changes.
fn by_unit<T>(rows: &[T], of: fn(&T) -> &UnitCode) -> HashMap<&UnitCode, &[T]> {
    rows.chunk_by(|a, b| of(a) == of(b)).map(|rows| (of(&rows[0]), rows)).collect()
}

fn plain(spans: &[StaySpan]) -> Vec<Span> {
    spans.iter().map(|span| Span { admitted: span.admitted, discharged: span.discharged }).collect()
}

/// From the day of the first stay on: before it the unit registered none.
fn agreement(days: &[UnitDay], spans: &[StaySpan], due: Period) -> Agreement {
    let Some(first) = spans.first().map(|span| oslo_date(span.admitted)) else { return Agreement::default() };
    let counted = census(&plain(spans), due);
    let compared = days.iter().filter(|day| due.contains(day.date) && day.date >= first);
    Agreement::of(compared.map(|day| {
        let place = (day.date - due.from()).num_days() as usize;
        (day.occupied, counted.get(place).copied().unwrap_or(0))
    }))
}

/// A year up to yesterday: what a forum asks about where the address says nothing.
pub fn last_year(today: NaiveDate) -> Option<Period> {
    let yesterday = today.pred_opt()?;
    // A year before 29 February is 28 February.
    Period::new(yesterday.checked_sub_months(Months::new(12))?.succ_opt()?, yesterday).ok()
}
