//! Reports: views of pages in an order, with words between them. A report is a list of blocks; the page (`view`) and
//! the PDF (the server, with `rendering`) are drawn from the same one.
//!
//! A report is handed on, as page and as file: small numbers are hidden in it whoever asks. Each view in it is held
//! against the rights of who reads it, by the page that it is a view of.

pub mod leaflet;
pub mod quarterly;
pub mod saved;
pub(crate) mod view;

use crate::data::{Data, DataError};
use crate::exports::{Entry, FigureSet};
use crate::ui::data_line::DataLine;
use crate::ui::figure::{Figure, definition};
use crate::ui::table::Table;
use charts::{Scene, Sheet};
use language::{key, t, text};
use leptos_router::params::ParamsMap;
use measures::Measure;
use vocabulary::{Period, norwegian, oslo_date};

/// A report, ready to be drawn.
pub struct Report {
    /// Its heading.
    pub title: String,
    /// A name for its file, without ending.
    pub name: String,
    /// What it says.
    pub blocks: Vec<Block>,
    /// Source, time of the data, program: at the foot of every page.
    pub foot: String,
    /// Shall be one page of paper.
    pub one_page: bool,
    /// What of the address was not understood.
    pub problems: Vec<String>,
}

/// A part of a report.
pub enum Block {
    /// A heading of a part.
    Heading(String),
    /// What the report begins with.
    Lead(String),
    /// A paragraph.
    Words(String),
    /// Small print.
    Note(String),
    /// A chart with its words.
    Figure(Box<Shown>),
    /// A table with its words.
    Table {
        /// The numbers.
        table: Box<Table>,
        /// Source and period.
        source: String,
        /// Path and query of the page that shows it.
        address: String,
    },
}

/// A chart in a report.
pub struct Shown {
    /// The chart, its title and finding.
    pub figure: Figure,
    /// Source, period, and how complete the data are.
    pub source: String,
    /// Path and query of the page that shows it.
    pub address: String,
}

impl Shown {
    /// The chart alone, as a document holds it that says title and finding itself.
    pub fn scene(&self) -> Scene {
        self.figure.chart().scene(&Sheet::bare())
    }
}

/// What signs in tables stand for.
pub const SIGNS: &str =
    key!("Tegnet : betyr at tallet bygger på for få pasienter til å vises, .. at tall mangler.");

impl Block {
    /// A figure of a view; `None` where the view doesn't have it.
    fn figure(set: &mut FigureSet, entry: &Entry, query: &ParamsMap) -> Option<Self> {
        let place = set.figures.iter().position(|figure| figure.id() == entry.id)?;
        let figure = set.figures.remove(place);
        let pairs = set.selection.as_ref().map_or_else(Vec::new, crate::selection::Selection::pairs);
        Some(Self::shown(figure, &set.line, entry.address(&pairs, query)))
    }

    fn shown(figure: Figure, line: &DataLine, address: String) -> Self {
        let complete = line.of(figure.measures());
        let source = [Some(figure.source()), complete.as_deref()].into_iter().flatten();
        let source = source.collect::<Vec<_>>().join(" ");
        Self::Figure(Box::new(Shown { figure, source, address }))
    }
}

/// The definitions of everything that a report shows, once each.
fn definitions(blocks: &[Block], more: &[Measure]) -> Vec<Block> {
    let mut measures: Vec<Measure> = more.to_vec();
    for block in blocks {
        if let Block::Figure(shown) = block {
            measures.extend(shown.figure.measures());
        }
    }
    let mut said = Vec::new();
    let mut definitions = vec![Block::Heading(t!("Definisjoner").to_owned())];
    for measure in measures {
        if !said.contains(&measure) {
            said.push(measure);
            let (name, words) = definition(measure);
            definitions.push(Block::Note(format!("{name}{words}")));
        }
    }
    definitions.push(Block::Note(text(SIGNS).to_owned()));
    definitions
}

/// The foot of every page.
///
/// # Errors
/// [`DataError::Store`].
async fn foot(data: &Data) -> Result<String, DataError> {
    let catalogue = data.catalogue().await?;
    let updated = catalogue.updated_at.map_or_else(
        || t!("Ingen data er importert").to_owned(),
        |time| t!("Data sist oppdatert {}", norwegian::date(oslo_date(time))),
    );
    Ok(t!(
        "Kilde: KADpuls {}. {updated}, datautgave {}. Laget {}.",
        env!("CARGO_PKG_VERSION"),
        catalogue.version,
        norwegian::date(data.today())
    ))
}

/// A view's query: a place and a period.
fn query_of(place: Option<(&'static str, String)>, period: Option<Period>) -> ParamsMap {
    let mut query = ParamsMap::new();
    if let Some((name, value)) = place {
        query.insert(name, value);
    }
    if let Some(period) = period {
        query.insert("fra", period.from().to_string());
        query.insert("til", period.to().to_string());
    }
    query
}
