//! Many leave-one-out refits of one stratum at once.
//!
//! A refit starts at the full fit. A step solves (S − Σ of the cluster's own information) δ = score:
//! S⁻¹ of the full fit is known, and what the cluster takes away is moved to the right-hand side of a
//! short fixed-point iteration. The score is evaluated anew after each step, so the fixed S costs
//! rounds, not accuracy. Columns are refits: everything heavy is a matrix product, and refits that
//! have settled leave the batch.

use nalgebra::{DMatrix, DMatrixView, DVector};

use super::jackknife::{Fitted, Refit, Sums};
use crate::vector::{add_product, axpy, dot};

/// Refits at once: bounds the memory to series × columns.
pub(super) const COLUMNS: usize = 256;
/// Rounds before a refit is handed to the slow way.
const ROUNDS: usize = 25;

/// One refit under way.
struct Column<'a> {
    out: &'a [usize],
    /// μ at the full fit of the series left out.
    gone: Vec<Vec<f64>>,
    /// Untreated events per period of the others.
    col: DVector<f64>,
    score: DVector<f64>,
    season: DVector<f64>,
    /// Size of the first step.
    first: f64,
    settled: bool,
    failed: bool,
}

/// The refits without each group, which must leave the problem identified; `None` where one doesn't settle.
pub(super) fn refits(fitted: &Fitted, groups: &[&[usize]]) -> Vec<Option<Refit>> {
    let problem = &fitted.problem;
    let (t, n) = (problem.t, problem.series.len());
    let mut columns: Vec<Column> = groups.iter().map(|out| Column::new(fitted, out)).collect();
    let inverse = DMatrixView::from_slice(&fitted.inverse, t, t);
    // Untreated exposure, periods × series and series × periods; treated likewise.
    let part = |treated: bool| {
        DMatrix::from_fn(
            t,
            n,
            |p, i| if (p >= problem.pre[i]) == treated { problem.e[i * t + p] } else { 0.0 },
        )
    };
    let untreated = part(false);
    let untreated_by_series = untreated.transpose();
    for round in 0..ROUNDS {
        let active: Vec<usize> =
            (0..columns.len()).filter(|c| !columns[*c].settled && !columns[*c].failed).collect();
        if active.is_empty() {
            break;
        }
        if round > 0 {
            let seasons = DMatrix::from_fn(t, active.len(), |p, c| columns[active[c]].season[p]);
            let mut levels = &untreated_by_series * &seasons;
            set_levels(fitted, &columns, &active, &mut levels);
            let rates = &untreated * levels;
            for (place, c) in active.iter().enumerate() {
                let column = &mut columns[*c];
                for p in 0..t {
                    column.score[p] = column.col[p] - rates[(p, place)] * column.season[p];
                }
            }
        }
        step(fitted, inverse, &mut columns, &active, round);
    }
    finish(fitted, &columns, &part(true), &untreated_by_series)
}

/// Turns Σ e·season into levels; zero for the series left out.
fn set_levels(fitted: &Fitted, columns: &[Column], active: &[usize], sums: &mut DMatrix<f64>) {
    for (place, c) in active.iter().enumerate() {
        let mut own = sums.column_mut(place);
        for (level, row) in own.iter_mut().zip(&fitted.problem.row) {
            *level = row / *level;
        }
        columns[*c].out.iter().for_each(|i| own[*i] = 0.0);
    }
}

