//! The country as the engine sees it: one row a municipality, month and age group.

use crate::opening::{Opening, openings};
use chrono::{Days, NaiveDate};
use effect::{Builder, Carries, Panel, Refusal, Row};
use measures::inhabitants::Inhabitants;
use std::collections::{BTreeMap, BTreeSet};
use store::AdmissionSeries;
use vocabulary::{Catalogue, Event, Month, MunicipalityNumber, Population};

/// Emergency admissions of all municipalities with what an estimate needs beside them.
#[derive(Debug, Clone)]
pub struct Country {
    series: Vec<AdmissionSeries>,
    inhabitants: BTreeMap<MunicipalityNumber, Inhabitants>,
    openings: BTreeMap<MunicipalityNumber, Opening>,
}

impl Country {
    /// From stored rows, all on today's borders.
    pub fn new(
        catalogue: &Catalogue,
        events: &[Event],
        series: Vec<AdmissionSeries>,
        population: &[Population],
    ) -> Self {
        let mut counts: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for row in population {
            let count = (row.year, row.age_group, row.inhabitants as f64);
            counts.entry(row.municipality).or_default().push(count);
        }
        let inhabitants =
            counts.into_iter().map(|(number, counts)| (number, Inhabitants::of(counts))).collect();
        Self { series, inhabitants, openings: openings(catalogue, events) }
    }

    /// When and how each municipality was first served.
    pub fn openings(&self) -> &BTreeMap<MunicipalityNumber, Opening> {
        &self.openings
    }

    /// Whether there are any admissions.
    pub fn is_empty(&self) -> bool {
        self.series.is_empty()
    }

    /// A panel with the columns `age`, `org` and `kad` (the first unit: the cluster), and `department` where the
    /// series were read by department.
    ///
    /// All municipalities stay in it as comparison while they aren't served; of the served months only those of
    /// `treated` (`None`: of all) are kept. A model that is fitted on untreated cells gives the same
    /// expectation either way, so that the answer is about `treated` alone.
    ///
    /// Counts of municipalities that were divided are rounded to whole admissions.
    ///
    /// # Errors
    /// What the engine refuses; see [`Refusal`].
    pub fn panel(&self, treated: Option<&BTreeSet<MunicipalityNumber>>) -> Result<Panel, Refusal> {
        let divided = self.series.iter().any(|series| series.department.is_some());
        let columns: &[&str] =
            if divided { &["age", "org", "kad", "department"] } else { &["age", "org", "kad"] };
        let mut builder = Builder::new(Carries { exposure: true, weight: false }, columns, &[]);
        for series in &self.series {
            let opening = self.openings.get(&series.municipality);
            let about = treated.is_none_or(|treated| treated.contains(&series.municipality));
            let (unit, never) = (series.municipality.to_string(), format!("uten:{}", series.municipality));
            let organisation = opening.map_or("ingen", |opening| opening.organisation.code());
            let cluster = opening.map_or(never.as_str(), |opening| opening.unit.as_str());
            let (inhabitants, age) = (self.inhabitants.get(&series.municipality), series.age_group as usize);
            let department = series.department.as_deref().unwrap_or_default();
            let groups = [series.age_group.code(), organisation, cluster, department];
            let first_treated = opening.and_then(|opening| period(opening.month));
            for (month, admissions) in &series.months {
                if !about && opening.is_some_and(|opening| *month >= opening.month) {
                    continue;
                }
                builder.push(&Row {
                    unit: &unit,
                    period: period(*month),
                    outcome: Some(admissions.round()),
                    exposure: inhabitants.and_then(|held| held.on(middle(*month))).map(|ages| ages[age]),
                    first_treated,
                    groups: &groups[..columns.len()],
                    ..Row::default()
                })?;
            }
        }
        builder.finish()
    }
}

/// The day whose inhabitants stand for the month.
fn middle(month: Month) -> NaiveDate {
    month.first_day() + Days::new(month.days().cast_unsigned() / 2)
}

fn period(month: Month) -> Option<effect::Period> {
    effect::Period::month(month.year(), month.month() as i32)
}
