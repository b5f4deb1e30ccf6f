//! The units: kind, attributes, opening, closing, and whom they serve.

use chrono::{Datelike, NaiveDate};
use vocabulary::{Municipality, MunicipalityNumber, PhysicianCover, Unit, UnitCode, UnitKind};

use crate::oslo::{date_of, day_number};
use crate::random::{Random, Stream};
use crate::sites::{self, Site};
use crate::{beds, truth};

/// The five lines of the national table: four regions, and the sykestuer of the north apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Category {
    SouthEast,
    West,
    Mid,
    North,
    NorthSykestue,
}

impl Category {
    /// All, in the order of the table.
    pub(crate) const ALL: [Self; 5] =
        [Self::SouthEast, Self::West, Self::Mid, Self::North, Self::NorthSykestue];

    fn of(m: &Municipality, kind: UnitKind) -> Self {
        match m.health_region.as_str() {
            "Helse Vest RHF" => Self::West,
            "Helse Midt-Norge RHF" => Self::Mid,
            "Helse Nord RHF" if kind == UnitKind::Sykestue => Self::NorthSykestue,
            "Helse Nord RHF" => Self::North,
            _ => Self::SouthEast,
        }
    }
}

/// A municipality that a unit serves, by day number; `to` is the last day.
#[derive(Debug, Clone)]
pub(crate) struct Served {
    pub(crate) municipality: MunicipalityNumber,
    pub(crate) aged_67_plus: i64,
    pub(crate) from: i64,
    pub(crate) to: Option<i64>,
}

/// A unit with everything that its patients are drawn from.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) unit: Unit,
    pub(crate) category: Category,
    pub(crate) opened: i64,
    pub(crate) closed: Option<i64>,
    pub(crate) served: Vec<Served>,
    pub(crate) inhabitants: i64,
    /// Places from a day number on, in order.
    pub(crate) beds: Vec<(i64, f64)>,
    /// Part of the category's patients from a day number on, not yet divided by the category's sum.
    pub(crate) weight: Vec<(i64, f64)>,
    /// When an attribute outside the strong stratum changed.
    pub(crate) moved_beside_legevakt: Option<i64>,
    pub(crate) direct_from: Option<i64>,
}

/// The value that holds on a day in a list of (first day, value).
pub(crate) fn on_day(steps: &[(i64, f64)], day: i64) -> f64 {
    steps.iter().rev().find(|(from, _)| *from <= day).map_or(0.0, |(_, value)| *value)
}

pub(crate) fn day(year: i32, month: u32, day: u32) -> i64 {
    day_number(NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default())
}

/// All units of the country.
pub(crate) fn plans(seed: u64) -> Vec<Plan> {
    let mut random = Random::new(seed, Stream::Network, 0);
    let sites = sites::sites(&mut random);
    let mut plans: Vec<Plan> =
        sites.iter().zip(1_u32..).map(|(site, number)| plan(site, number, &mut random)).collect();
    // The country's first unit opens in 2012, whatever the seed.
    if let Some(first) = plans.iter_mut().find(|plan| plan.inhabitants > 20_000) {
        reopen(first, day(2012, 2, 1));
    }
    beds::first_sizes(&mut plans, seed);
    close_some(&mut plans, &mut random);
    second_sellers(&mut plans, &mut random);
    beds::follow_the_years(&mut plans, seed);
    plans
}

fn reopen(plan: &mut Plan, opened: i64) {
    plan.opened = opened;
    plan.unit.opened = Some(date_of(opened));
    plan.served.iter_mut().for_each(|served| served.from = opened);
}

