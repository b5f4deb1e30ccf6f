//! Tables: how wide the columns are, and rows whose heading stands again on every page.

use super::Table;
use super::flow::{self, Line, Type};
use super::paper::{self, MARGIN, MEASURE, Paper};
use super::tree::{Id, More, ROOT};
use charts::Role;

const CAPTION: Type = Type { bold: true, size: 9.5, line: 13.0 };
/// Sizes of type, the first in which no word of any column must be broken.
const SIZES: [f32; 5] = [8.5, 8.0, 7.5, 7.0, 6.5];
/// Above and below the words of a row.
const AIR: f32 = 2.5;
/// Between two columns, and between many.
const GAPS: [f32; 2] = [10.0, 6.0];
/// What is many.
const MANY: usize = 6;
/// Rows of the beginning that stay with the heading.
const TOGETHER: usize = 2;

/// A row whose cells are in lines.
struct Row {
    cells: Vec<Vec<Line>>,
    kind: Type,
}

impl Row {
    fn lines(&self) -> usize {
        self.cells.iter().map(Vec::len).max().unwrap_or(0).max(1)
    }

    fn height(&self) -> f32 {
        self.lines() as f32 * self.kind.line + 2.0 * AIR
    }
}

/// A table whose lines are set.
pub struct Ready {
    caption: Vec<Line>,
    head: Row,
    rows: Vec<Row>,
    /// Left edge, width, numbers.
    columns: Vec<(f32, f32, bool)>,
}

impl Ready {
    pub fn of(table: &Table) -> Self {
        let gap = GAPS[usize::from(table.columns.len() > MANY)];
        let (kind, widths) = widths(table, gap);
        let mut x = MARGIN;
        let columns: Vec<_> = widths
            .iter()
            .zip(&table.columns)
            .map(|(width, (_, number))| {
                let left = x;
                x += width + gap;
                (left, *width, *number)
            })
            .collect();
        let row = |cells: Vec<&str>, kind| Row {
            cells: cells.iter().zip(&widths).map(|(cell, width)| flow::lines(cell, kind, *width)).collect(),
            kind,
        };
        Self {
            caption: flow::lines(&table.caption, CAPTION, MEASURE),
            head: row(table.columns.iter().map(|(name, _)| name.as_str()).collect(), bold(kind)),
            rows: table
                .rows
                .iter()
                .map(|cells| row(cells.iter().map(String::as_str).collect(), kind))
                .collect(),
            columns,
        }
    }

    /// The room that its beginning takes.
    pub fn least(&self) -> f32 {
        let rows: f32 = self.rows.iter().take(TOGETHER).map(Row::height).sum();
        self.caption.len() as f32 * CAPTION.line + self.head.height() + rows
    }

    /// Puts it on the paper, as an element of the document.
    pub fn place(&self, paper: &mut Paper) {
        if self.columns.is_empty() {
            return;
        }
        if self.least() > paper.left() && !paper.is_top() {
            paper.turn();
        }
        let element = paper.tree.add(ROOT, "Table", More::Nothing);
        if !self.caption.is_empty() {
            let caption = paper.tree.add(element, "Caption", More::Nothing);
            for line in &self.caption {
                let y = paper.y;
                paper.marked(caption, "Caption", |content| {
                    paper::line(content, line, CAPTION, Role::Ink, (MARGIN, y));
                });
                paper.y -= CAPTION.line;
            }
        }
        self.heading(paper, Some(element));
        for row in &self.rows {
            self.row(paper, row, element);
        }
        paper.y -= 8.0;
    }

    /// The headings; again on a further page, where nobody needs to hear them.
    fn heading(&self, paper: &mut Paper, table: Option<Id>) {
        match table {
            Some(table) => {
                let row = paper.tree.add(table, "TR", More::Nothing);
                let cells: Vec<Id> = (0..self.columns.len())
                    .map(|_| paper.tree.add(row, "TH", More::Heads("Column")))
                    .collect();
                self.lines(paper, &self.head, 0..self.head.lines(), Some((&cells, "TH")));
            }
            None => self.lines(paper, &self.head, 0..self.head.lines(), None),
        }
        paper.y -= self.head.height();
        let y = paper.y;
        paper.silent(|content| paper::rule(content, (MARGIN, y), MEASURE, Role::Muted, 0.8));
    }

