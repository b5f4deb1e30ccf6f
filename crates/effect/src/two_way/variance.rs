//! Variances of the terms: clustered (CRV1), leave one cluster out (CRV3), model.
//!
//! CRV1: `V = B (Σ s_g s_g') B · G/(G−1) · (N−1)/(N−K)`; K counts terms and periods, not the series,
//! which are nested in the cluster (fixest's and pyfixest's convention). `s_g` = Σ over the cluster's
//! cells of x̃·(weighted residual), x̃ the term with series and periods taken out.
//! CRV3: Σ (b₍g₎ − b)(b₍g₎ − b)' with every refit done, times the same factor. This is pyfixest's
//! convention; `MacKinnon`, Nielsen & Webb (2023) multiply by (G−1)/G instead, which is smaller.

use nalgebra::DMatrix;

use super::Design;
use super::solve::{Fit, fit};
use crate::specification::{Family, Variance};

impl Fit {
    /// Score of each cluster for each kept term: clusters × kept.
    pub fn scores(&self, design: &Design) -> DMatrix<f64> {
        let k = self.kept.len();
        let mut rank = vec![usize::MAX; design.names.len()];
        self.kept.iter().enumerate().for_each(|(i, j)| rank[*j] = i);
        let mut scores = DMatrix::zeros(k, design.clusters);
        for ((block, cells), cross) in design.blocks.iter().zip(&self.score).zip(&self.cross) {
            let t = block.t;
            for i in 0..block.series.len() {
                let mut own = scores.column_mut(block.cluster[i]);
                let row = &cells[i * t..(i + 1) * t];
                for (s, combo) in row.iter().zip(&block.combo[i * t..(i + 1) * t]).filter(|(_, c)| **c != 0) {
                    for term in &design.combos[*combo as usize] {
                        if rank[*term] != usize::MAX {
                            own[rank[*term]] += s;
                        }
                    }
                }
                // Series sum to zero, so only the periods' part of the projection is left to take away.
                let periods = nalgebra::DVector::from_fn(block.free.len(), |j, _| row[block.free[j]]);
                own.gemv_tr(-1.0, cross, &periods, 1.0);
            }
        }
        scores.transpose()
    }

    /// Covariance of the kept terms; `None` when it can't be computed.
    pub fn covariance(&self, design: &Design, variance: Variance) -> Option<DMatrix<f64>> {
        match variance {
            Variance::Model => Some(&self.bread * self.scale(design)?),
            Variance::Jackknife => self.jackknife(design),
            _ => self.clustered(design),
        }
    }

    fn scale(&self, design: &Design) -> Option<f64> {
        if design.family == Family::Poisson {
            return Some(1.0);
        }
        let series: usize = design.blocks.iter().map(|b| b.series.len()).sum();
        let used = design.parameters(self.kept.len()) + series - design.blocks.len();
        let mut squares = 0.0;
        for (score, weight) in self.score.iter().zip(&self.weight) {
            squares +=
                score.iter().zip(weight).filter(|(_, w)| **w > 0.0).map(|(s, w)| s * s / w).sum::<f64>();
        }
        (design.rows > used).then(|| squares / (design.rows - used) as f64)
    }

    /// G/(G−1) · (N−1)/(N−K).
    pub fn small_sample(&self, design: &Design) -> Option<f64> {
        let (g, n) = (design.clusters, design.rows);
        let k = design.parameters(self.kept.len());
        (g > 1 && n > k).then(|| g as f64 / (g as f64 - 1.0) * (n as f64 - 1.0) / (n - k) as f64)
    }

    fn clustered(&self, design: &Design) -> Option<DMatrix<f64>> {
        let factor = self.small_sample(design)?;
        let scores = self.scores(design);
        let meat = scores.transpose() * &scores;
        Some(&self.bread * meat * &self.bread * factor)
    }

    fn jackknife(&self, design: &Design) -> Option<DMatrix<f64>> {
        let g = design.clusters;
        if g < 2 {
            return None;
        }
        let mut sum = DMatrix::zeros(self.kept.len(), self.kept.len());
        for cluster in 0..g {
            let refit = fit(&design.without(cluster)?, self.effects.clone())?;
            let change = nalgebra::DVector::from_fn(self.kept.len(), |i, _| {
                refit.effects.beta[self.kept[i]] - self.effects.beta[self.kept[i]]
            });
            sum += &change * change.transpose();
        }
        let factor = self.small_sample(design)?;
        sum.iter().all(|x: &f64| x.is_finite()).then(|| sum * factor)
    }
}
