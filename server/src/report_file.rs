//! A report as a PDF, for HTTP and the command line.

use app::reports::{Block, Report};
use rendering::PdfError;
use rendering::document::{self, Document, Figure, Style};

/// Draws the report and writes it; takes about a second for twenty charts.
///
/// # Errors
/// [`PdfError`].
pub fn write(report: Report) -> Result<Vec<u8>, PdfError> {
    let mut blocks = Vec::new();
    // Below the parts where there are parts; a leaflet has none, and small headings.
    let mut depth = if report.one_page { 2 } else { 1 };
    for block in report.blocks {
        match block {
            Block::Heading(words) => {
                depth = 2;
                blocks.push(document::Block::Heading { level: 1, words });
            }
            Block::Lead(words) => blocks.push(paragraph(words, Style::Lead, false)),
            Block::Words(words) => blocks.push(paragraph(words, Style::Body, false)),
            Block::Note(words) => blocks.push(paragraph(words, Style::Note, false)),
            Block::Figure(shown) => {
                let frame = shown.figure.chart().frame();
                blocks.push(document::Block::Heading { level: depth, words: frame.title.clone() });
                blocks.push(paragraph(frame.finding.clone(), Style::Body, true));
                let scene = shown.scene();
                blocks.push(document::Block::Figure(Box::new(Figure { scene, alt: String::new() })));
                blocks.push(paragraph(shown.source, Style::Note, false));
            }
            Block::Table { table, source, .. } => {
                blocks.push(document::Block::Table(rows(&table)));
                blocks.push(paragraph(source, Style::Note, false));
            }
        }
    }
    rendering::document(&Document {
        title: report.title,
        subject: language::t!("Rapport fra KADpuls").to_owned(),
        creator: concat!("KADpuls ", env!("CARGO_PKG_VERSION")).to_owned(),
        foot: report.foot,
        blocks,
        one_page: report.one_page,
    })
}

fn paragraph(words: String, style: Style, keep: bool) -> document::Block {
    document::Block::Words { words, style, keep }
}

fn rows(table: &app::ui::table::Table) -> document::Table {
    let columns = table.columns.iter().enumerate();
    document::Table {
        caption: table.caption.clone(),
        columns: columns.map(|(place, name)| (name.clone(), table.is_number(place))).collect(),
        rows: table.rows.iter().map(|row| row.iter().map(tables::Cell::text).collect()).collect(),
    }
}
