//! From fits and refits to terms, curves and warnings.

use crate::grid::Grid;
use crate::inference::{Reference, chi_squared_p, describe_only, f_p, holm, term};
use crate::result::{Comparison, Curve, CurvePoint, Estimate, Estimation, Scale, Status, finite};
use crate::vector::dot;

use super::Model;
use super::jackknife::{Refit, Sums};

/// Under so many treated clusters, or clusters in all, an estimate only describes.
const DESCRIPTIVE: usize = 6;

/// What a term adds up.
#[derive(Clone, Debug)]
enum Pick {
    /// Everything treated in these fitted strata.
    Strata(Vec<usize>),
    /// One calendar period.
    Calendar(usize),
    /// One event time.
    Event(usize),
}

/// The terms of an answer, apart from single units.
#[derive(Debug)]
pub(super) struct Terms {
    picks: Vec<(String, Pick)>,
    /// Observed and expected.
    pub values: Vec<(f64, f64)>,
    /// Treated clusters behind each.
    pub clusters: Vec<usize>,
    /// Groupings to compare: name and the terms' places.
    comparisons: Vec<(String, Vec<usize>)>,
    periods: usize,
}

impl Terms {
    pub fn new(grid: &Grid, model: &Model) -> Self {
        let t = grid.periods;
        let mut picks = vec![("overall".to_owned(), Pick::Strata((0..model.strata.len()).collect()))];
        let mut comparisons = Vec::new();
        let levels = |k: usize, b: usize| &grid.strata[model.stratum[k]].levels[b];
        for (b, by) in grid.by.iter().enumerate() {
            let mut names: Vec<&String> = (0..model.strata.len()).map(|k| levels(k, b)).collect();
            names.sort();
            names.dedup();
            let from = picks.len();
            for name in names {
                let strata = (0..model.strata.len()).filter(|k| levels(*k, b) == name).collect();
                picks.push((format!("{by}={name}"), Pick::Strata(strata)));
            }
            comparisons.push((by.clone(), (from..picks.len()).collect()));
        }
        if grid.by.len() > 1 {
            let from = picks.len();
            for k in 0..model.strata.len() {
                picks.push((grid.stratum_name(model.stratum[k]), Pick::Strata(vec![k])));
            }
            comparisons.push((grid.by.join(","), (from..picks.len()).collect()));
        }
        let all: Vec<&Sums> = model.strata.iter().map(|f| &f.sums).collect();
        let any = |place: usize| all.iter().any(|s| s.expected[place] > 0.0);
        picks.extend((0..t).filter(|k| any(1 + t + k)).map(|k| (format!("event:{k}"), Pick::Event(k))));
        picks.extend(
            (0..t)
                .filter(|p| any(1 + p))
                .map(|p| (format!("calendar:{}", grid.period(p)), Pick::Calendar(p))),
        );
        let mut terms =
            Self { values: Vec::new(), clusters: vec![0; picks.len()], comparisons, periods: t, picks };
        terms.values = (0..terms.picks.len()).map(|i| terms.value(i, &all)).collect();
        for places in &model.places {
            let own = model.own_sums(places);
            let own: Vec<&Sums> = own.iter().collect();
            for i in 0..terms.picks.len() {
                terms.clusters[i] += usize::from(terms.value(i, &own).1 > 0.0);
            }
        }
        terms
    }

    pub fn len(&self) -> usize {
        self.picks.len()
    }

    /// Observed and expected of a term in given sums by stratum.
    pub fn value(&self, term: usize, sums: &[&Sums]) -> (f64, f64) {
        let add = |strata: &mut dyn Iterator<Item = &Sums>, place: usize| {
            strata.fold((0.0, 0.0), |(o, e), s| (o + s.observed[place], e + s.expected[place]))
        };
        match &self.picks[term].1 {
            Pick::Strata(list) => add(&mut list.iter().map(|k| sums[*k]), 0),
            Pick::Calendar(p) => add(&mut sums.iter().copied(), 1 + p),
            Pick::Event(k) => add(&mut sums.iter().copied(), 1 + self.periods + k),
        }
    }

