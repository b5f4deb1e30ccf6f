//! Interrupted time series: each unit by itself, before and after, without a comparison group.
//!
//! **Model.** Quasi-Poisson, log μ = log(exposure) + constant + level·after + trend·t + season
//! (harmonics of the calendar year, or month dummies from 60 periods on); `--trend slope` lets the line
//! bend at the opening. Trend and slope are per period.
//! **Standard error** (`quasi-ar1`). Poisson × √max(1, χ²/df) × √((1+ρ)/(1−ρ)) with
//! ρ = clip(Σ pₜpₜ₋₁ / Σ p² + k/n, 0, 0.9), p Pearson residuals of neighbouring periods, k parameters,
//! n periods; interval by t(n−k). `newey-west:L`: Bartlett weights, no small-sample factor; it covers
//! 81–92 % only.
//! **Shapes.** One series of T periods; the effect is the coefficient of `after`, so exp(level) is
//! Σ observed / Σ expected after the opening when there is no slope change.
//! **Source.** Bernal, Cummins & Gasparrini (2017), International Journal of Epidemiology 46(1);
//! Newey & West (1987), Econometrica 55(3).

mod series;
#[cfg(test)]
mod tests;

use crate::grid::{Grid, Ledger, list};
use crate::inference::{Reference, term};
use crate::period::Frequency;
use crate::refusal::Refusal;
use crate::result::{Curve, CurvePoint, Estimate, Estimation, Scale, Status, finite};
use crate::run::blank;
use crate::specification::{Covid, Season, Specification};

use series::{Fit, Sample};

/// What became of one unit.
enum Outcome {
    /// Fitted.
    Fitted(Box<Fit>, Option<String>),
    /// Not fitted, with the reason.
    Refused(String),
}

/// Estimates every unit by itself.
///
/// # Errors
/// None at present; the signature is shared by all estimators.
pub fn estimate(spec: &Specification, grid: &Grid, ledger: Ledger) -> Result<Estimation, Refusal> {
    let mut out = blank(spec, Ledger { rows: ledger.rows.clone(), warnings: ledger.warnings.clone() });
    out.scale = Scale::Log;
    let mut ledger = ledger;
    let (mut weak, mut refused) = (Vec::new(), Vec::new());
    let mut fits: Vec<(usize, Box<Fit>)> = Vec::new();
    let single = grid.series.len() == 1;
    let labels = grid.labels();
    for s in 0..grid.series.len() {
        let name = grid.units[grid.series[s].unit].clone();
        match one(spec, grid, s) {
            Outcome::Fitted(fit, note) => {
                if let Some(note) = &note {
                    weak.push((name.clone(), note.clone()));
                }
                let mut level = fit.estimate(grid, s, &format!("unit:{name}"), "level");
                level.note = note;
                out.estimates.push(level);
                if single {
                    for part in ["level", "trend", "slope"] {
                        if fit.place(part).is_some() {
                            out.estimates.push(fit.estimate(grid, s, part, part));
                        }
                    }
                }
                out.curves.push(curve(grid, s, &fit, &name, &labels));
                fits.push((s, fit));
            }
            Outcome::Refused(reason) => {
                ledger.leave_out(&reason, grid.rows_of(s), vec![name.clone()]);
                refused.push((name, reason));
            }
        }
    }
    out.rows = ledger.rows;
    out.rows.used = fits.iter().map(|(s, _)| grid.rows_of(*s)).sum();
    out.clusters = fits.len();
    if let [(_, fit)] = fits.as_slice() {
        out.df = Some(fit.df);
        out.diagnostics.dispersion = finite(fit.dispersion);
        out.diagnostics.rho = finite(fit.rho);
        out.diagnostics.minimum_detectable = out.estimates[0].se.and_then(|se| finite(2.8 * se));
    }
    out.warnings.push("before and after in the same unit, without a comparison group".to_owned());
    explain(&mut out, &weak, &refused, fits.len());
    Ok(out)
}

/// Status and warnings from what happened to the units.
fn explain(out: &mut Estimation, weak: &[(String, String)], refused: &[(String, String)], fitted: usize) {
    out.status = match fitted {
        0 => Status::NotEstimable,
        n if n == weak.len() => Status::Weak,
        _ => Status::Ok,
    };
    let mut reasons: Vec<&String> = refused.iter().chain(weak).map(|(_, r)| r).collect();
    reasons.sort();
    reasons.dedup();
    for reason in reasons {
        let names: Vec<String> =
            refused.iter().chain(weak).filter(|(_, r)| r == reason).map(|(n, _)| n.clone()).collect();
        out.warnings.push(format!("{reason}: {}", list(&names)));
    }
}

