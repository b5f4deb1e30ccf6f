//! A panel as it was read: one row per unit, period and group, in columns.
//!
//! The panel knows nothing of models; filters, borders between treated and untreated and the dense
//! grid the estimators work on are made in [`crate::grid`]. Missing numbers are kept as NaN inside
//! and never leave the crate.

use std::collections::HashMap;

use crate::period::{Frequency, Period};
use crate::refusal::Refusal;

/// One row on its way into a panel.
#[derive(Clone, Debug, Default)]
pub struct Row<'a> {
    /// Line of the file, or 0 to number the rows in order.
    pub line: u64,
    /// Unit, e.g. the municipality's number.
    pub unit: &'a str,
    /// Period.
    pub period: Option<Period>,
    /// Outcome; missing is missing, never zero.
    pub outcome: Option<f64>,
    /// Population or other exposure.
    pub exposure: Option<f64>,
    /// Weight.
    pub weight: Option<f64>,
    /// First treated period of the unit; none for never.
    pub first_treated: Option<Period>,
    /// Levels of the group columns, in the order given to [`Builder::new`].
    pub groups: &'a [&'a str],
    /// Values of the 0/1 terms, in order.
    pub terms: &'a [bool],
    /// Fingerprint of group columns nobody named (0 when there are none): part of the row's key.
    pub other: u64,
}

/// A unit and when it opened.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// As written.
    pub name: String,
    /// First treated period; none for never.
    pub first_treated: Option<Period>,
    pub(crate) first_line: u64,
}

/// A group column: its name and the levels that occur, in order of appearance.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupColumn {
    /// As in the header.
    pub name: String,
    /// Levels; `codes` of the rows point here.
    pub levels: Vec<String>,
    pub(crate) codes: Vec<u32>,
}

/// A panel in columns. Build it with [`Builder`] or read it with [`crate::read_panel`].
#[derive(Clone, Debug)]
pub struct Panel {
    pub(crate) frequency: Frequency,
    pub(crate) units: Vec<Unit>,
    pub(crate) groups: Vec<GroupColumn>,
    pub(crate) term_names: Vec<String>,
    pub(crate) has_exposure: bool,
    pub(crate) has_weight: bool,
    pub(crate) line: Vec<u32>,
    pub(crate) unit: Vec<u32>,
    /// Running number of the period.
    pub(crate) period: Vec<i32>,
    pub(crate) outcome: Vec<f64>,
    pub(crate) exposure: Vec<f64>,
    pub(crate) weight: Vec<f64>,
    pub(crate) terms: Vec<Vec<bool>>,
    pub(crate) other: Vec<u64>,
}

impl Panel {
    /// Rows.
    pub fn rows(&self) -> usize {
        self.unit.len()
    }

    /// Length of its periods.
    pub fn frequency(&self) -> Frequency {
        self.frequency
    }

    /// Its units, in order of appearance.
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// Its 0/1 terms.
    pub fn terms(&self) -> &[String] {
        &self.term_names
    }

    /// Its group columns.
    pub fn groups(&self) -> &[GroupColumn] {
        &self.groups
    }

    /// The same panel with other opening dates (placebo, random assignment): one per unit, in order.
    #[must_use]
    pub fn with_openings(&self, openings: &[Option<Period>]) -> Self {
        let mut panel = self.clone();
        for (unit, opening) in panel.units.iter_mut().zip(openings) {
            unit.first_treated = *opening;
        }
        panel
    }

    /// The same panel with only some rows.
    #[must_use]
    pub(crate) fn only(&self, keep: impl Fn(usize) -> bool) -> Self {
        let rows: Vec<usize> = (0..self.rows()).filter(|r| keep(*r)).collect();
        let numbers =
            |x: &Vec<f64>| if x.is_empty() { Vec::new() } else { rows.iter().map(|r| x[*r]).collect() };
        let mut groups = self.groups.clone();
        for (to, from) in groups.iter_mut().zip(&self.groups) {
            to.codes = rows.iter().map(|r| from.codes[*r]).collect();
        }
        Self {
            groups,
            line: rows.iter().map(|r| self.line[*r]).collect(),
            unit: rows.iter().map(|r| self.unit[*r]).collect(),
            period: rows.iter().map(|r| self.period[*r]).collect(),
            outcome: numbers(&self.outcome),
            exposure: numbers(&self.exposure),
            weight: numbers(&self.weight),
            terms: self.terms.iter().map(|t| rows.iter().map(|r| t[*r]).collect()).collect(),
            other: if self.other.is_empty() {
                Vec::new()
            } else {
                rows.iter().map(|r| self.other[*r]).collect()
            },
            frequency: self.frequency,
            units: self.units.clone(),
            term_names: self.term_names.clone(),
            has_exposure: self.has_exposure,
            has_weight: self.has_weight,
        }
    }

