//! Every figure of every page by its id, for those who want it without the page: files, tables, reports, the command
//! line. The page's own function makes it, so that it is held against the same rights and the same gate.
//!
//! No file format here: what is made of a figure is made elsewhere.

use crate::data::{Data, DataError};
use crate::pages;
use crate::ui::data_line::DataLine;
use crate::ui::figure::Figure;
use leptos_router::params::ParamsMap;
use vocabulary::Right;

/// The figures of one view of a page.
#[derive(Default)]
pub struct FigureSet {
    /// Those that the view has, in the page's order.
    pub figures: Vec<Figure>,
    /// How complete the data behind them are.
    pub line: DataLine,
    /// What of the address was not understood, or is answered otherwise than asked.
    pub problems: Vec<String>,
}

impl FigureSet {
    /// Those of `figures` that the view has.
    pub fn new(
        figures: impl IntoIterator<Item = Option<Figure>>,
        line: DataLine,
        problems: Vec<String>,
    ) -> Self {
        Self { figures: figures.into_iter().flatten().collect(), line, problems }
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
    /// *Effekt*.
    Effect,
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
            Self::Map => "/kart",
            Self::Effect => "/effekt",
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
            Self::Effect => pages::effekt::figures(data, query).await,
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

const NUMBERS: &str = "Utvalget har ikke tall til den.";
const UNIT: &str = "Den vises bare for én enhet, og når tallene holder.";
const MUNICIPALITY: &str = "Den vises bare for én kommune, og når tallene holder.";

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
    entry("kapasitet-deling", Page::Occupancy, "Den vises bare der minst to enheter kan dele senger."),
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
    entry("effekt-kommuner", Page::Effect, "Den vises bare for 2 til 60 kommuner."),
];

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
}

impl Entry {
    /// The figure in a view; `None` where the view doesn't have it.
    ///
    /// # Errors
    /// [`DataError`]; [`DataError::Forbidden`] where `data.person` may not take files along or not see the view.
    pub async fn figure(&self, data: &Data, query: &ParamsMap) -> Result<Option<Found>, DataError> {
        if !data.may(Right::Export) {
            let advice = "Kontoen din kan ikke ta ut filer. Det kan statistikkforumet og administratorer.";
            return Err(DataError::Forbidden(advice.to_owned()));
        }
        let mut query = query.clone();
        if let Some((name, value)) = self.with {
            query.replace(name, value.to_owned());
        }
        let FigureSet { figures, line, problems } = self.page.figures(data, &query).await?;
        let found = figures.into_iter().find(|figure| figure.id() == self.id);
        Ok(found.map(|figure| Found { complete: line.of(figure.measures()), figure, problems }))
    }

    /// The address of the page's view that shows it.
    pub fn address(&self, query: &ParamsMap) -> String {
        let mut query = query.clone();
        if let Some((name, value)) = self.with {
            query.replace(name, value.to_owned());
        }
        format!("{}{}#fig-{}", self.page.path(), query.to_query_string(), self.id)
    }
}

/// The figure with this id in a view; `None` where there is no such figure or the view doesn't have it.
///
/// # Errors
/// As [`Entry::figure`].
pub async fn figure(data: &Data, query: &ParamsMap, id: &str) -> Result<Option<Figure>, DataError> {
    let Some(entry) = find(id) else { return Ok(None) };
    Ok(entry.figure(data, query).await?.map(|found| found.figure))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_figures_share_an_id() {
        let mut ids: Vec<&str> = FIGURES.iter().map(|entry| entry.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), FIGURES.len());
        assert_eq!(find("belegg-dag").map(|entry| entry.page), Some(Page::Occupancy));
        assert_eq!(find("finnes-ikke"), None);
    }

    #[test]
    fn a_figure_that_must_be_asked_for_is_found_where_its_address_leads() {
        let query: ParamsMap = [("enhet", "A")].into_iter().collect();
        let address = |id| find(id).unwrap().address(&query);
        assert_eq!(address("belegg-dag"), "/belegg?enhet=A#fig-belegg-dag");
        assert_eq!(address("belegg-uke"), "/belegg?enhet=A&uke=vis#fig-belegg-uke");
    }
}
