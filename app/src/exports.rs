//! Every figure of every page by its id, for those who want it without the page: files, tables, reports, the command
//! line. The page's own function makes it, so that it is held against the same rights and the same gate.
//!
//! No file format here: what is made of a figure is made elsewhere.

mod options;
mod sheet;
mod versions;

use crate::data::{Data, DataError};
use crate::pages;
use crate::pages::asked::Asked;
use crate::selection::{Selection, slug};
use crate::ui::data_line::DataLine;
use crate::ui::figure::{Figure, definition};
use crate::ui::table::Table;
use crate::views;
use charts::Sheet;
use chrono::NaiveDate;
use language::{key, t};
use leptos_router::params::ParamsMap;
use measures::Measure;
pub use options::{Choice, Fault, Form, LONGEST, SELECTION};
pub use sheet::{Drawn, NOTE, file_name};
pub use versions::{Import, Versions, program, versions};
use vocabulary::{Right, norwegian};

/// The figures of one view of a page.
#[derive(Default)]
pub struct FigureSet {
    /// Those that the view has, in the page's order.
    pub figures: Vec<Figure>,
    /// How complete the data behind them are.
    pub line: DataLine,
    /// What of the address was not understood, or is answered otherwise than asked.
    pub problems: Vec<String>,
    /// Tables that stand on the page without a chart.
    pub tables: Vec<Listed>,
    /// What the scope is called.
    pub place: String,
    /// What is shown; `None` where there are no data at all.
    pub selection: Option<Selection>,
}

/// A table that stands on a page without a chart.
pub struct Listed {
    /// What it is called in addresses of files.
    pub id: &'static str,
    /// The numbers.
    pub table: Table,
    /// Whose definitions apply.
    pub measures: Vec<Measure>,
    /// Source, period and time of the newest data.
    pub source: String,
}

impl FigureSet {
    /// Those of `figures` that the view has.
    pub fn new(figures: impl IntoIterator<Item = Option<Figure>>, line: DataLine, asked: Asked) -> Self {
        Self {
            figures: figures.into_iter().flatten().collect(),
            line,
            problems: asked.problems,
            tables: Vec::new(),
            place: asked.place,
            selection: Some(asked.selection),
        }
    }

    /// With tables that stand without a chart.
    #[must_use]
    pub fn with(mut self, tables: impl IntoIterator<Item = Listed>) -> Self {
        self.tables.extend(tables);
        self
    }
}

/// A page with figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// *Oversikt*.
    Overview,
    /// *Belegg*.
    Occupancy,
    /// *Liggetid*.
    LengthOfStay,
    /// *Innleggelsesveier*.
    Pathways,
    /// *Kommune*.
    Municipality,
    /// *Kart*.
    Map,
    /// *Kart*, month by month: no page shows it whole.
    MapMonths,
    /// *Effekt*.
    Effect,
    /// *Effekt – metode og kontroller*.
    EffectChecks,
    /// *Kompletthet*.
    Completeness,
}

impl Page {
    /// Its path.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Overview => "/",
            Self::Occupancy => "/belegg",
            Self::LengthOfStay => "/liggetid",
            Self::Pathways => "/innleggelsesveier",
            Self::Municipality => "/kommune",
            Self::Map | Self::MapMonths => "/kart",
            Self::Effect => "/effekt",
            Self::EffectChecks => "/effekt/kontroller",
            Self::Completeness => "/kompletthet",
        }
    }

    /// Its figures for a query.
    ///
    /// # Errors
    /// [`DataError`], [`DataError::Forbidden`] where the view isn't for `data.person`.
    pub async fn figures(self, data: &Data, query: &ParamsMap) -> Result<FigureSet, DataError> {
        match self {
            Self::Overview => pages::oversikt::figures(data, query).await,
            Self::Occupancy => pages::belegg::figures(data, query).await,
            Self::LengthOfStay => pages::liggetid::figures(data, query).await,
            Self::Pathways => pages::innleggelsesveier::figures(data, query).await,
            Self::Municipality => pages::kommune::figures(data, query).await,
            Self::Map => pages::kart::figures(data, query).await,
            Self::MapMonths => pages::kart::months::figures(data, query).await,
            Self::Effect => pages::effekt::figures(data, query).await,
            Self::EffectChecks => pages::effekt::checks::figures(data, query).await,
            Self::Completeness => pages::kompletthet::figures(data, query).await,
        }
    }
}

/// A figure that there is, though not in every view of its page.
#[derive(Debug, PartialEq, Eq)]
pub struct Entry {
    /// The id of its frame, the same in every view and no other figure's.
    pub id: &'static str,
    /// The page that it stands on.
    pub page: Page,
    /// What the page's address must say beside the view for it to be there.
    with: Option<(&'static str, &'static str)>,
    /// Why a view may be without it, as a sentence.
    pub absent: &'static str,
}

const NUMBERS: &str = key!("Utvalget har ikke tall til den.");
const UNIT: &str = key!("Den vises bare for én enhet, og når tallene holder.");
const MUNICIPALITY: &str = key!("Den vises bare for én kommune, og når tallene holder.");

