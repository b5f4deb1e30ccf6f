//! Least squares with series and period effects on a dense grid, by elimination of the series.
//!
//! y = α(series) + λ(period) with weights w ≥ 0 (0 = not there). Eliminating α leaves T equations
//! M λ = b with M = diag(Σ w over series) − Σ w w' / Σ w over periods, solved by Cholesky: O(S·T² + T³), no dummies.
//! The graph of series and periods may fall into parts without a common level; every part is pinned at
//! its first period, and [`TwoWay::joined`] says what can be compared. No variances here.

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

use crate::vector::{axpy, dot};

/// The factorised normal equations of one set of weights.
pub(crate) struct TwoWay {
    series: usize,
    periods: usize,
    /// Series by series.
    w: Vec<f64>,
    /// Σ of weights of each series.
    total: Vec<f64>,
    /// Part of each series; None without weight.
    series_part: Vec<Option<usize>>,
    /// Part of each period; None without weight.
    period_part: Vec<Option<usize>>,
    /// Periods that are solved for (all in a part but its first).
    free: Vec<usize>,
    factor: Option<Cholesky<f64, Dyn>>,
}

impl TwoWay {
    /// Factorises. `w[s * periods + t]`, 0 where there is no observation.
    pub fn new(w: Vec<f64>, periods: usize) -> Self {
        let series = w.len().checked_div(periods).unwrap_or(0);
        let total: Vec<f64> = w.chunks(periods.max(1)).map(|row| row.iter().sum()).collect();
        let (series_part, period_part) = parts(&w, series, periods);
        let mut seen = Vec::new();
        let mut free = Vec::new();
        for (t, part) in period_part.iter().enumerate() {
            match part {
                Some(p) if seen.contains(p) => free.push(t),
                Some(p) => seen.push(*p),
                None => {}
            }
        }
        let mut m = DMatrix::<f64>::zeros(free.len(), free.len());
        let mut compact = vec![0.0; free.len()];
        for s in (0..series).filter(|s| total[*s] > 0.0) {
            let row = &w[s * periods..(s + 1) * periods];
            for (x, t) in compact.iter_mut().zip(&free) {
                *x = row[*t];
            }
            for j in 0..free.len() {
                let scaled = compact[j] / total[s];
                if scaled == 0.0 {
                    continue;
                }
                m[(j, j)] += compact[j];
                let column = &mut m.column_mut(j);
                for i in j..free.len() {
                    column[i] -= compact[i] * scaled;
                }
            }
        }
        let factor = Cholesky::new(m);
        Self { series, periods, w, total, series_part, period_part, free, factor }
    }

    /// Whether the equations could be solved.
    pub fn solvable(&self) -> bool {
        self.free.is_empty() || self.factor.is_some()
    }

    /// Whether a period's level is determined relative to a series' observations.
    pub fn joined(&self, series: usize, period: usize) -> bool {
        self.series_part[series].is_some() && self.series_part[series] == self.period_part[period]
    }

    /// Whether two periods can be compared.
    pub fn comparable(&self, a: usize, b: usize) -> bool {
        self.period_part[a].is_some() && self.period_part[a] == self.period_part[b]
    }

    /// Solves M λ = b for a right-hand side by period (already free of series effects); the pinned
    /// periods get 0.
    pub fn solve(&self, b: &[f64]) -> Vec<f64> {
        let mut out = vec![0.0; self.periods];
        if let Some(factor) = &self.factor {
            let right = DVector::from_iterator(self.free.len(), self.free.iter().map(|t| b[*t]));
            let solution = factor.solve(&right);
            for (t, x) in self.free.iter().zip(solution.iter()) {
                out[*t] = *x;
            }
        }
        out
    }

    /// λ of the normal equations for right-hand sides by series and by period.
    pub fn periods_of(&self, by_series: &[f64], by_period: &[f64]) -> Vec<f64> {
        let mut b = by_period.to_vec();
        for s in (0..self.series).filter(|s| self.total[*s] > 0.0 && by_series[*s] != 0.0) {
            axpy(-by_series[s] / self.total[s], self.row(s), &mut b);
        }
        self.solve(&b)
    }

    /// Fits y (series by series; anything where the weight is 0): (α, λ).
    pub fn fit(&self, y: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let mut by_series = vec![0.0; self.series];
        let mut by_period = vec![0.0; self.periods];
        for s in 0..self.series {
            for (t, w) in self.row(s).iter().enumerate().filter(|(_, w)| **w > 0.0) {
                let x = w * y[s * self.periods + t];
                by_series[s] += x;
                by_period[t] += x;
            }
        }
        let period = self.periods_of(&by_series, &by_period);
        let series = (0..self.series)
            .map(|s| {
                if self.total[s] > 0.0 {
                    (by_series[s] - dot(self.row(s), &period)) / self.total[s]
                } else {
                    0.0
                }
            })
            .collect();
        (series, period)
    }

    /// Weights of a series.
    pub fn row(&self, series: usize) -> &[f64] {
        &self.w[series * self.periods..(series + 1) * self.periods]
    }
}

/// Connected parts of the graph series – periods with an edge where w > 0.
fn parts(w: &[f64], series: usize, periods: usize) -> (Vec<Option<usize>>, Vec<Option<usize>>) {
    let mut series_part = vec![None; series];
    let mut period_part = vec![None; periods];
    let mut next = 0;
    for start in 0..series {
        if series_part[start].is_some() || !w[start * periods..(start + 1) * periods].iter().any(|x| *x > 0.0)
        {
            continue;
        }
        series_part[start] = Some(next);
        let mut queue = vec![start];
        while let Some(s) = queue.pop() {
            for t in 0..periods {
                if w[s * periods + t] > 0.0 && period_part[t].is_none() {
                    period_part[t] = Some(next);
                    for other in 0..series {
                        if series_part[other].is_none() && w[other * periods + t] > 0.0 {
                            series_part[other] = Some(next);
                            queue.push(other);
                        }
                    }
                }
            }
        }
        next += 1;
    }
    (series_part, period_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_by_two_with_a_hole_is_solved_by_hand() {
        // Series 0: 1, 3. Series 1: 5, missing. Period 0 pinned: α = (1, 5), λ = (0, 2).
        let fit = TwoWay::new(vec![1.0, 1.0, 1.0, 0.0], 2);
        let (series, period) = fit.fit(&[1.0, 3.0, 5.0, 0.0]);
        assert!(fit.joined(1, 1) && fit.comparable(0, 1));
        for (got, want) in series.iter().chain(&period).zip([1.0, 5.0, 0.0, 2.0]) {
            assert!((got - want).abs() < 1e-12, "{got} {want}");
        }
    }

    #[test]
    fn parts_without_a_common_level_are_told_apart() {
        let fit = TwoWay::new(vec![1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0], 4);
        assert!(fit.comparable(0, 1) && fit.comparable(2, 3) && !fit.comparable(1, 2));
        assert!(!fit.joined(0, 2) && fit.joined(1, 2));
        let (series, period) = fit.fit(&[1.0, 2.0, 0.0, 0.0, 0.0, 0.0, 7.0, 4.0]);
        assert!(series.iter().chain(&period).all(|x| x.is_finite()));
    }

    #[test]
    fn weights_pull_the_period_effect() {
        // Both series flat but for period 1: +2 with weight 3, +6 with weight 1; a = weights within series.
        let fit = TwoWay::new(vec![3.0, 3.0, 1.0, 1.0], 2);
        let (_, period) = fit.fit(&[0.0, 2.0, 0.0, 6.0]);
        assert!((period[1] - 3.0).abs() < 1e-12);
    }
}
