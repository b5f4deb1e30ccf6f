//! Sun & Abraham (2021), Journal of Econometrics 225(2):175–199: the interaction-weighted event study.
//!
//! ```text
//! Y = unit + period + Σ δ(g,e)·1{cohort g, event time e}
//! ```
//!
//! with the last period before the opening left out, never treated units as controls (without any: the cohort that opens last, up to its opening).
//! Aggregates weight δ with the cohorts' observations, taken as fixed, as `fixest::sunab`: `overall` (all e ≥ 0),
//! `event:e`, `group:g`; `att:g:t` are the coefficients. Errors are clustered (CRV1): sandwich × G/(G−1) ×
//! (N−1)/(N−K) with K = coefficients + periods (unit effects are nested in the cluster), t with G−1 degrees of
//! freedom. Reference numbers: R fixest 0.14.2 (`sunab`), pyfixest 0.60 (the saturated regression).
//!
//! How: a saturated cohort shares no parameter with the others but through the period effects of the controls, so
//! the regression falls apart into one two-way fit per cohort, θ(g,t), and
//! δ(g,t) = θ(g,t) − θ(g,b) − (θ(0,t) − θ(0,b)). Balanced and unweighted, θ are plain means; else
//! [`crate::linear_two_way`]. No matrix of 60 × 167 dummies is ever built.
//!
//! Input: a grid of any number of strata, each saturated by itself. Not here: covariates.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::cohorts::Cohorts;
use crate::comparison::{event_bin, few_clusters, linear, size, small_cohorts, small_note, strata};
use crate::grid::{Grid, Ledger};
use crate::inference::Reference;
use crate::linear_two_way::TwoWay;
use crate::refusal::Refusal;
use crate::result::Estimation;
use crate::run::{blank, not_estimable};
use crate::specification::Specification;

/// One coefficient: a cohort in a period.
struct Cell {
    cohort: usize,
    opening: usize,
    t: usize,
    base: usize,
    effect: f64,
    /// Σ of weights of its observations.
    weight: f64,
    control: Range<usize>,
}

/// Period effects of every cohort, and what each series adds to them.
struct Saturated {
    /// `influence[t * n + position]` on θ of the position's own cohort.
    influence: Vec<f64>,
    cells: Vec<Cell>,
    /// Rows in the regressions and parameters that count in K.
    rows: usize,
    parameters: usize,
}

/// Estimates the interaction-weighted event study on a linear grid.
///
/// # Errors
/// None: what the data can't carry is answered as not estimable, with the reason.
pub fn estimate(spec: &Specification, grid: &Grid, mut ledger: Ledger) -> Result<Estimation, Refusal> {
    let cohorts = Cohorts::new(grid, &mut ledger);
    let fit = saturate(grid, &cohorts, &mut ledger);
    if !fit.cells.iter().any(|c| c.t >= c.opening) {
        let reason = if cohorts.n == 0 {
            "no unit is observed before its opening"
        } else if cohorts.list.iter().all(|c| c.opening.is_none()) {
            "no unit opens within the panel after its first period"
        } else {
            "no other cohort is untreated after an opening"
        };
        return Ok(not_estimable(spec, ledger, reason));
    }
    let mut out = blank(spec, ledger);
    out.rows.used = fit.rows;
    out.warnings.extend(small_cohorts(grid, &cohorts.small()));
    let (g, n, k) = (cohorts.clusters as f64, fit.rows as f64, fit.parameters as f64);
    let factor = if cohorts.clusters > 1 && n > k { g / (g - 1.0) * (n - 1.0) / (n - k) } else { f64::NAN };
    if factor.is_nan() {
        out.warnings.push("no standard errors: as many parameters as rows, or one cluster".to_owned());
    }
    let df = cohorts.clusters.saturating_sub(1);
    out.df = Some(df);
    let mut sums =
        Sums { cohorts: &cohorts, influence: &fit.influence, psi: vec![0.0; cohorts.n], scratch: Vec::new() };
    let size = size(&grid.outcome);
    for (name, chosen, note) in terms(grid, spec, &cohorts, &fit.cells) {
        let (estimate, square) = sums.average(&chosen);
        out.estimates.push(linear(name, estimate, (factor * square).sqrt(), size, Reference::T(df), note));
    }
    few_clusters(&mut out, cohorts.clusters, cohorts.treated_clusters, "");
    Ok(out)
}

