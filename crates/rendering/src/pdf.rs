//! A scene as a page of a PDF: lines and areas as such, text as text in embedded fonts, the whole tagged as a figure
//! with its words.

use crate::png::beginning;
use crate::typeface::{self, Glyph};
use charts::Scene;
use charts::scene::{Mark, Step, Text};
use pdf_writer::types::{
    ActionType, AnnotationType, CidFontType, FontFlags, LineCapStyle, LineJoinStyle, SystemInfo,
    TextRenderingMode, UnicodeCmap,
};
use pdf_writer::{Content, Filter, Finish as _, Name, Pdf, Rect, Ref, Str, TextStr};

/// Points (1/72 inch) in a unit of the drawing (1/96 inch).
const UNIT: f32 = 0.75;

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// A typeface that can't be read.
    #[error("the typeface can't be read")]
    Typeface,
}

/// The numbers of the objects that every file has.
const CATALOG: Ref = Ref::new(1);
const PAGES: Ref = Ref::new(2);
const PAGE: Ref = Ref::new(3);
const CONTENT: Ref = Ref::new(4);
const INFO: Ref = Ref::new(5);
const TREE: Ref = Ref::new(6);
const FIGURE: Ref = Ref::new(7);
/// The first of five objects of each weight.
const FONTS: i32 = 10;
/// The first number behind the fonts: here, the first link.
pub(crate) const BEHIND_FONTS: i32 = 20;

