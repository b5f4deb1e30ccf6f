//! Whether occupancy, admissions and rejections changed more than chance.

use super::figures::Figures;
use crate::pages::change::{self, Change, Place, Section, Series};
use language::t;
use measures::Measure;
use measures::gate::Calendar;
use measures::occupancy::Occupancy;
use store::RegistrationSum;
use vocabulary::Month;

/// The section of the page.
pub fn section(figures: &Figures, change: &Change, place: &Place) -> Option<Section> {
    let months: Vec<Month> = place.selection.period.each_month().collect();
    let of = |month: &Month| figures.months.iter().find(|row| row.month == *month).map(|row| row.sum);
    let sums: Vec<Option<RegistrationSum>> = months.iter().map(of).collect();
    let occupancy = Series {
        measure: Measure::OccupancySsb,
        name: None,
        axis: t!("Belagt andel av åpne senger"),
        values: sums
            .iter()
            .map(|sum| sum.and_then(|sum| Occupancy::ssb(sum.occupied, sum.bed_days).share()))
            .collect(),
        factor: 100.0,
        suffix: "\u{a0}%",
        decimals: 1,
        target: None,
    };
    let patients = &figures.patients;
    let admissions = per_day(&months, &sums, &patients.admissions, |sum| sum.admissions);
    let rejected = per_day(&months, &sums, &patients.rejected, |sum| sum.rejected);
    let offered = [
        occupancy,
        counted(Measure::Admissions, t!("Innleggelser per 100 enhetsdøgn"), admissions),
        counted(Measure::Rejected, t!("Avviste per 100 enhetsdøgn"), rejected),
    ];
    change::section(change, &offered, &months, place)
}

/// Patients per registered unit-day: months differ in length and in how many days were registered. A month with few
/// patients is missing, with those that would tell it.
fn per_day(
    months: &[Month],
    sums: &[Option<RegistrationSum>],
    shown: &Calendar,
    of: fn(&RegistrationSum) -> Option<i64>,
) -> Vec<Option<f64>> {
    let rate = |(month, sum): (&Month, &Option<RegistrationSum>)| {
        let sum = sum.as_ref().filter(|sum| sum.days > 0)?;
        let n = of(sum).and_then(|_| shown.month(*month).total.count())?;
        Some(n as f64 / sum.days as f64)
    };
    months.iter().zip(sums).map(rate).collect()
}

fn counted(measure: Measure, name: &'static str, values: Vec<Option<f64>>) -> Series {
    Series {
        measure,
        name: Some(name),
        axis: t!("Pasienter per 100 registrerte enhetsdøgn"),
        values,
        factor: 100.0,
        suffix: "",
        decimals: 1,
        target: None,
    }
}
