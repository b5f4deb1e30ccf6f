//! A drawing as plain data: what every file format is written from.
//!
//! [`Chart::scene`](crate::Chart::scene) gives a chart with its heading and notes as marks in reading order, with
//! literal colours. [`Scene::svg`] writes it; other crates make pictures and pages of it. Nothing here knows a
//! format.

use crate::canvas::FULL_TEXT;
use crate::palette::Role;
use crate::svg_backend::UNITS;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
};
use std::convert::Infallible;

/// A finished drawing. Lengths are in units of the view box (CSS pixels at natural size), from the upper left.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// Identity of the chart, fit for an XML id.
    pub id: String,
    /// Width with margins.
    pub width: f64,
    /// Height with margins.
    pub height: f64,
    /// What is shown.
    pub title: String,
    /// The finding, and what the axes show.
    pub description: String,
    /// Colour of the ground as `0xRRGGBB`; `None`: transparent.
    pub ground: Option<u32>,
    /// The marks, from back to front.
    pub marks: Vec<Mark>,
}

/// Something drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// A filled area.
    Area {
        /// Its outline, filled by the nonzero rule.
        outline: Vec<Step>,
        /// `0xRRGGBB`.
        color: u32,
    },
    /// A line, its corners round.
    Line {
        /// Where it goes.
        outline: Vec<Step>,
        /// `0xRRGGBB`.
        color: u32,
        /// How thick.
        width: f64,
        /// Lengths of dash and gap and so on; `None` for an unbroken line, whose ends are round.
        dash: Option<&'static [f64]>,
    },
    /// A text.
    Text(Text),
}

/// A step of the pen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// Without drawing.
    Move(f64, f64),
    /// Straight.
    To(f64, f64),
    /// A cubic curve: two control points and the end.
    Curve([f64; 6]),
    /// Back to where the part began.
    Close,
}

/// Which point of a text stands at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// A text on one line.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// The anchor's place.
    pub x: f64,
    /// The base line.
    pub y: f64,
    /// What is read.
    pub words: String,
    /// The whole text where `words` had to be cut.
    pub full: Option<String>,
    /// Size of type.
    pub size: f64,
    /// Bold.
    pub bold: bool,
    /// Which point of the text stands at `x`.
    pub anchor: Anchor,
    /// `0xRRGGBB`.
    pub color: u32,
    /// Stands among marks and needs a rim of the ground's colour.
    pub halo: bool,
    /// Where it leads when it is clicked.
    pub link: Option<String>,
}

/// Records marks; [`UNITS`] times as fine as the view box.
pub struct SceneBackend<'a> {
    marks: &'a mut Vec<Mark>,
    size: (u32, u32),
    /// Whether the last mark may take in what has the same style.
    open: bool,
}

/// How far a cubic curve's control points stand from a quarter circle's ends.
const KAPPA: f64 = 0.552_284_75;

fn length(fine: i32) -> f64 {
    f64::from(fine) / f64::from(UNITS)
}

fn rgb(color: BackendColor) -> u32 {
    let (r, g, b) = color.rgb;
    u32::from_be_bytes([0, r, g, b])
}

impl<'a> SceneBackend<'a> {
    /// A backend for a view box of `width` × `height`, adding to `marks`.
    pub fn new(marks: &'a mut Vec<Mark>, width: u32, height: u32) -> Self {
        let fine = |length: u32| length.saturating_mul(UNITS.unsigned_abs());
        Self { marks, size: (fine(width), fine(height)), open: false }
    }

    /// Adds an area; `joined` to the one before it where both are of one colour.
    fn area(&mut self, steps: impl IntoIterator<Item = Step>, color: u32, joined: bool) {
        match self.marks.last_mut() {
            Some(Mark::Area { outline, color: before }) if self.open && joined && *before == color => {
                outline.extend(steps);
            }
            _ => self.marks.push(Mark::Area { outline: steps.into_iter().collect(), color }),
        }
        self.open = joined;
    }

    fn line<S: BackendStyle>(&mut self, steps: impl IntoIterator<Item = Step>, style: &S) {
        let (color, width) = (rgb(style.color()), length(style.stroke_width().cast_signed()));
        let dash = Role::of_rgb(style.color().rgb).and_then(Role::dash);
        match self.marks.last_mut() {
            Some(Mark::Line { outline, color: before, width: thick, .. })
                if self.open && *before == color && (*thick - width).abs() < 1e-9 =>
            {
                outline.extend(steps);
            }
            _ => self.marks.push(Mark::Line { outline: steps.into_iter().collect(), color, width, dash }),
        }
        self.open = true;
    }
}

