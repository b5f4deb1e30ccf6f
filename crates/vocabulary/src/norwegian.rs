//! How numbers and dates are written in Norwegian: 1 234,5 – 31.12.2025 – januar 2025; and, where English is spoken,
//! 1 234.5 – 31 Dec 2025 – January 2025.
//!
//! Thousands are parted by a no-break space from five digits on as Språkrådet advises; here from four, as
//! SSB's tables do. The minus is U+2212.

use crate::{Month, Period};
use chrono::{Datelike, NaiveDate, NaiveTime};
use language::Language;
use std::cmp::Ordering;

const NO_BREAK_SPACE: char = '\u{a0}';
const MINUS: char = '\u{2212}';

/// In bokmål and nynorsk.
const MONTHS: [&str; 12] = [
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
];

const ENGLISH_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn in_english() -> bool {
    language::spoken() == Language::En
}

/// The name of a month (0–11).
fn month_name(month0: u32) -> &'static str {
    if in_english() { ENGLISH_MONTHS[month0 as usize] } else { MONTHS[month0 as usize] }
}

/// What stands behind the number of a day, before the month's name.
fn ordinal() -> &'static str {
    if in_english() { "" } else { "." }
}

/// A number with `decimals` decimals; `–` for one that isn't finite.
pub fn number(value: f64, decimals: usize) -> String {
    let mut text = String::with_capacity(16);
    push_number(&mut text, value, decimals);
    text
}

/// Adds [`number`] to `text`.
pub fn push_number(text: &mut String, value: f64, decimals: usize) {
    if !value.is_finite() {
        text.push('–');
        return;
    }
    let mut buffer = itoa::Buffer::new();
    let exact;
    // All digits, at least one before the decimals.
    let digits = if let Some(rounded) = rounded(value.abs(), decimals) {
        let digits = buffer.format(rounded);
        if digits.len() > decimals {
            digits
        } else {
            exact = format!("{digits:0>width$}", width = decimals + 1);
            &exact
        }
    } else {
        exact = format!("{:.decimals$}", value.abs()).replace('.', "");
        &exact
    };
    if value < 0.0 && digits.bytes().any(|digit| digit != b'0') {
        text.push(MINUS);
    }
    let (whole, fraction) = digits.split_at(digits.len() - decimals);
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            text.push(NO_BREAK_SPACE);
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push(if in_english() { '.' } else { ',' });
        text.push_str(fraction);
    }
}

/// `value` × 10^`decimals` as a whole number, or `None` where the product's own rounding could decide which one:
/// then the exact and slower way does. Pages write thousands of numbers.
fn rounded(value: f64, decimals: usize) -> Option<u64> {
    const TENS: [f64; 5] = [1.0, 10.0, 100.0, 1e3, 1e4];
    let scaled = value * TENS.get(decimals)?;
    let nearest = scaled.round();
    // Below 10⁹ the product is off by less than 10⁻⁶.
    (scaled < 1e9 && (scaled - nearest).abs() < 0.499_999).then_some(nearest as u64)
}

/// A whole number.
pub fn count(value: i64) -> String {
    number(value as f64, 0)
}

/// A share (0–1) as percent, with its sign: `44,1 %`.
pub fn percent(share: f64, decimals: usize) -> String {
    let mut text = String::with_capacity(16);
    push_number(&mut text, share * 100.0, decimals);
    text.push(NO_BREAK_SPACE);
    text.push('%');
    text
}

/// A number with its sign always shown, as changes are: `+1,2`, `−3,0`; plain when it rounds to zero.
pub fn signed(value: f64, decimals: usize) -> String {
    let text = number(value, decimals);
    let zero = !text.bytes().any(|b| (b'1'..=b'9').contains(&b));
    if value > 0.0 && value.is_finite() && !zero { format!("+{text}") } else { text }
}

/// `31.12.2025`; in English `31 Dec 2025`, which nobody takes for a month and a day.
pub fn date(day: NaiveDate) -> String {
    let mut text = String::with_capacity(10);
    push_date(&mut text, day);
    text
}

/// Adds [`date`] to `text`.
pub fn push_date(text: &mut String, day: NaiveDate) {
    if in_english() {
        text.push_str(&format!("{} {} {}", day.day(), &month_name(day.month0())[..3], day.year()));
        return;
    }
    for number in [day.day(), day.month()] {
        if number < 10 {
            text.push('0');
        }
        text.push_str(itoa::Buffer::new().format(number));
        text.push('.');
    }
    text.push_str(itoa::Buffer::new().format(day.year()));
}

/// `14.05`; in English `14:05`.
pub fn clock(time: NaiveTime) -> String {
    time.format(if in_english() { "%H:%M" } else { "%H.%M" }).to_string()
}

/// `31. desember 2025`.
pub fn long_date(day: NaiveDate) -> String {
    format!("{}{} {} {}", day.day(), ordinal(), month_name(day.month0()), day.year())
}

/// Days as people list them: `9. mars`, `3.–5. mars`, `28. februar – 3. mars`; with the year where it isn't `year`.
pub fn stretch(days: Period, year: i32) -> String {
    let (from, to) = (days.from(), days.to());
    let month = |day: NaiveDate| month_name(day.month0());
    let dot = ordinal();
    let end = if to.year() == year { String::new() } else { format!(" {}", to.year()) };
    if from == to {
        format!("{}{dot} {}{end}", to.day(), month(to))
    } else if Month::of(from) == Month::of(to) {
        format!("{}{dot}–{}{dot} {}{end}", from.day(), to.day(), month(to))
    } else {
        let start = if from.year() == to.year() { String::new() } else { format!(" {}", from.year()) };
        format!("{}{dot} {}{start} – {}{dot} {}{end}", from.day(), month(from), to.day(), month(to))
    }
}

