//! Lines over time: one to four, with an interval, a reference line and events.
//!
//! Values come in the order of the dates, which are sorted; a `None` (or a value no chart can show) is a gap in
//! the line, never a zero. Days that aren't in the list are joined across: give them as `None` for a gap.

use crate::axes::{Painted, Plot, Reference, Room, heightened, left_margin, title_row};
use crate::canvas::{Canvas, Drawn, Measure};
use crate::dates::day;
use crate::frame::Frame;
use crate::legend::{EndLabel, Key, Legend, Swatch, end_labels};
use crate::number::showable;
use crate::palette::Role;
use crate::svg::Chart;
use crate::ticks::{Ticks, ValueAxis};
use crate::x_marks::XMarks;
use chrono::NaiveDate;
use plotters::prelude::DrawingBackend;

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its name in the legend.
    pub name: String,
    /// One value per date.
    pub values: Vec<Option<f64>>,
    /// A smoothed version of it, computed by the caller: drawn strong, the values thin behind it.
    pub smooth: Option<Smooth>,
}

impl Line {
    /// A line without smoothing.
    pub fn new(name: impl Into<String>, values: Vec<Option<f64>>) -> Self {
        Self { name: name.into(), values, smooth: None }
    }
}

/// A smoothed line.
#[derive(Clone, Debug, PartialEq)]
pub struct Smooth {
    /// Its name: "7 dagers snitt".
    pub name: String,
    /// One value per date.
    pub values: Vec<Option<f64>>,
}

/// An interval around a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// Its name: "95 % intervall".
    pub name: String,
    /// Lower and upper bound per date.
    pub bounds: Vec<Option<(f64, f64)>>,
}

/// Something that happened on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// When.
    pub date: NaiveDate,
    /// What, in a word or two.
    pub label: String,
}

/// Lines over time.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeSeries {
    /// Identity, size, words.
    pub frame: Frame,
    /// The points of time, sorted. Row *i* of the table beside the chart is `dates[i]`.
    pub dates: Vec<NaiveDate>,
    /// One to four lines.
    pub lines: Vec<Line>,
    /// An interval, drawn behind everything.
    pub band: Option<Band>,
    /// Target or threshold.
    pub reference: Option<Reference>,
    /// Events; those outside the dates aren't drawn.
    pub events: Vec<Event>,
    /// The y axis.
    pub axis: ValueAxis,
}

impl TimeSeries {
    /// Lines over `dates` and nothing else.
    pub fn new(frame: Frame, dates: Vec<NaiveDate>, lines: Vec<Line>) -> Self {
        Self {
            frame,
            dates,
            lines,
            band: None,
            reference: None,
            events: Vec::new(),
            axis: ValueAxis::default(),
        }
    }

    fn all_values(&self) -> impl Iterator<Item = f64> {
        let n = self.dates.len();
        let lines = self.lines.iter().flat_map(move |line| {
            let smooth = line.smooth.iter().flat_map(move |smooth| smooth.values.iter().take(n));
            line.values.iter().take(n).chain(smooth).copied().flatten()
        });
        let band = self.band.iter().flat_map(move |band| band.bounds.iter().take(n));
        lines.chain(band.flatten().flat_map(|(low, high)| [*low, *high])).filter(|v| showable(*v).is_some())
    }

    /// Points of a series in data coordinates, gaps kept.
    fn points<'a>(&'a self, values: &'a [Option<f64>]) -> impl Iterator<Item = (f64, Option<f64>)> + 'a {
        self.dates.iter().zip(values).map(|(date, value)| (day(*date), value.and_then(showable)))
    }

