//! What people type about stays and days: read, checked, asked about, saved.
//!
//! The server hands a form over as names and values; what comes back is where to go next, or the form with what is
//! wrong with it. Pages show that; they save nothing themselves. A birth number is taken out of whatever field it
//! stands in before anything else happens.

mod day;
mod read;
mod stay;

pub(crate) use day::day_path;
pub use day::{save_day, stays_from_today};
pub use read::Typed;
pub(crate) use stay::{a_week_ago, wall_text, when};
pub use stay::{admit, correct, discharge, strike};

use crate::data::Data;
use std::fmt::Write as _;
use vocabulary::{Person, Right, Unit, UnitCode};

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The field's name; empty: of the form as a whole.
    pub field: &'static str,
    /// What to do about it.
    pub text: String,
}

/// Something unlikely: saved when the person says that it is so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// What the answer names it by.
    pub code: &'static str,
    /// The question.
    pub text: String,
}

/// Something to know, with a way on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What.
    pub text: String,
    /// Address and text of a link.
    pub link: Option<(String, &'static str)>,
}

/// A form that wasn't saved: shown again with everything that was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Refused {
    /// Which of the page's forms.
    pub form: &'static str,
    /// What was typed.
    pub typed: Typed,
    /// What is wrong.
    pub faults: Vec<Fault>,
    /// What is asked.
    pub doubts: Vec<Doubt>,
    /// What somebody else did meanwhile.
    pub notes: Vec<Note>,
    /// Beside which fields something else stands now, and what.
    pub stands: Vec<(&'static str, String)>,
}

impl Refused {
    /// 409 where somebody else was first, else 422.
    pub fn status(&self) -> http::StatusCode {
        if self.notes.is_empty() {
            http::StatusCode::UNPROCESSABLE_ENTITY
        } else {
            http::StatusCode::CONFLICT
        }
    }
}

/// What came of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Saved: the page to show.
    Saved(String),
    /// Not saved.
    Refused(Box<Refused>),
}

impl From<Refused> for Outcome {
    fn from(refused: Refused) -> Self {
        Self::Refused(Box::new(refused))
    }
}

/// Who changes which unit, where and when.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// The data.
    pub data: &'a Data,
    /// Who.
    pub person: &'a Person,
    /// Her unit.
    pub unit: &'a Unit,
}

/// Context: an id that no stay has, for the form that the page shows.
#[derive(Debug, Clone)]
pub struct FormId(pub String);

/// Whether she may register here. An unknown unit and somebody else's look alike.
pub fn may_register(person: Option<&Person>, unit: &UnitCode) -> bool {
    person.is_some_and(|person| person.may(Right::Register(unit)))
}

/// The address of a unit's page.
pub fn unit_path(unit: &UnitCode) -> String {
    format!("/enheten/{}", encoded(unit.as_str()))
}

/// The address of a stay's page.
pub fn stay_path(unit: &UnitCode, id: &vocabulary::StayId) -> String {
    format!("{}/opphold/{}", unit_path(unit), encoded(id.as_str()))
}

/// Text as a part of an address.
pub(crate) fn encoded(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-_".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_becomes_one_part_of_an_address() {
        assert_eq!(unit_path(&"Å/1 ?".parse().unwrap()), "/enheten/%C3%85%2F1%20%3F");
    }
}
