//! Pages that are filled from above, and the pen that writes on the last of them.

use super::flow::{Line, Type};
use super::tree::{Id, Kid, Tree};
use crate::pdf;
use charts::{Role, Scene};
use pdf_writer::types::ArtifactType;
use pdf_writer::{Content, Name};

/// A4, in points.
pub const WIDTH: f32 = 595.28;
/// The same.
pub const HEIGHT: f32 = 841.89;
/// Left and right.
pub const MARGIN: f32 = 54.0;
/// The first line's top, from the page's lower edge.
pub const TOP: f32 = HEIGHT - 54.0;
/// No line stands below this; the foot does.
pub const BOTTOM: f32 = 66.0;
/// What lines may be wide.
pub const MEASURE: f32 = WIDTH - 2.0 * MARGIN;

/// A page.
pub struct Sheet {
    pub content: Content,
    /// Whose its marked contents are, by number.
    pub marked: Vec<Id>,
}

/// All pages, and where the pen stands on the last.
pub struct Paper {
    pub sheets: Vec<Sheet>,
    pub tree: Tree,
    /// The upper edge of what comes next, from the page's lower edge.
    pub y: f32,
}

impl Default for Paper {
    fn default() -> Self {
        let mut paper = Self { sheets: Vec::new(), tree: Tree::default(), y: TOP };
        paper.turn();
        paper
    }
}

impl Paper {
    /// Begins a page.
    pub fn turn(&mut self) {
        self.sheets.push(Sheet { content: Content::new(), marked: Vec::new() });
        self.y = TOP;
    }

    /// Whether nothing stands on the page yet.
    pub fn is_top(&self) -> bool {
        self.y >= TOP
    }

    /// The room that is left.
    pub fn left(&self) -> f32 {
        self.y - BOTTOM
    }

    fn content(&mut self) -> &mut Content {
        let last = self.sheets.len() - 1;
        &mut self.sheets[last].content
    }

    /// Writes what belongs to an element.
    pub fn marked(&mut self, element: Id, role: &str, write: impl FnOnce(&mut Content)) {
        let page = self.sheets.len() - 1;
        let sheet = &mut self.sheets[page];
        let number = sheet.marked.len() as i32;
        sheet.marked.push(element);
        sheet
            .content
            .begin_marked_content_with_properties(Name(role.as_bytes()))
            .properties()
            .identify(number);
        write(&mut sheet.content);
        sheet.content.end_marked_content();
        self.tree.elements[element].kids.push(Kid::Content(page, number));
    }

    /// Writes what nobody needs to hear: lines, repeated headings.
    pub fn silent(&mut self, write: impl FnOnce(&mut Content)) {
        silent(self.content(), ArtifactType::Layout, write);
    }

    /// A drawing with its upper left corner at the pen, and moves the pen below it.
    pub fn draw(&mut self, element: Id, scene: &Scene, scale: f32) {
        let y = self.y;
        self.marked(element, "Figure", |content| {
            content.save_state();
            content.transform([scale, 0.0, 0.0, -scale, MARGIN, y]);
            content.set_line_join(pdf_writer::types::LineJoinStyle::RoundJoin);
            pdf::marks(content, scene);
            content.restore_state();
        });
        self.y -= scene.height as f32 * scale;
    }
}

/// Writes what is no part of the text.
pub fn silent(content: &mut Content, kind: ArtifactType, write: impl FnOnce(&mut Content)) {
    content.begin_marked_content_with_properties(Name(b"Artifact")).properties().artifact().kind(kind);
    write(content);
    content.end_marked_content();
}

/// A set line whose box begins at `x` and has its upper edge at `y`.
pub fn line(content: &mut Content, line: &Line, kind: Type, role: Role, (x, y): (f32, f32)) {
    let base = y - f32::midpoint(kind.line, kind.size * 0.72);
    pdf::fill(content, role.light());
    pdf::set(content, &line.glyphs, (kind.bold, kind.size), [1.0, 0.0, 0.0, 1.0, x, base]);
}

/// A thin line across, `wide` points from `x`.
pub fn rule(content: &mut Content, (x, y): (f32, f32), wide: f32, role: Role, thick: f64) {
    pdf::stroke(content, role.light(), thick);
    content.set_dash_pattern([], 0.0);
    content.move_to(x, y).line_to(x + wide, y).stroke();
}
