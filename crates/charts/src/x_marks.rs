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
    role: Role,
}

/// More rows than this aren't made: labels may touch then.
const MOST_ROWS: usize = 4;

impl XMarks {
    /// Finds a row for each label such that it meets no other label and no line. `x` is the range of the axis
    /// (marks outside are left out), `edges` the plot's left and right.
    pub fn new(measure: Measure, marks: Vec<(f64, &str)>, x: (f64, f64), edges: (f64, f64)) -> Self {
        let place = |at: f64| edges.0 + (at - x.0) / (x.1 - x.0) * (edges.1 - edges.0);
        let width = |label: &str| measure.text_width(label, false).min(measure.width * 0.6) + 6.0;
        let mut marks: Vec<(f64, &str, bool)> = marks
            .into_iter()
            .filter(|(at, _)| (x.0..=x.1).contains(at))
            .map(|(at, label)| (at, label, place(at) + width(label) > measure.width))
            .collect();
        // Labels right of their lines from right to left, then those left of theirs from left to right: each
        // then lies above the lines it spans.
        marks.sort_by(|a, b| a.2.cmp(&b.2).then(if a.2 { a.0.total_cmp(&b.0) } else { b.0.total_cmp(&a.0) }));
        let mut taken: Vec<(usize, f64, f64, f64)> = Vec::new();
        let mut placed = Vec::new();
        for (at, label, left) in marks {
            let (line, width) = (place(at), width(label));
            let span = if left { (line - width, line) } else { (line, line + width) };
            let fits = |row: usize| {
                taken.iter().all(|(other, from, to, line)| {
                    let label_free = *other != row || span.0 >= to + 4.0 || span.1 <= from - 4.0;
                    let line_free = *other < row || *line <= span.0 || *line >= span.1;
                    label_free && line_free
                })
            };
            let row = (0..MOST_ROWS).find(|row| fits(*row)).unwrap_or(MOST_ROWS - 1);
            taken.push((row, span.0, span.1, line));
            placed.push(Mark { at, label: label.to_owned(), row, left });
        }
        let rows = placed.iter().map(|mark| mark.row + 1).max().unwrap_or(0);
        Self { marks: placed, rows, line: measure.line_height(), role: Role::Event }
    }

    /// Drawn as thresholds instead of events.
    pub fn thresholds(self) -> Self {
        Self { role: Role::Reference, ..self }
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
            plot.canvas.line(&[(x, top.max(0.0)), (x, plot.bottom)], self.role, 1.2)?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Frame;

    fn rows(marks: &[(f64, &str)]) -> Vec<(String, usize, bool)> {
        let measure = Measure::of(&Frame::new("a", "", ""));
        let mut placed = XMarks::new(measure, marks.to_vec(), (0.0, 100.0), (50.0, 716.0)).marks;
        placed.sort_by(|a, b| a.at.total_cmp(&b.at));
        placed.into_iter().map(|mark| (mark.label, mark.row, mark.left)).collect()
    }

    #[test]
    fn labels_lie_above_the_lines_they_span() {
        let placed = rows(&[(10.0, "Legevakt samlokalisert"), (20.0, "Sommerstengt"), (80.0, "Ny lege")]);
        let rows: Vec<_> = placed.iter().map(|(_, row, left)| (*row, *left)).collect();
        assert_eq!(rows, [(1, false), (0, false), (0, false)]);
    }

    #[test]
    fn labels_at_the_right_edge_turn_left_and_still_lie_above() {
        let placed = rows(&[(95.0, "Korona"), (99.0, "Sammenslåing")]);
        let rows: Vec<_> = placed.iter().map(|(_, row, left)| (*row, *left)).collect();
        assert_eq!(rows, [(0, true), (1, true)]);
    }

    #[test]
    fn marks_outside_the_axis_are_left_out() {
        assert!(rows(&[(-1.0, "Før"), (101.0, "Etter"), (f64::NAN, "Feil")]).is_empty());
    }
}
