//! Records as they lie in the file, from a buffer of bounded size.

use crate::problem::Problem;
use memchr::{memchr, memchr2};
use std::io::Read;

/// No line may be longer.
const LONGEST: usize = 1 << 20;
const BUFFER: usize = 128 << 10;

type Stop = (Option<u64>, Problem);

/// One record.
pub(super) struct Raw<'a> {
    /// Line on which it begins.
    pub line: u64,
    /// The line without its end; or, with `ends`, the cells one after the other.
    pub bytes: &'a [u8],
    /// Ends of the cells, where quotation marks had to be taken off.
    pub ends: Option<&'a [usize]>,
}

/// Cuts a stream into records.
pub(super) struct Lines<R> {
    stream: R,
    buffer: Vec<u8>,
    /// What of the buffer is read and not yet used.
    start: usize,
    end: usize,
    at_end: bool,
    /// Bytes of the stream before `start`.
    before: u64,
    /// Line that begins at `start`.
    line: u64,
    unquoted: Vec<u8>,
    ends: Vec<usize>,
}

/// Where a record lies: its content, and how far its line ends reach.
struct Found {
    content: usize,
    next: usize,
    lines: u64,
    quoted: Option<(usize, usize)>,
}

impl<R: Read> Lines<R> {
    pub fn new(stream: R) -> Self {
        Self {
            stream,
            buffer: vec![0; BUFFER],
            start: 0,
            end: 0,
            at_end: false,
            before: 0,
            line: 1,
            unquoted: Vec::new(),
            ends: Vec::new(),
        }
    }

    /// Bytes of the stream that are used.
    pub const fn consumed(&self) -> u64 {
        self.before + self.start as u64
    }

    /// Skips the mark of UTF-8; whether there was one.
    pub fn skip_mark(&mut self) -> Result<bool, Stop> {
        while self.end - self.start < 3 && !self.at_end {
            self.fill()?;
        }
        let mark = self.buffer[self.start..self.end].starts_with(b"\xef\xbb\xbf");
        self.start += if mark { 3 } else { 0 };
        Ok(mark)
    }

    /// The first line as it stands, untaken.
    pub fn peek(&mut self) -> Result<&[u8], Stop> {
        loop {
            let ahead = &self.buffer[self.start..self.end];
            if let Some(length) = memchr2(b'\n', b'\r', ahead) {
                return Ok(&self.buffer[self.start..self.start + length]);
            }
            if self.at_end {
                return Ok(&self.buffer[self.start..self.end]);
            }
            self.fill()?;
        }
    }

