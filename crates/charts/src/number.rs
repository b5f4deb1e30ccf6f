//! Numbers the Norwegian way: `1 234,5`, U+00A0 between groups of three, U+2212 as minus; in English with a point.

use language::{Language, t};

/// Values beyond this are taken for faults (sentinels, overflow) and treated as missing by every chart.
pub const LARGEST: f64 = 1e15;

/// `value` if a chart can show it: finite and no larger than [`LARGEST`].
pub fn showable(value: f64) -> Option<f64> {
    (value.is_finite() && value.abs() <= LARGEST).then_some(value)
}

/// `value` with `decimals` decimals.
pub fn number(value: f64, decimals: usize) -> String {
    let plain = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut out = String::with_capacity(plain.len() + 8);
    if value < 0.0 && plain.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
        out.push('\u{2212}');
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 && whole.len() > 3 {
            out.push('\u{a0}');
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push(if language::spoken() == Language::En { '.' } else { ',' });
        out.push_str(fraction);
    }
    out
}

/// Labels an axis: as many decimals as its `step` needs; millions and milliards as words.
pub(crate) fn axis_number(value: f64, step: f64) -> String {
    let (factor, word) = if step >= 1e9 || value.abs() >= 1e11 {
        (1e9, t!("\u{a0}mrd."))
    } else if step >= 1e6 || value.abs() >= 1e8 {
        (1e6, t!("\u{a0}mill."))
    } else {
        (1.0, "")
    };
    let text = number(value / factor, decimals(step / factor));
    if value == 0.0 { number(0.0, 0) } else { text + word }
}

/// Decimals that tell multiples of `step` apart, at most 9.
pub(crate) fn decimals(step: f64) -> usize {
    if !(step.is_finite() && step > 0.0) {
        return 0;
    }
    (0..9)
        .find(|&d| {
            let scaled = step * 10_f64.powi(d);
            scaled >= 0.99 && (scaled - scaled.round()).abs() < 1e-6 * scaled
        })
        .map_or(9, |d| d as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped_and_the_comma_is_decimal() {
        assert_eq!(number(1234.5, 1), "1\u{a0}234,5");
        assert_eq!(number(5_627_400.0, 0), "5\u{a0}627\u{a0}400");
        assert_eq!(number(999.0, 0), "999");
    }

    #[test]
    fn minus_is_a_minus_and_zero_has_none() {
        assert_eq!(number(-1.25, 2), "\u{2212}1,25");
        assert_eq!(number(-0.001, 1), "0,0");
        assert_eq!(number(-0.0, 0), "0");
    }

    #[test]
    fn decimals_follow_the_step() {
        for (step, want) in [(20.0, 0), (1.0, 0), (0.5, 1), (0.25, 2), (0.2, 1), (2.5, 1), (1e-7, 7)] {
            assert_eq!(decimals(step), want, "{step}");
        }
    }

    #[test]
    fn large_axes_say_millions() {
        assert_eq!(axis_number(2_500_000.0, 500_000.0), "2\u{a0}500\u{a0}000");
        assert_eq!(axis_number(150_000_000.0, 50_000_000.0), "150\u{a0}mill.");
        assert_eq!(axis_number(0.0, 50_000_000.0), "0");
        assert_eq!(axis_number(1e15, 2e14), "1\u{a0}000\u{a0}000\u{a0}mrd.");
    }

    #[test]
    fn faults_are_not_shown() {
        assert_eq!(showable(f64::NAN), None);
        assert_eq!(showable(f64::INFINITY), None);
        assert_eq!(showable(-1e300), None);
        assert_eq!(showable(142.0), Some(142.0));
    }
}