/// The steps through `points`.
fn through(points: impl IntoIterator<Item = BackendCoord>) -> Vec<Step> {
    let mut steps = Vec::new();
    for (x, y) in points {
        let (x, y) = (length(x), length(y));
        steps.push(if steps.is_empty() { Step::Move(x, y) } else { Step::To(x, y) });
    }
    steps
}

fn circle((x, y): (f64, f64), r: f64) -> [Step; 6] {
    let k = r * KAPPA;
    [
        Step::Move(x + r, y),
        Step::Curve([x + r, y + k, x + k, y + r, x, y + r]),
        Step::Curve([x - k, y + r, x - r, y + k, x - r, y]),
        Step::Curve([x - r, y - k, x - k, y - r, x, y - r]),
        Step::Curve([x + k, y - r, x + r, y - k, x + r, y]),
        Step::Close,
    ]
}

type Done = Result<(), DrawingErrorKind<Infallible>>;

impl DrawingBackend for SceneBackend<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Done {
        Ok(())
    }

    fn present(&mut self) -> Done {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Done {
        self.draw_rect((x, y), (x + 1, y + 1), &color, true)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (x0, y0): BackendCoord,
        (x1, y1): BackendCoord,
        style: &S,
        fill: bool,
    ) -> Done {
        // The same way round always, so that rectangles of one area never cut holes into each other.
        let (left, right) = (length(x0.min(x1)), length(x0.max(x1)));
        let (top, bottom) = (length(y0.min(y1)), length(y0.max(y1)));
        let steps = [
            Step::Move(left, top),
            Step::To(right, top),
            Step::To(right, bottom),
            Step::To(left, bottom),
            Step::Close,
        ];
        if fill {
            self.area(steps, rgb(style.color()), true);
        } else {
            self.line(steps, style);
        }
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Done {
        let steps = through(path);
        if !steps.is_empty() {
            self.line(steps, style);
        }
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Done {
        let steps = circle((length(x), length(y)), length(radius.cast_signed()));
        if fill {
            self.area(steps, rgb(style.color()), true);
        } else {
            self.line(steps, style);
        }
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        vert: I,
        style: &S,
    ) -> Done {
        let mut steps = through(vert);
        if !steps.is_empty() {
            steps.push(Step::Close);
            self.area(steps, rgb(style.color()), false);
        }
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, (x, y): BackendCoord) -> Done {
        let (words, full) =
            text.split_once(FULL_TEXT).map_or((text, None), |(shown, full)| (shown, Some(full)));
        let size = style.size() / f64::from(UNITS);
        // The shares of the type's size by which style sheets move a base line.
        let down = match style.anchor().v_pos {
            VPos::Top => 0.8,
            VPos::Center => 0.35,
            VPos::Bottom => 0.0,
        };
        self.marks.push(Mark::Text(Text {
            x: length(x),
            y: length(y) + size * down,
            words: crate::text::plain(words),
            full: full.map(crate::text::plain),
            size,
            bold: matches!(style.style(), FontStyle::Bold),
            anchor: match style.anchor().h_pos {
                HPos::Left => Anchor::Start,
                HPos::Center => Anchor::Middle,
                HPos::Right => Anchor::End,
            },
            color: rgb(style.color()),
            halo: Role::of_rgb(style.color().rgb).is_some_and(Role::has_halo),
            link: None,
        }));
        self.open = false;
        Ok(())
    }

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let size = style.size();
        Ok((crate::text::width(text, size).ceil() as u32, (size * 1.2).ceil() as u32))
    }
}

impl Scene {
    /// Moves everything.
    pub(crate) fn moved(&mut self, dx: f64, dy: f64) {
        for mark in &mut self.marks {
            match mark {
                Mark::Area { outline, .. } | Mark::Line { outline, .. } => {
                    for step in outline {
                        match step {
                            Step::Move(x, y) | Step::To(x, y) => {
                                *x += dx;
                                *y += dy;
                            }
                            Step::Curve(places) => {
                                for pair in places.chunks_exact_mut(2) {
                                    pair[0] += dx;
                                    pair[1] += dy;
                                }
                            }
                            Step::Close => {}
                        }
                    }
                }
                Mark::Text(text) => {
                    text.x += dx;
                    text.y += dy;
                }
            }
        }
    }

    /// All texts, from back to front.
    pub fn texts(&self) -> impl Iterator<Item = &Text> {
        self.marks.iter().filter_map(|mark| if let Mark::Text(text) = mark { Some(text) } else { None })
    }
}
