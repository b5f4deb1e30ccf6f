//! Event study: two-way fixed effects with a term per bin of event time, and the joint test of the pre-periods.
//!
//! **Bins.** floor(periods since the opening / width); −1, the last bin before the opening, is the
//! reference; units never treated carry no bin. `--window A:B` collects the rest in the end bins.
//! Without never-treated units one more bin can't be told apart: the earliest is given up.
//! **Test.** Wald χ² = b'V⁻¹b over all bins before −1, p from χ²(number of bins).
//! **Label** and **source**: as [`crate::twfe`]; Sun & Abraham (2021) on what the bins mix.

use nalgebra::{DMatrix, DVector};

use crate::grid::{Grid, Ledger};
use crate::inference::chi_squared_p;
use crate::refusal::Refusal;
use crate::result::{Estimation, finite};
use crate::run::{blank, not_estimable};
use crate::specification::{Specification, Variance};
use crate::twfe::{add_terms, conclude, without_always_treated};
use crate::two_way::Design;
use crate::two_way::solve::{Fit, fit, neutral};

/// Estimates.
///
/// # Errors
/// Bins narrower than the panel's periods.
pub fn estimate(spec: &Specification, grid: &Grid, mut ledger: Ledger) -> Result<Estimation, Refusal> {
    let months = grid.frequency.months();
    let width = spec.bins.map_or(months, crate::specification::Bins::months);
    if width < months {
        return Err(Refusal::Incompatible(format!(
            "bins of {width} months in a panel by {months} months; choose wider --bins"
        )));
    }
    let width = width / months;
    let grid = &without_always_treated(spec, grid, &mut ledger);
    let bin = |s: usize, p: usize| -> Option<i32> {
        let bin = (p as i32 - grid.series[s].opening?).div_euclid(width);
        Some(spec.window.map_or(bin, |w| bin.clamp(w.first, w.last)))
    };
    let mut bins: Vec<i32> = Vec::new();
    for s in 0..grid.series.len() {
        for p in (0..grid.periods).filter(|p| grid.e(s)[*p] > 0.0) {
            if let Some(b) = bin(s, p).filter(|b| !bins.contains(b)) {
                bins.push(b);
            }
        }
    }
    // Latest first, so that of two that can't be told apart the earliest is given up.
    bins.retain(|b| *b != -1);
    bins.sort_unstable_by(|a, b| b.cmp(a));
    let lowest = bins.iter().copied().min().unwrap_or(0);
    let mut place = vec![usize::MAX; bins.iter().max().map_or(0, |m| (m - lowest) as usize + 1)];
    bins.iter().enumerate().for_each(|(i, b)| place[(b - lowest) as usize] = i);
    let cell = |s: usize, p: usize| -> Vec<usize> {
        bin(s, p).filter(|b| *b != -1).map(|b| place[(b - lowest) as usize]).into_iter().collect()
    };
    let names = bins.iter().map(|b| format!("event:{b}")).collect();
    let design = Design::new(grid, spec.family(), names, cell, &mut ledger);
    let Some(fitted) = fit(&design, neutral(&design)).filter(|f| !f.kept.is_empty()) else {
        return Ok(not_estimable(
            spec,
            ledger,
            "no bin can be told apart from the effects of units and periods",
        ));
    };
    let mut out = blank(spec, ledger);
    add_terms(spec, &design, &fitted, &mut out);
    test_pre_periods(spec, &design, &fitted, &bins, &mut out);
    out.estimates.reverse();
    conclude(&design, &mut out);
    let first_after = out.term("event:0").and_then(|e| e.se);
    out.diagnostics.minimum_detectable = first_after.and_then(|se| finite(2.8 * se));
    out.warnings
        .push("two-way fixed effects can be biased when effects grow; compare with imputation".to_owned());
    Ok(out)
}

/// The joint Wald test of the bins before the reference.
fn test_pre_periods(spec: &Specification, design: &Design, fitted: &Fit, bins: &[i32], out: &mut Estimation) {
    let pre: Vec<usize> = (0..fitted.kept.len()).filter(|i| bins[fitted.kept[*i]] < -1).collect();
    let Some(v) = fitted.covariance(design, spec.variance()).filter(|_| !pre.is_empty()) else { return };
    if pre.len() >= design.clusters && spec.variance() != Variance::Model {
        out.warnings.push(format!(
            "no joint test of the pre-periods: {} bins want more than {} clusters; choose wider --bins or a --window",
            pre.len(),
            design.clusters
        ));
        return;
    }
    let b = DVector::from_fn(pre.len(), |i, _| fitted.effects.beta[fitted.kept[pre[i]]]);
    let v = DMatrix::from_fn(pre.len(), pre.len(), |i, j| v[(pre[i], pre[j])]);
    let Some(factor) = v.cholesky() else { return };
    let wald = b.dot(&factor.solve(&b));
    out.diagnostics.wald = finite(wald);
    out.diagnostics.wald_df = Some(pre.len() as f64);
    out.diagnostics.wald_p = chi_squared_p(wald, pre.len());
    if pre.len() * 3 > design.clusters {
        out.warnings
            .push("the joint test rejects too easily with so many bins for so few clusters".to_owned());
    }
}
