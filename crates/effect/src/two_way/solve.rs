//! Newton steps of the two-way model, and what the variances need from the last one.

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

use super::{Block, Design};
use crate::specification::Family;

/// A term whose part not explained by the effects is smaller than this share of it is collinear.
const COLLINEAR: f64 = 1e-9;
/// Newton steps before a fit counts as not converging.
const STEPS: usize = 50;

/// Effects at which the model is evaluated: exp of them for Poisson.
#[derive(Clone, Debug)]
pub(crate) struct Effects {
    /// Per block and period; 1 (Poisson) or 0 (linear) where held fixed.
    pub period: Vec<Vec<f64>>,
    /// Terms on the log (Poisson) or own scale; NaN when collinear.
    pub beta: Vec<f64>,
}

/// One block evaluated at some effects.
struct Evaluated {
    /// Working weights: μ, or the weights.
    weight: Vec<f64>,
    /// Score cells: y − μ, or w·(y − fit); rows sum to zero.
    score: Vec<f64>,
}

/// A block's system after the series are profiled out.
pub(crate) struct Reduced {
    /// Inverse information of the free periods, as a factor.
    factor: Option<Cholesky<f64, Dyn>>,
    /// S⁻¹ of periods by terms: free periods × K.
    pub cross: DMatrix<f64>,
    right: DVector<f64>,
}

/// A fitted design.
pub(crate) struct Fit {
    pub effects: Effects,
    /// Inverse information of the kept terms.
    pub bread: DMatrix<f64>,
    /// Kept terms, in order.
    pub kept: Vec<usize>,
    /// Per block: the terms' projection on the free periods (columns: kept terms).
    pub cross: Vec<DMatrix<f64>>,
    /// Per block: score cells at the solution.
    pub score: Vec<Vec<f64>>,
    /// Per block: working weights at the solution.
    pub weight: Vec<Vec<f64>>,
}

/// The start that no term is needed for.
pub(crate) fn neutral(design: &Design) -> Effects {
    let one = if design.family == Family::Poisson { 1.0 } else { 0.0 };
    Effects {
        period: design.blocks.iter().map(|b| vec![one; b.t]).collect(),
        beta: vec![0.0; design.names.len()],
    }
}

impl Block {
    /// Σ over the terms of each combination: exp (Poisson) or plain.
    fn evaluate(&self, family: Family, period: &[f64], combo_value: &[f64]) -> Evaluated {
        let t = self.t;
        let mut weight = vec![0.0; self.e.len()];
        let mut score = vec![0.0; self.e.len()];
        for i in 0..self.series.len() {
            let cells = i * t..(i + 1) * t;
            let (y, e, combo) = (&self.y[cells.clone()], &self.e[cells.clone()], &self.combo[cells.clone()]);
            let (w, s) = (&mut weight[cells.clone()], &mut score[cells]);
            if family == Family::Poisson {
                let (mut events, mut sum) = (0.0, 0.0);
                for p in 0..t {
                    w[p] = e[p] * period[p] * combo_value[combo[p] as usize];
                    sum += w[p];
                    events += y[p];
                }
                let level = events / sum;
                for p in 0..t {
                    w[p] *= level;
                    s[p] = y[p] - w[p];
                }
            } else {
                let (mut total, mut sum) = (0.0, 0.0);
                for p in 0..t {
                    s[p] = y[p] - period[p] - combo_value[combo[p] as usize];
                    sum += e[p] * s[p];
                    total += e[p];
                }
                let level = sum / total;
                for p in 0..t {
                    w[p] = e[p];
                    s[p] = e[p] * (s[p] - level);
                }
            }
        }
        Evaluated { weight, score }
    }