/// Names, cells and notes of all terms: `overall` first, `att:` last.
fn terms<'a>(
    grid: &Grid,
    spec: &Specification,
    cohorts: &Cohorts,
    cells: &'a [Cell],
) -> Vec<(String, Vec<&'a Cell>, Option<String>)> {
    let after: Vec<&Cell> = cells.iter().filter(|c| c.t >= c.opening).collect();
    let mut out = vec![("overall".to_owned(), after.clone(), None)];
    for (name, keep) in strata(grid) {
        let inside: Vec<&Cell> =
            after.iter().copied().filter(|c| keep.contains(&cohorts.list[c.cohort].stratum)).collect();
        if !inside.is_empty() {
            out.push((name, inside, None));
        }
    }
    let mut events: BTreeMap<i32, Vec<&Cell>> = BTreeMap::new();
    let mut groups: BTreeMap<usize, Vec<&Cell>> = BTreeMap::new();
    let mut single: BTreeMap<(usize, usize), Vec<&Cell>> = BTreeMap::new();
    for c in cells {
        events.entry(event_bin(grid, spec, c.t, c.opening)).or_default().push(c);
        single.entry((c.opening, c.t)).or_default().push(c);
        if c.t >= c.opening {
            groups.entry(c.opening).or_default().push(c);
        }
    }
    let note = |chosen: &[&Cell]| {
        small_note(chosen.iter().map(|c| cohorts.list[c.cohort].range.len()).min().unwrap_or(0))
    };
    out.extend(events.into_iter().map(|(e, c)| (format!("event:{e}"), c, None)));
    out.extend(groups.into_iter().map(|(g, c)| {
        let note = note(&c);
        (format!("group:{}", grid.period(g)), c, note)
    }));
    out.extend(single.into_iter().map(|((g, t), c)| {
        let note = note(&c);
        (format!("att:{}:{}", grid.period(g), grid.period(t)), c, note)
    }));
    out
}

/// Averages of cells with the sum of squared cluster influences.
struct Sums<'a> {
    cohorts: &'a Cohorts,
    influence: &'a [f64],
    psi: Vec<f64>,
    scratch: Vec<f64>,
}

impl Sums<'_> {
    fn average(&mut self, cells: &[&Cell]) -> (f64, f64) {
        let n = self.cohorts.n;
        let total: f64 = cells.iter().map(|c| c.weight).sum();
        let mut estimate = 0.0;
        self.psi.fill(0.0);
        for c in cells {
            let share = c.weight / total;
            estimate += share * c.effect;
            let own = self.cohorts.list[c.cohort].range.clone();
            for (range, sign) in [(own, share), (c.control.clone(), -share)] {
                let late = &self.influence[c.t * n + range.start..c.t * n + range.end];
                let early = &self.influence[c.base * n + range.start..c.base * n + range.end];
                for ((to, a), b) in self.psi[range].iter_mut().zip(late).zip(early) {
                    *to += sign * (a - b);
                }
            }
        }
        (estimate, self.cohorts.clustered_square(&self.psi, &mut self.scratch))
    }
}

