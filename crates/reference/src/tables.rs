//! Reads the embedded tables. They are part of the program: a fault in them is a fault of the program
//! (found by this crate's tests), so reading them panics instead of returning errors.

use std::str::FromStr;
use vocabulary::{AgeGroup, BorderChange, Municipality, MunicipalityNumber, Population};

use crate::POPULATION_YEARS;

/// The lines below the header, split at `;`.
fn rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines().skip(1).map(|line| line.split(';').collect())
}

fn parse<T: FromStr>(field: &str) -> T {
    field.parse().unwrap_or_else(|_| panic!("embedded table: '{field}'"))
}

fn optional<T: FromStr>(field: &str) -> Option<T> {
    (!field.is_empty()).then(|| parse(field))
}

/// `number;name;county;region;trust;area;valid_from;valid_to`.
pub(crate) fn municipalities(text: &str) -> Vec<Municipality> {
    rows(text)
        .map(|f| Municipality {
            number: parse(f[0]),
            name: f[1].to_owned(),
            county: optional(f[2]),
            health_region: f[3].to_owned(),
            health_trust: f[4].to_owned(),
            hospital_area: optional(f[5]),
            valid_from: optional(f[6]),
            valid_to: optional(f[7]),
        })
        .collect()
}

/// `from;to;share;last_year`.
pub(crate) fn border_changes(text: &str) -> Vec<BorderChange> {
    rows(text)
        .map(|f| BorderChange {
            from: parse(f[0]),
            to: parse(f[1]),
            share: parse(f[2]),
            last_year: parse(f[3]),
        })
        .collect()
}

/// `number;column;row`.
pub(crate) fn tiles(text: &str) -> Vec<(MunicipalityNumber, (usize, usize))> {
    rows(text).map(|f| (parse(f[0]), (parse(f[1]), parse(f[2])))).collect()
}

/// `number;year` and one column per age group.
pub(crate) fn population(text: &str) -> Vec<Population> {
    let years = (POPULATION_YEARS.1 - POPULATION_YEARS.0 + 1) as usize;
    let mut all = Vec::with_capacity(357 * years * AgeGroup::ALL.len());
    for line in text.lines().skip(1) {
        let mut fields = line.split(';');
        let mut next = || fields.next().unwrap_or_default();
        let municipality = parse(next());
        let year = parse(next());
        all.extend(AgeGroup::ALL.iter().map(|&age_group| Population {
            municipality,
            year,
            age_group,
            inhabitants: parse(next()),
        }));
    }
    all
}
