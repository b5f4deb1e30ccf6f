//! A process-control chart: points, their mean, the limits of chance, and the points that are more than chance,
//! marked by shape as well as by colour.

use crate::axes::{Painted, Plot, Reference, Room, heightened, left_margin, title_row};
use crate::canvas::{Canvas, Drawn, Measure};
use crate::dates::day;
use crate::frame::Frame;
use crate::legend::{Key, Legend, Swatch};
use crate::number::showable;
use crate::palette::Role;
use crate::svg::Chart;
use crate::ticks::{Ticks, ValueAxis};
use crate::time_series::Event;
use crate::x_marks::XMarks;
use chrono::NaiveDate;
use language::t;
use plotters::prelude::DrawingBackend;

/// What a point is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// Chance.
    #[default]
    Common,
    /// More than chance, for the better.
    Better,
    /// More than chance, for the worse.
    Worse,
    /// More than chance, where neither way is better.
    Changed,
}

impl Mark {
    const ALL: [Self; 4] = [Self::Common, Self::Better, Self::Worse, Self::Changed];

    /// Shape (circle, square, triangle, diamond) and colour: no red and no green.
    fn look(self) -> (usize, Role) {
        match self {
            Self::Common => (0, Role::Raw),
            Self::Better => (1, Role::Category(0)),
            Self::Worse => (2, Role::Category(1)),
            Self::Changed => (3, Role::Category(2)),
        }
    }
}

/// Names in the legend.
#[derive(Clone, Debug, PartialEq)]
pub struct MarkNames {
    /// The mean.
    pub mean: String,
    /// The limits.
    pub limits: String,
    /// Names of [`Mark::Common`], [`Mark::Better`], [`Mark::Worse`], [`Mark::Changed`].
    pub marks: [String; 4],
}

impl Default for MarkNames {
    fn default() -> Self {
        Self {
            mean: t!("Snitt").into(),
            limits: t!("Grenser for tilfeldig variasjon").into(),
            marks: [
                t!("Tilfeldig variasjon"),
                t!("Endring til det bedre"),
                t!("Endring til det verre"),
                t!("Endring"),
            ]
            .map(str::to_owned),
        }
    }
}

/// Mean and limits of a stretch of dates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// First date.
    pub from: NaiveDate,
    /// Last date.
    pub to: NaiveDate,
    /// Mean.
    pub mean: f64,
    /// Lower limit; `None` where there is none.
    pub lower: Option<f64>,
    /// Upper limit.
    pub upper: f64,
}

/// Points judged. Row *i* of the table beside the chart is `dates[i]`.
#[derive(Clone, Debug, PartialEq)]
pub struct ProcessControl {
    /// Identity, size, words.
    pub frame: Frame,
    /// The points of time, sorted.
    pub dates: Vec<NaiveDate>,
    /// One per date; `None` is a gap.
    pub points: Vec<Option<(f64, Mark)>>,
    /// Mean and limits, each of its own stretch.
    pub levels: Vec<Level>,
    /// A target.
    pub target: Option<Reference>,
    /// Where limits begin anew, and other events; those outside the dates aren't drawn.
    pub events: Vec<Event>,
    /// Names in the legend.
    pub names: MarkNames,
    /// The y axis.
    pub axis: ValueAxis,
}

/// What is decided before the first mark.
struct Layout<'a> {
    ticks: Ticks,
    span: (NaiveDate, NaiveDate),
    x: (f64, f64),
    legend: Legend<'a>,
    events: XMarks,
}

impl ProcessControl {
    /// Points without events or target; the axis fits the data.
    pub fn new(
        frame: Frame,
        dates: Vec<NaiveDate>,
        points: Vec<Option<(f64, Mark)>>,
        levels: Vec<Level>,
    ) -> Self {
        Self {
            frame,
            dates,
            points,
            levels,
            target: None,
            events: Vec::new(),
            names: MarkNames::default(),
            axis: ValueAxis { from_zero: false, ..ValueAxis::default() },
        }
    }

    /// The points that can be drawn, in data coordinates.
    fn known(&self) -> impl Iterator<Item = Option<((f64, f64), Mark)>> {
        let points = self.dates.iter().zip(&self.points);
        points.map(|(date, point)| point.and_then(|(v, mark)| Some(((day(*date), showable(v)?), mark))))
    }

