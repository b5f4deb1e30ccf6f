//! A stream in blocks that end with a line, for several readers.

use super::Odd;
use crate::input::Stream;
use memchr::memrchr;
use std::io::{ErrorKind, Read};
use std::sync::Mutex;

/// Bytes of a block: little enough to stay near the processor.
pub(super) const BLOCK: usize = 256 << 10;

/// The stream of an open file.
pub(super) type Body<'a> = Box<dyn Stream + 'a>;

/// The blocks of a stream.
pub(super) struct Blocks<R> {
    left: Mutex<Left<R>>,
    most: usize,
}

struct Left<R> {
    stream: R,
    /// The begin of a line whose end is in the next block.
    begun: Vec<u8>,
    at_end: bool,
}

impl<R: Read> Blocks<R> {
    /// Blocks of at most so many bytes.
    pub fn new(stream: R, most: usize) -> Self {
        Self { left: Mutex::new(Left { stream, begun: Vec::new(), at_end: false }), most }
    }

    /// Puts the next whole lines into `block`; `false` at the end. A line longer than a block is odd, and so is a
    /// stream that can't be read: the full reader says why.
    pub fn next(&self, block: &mut Vec<u8>) -> Result<bool, Odd> {
        let mut left = self.left.lock().map_err(|_| Odd)?;
        if left.at_end {
            return Ok(false);
        }
        block.resize(self.most, 0);
        let mut filled = left.begun.len();
        block[..filled].copy_from_slice(&left.begun);
        while filled < self.most && !left.at_end {
            match left.stream.read(&mut block[filled..]) {
                Ok(0) => left.at_end = true,
                Ok(count) => filled += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => return Err(Odd),
            }
        }
        let whole = match memrchr(b'\n', &block[..filled]) {
            _ if left.at_end => filled,
            Some(last) => last + 1,
            None => return Err(Odd),
        };
        left.begun.clear();
        left.begun.extend_from_slice(&block[whole..filled]);
        block.truncate(whole);
        Ok(true)
    }
}
