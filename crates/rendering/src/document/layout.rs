//! What stands on which page.

use super::flow::{self, Line, Type};
use super::paper::{self, BOTTOM, MARGIN, MEASURE, Paper, TOP, WIDTH};
use super::table::Ready;
use super::tree::{Id, More, ROOT, heading};
use super::{Block, Document, Figure, Style};
use charts::Role;
use language::t;
use pdf_writer::types::ArtifactType;

const TITLE: Type = Type { bold: true, size: 20.0, line: 25.0 };
const FOOT: Type = Type { bold: false, size: 7.5, line: 10.0 };
/// Lines of a paragraph that never stand alone.
const ALONE: usize = 2;
/// Points of a unit of a drawing at its natural size.
const NATURAL: f32 = 0.75;
/// The most of a page's height that a drawing takes, and what it is made smaller to, one after the other.
const HEIGHTS: [f32; 7] = [0.6, 0.3, 0.27, 0.24, 0.21, 0.18, 0.15];

/// A block whose lines are set.
enum Set<'a> {
    Lines {
        lines: Vec<Line>,
        kind: Type,
        color: Role,
        role: &'static str,
        above: f32,
        below: f32,
        keep: bool,
    },
    Figure {
        figure: &'a Figure,
        scale: f32,
    },
    Table(Ready),
}

fn kind_of_heading(level: usize) -> Type {
    match level {
        1 => TITLE,
        2 => Type { bold: true, size: 14.0, line: 18.0 },
        3 => Type { bold: true, size: 11.0, line: 14.5 },
        _ => Type { bold: true, size: 10.0, line: 14.0 },
    }
}

fn kind_of(style: Style) -> Type {
    match style {
        Style::Lead => Type { bold: false, size: 11.0, line: 16.0 },
        Style::Body => Type { bold: false, size: 9.5, line: 13.5 },
        Style::Note => Type { bold: false, size: 7.5, line: 10.0 },
    }
}

/// The document on its pages, feet included.
pub fn laid_out(document: &Document) -> Paper {
    let mut paper = attempt(document, HEIGHTS[0]);
    if document.one_page {
        for share in &HEIGHTS[1..] {
            if paper.sheets.len() <= 1 {
                break;
            }
            paper = attempt(document, *share);
        }
    }
    feet(document, &mut paper);
    paper
}

fn attempt(document: &Document, share: f32) -> Paper {
    let mut paper = Paper::default();
    let sets = sets(document, share);
    // From behind: what must stand together with what comes next needs that one's room, too.
    let mut least = vec![0.0; sets.len() + 1];
    for (i, set) in sets.iter().enumerate().rev() {
        let (own, tied) = set.least();
        let both = own + if tied { least[i + 1] } else { 0.0 };
        least[i] = if both > TOP - BOTTOM { own } else { both };
    }
    for (set, least) in sets.iter().zip(least) {
        if least > paper.left() && !paper.is_top() {
            paper.turn();
        }
        set.place(&mut paper);
    }
    paper
}

fn sets(document: &Document, share: f32) -> Vec<Set<'_>> {
    let mut sets = vec![Set::heading(1, &document.title)];
    let mut deepest = 1;
    for block in &document.blocks {
        sets.push(match block {
            Block::Heading { level, words } => {
                let depth = (level + 1).clamp(2, deepest + 1);
                let set = Set::heading(depth, words);
                // Without words there is no heading that a deeper one could stand under.
                if matches!(&set, Set::Lines { lines, .. } if lines.is_empty()) {
                    continue;
                }
                deepest = depth;
                set
            }
            Block::Words { words, style, keep } => {
                let kind = kind_of(*style);
                let color = if *style == Style::Note { Role::Muted } else { Role::Ink };
                let lines = flow::lines(words, kind, MEASURE);
                let below = if *keep { 3.0 } else { 8.0 };
                Set::Lines { lines, kind, color, role: "P", above: 0.0, below, keep: *keep }
            }
            Block::Figure(figure) => {
                let (width, height) = (figure.scene.width as f32, figure.scene.height as f32);
                let most = (TOP - BOTTOM) * share;
                let scale = NATURAL.min(MEASURE / width.max(1.0)).min(most / height.max(1.0));
                Set::Figure { figure, scale }
            }
            Block::Table(table) => Set::Table(Ready::of(table)),
        });
    }
    sets
}

