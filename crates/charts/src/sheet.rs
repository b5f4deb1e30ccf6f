//! What a file says around its chart: title and finding above, notes below.

use crate::canvas::{Canvas, DrawError, HEADING, Setting, TEXT};
use crate::frame::Frame;
use crate::palette::Role;
use crate::text;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

/// What a file shows beside its chart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Paragraphs below the chart: source, period, definitions, and so on.
    pub notes: Vec<String>,
    /// The last line: how the view is found again.
    pub way_back: String,
    /// Where the last line leads when it is clicked.
    pub link: Option<String>,
    /// Nothing behind the marks, instead of white paper.
    pub transparent: bool,
    /// The chart alone: it is put into a document that has title and finding as its own text.
    pub bare: bool,
}

impl Sheet {
    /// The chart without title, finding and notes, for a document that says them itself.
    pub fn bare() -> Self {
        Self { transparent: true, bare: true, ..Self::default() }
    }

    /// White, with one paragraph.
    pub fn of(note: impl Into<String>) -> Self {
        Self { notes: vec![note.into()], ..Self::default() }
    }
}

/// Size of the notes.
const NOTE: f64 = 12.0;
const TITLE_LINE: f64 = HEADING * 1.3;
const FINDING_LINE: f64 = TEXT * 1.35;
const NOTE_LINE: f64 = NOTE * 1.35;
/// Share of the width that lines fill at most: widths are estimates, and figures run wider than they say.
const SURE: f64 = 0.95;
/// Air between the chart and the notes.
const APART: f64 = 18.0;
/// Air between paragraphs.
const BETWEEN: f64 = 4.0;

/// The lines above and below the chart of a file.
pub(crate) struct Lines {
    title: Vec<String>,
    finding: Vec<String>,
    notes: Vec<Vec<String>>,
    /// The last line or lines.
    pub way_back: Vec<String>,
}

impl Lines {
    pub fn of(frame: &Frame, sheet: &Sheet) -> Self {
        let width = f64::from(frame.width) * SURE;
        let notes = sheet.notes.iter().map(|note| text::broken(note, NOTE, width));
        Self {
            title: if sheet.bare { Vec::new() } else { text::broken(&frame.title, HEADING * 1.06, width) },
            finding: if sheet.bare { Vec::new() } else { text::broken(&frame.finding, TEXT, width) },
            notes: notes.filter(|lines| !lines.is_empty()).collect(),
            way_back: text::broken(&sheet.way_back, NOTE, width),
        }
    }

    pub fn above(&self) -> f64 {
        if self.title.is_empty() && self.finding.is_empty() {
            return 0.0;
        }
        TITLE_LINE * self.title.len() as f64 + FINDING_LINE * self.finding.len() as f64 + 10.0
    }

    pub fn below(&self) -> f64 {
        let paragraphs = || self.notes.iter().chain((!self.way_back.is_empty()).then_some(&self.way_back));
        let lines: usize = paragraphs().map(Vec::len).sum();
        if lines == 0 {
            0.0
        } else {
            APART + NOTE_LINE * lines as f64 + BETWEEN * paragraphs().count() as f64
        }
    }

    /// Title and finding.
    pub fn paint_above<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Result<(), DrawError<DB>> {
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
        Ok(())
    }

    /// The notes, and last the way back.
    pub fn paint_below<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Result<(), DrawError<DB>> {
        let mut y = canvas.height + APART;
        let note = Setting { size: NOTE, ..Setting::new(Role::Muted) }.at(HPos::Left, VPos::Top);
        for paragraph in self.notes.iter().chain([&self.way_back]) {
            for line in paragraph {
                canvas.text((0.0, y), line, note)?;
                y += NOTE_LINE;
            }
            y += BETWEEN;
        }
        Ok(())
    }
}
