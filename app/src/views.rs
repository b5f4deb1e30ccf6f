//! Addresses of pages' views in one spelling, so that the same view is the same text: what its short code is made
//! of. What no page reads isn't in it, nor anything that nobody could have chosen.

use crate::exports::{FIGURES, Page, SELECTION, TABLES};
use crate::selection::push;
use leptos_router::params::ParamsMap;

/// Path and query of a view: the selection as it is shown, then what else the query says.
pub fn address(page: Page, selection: &[(&'static str, String)], query: &ParamsMap) -> String {
    let path = page.path();
    let mut address = String::new();
    for choice in SELECTION {
        for (name, value) in selection.iter().filter(|(of, _)| *of == choice.name) {
            push(&mut address, name, value);
        }
    }
    for choice in page.own_choices() {
        let value = query.get(choice.name).map(|value| value.trim().to_owned()).unwrap_or_default();
        if !value.is_empty() && choice.form.fault(&value).is_none() {
            push(&mut address, choice.name, &value);
        }
    }
    if address.is_empty() { path.to_owned() } else { format!("{path}?{address}") }
}

/// Whether an address is of a page that shows figures: nothing else has a short code.
pub fn is_page(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    FIGURES.iter().chain(TABLES).any(|entry| entry.page.path() == path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exports::LONGEST;

    fn spelled(page: Page, query: &[(&'static str, &str)]) -> String {
        let query: ParamsMap = query.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        address(page, &[("enhet", "A".to_owned()), ("fra", "2024-01-01".to_owned())], &query)
    }

    #[test]
    fn the_same_view_is_the_same_text() {
        let one =
            spelled(Page::Occupancy, &[("uke", "vis"), ("maal", "avvist"), ("enhet", "B"), ("kommune", "")]);
        assert_eq!(one, "/belegg?enhet=A&fra=2024-01-01&maal=avvist&uke=vis");
        assert_eq!(
            one,
            spelled(Page::Occupancy, &[("maal", " avvist "), ("uke", "vis"), ("utm_source", "epost")])
        );
        assert_eq!(address(Page::Overview, &[], &ParamsMap::new()), "/");
    }

    #[test]
    fn what_nobody_can_have_chosen_is_left_out() {
        let long = "x".repeat(LONGEST + 1);
        for (page, name, value) in [
            (Page::Occupancy, "maal", "finnes-ikke"),
            (Page::Occupancy, "uke", "ja"),
            (Page::Map, "sorter", "<script>"),
            (Page::Municipality, "betaling", "mye"),
            (Page::Occupancy, "ny_basis", "2024-13"),
            (Page::Occupancy, "grunn", long.as_str()),
            (Page::Occupancy, "grunn", "a\u{7}b"),
            (Page::Occupancy, "hemmelig", "12345"),
            (Page::Pathways, "uke", "vis"),
        ] {
            let path = page.path();
            let address = spelled(page, &[(name, value)]);
            assert_eq!(address, format!("{path}?enhet=A&fra=2024-01-01"), "{name}={value}");
        }
        assert!(spelled(Page::Municipality, &[("betaling", "5508,50")]).ends_with("&betaling=5508,50"));
        assert!(spelled(Page::Occupancy, &[("ny_basis", "2024-03")]).ends_with("&ny_basis=2024-03"));
    }
}
