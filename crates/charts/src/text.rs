//! How wide a text will be, without a font: a table of advance widths.
//!
//! The widths are those of Helvetica (the metrics that Arial and Liberation Sans share), in thousandths of an
//! em, widened by [`WIDENING`] because Inter, the typeface of the pages, runs 5–7 % wider. Good for keeping
//! labels apart; not for setting type.

/// Factor from Helvetica's widths to the widest typeface the charts are shown in.
const WIDENING: f64 = 1.07;

/// Advance widths of U+0020..=U+007E in thousandths of an em.
const ASCII: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, // space – /
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, // 0 – ?
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, // @ – O
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, // P – _
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, // ` – o
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584, // p – ~
];

fn char_width(c: char) -> f64 {
    let thousandths = match c {
        ' '..='~' => ASCII[c as usize - 0x20],
        '\u{a0}' => 278,
        '\u{202f}' | '\u{2009}' => 200,
        '\u{2212}' => 584,
        'æ' => 889,
        'ø' => 611,
        'å' | 'ä' | 'ö' | 'é' | '–' | 'á' | 'đ' | 'ŋ' | 'š' | 'ž' | 'č' | 'ŧ' => 556,
        'Æ' | '…' | '—' => 1000,
        'Ø' | 'Ö' => 778,
        'Å' | 'Ä' | 'É' => 667,
        // Unknown letters count as wide ones: a label too short beats one that overlaps.
        _ => 900,
    };
    f64::from(thousandths) / 1000.0
}

/// Width of `text` at `size`, in the unit of `size`.
pub fn width(text: &str, size: f64) -> f64 {
    text.chars().map(char_width).sum::<f64>() * size * WIDENING
}

/// `text`, cut with an ellipsis where it is wider than `available` at `size`.
pub fn ellipsed(text: &str, size: f64, available: f64) -> String {
    if width(text, size) <= available {
        return text.to_owned();
    }
    let mut left = available / (size * WIDENING) - char_width('…');
    let mut out = String::new();
    for c in text.chars() {
        left -= char_width(c);
        if left < 0.0 {
            break;
        }
        out.push(c);
    }
    let mut out = out.trim_end().to_owned();
    out.push('…');
    out
}

/// `text` broken at spaces into at most `max_lines` lines of width `available`; what doesn't fit is ellipsed.
pub fn wrapped(text: &str, size: f64, available: f64, max_lines: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut words = text.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let mut line = word.to_owned();
        let last = lines.len() + 1 >= max_lines;
        while let Some(next) = words.peek() {
            let longer = format!("{line} {next}");
            if !last && width(&longer, size) > available {
                break;
            }
            line = longer;
            words.next();
        }
        lines.push(ellipsed(&line, size, available));
    }
    lines
}

/// All of `text` in lines of width `available`, broken at spaces, and within a word (an address) only where it is
/// wider than a line.
pub fn broken(text: &str, size: f64, available: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    // Not at spaces that hold a number and its unit together.
    for word in plain(text).replace(" %", "\u{a0}%").split([' ', '\n', '\t']).filter(|word| !word.is_empty())
    {
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if width(&longer, size) <= available {
            line = longer;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for c in word.chars() {
            line.push(c);
            if width(&line, size) > available && line.chars().count() > 1 {
                line.pop();
                lines.push(std::mem::replace(&mut line, c.to_string()));
            }
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// `text` without what would turn the direction of the text behind it: a name shall not write the line it stands in
/// backwards.
pub fn plain(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().filter(|c| !turns(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn norwegian_letters_count_once() {
        assert!((width("Ø", 100.0) - 77.8 * WIDENING).abs() < 1e-9);
        assert!((width("1 234", 10.0) - (4.0 * 5.56 + 2.78) * WIDENING).abs() < 1e-9);
    }

    #[test]
    fn a_text_that_fits_is_left_alone() {
        assert_eq!(ellipsed("Asker", 15.0, 200.0), "Asker");
    }

    #[test]
    fn a_text_that_does_not_fit_ends_in_an_ellipsis_and_fits() {
        let cut = ellipsed("Kommunal akutt døgnenhet", 15.0, 80.0);
        assert!(cut.ends_with('…') && width(&cut, 15.0) <= 80.0, "{cut}");
        assert_eq!(ellipsed("Asker", 15.0, 0.0), "…");
    }

    #[test]
    fn wrapping_breaks_at_spaces_and_cuts_the_last_line() {
        let lines = wrapped("Eget hjem med tjenester fra kommunen hele døgnet", 15.0, 120.0, 2);
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0], "Eget hjem med");
        assert!(lines[1].ends_with('…'));
        assert!(lines.iter().all(|line| width(line, 15.0) <= 120.0));
    }

    #[test]
    fn nothing_is_lost_where_lines_are_broken_and_no_line_is_too_wide() {
        let text = "Se /belegg?enhet=DEMO-003&fra=2024-01-01&til=2025-12-31&uke=vis og siden Metode";
        let lines = broken(text, 12.0, 150.0);
        assert!(lines.iter().all(|line| width(line, 12.0) <= 150.0), "{lines:?}");
        let letters = |text: &str| text.split_whitespace().collect::<String>();
        assert_eq!(letters(&lines.concat()), letters(text));
        assert!(broken(" ", 12.0, 100.0).is_empty());
        assert_eq!(broken("var 46\u{a0}%", 10.0, 40.0), ["var", "46\u{a0}%"]);
    }

    #[test]
    fn a_name_cannot_turn_the_line_around() {
        assert_eq!(plain("Ås\u{202e} KAD\u{2069}\u{200f} æ"), "Ås KAD æ");
    }
}
