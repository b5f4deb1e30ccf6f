//! Generates the demo country: the same rows for a seed on every platform.
//!
//! The municipalities and their inhabitants are real (`reference`); units, beds, stays, registrations,
//! hospital admissions and events are invented, and the units' names say so. National totals follow what
//! Helsedirektoratet published, so that pages look like the field, and the hospital admissions carry a
//! known effect ([`truth`]) that an estimator can be held against. This crate writes no file and knows
//! no database: it hands rows over in chunks ([`Country::rows`]).

mod admissions;
mod beds;
mod country;
mod events;
mod network;
mod order;
mod oslo;
mod patients;
mod random;
mod registrations;
mod rhythm;
mod sites;
mod stays;
pub mod truth;

pub use country::{Country, Scale, UnitData, generate};

#[cfg(test)]
mod tests;
