//! Two-way fixed effects: one number for "treated", or any number of 0/1 terms.
//!
//! **Model** and **fit**: [`crate::two_way`]. The term is `after the opening`, or the columns of
//! `--terms`. **Interval**: t(G−1). **Label**: can be biased when effects grow, because units treated
//! earlier serve as comparison for later ones; imputation and group-time effects can't.
//! **Source.** Goodman-Bacon (2021), Journal of Econometrics 225(2); `MacKinnon`, Nielsen & Webb (2023)
//! for CRV1 and CRV3.

use crate::comparison::few_clusters;
use crate::grid::{Grid, Ledger};
use crate::inference::{Reference, describe_only, term};
use crate::refusal::Refusal;
use crate::result::{Estimation, Scale, finite};
use crate::run::{blank, not_estimable};
use crate::specification::{Family, Specification, Variance};
use crate::two_way::Design;
use crate::two_way::solve::{Fit, fit, neutral};
use crate::two_way::wild::wild;

/// Estimates.
///
/// # Errors
/// None at present; the signature is shared by all estimators.
pub fn estimate(spec: &Specification, grid: &Grid, mut ledger: Ledger) -> Result<Estimation, Refusal> {
    let grid = &without_always_treated(spec, grid, &mut ledger);
    let names = if spec.terms.is_empty() { vec!["overall".to_owned()] } else { spec.terms.clone() };
    let treated = |s: usize, p: usize| p >= grid.series[s].pre;
    let cell_terms = |s: usize, p: usize| -> Vec<usize> {
        if spec.terms.is_empty() {
            return if treated(s, p) { vec![0] } else { Vec::new() };
        }
        (0..grid.terms.len()).filter(|k| grid.terms[*k][s * grid.periods + p]).collect()
    };
    let design = Design::new(grid, spec.family(), names, cell_terms, &mut ledger);
    let Some(first) = fit(&design, neutral(&design)).filter(|f| !f.kept.is_empty()) else {
        return Ok(not_estimable(
            spec,
            ledger,
            "the term can't be told apart from the effects of units and periods, or has no events",
        ));
    };
    let mut out = blank(spec, Ledger::default());
    add_terms(spec, &design, &first, &mut out);
    if spec.variance() == Variance::Bootstrap {
        bootstrap(spec, &design, &mut out);
    }
    if spec.terms.is_empty() {
        for part in groups(grid) {
            let mut quiet = Ledger::default();
            let cell = |s: usize, p: usize| {
                if treated(s, p) {
                    part.iter()
                        .position(|(_, strata)| strata.contains(&grid.series[s].stratum))
                        .into_iter()
                        .collect()
                } else {
                    Vec::new()
                }
            };
            let names = part.iter().map(|(n, _)| n.clone()).collect();
            let split = Design::new(grid, spec.family(), names, cell, &mut quiet);
            if let Some(fitted) = fit(&split, first.start_for(&split)) {
                add_terms(spec, &split, &fitted, &mut out);
            }
        }
    }
    (out.rows, out.warnings) = (ledger.rows, ledger.warnings);
    conclude(&design, &mut out);
    out.warnings
        .push("two-way fixed effects can be biased when effects grow; compare with imputation".to_owned());
    Ok(out)
}

/// Replaces interval and p-value of a single term by the wild cluster bootstrap's.
fn bootstrap(spec: &Specification, design: &Design, out: &mut Estimation) {
    let [only] = out.estimates.as_mut_slice() else {
        out.warnings.push("the wild bootstrap takes one term; these intervals are clustered".to_owned());
        return;
    };
    let (Some(estimate), Some(se)) = (only.estimate, only.se) else { return };
    let Some(answer) = wild(design, estimate, se, spec.draws, spec.seed) else { return };
    describe_only(only);
    only.p = finite(answer.p);
    let exp = |x: Option<f64>| x.filter(|_| spec.family() == Family::Poisson).map(f64::exp).and_then(finite);
    only.lower = answer.interval.map(|i| i.0);
    only.upper = answer.interval.map(|i| i.1);
    (only.ratio_lower, only.ratio_upper) = (exp(only.lower), exp(only.upper));
    let points = if design.clusters < 12 { "Webb" } else { "±1" };
    only.note = Some(format!(
        "interval and p by restricted wild cluster bootstrap, {} draws, {points} weights",
        spec.draws
    ));
}

/// Levels of each `--by` column, then (with several columns) the combinations: names and strata.
fn groups(grid: &Grid) -> Vec<Vec<(String, Vec<usize>)>> {
    let mut parts = Vec::new();
    for (b, by) in grid.by.iter().enumerate() {
        let mut levels: Vec<&String> = grid.strata.iter().map(|s| &s.levels[b]).collect();
        levels.sort();
        levels.dedup();
        let strata =
            |level: &String| (0..grid.strata.len()).filter(|s| &grid.strata[*s].levels[b] == level).collect();
        parts.push(levels.into_iter().map(|l| (format!("{by}={l}"), strata(l))).collect());
    }
    if grid.by.len() > 1 {
        parts.push((0..grid.strata.len()).map(|s| (grid.stratum_name(s), vec![s])).collect());
    }
    parts
}

/// Series without an untreated cell are left out, listed.
pub(crate) fn without_always_treated(spec: &Specification, grid: &Grid, ledger: &mut Ledger) -> Grid {
    if !spec.terms.is_empty() {
        return grid.clone();
    }
    let keep: Vec<bool> =
        (0..grid.series.len()).map(|s| grid.e(s)[..grid.series[s].pre].iter().any(|e| *e > 0.0)).collect();
    if keep.iter().all(|k| *k) {
        return grid.clone();
    }
    for s in (0..keep.len()).filter(|s| !keep[*s]) {
        let name = grid.units[grid.series[s].unit].clone();
        ledger.leave_out("treated from the first period", grid.rows_of(s), vec![name]);
    }
    grid.retain(&keep)
}

/// Adds every term with its interval.
pub(crate) fn add_terms(spec: &Specification, design: &Design, fitted: &Fit, out: &mut Estimation) {
    let variance = if spec.variance() == Variance::Bootstrap { Variance::Cluster } else { spec.variance() };
    let covariance = fitted.covariance(design, variance);
    let scale = if spec.family() == Family::Poisson { Scale::Log } else { Scale::Linear };
    let reference = Reference::T(design.clusters.saturating_sub(1));
    for (j, name) in design.names.iter().enumerate() {
        let place = fitted.kept.iter().position(|k| *k == j);
        let estimate = place.map_or(f64::NAN, |_| fitted.effects.beta[j]);
        let se = place.and_then(|i| Some(covariance.as_ref()?[(i, i)].sqrt())).unwrap_or(f64::NAN);
        let mut one = term(name.clone(), estimate, se, reference, scale);
        if place.is_none() {
            one.note = Some("not estimable: explained by the effects of units and periods".to_owned());
        }
        out.estimates.push(one);
    }
}

/// Degrees of freedom, and the rules on few clusters.
pub(crate) fn conclude(design: &Design, out: &mut Estimation) {
    out.df = design.clusters.checked_sub(1).filter(|df| *df > 0);
    few_clusters(out, design.clusters, design.treated, ", --variance bootstrap is safer");
}
