//! Days as a calendar: a block per year, weeks as columns from Monday down to Sunday.

use crate::axes::Painted;
use crate::canvas::{Canvas, Drawn, Measure, Point, Setting, TEXT};
use crate::classes::{Classes, outlined, struck};
use crate::dates::month_name;
use crate::frame::Frame;
use crate::number::showable;
use crate::palette::Role;
use crate::svg::Chart;
use chrono::{Datelike, NaiveDate};
use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, VPos};

/// A calendar heat map. The frame's height is ignored: years make it.
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar {
    /// Identity, width, words.
    pub frame: Frame,
    /// Days in order with their values. `None`, and days left out between the first and the last, are missing.
    pub days: Vec<(NaiveDate, Option<f64>)>,
    /// Ascending limits between the classes, at most five: a value is in the class above every limit it
    /// reaches.
    pub limits: Vec<f64>,
    /// Written after the numbers of the key, with its own space.
    pub suffix: String,
}

/// Most years drawn; earlier ones are left out.
const MOST_YEARS: i32 = 20;
const WEEKS: f64 = 54.0;

struct Layout {
    first: NaiveDate,
    last: NaiveDate,
    left: f64,
    /// Side of a cell with its gap.
    cell: f64,
    /// Height of the months' names.
    top: f64,
    /// Height of a year with the gap below it.
    year: f64,
}

impl Calendar {
    /// A calendar with classes between `limits`.
    pub fn new(frame: Frame, days: Vec<(NaiveDate, Option<f64>)>, limits: Vec<f64>) -> Self {
        Self { frame, days, limits, suffix: String::new() }
    }

    fn classes(&self) -> Classes {
        Classes::new(&self.limits, &self.suffix)
    }

    fn layout(&self) -> Option<Layout> {
        self.days.iter().find(|(_, value)| value.and_then(showable).is_some())?;
        let last = self.days.last()?.0;
        let first = self.days.first()?.0;
        let earliest = NaiveDate::from_ymd_opt(last.year().checked_sub(MOST_YEARS - 1)?, 1, 1)?;
        let first = first.max(earliest).min(last);
        let measure = Measure::of(&self.frame);
        let left = measure.text_width("2024", false) + 10.0;
        let cell = (measure.width - left) / WEEKS;
        Some(Layout { first, last, left, cell, top: measure.line_height(), year: cell * 7.0 + 14.0 })
    }

    /// Upper left corner of a day's cell.
    fn corner(layout: &Layout, date: NaiveDate) -> Point {
        let offset =
            NaiveDate::from_ymd_opt(date.year(), 1, 1).map_or(0, |d| d.weekday().num_days_from_monday());
        let week = (date.ordinal0() + offset) / 7;
        let year = f64::from(date.year() - layout.first.year());
        let x = layout.left + f64::from(week) * layout.cell;
        (x, layout.top + year * layout.year + f64::from(date.weekday().num_days_from_monday()) * layout.cell)
    }

    fn height(&self) -> f64 {
        self.layout().map_or(f64::from(self.frame.height.min(120)), |layout| {
            let years = f64::from(layout.last.year() - layout.first.year() + 1);
            let key = self.classes().key_height(Measure::of(&self.frame), true);
            layout.top + years * layout.year + key + 4.0
        })
    }

    fn words<DB: DrawingBackend>(&self, canvas: &Canvas<DB>, layout: &Layout) -> Drawn<DB> {
        let muted = Setting::new(Role::Muted);
        // Every second month where names, enlarged, would touch.
        let room = layout.cell * 4.0;
        let widest = canvas.text_width("mars", false) + 4.0;
        let every = (widest / room).ceil().max(1.0) as usize;
        for (month, name) in (0..12).map(month_name).enumerate().step_by(every) {
            if let Some(date) = NaiveDate::from_ymd_opt(layout.first.year(), month as u32 + 1, 1) {
                let x = Self::corner(layout, date).0;
                canvas.text((x, TEXT * canvas.growth * 0.85), name, muted)?;
            }
        }
        for year in layout.first.year()..=layout.last.year() {
            let row = f64::from(year - layout.first.year());
            let y = layout.top + row * layout.year + layout.cell * 3.5;
            canvas.text((0.0, y), &year.to_string(), muted.at(HPos::Left, VPos::Center))?;
        }
        let years = f64::from(layout.last.year() - layout.first.year() + 1);
        self.classes().key(canvas, layout.top + years * layout.year, true)
    }
}

impl Chart for Calendar {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn size(&self) -> (u32, u32) {
        (self.frame.width, self.height().ceil() as u32)
    }

    fn paint<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Painted<DB> {
        let Some(layout) = self.layout() else {
            canvas.nothing()?;
            return Ok(None);
        };
        let classes = self.classes();
        // By class, so that the cells of each make one path.
        let mut cells: Vec<Vec<Point>> = vec![Vec::new(); classes.count()];
        let mut missing = Vec::new();
        let mut days = self.days.iter().skip_while(|(date, _)| *date < layout.first).peekable();
        for date in layout.first.iter_days().take_while(|date| *date <= layout.last) {
            let mut value = None;
            while let Some((_, found)) = days.next_if(|(day, _)| *day <= date) {
                value = found.and_then(showable);
            }
            let corner = Self::corner(&layout, date);
            match value {
                Some(value) => cells[classes.of(value)].push(corner),
                None => missing.push(corner),
            }
        }
        let side = layout.cell - (layout.cell * 0.12).min(1.5);
        for (class, corners) in cells.iter().enumerate() {
            for (x, y) in corners {
                canvas.rect((*x, *y), (x + side, y + side), classes.role(class))?;
            }
        }
        let missing: Vec<Point> = missing.into_iter().map(|(x, y)| (x + 0.5, y + 0.5)).collect();
        for corner in &missing {
            outlined(canvas, *corner, side - 1.0)?;
        }
        for corner in &missing {
            struck(canvas, *corner, side - 1.0)?;
        }
        self.words(canvas, &layout)?;
        Ok(None)
    }
}
