//! Funnel plots: places compared without a ranking. A place stands out only where its rate lies beyond what chance
//! gives a place of its size, and what such places always differ by besides.
//!
//! Source: Spiegelhalter (2005), *Funnel plots for comparing institutional performance*, Statistics in Medicine 24,
//! 1185–1202.

use crate::quantile::quantile;

/// z of limits that hold 95 % of the places.
pub const Z95: f64 = 1.959_963_984_540_054;
/// z of limits that hold 99.8 %.
pub const Z998: f64 = 3.090_232_306_167_813_5;
/// The share of places at each end whose distance is cut before the overdispersion is estimated.
const WINSORISED: f64 = 0.1;

/// A place: events and inhabitants × years.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Member {
    /// Events.
    pub events: f64,
    /// Inhabitants × years.
    pub years: f64,
}

/// Places around their common rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Funnel {
    /// Events per inhabitant and year of all places together.
    pub target: f64,
    /// Mean squared distance in standard errors, the tenth at each end cut: 1 where places differ by chance alone.
    pub phi: f64,
    /// Variance between places beyond chance, of the square root of observed / expected.
    pub tau2: f64,
}

/// How a place stands in the funnel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Within the limits that hold 95 %.
    Within,
    /// Between those and the ones that hold 99.8 %: one place in twenty lies there by chance.
    Near,
    /// Beyond the limits that hold 99.8 %.
    Beyond,
}

impl Funnel {
    /// From the places' counts; those without inhabitants are passed over. `None` with fewer than two places or no
    /// event.
    ///
    /// Overdispersion as in section A.3.2: distances z = 2(√O − √E), winsorised; random effects with
    /// τ² = (I φ − (I − 1)) / (Σw − Σw²/Σw), w = 4 E, at least zero.
    pub fn of(members: &[Member]) -> Option<Self> {
        let members: Vec<&Member> = members.iter().filter(|m| m.years > 0.0 && m.events >= 0.0).collect();
        let events: f64 = members.iter().map(|m| m.events).sum();
        let years: f64 = members.iter().map(|m| m.years).sum();
        if members.len() < 2 || events <= 0.0 {
            return None;
        }
        let target = events / years;
        let distance = |m: &&Member| 2.0 * (m.events.sqrt() - (m.years * target).sqrt());
        let mut sorted: Vec<f64> = members.iter().map(distance).collect();
        sorted.sort_by(f64::total_cmp);
        let cut = |p| quantile(&sorted, p, |z| z);
        let (low, high) = (cut(WINSORISED)?, cut(1.0 - WINSORISED)?);
        let n = sorted.len() as f64;
        let phi = sorted.iter().map(|z| z.clamp(low, high).powi(2)).sum::<f64>() / n;
        let weights = || members.iter().map(|m| 4.0 * m.years * target);
        let (sum, squares) = (weights().sum::<f64>(), weights().map(|w| w * w).sum::<f64>());
        let room = sum - squares / sum;
        let tau2 = if room > 0.0 { ((n * phi - (n - 1.0)) / room).max(0.0) } else { 0.0 };
        Some(Self { target, phi, tau2 })
    }

    /// Rates between which a place of so many inhabitants × years lies if it differs as places do: limits of the
    /// square root, 1 ± z √(1/4E + τ²), squared.
    pub fn limits(&self, years: f64, z: f64) -> (f64, f64) {
        let half = z * (1.0 / (4.0 * self.target * years) + self.tau2).sqrt();
        (self.target * (1.0 - half).max(0.0).powi(2), self.target * (1.0 + half).powi(2))
    }

    /// Rates between which it lies if places differ by chance alone: exact Poisson limits, interpolated (section
    /// A.1.1), at the probabilities `p` and 1 − `p`.
    pub fn exact_limits(&self, years: f64, p: f64) -> (f64, f64) {
        let expected = self.target * years;
        (poisson_limit(expected, p).max(0.0) / years, poisson_limit(expected, 1.0 - p) / years)
    }

    /// How a place stands.
    pub fn standing(&self, member: Member) -> Standing {
        let rate = member.events / member.years;
        let within = |z| {
            let (low, high) = self.limits(member.years, z);
            (low..=high).contains(&rate)
        };
        match (within(Z95), within(Z998)) {
            (true, _) => Standing::Within,
            (false, true) => Standing::Near,
            (false, false) => Standing::Beyond,
        }
    }
}

/// Spiegelhalter's interpolated quantile of a Poisson variable: r − (P(X ≤ r) − p) / P(X = r), r the least whole
/// number with P(X ≤ r) ≥ p. May be negative for a small mean.
fn poisson_limit(mean: f64, p: f64) -> f64 {
    // Whatever lies more than nine standard deviations below weighs less than rounding.
    let first = (mean - 9.0 * mean.sqrt() - 20.0).max(0.0).floor();
    let (mut k, mut probability) = (first, (first * mean.ln() - mean - ln_factorial(first)).exp());
    let mut cumulative = probability;
    while cumulative < p && k < mean + 12.0 * mean.sqrt() + 60.0 {
        k += 1.0;
        probability *= mean / k;
        cumulative += probability;
    }
    if probability > 0.0 { k - (cumulative - p) / probability } else { k }
}

