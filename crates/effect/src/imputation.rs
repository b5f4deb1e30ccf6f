//! Poisson imputation: the headline estimator.
//!
//! **Model.** log E[Y] = log(exposure) + α(unit×group) + γ(period×group), fitted by Poisson maximum
//! likelihood on untreated cells only: units never treated, and the others before they open.
//! **Estimate.** log ratio = log(Σ observed / Σ expected) over treated cells; overall, by group, unit,
//! event time and calendar time. **Standard error.** Leave-one-cluster-out jackknife with every refit
//! done: se² = (G−1)/G · Σ (θ₍g₎ − θ̄)², interval by t(G−1). `--variance cluster` is the sandwich:
//! `se² = G/(G−1) · Σ ψ², ψ = (O_g − R·E_g)/O − ∂logE/∂γ' S⁻ s_g`.
//! **A unit alone** can't be left out of itself: its own noise is quasi-Poisson with the dispersion
//! and autocorrelation of its months before the opening, (1/O + 1/Y)·φ·(1+ρ)/(1−ρ), and the
//! uncertainty of the common periods is the jackknife over the others.
//! **Shapes.** The grid is series × periods; time is O(cells) per refit.
//! **Sources.** Wooldridge (2023), Econometrics Journal 26(3); Borusyak, Jaravel & Spiess (2024),
//! Review of Economic Studies 91(6); Efron & Stein (1981) for the jackknife.

mod batch;
mod fit;
mod jackknife;
mod report;
mod sandwich;
#[cfg(test)]
mod tests;

use crate::grid::{Grid, Ledger, list};
use crate::refusal::Refusal;
use crate::result::{Diagnostics, Estimation, Scale, Sensitivity, Status, finite};
use crate::specification::{Specification, Variance};

use fit::{Masked, Problem};
use jackknife::{Fitted, Refit, Sums};
use report::{Spread, Terms};

/// Every stratum fitted, with the clusters' places in it.
#[derive(Debug)]
struct Model {
    strata: Vec<Fitted>,
    /// Stratum in the grid of each.
    stratum: Vec<usize>,
    /// Grid clusters that contribute.
    clusters: Vec<usize>,
    /// Per contributing cluster and stratum: places of its series.
    places: Vec<Vec<Vec<usize>>>,
}

/// Estimates.
///
/// # Errors
/// None at present; the signature is shared by all estimators.
pub fn estimate(spec: &Specification, grid: &Grid, ledger: Ledger) -> Result<Estimation, Refusal> {
    let single = single_before(grid);
    let mut answer = estimate_once(spec, grid, ledger);
    if single.iter().any(|s| *s) && answer.status != Status::NotEstimable {
        let names: Vec<String> = single
            .iter()
            .enumerate()
            .filter(|(_, s)| **s)
            .map(|(s, _)| grid.units[grid.series[s].unit].clone())
            .collect();
        let keep: Vec<bool> = single.iter().map(|s| !s).collect();
        let without = estimate_once(spec, &grid.retain(&keep), Ledger::default());
        answer.warnings.push(format!(
            "kept with a single period before the opening: {}; see the sensitivity without",
            list(&names)
        ));
        if let Some(overall) = without.term("overall") {
            answer.sensitivity.push(Sensitivity {
                what: "without units that have a single period before the opening".to_owned(),
                estimate: overall.clone(),
            });
        }
    }
    Ok(answer)
}

/// The overall log ratio alone, without any standard error.
pub(crate) fn overall(grid: &Grid) -> Option<f64> {
    let (mut observed, mut expected) = (0.0, 0.0);
    for stratum in &grid.strata {
        let series: Vec<usize> = stratum.series.clone().collect();
        let (problem, _) = Problem::new(grid, &series);
        if let Some((o, e)) = jackknife::totals(&problem) {
            observed += o;
            expected += e;
        }
    }
    (observed > 0.0 && expected > 0.0).then(|| (observed / expected).ln())
}

/// Treated series with one untreated cell.
fn single_before(grid: &Grid) -> Vec<bool> {
    let single = |s: usize| {
        let pre = grid.series[s].pre;
        pre < grid.periods && grid.e(s)[..pre].iter().filter(|e| **e > 0.0).count() == 1
    };
    (0..grid.series.len()).map(single).collect()
}

fn estimate_once(spec: &Specification, grid: &Grid, mut ledger: Ledger) -> Estimation {
    let model = Model::new(grid, &mut ledger);
    let mut answer = Estimation {
        estimator: spec.estimator,
        specification: spec.to_string(),
        scale: Scale::Log,
        status: Status::Ok,
        clusters: model.clusters.len(),
        df: model.clusters.len().checked_sub(1).filter(|df| *df > 0),
        estimates: Vec::new(),
        diagnostics: Diagnostics::default(),
        sensitivity: Vec::new(),
        comparisons: Vec::new(),
        checks: Vec::new(),
        curves: Vec::new(),
        rows: ledger.rows,
        warnings: ledger.warnings,
    };
    if model.strata.is_empty() {
        answer.rows.used = 0;
        answer.status = Status::NotEstimable;
        answer.warnings.push(
            "not estimable: no treated cell can be compared with untreated ones (see the dropped rows for the reasons)".to_owned(),
        );
        return answer;
    }
    let terms = Terms::new(grid, &model);
    let (spread, units) = if spec.variance() == Variance::Cluster {
        (sandwich::spread(&model, &terms), report::UnitSpread::default())
    } else {
        leave_out(grid, &model, &terms, &mut answer.warnings)
    };
    report::fill(grid, &model, &terms, &spread, &units, &mut answer);
    answer.diagnostics.minimum_detectable =
        answer.term("overall").and_then(|e| e.se).and_then(|se| finite(2.8 * se));
    answer
}

