//! The drawings, read back: structure, words, gaps, odd data.

mod backends;
mod bars;
mod funnel;
mod others;
mod picture;
mod process_control;
mod sankey;
mod steps;
mod time_series;

use charts::Frame;
use chrono::{Months, NaiveDate};
use proptest::prelude::*;

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date of the test")
}

fn days(first: &str, n: usize) -> Vec<NaiveDate> {
    date(first).iter_days().take(n).collect()
}

fn months(first: &str, n: u32) -> Vec<NaiveDate> {
    (0..n).map(|i| date(first) + Months::new(i)).collect()
}

fn frame() -> Frame {
    Frame::new("f1", "Tittel", "Funnet.").axes("", "Antall")
}

/// Any value a caller might hand over, faults included.
fn any_value() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![
        4 => (-50.0..150.0_f64).prop_map(Some),
        1 => Just(None),
        1 => prop::num::f64::ANY.prop_map(Some),
    ]
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-zæøå .<&\"]{0,40}", any::<String>()]
}

fn any_frame() -> impl Strategy<Value = Frame> {
    (any_text(), any_text(), any_text(), any_text(), 0_u32..1500, 0_u32..700).prop_map(
        |(title, finding, x, y, width, height)| {
            let clean = |text: String| -> String {
                let left_out = |c: char| {
                    c.is_control()
                        || matches!(c, '\u{fffe}' | '\u{ffff}' | '\u{61c}' | '\u{200e}' | '\u{200f}')
                        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
                };
                text.chars().filter(|c| !left_out(*c)).collect()
            };
            Frame::new("id", clean(title), clean(finding)).axes(x, y).sized(width, height)
        },
    )
}