impl<'a> Set<'a> {
    fn heading(level: usize, words: &str) -> Set<'a> {
        let kind = kind_of_heading(level);
        let lines = flow::lines(words, kind, MEASURE);
        let above = if level == 1 { 0.0 } else { kind.size * 0.7 };
        let below = if level == 1 { 8.0 } else { 3.0 };
        Set::Lines { lines, kind, color: Role::Ink, role: heading(level), above, below, keep: true }
    }

    /// The least room in which it can begin, and whether what comes next must follow on the page.
    fn least(&self) -> (f32, bool) {
        match self {
            Self::Lines { lines, kind, above, keep, .. } => {
                // Three lines can't be divided into two and two.
                let begun = if *keep || lines.len() <= ALONE + 1 { lines.len() } else { ALONE };
                (above + begun as f32 * kind.line, *keep)
            }
            Self::Figure { figure, scale } => (figure.scene.height as f32 * scale, false),
            Self::Table(table) => (table.least(), false),
        }
    }

    fn place(&self, paper: &mut Paper) {
        match self {
            Self::Lines { lines, kind, color, role, above, below, .. } => {
                if lines.is_empty() {
                    return;
                }
                let element = paper.tree.add(ROOT, role, More::Nothing);
                if !paper.is_top() {
                    paper.y -= above;
                }
                paragraph(paper, lines, *kind, *color, (element, role));
                paper.y -= below;
            }
            Self::Figure { figure, scale } => {
                let (wide, tall) = (figure.scene.width as f32 * scale, figure.scene.height as f32 * scale);
                let own = format!("{}. {}", figure.scene.title, figure.scene.description);
                let alt = if figure.alt.trim().is_empty() { own } else { figure.alt.clone() };
                let place = [MARGIN, paper.y - tall, MARGIN + wide, paper.y];
                let more = More::Figure { alt: flow::clean(&alt), place };
                let element = paper.tree.add(ROOT, "Figure", more);
                paper.draw(element, &figure.scene, *scale);
                paper.y -= 5.0;
            }
            Self::Table(table) => table.place(paper),
        }
    }
}

/// Lines from the pen on, over as many pages as they need; none of them alone on a page.
fn paragraph(paper: &mut Paper, lines: &[Line], kind: Type, color: Role, (element, role): (Id, &str)) {
    let mut rest = lines;
    while !rest.is_empty() {
        let room = (paper.left() / kind.line).max(0.0) as usize;
        let mut now = rest.len();
        if room < rest.len() {
            now = room.min(rest.len().saturating_sub(ALONE));
            if now < ALONE {
                if !paper.is_top() {
                    paper.turn();
                    continue;
                }
                now = room.clamp(1, rest.len());
            }
        }
        let (here, later) = rest.split_at(now);
        let mut y = paper.y;
        paper.marked(element, role, |content| {
            for line in here {
                paper::line(content, line, kind, color, (MARGIN, y));
                y -= kind.line;
            }
        });
        paper.y = y;
        if !later.is_empty() {
            paper.turn();
        }
        rest = later;
    }
}

/// What every page says below: the source, and which of how many pages it is.
fn feet(document: &Document, paper: &mut Paper) {
    let all = paper.sheets.len();
    for (i, sheet) in paper.sheets.iter_mut().enumerate() {
        let number = flow::set(t!("Side {} av {all}", i + 1), FOOT);
        let foot = flow::cut(&document.foot, FOOT, MEASURE - number.width - 20.0);
        let y = BOTTOM - 16.0;
        paper::silent(&mut sheet.content, ArtifactType::Pagination, |content| {
            paper::rule(content, (MARGIN, y), MEASURE, Role::Grid, 0.5);
            paper::line(content, &foot, FOOT, Role::Muted, (MARGIN, y - 4.0));
            paper::line(content, &number, FOOT, Role::Muted, (WIDTH - MARGIN - number.width, y - 4.0));
        });
    }
}