    /// Strata and place in [`Sums`] of a term.
    pub fn place(&self, term: usize) -> (Option<&[usize]>, usize) {
        match &self.picks[term].1 {
            Pick::Strata(list) => (Some(list), 0),
            Pick::Calendar(p) => (None, 1 + p),
            Pick::Event(k) => (None, 1 + self.periods + k),
        }
    }
}

impl Model {
    /// Sums of one cluster's own treated cells, by stratum.
    pub(super) fn own_sums(&self, places: &[Vec<usize>]) -> Vec<Sums> {
        let own = |(k, list): (usize, &Vec<usize>)| self.strata[k].own_sums(list);
        places.iter().enumerate().map(own).collect()
    }
}

/// How each term varies over the clusters: replicates, or influences.
#[derive(Debug)]
pub(super) struct Spread {
    /// Clusters × terms.
    pub draws: Vec<f64>,
    pub terms: usize,
    pub kind: Kind,
    failed: bool,
}

/// What the draws are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Log ratios with one cluster left out.
    Replicates,
    /// Contributions to the estimate's error.
    Influences,
}

impl Spread {
    pub fn new(terms: &Terms) -> Self {
        Self { draws: Vec::new(), terms: terms.len(), kind: Kind::Replicates, failed: false }
    }

    pub fn fail(&mut self) {
        self.failed = true;
    }

    pub fn add(&mut self, terms: &Terms, sums: &[&Sums]) {
        for i in 0..self.terms {
            let (o, e) = terms.value(i, sums);
            self.draws.push(if o > 0.0 && e > 0.0 { (o / e).ln() } else { f64::NAN });
        }
    }

    /// Covariance of two terms' log ratios; NaN when a refit is missing.
    pub fn covariance(&self, a: usize, b: usize) -> f64 {
        let g = self.draws.len() / self.terms.max(1);
        if self.failed || g < 2 {
            return f64::NAN;
        }
        let column = |i: usize| self.draws.iter().skip(i).step_by(self.terms).copied();
        let n = g as f64;
        match self.kind {
            Kind::Replicates => {
                let (ma, mb) = (column(a).sum::<f64>() / n, column(b).sum::<f64>() / n);
                (n - 1.0) / n * column(a).zip(column(b)).map(|(x, y)| (x - ma) * (y - mb)).sum::<f64>()
            }
            Kind::Influences => n / (n - 1.0) * column(a).zip(column(b)).map(|(x, y)| x * y).sum::<f64>(),
        }
    }
}

/// How the units' expected events vary when *other* clusters are left out.
#[derive(Debug, Default)]
pub(super) struct UnitSpread {
    base: Vec<f64>,
    cluster: Vec<usize>,
    count: Vec<f64>,
    sum: Vec<f64>,
    squares: Vec<f64>,
}

impl UnitSpread {
    pub fn new(grid: &Grid, model: &Model) -> Self {
        let n = grid.units.len();
        let mut spread = Self {
            base: vec![0.0; n],
            cluster: vec![usize::MAX; n],
            count: vec![0.0; n],
            sum: vec![0.0; n],
            squares: vec![0.0; n],
        };
        for fitted in &model.strata {
            for (i, s) in fitted.problem.series.iter().enumerate() {
                spread.base[grid.series[*s].unit] += fitted.expected[i];
                spread.cluster[grid.series[*s].unit] = grid.series[*s].cluster;
            }
        }
        spread
    }

    pub fn add(&mut self, grid: &Grid, model: &Model, cluster: usize, refits: &[Option<Refit>]) {
        let mut change = vec![0.0; self.base.len()];
        for (refit, fitted) in refits.iter().zip(&model.strata) {
            let Some(refit) = refit else { continue };
            for (i, s) in fitted.problem.series.iter().enumerate() {
                change[grid.series[*s].unit] += refit.expected[i] - fitted.expected[i];
            }
        }
        for u in (0..change.len()).filter(|u| self.base[*u] > 0.0 && self.cluster[*u] != cluster) {
            let x = (change[u] / self.base[u]).ln_1p();
            if x.is_finite() {
                self.count[u] += 1.0;
                self.sum[u] += x;
                self.squares[u] += x * x;
            }
        }
    }

