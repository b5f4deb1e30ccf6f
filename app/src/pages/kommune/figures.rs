//! What the page *Kommune* knows: a municipality over some months, and all municipalities over the same months.

use crate::data::{Data, DataError, Held, InhabitantsByPlace};
use crate::pages::oversikt::facts::Facts;
use crate::published::{Counted, Members, Tables, nothing, withheld};
use measures::gate::{Calendar, whole_years};
use measures::inhabitants::{ByAge, Inhabitants};
use measures::rates::Stratum;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{AdmissionMonth, AdmissionPlaceMonth};
use vocabulary::{Catalogue, Month, MunicipalityNumber, Period, Scope};

/// Municipalities of the same size that stand beside one.
const NEIGHBOURS: usize = 6;

/// All municipalities over some months, until the next import.
pub type Everyone = Held<Period, Arc<Municipalities>>;

/// All municipalities over some months.
pub struct Municipalities {
    /// What is known of each.
    pub facts: BTreeMap<MunicipalityNumber, Facts>,
    /// All together.
    pub country: Facts,
    /// Completed stays of each one's inhabitants per age group.
    stays_by_age: BTreeMap<MunicipalityNumber, ByAge>,
}

impl Municipalities {
    /// Emergency admissions that a municipality's ages lead to expect with the country's rates (indirect
    /// standardisation).
    pub fn expected(&self, of: &Facts) -> f64 {
        let rates = |i: usize| {
            let years = self.country.admission_years[i];
            if years > 0.0 { self.country.admissions.by_age[i] / years } else { 0.0 }
        };
        (0..5).map(|i| of.admission_years[i] * rates(i)).sum()
    }
}

/// A municipality.
pub struct Own {
    /// Its number.
    pub number: MunicipalityNumber,
    /// What is known of it over the period.
    pub facts: Facts,
    /// Completed stays of its inhabitants per age group, and inhabitants × years; the standard is the country's.
    pub stays: [Stratum; 5],
    /// Emergency admissions per month, of whole calendar years.
    pub months: Vec<AdmissionPlaceMonth>,
    /// What may be shown of them, by age group.
    pub admissions: Calendar,
    /// Days after readiness by month, with what may be shown of them.
    pub waiting: Calendar,
    /// Per month and age group, of whole calendar years, with the days after readiness.
    pub by_age: Vec<AdmissionMonth>,
    /// Its inhabitants.
    pub inhabitants: Inhabitants,
    /// Those nearest in size, itself included, by name, with their inhabitants.
    pub neighbours: Vec<(MunicipalityNumber, String, f64)>,
}

/// The figures of a view.
pub struct Figures {
    /// All.
    pub everyone: Arc<Municipalities>,
    /// The one asked for; `None` where none is.
    pub own: Option<Own>,
}

/// All municipalities over the months of a period.
///
/// # Errors
/// [`DataError`].
pub async fn everyone(
    data: &Data,
    catalogue: &Catalogue,
    period: Period,
) -> Result<Arc<Municipalities>, DataError> {
    let inhabitants = data.inhabitants(catalogue).await?;
    let nation = Inhabitants::sum(inhabitants.values());
    let read = municipalities(data, catalogue, &inhabitants, &nation, period);
    data.everyone.get(catalogue.version, &period, read).await
}

/// Reads what the page shows.
pub async fn load(
    data: &Data,
    catalogue: &Catalogue,
    scope: &Scope,
    period: Period,
) -> Result<Figures, DataError> {
    let (inhabitants, everyone) =
        tokio::try_join!(data.inhabitants(catalogue), everyone(data, catalogue, period))?;
    let own = match scope {
        Scope::Municipality(number) => {
            Some(own(data, catalogue, &inhabitants, &everyone, *number, period).await?)
        }
        _ => None,
    };
    Ok(Figures { everyone, own })
}

fn months(period: Period) -> (Month, Month) {
    (Month::of(period.from()), Month::of(period.to()))
}

