//! The demo country and how its rows are handed over.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use vocabulary::{
    AgeGroup, Beds, Dataset, EmergencyAdmissions, Event, Month, MunicipalityNumber, Registration, Rows, Stay,
    Unit, UnitMunicipality,
};

use crate::admissions::{self, National, People};
use crate::network::{self, Category, Plan, on_day};
use crate::order::in_order;
use crate::oslo::{date_of, day_number};
use crate::{events, registrations, sites, stays, truth};

/// How much of the country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scale {
    /// All 357 municipalities.
    Country,
    /// Only the units and municipalities of these health trusts, by today's membership; they are the
    /// same as in the whole country.
    Trusts(Vec<String>),
}

/// What one unit has written down.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitData {
    /// A row a day, by day. `occupied` is the census at midnight that ends the day.
    pub registrations: Vec<Registration>,
    /// Stays, by time of admission.
    pub stays: Vec<Stay>,
}

/// The demo country: units and events at hand, stays and admissions on demand. A clone shares them.
#[derive(Debug, Clone)]
pub struct Country(Arc<Layout>);

/// What all rows are made from.
#[derive(Debug)]
struct Layout {
    seed: u64,
    until: i64,
    plans: Vec<Plan>,
    category_weights: BTreeMap<Category, Vec<(i64, f64)>>,
    municipalities: Vec<MunicipalityNumber>,
    people: BTreeMap<MunicipalityNumber, People>,
    national: National,
    opened: BTreeMap<MunicipalityNumber, (Month, bool)>,
    events: Vec<Event>,
}

/// Lays out the demo country of a seed with data up to and including `until` (yesterday, for the
/// caller). Quick: the big tables are generated while they are handed over.
pub fn generate(seed: u64, until: NaiveDate, scale: &Scale) -> Country {
    let until = day_number(until);
    let all = network::plans(seed);
    let category_weights = Category::ALL.into_iter().map(|line| (line, weights(&all, line))).collect();
    let municipalities: Vec<_> = sites::present()
        .filter(|m| match scale {
            Scale::Country => true,
            Scale::Trusts(trusts) => trusts.contains(&m.health_trust),
        })
        .map(|m| m.number)
        .collect();
    let inside: BTreeSet<_> = municipalities.iter().copied().collect();
    let mut opened: BTreeMap<MunicipalityNumber, (Month, bool)> = BTreeMap::new();
    for plan in &all {
        for served in &plan.served {
            let this = (Month::of(date_of(served.from)), truth::is_strong(&plan.unit));
            let first = opened.entry(served.municipality).or_insert(this);
            if this.0 < first.0 {
                *first = this;
            }
        }
    }
    let plans: Vec<Plan> = all
        .into_iter()
        .filter(|plan| plan.opened <= until && plan.unit.host.is_some_and(|host| inside.contains(&host)))
        .map(|plan| known_by(plan, until))
        .collect();
    let last_whole = Month::of(date_of(until + 1)).plus(-1);
    let months = (last_whole.index() - admissions::first_month().index() + 1).max(0);
    Country(Arc::new(Layout {
        seed,
        until,
        events: events::events(&plans, until),
        plans,
        category_weights,
        municipalities,
        people: admissions::people(),
        national: National::new(seed, months),
        opened,
    }))
}

/// Takes away what lies after `until`.
fn known_by(mut plan: Plan, until: i64) -> Plan {
    if plan.closed.is_some_and(|closed| closed > until) {
        plan.closed = None;
        plan.unit.closed = None;
    }
    plan.beds.retain(|(from, _)| *from <= until);
    plan.served.retain(|served| served.from <= until);
    for served in &mut plan.served {
        served.to = served.to.filter(|to| *to <= until);
    }
    plan
}

/// The sum of the weights of a line's units, from each day on which one of them changes. All units count
/// from the start, open or not, so that the country's use grows as they open.
fn weights(plans: &[Plan], line: Category) -> Vec<(i64, f64)> {
    let members: Vec<&Plan> = plans.iter().filter(|plan| plan.category == line).collect();
    let changes: BTreeSet<i64> =
        members.iter().flat_map(|plan| plan.weight.iter().skip(1).map(|w| w.0)).collect();
    let sum = |day: i64| -> f64 {
        members
            .iter()
            .filter(|plan| plan.closed.is_none_or(|closed| day <= closed))
            .map(|plan| plan.weight.first().map_or(0.0, |first| on_day(&plan.weight, day.max(first.0))))
            .sum()
    };
    std::iter::once(i64::MIN).chain(changes).map(|day| (day, sum(day))).collect()
}

impl Country {
    /// The units, by code.
    pub fn units(&self) -> Vec<Unit> {
        self.0.plans.iter().map(|plan| plan.unit.clone()).collect()
    }