fn kind(site: &Site, random: &mut Random) -> UnitKind {
    let north = site.host.health_region == "Helse Nord RHF";
    let small = site.inhabitants() < 12_000;
    let sykestue = match (north, small, site.host.health_trust == "Finnmark") {
        (true, true, true) => 0.85,
        (true, true, false) => 0.6,
        (false, true, _) => 0.05,
        _ => 0.0,
    };
    let other = if small { 0.07 } else { 0.03 };
    random.pick(&[
        (UnitKind::Sykestue, sykestue),
        (UnitKind::Intermediate, other),
        (UnitKind::Dms, other),
        (UnitKind::Kad, 1.0 - sykestue - 2.0 * other),
    ])
}

/// The first of a month; 20 % open on the day of the duty.
fn opening(random: &mut Random) -> i64 {
    let (year, months) = random.pick(&[
        ((2012, 11), 0.14),
        ((2013, 12), 0.16),
        ((2014, 12), 0.22),
        ((2015, 12), 0.28),
        ((2016, 1), 0.20),
    ]);
    let first = if year == 2012 { 2 } else { 1 };
    day(year, first + random.whole(months) as u32, 1)
}

fn plan(site: &Site, number: u32, random: &mut Random) -> Plan {
    let kind = kind(site, random);
    let inhabitants = site.inhabitants();
    let opened = opening(random);
    let big = inhabitants >= 25_000;
    let strong = random.chance(if big { 0.36 } else { 0.2 });
    let (beside, cover) = if strong {
        (true, PhysicianCover::OnSite)
    } else {
        match random.pick(&[(0, 0.34), (1, 0.08), (2, 0.34), (3, 0.24)]) {
            0 => (true, PhysicianCover::OnCall),
            1 => (false, PhysicianCover::OnSite),
            2 => (false, PhysicianCover::OnCall),
            _ => (random.chance(0.4), PhysicianCover::Daytime),
        }
    };
    let served = site
        .served
        .iter()
        .map(|(municipality, people)| Served {
            municipality: *municipality,
            aged_67_plus: people.aged_67_plus,
            from: opened,
            to: None,
        })
        .collect();
    let moved = beside && !strong && random.chance(0.12);
    let direct = random.chance(0.45);
    let place = place(site.host);
    let noun = match kind {
        UnitKind::Kad => "KAD",
        UnitKind::Sykestue => "sykestue",
        UnitKind::Intermediate => "intermediæravdeling",
        UnitKind::Dms => "DMS",
    };
    let location = match (kind, beside) {
        (UnitKind::Dms, _) => "Distriktsmedisinsk senter",
        (_, true) => "Ved legevakten",
        _ if random.chance(0.7) => "Sykehjem",
        _ => "Helsehus",
    };
    Plan {
        unit: Unit {
            code: code(number),
            name: format!("Demo-{noun} {place}"),
            kind,
            host: Some(site.host.number),
            opened: Some(date_of(opened)),
            closed: None,
            beside_legevakt: Some(beside),
            physician_cover: Some(cover),
            location: Some(location.to_owned()),
            direct_from_emergency: Some(direct),
            telephone: Some("00 00 00 00".to_owned()),
            offer: Some(offer(cover, random)),
        },
        category: Category::of(site.host, kind),
        opened,
        closed: None,
        served,
        inhabitants,
        beds: Vec::new(),
        weight: Vec::new(),
        moved_beside_legevakt: moved.then(|| day(2018 + random.whole(6), 9, 1)),
        direct_from: (direct && random.chance(0.3)).then(|| day(2017 + random.whole(7), 3, 1)),
    }
}

/// The host's name, with the county where two municipalities are called the same.
fn place(host: &Municipality) -> String {
    let name = reference::norwegian_name(host.number, &host.name);
    let namesakes = sites::present().filter(|m| m.name == host.name).count();
    match host.county.as_deref().and_then(|county| county.split('-').next()) {
        Some(county) if namesakes > 1 => format!("{name} i {county}"),
        _ => name.to_owned(),
    }
}

fn code(number: u32) -> UnitCode {
    format!("DEMO-{number:03}").parse().expect("short and visible, so it is a code")
}

