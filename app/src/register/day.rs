//! What stays can't tell about a day: staffed beds, rejected because full, beds lent.

use super::read::Reader;
use super::{Desk, Doubt, Note, Outcome, Refused, Typed, unit_path};
use crate::data::DataError;
use crate::pages::doegn::{Field, written};
use chrono::{Days, NaiveDate};
use language::t;
use store::{By, Day, Unsaved};
use vocabulary::{DaySource, Registration, oslo_date};

/// The address of a day's page.
pub(crate) fn day_path(unit: &vocabulary::UnitCode, date: NaiveDate) -> String {
    format!("{}/doegn/{date}", unit_path(unit))
}

/// Saves a day that was made from stays; `None` where there is no such day.
///
/// # Errors
/// [`DataError`].
pub async fn save_day(desk: Desk<'_>, date: NaiveDate, typed: Typed) -> Result<Option<Outcome>, DataError> {
    let (data, unit) = (desk.data, &desk.unit.code);
    let stands = data.store.day(unit, date).await?.filter(|day| day.source == DaySource::Stays);
    if stands.is_none() {
        return Ok(None);
    }
    let mut reader = Reader { typed: &typed, faults: Vec::new() };
    let beds = reader.decimal("senger");
    if typed.get("senger").is_empty() {
        reader.fault("senger", t!("Skriv hvor mange senger som var bemannet."));
    }
    let rejected = reader.count("avvist");
    let lent = reader.decimal("utskrivningsklare");
    let why = reader.optional("hvorfor", t!("Velg hvorfor."));
    let mut refused = Refused { form: "doegn", faults: reader.faults, typed, ..Refused::default() };
    let (Some(beds), true) = (beds, refused.faults.is_empty()) else {
        return Ok(Some(refused.into()));
    };
    let today = data.today();
    let year = data.store.days(unit, today - Days::new(365), today).await?;
    let unlikely = |field: Field, number: Option<f64>| {
        let usual = field.usual(year.iter().map(|day| &day.registration));
        let why = field.doubt(number?, usual, stands.as_ref().map(|day| &day.registration))?;
        Some(Doubt { code: field.code(), text: t!("{}: {why} Stemmer {}?", field.label(), written(number)) })
    };
    let doubts: Vec<_> = [
        unlikely(Field::Beds, Some(beds)),
        unlikely(Field::Rejected, rejected.map(|n| n as f64)),
        unlikely(Field::Lent, lent),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !doubts.iter().all(|doubt| refused.typed.accepts(doubt.code)) {
        refused.doubts = doubts;
        return Ok(Some(refused.into()));
    }
    let registration = Registration {
        unit: unit.clone(),
        date,
        beds,
        occupied: 0.0,
        admissions: None,
        discharges: None,
        rejected,
        discharge_ready: lent,
    };
    let expected = refused.typed.get("versjon").parse().ok();
    match data.store.save_day(&registration, expected, why, &By::of(desk.person, (data.now)())).await {
        Ok(_) => Ok(Some(Outcome::Saved(format!("{}?lagret=1", day_path(unit, date))))),
        Err(Unsaved::Conflict(stands)) => Ok(Some(changed_by_other(refused, Some(*stands)).into())),
        Err(Unsaved::Gone) => Ok(Some(changed_by_other(refused, stands).into())),
        Err(Unsaved::Store(error)) => Err(error.into()),
    }
}

fn changed_by_other(mut refused: Refused, stands: Option<Day>) -> Refused {
    refused.notes.push(Note {
        text: t!("Døgnet ble endret mens du skrev. Det du skrev, er ikke lagret, men står i skjemaet. Se over og send på nytt om det fortsatt gjelder.").into(),
        link: None,
    });
    refused.typed.set("versjon", stands.as_ref().map_or_else(String::new, |day| day.version.to_string()));
    if let Some(day) = stands {
        let now = crate::pages::enheten::day_fields(&day);
        refused.stands = now
            .into_iter()
            .filter(|(field, value)| refused.typed.get(field) != value)
            .map(|(field, value)| (field, if value.is_empty() { t!("ikke sagt").to_owned() } else { value }))
            .collect();
    }
    refused
}

/// From today on the unit's days are made from its stays.
///
/// # Errors
/// [`DataError`].
pub async fn stays_from_today(desk: Desk<'_>) -> Result<Outcome, DataError> {
    let now = (desk.data.now)();
    let unit = &desk.unit.code;
    desk.data.store.register_stays(unit, oslo_date(now), &By::of(desk.person, now)).await?;
    Ok(Outcome::Saved(unit_path(unit)))
}
