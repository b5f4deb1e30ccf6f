//! Panels made for tests: deterministic counts around rate × population.

#![allow(clippy::cast_possible_wrap, reason = "a few dozen periods")]

use effect::{Estimation, Period, Refusal, flags, read_panel, run};

/// A panel in the making.
#[derive(Clone, Debug)]
pub struct Made {
    pub units: Vec<MadeUnit>,
    pub first: &'static str,
    pub periods: usize,
}

#[derive(Clone, Debug)]
pub struct MadeUnit {
    pub name: String,
    /// Index of the first treated period.
    pub opening: Option<i32>,
    pub population: f64,
    /// Mean events a period.
    pub mean: f64,
}

impl Made {
    /// `treated` units opening at staggered times from `from`, and `never` ones.
    pub fn staggered(treated: usize, never: usize, periods: usize, from: i32, mean: f64) -> Self {
        let unit = |i: usize, opening: Option<i32>| MadeUnit {
            name: format!("{}", 1101 + i),
            opening,
            population: 5000.0 + 100.0 * i as f64,
            mean,
        };
        let opened = (0..treated).map(|i| unit(i, Some(from + (i % 7) as i32)));
        let others = (0..never).map(|i| unit(treated + i, None));
        Self { units: opened.chain(others).collect(), first: "2010-01", periods }
    }

    pub fn first(&self) -> Period {
        self.first.parse().unwrap()
    }

    /// The count of a cell: a fixed wobble of ±30 % around the mean, 10 % lower after the opening.
    pub fn count(&self, unit: usize, t: usize) -> u64 {
        let u = &self.units[unit];
        let mut h = (unit as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)
            ^ (t as u64 + 1).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        h = (h ^ (h >> 29)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let wobble = 0.7 + 0.6 * ((h >> 11) as f64 / (1_u64 << 53) as f64);
        let after = u.opening.is_some_and(|g| t as i32 >= g);
        (u.mean * wobble * if after { 0.9 } else { 1.0 }).round() as u64
    }

    /// Rows as `(unit, period, outcome, population, first_treated)` text.
    pub fn rows(&self) -> Vec<[String; 5]> {
        let first = self.first();
        let mut rows = Vec::new();
        for (i, unit) in self.units.iter().enumerate() {
            for t in 0..self.periods {
                rows.push([
                    unit.name.clone(),
                    first.plus(t as i32).to_string(),
                    self.count(i, t).to_string(),
                    unit.population.to_string(),
                    unit.opening.map_or_else(String::new, |g| first.plus(g).to_string()),
                ]);
            }
        }
        rows
    }

    pub fn csv(&self) -> String {
        text(&self.rows())
    }
}

pub fn text(rows: &[[String; 5]]) -> String {
    let lines: String = rows.iter().map(|r| r.join(",") + "\n").collect();
    format!("unit,period,outcome,population,first_treated\n{lines}")
}

/// Reads and estimates with options as on the command line.
pub fn answer(csv: &str, options: &str) -> Result<Estimation, Refusal> {
    let spec = flags::parse(options.split_whitespace())?.specification;
    run(&spec, &read_panel(csv.as_bytes(), &spec)?)
}
