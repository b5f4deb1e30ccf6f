//! Series sorted by stratum and cohort, with the outcome laid out period by period: the common
//! ground of group-time effects and Sun–Abraham.
//!
//! A cohort is all series of a stratum that open in the same period. Everything a comparison needs is
//! then a contiguous range: the cohort itself, the never treated (last in their stratum), and all
//! that open after a given period. No estimation here.

use std::ops::Range;

use crate::grid::{Grid, Ledger, list};

/// All series of a stratum with the same opening.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Cohort {
    /// Index in [`Grid::strata`].
    pub stratum: usize,
    /// Period of the opening; None: not treated within the panel.
    pub opening: Option<usize>,
    /// Positions in [`Cohorts`].
    pub range: Range<usize>,
}

/// Series by position: sorted by stratum, opening (never treated last), then as in the grid.
#[derive(Clone, Debug)]
pub(crate) struct Cohorts {
    /// Cohorts in the order of their positions.
    pub list: Vec<Cohort>,
    /// Range of each stratum's positions and of its cohorts (empty strata are left out).
    pub strata: Vec<(Range<usize>, Range<usize>)>,
    /// Cluster of each position, numbered from 0 without holes.
    pub cluster: Vec<usize>,
    /// Number of clusters.
    pub clusters: usize,
    /// Clusters with a series that opens within the panel.
    pub treated_clusters: usize,
    /// Outcome, period by period: `y[t * n + position]`, NaN where missing.
    pub y: Vec<f64>,
    /// Weight in the same layout (0 where missing); None when every cell is there and weighs the same.
    pub w: Option<Vec<f64>>,
    /// Rows behind each cell in the same layout (0 where missing).
    pub rows: Vec<u32>,
    /// Periods in which anything was observed.
    pub present: Vec<usize>,
    /// Series in the panel (positions).
    pub n: usize,
}

impl Cohorts {
    /// Sorts a grid. Series without an observed period before their opening are left out and listed;
    /// those that open after the last period count as not treated.
    pub fn new(grid: &Grid, ledger: &mut Ledger) -> Self {
        let t_all = grid.periods;
        let observed = |s: usize, t: usize| grid.e(s)[t] > 0.0;
        let mut always = Vec::new();
        let mut always_rows = 0;
        let mut later = Vec::new();
        let mut order: Vec<(usize, usize, usize)> = Vec::with_capacity(grid.series.len());
        for (s, series) in grid.series.iter().enumerate() {
            let name = || grid.units[series.unit].clone();
            match series.opening {
                Some(_) if !(0..series.pre).any(|t| observed(s, t)) => {
                    always.push(name());
                    always_rows += grid.rows_of(s);
                }
                Some(_) if series.pre >= t_all => {
                    later.push(name());
                    order.push((series.stratum, usize::MAX, s));
                }
                Some(_) => order.push((series.stratum, series.pre, s)),
                None => order.push((series.stratum, usize::MAX, s)),
            }
        }
        ledger.leave_out("treated from the first period", always_rows, always);
        later.dedup();
        if !later.is_empty() {
            ledger
                .warnings
                .push(format!("first treated after the last period, used as untreated: {}", list(&later)));
        }
        order.sort_unstable();
        Self::lay_out(grid, &order)
    }

