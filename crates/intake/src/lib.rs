//! Takes rows into the store: a file that people bring, the program's own reference tables, the demo country.
//!
//! `import` reads and checks and knows no database; `store` keeps and knows no file. This crate joins the two,
//! so that command line and page do the same: read on a thread of its own, hand chunks over, and commit only a
//! file without faults.

mod demo_data;
mod desk;
mod failures;
mod file;
mod reference_data;

pub use demo_data::{DEMO, DemoError, load_demo};
pub use desk::{Desk, MOST_BYTES, Place, Received, State, Upload, UploadId, UploadRefusal, WEB, brought_by};
pub use failures::{Failures, failures};
pub use file::{Check, IntakeError, Source, check, take_in};
pub use reference_data::{PROGRAM, load_reference};
