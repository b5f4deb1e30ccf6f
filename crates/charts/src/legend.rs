//! Keys that tell series apart: a row above the plot, or names beside the ends of lines.

use crate::canvas::{Canvas, Drawn, Measure, Setting, TEXT};
use crate::palette::Role;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

/// How a legend shows its entry.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Swatch {
    /// A piece of line of this width.
    Line(f64),
    /// A filled square.
    Area,
    /// The shape of this marker: what the colour says, the shape says, too.
    Marker(usize),
}

/// One entry of a legend.
#[derive(Clone, Debug)]
pub(crate) struct Key<'a> {
    pub name: &'a str,
    pub role: Role,
    pub swatch: Swatch,
}

/// A legend laid out in rows.
pub(crate) struct Legend<'a> {
    rows: Vec<Vec<(f64, Key<'a>)>>,
    line: f64,
}

const SWATCH: f64 = 22.0;
const GAP: f64 = 7.0;
const BETWEEN: f64 = 18.0;

impl<'a> Legend<'a> {
    /// Lays `keys` out in columns of equal width, or one after the other where that saves a row.
    pub fn new(measure: Measure, keys: Vec<Key<'a>>) -> Self {
        let widths: Vec<f64> =
            keys.iter().map(|key| SWATCH + GAP + measure.text_width(key.name, false) + BETWEEN).collect();
        let width = measure.width + BETWEEN;
        let widest = widths.iter().copied().fold(1.0, f64::max);
        let columns = (width / widest).floor().max(1.0);
        let column = vec![width / columns; keys.len()];
        let (flowing, in_columns) = (places(&widths, width), places(&column, width + 0.01));
        let rows = |places: &[(usize, f64)]| places.last().map_or(0, |(row, _)| row + 1);
        let places =
            if rows(&flowing) < rows(&in_columns) || rows(&flowing) == 1 { flowing } else { in_columns };
        let mut laid: Vec<Vec<(f64, Key)>> = Vec::new();
        for ((row, x), key) in places.into_iter().zip(keys) {
            laid.resize_with(row + 1, Vec::new);
            laid[row].push((x, key));
        }
        Self { rows: laid, line: measure.line_height() }
    }

    /// Height of all rows, with a little air below.
    pub fn height(&self) -> f64 {
        if self.rows.is_empty() { 0.0 } else { self.rows.len() as f64 * self.line + 8.0 }
    }

    /// Draws the rows, the first one's upper edge at `top`.
    pub fn paint<DB: DrawingBackend>(&self, canvas: &Canvas<DB>, top: f64) -> Drawn<DB> {
        for (i, row) in self.rows.iter().enumerate() {
            let y = top + (i as f64 + 0.5) * self.line;
            for (x, key) in row {
                match key.swatch {
                    Swatch::Line(width) => canvas.line(&[(*x, y), (x + SWATCH, y)], key.role, width)?,
                    Swatch::Area => canvas.rect((x + 4.0, y - 7.0), (x + 18.0, y + 7.0), key.role)?,
                    Swatch::Marker(shape) => canvas.shape((x + 11.0, y), 5.5, shape, key.role)?,
                }
            }
            for (x, key) in row {
                let available = canvas.width - x - SWATCH - GAP;
                let setting = Setting::new(Role::Ink).at(HPos::Left, VPos::Center);
                canvas.text_within((x + SWATCH + GAP, y), key.name, available, setting)?;
            }
        }
        Ok(())
    }
}

/// Row and place of things of these widths, one after the other, rows no wider than `available`.
fn places(widths: &[f64], available: f64) -> Vec<(usize, f64)> {
    let (mut row, mut x) = (0, 0.0);
    let place = |width: &f64| {
        if x > 0.0 && x + width > available {
            (row, x) = (row + 1, 0.0);
        }
        x += width;
        (row, x - width)
    };
    widths.iter().map(place).collect()
}

/// Moves `heights` (sorted ascending) apart so that neighbours are at least `gap` from each other and all lie
/// in `low..=high` if there is room; each stays as near its place as the others allow.
pub(crate) fn apart(heights: &mut [f64], gap: f64, low: f64, high: f64) {
    let mut floor = low;
    for y in heights.iter_mut() {
        *y = y.max(floor);
        floor = *y + gap;
    }
    let mut ceiling = high;
    for y in heights.iter_mut().rev() {
        *y = y.min(ceiling);
        ceiling = *y - gap;
    }
}

/// A label beside the end of a line: height of the end, name, index of the series.
pub(crate) struct EndLabel<'a> {
    pub y: f64,
    pub name: &'a str,
    pub index: usize,
}

/// Writes the names of lines beside their ends at `x`, apart from each other.
pub(crate) fn end_labels<DB: DrawingBackend>(
    canvas: &Canvas<DB>,
    mut labels: Vec<EndLabel>,
    x: f64,
    (top, bottom): (f64, f64),
) -> Drawn<DB> {
    labels.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut heights: Vec<f64> = labels.iter().map(|label| label.y).collect();
    apart(&mut heights, TEXT * canvas.growth * 1.1, top, bottom);
    for (label, y) in labels.iter().zip(heights) {
        let setting = Setting::new(Role::category(label.index)).bold().at(HPos::Left, VPos::Center);
        canvas.text_within((x, y), label.name, canvas.width - x, setting)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(got: &[f64], want: &[f64]) -> bool {
        got.iter().zip(want).all(|(a, b)| (a - b).abs() < 1e-9)
    }

    #[test]
    fn things_go_to_the_next_row_when_there_is_no_room() {
        assert_eq!(places(&[40.0, 50.0, 20.0, 90.0], 100.0), [(0, 0.0), (0, 40.0), (1, 0.0), (2, 0.0)]);
        assert_eq!(places(&[500.0, 1.0], 100.0), [(0, 0.0), (1, 0.0)]);
    }

    #[test]
    fn heights_keep_apart_and_inside() {
        let mut heights = [10.0, 12.0, 90.0, 100.0];
        apart(&mut heights, 20.0, 0.0, 100.0);
        assert!(same(&heights, &[10.0, 30.0, 80.0, 100.0]), "{heights:?}");
        let mut crowded = [50.0, 50.0];
        apart(&mut crowded, 20.0, 0.0, 55.0);
        assert!(same(&crowded, &[35.0, 55.0]), "{crowded:?}");
    }
}
