//! What the page *Oversikt* knows: a place month by month beside the country, and the places to compare.

use super::facts::Facts;
use super::places::{self, Compared};
use crate::data::{Data, DataError, Held, InhabitantsByPlace};
use crate::pages::complete::expected_days;
use crate::published::{Members, OfFacts, Tables};
use crate::selection::Selection;
use measures::gate::whole_years;
use measures::inhabitants::{ByAge, Inhabitants};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::{AdmissionPlaceMonth, RegistrationMonth, StayFilter, StayMonth};
use vocabulary::{Catalogue, Month, MunicipalityNumber, Period, Scope, Unit, UnitCode, UnitKind};

/// Months of the small charts.
pub const SPARK_MONTHS: i32 = 36;

/// A place month by month.
pub struct Series {
    /// What is known in each of [`Figures::months`].
    pub facts: Vec<Facts>,
    /// What may not be shown of them.
    withheld: OfFacts,
}

/// The figures of a view.
pub struct Figures {
    /// The months read: at least the sparklines', the period's and the year before's.
    pub months: Vec<Month>,
    /// The place.
    pub here: Series,
    /// The country; `None` where the place is the country.
    pub country: Option<Series>,
    /// The period.
    pub period: Period,
    /// Places on the last day of each of the last [`SPARK_MONTHS`] months up to the period's end.
    pub places: Vec<Option<f64>>,
    /// Inhabitants on the day after the period.
    pub inhabitants: Option<f64>,
    /// Unit-days that should have been registered in the period.
    pub expected_days: i64,
    /// Municipalities of the place.
    pub municipalities: i64,
    /// The places of the table, by name.
    pub compared: Compared,
}

impl Figures {
    /// Sums over the part of `series` that lies in `period`.
    pub fn over(&self, series: &Series, period: Period) -> Facts {
        let (first, last) = (Month::of(period.from()), Month::of(period.to()));
        let months = self.months.iter().zip(&series.facts);
        let sum =
            Facts::sum(months.filter(|(month, _)| (first..=last).contains(*month)).map(|(_, facts)| facts));
        Facts { withheld: series.withheld.over(first, last), ..sum }
    }

    /// The months of the small charts with what is known in them.
    pub fn recent<'a>(&'a self, series: &'a Series) -> impl Iterator<Item = (Month, &'a Facts)> {
        let last = Month::of(self.period.to());
        let first = last.plus(1 - SPARK_MONTHS);
        self.months
            .iter()
            .copied()
            .zip(&series.facts)
            .filter(move |(month, _)| (first..=last).contains(month))
    }
}

/// Whose data are read: units for what happens in them, municipalities for what happens to inhabitants.
/// `None`: all.
struct Read {
    units: Option<Vec<UnitCode>>,
    municipalities: Option<Vec<MunicipalityNumber>>,
    /// Where inhabitants' stays count: of the kinds asked for anywhere, or in the one unit asked for.
    stayed_in: Option<Vec<UnitCode>>,
}

impl Read {
    fn of(selection: &Selection, catalogue: &Catalogue, data: &Data) -> Self {
        let today = data.today();
        let municipalities = (selection.scope != Scope::Country)
            .then(|| catalogue.municipalities_in(&selection.scope, today).into_iter().collect());
        Self {
            units: selection.units(catalogue, today),
            municipalities,
            stayed_in: places::stayed_in(selection, catalogue, today),
        }
    }
}

