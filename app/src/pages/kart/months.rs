//! The municipalities month by month, as a file alone: too long for a page.

use crate::data::{Data, DataError};
use crate::exports::{FigureSet, Listed};
use crate::published::{Counted, Members, nothing, withheld};
use crate::ui::data_line::DataLine;
use crate::ui::table::Table;
use language::t;
use leptos_router::params::ParamsMap;
use measures::rates::crude;
use measures::{Measure, Shown};
use std::collections::BTreeMap;
use tables::Cell;
use vocabulary::{Month, Municipality, MunicipalityNumber, Period};

/// What the table is called in addresses.
pub const ID: &str = "kommuner-maaned";

/// Emergency admissions of a municipality by month; a month without a row is missing.
type Counts = BTreeMap<MunicipalityNumber, BTreeMap<Month, f64>>;

/// The table of a view.
pub async fn figures(data: &Data, query: &ParamsMap) -> Result<FigureSet, DataError> {
    let asked = super::asked_of(data, query).await?;
    let (catalogue, selection, today) = (&asked.catalogue, &asked.selection, data.today());
    let months: Vec<Month> = selection.period.each_month().collect();
    let mut counts = Counts::new();
    for series in data.store.admission_series(None).await? {
        let of = counts.entry(series.municipality).or_default();
        for (month, n) in series.months {
            *of.entry(month).or_default() += n;
        }
    }
    let inhabitants = data.inhabitants(catalogue).await?;
    let within = catalogue.municipalities_in(&selection.scope, today);
    let mut trusts: BTreeMap<&str, Vec<&Municipality>> = BTreeMap::new();
    for municipality in catalogue.municipalities_on(today) {
        if within.contains(&municipality.number) {
            trusts.entry(&municipality.health_trust).or_default().push(municipality);
        }
    }
    let mut table = Table::new(
        t!("ØH-innleggelser per kommune og måned, {}", asked.place),
        &[
            t!("Kommune"),
            t!("Nummer"),
            t!("Helseforetak"),
            t!("Måned"),
            t!("Innleggelser"),
            t!("Per 1 000 og år"),
            t!("95 % intervall"),
        ],
    )
    .of(&[(5, Measure::EmergencyRate), (6, Measure::EmergencyRate)]);
    table.rows.reserve(within.len() * months.len());
    for (trust, municipalities) in trusts {
        let count = |of: &&Municipality, month: &Month| counts.get(&of.number)?.get(month).copied();
        for of in municipalities {
            let number = of.number.to_string();
            // Decided for the whole country, with the trusts' months and the places' years.
            let withheld = match months.first().zip(months.last()) {
                Some((first, last)) => {
                    let members = Members::Each(vec![number.clone()]);
                    withheld(data, catalogue, (Counted::Admissions, &[]), &members, (*first, *last)).await?
                }
                None => nothing(data),
            };
            for month in &months {
                let hidden = withheld.months.contains(month);
                let count = count(&of, month);
                let shown =
                    count.map(|n| if hidden { Shown::Hidden } else { Shown::Count(n.round() as i64) });
                let years = || {
                    let years = inhabitants.get(&of.number)?.person_years(Period::months_up_to(*month, 1))?;
                    Some(years.iter().sum::<f64>())
                };
                let (count, rate, interval) = match shown {
                    None => (Cell::Missing, Cell::Missing, Cell::Missing),
                    Some(Shown::Hidden) => (Cell::Hidden, Cell::Hidden, Cell::Hidden),
                    Some(Shown::Count(n)) => {
                        let rate = years().and_then(|years| crude(n as f64, years, 1.0));
                        (
                            Cell::Count(n),
                            Cell::or_missing(rate, |rate| Cell::number(rate.value, 1)),
                            Cell::or_missing(rate, |rate| Cell::interval((rate.lower, rate.upper), 1)),
                        )
                    }
                };
                table.rows.push(vec![
                    of.name.clone().into(),
                    of.number.to_string().into(),
                    trust.to_owned().into(),
                    Cell::Month(*month),
                    count,
                    rate,
                    interval,
                ]);
            }
        }
    }
    let source = asked.source.clone();
    let table = Listed { id: ID, table, measures: vec![Measure::EmergencyRate], source };
    Ok(FigureSet::new([], DataLine::default(), asked).with([table]))
}
