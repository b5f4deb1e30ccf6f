//! The effect that is built into the demo country's hospital admissions.
//!
//! From the month in which a municipality's unit opens, its expected emergency admissions at 80+ are
//! multiplied by [`STRONG_80_PLUS`] where the unit lies beside the legevakt and has a doctor on site day
//! and night, by [`OTHER_80_PLUS`] elsewhere; the same in all departments. Other age groups: no effect.
//! Openings are on the first day of a month. What decides the stratum never changes over time, and a
//! municipality whose unit closes moves to one of the same stratum.
//!
//! Besides the effect, expected admissions are inhabitants × rate of age group and department ×
//! municipality level × national trend, season, month shock and pandemic, which all municipalities
//! share: a model with municipality and month effects per age group is the true one. Counts are Poisson.

use vocabulary::{AgeGroup, PhysicianCover, Unit};

/// Rate ratio at 80+ where a doctor is on site day and night beside the legevakt.
pub const STRONG_80_PLUS: f64 = 0.93;

/// Rate ratio at 80+ elsewhere.
pub const OTHER_80_PLUS: f64 = 0.98;

/// Whether the unit belongs to the strong stratum.
pub fn is_strong(unit: &Unit) -> bool {
    unit.beside_legevakt == Some(true) && unit.physician_cover == Some(PhysicianCover::OnSite)
}

/// Rate ratio of an opened unit.
pub fn ratio(strong: bool, age_group: AgeGroup) -> f64 {
    match (age_group, strong) {
        (AgeGroup::Age80Plus, true) => STRONG_80_PLUS,
        (AgeGroup::Age80Plus, false) => OTHER_80_PLUS,
        _ => 1.0,
    }
}
