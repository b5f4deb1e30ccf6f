//! Vertical lines with labels in rows above the plot: events on a time axis, thresholds on a scale.

use crate::axes::Plot;
use crate::canvas::{Drawn, Measure, Setting, TEXT};
use crate::dates::day;
use crate::palette::Role;
use crate::time_series::Event;
use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, VPos};

/// A mark and where its label stands.
struct Mark {
    at: f64,
    label: String,
    /// 0 is nearest the plot.
    row: usize,
    /// The label stands to the left of the line.
    left: bool,
}

/// Marks with labels that don't meet.
pub(crate) struct XMarks {
    marks: Vec<Mark>,
    rows: usize,
    line: f64,
}

/// More rows than this aren't made: labels may touch then.
const MOST_ROWS: usize = 4;

impl XMarks {
    /// Finds a row for each label. `x` is the range of the axis (marks outside are left out), `edges` the
    /// plot's left and right.
    pub fn new(measure: Measure, mut marks: Vec<(f64, &str)>, x: (f64, f64), edges: (f64, f64)) -> Self {
        marks.retain(|(at, _)| (x.0..=x.1).contains(at));
        marks.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut taken: Vec<(usize, f64, f64)> = Vec::new();
        let mut placed = Vec::new();
        for (at, label) in marks {
            let place = edges.0 + (at - x.0) / (x.1 - x.0) * (edges.1 - edges.0);
            let width = measure.text_width(label, false).min(measure.width * 0.6) + 6.0;
            let left = place + width > measure.width;
            let span = if left { (place - width, place) } else { (place, place + width) };
            let free =
                |row: usize| !taken.iter().any(|t| t.0 == row && span.0 < t.2 + 4.0 && span.1 > t.1 - 4.0);
            let row = (0..MOST_ROWS).find(|row| free(*row)).unwrap_or(MOST_ROWS - 1);
            taken.push((row, span.0, span.1));
            placed.push(Mark { at, label: label.to_owned(), row, left });
        }
        let rows = placed.iter().map(|mark| mark.row + 1).max().unwrap_or(0);
        Self { marks: placed, rows, line: measure.line_height() }
    }

    /// The same for events.
    pub fn of_events(measure: Measure, events: &[Event], x: (f64, f64), edges: (f64, f64)) -> Self {
        let marks = events.iter().map(|event| (day(event.date), event.label.as_str())).collect();
        Self::new(measure, marks, x, edges)
    }

    /// Height of all rows.
    pub fn height(&self) -> f64 {
        self.rows as f64 * self.line
    }

    fn y<DB: DrawingBackend>(plot: &Plot<DB>, row: usize) -> f64 {
        plot.top - TEXT * plot.canvas.growth * 1.15 - row as f64 * plot.canvas.line_height() - 4.0
    }

    /// The lines, behind the marks of the chart.
    pub fn lines<DB: DrawingBackend>(&self, plot: &Plot<DB>) -> Drawn<DB> {
        for mark in &self.marks {
            let x = plot.place((mark.at, plot.ticks.low)).0;
            let top = Self::y(plot, mark.row) - TEXT * plot.canvas.growth * 0.75;
            plot.canvas.line(&[(x, top.max(0.0)), (x, plot.bottom)], Role::Event, 1.2)?;
        }
        Ok(())
    }

    /// The labels, over the marks of the chart.
    pub fn texts<DB: DrawingBackend>(&self, plot: &Plot<DB>) -> Drawn<DB> {
        for mark in &self.marks {
            let x = plot.place((mark.at, plot.ticks.low)).0;
            let (h, x) = if mark.left { (HPos::Right, x - 5.0) } else { (HPos::Left, x + 5.0) };
            let setting = Setting::new(Role::Ink).at(h, VPos::Bottom);
            plot.canvas.text_within(
                (x, Self::y(plot, mark.row)),
                &mark.label,
                plot.canvas.width * 0.6,
                setting,
            )?;
        }
        Ok(())
    }
}
