//! The rows of the ten datasets, checked: what `import` reads, `demo` generates and `store` keeps.
//!
//! Fields follow the import files (`docs/IMPORT.md`); `None` is "not said", never zero.

use crate::{
    AgeGroup, Alternative, Dataset, Department, Destination, EventKind, Month, MunicipalityNumber, Origin,
    PhysicianCover, Problem, Purpose, Reason, Referrer, Sex, StayId, UnitCode, UnitKind,
};
use chrono::{DateTime, NaiveDate, Utc};

/// A municipality and, from `valid_from` up to and including `valid_to`, who it belongs to.
/// Key: number and `valid_from`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Municipality {
    /// Municipality number.
    pub number: MunicipalityNumber,
    /// Name.
    pub name: String,
    /// County.
    pub county: Option<String>,
    /// Regional health authority (RHF).
    pub health_region: String,
    /// Health trust (HF).
    pub health_trust: String,
    /// Local hospital area.
    pub hospital_area: Option<String>,
    /// First day of this membership.
    pub valid_from: Option<NaiveDate>,
    /// Last day of this membership.
    pub valid_to: Option<NaiveDate>,
}

impl Municipality {
    /// A municipality of a trust at all times, of which no more is known.
    pub fn new(
        number: MunicipalityNumber,
        name: impl Into<String>,
        health_region: impl Into<String>,
        health_trust: impl Into<String>,
    ) -> Self {
        Self {
            number,
            name: name.into(),
            county: None,
            health_region: health_region.into(),
            health_trust: health_trust.into(),
            hospital_area: None,
            valid_from: None,
            valid_to: None,
        }
    }
}

/// A share of a former municipality that lies in a present one. Key: from and to.
#[derive(Debug, Clone, PartialEq)]
pub struct BorderChange {
    /// The former number.
    pub from: MunicipalityNumber,
    /// The present number.
    pub to: MunicipalityNumber,
    /// Share of the former municipality, 0–1.
    pub share: f64,
    /// Last year in which the former number was in use.
    pub last_year: i32,
}

/// Inhabitants on 1 January. Key: municipality, year, age group.
#[derive(Debug, Clone, PartialEq)]
pub struct Population {
    /// Municipality.
    pub municipality: MunicipalityNumber,
    /// Year.
    pub year: i32,
    /// Age group.
    pub age_group: AgeGroup,
    /// Inhabitants.
    pub inhabitants: i64,
}

/// A unit. Key: code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Code.
    pub code: UnitCode,
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: UnitKind,
    /// Municipality that runs it.
    pub host: Option<MunicipalityNumber>,
    /// First day of operation.
    pub opened: Option<NaiveDate>,
    /// Last day of operation.
    pub closed: Option<NaiveDate>,
    /// Whether it lies beside the legevakt.
    pub beside_legevakt: Option<bool>,
    /// Cover by doctors.
    pub physician_cover: Option<PhysicianCover>,
    /// Where it is housed.
    pub location: Option<String>,
    /// Whether the emergency department may send patients directly.
    pub direct_from_emergency: Option<bool>,
    /// Telephone number for doctors who refer.
    pub telephone: Option<String>,
    /// What it can do and whom it takes.
    pub offer: Option<String>,
}

impl Unit {
    /// A unit of which no more is known.
    pub fn new(code: UnitCode, name: impl Into<String>, kind: UnitKind) -> Self {
        Self {
            code,
            name: name.into(),
            kind,
            host: None,
            opened: None,
            closed: None,
            beside_legevakt: None,
            physician_cover: None,
            location: None,
            direct_from_emergency: None,
            telephone: None,
            offer: None,
        }
    }
}

/// A unit serves a municipality. Key: unit, municipality, from.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitMunicipality {
    /// Unit.
    pub unit: UnitCode,
    /// Home municipality that may use it.
    pub municipality: MunicipalityNumber,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: Option<NaiveDate>,
    /// Share of the unit that the municipality pays for, 0–1.
    pub share: Option<f64>,
}

