//! The month as a form: what was shown, what was typed, what is wrong with it.

use chrono::NaiveDate;
use language::t;
use measures::habit::Usual;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::Day;
use vocabulary::{DaySource, Registration, UnitCode, norwegian};

/// A column of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// Staffed beds.
    Beds,
    /// Occupied beds.
    Occupied,
    /// Admissions.
    Admissions,
    /// Discharges.
    Discharges,
    /// Rejected because full.
    Rejected,
    /// Beds lent.
    Lent,
}

impl Field {
    /// All, in the order of the form.
    pub const ALL: [Self; 6] =
        [Self::Beds, Self::Occupied, Self::Admissions, Self::Discharges, Self::Rejected, Self::Lent];

    /// Its name in the form.
    pub const fn code(self) -> &'static str {
        ["senger", "belagt", "inn", "ut", "avvist", "klare"][self as usize]
    }

    /// Its name for people.
    pub fn label(self) -> &'static str {
        [
            t!("Senger"),
            t!("Belagt"),
            t!("Innleggelser"),
            t!("Utskrivinger"),
            t!("Avvist"),
            t!("Utskrivningsklare"),
        ][self as usize]
    }

    /// Whether half a bed can be typed.
    pub const fn is_decimal(self) -> bool {
        matches!(self, Self::Beds | Self::Occupied | Self::Lent)
    }

    /// Whether the unit's stays tell it.
    pub const fn is_told_by_stays(self) -> bool {
        matches!(self, Self::Occupied | Self::Admissions | Self::Discharges)
    }

    /// What `days` have had in this column; `None` where they are too few to tell.
    pub fn usual<'a>(self, days: impl IntoIterator<Item = &'a Registration>) -> Option<Usual> {
        Usual::of(days.into_iter().filter_map(|day| self.of(day)))
    }

    /// What makes `number` unlikely, in words; `None` where it is likely, or stood there already and was said before.
    pub fn doubt(self, number: f64, usual: Option<Usual>, stood: Option<&Registration>) -> Option<String> {
        let usual = usual.filter(|usual| usual.is_unlikely(number))?;
        let said = stood.and_then(|day| self.of(day)) == Some(number);
        (!said).then(|| {
            let (low, high) = (written(Some(usual.low)), written(Some(usual.high)));
            t!("Enheten har hatt fra {low} til {high} det siste året.")
        })
    }

    /// The number of a day.
    pub fn of(self, day: &Registration) -> Option<f64> {
        match self {
            Self::Beds => Some(day.beds),
            Self::Occupied => Some(day.occupied),
            Self::Admissions => day.admissions.map(|n| n as f64),
            Self::Discharges => day.discharges.map(|n| n as f64),
            Self::Rejected => day.rejected.map(|n| n as f64),
            Self::Lent => day.discharge_ready,
        }
    }
}

/// A number as it stands in a field.
pub fn written(number: Option<f64>) -> String {
    // As short as it can be: 4, 7,6.
    number.map_or_else(String::new, |number| number.to_string().replace('.', ","))
}

/// The largest number that a cell takes.
const MOST: f64 = 999.0;

/// One row: what stands in its fields.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// The texts, in the order of [`Field::ALL`].
    pub cells: [String; 6],
    /// What the cells were when the page was made.
    pub before: [String; 6],
    /// The version that was shown; `None`: there was no such day.
    pub version: Option<i64>,
}

impl Row {
    /// A day as the form shows it. What stays tell is no field, and so is left empty.
    pub fn of(day: Option<&Day>, from_stays: bool) -> Self {
        let cells = Field::ALL.map(|field| match day {
            Some(day) if !(from_stays && field.is_told_by_stays()) => written(field.of(&day.registration)),
            _ => String::new(),
        });
        Self { before: cells.clone(), cells, version: day.map(|day| day.version) }
    }

    /// Whether somebody typed in it.
    pub fn is_changed(&self) -> bool {
        self.cells != self.before
    }

    /// Whether nothing stands in it any more.
    pub fn is_emptied(&self) -> bool {
        self.cells.iter().all(String::is_empty)
    }

    /// What was shown, as one hidden field holds it.
    pub fn before_text(&self) -> String {
        self.before.join("|")
    }
}

/// What was typed into a month.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Typed {
    /// The rows by day.
    pub rows: BTreeMap<NaiveDate, Row>,
    /// Unlikely numbers that were asked about already: `2026-11-03 senger 40`.
    pub asked: BTreeSet<String>,
    /// Why days that stood there already are changed.
    pub reason: String,
}

