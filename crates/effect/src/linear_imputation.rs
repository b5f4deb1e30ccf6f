//! Linear imputation: Borusyak, Jaravel & Spiess (2024), Review of Economic Studies 91(6):3253–3285, with the
//! conservative variance of their theorem 3.
//!
//! Fit Y = unit + period by least squares on untreated cells, take τ = Y − fitted in treated cells, and average:
//! Σ w τ, w proportional to the cells' weights. The untreated cells' weights in the estimate are
//! v = −Z₀(Z₀'Z₀)⁻¹Z₁'w, the treated cells' v = w, and
//!
//! ```text
//! SE² = Σ_clusters (Σ v·ε)²,  ε = residual in untreated cells, τ − mean τ(cohort, period) in treated ones
//! ```
//!
//! the mean weighted with v² over the cohort's cells of that period (didimputation's equation 10).
//!
//! Because residuals add up to zero within a series, only the period part of v is needed: one T × T solve per
//! term. Intervals are normal, as in didimputation. Terms: `overall`, `age=80+`, `event:e` (e ≥ 0, as didimputation's
//! horizons), `group:g`, `calendar:t`. Reference numbers: R didimputation 0.5.0, diff-diff 3.13, numpy.
//!
//! Input: a grid of any number of strata, each with its own effects. Treated cells in periods where nobody in
//! the stratum is untreated are left out and counted; so are series without an untreated cell. Not here:
//! pre-trend horizons, covariates.

use std::collections::BTreeMap;

use crate::comparison::{event_bin, few_clusters, linear, size, small_cohorts, small_note, strata};
use crate::grid::{Grid, Ledger};
use crate::inference::Reference;
use crate::linear_two_way::TwoWay;
use crate::refusal::Refusal;
use crate::result::{Estimate, Estimation};
use crate::run::{blank, not_estimable};
use crate::specification::Specification;
use crate::vector::dot;

/// A treated cell with its imputed effect.
struct Cell {
    series: usize,
    opening: usize,
    t: usize,
    weight: f64,
    effect: f64,
    /// τ − τ̄ of its cohort and period.
    centred: f64,
}

/// The fit of one stratum.
struct Fit {
    first: usize,
    model: TwoWay,
    /// Weight × residual of untreated cells (0 elsewhere), series by series.
    score: Vec<f64>,
    /// Largest outcome.
    size: f64,
}

/// Estimates by linear imputation on a linear grid.
///
/// # Errors
/// None: what the data can't carry is answered as not estimable, with the reason.
pub fn estimate(spec: &Specification, grid: &Grid, mut ledger: Ledger) -> Result<Estimation, Refusal> {
    let mut fits = Vec::with_capacity(grid.strata.len());
    let mut cells = Vec::new();
    for stratum in 0..grid.strata.len() {
        fits.push(impute(grid, stratum, &mut cells, &mut ledger));
    }
    centre(grid, &mut cells);
    if fits.iter().any(|f| !f.model.solvable()) {
        return Ok(not_estimable(
            spec,
            ledger,
            "the untreated cells don't determine unit and period effects",
        ));
    }
    if cells.is_empty() {
        let reason = if grid.series.iter().all(|s| s.pre == grid.periods) {
            "no unit opens within the panel"
        } else {
            "no treated cell has both an untreated period of its unit and an untreated unit in its period"
        };
        return Ok(not_estimable(spec, ledger, reason));
    }
    let mut out = blank(spec, ledger);
    out.rows.used = used_rows(grid, &cells);
    out.estimates = terms(grid, spec, &fits, &cells);
    out.warnings.extend(small_cohorts(grid, &small(grid, &cells)));
    let (all, treated) = clusters(grid, &cells);
    few_clusters(&mut out, all, treated, "");
    Ok(out)
}