/// Reads what the page shows.
pub async fn load(data: &Data, catalogue: &Catalogue, selection: &Selection) -> Result<Figures, DataError> {
    let period = selection.period;
    let last = Month::of(period.to());
    let first = Month::of(period.year_before().from()).min(last.plus(1 - SPARK_MONTHS));
    // What may be shown is decided per calendar year: of a unit here, of other places in the country's tables.
    let (first, last) = match selection.scope {
        Scope::Unit(_) => whole_years(first, last),
        _ => (first, last),
    };
    let country = (selection.scope != Scope::Country).then(|| selection.of(Scope::Country));
    let inhabitants = data.inhabitants(catalogue).await?;
    let (inhabitants, window) = (&*inhabitants, (first, last));
    let tables = Tables::of(data, catalogue, &selection.kinds, window).await?;
    let tables = &tables;
    let (here, country, compared) = tokio::try_join!(
        series(data, catalogue, selection, inhabitants, window, tables),
        async {
            match &country {
                Some(country) => {
                    series(data, catalogue, country, inhabitants, window, tables).await.map(Some)
                }
                None => Ok(None),
            }
        },
        places::load(data, catalogue, selection, inhabitants, tables),
    )?;
    let listed = catalogue.units_in(&selection.scope, &selection.kinds, data.today());
    let homes = catalogue.municipalities_in(&selection.scope, data.today());
    let all = Inhabitants::sum(homes.iter().filter_map(|home| inhabitants.get(home)));
    Ok(Figures {
        months: (first.index()..=last.index()).map(Month::from_index).collect(),
        here,
        country,
        period,
        places: places_over_time(catalogue, &listed, Month::of(period.to())),
        inhabitants: all.on(period.end()).map(|ages| ages.iter().sum()),
        expected_days: expected_days(&listed, period, data.today()),
        municipalities: homes.len() as i64,
        compared,
    })
}

/// Reads a place month by month; the country, which every other place is compared with, once per version of the data.
async fn series(
    data: &Data,
    catalogue: &Catalogue,
    selection: &Selection,
    inhabitants: &InhabitantsByPlace,
    window: (Month, Month),
    tables: &Tables,
) -> Result<Series, DataError> {
    let (scope, read) = (&selection.scope, Read::of(selection, catalogue, data));
    let parts = Parts::read(data, &read, inhabitants, window);
    let parts = if *scope == Scope::Country {
        let key = (selection.kinds.clone(), window.0, window.1);
        data.whole_country.get(catalogue.version, &key, parts).await?
    } else {
        parts.await?
    };
    Ok(assembled(data, &read, &parts, inhabitants, window, (tables, scope)))
}

/// The country month by month, by kinds of unit and months.
pub type WholeCountry = Held<(Vec<UnitKind>, Month, Month), Arc<Parts>>;

/// What the queries of a series gave.
pub struct Parts {
    registrations: Vec<RegistrationMonth>,
    stays: Vec<StayMonth>,
    home_stays: Vec<(Month, f64)>,
    admissions: Vec<AdmissionPlaceMonth>,
    /// Who has emergency admissions in which month; empty where everybody has them in every month.
    reporting: Vec<(Month, MunicipalityNumber)>,
}

impl Parts {
    async fn read(
        data: &Data,
        read: &Read,
        inhabitants: &InhabitantsByPlace,
        (first, last): (Month, Month),
    ) -> Result<Arc<Self>, DataError> {
        let store = &data.store;
        let (units, homes) = (read.units.as_deref(), read.municipalities.as_deref());
        let filter = StayFilter { units, home: None, age_group: None, from: first, to: last };
        let (registrations, stays, home_stays, admissions) = tokio::try_join!(
            store.registration_months(units, first, last),
            store.stay_months(filter),
            async {
                // In the whole country every stay is an inhabitant's, so the sums per unit will do.
                match homes {
                    Some(_) => store
                        .home_stays_by_month(homes, read.stayed_in.as_deref(), first, last)
                        .await
                        .map(Some),
                    None => Ok(None),
                }
            },
            store.admissions_by_month(homes, first, last),
        )?;
        let living = living(homes, inhabitants).len() as i64;
        let incomplete = admissions.iter().any(|month| month.municipalities < living);
        let reporting =
            if incomplete { store.admission_places_by_month(homes, first, last).await? } else { Vec::new() };
        let home_stays = home_stays
            .unwrap_or_else(|| stays.iter().map(|month| (month.month, month.stays as f64)).collect());
        Ok(Arc::new(Self { registrations, stays, home_stays, admissions, reporting }))
    }
}

/// The inhabitants of some municipalities; `None`: of all.
fn living<'a>(
    homes: Option<&[MunicipalityNumber]>,
    inhabitants: &'a InhabitantsByPlace,
) -> Vec<&'a Inhabitants> {
    match homes {
        Some(homes) => homes.iter().filter_map(|home| inhabitants.get(home)).collect(),
        None => inhabitants.values().collect(),
    }
}

