//! Who there is: municipalities, trusts, units, and who belongs to whom on a day.
//!
//! Small (hundreds of rows), read whole, and asked by every page. It selects; it computes no figure.

use crate::{
    Beds, BorderChange, Municipality, MunicipalityNumber, Unit, UnitCode, UnitKind, UnitMunicipality,
    norwegian,
};
use chrono::{DateTime, NaiveDate, Utc};
use language::t;
use std::collections::{BTreeMap, BTreeSet};

/// What a view is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum Scope {
    /// The whole country.
    #[default]
    Country,
    /// A health trust, by its name as it stands in the municipality table.
    Trust(String),
    /// A municipality: its units are those that serve it.
    Municipality(MunicipalityNumber),
    /// One unit.
    Unit(UnitCode),
}

/// Everything that names and groups the data, as it stood at `version`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Catalogue {
    /// The version of all data; the catalogue and everything read beside it belong together.
    pub version: i64,
    /// Number of the newest import: the version of what only files bring (inhabitants, emergency admissions).
    pub imported: i64,
    /// When the newest import happened.
    pub updated_at: Option<DateTime<Utc>>,
    /// Newest day with a registration.
    pub newest_registration: Option<NaiveDate>,
    /// Memberships of municipalities; one number may stand in several rows with different dates.
    pub municipalities: Vec<Municipality>,
    /// Former municipalities.
    pub border_changes: Vec<BorderChange>,
    /// Units.
    pub units: Vec<Unit>,
    /// Which unit serves which municipality, when.
    pub unit_municipalities: Vec<UnitMunicipality>,
    /// Places over time, by unit and day.
    pub beds: Vec<Beds>,
}

fn covers(from: Option<NaiveDate>, to: Option<NaiveDate>, day: NaiveDate) -> bool {
    from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to)
}

impl Catalogue {
    /// The municipalities as they belong on `day`, in Norwegian order of names.
    pub fn municipalities_on(&self, day: NaiveDate) -> Vec<&Municipality> {
        let mut found: Vec<_> =
            self.municipalities.iter().filter(|m| covers(m.valid_from, m.valid_to, day)).collect();
        found.sort_by(|a, b| norwegian::compare(&a.name, &b.name).then(a.number.cmp(&b.number)));
        found
    }

    /// The municipality with this number on `day`.
    pub fn municipality(&self, number: MunicipalityNumber, day: NaiveDate) -> Option<&Municipality> {
        self.municipalities.iter().find(|m| m.number == number && covers(m.valid_from, m.valid_to, day))
    }

    /// Names of the health trusts on `day`, by region, in Norwegian order.
    pub fn trusts_on(&self, day: NaiveDate) -> Vec<(&str, Vec<&str>)> {
        let mut regions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for m in self.municipalities.iter().filter(|m| covers(m.valid_from, m.valid_to, day)) {
            regions.entry(&m.health_region).or_default().insert(&m.health_trust);
        }
        regions
            .into_iter()
            .map(|(region, trusts)| {
                let mut trusts: Vec<_> = trusts.into_iter().collect();
                trusts.sort_by(|a, b| norwegian::compare(a, b));
                (region, trusts)
            })
            .collect()
    }

    /// The numbers of a scope's municipalities on `day`; for a unit those that it serves.
    pub fn municipalities_in(&self, scope: &Scope, day: NaiveDate) -> BTreeSet<MunicipalityNumber> {
        match scope {
            Scope::Country => self.municipalities_on(day).iter().map(|m| m.number).collect(),
            Scope::Trust(trust) => self
                .municipalities_on(day)
                .iter()
                .filter(|m| m.health_trust == *trust)
                .map(|m| m.number)
                .collect(),
            Scope::Municipality(number) => BTreeSet::from([*number]),
            Scope::Unit(code) => self
                .unit_municipalities
                .iter()
                .filter(|s| s.unit == *code && covers(Some(s.from), s.to, day))
                .map(|s| s.municipality)
                .collect(),
        }
    }