fn offer(cover: PhysicianCover, random: &mut Random) -> String {
    let monitoring = random.pick(&[
        ("EKG og blodprøver", 0.6),
        ("EKG, blodprøver og telemetri", 0.2),
        ("blodprøver", 0.2),
    ]);
    let limits = random.pick(&[
        ("Tar ikke imot barn eller ustabile pasienter.", 0.5),
        ("Tar imot voksne med kjent diagnose og avklart behandling.", 0.5),
    ]);
    let doctor = match cover {
        PhysicianCover::OnSite => "lege til stede hele døgnet",
        PhysicianCover::OnCall => "lege på tilkalling hele døgnet",
        PhysicianCover::Daytime => "lege på dagtid",
    };
    format!(
        "Demodata. Observasjon og behandling med intravenøs væske og antibiotika, {monitoring}, {doctor}. {limits}"
    )
}

/// Eight units close at the end of a year and another of the same trust, line and stratum takes over.
fn close_some(plans: &mut [Plan], random: &mut Random) {
    let trust = |plan: &Plan| {
        sites::present().find(|m| Some(m.number) == plan.unit.host).map(|m| m.health_trust.as_str())
    };
    for turn in 0..8 {
        let last = day(2017 + turn, 12, 31);
        let start = random.below(plans.len());
        let pair = (0..plans.len()).map(|i| (start + i) % plans.len()).find_map(|i| {
            let small = plans[i].inhabitants < 15_000 && plans[i].closed.is_none();
            let untouched =
                |j: usize| plans[j].served.iter().all(|s| s.to.is_none()) && plans[j].weight.len() == 1;
            (small && untouched(i)).then_some(())?;
            (0..plans.len())
                .find(|&j| {
                    j != i
                        && plans[j].closed.is_none()
                        && untouched(j)
                        && plans[j].category == plans[i].category
                        && truth::is_strong(&plans[j].unit) == truth::is_strong(&plans[i].unit)
                        && trust(&plans[j]) == trust(&plans[i])
                })
                .map(|j| (i, j))
        });
        if let Some((from, to)) = pair {
            merge(plans, from, to, last);
        }
    }
}

fn merge(plans: &mut [Plan], from: usize, to: usize, last: i64) {
    let moved = plans[from].served.clone();
    let (places, weight) = (on_day(&plans[from].beds, last), on_day(&plans[from].weight, last));
    plans[from].closed = Some(last);
    plans[from].unit.closed = Some(date_of(last));
    plans[from].served.iter_mut().for_each(|served| served.to = Some(last));
    let heir = &mut plans[to];
    heir.served.extend(moved.into_iter().map(|served| Served { from: last + 1, ..served }));
    let (own_places, own_weight) = (on_day(&heir.beds, last), on_day(&heir.weight, last));
    heir.beds.push((last + 1, own_places + libm::round(places)));
    heir.weight.push((last + 1, own_weight + weight));
}

/// Six municipalities buy from a second unit of the same trust and stratum from 2018 on.
fn second_sellers(plans: &mut [Plan], random: &mut Random) {
    for _ in 0..6 {
        let buyer = random.below(plans.len());
        let Some(own) = plans[buyer].served.first().cloned().filter(|_| plans[buyer].closed.is_none()) else {
            continue;
        };
        let near = |plan: &Plan| {
            plan.closed.is_none()
                && plan.category == plans[buyer].category
                && plan.inhabitants > plans[buyer].inhabitants
                && plan.served.iter().all(|s| s.municipality.get() / 100 == own.municipality.get() / 100)
                && truth::is_strong(&plan.unit) == truth::is_strong(&plans[buyer].unit)
        };
        if let Some(seller) = plans.iter().position(near) {
            let tenth = own.aged_67_plus / 10;
            plans[seller].served.push(Served { aged_67_plus: tenth, from: day(2018, 1, 1), ..own });
        }
    }
}

/// The year of a day number.
pub(crate) fn year_of(day: i64) -> i32 {
    date_of(day).year()
}
