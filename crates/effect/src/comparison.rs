//! What the estimators that compare averages share: terms on the linear scale, the rules on few clusters and
//! small cohorts, the names of strata. No formulas of their own here.

use std::collections::BTreeMap;

use crate::grid::{Grid, list};
use crate::inference::{Reference, describe_only, term};
use crate::result::{Estimate, Estimation, Scale, Status, finite};
use crate::specification::Specification;

/// A term on the linear scale. Where nothing varies there is no standard error, and the note says so; `size` is
/// the largest outcome, against which rounding is told from variation.
pub(crate) fn linear(
    name: String,
    estimate: f64,
    se: f64,
    size: f64,
    reference: Reference,
    note: Option<String>,
) -> Estimate {
    let se = if se > 1e-13 * size { se } else { 0.0 };
    let mut out = term(name, estimate, se, reference, Scale::Linear);
    let nothing = || Some("no standard error: nothing varies in this comparison".to_owned());
    out.note = if out.se.is_none() { nothing() } else { note };
    out
}

/// The event-time bin of a period: `--bins` wide, by default the panel's own period; the opening starts bin 0.
pub(crate) fn event_bin(grid: &Grid, spec: &Specification, t: usize, opening: usize) -> i32 {
    let number = |x: usize| i32::try_from(x).unwrap_or(i32::MAX);
    let width = spec.bins.map_or(1, |b| (b.months() / grid.frequency.months()).max(1));
    (number(t) - number(opening)).div_euclid(width)
}

/// The largest absolute outcome.
pub(crate) fn size(outcome: &[f64]) -> f64 {
    outcome.iter().filter(|y| y.is_finite()).fold(0.0, |m: f64, y| m.max(y.abs()))
}

/// The rules on few clusters: weak under 20 in all or 10 treated, no interval under 6 of either; and the smallest
/// effect that could have been found. `advice` ends the warning of a weak answer.
pub(crate) fn few_clusters(out: &mut Estimation, clusters: usize, treated: usize, advice: &str) {
    out.clusters = clusters;
    out.status = Status::Ok;
    if clusters < 6 || treated < 6 {
        out.estimates.iter_mut().for_each(describe_only);
        out.status = Status::Weak;
        out.warnings.push(format!(
            "descriptive only: {treated} treated of {clusters} clusters, 6 are needed for an interval"
        ));
    } else if clusters < 20 || treated < 10 {
        out.status = Status::Weak;
        out.warnings.push(format!(
            "weak: {treated} treated of {clusters} clusters; clustered errors tend to be too small{advice}"
        ));
    }
    out.diagnostics.minimum_detectable =
        out.estimates.first().and_then(|e| e.se).and_then(|s| finite(2.8 * s));
}

/// `2006 (1 unit), 2009 (2 units)`: cohorts too small to vary, as a warning.
pub(crate) fn small_cohorts(grid: &Grid, small: &[(usize, usize)]) -> Option<String> {
    let names: Vec<String> = small
        .iter()
        .map(|(g, n)| format!("{} ({n} unit{})", grid.period(*g), if *n == 1 { "" } else { "s" }))
        .collect();
    (!names.is_empty()).then(|| {
        format!("cohorts of one or two units, whose own standard errors are too small: {}", list(&names))
    })
}

/// Note for a term that rests on a cohort of one or two units.
pub(crate) fn small_note(units: usize) -> Option<String> {
    match units {
        1 => Some("one unit: its own variation is not in the standard error".to_owned()),
        2 => Some("two units: the standard error is too small".to_owned()),
        _ => None,
    }
}

/// Names of the `--by` terms with the strata they cover: each level when there are several columns, then each
/// combination.
pub(crate) fn strata(grid: &Grid) -> Vec<(String, Vec<usize>)> {
    if grid.by.is_empty() {
        return Vec::new();
    }
    let mut terms: Vec<(String, Vec<usize>)> = Vec::new();
    if grid.by.len() > 1 {
        for (k, column) in grid.by.iter().enumerate() {
            let mut levels: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
            for (s, stratum) in grid.strata.iter().enumerate() {
                levels.entry(&stratum.levels[k]).or_default().push(s);
            }
            terms.extend(levels.into_iter().map(|(level, s)| (format!("{column}={level}"), s)));
        }
    }
    terms.extend((0..grid.strata.len()).map(|s| (grid.stratum_name(s), vec![s])));
    terms
}
