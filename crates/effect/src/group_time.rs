//! Group-time effects: Callaway & Sant'Anna (2021), Journal of Econometrics 225(2):200–230, without
//! covariates.
//!
//! For cohort g and period t, with base b = the last period before g when t ≥ g, and the period before
//! t otherwise (varying base):
//!
//! ```text
//! ATT(g,t) = mean over g of (Y_t − Y_b) − mean over C of (Y_t − Y_b)
//! ```
//!
//! with C the never treated, or (`not-yet`) the never treated and every other cohort first treated after t.
//! Influence of unit i, n units in all, weights w (1 without `--weights`, else the base period's):
//!
//! ```text
//! ψ_i = n·w_i/W_g·1{i ∈ g}(ΔY_i − mean_g) − n·w_i/W_C·1{i ∈ C}(ΔY_i − mean_C)
//! SE  = √( Σ_clusters (Σ_{i in cluster} ψ_i)² ) / n
//! ```
//!
//! Aggregates as in `did::aggte`, weighted with cohort shares whose own estimation enters ψ: `event:e`,
//! `group:g` (plain mean over t ≥ g), `calendar:t`, and the four totals `simple` (all cells t ≥ g by share),
//! `dynamic` and `calendar` (plain means over e ≥ 0 and t), `group` (by share). Intervals are normal, as in did
//! and csdid. Reference numbers: R did 2.3.1.907, csdid 0.4.3, diff-diff 3.13.
//!
//! Input: a grid of any number of strata; comparisons stay within the stratum, a cohort is one per stratum.
//! Where cells are missing, a unit takes part in the comparisons it has both periods of (did drops such
//! units altogether). Not here: covariates, anticipation, a universal base.
//!
//! Cost: O(cells × units) with contiguous sums, no regression per cell.

mod aggregate;
mod bootstrap;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::cohorts::Cohorts;
use crate::comparison::{few_clusters, linear, size, small_cohorts, small_note};
use crate::grid::{Grid, Ledger, list};
use crate::inference::Reference;
use crate::refusal::Refusal;
use crate::result::{Estimate, Estimation};
use crate::run::{blank, not_estimable};
use crate::specification::{Control, Specification, Variance};
use aggregate::{Term, aggregate, shares};
use bootstrap::{Bands, Multipliers};

/// One comparison.
struct Cell {
    cohort: usize,
    t: usize,
    base: usize,
    att: f64,
    own_mean: f64,
    own_weight: f64,
    control_mean: f64,
    control_weight: f64,
    /// Positions that compare: everyone in here but the cohort itself.
    control: Range<usize>,
}

/// Estimates group-time effects on a linear grid.
///
/// # Errors
/// None: what the data can't carry is answered as not estimable, with the reason.
pub fn estimate(spec: &Specification, grid: &Grid, mut ledger: Ledger) -> Result<Estimation, Refusal> {
    let cohorts = Cohorts::new(grid, &mut ledger);
    let cells = compare(&cohorts, spec.control);
    if let Some(reason) = impossible(&cohorts, &cells, spec.control) {
        return Ok(not_estimable(spec, ledger, reason));
    }
    let mut out = blank(spec, ledger);
    out.rows.used = cohorts.all_rows();
    if cohorts.gaps() {
        out.warnings.push(
            "units with missing periods take part in the comparisons they have both periods of".to_owned(),
        );
    }
    report_lost(&cohorts, &cells, grid, &mut out.warnings);
    out.warnings.extend(small_cohorts(grid, &cohorts.small()));
    let totals = aggregate(grid, spec, &cohorts, &cells);
    let multipliers = (spec.variance() == Variance::Bootstrap)
        .then(|| Multipliers::new(spec.seed, spec.draws, cohorts.clusters));
    out.estimates = finish(grid, &cohorts, &cells, totals, multipliers.as_ref(), &mut out.warnings);
    few_clusters(&mut out, cohorts.clusters, cohorts.treated_clusters, "");
    Ok(out)
}

