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

/// The seed of the demo country that the program shows. In most seeds every built-in effect lies inside its 95 %
/// interval, as one expects; in some one doesn't, which would puzzle those who check (seed 1 is one of those).
pub const SEED: u64 = 2;

pub use country::{Country, Scale, UnitData, generate};

#[cfg(test)]
mod tests;
