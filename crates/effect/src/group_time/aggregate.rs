//! Aggregates of ATT(g,t) with their influence functions: totals, strata, event times, cohorts, calendar.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Cell, influence, subtract, without};
use crate::cohorts::Cohorts;
use crate::comparison::{event_bin, small_note, strata};
use crate::grid::Grid;
use crate::specification::Specification;

/// A term with the influence of every position (not yet divided by n).
pub(super) struct Term {
    pub name: String,
    pub estimate: f64,
    pub influence: Vec<f64>,
    pub note: Option<String>,
}

/// Which cells an aggregate averages.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Event(i32),
    Cohort(usize),
    Calendar(usize),
}

/// All aggregates: the four totals, the strata, then events, cohorts and calendar periods.
pub(super) fn aggregate(grid: &Grid, spec: &Specification, cohorts: &Cohorts, cells: &[Cell]) -> Vec<Term> {
    let n = cohorts.n;
    let shares = shares(cohorts);
    let opening = |c: &Cell| cohorts.list[c.cohort].opening.unwrap_or(0); // cells are of cohorts that open
    let keys = |c: &Cell| {
        let g = opening(c);
        let after = c.t >= g;
        [
            Some(Key::Event(event_bin(grid, spec, c.t, g))),
            after.then_some(Key::Cohort(c.cohort)),
            after.then_some(Key::Calendar(c.t)),
        ]
    };
    // Weight of all cells behind a key; within a cohort every cell counts the same.
    let mut total: BTreeMap<Key, f64> = BTreeMap::new();
    for cell in cells {
        for key in keys(cell).into_iter().flatten() {
            *total.entry(key).or_insert(0.0) += shares.of[cell.cohort];
        }
    }
    let slots: BTreeMap<Key, usize> = total.keys().enumerate().map(|(i, k)| (*k, i)).collect();
    let mut sums = vec![vec![0.0; n]; slots.len()];
    let mut estimates = vec![0.0; slots.len()];
    let mut difference = vec![0.0; n];
    let mut scratch = vec![0.0; n];
    for cell in cells {
        subtract(cohorts, cell.t, cell.base, &mut difference);
        let mut touched: [Range<usize>; 3] = [0..0, 0..0, 0..0];
        touched[0] = cohorts.list[cell.cohort].range.clone();
        let [a, b] = without(&cell.control, &touched[0]);
        touched[1] = a;
        touched[2] = b;
        for range in &touched {
            scratch[range.clone()].fill(0.0);
        }
        influence(cohorts, cell, &difference, |i, x| scratch[i] = x);
        for key in keys(cell).into_iter().flatten() {
            let slot = slots[&key];
            let share = shares.of[cell.cohort] / total[&key];
            estimates[slot] += share * cell.att;
            let target = &mut sums[slot];
            for range in &touched {
                for (to, from) in target[range.clone()].iter_mut().zip(&scratch[range.clone()]) {
                    *to += share * from;
                }
            }
        }
    }
    // The shares behind events and calendar periods are estimated too.
    for cell in cells {
        for key in keys(cell).into_iter().flatten().filter(|k| !matches!(k, Key::Cohort(_))) {
            let slot = slots[&key];
            shares.add(cohorts, cell.cohort, (cell.att - estimates[slot]) / total[&key], &mut sums[slot]);
        }
    }
    let mut events = Vec::new();
    let mut groups = Vec::new();
    let mut calendar = Vec::new();
    for ((key, influence), estimate) in slots.keys().zip(sums).zip(estimates) {
        match key {
            Key::Event(e) => events.push((*e, estimate, influence)),
            Key::Cohort(c) => groups.push((*c, estimate, influence)),
            Key::Calendar(t) => calendar.push((*t, estimate, influence)),
        }
    }
    let counts = |c: usize| cells.iter().filter(|x| x.cohort == c && x.t >= opening(x)).count() as f64;
    let simple_weights: Vec<f64> = groups.iter().map(|(c, ..)| counts(*c)).collect();
    let mut terms = vec![
        by_share("simple", cohorts, &shares, &groups, &simple_weights),
        mean("dynamic", n, events.iter().filter(|(e, ..)| *e >= 0).map(|(_, a, p)| (*a, p))),
        by_share("group", cohorts, &shares, &groups, &vec![1.0; groups.len()]),
        mean("calendar", n, calendar.iter().map(|(_, a, p)| (*a, p))),
    ];
    for (name, keep) in strata(grid) {
        let inside: Vec<_> =
            groups.iter().filter(|(c, ..)| keep.contains(&cohorts.list[*c].stratum)).cloned().collect();
        if !inside.is_empty() {
            let weights: Vec<f64> = inside.iter().map(|(c, ..)| counts(*c)).collect();
            terms.push(by_share(&name, cohorts, &shares, &inside, &weights));
        }
    }
    for (e, estimate, influence) in events {
        terms.push(Term { name: format!("event:{e}"), estimate, influence, note: None });
    }
    terms.extend(by_opening(grid, cohorts, &shares, &groups));
    for (t, estimate, influence) in calendar {
        terms.push(Term { name: format!("calendar:{}", grid.period(t)), estimate, influence, note: None });
    }
    terms
}

