//! Pieces made on several threads, few ahead of the taker, and taken in order.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::{self, JoinHandle};

/// How many pieces a thread may be ahead: memory stays small however slow the taker.
const AHEAD: usize = 2;

/// An iterator over the pieces 0 to `count`.
pub(crate) struct InOrder<T> {
    makers: Vec<(Receiver<T>, Option<JoinHandle<()>>)>,
    next: usize,
    count: usize,
}

/// Starts making. The threads end when the iterator is dropped.
pub(crate) fn in_order<T: Send + 'static>(
    count: usize,
    make: impl Fn(usize) -> T + Send + Sync + 'static,
) -> InOrder<T> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(count);
    let make = Arc::new(make);
    let makers = (0..threads)
        .map(|first| {
            let (sender, receiver) = sync_channel(AHEAD);
            let make = Arc::clone(&make);
            let handle = thread::spawn(move || {
                for index in (first..count).step_by(threads) {
                    if sender.send(make(index)).is_err() {
                        return;
                    }
                }
            });
            (receiver, Some(handle))
        })
        .collect();
    InOrder { makers, next: 0, count }
}

impl<T> Iterator for InOrder<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        if self.next >= self.count {
            return None;
        }
        let turn = self.next % self.makers.len();
        self.next += 1;
        let (receiver, handle) = &mut self.makers[turn];
        receiver.recv().map_or_else(
            |_| match handle.take().map(JoinHandle::join) {
                // A maker's panic is the taker's: half a country must not pass for a whole one.
                Some(Err(panic)) => resume_unwind(panic),
                _ => None,
            },
            Some,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_come_in_order_and_all_of_them() {
        assert_eq!(in_order(100, |n| n * n).collect::<Vec<_>>(), (0..100).map(|n| n * n).collect::<Vec<_>>());
        assert_eq!(in_order(0, |n| n).count(), 0);
    }

    #[test]
    fn a_taker_may_stop_early() {
        assert_eq!(in_order(1000, |n| n).take(3).sum::<usize>(), 3);
    }

    #[test]
    #[should_panic(expected = "no such unit")]
    fn a_makers_panic_reaches_the_taker() {
        in_order(10, |n| assert!(n < 5, "no such unit")).for_each(drop);
    }
}
