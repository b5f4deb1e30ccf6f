//! Two-way fixed effects with 0/1 terms, Poisson and linear: the machine behind `twfe` and `event-study`.
//!
//! **Model.** η = α(series) + γ(period×stratum) + Σ β·x, with E[Y] = exposure·exp η (Poisson) or
//! E[Y] = η (linear, weighted). **Fit.** Series effects are profiled out in closed form; what is left
//! is a Newton system in the periods (per stratum) and the terms (shared). Cells are grouped by which
//! terms they carry, so a 0/1 design costs one small integer a cell: no dummies, no logs in loops.
//! **Shapes.** n series × T periods per stratum, K terms; a step costs O(n·(T+K)²).
//! **Source.** Correia, Guimarães & Zylkin (2020), Stata Journal 20(1), for the profile view.

pub(crate) mod solve;
pub(crate) mod variance;
pub(crate) mod wild;

use std::collections::HashMap;

use crate::grid::{Grid, Ledger};
use crate::specification::Family;

/// Series × periods of one stratum.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    /// Periods.
    pub t: usize,
    /// Index in the grid of each series.
    pub series: Vec<usize>,
    /// Place of its cluster.
    pub cluster: Vec<usize>,
    /// Outcome; 0 where missing.
    pub y: Vec<f64>,
    /// Exposure or weight; 0 where missing.
    pub e: Vec<f64>,
    /// Which combination of terms a cell carries; 0 is none.
    pub combo: Vec<u16>,
    /// Periods solved for: those with cells, but one held fixed in each chain.
    pub free: Vec<usize>,
    /// Periods with cells.
    pub periods: usize,
}

/// The whole problem.
#[derive(Clone, Debug)]
pub(crate) struct Design {
    pub family: Family,
    pub blocks: Vec<Block>,
    /// Names of the terms.
    pub names: Vec<String>,
    /// Terms of each combination; the first is empty.
    pub combos: Vec<Vec<usize>>,
    /// Rows behind all cells.
    pub rows: usize,
    /// Number of clusters.
    pub clusters: usize,
    /// Clusters with a cell that carries a term.
    pub treated: usize,
}

/// Collects the combinations of terms while cells are labelled.
#[derive(Debug, Default)]
struct Combos {
    known: HashMap<Vec<usize>, u16>,
    list: Vec<Vec<usize>>,
}

impl Combos {
    fn of(&mut self, terms: &[usize]) -> u16 {
        if let Some(id) = self.known.get(terms) {
            return *id;
        }
        let id = self.list.len() as u16;
        self.list.push(terms.to_vec());
        self.known.insert(terms.to_vec(), id);
        id
    }
}

impl Design {
    /// The design of a grid with these terms; `terms(series, period)` lists the terms a cell carries.
    ///
    /// Poisson: series, periods and terms without any event can't be fitted; they are listed.
    pub fn new(
        grid: &Grid,
        family: Family,
        names: Vec<String>,
        terms: impl Fn(usize, usize) -> Vec<usize>,
        ledger: &mut Ledger,
    ) -> Self {
        let t = grid.periods;
        let mut combos = Combos::default();
        combos.of(&[]);
        let mut labels = vec![0_u16; grid.outcome.len()];
        for s in 0..grid.series.len() {
            for p in (0..t).filter(|p| grid.e(s)[*p] > 0.0) {
                labels[s * t + p] = combos.of(&terms(s, p));
            }
        }
        let mut there: Vec<bool> = grid.size.iter().map(|e| *e > 0.0).collect();
        if family == Family::Poisson {
            leave_out_empty(grid, &names, &combos.list, &labels, &mut there, ledger);
        }
        let mut blocks = Vec::new();
        for stratum in &grid.strata {
            let present = |s: &usize| (0..t).any(|p| there[s * t + p]);
            let series: Vec<usize> = stratum.series.clone().filter(present).collect();
            if !series.is_empty() {
                blocks.push(Block::new(grid, series, &there, &labels));
            }
        }
        let mut design =
            Self { family, blocks, names, combos: combos.list, rows: 0, clusters: 0, treated: 0 };
        design.count(grid);
        ledger.rows.used = design.rows;
        design
    }

    fn count(&mut self, grid: &Grid) {
        let mut rank = vec![usize::MAX; grid.clusters.len()];
        let mut treated = vec![false; grid.clusters.len()];
        let mut next = 0;
        for block in &mut self.blocks {
            for (i, s) in block.series.iter().enumerate() {
                let cluster = grid.series[*s].cluster;
                if rank[cluster] == usize::MAX {
                    rank[cluster] = next;
                    next += 1;
                }
                block.cluster[i] = rank[cluster];
                let cells = i * block.t..(i + 1) * block.t;
                treated[rank[cluster]] |= block.combo[cells.clone()].iter().any(|c| *c != 0);
                self.rows += cells
                    .filter(|c| block.e[*c] > 0.0)
                    .map(|c| grid.rows_in(s * grid.periods + c - i * block.t))
                    .sum::<usize>();
            }
        }
        self.clusters = next;
        self.treated = treated.iter().filter(|t| **t).count();
    }

