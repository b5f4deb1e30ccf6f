//! Typed rows of any dataset.

/// Rows in a full chunk.
pub const CHUNK: usize = 4096;

pub use vocabulary::Rows;

/// Runs the same expression on the rows of whichever dataset, with its `Kind`.
macro_rules! each {
    ($rows:expr, $kind:ident, $list:ident => $then:expr) => {
        match $rows {
            ::vocabulary::Rows::Municipalities($list) => {
                type $kind = $crate::datasets::MunicipalitiesFile;
                $then
            }
            ::vocabulary::Rows::BorderChanges($list) => {
                type $kind = $crate::datasets::BorderChangesFile;
                $then
            }
            ::vocabulary::Rows::Population($list) => {
                type $kind = $crate::datasets::PopulationFile;
                $then
            }
            ::vocabulary::Rows::Units($list) => {
                type $kind = $crate::datasets::UnitsFile;
                $then
            }
            ::vocabulary::Rows::UnitMunicipalities($list) => {
                type $kind = $crate::datasets::UnitMunicipalitiesFile;
                $then
            }
            ::vocabulary::Rows::Beds($list) => {
                type $kind = $crate::datasets::BedsFile;
                $then
            }
            ::vocabulary::Rows::Registrations($list) => {
                type $kind = $crate::datasets::RegistrationsFile;
                $then
            }
            ::vocabulary::Rows::Stays($list) => {
                type $kind = $crate::datasets::StaysFile;
                $then
            }
            ::vocabulary::Rows::EmergencyAdmissions($list) => {
                type $kind = $crate::datasets::EmergencyAdmissionsFile;
                $then
            }
            ::vocabulary::Rows::Events($list) => {
                type $kind = $crate::datasets::EventsFile;
                $then
            }
        }
    };
}
pub(crate) use each;
