//! The dense grid the estimators work on: series (unit × group) × periods, missing cells marked.
//!
//! Here the specification meets the panel: filters, period limits, Covid, wash-in, groups, clusters,
//! and the rules on missing, zero and contradictory cells. No estimation here.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use crate::panel::{GroupColumn, Panel};
use crate::period::{Frequency, Period};
use crate::refusal::Refusal;
use crate::result::{Dropped, Rows};
use crate::specification::{Covid, Estimator, Family, Specification};

/// The largest grid that is taken: 40 million cells, 640 MB.
pub const CELL_LIMIT: u64 = 40_000_000;

/// One series: a unit in one stratum.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Index in [`Grid::units`].
    pub unit: usize,
    /// Index in [`Grid::strata`].
    pub stratum: usize,
    /// Index in [`Grid::clusters`].
    pub cluster: usize,
    /// Index of the first treated period, counted from the grid's first; may lie outside the grid.
    /// None for never treated.
    pub opening: Option<i32>,
    /// Periods before the opening within the grid: cells `..pre` are untreated, `pre..` treated.
    /// The number of periods when never treated.
    pub pre: usize,
}

/// One combination of the `--by` groups.
#[derive(Clone, Debug, PartialEq)]
pub struct Stratum {
    /// Levels in the order of [`Grid::by`]; empty without `--by`.
    pub levels: Vec<String>,
    /// Its series: a contiguous range.
    pub series: Range<usize>,
}

/// Series × periods. Cell (s, t) is at index `s * periods + t`.
///
/// Rows that share unit, stratum and period (groups not in `--by`) are joined so that every estimate
/// and clustered error is that of the single rows. Poisson: outcome = Σ w·y, size = Σ w·exposure.
/// Linear: outcome = weighted mean, size = Σ w.
#[derive(Clone, Debug)]
pub struct Grid {
    /// Length of a period.
    pub frequency: Frequency,
    /// First period.
    pub first: Period,
    /// Number of periods, T. Without holes: a period nobody reported is there, missing.
    pub periods: usize,
    /// Unit names, sorted.
    pub units: Vec<String>,
    /// Cluster names.
    pub clusters: Vec<String>,
    /// Names of the groups in the fixed effects.
    pub by: Vec<String>,
    /// Strata, sorted; together they cover `series`.
    pub strata: Vec<Stratum>,
    /// Series, sorted by stratum, then unit.
    pub series: Vec<Series>,
    /// Outcome; NaN where missing.
    pub outcome: Vec<f64>,
    /// Exposure (Poisson) or weight (linear); 0 where missing.
    pub size: Vec<f64>,
    /// Rows behind each cell, if ever more than one.
    pub rows: Option<Vec<u32>>,
    /// Values of the 0/1 terms by cell, in the order of the specification.
    pub terms: Vec<Vec<bool>>,
}

/// What became of the rows so far, and what the reader must know.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Rows read, used and dropped.
    pub rows: Rows,
    /// Warnings.
    pub warnings: Vec<String>,
}

impl Ledger {
    /// Notes rows left out; the same reason is joined.
    pub fn leave_out(&mut self, reason: &str, count: usize, units: Vec<String>) {
        if count == 0 && units.is_empty() {
            return;
        }
        let found = self.rows.dropped.iter().position(|d| d.reason == reason);
        let entry = if let Some(i) = found {
            &mut self.rows.dropped[i]
        } else {
            self.rows.dropped.push(Dropped { reason: reason.to_owned(), count: 0, units: Vec::new() });
            self.rows.dropped.last_mut().expect("just pushed")
        };
        entry.count += count;
        entry.units.extend(units);
        entry.units.sort();
        entry.units.dedup();
    }
}

impl Grid {
    /// Cells of a series: outcome (NaN missing).
    pub fn y(&self, series: usize) -> &[f64] {
        &self.outcome[series * self.periods..(series + 1) * self.periods]
    }

