//! How many files weren't taken in, since the program started: for those who watch it. What was taken in stands in the
//! database.

use crate::IntakeError;
use std::sync::atomic::{AtomicU64, Ordering};

pub(crate) struct Count(AtomicU64);

/// Files with faults, found by looking through or when they were to be taken in.
pub(crate) static REFUSED: Count = Count(AtomicU64::new(0));
static BROKEN: Count = Count(AtomicU64::new(0));

impl Count {
    pub(crate) fn count(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// Files that were not taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failures {
    /// They had faults.
    pub refused: u64,
    /// The fault was ours: the database failed, or reading was interrupted.
    pub broken: u64,
}

/// Since the program started.
pub fn failures() -> Failures {
    let of = |count: &Count| count.0.load(Ordering::Relaxed);
    Failures { refused: of(&REFUSED), broken: of(&BROKEN) }
}

pub(crate) fn note(error: &IntakeError) {
    match error {
        IntakeError::Refused(_) => REFUSED.count(),
        IntakeError::Store(_) | IntakeError::Interrupted => BROKEN.count(),
    }
}