    /// Jackknife variance of log expected from the periods; 0 when not computed.
    fn variance(&self, unit: usize) -> f64 {
        let n = self.count.get(unit).copied().unwrap_or(0.0);
        if n < 2.0 {
            return 0.0;
        }
        let mean = self.sum[unit] / n;
        ((n - 1.0) / n * (self.squares[unit] - n * mean * mean)).max(0.0)
    }
}

/// Fills estimates, comparisons, curves, diagnostics, status and warnings.
pub(super) fn fill(
    grid: &Grid,
    model: &Model,
    terms: &Terms,
    spread: &Spread,
    units: &UnitSpread,
    answer: &mut Estimation,
) {
    let g = model.clusters.len();
    let reference = Reference::T(g.saturating_sub(1));
    let mut all = Vec::with_capacity(terms.len());
    for i in 0..terms.len() {
        let (observed, expected) = terms.values[i];
        let theta = if observed > 0.0 && expected > 0.0 { (observed / expected).ln() } else { f64::NAN };
        let treated = terms.clusters[i];
        let se = if treated < 2 || g < 2 { f64::NAN } else { spread.covariance(i, i).sqrt() };
        let mut estimate = term(terms.picks[i].0.clone(), theta, se, reference, Scale::Log);
        (estimate.observed, estimate.expected) = (finite(observed), finite(expected));
        if observed == 0.0 {
            estimate.note = Some("no events: can't be estimated".to_owned());
        } else if treated < DESCRIPTIVE || g < DESCRIPTIVE {
            describe_only(&mut estimate);
            estimate.note = Some(format!("descriptive only: {treated} treated of {g} clusters"));
        } else if treated < 10 || g < 20 {
            estimate.note = Some(format!("weak: {treated} treated of {g} clusters"));
        }
        all.push(estimate);
    }
    let overall = &all[0];
    if terms.values[0].0 == 0.0 {
        answer.status = Status::NotEstimable;
        answer.warnings.push("not estimable: no events after the opening".to_owned());
    } else if let Some(note) = &overall.note {
        answer.status = Status::Weak;
        answer.warnings.push(format!(
            "{note}; the rules ask for at least 10 treated and 20 in all (6 for any interval)"
        ));
    }
    compare(terms, spread, &all, g, answer);
    let groups = terms.picks.iter().filter(|(_, p)| matches!(p, Pick::Strata(_))).count();
    let tail = all.split_off(groups);
    answer.estimates = all;
    add_units(grid, model, units, g, answer);
    answer.estimates.extend(tail);
    pooled_diagnostics(model, answer);
    curves(grid, model, answer);
}

/// Holm's adjustment within a grouping, and the test that all its strata are alike.
fn compare(terms: &Terms, spread: &Spread, estimates: &[Estimate], g: usize, answer: &mut Estimation) {
    for (by, places) in terms.comparisons.iter().filter(|(_, p)| p.len() > 1) {
        let tested: Vec<usize> = places.iter().copied().filter(|i| estimates[*i].p.is_some()).collect();
        let p: Vec<f64> = tested.iter().filter_map(|i| estimates[*i].p).collect();
        let names = tested.iter().map(|i| estimates[*i].term.clone());
        let mut comparison = Comparison {
            by: by.clone(),
            tested: tested.len(),
            holm: names.zip(holm(&p)).collect(),
            wald: None,
            wald_df: None,
            wald_p: None,
        };
        if tested.len() > 1 {
            let last = tested[tested.len() - 1];
            let q = tested.len() - 1;
            let theta = |i: usize| estimates[i].estimate.unwrap_or(0.0);
            let difference = nalgebra::DVector::from_fn(q, |i, _| theta(tested[i]) - theta(last));
            let covariance = nalgebra::DMatrix::from_fn(q, q, |i, j| {
                let c = |a: usize, b: usize| spread.covariance(a, b);
                c(tested[i], tested[j]) - c(tested[i], last) - c(last, tested[j]) + c(last, last)
            });
            if let Some(factor) = covariance.cholesky() {
                let wald = difference.dot(&factor.solve(&difference));
                comparison.wald = finite(wald);
                comparison.wald_df = Some(q as f64);
                comparison.wald_p =
                    if g > 1 { f_p(wald / q as f64, q, g - 1) } else { chi_squared_p(wald, q) };
            }
        }
        answer.comparisons.push(comparison);
    }
}