/// Puts a series together, with what may not be shown of it.
fn assembled(
    data: &Data,
    read: &Read,
    parts: &Parts,
    inhabitants: &InhabitantsByPlace,
    (first, last): (Month, Month),
    (tables, scope): (&Tables, &Scope),
) -> Series {
    let (units, homes) = (read.units.as_deref(), read.municipalities.as_deref());
    let inhabitants_of = match (scope, homes) {
        (Scope::Trust(trust), _) => Members::Trust(trust.clone()),
        (_, Some(homes)) => Members::Each(homes.iter().map(ToString::to_string).collect()),
        _ => Members::All,
    };
    let mut withheld = tables.withheld(&Members::units(scope, units), &inhabitants_of);
    if let Scope::Unit(_) = scope {
        // Those of the inhabitants' stays that were in one unit stand in no table of the country.
        let rows = parts.home_stays.iter().map(|(month, n)| (*month, vec![n.round() as i64])).collect();
        withheld.home_stays = data.gate.calendar(&rows, 1, &withheld.stays).withheld(0);
    }
    let mut facts = months((first, last), parts, inhabitants, &living(homes, inhabitants));
    for (index, facts) in (first.index()..).zip(&mut facts) {
        let month = Month::from_index(index);
        facts.withheld = withheld.over(month, month);
    }
    Series { facts, withheld }
}

/// Lays the parts side by side, month by month.
fn months(
    (first, last): (Month, Month),
    parts: &Parts,
    inhabitants: &InhabitantsByPlace,
    living: &[&Inhabitants],
) -> Vec<Facts> {
    let whole = Inhabitants::sum(living.iter().copied());
    let standard = Inhabitants::sum(inhabitants.values());
    let mut who: BTreeMap<Month, BTreeSet<MunicipalityNumber>> = BTreeMap::new();
    for (month, place) in &parts.reporting {
        who.entry(*month).or_default().insert(*place);
    }
    let one = |month: Month| {
        let days = Period::months_up_to(month, 1);
        let mut facts = Facts::default();
        if let Some(row) = parts.registrations.iter().find(|row| row.month == month) {
            facts.registration = row.sum;
        }
        if let Some(row) = parts.stays.iter().find(|row| row.month == month) {
            (facts.stays, facts.minutes) = (row.stays, row.minutes);
            (facts.adequate, facts.answered) = (row.adequate, row.answered);
        }
        if let Some((_, stays)) = parts.home_stays.iter().find(|(of, _)| *of == month) {
            facts.home_stays = *stays;
        }
        facts.person_years = whole.person_years(days).map_or(0.0, |ages| ages.iter().sum());
        if let Some(row) = parts.admissions.iter().find(|row| row.month == month) {
            facts.admissions = row.sum;
            facts.admission_months = row.municipalities;
            facts.admission_years = if row.municipalities < living.len() as i64 {
                let reporting = who.get(&month).into_iter().flatten();
                years(&Inhabitants::sum(reporting.filter_map(|place| inhabitants.get(place))), days)
            } else {
                years(&whole, days)
            };
            facts.standard = years(&standard, days);
        }
        facts
    };
    (first.index()..=last.index()).map(|index| one(Month::from_index(index))).collect()
}

/// Inhabitants × years per age group, none where they aren't known.
fn years(inhabitants: &Inhabitants, period: Period) -> ByAge {
    inhabitants.person_years(period).unwrap_or_default()
}

/// Places in the units in operation at the end of each month; `None` where no bed number is known.
fn places_over_time(catalogue: &Catalogue, units: &[&Unit], last: Month) -> Vec<Option<f64>> {
    let mut sums = vec![None; SPARK_MONTHS as usize];
    let codes: BTreeMap<_, _> = units.iter().map(|unit| (&unit.code, unit)).collect();
    for steps in catalogue.beds.chunk_by(|a, b| a.unit == b.unit) {
        let Some(unit) = codes.get(&steps[0].unit) else { continue };
        for (i, sum) in sums.iter_mut().enumerate() {
            let day = last.plus(i as i32 + 1 - SPARK_MONTHS).last_day();
            let open = unit.opened.is_none_or(|o| o <= day) && unit.closed.is_none_or(|c| day <= c);
            let step = steps.iter().rev().find(|step| step.from <= day).filter(|_| open);
            if let Some(step) = step {
                *sum.get_or_insert(0.0) += step.beds;
            }
        }
    }
    sums
}
