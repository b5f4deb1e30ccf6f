//! An island that keeps half-filled forms in this tab of the browser, so that nothing typed is lost when the network
//! drops or the session ends. It is forgotten when the form has been saved, and when the tab is closed. Without the
//! browser's part forms are plain forms.

#![allow(missing_docs, reason = "the island macro writes a public struct of the props without documentation")]

use leptos::prelude::*;

/// Keeps every `<form data-keep="NAME">` of the page. `saved`: the form that was sent last has been saved.
/// `words`: what is said when the network drops.
#[island]
pub fn KeepForms(saved: bool, words: String) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    dom::attach(saved);
    #[cfg(not(feature = "hydrate"))]
    let _ = saved;
    view! {
        <p class="offline ds-alert" data-color="danger" role="alert" hidden>
            {words}
        </p>
    }
}

/// Fields of a form in one text: names and values parted by characters that nobody types.
#[cfg_attr(not(any(feature = "hydrate", test)), allow(dead_code, reason = "the server keeps no forms"))]
mod text {
    const FIELD: char = '\u{1e}';
    const VALUE: char = '\u{1f}';

    /// All but what may be a birth number: the tab of a shared computer is no place for one.
    pub fn write(fields: &[(String, String)]) -> String {
        let kept = fields.iter().filter(|(_, value)| !may_be_birth_number(value));
        kept.map(|(name, value)| format!("{name}{VALUE}{value}")).collect::<Vec<_>>().join("\u{1e}")
    }

    /// Eleven digits or more, with spaces at most. Whether they check is the server's to say.
    fn may_be_birth_number(value: &str) -> bool {
        let mut typed = value.bytes().filter(|byte| !byte.is_ascii_whitespace());
        value.len() >= 11 && typed.all(|byte| byte.is_ascii_digit())
    }

    pub fn read(text: &str) -> Vec<(String, String)> {
        text.split(FIELD)
            .filter_map(|field| field.split_once(VALUE))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }
}

#[cfg(feature = "hydrate")]
mod dom;

#[cfg(test)]
mod tests {
    use super::text::{read, write};

    #[test]
    fn what_is_kept_reads_back() {
        let fields = [("alder", "83"), ("kode", ""), ("kommune", "0301")];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(read(&write(&fields)), fields);
        assert!(read("").is_empty());
    }

    #[test]
    fn what_may_be_a_birth_number_is_not_kept() {
        let fields = [("alder", "010579 12345"), ("seng", "12B"), ("inn", "2026-11-22T10:30")];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(read(&write(&fields)), fields[1..]);
    }
}