impl Typed {
    /// Reads a form's fields, `senger-2026-11-03=4`; what belongs to no day is left out.
    pub fn read(fields: &[(String, String)]) -> Self {
        let mut typed = Self::default();
        for (name, value) in fields {
            let value: String = value.trim().chars().take(40).collect();
            match name.as_str() {
                "grunn" => typed.reason = value,
                "spurt" => _ = typed.asked.insert(value),
                _ => typed.cell(name, value),
            }
        }
        typed
    }

    fn cell(&mut self, name: &str, value: String) {
        let Some((code, day)) = name.split_once('-') else { return };
        let Ok(day) = day.parse::<NaiveDate>() else { return };
        let field = Field::ALL.into_iter().find(|field| field.code() == code);
        // One form has one month; nobody sends more rows than a month has.
        if self.rows.len() > 31 || (field.is_none() && code != "foer" && code != "versjon") {
            return;
        }
        let row = self.rows.entry(day).or_default();
        match field {
            Some(field) => row.cells[field as usize] = value,
            None if code == "versjon" => row.version = value.parse().ok(),
            None => {
                for (cell, text) in row.before.iter_mut().zip(value.split('|')) {
                    *cell = text.to_owned();
                }
            }
        }
    }
}

/// What is wrong with a cell, or asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Day.
    pub day: NaiveDate,
    /// Column.
    pub field: Field,
    /// In words.
    pub text: String,
}

/// What can be known of a unit's days before any of them is saved.
pub struct Rules<'a> {
    /// The unit.
    pub unit: &'a UnitCode,
    /// The first and last day that can be typed.
    pub editable: (NaiveDate, NaiveDate),
    /// From this day on the days are made from stays.
    pub stays_since: Option<NaiveDate>,
    /// The days as they stand.
    pub days: &'a HashMap<NaiveDate, Day>,
    /// What each column's numbers were over the last year.
    pub usual: [Option<Usual>; 6],
}

/// A month that was read: the days to save, or what is wrong.
#[derive(Debug, Default, PartialEq)]
pub struct Checked {
    /// Changed days in order, with the version that was shown.
    pub days: Vec<(Registration, Option<i64>)>,
    /// Days whose fields were all emptied, with the version that was shown: to be struck out.
    pub struck: Vec<(NaiveDate, i64)>,
    /// Numbers that can't be.
    pub faults: Vec<Remark>,
    /// Numbers that are unlikely and were not asked about before.
    pub questions: Vec<Remark>,
}

impl Rules<'_> {
    /// Whether the stays tell who lay there, came and went on a day.
    pub fn made_from_stays(&self, day: NaiveDate) -> bool {
        self.stays_since.is_some_and(|since| since <= day)
    }

    /// Whether a day can be typed.
    pub fn can_be_typed(&self, day: NaiveDate) -> bool {
        (self.editable.0..=self.editable.1).contains(&day)
    }

    /// Reads the changed rows of what was typed.
    pub fn check(&self, typed: &Typed) -> Checked {
        let mut checked = Checked::default();
        for (day, row) in typed.rows.iter().filter(|(_, row)| row.is_changed()) {
            self.row(*day, row, &typed.asked, &mut checked);
        }
        checked
    }

    fn row(&self, day: NaiveDate, row: &Row, asked: &BTreeSet<String>, checked: &mut Checked) {
        let faults = checked.faults.len();
        let mut fault = |field: Field, text: &str| {
            checked.faults.push(Remark { day, field, text: text.to_owned() });
        };
        if !self.can_be_typed(day) {
            fault(
                Field::Beds,
                t!("Dagen kan ikke føres: den er ikke kommet, eller enheten var ikke i drift."),
            );
            return;
        }
        let from_stays = self.made_from_stays(day);
        if let Some(version) = row.version.filter(|_| row.is_emptied() && !from_stays) {
            if asked.contains(&asked_to_strike(day)) {
                checked.struck.push((day, version));
            } else {
                let text = t!("Feltene er tømt: døgnet strykes og teller ikke mer.").to_owned();
                checked.questions.push(Remark { day, field: Field::Beds, text });
            }
            return;
        }
        let mut numbers = [None; 6];
        for field in Field::ALL.into_iter().filter(|field| !(from_stays && field.is_told_by_stays())) {
            match number(&row.cells[field as usize], field) {
                Ok(number) => numbers[field as usize] = number,
                Err(text) => fault(field, text),
            }
        }
        for field in [Field::Beds, Field::Occupied] {
            let empty = row.cells[field as usize].is_empty();
            if empty && !(from_stays && field.is_told_by_stays()) {
                fault(field, t!("Må fylles ut. Var det ingen, skriv 0."));
            }
        }
        let standing = self.days.get(&day);
        let occupied = if from_stays {
            standing.map(|day| day.registration.occupied)
        } else {
            numbers[Field::Occupied as usize]
        };
        if let (Some(lent), Some(occupied)) = (numbers[Field::Lent as usize], occupied)
            && lent > occupied
        {
            fault(Field::Lent, t!("Kan ikke være flere enn belagt."));
        }
        if checked.faults.len() > faults {
            return;
        }
        for field in Field::ALL {
            let Some(number) = numbers[field as usize] else { continue };
            let stood = standing.map(|day| &day.registration);
            if let Some(text) = field.doubt(number, self.usual[field as usize], stood)
                && !asked.contains(&asked_as(day, field, number))
            {
                checked.questions.push(Remark { day, field, text });
            }
        }
        // Beds lent are counted from the stays until somebody says otherwise.
        let lent_said = row.cells[Field::Lent as usize] != row.before[Field::Lent as usize]
            || standing.is_some_and(|day| day.lent_by_hand);
        let whole = |field: Field| numbers[field as usize].map(|number| number as i64);
        let registration = Registration {
            unit: self.unit.clone(),
            date: day,
            beds: numbers[Field::Beds as usize].unwrap_or_default(),
            occupied: occupied.unwrap_or_default(),
            admissions: whole(Field::Admissions),
            discharges: whole(Field::Discharges),
            rejected: whole(Field::Rejected),
            discharge_ready: numbers[Field::Lent as usize].filter(|_| !from_stays || lent_said),
        };
        checked.days.push((registration, row.version));
    }
}

