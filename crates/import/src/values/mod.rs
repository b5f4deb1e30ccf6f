//! Reads one cell into one typed value, or says what is wrong with it.

mod code;
mod date;
mod moment;
mod number;
mod text;

pub(crate) use code::{coded, known_municipality, known_unit, municipality, reason, sex, unit, yes_no};
pub(crate) use date::{past_day, past_month, planned_day};
pub(crate) use moment::{Moment, moment, noon, written};
pub(crate) use number::{age, decimal, share, whole, year};
pub(crate) use text::{department, guarded, long_text, stay_id, text};
