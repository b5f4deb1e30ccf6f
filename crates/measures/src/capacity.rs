//! Bed need, turnover, bed equivalents and what waiting patients cost.

/// Inhabitants per bed in the national guideline.
pub const INHABITANTS_PER_BED: f64 = 7000.0;

/// Beds that a population needs: inhabitants / 7 000.
pub fn bed_need(inhabitants: f64) -> f64 {
    inhabitants / INHABITANTS_PER_BED
}

/// Discharges per bed and year; `None` without beds or days.
pub fn turnover(discharges: f64, beds: f64, days: i64) -> Option<f64> {
    (beds > 0.0 && days > 0).then(|| discharges / beds / (days as f64 / 365.0))
}

/// Beds that saved bed-days amount to, if those beds were always full: bed-days / days in the period.
pub fn bed_equivalents(bed_days: f64, days: i64) -> Option<f64> {
    (days > 0).then(|| bed_days / days as f64)
}

/// What days after readiness cost the trust: (cost per hospital bed-day − municipal payment) × days, in kroner.
/// May be negative.
pub fn waiting_cost(cost_per_bed_day: f64, municipal_payment: f64, days: f64) -> f64 {
    (cost_per_bed_day - municipal_payment) * days
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guides_examples_come_out() {
        assert!((bed_need(23_483.0) - 3.35).abs() < 0.005);
        assert!((bed_equivalents(2400.0, 365).unwrap_or_default() - 6.58).abs() < 0.005);
        assert!((waiting_cost(18_175.0, 5_508.0, 11_376.0) - 144_099_792.0).abs() < 1e-6);
        assert!(waiting_cost(4000.0, 5508.0, 1.0) < 0.0);
    }

    #[test]
    fn turnover_is_per_year() {
        assert_eq!(turnover(100.0, 4.0, 730), Some(12.5));
        assert_eq!(turnover(100.0, 0.0, 365), None);
    }
}
