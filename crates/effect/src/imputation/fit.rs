//! The Poisson two-way fit of one stratum by proportional fitting, finished by Newton steps.
//!
//! log μ = log e + α(series) + γ(period) on untreated cells. Given γ, α is in closed form
//! (events / Σ e·exp γ), so only the periods are solved for: the profile score of γ is
//! Σ (y − μ) over series, its information S = diag(Σ μ) − Σ μμ'/Y. No dummies, no sparse matrices.

use nalgebra::{DMatrix, DVector};

use crate::chains::Chains;
use crate::grid::Grid;
use crate::vector::{add_product, axpy, dot, largest};

/// Sweeps of proportional fitting before Newton.
const SWEEPS: usize = 12;
/// Newton steps before a fit counts as not converging.
const STEPS: usize = 60;

/// One stratum's series × periods, masked so that what is left is identified.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    /// Periods.
    pub t: usize,
    /// Index in the grid of each series.
    pub series: Vec<usize>,
    /// Cells `..pre` are untreated.
    pub pre: Vec<usize>,
    /// Exposure; 0 where missing or left out.
    pub e: Vec<f64>,
    /// Events; 0 where exposure is 0.
    pub y: Vec<f64>,
    /// Untreated events per series.
    pub row: Vec<f64>,
    /// Untreated events per period; 0 where the period isn't fitted.
    pub col: Vec<f64>,
    /// Untreated cells with events per period.
    pub positive: Vec<u32>,
    /// Which series share periods.
    chains: Chains,
    /// Periods held fixed, one of each chain.
    held: Vec<usize>,
    /// Whether one chain of comparisons joins all.
    pub connected: bool,
}

/// Cells left out while making a [`Problem`], by reason.
#[derive(Clone, Debug, Default)]
pub(super) struct Masked {
    /// Series without an untreated cell.
    pub always_treated: Vec<usize>,
    /// Treated series without events before.
    pub no_events_before: Vec<usize>,
    /// Series never treated, without events.
    pub no_events: Vec<usize>,
    /// Treated cells in periods in which nobody is untreated.
    pub nobody_untreated: Vec<(usize, usize)>,
    /// Cells in periods without any event among the untreated.
    pub empty_period: Vec<(usize, usize)>,
    /// Treated cells no chain of comparisons reaches.
    pub unconnected: Vec<(usize, usize)>,
}

/// exp of the effects.
#[derive(Clone, Debug)]
pub(super) struct Solution {
    /// exp α per series.
    pub level: Vec<f64>,
    /// exp γ per period; 0 where the period isn't fitted.
    pub season: Vec<f64>,
}

impl Problem {
    /// The problem of a stratum's `series`, with what can't be identified masked.
    pub fn new(grid: &Grid, series: &[usize]) -> (Self, Masked) {
        let t = grid.periods;
        let mut masked = Masked::default();
        let mut kept = Vec::with_capacity(series.len());
        for &s in series {
            let pre = grid.series[s].pre;
            let (y, e) = (grid.y(s), grid.e(s));
            let untreated = (0..pre).filter(|i| e[*i] > 0.0);
            if untreated.clone().next().is_none() {
                masked.always_treated.push(s);
            } else if untreated.clone().all(|i| y[i] == 0.0) {
                let treated = (pre..t).any(|i| e[i] > 0.0);
                if treated { &mut masked.no_events_before } else { &mut masked.no_events }.push(s);
            } else {
                kept.push(s);
            }
        }
        let n = kept.len();
        let mut problem = Self {
            t,
            pre: kept.iter().map(|s| grid.series[*s].pre).collect(),
            e: vec![0.0; n * t],
            y: vec![0.0; n * t],
            row: vec![0.0; n],
            col: vec![0.0; t],
            positive: vec![0; t],
            chains: Chains::new(0, t, |_, _| false),
            held: Vec::new(),
            connected: false,
            series: kept,
        };
        let mut untreated_cells = vec![0_u32; t];
        for (i, &s) in problem.series.iter().enumerate() {
            let cells = i * t..(i + 1) * t;
            problem.e[cells.clone()].copy_from_slice(grid.e(s));
            for (to, (y, e)) in problem.y[cells].iter_mut().zip(grid.y(s).iter().zip(grid.e(s))) {
                *to = if *e > 0.0 { *y } else { 0.0 };
            }
            for (p, cells) in untreated_cells.iter_mut().enumerate().take(problem.pre[i]) {
                let y = problem.y[i * t + p];
                problem.row[i] += y;
                problem.col[p] += y;
                problem.positive[p] += u32::from(y > 0.0);
                *cells += u32::from(problem.e[i * t + p] > 0.0);
            }
        }
        for i in 0..n {
            for (p, cells) in untreated_cells.iter().enumerate() {
                let cell = i * t + p;
                if problem.e[cell] > 0.0 && problem.positive[p] == 0 {
                    let place = (problem.series[i], p);
                    if *cells > 0 { &mut masked.empty_period } else { &mut masked.nobody_untreated }
                        .push(place);
                    problem.e[cell] = 0.0;
                    problem.y[cell] = 0.0;
                }
            }
        }
        problem.components(&mut masked);
        (problem, masked)
    }