/// ln k! by Stirling's series, exact sums below ten.
fn ln_factorial(k: f64) -> f64 {
    if k < 10.0 {
        return (2..=k as i32).map(|i| f64::from(i).ln()).sum();
    }
    let x = k + 1.0;
    let series = 1.0 / (12.0 * x) - 1.0 / (360.0 * x.powi(3)) + 1.0 / (1260.0 * x.powi(5));
    (x - 0.5) * x.ln() - x + 0.5 * (2.0 * std::f64::consts::PI).ln() + series
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn near(got: f64, want: f64, tolerance: f64) {
        assert!((got - want).abs() < tolerance, "{got} is not {want}");
    }

    #[test]
    fn exact_limits_agree_with_scipy() {
        // scipy 1.17.1, poisson.ppf, .cdf and .pmf put into Spiegelhalter's interpolation.
        for (mean, expected) in [
            (4.0, [-0.945_402, 0.091_238, 7.877_845, 10.955_953]),
            (25.0, [10.498_533, 15.175_157, 34.776_717, 41.346_523]),
            (400.0, [339.136_244, 360.773_748, 439.171_772, 462.720_891]),
            (60_000.0, [59_243.977_581, 59_519.882_645, 60_480.064_336, 60_757.872_839]),
        ] {
            for (p, want) in [0.001, 0.025, 0.975, 0.999].into_iter().zip(expected) {
                near(poisson_limit(mean, p), want, 1e-5 * mean.max(1.0).sqrt());
            }
        }
    }

    const EIGHT: [(f64, f64); 8] = [
        (12.0, 1000.0),
        (30.0, 2000.0),
        (55.0, 5000.0),
        (80.0, 6000.0),
        (210.0, 15_000.0),
        (400.0, 40_000.0),
        (33.0, 2500.0),
        (150.0, 11_000.0),
    ];

    #[test]
    fn overdispersion_agrees_with_numpy() {
        // numpy 2.4.6 with the formulas of section A.3.2 written out, quantiles of type 7.
        let members = EIGHT.map(|(events, years)| Member { events, years });
        let funnel = Funnel::of(&members).unwrap();
        near(funnel.target * 1000.0, 11.757_575_757_6, 1e-9);
        near(funnel.phi, 1.521_351_521_0, 1e-9);
        near(funnel.tau2, 0.001_894_439_724_8, 1e-12);
        for (years, z, low, high) in [
            (1000.0, Z95, 5.789_919_938, 19.817_090_438),
            (1000.0, Z998, 3.299_499_900, 25.415_832_539),
            (11_000.0, Z95, 9.079_103_339, 14.781_789_391),
            (11_000.0, Z998, 7.691_667_069, 16.682_967_323),
        ] {
            let limits = funnel.limits(years, z);
            near(limits.0 * 1000.0, low, 1e-8);
            near(limits.1 * 1000.0, high, 1e-8);
        }
        assert_eq!(funnel.standing(Member { events: 150.0, years: 11_000.0 }), Standing::Within);
        assert_eq!(funnel.standing(Member { events: 22.0, years: 1000.0 }), Standing::Near);
        assert_eq!(funnel.standing(Member { events: 60.0, years: 11_000.0 }), Standing::Beyond);
    }

    #[test]
    fn too_few_places_make_no_funnel() {
        assert_eq!(Funnel::of(&[]), None);
        assert_eq!(Funnel::of(&[Member { events: 5.0, years: 10.0 }]), None);
        assert_eq!(Funnel::of(&[Member { events: 0.0, years: 10.0 }; 3]), None);
    }

    proptest! {
        #[test]
        fn the_funnel_narrows_with_size_and_holds_its_target(
            counts in prop::collection::vec((0.0..500.0f64, 100.0..50_000.0f64), 2..30), years in 100.0..50_000.0f64,
        ) {
            let members: Vec<Member> = counts.into_iter().map(|(events, years)| Member { events, years }).collect();
            let Some(funnel) = Funnel::of(&members) else { return Ok(()) };
            let (small, large) = (funnel.limits(years, Z95), funnel.limits(2.0 * years, Z95));
            prop_assert!(small.0 <= large.0 && large.1 <= small.1);
            prop_assert!(small.0 <= funnel.target && funnel.target <= small.1);
            let (inner, outer) = (funnel.limits(years, Z95), funnel.limits(years, Z998));
            prop_assert!(outer.0 <= inner.0 && inner.1 <= outer.1);
            let exact = funnel.exact_limits(years, 0.025);
            prop_assert!(exact.0 <= exact.1 && exact.0 >= 0.0);
        }
    }
}
