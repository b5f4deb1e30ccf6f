//! Wild cluster bootstrap of one term, restricted: for few clusters, where clustered errors are too small.
//!
//! Under β = c the scores of the clusters are multiplied by random weights `v_g` (Webb's six points
//! under 12 clusters, else ±1), the model is refitted, and its t statistic compared with the real one.
//! The refit is done in the scores: series effects are nested in the cluster, so
//! `s*_g = v_g·s_g − q_g'γ* − β*·h_g` with `γ* = S⁻ Σ v_g u_g`, `β* = Σ v_g s_g / H`; `u_g` are the cluster's
//! period scores, `q_g` and `h_g` those of the term with the effects taken out. Exact for the linear family;
//! for Poisson it is the score bootstrap, one step from the restricted fit. p = (1 + draws at least as
//! far out) / (1 + draws); the interval is the values of c that are not rejected.
//! **Sources.** Cameron, Gelbach & Miller (2008), Review of Economics and Statistics 90(3); Webb (2023);
//! Roodman, Nielsen, `MacKinnon` & Webb (2019), Stata Journal 19(1); Kline & Santos (2012).

use nalgebra::DMatrix;

use super::Design;
use super::solve::{Effects, neutral, restricted};
use crate::random::Random;
use crate::vector::dot;

/// What the bootstrap says of the only term.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Wild {
    /// Of no effect.
    pub p: f64,
    /// Values not rejected at 5 %.
    pub interval: Option<(f64, f64)>,
}

/// The scores under a value of the term.
struct Scores {
    s: Vec<f64>,
    h: Vec<f64>,
    /// Clusters × clusters: `q_g' S⁻ u_j`, what another cluster's weight moves through the periods.
    shift: DMatrix<f64>,
    information: f64,
}

/// Bootstraps the design's only term around its estimate.
pub(crate) fn wild(design: &Design, estimate: f64, se: f64, draws: usize, seed: u64) -> Option<Wild> {
    let weights = weights(design.clusters, draws, seed);
    let p = |c: f64| p_value(design, c, &weights);
    let at_zero = p(0.0)?;
    let end = |direction: f64| -> Option<f64> {
        let (mut inside, mut step) = (estimate, 2.0 * se * direction);
        let mut outside = estimate + step;
        for _ in 0..12 {
            if p(outside)? < 0.05 {
                break;
            }
            inside = outside;
            step *= 1.6;
            outside += step;
        }
        if p(outside)? >= 0.05 {
            return None;
        }
        for _ in 0..14 {
            let middle = f64::midpoint(inside, outside);
            if p(middle)? < 0.05 { outside = middle } else { inside = middle }
        }
        Some(f64::midpoint(inside, outside))
    };
    Some(Wild { p: at_zero, interval: end(-1.0).zip(end(1.0)) })
}

/// Draws × clusters.
fn weights(clusters: usize, draws: usize, seed: u64) -> DMatrix<f64> {
    let webb = [1.5_f64.sqrt(), 1.0, 0.5_f64.sqrt(), -(0.5_f64.sqrt()), -1.0, -(1.5_f64.sqrt())];
    let mut random = Random::new(seed);
    let draw = |random: &mut Random| {
        if clusters < 12 { webb[random.below(6)] } else { [1.0, -1.0][random.below(2)] }
    };
    DMatrix::from_fn(clusters, draws, |_, _| draw(&mut random))
}

fn p_value(design: &Design, c: f64, weights: &DMatrix<f64>) -> Option<f64> {
    let scores = Scores::at(design, c)?;
    let real = scores.statistics(&DMatrix::from_element(design.clusters, 1, 1.0))[0].abs();
    if !real.is_finite() {
        return None;
    }
    // The tolerance keeps draws that repeat the sample (all weights alike) on the safe side.
    let far = scores.statistics(weights).iter().filter(|t| t.abs() >= real * (1.0 - 1e-10)).count();
    Some((1 + far) as f64 / (1 + weights.ncols()) as f64)
}

impl Scores {
    fn at(design: &Design, c: f64) -> Option<Self> {
        let start = Effects { beta: vec![c], ..neutral(design) };
        let restricted = restricted(design, start)?;
        let fit = &restricted.fit;
        let g = design.clusters;
        let f: usize = design.blocks.iter().map(|b| b.free.len()).sum();
        let (mut s, mut h) = (vec![0.0; g], vec![0.0; g]);
        let mut u = DMatrix::zeros(f, g);
        let mut q = DMatrix::<f64>::zeros(g, f);
        let mut moved = DMatrix::zeros(f, g);
        let mut from = 0;
        for (k, block) in design.blocks.iter().enumerate() {
            let (t, free) = (block.t, block.free.len());
            let mut projection = vec![0.0; t];
            block.free.iter().enumerate().for_each(|(j, p)| projection[*p] = fit.cross[k][(j, 0)]);
            for i in 0..block.series.len() {
                let cluster = block.cluster[i];
                let cells = i * t..(i + 1) * t;
                let (w, score) = (&fit.weight[k][cells.clone()], &fit.score[k][cells.clone()]);
                let carries = |p: usize| f64::from(u8::from(block.combo[i * t + p] != 0));
                let total: f64 = w.iter().sum();
                if total <= 0.0 {
                    continue;
                }
                // The term with the period part of its projection out, then the series part.
                let part: Vec<f64> = (0..t).map(|p| carries(p) - projection[p]).collect();
                let mean = (0..t).map(|p| w[p] * part[p]).sum::<f64>() / total;
                for p in 0..t {
                    let x = part[p] - mean;
                    s[cluster] += score[p] * x;
                    h[cluster] += w[p] * x * x;
                }
                for (j, p) in block.free.iter().enumerate() {
                    u[(from + j, cluster)] += score[*p];
                    q[(cluster, from + j)] += w[*p] * (part[*p] - mean);
                }
            }
            let own = u.rows(from, free).into_owned();
            moved.rows_mut(from, free).copy_from(&restricted.solve(k, &own));
            from += free;
        }
        Some(Self { information: h.iter().sum(), s, h, shift: q * moved })
    }

    /// t statistics with the clusters' scores multiplied by weights, one column a draw.
    fn statistics(&self, weights: &DMatrix<f64>) -> Vec<f64> {
        let shift = &self.shift * weights;
        let statistic = |(v, shift): (&[f64], &[f64])| {
            let beta = dot(v, &self.s) / self.information;
            let own = |g: usize| v[g] * self.s[g] - shift[g] - beta * self.h[g];
            let squares: f64 = (0..self.s.len()).map(|g| own(g) * own(g)).sum();
            beta * self.information / squares.sqrt()
        };
        let g = self.s.len();
        weights.as_slice().chunks_exact(g).zip(shift.as_slice().chunks_exact(g)).map(statistic).collect()
    }
}
