//! From a chart to an `<svg>` element, for a page or for a file.

use crate::canvas::{Canvas, DrawError, HEADING, SMALL, Setting};
use crate::crosshair::Crosshair;
use crate::css;
use crate::frame::Frame;
use crate::palette::Role;
use crate::svg_backend::{SvgBackend, push_escaped};
use crate::text;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};
use std::fmt::{self, Write};

/// A finished `<svg>` element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Svg(String);

impl Svg {
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

/// Something that can be drawn: on a page ([`Chart::draw`]), into an SVG file ([`Chart::draw_file`]) or on any
/// plotters backend ([`Chart::draw_on`]).
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
        svg(self, None)
    }

    /// The chart as a file of its own: style sheet embedded, title and finding drawn above, `source`
    /// (definition, period, time of the last data) below.
    fn draw_file(&self, source: &str) -> Svg {
        svg(self, Some(source))
    }

    /// The chart with heading and `source` on all of `area`, in literal colours. For pictures of the natural
    /// proportions make the area a multiple of [`Chart::file_size`].
    ///
    /// # Errors
    /// Those of the backend.
    fn draw_on<DB: DrawingBackend>(
        &self,
        area: &DrawingArea<DB, Shift>,
        source: &str,
    ) -> Result<(), DrawError<DB>> {
        area.fill(&Role::Paper.color())?;
        let heading = Heading::of(self.frame(), source);
        let canvas = Canvas::new(area, self.frame(), self.size(), heading.above(), heading.below());
        heading.paint(&canvas)?;
        self.paint(&canvas)?;
        area.present()
    }

    /// Width and height of the chart with its heading and `source`.
    fn file_size(&self, source: &str) -> (u32, u32) {
        let heading = Heading::of(self.frame(), source);
        let (width, height) = self.size();
        (width, height + (heading.above() + heading.below()).ceil() as u32)
    }
}

/// Lines above and below the chart of an exported file.
struct Heading {
    title: Vec<String>,
    finding: Vec<String>,
    source: Vec<String>,
}

const TITLE_LINE: f64 = HEADING * 1.3;
const FINDING_LINE: f64 = crate::canvas::TEXT * 1.35;
const SOURCE_LINE: f64 = SMALL * 1.35;

impl Heading {
    fn of(frame: &Frame, source: &str) -> Self {
        let width = f64::from(frame.width);
        Self {
            title: text::wrapped(&frame.title, HEADING * 1.06, width, 2),
            finding: text::wrapped(&frame.finding, crate::canvas::TEXT, width, 3),
            source: text::wrapped(source, SMALL, width, 3),
        }
    }

    fn above(&self) -> f64 {
        TITLE_LINE * self.title.len() as f64 + FINDING_LINE * self.finding.len() as f64 + 10.0
    }

    fn below(&self) -> f64 {
        SOURCE_LINE * self.source.len() as f64 + if self.source.is_empty() { 0.0 } else { 8.0 }
    }

    fn paint<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Result<(), DrawError<DB>> {
        let mut y = -self.above();
        let title = Setting { size: HEADING, ..Setting::new(Role::Ink).bold() }.at(HPos::Left, VPos::Top);
        for line in &self.title {
            canvas.text((0.0, y), line, title)?;
            y += TITLE_LINE;
        }
        for line in &self.finding {
            canvas.text((0.0, y), line, Setting::new(Role::Ink).at(HPos::Left, VPos::Top))?;
            y += FINDING_LINE;
        }
        let mut y = canvas.height + 8.0;
        for line in &self.source {
            canvas.text((0.0, y), line, Setting::new(Role::Muted).small().at(HPos::Left, VPos::Top))?;
            y += SOURCE_LINE;
        }
        Ok(())
    }
}

/// Margin around an exported file, in view box units.
const MARGIN: u32 = 16;

/// The marks of `chart`, and where its points stand; with `source` as for a file.
fn marks<C: Chart + ?Sized>(chart: &C, source: Option<&str>, height: u32) -> (String, Option<Crosshair>) {
    let (frame, size) = (chart.frame(), chart.size());
    let heading = source.map(|source| Heading::of(frame, source));
    let above = heading.as_ref().map_or(0.0, Heading::above);
    let below = heading.as_ref().map_or(0.0, Heading::below);
    let mut out = String::with_capacity(8 * 1024);
    let area = SvgBackend::new(&mut out, size.0, height).into_drawing_area();
    let canvas = Canvas::new(&area, frame, size, above, below).with_classes();
    let headed = heading.map_or(Ok(()), |heading| heading.paint(&canvas));
    // The backend writes to memory and can't fail: an error here leaves the picture short, not the page.
    let crosshair = headed.and_then(|()| chart.paint(&canvas)).unwrap_or(None);
    let _ = area.present();
    drop((canvas, area));
    (out, crosshair)
}

/// Draws `chart` into an element; with `source` as a file.
fn svg<C: Chart + ?Sized>(chart: &C, source: Option<&str>) -> Svg {
    let frame = chart.frame();
    let (width, height) = source.map_or_else(|| chart.size(), |source| chart.file_size(source));
    let (marks, crosshair) = marks(chart, source, height);
    let id = frame.safe_id();
    let mut out = String::with_capacity(marks.len() + 1024);
    let grow = if chart.grows() && source.is_none() { " kc-grow" } else { "" };
    let _ = write!(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"kc{grow}\" id=\"{id}\"");
    if source.is_some() {
        let (wide, high) = (width + 2 * MARGIN, height + 2 * MARGIN);
        let _ =
            write!(out, " viewBox=\"-{MARGIN} -{MARGIN} {wide} {high}\" width=\"{wide}\" height=\"{high}\"");
    } else {
        let _ = write!(out, " viewBox=\"0 0 {width} {height}\"");
        if let Some(crosshair) = crosshair {
            out.push_str(&crosshair.attributes());
        }
    }
    out.push_str(" preserveAspectRatio=\"xMidYMid meet\" role=\"img\"");
    let _ = write!(out, " aria-labelledby=\"{id}-t {id}-d\"><title id=\"{id}-t\">");
    push_escaped(&mut out, &frame.title);
    let _ = write!(out, "</title><desc id=\"{id}-d\">");
    push_escaped(&mut out, &description(frame));
    out.push_str("</desc>");
    if source.is_some() {
        let (wide, high) = (width + 2 * MARGIN, height + 2 * MARGIN);
        out.push_str("<style>");
        push_escaped(&mut out, &css::standalone());
        let _ = write!(
            out,
            "</style><path class=\"kc-f kc-paper\" d=\"M-{MARGIN}-{MARGIN}h{wide}v{high}h-{wide}z\"/>"
        );
    }
    out.push_str(&marks);
    out.push_str("</svg>");
    Svg(out)
}

/// The finding, then what the axes show.
fn description(frame: &Frame) -> String {
    let mut words = frame.finding.clone();
    for (axis, title) in [("Loddrett", &frame.y_title), ("Vannrett", &frame.x_title)] {
        if !title.is_empty() {
            if !words.is_empty() {
                words.push(' ');
            }
            let _ = write!(words, "{axis}: {title}.");
        }
    }
    words
}
