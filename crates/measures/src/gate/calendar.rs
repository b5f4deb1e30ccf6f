//! Counts by month under one pattern, whichever months are asked for.
//!
//! Somebody who may choose the first and the last month can subtract one answer from another. So what is hidden is
//! decided once per calendar year, with quarters and the year as its sums, whatever period a page shows; and a
//! period has a sum only where it follows from months, quarters and years that are shown anyway. Then no number
//! of periods tells more than the calendar years do.
//!
//! Counts have to be those of whole calendar years ([`whole_years`]).

use super::hierarchy::Hierarchy;
use super::{Gate, Line, Protected, Shown};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::Month;

/// Months of which another table hides the totals, so that this one has to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Withheld {
    /// Months.
    pub months: BTreeSet<Month>,
    /// Calendar years, without the running month.
    pub years: BTreeSet<i32>,
    /// The month that isn't over. It stands alone: else the months that are over would have no sum until it is.
    pub running: Option<Month>,
}

impl Withheld {
    /// Whether the sum of these months doesn't follow from the months and years that are shown.
    pub fn hides(&self, from: Month, to: Month) -> bool {
        (from.year()..=to.year()).any(|year| {
            let of_year = (1..=12).filter_map(|month| Month::new(year, month));
            let of_year: Vec<Month> = of_year.filter(|month| self.running != Some(*month)).collect();
            let is_inside = |month: &Month| (from..=to).contains(month);
            let whole = of_year.iter().all(is_inside);
            let any =
                |inside: bool| of_year.iter().any(|m| is_inside(m) == inside && self.months.contains(m));
            let year = self.years.contains(&year);
            if whole { year } else { any(true) && (year || any(false)) }
        }) || self.running.is_some_and(|month| (from..=to).contains(&month) && self.months.contains(&month))
    }

    /// Nothing, where this month is running.
    pub fn nothing(running: Month) -> Self {
        Self { running: Some(running), ..Self::default() }
    }
}

/// Counts by month in columns, with what may be shown of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    gate: Gate,
    first_year: i32,
    columns: usize,
    years: Vec<Protected>,
    /// Each year's counts, by month, the running month among them.
    counts: Vec<Vec<Vec<i64>>>,
    /// The running month, in none of the years.
    running: Option<(Month, Line)>,
}

/// The first month of the first month's year, and the last of the last one's.
pub fn whole_years(from: Month, to: Month) -> (Month, Month) {
    (from.plus(1 - from.month() as i32), to.plus(12 - to.month() as i32))
}

impl Gate {
    /// Counts by month, `columns` in each row; a month without a row has none. Rows are those of whole calendar
    /// years.
    pub fn calendar(self, rows: &BTreeMap<Month, Vec<i64>>, columns: usize, withheld: &Withheld) -> Calendar {
        // Whoever may see small numbers needs nothing withheld.
        let nothing = Withheld::default();
        let withheld = if self.is_open() { &nothing } else { withheld };
        let year_of = |month: Option<&Month>| month.map_or(0, |month| month.year());
        let (first_year, last_year) = (year_of(rows.keys().next()), year_of(rows.keys().next_back()));
        let years = if rows.is_empty() { 0..0 } else { first_year..last_year + 1 };
        let counts: Vec<Vec<Vec<i64>>> = years
            .map(|year| {
                let of = |month| rows.get(&Month::new(year, month)?).cloned();
                (1..=12).map(|month| of(month).unwrap_or_else(|| vec![0; columns])).collect()
            })
            .collect();
        let running = withheld.running.filter(|month| rows.contains_key(month)).map(|month| {
            let row = [rows[&month].clone()];
            let hidden = if withheld.months.contains(&month) { vec![0, 1] } else { Vec::new() };
            (month, self.hierarchy(&Hierarchy::of(&row).without_totals(hidden)).all)
        });
        let years = (first_year..).zip(&counts).map(|(year, counts)| {
            let mut counts = counts.clone();
            if let Some((month, _)) = running.as_ref().filter(|(month, _)| month.year() == year) {
                counts[month.month() as usize - 1].fill(0);
            }
            let quarters = (0..12).map(|month| month / 3).collect();
            let of_year = withheld.years.contains(&year).then_some(16);
            let of_months = withheld.months.iter().filter(|month| month.year() == year);
            let of_months = of_months.map(|month| month.month() as usize - 1);
            // A quarter's total tells no more than the months and the year that are shown.
            let hides = |quarter: &usize| {
                let month = |i: usize| Month::new(year, (quarter * 3 + i) as u32);
                month(1).zip(month(3)).is_some_and(|(first, last)| withheld.hides(first, last))
            };
            let of_quarters = (0..4).filter(hides).map(|quarter| 12 + quarter);
            let hidden = of_months.chain(of_quarters).chain(of_year).collect();
            self.hierarchy(&Hierarchy::of(&counts).in_groups(quarters).without_totals(hidden))
        });
        let years = years.collect();
        Calendar { gate: self, first_year, columns, years, counts, running }
    }
}

