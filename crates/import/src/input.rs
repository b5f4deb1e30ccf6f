//! Where a file comes from, and what it is by its first bytes.

use crate::birth_number;
use crate::fault::HIDDEN;
use crate::problem::Problem;
use std::fs::File;
use std::io::{self, Cursor, Read, Seek};
use std::path::PathBuf;

/// The largest file that is read: 2 GiB.
pub const MAX_BYTES: u64 = 2 << 30;

/// A file on disk or in memory.
#[derive(Debug, Clone)]
pub struct Input {
    source: Source,
    shown: Option<String>,
    sheet: Option<String>,
    limit: u64,
    row_by_row: bool,
}

#[derive(Debug, Clone)]
enum Source {
    Path(PathBuf),
    Bytes { name: String, bytes: Vec<u8> },
}

/// What can be read and gone back in.
pub(crate) trait Stream: Read + Seek + Send {}
impl<T: Read + Seek + Send> Stream for T {}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileKind {
    Text,
    Workbook,
}

impl Input {
    /// A file on disk.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        Self {
            source: Source::Path(path.into()),
            shown: None,
            sheet: None,
            limit: MAX_BYTES,
            row_by_row: false,
        }
    }

    /// A file in memory, such as an upload.
    pub fn bytes(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self {
            source: Source::Bytes { name: name.into(), bytes },
            shown: None,
            sheet: None,
            limit: MAX_BYTES,
            row_by_row: false,
        }
    }

    /// Gives the file the name that people know it by, where it lies under another.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.shown = Some(name.into());
        self
    }

    /// Reads the named sheet of a workbook rather than the first.
    #[must_use]
    pub fn sheet(mut self, sheet: impl Into<String>) -> Self {
        self.sheet = Some(sheet.into());
        self
    }

    /// Refuses files of more bytes than this.
    #[must_use]
    pub const fn limit(mut self, bytes: u64) -> Self {
        self.limit = bytes;
        self
    }

    /// Reads a file row by row even where there is a shorter way with the same result: what that is held against.
    #[must_use]
    pub const fn row_by_row(mut self) -> Self {
        self.row_by_row = true;
        self
    }

    pub(crate) const fn is_read_row_by_row(&self) -> bool {
        self.row_by_row
    }

    /// The file's name without its folders, as it may be kept and shown: at most 120 characters on one line,
    /// hidden when it holds a birth number.
    pub fn name(&self) -> String {
        let name = match (&self.shown, &self.source) {
            (Some(name), _) | (None, Source::Bytes { name, .. }) => name.into(),
            (None, Source::Path(path)) => path.file_name().unwrap_or_default().to_string_lossy(),
        };
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
        if birth_number::found_in(name) {
            return HIDDEN.to_owned();
        }
        name.chars().take(120).map(|c| if c.is_control() { ' ' } else { c }).collect()
    }

    /// The file's content from the start.
    ///
    /// # Errors
    /// Why it can't be read.
    pub fn content(&self) -> Result<Box<dyn Read + '_>, Problem> {
        let (stream, _, _) = self.open()?;
        Ok(Box::new(stream))
    }

    pub(crate) fn sheet_name(&self) -> Option<&str> {
        self.sheet.as_deref()
    }

    /// Opens the file: its content from the start, its size, and what it is.
    pub(crate) fn open(&self) -> Result<(Box<dyn Stream + '_>, u64, FileKind), Problem> {
        let unreadable = |error: io::Error| Problem::Unreadable { detail: error.to_string() };
        let (mut stream, size): (Box<dyn Stream + '_>, u64) = match &self.source {
            Source::Path(path) => {
                let file = File::open(path).map_err(unreadable)?;
                let about = file.metadata().map_err(unreadable)?;
                if about.is_dir() {
                    return Err(Problem::Unreadable { detail: "a folder".to_owned() });
                }
                (Box::new(file), about.len())
            }
            Source::Bytes { bytes, .. } => (Box::new(Cursor::new(bytes.as_slice())), bytes.len() as u64),
        };
        if size > self.limit {
            return Err(Problem::TooLarge { megabytes: self.limit >> 20 });
        }
        let mut start = Vec::with_capacity(1024);
        stream.by_ref().take(1024).read_to_end(&mut start).map_err(unreadable)?;
        stream.rewind().map_err(unreadable)?;
        Ok((stream, size, kind_of(&start)?))
    }
}

/// What a file is by its first bytes; a refusal for what can't be read.
fn kind_of(start: &[u8]) -> Result<FileKind, Problem> {
    if start.starts_with(b"PK\x03\x04") {
        Ok(FileKind::Workbook)
    } else if start.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        Err(Problem::OldOrLockedExcel)
    } else if start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]) {
        Err(Problem::Utf16)
    } else if start.contains(&0) || start.starts_with(b"%PDF") || start.starts_with(b"{\\rtf") {
        Err(Problem::NotASpreadsheet)
    } else if start.iter().all(u8::is_ascii_whitespace) && start.len() < 1024 || start == b"\xef\xbb\xbf" {
        Err(Problem::Empty)
    } else {
        Ok(FileKind::Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_shown_without_folders_and_birth_numbers() {
        let name = |text: &str| Input::path("/tmp/x").named(text).name();
        assert_eq!(name("C:\\kad\\mars.csv"), "mars.csv");
        assert_eq!(name("../../etc/passwd"), "passwd");
        assert_eq!(name("a\r\nb.csv"), "a  b.csv");
        assert_eq!(name(&"x".repeat(500)).len(), 120);
        assert_eq!(Input::path("/tmp/mars.csv").name(), "mars.csv");
    }
}
