//! The x axis of bars: months in a row, or categories.

use crate::axes::XLabel;
use crate::canvas::{Canvas, TEXT};
use crate::dates::{date_ticks, month_label};
use crate::text;
use chrono::{Datelike, NaiveDate};
use plotters::prelude::DrawingBackend;

/// What the bars stand for, one slot each.
#[derive(Clone, Debug, PartialEq)]
pub enum Slots {
    /// Months, by their first days, sorted and without holes.
    Months(Vec<NaiveDate>),
    /// Anything else: ages, weekdays, hours, years.
    Labels(Vec<String>),
}

impl Slots {
    /// How many slots there are.
    pub fn len(&self) -> usize {
        match self {
            Slots::Months(months) => months.len(),
            Slots::Labels(labels) => labels.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Labels that don't touch on an axis of `length`; slot *i* is centred at *i* + ½.
    pub(crate) fn labels<DB: DrawingBackend>(&self, canvas: &Canvas<DB>, length: f64) -> Vec<XLabel> {
        let size = TEXT * canvas.growth;
        match self {
            Slots::Months(months) => {
                let (Some(first), Some(last)) = (months.first(), months.last()) else { return Vec::new() };
                if months.len() < 3 {
                    return months
                        .iter()
                        .enumerate()
                        .map(|(i, m)| (i as f64 + 0.5, month_label(*m)))
                        .collect();
                }
                // Steps of less than a month make no sense here; there are at most as many ticks as months.
                let most = months.len().min((length / (size * 3.5)).max(2.0) as usize);
                let place = |date: NaiveDate| {
                    months.iter().position(|m| m.year() == date.year() && m.month() == date.month())
                };
                let mut labels: Vec<XLabel> = Vec::new();
                for (date, label) in date_ticks(*first, *last, length, size, most) {
                    if let Some(slot) = place(date).filter(|_| date.day() == 1) {
                        labels.push((slot as f64 + 0.5, label));
                    }
                }
                labels
            }
            Slots::Labels(names) => {
                let slot = length / names.len().max(1) as f64;
                let widest =
                    names.iter().map(|name| text::width(name, size)).fold(0.0, f64::max) + size * 0.5;
                // Few long names are cut, many short ones (hours, ages) thinned.
                let every = if names.len() > 8 { (widest / slot).ceil().max(1.0) as usize } else { 1 };
                let shown = names.iter().enumerate().step_by(every);
                let available = slot * every as f64 - size * 0.4;
                shown.map(|(i, name)| (i as f64 + 0.5, text::ellipsed(name, size, available))).collect()
            }
        }
    }
}
