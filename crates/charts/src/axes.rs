//! A plot with a numeric y axis: margins, grid, labels, and the coordinate system for the marks.
//!
//! Labels of the y axis stand on their grid lines, flush with the left edge of the picture; the lines run
//! under them. So the picture lines up with the text around it whatever the labels' widths are.

use crate::canvas::{Canvas, DrawError, Drawn, Measure, Point, Setting, TEXT};
use crate::crosshair::Crosshair;
use crate::dates::{date_ticks, day};
use crate::frame::Frame;
use crate::palette::Role;
use crate::ticks::{Ticks, ValueAxis};
use chrono::NaiveDate;
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

/// Room that a chart needs around its plot, beyond the axes.
#[derive(Clone, Copy, Default)]
pub(crate) struct Room {
    /// Between the title of the y axis and the plot: legend, labels of events.
    pub above: f64,
    /// To the right: direct labels.
    pub right: f64,
}

type Coordinates = Cartesian2d<RangedCoordf64, RangedCoordf64>;

/// A plot: data coordinates over a rectangle of the canvas.
pub(crate) struct Plot<'c, DB: DrawingBackend> {
    pub canvas: &'c Canvas<DB>,
    area: DrawingArea<DB, Coordinates>,
    x: (f64, f64),
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
    pub ticks: Ticks,
}

/// A label of the x axis: place in data coordinates, text.
pub(crate) type XLabel = (f64, String);

/// Left edge of the plot for these ticks.
pub(crate) fn left_margin(measure: Measure, ticks: &Ticks, axis: &ValueAxis) -> f64 {
    let widest = ticks.values.iter().map(|v| measure.text_width(&ticks.label(*v, &axis.suffix), false));
    (widest.fold(0.0, f64::max) + 10.0).min(measure.width * 0.4)
}

/// Height of the title row of the y axis.
pub(crate) fn title_row(measure: Measure, frame: &Frame) -> f64 {
    if frame.y_title.is_empty() { 0.0 } else { measure.line_height() }
}

/// A view box as high as the frame wants the chart, and `extra` for legends and labels above the plot; a low one
/// if there is nothing to show (`None`).
pub(crate) fn heightened(frame: &Frame, extra: Option<f64>) -> (u32, u32) {
    let height = match extra {
        Some(extra) => frame.height + extra.ceil().max(0.0) as u32,
        None => frame.height.min(120),
    };
    (frame.width, height)
}

impl<'c, DB: DrawingBackend> Plot<'c, DB> {
    /// Lays the plot out and fixes its coordinates; draws nothing.
    pub fn new(
        canvas: &'c Canvas<DB>,
        frame: &Frame,
        ticks: Ticks,
        axis: &ValueAxis,
        x: (f64, f64),
        room: Room,
    ) -> Self {
        let left = left_margin(canvas.measure(), &ticks, axis);
        let top = title_row(canvas.measure(), frame) + room.above + TEXT * canvas.growth * 1.15;
        let x_title = if frame.x_title.is_empty() { 0.0 } else { canvas.line_height() };
        let bottom =
            (canvas.height - canvas.line_height() - 6.0 - x_title).max(top + 10.0).min(canvas.height);
        let right = (canvas.width - room.right.max(4.0)).max(left + 10.0);
        let (p0, p1) = (canvas.pixel((left, top)), canvas.pixel((right, bottom)));
        let coordinates = Cartesian2d::new(x.0..x.1, ticks.low..ticks.high, (p0.0..p1.0, p1.1..p0.1));
        Self { canvas, area: canvas.area().apply_coord_spec(coordinates), x, left, top, right, bottom, ticks }
    }

    /// `at`, brought so near to the plot that its place can be counted in pixels: what lies hundreds of plots away
    /// overflows the backend's whole numbers.
    fn near(&self, at: Point) -> Point {
        let within = |value: f64, (low, high): (f64, f64)| {
            let far = (high - low).abs() * 100.0;
            value.max(low.min(high) - far).min(low.max(high) + far)
        };
        (within(at.0, self.x), within(at.1, (self.ticks.low, self.ticks.high)))
    }

    /// The place of a datum in the view box.
    pub fn place(&self, at: Point) -> Point {
        self.canvas.place(self.area.map_coordinate(&self.near(at)))
    }

    /// Height of `value` in the view box.
    pub fn y(&self, value: f64) -> f64 {
        self.place((0.0, value)).1
    }

    /// Grid lines, their labels, the title of the axis. Marks come on top.
    pub fn grid(&self, frame: &Frame, axis: &ValueAxis) -> Drawn<DB> {
        let lines = |zero: bool| self.ticks.values.iter().filter(move |v| (**v == 0.0) == zero);
        for value in lines(false) {
            let y = self.y(*value);
            self.canvas.line(&[(0.0, y), (self.right, y)], Role::Grid, 1.0)?;
        }
        let setting = Setting::new(Role::Muted);
        for value in &self.ticks.values {
            self.canvas.text(
                (0.0, self.y(*value) - 4.0),
                &self.ticks.label(*value, &axis.suffix),
                setting,
            )?;
        }
        if !frame.y_title.is_empty() {
            self.canvas.text_within(
                (0.0, TEXT * self.canvas.growth * 0.85),
                &frame.y_title,
                self.canvas.width,
                setting,
            )?;
        }
        Ok(())
    }

