//! Linear imputation (Borusyak, Jaravel & Spiess 2024).

use crate::grid::{Grid, Ledger};
use crate::refusal::Refusal;
use crate::result::Estimation;
use crate::specification::Specification;

/// Not written yet.
///
/// # Errors
/// Always, until it is written.
pub fn estimate(_spec: &Specification, _grid: Grid, _ledger: Ledger) -> Result<Estimation, Refusal> {
    Err(Refusal::Incompatible("this estimator isn't there yet".to_owned()))
}
