//! A line as small as a word, beside a key figure.

use crate::axes::Painted;
use crate::canvas::{Canvas, Point};
use crate::frame::Frame;
use crate::number::showable;
use crate::palette::Role;
use crate::svg::Chart;
use crate::ticks::{Ticks, ValueAxis};
use plotters::prelude::DrawingBackend;

/// A tiny line; its points are evenly spaced. No text: the figure stands beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Sparkline {
    /// Identity, size, words; [`Sparkline::new`] makes it 120 × 32.
    pub frame: Frame,
    /// The values; `None` is a gap.
    pub values: Vec<Option<f64>>,
    /// A level to compare with: a thin dashed line.
    pub reference: Option<f64>,
    /// Begin the scale at zero. A sparkline usually fits its data.
    pub from_zero: bool,
}

impl Sparkline {
    /// A sparkline of 120 × 32.
    pub fn new(frame: Frame, values: Vec<Option<f64>>) -> Self {
        Self { frame: frame.sized(120, 32), values, reference: None, from_zero: false }
    }
}

impl Chart for Sparkline {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn paint<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Painted<DB> {
        let values: Vec<Option<f64>> = self.values.iter().map(|v| v.and_then(showable)).collect();
        if values.iter().all(Option::is_none) {
            canvas.nothing()?;
            return Ok(None);
        }
        let reference = self.reference.and_then(showable);
        let axis = ValueAxis { from_zero: self.from_zero, ..ValueAxis::default() };
        let known = || values.iter().copied().flatten().chain(reference);
        // Only to widen a constant series; otherwise the line fills the height.
        let ticks = Ticks::over(known(), &axis, 4);
        let zero = if self.from_zero { 0.0 } else { f64::INFINITY };
        let (low, high) = known().fold((zero, -zero), |(low, high), v| (low.min(v), high.max(v)));
        let (low, high) = if high > low { (low, high) } else { (ticks.low, ticks.high) };
        let margin = 4.0;
        let step = (canvas.width - 2.0 * margin) / (values.len().max(2) - 1) as f64;
        let y = |v: f64| canvas.height - margin - (v - low) / (high - low) * (canvas.height - 2.0 * margin);
        let place = |i: usize, v: f64| -> Point { (margin + i as f64 * step, y(v)) };
        if let Some(reference) = reference {
            canvas.line(&[(0.0, y(reference)), (canvas.width, y(reference))], Role::Reference, 1.0)?;
        }
        let mut run: Vec<Point> = Vec::new();
        for (i, value) in values.iter().enumerate() {
            run.extend(value.map(|v| place(i, v)));
            if value.is_none() || i + 1 == values.len() {
                if run.len() > 1 {
                    canvas.line(&run, Role::Category(0), 1.8)?;
                }
                run.clear();
            }
        }
        if let Some((i, value)) = values.iter().enumerate().rev().find_map(|(i, v)| Some((i, (*v)?))) {
            canvas.dot(place(i, value), 3.2, Role::Category(0))?;
        }
        Ok(None)
    }
}
