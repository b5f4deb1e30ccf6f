//! The result of an estimation: exactly the JSON of the command line.
//!
//! Numbers that don't exist are `null`, never NaN and never 0: [`finite`] is the only way in.

use serde::Serialize;

use crate::checks::Check;
use crate::specification::Estimator;

/// `Some` for a finite number, `None` for NaN and infinity.
pub fn finite(x: f64) -> Option<f64> {
    x.is_finite().then_some(x)
}

/// The scale of `estimate`, `se`, `lower` and `upper`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// Log of a rate ratio.
    Log,
    /// The outcome's own unit.
    Linear,
}

/// How far the answer carries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// As it should be.
    #[default]
    Ok,
    /// Shown, with the reason in `warnings`.
    Weak,
    /// The data can't carry an answer; the reason is in `warnings`.
    NotEstimable,
}

/// Rows left out for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Dropped {
    /// Why, in English.
    pub reason: String,
    /// How many rows.
    pub count: usize,
    /// Units concerned (empty when it concerns all).
    pub units: Vec<String>,
}

/// What became of the rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Rows {
    /// Data rows in the panel.
    pub read: usize,
    /// Rows that carry the estimate (fitted on or predicted).
    pub used: usize,
    /// The others, by reason.
    pub dropped: Vec<Dropped>,
}

/// One estimated term. Numbers are on the model's scale but for the ratios.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Estimate {
    /// `overall`, `unit:1103`, `age=80+`, `event:-3`, `att:2004:2006`, …
    pub term: String,
    /// Point estimate.
    pub estimate: Option<f64>,
    /// Standard error.
    pub se: Option<f64>,
    /// Lower end of the 95 % interval.
    pub lower: Option<f64>,
    /// Upper end of the 95 % interval.
    pub upper: Option<f64>,
    /// exp(estimate), on the log scale.
    pub ratio: Option<f64>,
    /// exp(lower), on the log scale.
    pub ratio_lower: Option<f64>,
    /// exp(upper), on the log scale.
    pub ratio_upper: Option<f64>,
    /// Two-sided p-value against no difference.
    pub p: Option<f64>,
    /// Events observed in the treated cells of the term.
    pub observed: Option<f64>,
    /// Events expected there without treatment.
    pub expected: Option<f64>,
    /// Why this term is weaker than the whole, when it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Numbers about the fit; `null` where an estimator has none.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Diagnostics {
    /// Pearson χ² / df.
    pub dispersion: Option<f64>,
    /// First-order autocorrelation of the Pearson residuals.
    pub rho: Option<f64>,
    /// Joint Wald χ² of the pre-periods.
    pub wald: Option<f64>,
    /// Its degrees of freedom.
    pub wald_df: Option<f64>,
    /// Its p-value (χ²).
    pub wald_p: Option<f64>,
    /// 2.8 × standard error of the first term, on the model's scale.
    pub minimum_detectable: Option<f64>,
}

/// A second estimate of the same thing under another choice.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sensitivity {
    /// What was done differently.
    pub what: String,
    /// The overall estimate then.
    #[serde(flatten)]
    pub estimate: Estimate,
}

/// Strata tested together: how many, Holm's adjustment, and the test of their difference.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// The grouping, e.g. `age`.
    pub by: String,
    /// How many strata were tested.
    pub tested: usize,
    /// Term and p-value after Holm (1979), in the order of the estimates.
    pub holm: Vec<(String, f64)>,
    /// Wald statistic of equality of all strata.
    pub wald: Option<f64>,
    /// Its degrees of freedom.
    pub wald_df: Option<f64>,
    /// Its p-value: F(df, G−1) of wald/df.
    pub wald_p: Option<f64>,
}

/// Observed and expected in one period.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CurvePoint {
    /// The period as text.
    pub period: String,
    /// Events; missing stays missing.
    pub observed: Option<f64>,
    /// Expected without treatment.
    pub expected: Option<f64>,
    /// Inhabitants (or other exposure) behind them.
    pub exposure: Option<f64>,
    /// Whether every, some or no cell behind the point is treated: share of expected events treated.
    pub treated: f64,
}

/// A curve to draw: one per term (`overall`, `unit:…`).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Curve {
    /// Same name as the estimate.
    pub term: String,
    /// In time order.
    pub points: Vec<CurvePoint>,
}

/// What [`crate::run`] answers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Estimation {
    /// The estimator.
    pub estimator: Estimator,
    /// The specification in words.
    pub specification: String,
    /// Scale of the estimates.
    pub scale: Scale,
    /// How far it carries.
    pub status: Status,
    /// What became of the rows.
    pub rows: Rows,
    /// Clusters that contribute.
    pub clusters: usize,
    /// Degrees of freedom of the t distribution behind the first term's interval.
    pub df: Option<usize>,
    /// The terms.
    pub estimates: Vec<Estimate>,
    /// Numbers about the fit.
    pub diagnostics: Diagnostics,
    /// What a reader must know, in English.
    pub warnings: Vec<String>,
    /// The same under other choices (with Covid, without single pre-periods).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sensitivity: Vec<Sensitivity>,
    /// Strata compared.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub comparisons: Vec<Comparison>,
    /// The checks, when asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
    /// Observed and expected, for drawing; not part of the JSON.
    #[serde(skip)]
    pub curves: Vec<Curve>,
}

impl Estimation {
    /// The term with this name.
    pub fn term(&self, name: &str) -> Option<&Estimate> {
        self.estimates.iter().find(|e| e.term == name)
    }

    /// The first term: the answer in one number.
    pub fn headline(&self) -> Option<&Estimate> {
        self.term("overall").or_else(|| self.estimates.first())
    }

    /// The JSON of the command line.
    pub fn to_json(&self) -> String {
        // Only finite numbers and strings are inside, so this can't fail; an empty object would be visible.
        serde_json::to_string_pretty(self).unwrap_or_else(|_| "{}".to_owned())
    }
}
