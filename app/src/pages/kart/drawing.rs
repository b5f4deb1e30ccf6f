//! The tiles and the table beside them.

use crate::pages::kommune::Municipalities;
use crate::pages::oversikt::columns::Column;
use crate::pages::oversikt::facts::Reading;
use crate::selection::Selection;
use crate::ui::figure::Figure;
use crate::ui::sorting::{Order, Sorting};
use crate::ui::table::Table;
use charts::{Cell, Cells, Frame, NARROW};
use chrono::NaiveDate;
use language::{t, text};
use measures::Gate;
use measures::quantile::quantile;
use std::collections::BTreeMap;
use vocabulary::{Catalogue, MunicipalityNumber, Scope, norwegian};

/// The table's columns in an address.
pub const CODES: [&str; 3] = ["navn", "helseforetak", "verdi"];
/// Letters of a name on its tile.
const LETTERS: usize = 3;

/// What is shown.
pub struct View<'a> {
    /// All municipalities.
    pub everyone: &'a Municipalities,
    /// Who there is.
    pub catalogue: &'a Catalogue,
    /// The country or a trust, and the months.
    pub selection: &'a Selection,
    /// Whose memberships count.
    pub today: NaiveDate,
    /// Small numbers.
    pub gate: Gate,
    /// The figure.
    pub column: &'static Column,
    /// What the scope is called.
    pub place: &'a str,
    /// Source and period.
    pub source: &'a str,
}

struct Line {
    number: MunicipalityNumber,
    name: String,
    trust: String,
    /// `None`: missing or hidden.
    value: Option<f64>,
    reading: Reading,
}

impl View<'_> {
    fn lines(&self) -> Vec<Line> {
        let within = self.catalogue.municipalities_in(&self.selection.scope, self.today);
        let all = self.catalogue.municipalities_on(self.today).into_iter();
        all.filter(|m| within.contains(&m.number))
            .map(|m| {
                let facts = self.everyone.facts.get(&m.number).copied().unwrap_or_default();
                let reading = (self.column.read)(&facts, self.gate);
                Line {
                    number: m.number,
                    name: m.name.clone(),
                    trust: m.health_trust.clone(),
                    value: reading.value(),
                    reading,
                }
            })
            .collect()
    }

    fn link(&self, number: MunicipalityNumber) -> String {
        format!("/kommune?{}", self.selection.of(Scope::Municipality(number)).query())
    }
}

/// The map with its table; `None` where there are no municipalities. `address` is the page's without the order;
/// the table of one that somebody sorted stands open.
pub fn map(view: &View<'_>, order: Order, address: String, is_sorted: bool) -> Option<Figure> {
    let mut lines = view.lines();
    let mut known: Vec<f64> = lines.iter().filter_map(|line| line.value).collect();
    known.sort_by(f64::total_cmp);
    let name = view.column.measure.definition().name;
    let limits = quarters(&known, view.column);
    let finding = match limits[..] {
        [low, middle, high] => t!(
            "Halvparten av kommunene lå mellom {} og {}, og midten var {}. {} av {} har tall som kan vises.",
            view.column.write(low),
            view.column.write(high),
            view.column.write(middle),
            known.len(),
            lines.len()
        ),
        _ => t!(
            "{} av {} kommuner har tall som kan vises: for få til å dele dem i fire.",
            known.len(),
            lines.len()
        ),
    };
    let cells = cells(&lines, view);
    if cells.is_empty() {
        return None;
    }
    match CODES[order.column] {
        "helseforetak" => lines.sort_by_cached_key(|line| norwegian::sort_key(&line.trust)),
        "verdi" => lines.sort_by(|a, b| a.value.unwrap_or(-1.0).total_cmp(&b.value.unwrap_or(-1.0))),
        _ => {}
    }
    if order.falling {
        lines.reverse();
    }
    let mut table = Table::new(
        format!("{name}, {}", view.place),
        &[t!("Kommune"), t!("Helseforetak"), name, t!("95 % intervall")],
    )
    .numbers_in(&[2, 3])
    .of(&[(2, view.column.measure), (3, view.column.measure)])
    .sortable(Sorting { codes: CODES.to_vec(), order, address, anchor: "fig-kart" });
    for line in lines {
        table.links.push(view.link(line.number));
        let interval = view.column.interval_cell(line.reading).unwrap_or(tables::Cell::Nothing);
        table.rows.push(vec![line.name.into(), line.trust.into(), view.column.cell(line.reading), interval]);
    }
    let frame = Frame::new("kart", format!("{name} – {}", view.place), finding).sized(NARROW, 400);
    let shown = limits.iter().map(|limit| limit * view.column.factor).collect();
    let mut chart = Cells::new(frame, cells, shown);
    text(view.column.suffix).clone_into(&mut chart.suffix);
    Some(Figure::new(chart, table, &[view.column.measure], view.source).opened(is_sorted))
}

/// The tiles of these municipalities, moved up to the corner.
fn cells(lines: &[Line], view: &View<'_>) -> Vec<Cell> {
    let tiles: BTreeMap<MunicipalityNumber, (usize, usize)> = reference::tiles().iter().copied().collect();
    let places: Vec<_> = lines.iter().filter_map(|line| Some((line, *tiles.get(&line.number)?))).collect();
    let left = places.iter().map(|(_, (column, _))| *column).min().unwrap_or(0);
    let top = places.iter().map(|(_, (_, row))| *row).min().unwrap_or(0);
    places
        .into_iter()
        .map(|(line, (column, row))| Cell {
            column: column - left,
            row: row - top,
            value: line.value.map(|value| value * view.column.factor),
            label: line.name.chars().take(LETTERS).collect(),
            hover: format!("{}: {}", line.name, view.column.text(line.reading)),
        })
        .collect()
}

/// The values that divide sorted values in four, rounded as they are shown; none where they are too few or too equal.
fn quarters(sorted: &[f64], column: &Column) -> Vec<f64> {
    if sorted.len() < 8 {
        return Vec::new();
    }
    let step = column.factor * 10_f64.powi(column.decimals as i32);
    let at = |share| Some((quantile(sorted, share, |value| value)? * step).round() / step);
    let limits: Vec<f64> = [0.25, 0.5, 0.75].into_iter().filter_map(at).collect();
    if limits.windows(2).all(|pair| pair[0] < pair[1]) { limits } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use measures::Measure;

    #[test]
    fn quarters_are_rounded_as_they_are_shown_and_need_values_that_differ() {
        let column = Column::of(Measure::StayRate);
        let values: Vec<f64> = (0..9).map(|i| f64::from(i) * 1.03).collect();
        assert_eq!(quarters(&values, column), [2.1, 4.1, 6.2]);
        assert!(quarters(&values[..7], column).is_empty());
        assert!(quarters(&[1.0; 20], column).is_empty());
    }
}
