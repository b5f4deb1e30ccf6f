//! Emergency admissions to hospital: what all municipalities share, and one municipality's counts.

use std::collections::BTreeMap;

use vocabulary::{AgeGroup, Department, EmergencyAdmissions, Month, MunicipalityNumber};

use crate::random::{Random, Stream};
use crate::truth;

/// First month with admissions.
pub(crate) const FIRST_MONTH: (i32, u32) = (2010, 1);

/// Departments, as the import files name them.
const DEPARTMENTS: [&str; 3] = ["indremedisin", "kirurgi", "annet"];

/// Emergency admissions per inhabitant and year by age group: about 105 per 1 000 in all.
const RATES: [f64; 5] = [0.051, 0.069, 0.101, 0.217, 0.440];

/// Shares of internal medicine, surgery and the rest by age group.
const SHARES: [[f64; 3]; 5] =
    [[0.33, 0.27, 0.40], [0.40, 0.31, 0.29], [0.52, 0.28, 0.20], [0.59, 0.24, 0.17], [0.62, 0.22, 0.16]];

/// Mean days in hospital by age group, and factor by department.
const BED_DAYS: [f64; 5] = [2.3, 2.9, 3.8, 4.7, 5.2];
const DEPARTMENT_DAYS: [f64; 3] = [1.05, 1.0, 0.85];

/// Share readmitted within 30 days by age group: 7–8 % in all.
const READMITTED: [f64; 5] = [0.040, 0.058, 0.076, 0.092, 0.098];

/// Days a discharge-ready patient waits in hospital, per admission.
const WAITING_DAYS: [f64; 5] = [0.002, 0.01, 0.04, 0.12, 0.24];

/// What every municipality shares in a month: factor per age group.
#[derive(Debug)]
pub(crate) struct National(Vec<[f64; 5]>);

impl National {
    /// Trend, season, pandemic and shocks for `months` months.
    pub(crate) fn new(seed: u64, months: i32) -> Self {
        let mut random = Random::new(seed, Stream::National, 0);
        let first = first_month();
        Self(
            (0..months)
                .map(|index| {
                    let month = first.plus(index);
                    let trend = libm::exp(-0.004 * f64::from(index) / 12.0);
                    let shared = random.factor(0.015) * trend * pandemic(month);
                    let length = month.days() as f64 / 30.4375;
                    std::array::from_fn(|age| {
                        shared * random.factor(0.01) * length * (1.0 + winter(age) * season(month))
                    })
                })
                .collect(),
        )
    }
}

pub(crate) fn first_month() -> Month {
    Month::new(FIRST_MONTH.0, FIRST_MONTH.1).unwrap_or(Month::from_index(0))
}

/// Amplitude of the winter's peak by age group.
fn winter(age: usize) -> f64 {
    [0.06, 0.01, 0.03, 0.05, 0.08][age]
}

/// One in mid-January, minus one in mid-July.
fn season(month: Month) -> f64 {
    libm::cos(std::f64::consts::TAU * f64::from(month.month() - 1) / 12.0)
}

/// Fewer came to hospital during the pandemic.
fn pandemic(month: Month) -> f64 {
    match (month.year(), month.month()) {
        (2020, 3) => 0.82,
        (2020, 4) => 0.72,
        (2020, 5) => 0.84,
        (2020, 6..=10) => 0.94,
        (2020, 11..) | (2021, 1..=5) => 0.91,
        (2021, 6..) => 0.97,
        _ => 1.0,
    }
}

/// Inhabitants by year and age group.
pub(crate) type People = BTreeMap<i32, [f64; 5]>;

/// Inhabitants of every municipality.
pub(crate) fn people() -> BTreeMap<MunicipalityNumber, People> {
    let mut all: BTreeMap<MunicipalityNumber, People> = BTreeMap::new();
    for row in reference::population() {
        let ages = all.entry(row.municipality).or_default().entry(row.year).or_default();
        let age = AgeGroup::ALL.iter().position(|group| *group == row.age_group).unwrap_or(0);
        ages[age] = row.inhabitants as f64;
    }
    all
}

