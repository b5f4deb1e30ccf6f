//! Bars per month or category, with a reference line.

use crate::axes::{Painted, Plot, Reference, Room, heightened};
use crate::canvas::Canvas;
use crate::frame::Frame;
use crate::number::showable;
use crate::palette::Role;
use crate::slots::Slots;
use crate::svg::Chart;
use crate::ticks::{Ticks, ValueAxis};
use plotters::prelude::DrawingBackend;

/// Bars per month or category. Row *i* of the table beside the chart is slot *i*.
#[derive(Clone, Debug, PartialEq)]
pub struct Bars {
    /// Identity, size, words.
    pub frame: Frame,
    /// What the bars stand for.
    pub slots: Slots,
    /// One value per slot; `None` leaves the slot empty.
    pub values: Vec<Option<f64>>,
    /// Target or threshold.
    pub reference: Option<Reference>,
    /// The y axis; it holds zero whatever `from_zero` says, because a bar's length is its value.
    pub axis: ValueAxis,
}

impl Bars {
    /// Bars without a reference line.
    pub fn new(frame: Frame, slots: Slots, values: Vec<Option<f64>>) -> Self {
        Self { frame, slots, values, reference: None, axis: ValueAxis::default() }
    }

    /// The values that have a slot, those that can't be shown as `None`.
    fn known(&self) -> impl Iterator<Item = Option<f64>> {
        self.values.iter().take(self.slots.len()).map(|v| v.and_then(showable))
    }
}

/// Half the width of a bar as a share of its slot: many bars stand closer.
pub(crate) fn half_bar(slots: usize) -> f64 {
    if slots > 60 { 0.42 } else { 0.37 }
}

impl Chart for Bars {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn size(&self) -> (u32, u32) {
        heightened(&self.frame, self.known().any(|v| v.is_some()).then_some(0.0))
    }

    fn paint<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Painted<DB> {
        let n = self.slots.len();
        let values: Vec<Option<f64>> = self.known().collect();
        if values.iter().all(Option::is_none) {
            canvas.nothing()?;
            return Ok(None);
        }
        let axis = ValueAxis { from_zero: true, ..self.axis.clone() };
        let reference = self.reference.as_ref().filter(|r| showable(r.value).is_some());
        let all = values.iter().copied().flatten().chain(reference.map(|r| r.value));
        let ticks = Ticks::over(all, &axis, 4);
        let plot = Plot::new(canvas, &self.frame, ticks, &axis, (0.0, n as f64), Room::default());
        plot.grid(&self.frame, &axis)?;
        let half = half_bar(n);
        for (i, value) in values.iter().enumerate() {
            if let Some(value) = value {
                let middle = i as f64 + 0.5;
                plot.rect((middle - half, 0.0), (middle + half, *value), Role::Bar)?;
            }
        }
        plot.base()?;
        if let Some(reference) = reference {
            plot.reference(reference.value, &reference.label)?;
        }
        plot.x_axis(&self.frame, &self.slots.labels(canvas, plot.right - plot.left), false)?;
        Ok(Some(plot.crosshair((0..n).map(|i| i as f64 + 0.5))))
    }
}