    fn levels(&self) -> impl Iterator<Item = &Level> {
        let can = |level: &&Level| showable(level.mean).is_some() && showable(level.upper).is_some();
        self.levels.iter().filter(can).filter(|level| level.from <= level.to)
    }

    fn legend(&self) -> Legend<'_> {
        let mut keys = Vec::new();
        if self.levels().next().is_some() {
            keys.push(Key { name: &self.names.mean, role: Role::Base, swatch: Swatch::Line(1.5) });
            keys.push(Key { name: &self.names.limits, role: Role::Reference, swatch: Swatch::Line(1.5) });
        }
        for (mark, name) in Mark::ALL.into_iter().zip(&self.names.marks) {
            if self.known().flatten().any(|(_, of)| of == mark) {
                let (shape, role) = mark.look();
                keys.push(Key { name, role, swatch: Swatch::Marker(shape) });
            }
        }
        Legend::new(Measure::of(&self.frame), keys)
    }

    fn layout(&self) -> Option<Layout<'_>> {
        let (first, last) = (*self.dates.first()?, *self.dates.last()?);
        self.known().flatten().next()?;
        let limits =
            self.levels().flat_map(|level| [Some(level.mean), level.lower, Some(level.upper)]).flatten();
        let target = self.target.iter().map(|target| target.value);
        let all = self.known().flatten().map(|((_, v), _)| v).chain(limits).chain(target);
        let ticks = Ticks::over(all.filter_map(showable), &self.axis, 4);
        let x = if first < last { (day(first), day(last)) } else { (day(first) - 1.0, day(first) + 1.0) };
        let measure = Measure::of(&self.frame);
        let edges = (left_margin(measure, &ticks, &self.axis), measure.width - 8.0);
        let events = XMarks::of_events(measure, &self.events, x, edges);
        Some(Layout { ticks, span: (first, last), x, legend: self.legend(), events })
    }

    fn marks<DB: DrawingBackend>(&self, plot: &Plot<DB>) -> Drawn<DB> {
        let (first, last) = (self.dates.first().copied(), self.dates.last().copied());
        for level in self.levels() {
            let span = [Some(level.from).max(first), Some(level.to).min(last)];
            let [Some(from), Some(to)] = span.map(|date| date.map(day)) else { continue };
            let line = |value: f64, role, width| {
                plot.canvas.line(&[plot.place((from, value)), plot.place((to, value))], role, width)
            };
            for limit in level.lower.into_iter().chain([level.upper]).filter_map(showable) {
                line(limit, Role::Reference, 1.5)?;
            }
            line(level.mean, Role::Base, 1.5)?;
        }
        plot.line(
            self.dates.iter().zip(self.known()).map(|(date, known)| (day(*date), known.map(|((_, v), _)| v))),
            Role::Raw,
            1.2,
        )?;
        for mark in Mark::ALL {
            let (shape, role) = mark.look();
            let radius = if mark == Mark::Common { 3.2 } else { 5.2 };
            for (at, _) in self.known().flatten().filter(|(_, of)| *of == mark) {
                plot.canvas.shape(plot.place(at), radius, shape, role)?;
            }
        }
        Ok(())
    }
}

impl Chart for ProcessControl {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn size(&self) -> (u32, u32) {
        heightened(&self.frame, self.layout().map(|layout| layout.legend.height() + layout.events.height()))
    }

    fn paint<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Painted<DB> {
        let Some(Layout { ticks, span: (first, last), x, legend, events }) = self.layout() else {
            canvas.nothing()?;
            return Ok(None);
        };
        let room = Room { above: legend.height() + events.height(), right: 8.0 };
        let plot = Plot::new(canvas, &self.frame, ticks, &self.axis, x, room);
        plot.grid(&self.frame, &self.axis)?;
        events.lines(&plot)?;
        self.marks(&plot)?;
        if let Some(target) = self.target.as_ref().filter(|target| showable(target.value).is_some()) {
            plot.reference(target.value, &target.label)?;
        }
        events.texts(&plot)?;
        legend.paint(canvas, title_row(canvas.measure(), &self.frame))?;
        plot.dates(&self.frame, first, last)?;
        Ok(Some(plot.crosshair(self.dates.iter().map(|date| day(*date)))))
    }
}
