//! Small numbers can't be worked out from what is shown: an attacker with linear programming against the gate,
//! on tables of all shapes.
#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

mod attacker;
mod tables;

use attacker::Publication;
use measures::gate::{Calendar, Gate, Hierarchy, Line, Protected, Shown, Withheld};
use proptest::prelude::*;
use std::collections::BTreeMap;
use tables::Table;
use vocabulary::Month;

/// How many hidden numbers of a table are attacked at most, spread evenly over it.
const ATTACKED: usize = 12;

fn line(publication: &mut Publication, line: &Line) -> Vec<usize> {
    let cells: Vec<usize> = line.cells.iter().map(|cell| publication.number(*cell)).collect();
    let total = publication.number(line.total);
    publication.sum(total, cells.clone());
    cells.into_iter().chain([total]).collect()
}

/// Everything that stands in a table, with the true numbers in the same order.
fn published(table: &Table, shown: &Protected) -> (Publication, Vec<i64>) {
    let mut publication = Publication::default();
    let mut below: Vec<Vec<usize>> = shown.rows.iter().map(|of| line(&mut publication, of)).collect();
    let (last, no_groups) = ([shown.all.clone()], Vec::new());
    let levels = shown.groups.iter().map(Vec::as_slice).chain([last.as_slice()]);
    for (level, lines) in levels.enumerate() {
        let groups = table.levels.get(level).unwrap_or(&no_groups);
        let numbers: Vec<Vec<usize>> = lines.iter().map(|of| line(&mut publication, of)).collect();
        for (group, totals) in numbers.iter().enumerate() {
            let of_group = |member: usize| groups.get(member).copied().unwrap_or(0) == group;
            let members: Vec<&Vec<usize>> =
                below.iter().enumerate().filter(|(i, _)| of_group(*i)).map(|(_, m)| m).collect();
            for (c, total) in totals.iter().enumerate() {
                publication.sum(*total, members.iter().map(|member| member[c]).collect());
            }
        }
        below = numbers;
    }
    (publication, table.numbers())
}

fn texts(shown: &Protected) -> Vec<Shown> {
    let lines = shown.rows.iter().chain(shown.groups.iter().flatten()).chain([&shown.all]);
    lines.flat_map(|line| line.cells.iter().copied().chain([line.total])).collect()
}

fn of(table: &Table) -> Hierarchy<'_> {
    let start = Hierarchy::of(&table.rows);
    table.levels.iter().fold(start, |held, groups| held.in_groups(groups.clone()))
}