/// Why nothing can be estimated, if so.
fn impossible(cohorts: &Cohorts, cells: &[Cell], control: Control) -> Option<&'static str> {
    if cells.iter().any(|c| cohorts.after(c.cohort, c.t)) {
        return None;
    }
    let never = cohorts.list.iter().any(|c| c.opening.is_none());
    Some(if cohorts.n == 0 {
        "no unit is observed before its opening"
    } else if cohorts.list.iter().all(|c| c.opening.is_none()) {
        "no unit opens within the panel after its first period"
    } else if control == Control::Never && !never {
        "no unit is never treated; compare with those not yet treated (--control not-yet)"
    } else {
        "nobody is left to compare with after an opening"
    })
}

/// Every ATT(g,t) that has someone to compare with.
fn compare(cohorts: &Cohorts, control: Control) -> Vec<Cell> {
    let mut cells = Vec::new();
    let mut difference = vec![0.0; cohorts.n];
    for (_, members) in &cohorts.strata {
        let last = &cohorts.list[members.end - 1];
        let never = if last.opening.is_none() { last.range.clone() } else { last.range.end..last.range.end };
        for (k, &t) in cohorts.present.iter().enumerate().skip(1) {
            let before = cohorts.present[k - 1];
            let open_later = members
                .clone()
                .find(|c| cohorts.list[*c].opening.is_none_or(|g| g > t))
                .map_or(never.end, |c| cohorts.list[c].range.start);
            let control = if control == Control::Never { never.clone() } else { open_later..never.end };
            for index in members.clone() {
                let cohort = &cohorts.list[index];
                let Some(opening) = cohort.opening else { continue };
                let Some(base) = (if t < opening { Some(before) } else { cohorts.base(opening) }) else {
                    continue;
                };
                let own = &cohort.range;
                subtract(cohorts, t, base, &mut difference);
                let (own_sum, own_weight) = sum(cohorts, t, base, &difference, own.clone());
                let mut parts = (0.0, 0.0);
                for range in without(&control, own) {
                    let part = sum(cohorts, t, base, &difference, range);
                    parts = (parts.0 + part.0, parts.1 + part.1);
                }
                if own_weight > 0.0 && parts.1 > 0.0 {
                    let (own_mean, control_mean) = (own_sum / own_weight, parts.0 / parts.1);
                    cells.push(Cell {
                        cohort: index,
                        t,
                        base,
                        att: own_mean - control_mean,
                        own_mean,
                        own_weight,
                        control_mean,
                        control_weight: parts.1,
                        control: control.clone(),
                    });
                }
            }
        }
    }
    cells.sort_by_key(|c| (c.cohort, c.t));
    cells
}

/// A range without another.
fn without(range: &Range<usize>, hole: &Range<usize>) -> [Range<usize>; 2] {
    if hole.start >= range.end || hole.end <= range.start {
        return [range.clone(), range.end..range.end];
    }
    [range.start..hole.start.max(range.start), hole.end.min(range.end)..range.end]
}

/// Difference to the base period by position (NaN where either is missing).
fn subtract(cohorts: &Cohorts, t: usize, base: usize, out: &mut [f64]) {
    for ((d, a), b) in out.iter_mut().zip(cohorts.period(t)).zip(cohorts.period(base)) {
        *d = a - b;
    }
}

/// Weight of a position in a comparison: that of the base period, if both are observed.
fn weight(cohorts: &Cohorts, t: usize, base: usize, position: usize) -> f64 {
    match &cohorts.w {
        None => 1.0,
        Some(w) if w[t * cohorts.n + position] > 0.0 => w[base * cohorts.n + position],
        Some(_) => 0.0,
    }
}

/// Weighted sum of differences and sum of weights over a range.
fn sum(cohorts: &Cohorts, t: usize, base: usize, difference: &[f64], range: Range<usize>) -> (f64, f64) {
    if cohorts.w.is_none() {
        let n = range.len();
        return (difference[range].iter().sum(), n as f64);
    }
    range.fold((0.0, 0.0), |(sum, total), i| {
        let w = weight(cohorts, t, base, i);
        if w > 0.0 { (sum + w * difference[i], total + w) } else { (sum, total) }
    })
}

