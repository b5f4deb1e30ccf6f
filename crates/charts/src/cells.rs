//! Cells in rows and columns, coloured by class: the hours of a week, municipalities as tiles of a map.

use crate::axes::Painted;
use crate::canvas::{Canvas, Drawn, FULL_TEXT, Measure, SMALL, Setting, TEXT};
use crate::classes::{Classes, outlined, struck};
use crate::frame::Frame;
use crate::number::showable;
use crate::palette::Role;
use crate::svg::Chart;
use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, VPos};

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Column, from the left.
    pub column: usize,
    /// Row, from the top.
    pub row: usize,
    /// `None`: missing.
    pub value: Option<f64>,
    /// Stands in the cell where there is room; may be empty.
    pub label: String,
    /// Shown when the label is hovered over.
    pub hover: String,
}

/// A heat map. The frame's height is ignored: rows make it.
#[derive(Clone, Debug, PartialEq)]
pub struct Cells {
    /// Identity, width, words.
    pub frame: Frame,
    /// Names above the columns; an empty one is left out. None at all: no room for them.
    pub columns: Vec<String>,
    /// Names left of the rows, likewise.
    pub rows: Vec<String>,
    /// The cells; one that lies on another covers it.
    pub cells: Vec<Cell>,
    /// Limits between the classes, as a [`crate::Calendar`] has them. Labels need three: the scale's fourth colour
    /// is read well neither on light nor on dark paper.
    pub limits: Vec<f64>,
    /// Written after the numbers of the key, with its own space.
    pub suffix: String,
    /// Height of a cell as a share of its width.
    pub aspect: f64,
    /// The widest that a cell is drawn where the frame has room for more.
    pub widest: f64,
}

/// The most cells in a row or column.
const MOST: usize = 200;

struct Layout {
    left: f64,
    top: f64,
    cell: (f64, f64),
    rows: usize,
}

impl Cells {
    /// Square cells without names around them.
    pub fn new(frame: Frame, cells: Vec<Cell>, limits: Vec<f64>) -> Self {
        let (columns, rows, suffix) = (Vec::new(), Vec::new(), String::new());
        Self { frame, columns, rows, cells, limits, suffix, aspect: 1.0, widest: 64.0 }
    }

    fn classes(&self) -> Classes {
        Classes::new(&self.limits, &self.suffix)
    }

    fn shown(&self) -> impl Iterator<Item = (&Cell, Option<f64>)> {
        let inside = self.cells.iter().filter(|cell| cell.column < MOST && cell.row < MOST);
        inside.map(|cell| (cell, cell.value.and_then(showable)))
    }

    fn has_missing(&self) -> bool {
        self.shown().any(|(_, value)| value.is_none())
    }

    fn layout(&self) -> Option<Layout> {
        self.shown().find(|(_, value)| value.is_some())?;
        let measure = Measure::of(&self.frame);
        let widest = self.rows.iter().map(|name| measure.text_width(name, false)).fold(0.0, f64::max);
        let left = if widest > 0.0 { (widest + 8.0).min(measure.width * 0.4) } else { 0.0 };
        let top = if self.columns.is_empty() { 0.0 } else { measure.line_height() };
        let columns = self.shown().map(|(cell, _)| cell.column + 1).max().unwrap_or(1);
        let rows = self.shown().map(|(cell, _)| cell.row + 1).max().unwrap_or(1);
        let room = (measure.width - left) / columns as f64;
        let width = if self.widest > 0.0 { room.min(self.widest) } else { room };
        let aspect = if self.aspect.is_finite() { self.aspect.clamp(0.2, 5.0) } else { 1.0 };
        Some(Layout { left, top, cell: (width, width * aspect), rows })
    }