/// What must hold of every table.
fn holds(table: &Table, attacked: usize) -> Result<(), TestCaseError> {
    let gate = Gate::default();
    let shown = gate.hierarchy(&of(table));
    let (publication, truth) = published(table, &shown);
    let numbers = texts(&shown);
    prop_assert_eq!(numbers.len(), truth.len());
    for (shown, n) in numbers.iter().zip(&truth) {
        match shown {
            Shown::Count(shown) => prop_assert!(shown == n && !gate.is_small(*n)),
            Shown::Hidden => prop_assert!(*n > 0, "a zero is hidden"),
        }
    }
    let hidden: Vec<usize> = (0..numbers.len()).filter(|i| numbers[*i] == Shown::Hidden).collect();
    if !truth.iter().any(|n| gate.is_small(*n)) {
        prop_assert!(hidden.is_empty(), "hidden without a reason");
    }
    let spread = (gate.smallest_shown - 1) as f64;
    let step = (hidden.len() / attacked).max(1);
    for number in hidden.iter().step_by(step) {
        let (low, high) = publication.bounds(*number);
        let n = truth[*number];
        if gate.is_small(n) {
            prop_assert!(low < 1e-6 && high > spread - 1e-6, "{n} is known to lie in {low}..{high}");
        } else {
            prop_assert!(high - low > spread - 1e-6, "{n} is known to lie in {low}..{high}");
        }
    }
    let again = gate.hierarchy(&of(table).keeping(&shown));
    prop_assert_eq!(again, shown, "what is hidden needs nothing more");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn an_attacker_learns_nothing_of_small_numbers_from_a_small_table(table in tables::flat(1..=5, 1..=5)) {
        holds(&table, usize::MAX)?;
    }

    #[test]
    fn nor_from_a_list_with_its_sum(table in tables::flat(1..=14, 1..=1)) {
        holds(&table, usize::MAX)?;
    }

    #[test]
    fn nor_from_parts_beside_their_total(counts in proptest::collection::vec(0..12_i64, 0..14)) {
        let gate = Gate::default();
        let mut publication = Publication::default();
        let shown = gate.parts(&counts);
        let numbers: Vec<usize> = shown.iter().map(|part| publication.number(*part)).collect();
        let total = publication.number(gate.count(counts.iter().sum()));
        publication.sum(total, numbers.clone());
        for (number, part) in numbers.iter().zip(&shown).filter(|(_, part)| **part == Shown::Hidden) {
            let (low, high) = publication.bounds(*number);
            prop_assert!(low < 1e-6 && high > 4.0 - 1e-6, "{part:?} is known to lie in {low}..{high}");
        }
    }

    #[test]
    fn nor_from_months_in_years(table in tables::grouped(1..=3, 1..=6, 1..=4, 1)) {
        holds(&table, usize::MAX)?;
    }

    #[test]
    fn nor_from_municipalities_in_trusts_in_regions(table in tables::grouped(1..=5, 1..=4, 1..=3, 2)) {
        holds(&table, usize::MAX)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn nor_from_a_table_of_twenty_by_twenty(table in tables::flat(12..=20, 12..=20)) {
        holds(&table, ATTACKED)?;
    }

    #[test]
    fn nor_from_a_large_tree(table in tables::grouped(3..=6, 3..=8, 3..=8, 1)) {
        holds(&table, ATTACKED)?;
    }
}

/// Three calendar years of months, in columns.
fn years() -> impl Strategy<Value = Vec<Vec<i64>>> {
    tables::flat(36..=36, 1..=3).prop_map(|table| table.rows)
}

fn calendar(rows: &[Vec<i64>], withheld: &Withheld) -> (Month, Calendar) {
    let first = Month::new(2024, 1).unwrap();
    let months: BTreeMap<Month, Vec<i64>> =
        rows.iter().enumerate().map(|(i, row)| (first.plus(i as i32), row.clone())).collect();
    (first, Gate::default().calendar(&months, rows[0].len(), withheld))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn no_choice_of_periods_tells_a_month(
        rows in years(),
        withheld in proptest::collection::btree_set(0..36_i32, 0..4),
        running in 0..40_i32,
        periods in proptest::collection::vec((0..36_i32, 0..36_i32), 30),
    ) {
        let start = Month::new(2024, 1).unwrap();
        let withheld =
            Withheld { months: withheld.iter().map(|i| start.plus(*i)).collect(), ..Withheld::nothing(start.plus(running)) };
        let (first, calendar) = calendar(&rows, &withheld);
        let mut publication = Publication::default();
        let months: Vec<Vec<usize>> =
            (0..36).map(|i| line(&mut publication, &calendar.month(first.plus(i)))).collect();
        // Every period that was asked for, every month to the next, and the years.
        let steps = (0..36).map(|last| (0, last));
        let whole = [(0, 11), (12, 23), (24, 35), (0, 35)];
        for (a, b) in periods.into_iter().chain(steps).chain(whole) {
            let (a, b) = (a.min(b), a.max(b));
            let sums = line(&mut publication, &calendar.over(first.plus(a), first.plus(b)));
            for (c, sum) in sums.into_iter().enumerate() {
                publication.sum(sum, (a..=b).map(|i| months[i as usize][c]).collect());
            }
        }
        for (i, numbers) in months.iter().enumerate().step_by(5) {
            let shown = calendar.month(first.plus(i as i32));
            prop_assert!(!withheld.months.contains(&first.plus(i as i32)) || shown.total.count().is_none_or(|n| n == 0));
            for (c, number) in numbers.iter().enumerate().take(rows[i].len()) {
                let n = rows[i][c];
                if shown.cells[c] == Shown::Hidden {
                    let (low, high) = publication.bounds(*number);
                    prop_assert!(high - low > 4.0 - 1e-6, "{n} is known to lie in {low}..{high}");
                    prop_assert!(n > 4 || low < 1e-6, "{n} is known to lie in {low}..{high}");
                } else {
                    prop_assert_eq!(shown.cells[c], Shown::Count(n));
                }
            }
        }
    }
}

#[test]
fn a_period_that_divides_a_year_with_hidden_months_has_no_sum() {
    let mut rows = vec![vec![20]; 36];
    (rows[2], rows[3]) = (vec![3], vec![9]);
    let (first, calendar) = calendar(&rows, &Withheld::default());
    let over = |a: i32, b: i32| calendar.over(first.plus(a), first.plus(b)).total.text();
    // The three goes with another month of its quarter, so that the quarters are shown.
    assert_eq!((over(2, 2), over(3, 3)), (":".to_owned(), "9".to_owned()));
    assert_eq!((over(0, 2), over(0, 11), over(0, 35)), ("43".to_owned(), "212".to_owned(), "692".to_owned()));
    assert_eq!(
        (over(2, 35), over(3, 35)),
        (":".to_owned(), "649".to_owned()),
        "into a quarter, and beside it"
    );
    assert!(calendar.is_cut(first.plus(2), first.plus(35)) && !calendar.is_cut(first, first.plus(35)));
    assert_eq!(calendar.count(None, first, first.plus(3)), 52);
    assert_eq!(calendar.count(Some(0), first.plus(2), first.plus(2)), 3);
    assert_eq!(
        calendar.over(first.plus(-9), first.plus(-1)).total,
        Shown::Count(0),
        "nothing is known of then"
    );
}

#[test]
fn the_running_month_stands_alone_beside_the_months_that_are_over() {
    let first = Month::new(2024, 1).unwrap();
    let counts = [9, 3, 8, 20, 2];
    let rows: BTreeMap<Month, Vec<i64>> =
        counts.iter().enumerate().map(|(i, n)| (first.plus(i as i32), vec![*n])).collect();
    let withheld = Withheld::nothing(first.plus(4));
    let calendar = Gate::default().calendar(&rows, 1, &withheld);
    let over = |a: i32, b: i32| calendar.over(first.plus(a), first.plus(b)).total.text();
    assert_eq!((over(0, 3), over(4, 4), over(0, 4)), ("40".to_owned(), ":".to_owned(), ":".to_owned()));
    assert_eq!((over(1, 1), over(2, 2)), (":".to_owned(), ":".to_owned()), "the two add up to eleven");
    let hidden = calendar.withheld(0);
    assert!(!hidden.hides(first, first.plus(3)) && hidden.hides(first, first.plus(4)));
}

/// Two squares of hidden cells joined by one: it is all that the rows of the first have more than its columns.
fn joined_squares() -> Vec<Vec<i64>> {
    vec![vec![4, 4, 3, 30], vec![4, 4, 30, 30], vec![30, 30, 4, 4], vec![30, 30, 4, 4]]
}

#[test]
fn the_attacker_finds_what_looking_along_lines_misses() {
    let table = Table { rows: joined_squares(), levels: Vec::new() };
    // Every line has two hidden cells or more, and none adds up to a small number.
    let along_lines = |n: &i64| if *n < 5 { Shown::Hidden } else { Shown::Count(*n) };
    let line = |cells: &Vec<i64>| Line {
        cells: cells.iter().map(along_lines).collect(),
        total: Shown::Count(cells.iter().sum()),
    };
    let sums: Vec<i64> = (0..4).map(|c| table.rows.iter().map(|row| row[c]).sum()).collect();
    let shown = Protected {
        rows: table.rows.iter().map(line).collect(),
        groups: Vec::new(),
        all: Line {
            cells: sums.iter().map(|n| Shown::Count(*n)).collect(),
            total: Shown::Count(sums.iter().sum()),
        },
    };
    let (publication, truth) = published(&table, &shown);
    assert_eq!(truth[2], 3);
    assert_eq!(publication.bounds(2), (3.0, 3.0), "the cell that joins them is known to the patient");
    assert!(holds(&table, usize::MAX).is_ok(), "the gate hides more");
}

#[test]
fn zeros_are_shown_and_a_lone_small_number_goes_with_its_sums() {
    let shown = Gate::default().cross(&[vec![0, 0, 0], vec![0, 3, 0]]);
    let text = |line: &Line| {
        line.cells.iter().chain([&line.total]).map(|cell| cell.text()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(shown.rows.iter().map(text).collect::<Vec<_>>(), ["0 0 0 0", "0 : 0 :"]);
    assert_eq!(text(&shown.all), "0 : 0 :");
    assert_eq!(Gate::default().cross(&[]).all, Line { cells: Vec::new(), total: Shown::Count(0) });
}

#[test]
fn sums_are_hidden_only_where_cells_wont_do() {
    let shown = Gate::default().cross(&[vec![3, 20, 40], vec![30, 10, 50], vec![60, 70, 80]]);
    let hidden = |line: &Line| line.cells.iter().filter(|cell| cell.count().is_none()).count();
    assert_eq!(shown.rows.iter().map(hidden).collect::<Vec<_>>(), [2, 2, 0], "a square around the three");
    assert!(shown.rows.iter().chain([&shown.all]).all(|line| line.total.count().is_some()));
    // Beside a zero there is no square: two sums of rows go.
    let shown = Gate::default().cross(&[vec![3, 10], vec![10, 0]]);
    assert_eq!(shown.rows[0].cells[0], Shown::Hidden);
    assert_eq!(shown.rows[1].cells[1], Shown::Count(0));
    assert_eq!(shown.all.total, Shown::Count(23));
}

#[test]
fn a_months_hidden_number_stays_hidden_beside_its_year() {
    // Two years of quarters; a three in the first.
    let rows: Vec<Vec<i64>> = [3, 12, 9, 20, 11, 14, 13, 12].map(|n| vec![n]).into();
    let shown = Gate::default().hierarchy(&Hierarchy::of(&rows).in_groups(vec![0, 0, 0, 0, 1, 1, 1, 1]));
    let totals = |lines: &[Line]| lines.iter().map(|line| line.total.text()).collect::<Vec<_>>().join(" ");
    assert_eq!(totals(&shown.rows), ": 12 : 20 11 14 13 12", "the other is of the same year");
    assert_eq!(totals(&shown.groups[0]), "44 50");
}
