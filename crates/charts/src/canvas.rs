//! The pen: marks and texts in view box units on any plotters backend.
//!
//! Charts never meet backend pixels: a canvas scales the view box to whatever it is drawn on, so the same
//! drawing function fills an SVG, a PNG or a page of a PDF.

#![allow(clippy::missing_errors_doc, reason = "every method fails exactly when the backend does")]

use crate::frame::Frame;
use crate::palette::Role;
use crate::scene::SceneBackend;
use crate::svg_backend::SvgBackend;
use language::{key, text};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters_backend::{DrawingBackend, FontFamily, FontStyle};

/// Size of text in view box units.
pub const TEXT: f64 = 15.0;
/// Size of text where there is little room.
pub const SMALL: f64 = 13.0;
/// Size of the title in exported files.
pub const HEADING: f64 = 19.0;

/// Said in place of a chart without data.
const NOTHING: &str = key!("Ingen data i perioden");

/// In a text for the SVG backend: what follows is the full text, shown on hover.
pub(crate) const FULL_TEXT: char = '\u{1f}';

/// The error of a backend.
pub type DrawError<DB> = DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>;
/// What drawing gives.
pub type Drawn<DB> = Result<(), DrawError<DB>>;
/// A place in the view box.
pub type Point = (f64, f64);

/// How a text is set.
#[derive(Clone, Copy)]
pub struct Setting {
    /// Colour.
    pub role: Role,
    /// Size in view box units.
    pub size: f64,
    /// Bold.
    pub bold: bool,
    /// Which point of the text stands at the given place, horizontally.
    pub h: HPos,
    /// … and vertically; `Bottom` is the base line.
    pub v: VPos,
}

impl Setting {
    /// Text of normal size that begins at its place.
    pub fn new(role: Role) -> Self {
        Self { role, size: TEXT, bold: false, h: HPos::Left, v: VPos::Bottom }
    }

    /// Bold.
    #[must_use]
    pub fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    /// Small.
    #[must_use]
    pub fn small(self) -> Self {
        Self { size: SMALL, ..self }
    }

    /// Anchored at this point of the text.
    #[must_use]
    pub fn at(self, h: HPos, v: VPos) -> Self {
        Self { h, v, ..self }
    }
}

/// What a layout measures with: known before there is anything to draw on.
#[derive(Clone, Copy)]
pub struct Measure {
    /// Width of the view box.
    pub width: f64,
    /// How much the text may be enlarged by the style sheet; layouts leave room for it.
    pub growth: f64,
}

impl Measure {
    /// For charts in `frame`.
    pub fn of(frame: &Frame) -> Self {
        Self { width: f64::from(frame.width), growth: frame.growth() }
    }

    /// Height of a line of text, enlarged.
    pub fn line_height(&self) -> f64 {
        TEXT * 1.3 * self.growth
    }

    /// Width of `text` at normal size, enlarged.
    pub fn text_width(&self, text: &str, bold: bool) -> f64 {
        let width = crate::text::width(text, TEXT) * self.growth;
        if bold { width * 1.06 } else { width }
    }
}

/// A view box on a backend.
pub struct Canvas<DB: DrawingBackend> {
    area: DrawingArea<DB, Shift>,
    /// Backend pixels in one unit.
    unit: f64,
    /// Where the view box of the chart begins (below the heading of an exported file).
    origin: f64,
    /// Room below the chart for the source of an exported file.
    below: f64,
    /// Whether the backend's classes carry dashes and hover texts.
    classes: bool,
    /// Width of the view box.
    pub width: f64,
    /// Height of the view box.
    pub height: f64,
    /// How much the text may be enlarged by the style sheet; layouts leave room for it.
    pub growth: f64,
}

