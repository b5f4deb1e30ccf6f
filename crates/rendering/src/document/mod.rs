//! Words, drawings and tables as the pages of a PDF: A4, tagged for those who hear it, its letters as text.
//!
//! Three steps: [`flow`] breaks words into lines, [`layout`] puts lines, drawings and rows on pages and notes in a
//! [`tree`] what they are, [`write`] makes the file. It knows nothing of what is told.

mod flow;
mod layout;
mod paper;
mod table;
mod tree;
mod write;

use crate::pdf::PdfError;
use charts::Scene;

/// A document. What turns the direction of writing is taken out of every text; other letters than the typeface has
/// are shown as empty boxes.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// What it is called: its first heading, and the name of the window that shows it.
    pub title: String,
    /// What it is about, in its properties.
    pub subject: String,
    /// The program that makes it.
    pub creator: String,
    /// The foot of every page, one line; what is too long for it is cut.
    pub foot: String,
    /// What it says, in order.
    pub blocks: Vec<Block>,
    /// Drawings may be made smaller until all stands on one page, as far as they can be read.
    pub one_page: bool,
}

/// A part of a document.
#[derive(Debug, Clone)]
pub enum Block {
    /// A heading below the title: level 1 is the highest. A level that would leave one out is raised.
    Heading {
        /// How deep.
        level: usize,
        /// What it says.
        words: String,
    },
    /// A paragraph.
    Words {
        /// What it says; a line break is a space.
        words: String,
        /// How it looks.
        style: Style,
        /// Stands on the page of what comes behind it.
        keep: bool,
    },
    /// A drawing, never divided.
    Figure(Box<Figure>),
    /// A table.
    Table(Table),
}

/// How a paragraph looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// What the document begins with, larger.
    Lead,
    /// Running text.
    Body,
    /// Sources and signs, small.
    Note,
}

/// A drawing with what is said to those who don't see it.
#[derive(Debug, Clone)]
pub struct Figure {
    /// The drawing; best one of [`charts::Sheet::bare`], whose title and finding are blocks.
    pub scene: Scene,
    /// What is read aloud. Empty: the drawing's own title and description.
    pub alt: String,
}

/// A table. The first column heads its row.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// What it shows; read aloud, and printed above it.
    pub caption: String,
    /// Headings, and whether a column is of numbers, which stand to the right.
    pub columns: Vec<(String, bool)>,
    /// Rows as wide as `columns`; what is missing is empty, what is more is left out.
    pub rows: Vec<Vec<String>>,
}

/// `document` as a PDF.
///
/// # Errors
/// [`PdfError`].
pub fn document(document: &Document) -> Result<Vec<u8>, PdfError> {
    write::written(document, layout::laid_out(document))
}

/// How many pages it has.
pub fn pages(document: &Document) -> usize {
    layout::laid_out(document).sheets.len()
}
