//! UTF-8 or Windows-1252: whichever the first letter beyond ASCII shows; the whole file must hold to it.

use encoding_rs::WINDOWS_1252;
use std::borrow::Cow;

/// The encoding of a file, as far as it has shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Encoding(Shown);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Nothing,
    Utf8,
    Windows,
}

impl Encoding {
    /// Nothing but ASCII so far.
    pub const fn unknown() -> Self {
        Self(Shown::Nothing)
    }

    /// The file began with the mark of UTF-8.
    pub const fn utf8() -> Self {
        Self(Shown::Utf8)
    }

    /// Decodes a piece; and whether it is in another encoding than the pieces before.
    pub fn decode<'a>(&mut self, bytes: &'a [u8]) -> (Cow<'a, str>, bool) {
        if let Ok(text) = std::str::from_utf8(bytes) {
            let mixed = self.0 == Shown::Windows && !text.is_ascii();
            if self.0 == Shown::Nothing && !text.is_ascii() {
                self.0 = Shown::Utf8;
            }
            return (Cow::Borrowed(text), mixed);
        }
        let mixed = self.0 == Shown::Utf8;
        if self.0 == Shown::Nothing {
            self.0 = Shown::Windows;
        }
        (WINDOWS_1252.decode_without_bom_handling(bytes).0, mixed)
    }
}