/// Shares of the cohorts among all units (weighted with each unit's first observed weight).
pub(super) struct Shares {
    /// By cohort.
    pub of: Vec<f64>,
    weight: Vec<f64>,
}

impl Shares {
    /// Adds the influence of estimating a cohort's share: its weight × (effect − average) / total share.
    pub fn add(&self, cohorts: &Cohorts, cohort: usize, scale: f64, to: &mut [f64]) {
        for i in cohorts.list[cohort].range.clone() {
            to[i] += self.weight[i] * scale;
        }
    }
}

/// Shares of all cohorts.
pub(super) fn shares(cohorts: &Cohorts) -> Shares {
    let weight: Vec<f64> = (0..cohorts.n)
        .map(|i| cohorts.present.iter().map(|t| cohorts.weight(*t, i)).find(|w| *w > 0.0).unwrap_or(0.0))
        .collect();
    let n = cohorts.n as f64;
    let of = cohorts.list.iter().map(|c| weight[c.range.clone()].iter().sum::<f64>() / n).collect();
    Shares { of, weight }
}

/// Plain mean of terms.
fn mean<'a>(name: &str, n: usize, parts: impl Iterator<Item = (f64, &'a Vec<f64>)>) -> Term {
    let mut influence = vec![0.0; n];
    let (mut sum, mut count) = (0.0, 0.0);
    for (estimate, psi) in parts {
        sum += estimate;
        count += 1.0;
        influence.iter_mut().zip(psi).for_each(|(to, from)| *to += from);
    }
    for x in &mut influence {
        *x /= count;
    }
    Term { name: name.to_owned(), estimate: sum / count, influence, note: None }
}

/// Mean of cohort effects weighted with share × `times`, with the influence of the shares.
fn by_share(
    name: &str,
    cohorts: &Cohorts,
    shares: &Shares,
    groups: &[(usize, f64, Vec<f64>)],
    times: &[f64],
) -> Term {
    let total: f64 = groups.iter().zip(times).map(|((c, ..), k)| shares.of[*c] * k).sum();
    let estimate = groups.iter().zip(times).map(|((c, a, _), k)| shares.of[*c] * k * a).sum::<f64>() / total;
    let mut influence = vec![0.0; cohorts.n];
    for ((c, a, psi), k) in groups.iter().zip(times) {
        let share = shares.of[*c] * k / total;
        influence.iter_mut().zip(psi).for_each(|(to, from)| *to += share * from);
        shares.add(cohorts, *c, k * (a - estimate) / total, &mut influence);
    }
    Term { name: name.to_owned(), estimate, influence, note: None }
}

/// `group:g`: the cohorts of all strata that opened in g.
fn by_opening(
    grid: &Grid,
    cohorts: &Cohorts,
    shares: &Shares,
    groups: &[(usize, f64, Vec<f64>)],
) -> Vec<Term> {
    let mut by: BTreeMap<usize, Vec<(usize, f64, Vec<f64>)>> = BTreeMap::new();
    for group in groups {
        by.entry(cohorts.list[group.0].opening.unwrap_or(0)).or_default().push(group.clone());
    }
    by.into_iter()
        .map(|(g, parts)| {
            let units = parts.iter().map(|(c, ..)| cohorts.list[*c].range.len()).min().unwrap_or(0);
            let mut term = by_share(
                &format!("group:{}", grid.period(g)),
                cohorts,
                shares,
                &parts,
                &vec![1.0; parts.len()],
            );
            term.note = small_note(units);
            term
        })
        .collect()
}
