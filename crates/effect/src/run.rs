//! The one entry: a specification and a panel give an estimation or a refusal.

use crate::grid::{Grid, Ledger};
use crate::panel::Panel;
use crate::refusal::Refusal;
use crate::result::{Diagnostics, Estimation, Scale, Sensitivity, Status};
use crate::specification::{Covid, Estimator, Family, Specification};

/// Reason under which the Covid months are listed.
pub(crate) const COVID: &str = "March 2020 – December 2021 (Covid)";

/// Estimates.
///
/// # Errors
/// Input that contradicts itself or the specification: see [`Refusal`]. Data that can't carry an answer
/// is no error: the status then is [`Status::NotEstimable`] with the reason.
pub fn run(spec: &Specification, panel: &Panel) -> Result<Estimation, Refusal> {
    let (grid, ledger) = Grid::build(panel, spec)?;
    let without_covid = ledger.rows.dropped.iter().any(|d| d.reason == COVID);
    let mut answer = estimate(spec, &grid, ledger)?;
    if without_covid && answer.status != Status::NotEstimable {
        let with = Specification { covid: Covid::Include, ..spec.clone() };
        let (grid, ledger) = Grid::build(panel, &with)?;
        let second = estimate(&with, &grid, ledger)?;
        if let Some(headline) = second.headline().filter(|_| second.status != Status::NotEstimable) {
            answer.sensitivity.push(Sensitivity {
                what: "with March 2020 – December 2021".to_owned(),
                estimate: headline.clone(),
            });
        }
    }
    Ok(answer)
}

/// Estimates on a grid: no second choices.
///
/// # Errors
/// As [`run`].
pub fn estimate(spec: &Specification, grid: &Grid, ledger: Ledger) -> Result<Estimation, Refusal> {
    if grid.series.is_empty() {
        return Ok(not_estimable(spec, ledger, "no rows are left; see the dropped rows for the reasons"));
    }
    match spec.estimator {
        Estimator::Imputation => crate::imputation::estimate(spec, grid, ledger),
        Estimator::Its => crate::its::estimate(spec, grid, ledger),
        Estimator::Twfe => crate::twfe::estimate(spec, grid, ledger),
        Estimator::EventStudy => crate::event_study::estimate(spec, grid, ledger),
        Estimator::GroupTime => crate::group_time::estimate(spec, grid, ledger),
        Estimator::SunAbraham => crate::sun_abraham::estimate(spec, grid, ledger),
        Estimator::Bjs => crate::linear_imputation::estimate(spec, grid, ledger),
    }
}

/// An answer without estimates.
pub(crate) fn not_estimable(spec: &Specification, ledger: Ledger, reason: &str) -> Estimation {
    let mut answer = blank(spec, ledger);
    answer.status = Status::NotEstimable;
    answer.rows.used = 0;
    answer.warnings.push(format!("not estimable: {reason}"));
    answer
}

/// An answer to fill.
pub(crate) fn blank(spec: &Specification, ledger: Ledger) -> Estimation {
    Estimation {
        estimator: spec.estimator,
        specification: spec.to_string(),
        scale: if spec.family() == Family::Poisson { Scale::Log } else { Scale::Linear },
        status: Status::Ok,
        rows: ledger.rows,
        clusters: 0,
        df: None,
        estimates: Vec::new(),
        diagnostics: Diagnostics::default(),
        warnings: ledger.warnings,
        sensitivity: Vec::new(),
        comparisons: Vec::new(),
        checks: Vec::new(),
        curves: Vec::new(),
    }
}
