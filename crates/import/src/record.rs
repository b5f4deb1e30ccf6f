//! One row of a file as text, whatever the file was.

/// A row: the text of its cells, and which of them a spreadsheet held as numbers.
#[derive(Clone, Copy)]
pub(crate) struct Record<'a> {
    /// Line of the file or row of the sheet, from 1.
    pub line: u64,
    /// Text that the spans cut.
    pub text: &'a str,
    /// Start and end of each cell.
    pub spans: &'a [(usize, usize)],
    /// For each cell whether the spreadsheet held a number; shorter or empty means no.
    pub numbers: &'a [bool],
}

impl<'a> Record<'a> {
    /// The cell without the space around it; empty where the row has none.
    pub fn get(&self, index: usize) -> &'a str {
        match self.spans.get(index) {
            Some(&(start, end)) => trim(&self.text[start..end]),
            None => "",
        }
    }

    /// The cell with what the spreadsheet said of it.
    pub fn cell(&self, index: usize) -> Cell<'a> {
        Cell { text: self.get(index), number: self.numbers.get(index).copied().unwrap_or(false) }
    }

    /// Number of cells.
    pub const fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether no cell holds anything.
    pub fn is_blank(&self) -> bool {
        (0..self.len()).all(|index| self.get(index).is_empty())
    }
}

/// A cell that is not blank.
#[derive(Clone, Copy)]
pub(crate) struct Cell<'a> {
    /// Its text, trimmed.
    pub text: &'a str,
    /// Whether a spreadsheet held it as a number: leading zeros are then lost, whole numbers exact.
    pub number: bool,
}

/// `str::trim` with the common case first: nothing to trim.
fn trim(text: &str) -> &str {
    let plain = |byte: Option<&u8>| byte.is_some_and(|b| (b'!'..=b'~').contains(b));
    if plain(text.as_bytes().first()) && plain(text.as_bytes().last()) { text } else { text.trim() }
}
