//! A plotters backend that writes small SVG.
//!
//! What plotters' own SVG backend doesn't do: classes in place of colours (so one picture serves light, dark
//! and print), coordinates with one decimal, relative path commands, marks of the same style merged into one
//! `<path>`, and texts of the same style in one `<g>`.
//!
//! plotters hands over whole numbers, so the backend is [`UNITS`] times as fine as the view box.
//! It writes the marks only; the `<svg>` element around them comes from [`crate::svg`].

use crate::canvas::FULL_TEXT;
use crate::palette::Role;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
};
use std::convert::Infallible;
use std::fmt::Write;

/// Backend units in one unit of the view box.
pub const UNITS: i32 = 10;

type Done = Result<(), DrawingErrorKind<Infallible>>;

/// What the element still open would need of the next mark to take it in.
#[derive(PartialEq, Clone, Copy)]
enum Open {
    Nothing,
    Path { rgb: (u8, u8, u8), width: Option<u32> },
    Texts { rgb: (u8, u8, u8), size: u32, bold: bool, anchor: &'static str },
}

/// Writes marks into a buffer that outlives it.
pub struct SvgBackend<'a> {
    out: &'a mut String,
    size: (u32, u32),
    open: Open,
    /// Where the pen of the open path stands.
    pen: BackendCoord,
    /// Nothing has been drawn in the open path yet.
    first: bool,
}

impl<'a> SvgBackend<'a> {
    /// A backend for a view box of `width` × `height`, appending to `out`.
    pub fn new(out: &'a mut String, width: u32, height: u32) -> Self {
        let fine = |length: u32| length.saturating_mul(UNITS.unsigned_abs());
        Self { out, size: (fine(width), fine(height)), open: Open::Nothing, pen: (0, 0), first: true }
    }

    fn close(&mut self) {
        match self.open {
            Open::Nothing => {}
            Open::Path { .. } => self.out.push_str("\"/>"),
            Open::Texts { .. } => self.out.push_str("</g>"),
        }
        self.open = Open::Nothing;
    }

    /// Opens a path (`width` in backend units, or filled) unless the open one will do.
    fn path(&mut self, color: BackendColor, width: Option<u32>) {
        let wanted = Open::Path { rgb: color.rgb, width };
        if self.open == wanted {
            return;
        }
        self.close();
        self.out.push_str("<path class=\"");
        self.out.push_str(if width.is_some() { "kc-l" } else { "kc-f" });
        self.class_or_colour(color.rgb, if width.is_some() { "stroke" } else { "fill" });
        if let Some(width) = width {
            self.out.push_str(" stroke-width=\"");
            push_length(self.out, width.cast_signed());
            self.out.push('"');
        }
        self.out.push_str(" d=\"");
        self.open = wanted;
        self.first = true;
    }

    /// Ends a `class="…` attribute; colours outside the palette stay literal.
    fn class_or_colour(&mut self, rgb: (u8, u8, u8), attribute: &str) {
        if let Some(role) = Role::of_rgb(rgb) {
            self.out.push(' ');
            self.out.push_str(role.class());
            self.out.push('"');
        } else {
            let _ = write!(self.out, "\" {attribute}=\"#{:02x}{:02x}{:02x}\"", rgb.0, rgb.1, rgb.2);
        }
    }

    /// Moves the pen, absolutely or relatively, whichever is shorter.
    fn move_to(&mut self, to: BackendCoord) {
        let begin = self.out.len();
        self.out.push('M');
        push_pair(self.out, to, false);
        if !self.first {
            let absolute = self.out.len() - begin;
            self.out.push('m');
            push_pair(self.out, (to.0 - self.pen.0, to.1 - self.pen.1), false);
            let relative = self.out.len() - begin - absolute;
            if relative < absolute {
                self.out.drain(begin..begin + absolute);
            } else {
                self.out.truncate(begin + absolute);
            }
        }
        self.first = false;
        self.pen = to;
    }