/// Events and fit of one unit before the opening, and its treated sums.
#[derive(Clone, Debug, Default)]
struct Own {
    observed: f64,
    expected: f64,
    before: f64,
    cells_before: Vec<(f64, f64)>,
    treated: usize,
}

fn add_units(grid: &Grid, model: &Model, spread: &UnitSpread, g: usize, answer: &mut Estimation) {
    let t = grid.periods;
    let months = f64::from(grid.frequency.months());
    let mut owns = vec![Own::default(); grid.units.len()];
    for fitted in &model.strata {
        let problem = &fitted.problem;
        for (i, s) in problem.series.iter().enumerate() {
            let own = &mut owns[grid.series[*s].unit];
            own.observed += fitted.observed[i];
            own.expected += fitted.expected[i];
            own.before += problem.row[i];
            own.cells_before.resize(t, (0.0, 0.0));
            for p in 0..t {
                let e = problem.e[i * t + p];
                if e > 0.0 && p < problem.pre[i] {
                    own.cells_before[p].0 += problem.y[i * t + p];
                    own.cells_before[p].1 += e * fitted.solution.level[i] * fitted.solution.season[p];
                } else if e > 0.0 {
                    own.treated += 1;
                }
            }
        }
    }
    let mut thin = Vec::new();
    for (unit, own) in owns.iter().enumerate().filter(|(_, o)| o.expected > 0.0) {
        let name = &grid.units[unit];
        let before: Vec<Option<(f64, f64)>> =
            own.cells_before.iter().map(|c| (c.1 > 0.0).then_some(*c)).collect();
        let n = before.iter().flatten().count();
        // By month where periods are months; quarters and years are the remedy, and count as they are.
        let mean = (own.before + own.observed) / (n + own.treated) as f64;
        let mut estimate = Estimate { term: format!("unit:{name}"), ..Estimate::default() };
        if own.observed == 0.0 {
            estimate.note = Some("no events after the opening: can't be estimated".to_owned());
        } else if mean < 5.0 {
            thin.push(name.clone());
            estimate.note = Some(
                "under 5 events a period: no percentage; use quarters or the pooled estimate".to_owned(),
            );
        } else {
            let (dispersion, rho) = residuals(&before, 1);
            let own_noise =
                (1.0 / own.observed + 1.0 / own.before) * dispersion.max(1.0) * (1.0 + rho) / (1.0 - rho);
            let se = (own_noise + spread.variance(unit)).sqrt();
            let df = (n.saturating_sub(1)).min(g.saturating_sub(1));
            let theta = (own.observed / own.expected).ln();
            estimate =
                term(estimate.term, theta, if n < 3 { f64::NAN } else { se }, Reference::T(df), Scale::Log);
            let span = |k: usize| k as f64 * months;
            if span(n) < 24.0 || span(own.treated) < 12.0 {
                estimate.note = Some("weak: under 24 months before or 12 after the opening".to_owned());
            }
        }
        (estimate.observed, estimate.expected) = (finite(own.observed), finite(own.expected));
        answer.estimates.push(estimate);
    }
    if !thin.is_empty() {
        answer.warnings.push(format!(
            "under 5 events a period, so no percentage of their own (they count in the pooled estimate): {}",
            crate::grid::list(&thin)
        ));
    }
}