const fn entry(id: &'static str, page: Page, absent: &'static str) -> Entry {
    Entry { id, page, with: None, absent }
}

/// Every figure, by page in the page's order.
#[rustfmt::skip]
pub const FIGURES: &[Entry] = &[
    entry("oeh-maaned", Page::Overview, NUMBERS),
    entry("oversikt-endring", Page::Overview, NUMBERS),
    entry("belegg-dag", Page::Occupancy, UNIT),
    entry("belegg-maaned", Page::Occupancy, NUMBERS),
    entry("belegg-fulle", Page::Occupancy, NUMBERS),
    entry("belegg-endring", Page::Occupancy, NUMBERS),
    entry("belegg-kalender", Page::Occupancy, UNIT),
    entry("belegg-fordeling", Page::Occupancy, UNIT),
    Entry { with: Some(("uke", "vis")), ..entry("belegg-uke", Page::Occupancy, UNIT) },
    entry("kapasitet", Page::Occupancy, UNIT),
    entry("kapasitet-deling", Page::Occupancy, key!("Den vises bare der minst to enheter kan dele senger.")),
    entry("liggetid-maaned", Page::LengthOfStay, NUMBERS),
    entry("liggetid-fordeling", Page::LengthOfStay, NUMBERS),
    entry("liggetid-72", Page::LengthOfStay, NUMBERS),
    entry("liggetid-type", Page::LengthOfStay, NUMBERS),
    entry("liggetid-etter", Page::LengthOfStay, NUMBERS),
    entry("liggetid-varer", Page::LengthOfStay, UNIT),
    entry("liggetid-endring", Page::LengthOfStay, NUMBERS),
    entry("veier-flyt", Page::Pathways, NUMBERS),
    entry("veier-henviser", Page::Pathways, NUMBERS),
    entry("veier-tid", Page::Pathways, NUMBERS),
    entry("veier-fra", Page::Pathways, NUMBERS),
    entry("veier-til", Page::Pathways, NUMBERS),
    entry("veier-alternativ", Page::Pathways, NUMBERS),
    entry("veier-aarsak", Page::Pathways, NUMBERS),
    entry("veier-alder", Page::Pathways, NUMBERS),
    entry("veier-formaal", Page::Pathways, NUMBERS),
    entry("oeh-tid", Page::Municipality, MUNICIPALITY),
    entry("oeh-alder", Page::Municipality, MUNICIPALITY),
    entry("overligger", Page::Municipality, MUNICIPALITY),
    entry("sengebehov", Page::Municipality, MUNICIPALITY),
    entry("trakt", Page::Municipality, NUMBERS),
    entry("kart", Page::Map, NUMBERS),
    entry("effekt-kurve", Page::Effect, NUMBERS),
    entry("effekt-grupper", Page::Effect, NUMBERS),
    entry("effekt-kommuner", Page::Effect, key!("Den vises bare for 2 til 60 kommuner.")),
];

/// Every table that stands without a chart.
pub const TABLES: &[Entry] = &[
    entry("nokkeltall", Page::Overview, NUMBERS),
    entry("sammenlign", Page::Overview, NUMBERS),
    entry("belegg-nokkeltall", Page::Occupancy, NUMBERS),
    entry("liggetid-nokkeltall", Page::LengthOfStay, NUMBERS),
    entry("veier-nokkeltall", Page::Pathways, NUMBERS),
    entry("kommune-nokkeltall", Page::Municipality, key!("Den vises bare for én kommune.")),
    entry("like-store", Page::Municipality, key!("Den vises bare for én kommune.")),
    entry(pages::kart::months::ID, Page::MapMonths, NUMBERS),
    entry("effekt-kontroller", Page::EffectChecks, NUMBERS),
    entry("effekt-utelatt", Page::EffectChecks, NUMBERS),
    entry("kompletthet", Page::Completeness, NUMBERS),
];

/// What has a table, figures among them; `None` for an unknown id.
pub fn find_table(id: &str) -> Option<&'static Entry> {
    find(id).or_else(|| TABLES.iter().find(|entry| entry.id == id))
}

/// The figure with this id; `None` for an unknown id.
pub fn find(id: &str) -> Option<&'static Entry> {
    FIGURES.iter().find(|entry| entry.id == id)
}

/// A figure with what its page says around it.
pub struct Found {
    /// The figure.
    pub figure: Figure,
    /// How complete its data are, as a sentence.
    pub complete: Option<String>,
    /// What of the address was not understood, or is answered otherwise than asked.
    pub problems: Vec<String>,
    /// What the scope is called.
    pub place: String,
    /// Path and query of the page's view, the period always said: the same view tomorrow.
    pub address: String,
    /// What it was made by and of.
    pub versions: Versions,
    /// The short code of the address, where it has one.
    pub code: Option<String>,
}

/// What comes of asking for a figure.
pub enum Answer {
    /// Here it is.
    Found(Box<Found>),
    /// The view doesn't have it; what of the address was not understood.
    Absent(Vec<String>),
}

