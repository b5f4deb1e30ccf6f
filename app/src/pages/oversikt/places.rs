//! The places that a view is compared with: the trusts of the country, or the municipalities of a trust. By
//! name: a ranking would rest on noise.

use super::facts::Facts;
use crate::data::{Data, DataError, Held, InhabitantsByPlace};
use crate::pages::complete::expected_days;
use crate::published::{Members, Tables};
use crate::selection::Selection;
use chrono::NaiveDate;
use measures::inhabitants::Inhabitants;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::{AdmissionPlace, RegistrationSum, UnitStays};
use vocabulary::{Catalogue, Month, MunicipalityNumber, Period, Scope, Unit, UnitCode, UnitKind};

/// One place of the table.
pub struct Place {
    /// What it is called.
    pub name: String,
    /// What it is.
    pub scope: Scope,
    /// What is known of it over the period.
    pub facts: Facts,
    /// Unit-days that should have been registered.
    pub expected_days: i64,
}

/// The table.
pub struct Compared {
    /// The trust whose municipalities they are; `None` for the trusts of the country.
    pub trust: Option<String>,
    /// The places in Norwegian order of names.
    pub places: Vec<Place>,
}

/// Whose units and inhabitants make up a place.
struct Belonging<'a> {
    name: String,
    scope: Scope,
    units: Vec<&'a Unit>,
    homes: Vec<MunicipalityNumber>,
}

/// What was read about every unit and municipality of the country, by kinds of unit and months.
pub type EveryPlace = Held<(Vec<UnitKind>, Month, Month), Arc<Sums>>;

/// What was read about a period, by unit and by municipality.
pub struct Sums {
    registrations: BTreeMap<UnitCode, RegistrationSum>,
    stays: BTreeMap<UnitCode, UnitStays>,
    home_stays: BTreeMap<MunicipalityNumber, f64>,
    admissions: BTreeMap<MunicipalityNumber, AdmissionPlace>,
}

/// Reads the table.
pub async fn load(
    data: &Data,
    catalogue: &Catalogue,
    selection: &Selection,
    inhabitants: &InhabitantsByPlace,
    tables: &Tables,
) -> Result<Compared, DataError> {
    let (period, today) = (selection.period, data.today());
    let (first, last) = (Month::of(period.from()), Month::of(period.to()));
    let trust = catalogue.trust_of(&selection.scope, today);
    let members = match &trust {
        Some(trust) => municipalities(catalogue, selection, trust, today),
        None => trusts(catalogue, selection, today),
    };
    let sums = sums(data, catalogue, selection, (first, last)).await?;
    let standard = Inhabitants::sum(inhabitants.values());
    let places = members
        .into_iter()
        .map(|members| place(members, &sums, inhabitants, &standard, period, today, tables));
    Ok(Compared { places: places.collect(), trust })
}

/// The sums of every place of the country: a table of some places and one of others are made of the same.
async fn sums(
    data: &Data,
    catalogue: &Catalogue,
    selection: &Selection,
    (first, last): (Month, Month),
) -> Result<Arc<Sums>, DataError> {
    let read = async {
        let (store, country) = (&data.store, selection.of(Scope::Country));
        let stayed_in = stayed_in(&country, catalogue, data.today());
        let (registrations, stays, home_stays, admissions) = tokio::try_join!(
            store.registrations_by_unit(None, first, last),
            store.stays_by_unit(None, first, last),
            store.home_stays(None, stayed_in.as_deref(), first, last),
            store.admissions_by_municipality(None, first, last),
        )?;
        Ok::<_, DataError>(Arc::new(Sums {
            registrations: registrations.into_iter().collect(),
            stays: stays.into_iter().map(|row| (row.unit.clone(), row)).collect(),
            home_stays: home_stays.into_iter().collect(),
            admissions: admissions.into_iter().map(|row| (row.municipality, row)).collect(),
        }))
    };
    data.every_place.get(catalogue.version, &(selection.kinds.clone(), first, last), read).await
}

