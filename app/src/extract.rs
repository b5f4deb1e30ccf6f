//! All series for research in one file: months of municipalities and of units, years of the country, as long tables, with
//! a codebook.
//!
//! What may be shown is decided where pages have it decided, for the whole country and its calendar years
//! (`published`), so that the file tells nothing that no page tells. A year is read at a time and written a line at a
//! time: memory doesn't grow with the years.

mod codebook;
mod country;

use crate::data::{Data, DataError};
use crate::exports::{Versions, versions};
use crate::published::{self, Counted, Members};
use measures::gate::Withheld;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Error, Seek, Write};
use store::RegistrationSum;
use tables::{Archive, Value};
use vocabulary::{Catalogue, Month, MunicipalityNumber, Period, Right};

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub enum NoExtract {
    /// The data could not be had, or aren't for who asks.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The file could not be written.
    #[error("the file could not be written")]
    File(#[from] Error),
}

impl From<store::StoreError> for NoExtract {
    fn from(error: store::StoreError) -> Self {
        Self::Data(error.into())
    }
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extracted {
    /// Lines of the long tables.
    pub rows: u64,
    /// What they are made by and of.
    pub versions: Versions,
}

/// Writes the extract; small numbers are hidden whoever asks.
///
/// # Errors
/// [`NoExtract`]; [`DataError::Forbidden`] where `data.person` may not take files along.
pub async fn write<W: Write + Seek + Send>(data: &Data, file: W) -> Result<(W, Extracted), NoExtract> {
    if !data.may(Right::Export) {
        let advice =
            language::t!("Kontoen din kan ikke ta ut filer. Det kan statistikkforumet og administratorer.");
        return Err(DataError::Forbidden(advice.to_owned()).into());
    }
    let data = &data.handed_on();
    let catalogue = &*data.catalogue().await?;
    let versions = versions(data).await?;
    let mut archive = Archive::new(file);
    let mut rows = municipalities_by_month(data, catalogue, &mut archive).await?;
    rows += units_by_month(data, catalogue, &mut archive).await?;
    rows += Box::pin(country::pages_by_year(data, &mut archive)).await?;
    rows += country::admissions_by_year(data, &mut archive).await?;
    places(data, catalogue, &mut archive)?;
    codebook::write(&mut archive, &versions, (data.now)())?;
    Ok((archive.finish()?, Extracted { rows, versions }))
}

/// The months with data of either kind, by calendar year.
async fn years(data: &Data) -> Result<Option<(Month, Month)>, DataError> {
    let spans = [data.store.admission_span().await?, data.store.unit_span().await?];
    let first = spans.iter().flatten().map(|span| span.0).min();
    let last = spans.iter().flatten().map(|span| span.1).max();
    Ok(first.zip(last))
}

/// What is withheld of each place in a year.
struct OfYear {
    withheld: BTreeMap<String, Withheld>,
}

impl OfYear {
    async fn of(
        data: &Data,
        catalogue: &Catalogue,
        counted: Counted,
        (from, to): (Month, Month),
        places: impl Iterator<Item = String>,
    ) -> Result<Self, DataError> {
        let mut withheld = BTreeMap::new();
        for place in places {
            let members = Members::Each(vec![place.clone()]);
            let of = published::withheld(data, catalogue, (counted, &[]), &members, (from, to)).await?;
            withheld.insert(place, of);
        }
        Ok(Self { withheld })
    }

    /// A count of a place in a month; `None`: there is none.
    fn shown(&self, place: &str, month: Month, count: Option<i64>) -> Value<'static> {
        let hidden = self.withheld.get(place).is_none_or(|withheld| withheld.months.contains(&month));
        match count {
            None => Value::Sign(".."),
            Some(_) if hidden => Value::Sign(":"),
            Some(n) => Value::Count(n),
        }
    }
}

async fn municipalities_by_month<W: Write + Seek + Send>(
    data: &Data,
    catalogue: &Catalogue,
    archive: &mut Archive<W>,
) -> Result<u64, NoExtract> {
    archive.table(codebook::MUNICIPALITIES, &codebook::headings(codebook::MUNICIPALITIES))?;
    let Some((first, last)) = years(data).await? else { return Ok(0) };
    let inhabitants = data.inhabitants(catalogue).await?;
    let numbers: BTreeSet<MunicipalityNumber> =
        catalogue.municipalities_on(data.today()).iter().map(|m| m.number).collect();
    let mut rows = 0;
    for (from, to) in calendar_years(first, last) {
        let of = |rows: Vec<(MunicipalityNumber, Month, f64)>| -> BTreeMap<(MunicipalityNumber, Month), i64> {
            rows.into_iter().map(|(place, month, n)| ((place, month), n.round() as i64)).collect()
        };
        let admissions = of(data.store.admissions_by_municipality_and_month(from, to).await?);
        let stays = of(data.store.stays_by_home_and_month(None, from, to).await?);
        let places = || numbers.iter().map(ToString::to_string);
        let shown = |counted| OfYear::of(data, catalogue, counted, (from, to), places());
        let (of_admissions, of_stays) =
            (shown(Counted::Admissions).await?, shown(Counted::StaysOfInhabitants).await?);
        // Where nobody's stays are told, none is no count.
        let any_stays: BTreeSet<Month> = stays.keys().map(|(_, month)| *month).collect();
        for number in &numbers {
            let place = number.to_string();
            for month in months(from.max(first), to.min(last)) {
                let people = inhabitants.get(number).and_then(|of| of.on(month.first_day()));
                let people = people.map(|ages| ages.iter().sum::<f64>());
                let key = (*number, month);
                let n = stays.get(&key).copied().or(any_stays.contains(&month).then_some(0));
                archive.line(&[
                    Value::Text(&place),
                    Value::Month(month),
                    people.map_or(Value::Sign(".."), |people| Value::Number(people, 0)),
                    of_admissions.shown(&place, month, admissions.get(&key).copied()),
                    of_stays.shown(&place, month, n),
                ])?;
                rows += 1;
            }
        }
    }
    Ok(rows)
}

async fn units_by_month<W: Write + Seek + Send>(
    data: &Data,
    catalogue: &Catalogue,
    archive: &mut Archive<W>,
) -> Result<u64, NoExtract> {
    archive.table(codebook::UNITS_BY_MONTH, &codebook::headings(codebook::UNITS_BY_MONTH))?;
    let Some((first, last)) = years(data).await? else { return Ok(0) };
    let mut rows = 0;
    for (from, to) in calendar_years(first, last) {
        let days: BTreeMap<(String, Month), RegistrationSum> = data
            .store
            .registrations_by_unit_and_month(from, to)
            .await?
            .into_iter()
            .map(|(unit, month, sum)| ((unit.to_string(), month), sum))
            .collect();
        let stays: BTreeMap<(String, Month), i64> = data
            .store
            .stays_by_unit_and_month(from, to)
            .await?
            .into_iter()
            .map(|(unit, month, n)| ((unit.to_string(), month), n))
            .collect();
        let keys: BTreeSet<&(String, Month)> = days.keys().chain(stays.keys()).collect();
        let places: BTreeSet<String> = keys.iter().map(|(unit, _)| unit.clone()).collect();
        let shown = |counted| OfYear::of(data, catalogue, counted, (from, to), places.iter().cloned());
        let of = [
            shown(Counted::StaysInUnits).await?,
            shown(Counted::RegisteredAdmissions).await?,
            shown(Counted::RegisteredDischarges).await?,
            shown(Counted::Rejected).await?,
        ];
        let registers: BTreeSet<&str> = stays.keys().map(|(unit, _)| unit.as_str()).collect();
        for key in keys {
            let (unit, month) = key;
            let sum = days.get(key);
            let n = stays.get(key).copied().or(registers.contains(unit.as_str()).then_some(0));
            let beds = |of: fn(&RegistrationSum) -> Option<f64>| {
                sum.and_then(of).map_or(Value::Sign(".."), |n| Value::Number(n, 1))
            };
            let count = |i: usize, of: fn(&RegistrationSum) -> Option<i64>| (i, sum.and_then(of));
            let gated = |(i, n): (usize, Option<i64>)| of[i].shown(unit, *month, n);
            archive.line(&[
                Value::Text(unit),
                Value::Month(*month),
                sum.map_or(Value::Sign(".."), |sum| Value::Count(sum.days)),
                beds(|sum| Some(sum.bed_days)),
                beds(|sum| Some(sum.occupied)),
                sum.map_or(Value::Sign(".."), |sum| Value::Count(sum.full_days)),
                sum.map_or(Value::Sign(".."), |sum| Value::Count(sum.empty_days)),
                beds(|sum| sum.discharge_ready),
                gated(count(1, |sum| sum.admissions)),
                gated(count(2, |sum| sum.discharges)),
                gated(count(3, |sum| sum.rejected)),
                gated((0, n)),
            ])?;
            rows += 1;
        }
    }
    Ok(rows)
}

/// What the places are, and how they belong together.
fn places<W: Write + Seek>(
    data: &Data,
    catalogue: &Catalogue,
    archive: &mut Archive<W>,
) -> Result<(), Error> {
    fn text(text: Option<&str>) -> Value<'_> {
        text.filter(|text| !text.is_empty()).map_or(Value::Empty, Value::Text)
    }
    fn yes(yes: Option<bool>) -> Value<'static> {
        yes.map_or(Value::Empty, |yes| Value::Text(if yes { "ja" } else { "nei" }))
    }
    archive.table(codebook::PLACES, &codebook::headings(codebook::PLACES))?;
    for m in catalogue.municipalities_on(data.today()) {
        archive.line(&[
            Value::Text(&m.number.to_string()),
            Value::Text(&m.name),
            text(m.county.as_deref()),
            Value::Text(&m.health_region),
            Value::Text(&m.health_trust),
            text(m.hospital_area.as_deref()),
        ])?;
    }
    archive.table(codebook::UNITS, &codebook::headings(codebook::UNITS))?;
    for unit in &catalogue.units {
        let host = unit.host.map(|host| host.to_string());
        archive.line(&[
            Value::Text(unit.code.as_str()),
            Value::Text(&unit.name),
            Value::Text(unit.kind.code()),
            text(host.as_deref()),
            unit.opened.map_or(Value::Empty, Value::Date),
            unit.closed.map_or(Value::Empty, Value::Date),
            yes(unit.beside_legevakt),
            text(unit.physician_cover.map(vocabulary::PhysicianCover::code)),
            yes(unit.direct_from_emergency),
        ])?;
    }
    archive.table(codebook::SERVES, &codebook::headings(codebook::SERVES))?;
    for of in &catalogue.unit_municipalities {
        archive.line(&[
            Value::Text(of.unit.as_str()),
            Value::Text(&of.municipality.to_string()),
            Value::Date(of.from),
            of.to.map_or(Value::Empty, Value::Date),
            of.share.map_or(Value::Empty, |share| Value::Number(share, 3)),
        ])?;
    }
    archive.table(codebook::BEDS, &codebook::headings(codebook::BEDS))?;
    for beds in &catalogue.beds {
        archive.line(&[
            Value::Text(beds.unit.as_str()),
            Value::Date(beds.from),
            Value::Number(beds.beds, 2),
        ])?;
    }
    Ok(())
}

/// First and last month of each calendar year that these months touch.
fn calendar_years(first: Month, last: Month) -> impl Iterator<Item = (Month, Month)> {
    (first.year()..=last.year()).filter_map(|year| Month::new(year, 1).zip(Month::new(year, 12)))
}

fn months(from: Month, to: Month) -> impl Iterator<Item = Month> {
    Period::new(from.first_day(), to.last_day())
        .into_iter()
        .flat_map(|period| period.each_month().collect::<Vec<_>>())
}