    /// Adds this block's share to the terms' system; keeps what is needed to solve for the periods.
    fn reduce(
        &self,
        at: &Evaluated,
        design: &Design,
        h: &mut DMatrix<f64>,
        right: &mut DVector<f64>,
    ) -> Option<Reduced> {
        let (t, n, k) = (self.t, self.series.len(), design.names.len());
        let f = self.free.len();
        let mut place = vec![usize::MAX; t];
        for (i, p) in self.free.iter().enumerate() {
            place[*p] = i;
        }
        let combos = design.combos.len();
        // Columns: one series' weights over the free periods and its terms, over √W.
        let mut rows = DMatrix::zeros(f + k, n);
        let mut by_period = vec![0.0; t * combos];
        let mut score_combo = vec![0.0; combos];
        let mut score_period = vec![0.0; t];
        for i in 0..n {
            let cells = i * t..(i + 1) * t;
            let (w, s, combo) = (&at.weight[cells.clone()], &at.score[cells.clone()], &self.combo[cells]);
            let total: f64 = w.iter().sum();
            if total <= 0.0 {
                continue;
            }
            let scale = 1.0 / total.sqrt();
            let mut own = vec![0.0; combos];
            for p in 0..t {
                let c = combo[p] as usize;
                own[c] += w[p];
                by_period[p * combos + c] += w[p];
                score_combo[c] += s[p];
                score_period[p] += s[p];
            }
            let mut column = rows.column_mut(i);
            for (j, p) in self.free.iter().enumerate() {
                column[j] = w[*p] * scale;
            }
            for (c, terms) in design.combos.iter().enumerate().filter(|(c, _)| own[*c] != 0.0) {
                for term in terms {
                    column[f + term] += own[c] * scale;
                }
            }
        }
        let mut s = DMatrix::zeros(f + k, f + k);
        s.gemm(-1.0, &rows, &rows.transpose(), 0.0);
        let mut r = DVector::zeros(f + k);
        for p in 0..t {
            for (c, terms) in design.combos.iter().enumerate() {
                let w = by_period[p * combos + c];
                if w == 0.0 {
                    continue;
                }
                if place[p] != usize::MAX {
                    s[(place[p], place[p])] += w;
                }
                for a in terms {
                    if place[p] != usize::MAX {
                        s[(f + a, place[p])] += w;
                        s[(place[p], f + a)] += w;
                    }
                    for b in terms {
                        s[(f + a, f + b)] += w;
                    }
                }
            }
            if place[p] != usize::MAX {
                r[place[p]] += score_period[p];
            }
        }
        for (c, terms) in design.combos.iter().enumerate() {
            for a in terms {
                r[f + a] += score_combo[c];
            }
        }
        let periods = r.rows(0, f).into_owned();
        let (factor, cross, solved) = if f > 0 {
            let factor = s.view((0, 0), (f, f)).into_owned().cholesky()?;
            let cross = factor.solve(&s.view((0, f), (f, k)).into_owned());
            let solved = factor.solve(&periods);
            (Some(factor), cross, solved)
        } else {
            (None, DMatrix::zeros(0, k), DVector::zeros(0))
        };
        *h += s.view((f, f), (k, k)) - s.view((f, 0), (k, f)) * &cross;
        *right += r.rows(f, k) - s.view((f, 0), (k, f)) * &solved;
        Some(Reduced { factor, cross, right: solved })
    }
}

impl Reduced {
    /// The free periods' step once the terms' step is known.
    fn periods(&self, beta: &DVector<f64>) -> DVector<f64> {
        if self.factor.is_none() {
            return DVector::zeros(0);
        }
        &self.right - &self.cross * beta
    }
}

/// Picks the terms that the effects and earlier terms don't explain.
fn independent(h: &DMatrix<f64>, raw: &[f64]) -> Vec<usize> {
    let k = h.nrows();
    let mut work = h.clone();
    let mut kept = Vec::new();
    for j in 0..k {
        let pivot = work[(j, j)];
        if pivot.is_nan() || pivot <= COLLINEAR * raw[j] {
            continue;
        }
        kept.push(j);
        for a in j + 1..k {
            let factor = work[(a, j)] / pivot;
            if factor != 0.0 {
                for b in j..k {
                    let value = work[(j, b)];
                    work[(a, b)] -= factor * value;
                }
            }
        }
    }
    kept
}

/// A fit with the terms held at given values, and the solver of its period systems.
pub(crate) struct Restricted {
    pub fit: Fit,
    reduced: Vec<Reduced>,
}

impl Restricted {
    /// S⁻ of a block times columns over its free periods.
    pub fn solve(&self, block: usize, right: &DMatrix<f64>) -> DMatrix<f64> {
        let factor = self.reduced[block].factor.as_ref();
        factor.map_or_else(|| DMatrix::zeros(0, right.ncols()), |f| f.solve(right))
    }
}

/// Fits the effects with the terms held at the start's values; `cross` is that of all terms.
pub(crate) fn restricted(design: &Design, start: Effects) -> Option<Restricted> {
    newton(design, start, true).map(|(fit, reduced)| Restricted { fit, reduced })
}

/// Fits. `None` when the system has no solution or the steps don't settle.
pub(crate) fn fit(design: &Design, start: Effects) -> Option<Fit> {
    newton(design, start, false).map(|(fit, _)| fit)
}