    /// The first record that isn't blank, cut by a separator, untaken.
    pub fn look(&mut self, separator: u8) -> Result<Option<Raw<'_>>, Stop> {
        while self.start < self.end || !self.at_end {
            if self.start == self.end {
                self.fill()?;
            } else if self.buffer[self.start].is_ascii_whitespace() && self.buffer[self.start] != b'\t' {
                self.line += u64::from(self.ends_line(self.start));
                self.start += 1;
            } else {
                break;
            }
        }
        let Some(found) = self.find(separator)? else { return Ok(None) };
        Ok(Some(self.raw(&found, self.line, self.start)))
    }

    /// The next record.
    pub fn next(&mut self, separator: u8) -> Result<Option<Raw<'_>>, Stop> {
        let Some(found) = self.find(separator)? else { return Ok(None) };
        let (line, start) = (self.line, self.start);
        self.start = found.next;
        self.line += found.lines;
        Ok(Some(self.raw(&found, line, start)))
    }

    fn raw(&self, found: &Found, line: u64, start: usize) -> Raw<'_> {
        match found.quoted {
            Some((bytes, ends)) => {
                Raw { line, bytes: &self.unquoted[..bytes], ends: Some(&self.ends[..ends]) }
            }
            None => Raw { line, bytes: &self.buffer[start..found.content], ends: None },
        }
    }

    /// Whether a line ends with the byte at a place: a line feed, or a carriage return without one.
    fn ends_line(&self, at: usize) -> bool {
        match self.buffer[at] {
            b'\n' => true,
            b'\r' => at + 1 >= self.end || self.buffer[at + 1] != b'\n',
            _ => false,
        }
    }

    /// Finds the record that begins at `start`, reading on as long as it needs.
    fn find(&mut self, separator: u8) -> Result<Option<Found>, Stop> {
        let mut searched = 0;
        loop {
            let ahead = &self.buffer[self.start..self.end];
            if let Some(length) = memchr2(b'\n', b'\r', &ahead[searched..]) {
                let length = searched + length;
                // The byte behind a carriage return must be seen.
                if ahead[length] == b'\n' || length + 1 < ahead.len() || self.at_end {
                    if memchr(b'"', &ahead[..length]).is_some() {
                        return self.find_quoted(separator).map(Some);
                    }
                    let two = ahead[length] == b'\r' && ahead.get(length + 1) == Some(&b'\n');
                    let content = self.start + length;
                    return Ok(Some(Found {
                        content,
                        next: content + 1 + usize::from(two),
                        lines: 1,
                        quoted: None,
                    }));
                }
                searched = length;
            } else if self.at_end {
                if ahead.is_empty() {
                    return Ok(None);
                }
                if memchr(b'"', ahead).is_some() {
                    return self.find_quoted(separator).map(Some);
                }
                return Ok(Some(Found { content: self.end, next: self.end, lines: 1, quoted: None }));
            } else {
                searched = ahead.len();
            }
            self.fill()?;
        }
    }

    /// The same for a record with quotation marks, which may hold line ends.
    fn find_quoted(&mut self, separator: u8) -> Result<Found, Stop> {
        let mut rules = csv_core::ReaderBuilder::new().delimiter(separator).build();
        let (mut used, mut bytes, mut ends) = (0, 0, 0);
        loop {
            let more = if self.unquoted.len() < bytes + 1024 { self.unquoted.len().max(4096) } else { 0 };
            self.unquoted.resize(self.unquoted.len() + more, 0);
            let more = if self.ends.len() < ends + 16 { self.ends.len().max(64) } else { 0 };
            self.ends.resize(self.ends.len() + more, 0);
            let ahead = &self.buffer[self.start + used..self.end];
            let (result, taken, written, ended) =
                rules.read_record(ahead, &mut self.unquoted[bytes..], &mut self.ends[ends..]);
            used += taken;
            bytes += written;
            ends += ended;
            if used > LONGEST || bytes > LONGEST {
                return Err((Some(self.line), Problem::RowTooLong));
            }
            match result {
                csv_core::ReadRecordResult::InputEmpty if !self.at_end => self.fill()?,
                csv_core::ReadRecordResult::Record | csv_core::ReadRecordResult::End => break,
                // At the end of the input the next call, with nothing ahead, ends the record.
                _ => {}
            }
        }
        while self.start + used >= self.end && !self.at_end {
            self.fill()?;
        }
        let mut next = self.start + used;
        // The line feed behind a carriage return belongs to the same line end.
        if self.buffer[..next].last() == Some(&b'\r') && self.buffer[next..self.end].first() == Some(&b'\n') {
            next += 1;
        }
        let lines = (self.start..next).filter(|at| self.ends_line(*at)).count() as u64;
        Ok(Found { content: next, next, lines, quoted: Some((bytes, ends)) })
    }

    /// Reads more behind what is not yet used, making room as long as no line is too long.
    fn fill(&mut self) -> Result<(), Stop> {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.before += self.start as u64;
            self.end -= self.start;
            self.start = 0;
        }
        if self.end == self.buffer.len() {
            if self.buffer.len() > LONGEST {
                return Err((Some(self.line), Problem::RowTooLong));
            }
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        match self.stream.read(&mut self.buffer[self.end..]) {
            Ok(0) => self.at_end = true,
            Ok(count) => self.end += count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err((Some(self.line), Problem::Unreadable { detail: error.to_string() })),
        }
        Ok(())
    }
}
