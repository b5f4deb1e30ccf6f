//! How many places each unit has, and how that changes: national totals follow the published years.

use vocabulary::UnitKind;

use crate::network::{Category, Plan, day, on_day};
use crate::random::{Random, Stream};
use crate::stays;

/// National places by year as published by Helsedirektoratet (2017–19, 2021, 2022); between and after
/// them invented.
const NATIONAL: [(i32, f64); 11] = [
    (2016, 695.0),
    (2017, 703.0),
    (2018, 731.0),
    (2019, 747.0),
    (2020, 716.0),
    (2021, 684.0),
    (2022, 688.0),
    (2023, 692.0),
    (2024, 695.0),
    (2025, 701.0),
    (2026, 704.0),
];

/// Places in 2022 by category, from the published stays, a mean stay per kind and about 47 % belegg.
fn places_2022(category: Category) -> f64 {
    match category {
        Category::SouthEast => 334.0,
        Category::West => 118.0,
        Category::Mid => 62.0,
        Category::North => 58.0,
        Category::NorthSykestue => 116.0,
    }
}

/// Without the noise of binary fractions.
fn hundredths(places: f64) -> f64 {
    libm::round(places * 100.0) / 100.0
}

/// Places as a unit would have them: whole ones, or hundredths where several owners share a place.
fn rounded(places: f64, decimal: bool) -> f64 {
    let step = if decimal { 0.04 } else { 1.0 };
    hundredths(libm::round(places / step) * step).max(1.0)
}

/// Sizes at opening, so that each category has its places of 2016, and patients in proportion.
pub(crate) fn first_sizes(plans: &mut [Plan], seed: u64) {
    let mut random = Random::new(seed, Stream::Beds, 0);
    let raw: Vec<(f64, bool)> = plans
        .iter()
        .map(|plan| {
            let size = libm::pow(plan.inhabitants as f64, 0.92) * random.factor(0.25);
            let decimal = plan.unit.kind != UnitKind::Dms && random.chance(0.18);
            (size, decimal)
        })
        .collect();
    for category in Category::ALL {
        let target = places_2022(category) * NATIONAL[0].1 / 688.0;
        let members: Vec<usize> = (0..plans.len()).filter(|&i| plans[i].category == category).collect();
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..50 {
            let scale = f64::midpoint(low, high);
            let sum: f64 = members.iter().map(|&i| rounded(raw[i].0 * scale, raw[i].1)).sum();
            if sum < target { low = scale } else { high = scale }
        }
        for i in members {
            let places = rounded(raw[i].0 * high, raw[i].1);
            let plan = &mut plans[i];
            plan.beds.push((plan.opened, places));
            // A unit's use follows its size and kind, with luck and local habit around it.
            let use_of_it = places / stays::mean_days(plan.unit.kind) * random.factor(0.22);
            plan.weight.push((plan.opened, use_of_it));
        }
    }
}

/// The step by which a unit of this size grows or shrinks.
fn step(places: f64) -> f64 {
    match places {
        p if p < 2.0 => 0.5,
        p if p < 12.0 => 1.0,
        p if p < 30.0 => 2.0,
        _ => 4.0,
    }
}

/// Changes on 1 January until the country has the places of the year.
pub(crate) fn follow_the_years(plans: &mut [Plan], seed: u64) {
    let mut random = Random::new(seed, Stream::Beds, 1);
    for (year, target) in NATIONAL.into_iter().skip(1) {
        let first = day(year, 1, 1);
        let total = |plans: &[Plan]| plans.iter().map(|plan| places(plan, first)).sum::<f64>();
        // Some units grow and others shrink every year, whatever the country does.
        for turn in 0..6 {
            let i = random.below(plans.len());
            change(&mut plans[i], first, if turn % 2 == 0 { 1.0 } else { -1.0 });
        }
        for _ in 0..4_000 {
            let gap = target - total(plans);
            if gap.abs() < 0.5 {
                break;
            }
            let i = random.weighted(plans.iter().map(|plan| places(plan, first)));
            if step(places(&plans[i], first)) <= gap.abs() + 0.5 {
                change(&mut plans[i], first, gap.signum());
            }
        }
    }
}

/// Places on a day: none before the opening and after the closing.
pub(crate) fn places(plan: &Plan, day: i64) -> f64 {
    if day < plan.opened || plan.closed.is_some_and(|last| day > last) {
        0.0
    } else {
        on_day(&plan.beds, day)
    }
}

/// Changes the places from `first` on, later steps (a merger) included; patients follow the places.
fn change(plan: &mut Plan, first: i64, sign: f64) {
    let now = places(plan, first);
    let delta = sign * step(now);
    if now < 1.0 || now + delta < 1.0 || plan.opened >= first {
        return;
    }
    let followed = (now + delta) / now;
    from_on(&mut plan.beds, first, |value| hundredths(value + delta));
    from_on(&mut plan.weight, first, |value| value * followed);
}

/// Changes every step from a day on, with a new step on that day where there was none.
fn from_on(steps: &mut Vec<(i64, f64)>, first: i64, change: impl Fn(f64) -> f64) {
    let now = on_day(steps, first);
    let after = steps.partition_point(|(from, _)| *from < first);
    if steps.get(after).is_none_or(|(from, _)| *from != first) {
        steps.insert(after, (first, now));
    }
    steps[after..].iter_mut().for_each(|(_, value)| *value = change(*value));
}
