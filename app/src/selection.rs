//! What a page shows, as it stands in the address: a link is a view.
//!
//! Everything is optional. What can't be understood is answered with a sentence and the default in its place,
//! never with an error page.

pub(crate) mod period;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use language::t;
use std::fmt::Write as _;
use vocabulary::{AgeGroup, Catalogue, Period, Scope, UnitCode, UnitKind};

/// What a page shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Selection {
    /// Whose figures.
    pub scope: Scope,
    /// Kinds of unit; none: all.
    pub kinds: Vec<UnitKind>,
    /// Age group; `None`: all.
    pub age_group: Option<AgeGroup>,
    /// Days.
    pub period: Period,
}

/// About how long a period is where the address says nothing, in months.
const DEFAULT_MONTHS: i32 = 24;

impl Selection {
    /// Reads the query of an address. Without a period in it the view ends with the last whole month that has
    /// registrations. The sentences say what was not understood.
    pub fn parse(
        query: impl Fn(&str) -> Option<String>,
        catalogue: &Catalogue,
        today: NaiveDate,
    ) -> (Self, Vec<String>) {
        let mut problems = Vec::new();
        let value = |name: &str| query(name).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
        let scope = scope(&value, catalogue, today, &mut problems);
        let kinds = value("enhetstype").map(|text| kinds(&text, &mut problems)).unwrap_or_default();
        let age_group = value("aldersgruppe").and_then(|text| {
            // A `+` in an address is a space once it is decoded, and spaces at the end are gone by now.
            let code = if text == "80" { "80+" } else { &text };
            code.parse()
                .map_err(|_| problems.push(t!("Aldersgruppen «{text}» finnes ikke. Alle aldre vises.")))
                .ok()
        });
        let fallback = period::ending_with(catalogue.newest_registration.unwrap_or(today), DEFAULT_MONTHS);
        let period = period::parse(value("fra"), value("til"), fallback, &mut problems);
        (Self { scope, kinds, age_group, period }, problems)
    }

    /// The units of the view; `None` where it is every unit.
    pub fn units(&self, catalogue: &Catalogue, day: NaiveDate) -> Option<Vec<UnitCode>> {
        if self.scope == Scope::Country && self.kinds.is_empty() {
            return None;
        }
        let units = catalogue.units_in(&self.scope, &self.kinds, day);
        Some(units.into_iter().map(|unit| unit.code.clone()).collect())
    }

    /// The query of this view's address, without `?`. Reading it gives this selection back.
    pub fn query(&self) -> String {
        let mut query = String::new();
        for (name, value) in self.pairs() {
            push(&mut query, name, &value);
        }
        query
    }

    /// Names and values of this view's address, as a form sends them.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        match &self.scope {
            Scope::Country => {}
            Scope::Trust(trust) => pairs.push(("helseforetak", slug(trust))),
            Scope::Municipality(number) => pairs.push(("kommune", number.to_string())),
            Scope::Unit(code) => pairs.push(("enhet", code.as_str().to_owned())),
        }
        if !self.kinds.is_empty() {
            let codes: Vec<_> = self.kinds.iter().map(|kind| kind.code()).collect();
            pairs.push(("enhetstype", codes.join(",")));
        }
        if let Some(age_group) = self.age_group {
            pairs.push(("aldersgruppe", age_group.code().to_owned()));
        }
        pairs.push(("fra", self.period.from().to_string()));
        pairs.push(("til", self.period.to().to_string()));
        pairs
    }

    /// The same view of something else.
    #[must_use]
    pub fn of(&self, scope: Scope) -> Self {
        Self { scope, ..self.clone() }
    }

    /// The same view over another period.
    #[must_use]
    pub fn over(&self, period: Period) -> Self {
        Self { period, ..self.clone() }
    }
}

/// A trust's name in an address: `Møre og Romsdal` is `moere-og-romsdal`.
pub fn slug(name: &str) -> String {
    let mut slug = String::new();
    for letter in name.to_lowercase().chars() {
        match letter {
            'æ' => slug.push_str("ae"),
            'ø' => slug.push_str("oe"),
            'å' => slug.push_str("aa"),
            letter if letter.is_alphanumeric() => slug.push(letter),
            _ if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
    }
    slug.trim_end_matches('-').to_owned()
}

/// The most specific of unit, municipality and trust counts: a form sends all three.
fn scope(
    value: &impl Fn(&str) -> Option<String>,
    catalogue: &Catalogue,
    today: NaiveDate,
    problems: &mut Vec<String>,
) -> Scope {
    if let Some(text) = value("enhet") {
        match text.parse().ok().filter(|code| catalogue.unit(code).is_some()) {
            Some(code) => return Scope::Unit(code),
            None => problems.push(t!("Enheten «{text}» finnes ikke. Velg en enhet fra listen.")),
        }
    }
    if let Some(text) = value("kommune") {
        match text.parse().ok().filter(|number| catalogue.municipality(*number, today).is_some()) {
            Some(number) => return Scope::Municipality(number),
            None => problems.push(t!("Kommunen «{text}» finnes ikke i dag. Velg en kommune fra listen.")),
        }
    }
    if let Some(text) = value("helseforetak") {
        let asked = slug(&text);
        let regions = catalogue.trusts_on(today);
        match regions.iter().flat_map(|(_, trusts)| trusts).find(|trust| slug(trust) == asked) {
            Some(trust) => return Scope::Trust((*trust).to_owned()),
            None => problems.push(t!("Helseforetaket «{text}» finnes ikke. Velg et fra listen.")),
        }
    }
    Scope::Country
}

fn kinds(text: &str, problems: &mut Vec<String>) -> Vec<UnitKind> {
    let mut kinds = Vec::new();
    for code in text.split(',') {
        match code.trim().parse() {
            Ok(kind) => kinds.push(kind),
            Err(_) => problems.push(t!("Enhetstypen «{code}» finnes ikke. Den er ikke tatt med.")),
        }
    }
    kinds
}

/// Adds `name=value`, percent-encoded.
pub fn push(query: &mut String, name: &str, value: &str) {
    if !query.is_empty() {
        query.push('&');
    }
    query.push_str(name);
    query.push('=');
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b',' => {
                query.push(byte as char)
            }
            _ => {
                let _ = write!(query, "%{byte:02X}");
            }
        }
    }
}