    /// Cells of a series: exposure or weight (0 missing).
    pub fn e(&self, series: usize) -> &[f64] {
        &self.size[series * self.periods..(series + 1) * self.periods]
    }

    /// The period at an index.
    pub fn period(&self, t: usize) -> Period {
        self.first.plus(t as i32)
    }

    /// All periods as text.
    pub fn labels(&self) -> Vec<String> {
        (0..self.periods).map(|t| self.period(t).to_string()).collect()
    }

    /// Rows behind a cell (0 when missing).
    pub fn rows_in(&self, cell: usize) -> usize {
        if self.size[cell] > 0.0 { self.rows.as_ref().map_or(1, |r| r[cell] as usize) } else { 0 }
    }

    /// Rows behind a series.
    pub fn rows_of(&self, series: usize) -> usize {
        (series * self.periods..(series + 1) * self.periods).map(|c| self.rows_in(c)).sum()
    }

    /// Rows behind the whole grid.
    pub fn all_rows(&self) -> usize {
        (0..self.outcome.len()).map(|c| self.rows_in(c)).sum()
    }

    /// Name of a stratum: `age=80+,org=kad`; empty without groups.
    pub fn stratum_name(&self, stratum: usize) -> String {
        let levels = &self.strata[stratum].levels;
        self.by.iter().zip(levels).map(|(b, l)| format!("{b}={l}")).collect::<Vec<_>>().join(",")
    }

    /// Keeps only some series (in order) and forgets units and clusters without any.
    #[must_use]
    pub fn retain(&self, keep: &[bool]) -> Self {
        let t = self.periods;
        let mut out = Self {
            outcome: Vec::new(),
            size: Vec::new(),
            series: Vec::new(),
            strata: Vec::new(),
            ..self.clone()
        };
        let mut rows = self.rows.as_ref().map(|_| Vec::new());
        let mut terms: Vec<Vec<bool>> = vec![Vec::new(); self.terms.len()];
        for stratum in &self.strata {
            let start = out.series.len();
            for s in stratum.series.clone().filter(|s| keep[*s]) {
                let cells = s * t..(s + 1) * t;
                let mut series = self.series[s].clone();
                series.stratum = out.strata.len();
                out.series.push(series);
                out.outcome.extend_from_slice(&self.outcome[cells.clone()]);
                out.size.extend_from_slice(&self.size[cells.clone()]);
                if let (Some(to), Some(from)) = (&mut rows, &self.rows) {
                    to.extend_from_slice(&from[cells.clone()]);
                }
                for (to, from) in terms.iter_mut().zip(&self.terms) {
                    to.extend_from_slice(&from[cells.clone()]);
                }
            }
            if out.series.len() > start {
                out.strata.push(Stratum { levels: stratum.levels.clone(), series: start..out.series.len() });
            }
        }
        out.rows = rows;
        out.terms = terms;
        (out.units, out.clusters) = (Vec::new(), Vec::new());
        let mut unit_of = BTreeMap::new();
        let mut cluster_of = BTreeMap::new();
        for series in &mut out.series {
            unit_of.entry(series.unit).or_insert(0);
            cluster_of.entry(series.cluster).or_insert(0);
        }
        for (i, (old, new)) in unit_of.iter_mut().enumerate() {
            *new = i;
            out.units.push(self.units[*old].clone());
        }
        for (i, (old, new)) in cluster_of.iter_mut().enumerate() {
            *new = i;
            out.clusters.push(self.clusters[*old].clone());
        }
        for series in &mut out.series {
            series.unit = unit_of[&series.unit];
            series.cluster = cluster_of[&series.cluster];
        }
        out
    }