impl Calendar {
    /// How many columns it has.
    pub const fn columns(&self) -> usize {
        self.columns
    }

    /// The months and years that a column hides, for a table that divides it further.
    pub fn withheld(&self, column: usize) -> Withheld {
        let hidden = |line: &Line| line.cells.get(column).is_some_and(|cell| cell.count().is_none());
        let mut withheld = Withheld::default();
        if let Some((month, line)) = &self.running {
            withheld.running = Some(*month);
            withheld.months.extend(hidden(line).then_some(*month));
        }
        for (year, shown) in (self.first_year..).zip(&self.years) {
            let months = (1..).zip(&shown.rows).filter(|(_, line)| hidden(line));
            withheld.months.extend(months.filter_map(|(month, _)| Month::new(year, month)));
            withheld.years.extend(hidden(&shown.all).then_some(year));
        }
        withheld
    }

    /// A month.
    pub fn month(&self, month: Month) -> Line {
        self.over(month, month)
    }

    /// The sums from a month to another, both included.
    pub fn over(&self, from: Month, to: Month) -> Line {
        let mut sums = (0..=self.columns).map(|column| {
            let running = self.running.as_ref().filter(|(month, _)| (from..=to).contains(month));
            let running = running.map_or(Some(0), |(_, line)| read(line, column));
            let parts = (from.year()..=to.year()).map(|year| self.part(year, from, to, column));
            let sum: Option<i64> = parts.chain([running]).sum();
            sum.map_or(Shown::Hidden, |sum| self.gate.count(sum))
        });
        let cells = sums.by_ref().take(self.columns).collect();
        Line { cells, total: sums.next().unwrap_or_default() }
    }

    /// What a column has in a year's months between two; `None` where it doesn't follow from what is shown.
    fn part(&self, year: i32, from: Month, to: Month, column: usize) -> Option<i64> {
        let number = usize::try_from(year - self.first_year).ok().filter(|i| *i < self.years.len());
        let Some(number) = number else { return Some(0) };
        let shown = &self.years[number];
        let inside = |i: usize| Month::new(year, i as u32 + 1).is_some_and(|m| (from..=to).contains(&m));
        let read = |line: &Line| read(line, column);
        // By quarters where they lie within as a whole, else by months.
        let sum = |wanted: &dyn Fn(usize) -> bool| -> Option<i64> {
            let quarter = |q: usize| {
                let mut months = (q * 3)..(q * 3 + 3);
                let whole = months.clone().all(wanted).then(|| read(&shown.groups[0][q])).flatten();
                whole.map_or_else(
                    || {
                        months.try_fold(0, |sum, i| {
                            if wanted(i) { Some(sum + read(&shown.rows[i])?) } else { Some(sum) }
                        })
                    },
                    Some,
                )
            };
            (0..4).map(quarter).sum()
        };
        if (0..12).all(inside) {
            return read(&shown.all);
        }
        sum(&inside).or_else(|| Some(read(&shown.all)? - sum(&|i| !inside(i))?))
    }

    /// Whether the months from one to another have patients that aren't shown because the months divide a
    /// calendar year: the same in whole years would be shown.
    pub fn is_cut(&self, from: Month, to: Month) -> bool {
        let (first, last) = whole_years(from, to);
        let whole = self.over(first, last);
        let asked = self.over(from, to);
        let lines = |line: &Line| line.cells.iter().copied().chain([line.total]).collect::<Vec<_>>();
        lines(&asked).iter().zip(lines(&whole)).any(|(a, w)| *a == Shown::Hidden && w != Shown::Hidden)
    }

    /// The true sum of a column, or of all (`None`), from a month to another: to compute with, not to show.
    pub fn count(&self, column: Option<usize>, from: Month, to: Month) -> i64 {
        let months = self.counts.iter().enumerate().flat_map(|(y, months)| {
            let year = self.first_year + y as i32;
            months.iter().zip(1..).filter_map(move |(row, m)| Some((Month::new(year, m)?, row)))
        });
        let of =
            |row: &Vec<i64>| column.map_or_else(|| row.iter().sum(), |c| row.get(c).copied().unwrap_or(0));
        months.filter(|(month, _)| (from..=to).contains(month)).map(|(_, row)| of(row)).sum::<i64>()
    }
}

/// A column of a line, the last one its total.
fn read(line: &Line, column: usize) -> Option<i64> {
    line.cells.get(column).unwrap_or(&line.total).count()
}