/// One step of every active refit.
fn step(
    fitted: &Fitted,
    inverse: DMatrixView<'_, f64>,
    columns: &mut [Column],
    active: &[usize],
    round: usize,
) {
    let t = fitted.problem.t;
    let scores = DMatrix::from_fn(t, active.len(), |p, c| columns[active[c]].score[p]);
    let mut steps = inverse * &scores;
    let mut open: Vec<usize> = (0..active.len()).collect();
    let mut settled = vec![false; active.len()];
    for _ in 0..12 {
        if open.is_empty() {
            break;
        }
        let mut right = scores.select_columns(open.iter());
        for (place, c) in open.iter().enumerate() {
            columns[active[*c]].give_back(
                fitted,
                steps.column(*c).as_slice(),
                right.column_mut(place).as_mut_slice(),
            );
        }
        let next = inverse * &right;
        open = open
            .iter()
            .enumerate()
            .filter_map(|(place, c)| {
                let change = (next.column(place) - steps.column(*c)).amax();
                steps.set_column(*c, &next.column(place));
                let size = next.column(place).amax();
                settled[*c] = change <= 0.02 * size * size.min(1.0) || change < 1e-12;
                (!settled[*c]).then_some(*c)
            })
            .collect();
    }
    for (place, c) in active.iter().enumerate() {
        let column = &mut columns[*c];
        let step = steps.column(place);
        let size = step.amax();
        if !size.is_finite() || size > 1.0 {
            column.failed = true;
            continue;
        }
        column.season.iter_mut().zip(step.iter()).for_each(|(b, d)| *b *= d.exp());
        if round == 0 {
            column.first = size;
        }
        // The information is that of the full fit: the error shrinks by about `first` a round.
        column.settled = settled[place] && size * column.first.max(size) < 1e-9;
    }
}

impl<'a> Column<'a> {
    fn new(fitted: &Fitted, out: &'a [usize]) -> Self {
        let problem = &fitted.problem;
        let t = problem.t;
        let mut events = DVector::zeros(t);
        let mut score = DVector::zeros(t);
        let mut gone = Vec::with_capacity(out.len());
        for &i in out {
            let pre = problem.pre[i];
            let mut mu = vec![0.0; t];
            let (level, season) = (fitted.solution.level[i], &fitted.solution.season[..pre]);
            add_product(level, problem.untreated(i), season, &mut mu[..pre]);
            axpy(1.0, &problem.y[i * t..i * t + pre], &mut events.as_mut_slice()[..pre]);
            axpy(1.0, &mu, score.as_mut_slice());
            gone.push(mu);
        }
        score -= &events;
        Self {
            out,
            gone,
            col: DVector::from_column_slice(&problem.col) - events,
            score,
            season: DVector::from_column_slice(&fitted.solution.season),
            first: 0.0,
            settled: false,
            failed: false,
        }
    }

    /// right += (information of the series left out) · step.
    fn give_back(&self, fitted: &Fitted, step: &[f64], right: &mut [f64]) {
        for (i, mu) in self.out.iter().zip(&self.gone) {
            let mean = dot(mu, step) / fitted.problem.row[*i];
            for ((r, m), d) in right.iter_mut().zip(mu).zip(step) {
                *r += m * (d - mean);
            }
        }
    }
}

/// Sums of the treated cells under each refit.
fn finish(
    fitted: &Fitted,
    columns: &[Column],
    treated: &DMatrix<f64>,
    untreated_by_series: &DMatrix<f64>,
) -> Vec<Option<Refit>> {
    let problem = &fitted.problem;
    let t = problem.t;
    let every: Vec<usize> = (0..columns.len()).collect();
    let seasons = DMatrix::from_fn(t, columns.len(), |p, c| columns[c].season[p]);
    let mut levels = untreated_by_series * &seasons;
    set_levels(fitted, columns, &every, &mut levels);
    let by_period = treated * &levels;
    let by_series = treated.transpose() * &seasons;
    let answer = |(c, column): (usize, &Column)| -> Option<Refit> {
        if !column.settled {
            return None;
        }
        let season = column.season.as_slice();
        let mut sums = Sums { observed: fitted.sums.observed.clone(), expected: vec![0.0; 2 * t + 1] };
        for (all, gone) in sums.observed.iter_mut().zip(fitted.observe(column.out)) {
            *all -= gone;
        }
        for p in 0..t {
            sums.expected[1 + p] = by_period[(p, c)] * season[p];
        }
        sums.expected[0] = sums.expected[1..=t].iter().sum();
        let mut expected = vec![0.0; problem.series.len()];
        let event = &mut sums.expected[1 + t..];
        for i in (0..problem.series.len()).filter(|i| problem.pre[*i] < t) {
            let (level, pre) = (levels[(i, c)], problem.pre[i]);
            expected[i] = level * by_series[(i, c)];
            add_product(level, &problem.e[fitted.treated(i)], &season[pre..], event);
        }
        column.out.iter().for_each(|i| expected[*i] = f64::NAN);
        Some(Refit { sums, expected, repeated: false })
    };
    columns.iter().enumerate().map(answer).collect()
}