    pub(crate) fn group(&self, name: &str) -> Option<&GroupColumn> {
        self.groups.iter().find(|g| g.name == name)
    }

    /// `, age=80+, org=kad` for messages.
    pub(crate) fn describe_groups(&self, row: usize) -> String {
        let mut text = String::new();
        for group in &self.groups {
            text = text + ", " + &group.name + "=" + &group.levels[group.codes[row] as usize];
        }
        text
    }
}

/// Collects rows into a panel and refuses what contradicts itself.
#[derive(Debug)]
pub struct Builder {
    panel: Panel,
    names: HashMap<String, u32>,
    levels: Vec<HashMap<String, u32>>,
    started: bool,
}

/// Which optional numbers the rows carry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Carries {
    /// Rows have an exposure; without it every row counts 1.
    pub exposure: bool,
    /// Rows have a weight.
    pub weight: bool,
}

impl Builder {
    /// A builder for rows with these group columns and 0/1 terms.
    pub fn new(carries: Carries, groups: &[&str], terms: &[&str]) -> Self {
        let column =
            |name: &&str| GroupColumn { name: (*name).to_owned(), levels: Vec::new(), codes: Vec::new() };
        Self {
            panel: Panel {
                frequency: Frequency::Month,
                units: Vec::new(),
                groups: groups.iter().map(column).collect(),
                term_names: terms.iter().map(|t| (*t).to_owned()).collect(),
                has_exposure: carries.exposure,
                has_weight: carries.weight,
                line: Vec::new(),
                unit: Vec::new(),
                period: Vec::new(),
                outcome: Vec::new(),
                exposure: Vec::new(),
                weight: Vec::new(),
                terms: vec![Vec::new(); terms.len()],
                other: Vec::new(),
            },
            names: HashMap::new(),
            levels: vec![HashMap::new(); groups.len()],
            started: false,
        }
    }

    /// Adds a row.
    ///
    /// # Errors
    /// A row without unit or period, a period of another kind than the first, a unit that opens twice,
    /// or a number that isn't finite.
    pub fn push(&mut self, row: &Row<'_>) -> Result<(), Refusal> {
        let line = if row.line == 0 { self.panel.unit.len() as u64 + 1 } else { row.line };
        let empty = |column: &str| Refusal::EmptyField { row: line, column: column.to_owned() };
        let Some(period) = row.period else { return Err(empty("period")) };
        if row.unit.is_empty() {
            return Err(empty("unit"));
        }
        if !self.started {
            self.started = true;
            self.panel.frequency = period.frequency();
        }
        let expected = self.panel.frequency;
        for (column, p) in [("period", Some(period)), ("first_treated", row.first_treated)] {
            if let Some(p) = p.filter(|p| p.frequency() != expected) {
                return Err(Refusal::MixedPeriods {
                    row: line,
                    column: column.to_owned(),
                    value: p.to_string(),
                    expected,
                });
            }
        }
        for (column, x) in [("outcome", row.outcome), ("exposure", row.exposure), ("weight", row.weight)] {
            if let Some(x) = x.filter(|x| !x.is_finite()) {
                return Err(Refusal::NotFinite {
                    row: line,
                    column: column.to_owned(),
                    value: x.to_string(),
                });
            }
        }
        let unit = self.unit(row, line)?;
        let panel = &mut self.panel;
        panel.line.push(u32::try_from(line).unwrap_or(u32::MAX));
        panel.unit.push(unit);
        panel.period.push(period.ordinal());
        panel.outcome.push(row.outcome.unwrap_or(f64::NAN));
        if panel.has_exposure {
            panel.exposure.push(row.exposure.unwrap_or(f64::NAN));
        }
        if panel.has_weight {
            panel.weight.push(row.weight.unwrap_or(f64::NAN));
        }
        for ((column, known), level) in panel.groups.iter_mut().zip(&mut self.levels).zip(row.groups) {
            let same = column.codes.last().copied().filter(|c| column.levels[*c as usize] == *level);
            let code = if let Some(code) = same.or_else(|| known.get(*level).copied()) {
                code
            } else {
                let code = column.levels.len() as u32;
                column.levels.push((*level).to_owned());
                known.insert((*level).to_owned(), code);
                code
            };
            column.codes.push(code);
        }
        for (column, value) in panel.terms.iter_mut().zip(row.terms) {
            column.push(*value);
        }
        if row.other != 0 && panel.other.is_empty() {
            panel.other = vec![0; panel.unit.len() - 1];
        }
        if row.other != 0 || !panel.other.is_empty() {
            panel.other.push(row.other);
        }
        Ok(())
    }