    /// The unit with this code.
    pub fn unit(&self, code: &UnitCode) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.code == *code)
    }

    /// The units of a scope, of the given kinds (none given: all), in Norwegian order of names.
    ///
    /// A trust's units are those whose host lies in it on `day`; a municipality's are those that serve it on
    /// `day`, and those that it hosts.
    pub fn units_in(&self, scope: &Scope, kinds: &[UnitKind], day: NaiveDate) -> Vec<&Unit> {
        let hosts = match scope {
            Scope::Trust(_) => self.municipalities_in(scope, day),
            _ => BTreeSet::new(),
        };
        // Asked of the few that serve it, not of every one for each unit: a page lists a trust's municipalities.
        let serving: BTreeSet<&UnitCode> = match scope {
            Scope::Municipality(number) => self
                .unit_municipalities
                .iter()
                .filter(|s| s.municipality == *number && covers(Some(s.from), s.to, day))
                .map(|s| &s.unit)
                .collect(),
            _ => BTreeSet::new(),
        };
        let mut found: Vec<_> = self
            .units
            .iter()
            .filter(|unit| kinds.is_empty() || kinds.contains(&unit.kind))
            .filter(|unit| match scope {
                Scope::Country => true,
                Scope::Trust(_) => unit.host.is_some_and(|host| hosts.contains(&host)),
                Scope::Municipality(number) => unit.host == Some(*number) || serving.contains(&unit.code),
                Scope::Unit(code) => unit.code == *code,
            })
            .collect();
        found.sort_by(|a, b| norwegian::compare(&a.name, &b.name).then_with(|| a.code.cmp(&b.code)));
        found
    }

    /// Places of a unit on `day`; `None` where no bed number is known for that day.
    pub fn beds_on(&self, unit: &UnitCode, day: NaiveDate) -> Option<f64> {
        self.beds.iter().filter(|b| b.unit == *unit && b.from <= day).max_by_key(|b| b.from).map(|b| b.beds)
    }

    /// The trust that a scope lies in on `day`, by its unit's host or its municipality; `None` for the country and
    /// where nobody knows.
    pub fn trust_of(&self, scope: &Scope, day: NaiveDate) -> Option<String> {
        let of_municipality = |number| self.municipality(number, day).map(|m| m.health_trust.clone());
        match scope {
            Scope::Country => None,
            Scope::Trust(trust) => Some(trust.clone()),
            Scope::Municipality(number) => of_municipality(*number),
            Scope::Unit(code) => self.unit(code)?.host.and_then(of_municipality),
        }
    }

    /// What a scope is called.
    pub fn scope_label(&self, scope: &Scope, day: NaiveDate) -> String {
        match scope {
            Scope::Country => t!("Hele landet").to_owned(),
            Scope::Trust(trust) => trust.clone(),
            Scope::Municipality(number) => {
                self.municipality(*number, day).map_or_else(|| number.to_string(), |m| m.name.clone())
            }
            Scope::Unit(code) => self.unit_name(code).to_owned(),
        }
    }

    /// A unit's name; its code where it isn't known.
    pub fn unit_name<'a>(&'a self, code: &'a UnitCode) -> &'a str {
        self.unit(code).map_or(code.as_str(), |unit| &unit.name)
    }

    /// Numbers that a file may name: today's and those of former municipalities.
    pub fn known_municipalities(&self) -> BTreeSet<MunicipalityNumber> {
        let present = self.municipalities.iter().map(|m| m.number);
        present.chain(self.border_changes.iter().flat_map(|c| [c.from, c.to])).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn kongsvinger(trust: &str, from: Option<&str>, to: Option<&str>) -> Municipality {
        Municipality {
            valid_from: from.map(day),
            valid_to: to.map(day),
            ..Municipality::new("3401".parse().unwrap(), "Kongsvinger", "Helse Sør-Øst RHF", trust)
        }
    }

    fn catalogue() -> Catalogue {
        let unit = Unit {
            host: "3401".parse().ok(),
            ..Unit::new("K1".parse().unwrap(), "Kongsvinger KAD", UnitKind::Kad)
        };
        Catalogue {
            municipalities: vec![
                kongsvinger("Innlandet", None, Some("2019-01-31")),
                kongsvinger("Akershus", Some("2019-02-01"), None),
            ],
            beds: [("2012-05-01", 4.0), ("2016-01-01", 6.5)]
                .map(|(from, beds)| Beds { unit: unit.code.clone(), from: day(from), beds })
                .into(),
            units: vec![unit],
            ..Catalogue::default()
        }
    }

    #[test]
    fn a_municipality_belongs_to_the_trust_of_the_day() {
        let catalogue = catalogue();
        let trust = Scope::Trust("Akershus".into());
        assert_eq!(catalogue.municipalities_in(&trust, day("2019-02-01")).len(), 1);
        assert!(catalogue.municipalities_in(&trust, day("2019-01-31")).is_empty());
        assert_eq!(catalogue.units_in(&trust, &[], day("2024-01-01")).len(), 1);
        assert!(catalogue.units_in(&trust, &[UnitKind::Sykestue], day("2024-01-01")).is_empty());
    }

    #[test]
    fn places_are_those_of_the_day() {
        let catalogue = catalogue();
        let unit = &catalogue.units[0].code;
        assert_eq!(catalogue.beds_on(unit, day("2012-04-30")), None);
        assert_eq!(catalogue.beds_on(unit, day("2015-12-31")), Some(4.0));
        assert_eq!(catalogue.beds_on(unit, day("2016-01-01")), Some(6.5));
    }
}
