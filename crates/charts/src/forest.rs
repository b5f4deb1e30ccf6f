//! A forest plot: an estimate with its interval per row, around a line of no effect.

use crate::axes::Painted;
use crate::canvas::{Canvas, Drawn, Measure, Setting, TEXT};
use crate::frame::Frame;
use crate::number::showable;
use crate::palette::Role;
use crate::svg::Chart;
use crate::ticks::{Ticks, ValueAxis};
use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, VPos};

/// What a row of a forest plot says.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// An estimate with its interval. `size` (a weight, a number of inhabitants) makes the square larger,
    /// relative to the largest of the chart.
    Estimate {
        /// Point estimate.
        estimate: f64,
        /// Lower bound.
        low: f64,
        /// Upper bound.
        high: f64,
        /// Weight, at least 0.
        size: f64,
    },
    /// The sum of others: a diamond from bound to bound.
    Summary {
        /// Point estimate.
        estimate: f64,
        /// Lower bound.
        low: f64,
        /// Upper bound.
        high: f64,
    },
    /// Nothing can be estimated, and why, in a few words.
    Impossible(String),
    /// A heading of a group of rows.
    Heading,
}

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct ForestRow {
    /// What it is about.
    pub label: String,
    /// Estimate or reason.
    pub effect: Effect,
    /// The numbers as the reader should see them: "−2,0 (−3,1 til −0,9)".
    pub text: String,
}

/// A forest plot. The frame's height is ignored: rows make it.
#[derive(Clone, Debug, PartialEq)]
pub struct Forest {
    /// Identity, width, words; `x_title` stands under the axis.
    pub frame: Frame,
    /// From above downwards.
    pub rows: Vec<ForestRow>,
    /// Where there is no effect, usually 0.
    pub null: f64,
    /// Ends of the axis. Intervals beyond get arrows, estimates beyond stand at the end. `None`: all that is.
    pub range: Option<(f64, f64)>,
    /// Words under the axis, left and right of no effect: "Færre innleggelser", "Flere innleggelser".
    pub sides: Option<(String, String)>,
    /// Written after the ticks, with its own space.
    pub suffix: String,
}

/// Where columns and rows stand.
struct Layout {
    label_width: f64,
    text_width: f64,
    row: f64,
    below: f64,
}

impl Forest {
    /// A forest around 0.
    pub fn new(frame: Frame, rows: Vec<ForestRow>) -> Self {
        Self { frame, rows, null: 0.0, range: None, sides: None, suffix: String::new() }
    }

    fn numbers(effect: &Effect) -> Option<(f64, f64, f64)> {
        let (Effect::Estimate { estimate, low, high, .. } | Effect::Summary { estimate, low, high }) = effect
        else {
            return None;
        };
        Some((showable(*estimate)?, showable(*low)?, showable(*high)?))
    }

    fn layout(&self) -> Layout {
        let measure = Measure::of(&self.frame);
        let widest = |texts: &mut dyn Iterator<Item = (&str, bool)>| {
            texts.map(|(text, bold)| measure.text_width(text, bold)).fold(0.0, f64::max)
        };
        let bold = |row: &ForestRow| matches!(row.effect, Effect::Summary { .. } | Effect::Heading);
        // A heading runs over all columns and widens none.
        let labelled = |row: &&ForestRow| !matches!(row.effect, Effect::Heading);
        let labels = &mut self.rows.iter().filter(labelled).map(|row| (row.label.as_str(), bold(row)));
        let texts = &mut self.rows.iter().map(|row| (row.text.as_str(), bold(row)));
        let label_width = widest(labels).min(measure.width * 0.32);
        let text_width = widest(texts);
        // Numbers that would leave no room for the picture stand in the table only.
        let text_width = if text_width > measure.width * 0.36 { 0.0 } else { text_width };
        let words =
            f64::from(u8::from(self.sides.is_some())) + f64::from(u8::from(!self.frame.x_title.is_empty()));
        Layout {
            label_width,
            text_width,
            row: TEXT * (0.35 + 1.15 * measure.growth),
            below: measure.line_height() * (1.0 + words) + 10.0,
        }
    }

    fn ticks(&self) -> Ticks {
        let fit = ValueAxis { from_zero: false, ..ValueAxis::default() };
        let given = self
            .range
            .filter(|(low, high)| showable(*low).is_some() && showable(*high).is_some() && low < high);
        let ends: Vec<f64> = match given {
            Some((low, high)) => vec![low, high],
            None => self
                .rows
                .iter()
                .filter_map(|r| Self::numbers(&r.effect))
                .flat_map(|n| [n.0, n.1, n.2])
                .collect(),
        };
        Ticks::over(ends.into_iter().chain([self.null]), &fit, 4)
    }

    /// The square, diamond or arrow-ended line of one row.
    fn mark<DB: DrawingBackend>(
        canvas: &Canvas<DB>,
        (left, right): (f64, f64),
        y: f64,
        [estimate, low, high]: [f64; 3],
        half: Option<f64>,
    ) -> Drawn<DB> {
        let inside = |x: f64| x.clamp(left, right);
        let Some(half) = half else {
            let (x, r) = (inside(estimate), 7.0);
            let corners = [(inside(low), y), (x, y - r), (inside(high), y), (x, y + r)];
            return canvas.polygon(&corners, Role::Category(0));
        };
        canvas.line(&[(inside(low), y), (inside(high), y)], Role::Category(0), 2.0)?;
        for (beyond, end, back) in [(low < left, left, 8.0), (high > right, right, -8.0)] {
            if beyond {
                canvas
                    .polygon(&[(end, y), (end + back, y - 5.0), (end + back, y + 5.0)], Role::Category(0))?;
            }
        }
        // An estimate beyond the axis has no square: the arrow says where it went.
        if (left..=right).contains(&estimate) {
            canvas.rect((estimate - half, y - half), (estimate + half, y + half), Role::Category(0))?;
        }
        Ok(())
    }
}

