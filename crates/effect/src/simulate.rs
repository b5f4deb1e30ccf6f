//! Simulated panels with a known effect, for coverage, benchmarks and tests. No real municipality.

use crate::panel::{Builder, Carries, Panel, Row};
use crate::period::Period;
use crate::random::Random;
use crate::refusal::Refusal;

/// What to simulate.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Units.
    pub units: usize,
    /// Months, from 2005-01 (so that a short panel ends before Covid).
    pub months: usize,
    /// Age groups; with more than one a group column `age`.
    pub ages: usize,
    /// Share of the units that ever open.
    pub treated: f64,
    /// First and last opening month.
    pub openings: (usize, usize),
    /// Log ratio after the opening.
    pub effect: f64,
    /// Smallest and largest mean events a month and cell.
    pub mean: (f64, f64),
    /// Autocorrelation of each unit's own shocks.
    pub rho: f64,
    /// Their standard deviation on the log scale.
    pub shock: f64,
    /// Seed.
    pub seed: u64,
}

impl Plan {
    /// The country of the speed tests: 357 units × 168 months, most opening.
    pub fn country(ages: usize, seed: u64) -> Self {
        Self {
            units: 357,
            months: 168,
            ages,
            treated: 0.9,
            openings: (84, 142),
            effect: -0.03,
            mean: (5.0, 60.0),
            rho: 0.7,
            shock: 0.08,
            seed,
        }
    }

    /// The panels of the coverage study: 60 units × 84 months, AR(1) 0.7 shocks.
    pub fn coverage(effect: f64, seed: u64) -> Self {
        Self {
            units: 60,
            months: 84,
            ages: 1,
            treated: 0.6,
            openings: (30, 60),
            effect,
            mean: (20.0, 120.0),
            rho: 0.7,
            shock: 0.08,
            seed,
        }
    }

    /// The panel.
    ///
    /// # Errors
    /// None for plans with units and months; an empty plan is [`Refusal::Empty`].
    pub fn panel(&self) -> Result<Panel, Refusal> {
        let mut random = Random::new(self.seed);
        let first = Period::from_ordinal(crate::Frequency::Month, 2005 * 12);
        let groups: &[&str] = if self.ages > 1 { &["age"] } else { &[] };
        let ages: Vec<String> = (0..self.ages).map(|a| format!("a{a}")).collect();
        let mut builder = Builder::new(Carries { exposure: true, weight: false }, groups, &[]);
        // A common path: season, trend and small shocks.
        let common: Vec<f64> = (0..self.months)
            .map(|t| {
                0.08 * (std::f64::consts::TAU * t as f64 / 12.0).cos()
                    + 0.001 * t as f64
                    + 0.02 * random.normal()
            })
            .collect();
        let innovation = self.shock * (1.0 - self.rho * self.rho).sqrt();
        for u in 0..self.units {
            let name = format!("{:04}", 1000 + u);
            let opens = (u as f64 + 0.5) / self.units as f64 > 1.0 - self.treated;
            let span = self.openings.1 - self.openings.0 + 1;
            let opening = opens.then(|| (self.openings.0 + random.below(span)) as i32);
            for age in &ages {
                // Log-uniform sizes: many small units, few large.
                let mean = self.mean.0 * (self.mean.1 / self.mean.0).powf(random.uniform());
                let population = (mean * 200.0).round();
                let level = 0.1 * random.normal();
                let mut shock = self.shock * random.normal();
                for (t, common) in common.iter().enumerate() {
                    shock = self.rho * shock + innovation * random.normal();
                    let effect = if opening.is_some_and(|g| t as i32 >= g) { self.effect } else { 0.0 };
                    let mu = mean * (level + common + shock + effect).exp();
                    let grouped = [age.as_str()];
                    builder.push(&Row {
                        unit: &name,
                        period: Some(first.plus(t as i32)),
                        outcome: Some(random.poisson(mu) as f64),
                        exposure: Some(population),
                        first_treated: opening.map(|g| first.plus(g)),
                        groups: if self.ages > 1 { &grouped } else { &[] },
                        ..Row::default()
                    })?;
                }
            }
        }
        builder.finish()
    }
}