/// Regular and bold: name in the page, name of the face, bytes.
const WEIGHTS: [(Name<'static>, &[u8], &[u8]); 2] =
    [(Name(b"F0"), b"Inter-Regular", typeface::REGULAR), (Name(b"F1"), b"Inter-SemiBold", typeface::BOLD)];

/// `scene` as a PDF of one page, as large as the drawing at its natural size.
///
/// # Errors
/// [`PdfError`].
pub fn pdf(scene: &Scene, creator: &str) -> Result<Vec<u8>, PdfError> {
    let (width, height) = (scene.width as f32 * UNIT, scene.height as f32 * UNIT);
    let mut pdf = Pdf::new();
    let mut catalog = pdf.catalog(CATALOG);
    catalog.pages(PAGES).lang(TextStr(language::spoken().tag()));
    catalog.mark_info().marked(true);
    catalog.viewer_preferences().display_doc_title(true);
    catalog.pair(Name(b"StructTreeRoot"), TREE);
    catalog.finish();
    pdf.pages(PAGES).kids([PAGE]).count(1);
    let links: Vec<(&Text, &str)> =
        scene.texts().filter_map(|text| Some((text, text.link.as_deref()?))).collect();
    let mut page = pdf.page(PAGE);
    page.parent(PAGES).media_box(Rect::new(0.0, 0.0, width, height)).contents(CONTENT);
    page.struct_parents(0);
    page.annotations((0..links.len() as i32).map(|i| Ref::new(BEHIND_FONTS + i)));
    name_fonts(&mut page);
    page.finish();
    pdf.stream(CONTENT, &content(scene, height).finish());
    embed_fonts(&mut pdf)?;
    for (i, (text, address)) in (0..).zip(links) {
        let mut link = pdf.annotation(Ref::new(BEHIND_FONTS + i));
        link.subtype(AnnotationType::Link).rect(place(text, height)).border(0.0, 0.0, 0.0, None);
        link.contents(TextStr(&text.words));
        link.action().action_type(ActionType::Uri).uri(Str(address.as_bytes()));
    }
    let mut tree = pdf.indirect(TREE).dict();
    tree.pair(Name(b"Type"), Name(b"StructTreeRoot")).pair(Name(b"K"), FIGURE);
    let mut parents = tree.insert(Name(b"ParentTree")).dict();
    let mut numbers = parents.insert(Name(b"Nums")).array();
    numbers.item(0);
    numbers.push().array().item(FIGURE);
    numbers.finish();
    parents.finish();
    tree.finish();
    let words = format!("{}. {}", scene.title, scene.description);
    pdf.indirect(FIGURE)
        .dict()
        .pair(Name(b"Type"), Name(b"StructElem"))
        .pair(Name(b"S"), Name(b"Figure"))
        .pair(Name(b"P"), TREE)
        .pair(Name(b"Pg"), PAGE)
        .pair(Name(b"K"), 0)
        .pair(Name(b"Alt"), TextStr(&words));
    let mut info = pdf.document_info(INFO);
    info.title(TextStr(&scene.title)).subject(TextStr(&scene.description)).creator(TextStr(creator));
    info.finish();
    Ok(pdf.finish())
}

/// Says in a page's resources what its letters are set in.
pub(crate) fn name_fonts(page: &mut pdf_writer::writers::Page<'_>) {
    let mut resources = page.resources();
    let mut fonts = resources.fonts();
    for (i, (name, _, _)) in (0..).zip(WEIGHTS) {
        fonts.pair(name, font_number(i, 0));
    }
}

/// Both weights, as the objects from [`FONTS`] up to [`BEHIND_FONTS`].
pub(crate) fn embed_fonts(pdf: &mut Pdf) -> Result<(), PdfError> {
    (0..2).try_for_each(|weight| font(pdf, weight))
}

/// Bytes as a packed stream holds them.
pub(crate) fn packed(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut packing = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    // Into memory: it can't fail.
    let _ = packing.write_all(bytes);
    packing.finish().unwrap_or_default()
}

/// The same for the typefaces, once per process: they are most of a file.
fn packed_face(weight: usize) -> &'static [u8] {
    static FACES: std::sync::LazyLock<[Vec<u8>; 2]> =
        std::sync::LazyLock::new(|| WEIGHTS.map(|(_, _, bytes)| packed(bytes)));
    &FACES[weight]
}

/// The number of a weight's font, its descendant, descriptor, file and letters.
fn font_number(weight: i32, part: i32) -> Ref {
    Ref::new(FONTS + weight * 5 + part)
}

/// Embeds a weight, whole: it has the letters that are needed and no others.
fn font(pdf: &mut Pdf, weight: i32) -> Result<(), PdfError> {
    let bold = weight == 1;
    let face = typeface::face(bold).ok_or(PdfError::Typeface)?;
    let (_, name, bytes) = WEIGHTS[usize::from(bold)];
    let name = Name(name);
    let [font, descendant, descriptor, file, letters] = [0, 1, 2, 3, 4].map(|part| font_number(weight, part));
    let system = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };
    let thousandths = |units: f32| units * 1000.0 / f32::from(face.units_per_em());
    pdf.type0_font(font)
        .base_font(name)
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(descendant)
        .to_unicode(letters);
    let mut cid = pdf.cid_font(descendant);
    cid.subtype(CidFontType::Type2).base_font(name).system_info(system).font_descriptor(descriptor);
    cid.cid_to_gid_map_predefined(Name(b"Identity"));
    let glyphs = (0..face.number_of_glyphs()).map(ttf_parser::GlyphId);
    let widths = glyphs.map(|id| thousandths(f32::from(face.glyph_hor_advance(id).unwrap_or(0))));
    cid.widths().consecutive(0, widths);
    cid.finish();
    let bounds = face.global_bounding_box();
    let [left, bottom, right, top] =
        [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max].map(|at| thousandths(f32::from(at)));
    pdf.font_descriptor(descriptor)
        .name(name)
        .flags(FontFlags::NON_SYMBOLIC)
        .bbox(Rect::new(left, bottom, right, top))
        .italic_angle(0.0)
        .ascent(thousandths(f32::from(face.ascender())))
        .descent(thousandths(f32::from(face.descender())))
        .cap_height(thousandths(f32::from(face.capital_height().unwrap_or(0))))
        .stem_v(if bold { 120.0 } else { 80.0 })
        .font_file2(file);
    let mut stream = pdf.stream(file, packed_face(usize::from(bold)));
    stream.filter(Filter::FlateDecode).pair(Name(b"Length1"), bytes.len() as i32);
    stream.finish();
    let mut map = UnicodeCmap::new(name, system);
    let mut known = std::collections::BTreeMap::new();
    for table in face
        .tables()
        .cmap
        .iter()
        .flat_map(|cmap| cmap.subtables)
        .filter(ttf_parser::cmap::Subtable::is_unicode)
    {
        table.codepoints(|code| {
            if let (Some(id), Some(letter)) = (table.glyph_index(code), char::from_u32(code)) {
                known.entry(id.0).or_insert(letter);
            }
        });
    }
    for (id, letter) in known {
        map.pair(id, letter);
    }
    pdf.cmap(letters, &map.finish());
    Ok(())
}

fn content(scene: &Scene, height: f32) -> Content {
    let mut content = Content::new();
    content.begin_marked_content_with_properties(Name(b"Figure")).properties().identify(0);
    content.save_state();
    // The drawing goes downwards, a page upwards.
    content.transform([UNIT, 0.0, 0.0, -UNIT, 0.0, height]);
    content.set_line_join(LineJoinStyle::RoundJoin);
    if let Some(ground) = scene.ground {
        fill(&mut content, ground);
        content.rect(0.0, 0.0, scene.width as f32, scene.height as f32).fill_nonzero();
    }
    marks(&mut content, scene);
    content.restore_state();
    content.end_marked_content();
    content
}

