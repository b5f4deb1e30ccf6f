//! Completed stays in a few letters, as the view `stay_letters` writes them: a country's years of stays are read as one
//! text a month, and divided here.

use crate::StoreError;
use crate::stays::Dimension;
use std::sync::LazyLock;
use vocabulary::{AgeGroup, Alternative, Destination, Origin, Purpose, Referrer, UnitKind};

/// Letters behind the minutes.
const LETTERS: usize = 8;
/// Where nothing was said.
pub(crate) const UNSAID: u8 = b'-';

/// A completed stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PackedStay {
    /// How long it lasted.
    pub minutes: u32,
    letters: [u8; LETTERS],
}

impl PackedStay {
    /// The kind of the unit.
    pub fn kind(&self) -> UnitKind {
        // `read` has seen that there is one.
        *UnitKind::ALL.get(self.kind_column()).unwrap_or(&UnitKind::Kad)
    }

    /// The place of that kind among [`UnitKind::ALL`].
    pub fn kind_column(&self) -> usize {
        usize::from(self.letters[LETTERS - 1].saturating_sub(b'a'))
    }

    /// The code of its category; `None` where it wasn't said.
    pub fn code(&self, dimension: Dimension) -> Option<&'static str> {
        code(dimension, self.letter(dimension))
    }

    pub(crate) fn letter(&self, dimension: Dimension) -> u8 {
        self.letters[place(dimension)]
    }
}

/// Where a dimension's letter stands.
const fn place(dimension: Dimension) -> usize {
    match dimension {
        Dimension::Referrer => 0,
        Dimension::Origin => 1,
        Dimension::Destination => 2,
        Dimension::AgeGroup => 3,
        Dimension::Chapter => 4,
        Dimension::Alternative => 5,
        Dimension::Purpose => 6,
    }
}

/// What a letter stands for: the first value of the list is `a`. The view says the same in SQL, so a list may only grow
/// at its end; a test imports every value.
fn value<T>(all: &[T], letter: u8) -> Option<&T> {
    all.get(usize::from(letter.checked_sub(b'a')?))
}

/// The chapters' letters, as codes.
const CHAPTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// The code that a letter stands for.
pub(crate) fn code(dimension: Dimension, letter: u8) -> Option<&'static str> {
    match dimension {
        Dimension::Referrer => value(Referrer::ALL, letter).map(|value| value.code()),
        Dimension::Origin => value(Origin::ALL, letter).map(|value| value.code()),
        Dimension::Destination => value(Destination::ALL, letter).map(|value| value.code()),
        Dimension::AgeGroup => value(AgeGroup::ALL, letter).map(|value| value.code()),
        Dimension::Alternative => value(Alternative::ALL, letter).map(|value| value.code()),
        Dimension::Purpose => value(Purpose::ALL, letter).map(|value| value.code()),
        Dimension::Chapter => {
            let place = usize::from(letter.checked_sub(b'A')?);
            CHAPTERS.get(place..=place)
        }
    }
}

/// At which places a letter may stand: a bit for each.
static KNOWN: LazyLock<[u8; 256]> = LazyLock::new(|| {
    const ALL: [Dimension; 7] = [
        Dimension::Referrer,
        Dimension::Origin,
        Dimension::Destination,
        Dimension::AgeGroup,
        Dimension::Chapter,
        Dimension::Alternative,
        Dimension::Purpose,
    ];
    std::array::from_fn(|letter| {
        let letter = u8::try_from(letter).unwrap_or(UNSAID);
        let said = |dimension| letter == UNSAID || code(dimension, letter).is_some();
        let places = ALL.into_iter().filter(|of| said(*of)).fold(0, |places, of| places | 1 << place(of));
        places | u8::from(value(UnitKind::ALL, letter).is_some()) << (LETTERS - 1)
    })
});

/// Room for the stays of a text: four digits and the letters is a usual one.
pub(crate) fn room(text: &str) -> Vec<PackedStay> {
    Vec::with_capacity(text.len() / (LETTERS + 3))
}

/// Adds the stays of a text to others, those of `age_group` alone where one is asked for.
///
/// # Errors
/// [`StoreError::Inconsistent`] where the text isn't what the view writes.
pub(crate) fn read(
    text: &str,
    age_group: Option<AgeGroup>,
    stays: &mut Vec<PackedStay>,
) -> Result<(), StoreError> {
    let fault = || StoreError::inconsistent("a month's stays in letters can't be read");
    let known = &*KNOWN;
    let mut rest = text.as_bytes();
    while !rest.is_empty() {
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits == 0 {
            return Err(fault());
        }
        let minutes = rest[..digits]
            .iter()
            .try_fold(0_u32, |minutes, digit| minutes.checked_mul(10)?.checked_add(u32::from(digit - b'0')));
        let minutes = minutes.ok_or_else(fault)?;
        let letters = *rest[digits..].first_chunk::<LETTERS>().ok_or_else(fault)?;
        if (0..LETTERS).any(|place| known[usize::from(letters[place])] & 1 << place == 0) {
            return Err(fault());
        }
        let stay = PackedStay { minutes, letters };
        if age_group.is_none_or(|age_group| stay.code(Dimension::AgeGroup) == Some(age_group.code())) {
            stays.push(stay);
        }
        rest = &rest[digits + LETTERS..];
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, age_group: Option<AgeGroup>) -> Result<Vec<PackedStay>, StoreError> {
        let mut stays = Vec::new();
        super::read(text, age_group, &mut stays)?;
        Ok(stays)
    }

    #[test]
    fn a_stay_is_read_as_the_view_writes_it() {
        let stays = read("300aaecDaaa13983b-beN-da", None).unwrap();
        let [short, long] = stays[..] else { panic!("{stays:?}") };
        assert_eq!((short.minutes, long.minutes), (300, 13983));
        assert_eq!(short.code(Dimension::Referrer), Some("legevaktslege"));
        assert_eq!(short.code(Dimension::Destination), Some("sykehus"));
        assert_eq!((short.code(Dimension::Chapter), short.kind()), (Some("D"), UnitKind::Kad));
        assert_eq!((long.code(Dimension::Origin), long.code(Dimension::Alternative)), (None, None));
        assert_eq!(long.code(Dimension::Purpose), Some("utskrivningsklar"));
        assert_eq!(read("300aaecDaaa13983b-beN-da", Some(AgeGroup::Age80Plus)).unwrap(), [long]);
        assert!(read("", None).unwrap().is_empty());
    }

    #[test]
    fn what_the_view_does_not_write_is_refused() {
        for text in
            ["aaecDaaa", "300aaecDaa", "300?aecDaaa", "300aaecDaaz", "99999999999aaecDaaa", "300aaecDaaå"]
        {
            assert!(read(text, None).is_err(), "{text}");
        }
    }
}
