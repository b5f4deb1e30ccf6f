//! Counting the stays of a report: by place and by category.

use language::{key, t};
use measures::gate::{Hierarchy, Protected};
use measures::{Gate, Shown};
use std::collections::BTreeMap;
use store::CompletedStay;
use tables::Cell;
use vocabulary::{AgeGroup, Destination, Reason, Referrer, Sex};

/// What stays are divided by.
pub struct Division {
    /// The table's heading.
    pub title: &'static str,
    /// The categories, in order; the last is for what wasn't said.
    pub names: fn() -> Vec<String>,
    /// The category of a stay.
    pub of: fn(&CompletedStay) -> usize,
}

fn labels<T: Copy>(all: &[T], label: fn(T) -> &'static str) -> Vec<String> {
    let known = all.iter().map(|value| label(*value).to_owned());
    known.chain([t!("Ikke besvart").to_owned()]).collect()
}

fn place<T: PartialEq>(all: &[T], value: Option<T>) -> usize {
    value.and_then(|value| all.iter().position(|known| *known == value)).unwrap_or(all.len())
}

/// The divisions that the national authorities ask for.
pub const DIVISIONS: [Division; 5] = [
    Division {
        title: key!("Kjønn"),
        names: || labels(Sex::ALL, Sex::label),
        of: |stay| place(Sex::ALL, stay.sex),
    },
    Division {
        title: key!("Alder"),
        names: || labels(AgeGroup::ALL, AgeGroup::label),
        of: |stay| place(AgeGroup::ALL, Some(stay.age_group)),
    },
    Division {
        title: key!("Innleggelsesårsak"),
        names: || {
            let chapters = Reason::chapters().map(|(letter, name)| format!("{letter} {name}"));
            chapters.chain([t!("Ikke besvart").to_owned()]).collect()
        },
        of: |stay| {
            let chapters: Vec<char> = Reason::chapters().map(|(letter, _)| letter).collect();
            place(&chapters, stay.chapter)
        },
    },
    Division {
        title: key!("Henvist av"),
        names: || labels(Referrer::ALL, Referrer::label),
        of: |stay| place(Referrer::ALL, Some(stay.referrer)),
    },
    Division {
        title: key!("Utskrevet til"),
        names: || labels(Destination::ALL, Destination::label),
        of: |stay| place(Destination::ALL, stay.destination),
    },
];

/// The stays of the places of one level: units, or home municipalities.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// Number and minutes of each place's stays, in the order of the places.
    pub stays: Vec<(i64, i64)>,
    /// For each division, for each place: how many stays in each category.
    pub cells: Vec<Vec<Vec<i64>>>,
}

impl Tally {
    /// Of `places` places; `of` says which a stay belongs to, `None` for none of them.
    pub fn of(stays: &[CompletedStay], places: usize, of: impl Fn(&CompletedStay) -> Option<usize>) -> Self {
        let mut tally = Self {
            stays: vec![(0, 0); places],
            cells: DIVISIONS.iter().map(|division| vec![vec![0; (division.names)().len()]; places]).collect(),
        };
        for stay in stays {
            let Some(place) = of(stay) else { continue };
            tally.stays[place].0 += 1;
            tally.stays[place].1 += stay.minutes;
            for (division, cells) in DIVISIONS.iter().zip(&mut tally.cells) {
                cells[place][(division.of)(stay)] += 1;
            }
        }
        tally
    }

    /// What may be shown of it. `withheld` are the places whose total another table hides.
    pub fn through(&self, gate: Gate, withheld: &[usize]) -> ShownTally {
        let sums: Vec<i64> = self.stays.iter().map(|stays| stays.0).collect();
        let mut totals = gate.parts(&sums);
        for place in withheld.iter().filter(|_| !gate.is_open()) {
            if let Some(total) = totals.get_mut(*place).filter(|total| total.count() != Some(0)) {
                *total = Shown::Hidden;
            }
        }
        // A total that one division has to hide is hidden in all of them.
        let hidden = |totals: &[Shown]| -> Vec<usize> {
            (0..totals.len()).filter(|place| totals[*place] == Shown::Hidden).collect()
        };
        let made = |cells: &Vec<Vec<i64>>, totals: &[Shown]| {
            gate.hierarchy(&Hierarchy::of(cells).without_totals(hidden(totals)))
        };
        let mut tables: Vec<Protected> = self.cells.iter().map(|cells| made(cells, &totals)).collect();
        loop {
            for (total, line) in tables.iter().flat_map(totals_of).collect::<Vec<_>>() {
                if line == Shown::Hidden {
                    totals[total] = Shown::Hidden;
                }
            }
            let shows = |table: &Protected| totals_of(table).any(|(i, total)| total != totals[i]);
            let again: Vec<usize> = (0..tables.len()).filter(|i| shows(&tables[*i])).collect();
            if again.is_empty() {
                break;
            }
            for i in again {
                tables[i] = made(&self.cells[i], &totals);
            }
        }
        let days = self.stays.iter().map(|stays| stays.1 as f64 / 1440.0).collect();
        // A place whose total is hidden shows no part of it.
        let cells = tables.into_iter().map(|table| {
            let rows = table.rows.into_iter().zip(&totals).map(|(line, total)| match total {
                Shown::Hidden => vec![Shown::Hidden; line.cells.len()],
                Shown::Count(_) => line.cells,
            });
            rows.collect()
        });
        ShownTally { days, cells: cells.collect(), totals }
    }
}