    fn unit(&mut self, row: &Row<'_>, line: u64) -> Result<u32, Refusal> {
        let last = self.panel.unit.last().copied().filter(|u| self.panel.units[*u as usize].name == row.unit);
        let Some(index) = last.or_else(|| self.names.get(row.unit).copied()) else {
            let index = self.panel.units.len() as u32;
            self.names.insert(row.unit.to_owned(), index);
            self.panel.units.push(Unit {
                name: row.unit.to_owned(),
                first_treated: row.first_treated,
                first_line: line,
            });
            return Ok(index);
        };
        let unit = &self.panel.units[index as usize];
        if unit.first_treated != row.first_treated {
            let text = |p: Option<Period>| p.map_or_else(|| "empty (never)".to_owned(), |p| p.to_string());
            return Err(Refusal::OpeningDiffers {
                row: line,
                unit: unit.name.clone(),
                value: text(row.first_treated),
                other: text(unit.first_treated),
                other_row: unit.first_line,
            });
        }
        Ok(index)
    }

    /// The panel, once every row is in.
    ///
    /// # Errors
    /// No rows, or two rows for the same cell.
    pub fn finish(self) -> Result<Panel, Refusal> {
        let panel = self.panel;
        if panel.unit.is_empty() {
            return Err(Refusal::Empty);
        }
        refuse_duplicates(&panel)?;
        Ok(panel)
    }
}

/// Two rows with the same unit, period and groups (named or not) are refused.
fn refuse_duplicates(panel: &Panel) -> Result<(), Refusal> {
    let key = |row: usize| {
        let mut key = mix(u64::from(panel.unit[row]), panel.period[row] as u64);
        for group in &panel.groups {
            key = mix(key, u64::from(group.codes[row]));
        }
        panel.other.get(row).map_or(key, |other| mix(key, *other))
    };
    let mut keys: Vec<u64> = (0..panel.rows()).map(key).collect();
    keys.sort_unstable();
    let mut repeated: Vec<u64> = keys.windows(2).filter(|w| w[0] == w[1]).map(|w| w[0]).collect();
    drop(keys);
    if repeated.is_empty() {
        return Ok(());
    }
    repeated.dedup();
    // Equal fingerprints are rare; the rows themselves decide.
    let mut seen: HashMap<(u32, i32, Vec<u32>, u64), usize> = HashMap::new();
    for row in (0..panel.rows()).filter(|row| repeated.binary_search(&key(*row)).is_ok()) {
        let codes = panel.groups.iter().map(|g| g.codes[row]).collect();
        let full = (panel.unit[row], panel.period[row], codes, panel.other.get(row).copied().unwrap_or(0));
        if let Some(other) = seen.insert(full, row) {
            return Err(Refusal::DuplicateCell {
                row: u64::from(panel.line[row]),
                other_row: u64::from(panel.line[other]),
                unit: panel.units[panel.unit[row] as usize].name.clone(),
                period: Period::from_ordinal(panel.frequency, panel.period[row]).to_string(),
                groups: panel.describe_groups(row),
            });
        }
    }
    Ok(())
}

/// Mixes a value into a 64-bit fingerprint (the finaliser of `SplitMix64`).
pub(crate) fn mix(seed: u64, value: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9E37_79B9_7F4A_7C15).wrapping_mul(0xD6E8_FEB8_6659_FD93) ^ value;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