    fn names<DB: DrawingBackend>(&self, canvas: &Canvas<DB>, layout: &Layout) -> Drawn<DB> {
        let (muted, (width, height)) = (Setting::new(Role::Muted), layout.cell);
        // As many of the columns' names as don't touch.
        let widest = self.columns.iter().map(|name| canvas.text_width(name, false)).fold(0.0, f64::max) + 8.0;
        let every = (widest / width).ceil().max(1.0) as usize;
        for (i, name) in self.columns.iter().enumerate().take(MOST).step_by(every) {
            let at = (layout.left + (i as f64 + 0.5) * width, TEXT * canvas.growth * 0.85);
            canvas.text(at, name, muted.at(HPos::Center, VPos::Bottom))?;
        }
        for (i, name) in self.rows.iter().enumerate().take(layout.rows) {
            let at = (0.0, layout.top + (i as f64 + 0.5) * height);
            canvas.text_within(at, name, layout.left, muted.at(HPos::Left, VPos::Center))?;
        }
        Ok(())
    }

    /// Whether the cells' own labels are written: all or none, for a map with some of its names says less than one
    /// with none.
    fn is_labelled(&self, measure: Measure, (width, height): (f64, f64)) -> bool {
        let fits = |cell: &Cell| measure.text_width(&cell.label, false) * SMALL / TEXT <= width - 2.0;
        height >= measure.line_height() * 0.8 && self.cells.iter().all(fits)
    }

    fn labels<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        layout: &Layout,
        classes: &Classes,
    ) -> Drawn<DB> {
        let (width, height) = layout.cell;
        for (cell, value) in self.shown().filter(|(cell, _)| !cell.label.is_empty()) {
            let dark = value.is_some_and(|value| classes.of(value) * 2 >= classes.count());
            let role = if dark { Role::Paper } else { Role::Ink };
            let setting = Setting::new(role).small().at(HPos::Center, VPos::Center);
            let at = (
                layout.left + (cell.column as f64 + 0.5) * width,
                layout.top + (cell.row as f64 + 0.5) * height,
            );
            if canvas.shows_hover() && !cell.hover.is_empty() {
                canvas.text(at, &format!("{}{FULL_TEXT}{}", cell.label, cell.hover), setting)?;
            } else {
                canvas.text(at, &cell.label, setting)?;
            }
        }
        Ok(())
    }
}

impl Chart for Cells {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn size(&self) -> (u32, u32) {
        let height = self.layout().map_or(f64::from(self.frame.height.min(120)), |layout| {
            let key = self.classes().key_height(Measure::of(&self.frame), self.has_missing());
            layout.top + layout.rows as f64 * layout.cell.1 + 8.0 + key + 4.0
        });
        (self.frame.width, height.ceil() as u32)
    }

    fn paint<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Painted<DB> {
        let Some(layout) = self.layout() else {
            canvas.nothing()?;
            return Ok(None);
        };
        let (classes, (width, height)) = (self.classes(), layout.cell);
        let gap = (width * 0.06).min(1.5);
        let corner =
            |cell: &Cell| (layout.left + cell.column as f64 * width, layout.top + cell.row as f64 * height);
        // By class, so that the cells of each make one path.
        for class in 0..classes.count() {
            for (cell, _) in self.shown().filter(|(_, value)| value.is_some_and(|v| classes.of(v) == class)) {
                let (x, y) = corner(cell);
                canvas.rect((x, y), (x + width - gap, y + height - gap), classes.role(class))?;
            }
        }
        let (side, labelled) =
            (width.min(height) - gap - 1.0, self.is_labelled(canvas.measure(), layout.cell));
        for (cell, _) in self.shown().filter(|(_, value)| value.is_none()) {
            let (x, y) = corner(cell);
            outlined(canvas, (x + 0.5, y + 0.5), side)?;
            if !labelled || cell.label.is_empty() {
                struck(canvas, (x + 0.5, y + 0.5), side)?;
            }
        }
        self.names(canvas, &layout)?;
        if labelled {
            self.labels(canvas, &layout, &classes)?;
        }
        classes.key(canvas, layout.top + layout.rows as f64 * height + 8.0, self.has_missing())?;
        Ok(None)
    }
}
