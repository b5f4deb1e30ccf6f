//! All refits with one cluster left out.
//!
//! A refit starts at the full fit. The first step solves the reduced Newton system exactly: the
//! inverse of the full information is known, and what the cluster takes away is subtracted inside a
//! short fixed-point iteration. Later steps evaluate the true score. When leaving the cluster out
//! breaks identification, the whole procedure is repeated on the remaining series instead.

use crate::grid::Grid;
use crate::imputation::fit::{Problem, Solution};
use crate::vector::{add_product, axpy, dot, largest};

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
        fitted.sums.expected = fitted.expect(&fitted.solution.season, &[], &mut expected);
        fitted.expected = expected;
        Some(fitted)
    }

    /// Treated cells of a series.
    fn treated(&self, i: usize) -> std::ops::Range<usize> {
        let t = self.problem.t;
        i * t + self.problem.pre[i]..(i + 1) * t
    }

    fn observe(&self, series: &[usize]) -> Vec<f64> {
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

    /// Expected sums with these period effects, without some series; fills `per_series`.
    fn expect(&self, season: &[f64], skip: &[usize], per_series: &mut [f64]) -> Vec<f64> {
        let problem = &self.problem;
        let mut sums = vec![0.0; 2 * problem.t + 1];
        for i in (0..problem.series.len()).filter(|i| !skip.contains(i)) {
            let pre = problem.pre[i];
            if pre == problem.t {
                per_series[i] = 0.0;
                continue;
            }
            let level = problem.row[i] / dot(problem.untreated(i), &season[..pre]);
            per_series[i] = spread(&problem.e[self.treated(i)], &season[pre..], level, pre, &mut sums);
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

    /// The refit without some series (places in the problem). `None` when nothing is left to estimate.
    pub fn without(&self, grid: &Grid, out: &[usize]) -> Option<Refit> {
        if self.problem.stands_without(out)
            && let Some(season) = self.season_without(out)
        {
            let mut expected = vec![f64::NAN; self.problem.series.len()];
            let sums = self.expect(&season, out, &mut expected);
            let mut observed = self.sums.observed.clone();
            for (all, gone) in observed.iter_mut().zip(self.observe(out)) {
                *all -= gone;
            }
            return Some(Refit { sums: Sums { observed, expected: sums }, expected, repeated: false });
        }
        let left: Vec<usize> = (0..self.problem.series.len()).filter(|i| !out.contains(i)).collect();
        let names: Vec<usize> = left.iter().map(|i| self.problem.series[*i]).collect();
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

    /// Period effects without some series, or `None` when the steps don't settle.
    fn season_without(&self, out: &[usize]) -> Option<Vec<f64>> {
        let problem = &self.problem;
        let t = problem.t;
        // What the series take from the score and the information at the full fit.
        let mut gone = vec![0.0; t];
        let mut score = vec![0.0; t];
        let mut fitted: Vec<Vec<f64>> = Vec::with_capacity(out.len());
        for &i in out {
            let pre = problem.pre[i];
            let mut mu = vec![0.0; t];
            add_product(
                self.solution.level[i],
                problem.untreated(i),
                &self.solution.season[..pre],
                &mut mu[..pre],
            );
            axpy(1.0, &problem.y[i * t..i * t + pre], &mut gone[..pre]);
            axpy(1.0, &mu, &mut score);
            fitted.push(mu);
        }
        axpy(-1.0, &gone, &mut score);
        let col: Vec<f64> = problem.col.iter().zip(&gone).map(|(c, g)| c - g).collect();
        let mut season = self.solution.season.clone();
        let (mut rate, mut sum) = (vec![0.0; t], vec![0.0; t]);
        let mut first = 0.0;
        for round in 0..25 {
            let (step, settled) = self.solve_without(out, &fitted, &score);
            let size = largest(&step);
            if !size.is_finite() || size > 1.0 {
                return None;
            }
            season.iter_mut().zip(&step).for_each(|(b, d)| *b *= d.exp());
            if round == 0 {
                first = size;
            }
            // The information is that of the full fit: the error shrinks by about `first` a round.
            if settled && size * first.max(size) < 1e-10 {
                return Some(season);
            }
            problem.fitted(&season, out, &mut rate, &mut sum);
            for ((score, col), sum) in score.iter_mut().zip(&col).zip(&sum) {
                *score = col - sum;
            }
        }
        None
    }

    /// Solves (S − Σ over `out` of their information) δ = score; tells whether it settled.
    fn solve_without(&self, out: &[usize], fitted: &[Vec<f64>], score: &[f64]) -> (Vec<f64>, bool) {
        let t = self.problem.t;
        let apply =
            |x: &[f64]| -> Vec<f64> { (0..t).map(|p| dot(&self.inverse[p * t..(p + 1) * t], x)).collect() };
        let mut step = apply(score);
        for _ in 0..12 {
            let mut right = score.to_vec();
            for (&i, mu) in out.iter().zip(fitted) {
                let mean = dot(mu, &step) / self.problem.row[i];
                for ((r, m), d) in right.iter_mut().zip(mu).zip(&step) {
                    *r += m * (d - mean);
                }
            }
            let next = apply(&right);
            let change = next.iter().zip(&step).fold(0.0, |m: f64, (a, b)| m.max((a - b).abs()));
            step = next;
            let size = largest(&step);
            if change <= 0.02 * size * size.min(1.0) || change < 1e-13 {
                return (step, true);
            }
        }
        (step, false)
    }
}