    /// The base line (at zero, or at the bottom where zero isn't in the range), over the marks.
    pub fn base(&self) -> Drawn<DB> {
        let zero = if self.ticks.low <= 0.0 && self.ticks.high >= 0.0 { 0.0 } else { self.ticks.low };
        let y = self.y(zero);
        self.canvas.line(&[(0.0, y), (self.right, y)], Role::Base, 1.0)
    }

    /// Labels under the plot, kept inside the picture; `marks` adds a short line at each.
    pub fn x_axis(&self, frame: &Frame, labels: &[XLabel], marks: bool) -> Drawn<DB> {
        let y = self.bottom;
        if marks {
            for (x, _) in labels {
                let x = self.place((*x, self.ticks.low)).0;
                self.canvas.line(&[(x, y), (x, y + 5.0)], Role::Base, 1.0)?;
            }
        }
        for (x, label) in labels {
            let x = self.place((*x, self.ticks.low)).0;
            let half = self.canvas.text_width(label, false) / 2.0;
            let (x, h) = if x + half > self.canvas.width {
                (self.canvas.width, HPos::Right)
            } else if x < half {
                (0.0, HPos::Left)
            } else {
                (x, HPos::Center)
            };
            self.canvas.text((x, y + 7.0), label, Setting::new(Role::Muted).at(h, VPos::Top))?;
        }
        if !frame.x_title.is_empty() {
            let y = y + 7.0 + self.canvas.line_height();
            let setting = Setting::new(Role::Muted).at(HPos::Right, VPos::Top);
            self.canvas.text_within((self.right, y), &frame.x_title, self.canvas.width, setting)?;
        }
        Ok(())
    }

    /// Labels of a time axis from one day to another.
    pub fn dates(&self, frame: &Frame, first: NaiveDate, last: NaiveDate) -> Drawn<DB> {
        let (length, size) = (self.right - self.left, TEXT * self.canvas.growth);
        let most = (length / (size * 3.5)).clamp(2.0, 9.0) as usize;
        let ticks = date_ticks(first, last, length, size, most);
        let labels: Vec<_> = ticks.into_iter().map(|(date, label)| (day(date), label)).collect();
        self.x_axis(frame, &labels, true)
    }

    /// A line in data coordinates, broken where `None`; a value alone between gaps becomes a dot.
    pub fn line(
        &self,
        points: impl Iterator<Item = (f64, Option<f64>)>,
        role: Role,
        width: f64,
    ) -> Drawn<DB> {
        let mut run: Vec<Point> = Vec::new();
        for (x, y) in points.chain([(0.0, None)]) {
            if let Some(y) = y {
                run.push(self.near((x, y)));
                continue;
            }
            let run = std::mem::take(&mut run);
            match run[..] {
                [] => {}
                [only] => self.canvas.dot(self.place(only), width * 0.9, role)?,
                _ => self.run(run, role, width)?,
            }
        }
        Ok(())
    }

    fn run(&self, run: Vec<Point>, role: Role, width: f64) -> Drawn<DB> {
        if role.dash().is_some() {
            let places: Vec<Point> = run.into_iter().map(|at| self.place(at)).collect();
            return self.canvas.line(&places, role, width);
        }
        self.area.draw(&PathElement::new(run, self.canvas.stroke(role, width)))
    }

    /// The area between two lines, in data coordinates, broken where either is missing.
    pub fn between(&self, points: impl Iterator<Item = (f64, Option<(f64, f64)>)>, role: Role) -> Drawn<DB> {
        let mut run: Vec<(Point, Point)> = Vec::new();
        for (x, pair) in points.chain([(0.0, None)]) {
            if let Some((low, high)) = pair {
                run.push((self.near((x, low)), self.near((x, high))));
                continue;
            }
            let run = std::mem::take(&mut run);
            if run.len() > 1 {
                let there = run.iter().map(|(low, _)| *low);
                let back = run.iter().rev().map(|(_, high)| *high);
                let outline: Vec<Point> = there.chain(back).collect();
                self.area.draw(&Polygon::new(outline, role.color().filled()))?;
            }
        }
        Ok(())
    }

    /// A filled rectangle in data coordinates.
    pub fn rect(&self, from: Point, to: Point, role: Role) -> Drawn<DB> {
        self.area.draw(&Rectangle::new([self.near(from), self.near(to)], role.color().filled()))
    }

    /// A horizontal reference line with its label above it, at the right.
    pub fn reference(&self, value: f64, label: &str) -> Drawn<DB> {
        let y = self.y(value);
        self.canvas.line(&[(self.left, y), (self.right, y)], Role::Reference, 1.5)?;
        let setting = Setting::new(Role::Reference).at(HPos::Right, VPos::Bottom);
        self.canvas.text_within((self.right, y - 5.0), label, self.right - self.left, setting)
    }

    /// Where the crosshair finds its points.
    pub fn crosshair(&self, x: impl Iterator<Item = f64>) -> Crosshair {
        let x = x.map(|x| self.place((x, self.ticks.low)).0).collect();
        Crosshair { plot: [self.left, self.top, self.right, self.bottom], x }
    }
}

/// A horizontal line across a plot: a target, a threshold, an average.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// Where it stands.
    pub value: f64,
    /// What it is, with its number: "Retningslinje: 3 døgn".
    pub label: String,
}

impl Reference {
    /// A line at `value`.
    pub fn new(value: f64, label: impl Into<String>) -> Self {
        Self { value, label: label.into() }
    }
}

/// The error type of a drawing that gives points.
pub(crate) type Painted<DB> = Result<Option<Crosshair>, DrawError<DB>>;