    /// Makes the grid of a specification.
    ///
    /// # Errors
    /// Options that can't go together, columns that aren't there, negative or fractional counts in a
    /// Poisson model, events without population, a unit in two clusters, a grid over [`CELL_LIMIT`].
    pub fn build(panel: &Panel, spec: &Specification) -> Result<(Self, Ledger), Refusal> {
        spec.check()?;
        check_numbers(panel, spec)?;
        let mut ledger = Ledger::default();
        ledger.rows.read = panel.rows();
        let kept = keep_rows(panel, spec, &mut ledger)?;
        if kept.is_empty() {
            return Ok((Self::empty(panel, spec), ledger));
        }
        let grid = fill(panel, spec, &kept)?;
        warn_missing(&grid, spec, &mut ledger);
        Ok((grid, ledger))
    }

    fn empty(panel: &Panel, spec: &Specification) -> Self {
        Self {
            frequency: panel.frequency,
            first: Period::from_ordinal(panel.frequency, 0),
            periods: 0,
            units: Vec::new(),
            clusters: Vec::new(),
            by: spec.by.clone(),
            strata: Vec::new(),
            series: Vec::new(),
            outcome: Vec::new(),
            size: Vec::new(),
            rows: None,
            terms: vec![Vec::new(); spec.terms.len()],
        }
    }
}

/// Counts must be counts, exposures and weights not negative.
fn check_numbers(panel: &Panel, spec: &Specification) -> Result<(), Refusal> {
    if spec.family() == Family::Poisson {
        for (row, y) in panel.outcome.iter().enumerate().filter(|(_, y)| !y.is_nan()) {
            let line = u64::from(panel.line[row]);
            if *y < 0.0 {
                return Err(Refusal::NegativeCount { row: line, value: *y });
            }
            // A column named on purpose may be a rate: the Poisson pseudo-likelihood needs no counts.
            let rate = spec.outcome != "outcome" && spec.estimator != Estimator::Its;
            if y.fract() != 0.0 && !rate {
                return Err(Refusal::FractionalCount { row: line, value: *y });
            }
        }
    }
    for (name, values) in [("exposure", &panel.exposure), ("weight", &panel.weight)] {
        if let Some(row) = values.iter().position(|x| *x < 0.0) {
            let column = match name {
                "exposure" => spec.exposure.as_deref().unwrap_or("population"),
                _ => spec.weights.as_deref().unwrap_or("weight"),
            };
            return Err(Refusal::NegativeNumber {
                row: u64::from(panel.line[row]),
                column: column.to_owned(),
                value: values[row],
            });
        }
    }
    Ok(())
}

fn column<'a>(panel: &'a Panel, name: &str, option: &'static str) -> Result<&'a GroupColumn, Refusal> {
    panel.group(name).ok_or_else(|| Refusal::MissingColumn {
        column: name.to_owned(),
        found: panel.groups.iter().map(|g| g.name.as_str()).collect::<Vec<_>>().join(", "),
        option,
    })
}

