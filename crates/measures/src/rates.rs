//! Rates per 1 000 inhabitants: crude, directly age-standardised, with uncertainty.

/// z of a two-sided 95 % interval.
const Z: f64 = 1.959_963_984_540_054;

/// A rate per 1 000 inhabitants with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// Events per 1 000 inhabitants.
    pub value: f64,
    /// Lower bound.
    pub lower: f64,
    /// Upper bound.
    pub upper: f64,
}

/// Crude rate per 1 000; `None` without inhabitants. `years` is the length of the period, so that the rate is
/// a yearly one.
///
/// Interval: Byar's approximation of the exact Poisson limits (Breslow & Day 1987, p. 69).
pub fn crude(events: f64, inhabitants: f64, years: f64) -> Option<Rate> {
    let base = inhabitants * years / 1000.0;
    (base > 0.0 && events >= 0.0).then(|| {
        let (lower, upper) = poisson_limits(events);
        Rate { value: events / base, lower: lower / base, upper: upper / base }
    })
}

/// 95 % limits of a Poisson mean of which so many events were seen, by Byar's approximation.
pub fn poisson_limits(events: f64) -> (f64, f64) {
    let limit = |n: f64, z: f64| n * (1.0 - 1.0 / (9.0 * n) + z / (3.0 * n.sqrt())).powi(3);
    let lower = if events > 0.0 { limit(events, -Z).max(0.0) } else { 0.0 };
    (lower, limit(events + 1.0, Z))
}

/// One age group of a standardised rate.
#[derive(Debug, Clone, Copy)]
pub struct Stratum {
    /// Events in the group.
    pub events: f64,
    /// Inhabitants of the group.
    pub inhabitants: f64,
    /// Inhabitants of the group in the standard population.
    pub standard: f64,
}

/// Directly standardised rate per 1 000 and year: Σ wᵢ dᵢ/nᵢ with the standard's weights; `None` where a group
/// of the standard has no inhabitants here.
///
/// Interval: Dobson, Kuulasmaa, Eberle & Scherer (1991), which scales Byar's limits of the total by the ratio
/// of standard errors.
pub fn standardised(strata: &[Stratum], years: f64) -> Option<Rate> {
    let total: f64 = strata.iter().map(|s| s.standard).sum();
    if total <= 0.0 || years <= 0.0 || strata.iter().any(|s| s.standard > 0.0 && s.inhabitants <= 0.0) {
        return None;
    }
    let used = || strata.iter().filter(|s| s.standard > 0.0);
    let weight = |s: &Stratum| s.standard / total / (s.inhabitants * years) * 1000.0;
    let value: f64 = used().map(|s| weight(s) * s.events).sum();
    let variance: f64 = used().map(|s| weight(s).powi(2) * s.events).sum();
    let events: f64 = used().map(|s| s.events).sum();
    let (low, high) = poisson_limits(events);
    let scale =
        if events > 0.0 { (variance / events).sqrt() } else { used().map(weight).fold(0.0, f64::max) };
    Some(Rate {
        value,
        lower: (value + scale * (low - events)).max(0.0),
        upper: value + scale * (high - events),
    })
}

/// Share with its 95 % interval by Wilson (1927); `None` of none.
pub fn share(part: f64, whole: f64) -> Option<Rate> {
    (whole > 0.0).then(|| {
        let (p, z2) = (part / whole, Z * Z / whole);
        let centre = (p + z2 / 2.0) / (1.0 + z2);
        let half = Z / (1.0 + z2) * (p * (1.0 - p) / whole + z2 / (4.0 * whole)).max(0.0).sqrt();
        Rate { value: p, lower: (centre - half).max(0.0), upper: (centre + half).min(1.0) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64, tolerance: f64) {
        assert!((a - b).abs() < tolerance, "{a} is not {b}");
    }

    #[test]
    fn limits_are_close_to_the_exact_poisson_ones() {
        // scipy 1.14 chi2.ppf: exact limits of 10 events 4.795–18.390, of 100 events 81.364–121.627.
        let (low, high) = poisson_limits(10.0);
        near(low, 4.795, 0.01);
        near(high, 18.390, 0.01);
        let (low, high) = poisson_limits(100.0);
        near(low, 81.364, 0.02);
        near(high, 121.627, 0.02);
    }

    #[test]
    fn no_event_has_an_upper_limit() {
        let rate = crude(0.0, 1000.0, 1.0).unwrap();
        assert!(rate.value == 0.0 && rate.lower == 0.0 && rate.upper > 3.0 && rate.upper < 4.0);
        assert_eq!(crude(3.0, 0.0, 1.0), None);
    }

    #[test]
    fn norway_2022_has_the_published_rate() {
        // 32 957 admissions among 5 425 270 inhabitants: 6.1 per 1 000 (published with a smaller base: 6.2).
        near(crude(32_957.0, 5_425_270.0, 1.0).unwrap().value, 6.07, 0.01);
    }

    #[test]
    fn standardising_to_oneself_changes_nothing() {
        let strata = [(10.0, 1000.0), (40.0, 500.0)].map(|(events, n)| Stratum {
            events,
            inhabitants: n,
            standard: n,
        });
        let standard = standardised(&strata, 1.0).unwrap();
        let plain = crude(50.0, 1500.0, 1.0).unwrap();
        near(standard.value, plain.value, 1e-12);
        near(standard.lower, plain.lower, 1e-9);
    }

    #[test]
    fn standardising_takes_the_standards_weights() {
        // Rates 10 and 80 per 1 000; standard half young, half old: 45.
        let strata = [(10.0, 1000.0), (40.0, 500.0)].map(|(events, inhabitants)| Stratum {
            events,
            inhabitants,
            standard: 1.0,
        });
        near(standardised(&strata, 1.0).unwrap().value, 45.0, 1e-12);
    }

    #[test]
    fn dobsons_interval_agrees_with_its_formula() {
        // By hand: weights 0.5 and 1 per 1 000, variance 0.25 × 10 + 1 × 40 = 42.5 of 50 events, Byar's limits of 50
        // 37.1081 and 65.9202; 45 + √(42.5/50) × (limit − 50).
        let strata = [(10.0, 1000.0), (40.0, 500.0)].map(|(events, inhabitants)| Stratum {
            events,
            inhabitants,
            standard: 1.0,
        });
        let rate = standardised(&strata, 1.0).unwrap();
        near(rate.lower, 33.1143, 1e-4);
        near(rate.upper, 59.6777, 1e-4);
    }

    #[test]
    fn wilson_agrees_with_statsmodels() {
        // statsmodels 0.14 proportion_confint(85, 100, method="wilson") = 0.76717, 0.90691.
        let share = share(85.0, 100.0).unwrap();
        near(share.lower, 0.767_17, 1e-4);
        near(share.upper, 0.906_91, 1e-4);
    }
}