    /// Finds which series and periods a chain of untreated cells joins; masks treated cells outside.
    fn components(&mut self, masked: &mut Masked) {
        let t = self.t;
        let chains = Chains::new(self.series.len(), t, |i, p| p < self.pre[i] && self.e[i * t + p] > 0.0);
        let all = chains.all();
        for (inside, periods) in &all {
            let mut reached = vec![false; t];
            for p in periods {
                reached[*p] = true;
            }
            for i in inside {
                for p in (self.pre[*i]..t).filter(|p| !reached[*p]) {
                    let cell = i * t + p;
                    if self.e[cell] > 0.0 {
                        masked.unconnected.push((self.series[*i], p));
                        self.e[cell] = 0.0;
                        self.y[cell] = 0.0;
                    }
                }
            }
            // The period with most events of each chain is held fixed.
            self.held.extend(periods.iter().copied().max_by(|a, b| self.col[*a].total_cmp(&self.col[*b])));
        }
        self.connected = all.len() <= 1;
        self.chains = chains;
    }

    /// Whether without some series every fitted period keeps events and one chain joins all.
    pub fn stands_without(&self, out: &[usize]) -> bool {
        if !self.connected || self.series.len() <= out.len() {
            return false;
        }
        let lost =
            |p: usize| out.iter().filter(|i| p < self.pre[**i] && self.y[**i * self.t + p] > 0.0).count();
        if (0..self.t).any(|p| self.positive[p] > 0 && self.positive[p] as usize == lost(p)) {
            return false;
        }
        self.chains.joined_without(out)
    }

    /// Exposure of the untreated cells of a series.
    pub fn untreated(&self, i: usize) -> &[f64] {
        &self.e[i * self.t..i * self.t + self.pre[i]]
    }

    /// Levels in closed form for given period effects.
    fn levels(&self, season: &[f64]) -> Vec<f64> {
        (0..self.series.len()).map(|i| self.row[i] / dot(self.untreated(i), &season[..self.pre[i]])).collect()
    }

    /// Untreated expected events per period for given effects, into `sum`.
    pub fn fitted(&self, season: &[f64], rate: &mut [f64], sum: &mut [f64]) {
        rate.fill(0.0);
        for i in 0..self.series.len() {
            let e = self.untreated(i);
            axpy(self.row[i] / dot(e, &season[..self.pre[i]]), e, &mut rate[..self.pre[i]]);
        }
        for ((sum, rate), season) in sum.iter_mut().zip(rate.iter()).zip(season) {
            *sum = rate * season;
        }
    }

    /// Profile log likelihood.
    fn likelihood(&self, season: &[f64]) -> f64 {
        let periods: f64 =
            (0..self.t).filter(|p| self.col[*p] > 0.0).map(|p| self.col[p] * season[p].ln()).sum();
        let rows: f64 = (0..self.series.len())
            .map(|i| self.row[i] * dot(self.untreated(i), &season[..self.pre[i]]).ln())
            .sum();
        periods - rows
    }

