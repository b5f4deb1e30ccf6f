//! Which municipalities share a unit: big ones have their own, small ones go with a host nearby.

use std::collections::BTreeMap;

use vocabulary::{AgeGroup, Municipality, MunicipalityNumber};

use crate::random::Random;

/// Year whose population decides sizes: the year of the duty.
const SIZE_YEAR: i32 = 2016;

/// Inhabitants from whom on a municipality always has a unit of its own.
const ALONE_FROM: i64 = 8_800;

/// A host and the municipalities it serves, host first.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    pub(crate) host: &'static Municipality,
    pub(crate) served: Vec<(MunicipalityNumber, Inhabitants)>,
}

/// Inhabitants of [`SIZE_YEAR`].
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Inhabitants {
    pub(crate) all: i64,
    pub(crate) aged_67_plus: i64,
}

impl Site {
    /// Inhabitants of all municipalities served.
    pub(crate) fn inhabitants(&self) -> i64 {
        self.served.iter().map(|(_, people)| people.all).sum()
    }
}

/// The present row of each municipality.
pub(crate) fn present() -> impl Iterator<Item = &'static Municipality> {
    reference::municipalities().iter().filter(|m| m.valid_to.is_none())
}

/// Inhabitants per municipality in [`SIZE_YEAR`].
fn sizes() -> BTreeMap<MunicipalityNumber, Inhabitants> {
    let mut sizes: BTreeMap<_, Inhabitants> = BTreeMap::new();
    for row in reference::population().iter().filter(|row| row.year == SIZE_YEAR) {
        let size = sizes.entry(row.municipality).or_default();
        size.all += row.inhabitants;
        if row.age_group >= AgeGroup::Age67To79 {
            size.aged_67_plus += row.inhabitants;
        }
    }
    sizes
}

/// Probability that a municipality under [`ALONE_FROM`] has a unit of its own.
fn alone_though_small(m: &Municipality, inhabitants: i64) -> f64 {
    let remote = match (m.health_region.as_str(), m.health_trust.as_str()) {
        (_, "Finnmark") => 0.9,
        ("Helse Nord RHF", _) => 0.45,
        _ => 0.28,
    };
    if inhabitants > 5_000 { (remote * 1.8_f64).min(0.95) } else { remote }
}

/// Every municipality in exactly one site; sites in the order of their hosts' numbers.
pub(crate) fn sites(random: &mut Random) -> Vec<Site> {
    let sizes = sizes();
    let size = |m: &Municipality| sizes.get(&m.number).copied().unwrap_or_default();
    let mut areas: BTreeMap<(&str, &str), Vec<&'static Municipality>> = BTreeMap::new();
    for m in present() {
        areas.entry((&m.health_trust, m.hospital_area.as_deref().unwrap_or(""))).or_default().push(m);
    }
    let mut all = Vec::new();
    for members in areas.values() {
        let mut hosts: Vec<&Municipality> = members
            .iter()
            .copied()
            .filter(|m| {
                let people = size(m).all;
                let lot = random.chance(alone_though_small(m, people));
                people >= ALONE_FROM || lot
            })
            .collect();
        if hosts.is_empty() {
            hosts.extend(members.iter().copied().max_by_key(|m| size(m).all));
        }
        let mut area: Vec<Site> =
            hosts.iter().map(|&host| Site { host, served: vec![(host.number, size(host))] }).collect();
        for &m in members.iter().filter(|m| hosts.iter().all(|host| host.number != m.number)) {
            // Numbers run along the map, so the nearest number is nearly the nearest place.
            let nearest = area.iter_mut().min_by_key(|site| {
                m.number.get().abs_diff(site.host.number.get()) as usize + 2 * site.served.len()
            });
            if let Some(site) = nearest {
                site.served.push((m.number, size(m)));
            }
        }
        all.extend(area);
    }
    all.sort_by_key(|site| site.host.number);
    all
}