impl<DB: DrawingBackend> Canvas<DB> {
    /// A canvas of `size` with `above` and `below` it left free, over all of `area`.
    pub fn new(
        area: &DrawingArea<DB, Shift>,
        frame: &Frame,
        size: (u32, u32),
        above: f64,
        below: f64,
    ) -> Self {
        let (width, height) = (f64::from(size.0), f64::from(size.1));
        let dim = area.dim_in_pixel();
        let unit = (f64::from(dim.0) / width).min(f64::from(dim.1) / (height + above + below));
        Self {
            area: area.clone(),
            unit,
            origin: above,
            below,
            classes: false,
            width,
            height,
            growth: frame.growth(),
        }
    }

    /// What layouts measure with.
    pub fn measure(&self) -> Measure {
        Measure { width: self.width, growth: self.growth }
    }

    /// Height of a line of text, enlarged.
    pub fn line_height(&self) -> f64 {
        self.measure().line_height()
    }

    /// Width of `text` at normal size, enlarged.
    pub fn text_width(&self, text: &str, bold: bool) -> f64 {
        self.measure().text_width(text, bold)
    }

    /// The backend's pixel for a place in the view box.
    pub(crate) fn pixel(&self, (x, y): Point) -> (i32, i32) {
        let (x, y) = (x.clamp(0.0, self.width), y.clamp(-self.origin, self.height + self.below));
        ((x * self.unit).round() as i32, ((y + self.origin) * self.unit).round() as i32)
    }

    /// The place in the view box of a backend's pixel.
    pub(crate) fn place(&self, (x, y): (i32, i32)) -> Point {
        (f64::from(x) / self.unit, f64::from(y) / self.unit - self.origin)
    }

    pub(crate) fn area(&self) -> &DrawingArea<DB, Shift> {
        &self.area
    }

    pub(crate) fn pixels(&self, length: f64) -> u32 {
        (length * self.unit).round().max(0.0) as u32
    }

    pub(crate) fn stroke(&self, role: Role, width: f64) -> ShapeStyle {
        role.color().stroke_width(self.pixels(width).max(1))
    }

    /// A line through `points`, dashed if its role is.
    pub fn line(&self, points: &[Point], role: Role, width: f64) -> Drawn<DB> {
        let style = self.stroke(role, width);
        let draw = |points: &[Point]| {
            let pixels: Vec<_> = points.iter().map(|p| self.pixel(*p)).collect();
            self.area.draw(&PathElement::new(pixels, style))
        };
        match role.dash() {
            Some(pattern) if !self.classes => dashes(points, pattern).iter().try_for_each(|dash| draw(dash)),
            _ => draw(points),
        }
    }

    /// A filled rectangle.
    pub fn rect(&self, from: Point, to: Point, role: Role) -> Drawn<DB> {
        self.area.draw(&Rectangle::new([self.pixel(from), self.pixel(to)], role.color().filled()))
    }

    /// The outline of a rectangle.
    pub fn outline(&self, from: Point, to: Point, role: Role, width: f64) -> Drawn<DB> {
        self.area.draw(&Rectangle::new([self.pixel(from), self.pixel(to)], self.stroke(role, width)))
    }

    /// A filled polygon.
    pub fn polygon(&self, points: &[Point], role: Role) -> Drawn<DB> {
        let pixels: Vec<_> = points.iter().map(|p| self.pixel(*p)).collect();
        self.area.draw(&Polygon::new(pixels, role.color().filled()))
    }

    /// A filled circle.
    pub fn dot(&self, at: Point, radius: f64, role: Role) -> Drawn<DB> {
        self.area.draw(&Circle::new(self.pixel(at), self.pixels(radius), role.color().filled()))
    }

    /// The marker of series `index`: circle, square, triangle, diamond.
    pub fn marker(&self, at: Point, radius: f64, index: usize) -> Drawn<DB> {
        self.shape(at, radius, index, Role::category(index))
    }