    /// Parameters that count in the small-sample factor: terms and periods, not the nested series.
    pub fn parameters(&self, terms: usize) -> usize {
        terms + self.blocks.iter().map(|b| b.periods).sum::<usize>()
    }

    /// The same without one cluster; `None` when nothing is left.
    pub fn without(&self, cluster: usize) -> Option<Self> {
        let mut design = self.clone();
        design.blocks.clear();
        for block in &self.blocks {
            let keep: Vec<usize> = (0..block.series.len()).filter(|i| block.cluster[*i] != cluster).collect();
            if !keep.is_empty() {
                design.blocks.push(block.only(&keep));
            }
        }
        (!design.blocks.is_empty()).then_some(design)
    }
}

impl Block {
    fn new(grid: &Grid, series: Vec<usize>, there: &[bool], labels: &[u16]) -> Self {
        let t = grid.periods;
        let n = series.len();
        let mut block = Self {
            t,
            cluster: vec![0; n],
            y: vec![0.0; n * t],
            e: vec![0.0; n * t],
            combo: vec![0; n * t],
            free: Vec::new(),
            periods: 0,
            series,
        };
        for (i, s) in block.series.iter().enumerate() {
            for p in (0..t).filter(|p| there[s * t + p]) {
                block.y[i * t + p] = grid.outcome[s * t + p];
                block.e[i * t + p] = grid.size[s * t + p];
                block.combo[i * t + p] = labels[s * t + p];
            }
        }
        block.hold();
        block
    }

    /// Decides which periods are solved for.
    fn hold(&mut self) {
        let t = self.t;
        let mut cells = vec![0_usize; t];
        for row in self.e.chunks_exact(t) {
            for (count, e) in cells.iter_mut().zip(row) {
                *count += usize::from(*e > 0.0);
            }
        }
        let chains = crate::chains::Chains::new(self.series.len(), t, |i, p| self.e[i * t + p] > 0.0).all();
        let held: Vec<usize> = chains
            .iter()
            .filter_map(|(_, periods)| periods.iter().copied().max_by_key(|p| cells[*p]))
            .collect();
        self.free = (0..t).filter(|p| cells[*p] > 0 && !held.contains(p)).collect();
        self.periods = cells.iter().filter(|c| **c > 0).count();
    }

    fn only(&self, keep: &[usize]) -> Self {
        let t = self.t;
        let rows = |x: &[f64]| keep.iter().flat_map(|i| x[i * t..(i + 1) * t].iter().copied()).collect();
        let mut block = Self {
            t,
            series: keep.iter().map(|i| self.series[*i]).collect(),
            cluster: keep.iter().map(|i| self.cluster[*i]).collect(),
            y: rows(&self.y),
            e: rows(&self.e),
            combo: keep.iter().flat_map(|i| self.combo[i * t..(i + 1) * t].iter().copied()).collect(),
            free: Vec::new(),
            periods: 0,
        };
        block.hold();
        block
    }
}

/// Series, periods and terms without events have no finite effect: their cells go, listed.
fn leave_out_empty(
    grid: &Grid,
    names: &[String],
    combos: &[Vec<usize>],
    labels: &[u16],
    there: &mut [bool],
    ledger: &mut Ledger,
) {
    let t = grid.periods;
    loop {
        let mut changed = false;
        let mut events = vec![0.0; names.len()];
        let mut cells = vec![0_usize; names.len()];
        for (c, label) in labels.iter().enumerate().filter(|(c, l)| there[*c] && **l != 0) {
            for k in &combos[*label as usize] {
                events[*k] += grid.outcome[c];
                cells[*k] += 1;
            }
        }
        for k in (0..names.len()).filter(|k| cells[*k] > 0 && events[*k] == 0.0) {
            let hit: Vec<usize> =
                (0..labels.len()).filter(|c| there[*c] && combos[labels[*c] as usize].contains(&k)).collect();
            let rows = hit.iter().map(|c| grid.rows_in(*c)).sum();
            for c in &hit {
                there[*c] = false;
            }
            ledger.leave_out(
                &format!("no events in the cells of {}: can't be estimated", names[k]),
                rows,
                Vec::new(),
            );
            changed = true;
        }
        for s in 0..grid.series.len() {
            let present: Vec<usize> = (s * t..(s + 1) * t).filter(|c| there[*c]).collect();
            if !present.is_empty() && present.iter().all(|c| grid.outcome[*c] == 0.0) {
                for c in &present {
                    there[*c] = false;
                }
                let rows = present.iter().map(|c| grid.rows_in(*c)).sum();
                ledger.leave_out("no events", rows, vec![grid.units[grid.series[s].unit].clone()]);
                changed = true;
            }
        }
        for stratum in &grid.strata {
            for p in 0..t {
                let present: Vec<usize> =
                    stratum.series.clone().map(|s| s * t + p).filter(|c| there[*c]).collect();
                if !present.is_empty() && present.iter().all(|c| grid.outcome[*c] == 0.0) {
                    for c in &present {
                        there[*c] = false;
                    }
                    let rows = present.iter().map(|c| grid.rows_in(*c)).sum();
                    ledger.leave_out("periods without any event", rows, Vec::new());
                    changed = true;
                }
            }
        }
        if !changed {
            return;
        }
    }
}
