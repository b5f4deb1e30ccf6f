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

/// What a municipality pays for a day in hospital of a patient who is ready to leave, in kroner, by year: the national
/// budget's rates.
pub const MUNICIPAL_PAYMENT: [(i32, f64); 11] = [
    (2014, 4255.0),
    (2015, 4387.0),
    (2016, 4505.0),
    (2017, 4622.0),
    (2018, 4747.0),
    (2019, 4885.0),
    (2020, 5036.0),
    (2021, 5167.0),
    (2022, 5306.0),
    (2023, 5508.0),
    (2024, 5745.0),
];

/// The newest rate up to a year, with its year; the oldest before there was one.
pub fn municipal_payment(year: i32) -> (i32, f64) {
    let known = MUNICIPAL_PAYMENT.iter().rev().find(|(of, _)| *of <= year);
    known.copied().unwrap_or(MUNICIPAL_PAYMENT[0])
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
    fn the_rate_of_the_year_or_the_newest_before_it_applies() {
        assert_eq!(municipal_payment(2023), (2023, 5508.0));
        assert_eq!(municipal_payment(2031), (2024, 5745.0));
        assert_eq!(municipal_payment(2001), (2014, 4255.0));
    }

    #[test]
    fn turnover_is_per_year() {
        assert_eq!(turnover(100.0, 4.0, 730), Some(12.5));
        assert_eq!(turnover(100.0, 0.0, 365), None);
    }
}
