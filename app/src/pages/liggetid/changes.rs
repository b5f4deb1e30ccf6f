//! Whether the stays became longer or shorter, more than chance.

use super::drawings::{shown_months, shown_shares};
use super::figures::Figures;
use crate::pages::change::{self, Change, Place, Section, Series};
use language::t;
use measures::Measure;
use vocabulary::Month;

/// The section of the page.
pub fn section(figures: &Figures, change: &Change, place: &Place) -> Option<Section> {
    let months: Vec<Month> = figures.months.iter().map(|(month, _)| *month).collect();
    let mean = shown_months(figures).into_iter().map(|of| of.map(|of| of.mean / 24.0)).collect();
    let days = |measure, values, target| Series {
        measure,
        name: None,
        axis: t!("Døgn, etter utskrivingsmåned"),
        values,
        factor: 1.0,
        suffix: t!("\u{a0}døgn"),
        decimals: 1,
        target,
    };
    let guideline = figures.guideline().map(|hours| (hours / 24.0, t!("Veilederens grense").to_owned()));
    let offered = [
        days(Measure::MeanStay, mean, guideline),
        Series {
            axis: t!("Andel av oppholdene"),
            factor: 100.0,
            suffix: "\u{a0}%",
            ..days(Measure::Over72h, shown_shares(figures), None)
        },
    ];
    change::section(change, &offered, &months, place)
}
