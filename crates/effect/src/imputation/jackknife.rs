//! All refits with one cluster left out.
//!
//! Refits are done many at once ([`batch`]). When leaving the cluster out breaks identification, or a
//! refit doesn't settle, the whole procedure is repeated on the remaining series instead.

use crate::grid::Grid;
use crate::imputation::batch;
use crate::imputation::fit::{Problem, Solution};
use crate::vector::{add_product, dot};

/// Observed and expected events of the treated cells: `[total, by period (T), by event time (T)]`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sums {
    pub observed: Vec<f64>,
    pub expected: Vec<f64>,
}

impl Sums {
    pub fn zero(periods: usize) -> Self {
        Self { observed: vec![0.0; 2 * periods + 1], expected: vec![0.0; 2 * periods + 1] }
    }
}

/// Adds the cells of one treated stretch (times `rate`, by period) to total, periods and event times.
fn spread(values: &[f64], season: &[f64], rate: f64, pre: usize, into: &mut [f64]) -> f64 {
    let periods = (into.len() - 1) / 2;
    let (total, rest) = into.split_at_mut(1);
    let (calendar, event) = rest.split_at_mut(periods);
    let sum = rate * dot(values, season);
    total[0] += sum;
    add_product(rate, values, season, &mut calendar[pre..]);
    add_product(rate, values, season, event);
    sum
}

/// Observed and expected events of all treated cells of a problem; `None` when it has no maximum.
pub(super) fn totals(problem: &Problem) -> Option<(f64, f64)> {
    let solution = problem.fit(None)?;
    let (mut observed, mut expected) = (0.0, 0.0);
    for i in 0..problem.series.len() {
        let cells = i * problem.t + problem.pre[i]..(i + 1) * problem.t;
        observed += problem.y[cells.clone()].iter().sum::<f64>();
        expected += solution.level[i] * dot(&problem.e[cells], &solution.season[problem.pre[i]..]);
    }
    Some((observed, expected))
}

/// A fitted stratum with what the refits need.
#[derive(Debug)]
pub(super) struct Fitted {
    pub problem: Problem,
    pub solution: Solution,
    pub sums: Sums,
    /// Expected events of the treated cells per series.
    pub expected: Vec<f64>,
    /// Observed events of the treated cells per series.
    pub observed: Vec<f64>,
    /// Inverse information of the periods, t × t.
    pub inverse: Vec<f64>,
    ones: Vec<f64>,
}

/// One refit of one stratum.
#[derive(Debug)]
pub(super) struct Refit {
    pub sums: Sums,
    /// Expected events per series of the full problem; NaN for those left out.
    pub expected: Vec<f64>,
    /// Whether identification broke and the whole procedure was repeated.
    pub repeated: bool,
}

impl Fitted {
    /// Fits a problem; `None` when there is no maximum.
    pub fn new(problem: Problem) -> Option<Self> {
        let solution = problem.fit(None)?;
        let inverse = problem.inverse(&solution)?;
        let n = problem.series.len();
        let ones = vec![1.0; problem.t];
        let mut fitted = Self {
            sums: Sums::zero(problem.t),
            expected: vec![0.0; n],
            observed: vec![0.0; n],
            inverse,
            ones,
            problem,
            solution,
        };
        fitted.sums.observed = fitted.observe(&(0..n).collect::<Vec<_>>());
        for i in 0..n {
            let cells = i * fitted.problem.t + fitted.problem.pre[i]..(i + 1) * fitted.problem.t;
            fitted.observed[i] = fitted.problem.y[cells].iter().sum();
        }
        let mut expected = vec![f64::NAN; n];
        fitted.sums.expected = fitted.expect(&fitted.solution.season, &mut expected);
        fitted.expected = expected;
        Some(fitted)
    }

    /// Whether leaving these series out takes some but not all.
    pub fn leaves_some(&self, out: &[usize]) -> bool {
        !out.is_empty() && out.len() < self.problem.series.len()
    }

    /// Treated cells of a series.
    pub fn treated(&self, i: usize) -> std::ops::Range<usize> {
        let t = self.problem.t;
        i * t + self.problem.pre[i]..(i + 1) * t
    }

    pub fn observe(&self, series: &[usize]) -> Vec<f64> {
        let mut sums = vec![0.0; 2 * self.problem.t + 1];
        for &i in series {
            let cells = self.treated(i);
            spread(
                &self.problem.y[cells.clone()],
                &self.ones[..cells.len()],
                1.0,
                self.problem.pre[i],
                &mut sums,
            );
        }
        sums
    }

    /// Expected sums with these period effects; fills `per_series`.
    fn expect(&self, season: &[f64], per_series: &mut [f64]) -> Vec<f64> {
        let problem = &self.problem;
        let mut sums = vec![0.0; 2 * problem.t + 1];
        for (i, own) in per_series.iter_mut().enumerate() {
            let pre = problem.pre[i];
            let level = problem.row[i] / dot(problem.untreated(i), &season[..pre]);
            *own = spread(&problem.e[self.treated(i)], &season[pre..], level, pre, &mut sums);
        }
        sums
    }

    /// Sums of some series alone, at the full fit.
    pub fn own_sums(&self, series: &[usize]) -> Sums {
        let mut sums = Sums { observed: self.observe(series), expected: vec![0.0; 2 * self.problem.t + 1] };
        for &i in series.iter().filter(|i| self.problem.pre[**i] < self.problem.t) {
            let pre = self.problem.pre[i];
            let values = &self.problem.e[self.treated(i)];
            spread(values, &self.solution.season[pre..], self.solution.level[i], pre, &mut sums.expected);
        }
        sums
    }

    /// The refits without each of some groups of series (places in the problem), in order; `None` where
    /// nothing is left to estimate.
    pub fn without_each(&self, grid: &Grid, groups: &[&[usize]]) -> Vec<Option<Refit>> {
        let mut refits: Vec<Option<Refit>> = Vec::with_capacity(groups.len());
        for chunk in groups.chunks(batch::COLUMNS) {
            let stands: Vec<&[usize]> =
                chunk.iter().copied().filter(|out| self.problem.stands_without(out)).collect();
            let mut fast = batch::refits(self, &stands).into_iter();
            for out in chunk {
                let quick = if self.problem.stands_without(out) { fast.next().flatten() } else { None };
                refits.push(quick.or_else(|| self.again(grid, out)));
            }
        }
        refits
    }

    /// The whole procedure on the remaining series.
    fn again(&self, grid: &Grid, out: &[usize]) -> Option<Refit> {
        let left = (0..self.problem.series.len()).filter(|i| !out.contains(i));
        let names: Vec<usize> = left.map(|i| self.problem.series[i]).collect();
        let (problem, _) = Problem::new(grid, &names);
        let again = Self::new(problem)?;
        let mut expected = vec![f64::NAN; self.problem.series.len()];
        for (place, series) in again.problem.series.iter().enumerate() {
            if let Some(i) = self.problem.series.iter().position(|s| s == series) {
                expected[i] = again.expected[place];
            }
        }
        Some(Refit { sums: again.sums, expected, repeated: true })
    }
}
