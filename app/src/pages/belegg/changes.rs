//! Whether occupancy, admissions and rejections changed more than chance.

use super::figures::Figures;
use crate::pages::change::{self, Change, Place, Section, Series};
use measures::occupancy::Occupancy;
use measures::{Gate, Measure};
use store::RegistrationSum;
use vocabulary::Month;

/// The section of the page.
pub fn section(figures: &Figures, change: &Change, gate: Gate, place: &Place) -> Option<Section> {
    let months: Vec<Month> = place.selection.period.each_month().collect();
    let of = |month: &Month| figures.months.iter().find(|row| row.month == *month).map(|row| row.sum);
    let sums: Vec<Option<RegistrationSum>> = months.iter().map(of).collect();
    let occupancy = Series {
        measure: Measure::OccupancySsb,
        name: None,
        axis: "Belagt andel av åpne senger",
        values: sums
            .iter()
            .map(|sum| sum.and_then(|sum| Occupancy::ssb(sum.occupied, sum.bed_days).share()))
            .collect(),
        factor: 100.0,
        suffix: "\u{a0}%",
        decimals: 1,
        target: None,
    };
    let admissions = per_day(&sums, gate, |sum| sum.admissions);
    let rejected = per_day(&sums, gate, |sum| sum.rejected);
    let offered = [
        occupancy,
        counted(Measure::Admissions, "Innleggelser per 100 enhetsdøgn", admissions),
        counted(Measure::Rejected, "Avviste per 100 enhetsdøgn", rejected),
    ];
    change::section(change, &offered, &months, place)
}

/// Patients per registered unit-day: months differ in length and in how many days were registered. A month with few
/// patients is missing, with those that would tell it.
fn per_day(
    sums: &[Option<RegistrationSum>],
    gate: Gate,
    of: fn(&RegistrationSum) -> Option<i64>,
) -> Vec<Option<f64>> {
    let counts: Vec<Option<(i64, i64)>> =
        sums.iter().map(|sum| sum.as_ref().and_then(|sum| Some((of(sum)?, sum.days)))).collect();
    let shown = gate.parts(&counts.iter().map(|count| count.map_or(0, |(n, _)| n)).collect::<Vec<_>>());
    let rate = |(count, shown): (&Option<(i64, i64)>, measures::Shown)| {
        let (_, days) = (*count)?;
        (days > 0).then_some(())?;
        shown.count().map(|n| n as f64 / days as f64)
    };
    counts.iter().zip(shown).map(rate).collect()
}

fn counted(measure: Measure, name: &'static str, values: Vec<Option<f64>>) -> Series {
    Series {
        measure,
        name: Some(name),
        axis: "Pasienter per 100 registrerte enhetsdøgn",
        values,
        factor: 100.0,
        suffix: "",
        decimals: 1,
        target: None,
    }
}
