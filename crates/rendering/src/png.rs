//! A scene as a PNG picture.

use crate::typeface::{self, Glyph};
use charts::Scene;
use charts::scene::{Anchor, Mark, Step, Text};
use tiny_skia::{
    Color, FillRule, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap, Stroke, StrokeDash, Transform,
};

/// The most points of a picture: 100 MB while it is painted.
const MOST: u64 = 25_000_000;

/// What is asked of a picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Picture {
    /// Points across; the height follows from the drawing.
    pub width: u32,
    /// Points per inch, written into the file for those who print it or put it into a document.
    pub dpi: u32,
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum PngError {
    /// More points than a server paints for anybody.
    #[error("a picture of {0} by {1} points is too large; ask for at most {MOST} points")]
    TooLarge(u32, u64),
    /// Nothing to see.
    #[error("a picture of no size")]
    Empty,
    /// The file could not be written.
    #[error(transparent)]
    Encoding(#[from] png::EncodingError),
}

/// Paints `scene` and writes the picture; the words of title and description go with it.
///
/// # Errors
/// [`PngError`].
pub fn png(scene: &Scene, asked: Picture) -> Result<Vec<u8>, PngError> {
    let pixmap = painted(scene, asked.width)?;
    let opaque = scene.ground.is_some();
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, pixmap.width(), pixmap.height());
    encoder.set_color(if opaque { png::ColorType::Rgb } else { png::ColorType::Rgba });
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Balanced);
    let per_metre = (f64::from(asked.dpi) / 0.0254).round() as u32;
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: per_metre,
        yppu: per_metre,
        unit: png::Unit::Meter,
    }));
    encoder.add_itxt_chunk("Title".to_owned(), scene.title.clone())?;
    encoder.add_itxt_chunk("Description".to_owned(), scene.description.clone())?;
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&points(&pixmap, opaque))?;
    writer.finish()?;
    Ok(file)
}

/// Red, green, blue and, where the ground may show through, how much it does.
fn points(pixmap: &Pixmap, opaque: bool) -> Vec<u8> {
    let mut points = Vec::with_capacity(pixmap.pixels().len() * if opaque { 3 } else { 4 });
    for pixel in pixmap.pixels() {
        let color = pixel.demultiply();
        points.extend_from_slice(&[color.red(), color.green(), color.blue()]);
        if !opaque {
            points.push(color.alpha());
        }
    }
    points
}

fn painted(scene: &Scene, width: u32) -> Result<Pixmap, PngError> {
    let scale = f64::from(width) / scene.width;
    let height = (scene.height * scale).round().max(1.0) as u64;
    if u64::from(width) * height > MOST {
        return Err(PngError::TooLarge(width, height));
    }
    let mut pixmap = Pixmap::new(width, height as u32).ok_or(PngError::Empty)?;
    if let Some(ground) = scene.ground {
        pixmap.fill(color(ground));
    }
    let transform = Transform::from_scale(scale as f32, scale as f32);
    for mark in &scene.marks {
        match mark {
            Mark::Area { outline, color } => {
                if let Some(path) = path(outline) {
                    pixmap.fill_path(&path, &paint(*color), FillRule::Winding, transform, None);
                }
            }
            Mark::Line { outline, color, width, dash } => {
                if let Some(path) = path(outline) {
                    let stroke = stroke(*width, *dash);
                    pixmap.stroke_path(&path, &paint(*color), &stroke, transform, None);
                }
            }
            Mark::Text(text) => {
                let Some(path) = letters(text) else { continue };
                if let Some(ground) = scene.ground.filter(|_| text.halo) {
                    pixmap.stroke_path(&path, &paint(ground), &stroke(4.0, None), transform, None);
                }
                pixmap.fill_path(&path, &paint(text.color), FillRule::Winding, transform, None);
            }
        }
    }
    Ok(pixmap)
}

fn color(rgb: u32) -> Color {
    let [_, r, g, b] = rgb.to_be_bytes();
    Color::from_rgba8(r, g, b, 255)
}

fn paint(rgb: u32) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color(color(rgb));
    paint.anti_alias = true;
    paint
}

fn stroke(width: f64, dash: Option<&[f64]>) -> Stroke {
    let lengths = dash.map(|lengths| lengths.iter().map(|length| *length as f32).collect());
    Stroke {
        width: width as f32,
        line_cap: if dash.is_some() { LineCap::Butt } else { LineCap::Round },
        line_join: LineJoin::Round,
        dash: lengths.and_then(|lengths| StrokeDash::new(lengths, 0.0)),
        ..Stroke::default()
    }
}

fn path(outline: &[Step]) -> Option<Path> {
    let mut builder = PathBuilder::new();
    for step in outline {
        match *step {
            Step::Move(x, y) => builder.move_to(x as f32, y as f32),
            Step::To(x, y) => builder.line_to(x as f32, y as f32),
            Step::Curve(places) => {
                let [a, b, c, d, x, y] = places.map(|place| place as f32);
                builder.cubic_to(a, b, c, d, x, y);
            }
            Step::Close => builder.close(),
        }
    }
    builder.finish()
}

/// Where a set text begins.
pub(crate) fn beginning(text: &Text, glyphs: &[Glyph]) -> f32 {
    let width = typeface::width(glyphs) * text.size as f32;
    let before = match text.anchor {
        Anchor::Start => 0.0,
        Anchor::Middle => width / 2.0,
        Anchor::End => width,
    };
    text.x as f32 - before
}

/// The outlines of a text's letters.
pub(crate) fn letters(text: &Text) -> Option<Path> {
    let face = typeface::face(text.bold)?;
    let glyphs = typeface::set(&text.words, text.bold);
    let size = text.size as f32;
    let mut pen = Pen {
        path: PathBuilder::new(),
        x: 0.0,
        y: text.y as f32,
        scale: size / f32::from(face.units_per_em()),
    };
    let begin = beginning(text, &glyphs);
    for glyph in &glyphs {
        pen.x = begin + glyph.x * size;
        face.outline_glyph(ttf_parser::GlyphId(glyph.id), &mut pen);
    }
    pen.path.finish()
}

/// Draws a glyph at its place; letters stand upwards, pictures go downwards.
struct Pen {
    path: PathBuilder,
    x: f32,
    y: f32,
    scale: f32,
}

impl Pen {
    fn place(&self, x: f32, y: f32) -> (f32, f32) {
        (self.x + x * self.scale, self.y - y * self.scale)
    }
}

impl ttf_parser::OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.place(x, y);
        self.path.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.place(x, y);
        self.path.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ((x1, y1), (x, y)) = (self.place(x1, y1), self.place(x, y));
        self.path.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ((x1, y1), (x2, y2), (x, y)) = (self.place(x1, y1), self.place(x2, y2), self.place(x, y));
        self.path.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}