/// The units in which inhabitants' stays count; `None`: any.
pub fn stayed_in(selection: &Selection, catalogue: &Catalogue, today: NaiveDate) -> Option<Vec<UnitCode>> {
    match &selection.scope {
        Scope::Unit(code) => Some(vec![code.clone()]),
        _ => selection.of(Scope::Country).units(catalogue, today),
    }
}

fn trusts<'a>(catalogue: &'a Catalogue, selection: &Selection, today: NaiveDate) -> Vec<Belonging<'a>> {
    let mut homes: BTreeMap<&str, BTreeSet<MunicipalityNumber>> = BTreeMap::new();
    for m in catalogue.municipalities_on(today) {
        homes.entry(&m.health_trust).or_default().insert(m.number);
    }
    let units = catalogue.units_in(&Scope::Country, &selection.kinds, today);
    let mut trusts: Vec<_> = homes
        .into_iter()
        .map(|(name, homes)| Belonging {
            name: name.to_owned(),
            scope: Scope::Trust(name.to_owned()),
            units: units.iter().copied().filter(|u| u.host.is_some_and(|h| homes.contains(&h))).collect(),
            homes: homes.into_iter().collect(),
        })
        .collect();
    trusts.sort_by_cached_key(|trust| vocabulary::norwegian::sort_key(&trust.name));
    trusts
}

fn municipalities<'a>(
    catalogue: &'a Catalogue,
    selection: &Selection,
    trust: &str,
    today: NaiveDate,
) -> Vec<Belonging<'a>> {
    let of_trust = catalogue.municipalities_on(today).into_iter().filter(|m| m.health_trust == trust);
    of_trust
        .map(|m| {
            let scope = Scope::Municipality(m.number);
            Belonging {
                name: m.name.clone(),
                units: catalogue.units_in(&scope, &selection.kinds, today),
                homes: vec![m.number],
                scope,
            }
        })
        .collect()
}

fn place(
    members: Belonging,
    sums: &Sums,
    inhabitants: &InhabitantsByPlace,
    standard: &Inhabitants,
    period: Period,
    today: NaiveDate,
    tables: &Tables,
) -> Place {
    let mut facts = Facts::default();
    for unit in &members.units {
        if let Some(sum) = sums.registrations.get(&unit.code) {
            facts.registration = facts.registration.and(*sum);
        }
        if let Some(row) = sums.stays.get(&unit.code) {
            facts.stays += row.stays;
            facts.minutes += row.minutes;
            facts.adequate += row.adequate;
            facts.answered += row.answered;
        }
    }
    let months = period.each_month().count() as f64;
    for home in &members.homes {
        facts.home_stays += sums.home_stays.get(home).copied().unwrap_or_default();
        let Some(ages) = inhabitants.get(home).and_then(|of| of.person_years(period)) else { continue };
        facts.person_years += ages.iter().sum::<f64>();
        if let Some(row) = sums.admissions.get(home) {
            // Months without a count are missing, not zero: they don't count below the line either.
            let part = row.months as f64 / months;
            facts = facts.and(&Facts {
                admissions: row.sum,
                admission_years: ages.map(|years| years * part),
                admission_months: row.months,
                ..Facts::default()
            });
        }
    }
    facts.standard = standard.person_years(period).unwrap_or_default();
    let codes: Vec<UnitCode> = members.units.iter().map(|unit| unit.code.clone()).collect();
    let homes = match &members.scope {
        Scope::Trust(trust) => Members::Trust(trust.clone()),
        _ => Members::Each(members.homes.iter().map(ToString::to_string).collect()),
    };
    let withheld = tables.withheld(&Members::units(&members.scope, Some(&codes)), &homes);
    facts.withheld = withheld.over(Month::of(period.from()), Month::of(period.to()));
    let expected_days = expected_days(&members.units, period, today);
    Place { name: members.name, scope: members.scope, facts, expected_days }
}