    /// Lines to all of `points`, relative, leaving out steps of length zero.
    fn lines_to(&mut self, points: impl Iterator<Item = BackendCoord>) {
        let mut command = false;
        for to in points {
            let step = (to.0 - self.pen.0, to.1 - self.pen.1);
            if step == (0, 0) {
                continue;
            }
            if !command {
                self.out.push('l');
            }
            push_pair(self.out, step, command);
            command = true;
            self.pen = to;
        }
    }
}

/// A length in backend units as view box units: `12.3`, `-.5`, `7`.
fn push_length(out: &mut String, length: i32) {
    if length < 0 {
        out.push('-');
    }
    let (whole, tenth) = (length.unsigned_abs() / 10, length.unsigned_abs() % 10);
    if whole > 0 || tenth == 0 {
        out.push_str(itoa::Buffer::new().format(whole));
    }
    if tenth > 0 {
        out.push('.');
        out.push(char::from(b'0' + tenth as u8));
    }
}

/// Two lengths; a space before the first only where `continued` needs one, and between them likewise.
fn push_pair(out: &mut String, (x, y): BackendCoord, continued: bool) {
    if continued && x >= 0 {
        out.push(' ');
    }
    push_length(out, x);
    if y >= 0 {
        out.push(' ');
    }
    push_length(out, y);
}

/// Writes `text` with XML's special characters escaped and characters that XML forbids left out.
pub(crate) fn push_escaped(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\0'..='\u{1f}' | '\u{7f}' | '\u{fffe}' | '\u{ffff}' => {}
            c => out.push(c),
        }
    }
}