    /// Information S of the period effects at a solution (lower triangle filled, symmetric).
    pub fn information(&self, at: &Solution) -> DMatrix<f64> {
        let t = self.t;
        let mut s = vec![0.0; t * t];
        let mut mu = vec![0.0; t];
        let mut total = vec![0.0; t];
        for i in 0..self.series.len() {
            let pre = self.pre[i];
            mu[..pre].fill(0.0);
            add_product(at.level[i], self.untreated(i), &at.season[..pre], &mut mu[..pre]);
            axpy(1.0, &mu[..pre], &mut total[..pre]);
            for p in (0..pre).filter(|p| mu[*p] != 0.0) {
                axpy(-mu[p] / self.row[i], &mu[..=p], &mut s[p * t..=p * t + p]);
            }
        }
        DMatrix::from_fn(t, t, |i, j| {
            let entry = s[i.max(j) * t + i.min(j)];
            if i == j { entry + total[i] } else { entry }
        })
    }

    /// The free periods (one of each chain is held fixed) and S over them.
    fn reduced(&self, at: &Solution) -> (Vec<usize>, DMatrix<f64>) {
        let s = self.information(at);
        let free: Vec<usize> = (0..self.t).filter(|p| self.col[*p] > 0.0 && !self.held.contains(p)).collect();
        let reduced = DMatrix::from_fn(free.len(), free.len(), |i, j| s[(free[i], free[j])]);
        (free, reduced)
    }

    /// The inverse of S with one period of each chain held fixed; zeros in held and empty periods.
    /// Columns of length t, one after another.
    pub fn inverse(&self, at: &Solution) -> Option<Vec<f64>> {
        let t = self.t;
        let (free, reduced) = self.reduced(at);
        let inverse = reduced.cholesky()?.inverse();
        let mut full = vec![0.0; t * t];
        for (i, &p) in free.iter().enumerate() {
            for (j, &q) in free.iter().enumerate() {
                full[p * t + q] = inverse[(i, j)];
            }
        }
        full.iter().all(|x| x.is_finite()).then_some(full)
    }

    /// Fits. `None` when it doesn't converge: the likelihood then has no maximum.
    pub fn fit(&self, start: Option<&[f64]>) -> Option<Solution> {
        if self.series.is_empty() {
            return None;
        }
        let t = self.t;
        let (mut rate, mut sum) = (vec![0.0; t], vec![0.0; t]);
        let mut season: Vec<f64> = match start {
            Some(start) => (0..t)
                .map(|p| {
                    if self.col[p] > 0.0 && start[p] > 0.0 {
                        start[p]
                    } else {
                        f64::from(u8::from(self.col[p] > 0.0))
                    }
                })
                .collect(),
            None => self.col.iter().map(|c| f64::from(u8::from(*c > 0.0))).collect(),
        };
        for _ in 0..SWEEPS {
            self.fitted(&season, &mut rate, &mut sum);
            for p in (0..t).filter(|p| self.col[*p] > 0.0) {
                season[p] = self.col[p] / rate[p];
            }
        }
        let mut likelihood = self.likelihood(&season);
        for _ in 0..STEPS {
            self.fitted(&season, &mut rate, &mut sum);
            let score: Vec<f64> = self.col.iter().zip(&sum).map(|(c, s)| c - s).collect();
            let at = Solution { level: self.levels(&season), season: season.clone() };
            let (free, reduced) = self.reduced(&at);
            let solved = reduced.cholesky()?.solve(&DVector::from_fn(free.len(), |i, _| score[free[i]]));
            let mut step = vec![0.0; t];
            free.iter().zip(solved.iter()).for_each(|(p, d)| step[*p] = *d);
            let size = largest(&step);
            if !size.is_finite() {
                return None;
            }
            let mut share = (3.0 / size).min(1.0);
            for _ in 0..40 {
                let next: Vec<f64> = season.iter().zip(&step).map(|(b, d)| b * (share * d).exp()).collect();
                let value = self.likelihood(&next);
                if value >= likelihood - 1e-12 * likelihood.abs() {
                    (season, likelihood) = (next, value);
                    break;
                }
                share /= 2.0;
            }
            if size < 3e-6 {
                // Newton converges quadratically: what is left is of the order of size².
                let level = self.levels(&season);
                let wide = largest(&step_range(&season));
                return (wide < 300.0 && level.iter().all(|a| a.is_finite()))
                    .then_some(Solution { level, season });
            }
        }
        None
    }
}

fn step_range(season: &[f64]) -> Vec<f64> {
    season.iter().filter(|b| **b > 0.0).map(|b| b.ln()).collect()
}