/// Inhabitants in the middle of a month, on the line between two New Year's Days; after the last table
/// the last year's change goes on.
fn inhabitants(people: &People, month: Month, age: usize) -> f64 {
    let at = |year: i32| people.get(&year).map(|ages| ages[age]);
    let (year, part) = (month.year(), (f64::from(month.month()) - 0.5) / 12.0);
    let line = |start: f64, end: f64, part: f64| (start + (end - start) * part).max(0.0);
    if let (Some(start), Some(end)) = (at(year), at(year + 1)) {
        return line(start, end, part);
    }
    let last = people.keys().next_back().copied().unwrap_or(year);
    match (at(last - 1), at(last)) {
        (Some(before), Some(start)) => line(start, start + start - before, f64::from(year - last) + part),
        _ => 0.0,
    }
}

/// All months of a municipality from January 2010, by month, age group and department. `opened` is the
/// month of its unit's opening and whether the unit is of the strong stratum.
pub(crate) fn of_municipality(
    number: MunicipalityNumber,
    people: &People,
    national: &National,
    opened: Option<(Month, bool)>,
    seed: u64,
) -> Vec<EmergencyAdmissions> {
    let mut random = Random::new(seed, Stream::Admissions, u64::from(number.get()));
    // Habits differ most between small municipalities; big ones are nearer the country's.
    let all: f64 = people.values().next().map_or(0.0, |ages| ages.iter().sum());
    let level = random.factor(if all > 50_000.0 { 0.05 } else { 0.11 });
    let by_age: [f64; 5] = std::array::from_fn(|_| random.factor(0.04));
    let departments = DEPARTMENTS.map(|name| name.parse::<Department>().expect("a short visible name"));
    let mut rows = Vec::with_capacity(national.0.len() * 15);
    for (shared, index) in national.0.iter().zip(0..) {
        let month = first_month().plus(index);
        let treated = opened.filter(|(from, _)| month >= *from);
        for (age, &age_group) in AgeGroup::ALL.iter().enumerate() {
            let effect = treated.map_or(1.0, |(_, strong)| truth::ratio(strong, age_group));
            let expected = inhabitants(people, month, age) * RATES[age] / 12.0
                * shared[age]
                * level
                * by_age[age]
                * effect;
            for (department, name) in departments.iter().enumerate() {
                let admissions = random.poisson(expected * SHARES[age][department]);
                rows.push(row(number, month, age, department, name, admissions, &mut random));
            }
        }
    }
    rows
}

fn row(
    municipality: MunicipalityNumber,
    month: Month,
    age: usize,
    department: usize,
    name: &Department,
    admissions: i64,
    random: &mut Random,
) -> EmergencyAdmissions {
    let n = admissions as f64;
    let mean = BED_DAYS[age] * DEPARTMENT_DAYS[department];
    // The sum of n stays whose standard deviation is about their mean.
    let days = libm::round(mean * (n + libm::sqrt(n) * random.normal())).max(n * 0.5);
    // Until the reform of 2012 nobody paid for waiting patients.
    let reform = if month.year() < 2012 { 2.4 } else { 1.0 };
    EmergencyAdmissions {
        municipality,
        month,
        age_group: AgeGroup::ALL[age],
        department: name.clone(),
        admissions,
        bed_days: Some(libm::round(days)),
        readmissions30: Some(random.binomial(admissions, READMITTED[age])),
        discharge_ready_days: Some(random.poisson(n * WAITING_DAYS[age] * reform) as f64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inhabitants_lie_on_the_line_between_two_new_years_days() {
        let people = People::from([(2024, [100.0; 5]), (2025, [112.0; 5])]);
        let at = |text: &str| inhabitants(&people, text.parse().expect("a month"), 0);
        assert!((at("2024-01") - 100.5).abs() < 1e-9);
        assert!((at("2024-12") - 111.5).abs() < 1e-9);
        assert!((at("2025-06") - 117.5).abs() < 1e-9, "the change goes on after the last table");
    }

    #[test]
    fn shares_of_the_departments_add_up_to_one() {
        assert!(SHARES.iter().all(|shares| (shares.iter().sum::<f64>() - 1.0).abs() < 1e-12));
    }
}
