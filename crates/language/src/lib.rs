//! Bokmål, nynorsk and English: which of them is spoken, and what a text is in it.
//!
//! The bokmål text is the key. Code says [`t!`] where a text is shown; a text that stands in a constant is translated
//! by [`text`] where it is shown, and [`key!`] marks it for the test that holds the catalogues complete
//! (`locales/nn.po` and `locales/en.po`).
//!
//! The language belongs to the request: [`within`] sets it for a future, [`carrying`] and [`carried`] hand it on to
//! another task or thread. Where nothing is said it is bokmål, so that commands and tests have no language to set.

#[cfg(test)]
extern crate self as language;

mod choice;
mod spoken;

pub use choice::{COOKIE, guessed, remembered};
pub use language_macro::t;
pub use spoken::{Within, carried, carrying, speaking, spoken, within};

/// Marks a text that stands in a constant and is shown by [`text`]. It is the text itself.
#[macro_export]
macro_rules! key {
    ($text:literal) => {
        $text
    };
}

/// A language that the program speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// Norwegian bokmål, in which the texts stand in the code.
    #[default]
    Nb,
    /// Norwegian nynorsk.
    Nn,
    /// English.
    En,
}

impl Language {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Nb, Self::Nn, Self::En];

    /// As `<html lang>`, the cookie and the form write it.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Nb => "nb",
            Self::Nn => "nn",
            Self::En => "en",
        }
    }

    /// The language of a tag that is one of ours.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// Its name in itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nb => "Bokmål",
            Self::Nn => "Nynorsk",
            Self::En => "English",
        }
    }
}

/// Bokmål, nynorsk, English; in the order of the first.
static TEXTS: &[(&str, &str, &str)] = language_macro::table!();

/// What a text from a constant is in the language that is spoken; itself where there is no translation.
pub fn text(nb: &'static str) -> &'static str {
    of(nb).unwrap_or(nb)
}

fn of(nb: &str) -> Option<&'static str> {
    let language = spoken();
    if language == Language::Nb {
        return None;
    }
    let row = TEXTS.binary_search_by_key(&nb, |row| row.0).ok()?;
    Some(if language == Language::Nn { TEXTS[row].1 } else { TEXTS[row].2 })
}

#[cfg(test)]
mod tests;
