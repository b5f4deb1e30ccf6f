//! Made-up tables of counts: many zeros or none, small numbers rare or everywhere.

use proptest::collection::vec;
use proptest::prelude::*;
use std::ops::RangeInclusive;

/// A table whose rows stand in groups, level by level.
#[derive(Debug, Clone)]
pub struct Table {
    pub rows: Vec<Vec<i64>>,
    pub levels: Vec<Vec<usize>>,
}

impl Table {
    /// Every number with every sum: rows, groups level by level, all; cells first, then their total.
    pub fn numbers(&self) -> Vec<i64> {
        let mut lines: Vec<Vec<i64>> = self.rows.clone();
        let mut first = 0;
        for level in 0..=self.levels.len() {
            let last = lines.len();
            let group = |member: usize| self.levels.get(level).map_or(0, |groups| groups[member - first]);
            let groups = (first..last).map(group).max().map_or(1, |most| most + 1);
            for g in 0..groups {
                let members = (first..last).filter(|member| group(*member) == g);
                let width = lines[0].len();
                let sum = members.fold(vec![0; width], |sum, member| {
                    sum.iter().zip(&lines[member]).map(|(a, b)| a + b).collect()
                });
                lines.push(sum);
            }
            first = last;
        }
        lines.iter().flat_map(|line| line.iter().copied().chain([line.iter().sum()])).collect()
    }
}

/// A count of a table of some density: how often zero, how often small, and how large the rest.
fn counts(rows: usize, columns: usize) -> impl Strategy<Value = Vec<Vec<i64>>> {
    let density = prop_oneof![
        Just((70, 25, 12_i64)),
        Just((30, 30, 40)),
        Just((5, 5, 200)),
        Just((0, 1, 60)),
        Just((50, 48, 6)),
    ];
    density.prop_flat_map(move |(zeros, small, most)| {
        let rest = 100 - zeros - small;
        let count = prop_oneof![zeros => Just(0_i64), small => 1..5_i64, rest => 5..=most];
        vec(vec(count, columns), rows)
    })
}

/// A table under one sum.
pub fn flat(rows: RangeInclusive<usize>, columns: RangeInclusive<usize>) -> impl Strategy<Value = Table> {
    (rows, columns)
        .prop_flat_map(|(rows, columns)| counts(rows, columns))
        .prop_map(|rows| Table { rows, levels: Vec::new() })
}

/// Groups of rows, in `levels` levels; each level's members are dealt out evenly.
pub fn grouped(
    groups: RangeInclusive<usize>,
    in_each: RangeInclusive<usize>,
    columns: RangeInclusive<usize>,
    levels: usize,
) -> impl Strategy<Value = Table> {
    (groups, in_each, columns).prop_flat_map(move |(groups, in_each, columns)| {
        counts(groups * in_each, columns).prop_map(move |rows| {
            let first = (0..rows.len()).map(|row| row / in_each).collect();
            let second = (0..groups).map(|group| group / 2).collect();
            Table { rows, levels: [first, second].into_iter().take(levels).collect() }
        })
    })
}
