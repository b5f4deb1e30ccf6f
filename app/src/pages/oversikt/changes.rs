//! Whether the figures of the overview changed more than chance, over the months of the small charts.

use super::columns::{COLUMNS, Column};
use super::figures::Figures;
use crate::pages::change::{self, Change, Place, Section, Series, words};
use language::t;
use measures::{Gate, Measure};
use vocabulary::Month;

fn months(figures: &Figures) -> Vec<Month> {
    figures.recent(&figures.here).map(|(month, _)| month).collect()
}

fn values(column: &Column, figures: &Figures, gate: Gate) -> Vec<Option<f64>> {
    figures.recent(&figures.here).map(|(_, facts)| (column.read)(facts, gate).value()).collect()
}

/// A key figure's change in a few words.
pub fn note(column: &Column, figures: &Figures, change: &Change, gate: Gate) -> Option<String> {
    let months = months(figures);
    words::note(&change.judge(&months, &values(column, figures, gate)), &months)
}

/// The change of occupancy for the paragraph on top.
pub fn sentence(figures: &Figures, change: &Change, gate: Gate) -> Option<String> {
    let (column, months) = (Column::of(Measure::OccupancySsb), months(figures));
    let process = change.judge(&months, &values(column, figures, gate));
    words::sentence(&process, &months, &|value| column.write(value))
}

/// The section of the page.
pub fn section(figures: &Figures, change: &Change, gate: Gate, place: &Place) -> Option<Section> {
    let series = |column: &Column| Series {
        measure: column.measure,
        name: None,
        axis: t!("Per måned"),
        values: values(column, figures, gate),
        factor: column.factor,
        suffix: column.suffix,
        decimals: column.decimals,
        target: None,
    };
    let offered: Vec<Series> = COLUMNS.iter().map(series).collect();
    change::section(change, &offered, &months(figures), place)
}