/// Each place's total in a table.
fn totals_of(table: &Protected) -> impl Iterator<Item = (usize, Shown)> {
    table.rows.iter().map(|line| line.total).enumerate()
}

/// A tally as it may be shown.
#[derive(Debug, Clone, Default)]
pub struct ShownTally {
    /// Stays of each place.
    pub totals: Vec<Shown>,
    /// Bed-days of each place's stays: hours / 24. To be shown only where the total is.
    days: Vec<f64>,
    /// For each division and place, the stays in each category.
    pub cells: Vec<Vec<Vec<Shown>>>,
}

impl ShownTally {
    /// Bed-days of a place.
    pub fn days(&self, place: usize) -> Cell {
        match self.totals[place] {
            Shown::Hidden => Cell::Hidden,
            Shown::Count(_) => Cell::number(self.days[place], 1),
        }
    }

    /// Mean length in days of a place's stays.
    pub fn mean(&self, place: usize) -> Cell {
        match self.totals[place] {
            Shown::Hidden => Cell::Hidden,
            Shown::Count(0) => Cell::Missing,
            Shown::Count(n) => Cell::number(self.days[place] / n as f64, 1),
        }
    }

    /// Places put together: `groups` names each place's group. A number is shown where all that it is the sum of
    /// are, so that the groups tell nothing that the places don't.
    pub fn together<K: Ord + Clone>(&self, groups: &[K]) -> (Vec<K>, Self) {
        let mut found: BTreeMap<K, Vec<usize>> = BTreeMap::new();
        for (place, group) in groups.iter().enumerate() {
            found.entry(group.clone()).or_default().push(place);
        }
        let sum = |of: &mut dyn Iterator<Item = Shown>| {
            of.map(Shown::count).sum::<Option<i64>>().map_or(Shown::Hidden, Shown::Count)
        };
        let together = |places: &Vec<usize>, cells: &Vec<Vec<Shown>>| {
            let width = cells.first().map_or(0, Vec::len);
            (0..width).map(|c| sum(&mut places.iter().map(|p| cells[*p][c]))).collect()
        };
        let shown = Self {
            totals: found.values().map(|places| sum(&mut places.iter().map(|p| self.totals[*p]))).collect(),
            days: found.values().map(|places| places.iter().map(|p| self.days[*p]).sum()).collect(),
            cells: self
                .cells
                .iter()
                .map(|cells| found.values().map(|places| together(places, cells)).collect())
                .collect(),
        };
        (found.into_keys().collect(), shown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stays(unit: &str, n: usize, women: usize) -> Vec<CompletedStay> {
        let stay = |i: usize| CompletedStay {
            unit: unit.parse().unwrap(),
            home: "1101".parse().unwrap(),
            minutes: 1440,
            age_group: AgeGroup::Age80Plus,
            sex: Some(if i < women { Sex::Female } else { Sex::Male }),
            origin: None,
            referrer: Referrer::OutOfHours,
            chapter: Some('R'),
            destination: Some(Destination::Home),
        };
        (0..n).map(stay).collect()
    }

    fn tally(units: &[(&str, usize, usize)]) -> ShownTally {
        let all: Vec<_> = units.iter().flat_map(|(unit, n, women)| stays(unit, *n, *women)).collect();
        let place = |stay: &CompletedStay| units.iter().position(|unit| unit.0 == stay.unit.as_str());
        Tally::of(&all, units.len(), place).through(Gate::default(), &[])
    }

    fn texts(cells: &[Shown]) -> String {
        cells.iter().map(|cell| cell.text()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn stays_divide_over_the_categories() {
        let shown = tally(&[("A", 30, 20)]);
        assert_eq!(texts(&shown.totals), "30");
        assert_eq!(texts(&shown.cells[0][0]), "20 10 0", "women, men, not said");
        assert_eq!(texts(&shown.cells[1][0]), "0 0 0 0 30 0");
        assert_eq!(shown.cells[2][0][9].count(), Some(30), "R is the tenth chapter");
        assert_eq!((shown.days(0), shown.mean(0)), (Cell::number(30.0, 1), Cell::number(1.0, 1)));
    }

    #[test]
    fn a_place_with_few_stays_shows_none_of_its_numbers() {
        let shown = tally(&[("A", 3, 1), ("B", 30, 20), ("C", 40, 25)]);
        // B goes with A: the total less C would tell A.
        assert_eq!(texts(&shown.totals), ": : 40");
        assert_eq!((shown.days(0), shown.mean(1)), (Cell::Hidden, Cell::Hidden));
        assert_eq!(texts(&shown.cells[0][0]), ": : :");
    }

    #[test]
    fn hosts_tell_nothing_that_their_units_dont() {
        let shown = tally(&[("A", 30, 3), ("B", 30, 20), ("C", 30, 15)]);
        assert_eq!(texts(&shown.cells[0][0]), ": : 0", "three women");
        let (hosts, together) = shown.together(&["x", "x", "y"]);
        assert_eq!(hosts, ["x", "y"]);
        assert_eq!(texts(&together.totals), "60 30");
        assert!(together.cells[0][0][0] == Shown::Hidden, "its sum less B's would be the three");
        assert_eq!(together.days(0), Cell::number(60.0, 1));
    }
}