/// Indices of the rows that stay.
fn keep_rows(panel: &Panel, spec: &Specification, ledger: &mut Ledger) -> Result<Vec<u32>, Refusal> {
    const REASONS: [&str; 7] = [
        "not in --where",
        "before --from or after --to",
        "March 2020 – December 2021 (Covid)",
        "months after the opening left out (wash-in)",
        "outcome missing",
        "population 0 or missing, and no events",
        "weight 0 or missing",
    ];
    let mut wanted: Vec<(&[u32], Vec<bool>)> = Vec::new();
    let mut wanted_unit = vec![true; panel.units.len()];
    for filter in &spec.filters {
        if filter.column == "unit" {
            for (unit, keep) in panel.units.iter().zip(&mut wanted_unit) {
                *keep &= filter.levels.contains(&unit.name);
            }
        } else {
            let group = column(panel, &filter.column, "--where")?;
            wanted.push((&group.codes, group.levels.iter().map(|l| filter.levels.contains(l)).collect()));
        }
    }
    let outside = |p: Period| {
        let (first, last) = p.months();
        spec.from.is_some_and(|from| last < from.months().0 || (first < from.months().0))
            || spec.to.is_some_and(|to| last > to.months().1)
    };
    let poisson = spec.family() == Family::Poisson;
    let months = panel.frequency.months();
    let mut kept = Vec::with_capacity(panel.rows());
    let mut counts = [0_usize; REASONS.len()];
    let mut units: Vec<Vec<bool>> = vec![vec![false; panel.units.len()]; REASONS.len()];
    let mut faults: Vec<usize> = Vec::new();
    for row in 0..panel.rows() {
        let unit = &panel.units[panel.unit[row] as usize];
        let period = Period::from_ordinal(panel.frequency, panel.period[row]);
        let y = panel.outcome[row];
        let since = unit.first_treated.map(|g| (panel.period[row] - g.ordinal()) * months);
        let exposure = panel.exposure.get(row).copied().unwrap_or(1.0);
        let reason = if !wanted_unit[panel.unit[row] as usize]
            || wanted.iter().any(|(codes, keep)| !keep[codes[row] as usize])
        {
            0
        } else if outside(period) {
            1
        } else if spec.covid == Covid::Exclude && period.in_covid() {
            2
        } else if since.is_some_and(|m| m >= 0 && m < spec.wash_in) {
            3
        } else if y.is_nan() {
            4
        } else if poisson && (exposure.is_nan() || exposure <= 0.0) {
            if y > 0.0 {
                faults.push(row);
            }
            5
        } else if panel.weight.get(row).is_some_and(|w| w.is_nan() || *w <= 0.0) {
            6
        } else {
            kept.push(row as u32);
            continue;
        };
        counts[reason] += 1;
        units[reason][panel.unit[row] as usize] = true;
    }
    if !faults.is_empty() {
        return Err(without_population(panel, &faults));
    }
    for (i, reason) in REASONS.iter().enumerate() {
        // Filters and periods concern everyone; only gaps are named by unit.
        let names = |list: &Vec<bool>| {
            panel.units.iter().zip(list).filter(|(_, hit)| **hit).map(|(u, _)| u.name.clone()).collect()
        };
        ledger.leave_out(reason, counts[i], if i >= 4 { names(&units[i]) } else { Vec::new() });
    }
    Ok(kept)
}

fn without_population(panel: &Panel, faults: &[usize]) -> Refusal {
    let described: Vec<String> = faults
        .iter()
        .take(10)
        .map(|&row| {
            format!(
                "line {} (unit «{}», {}{})",
                panel.line[row],
                panel.units[panel.unit[row] as usize].name,
                Period::from_ordinal(panel.frequency, panel.period[row]),
                panel.describe_groups(row)
            )
        })
        .collect();
    let more = if faults.len() > 10 { ", …" } else { "" };
    Refusal::EventsWithoutPopulation { count: faults.len(), rows: described.join(", ") + more }
}

/// Cluster of each unit (by name's index), refusing a unit in two.
fn clusters(panel: &Panel, spec: &Specification) -> Result<(Vec<usize>, Vec<String>), Refusal> {
    let Some(name) = spec.cluster.as_deref().filter(|c| *c != "unit") else {
        return Ok(((0..panel.units.len()).collect(), panel.units.iter().map(|u| u.name.clone()).collect()));
    };
    let group = column(panel, name, "--cluster")?;
    let mut of = vec![usize::MAX; panel.units.len()];
    for (row, &code) in group.codes.iter().enumerate() {
        let unit = panel.unit[row] as usize;
        if of[unit] == usize::MAX {
            of[unit] = code as usize;
        } else if of[unit] != code as usize {
            return Err(Refusal::TwoClusters {
                row: u64::from(panel.line[row]),
                unit: panel.units[unit].name.clone(),
                value: group.levels[code as usize].clone(),
                other: group.levels[of[unit]].clone(),
            });
        }
    }
    Ok((of, group.levels.clone()))
}