/// An unlikely number as the form remembers that it was asked about.
pub fn asked_as(day: NaiveDate, field: Field, number: f64) -> String {
    format!("{day} {} {}", field.code(), written(Some(number)))
}

/// A day to be struck out, as the form remembers that it was asked about.
pub fn asked_to_strike(day: NaiveDate) -> String {
    t!("{day} stryk")
}

/// The number of a cell, written the Norwegian way or with a point; `None` for an empty one.
fn number(text: &str, field: Field) -> Result<Option<f64>, &'static str> {
    if text.is_empty() {
        return Ok(None);
    }
    let plain = text.replace(',', ".");
    let digits = plain.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    match plain.parse::<f64>() {
        _ if text.starts_with(['-', '\u{2212}']) => Err(t!("Kan ikke være mindre enn 0.")),
        Ok(number) if !digits || !number.is_finite() => Err(t!("Skriv et tall.")),
        Ok(number) if number > MOST => Err(t!("Kan ikke være mer enn 999.")),
        Ok(number) if !field.is_decimal() && number.fract() != 0.0 => Err(t!("Skriv et helt tall.")),
        Ok(number) => Ok(Some(number)),
        Err(_) => Err(t!("Skriv et tall.")),
    }
}

/// Whether two days say the same.
pub fn same_numbers(a: &Registration, b: &Registration) -> bool {
    Field::ALL.iter().all(|field| field.of(a) == field.of(b))
}

/// What stands on a day, in words: `Senger 4, belagt 3`.
pub fn in_words(day: &Registration) -> String {
    let said = Field::ALL.iter().filter_map(|field| {
        field.of(day).map(|number| format!("{} {}", field.label().to_lowercase(), written(Some(number))))
    });
    said.collect::<Vec<_>>().join(", ")
}

/// Where a day's numbers come from, in words; empty for those that were typed.
pub fn source(day: &Day) -> &'static str {
    match day.source {
        DaySource::Hand => "",
        DaySource::File | DaySource::Stays => day.source.label(),
    }
}

/// A day's number and weekday: `ma. 3.`
pub fn day_name(day: NaiveDate) -> String {
    use chrono::Datelike as _;
    let weekday = [t!("ma."), t!("ti."), t!("on."), t!("to."), t!("fr."), t!("lø."), t!("sø.")]
        [day.weekday().num_days_from_monday() as usize];
    t!("{weekday} {}.", day.day())
}

/// A cell's name for those who can't see its row and column.
pub fn cell_name(day: NaiveDate, field: Field) -> String {
    let text = norwegian::long_date(day);
    let day = text.rsplit_once(' ').map_or(text.as_str(), |(day, _)| day);
    format!("{} {day}", field.label())
}

#[cfg(test)]
#[path = "form_tests.rs"]
mod tests;