/// Adds `scale` × the cell's influence to an accumulator.
fn influence(cohorts: &Cohorts, cell: &Cell, difference: &[f64], mut add: impl FnMut(usize, f64)) {
    let n = cohorts.n as f64;
    let own = &cohorts.list[cell.cohort].range;
    let even = cohorts.w.is_none();
    for i in own.clone() {
        let w = if even { 1.0 } else { weight(cohorts, cell.t, cell.base, i) };
        if w > 0.0 {
            add(i, n * w / cell.own_weight * (difference[i] - cell.own_mean));
        }
    }
    for range in without(&cell.control, own) {
        for i in range {
            let w = if even { 1.0 } else { weight(cohorts, cell.t, cell.base, i) };
            if w > 0.0 {
                add(i, -n * w / cell.control_weight * (difference[i] - cell.control_mean));
            }
        }
    }
}

/// Estimates with errors: aggregates first, then every `att:g:t`.
fn finish(
    grid: &Grid,
    cohorts: &Cohorts,
    cells: &[Cell],
    totals: Vec<Term>,
    multipliers: Option<&Multipliers>,
    warnings: &mut Vec<String>,
) -> Vec<Estimate> {
    let n = cohorts.n as f64;
    let size = size(&grid.outcome);
    let mut scratch = Vec::new();
    let mut out = Vec::with_capacity(totals.len() + cells.len());
    let mut bands = multipliers.map(|_| Bands::default());
    let mut push = |name: String, estimate: f64, psi: &[f64], note: Option<String>| {
        let se = match (multipliers, &mut bands) {
            (Some(m), Some(bands)) => m.standard_error(&name, cohorts, psi, bands),
            _ => cohorts.clustered_square(psi, &mut scratch).sqrt() / n,
        };
        out.push(linear(name, estimate, se, size, Reference::Normal, note));
    };
    for term in totals {
        push(term.name, term.estimate, &term.influence, term.note);
    }
    // ATT(g,t): one term per opening and period; strata are averaged by share.
    let shares = shares(cohorts);
    let mut by: BTreeMap<(usize, usize), Vec<&Cell>> = BTreeMap::new();
    for cell in cells {
        by.entry((cohorts.list[cell.cohort].opening.unwrap_or(0), cell.t)).or_default().push(cell);
    }
    let mut difference = vec![0.0; cohorts.n];
    let mut psi = vec![0.0; cohorts.n];
    for ((g, t), parts) in by {
        psi.fill(0.0);
        let total: f64 = parts.iter().map(|c| shares.of[c.cohort]).sum();
        let estimate = parts.iter().map(|c| shares.of[c.cohort] * c.att).sum::<f64>() / total;
        for cell in &parts {
            let share = shares.of[cell.cohort] / total;
            subtract(cohorts, t, cell.base, &mut difference);
            influence(cohorts, cell, &difference, |i, x| psi[i] += share * x);
            if parts.len() > 1 {
                shares.add(cohorts, cell.cohort, (cell.att - estimate) / total, &mut psi);
            }
        }
        let units = parts.iter().map(|c| cohorts.list[c.cohort].range.len()).min().unwrap_or(0);
        push(format!("att:{}:{}", grid.period(g), grid.period(t)), estimate, &psi, small_note(units));
    }
    if let Some(bands) = bands {
        bands.widen(&mut out, warnings);
    }
    out
}

/// Openings whose later periods have nobody to compare with.
fn report_lost(cohorts: &Cohorts, cells: &[Cell], grid: &Grid, warnings: &mut Vec<String>) {
    let last = cells.iter().filter(|c| cohorts.after(c.cohort, c.t)).map(|c| c.t).max();
    let lost: Vec<usize> = cohorts.present.iter().copied().filter(|t| last.is_some_and(|l| *t > l)).collect();
    if let (Some(first), Some(end)) = (lost.first(), lost.last()) {
        warnings.push(format!(
            "nobody is left to compare with in {} – {}: {} periods left out of the effect",
            grid.period(*first),
            grid.period(*end),
            lost.len()
        ));
    }
    let without: Vec<String> = cohorts
        .list
        .iter()
        .enumerate()
        .filter_map(|(i, c)| c.opening.map(|g| (i, g)))
        .filter(|(i, g)| !cells.iter().any(|c| c.cohort == *i && c.t >= *g))
        .map(|(_, g)| grid.period(g).to_string())
        .collect();
    if !without.is_empty() {
        warnings.push(format!("no effect for openings in {}: nobody to compare with", list(&without)));
    }
}

#[cfg(test)]
#[path = "group_time_tests.rs"]
mod tests;