/// Newton steps over periods and terms (over periods only when the terms are held).
fn newton(design: &Design, start: Effects, hold: bool) -> Option<(Fit, Vec<Reduced>)> {
    let k = design.names.len();
    let mut effects = start;
    effects.beta.iter_mut().filter(|b| !b.is_finite()).for_each(|b| *b = 0.0);
    let poisson = design.family == Family::Poisson;
    if poisson {
        sweep(design, &mut effects);
    }
    let mut kept: Option<Vec<usize>> = None;
    for round in 0..STEPS {
        let combo_value = combo_values(design, &effects.beta);
        let evaluated: Vec<Evaluated> = design
            .blocks
            .iter()
            .zip(&effects.period)
            .map(|(b, p)| b.evaluate(design.family, p, &combo_value))
            .collect();
        let mut h = DMatrix::zeros(k, k);
        let mut right = DVector::zeros(k);
        let reduced = design
            .blocks
            .iter()
            .zip(&evaluated)
            .map(|(b, at)| b.reduce(at, design, &mut h, &mut right))
            .collect::<Option<Vec<_>>>()?;
        let kept = kept.get_or_insert_with(|| {
            if hold {
                return Vec::new();
            }
            let mut raw = vec![0.0; k];
            for (block, at) in design.blocks.iter().zip(&evaluated) {
                for (w, c) in at.weight.iter().zip(&block.combo).filter(|(_, c)| **c != 0) {
                    design.combos[*c as usize].iter().for_each(|term| raw[*term] += w);
                }
            }
            independent(&h, &raw)
        });
        let small = DMatrix::from_fn(kept.len(), kept.len(), |i, j| h[(kept[i], kept[j])]);
        let bread = if kept.is_empty() { DMatrix::zeros(0, 0) } else { small.cholesky()?.inverse() };
        let moved = &bread * DVector::from_fn(kept.len(), |i, _| right[kept[i]]);
        let mut step = DVector::zeros(k);
        kept.iter().zip(moved.iter()).for_each(|(j, m)| step[*j] = *m);
        let periods: Vec<DVector<f64>> = reduced.iter().map(|r| r.periods(&step)).collect();
        let size = periods
            .iter()
            .map(|p| if p.is_empty() { 0.0 } else { p.amax() })
            .fold(step.iter().fold(0.0, |m: f64, x| m.max(x.abs())), f64::max);
        if !size.is_finite() {
            return None;
        }
        // Poisson steps are held short. Convergence is quadratic, so what is left is far below the last step; the
        // variance uses the weights before it, hence the small limit.
        let share = if poisson { (2.0 / size).min(1.0) } else { 1.0 };
        effects.beta.iter_mut().zip(step.iter()).for_each(|(b, s)| *b += share * s);
        for ((block, period), step) in design.blocks.iter().zip(&mut effects.period).zip(&periods) {
            for (p, s) in block.free.iter().zip(step.iter()) {
                if poisson {
                    period[*p] *= (share * s).exp();
                } else {
                    period[*p] += s;
                }
            }
        }
        if effects.beta.iter().any(|b| poisson && b.abs() > 30.0) {
            return None;
        }
        let done = if poisson { size < 1e-7 } else { round >= 1 };
        if done {
            let kept = if hold { (0..k).collect() } else { kept.clone() };
            (0..k).filter(|j| !kept.contains(j)).for_each(|j| effects.beta[j] = f64::NAN);
            let finite: Vec<f64> =
                effects.beta.iter().map(|b| if b.is_finite() { *b } else { 0.0 }).collect();
            let combo_value = combo_values(design, &finite);
            let (mut score, mut weight) = (Vec::new(), Vec::new());
            for (block, period) in design.blocks.iter().zip(&effects.period) {
                let at = block.evaluate(design.family, period, &combo_value);
                score.push(at.score);
                weight.push(at.weight);
            }
            let cross = reduced.iter().map(|r| r.cross.select_columns(kept.iter())).collect();
            return Some((Fit { effects, bread, kept, cross, score, weight }, reduced));
        }
    }
    None
}

/// Value of each combination of terms: exp Σβ (Poisson) or Σβ.
fn combo_values(design: &Design, beta: &[f64]) -> Vec<f64> {
    let sum = |terms: &Vec<usize>| terms.iter().map(|k| beta[*k]).sum::<f64>();
    let value = |x: f64| if design.family == Family::Poisson { x.exp() } else { x };
    design.combos.iter().map(|c| value(sum(c))).collect()
}

/// A few sweeps of proportional fitting for the periods.
fn sweep(design: &Design, effects: &mut Effects) {
    let combo_value = combo_values(design, &effects.beta);
    for (block, period) in design.blocks.iter().zip(&mut effects.period) {
        let t = block.t;
        let events: Vec<f64> =
            (0..t).map(|p| (0..block.series.len()).map(|i| block.y[i * t + p]).sum()).collect();
        for _ in 0..3 {
            let at = block.evaluate(Family::Poisson, period, &combo_value);
            let mut fitted = vec![0.0; t];
            for row in at.weight.chunks_exact(t) {
                fitted.iter_mut().zip(row).for_each(|(f, w)| *f += w);
            }
            for p in (0..t).filter(|p| events[*p] > 0.0 && fitted[*p] > 0.0) {
                period[p] *= events[p] / fitted[p];
            }
        }
    }
}
