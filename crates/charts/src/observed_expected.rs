//! What happened against what would have been expected: two lines, the expectation's interval, the day
//! something changed, and the difference since then shaded.

use crate::axes::{Painted, Plot, Room, heightened, left_margin, title_row};
use crate::canvas::{Canvas, Drawn, Measure, Point};
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

/// One point of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// The point of time.
    pub date: NaiveDate,
    /// What was counted.
    pub observed: Option<f64>,
    /// What the model expects without the change.
    pub expected: Option<f64>,
    /// The expectation's interval.
    pub interval: Option<(f64, f64)>,
}

/// Names in the legend.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparisonNames {
    /// The observed line.
    pub observed: String,
    /// The expected line.
    pub expected: String,
    /// The interval.
    pub interval: String,
    /// The area where observed is below expected.
    pub below: String,
    /// The area where observed is above expected.
    pub above: String,
}

impl Default for ComparisonNames {
    fn default() -> Self {
        Self {
            observed: t!("Observert").into(),
            expected: t!("Forventet").into(),
            interval: t!("95\u{a0}% intervall").into(),
            below: t!("Færre enn forventet").into(),
            above: t!("Flere enn forventet").into(),
        }
    }
}

/// Observed against expected. Row *i* of the table beside the chart is `points[i]`.
#[derive(Clone, Debug, PartialEq)]
pub struct ObservedExpected {
    /// Identity, size, words.
    pub frame: Frame,
    /// Sorted by date.
    pub points: Vec<Comparison>,
    /// The change: marked, and differences from this day on are shaded.
    pub opening: Option<Event>,
    /// Other events.
    pub events: Vec<Event>,
    /// Names in the legend.
    pub names: ComparisonNames,
    /// The y axis.
    pub axis: ValueAxis,
}

/// A corner of the shaded area: x, observed, expected.
type Corner = (f64, f64, f64);

/// What is decided before the first mark.
struct Layout<'a> {
    ticks: Ticks,
    /// First and last day.
    span: (NaiveDate, NaiveDate),
    /// The same as coordinates.
    x: (f64, f64),
    legend: Legend<'a>,
    events: XMarks,
}

impl ObservedExpected {
    /// A comparison without other events.
    pub fn new(frame: Frame, points: Vec<Comparison>, opening: Option<Event>) -> Self {
        Self {
            frame,
            points,
            opening,
            events: Vec::new(),
            names: ComparisonNames::default(),
            axis: ValueAxis::default(),
        }
    }

    fn interval(point: &Comparison) -> Option<(f64, f64)> {
        point.interval.filter(|(low, high)| showable(*low).is_some() && showable(*high).is_some())
    }

    fn values(&self) -> impl Iterator<Item = f64> {
        self.points.iter().flat_map(|point| {
            let bounds = Self::interval(point);
            let bounds = [bounds.map(|b| b.0), bounds.map(|b| b.1)];
            [point.observed, point.expected].into_iter().chain(bounds).flatten().filter_map(showable)
        })
    }

    /// Areas between the lines since the opening, each on one side of the expectation.
    fn differences(&self) -> Vec<Vec<Corner>> {
        let Some(opening) = &self.opening else { return Vec::new() };
        let mut areas: Vec<Vec<Corner>> = Vec::new();
        let mut last: Option<Corner> = None;
        for point in self.points.iter().filter(|point| point.date >= opening.date) {
            let values = point.observed.and_then(showable).zip(point.expected.and_then(showable));
            let corner = values.map(|(observed, expected)| (day(point.date), observed, expected));
            match (last, corner) {
                (Some(from), Some(to)) => {
                    let (before, after) = (from.1 - from.2, to.1 - to.2);
                    if before * after < 0.0 {
                        // Where the two lines cross.
                        let share = before / (before - after);
                        let at = |a: f64, b: f64| a + (b - a) * share;
                        let cross = (at(from.0, to.0), at(from.2, to.2), at(from.2, to.2));
                        if let Some(area) = areas.last_mut() {
                            area.push(cross);
                        }
                        areas.push(vec![cross]);
                    }
                    if let Some(area) = areas.last_mut() {
                        area.push(to);
                    }
                }
                (None, Some(to)) => areas.push(vec![to]),
                (_, None) => {}
            }
            last = corner;
        }
        areas.retain(|area| area.len() > 1);
        areas
    }

