//! What stays the same until something is imported: held per version of the data, so that every page that
//! compares itself with the country doesn't read the country anew.

use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OnceCell;

/// Entries kept; beyond them the oldest goes.
const MOST: usize = 64;

/// A version of the data and the values read from it, oldest first.
type Values<K, V> = (i64, Vec<(K, Arc<OnceCell<V>>)>);

/// Values by key, all of one version of the data.
pub struct Held<K, V> {
    held: Arc<Mutex<Values<K, V>>>,
}

impl<K, V> Clone for Held<K, V> {
    fn clone(&self) -> Self {
        Self { held: Arc::clone(&self.held) }
    }
}

impl<K, V> Default for Held<K, V> {
    fn default() -> Self {
        Self { held: Arc::new(Mutex::new((i64::MIN, Vec::new()))) }
    }
}

impl<K: Clone + PartialEq, V: Clone> Held<K, V> {
    /// The value of `key` in this version of the data; read where it isn't held, once for all who ask meanwhile.
    ///
    /// # Errors
    /// What `read` fails with; nothing is held then, and the next who waits reads.
    pub async fn get<E>(
        &self,
        version: i64,
        key: &K,
        read: impl Future<Output = Result<V, E>>,
    ) -> Result<V, E> {
        let Some(place) = self.place(version, key) else { return read.await };
        if let Some(value) = place.get() {
            return Ok(value.clone());
        }
        // On the heap: what waits for it would have it inside several times over.
        let read = Box::pin(read);
        place.get_or_try_init(|| read).await.cloned()
    }

    /// Where the value stands or will stand; `None` for a version that was replaced since it was asked for.
    fn place(&self, version: i64, key: &K) -> Option<Arc<OnceCell<V>>> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if version < held.0 {
            return None;
        }
        if version > held.0 {
            *held = (version, Vec::new());
        }
        if let Some((_, place)) = held.1.iter().find(|(of, _)| of == key) {
            return Some(Arc::clone(place));
        }
        if held.1.len() >= MOST {
            held.1.remove(0);
        }
        let place = Arc::<OnceCell<V>>::default();
        held.1.push((key.clone(), Arc::clone(&place)));
        Some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    /// Asks with an answer that is there at once.
    fn ask(
        held: &Held<u8, &'static str>,
        version: i64,
        key: u8,
        answer: Result<&'static str, ()>,
    ) -> Result<&'static str, ()> {
        match pin!(held.get(version, &key, async { answer })).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(value) => value,
            Poll::Pending => panic!("nothing to wait for"),
        }
    }

    #[test]
    fn a_value_is_read_once_per_version_and_a_failure_is_not_held() {
        let held = Held::default();
        assert_eq!(ask(&held, 1, 7, Err(())), Err(()));
        assert_eq!(ask(&held, 1, 7, Ok("first")), Ok("first"));
        assert_eq!(ask(&held, 1, 7, Ok("again")), Ok("first"));
        assert_eq!(ask(&held, 1, 8, Ok("other")), Ok("other"));
        assert_eq!(ask(&held, 2, 7, Ok("imported")), Ok("imported"));
    }

    #[test]
    fn a_reader_of_an_older_version_reads_for_herself_alone() {
        let held = Held::default();
        assert_eq!(ask(&held, 2, 7, Ok("new")), Ok("new"));
        assert_eq!(ask(&held, 1, 7, Ok("old")), Ok("old"));
        assert_eq!(ask(&held, 2, 7, Ok("again")), Ok("new"));
    }

    #[test]
    fn those_who_ask_meanwhile_wait_for_the_one_who_reads() {
        let held = Held::<u8, &'static str>::default();
        let mut context = Context::from_waker(Waker::noop());
        let (answer, asked) = tokio::sync::oneshot::channel();
        let mut first = pin!(held.get(1, &7, async { asked.await.map_err(|_| ()) }));
        let mut second = pin!(held.get(1, &7, async { Err::<_, ()>(()) }));
        assert!(first.as_mut().poll(&mut context).is_pending());
        assert!(second.as_mut().poll(&mut context).is_pending());
        answer.send("once").unwrap();
        assert_eq!(first.poll(&mut context), Poll::Ready(Ok("once")));
        assert_eq!(second.poll(&mut context), Poll::Ready(Ok("once")));
    }

    #[test]
    fn the_oldest_goes_when_many_are_held() {
        let held = Held::default();
        for key in 0..=64 {
            assert_eq!(ask(&held, 1, key, Ok("first")), Ok("first"));
        }
        assert_eq!(ask(&held, 1, 64, Ok("again")), Ok("first"));
        assert_eq!(ask(&held, 1, 0, Ok("again")), Ok("again"));
    }
}
