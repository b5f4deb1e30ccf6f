//! A unit's month: read, checked against what was typed, saved.

use super::form::{Checked, Field, Remark, Row, Rules, Typed, same_numbers};
use crate::data::{Data, DataError};
use chrono::{Days, NaiveDate};
use measures::habit::Usual;
use std::collections::HashMap;
use store::{By, Day, Unsaved};
use vocabulary::{CorrectionReason, Month, Period, Person, Registration, Unit};

/// A unit's month as it stands.
pub struct Sheet {
    /// The unit.
    pub unit: Unit,
    /// The month.
    pub month: Month,
    /// The first and last day that can be typed, in any month.
    pub editable: (NaiveDate, NaiveDate),
    /// From this day on the days are made from stays.
    pub stays_since: Option<NaiveDate>,
    /// The month's days.
    pub days: HashMap<NaiveDate, Day>,
    usual: [Option<Usual>; 6],
}

impl Sheet {
    /// Reads a month; the habit is that of the year up to today.
    ///
    /// # Errors
    /// [`DataError::Store`].
    pub async fn read(data: &Data, unit: &Unit, month: Month) -> Result<Self, DataError> {
        let today = data.today();
        let (days, stays_since, year) = tokio::try_join!(
            data.store.days(&unit.code, month.first_day(), month.last_day()),
            data.store.registers_stays(&unit.code),
            data.store.days(&unit.code, today - Days::new(365), today),
        )?;
        let usual = Field::ALL.map(|field| field.usual(year.iter().map(|day| &day.registration)));
        let first = unit.opened.unwrap_or(NaiveDate::MIN);
        let last = unit.closed.map_or(today, |closed| closed.min(today));
        let days = days.into_iter().map(|day| (day.registration.date, day)).collect();
        Ok(Self { unit: unit.clone(), month, editable: (first, last), stays_since, days, usual })
    }

    /// What its rows are held against.
    pub fn rules(&self) -> Rules<'_> {
        Rules {
            unit: &self.unit.code,
            editable: self.editable,
            stays_since: self.stays_since,
            days: &self.days,
            usual: self.usual,
        }
    }

    /// Its days, all of them.
    pub fn period(&self) -> Period {
        Period::months_up_to(self.month, 1)
    }

    /// The row of a day as it stands.
    pub fn row(&self, day: NaiveDate) -> Row {
        Row::of(self.days.get(&day), self.rules().made_from_stays(day))
    }
}

/// Somebody else changed a day after it was shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// Which day.
    pub day: NaiveDate,
    /// What was typed here; `None`: that it be struck out.
    pub typed: Option<Registration>,
    /// What stands now; `None`: it was struck out.
    pub stands: Option<Registration>,
}

/// What came of a form, to be shown with everything that was typed.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    /// What was typed; rows that were saved are not among it.
    pub typed: Typed,
    /// Numbers that can't be.
    pub faults: Vec<Remark>,
    /// Unlikely numbers.
    pub questions: Vec<Remark>,
    /// Days that somebody else changed.
    pub conflicts: Vec<Conflict>,
    /// Days saved nevertheless.
    pub saved: usize,
}

/// What came of a form.
pub enum Outcome {
    /// So many days were saved; the page may be loaded again.
    Saved(usize),
    /// Something is left to do.
    Kept(Box<Kept>),
}

/// Saves the changed rows of a month: all of them, or, with a fault or a question, none. A day that somebody else
/// changed stays as it is, beside the others that are saved.
///
/// # Errors
/// [`DataError::Store`].
pub async fn save(
    data: &Data,
    person: &Person,
    sheet: &Sheet,
    mut typed: Typed,
) -> Result<Outcome, DataError> {
    let Checked { days, struck, faults, questions } = sheet.rules().check(&typed);
    if !faults.is_empty() || !questions.is_empty() {
        return Ok(Outcome::Kept(Box::new(Kept { typed, faults, questions, ..Kept::default() })));
    }
    let reason: Option<CorrectionReason> = typed.reason.parse().ok();
    let (mut saved, mut conflicts) = (0, Vec::new());
    for (day, version) in struck {
        let by = By::of(person, (data.now)());
        let reason = reason.unwrap_or(CorrectionReason::Other);
        match data.store.strike_day(&sheet.unit.code, day, version, reason, &by).await {
            Ok(()) => saved += 1,
            // Somebody was first.
            Err(Unsaved::Gone) => {}
            Err(Unsaved::Conflict(stands)) => {
                shown_now(&mut typed, sheet, day, Some(&*stands));
                conflicts.push(Conflict { day, typed: None, stands: Some(stands.registration) });
                continue;
            }
            Err(Unsaved::Store(error)) => return Err(error.into()),
        }
        typed.rows.remove(&day);
    }
    for (registration, version) in days {
        let by = By::of(person, (data.now)());
        let reason = reason.filter(|_| version.is_some());
        let stands = match data.store.save_day(&registration, version, reason, &by).await {
            Ok(_) => {
                typed.rows.remove(&registration.date);
                saved += 1;
                continue;
            }
            // The same form sent twice, or two people of one mind.
            Err(Unsaved::Conflict(stands)) if same_numbers(&stands.registration, &registration) => {
                typed.rows.remove(&registration.date);
                continue;
            }
            Err(Unsaved::Conflict(stands)) => Some(*stands),
            Err(Unsaved::Gone) => None,
            Err(Unsaved::Store(error)) => return Err(error.into()),
        };
        let day = registration.date;
        shown_now(&mut typed, sheet, day, stands.as_ref());
        let stands = stands.map(|day| day.registration);
        conflicts.push(Conflict { day, typed: Some(registration), stands });
    }
    if conflicts.is_empty() {
        return Ok(Outcome::Saved(saved));
    }
    Ok(Outcome::Kept(Box::new(Kept { typed, conflicts, saved, ..Kept::default() })))
}

/// Notes that one is shown what stands now: saving once more says that one has seen it.
fn shown_now(typed: &mut Typed, sheet: &Sheet, day: NaiveDate, stands: Option<&Day>) {
    if let Some(row) = typed.rows.get_mut(&day) {
        let now = Row::of(stands, sheet.rules().made_from_stays(day));
        (row.before, row.version) = (now.before, now.version);
    }
}