/// Places of a unit from a day on. Key: unit, from.
#[derive(Debug, Clone, PartialEq)]
pub struct Beds {
    /// Unit.
    pub unit: UnitCode,
    /// First day.
    pub from: NaiveDate,
    /// Places; may be decimal.
    pub beds: f64,
}

/// One unit, one day. Key: unit, date.
#[derive(Debug, Clone, PartialEq)]
pub struct Registration {
    /// Unit.
    pub unit: UnitCode,
    /// Day.
    pub date: NaiveDate,
    /// Staffed beds; may be decimal.
    pub beds: f64,
    /// Occupied beds; may be decimal, and more than `beds`.
    pub occupied: f64,
    /// Admissions.
    pub admissions: Option<i64>,
    /// Discharges.
    pub discharges: Option<i64>,
    /// Turned away because the unit was full.
    pub rejected: Option<i64>,
    /// Beds lent to discharge-ready patients.
    pub discharge_ready: Option<f64>,
}

/// One admission to a unit. Key: unit and id. No name, no birth number, no free text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stay {
    /// Local id.
    pub id: StayId,
    /// Unit.
    pub unit: UnitCode,
    /// Home municipality.
    pub home: MunicipalityNumber,
    /// Admitted.
    pub admitted: DateTime<Utc>,
    /// Discharged; `None` while the patient is there.
    pub discharged: Option<DateTime<Utc>>,
    /// Whether only dates were given, each held as noon in Oslo; length of stay is then whole days.
    pub dates_only: bool,
    /// Age group.
    pub age_group: AgeGroup,
    /// Sex.
    pub sex: Option<Sex>,
    /// Came from.
    pub origin: Option<Origin>,
    /// Referred by.
    pub referrer: Referrer,
    /// Reason.
    pub reason: Option<Reason>,
    /// Kind of problem.
    pub problem: Option<Problem>,
    /// What the bed was used for.
    pub purpose: Option<Purpose>,
    /// Where the patient would have gone otherwise.
    pub alternative: Option<Alternative>,
    /// Discharged to; always there when `discharged` is.
    pub destination: Option<Destination>,
}

/// Emergency admissions to hospital. Key: municipality, month, age group, department.
#[derive(Debug, Clone, PartialEq)]
pub struct EmergencyAdmissions {
    /// Home municipality.
    pub municipality: MunicipalityNumber,
    /// Month.
    pub month: Month,
    /// Age group.
    pub age_group: AgeGroup,
    /// Department.
    pub department: Department,
    /// Admissions.
    pub admissions: i64,
    /// Bed-days.
    pub bed_days: Option<f64>,
    /// Readmissions within 30 days.
    pub readmissions30: Option<i64>,
    /// Days in hospital after the patient was ready to leave.
    pub discharge_ready_days: Option<f64>,
}

/// Whom an event concerns.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum EventPlace {
    /// One unit.
    Unit(UnitCode),
    /// One municipality.
    Municipality(MunicipalityNumber),
    /// The whole country (the pandemic, a change of law).
    Country,
}

/// Something that happened. Key: place, date, kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Where.
    pub place: EventPlace,
    /// Day.
    pub date: NaiveDate,
    /// What.
    pub kind: EventKind,
    /// In words; about the unit, never about a patient.
    pub description: Option<String>,
}

/// Rows of one dataset: how they travel from a file or a generator to the store.
#[derive(Debug, Clone, PartialEq)]
pub enum Rows {
    /// `kommuner`.
    Municipalities(Vec<Municipality>),
    /// `kommuneendringer`.
    BorderChanges(Vec<BorderChange>),
    /// `innbyggere`.
    Population(Vec<Population>),
    /// `enheter`.
    Units(Vec<Unit>),
    /// `enhetskommuner`.
    UnitMunicipalities(Vec<UnitMunicipality>),
    /// `senger`.
    Beds(Vec<Beds>),
    /// `registreringer`.
    Registrations(Vec<Registration>),
    /// `opphold`.
    Stays(Vec<Stay>),
    /// `innleggelser`.
    EmergencyAdmissions(Vec<EmergencyAdmissions>),
    /// `hendelser`.
    Events(Vec<Event>),
}

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

    /// The dataset that the rows are of.
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
