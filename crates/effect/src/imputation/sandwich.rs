//! The clustered sandwich of the log ratios: an option, because it covers 90–92 % only.
//!
//! `ψ_g = (O_g − R·E_g)/O − d' S⁻ s_g / E` with `s_g` = Σ over the cluster's untreated cells of y − μ, and
//! d = ∂E/∂γ with the levels profiled out: E by period − Σ E(series)·μ(series)/Y(series).

use super::Model;
use super::jackknife::Sums;
use super::report::{Kind, Spread, Terms, inner};
use crate::vector::{add_product, axpy, dot};

/// Influence of each contributing cluster on each term's log ratio.
pub(super) fn spread(model: &Model, terms: &Terms) -> Spread {
    let slopes: Vec<Vec<f64>> = model.strata.iter().map(super::jackknife::Fitted::slopes).collect();
    let mut spread = Spread::new(terms);
    spread.kind = Kind::Influences;
    for places in &model.places {
        let own = model.own_sums(places);
        let own: Vec<&Sums> = own.iter().collect();
        // S⁻ s_g in each stratum where the cluster has series.
        let moves: Vec<Option<Vec<f64>>> =
            places.iter().enumerate().map(|(k, list)| model.strata[k].moves(list)).collect();
        for i in 0..terms.len() {
            let (o, e) = terms.values[i];
            let (o_own, e_own) = terms.value(i, &own);
            let (strata, place) = terms.place(i);
            let shift: f64 = moves
                .iter()
                .enumerate()
                .filter(|(k, _)| strata.is_none_or(|list| list.contains(k)))
                .filter_map(|(k, m)| {
                    let t = model.strata[k].problem.t;
                    Some(inner(&slopes[k][place * t..(place + 1) * t], m.as_ref()?))
                })
                .sum();
            spread.draws.push(o_own / o - e_own / e - shift / e);
        }
    }
    spread
}

impl super::jackknife::Fitted {
    /// ∂(expected sums)/∂γ, (2t+1) × t, levels profiled out.
    fn slopes(&self) -> Vec<f64> {
        let problem = &self.problem;
        let t = problem.t;
        let mut slopes = vec![0.0; (2 * t + 1) * t];
        let mut mu = vec![0.0; t];
        for i in 0..problem.series.len() {
            let pre = problem.pre[i];
            mu.fill(0.0);
            add_product(
                self.solution.level[i],
                problem.untreated(i),
                &self.solution.season[..pre],
                &mut mu[..pre],
            );
            for p in pre..t {
                let x = problem.e[i * t + p] * self.solution.level[i] * self.solution.season[p];
                if x > 0.0 {
                    for place in [0, 1 + p, 1 + t + p - pre] {
                        let row = &mut slopes[place * t..(place + 1) * t];
                        row[p] += x;
                        axpy(-x / problem.row[i], &mu, row);
                    }
                }
            }
        }
        slopes
    }

    /// S⁻ times the score of some series.
    fn moves(&self, series: &[usize]) -> Option<Vec<f64>> {
        if series.is_empty() {
            return None;
        }
        let problem = &self.problem;
        let t = problem.t;
        let mut score = vec![0.0; t];
        for &i in series {
            let pre = problem.pre[i];
            axpy(1.0, &problem.y[i * t..i * t + pre], &mut score[..pre]);
            add_product(
                -self.solution.level[i],
                problem.untreated(i),
                &self.solution.season[..pre],
                &mut score[..pre],
            );
        }
        Some((0..t).map(|p| dot(&self.inverse[p * t..(p + 1) * t], &score)).collect())
    }
}
