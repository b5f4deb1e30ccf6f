//! Finds keys that stand twice in a file, in eight bytes a row.
//!
//! The first pass keeps a 64-bit hash of every key and sorts them at the end. Hashes that stand twice
//! are only suspects: a second look at the file compares the keys themselves and finds their lines.

use rustc_hash::FxHashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::Hasher;

/// So many suspects are looked at; more than that and the file is refused on the hashes' word.
const SUSPECTS: usize = 100_000;

/// The hashes of the keys of a file.
#[derive(Debug, Default)]
pub(crate) struct Keys(Vec<u64>);

impl Keys {
    /// Adds a key, which `feed` writes.
    pub fn add(&mut self, feed: impl FnOnce(&mut DefaultHasher)) {
        self.0.push(hash(feed));
    }

    /// The hashes that stand more than once, for the second look; and how many rows repeat one beyond
    /// those.
    pub fn suspects(mut self) -> (Suspects, u64) {
        self.0.sort_unstable();
        let (mut suspects, mut beyond) = (Suspects::default(), 0);
        for pair in self.0.windows(2).filter(|pair| pair[0] == pair[1]) {
            if suspects.0.len() < SUSPECTS || suspects.0.contains_key(&pair[0]) {
                suspects.0.entry(pair[0]).or_default();
            } else {
                beyond += 1;
            }
        }
        (suspects, beyond)
    }
}

/// Keys to be compared: for each suspected hash the different keys that had it, with their first line.
#[derive(Debug, Default)]
pub(crate) struct Suspects(FxHashMap<u64, Vec<(Vec<u8>, u64)>>);

impl Suspects {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Notes the key of a line; the line on which the same key stood before, if it did.
    pub fn first_line(&mut self, line: u64, feed: impl Fn(&mut dyn Hasher)) -> Option<u64> {
        let seen = self.0.get_mut(&hash(|hasher| feed(hasher)))?;
        let mut key = Bytes::default();
        feed(&mut key);
        if let Some((_, first)) = seen.iter().find(|(other, _)| *other == key.0) {
            return Some(*first);
        }
        seen.push((key.0, line));
        None
    }
}

fn hash(feed: impl FnOnce(&mut DefaultHasher)) -> u64 {
    let mut hasher = DefaultHasher::new();
    feed(&mut hasher);
    hasher.finish()
}

/// Keeps what it is fed: `Hash` writes a value so that equal bytes mean equal values.
#[derive(Default)]
struct Bytes(Vec<u8>);

impl Hasher for Bytes {
    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn finish(&self) -> u64 {
        0
    }
}
