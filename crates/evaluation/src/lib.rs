//! From the stored country to panels for the effect engine.
//!
//! What a panel needs beside counts: when each municipality was first served by a unit, how the unit was
//! organised, which municipalities share one (they are one cluster), and inhabitants month by month. The engine
//! (`effect`) knows nothing of municipalities; this crate knows nothing of models. No I/O: rows come in.

mod country;
mod opening;
mod study;
#[cfg(test)]
mod tests;

pub use country::Country;
pub use opening::{Opening, Organisation};
pub use study::{Study, Target};