    fn row(&self, paper: &mut Paper, row: &Row, table: Id) {
        let element = paper.tree.add(table, "TR", More::Nothing);
        let cells: Vec<Id> = (0..self.columns.len())
            .map(|column| match column {
                0 => paper.tree.add(element, "TH", More::Heads("Row")),
                _ => paper.tree.add(element, "TD", More::Nothing),
            })
            .collect();
        let mut from = 0;
        while from < row.lines() {
            let left = row.lines() - from;
            if left as f32 * row.kind.line + 2.0 * AIR > paper.left() {
                // A row goes to the next page whole, unless it is longer than one.
                let fits = ((paper.left() - 2.0 * AIR) / row.kind.line).max(0.0) as usize;
                let longer = row.height() > paper::TOP - paper::BOTTOM - self.head.height();
                if !longer || fits == 0 {
                    paper.turn();
                    self.heading(paper, None);
                }
            }
            // One at least, so that it comes to an end even under the tallest of headings.
            let fits = (((paper.left() - 2.0 * AIR) / row.kind.line) as usize).clamp(1, left);
            self.lines(paper, row, from..from + fits, Some((&cells, "TD")));
            paper.y -= fits as f32 * row.kind.line + 2.0 * AIR;
            from += fits;
        }
        let y = paper.y;
        paper.silent(|content| paper::rule(content, (MARGIN, y), MEASURE, Role::Grid, 0.5));
    }

    /// Some lines of every cell.
    fn lines(&self, paper: &mut Paper, row: &Row, which: std::ops::Range<usize>, of: Option<(&[Id], &str)>) {
        let top = paper.y - AIR;
        for (column, (lines, (x, width, number))) in row.cells.iter().zip(&self.columns).enumerate() {
            let shown = lines.get(which.start..which.end.min(lines.len())).unwrap_or_default();
            let write = |content: &mut pdf_writer::Content| {
                for (line, i) in shown.iter().zip(0_u8..) {
                    let x = if *number { x + width - line.width } else { *x };
                    let y = top - f32::from(i) * row.kind.line;
                    paper::line(content, line, row.kind, Role::Ink, (x, y));
                }
            };
            if shown.is_empty() {
                continue;
            }
            match of {
                Some((cells, role)) => {
                    let role = if column == 0 { "TH" } else { role };
                    paper.marked(cells[column], role, write);
                }
                None => paper.silent(write),
            }
        }
    }
}

fn bold(kind: Type) -> Type {
    Type { bold: true, ..kind }
}

/// The largest type in which no word must be broken, and the columns' widths: as wide as they like where there is room.
fn widths(table: &Table, gap: f32) -> (Type, Vec<f32>) {
    let available = MEASURE - gap * table.columns.len().saturating_sub(1) as f32;
    let of = |size: f32| Type { bold: false, size, line: size + 3.0 };
    // Widths grow with the size, so they are measured once.
    let (natural, least) = measured(table, of(1.0), available / 2.0);
    let needed: f32 = least.iter().sum();
    let size = SIZES.into_iter().find(|size| needed * size <= available).unwrap_or(SIZES[SIZES.len() - 1]);
    let scaled = |widths: Vec<f32>| widths.into_iter().map(|width| width * size).collect::<Vec<f32>>();
    (of(size), shared(&scaled(natural), &scaled(least), available))
}

/// What each column would like, and its longest word, none more than `longest` at the size in which it is set.
fn measured(table: &Table, kind: Type, longest: f32) -> (Vec<f32>, Vec<f32>) {
    let n = table.columns.len();
    let (mut natural, mut least) = (vec![0.0_f32; n], vec![0.0_f32; n]);
    let mut look = |column: usize, text: &str, kind: Type| {
        let text = flow::clean(text);
        natural[column] = natural[column].max(flow::width(&text, kind));
        for word in text.split(' ') {
            least[column] = least[column].max(flow::width(word, kind).min(longest / SIZES[0]));
        }
    };
    for (column, (name, _)) in table.columns.iter().enumerate() {
        look(column, name, bold(kind));
    }
    for row in &table.rows {
        for (column, cell) in row.iter().take(n).enumerate() {
            look(column, cell, kind);
        }
    }
    (natural, least)
}

/// Shares out what there is: to each what it likes, or at least its longest word as far as that goes.
fn shared(natural: &[f32], least: &[f32], available: f32) -> Vec<f32> {
    let (wanted, needed): (f32, f32) = (natural.iter().sum(), least.iter().sum());
    if wanted <= available {
        // What is left goes to every column, so that the lines below rows end where the numbers do.
        let more = (available - wanted) / natural.len().max(1) as f32;
        return natural.iter().map(|width| width + more).collect();
    }
    if needed >= available {
        return least.iter().map(|width| (width * available / needed).max(8.0)).collect();
    }
    let share = (available - needed) / (wanted - needed);
    natural.iter().zip(least).map(|(natural, least)| least + (natural - least) * share + 0.01).collect()
}
