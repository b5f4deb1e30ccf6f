//! The effect engine: how many emergency admissions were there after the opening, against what was
//! expected without the unit?
//!
//! [`run`] takes a [`Specification`] and a [`Panel`] and answers with an [`Estimation`] or a
//! [`Refusal`]. What is deliberately absent: I/O (the panel reader takes any `std::io::Read`), the
//! clock, the database, threads, and randomness without a seed. Formulas and sources are in each
//! estimator's own file.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that finds nothing should stop there"))]
#![allow(clippy::cast_possible_wrap, reason = "periods, bins and counts of units are far below 2^31")]

mod chains;
pub mod checks;
mod cohorts;
mod comparison;
pub mod event_study;
pub mod flags;
pub mod grid;
pub mod group_time;
pub mod imputation;
pub mod inference;
pub mod its;
pub mod linear_imputation;
mod linear_two_way;
pub mod panel;
pub mod period;
pub mod random;
pub mod read;
pub mod refusal;
pub mod result;
pub mod run;
pub mod sentence;
pub mod simulate;
#[cfg(test)]
mod small_panel;
pub mod specification;
pub mod sun_abraham;
pub mod table;
pub mod twfe;
mod two_way;
mod vector;

pub use grid::{Grid, Ledger, Series, Stratum};
pub use panel::{Builder, Carries, Panel, Row};
pub use period::{Frequency, Period};
pub use read::read_panel;
pub use refusal::Refusal;
pub use result::{Estimate, Estimation, Scale, Status, finite};
pub use run::run;
pub use specification::{Estimator, Family, Specification, Variance};
