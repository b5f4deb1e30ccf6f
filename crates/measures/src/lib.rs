//! Every figure's definition and formula, once: the page, the chart, the file and the command line ask here.
//!
//! Pure functions of sums and counts; no I/O, no clock. [`definitions`] is the register that pages, `Metode`
//! and `METHODS.md` read; [`gate`] is the one way out for counts of patients.

pub mod capacity;
pub mod completeness;
pub mod definitions;
pub mod edition;
pub mod erlang;
pub mod free_beds;
pub mod funnel;
pub mod gate;
pub mod habit;
pub mod inhabitants;
pub mod length_of_stay;
pub mod occupancy;
pub mod process_control;
pub mod quantile;
pub mod rates;
pub mod register;
pub mod smoothing;
pub mod survival;
pub mod week;

pub use definitions::{Basis, Definition, MEASURES, Measure};
pub use edition::definitions_version;
pub use gate::{Gate, Shown};
