//! From a chart to an `<svg>` element of a page, or to the scene of a file.

use crate::canvas::{Canvas, DrawError};
use crate::crosshair::Crosshair;
use crate::frame::Frame;
use crate::palette::Role;
use crate::scene::{Mark, Scene, SceneBackend};
use crate::sheet::{Lines, Sheet};
use crate::svg_backend::{SvgBackend, push_escaped};
use crate::text;
use language::t;
use plotters::coord::Shift;
use plotters::prelude::*;
use std::fmt::{self, Write};

/// A finished `<svg>` element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Svg(String);

impl Svg {
    pub(crate) fn of(markup: String) -> Self {
        Self(markup)
    }

    /// The markup.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The markup.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Display for Svg {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Something that can be drawn: on a page ([`Chart::draw`]), into a file ([`Chart::scene`]) or on any plotters
/// backend ([`Chart::draw_on`]).
pub trait Chart {
    /// Identity, size and words.
    fn frame(&self) -> &Frame;

    /// Draws the chart; says where its points stand if it has any along x.
    ///
    /// # Errors
    /// Those of the backend.
    fn paint<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Result<Option<Crosshair>, DrawError<DB>>;

    /// Width and height of the view box.
    fn size(&self) -> (u32, u32) {
        (self.frame().width, self.frame().height)
    }

    /// Whether the style sheet may enlarge the text on phones.
    fn grows(&self) -> bool {
        self.frame().growth() > 1.0
    }

    /// The chart for a page: classes for `chart.css`, no heading (the page has title and finding as HTML).
    fn draw(&self) -> Svg {
        svg(self)
    }

    /// The chart as a file of its own shows it: title and finding above, the notes of `sheet` below, margins
    /// around, in the colours of light paper.
    fn scene(&self, sheet: &Sheet) -> Scene {
        scene(self, sheet)
    }

    /// The chart as an SVG file.
    fn draw_file(&self, sheet: &Sheet) -> Svg {
        self.scene(sheet).svg()
    }

    /// The chart with heading and notes on all of `area`, in literal colours. For pictures of the natural
    /// proportions make the area a multiple of [`Chart::file_size`].
    ///
    /// # Errors
    /// Those of the backend.
    fn draw_on<DB: DrawingBackend>(
        &self,
        area: &DrawingArea<DB, Shift>,
        sheet: &Sheet,
    ) -> Result<(), DrawError<DB>> {
        if !sheet.transparent {
            area.fill(&Role::Paper.color())?;
        }
        let lines = Lines::of(self.frame(), sheet);
        let canvas = Canvas::new(area, self.frame(), self.size(), lines.above(), lines.below());
        lines.paint_above(&canvas)?;
        self.paint(&canvas)?;
        lines.paint_below(&canvas)?;
        area.present()
    }

    /// Width and height of the chart with its heading and notes, without margins.
    fn file_size(&self, sheet: &Sheet) -> (u32, u32) {
        let lines = Lines::of(self.frame(), sheet);
        let (width, height) = self.size();
        (width, height + (lines.above() + lines.below()).ceil() as u32)
    }
}

/// Margin around a file, in view box units.
const MARGIN: f64 = 16.0;

/// Draws `chart` as a file shows it.
fn scene<C: Chart + ?Sized>(chart: &C, sheet: &Sheet) -> Scene {
    let frame = chart.frame();
    let (width, height) = chart.file_size(sheet);
    let lines = Lines::of(frame, sheet);
    let mut marks = Vec::new();
    let area = SceneBackend::new(&mut marks, width, height).into_drawing_area();
    let canvas = Canvas::new(&area, frame, chart.size(), lines.above(), lines.below()).with_dashes();
    // The backend writes to memory and can't fail: an error here leaves the picture short.
    let _ = lines.paint_above(&canvas);
    let _ = chart.paint(&canvas);
    let _ = lines.paint_below(&canvas);
    drop((canvas, area));
    // The last texts are the last lines.
    let back = lines.way_back.len();
    for mark in marks.iter_mut().rev().take(back) {
        if let Mark::Text(text) = mark {
            text.link.clone_from(&sheet.link);
        }
    }
    let margin = if sheet.bare { 0.0 } else { MARGIN };
    let mut scene = Scene {
        id: frame.safe_id(),
        width: f64::from(width) + 2.0 * margin,
        height: f64::from(height) + 2.0 * margin,
        title: text::plain(&frame.title),
        description: text::plain(&description(frame)),
        ground: (!sheet.transparent).then(|| Role::Paper.light()),
        marks,
    };
    scene.moved(margin, margin);
    scene
}

/// The marks of `chart`, and where its points stand.
fn marks<C: Chart + ?Sized>(chart: &C) -> (String, Option<Crosshair>) {
    let (frame, size) = (chart.frame(), chart.size());
    let mut out = String::with_capacity(8 * 1024);
    let area = SvgBackend::new(&mut out, size.0, size.1).into_drawing_area();
    let canvas = Canvas::new(&area, frame, size, 0.0, 0.0).with_classes();
    // The backend writes to memory and can't fail: an error here leaves the picture short, not the page.
    let crosshair = chart.paint(&canvas).unwrap_or(None);
    let _ = area.present();
    drop((canvas, area));
    (out, crosshair)
}

/// Draws `chart` into an element of a page.
fn svg<C: Chart + ?Sized>(chart: &C) -> Svg {
    let frame = chart.frame();
    let (width, height) = chart.size();
    let (marks, crosshair) = marks(chart);
    let id = frame.safe_id();
    let mut out = String::with_capacity(marks.len() + 1024);
    let grow = if chart.grows() { " kc-grow" } else { "" };
    let wide = if frame.is_wide() { " kc-wide" } else { "" };
    let _ = write!(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"kc{grow}{wide}\" id=\"{id}\"");
    let _ = write!(out, " viewBox=\"0 0 {width} {height}\"");
    if let Some(crosshair) = crosshair {
        out.push_str(&crosshair.attributes());
    }
    out.push_str(" preserveAspectRatio=\"xMidYMid meet\" role=\"img\"");
    let _ = write!(out, " aria-labelledby=\"{id}-t {id}-d\"><title id=\"{id}-t\">");
    push_escaped(&mut out, &frame.title);
    let _ = write!(out, "</title><desc id=\"{id}-d\">");
    push_escaped(&mut out, &description(frame));
    out.push_str("</desc>");
    out.push_str(&marks);
    out.push_str("</svg>");
    Svg(out)
}

/// The finding, then what the axes show.
fn description(frame: &Frame) -> String {
    let mut words = frame.finding.clone();
    for (axis, title) in [(t!("Loddrett"), &frame.y_title), (t!("Vannrett"), &frame.x_title)] {
        if !title.is_empty() {
            if !words.is_empty() {
                words.push(' ');
            }
            let _ = write!(words, "{axis}: {title}.");
        }
    }
    words
}
