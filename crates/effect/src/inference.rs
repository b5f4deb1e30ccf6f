//! From an estimate and its standard error to an interval and a p-value.
//!
//! Distributions come from statrs; no standard error is computed here.

use statrs::distribution::{ChiSquared, ContinuousCDF, FisherSnedecor, Normal, StudentsT};

use crate::result::{Estimate, Scale, finite};

/// The distribution of estimate / standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reference {
    /// Student's t with so many degrees of freedom.
    T(usize),
    /// Standard normal.
    Normal,
}

impl Reference {
    /// The 97.5 % point, or nothing with 0 degrees of freedom.
    pub fn quantile(self) -> Option<f64> {
        match self {
            Self::T(0) => None,
            Self::T(df) => finite(StudentsT::new(0.0, 1.0, df as f64).ok()?.inverse_cdf(0.975)),
            Self::Normal => finite(Normal::new(0.0, 1.0).ok()?.inverse_cdf(0.975)),
        }
    }

    /// Two-sided p-value of a statistic.
    pub fn p(self, statistic: f64) -> Option<f64> {
        let tail = match self {
            Self::T(0) => return None,
            Self::T(df) => StudentsT::new(0.0, 1.0, df as f64).ok()?.cdf(-statistic.abs()),
            Self::Normal => Normal::new(0.0, 1.0).ok()?.cdf(-statistic.abs()),
        };
        finite((2.0 * tail).min(1.0))
    }
}

/// Upper tail of χ².
pub fn chi_squared_p(statistic: f64, df: usize) -> Option<f64> {
    if df == 0 || !statistic.is_finite() {
        return None;
    }
    finite(ChiSquared::new(df as f64).ok()?.sf(statistic.max(0.0)))
}

/// Upper tail of F.
pub fn f_p(statistic: f64, df1: usize, df2: usize) -> Option<f64> {
    if df1 == 0 || df2 == 0 || !statistic.is_finite() {
        return None;
    }
    finite(FisherSnedecor::new(df1 as f64, df2 as f64).ok()?.sf(statistic.max(0.0)))
}

/// A term with its interval; without a usable standard error the interval is absent.
pub fn term(name: impl Into<String>, estimate: f64, se: f64, reference: Reference, scale: Scale) -> Estimate {
    let mut out = Estimate { term: name.into(), estimate: finite(estimate), ..Estimate::default() };
    if out.estimate.is_some() && se.is_finite() && se > 0.0 {
        out.se = Some(se);
        if let Some(q) = reference.quantile() {
            out.lower = finite(estimate - q * se);
            out.upper = finite(estimate + q * se);
            out.p = reference.p(estimate / se);
        }
    }
    if scale == Scale::Log {
        let exp = |x: Option<f64>| x.and_then(|x| finite(x.exp()));
        out.ratio = exp(out.estimate);
        out.ratio_lower = exp(out.lower);
        out.ratio_upper = exp(out.upper);
    }
    out
}

/// Takes interval and p-value away: the estimate only describes.
pub fn describe_only(estimate: &mut Estimate) {
    estimate.lower = None;
    estimate.upper = None;
    estimate.ratio_lower = None;
    estimate.ratio_upper = None;
    estimate.p = None;
}

/// p-values after Holm (1979), in the order given.
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    let mut adjusted = vec![0.0; p.len()];
    let mut running = 0.0_f64;
    for (rank, &i) in order.iter().enumerate() {
        running = running.max((p[i] * (p.len() - rank) as f64).min(1.0));
        adjusted[i] = running;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-9 * b.abs().max(1.0), "{a} against {b}");
    }

    #[test]
    fn quantiles_and_tails_are_those_of_r() {
        // R 4.3: qt(.975, 49), qnorm(.975), 2*pt(-2, 10), pchisq(3.84, 1, lower = FALSE), pf(2, 3, 40, lower = FALSE)
        close(Reference::T(49).quantile().unwrap(), 2.009_575_237_129_24);
        close(Reference::Normal.quantile().unwrap(), 1.959_963_984_540_05);
        close(Reference::T(10).p(2.0).unwrap(), 0.073_388_034_770_740_4);
        close(chi_squared_p(3.84, 1).unwrap(), 0.050_043_521_248_705_2);
    }

    #[test]
    fn without_degrees_of_freedom_there_is_no_interval() {
        let estimate = term("overall", 0.1, 0.2, Reference::T(0), Scale::Log);
        assert_eq!((estimate.lower, estimate.p), (None, None));
        assert!(estimate.ratio.is_some());
    }

    #[test]
    fn holm_steps_down_and_never_falls() {
        // By hand: 3×0.01, then max(0.03, 2×0.02) = 0.04, then max(0.04, 0.03) = 0.04.
        assert_eq!(holm(&[0.02, 0.01, 0.03]), vec![0.04, 0.03, 0.04]);
    }
}
