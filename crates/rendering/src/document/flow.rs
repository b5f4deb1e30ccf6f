//! Words into lines. The time it takes grows with the letters and with nothing else, whatever they are.

use crate::typeface::{self, Glyph};

/// A type: weight, size and the height of a line, in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Type {
    pub bold: bool,
    pub size: f32,
    pub line: f32,
}

/// A line of a paragraph, set.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub words: String,
    pub glyphs: Vec<Glyph>,
    /// In points.
    pub width: f32,
}

/// A text without control characters and marks that turn the direction of writing; a number and its unit held
/// together.
pub fn clean(text: &str) -> String {
    let text: String = charts::plain(text).chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    text.replace(" %", "\u{a0}%")
}

/// A text on one line.
pub fn set(words: String, kind: Type) -> Line {
    let glyphs = typeface::set(&words, kind.bold);
    let width = typeface::width(&glyphs) * kind.size;
    Line { words, glyphs, width }
}

/// How wide a text is on one line, in points.
pub fn width(words: &str, kind: Type) -> f32 {
    typeface::width(&typeface::set(words, kind.bold)) * kind.size
}

/// All of a text in lines of at most `available` points; a word is broken only where it is wider than a line.
pub fn lines(text: &str, kind: Type, available: f32) -> Vec<Line> {
    let text = clean(text);
    let space = width(" ", kind);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0.0;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        for part in parts(word, kind, available) {
            let wide = width(part, kind);
            // Not the later part of a word.
            let joined = part.as_ptr() == word.as_ptr();
            if !line.is_empty() && (used + space + wide > available || !joined) {
                let full = set(std::mem::take(&mut line), kind);
                lines.push(if joined { spaced(full, kind) } else { full });
                used = 0.0;
            }
            if !line.is_empty() {
                line.push(' ');
                used += space;
            }
            line.push_str(part);
            used += wide;
        }
    }
    if !line.is_empty() {
        lines.push(set(line, kind));
    }
    lines
}

/// The same line with a space at its end that takes no room: where the next begins another word, programs that read
/// the text aloud must hear that.
fn spaced(line: Line, kind: Type) -> Line {
    let glyphs = typeface::set(&format!("{} ", line.words), kind.bold);
    Line { glyphs, ..line }
}

/// A word, or its parts where it is wider than a line.
fn parts(word: &str, kind: Type, available: f32) -> Vec<&str> {
    let glyphs = typeface::set(word, kind.bold);
    if typeface::width(&glyphs) * kind.size <= available {
        return vec![word];
    }
    let mut parts = Vec::new();
    let (mut begin, mut left) = (0, 0.0);
    for glyph in &glyphs {
        if glyph.bytes.start > begin && (glyph.x + glyph.advance - left) * kind.size > available {
            parts.push(&word[begin..glyph.bytes.start]);
            (begin, left) = (glyph.bytes.start, glyph.x);
        }
    }
    parts.push(&word[begin..]);
    parts
}

/// A text cut with an ellipsis where it is wider than `available`.
pub fn cut(text: &str, kind: Type, available: f32) -> Line {
    let text = clean(text);
    let whole = set(text.clone(), kind);
    if whole.width <= available {
        return whole;
    }
    let room = available - width("…", kind);
    let fits = whole.glyphs.iter().take_while(|glyph| (glyph.x + glyph.advance) * kind.size <= room);
    let end = fits.last().map_or(0, |glyph| glyph.bytes.end);
    set(format!("{}…", text[..end].trim_end()), kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BODY: Type = Type { bold: false, size: 10.0, line: 14.0 };

    fn letters(text: &str) -> String {
        text.chars().filter(|c| !c.is_whitespace()).collect()
    }

    #[test]
    fn a_word_stands_on_its_own_line_where_it_does_not_fit() {
        let words: Vec<String> =
            lines("Øyeblikkelig hjelp på Ås", BODY, 60.0).into_iter().map(|line| line.words).collect();
        assert_eq!(words, ["Øyeblikkelig", "hjelp på Ås"]);
    }

    #[test]
    fn what_turns_the_direction_of_writing_is_taken_out() {
        let line = &lines("Ås\u{202e} KAD\u{200f}\n\tog 46 %", BODY, 500.0)[0];
        assert_eq!(line.words, "Ås KAD og 46\u{a0}%");
    }

    #[test]
    fn a_line_that_is_cut_fits() {
        let line = cut(&"Kilde og tid ".repeat(40), BODY, 200.0);
        assert!(line.words.ends_with('…') && line.width <= 200.0, "{line:?}");
        assert_eq!(cut("Kort", BODY, 200.0).words, "Kort");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn nothing_is_lost_and_no_line_is_too_wide(text in "[a-zæøå<>&\u{202e} \u{a0}א%]{0,400}", available in 30.0_f32..400.0) {
            let lines = lines(&text, BODY, available);
            let all: String = lines.iter().map(|line| line.words.as_str()).collect();
            prop_assert_eq!(letters(&all), letters(&clean(&text)));
            for line in lines {
                prop_assert!(line.width <= available + 0.5 || line.words.chars().count() == 1, "{:?}", line);
            }
        }
    }
}