impl Chart for Forest {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn size(&self) -> (u32, u32) {
        if self.rows.is_empty() {
            return (self.frame.width, self.frame.height.min(120));
        }
        let layout = self.layout();
        (self.frame.width, (layout.row * self.rows.len() as f64 + layout.below).ceil() as u32)
    }

    fn paint<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Painted<DB> {
        if self.rows.is_empty() {
            canvas.nothing()?;
            return Ok(None);
        }
        let Layout { label_width, text_width, row: height, .. } = self.layout();
        let ticks = self.ticks();
        let left = label_width + 16.0;
        let right = (canvas.width - text_width - 16.0).max(left + 20.0);
        let x = |value: f64| left + (value - ticks.low) / (ticks.high - ticks.low) * (right - left);
        let middle = |i: usize| (i as f64 + 0.5) * height;
        let bottom = height * self.rows.len() as f64;

        for value in &ticks.values {
            canvas.line(&[(x(*value), 0.0), (x(*value), bottom + 4.0)], Role::Grid, 1.0)?;
        }
        canvas.line(&[(x(self.null), 0.0), (x(self.null), bottom + 4.0)], Role::Base, 1.5)?;
        let sizes = self.rows.iter().map(|row| match row.effect {
            Effect::Estimate { size, .. } => showable(size).unwrap_or(0.0),
            _ => 0.0,
        });
        let largest = sizes.fold(0.0, f64::max);
        for (i, row) in self.rows.iter().enumerate() {
            let half = match row.effect {
                // Area goes with size.
                Effect::Estimate { size, .. } if largest > 0.0 => {
                    Some(2.5 + 4.0 * (showable(size).unwrap_or(0.0).max(0.0) / largest).sqrt())
                }
                Effect::Estimate { .. } => Some(4.0),
                _ => None,
            };
            if let Some((estimate, low, high)) = Self::numbers(&row.effect) {
                Self::mark(canvas, (left, right), middle(i), [estimate, low, high].map(x), half)?;
            }
        }
        for (i, row) in self.rows.iter().enumerate() {
            let strong = matches!(row.effect, Effect::Summary { .. } | Effect::Heading);
            let setting = Setting::new(Role::Ink).at(HPos::Left, VPos::Center);
            let setting = if strong { setting.bold() } else { setting };
            let available =
                if matches!(row.effect, Effect::Heading) { canvas.width } else { label_width + 1.0 };
            canvas.text_within((0.0, middle(i)), &row.label, available, setting)?;
        }
        for (i, row) in self.rows.iter().enumerate() {
            if let Effect::Impossible(reason) = &row.effect {
                let setting = Setting::new(Role::Reference).at(HPos::Left, VPos::Center);
                canvas.text_within((left, middle(i)), reason, canvas.width - left, setting)?;
            } else if text_width > 0.0 && !row.text.is_empty() {
                let setting = Setting::new(Role::Ink).at(HPos::Right, VPos::Center);
                let setting =
                    if matches!(row.effect, Effect::Summary { .. }) { setting.bold() } else { setting };
                canvas.text_within((canvas.width, middle(i)), &row.text, text_width + 2.0, setting)?;
            }
        }
        self.below(canvas, &ticks, x, (left, right), bottom + 8.0)?;
        Ok(None)
    }
}

impl Forest {
    /// Ticks, sides and title under the rows.
    fn below<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        ticks: &Ticks,
        x: impl Fn(f64) -> f64,
        (left, right): (f64, f64),
        mut y: f64,
    ) -> Drawn<DB> {
        let muted = Setting::new(Role::Muted);
        // Every second label where they would touch.
        let widest = ticks.values.iter().map(|v| canvas.text_width(&ticks.label(*v, &self.suffix), false));
        let step = (right - left) / (ticks.values.len().max(2) - 1) as f64;
        let every = ((widest.fold(0.0, f64::max) + 8.0) / step).ceil().max(1.0) as usize;
        for value in ticks.values.iter().step_by(every) {
            let setting = muted.at(HPos::Center, VPos::Top);
            canvas.text((x(*value), y), &ticks.label(*value, &self.suffix), setting)?;
        }
        y += canvas.line_height();
        if let Some((lower, higher)) = &self.sides {
            let null = x(self.null);
            let lower = format!("←\u{a0}{lower}");
            let higher = format!("{higher}\u{a0}→");
            canvas.text_within((null - 8.0, y), &lower, null - 8.0, muted.at(HPos::Right, VPos::Top))?;
            canvas.text_within(
                (null + 8.0, y),
                &higher,
                canvas.width - null - 8.0,
                muted.at(HPos::Left, VPos::Top),
            )?;
            y += canvas.line_height();
        }
        let setting = muted.at(HPos::Right, VPos::Top);
        canvas.text_within((canvas.width, y), &self.frame.x_title, canvas.width, setting)
    }
}
