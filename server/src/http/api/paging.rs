//! Long tables a page at a time: `side` and `antall` in the address, and the way on in `Link` (RFC 8288).

use app::exports::Fault;
use std::fmt::Write as _;
use std::ops::{Range, RangeInclusive};

/// The number of the page, from 1.
pub const PAGE: &str = "side";
/// How many rows a page has.
pub const SIZE: &str = "antall";
/// So many rows where nothing is said: more than most tables have.
pub const USUAL: usize = 1000;
/// So many rows may be asked for.
pub const SIZES: RangeInclusive<usize> = 1..=10_000;
/// The last page that can be asked for.
pub const PAGES: RangeInclusive<usize> = 1..=1_000_000;

/// Which rows are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paging {
    pub page: usize,
    pub size: usize,
}

impl Paging {
    /// Takes what is said about it out of a query; the faults of it.
    pub fn take(query: &mut Vec<(String, String)>) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut number = |wanted: &str, usual: usize, bounds: RangeInclusive<usize>| {
            let mut found = None;
            query.retain(|(name, value)| {
                if name != wanted {
                    return true;
                }
                let mut fault = |words: String| {
                    faults.push(Fault { name: name.clone(), value: value.clone(), words });
                };
                let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
                match value.parse().ok().filter(|n| digits && bounds.contains(n)) {
                    _ if found.is_some() => fault(format!("«{wanted}» står flere ganger. Send det én gang.")),
                    Some(n) => found = Some(n),
                    None => {
                        fault(format!("{wanted} er et tall fra {} til {}.", bounds.start(), bounds.end()));
                    }
                }
                false
            });
            found.unwrap_or(usual)
        };
        let paging = Self { page: number(PAGE, 1, PAGES), size: number(SIZE, USUAL, SIZES) };
        if faults.is_empty() { Ok(paging) } else { Err(faults) }
    }

    /// How many pages `rows` fill; an empty table has one.
    pub fn pages(self, rows: usize) -> usize {
        rows.div_ceil(self.size).max(1)
    }

    /// The rows of the page.
    pub fn rows(self) -> Range<usize> {
        let first = (self.page - 1) * self.size;
        first..first + self.size
    }

    /// The `Link` header of a page of the address with this path and (else) this query.
    pub fn links(self, path: &str, query: &[(String, String)], rows: usize) -> String {
        let last = self.pages(rows);
        let mut links = String::new();
        for (relation, page) in [
            ("first", Some(1)),
            ("prev", Some(self.page - 1).filter(|page| *page > 0)),
            ("next", Some(self.page + 1).filter(|page| *page <= last)),
            ("last", Some(last)),
        ] {
            let Some(page) = page else { continue };
            let mut address = form_urlencoded::Serializer::new(String::new());
            address.extend_pairs(query);
            address.append_pair(PAGE, &page.to_string()).append_pair(SIZE, &self.size.to_string());
            let comma = if links.is_empty() { "" } else { ", " };
            _ = write!(links, "{comma}<{path}?{}>; rel=\"{relation}\"", address.finish());
        }
        links
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(text: &str) -> Vec<(String, String)> {
        form_urlencoded::parse(text.as_bytes()).into_owned().collect()
    }

    #[test]
    fn a_page_is_taken_out_of_the_query_and_the_rest_is_left() {
        let mut asked = query("enhet=A&side=3&antall=10");
        assert_eq!(Paging::take(&mut asked), Ok(Paging { page: 3, size: 10 }));
        assert_eq!(asked, query("enhet=A"));
        assert_eq!(Paging::take(&mut asked), Ok(Paging { page: 1, size: USUAL }));
    }

    #[test]
    fn what_is_no_number_within_bounds_is_told() {
        for text in ["side=0", "side=", "side=-1", "side=+1", "antall=10001", "antall=ti", "side=1&side=1"] {
            let faults = Paging::take(&mut query(text)).unwrap_err();
            assert_eq!(faults.len(), 1, "{text}: {faults:?}");
        }
        assert_eq!(Paging::take(&mut query("side=x&antall=y")).unwrap_err().len(), 2);
    }

    #[test]
    fn links_lead_to_the_neighbours_that_there_are() {
        let links = |page, rows| Paging { page, size: 10 }.links("/a", &query("enhet=Å"), rows);
        let both = links(2, 25);
        assert!(both.starts_with("</a?enhet=%C3%85&side=1&antall=10>; rel=\"first\", "), "{both}");
        assert!(
            both.contains("side=1&antall=10>; rel=\"prev\"")
                && both.contains("side=3&antall=10>; rel=\"next\"")
        );
        assert!(both.ends_with("side=3&antall=10>; rel=\"last\""));
        assert!(!links(3, 25).contains("next") && !links(1, 25).contains("prev"));
        assert!(links(1, 0).contains("side=1&antall=10>; rel=\"last\""));
        assert_eq!(Paging { page: 3, size: 10 }.rows(), 20..30);
    }
}