/// Puts the kept rows into a grid.
#[allow(clippy::too_many_lines, reason = "one walk from rows to cells; its tables are used once each")]
fn fill(panel: &Panel, spec: &Specification, kept: &[u32]) -> Result<Grid, Refusal> {
    let (cluster_of, cluster_names) = clusters(panel, spec)?;
    let by: Vec<&GroupColumn> = spec.by.iter().map(|b| column(panel, b, "--by")).collect::<Result<_, _>>()?;
    let (first, last) = kept.iter().fold((i32::MAX, i32::MIN), |(a, b), &r| {
        let p = panel.period[r as usize];
        (a.min(p), b.max(p))
    });
    let periods = (last - first) as usize + 1;
    // Series in use, by (stratum key, unit).
    let key = |row: usize| by.iter().fold(0_u64, |k, g| k * g.levels.len() as u64 + u64::from(g.codes[row]));
    let mut found: HashMap<(u64, u32), u32> = HashMap::new();
    let mut series_of = Vec::with_capacity(kept.len());
    let mut last_key = None;
    for &row in kept {
        let k = (key(row as usize), panel.unit[row as usize]);
        let index = match last_key {
            Some((known, index)) if known == k => index,
            _ => {
                let next = found.len() as u32;
                *found.entry(k).or_insert(next)
            }
        };
        last_key = Some((k, index));
        series_of.push(index);
    }
    let cells = found.len() as u64 * periods as u64;
    if cells > CELL_LIMIT {
        let text = |p| Period::from_ordinal(panel.frequency, p).to_string();
        return Err(Refusal::TooLarge { cells, limit: CELL_LIMIT, first: text(first), last: text(last) });
    }
    // Order: stratum levels as text, then unit name.
    let levels = |mut k: u64| {
        let mut out = vec![String::new(); by.len()];
        for (slot, g) in out.iter_mut().zip(&by).rev() {
            let n = g.levels.len() as u64;
            slot.clone_from(&g.levels[(k % n) as usize]);
            k /= n;
        }
        out
    };
    let keys: std::collections::BTreeSet<u64> = found.keys().map(|(k, _)| *k).collect();
    let mut named: Vec<(Vec<String>, u64)> = keys.into_iter().map(|k| (levels(k), k)).collect();
    named.sort();
    let rank: HashMap<u64, usize> = named.iter().enumerate().map(|(i, (_, k))| (*k, i)).collect();
    let mut used: Vec<u32> = found.keys().map(|(_, u)| *u).collect();
    used.sort_unstable();
    used.dedup();
    used.sort_by(|a, b| panel.units[*a as usize].name.cmp(&panel.units[*b as usize].name));
    let mut unit_rank = vec![usize::MAX; panel.units.len()];
    for (i, u) in used.iter().enumerate() {
        unit_rank[*u as usize] = i;
    }
    let mut order: Vec<(usize, usize, u32, u32)> =
        found.iter().map(|((k, u), i)| (rank[k], unit_rank[*u as usize], *u, *i)).collect();
    order.sort_unstable();
    let mut cluster_used: Vec<usize> = used.iter().map(|u| cluster_of[*u as usize]).collect();
    cluster_used.sort_by(|a, b| cluster_names[*a].cmp(&cluster_names[*b]));
    cluster_used.dedup();
    let cluster_rank: HashMap<usize, usize> = cluster_used.iter().enumerate().map(|(i, c)| (*c, i)).collect();

    let mut place = vec![0_usize; found.len()];
    let mut series = Vec::with_capacity(order.len());
    let mut strata: Vec<Stratum> =
        named.into_iter().map(|(levels, _)| Stratum { levels, series: 0..0 }).collect();
    for (i, (stratum, unit, panel_unit, index)) in order.into_iter().enumerate() {
        place[index as usize] = i;
        let range = &mut strata[stratum].series;
        if range.start == range.end {
            range.start = i;
        }
        range.end = i + 1;
        let opening = panel.units[panel_unit as usize].first_treated.map(|g| g.ordinal() - first);
        let pre = opening.map_or(periods, |g| g.clamp(0, periods as i32) as usize);
        series.push(Series {
            unit,
            stratum,
            cluster: cluster_rank[&cluster_of[panel_unit as usize]],
            opening,
            pre,
        });
    }
    let mut grid = Grid {
        frequency: panel.frequency,
        first: Period::from_ordinal(panel.frequency, first),
        periods,
        units: used.iter().map(|u| panel.units[*u as usize].name.clone()).collect(),
        clusters: cluster_used.iter().map(|c| cluster_names[*c].clone()).collect(),
        by: spec.by.clone(),
        strata,
        outcome: vec![f64::NAN; series.len() * periods],
        size: vec![0.0; series.len() * periods],
        series,
        rows: None,
        terms: vec![vec![false; cells as usize]; spec.terms.len()],
    };
    let poisson = spec.family() == Family::Poisson;
    let mut counts: Option<Vec<u32>> = None;
    for (&row, &index) in kept.iter().zip(&series_of) {
        let row = row as usize;
        let cell = place[index as usize] * periods + (panel.period[row] - first) as usize;
        let weight = panel.weight.get(row).copied().unwrap_or(1.0);
        let size = if poisson { weight * panel.exposure.get(row).copied().unwrap_or(1.0) } else { weight };
        let y = panel.outcome[row];
        let old = grid.size[cell];
        if old > 0.0 {
            let counts = counts.get_or_insert_with(|| vec![1; grid.outcome.len()]);
            counts[cell] += 1;
            if poisson {
                grid.outcome[cell] += weight * y;
            } else {
                grid.outcome[cell] += (y - grid.outcome[cell]) * weight / (old + weight);
            }
            grid.size[cell] += size;
        } else {
            grid.outcome[cell] = if poisson { weight * y } else { y };
            grid.size[cell] = size;
        }
        for (term, values) in grid.terms.iter_mut().zip(&panel.terms) {
            if old > 0.0 && term[cell] != values[row] {
                return Err(Refusal::Incompatible(format!(
                    "line {}: a 0/1 term differs between rows of unit «{}» in {}; add the group that tells them apart to --by",
                    panel.line[row],
                    panel.units[panel.unit[row] as usize].name,
                    Period::from_ordinal(panel.frequency, panel.period[row])
                )));
            }
            term[cell] = values[row];
        }
    }
    grid.rows = counts;
    Ok(grid)
}

