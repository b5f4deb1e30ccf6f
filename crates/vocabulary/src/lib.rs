//! The field's words as types, and how numbers and dates are written in Norwegian.
//!
//! Every other crate speaks in these words; this one knows none of them. It holds no formula
//! (`measures`, `effect`), no SQL (`store`) and no file format (`import`), and it compiles to wasm.
//!
//! One spelling per term: the code of a value (`code()`) is what stands in files, addresses and the
//! database; its label (`label()`) is what people read, in bokmål.

mod access;
mod catalogue;
mod categories;
mod code;
mod dataset;
mod identifiers;
pub mod norwegian;
mod period;
mod rows;
mod stay_days;
mod stay_times;

pub use access::{Person, Right, Role};
pub use catalogue::{Catalogue, Scope};
pub use categories::{
    AgeGroup, Alternative, CorrectionReason, DaySource, Destination, EventKind, Origin, PhysicianCover,
    Problem, Purpose, Referrer, Sex, UnitKind,
};
pub use code::UnknownCode;
pub use dataset::Dataset;
pub use identifiers::{
    BedNumber, Department, InvalidIdentifier, MunicipalityNumber, Reason, StayId, UnitCode,
};
pub use period::{Month, Period, PeriodError};
pub use rows::{
    Beds, BorderChange, EmergencyAdmissions, Event, EventPlace, Municipality, Population, Registration, Rows,
    Stay, Unit, UnitMunicipality,
};
pub use stay_days::{DaySums, StayTimes, oslo_instants, oslo_midnight, oslo_wall};
pub use stay_times::{oslo_date, oslo_time};