    /// Keys of the legend row. Empty where the title says it all, or names stand at the lines' ends.
    fn keys(&self, named_at_ends: bool) -> Vec<Key<'_>> {
        let mut keys = Vec::new();
        let alone = self.lines.len() == 1 && self.band.is_none();
        for (i, line) in self.lines.iter().enumerate() {
            if let Some(smooth) = &line.smooth {
                if self.lines.len() == 1 {
                    keys.push(Key { name: &line.name, role: Role::Raw, swatch: Swatch::Line(1.0) });
                }
                let name = if self.lines.len() == 1 { &smooth.name } else { &line.name };
                if !named_at_ends {
                    keys.push(Key { name, role: Role::category(i), swatch: Swatch::Line(2.5) });
                }
            } else if !alone && !named_at_ends {
                keys.push(Key { name: &line.name, role: Role::category(i), swatch: Swatch::Line(2.5) });
            }
        }
        if let Some(band) = &self.band {
            keys.push(Key { name: &band.name, role: Role::Band, swatch: Swatch::Area });
        }
        keys
    }

    /// Room for names at the lines' ends, if there are several lines and the names are short enough.
    fn room_for_names(&self, measure: Measure) -> Option<f64> {
        let widest = self.lines.iter().map(|line| measure.text_width(&line.name, true)).fold(0.0, f64::max);
        (self.lines.len() > 1 && widest + 14.0 <= measure.width * 0.27).then_some(widest + 14.0)
    }

    fn marks<DB: DrawingBackend>(&self, plot: &Plot<DB>) -> Drawn<DB> {
        let thin = if self.dates.len() > 200 { 1.8 } else { 2.4 };
        for line in self.lines.iter().filter(|line| line.smooth.is_some()) {
            plot.line(self.points(&line.values), Role::Raw, 1.0)?;
        }
        plot.base()?;
        for (i, line) in self.lines.iter().enumerate().rev() {
            let (values, width) = line.smooth.as_ref().map_or((&line.values, thin), |s| (&s.values, 2.4));
            plot.line(self.points(values), Role::category(i), width)?;
        }
        Ok(())
    }

    /// Last showable value of the line as it is drawn.
    fn end(&self, line: &Line) -> Option<(f64, f64)> {
        let values = line.smooth.as_ref().map_or(&line.values, |smooth| &smooth.values);
        self.points(values).filter_map(|(x, y)| Some((x, y?))).last()
    }
}

/// What is decided before the first mark.
struct Layout<'a> {
    ticks: Ticks,
    /// First and last day.
    span: (NaiveDate, NaiveDate),
    /// The same as coordinates; a single day stands in the middle.
    x: (f64, f64),
    named_at_ends: bool,
    legend: Legend<'a>,
    events: XMarks,
    room: Room,
}

impl TimeSeries {
    /// `None` if there is nothing to show.
    fn layout(&self) -> Option<Layout<'_>> {
        let (first, last) = (*self.dates.first()?, *self.dates.last()?);
        self.all_values().next()?;
        let measure = Measure::of(&self.frame);
        let reference = self.reference.iter().filter_map(|reference| showable(reference.value));
        let ticks = Ticks::over(self.all_values().chain(reference), &self.axis, 4);
        let x = if first < last { (day(first), day(last)) } else { (day(first) - 1.0, day(first) + 1.0) };
        let names = self.room_for_names(measure);
        let legend = Legend::new(measure, self.keys(names.is_some()));
        let right = names.unwrap_or(0.0);
        let edges = (left_margin(measure, &ticks, &self.axis), measure.width - right.max(4.0));
        let events = XMarks::of_events(measure, &self.events, x, edges);
        let room = Room { above: legend.height() + events.height(), right };
        Some(Layout { ticks, span: (first, last), x, named_at_ends: names.is_some(), legend, events, room })
    }
}

impl Chart for TimeSeries {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn size(&self) -> (u32, u32) {
        heightened(&self.frame, self.layout().map(|layout| layout.room.above))
    }

    fn paint<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Painted<DB> {
        let Some(Layout { ticks, span: (first, last), x, named_at_ends, legend, events, room }) =
            self.layout()
        else {
            canvas.nothing()?;
            return Ok(None);
        };
        let plot = Plot::new(canvas, &self.frame, ticks, &self.axis, x, room);
        if let Some(band) = &self.band {
            let bounds = self.dates.iter().zip(&band.bounds).map(|(date, bounds)| {
                (
                    day(*date),
                    bounds.filter(|(low, high)| showable(*low).is_some() && showable(*high).is_some()),
                )
            });
            plot.between(bounds, Role::Band)?;
        }
        plot.grid(&self.frame, &self.axis)?;
        events.lines(&plot)?;
        self.marks(&plot)?;
        if let Some(reference) = self.reference.as_ref().filter(|r| showable(r.value).is_some()) {
            plot.reference(reference.value, &reference.label)?;
        }
        events.texts(&plot)?;
        legend.paint(canvas, title_row(canvas.measure(), &self.frame))?;
        if named_at_ends {
            let ends = self.lines.iter().enumerate().filter_map(|(index, line)| {
                let end = self.end(line)?;
                Some((plot.place(end), EndLabel { y: plot.y(end.1), name: &line.name, index }))
            });
            let mut ends: Vec<_> = ends.collect();
            for (at, label) in &ends {
                canvas.marker(*at, 3.6, label.index)?;
            }
            let labels = ends.drain(..).map(|(_, label)| label).collect();
            end_labels(canvas, labels, plot.right + 10.0, (plot.top, plot.bottom - 4.0))?;
        }
        plot.dates(&self.frame, first, last)?;
        Ok(Some(plot.crosshair(self.dates.iter().map(|date| day(*date)))))
    }
}