/// Flags series with over 10 % missing, or a gap within three months of the opening.
fn warn_missing(grid: &Grid, spec: &Specification, ledger: &mut Ledger) {
    let left_out = |t: usize, series: &Series| {
        let since = series.opening.map(|g| (t as i32 - g) * grid.frequency.months());
        (spec.covid == Covid::Exclude && grid.period(t).in_covid())
            || since.is_some_and(|m| m >= 0 && m < spec.wash_in)
    };
    let (mut many, mut near) = (Vec::new(), Vec::new());
    for (s, series) in grid.series.iter().enumerate() {
        let (mut missing, mut all, mut close) = (0, 0, false);
        for (t, size) in grid.e(s).iter().enumerate().filter(|(t, _)| !left_out(*t, series)) {
            all += 1;
            if *size == 0.0 {
                missing += 1;
                let distance = series.opening.map(|g| (t as i32 - g) * grid.frequency.months());
                close |= distance.is_some_and(|d| (-3..=3).contains(&d));
            }
        }
        let name = &grid.units[series.unit];
        if missing * 10 > all && !many.contains(name) {
            many.push(name.clone());
        }
        if close && !near.contains(name) {
            near.push(name.clone());
        }
    }
    if !many.is_empty() {
        ledger.warnings.push(format!("over 10 % of the periods are missing in {}", list(&many)));
    }
    if !near.is_empty() {
        ledger
            .warnings
            .push(format!("periods are missing within 3 months of the opening in {}", list(&near)));
    }
}

/// `a, b, c and 4 more`.
pub(crate) fn list(names: &[String]) -> String {
    let shown = names.iter().take(8).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > 8 {
        format!("{} units: {shown} and {} more", names.len(), names.len() - 8)
    } else {
        shown
    }
}