    fn lay_out(grid: &Grid, order: &[(usize, usize, usize)]) -> Self {
        let (n, t_all) = (order.len(), grid.periods);
        let mut cohorts: Vec<Cohort> = Vec::new();
        let mut strata: Vec<(Range<usize>, Range<usize>)> = Vec::new();
        for (position, (stratum, opening, _)) in order.iter().enumerate() {
            let opening = (*opening != usize::MAX).then_some(*opening);
            if let Some(cohort) = cohorts.last_mut().filter(|c| c.stratum == *stratum && c.opening == opening)
            {
                cohort.range.end = position + 1;
            } else {
                if cohorts.last().is_none_or(|c| c.stratum != *stratum) {
                    strata.push((position..position, cohorts.len()..cohorts.len()));
                }
                cohorts.push(Cohort { stratum: *stratum, opening, range: position..position + 1 });
            }
            if let Some((positions, members)) = strata.last_mut() {
                positions.end = position + 1;
                members.end = cohorts.len();
            }
        }
        let mut number = vec![usize::MAX; grid.clusters.len()];
        let mut clusters = 0;
        let mut treated = vec![false; grid.clusters.len()];
        let cluster = order
            .iter()
            .map(|(_, opening, s)| {
                let c = grid.series[*s].cluster;
                treated[c] |= *opening != usize::MAX;
                if number[c] == usize::MAX {
                    number[c] = clusters;
                    clusters += 1;
                }
                number[c]
            })
            .collect();
        let mut y = vec![f64::NAN; n * t_all];
        let mut w = vec![0.0; n * t_all];
        let mut rows = vec![0; n * t_all];
        for (position, (_, _, s)) in order.iter().enumerate() {
            for t in 0..t_all {
                let cell = s * t_all + t;
                if grid.size[cell] > 0.0 {
                    y[t * n + position] = grid.outcome[cell];
                    w[t * n + position] = grid.size[cell];
                    rows[t * n + position] = grid.rows_in(cell) as u32;
                }
            }
        }
        let present: Vec<usize> =
            (0..t_all).filter(|t| w[t * n..(t + 1) * n].iter().any(|x| *x > 0.0)).collect();
        let first = w.iter().copied().find(|x| *x > 0.0).unwrap_or(1.0);
        let even = present.iter().all(|t| w[t * n..(t + 1) * n].iter().all(|x| x.total_cmp(&first).is_eq()));
        Self {
            list: cohorts,
            strata,
            cluster,
            clusters,
            treated_clusters: treated.iter().filter(|x| **x).count(),
            y,
            w: (!even).then_some(w),
            rows,
            present,
            n,
        }
    }

    /// Outcomes of a period by position.
    pub fn period(&self, t: usize) -> &[f64] {
        &self.y[t * self.n..(t + 1) * self.n]
    }

    /// Weights of a period by position; None when all are alike and none is missing.
    pub fn weights(&self, t: usize) -> Option<&[f64]> {
        self.w.as_ref().map(|w| &w[t * self.n..(t + 1) * self.n])
    }

    /// Weight of a cell (0 when missing).
    pub fn weight(&self, t: usize, position: usize) -> f64 {
        self.w.as_ref().map_or(1.0, |w| w[t * self.n + position])
    }

    /// The last observed period before the opening.
    pub fn base(&self, opening: usize) -> Option<usize> {
        self.present.iter().copied().take_while(|t| *t < opening).last()
    }

    /// Whether a period is at or after a cohort's opening.
    pub fn after(&self, cohort: usize, t: usize) -> bool {
        self.list[cohort].opening.is_some_and(|g| t >= g)
    }

    /// Whether any unit misses a period that others have.
    pub fn gaps(&self) -> bool {
        self.w.is_some() && self.present.iter().any(|t| self.weights(*t).is_some_and(|w| w.contains(&0.0)))
    }

    /// Rows in use.
    pub fn all_rows(&self) -> usize {
        self.rows.iter().map(|r| *r as usize).sum()
    }

    /// Σ over clusters of (Σ of influence within)².
    pub fn clustered_square(&self, influence: &[f64], scratch: &mut Vec<f64>) -> f64 {
        if self.clusters == self.n {
            return influence.iter().map(|x| x * x).sum();
        }
        scratch.clear();
        scratch.resize(self.clusters, 0.0);
        for (x, c) in influence.iter().zip(&self.cluster) {
            scratch[*c] += x;
        }
        scratch.iter().map(|x| x * x).sum()
    }

    /// Openings with only one or two units (in any stratum), with their number.
    pub fn small(&self) -> Vec<(usize, usize)> {
        let mut small: Vec<(usize, usize)> = self
            .list
            .iter()
            .filter(|c| c.range.len() <= 2)
            .filter_map(|c| c.opening.map(|g| (g, c.range.len())))
            .collect();
        small.sort_unstable();
        small.dedup_by_key(|(g, _)| *g);
        small
    }
}
