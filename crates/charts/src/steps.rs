//! Curves that fall in steps, each with an interval: the share that lasts longer than so long.

use crate::axes::{Painted, Plot, Reference, Room, heightened, left_margin, title_row};
use crate::canvas::{Canvas, Measure, TEXT};
use crate::frame::Frame;
use crate::legend::{Key, Legend, Swatch};
use crate::number::showable;
use crate::palette::Role;
use crate::svg::Chart;
use crate::ticks::{Ticks, ValueAxis};
use crate::x_marks::XMarks;
use language::t;
use plotters::prelude::DrawingBackend;

/// A step: from `x` on the curve has this value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StepPoint {
    /// Where the step is.
    pub x: f64,
    /// The value from here on.
    pub y: f64,
    /// Its interval.
    pub interval: Option<(f64, f64)>,
}

/// One curve.
#[derive(Clone, Debug, PartialEq)]
pub struct StepCurve {
    /// Its name in the legend.
    pub name: String,
    /// Its steps, by x; the first one begins the curve.
    pub points: Vec<StepPoint>,
}

/// Curves in steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Steps {
    /// Identity, size, words.
    pub frame: Frame,
    /// One to four curves. Only a single one shows its interval.
    pub curves: Vec<StepCurve>,
    /// Where the x axis ends; steps beyond are cut off.
    pub end: f64,
    /// Thresholds on the x axis.
    pub marks: Vec<Reference>,
    /// Name of the interval.
    pub interval: String,
    /// The y axis.
    pub axis: ValueAxis,
}

impl Steps {
    /// Curves up to `end`.
    pub fn new(frame: Frame, curves: Vec<StepCurve>, end: f64) -> Self {
        Self {
            frame,
            curves,
            end,
            marks: Vec::new(),
            interval: t!("95\u{a0}% intervall").into(),
            axis: ValueAxis::default(),
        }
    }

    /// The corners of a curve: x, and what is read from each point; held until the next step and to the end.
    fn corners<T: Copy>(
        &self,
        curve: &StepCurve,
        read: impl Fn(&StepPoint) -> Option<T>,
    ) -> Vec<(f64, Option<T>)> {
        let end = self.end;
        let known =
            || curve.points.iter().filter(move |p| showable(p.x).is_some_and(|x| (0.0..=end).contains(&x)));
        let mut corners = Vec::new();
        let mut last = None;
        for point in known() {
            if let Some(before) = last {
                corners.push((point.x, before));
            }
            let value = read(point);
            corners.push((point.x, value));
            last = Some(value);
        }
        corners.extend(last.map(|value| (end, value)));
        corners
    }

    fn values(&self) -> impl Iterator<Item = f64> {
        self.curves.iter().flat_map(|curve| &curve.points).filter_map(|point| showable(point.y))
    }

    /// The interval of the curve, if there is but one.
    fn band(&self) -> Option<&StepCurve> {
        match &self.curves[..] {
            [only] if only.points.iter().any(|point| point.interval.is_some()) => Some(only),
            _ => None,
        }
    }

    fn layout(&self) -> Option<(Ticks, Legend<'_>, XMarks)> {
        self.values().next()?;
        showable(self.end).filter(|end| *end > 0.0)?;
        let mut keys: Vec<Key> = Vec::new();
        if self.curves.len() > 1 {
            keys.extend(self.curves.iter().enumerate().map(|(i, curve)| Key {
                name: &curve.name,
                role: Role::category(i),
                swatch: Swatch::Line(2.5),
            }));
        }
        if self.band().is_some() {
            keys.push(Key { name: &self.interval, role: Role::Band, swatch: Swatch::Area });
        }
        let measure = Measure::of(&self.frame);
        let ticks = Ticks::over(self.values(), &self.axis, 4);
        let edges = (left_margin(measure, &ticks, &self.axis), measure.width - 4.0);
        let marks = self.marks.iter().map(|mark| (mark.value, mark.label.as_str())).collect();
        let marks = XMarks::new(measure, marks, (0.0, self.end), edges).thresholds();
        Some((ticks, Legend::new(measure, keys), marks))
    }
}

impl Chart for Steps {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn size(&self) -> (u32, u32) {
        heightened(&self.frame, self.layout().map(|(_, legend, marks)| legend.height() + marks.height()))
    }

    fn paint<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Painted<DB> {
        let Some((ticks, legend, marks)) = self.layout() else {
            canvas.nothing()?;
            return Ok(None);
        };
        let room = Room { above: legend.height() + marks.height(), right: 0.0 };
        let plot = Plot::new(canvas, &self.frame, ticks, &self.axis, (0.0, self.end), room);
        if let Some(curve) = self.band() {
            let can = |(low, high): &(f64, f64)| showable(*low).is_some() && showable(*high).is_some();
            plot.between(self.corners(curve, |point| point.interval.filter(can)).into_iter(), Role::Band)?;
        }
        plot.grid(&self.frame, &self.axis)?;
        marks.lines(&plot)?;
        plot.base()?;
        for (i, curve) in self.curves.iter().enumerate().rev() {
            let corners = self.corners(curve, |point| showable(point.y));
            plot.line(corners.into_iter(), Role::category(i), 2.2)?;
        }
        marks.texts(&plot)?;
        legend.paint(canvas, title_row(canvas.measure(), &self.frame))?;
        let count = ((plot.right - plot.left) / (TEXT * canvas.growth * 4.0)).clamp(2.0, 8.0) as usize;
        let scale = Ticks::over([0.0, self.end], &ValueAxis::default(), count);
        let inside = scale.values.iter().filter(|v| **v <= self.end);
        let labels: Vec<_> = inside.map(|v| (*v, scale.label(*v, ""))).collect();
        plot.x_axis(&self.frame, &labels, true)?;
        Ok(None)
    }
}