/// Fits a stratum on its untreated cells and imputes its treated ones.
fn impute(grid: &Grid, stratum: usize, cells: &mut Vec<Cell>, ledger: &mut Ledger) -> Fit {
    let t_all = grid.periods;
    let range = grid.strata[stratum].series.clone();
    let mut w = Vec::with_capacity(range.len() * t_all);
    let mut y = Vec::with_capacity(range.len() * t_all);
    for s in range.clone() {
        let pre = grid.series[s].pre;
        w.extend(grid.e(s).iter().enumerate().map(|(t, size)| if t < pre { *size } else { 0.0 }));
        y.extend_from_slice(grid.y(s));
    }
    let model = TwoWay::new(w, t_all);
    let (series, period) = model.fit(&y);
    let mut score = vec![0.0; y.len()];
    let (mut always, mut always_rows) = (Vec::new(), 0);
    let (mut alone, mut alone_rows) = (Vec::new(), 0);
    for (local, s) in range.clone().enumerate() {
        for (t, w) in model.row(local).iter().enumerate().filter(|(_, w)| **w > 0.0) {
            score[local * t_all + t] = w * (y[local * t_all + t] - series[local] - period[t]);
        }
        let unit = || grid.units[grid.series[s].unit].clone();
        let untreated = model.row(local).iter().any(|w| *w > 0.0);
        for t in grid.series[s].pre..t_all {
            let weight = grid.e(s)[t];
            if weight == 0.0 {
                continue;
            }
            if !untreated {
                always.push(unit());
                always_rows += grid.rows_in(s * t_all + t);
            } else if model.joined(local, t) {
                let effect = y[local * t_all + t] - series[local] - period[t];
                cells.push(Cell {
                    series: s,
                    opening: grid.series[s].pre,
                    t,
                    weight,
                    effect,
                    centred: effect,
                });
            } else {
                alone.push(unit());
                alone_rows += grid.rows_in(s * t_all + t);
            }
        }
    }
    ledger.leave_out("treated from the first period", always_rows, always);
    ledger.leave_out("periods in which nobody is untreated", alone_rows, alone);
    Fit { first: range.start, model, score, size: size(&y) }
}

/// Subtracts from every effect the average of its stratum's cohort in that period, weighted with v² = weight².
fn centre(grid: &Grid, cells: &mut [Cell]) {
    let key = |c: &Cell| (grid.series[c.series].stratum, c.opening, c.t);
    let mut sums: BTreeMap<(usize, usize, usize), (f64, f64)> = BTreeMap::new();
    for c in cells.iter() {
        let sum = sums.entry(key(c)).or_default();
        sum.0 += c.weight * c.weight * c.effect;
        sum.1 += c.weight * c.weight;
    }
    for c in cells.iter_mut() {
        let (a, b) = sums[&key(c)];
        c.centred = c.effect - a / b;
    }
}

/// All terms with the cells they average.
fn terms(grid: &Grid, spec: &Specification, fits: &[Fit], cells: &[Cell]) -> Vec<Estimate> {
    let every: Vec<usize> = (0..cells.len()).collect();
    let mut events: BTreeMap<i32, Vec<usize>> = BTreeMap::new();
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut calendar: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (i, c) in cells.iter().enumerate() {
        // The opening is `pre`, clamped to the grid: a unit that opened before it has no untreated cell.
        events.entry(event_bin(grid, spec, c.t, c.opening)).or_default().push(i);
        groups.entry(c.opening).or_default().push(i);
        calendar.entry(c.t).or_default().push(i);
    }
    let mut out = vec![average(grid, fits, cells, "overall".to_owned(), &every, None)];
    for (name, keep) in strata(grid) {
        let inside: Vec<usize> =
            every.iter().copied().filter(|i| keep.contains(&grid.series[cells[*i].series].stratum)).collect();
        if !inside.is_empty() {
            out.push(average(grid, fits, cells, name, &inside, None));
        }
    }
    for (e, chosen) in &events {
        out.push(average(grid, fits, cells, format!("event:{e}"), chosen, None));
    }
    for (g, chosen) in &groups {
        let units = smallest_cohort(grid, cells, chosen);
        out.push(average(grid, fits, cells, format!("group:{}", grid.period(*g)), chosen, small_note(units)));
    }
    for (t, chosen) in &calendar {
        out.push(average(grid, fits, cells, format!("calendar:{}", grid.period(*t)), chosen, None));
    }
    out
}

