//! A scene as a page of a PDF: lines and areas as such, text as text in embedded fonts, the whole tagged as a figure
//! with its words.

use crate::png::beginning;
use crate::typeface;
use charts::Scene;
use charts::scene::{Mark, Step, Text};
use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Point, Rect, Transform};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, LineCap, LineJoin, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::tagging::{ContentTag, Tag, TagGroup, TagTree};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use krilla::{Document, SerializeSettings};

/// Points (1/72 inch) in a unit of the drawing (1/96 inch).
const UNIT: f32 = 0.75;

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// The library refused.
    #[error("the page could not be written: {0}")]
    Library(String),
    /// A drawing without size, or fonts that can't be read.
    #[error("nothing to draw, or nothing to draw it with")]
    Empty,
}

/// The two weights in a document.
struct Fonts {
    regular: Font,
    bold: Font,
}

impl Fonts {
    fn new() -> Option<Self> {
        let font = |bytes: &'static [u8]| Font::new(bytes.to_vec().into(), 0);
        Some(Self { regular: font(typeface::REGULAR)?, bold: font(typeface::BOLD)? })
    }
}

/// `scene` as a PDF of one page, as large as the drawing at its natural size.
///
/// # Errors
/// [`PdfError`].
pub fn pdf(scene: &Scene, creator: &str) -> Result<Vec<u8>, PdfError> {
    let settings = SerializeSettings { enable_tagging: true, ..SerializeSettings::default() };
    let mut document = Document::new_with(settings);
    let size = PageSettings::from_wh(scene.width as f32 * UNIT, scene.height as f32 * UNIT);
    let (size, fonts) = size.zip(Fonts::new()).ok_or(PdfError::Empty)?;
    let mut page = document.start_page_with(size);
    let mut surface = page.surface();
    surface.push_transform(&Transform::from_scale(UNIT, UNIT));
    let drawn = surface.start_tagged(ContentTag::Other);
    draw(&mut surface, scene, &fonts);
    surface.end_tagged();
    surface.pop();
    surface.finish();
    let words = format!("{}. {}", scene.title, scene.description);
    let mut figure = TagGroup::new(Tag::Figure(Some(words)));
    figure.push(drawn);
    let mut tree = TagTree::new();
    tree.push(figure);
    for text in scene.texts() {
        if let Some((link, place)) = text.link.as_ref().zip(place(text)) {
            let target = Target::Action(Action::Link(LinkAction::new(link.clone())));
            let annotation =
                Annotation::new_link(LinkAnnotation::new(place, target), Some(text.words.clone()));
            let mut group = TagGroup::new(Tag::Link);
            group.push(page.add_tagged_annotation(annotation));
            tree.push(group);
        }
    }
    page.finish();
    document.set_tag_tree(tree);
    let metadata = Metadata::new()
        .title(scene.title.clone())
        .description(scene.description.clone())
        .language("nb".to_owned())
        .creator(creator.to_owned());
    document.set_metadata(metadata);
    document.finish().map_err(|error| PdfError::Library(format!("{error:?}")))
}

fn draw(surface: &mut Surface, scene: &Scene, fonts: &Fonts) {
    if let Some(ground) = scene.ground {
        let (right, bottom) = (scene.width, scene.height);
        let paper = [
            Step::Move(0.0, 0.0),
            Step::To(right, 0.0),
            Step::To(right, bottom),
            Step::To(0.0, bottom),
            Step::Close,
        ];
        area(surface, &paper, ground);
    }
    for mark in &scene.marks {
        match mark {
            Mark::Area { outline, color } => area(surface, outline, *color),
            Mark::Line { outline, color, width, dash } => {
                surface.set_fill(None);
                surface.set_stroke(Some(stroke(*color, *width, *dash)));
                if let Some(path) = path(outline) {
                    surface.draw_path(&path);
                }
            }
            Mark::Text(text) => letters(surface, text, scene.ground, fonts),
        }
    }
}

fn area(surface: &mut Surface, outline: &[Step], color: u32) {
    surface.set_stroke(None);
    surface.set_fill(Some(fill(color)));
    if let Some(path) = path(outline) {
        surface.draw_path(&path);
    }
}

fn rgb(color: u32) -> rgb::Color {
    let [_, r, g, b] = color.to_be_bytes();
    rgb::Color::new(r, g, b)
}

fn fill(color: u32) -> Fill {
    Fill { paint: rgb(color).into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}

fn stroke(color: u32, width: f64, dash: Option<&[f64]>) -> Stroke {
    Stroke {
        paint: rgb(color).into(),
        width: width as f32,
        line_cap: if dash.is_some() { LineCap::Butt } else { LineCap::Round },
        line_join: LineJoin::Round,
        dash: dash.map(|lengths| StrokeDash {
            array: lengths.iter().map(|length| *length as f32).collect(),
            offset: 0.0,
        }),
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

fn letters(surface: &mut Surface, text: &Text, ground: Option<u32>, fonts: &Fonts) {
    let set = typeface::set(&text.words, text.bold);
    let glyphs: Vec<KrillaGlyph> = set
        .iter()
        .map(|glyph| {
            let id = GlyphId::new(u32::from(glyph.id));
            KrillaGlyph::new(id, glyph.advance, 0.0, 0.0, 0.0, glyph.bytes.clone(), None)
        })
        .collect();
    let font = if text.bold { &fonts.bold } else { &fonts.regular };
    let start = Point::from_xy(beginning(text, &set), text.y as f32);
    if let Some(ground) = ground.filter(|_| text.halo) {
        surface.set_fill(None);
        surface.set_stroke(Some(stroke(ground, 4.0, None)));
        // As outlines: it is read once, not twice.
        surface.draw_glyphs(start, &glyphs, font.clone(), &text.words, text.size as f32, true);
    }
    surface.set_stroke(None);
    surface.set_fill(Some(fill(text.color)));
    surface.draw_glyphs(start, &glyphs, font.clone(), &text.words, text.size as f32, false);
}

/// Where a text stands on the page, in points.
fn place(text: &Text) -> Option<Rect> {
    let glyphs = typeface::set(&text.words, text.bold);
    let (left, size) = (beginning(text, &glyphs), text.size as f32);
    let right = left + typeface::width(&glyphs) * size;
    let (top, bottom) = (text.y as f32 - size, text.y as f32 + size * 0.3);
    Rect::from_ltrb(left * UNIT, top * UNIT, right * UNIT, bottom * UNIT)
}