    /// Which municipalities each unit serves, and when; `share` by inhabitants of 67 or older.
    pub fn unit_municipalities(&self) -> Vec<UnitMunicipality> {
        let mut rows = Vec::new();
        for plan in &self.0.plans {
            let all: i64 = plan.served.iter().map(|served| served.aged_67_plus).sum();
            rows.extend(plan.served.iter().map(|served| UnitMunicipality {
                unit: plan.unit.code.clone(),
                municipality: served.municipality,
                from: date_of(served.from),
                to: served.to.map(date_of),
                share: Some(libm::round(1e4 * served.aged_67_plus as f64 / all.max(1) as f64) / 1e4),
            }));
        }
        rows
    }

    /// Places of each unit over time.
    pub fn beds(&self) -> Vec<Beds> {
        self.0
            .plans
            .iter()
            .flat_map(|plan| {
                plan.beds.iter().map(|&(from, beds)| Beds {
                    unit: plan.unit.code.clone(),
                    from: date_of(from),
                    beds,
                })
            })
            .collect()
    }

    /// Openings, closings, changes, and what concerned the whole country, by date.
    pub fn events(&self) -> &[Event] {
        &self.0.events
    }

    /// The municipalities that have admissions, by number.
    pub fn municipalities(&self) -> &[MunicipalityNumber] {
        &self.0.municipalities
    }

    /// The last day with data.
    pub fn until(&self) -> NaiveDate {
        date_of(self.0.until)
    }

    /// The month from which a municipality had a unit.
    pub fn first_served(&self, municipality: MunicipalityNumber) -> Option<Month> {
        self.0.opened.get(&municipality).map(|(month, _)| *month)
    }

    /// Whether a municipality's unit is of the strong stratum.
    pub fn is_strong(&self, municipality: MunicipalityNumber) -> bool {
        self.0.opened.get(&municipality).is_some_and(|(_, strong)| *strong)
    }

    /// The factor built into the expected admissions of a cell.
    pub fn true_ratio(&self, municipality: MunicipalityNumber, month: Month, age_group: AgeGroup) -> f64 {
        match self.0.opened.get(&municipality) {
            Some((from, strong)) if month >= *from => truth::ratio(*strong, age_group),
            _ => 1.0,
        }
    }

    /// Registrations and stays of the unit at `index` in [`Country::units`].
    pub fn unit_data(&self, index: usize) -> UnitData {
        let plan = &self.0.plans[index];
        let course = stays::run(plan, self.0.seed, self.0.until, &self.0.category_weights[&plan.category]);
        let (registrations, stays) = registrations::write_down(plan, &course, self.0.seed, self.0.until);
        UnitData { registrations, stays }
    }

    /// Emergency admissions of the municipality at `index` in [`Country::municipalities`]: every whole month
    /// from January 2010, by month, age group and department, with rows of zero.
    pub fn admissions(&self, index: usize) -> Vec<EmergencyAdmissions> {
        let number = self.0.municipalities[index];
        let opened = self.0.opened.get(&number).copied();
        let nobody = People::new();
        let people = self.0.people.get(&number).unwrap_or(&nobody);
        admissions::of_municipality(number, people, &self.0.national, opened, self.0.seed)
    }

    /// Each unit's data, in the order of [`Country::units`], made ahead on all processors.
    pub fn all_unit_data(&self) -> impl Iterator<Item = UnitData> + Send + use<> {
        let country = self.clone();
        in_order(self.0.plans.len(), move |index| country.unit_data(index))
    }

    /// Each municipality's admissions, in the order of [`Country::municipalities`], made ahead on all
    /// processors.
    pub fn all_admissions(&self) -> impl Iterator<Item = Vec<EmergencyAdmissions>> + Send + use<> {
        let country = self.clone();
        in_order(self.0.municipalities.len(), move |index| country.admissions(index))
    }

    /// All rows of a dataset in pieces of some thousand, the reference tables included: what a store takes
    /// in, in the order of [`Dataset::ALL`], or a file is written from.
    pub fn rows(&self, dataset: Dataset) -> Box<dyn Iterator<Item = Rows> + Send> {
        let one = |rows: Rows| -> Box<dyn Iterator<Item = Rows> + Send> { Box::new(std::iter::once(rows)) };
        match dataset {
            Dataset::Municipalities => one(Rows::Municipalities(reference::municipalities().to_vec())),
            Dataset::BorderChanges => one(Rows::BorderChanges(reference::border_changes().to_vec())),
            Dataset::Population => one(Rows::Population(reference::population().to_vec())),
            Dataset::Units => one(Rows::Units(self.units())),
            Dataset::UnitMunicipalities => one(Rows::UnitMunicipalities(self.unit_municipalities())),
            Dataset::Beds => one(Rows::Beds(self.beds())),
            Dataset::Events => one(Rows::Events(self.events().to_vec())),
            Dataset::Registrations => {
                Box::new(self.all_unit_data().map(|data| Rows::Registrations(data.registrations)))
            }
            Dataset::Stays => Box::new(self.all_unit_data().map(|data| Rows::Stays(data.stays))),
            Dataset::EmergencyAdmissions => Box::new(self.all_admissions().map(Rows::EmergencyAdmissions)),
        }
    }
}