impl Model {
    fn new(grid: &Grid, ledger: &mut Ledger) -> Self {
        let mut model =
            Self { strata: Vec::new(), stratum: Vec::new(), clusters: Vec::new(), places: Vec::new() };
        let mut used = 0;
        for (index, stratum) in grid.strata.iter().enumerate() {
            let series: Vec<usize> = stratum.series.clone().collect();
            let (problem, masked) = Problem::new(grid, &series);
            note(grid, &masked, ledger);
            let rows: usize = problem.series.iter().map(|s| grid.rows_of(*s)).sum::<usize>()
                - cells(grid, &masked.nobody_untreated)
                - cells(grid, &masked.empty_period)
                - cells(grid, &masked.unconnected);
            let treated = (0..problem.series.len()).any(|i| {
                problem.e[i * problem.t + problem.pre[i]..(i + 1) * problem.t].iter().any(|e| *e > 0.0)
            });
            let name =
                if grid.by.is_empty() { String::new() } else { format!(" in {}", grid.stratum_name(index)) };
            if !treated {
                ledger.leave_out(&format!("no treated cells{name}"), rows, Vec::new());
            } else if let Some(fitted) = Fitted::new(problem) {
                used += rows;
                model.strata.push(fitted);
                model.stratum.push(index);
            } else {
                ledger.leave_out(&format!("the fit has no maximum: too few events{name}"), rows, Vec::new());
            }
        }
        ledger.rows.used = used;
        let mut present = vec![false; grid.clusters.len()];
        for fitted in &model.strata {
            for s in &fitted.problem.series {
                present[grid.series[*s].cluster] = true;
            }
        }
        model.clusters = (0..present.len()).filter(|c| present[*c]).collect();
        let mut rank = vec![usize::MAX; present.len()];
        for (i, c) in model.clusters.iter().enumerate() {
            rank[*c] = i;
        }
        model.places = vec![vec![Vec::new(); model.strata.len()]; model.clusters.len()];
        for (k, fitted) in model.strata.iter().enumerate() {
            for (i, s) in fitted.problem.series.iter().enumerate() {
                model.places[rank[grid.series[*s].cluster]][k].push(i);
            }
        }
        model
    }
}

fn cells(grid: &Grid, list: &[(usize, usize)]) -> usize {
    list.iter().map(|(s, t)| grid.rows_in(s * grid.periods + t)).sum()
}

/// Lists what was masked, with reason and units.
fn note(grid: &Grid, masked: &Masked, ledger: &mut Ledger) {
    let name = |s: &usize| grid.units[grid.series[*s].unit].clone();
    for (reason, series) in [
        ("treated from the first period", &masked.always_treated),
        ("no events before the opening: can't be estimated", &masked.no_events_before),
        ("no events", &masked.no_events),
    ] {
        let count = series.iter().map(|s| grid.rows_of(*s)).sum();
        ledger.leave_out(reason, count, series.iter().map(name).collect());
    }
    for (reason, list) in [
        ("periods in which nobody is untreated", &masked.nobody_untreated),
        ("periods without any event among the untreated", &masked.empty_period),
        ("no chain of comparisons reaches the untreated", &masked.unconnected),
    ] {
        ledger.leave_out(reason, cells(grid, list), list.iter().map(|(s, _)| name(s)).collect());
    }
}

/// The jackknife: replicates of every term, and the units' share of the periods' uncertainty.
fn leave_out(
    grid: &Grid,
    model: &Model,
    terms: &Terms,
    warnings: &mut Vec<String>,
) -> (Spread, report::UnitSpread) {
    let mut spread = Spread::new(terms);
    let mut units = report::UnitSpread::new(grid, model);
    let (mut repeated, mut impossible) = (0, 0);
    // Refits of each stratum, for the clusters that have series in it.
    let mut prepared: Vec<Vec<Option<Refit>>> = Vec::with_capacity(model.strata.len());
    for (k, fitted) in model.strata.iter().enumerate() {
        let groups: Vec<&[usize]> =
            model.places.iter().map(|p| p[k].as_slice()).filter(|p| fitted.leaves_some(p)).collect();
        prepared.push(fitted.without_each(grid, &groups));
    }
    let mut next: Vec<_> = prepared.into_iter().map(Vec::into_iter).collect();
    for (g, &cluster) in model.clusters.iter().enumerate() {
        let mut refits: Vec<Option<Refit>> = Vec::with_capacity(model.strata.len());
        let mut failed = false;
        for (k, fitted) in model.strata.iter().enumerate() {
            let out = &model.places[g][k];
            if fitted.leaves_some(out) {
                let refit = next[k].next().flatten();
                failed |= refit.is_none();
                refits.push(refit);
            } else if out.is_empty() {
                refits.push(None);
            } else {
                refits.push(Some(Refit {
                    sums: Sums::zero(grid.periods),
                    expected: vec![f64::NAN; out.len()],
                    repeated: true,
                }));
            }
        }
        if failed {
            impossible += 1;
            spread.fail();
            continue;
        }
        repeated += usize::from(refits.iter().flatten().any(|r| r.repeated));
        let sums: Vec<&Sums> =
            refits.iter().zip(&model.strata).map(|(r, f)| r.as_ref().map_or(&f.sums, |r| &r.sums)).collect();
        spread.add(terms, &sums);
        units.add(grid, model, cluster, &refits);
    }
    if repeated > 0 {
        warnings.push(format!(
            "in {repeated} of {} refits of the jackknife the comparison changed (a period or a chain hangs on one cluster)",
            model.clusters.len()
        ));
    }
    if impossible > 0 {
        warnings
            .push(format!("{impossible} refits of the jackknife could not be done; there is no interval"));
    }
    (spread, units)
}