    /// The shape of marker `index` in any colour.
    pub fn shape(&self, (x, y): Point, radius: f64, index: usize, role: Role) -> Drawn<DB> {
        let r = radius;
        match index % 4 {
            0 => self.dot((x, y), r, role),
            1 => self.rect((x - r, y - r), (x + r, y + r), role),
            2 => self.polygon(&[(x, y - r * 1.2), (x + r * 1.2, y + r), (x - r * 1.2, y + r)], role),
            _ => {
                self.polygon(&[(x, y - r * 1.3), (x + r * 1.3, y), (x, y + r * 1.3), (x - r * 1.3, y)], role)
            }
        }
    }

    /// A text.
    pub fn text(&self, at: Point, text: &str, setting: Setting) -> Drawn<DB> {
        let weight = if setting.bold { FontStyle::Bold } else { FontStyle::Normal };
        let font = FontDesc::new(FontFamily::SansSerif, setting.size * self.unit, weight);
        let color = setting.role.color().to_backend_color();
        let style = TextStyle { font, color, pos: Pos::new(setting.h, setting.v) };
        self.area.draw_text(text, &style, self.pixel(at))
    }

    /// Whether hover texts are written.
    pub(crate) fn shows_hover(&self) -> bool {
        self.classes
    }

    /// A text cut to `available` (enlarged) units; the full text is shown on hover where the backend can.
    pub fn text_within(&self, at: Point, text: &str, available: f64, setting: Setting) -> Drawn<DB> {
        let shown = crate::text::ellipsed(text, setting.size, available / self.growth);
        if shown == text || !self.classes {
            return self.text(at, &shown, setting);
        }
        self.text(at, &format!("{shown}{FULL_TEXT}{text}"), setting)
    }

    /// What a chart without data shows.
    pub fn nothing(&self) -> Drawn<DB> {
        let y = self.height - 1.0;
        self.line(&[(0.0, y), (self.width, y)], Role::Base, 1.0)?;
        let fits = self.text_width(text(NOTHING), false) <= self.width && self.line_height() <= self.height;
        let setting = Setting::new(Role::Muted).at(HPos::Center, VPos::Center);
        self.text((self.width / 2.0, self.height / 2.0), if fits { text(NOTHING) } else { "–" }, setting)
    }
}

impl Canvas<SceneBackend<'_>> {
    /// For the scene backend, which keeps dashes and hover texts as such.
    pub(crate) fn with_dashes(mut self) -> Self {
        self.classes = true;
        self
    }
}

impl Canvas<SvgBackend<'_>> {
    /// For the SVG backend: dashes come from the style sheet, hover texts are written.
    pub(crate) fn with_classes(mut self) -> Self {
        self.classes = true;
        self
    }
}

/// `points` cut into the dashes of `pattern` (dash, gap, dash, gap …).
fn dashes(points: &[Point], pattern: &[f64]) -> Vec<Vec<Point>> {
    let mut out: Vec<Vec<Point>> = Vec::new();
    let Some(&first) = points.first() else { return out };
    let (mut part, mut left) = (0, pattern[0]);
    let mut current = vec![first];
    for pair in points.windows(2) {
        let (mut from, to) = (pair[0], pair[1]);
        loop {
            let length = (to.0 - from.0).hypot(to.1 - from.1);
            let drawing = part % 2 == 0;
            if length <= left {
                left -= length;
                if drawing {
                    current.push(to);
                }
                break;
            }
            let share = left / length;
            from = (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share);
            if drawing {
                current.push(from);
                out.push(std::mem::take(&mut current));
            } else {
                current = vec![from];
            }
            part = (part + 1) % pattern.len();
            left = pattern[part];
        }
    }
    if current.len() > 1 {
        out.push(current);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_go_round_corners() {
        let cut = dashes(&[(0.0, 0.0), (4.0, 0.0), (4.0, 10.0)], &[6.0, 2.0]);
        assert_eq!(cut, [vec![(0.0, 0.0), (4.0, 0.0), (4.0, 2.0)], vec![(4.0, 4.0), (4.0, 10.0)]]);
        assert!(dashes(&[], &[1.0, 1.0]).is_empty());
    }
}