/// Pearson dispersion and clipped autocorrelation of (observed, fitted) in time order, `k` parameters.
fn residuals(cells: &[Option<(f64, f64)>], k: usize) -> (f64, f64) {
    let pearson: Vec<Option<f64>> = cells.iter().map(|c| c.map(|(y, mu)| (y - mu) / mu.sqrt())).collect();
    let n = pearson.iter().flatten().count();
    let squares: f64 = pearson.iter().flatten().map(|p| p * p).sum();
    if n <= k || squares == 0.0 {
        return (1.0, 0.0);
    }
    let lagged: f64 = pearson.windows(2).filter_map(|w| Some(w[0]? * w[1]?)).sum();
    (squares / (n - k) as f64, (lagged / squares + k as f64 / n as f64).clamp(0.0, 0.9))
}

fn pooled_diagnostics(model: &Model, answer: &mut Estimation) {
    let (mut squares, mut lagged, mut n, mut k) = (0.0, 0.0, 0_usize, 0_usize);
    for fitted in &model.strata {
        let problem = &fitted.problem;
        for i in 0..problem.series.len() {
            let mut last: Option<f64> = None;
            for p in 0..problem.pre[i] {
                let e = problem.e[i * problem.t + p];
                let mu = e * fitted.solution.level[i] * fitted.solution.season[p];
                let residual = (mu > 0.0).then(|| (problem.y[i * problem.t + p] - mu) / mu.sqrt());
                if let Some(r) = residual {
                    squares += r * r;
                    lagged += last.map_or(0.0, |l| l * r);
                    n += 1;
                }
                last = residual;
            }
        }
        k += problem.series.len() + problem.col.iter().filter(|c| **c > 0.0).count() - 1;
    }
    if n > k && squares > 0.0 {
        answer.diagnostics.dispersion = finite(squares / (n - k) as f64);
        answer.diagnostics.rho = finite((lagged / squares + k as f64 / n as f64).clamp(0.0, 0.9));
    }
}

/// Observed and expected by period, of all treated series together and of each unit.
fn curves(grid: &Grid, model: &Model, answer: &mut Estimation) {
    let t = grid.periods;
    let mut units: Vec<Vec<[f64; 4]>> = vec![Vec::new(); grid.units.len()];
    for fitted in &model.strata {
        let problem = &fitted.problem;
        for (i, s) in problem.series.iter().enumerate().filter(|(i, _)| fitted.expected[*i] > 0.0) {
            let curve = &mut units[grid.series[*s].unit];
            curve.resize(t, [0.0; 4]);
            for (p, point) in curve.iter_mut().enumerate() {
                let e = problem.e[i * t + p];
                let mu = e * fitted.solution.level[i] * fitted.solution.season[p];
                let treated = if p >= problem.pre[i] { mu } else { 0.0 };
                for (to, x) in point.iter_mut().zip([problem.y[i * t + p], mu, e, treated]) {
                    *to += x;
                }
            }
        }
    }
    let mut overall = vec![[0.0; 4]; t];
    for curve in &units {
        for (to, from) in overall.iter_mut().zip(curve) {
            to.iter_mut().zip(from).for_each(|(a, b)| *a += b);
        }
    }
    let labels = grid.labels();
    let draw = |name: String, values: &[[f64; 4]]| Curve {
        term: name,
        points: values
            .iter()
            .enumerate()
            .map(|(p, [y, mu, e, treated])| CurvePoint {
                period: labels[p].clone(),
                observed: (*e > 0.0).then_some(*y),
                expected: (*mu > 0.0).then_some(*mu),
                exposure: (*e > 0.0).then_some(*e),
                treated: if *mu > 0.0 { treated / mu } else { 0.0 },
            })
            .collect(),
    };
    answer.curves.push(draw("overall".to_owned(), &overall));
    let named = units.iter().enumerate().filter(|(_, c)| !c.is_empty());
    answer.curves.extend(named.map(|(u, c)| draw(format!("unit:{}", grid.units[u]), c)));
}

/// Σ a·b over periods, for the sandwich.
pub(super) fn inner(a: &[f64], b: &[f64]) -> f64 {
    dot(a, b)
}
