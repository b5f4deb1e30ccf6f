//! Tables whose rows stand in a tree: months in years, municipalities in trusts in the country, or all under one
//! sum. Columns add up to the row's total. What is hidden is decided for the table with all its sums at once.
//!
//! With one tree and flat columns the sums form a network ([`super::network`]), so the answer is exact. Two trees
//! across each other form none, and are not for this.

use super::network::Network;
use super::{Gate, Shown};

/// How much dearer a sum is to hide than one of its parts.
const SUM: u64 = 20;

/// Counts in a table, and the tree over its rows.
#[derive(Debug, Clone)]
pub struct Hierarchy<'a> {
    rows: &'a [Vec<i64>],
    /// For each level above the rows, the group of each member of the level below.
    levels: Vec<Vec<usize>>,
    kept: Option<&'a Protected>,
    without: Vec<usize>,
}

/// A row, or a sum of rows, as it may be shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// Its cells.
    pub cells: Vec<Shown>,
    /// Their sum.
    pub total: Shown,
}

/// A table as it may be shown with its sums. A sum that isn't shown here may not be shown beside it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Protected {
    /// The rows.
    pub rows: Vec<Line>,
    /// The groups of each level, the one nearest to the rows first.
    pub groups: Vec<Vec<Line>>,
    /// The sums of columns and of everything.
    pub all: Line,
}

impl Protected {
    /// Its lines in the order of [`Hierarchy::lines`].
    fn lines(&self) -> impl Iterator<Item = &Line> {
        self.rows.iter().chain(self.groups.iter().flatten()).chain([&self.all])
    }
}

impl<'a> Hierarchy<'a> {
    /// Rows of counts that add up to one sum. Every row has as many cells as the first.
    pub const fn of(rows: &'a [Vec<i64>]) -> Self {
        Self { rows, levels: Vec::new(), kept: None, without: Vec::new() }
    }

    /// Puts the rows, or the groups of the level before, into groups numbered from 0 whose sums are shown too.
    #[must_use]
    pub fn in_groups(mut self, groups: Vec<usize>) -> Self {
        self.levels.push(groups);
        self
    }

    /// What was hidden in an earlier state of the same table stays hidden.
    #[must_use]
    pub const fn keeping(mut self, hidden: &'a Protected) -> Self {
        self.kept = Some(hidden);
        self
    }

    /// The totals of these lines are hidden, because another table that they stand in hides them. Lines are
    /// numbered through: rows, groups level by level, the sum of all.
    #[must_use]
    pub fn without_totals(mut self, lines: Vec<usize>) -> Self {
        self.without = lines;
        self
    }

    fn width(&self) -> usize {
        self.rows.first().map_or(0, Vec::len)
    }

    /// Rows, groups level by level, the sum of all: the counts with their total last, the line above (the last
    /// line has none), and the level.
    fn lines(&self) -> (Vec<Vec<i64>>, Vec<usize>, Vec<u32>) {
        let width = self.width();
        let with_total = |row: &Vec<i64>| -> Vec<i64> {
            let cells = (0..width).map(|c| row.get(c).copied().unwrap_or(0));
            cells.chain([row.iter().sum()]).collect()
        };
        let mut counts: Vec<Vec<i64>> = self.rows.iter().map(with_total).collect();
        let mut above = Vec::new();
        let mut level = vec![0; counts.len()];
        let mut first = 0;
        for (depth, groups) in (1..).zip(self.levels.iter().map(Vec::as_slice).chain([[].as_slice()])) {
            let start = counts.len();
            let number = groups.iter().max().map_or(1, |most| most + 1);
            counts.resize(start + number, vec![0; width + 1]);
            level.resize(start + number, depth);
            let group_of = groups.iter().copied().chain(std::iter::repeat(0));
            for (member, group) in (first..start).zip(group_of) {
                above.push(start + group);
                let of_member = counts[member].clone();
                for (sum, n) in counts[start + group].iter_mut().zip(of_member) {
                    *sum += n;
                }
            }
            first = start;
        }
        (counts, above, level)
    }
}

impl Gate {
    /// A table with all its sums as it may be shown: counts from 1 to the threshold less one are hidden, and as
    /// many more as are needed. Zero is shown.
    ///
    /// What a reader who knows every shown number, that counts are whole and not negative, and how this works,
    /// can tell of a hidden one: of a small count no value from 0 to the threshold less one is excluded; any
    /// other hidden count may lie anywhere in a range at least as wide.
    pub fn hierarchy(self, table: &Hierarchy<'_>) -> Protected {
        let (counts, above, level) = table.lines();
        let (width, leaves) = (table.width(), table.rows.len());
        // A row is a node, a sum of rows one for each column, and the end joins the last line's columns.
        let node = |line: usize, c: usize| {
            if line < leaves { line } else { leaves + (line - leaves) * (width + 1) + c }
        };
        let end = node(counts.len(), 0);
        let mut network = Network::new(end + 1);
        for (line, counts) in counts.iter().enumerate() {
            for (c, n) in counts.iter().enumerate() {
                let (out, into) = (node(line, c), above.get(line).map_or(end, |above| node(*above, c)));
                let is_total = c == width;
                let (from, to) = if is_total { (into, out) } else { (out, into) };
                network.add(from, to, *n, SUM.pow(level[line] + u32::from(is_total)));
            }
        }
        let arc = |line: usize, c: usize| line * (width + 1) + c;
        for (i, line) in table.kept.iter().flat_map(|kept| kept.lines()).enumerate() {
            for (c, shown) in line.cells.iter().chain([&line.total]).enumerate() {
                if *shown == Shown::Hidden {
                    network.hide(arc(i, c));
                }
            }
        }
        for line in table.without.iter().filter(|line| **line < counts.len()) {
            network.hide(arc(*line, width));
        }
        network.protect(self.smallest_shown);
        let shown = |arc: usize| {
            if network.is_hidden(arc) { Shown::Hidden } else { Shown::Count(network.value(arc)) }
        };
        let mut lines = (0..counts.len()).map(|line| Line {
            cells: (0..width).map(|c| shown(arc(line, c))).collect(),
            total: shown(arc(line, width)),
        });
        let rows = lines.by_ref().take(leaves).collect();
        let levels = table.levels.iter().map(|groups| groups.iter().max().map_or(1, |most| most + 1));
        let groups = levels.map(|number| lines.by_ref().take(number).collect()).collect();
        Protected { rows, groups, all: lines.next().unwrap_or_default() }
    }

    /// A table of rows and columns with the sums of both.
    pub fn cross(self, rows: &[Vec<i64>]) -> Protected {
        self.hierarchy(&Hierarchy::of(rows))
    }
}