/// Fits every cohort of every stratum.
fn saturate(grid: &Grid, cohorts: &Cohorts, ledger: &mut Ledger) -> Saturated {
    let n = cohorts.n;
    let mut out =
        Saturated { influence: vec![0.0; grid.periods * n], cells: Vec::new(), rows: 0, parameters: 0 };
    for (positions, members) in &cohorts.strata {
        let last = members.end - 1;
        // Without never treated units the last cohort compares, up to its opening.
        let end = cohorts.list[last].opening.unwrap_or(grid.periods);
        let (used, late): (Vec<usize>, Vec<usize>) = cohorts.present.iter().partition(|t| **t < end);
        let rows = |list: &[usize]| -> usize {
            list.iter()
                .flat_map(|t| &cohorts.rows[t * n + positions.start..t * n + positions.end])
                .map(|r| *r as usize)
                .sum()
        };
        if !late.is_empty() && members.len() > 1 {
            let names =
                format!("periods from {}, when the last cohort opens: nobody is untreated", grid.period(end));
            ledger.leave_out(&names, rows(&late), Vec::new());
        }
        if members.len() < 2 {
            ledger.leave_out("nobody to compare with", rows(&cohorts.present), Vec::new());
            continue;
        }
        let control = fit_cohort(cohorts, &cohorts.list[last].range, &used, grid.periods, &mut out.influence);
        let mut coefficients = 0;
        for cohort in members.start..last {
            let Some(opening) = cohorts.list[cohort].opening else { continue };
            let range = cohorts.list[cohort].range.clone();
            let own = fit_cohort(cohorts, &range, &used, grid.periods, &mut out.influence);
            let base = used.iter().copied().take_while(|t| *t < opening).filter(|t| own.has(*t)).last();
            let Some(base) = base else { continue };
            for &t in used.iter().filter(|t| **t != base) {
                if !own.comparable(t, base) {
                    continue;
                }
                coefficients += 1;
                if control.comparable(t, base) {
                    let effect = own.theta[t] - own.theta[base] - (control.theta[t] - control.theta[base]);
                    let weight = range.clone().map(|i| cohorts.weight(t, i)).sum();
                    let control = cohorts.list[last].range.clone();
                    out.cells.push(Cell { cohort, opening, t, base, effect, weight, control });
                }
            }
        }
        out.rows += rows(&used);
        out.parameters += coefficients + used.len();
    }
    out
}

/// A cohort's period effects.
struct CohortFit {
    theta: Vec<f64>,
    /// None when balanced: every period can be compared with every other.
    model: Option<TwoWay>,
}

impl CohortFit {
    fn has(&self, t: usize) -> bool {
        self.comparable(t, t)
    }

    fn comparable(&self, a: usize, b: usize) -> bool {
        self.model.as_ref().is_none_or(|m| m.solvable() && m.comparable(a, b))
    }
}

/// Two-way fit of a cohort over the used periods; writes its series' influence on θ.
fn fit_cohort(
    cohorts: &Cohorts,
    range: &Range<usize>,
    used: &[usize],
    periods: usize,
    influence: &mut [f64],
) -> CohortFit {
    let n = cohorts.n;
    if cohorts.w.is_none() {
        return balanced(cohorts, range, used, periods, influence);
    }
    let mut w = vec![0.0; range.len() * periods];
    let mut y = vec![0.0; range.len() * periods];
    for (local, i) in range.clone().enumerate() {
        for &t in used {
            w[local * periods + t] = cohorts.weight(t, i);
            y[local * periods + t] = cohorts.period(t)[i];
        }
    }
    let model = TwoWay::new(w, periods);
    let (series, theta) = model.fit(&y);
    let mut score = vec![0.0; periods];
    for (local, i) in range.clone().enumerate() {
        for (t, w) in model.row(local).iter().enumerate() {
            score[t] = if *w > 0.0 { w * (y[local * periods + t] - series[local] - theta[t]) } else { 0.0 };
        }
        for (t, x) in model.solve(&score).into_iter().enumerate() {
            influence[t * n + i] = x;
        }
    }
    CohortFit { theta, model: Some(model) }
}

/// The balanced, unweighted case: means, and two-way residuals over the number of series.
fn balanced(
    cohorts: &Cohorts,
    range: &Range<usize>,
    used: &[usize],
    periods: usize,
    influence: &mut [f64],
) -> CohortFit {
    let (n, size) = (cohorts.n, range.len() as f64);
    let mut theta = vec![0.0; periods];
    let mut level = vec![0.0; range.len()];
    for &t in used {
        let y = &cohorts.period(t)[range.clone()];
        theta[t] = y.iter().sum::<f64>() / size;
        level.iter_mut().zip(y).for_each(|(l, y)| *l += (y - theta[t]) / used.len() as f64);
    }
    for &t in used {
        for ((i, y), level) in range.clone().zip(&cohorts.period(t)[range.clone()]).zip(&level) {
            influence[t * n + i] = (y - theta[t] - level) / size;
        }
    }
    CohortFit { theta, model: None }
}

#[cfg(test)]
#[path = "sun_abraham_tests.rs"]
mod tests;
