//! How soon figures follow what is registered. Everything that is compared with the country is held per version of the
//! data, and with many who register a version lasts no longer than a page. So figures are taken of a version that is a
//! little older, except for whoever has just changed something: she looks for it. Imports are seen at once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How much older figures may be, and who gets no older ones. Cheap to clone.
#[derive(Clone, Default)]
pub struct Freshness {
    /// Zero: figures follow at once.
    behind: Duration,
    changed: Arc<Mutex<HashMap<i64, Instant>>>,
}

impl Freshness {
    /// Figures may be older than what is registered by as much.
    pub fn behind(behind: Duration) -> Self {
        Self { behind, changed: Arc::default() }
    }

    /// An account has changed something.
    pub fn changed(&self, account: i64) {
        if self.behind.is_zero() {
            return;
        }
        let mut changed = self.changed.lock().unwrap_or_else(PoisonError::into_inner);
        changed.retain(|_, at| at.elapsed() < self.behind);
        changed.insert(account, Instant::now());
    }

    /// Whether a version that was the newest at a time will do for everybody.
    pub(super) fn lets(&self, seen: Instant) -> bool {
        seen.elapsed() < self.behind
    }

    /// Whether this account looks for what it has just changed.
    pub(super) fn is_looking(&self, account: Option<i64>) -> bool {
        let changed = self.changed.lock().unwrap_or_else(PoisonError::into_inner);
        account.and_then(|account| changed.get(&account)).is_some_and(|at| at.elapsed() < self.behind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_changed_something_looks_for_it_and_nobody_waits_where_nothing_is_held_back() {
        let freshness = Freshness::behind(Duration::from_hours(1));
        freshness.changed(7);
        assert!(
            freshness.is_looking(Some(7)) && !freshness.is_looking(Some(8)) && !freshness.is_looking(None)
        );
        assert!(freshness.lets(Instant::now()));
        let at_once = Freshness::default();
        at_once.changed(7);
        assert!(!at_once.is_looking(Some(7)) && !at_once.lets(Instant::now()));
    }
}