/// The weighted average of the chosen cells and its conservative standard error.
fn average(
    grid: &Grid,
    fits: &[Fit],
    cells: &[Cell],
    name: String,
    chosen: &[usize],
    note: Option<String>,
) -> Estimate {
    let t_all = grid.periods;
    let total: f64 = chosen.iter().map(|i| cells[*i].weight).sum();
    let mut estimate = 0.0;
    let mut sums = vec![0.0; grid.clusters.len()];
    let mut by_series = vec![0.0; grid.series.len()];
    let mut by_period = vec![0.0; grid.strata.len() * t_all];
    for i in chosen {
        let c = &cells[*i];
        let share = c.weight / total;
        let series = &grid.series[c.series];
        estimate += share * c.effect;
        sums[series.cluster] += share * c.centred;
        by_series[c.series] += share;
        by_period[series.stratum * t_all + c.t] += share;
    }
    for (stratum, fit) in fits.iter().enumerate() {
        let range = grid.strata[stratum].series.clone();
        let right = &by_period[stratum * t_all..(stratum + 1) * t_all];
        if right.iter().all(|x| *x == 0.0) {
            continue;
        }
        let period = fit.model.periods_of(&by_series[range.clone()], right);
        for s in range {
            let local = s - fit.first;
            sums[grid.series[s].cluster] -= dot(&fit.score[local * t_all..(local + 1) * t_all], &period);
        }
    }
    let se = sums.iter().map(|x| x * x).sum::<f64>().sqrt();
    linear(name, estimate, se, fits.iter().fold(0.0, |m: f64, f| m.max(f.size)), Reference::Normal, note)
}

/// Series with imputed cells, by stratum and opening.
fn cohort_sizes(
    grid: &Grid,
    cells: &[Cell],
    chosen: impl Iterator<Item = usize>,
) -> BTreeMap<(usize, usize), usize> {
    let mut seen = vec![false; grid.series.len()];
    let mut sizes = BTreeMap::new();
    for c in chosen.map(|i| &cells[i]) {
        if !seen[c.series] {
            seen[c.series] = true;
            *sizes.entry((grid.series[c.series].stratum, c.opening)).or_insert(0) += 1;
        }
    }
    sizes
}

fn smallest_cohort(grid: &Grid, cells: &[Cell], chosen: &[usize]) -> usize {
    cohort_sizes(grid, cells, chosen.iter().copied()).into_values().min().unwrap_or(0)
}

/// Openings with only one or two series in a stratum.
fn small(grid: &Grid, cells: &[Cell]) -> Vec<(usize, usize)> {
    let sizes = cohort_sizes(grid, cells, 0..cells.len());
    let mut small: Vec<(usize, usize)> =
        sizes.into_iter().filter(|(_, n)| *n <= 2).map(|((_, g), n)| (g, n)).collect();
    small.sort_unstable();
    small.dedup_by_key(|(g, _)| *g);
    small
}

/// Untreated rows and imputed rows.
fn used_rows(grid: &Grid, cells: &[Cell]) -> usize {
    let untreated: usize = grid
        .series
        .iter()
        .enumerate()
        .map(|(s, x)| (0..x.pre).map(|t| grid.rows_in(s * grid.periods + t)).sum::<usize>())
        .sum();
    untreated + cells.iter().map(|c| grid.rows_in(c.series * grid.periods + c.t)).sum::<usize>()
}

/// Clusters with a used cell, and those with an imputed one.
fn clusters(grid: &Grid, cells: &[Cell]) -> (usize, usize) {
    let mut any = vec![false; grid.clusters.len()];
    let mut treated = vec![false; grid.clusters.len()];
    for (s, series) in grid.series.iter().enumerate() {
        any[series.cluster] |= grid.e(s)[..series.pre].iter().any(|w| *w > 0.0);
    }
    for c in cells {
        treated[grid.series[c.series].cluster] = true;
    }
    let count = |x: &[bool]| x.iter().filter(|x| **x).count();
    (count(&any), count(&treated))
}

#[cfg(test)]
#[path = "linear_imputation_tests.rs"]
mod tests;
