//! Values in classes, each with a step of one colour: what a heat map is painted and explained with.

use crate::canvas::{Canvas, Drawn, Measure, Point, Setting};
use crate::number::{axis_number, showable};
use crate::palette::{Role, STEPS};
use language::t;
use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, VPos};

/// The classes of one chart, low to high, and what its key says about them.
pub(crate) struct Classes {
    /// Ascending; a value is in the class above every limit it reaches.
    limits: Vec<f64>,
    names: Vec<String>,
}

/// Room of a class' patch of colour in the key, with the gap to its name.
const PATCH: f64 = 22.0;

impl Classes {
    /// Classes between `limits` in any order, at most one fewer than the palette has steps; `suffix` follows the
    /// numbers with its own space.
    pub fn new(limits: &[f64], suffix: &str) -> Self {
        let mut limits: Vec<f64> = limits.iter().copied().filter_map(showable).collect();
        limits.sort_by(f64::total_cmp);
        limits.dedup();
        limits.truncate(STEPS - 1);
        let names = names(&limits, suffix);
        Self { limits, names }
    }

    pub fn count(&self) -> usize {
        self.limits.len() + 1
    }

    /// The class of a value.
    pub fn of(&self, value: f64) -> usize {
        self.limits.iter().filter(|limit| value >= **limit).count()
    }

    /// The role of a class: few classes use the ends of the scale, too.
    pub fn role(&self, class: usize) -> Role {
        let count = self.count();
        Role::step(if count > 1 { (class * (STEPS - 1)).div_ceil(count - 1) } else { STEPS / 2 })
    }

    fn columns(&self, measure: Measure) -> usize {
        let widest = self.names.iter().map(|name| measure.text_width(name, false)).fold(0.0, f64::max);
        (measure.width / (widest + PATCH + 18.0)).floor().clamp(1.0, 8.0) as usize
    }

    /// Height of the key; `missing`: with a line for what is missing.
    pub fn key_height(&self, measure: Measure, missing: bool) -> f64 {
        (self.count() + usize::from(missing)).div_ceil(self.columns(measure)) as f64 * measure.line_height()
    }

    /// The key from `top` downwards.
    pub fn key<DB: DrawingBackend>(&self, canvas: &Canvas<DB>, top: f64, missing: bool) -> Drawn<DB> {
        let columns = self.columns(canvas.measure());
        let width = canvas.width / columns as f64;
        let place = |i: usize| {
            let (x, row) = ((i % columns) as f64 * width, (i / columns) as f64);
            (x, top + (row + 0.5) * canvas.line_height())
        };
        for class in 0..self.count() {
            let (x, y) = place(class);
            canvas.rect((x, y - 7.0), (x + 14.0, y + 7.0), self.role(class))?;
        }
        let mut names: Vec<&str> = self.names.iter().map(String::as_str).collect();
        if missing {
            let (x, y) = place(names.len());
            outlined(canvas, (x + 1.0, y - 6.0), 12.0)?;
            struck(canvas, (x + 1.0, y - 6.0), 12.0)?;
            names.push(t!("Mangler"));
        }
        for (i, name) in names.iter().enumerate() {
            let (x, y) = place(i);
            let setting = Setting::new(Role::Ink).at(HPos::Left, VPos::Center);
            canvas.text_within((x + PATCH, y), name, width - PATCH, setting)?;
        }
        Ok(())
    }
}

fn names(limits: &[f64], suffix: &str) -> Vec<String> {
    let step = limits.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min);
    let step = if step.is_finite() { step } else { limits.first().copied().unwrap_or(1.0).abs() };
    let number = |v: f64| axis_number(v, step);
    let (Some(first), Some(last)) = (limits.first(), limits.last()) else {
        return vec![t!("Registrert").into()];
    };
    let mut names = vec![t!("Under {}{suffix}", number(*first))];
    names.extend(limits.windows(2).map(|pair| format!("{}–{}{suffix}", number(pair[0]), number(pair[1]))));
    names.push(t!("Fra {}{suffix}", number(*last)));
    names
}

/// The edge of a cell without a value.
pub(crate) fn outlined<DB: DrawingBackend>(canvas: &Canvas<DB>, (x, y): Point, side: f64) -> Drawn<DB> {
    canvas.outline((x, y), (x + side, y + side), Role::Missing, 0.8)
}

/// The stroke through a cell without a value.
pub(crate) fn struck<DB: DrawingBackend>(canvas: &Canvas<DB>, (x, y): Point, side: f64) -> Drawn<DB> {
    canvas.line(&[(x, y + side), (x + side, y)], Role::Missing, 0.8)
}
