//! Stacked bars over months or categories: counts, or shares of the whole.

use crate::axes::{Painted, Plot, Room, heightened, title_row};
use crate::bars::half_bar;
use crate::canvas::{Canvas, Measure};
use crate::frame::Frame;
use crate::legend::{Key, Legend, Swatch};
use crate::number::showable;
use crate::palette::Role;
use crate::slots::Slots;
use crate::svg::Chart;
use crate::ticks::{Ticks, ValueAxis};
use plotters::prelude::DrawingBackend;

/// One part of every bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Its name in the legend.
    pub name: String,
    /// One value per slot. A `None` (suppressed, not known) isn't drawn; negative values neither.
    pub values: Vec<Option<f64>>,
    /// Its colour; `None`: by its place among the parts.
    pub role: Option<Role>,
}

impl Part {
    /// A part.
    pub fn new(name: impl Into<String>, values: Vec<Option<f64>>) -> Self {
        Self { name: name.into(), values, role: None }
    }

    /// In this colour.
    #[must_use]
    pub fn coloured(mut self, role: Role) -> Self {
        self.role = Some(role);
        self
    }

    fn role_at(&self, place: usize) -> Role {
        self.role.unwrap_or(Role::category(place))
    }
}

/// Stacked bars. Row *i* of the table beside the chart is slot *i*.
#[derive(Clone, Debug, PartialEq)]
pub struct StackedBars {
    /// Identity, size, words.
    pub frame: Frame,
    /// What the bars stand for.
    pub slots: Slots,
    /// The parts from the base upwards; up to eight have colours of their own.
    pub parts: Vec<Part>,
    /// Draw each bar as shares of the sum of its known parts, in per cent.
    pub shares: bool,
    /// The y axis; it always holds zero.
    pub axis: ValueAxis,
}

impl StackedBars {
    /// Bars of counts.
    pub fn counts(frame: Frame, slots: Slots, parts: Vec<Part>) -> Self {
        Self { frame, slots, parts, shares: false, axis: ValueAxis::default() }
    }

    /// Bars of shares, 0–100 %.
    pub fn shares(frame: Frame, slots: Slots, parts: Vec<Part>) -> Self {
        Self { frame, slots, parts, shares: true, axis: ValueAxis::percent() }
    }

    fn legend(&self) -> Legend<'_> {
        let keys = self.parts.iter().enumerate();
        let keys =
            keys.map(|(i, part)| Key { name: &part.name, role: part.role_at(i), swatch: Swatch::Area });
        Legend::new(Measure::of(&self.frame), keys.collect())
    }

    /// Lower and upper end of each part in `slot`, in the order of the parts.
    fn stack(&self, slot: usize) -> Vec<Option<(f64, f64)>> {
        let value =
            |part: &Part| part.values.get(slot).copied().flatten().and_then(showable).filter(|v| *v > 0.0);
        let sum: f64 = self.parts.iter().filter_map(value).sum();
        let factor = if self.shares && sum > 0.0 { 100.0 / sum } else { 1.0 };
        let mut top = 0.0;
        let ends = self.parts.iter().map(|part| {
            let low = top;
            top += value(part)? * factor;
            showable(top).map(|top| (low, top))
        });
        ends.collect()
    }
}

impl Chart for StackedBars {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn size(&self) -> (u32, u32) {
        let empty = (0..self.slots.len()).all(|slot| self.stack(slot).iter().all(Option::is_none));
        heightened(&self.frame, (!empty).then(|| self.legend().height()))
    }

    fn paint<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Painted<DB> {
        let n = self.slots.len();
        let stacks: Vec<_> = (0..n).map(|slot| self.stack(slot)).collect();
        let ends = || stacks.iter().flatten().flatten().map(|(_, top)| *top);
        if ends().next().is_none() {
            canvas.nothing()?;
            return Ok(None);
        }
        let axis = ValueAxis { from_zero: true, ..self.axis.clone() };
        // Sums of shares may miss 100 by rounding; the axis is known.
        let ticks = if self.shares { Ticks::over([100.0], &axis, 4) } else { Ticks::over(ends(), &axis, 4) };
        let legend = self.legend();
        let room = Room { above: legend.height(), right: 0.0 };
        let plot = Plot::new(canvas, &self.frame, ticks, &axis, (0.0, n as f64), room);
        plot.grid(&self.frame, &axis)?;
        let half = half_bar(n);
        for (i, part) in self.parts.iter().enumerate() {
            for (slot, stack) in stacks.iter().enumerate() {
                if let Some(Some((low, high))) = stack.get(i) {
                    let middle = slot as f64 + 0.5;
                    plot.rect((middle - half, *low), (middle + half, *high), part.role_at(i))?;
                }
            }
        }
        // A hairline of paper between the parts, so that they are told apart without their colours.
        for (slot, stack) in stacks.iter().enumerate() {
            for (low, _) in stack.iter().flatten().filter(|(low, _)| *low > 0.0) {
                let middle = slot as f64 + 0.5;
                let (from, to) = (plot.place((middle - half, *low)), plot.place((middle + half, *low)));
                canvas.line(&[from, to], Role::Paper, 1.0)?;
            }
        }
        plot.base()?;
        legend.paint(canvas, title_row(canvas.measure(), &self.frame))?;
        plot.x_axis(&self.frame, &self.slots.labels(canvas, plot.right - plot.left), false)?;
        Ok(Some(plot.crosshair((0..n).map(|i| i as f64 + 0.5))))
    }
}