impl DrawingBackend for SvgBackend<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Done {
        Ok(())
    }

    fn present(&mut self) -> Done {
        self.close();
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Done {
        self.draw_rect((x, y), (x + 1, y + 1), &color, true)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Done {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (x0, y0): BackendCoord,
        (x1, y1): BackendCoord,
        style: &S,
        fill: bool,
    ) -> Done {
        self.path(style.color(), (!fill).then(|| style.stroke_width()));
        self.move_to((x0.min(x1), y0.min(y1)));
        let (width, height) = ((x1 - x0).abs(), (y1 - y0).abs());
        self.out.push('h');
        push_length(self.out, width);
        self.out.push('v');
        push_length(self.out, height);
        self.out.push('h');
        push_length(self.out, -width);
        self.out.push('z');
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Done {
        let mut points = path.into_iter();
        if let Some(first) = points.next() {
            self.path(style.color(), Some(style.stroke_width()));
            self.move_to(first);
            self.lines_to(points);
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
        let radius = radius.cast_signed();
        self.path(style.color(), (!fill).then(|| style.stroke_width()));
        self.move_to((x - radius, y));
        for across in [2 * radius, -2 * radius] {
            self.out.push('a');
            push_pair(self.out, (radius, radius), false);
            self.out.push_str(" 0 1 0");
            push_pair(self.out, (across, 0), true);
        }
        self.out.push('z');
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        vert: I,
        style: &S,
    ) -> Done {
        let mut points = vert.into_iter();
        if let Some(first) = points.next() {
            self.path(style.color(), None);
            self.move_to(first);
            self.lines_to(points);
            self.out.push('z');
            self.pen = first;
        }
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, pos: BackendCoord) -> Done {
        let anchor = match style.anchor().h_pos {
            HPos::Left => "",
            HPos::Center => "middle",
            HPos::Right => "end",
        };
        let color = style.color();
        let bold = matches!(style.style(), FontStyle::Bold);
        let size = style.size().round().max(0.0) as u32;
        let wanted = Open::Texts { rgb: color.rgb, size, bold, anchor };
        if self.open != wanted {
            self.close();
            self.out.push_str("<g class=\"kc-t");
            if bold {
                self.out.push_str(" kc-b");
            }
            if size < crate::canvas::TEXT as u32 * UNITS.unsigned_abs() {
                self.out.push_str(" kc-s");
            } else if size > crate::canvas::TEXT as u32 * UNITS.unsigned_abs() {
                self.out.push_str(" kc-h");
            }
            if Role::of_rgb(color.rgb).is_some_and(Role::has_halo) {
                self.out.push_str(" kc-halo");
            }
            self.class_or_colour(color.rgb, "fill");
            if !anchor.is_empty() {
                let _ = write!(self.out, " text-anchor=\"{anchor}\"");
            }
            self.out.push_str(" font-size=\"");
            push_length(self.out, size.cast_signed());
            self.out.push_str("\">");
            self.open = wanted;
        }
        self.out.push_str("<text x=\"");
        push_length(self.out, pos.0);
        self.out.push_str("\" y=\"");
        push_length(self.out, pos.1);
        // In em, so that the place follows a style sheet that enlarges the text.
        self.out.push_str(match style.anchor().v_pos {
            VPos::Top => "\" dy=\".8em\">",
            VPos::Center => "\" dy=\".35em\">",
            VPos::Bottom => "\">",
        });
        let (shown, full) =
            text.split_once(FULL_TEXT).map_or((text, None), |(shown, full)| (shown, Some(full)));
        if let Some(full) = full {
            self.out.push_str("<title>");
            push_escaped(self.out, full);
            self.out.push_str("</title>");
        }
        push_escaped(self.out, shown);
        self.out.push_str("</text>");
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

#[cfg(test)]
mod tests {
    use super::*;
    use plotters::prelude::*;

    fn drawn(draw: impl Fn(&DrawingArea<SvgBackend, plotters::coord::Shift>)) -> String {
        let mut out = String::new();
        let area = SvgBackend::new(&mut out, 100, 50).into_drawing_area();
        draw(&area);
        area.present().expect("can't fail");
        drop(area);
        out
    }

    #[test]
    fn lengths_are_as_short_as_they_can_be() {
        for (length, want) in [(0, "0"), (5, ".5"), (-5, "-.5"), (70, "7"), (-123, "-12.3")] {
            let mut out = String::new();
            push_length(&mut out, length);
            assert_eq!(out, want);
        }
    }

    #[test]
    fn lines_of_one_style_become_one_path() {
        let style = ShapeStyle::from(Role::Grid.color()).stroke_width(10);
        let svg = drawn(|area| {
            for y in [10, 20] {
                area.draw(&PathElement::new([(0, y), (105, y), (100, y - 5)], style)).expect("can't fail");
            }
        });
        assert_eq!(
            svg,
            r#"<path class="kc-l kc-grid" stroke-width="1" d="M0 1l10.5 0-.5-.5M0 2l10.5 0-.5-.5"/>"#
        );
    }

    #[test]
    fn colours_outside_the_palette_stay_literal() {
        let svg = drawn(|area| {
            area.draw(&Rectangle::new([(0, 0), (10, 20)], RGBColor(1, 2, 255).filled())).expect("can't fail");
        });
        assert_eq!(svg, "<path class=\"kc-f\" fill=\"#0102ff\" d=\"M0 0h1v2h-1z\"/>");
    }

    #[test]
    fn a_circle_is_two_arcs() {
        let svg = drawn(|area| {
            let style = Role::Ink.color().filled();
            area.draw(&Circle::new((100, 100), 20, style)).expect("can't fail");
        });
        assert_eq!(svg, r#"<path class="kc-f kc-ink" d="M8 10a2 2 0 1 0 4 0a2 2 0 1 0-4 0z"/>"#);
    }

    #[test]
    fn text_is_escaped() {
        let mut out = String::new();
        push_escaped(&mut out, "Å <b> & \"x\"\u{1}\n");
        assert_eq!(out, "Å &lt;b&gt; &amp; &quot;x&quot; ");
    }
}