/// Applies the rules on thin data, then fits.
fn one(spec: &Specification, grid: &Grid, s: usize) -> Outcome {
    let refused = |text: &str| Outcome::Refused(text.to_owned());
    let series = &grid.series[s];
    let (y, e) = (grid.y(s), grid.e(s));
    if series.pre == grid.periods && series.opening.is_none() {
        return refused("never treated: no before and after");
    }
    let there: Vec<usize> = (0..grid.periods).filter(|t| e[*t] > 0.0).collect();
    let (before, after): (Vec<usize>, Vec<usize>) = there.iter().partition(|t| **t < series.pre);
    let months = |list: &[usize]| list.len() as i32 * grid.frequency.months();
    let (m_before, m_after) = (months(&before), months(&after));
    if m_before < 12 {
        return Outcome::Refused(format!(
            "no time series: {m_before} months before the opening, 12 are needed; possible when data from {} more months before it are added",
            12 - m_before
        ));
    }
    if m_after < 12 {
        let steps = (12 - m_after + grid.frequency.months() - 1) / grid.frequency.months();
        let last = grid
            .period(grid.periods - 1)
            .ordinal()
            .max(grid.first.ordinal() + series.opening.unwrap_or(0) - 1);
        let when = crate::period::Period::from_ordinal(grid.frequency, last + steps);
        return Outcome::Refused(format!(
            "no time series: {m_after} months after the opening, 12 are needed; possible with data to {when}"
        ));
    }
    let sum = |list: &[usize]| list.iter().map(|t| y[*t]).sum::<f64>();
    if sum(&before) == 0.0 {
        return refused("no events before the opening: can't be estimated");
    }
    if sum(&after) == 0.0 {
        return refused("no events after the opening: can't be estimated");
    }
    if (sum(&before) + sum(&after)) / (there.len() as f64) < 5.0 {
        return refused(match grid.frequency {
            Frequency::Month => {
                "under 5 events a month on average: no percentage; use quarters or the pooled estimate"
            }
            _ => "under 5 events a period on average: no percentage; use the pooled estimate",
        });
    }
    let mut notes = Vec::new();
    if m_before < 24 {
        notes.push(format!("weak: {m_before} months before the opening (24 are wanted)"));
    }
    if let Some(gap) = gaps(spec, grid, s) {
        notes.push(gap);
    }
    let mut season = spec.season;
    if season == Season::Month && (there.len() < 60 || grid.frequency != Frequency::Month) {
        season = Season::Harmonic(2);
        notes.push("month dummies want 60 months: 2 harmonics instead".to_owned());
    }
    if grid.frequency == Frequency::Year {
        season = Season::None;
    }
    match Sample::new(grid, s, season, spec.trend).and_then(|sample| sample.fit(spec.variance())) {
        Some(fit) => Outcome::Fitted(Box::new(fit), (!notes.is_empty()).then(|| notes.join("; "))),
        None => refused("the time series can't be fitted: too few periods for its parameters, or no maximum"),
    }
}

/// Over 10 % missing, or a gap within three months of the opening.
fn gaps(spec: &Specification, grid: &Grid, s: usize) -> Option<String> {
    let series = &grid.series[s];
    let (mut missing, mut all, mut near) = (0, 0, false);
    for (t, e) in grid.e(s).iter().enumerate() {
        let since = (t as i32 - series.opening.unwrap_or(i32::MAX / 24)) * grid.frequency.months();
        if (spec.covid == Covid::Exclude && grid.period(t).in_covid()) || (0..spec.wash_in).contains(&since) {
            continue;
        }
        all += 1;
        if *e == 0.0 {
            missing += 1;
            near |= (-3..=3).contains(&since);
        }
    }
    match (missing * 10 > all, near) {
        (true, _) => Some("weak: over 10 % of the periods are missing".to_owned()),
        (false, true) => Some("weak: periods are missing within 3 months of the opening".to_owned()),
        _ => None,
    }
}

impl Fit {
    /// A coefficient as a term, with observed and expected after the opening for the level.
    fn estimate(&self, grid: &Grid, s: usize, name: &str, part: &str) -> Estimate {
        let place = self.place(part).unwrap_or(0);
        let mut out = term(name, self.beta[place], self.se[place], Reference::T(self.df), Scale::Log);
        if part == "level" {
            let after = || (grid.series[s].pre..grid.periods).filter(|t| grid.e(s)[*t] > 0.0);
            out.observed = finite(after().map(|t| grid.y(s)[t]).sum());
            out.expected = finite(after().map(|t| self.expected[t]).sum());
        }
        out
    }
}

fn curve(grid: &Grid, s: usize, fit: &Fit, name: &str, labels: &[String]) -> Curve {
    let point = |t: usize| {
        let there = grid.e(s)[t] > 0.0;
        CurvePoint {
            period: labels[t].clone(),
            observed: there.then(|| grid.y(s)[t]),
            expected: there.then(|| fit.expected[t]).and_then(finite),
            exposure: there.then(|| grid.e(s)[t]),
            treated: f64::from(u8::from(t >= grid.series[s].pre)),
        }
    };
    Curve { term: format!("unit:{name}"), points: (0..grid.periods).map(point).collect() }
}
