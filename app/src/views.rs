//! Addresses of pages' views in one spelling, so that the same view is the same text: what its short code is made
//! of. What no page reads isn't in it, nor anything that nobody could have chosen.

use crate::exports::{FIGURES, TABLES};
use crate::selection::push;
use chrono::NaiveDate;
use leptos_router::params::ParamsMap;
use measures::MEASURES;

/// The names of what a [`Selection`](crate::selection::Selection) reads.
const SELECTION: [&str; 7] = ["helseforetak", "kommune", "enhet", "enhetstype", "aldersgruppe", "fra", "til"];

/// What a page's address may say beside the selection, in the order of the one spelling, and what may stand there.
const OPTIONS: [(&str, fn(&str) -> bool); 9] = [
    ("betaling", is_amount),
    ("doegnkostnad", is_amount),
    ("etter", is_word),
    ("fagomraade", is_text),
    ("grunn", is_text),
    ("maal", |text| MEASURES.iter().any(|definition| definition.id == text)),
    ("ny_basis", is_month),
    ("sorter", |text| is_word(text.strip_prefix('-').unwrap_or(text))),
    ("uke", |text| text == "vis"),
];

/// The longest text that somebody can have chosen, in characters.
const LONGEST: usize = 120;

/// Path and query of a view: the selection as it is shown, then what else the query says.
pub fn address(path: &str, selection: &[(&'static str, String)], query: &ParamsMap) -> String {
    let mut address = String::new();
    for name in SELECTION {
        for (_, value) in selection.iter().filter(|(of, _)| *of == name) {
            push(&mut address, name, value);
        }
    }
    for (name, may_be) in OPTIONS {
        let value = query.get(name).map(|value| value.trim().to_owned()).unwrap_or_default();
        if !value.is_empty() && may_be(&value) {
            push(&mut address, name, &value);
        }
    }
    if address.is_empty() { path.to_owned() } else { format!("{path}?{address}") }
}

/// Whether an address is of a page that shows figures: nothing else has a short code.
pub fn is_page(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    FIGURES.iter().chain(TABLES).any(|entry| entry.page.path() == path)
}

fn is_text(text: &str) -> bool {
    text.chars().count() <= LONGEST && !text.chars().any(char::is_control)
}

fn is_word(text: &str) -> bool {
    (1..=30).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
}

fn is_amount(text: &str) -> bool {
    text.len() <= 12 && text.replace([' ', '\u{a0}'], "").replace(',', ".").parse::<f64>().is_ok()
}

fn is_month(text: &str) -> bool {
    text.len() <= 10
        && text
            .get(..7)
            .is_some_and(|month| NaiveDate::parse_from_str(&format!("{month}-01"), "%Y-%m-%d").is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(query: &[(&'static str, &str)]) -> String {
        let query: ParamsMap = query.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        address("/belegg", &[("enhet", "A".to_owned()), ("fra", "2024-01-01".to_owned())], &query)
    }

    #[test]
    fn the_same_view_is_the_same_text() {
        let one = spelled(&[("uke", "vis"), ("maal", "avvist"), ("enhet", "B"), ("kommune", "")]);
        assert_eq!(one, "/belegg?enhet=A&fra=2024-01-01&maal=avvist&uke=vis");
        assert_eq!(one, spelled(&[("maal", " avvist "), ("uke", "vis"), ("utm_source", "epost")]));
        assert_eq!(address("/", &[], &ParamsMap::new()), "/");
    }

    #[test]
    fn what_nobody_can_have_chosen_is_left_out() {
        let long = "x".repeat(121);
        for (name, value) in [
            ("maal", "finnes-ikke"),
            ("uke", "ja"),
            ("sorter", "<script>"),
            ("betaling", "mye"),
            ("ny_basis", "2024-13"),
            ("grunn", long.as_str()),
            ("grunn", "a\u{7}b"),
            ("hemmelig", "12345"),
        ] {
            assert_eq!(spelled(&[(name, value)]), "/belegg?enhet=A&fra=2024-01-01", "{name}={value}");
        }
        let kept = spelled(&[("betaling", "5 508,50"), ("sorter", "-navn"), ("ny_basis", "2024-03")]);
        assert!(kept.ends_with("&betaling=5%20508,50&ny_basis=2024-03&sorter=-navn"), "{kept}");
    }
}