/// The marks of a drawing, in its own units and downwards.
pub(crate) fn marks(content: &mut Content, scene: &Scene) {
    for mark in &scene.marks {
        match mark {
            Mark::Area { outline, color } => {
                fill(content, *color);
                path(content, outline);
                content.fill_nonzero();
            }
            Mark::Line { outline, color, width, dash } => {
                stroke(content, *color, *width);
                let lengths = dash.map(|lengths| lengths.iter().map(|length| *length as f32));
                let cap = if dash.is_some() { LineCapStyle::ButtCap } else { LineCapStyle::RoundCap };
                content.set_line_cap(cap).set_dash_pattern(lengths.into_iter().flatten(), 0.0);
                path(content, outline);
                content.stroke();
            }
            Mark::Text(text) => letters(content, text, scene.ground),
        }
    }
}

fn rgb(color: u32) -> [f32; 3] {
    let [_, r, g, b] = color.to_be_bytes();
    [r, g, b].map(|part| f32::from(part) / 255.0)
}

pub(crate) fn fill(content: &mut Content, color: u32) {
    let [r, g, b] = rgb(color);
    content.set_fill_rgb(r, g, b);
}

pub(crate) fn stroke(content: &mut Content, color: u32, width: f64) {
    let [r, g, b] = rgb(color);
    content.set_stroke_rgb(r, g, b).set_line_width(width as f32);
}

fn path(content: &mut Content, outline: &[Step]) {
    for step in outline {
        match *step {
            Step::Move(x, y) => content.move_to(x as f32, y as f32),
            Step::To(x, y) => content.line_to(x as f32, y as f32),
            Step::Curve(places) => {
                let [a, b, c, d, x, y] = places.map(|place| place as f32);
                content.cubic_to(a, b, c, d, x, y)
            }
            Step::Close => content.close_path(),
        };
    }
}

/// A text; its rim is a stroke of the same letters, so that it is read once.
fn letters(content: &mut Content, text: &Text, ground: Option<u32>) {
    let glyphs = typeface::set(&text.words, text.bold);
    let begin = beginning(text, &glyphs);
    if let Some(ground) = ground.filter(|_| text.halo) {
        stroke(content, ground, 4.0);
        content.set_line_cap(LineCapStyle::RoundCap).set_dash_pattern([], 0.0);
        if let Some(rim) = crate::png::letters(text) {
            outline(content, &rim);
            content.stroke();
        }
    }
    fill(content, text.color);
    set(content, &glyphs, (text.bold, text.size as f32), [1.0, 0.0, 0.0, -1.0, begin, text.y as f32]);
}

/// Writes glyphs of a weight and size where `place` puts them.
pub(crate) fn set(content: &mut Content, glyphs: &[Glyph], (bold, size): (bool, f32), place: [f32; 6]) {
    let Some(face) = typeface::face(bold) else { return };
    let (name, _, _) = WEIGHTS[usize::from(bold)];
    content.begin_text();
    content.set_font(name, size).set_text_rendering_mode(TextRenderingMode::Fill);
    content.set_text_matrix(place);
    let mut shown = content.show_positioned();
    let mut items = shown.items();
    for glyph in glyphs {
        items.show(Str(&glyph.id.to_be_bytes()));
        let id = ttf_parser::GlyphId(glyph.id);
        let natural = f32::from(face.glyph_hor_advance(id).unwrap_or(0)) / f32::from(face.units_per_em());
        let moved = (natural - glyph.advance) * 1000.0;
        if moved.abs() > 0.01 {
            items.adjust(moved);
        }
    }
    items.finish();
    shown.finish();
    content.end_text();
}

/// The outline of letters.
fn outline(content: &mut Content, path: &tiny_skia::Path) {
    use tiny_skia::PathSegment::{Close, CubicTo, LineTo, MoveTo, QuadTo};
    let mut at = tiny_skia::Point::zero();
    for segment in path.segments() {
        match segment {
            MoveTo(to) => content.move_to(to.x, to.y),
            LineTo(to) => content.line_to(to.x, to.y),
            QuadTo(by, to) => {
                let near =
                    |end: tiny_skia::Point| (end.x + (by.x - end.x) / 1.5, end.y + (by.y - end.y) / 1.5);
                let ((ax, ay), (bx, by)) = (near(at), near(to));
                content.cubic_to(ax, ay, bx, by, to.x, to.y)
            }
            CubicTo(a, b, to) => content.cubic_to(a.x, a.y, b.x, b.y, to.x, to.y),
            Close => content.close_path(),
        };
        if let MoveTo(to) | LineTo(to) | QuadTo(_, to) | CubicTo(_, _, to) = segment {
            at = to;
        }
    }
}

/// Where a text stands on the page, in points.
fn place(text: &Text, height: f32) -> Rect {
    let glyphs = typeface::set(&text.words, text.bold);
    let (left, size) = (beginning(text, &glyphs), text.size as f32);
    let right = left + typeface::width(&glyphs) * size;
    let (top, bottom) = (text.y as f32 - size, text.y as f32 + size * 0.3);
    Rect::new(left * UNIT, height - bottom * UNIT, right * UNIT, height - top * UNIT)
}
