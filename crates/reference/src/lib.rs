//! Norway's municipalities, border changes and population as the project's own tables.
//!
//! The tables are text files in `data/`, compiled into the program, so that a first start needs no
//! network and no file. Sources, licences and corrections are in this crate's README. This crate is
//! not an import: what a user uploads goes through `import` and may replace these rows.

mod names;
mod tables;

pub use names::norwegian_name;

use std::sync::LazyLock;
use vocabulary::{BorderChange, Municipality, MunicipalityNumber, Population};

/// What to tell people about Oslo: the catchment table knows one hospital area per municipality.
pub const OSLO_NOTE: &str =
    "Oslo hører til fire lokalsykehusområder etter bydel; tabellen viser det første (Akershus).";

/// First and last year of [`population`].
pub const POPULATION_YEARS: (i32, i32) = (2009, 2026);

/// The 357 municipalities of 2024 with region, trust and hospital area; one row per dated membership,
/// so that a municipality which changed trust has several rows. Sorted by number and `valid_from`.
pub fn municipalities() -> &'static [Municipality] {
    static ROWS: LazyLock<Vec<Municipality>> =
        LazyLock::new(|| tables::municipalities(include_str!("../data/municipalities.csv")));
    &ROWS
}

/// Former numbers and where they went; the shares of a former number add up to 1.
pub fn border_changes() -> &'static [BorderChange] {
    static ROWS: LazyLock<Vec<BorderChange>> =
        LazyLock::new(|| tables::border_changes(include_str!("../data/border_changes.csv")));
    &ROWS
}

/// Where each municipality of [`municipalities`] stands on a map of equal tiles: column from the west, row from the
/// north. Sorted by number.
pub fn tiles() -> &'static [(MunicipalityNumber, (usize, usize))] {
    static ROWS: LazyLock<Vec<(MunicipalityNumber, (usize, usize))>> =
        LazyLock::new(|| tables::tiles(include_str!("../data/tiles.csv")));
    &ROWS
}

/// Inhabitants on 1 January of each of [`POPULATION_YEARS`], on the borders of 2024. Sorted by
/// municipality, year and age group.
pub fn population() -> &'static [Population] {
    static ROWS: LazyLock<Vec<Population>> =
        LazyLock::new(|| tables::population(include_str!("../data/population.csv")));
    &ROWS
}

#[cfg(test)]
mod tests;