async fn municipalities(
    data: &Data,
    catalogue: &Catalogue,
    inhabitants: &InhabitantsByPlace,
    nation: &Inhabitants,
    period: Period,
) -> Result<Arc<Municipalities>, DataError> {
    let (first, last) = months(period);
    let (admissions, stays, by_age) = tokio::try_join!(
        data.store.admissions_by_municipality(None, first, last),
        data.store.home_stays(None, None, first, last),
        data.store.stays_by_home_and_age(first, last),
    )?;
    let standard = nation.person_years(period).unwrap_or_default();
    let number_of_months = period.each_month().count() as f64;
    let mut facts: BTreeMap<MunicipalityNumber, Facts> = BTreeMap::new();
    for (number, of) in inhabitants {
        let Some(years) = of.person_years(period) else { continue };
        let all = years.iter().sum();
        facts.insert(*number, Facts { person_years: all, ..Facts::default() });
    }
    for (home, n) in stays {
        if let Some(facts) = facts.get_mut(&home) {
            facts.home_stays = n;
        }
    }
    for row in admissions {
        let years = inhabitants.get(&row.municipality).and_then(|of| of.person_years(period));
        if let (Some(facts), Some(years)) = (facts.get_mut(&row.municipality), years) {
            // Months without a count are missing, not zero: they don't count below the line either.
            let part = row.months as f64 / number_of_months;
            facts.admissions = row.sum;
            facts.admission_years = years.map(|years| years * part);
            facts.admission_months = row.months;
            facts.standard = standard;
        }
    }
    let country = Facts { standard, ..Facts::sum(facts.values()) };
    let tables = Tables::of(data, catalogue, &[], (first, last)).await?;
    for (number, facts) in &mut facts {
        let homes = Members::Each(vec![number.to_string()]);
        facts.withheld = tables.withheld(&Members::Each(Vec::new()), &homes).over(first, last);
    }
    Ok(Arc::new(Municipalities { facts, country, stays_by_age: by_age.into_iter().collect() }))
}

async fn own(
    data: &Data,
    catalogue: &Catalogue,
    inhabitants: &InhabitantsByPlace,
    everyone: &Municipalities,
    number: MunicipalityNumber,
    period: Period,
) -> Result<Own, DataError> {
    let (first, last) = months(period);
    let home = [number];
    let years = whole_years(first, last);
    let (by_age, over_time) = tokio::try_join!(
        data.store.admission_months(Some(&home), years.0, years.1),
        data.store.admissions_by_month(Some(&home), years.0, years.1),
    )?;
    let members = Members::Each(vec![number.to_string()]);
    let withheld = withheld(data, catalogue, (Counted::Admissions, &[]), &members, years).await?;
    let gate = data.gate_of_everyone(catalogue);
    let ages = |sum: &AdmissionPlaceMonth| sum.sum.by_age.iter().map(|n| n.round() as i64).collect();
    let admissions = over_time.iter().map(|row| (row.month, ages(row))).collect();
    let mut waiting: BTreeMap<Month, f64> = BTreeMap::new();
    for row in &by_age {
        *waiting.entry(row.month).or_default() += row.discharge_ready_days.unwrap_or(0.0);
    }
    let waiting = waiting.into_iter().map(|(month, days)| (month, vec![days.round() as i64])).collect();
    let of = inhabitants.get(&number).cloned().unwrap_or_default();
    let years: ByAge = of.person_years(period).unwrap_or_default();
    let stays = everyone.stays_by_age.get(&number).copied().unwrap_or_default();
    let standard = everyone.country.standard;
    let strata =
        std::array::from_fn(|i| Stratum { events: stays[i], inhabitants: years[i], standard: standard[i] });
    Ok(Own {
        number,
        facts: everyone.facts.get(&number).copied().unwrap_or_default(),
        stays: strata,
        months: over_time,
        admissions: gate.calendar(&admissions, 5, &withheld),
        waiting: gate.calendar(&waiting, 1, &nothing(data)),
        by_age,
        neighbours: neighbours(catalogue, data, inhabitants, number, period),
        inhabitants: of,
    })
}

/// The municipalities nearest in size: those whose number of inhabitants is the least times larger or smaller.
fn neighbours(
    catalogue: &Catalogue,
    data: &Data,
    inhabitants: &InhabitantsByPlace,
    number: MunicipalityNumber,
    period: Period,
) -> Vec<(MunicipalityNumber, String, f64)> {
    let size = |of: MunicipalityNumber| {
        inhabitants.get(&of)?.on(period.end()).map(|ages| ages.iter().sum::<f64>()).filter(|n| *n > 0.0)
    };
    let Some(own) = size(number) else { return Vec::new() };
    let places = catalogue.municipalities_on(data.today());
    let mut near: Vec<_> =
        places.iter().enumerate().filter_map(|(order, m)| Some((order, m, size(m.number)?))).collect();
    near.sort_by(|a, b| (a.2 / own).ln().abs().total_cmp(&(b.2 / own).ln().abs()));
    near.truncate(NEIGHBOURS + 1);
    near.sort_by_key(|(order, _, _)| *order);
    near.into_iter().map(|(_, m, size)| (m.number, m.name.clone(), size)).collect()
}
