//! What somebody asks *Ledige senger* for, and the units in the order in which they help.

use super::board::Row;
use crate::selection::{push, slug};
use chrono::NaiveDate;
use language::t;
use vocabulary::{Catalogue, MunicipalityNumber, Person, norwegian};

/// The query of the page's address. The stream that follows the page reads the same.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Question {
    /// A trust, by its name.
    pub trust: Option<String>,
    /// The patient's municipality.
    pub municipality: Option<MunicipalityNumber>,
    /// Words that must all stand in a unit's name, place or offer.
    pub search: String,
    /// Also units without free beds.
    pub all: bool,
    /// The secret of the link that led here.
    pub key: Option<String>,
}

/// Units under one heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group<'a, R> {
    /// The heading.
    pub title: String,
    /// Its units.
    pub rows: Vec<&'a R>,
}

impl Question {
    /// Reads an address. What isn't known is taken as not said.
    pub fn parse(query: impl Fn(&str) -> Option<String>, catalogue: &Catalogue, today: NaiveDate) -> Self {
        let value = |name: &str| query(name).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
        let trust = value("helseforetak").and_then(|text| {
            let asked = slug(&text);
            let regions = catalogue.trusts_on(today);
            let known = regions.iter().flat_map(|(_, trusts)| trusts).find(|trust| slug(trust) == asked);
            known.map(|trust| (*trust).to_owned())
        });
        let number = value("kommune").and_then(|text| text.parse().ok());
        Self {
            trust,
            municipality: number.filter(|number| catalogue.municipality(*number, today).is_some()),
            search: value("sok").unwrap_or_default().chars().take(80).collect(),
            all: value("alle").is_some(),
            key: value("nokkel"),
        }
    }

    /// The query of this question's address, without `?`.
    pub fn query(&self) -> String {
        let mut query = String::new();
        if let Some(trust) = &self.trust {
            push(&mut query, "helseforetak", &slug(trust));
        }
        if let Some(number) = self.municipality {
            push(&mut query, "kommune", &number.to_string());
        }
        if !self.search.is_empty() {
            push(&mut query, "sok", &self.search);
        }
        if self.all {
            push(&mut query, "alle", "1");
        }
        if let Some(key) = &self.key {
            push(&mut query, "nokkel", key);
        }
        query
    }

    fn matches(&self, row: &Row) -> bool {
        if self.search.is_empty() {
            return true;
        }
        let takes = row.takes.iter().map(|(_, name)| name.as_str());
        let about = [&row.unit.name, &row.host, &row.trust, row.unit.offer.as_ref().unwrap_or(&row.host)];
        let text: Vec<_> =
            about.into_iter().map(String::as_str).chain(takes).map(str::to_lowercase).collect();
        let text = text.join(" ");
        self.search.to_lowercase().split_whitespace().all(|word| text.contains(word))
    }

    /// The units asked for, grouped and ordered. With a municipality: those that take its patients, then the
    /// others of its trust. With a trust: its units. With neither: by trust, the person's own first, then the
    /// others of her region.
    pub fn groups<'a>(
        &self,
        rows: &'a [Row],
        catalogue: &Catalogue,
        today: NaiveDate,
        person: Option<&Person>,
    ) -> Vec<Group<'a, Row>> {
        let shown = |row: &&Row| (self.all || row.free() > 0) && self.matches(row);
        let group = |title: String, of: &dyn Fn(&Row) -> bool| {
            let mut found: Vec<_> = rows.iter().filter(|row| of(row)).filter(shown).collect();
            // Free beds first; the order of names stands otherwise.
            found.sort_by_key(|row| row.free() == 0);
            Group { title, rows: found }
        };
        let groups = if let Some(home) = self.municipality.and_then(|n| catalogue.municipality(n, today)) {
            let takes = |row: &Row| {
                row.unit.host == Some(home.number)
                    || row.takes.iter().any(|(number, _)| *number == home.number)
            };
            vec![
                group(t!("Tar imot pasienter fra {}", home.name), &takes),
                group(t!("Andre enheter i {}", home.health_trust), &|row| {
                    row.trust == home.health_trust && !takes(row)
                }),
            ]
        } else if let Some(trust) = &self.trust {
            vec![group(trust.clone(), &|row| row.trust == *trust)]
        } else {
            let order = trusts_in_order(catalogue, today, own_trust(catalogue, today, person).as_deref());
            let mut groups: Vec<_> =
                order.iter().map(|trust| group((*trust).to_owned(), &|row| row.trust == *trust)).collect();
            groups.push(group(t!("Uten vertskommune").to_owned(), &|row| row.trust.is_empty()));
            groups
        };
        groups.into_iter().filter(|group| !group.rows.is_empty()).collect()
    }
}

/// The trust that somebody belongs to: a leader's own, or that of the units where she registers.
fn own_trust(catalogue: &Catalogue, today: NaiveDate, person: Option<&Person>) -> Option<String> {
    let person = person?;
    person.trust.clone().or_else(|| {
        let host = person.units.iter().find_map(|code| catalogue.unit(code)?.host)?;
        Some(catalogue.municipality(host, today)?.health_trust.clone())
    })
}

/// Trusts: `own`, the others of its region, then all others by region.
fn trusts_in_order<'a>(catalogue: &'a Catalogue, today: NaiveDate, own: Option<&str>) -> Vec<&'a str> {
    let mut regions = catalogue.trusts_on(today);
    let holds = |trusts: &[&str]| own.is_some_and(|own| trusts.contains(&own));
    regions.sort_by_key(|(region, trusts)| (!holds(trusts), norwegian::sort_key(region)));
    let mut trusts: Vec<&str> = regions.into_iter().flat_map(|(_, trusts)| trusts).collect();
    trusts.sort_by_key(|trust| Some(*trust) != own);
    trusts
}
