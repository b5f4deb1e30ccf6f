//! A scene as an SVG file. Colours, widths and dashes stand in attributes of the marks, without a style sheet, of which
//! office programs and old viewers read little. Text stays text.

use crate::scene::{Anchor, Mark, Scene, Step, Text};
use crate::svg::Svg;
use crate::svg_backend::push_escaped;
use std::fmt::Write;

/// The page's typeface first, then what other machines have.
const FONTS: &str = "Inter,'Helvetica Neue',Arial,sans-serif";

impl Scene {
    /// The drawing as an SVG file of its natural size.
    pub fn svg(&self) -> Svg {
        let mut out = String::with_capacity(4 * 1024 + self.marks.len() * 120);
        let (id, width, height) = (&self.id, Short(self.width), Short(self.height));
        let _ = write!(
            out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" id=\"{id}\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\" \
             font-family=\"{FONTS}\" style=\"font-variant-numeric:tabular-nums\"><title id=\"{id}-t\">"
        );
        push_escaped(&mut out, &self.title);
        let _ = write!(out, "</title><desc id=\"{id}-d\">");
        push_escaped(&mut out, &self.description);
        out.push_str("</desc>");
        if let Some(ground) = self.ground {
            let _ = write!(out, "<path fill=\"#{ground:06x}\" d=\"M0 0h{width}v{height}h-{width}z\"/>");
        }
        for mark in &self.marks {
            match mark {
                Mark::Area { outline, color } => {
                    let _ = write!(out, "<path fill=\"#{color:06x}\"");
                    push_outline(&mut out, outline);
                }
                Mark::Line { outline, color, width, dash } => {
                    let _ = write!(
                        out,
                        "<path fill=\"none\" stroke=\"#{color:06x}\" stroke-width=\"{}\" stroke-linejoin=\"round\"",
                        Short(*width)
                    );
                    match dash {
                        None => out.push_str(" stroke-linecap=\"round\""),
                        Some(lengths) => {
                            out.push_str(" stroke-dasharray=\"");
                            for (i, length) in lengths.iter().enumerate() {
                                let _ = write!(out, "{}{}", if i == 0 { "" } else { " " }, Short(*length));
                            }
                            out.push('"');
                        }
                    }
                    push_outline(&mut out, outline);
                }
                Mark::Text(text) => push_text(&mut out, text, self.ground),
            }
        }
        out.push_str("</svg>");
        Svg::of(out)
    }
}

/// A length with at most two decimals.
struct Short(f64);

impl std::fmt::Display for Short {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        // `+ 0.0` makes a negative zero positive.
        write!(f, "{}", (self.0 * 100.0).round() / 100.0 + 0.0)
    }
}

fn push_outline(out: &mut String, outline: &[Step]) {
    out.push_str(" d=\"");
    for step in outline {
        let _ = match *step {
            Step::Move(x, y) => write!(out, "M{} {}", Short(x), Short(y)),
            Step::To(x, y) => write!(out, "L{} {}", Short(x), Short(y)),
            Step::Curve([a, b, c, d, x, y]) => {
                let [a, b, c, d, x, y] = [a, b, c, d, x, y].map(Short);
                write!(out, "C{a} {b} {c} {d} {x} {y}")
            }
            Step::Close => write!(out, "Z"),
        };
    }
    out.push_str("\"/>");
}

fn push_text(out: &mut String, text: &Text, ground: Option<u32>) {
    let mut element = |halo: Option<u32>| {
        let _ = write!(out, "<text x=\"{}\" y=\"{}\"", Short(text.x), Short(text.y));
        let _ = write!(out, " font-size=\"{}\"", Short(text.size));
        if text.bold {
            out.push_str(" font-weight=\"600\"");
        }
        match text.anchor {
            Anchor::Start => {}
            Anchor::Middle => out.push_str(" text-anchor=\"middle\""),
            Anchor::End => out.push_str(" text-anchor=\"end\""),
        }
        if let Some(ground) = halo {
            let _ = write!(
                out,
                " fill=\"#{ground:06x}\" stroke=\"#{ground:06x}\" stroke-width=\"4\" stroke-linejoin=\"round\" \
                 aria-hidden=\"true\">"
            );
        } else {
            let _ = write!(out, " fill=\"#{:06x}\">", text.color);
            if let Some(full) = &text.full {
                out.push_str("<title>");
                push_escaped(out, full);
                out.push_str("</title>");
            }
        }
        push_escaped(out, &text.words);
        out.push_str("</text>");
    };
    // The rim as a text of its own: few programs know `paint-order`.
    if let Some(ground) = ground.filter(|_| text.halo) {
        element(Some(ground));
    }
    match &text.link {
        None => element(None),
        Some(address) => {
            out.push_str("<a href=\"");
            push_escaped(out, address);
            out.push_str("\">");
            push_text(out, &Text { link: None, ..text.clone() }, None);
            out.push_str("</a>");
        }
    }
}
