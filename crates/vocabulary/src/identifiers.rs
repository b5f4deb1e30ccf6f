//! Numbers and codes that name things: checked once, trusted afterwards.

use language::{key, text};
use std::fmt;
use std::str::FromStr;

/// A text that can't name what it should.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{found}' is no {what}: expected {expected}")]
pub struct InvalidIdentifier {
    /// What it should have named.
    pub what: &'static str,
    /// What stood there.
    pub found: String,
    /// What is allowed.
    pub expected: &'static str,
}

/// A municipality number: four digits, written with leading zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MunicipalityNumber(u16);

impl MunicipalityNumber {
    /// The number as an integer, 1–9999.
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl FromStr for MunicipalityNumber {
    type Err = InvalidIdentifier;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let four_digits = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
        match text.parse() {
            Ok(number) if four_digits && number > 0 => Ok(Self(number)),
            _ => Err(InvalidIdentifier {
                what: "municipality number",
                found: text.to_owned(),
                expected: "four digits, such as 0301",
            }),
        }
    }
}

impl fmt::Display for MunicipalityNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.0)
    }
}

/// A reason for the stay: an ICPC-2 chapter (`R`) or code (`R81`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reason {
    chapter: u8,
    number: Option<u8>,
}

/// ICPC-2 chapters with the names that Direktoratet for e-helse gives them.
const CHAPTERS: [(u8, &str); 17] = [
    (b'A', key!("Allment og uspesifisert")),
    (b'B', key!("Blod, bloddannende organer og immunsystemet")),
    (b'D', key!("Fordøyelsessystemet")),
    (b'F', key!("Øye")),
    (b'H', key!("Øre")),
    (b'K', key!("Hjerte-karsystemet")),
    (b'L', key!("Muskel- og skjelettsystemet")),
    (b'N', key!("Nervesystemet")),
    (b'P', key!("Psykisk")),
    (b'R', key!("Luftveier")),
    (b'S', key!("Hud")),
    (b'T', key!("Endokrine, metabolske og ernæringsmessige problemer")),
    (b'U', key!("Urinveier")),
    (b'W', key!("Svangerskap, fødsel og familieplanlegging")),
    (b'X', key!("Kvinnelige kjønnsorganer")),
    (b'Y', key!("Mannlige kjønnsorganer")),
    (b'Z', key!("Sosiale problemer")),
];

impl Reason {
    /// The chapter's letter.
    pub const fn chapter(self) -> char {
        self.chapter as char
    }

    /// The chapter's name (bokmål); empty for no known letter, which `FromStr` refuses.
    pub fn chapter_label(self) -> &'static str {
        CHAPTERS.iter().find(|(letter, _)| *letter == self.chapter).map_or("", |(_, label)| text(label))
    }

    /// Every chapter: letter and name.
    pub fn chapters() -> impl Iterator<Item = (char, &'static str)> {
        CHAPTERS.iter().map(|(letter, label)| (*letter as char, text(label)))
    }
}

impl FromStr for Reason {
    type Err = InvalidIdentifier;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parsed = match text.as_bytes() {
            [chapter] => Some((*chapter, None)),
            [chapter, tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => {
                Some((*chapter, Some((tens - b'0') * 10 + ones - b'0')))
            }
            _ => None,
        };
        parsed
            .map(|(chapter, number)| Self { chapter: chapter.to_ascii_uppercase(), number })
            .filter(|reason| !reason.chapter_label().is_empty())
            .ok_or_else(|| InvalidIdentifier {
                what: "ICPC-2 chapter or code",
                found: text.to_owned(),
                expected: "a chapter such as R or a code such as R81",
            })
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.number {
            Some(number) => write!(f, "{}{number:02}", self.chapter()),
            None => write!(f, "{}", self.chapter()),
        }
    }
}

/// Defines a code made of text: trimmed, one to `$longest` characters, nothing invisible in it.
macro_rules! text_code {
    ($(#[$doc:meta])* $name:ident, $what:literal, $longest:literal, $expected:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The code as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidIdentifier;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let length = text.chars().count();
                let visible = !text.chars().any(char::is_control) && text.trim() == text;
                if (1..=$longest).contains(&length) && visible {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(InvalidIdentifier { what: $what, found: text.to_owned(), expected: $expected })
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_code! {
    /// The code of a unit.
    UnitCode, "unit code", 32, "1 to 32 characters"
}
text_code! {
    /// The local name of a stay, never a person's number.
    StayId, "stay id", 64, "1 to 64 characters"
}
text_code! {
    /// A hospital department (fagområde), as the hospital names it.
    Department, "department", 40, "1 to 40 characters"
}

impl Department {
    /// Where a file names none: all departments together.
    pub fn all() -> Self {
        Self("alle".to_owned())
    }
}

/// The number of a bed in its unit: one to three digits, and a letter where beds are parted so (`12`, `3B`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BedNumber(String);

impl BedNumber {
    /// The number as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The digits, by which beds are sorted.
    pub fn number(&self) -> u16 {
        self.0.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse().unwrap_or_default()
    }
}

impl From<u16> for BedNumber {
    fn from(number: u16) -> Self {
        Self(number.min(999).to_string())
    }
}

impl FromStr for BedNumber {
    type Err = InvalidIdentifier;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_suffix(|c: char| c.is_ascii_alphabetic()).unwrap_or(text);
        if (1..=3).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(text.to_ascii_uppercase()))
        } else {
            Err(InvalidIdentifier {
                what: "bed number",
                found: text.to_owned(),
                expected: "such as 4 or 12B",
            })
        }
    }
}

impl fmt::Display for BedNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_municipality_number_keeps_its_leading_zero() {
        assert_eq!("0301".parse::<MunicipalityNumber>().unwrap().to_string(), "0301");
    }

    #[test]
    fn what_is_not_four_digits_is_no_municipality() {
        for text in ["", "301", "03011", "03a1", "+301", "0000", "٠٣٠١"] {
            assert!(text.parse::<MunicipalityNumber>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_bed_has_digits_and_at_most_a_letter() {
        assert_eq!("3b".parse::<BedNumber>().unwrap().to_string(), "3B");
        assert_eq!("12".parse::<BedNumber>().unwrap().number(), 12);
        for text in ["", "B", "3BB", "1234", "Kari", "4 ", "٣"] {
            assert!(text.parse::<BedNumber>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_reason_is_a_chapter_or_a_code() {
        assert_eq!("r81".parse::<Reason>().unwrap().to_string(), "R81");
        assert_eq!("R".parse::<Reason>().unwrap().chapter_label(), "Luftveier");
        for text in ["", "C", "R8", "R811", "81", "RR1", "Æ12"] {
            assert!(text.parse::<Reason>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_code_has_no_invisible_characters_and_an_end() {
        assert!("DE-11".parse::<UnitCode>().is_ok());
        for text in ["", " DE", "D\nE", &"x".repeat(33)] {
            assert!(text.parse::<UnitCode>().is_err(), "{text:?}");
        }
    }
}
