//! The typeface of the pages: which glyphs a text is made of and where they stand.

use std::ops::Range;
use std::sync::LazyLock;
use ttf_parser::{Face, GlyphId};

/// Where the letters come from: `fonts/README.md`.
pub const REGULAR: &[u8] = include_bytes!("../fonts/Inter-Regular.ttf");
/// The same, bold.
pub const BOLD: &[u8] = include_bytes!("../fonts/Inter-SemiBold.ttf");

static FACES: LazyLock<[Option<Face<'static>>; 2]> =
    LazyLock::new(|| [REGULAR, BOLD].map(|bytes| Face::parse(bytes, 0).ok()));

/// A glyph of a set text. Lengths are in shares of the type's size.
#[derive(Debug, Clone, PartialEq)]
pub struct Glyph {
    /// Which one; 0 for a letter that the typeface doesn't have.
    pub id: u16,
    /// The bytes of the text that it stands for.
    pub bytes: Range<usize>,
    /// Where it begins, from the beginning of the text.
    pub x: f32,
    /// How far the next one begins behind it, kerning included.
    pub advance: f32,
}

/// The face, regular or bold.
pub fn face(bold: bool) -> Option<&'static Face<'static>> {
    FACES[usize::from(bold)].as_ref()
}

/// Sets a text on one line from left to right.
pub fn set(text: &str, bold: bool) -> Vec<Glyph> {
    let Some(face) = face(bold) else { return Vec::new() };
    let scale = 1.0 / f32::from(face.units_per_em());
    let kerning = |left: GlyphId, right: GlyphId| -> i16 {
        let mut tables = face.tables().kern.iter().flat_map(|kern| kern.subtables);
        tables.find_map(|table| table.glyphs_kerning(left, right)).unwrap_or(0)
    };
    let mut glyphs: Vec<Glyph> = Vec::new();
    let mut x = 0.0;
    let mut before: Option<GlyphId> = None;
    for (at, letter) in text.char_indices() {
        let id = face.glyph_index(letter).unwrap_or(GlyphId(0));
        if let (Some(left), Some(last)) = (before, glyphs.last_mut()) {
            let kern = f32::from(kerning(left, id)) * scale;
            last.advance += kern;
            x += kern;
        }
        let advance = f32::from(face.glyph_hor_advance(id).unwrap_or(0)) * scale;
        glyphs.push(Glyph { id: id.0, bytes: at..at + letter.len_utf8(), x, advance });
        x += advance;
        before = Some(id);
    }
    glyphs
}

/// How wide a set text is.
pub fn width(glyphs: &[Glyph]) -> f32 {
    glyphs.last().map_or(0.0, |last| last.x + last.advance)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, bold: bool) -> f32 {
        width(&set(text, bold))
    }

    #[test]
    fn every_letter_of_norwegian_and_of_the_samis_has_a_glyph() {
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅabcdefghijklmnopqrstuvwxyzæøåÁČĐŊŠŦŽáčđŋšŧžäöéüßñ0123456789.,:;–−…%()«»\u{a0}\u{202f}→≥≤±×";
        for bold in [false, true] {
            let missing: Vec<char> =
                letters.chars().filter(|c| set(&c.to_string(), bold)[0].id == 0).collect();
            assert!(missing.is_empty(), "{missing:?}");
        }
    }

    #[test]
    fn figures_are_of_one_width_and_letters_move_together() {
        for bold in [false, true] {
            for digit in "0123456789".chars() {
                assert!((of(&digit.to_string(), bold) - of("0", bold)).abs() < 1e-6, "{digit}");
            }
            assert!(of("To", bold) < of("T", bold) + of("o", bold));
            assert!((of("Ås", bold) - of("Å", bold) - of("s", bold)).abs() < 0.05);
        }
        assert!(of("Belegg", true) > of("Belegg", false));
    }

    #[test]
    fn a_letter_that_is_missing_takes_room_and_no_more() {
        let glyphs = set("a\u{5d0}b", false);
        assert_eq!(glyphs.iter().map(|glyph| glyph.id == 0).collect::<Vec<_>>(), [false, true, false]);
        assert_eq!(glyphs[1].bytes, 1..3);
    }

    /// The table of `charts` must not say that a text is narrower than it is, or labels would meet.
    #[test]
    fn no_common_text_is_much_wider_than_the_charts_reckon_with() {
        for text in
            ["Belegg ved Asker KAD", "44,1 %", "Endring i ØH-innleggelser mot forventet", "januar 2025"]
        {
            let reckoned = charts::text_width(text, 1.0) as f32;
            assert!(of(text, false) < reckoned * 1.06, "{text}: {} {reckoned}", of(text, false));
        }
    }
}