    fn is_below(area: &[Corner]) -> bool {
        area.iter().map(|(_, observed, expected)| observed - expected).sum::<f64>() < 0.0
    }

    fn legend(&self) -> Legend<'_> {
        let key = |name, role, swatch| Key { name, role, swatch };
        let names = &self.names;
        let mut keys = vec![
            key(names.observed.as_str(), Role::Category(0), Swatch::Line(2.5)),
            key(&names.expected, Role::Category(1), Swatch::Line(2.0)),
        ];
        if self.points.iter().any(|point| Self::interval(point).is_some()) {
            keys.push(key(&names.interval, Role::Band, Swatch::Area));
        }
        let areas = self.differences();
        for (below, name, role) in [(true, &names.below, Role::Below), (false, &names.above, Role::Above)] {
            if areas.iter().any(|area| Self::is_below(area) == below) {
                keys.push(key(name, role, Swatch::Area));
            }
        }
        Legend::new(Measure::of(&self.frame), keys)
    }

    fn layout(&self) -> Option<Layout<'_>> {
        let (first, last) = (self.points.first()?.date, self.points.last()?.date);
        self.values().next()?;
        let ticks = Ticks::over(self.values(), &self.axis, 4);
        let x = if first < last { (day(first), day(last)) } else { (day(first) - 1.0, day(first) + 1.0) };
        let measure = Measure::of(&self.frame);
        let edges = (left_margin(measure, &ticks, &self.axis), measure.width - 4.0);
        let events: Vec<Event> = self.opening.iter().chain(&self.events).cloned().collect();
        let events = XMarks::of_events(measure, &events, x, edges);
        Some(Layout { ticks, span: (first, last), x, legend: self.legend(), events })
    }

    fn marks<DB: DrawingBackend>(&self, plot: &Plot<DB>) -> Drawn<DB> {
        let line = |pick: fn(&Comparison) -> Option<f64>| {
            self.points.iter().map(move |point| (day(point.date), pick(point).and_then(showable)))
        };
        plot.line(line(|point| point.expected), Role::Category(1), 2.0)?;
        plot.line(line(|point| point.observed), Role::Category(0), 2.4)
    }
}

impl Chart for ObservedExpected {
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
        let room = Room { above: legend.height() + events.height(), right: 0.0 };
        let plot = Plot::new(canvas, &self.frame, ticks, &self.axis, x, room);
        plot.between(self.points.iter().map(|p| (day(p.date), Self::interval(p))), Role::Band)?;
        for area in self.differences() {
            let role = if Self::is_below(&area) { Role::Below } else { Role::Above };
            let there = area.iter().map(|(x, observed, _)| plot.place((*x, *observed)));
            let back = area.iter().rev().map(|(x, _, expected)| plot.place((*x, *expected)));
            let outline: Vec<Point> = there.chain(back).collect();
            canvas.polygon(&outline, role)?;
        }
        plot.grid(&self.frame, &self.axis)?;
        events.lines(&plot)?;
        plot.base()?;
        self.marks(&plot)?;
        events.texts(&plot)?;
        legend.paint(canvas, title_row(canvas.measure(), &self.frame))?;
        plot.dates(&self.frame, first, last)?;
        Ok(Some(plot.crosshair(self.points.iter().map(|point| day(point.date)))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_are_cut_where_the_lines_cross() {
        let point = |i: usize, observed: f64| Comparison {
            date: NaiveDate::default() + chrono::Days::new(i as u64),
            observed: Some(observed),
            expected: Some(10.0),
            interval: None,
        };
        let points = [12.0, 8.0, 6.0, 14.0].into_iter().enumerate().map(|(i, v)| point(i, v)).collect();
        let opening = Event { date: NaiveDate::default(), label: "Åpning".into() };
        let areas = ObservedExpected::new(Frame::new("a", "", ""), points, Some(opening)).differences();
        assert_eq!(
            areas,
            [
                vec![(0.0, 12.0, 10.0), (0.5, 10.0, 10.0)],
                vec![(0.5, 10.0, 10.0), (1.0, 8.0, 10.0), (2.0, 6.0, 10.0), (2.5, 10.0, 10.0)],
                vec![(2.5, 10.0, 10.0), (3.0, 14.0, 10.0)],
            ]
        );
        assert_eq!(
            areas.iter().map(|a| ObservedExpected::is_below(a)).collect::<Vec<_>>(),
            [false, true, false]
        );
    }
}
