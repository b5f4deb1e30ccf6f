//! The ten kinds of import files, one file each, all of the same shape: the columns, the key, how a row
//! is read and how it is written.

mod beds;
mod border_changes;
mod emergency_admissions;
mod events;
mod municipalities;
mod population;
mod registrations;
mod stays;
mod unit_municipalities;
mod units;

pub(crate) use beds::BedsFile;
pub(crate) use border_changes::BorderChangesFile;
pub(crate) use emergency_admissions::{EmergencyAdmissionsFile, SinglePlaces};
pub(crate) use events::EventsFile;
pub(crate) use municipalities::MunicipalitiesFile;
pub(crate) use population::PopulationFile;
pub(crate) use registrations::RegistrationsFile;
pub(crate) use stays::StaysFile;
pub(crate) use unit_municipalities::UnitMunicipalitiesFile;
pub(crate) use units::UnitsFile;

use crate::column::Column;
use crate::row::{Refused, Row};
use crate::rows::Rows;
use crate::write::Line;
use std::hash::Hasher;

/// A kind of import file.
pub(crate) trait Kind: Sized {
    /// What its rows become.
    type Row;
    /// Its columns, in the order in which they are written.
    const COLUMNS: &[Column];
    /// The columns that make the key, by their place in [`Kind::COLUMNS`].
    const KEY: &[usize];

    /// Begins a file whose columns stand at these places.
    fn new(places: &[Option<usize>]) -> Self;

    /// Reads a row; `None` when it is kept for [`Kind::finish`].
    fn row(&mut self, row: &mut Row<'_>) -> Result<Option<Self::Row>, Refused>;

    /// The rows that only the whole file gives.
    fn finish(self) -> impl Iterator<Item = Self::Row> {
        std::iter::empty()
    }

    /// Writes the key of a row.
    fn key(row: &Self::Row, hasher: &mut impl Hasher);

    /// Writes the cells of a row, one for each column.
    fn write(row: &Self::Row, line: &mut Line);

    /// Rows of this kind among rows of any.
    fn rows(rows: Vec<Self::Row>) -> Rows;
}

/// Runs the same expression with the [`Kind`] of whichever dataset.
macro_rules! dispatch {
    ($dataset:expr, $kind:ident => $then:expr) => {{
        use vocabulary::Dataset;
        use $crate::datasets as kinds;
        match $dataset {
            Dataset::Municipalities => {
                type $kind = kinds::MunicipalitiesFile;
                $then
            }
            Dataset::BorderChanges => {
                type $kind = kinds::BorderChangesFile;
                $then
            }
            Dataset::Population => {
                type $kind = kinds::PopulationFile;
                $then
            }
            Dataset::Units => {
                type $kind = kinds::UnitsFile;
                $then
            }
            Dataset::UnitMunicipalities => {
                type $kind = kinds::UnitMunicipalitiesFile;
                $then
            }
            Dataset::Beds => {
                type $kind = kinds::BedsFile;
                $then
            }
            Dataset::Registrations => {
                type $kind = kinds::RegistrationsFile;
                $then
            }
            Dataset::Stays => {
                type $kind = kinds::StaysFile;
                $then
            }
            Dataset::EmergencyAdmissions => {
                type $kind = kinds::EmergencyAdmissionsFile;
                $then
            }
            Dataset::Events => {
                type $kind = kinds::EventsFile;
                $then
            }
        }
    }};
}
pub(crate) use dispatch;