/// `desember 2025`.
pub fn month(month: Month) -> String {
    format!("{} {}", month_name(month.month() - 1), month.year())
}

/// `des. 2025`: for axes and tables; short months are written whole.
pub fn short_month(month: Month) -> String {
    let name = month_name(month.month() - 1);
    let short: String = name.chars().take(3).collect();
    match name.len() {
        ..=4 => format!("{name} {}", month.year()),
        _ => format!("{short}{} {}", ordinal(), month.year()),
    }
}

/// The key that sorts Norwegian names: Æ, Ø and Å after Z, case and `aa` as they stand.
pub fn sort_key(name: &str) -> Vec<u32> {
    letters(name).collect()
}

/// The order of Norwegian names, as [`sort_key`] gives it. Sooner where the names are nearly in order already.
pub fn compare(a: &str, b: &str) -> Ordering {
    letters(a).cmp(letters(b))
}

fn letters(name: &str) -> impl Iterator<Item = u32> {
    // Nearly every letter is ASCII, and the tables of all languages' letters take ten times as long.
    let lower = |letter: char| match letter {
        'a'..='z' | 'A'..='Z' => letter.to_ascii_lowercase(),
        _ => letter.to_lowercase().next().unwrap_or(letter),
    };
    name.chars().map(lower).map(|letter| match letter {
        'æ' | 'ä' => 'z' as u32 + 1,
        'ø' | 'ö' => 'z' as u32 + 2,
        'å' => 'z' as u32 + 3,
        // Letters of Sami names sort beside their Latin base.
        'á' => 'a' as u32,
        'č' => 'c' as u32,
        'đ' => 'd' as u32,
        'ŋ' => 'n' as u32,
        'š' => 's' as u32,
        'ŧ' => 't' as u32,
        'ž' => 'z' as u32,
        other => other as u32,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(value: f64, decimals: usize, expected: &str) {
        assert_eq!(number(value, decimals).replace(NO_BREAK_SPACE, " "), expected);
    }

    #[test]
    fn numbers_are_written_the_norwegian_way() {
        check(0.0, 0, "0");
        check(1234.5, 1, "1 234,5");
        check(-1234.56, 1, "−1 234,6");
        check(999.0, 0, "999");
        check(144_099_792.0, 0, "144 099 792");
        check(-0.04, 1, "0,0");
        check(f64::NAN, 1, "–");
    }

    proptest! {
        #[test]
        fn numbers_are_rounded_as_the_standard_library_rounds(
            value in prop_oneof![-1e3..1e3_f64, -1e12..1e12_f64, (-100_000..100_000_i32).prop_map(|n| f64::from(n) / 8.0)],
            decimals in 0..7_usize,
        ) {
            let text = number(value, decimals).replace(NO_BREAK_SPACE, "").replace(MINUS, "-").replace(',', ".");
            let expected = format!("{value:.decimals$}");
            // Nothing is minus zero.
            let zero = expected.bytes().all(|b| b"-0.".contains(&b));
            prop_assert_eq!(text, if zero { expected.replace('-', "") } else { expected });
        }
    }

    #[test]
    fn changes_show_their_sign() {
        assert_eq!(signed(1.25, 1), "+1,2");
        assert_eq!(signed(-3.0, 0), "−3");
        assert_eq!(signed(0.01, 1), "0,0");
    }

    #[test]
    fn dates_and_months_have_norwegian_names() {
        let day = NaiveDate::from_ymd_opt(2025, 12, 31).unwrap();
        assert_eq!(date(day), "31.12.2025");
        assert_eq!(long_date(day), "31. desember 2025");
        assert_eq!(short_month(Month::of(day)), "des. 2025");
        assert_eq!(short_month("2025-05".parse().unwrap()), "mai 2025");
    }

    #[test]
    fn english_has_a_decimal_point_and_its_own_months() {
        language::speaking(Language::En, || {
            check(-1234.56, 1, "−1 234.6");
            let day = NaiveDate::from_ymd_opt(2025, 12, 31).unwrap();
            assert_eq!(date(day), "31 Dec 2025");
            assert_eq!(long_date(day), "31 December 2025");
            assert_eq!(short_month(Month::of(day)), "Dec 2025");
            let days = Period::new("2026-03-03".parse().unwrap(), "2026-03-05".parse().unwrap()).unwrap();
            assert_eq!(stretch(days, 2026), "3–5 March");
        });
        language::speaking(Language::Nn, || check(1.5, 1, "1,5"));
    }

    #[test]
    fn stretches_of_days_are_short_where_they_can_be() {
        let check = |from: &str, to: &str, expected: &str| {
            let days = Period::new(from.parse().unwrap(), to.parse().unwrap()).unwrap();
            assert_eq!(stretch(days, 2026), expected);
        };
        check("2026-03-09", "2026-03-09", "9. mars");
        check("2026-03-03", "2026-03-05", "3.–5. mars");
        check("2026-02-28", "2026-03-03", "28. februar – 3. mars");
        check("2025-03-03", "2025-03-05", "3.–5. mars 2025");
        check("2025-12-30", "2026-01-02", "30. desember 2025 – 2. januar");
    }

    #[test]
    fn names_sort_with_ae_oe_aa_last() {
        let mut names = ["Ålesund", "Øygarden", "Ærland", "Ås", "Zulu", "Alta", "Asker"];
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(names, ["Alta", "Asker", "Zulu", "Ærland", "Øygarden", "Ålesund", "Ås"]);
    }
}
