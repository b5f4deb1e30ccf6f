//! A distribution over categories: one row each, the name to the left, the number at the bar's end.

use crate::axes::Painted;
use crate::canvas::{Canvas, FULL_TEXT, Measure, Setting, TEXT};
use crate::frame::Frame;
use crate::number::showable;
use crate::palette::Role;
use crate::svg::Chart;
use crate::text;
use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, VPos};

/// Room for readers' own fonts, which are up to so much wider than the one that is measured with.
const SLACK: f64 = 1.12;

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Name; up to two lines, then cut, the whole on hover.
    pub label: String,
    /// Length of the bar. `None` shows the text alone.
    pub value: Option<f64>,
    /// Written at the bar's end: the number as the reader should see it, or why there is none.
    pub text: String,
    /// Draw this row strong and the others (if any is strong) pale.
    pub emphasis: bool,
}

impl Row {
    /// A row.
    pub fn new(label: impl Into<String>, value: Option<f64>, text: impl Into<String>) -> Self {
        Self { label: label.into(), value, text: text.into(), emphasis: false }
    }
}

/// Horizontal bars. The frame's height is ignored: rows make it.
#[derive(Clone, Debug, PartialEq)]
pub struct HorizontalBars {
    /// Identity, width, words.
    pub frame: Frame,
    /// From above downwards.
    pub rows: Vec<Row>,
}

/// Where columns and rows stand.
struct Layout {
    labels: Vec<Vec<String>>,
    label_width: f64,
    text_width: f64,
    /// Middle of each row.
    rows: Vec<f64>,
    /// Lower edge of the last row.
    bottom: f64,
    top: f64,
}

impl HorizontalBars {
    /// Bars in the order given.
    pub fn new(frame: Frame, rows: Vec<Row>) -> Self {
        Self { frame, rows }
    }

    fn values(&self) -> impl Iterator<Item = f64> {
        self.rows.iter().filter_map(|row| row.value.and_then(showable))
    }

    fn layout(&self) -> Layout {
        let measure = Measure::of(&self.frame);
        let widest = |texts: &mut dyn Iterator<Item = &str>| {
            texts.map(|text| measure.text_width(text, false)).fold(0.0, f64::max)
        };
        let label_width =
            (widest(&mut self.rows.iter().map(|row| row.label.as_str())) * SLACK).min(measure.width * 0.4);
        let text_width =
            (widest(&mut self.rows.iter().map(|row| row.text.as_str())) * SLACK).min(measure.width * 0.35);
        let size = TEXT * measure.growth;
        let wrap = |row: &Row| text::wrapped(&row.label, size, label_width + 0.5, 2);
        let labels: Vec<Vec<String>> = self.rows.iter().map(wrap).collect();
        let top = if self.frame.x_title.is_empty() { 0.0 } else { measure.line_height() + 4.0 };
        let mut bottom = top;
        let rows = labels.iter().map(|lines| {
            let height = size * (0.6 + 1.1 * lines.len().max(1) as f64);
            bottom += height;
            bottom - height / 2.0
        });
        let rows = rows.collect();
        Layout { labels, label_width, text_width, rows, bottom, top }
    }
}

impl Chart for HorizontalBars {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn size(&self) -> (u32, u32) {
        if self.rows.is_empty() {
            return (self.frame.width, self.frame.height.min(120));
        }
        (self.frame.width, self.layout().bottom.ceil() as u32)
    }

    fn paint<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Painted<DB> {
        if self.rows.is_empty() {
            canvas.nothing()?;
            return Ok(None);
        }
        let Layout { labels, label_width, text_width, rows: places, bottom, top } = self.layout();
        if !self.frame.x_title.is_empty() {
            let setting = Setting::new(Role::Muted);
            canvas.text_within(
                (0.0, TEXT * canvas.growth * 0.85),
                &self.frame.x_title,
                canvas.width,
                setting,
            )?;
        }
        let (low, high) = self.values().fold((0.0_f64, 0.0_f64), |(low, high), v| (low.min(v), high.max(v)));
        let left = label_width + 12.0;
        let right = (canvas.width - text_width - 10.0).max(left + 10.0);
        let span = if high > low { high - low } else { 1.0 };
        let x = |value: f64| left + (value - low) / span * (right - left);
        let middle = |i: usize| places.get(i).copied().unwrap_or(top);
        let strong = self.rows.iter().any(|row| row.emphasis);

        for (i, row) in self.rows.iter().enumerate() {
            if let Some(value) = row.value.and_then(showable) {
                let half = TEXT * 0.8;
                let role = if strong && !row.emphasis { Role::Raw } else { Role::Bar };
                canvas.rect((x(0.0), middle(i) - half), (x(value), middle(i) + half), role)?;
            }
        }
        canvas.line(&[(x(0.0), top + 2.0), (x(0.0), bottom - 2.0)], Role::Base, 1.0)?;
        let line = TEXT * canvas.growth * 1.1;
        for (i, (row, lines)) in self.rows.iter().zip(&labels).enumerate() {
            let setting = Setting::new(Role::Ink).at(HPos::Left, VPos::Center);
            let setting = if row.emphasis { setting.bold() } else { setting };
            let first = middle(i) - line * (lines.len() as f64 - 1.0) / 2.0;
            for (k, part) in lines.iter().enumerate() {
                let at = (0.0, first + k as f64 * line);
                if part.ends_with('…') && canvas.shows_hover() {
                    canvas.text(at, &format!("{part}{FULL_TEXT}{}", row.label), setting)?;
                } else {
                    canvas.text(at, part, setting)?;
                }
            }
        }
        for (i, row) in self.rows.iter().enumerate() {
            let value = row.value.and_then(showable);
            let role = if value.is_some() { Role::Ink } else { Role::Muted };
            let end = x(value.unwrap_or(0.0).max(0.0)) + 7.0;
            let setting = Setting::new(role).at(HPos::Left, VPos::Center);
            canvas.text_within((end, middle(i)), &row.text, canvas.width - end, setting)?;
        }
        Ok(None)
    }
}
