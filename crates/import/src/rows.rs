//! Typed rows of any dataset.

use vocabulary::{
    Beds, BorderChange, Dataset, EmergencyAdmissions, Event, Municipality, Population, Registration, Stay,
    Unit, UnitMunicipality,
};

/// Rows in a full chunk.
pub const CHUNK: usize = 4096;

/// Rows of one dataset.
#[derive(Debug, Clone, PartialEq)]
pub enum Rows {
    /// `kommuner`
    Municipalities(Vec<Municipality>),
    /// `kommuneendringer`
    BorderChanges(Vec<BorderChange>),
    /// `innbyggere`
    Population(Vec<Population>),
    /// `enheter`
    Units(Vec<Unit>),
    /// `enhetskommuner`
    UnitMunicipalities(Vec<UnitMunicipality>),
    /// `senger`
    Beds(Vec<Beds>),
    /// `registreringer`
    Registrations(Vec<Registration>),
    /// `opphold`
    Stays(Vec<Stay>),
    /// `innleggelser`
    EmergencyAdmissions(Vec<EmergencyAdmissions>),
    /// `hendelser`
    Events(Vec<Event>),
}

/// Runs the same expression on the rows of whichever dataset, with its `Kind`.
macro_rules! each {
    ($rows:expr, $kind:ident, $list:ident => $then:expr) => {
        match $rows {
            $crate::Rows::Municipalities($list) => {
                type $kind = $crate::datasets::MunicipalitiesFile;
                $then
            }
            $crate::Rows::BorderChanges($list) => {
                type $kind = $crate::datasets::BorderChangesFile;
                $then
            }
            $crate::Rows::Population($list) => {
                type $kind = $crate::datasets::PopulationFile;
                $then
            }
            $crate::Rows::Units($list) => {
                type $kind = $crate::datasets::UnitsFile;
                $then
            }
            $crate::Rows::UnitMunicipalities($list) => {
                type $kind = $crate::datasets::UnitMunicipalitiesFile;
                $then
            }
            $crate::Rows::Beds($list) => {
                type $kind = $crate::datasets::BedsFile;
                $then
            }
            $crate::Rows::Registrations($list) => {
                type $kind = $crate::datasets::RegistrationsFile;
                $then
            }
            $crate::Rows::Stays($list) => {
                type $kind = $crate::datasets::StaysFile;
                $then
            }
            $crate::Rows::EmergencyAdmissions($list) => {
                type $kind = $crate::datasets::EmergencyAdmissionsFile;
                $then
            }
            $crate::Rows::Events($list) => {
                type $kind = $crate::datasets::EventsFile;
                $then
            }
        }
    };
}
pub(crate) use each;

impl Rows {
    /// Number of rows.
    pub fn len(&self) -> usize {
        match self {
            Self::Municipalities(rows) => rows.len(),
            Self::BorderChanges(rows) => rows.len(),
            Self::Population(rows) => rows.len(),
            Self::Units(rows) => rows.len(),
            Self::UnitMunicipalities(rows) => rows.len(),
            Self::Beds(rows) => rows.len(),
            Self::Registrations(rows) => rows.len(),
            Self::Stays(rows) => rows.len(),
            Self::EmergencyAdmissions(rows) => rows.len(),
            Self::Events(rows) => rows.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Which dataset they are of.
    pub const fn dataset(&self) -> Dataset {
        match self {
            Self::Municipalities(_) => Dataset::Municipalities,
            Self::BorderChanges(_) => Dataset::BorderChanges,
            Self::Population(_) => Dataset::Population,
            Self::Units(_) => Dataset::Units,
            Self::UnitMunicipalities(_) => Dataset::UnitMunicipalities,
            Self::Beds(_) => Dataset::Beds,
            Self::Registrations(_) => Dataset::Registrations,
            Self::Stays(_) => Dataset::Stays,
            Self::EmergencyAdmissions(_) => Dataset::EmergencyAdmissions,
            Self::Events(_) => Dataset::Events,
        }
    }
}
