//! How values are distributed: bars over the bins of a scale, with thresholds.

use crate::axes::{Painted, Plot, Reference, Room, heightened, left_margin};
use crate::canvas::{Canvas, Measure, TEXT};
use crate::frame::Frame;
use crate::number::showable;
use crate::palette::Role;
use crate::svg::Chart;
use crate::ticks::{Ticks, ValueAxis};
use crate::x_marks::XMarks;
use plotters::prelude::DrawingBackend;

/// Bars over bins. Row *i* of the table beside the chart is bin *i*.
#[derive(Clone, Debug, PartialEq)]
pub struct Histogram {
    /// Identity, size, words.
    pub frame: Frame,
    /// Edges of the bins, ascending: one more than there are bins. Bins should be of equal width, since a bar's
    /// height is its count.
    pub edges: Vec<f64>,
    /// Count (or share) per bin; `None` (suppressed) leaves it empty.
    pub counts: Vec<Option<f64>>,
    /// Thresholds, mean, median: vertical lines with labels.
    pub marks: Vec<Reference>,
    /// The last bin holds everything beyond, too: its label gets a `+`.
    pub open_ended: bool,
    /// The y axis; it always holds zero.
    pub axis: ValueAxis,
    /// Written after the ticks of the x axis, with its own space.
    pub x_suffix: String,
}

impl Histogram {
    /// A histogram without marks.
    pub fn new(frame: Frame, edges: Vec<f64>, counts: Vec<Option<f64>>) -> Self {
        Self {
            frame,
            edges,
            counts,
            marks: Vec::new(),
            open_ended: false,
            axis: ValueAxis::default(),
            x_suffix: String::new(),
        }
    }

    /// Bins that can be drawn: lower edge, upper edge, count.
    fn bins(&self) -> Vec<(f64, f64, Option<f64>)> {
        let edges: Vec<f64> = self.edges.iter().copied().filter_map(showable).collect();
        if edges.len() != self.edges.len() || edges.windows(2).any(|pair| pair[0] >= pair[1]) {
            return Vec::new();
        }
        let bins = edges.windows(2).zip(&self.counts);
        bins.map(|(pair, count)| (pair[0], pair[1], count.and_then(showable))).collect()
    }

    fn axis(&self) -> ValueAxis {
        ValueAxis { from_zero: true, ..self.axis.clone() }
    }

    /// Ticks of the y axis, range of x, marks. `None` if there is nothing to show.
    fn layout(&self) -> Option<(Ticks, (f64, f64), XMarks)> {
        let bins = self.bins();
        let ticks = Ticks::over(bins.iter().filter_map(|bin| bin.2), &self.axis(), 4);
        bins.iter().find(|bin| bin.2.is_some())?;
        let x = (bins.first()?.0, bins.last()?.1);
        let measure = Measure::of(&self.frame);
        let edges = (left_margin(measure, &ticks, &self.axis), measure.width - 4.0);
        let marks = self.marks.iter().map(|mark| (mark.value, mark.label.as_str())).collect();
        Some((ticks, x, XMarks::new(measure, marks, x, edges).thresholds()))
    }
}

impl Chart for Histogram {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn size(&self) -> (u32, u32) {
        heightened(&self.frame, self.layout().map(|(_, _, marks)| marks.height()))
    }

    fn paint<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Painted<DB> {
        let Some((ticks, x, marks)) = self.layout() else {
            canvas.nothing()?;
            return Ok(None);
        };
        let room = Room { above: marks.height(), right: 0.0 };
        let plot = Plot::new(canvas, &self.frame, ticks, &self.axis(), x, room);
        plot.grid(&self.frame, &self.axis)?;
        let bins = self.bins();
        for (low, high, count) in &bins {
            let gap = (high - low) * 0.04;
            if let Some(count) = count {
                plot.rect((low + gap, 0.0), (high - gap, *count), Role::Bar)?;
            }
        }
        plot.base()?;
        marks.lines(&plot)?;
        marks.texts(&plot)?;
        let count = ((plot.right - plot.left) / (TEXT * canvas.growth * 4.0)).clamp(2.0, 8.0) as usize;
        let scale = Ticks::over([x.0, x.1], &ValueAxis { from_zero: false, ..ValueAxis::default() }, count);
        let inside = scale.values.iter().filter(|v| **v >= x.0 && **v <= x.1);
        let mut labels: Vec<_> = inside.map(|v| (*v, scale.label(*v, &self.x_suffix))).collect();
        if let Some(last) =
            labels.last_mut().filter(|last| self.open_ended && last.0 >= x.1 - scale.step * 0.01)
        {
            last.1.push('+');
        }
        plot.x_axis(&self.frame, &labels, true)?;
        Ok(Some(plot.crosshair(bins.iter().map(|(low, high, _)| (low + high) / 2.0))))
    }
}
