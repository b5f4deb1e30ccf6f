//! Multiplier bootstrap of influence functions with uniform bands, as in did's `mboot`: every cluster's
//! summed influence is multiplied by ±1 (Rademacher).
//!
//! Standard error = interquartile range of the draws / 1.349 (that of a standard normal); a family of terms
//! (`att:`, `event:`, `group:`, `calendar:`) gets one critical value, the 95 % quantile over draws of the largest
//! |draw / standard error|, so that its intervals hold all at once.

use std::collections::BTreeMap;

use crate::cohorts::Cohorts;
use crate::random::Random;
use crate::result::Estimate;

/// The quartiles of the standard normal are this far apart.
const NORMAL_RANGE: f64 = 1.348_979_500_392_163_4;

/// Signs for every draw and cluster, from a seed.
pub(super) struct Multipliers {
    draws: usize,
    clusters: usize,
    /// `sign[cluster * draws + draw]`.
    sign: Vec<f64>,
}

/// The largest |draw / standard error| by family of terms.
#[derive(Default)]
pub(super) struct Bands {
    largest: BTreeMap<String, Vec<f64>>,
}

impl Multipliers {
    /// Draws the signs.
    pub fn new(seed: u64, draws: usize, clusters: usize) -> Self {
        let mut random = Random::new(seed);
        let sign = (0..draws * clusters).map(|_| if random.bits() >> 63 == 0 { 1.0 } else { -1.0 }).collect();
        Self { draws, clusters, sign }
    }

    /// The bootstrapped standard error of a term; notes the draws for its family's band.
    pub fn standard_error(&self, name: &str, cohorts: &Cohorts, influence: &[f64], bands: &mut Bands) -> f64 {
        let mut sums = vec![0.0; self.clusters];
        for (x, c) in influence.iter().zip(&cohorts.cluster) {
            sums[*c] += x;
        }
        let mut draws = vec![0.0; self.draws];
        for (c, sum) in sums.iter().enumerate().filter(|(_, s)| **s != 0.0) {
            let scaled = sum / cohorts.n as f64;
            for (to, sign) in draws.iter_mut().zip(&self.sign[c * self.draws..(c + 1) * self.draws]) {
                *to += sign * scaled;
            }
        }
        let mut sorted = draws.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        let se = (quantile(&sorted, 0.75) - quantile(&sorted, 0.25)) / NORMAL_RANGE;
        if let Some((family, _)) = name.split_once(':').filter(|_| se > 0.0) {
            let largest = bands.largest.entry(family.to_owned()).or_insert_with(|| vec![0.0; self.draws]);
            for (to, x) in largest.iter_mut().zip(&draws) {
                *to = to.max((x / se).abs());
            }
        }
        se
    }
}

impl Bands {
    /// Widens the intervals of every family to its uniform band.
    pub fn widen(self, estimates: &mut [Estimate], warnings: &mut Vec<String>) {
        for (family, mut largest) in self.largest {
            largest.sort_unstable_by(f64::total_cmp);
            let critical = quantile(&largest, 0.95);
            if !critical.is_finite() || critical <= 0.0 {
                continue;
            }
            for term in
                estimates.iter_mut().filter(|e| e.term.split_once(':').is_some_and(|(f, _)| f == family))
            {
                if let (Some(estimate), Some(se)) = (term.estimate, term.se) {
                    term.lower = Some(estimate - critical * se);
                    term.upper = Some(estimate + critical * se);
                }
            }
            warnings.push(format!(
                "the intervals of {family}: terms are a uniform 95 % band (all at once; critical value {critical:.3})"
            ));
        }
    }
}

/// The smallest value with at least a share `p` of the sorted values at or below it (R's type 1).
fn quantile(sorted: &[f64], p: f64) -> f64 {
    let rank = (p * sorted.len() as f64).ceil().max(1.0) as usize;
    sorted.get(rank.min(sorted.len()).wrapping_sub(1)).copied().unwrap_or(f64::NAN)
}
