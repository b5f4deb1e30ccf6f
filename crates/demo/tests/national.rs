//! National figures of the demo country, held against what Helsedirektoratet published, and the built-in
//! effect, held against a simple ratio.

mod common;

use std::collections::BTreeMap;

use demo::{Country, Scale, generate, truth};
use vocabulary::{AgeGroup, Month, MunicipalityNumber};

fn country(seed: u64, until: &str) -> Country {
    generate(seed, until.parse().expect("a date"), &Scale::Country)
}

/// Whether `found` is within a share of `expected`.
fn near(found: f64, expected: f64, share: f64, what: &str) {
    assert!((found / expected - 1.0).abs() <= share, "{what}: {found}, expected {expected}");
}

#[test]
fn the_years_are_those_of_the_published_table() {
    let years = common::years(&country(1, "2022-12-31"));
    let published = [
        (2017, 703.0, 37_250.0),
        (2018, 731.0, 40_915.0),
        (2019, 747.0, 39_942.0),
        (2021, 684.0, 29_126.0),
        (2022, 688.0, 32_957.0),
    ];
    for (year, places, admissions) in published {
        near(years[&year].places, places, 0.001, "places");
        near(years[&year].registered_admissions as f64, admissions, 0.02, "admissions");
        near(years[&year].stays as f64, admissions, 0.035, "stays");
    }
    let y = &years[&2022];
    near(y.belegg(), 0.47, 0.04, "belegg");
    near(y.mean_days(), 3.58, 0.04, "mean stay");
    assert!(y.kad.1 / 24.0 / (y.kad.0 as f64) < 3.1 && y.sykestue.1 / 24.0 / (y.sykestue.0 as f64) > 5.0);
    near(y.aged_67 as f64 / y.stays as f64, 0.72, 0.015, "67 or older");
    near(y.women.0 as f64 / y.women.1 as f64, 0.60, 0.015, "women");
    near(y.adequate.0 as f64 / y.adequate.1 as f64, 0.85, 0.015, "adequate");
    near(y.home as f64 / y.completed as f64, 2.0 / 3.0, 0.03, "own home");
    assert!((0.01..0.05).contains(&(y.dead as f64 / y.completed as f64)));
    let lines = [
        ("Sør-Øst", 17_790.0),
        ("Vest", 6_101.0),
        ("Midt", 2_775.0),
        ("Nord", 2_952.0),
        ("Nord sykestue", 3_339.0),
    ];
    for (line, stays) in lines {
        near(y.by_line[line] as f64, stays, 0.08, line);
    }
    let friday = y.weekdays_in[4];
    assert!(y.weekdays_in.iter().all(|n| *n <= friday) && y.weekdays_out[6] * 10 < y.weekdays_out[4] * 7);
    assert!(years[&2020].registered_admissions < years[&2019].registered_admissions * 85 / 100);
    for year in [2011, 2015, 2019, 2022] {
        let y = &years[&year];
        assert!((99.0..110.0).contains(&(1000.0 * y.hospital as f64 / y.inhabitants as f64)));
        near(y.readmitted as f64 / y.hospital as f64, 0.075, 0.05, "readmissions");
        near(y.medicine as f64 / y.hospital as f64, 0.5, 0.04, "internal medicine");
    }
}

#[test]
fn every_seed_has_about_220_units_and_the_places_of_the_published_years() {
    for seed in 2..8 {
        let country = country(seed, "2025-12-31");
        assert!((195..=240).contains(&country.units().len()), "{seed}: {}", country.units().len());
        for (year, places) in [(2017, 703.0), (2018, 731.0), (2019, 747.0), (2021, 684.0), (2022, 688.0)] {
            let day = chrono::NaiveDate::from_ymd_opt(year, 6, 30).expect("a day");
            near(common::places(&country, day), places, 0.002, "places");
        }
    }
}

/// Inhabitants and monthly admissions of one age group.
struct Series {
    place: MunicipalityNumber,
    people: BTreeMap<i32, f64>,
    counts: BTreeMap<Month, f64>,
}

impl Series {
    fn rate(&self, from: i32, to: i32) -> f64 {
        let inside = |year: i32| (from..=to).contains(&year);
        let events: f64 = self.counts.iter().filter(|(m, _)| inside(m.year())).map(|(_, n)| n).sum();
        let months: f64 = self.people.iter().filter(|(y, _)| inside(**y)).map(|(_, n)| n * 12.0).sum();
        events / months
    }
    fn usual(&self, month: Month, rate: f64) -> f64 {
        rate * self.people.get(&month.year()).copied().unwrap_or(0.0)
    }
}

fn series(country: &Country, age: AgeGroup) -> Vec<Series> {
    (0..country.municipalities().len())
        .map(|index| {
            let place = country.municipalities()[index];
            let mut counts = BTreeMap::new();
            for row in country.admissions(index).iter().filter(|row| row.age_group == age) {
                *counts.entry(row.month).or_insert(0.0) += row.admissions as f64;
            }
            let people = reference::population()
                .iter()
                .filter(|row| row.municipality == place && row.age_group == age)
                .map(|row| (row.year, row.inhabitants as f64))
                .collect();
            Series { place, people, counts }
        })
        .collect()
}

/// Observed over expected after the openings, where expected is each municipality's rate of 2010–11
/// carried on by the months of those that have no unit yet: (strong stratum, others).
fn ratios(country: &Country, age: AgeGroup) -> (f64, f64) {
    let all: Vec<(Series, f64)> = series(country, age)
        .into_iter()
        .map(|one| {
            let rate = one.rate(2010, 2011);
            (one, rate)
        })
        .collect();
    let mut sums = [[0.0; 2]; 2];
    let first: Month = "2012-02".parse().expect("a month");
    for month in (0..47).map(|n| first.plus(n)) {
        let treated = |one: &Series| country.first_served(one.place).is_some_and(|from| month >= from);
        let mut waiting = [0.0; 2];
        for (one, rate) in all.iter().filter(|(one, _)| !treated(one)) {
            waiting[0] += one.counts[&month];
            waiting[1] += one.usual(month, *rate);
        }
        for (one, rate) in all.iter().filter(|(one, _)| treated(one)) {
            let sum = &mut sums[usize::from(country.is_strong(one.place))];
            sum[0] += one.counts[&month];
            sum[1] += one.usual(month, *rate) * waiting[0] / waiting[1];
        }
    }
    (sums[1][0] / sums[1][1], sums[0][0] / sums[0][1])
}

#[test]
fn the_built_in_effect_comes_back_from_a_simple_ratio_and_only_at_80_plus() {
    let country = country(1, "2015-12-31");
    let (strong, other) = ratios(&country, AgeGroup::Age80Plus);
    assert!((strong - truth::STRONG_80_PLUS).abs() < 0.025, "strong {strong}");
    assert!((other - truth::OTHER_80_PLUS).abs() < 0.02, "other {other}");
    assert!(other - strong > 0.025, "{strong} {other}");
    let (strong, other) = ratios(&country, AgeGroup::Age50To66);
    assert!((strong - 1.0).abs() < 0.025 && (other - 1.0).abs() < 0.02, "{strong} {other}");
}