/// Whose file it is: what the program that makes it knows.
#[derive(Debug, Clone)]
pub struct Stamp {
    /// Scheme and host, such as `https://kadpuls.example`; empty where it isn't known.
    pub origin: String,
    /// The day on which the file is made.
    pub made_on: NaiveDate,
}

impl Found {
    /// What a file says around the chart: source and period, definitions, events, and the way back to the view.
    pub fn sheet(&self, stamp: &Stamp, transparent: bool) -> Sheet {
        let figure = &self.figure;
        let mut notes = vec![
            [Some(figure.source()), self.complete.as_deref()]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" "),
        ];
        notes.extend(figure.measures().iter().map(|measure| {
            let (name, words) = definition(*measure);
            format!("{name}{words}")
        }));
        if !figure.events().is_empty() {
            let one = |(i, (date, words)): (usize, &(NaiveDate, String))| {
                format!("{} {}: {words}", i + 1, norwegian::date(*date))
            };
            let all: Vec<String> = figure.events().iter().enumerate().map(one).collect();
            notes.push(t!("Hendelser på tidsaksen: {}.", all.join("; ")));
        }
        if !self.problems.is_empty() {
            notes.push(t!("Merk: {}", self.problems.join(" ")));
        }
        notes.push(t!("{}, laget {}.", self.versions.line(), norwegian::date(stamp.made_on)));
        let code = self
            .code
            .as_ref()
            .map(|code| t!("Kortkode {code}: {}/v/{code}. ", stamp.origin))
            .unwrap_or_default();
        let way_back = t!("{code}Samme visning: {}{}", stamp.origin, self.address);
        let link = (!stamp.origin.is_empty()).then(|| format!("{}{}", stamp.origin, self.address));
        Sheet { notes, way_back, link, transparent, bare: false }
    }

    /// A name for a file of it, without ending.
    pub fn file_name(&self) -> String {
        format!("{}-{}", self.figure.id(), slug(&self.place))
    }
}

impl Entry {
    /// A view's query with what the page must be told for it to be there.
    pub(crate) fn query(&self, pairs: &[(String, String)]) -> ParamsMap {
        let mut query: ParamsMap = pairs.iter().cloned().collect();
        if let Some((name, value)) = self.with {
            query.replace(name, value.to_owned());
        }
        query
    }

    /// The figure in a view.
    ///
    /// # Errors
    /// [`DataError`]; [`DataError::Forbidden`] where `data.person` may not take files along or not see the view.
    pub async fn figure(&self, data: &Data, query: &ParamsMap) -> Result<Answer, DataError> {
        let (FigureSet { figures, line, problems, place, selection, .. }, query) =
            self.set(data, query).await?;
        let Some(figure) = figures.into_iter().find(|figure| figure.id() == self.id) else {
            return Ok(Answer::Absent(problems));
        };
        Ok(Answer::Found(Box::new(Found {
            complete: line.of(figure.measures()),
            address: self.address(&selection.map_or_else(Vec::new, |shown| shown.pairs()), &query),
            versions: versions(data).await?,
            code: None,
            figure,
            problems,
            place,
        })))
    }

    /// Everything that stands on its page in a view, and the query that asks for it.
    async fn set(&self, data: &Data, query: &ParamsMap) -> Result<(FigureSet, ParamsMap), DataError> {
        may_take(data)?;
        let mut query = query.clone();
        if let Some((name, value)) = self.with {
            query.replace(name, value.to_owned());
        }
        Ok((self.page.figures(&data.handed_on(), &query).await?, query))
    }

    /// Path and query of the page's view that shows it: the selection that is shown, then what else the query says.
    pub(crate) fn address(&self, selection: &[(&'static str, String)], query: &ParamsMap) -> String {
        format!("{}#fig-{}", views::address(self.page, selection, query), self.id)
    }
}

/// Whether who asks may take files along.
///
/// # Errors
/// [`DataError::Forbidden`].
pub fn may_take(data: &Data) -> Result<(), DataError> {
    if data.may(Right::Export) {
        return Ok(());
    }
    let advice = t!("Kontoen din kan ikke ta ut filer. Det kan statistikkforumet og administratorer.");
    Err(DataError::Forbidden(advice.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_figures_share_an_id() {
        let mut ids: Vec<&str> = FIGURES.iter().chain(TABLES).map(|entry| entry.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), FIGURES.len() + TABLES.len());
        assert_eq!(find("belegg-dag").map(|entry| entry.page), Some(Page::Occupancy));
        assert_eq!(find("finnes-ikke"), None);
    }

    #[test]
    fn an_address_says_what_is_shown_and_what_else_was_asked() {
        let query = [("enhet", "B"), ("kommune", ""), ("grunn", "Ny seng & bad"), ("uke", "vis")];
        let query: ParamsMap = query.into_iter().collect();
        let shown = [("enhet", "A".to_owned()), ("fra", "2024-01-01".to_owned())];
        assert_eq!(
            find("belegg-uke").unwrap().address(&shown, &query),
            "/belegg?enhet=A&fra=2024-01-01&grunn=Ny%20seng%20%26%20bad&uke=vis#fig-belegg-uke"
        );
    }
}
