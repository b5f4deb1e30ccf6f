//! The Poisson two-way fit of one stratum by proportional fitting, finished by Newton steps.
//!
//! log μ = log e + α(series) + γ(period) on untreated cells. Given γ, α is in closed form
//! (events / Σ e·exp γ), so only the periods are solved for: the profile score of γ is
//! Σ (y − μ) over series, its information S = diag(Σ μ) − Σ μμ'/Y. No dummies, no sparse matrices.

use nalgebra::DMatrix;

use crate::grid::Grid;
use crate::vector::{add_product, axpy, dot, largest};

/// Sweeps of proportional fitting before Newton.
const SWEEPS: usize = 6;
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
    /// Periods with an untreated cell, as bits, per series.
    pub bits: Vec<u64>,
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
            bits: Vec::new(),
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
            for p in 0..problem.pre[i] {
                let y = problem.y[i * t + p];
                problem.row[i] += y;
                problem.col[p] += y;
                problem.positive[p] += u32::from(y > 0.0);
                untreated_cells[p] += u32::from(problem.e[i * t + p] > 0.0);
            }
        }
        for i in 0..n {
            for p in 0..t {
                let cell = i * t + p;
                if problem.e[cell] > 0.0 && problem.positive[p] == 0 {
                    let place = (problem.series[i], p);
                    if untreated_cells[p] > 0 {
                        &mut masked.empty_period
                    } else {
                        &mut masked.nobody_untreated
                    }
                    .push(place);
                    problem.e[cell] = 0.0;
                    problem.y[cell] = 0.0;
                }
            }
        }
        problem.components(&mut masked);
        (problem, masked)
    }

    /// Words of 64 periods per series.
    fn words(&self) -> usize {
        self.t.div_ceil(64)
    }

    /// Finds which series and periods a chain of untreated cells joins; masks treated cells outside.
    fn components(&mut self, masked: &mut Masked) {
        let words = self.words();
        self.bits = vec![0; self.series.len() * words];
        for i in 0..self.series.len() {
            for p in (0..self.pre[i]).filter(|p| self.e[i * self.t + p] > 0.0) {
                self.bits[i * words + p / 64] |= 1 << (p % 64);
            }
        }
        let mut left: Vec<usize> = (0..self.series.len()).collect();
        let mut count = 0;
        while let Some(&start) = left.first() {
            count += 1;
            let mut mask = self.bits[start * words..(start + 1) * words].to_vec();
            let (inside, outside) = self.absorb(&mut mask, left);
            for i in inside {
                for p in (self.pre[i]..self.t).filter(|p| mask[p / 64] >> (p % 64) & 1 == 0) {
                    let cell = i * self.t + p;
                    if self.e[cell] > 0.0 {
                        masked.unconnected.push((self.series[i], p));
                        self.e[cell] = 0.0;
                        self.y[cell] = 0.0;
                    }
                }
            }
            left = outside;
        }
        self.connected = count <= 1;
    }

    /// Splits `left` into the series a growing mask of periods reaches and the others.
    fn absorb(&self, mask: &mut [u64], mut left: Vec<usize>) -> (Vec<usize>, Vec<usize>) {
        let words = self.words();
        let mut inside = Vec::new();
        loop {
            let before = inside.len();
            left.retain(|&i| {
                let bits = &self.bits[i * words..(i + 1) * words];
                let touches = bits.iter().zip(mask.iter()).any(|(a, b)| a & b != 0);
                if touches {
                    mask.iter_mut().zip(bits).for_each(|(m, b)| *m |= b);
                    inside.push(i);
                }
                !touches
            });
            if inside.len() == before {
                return (inside, left);
            }
        }
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
        let words = self.words();
        let left: Vec<usize> = (0..self.series.len()).filter(|i| !out.contains(i)).collect();
        let mut mask = self.bits[left[0] * words..(left[0] + 1) * words].to_vec();
        self.absorb(&mut mask, left).1.is_empty()
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
    pub fn fitted(&self, season: &[f64], skip: &[usize], rate: &mut [f64], sum: &mut [f64]) {
        rate.fill(0.0);
        for i in (0..self.series.len()).filter(|i| !skip.contains(i)) {
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

    /// The inverse of S with one period of each chain held fixed; zeros in held and empty periods.
    /// Columns of length t, one after another.
    pub fn inverse(&self, at: &Solution) -> Option<Vec<f64>> {
        let t = self.t;
        let s = self.information(at);
        let held = self.held();
        let free: Vec<usize> = (0..t).filter(|p| self.col[*p] > 0.0 && !held.contains(p)).collect();
        let reduced = DMatrix::from_fn(free.len(), free.len(), |i, j| s[(free[i], free[j])]);
        let inverse = reduced.cholesky()?.inverse();
        let mut full = vec![0.0; t * t];
        for (i, &p) in free.iter().enumerate() {
            for (j, &q) in free.iter().enumerate() {
                full[p * t + q] = inverse[(i, j)];
            }
        }
        full.iter().all(|x| x.is_finite()).then_some(full)
    }

    /// One period of each chain: the one with most events.
    fn held(&self) -> Vec<usize> {
        let words = self.words();
        let mut left: Vec<usize> = (0..self.series.len()).collect();
        let mut held = Vec::new();
        while let Some(&start) = left.first() {
            let mut mask = self.bits[start * words..(start + 1) * words].to_vec();
            left = self.absorb(&mut mask, left).1;
            let inside = (0..self.t).filter(|p| mask[p / 64] >> (p % 64) & 1 == 1);
            held.extend(inside.max_by(|a, b| self.col[*a].total_cmp(&self.col[*b])));
        }
        held
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
            self.fitted(&season, &[], &mut rate, &mut sum);
            for p in (0..t).filter(|p| self.col[*p] > 0.0) {
                season[p] = self.col[p] / rate[p];
            }
        }
        let mut likelihood = self.likelihood(&season);
        for _ in 0..STEPS {
            self.fitted(&season, &[], &mut rate, &mut sum);
            let score: Vec<f64> = self.col.iter().zip(&sum).map(|(c, s)| c - s).collect();
            let at = Solution { level: self.levels(&season), season: season.clone() };
            let inverse = self.inverse(&at)?;
            let step: Vec<f64> = (0..t).map(|p| dot(&inverse[p * t..(p + 1) * t], &score)).collect();
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
            if size < 1e-6 {
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
