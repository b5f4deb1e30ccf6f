//! One series: design, quasi-Poisson fit by reweighted least squares, and its variances.

use std::f64::consts::TAU;

use nalgebra::{DMatrix, DVector};

use crate::grid::Grid;
use crate::specification::{Season, Trend, Variance};
use crate::vector::axpy;

/// Pivots smaller than this share of their column count as collinear.
const COLLINEAR: f64 = 1e-9;

/// The observed periods of one series with their design.
#[derive(Debug)]
pub(super) struct Sample {
    /// Period index of each row.
    time: Vec<usize>,
    y: Vec<f64>,
    log_e: Vec<f64>,
    /// Rows × columns, row by row.
    x: Vec<f64>,
    names: Vec<&'static str>,
    /// What a column was divided by; coefficients are divided by it to be per period.
    scale: Vec<f64>,
    periods: usize,
    all_log_e: Vec<f64>,
    all_x: Vec<f64>,
}

/// A fitted series.
#[derive(Debug)]
pub(super) struct Fit {
    names: Vec<&'static str>,
    /// Coefficients, per period for trend and slope.
    pub beta: Vec<f64>,
    /// Their standard errors.
    pub se: Vec<f64>,
    /// n − k.
    pub df: usize,
    /// χ² / df.
    pub dispersion: f64,
    /// ρ, clipped.
    pub rho: f64,
    /// Expected without treatment, all T periods (NaN where the exposure is missing).
    pub expected: Vec<f64>,
}

impl Fit {
    /// Where a named coefficient is.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|n| *n == name)
    }
}

impl Sample {
    /// The sample of a series; `None` when fewer than 3 degrees of freedom are left.
    pub fn new(grid: &Grid, s: usize, season: Season, trend: Trend) -> Option<Self> {
        let series = &grid.series[s];
        let opening = series.pre as f64;
        let per_year = grid.frequency.per_year();
        let mut names = vec!["constant", "level"];
        let mut scale = vec![1.0, 1.0];
        if trend != Trend::None {
            names.push("trend");
            scale.push(12.0);
        }
        if trend == Trend::Slope {
            names.push("slope");
            scale.push(12.0);
        }
        let table: Vec<Vec<f64>> = (0..per_year).map(|place| seasonal(season, place, per_year)).collect();
        let row = |t: usize, out: &mut Vec<f64>| {
            let since = t as f64 - opening;
            let after = f64::from(u8::from(since >= 0.0));
            out.extend([1.0, after]);
            if trend != Trend::None {
                out.push(since / 12.0);
            }
            if trend == Trend::Slope {
                out.push(after * since / 12.0);
            }
            out.extend(&table[grid.period(t).season() as usize]);
        };
        let (e, y) = (grid.e(s), grid.y(s));
        let mut all_x = Vec::new();
        for t in 0..grid.periods {
            row(t, &mut all_x);
        }
        let k = all_x.len() / grid.periods;
        names.resize(k, "season");
        scale.resize(k, 1.0);
        let time: Vec<usize> = (0..grid.periods).filter(|t| e[*t] > 0.0).collect();
        let x: Vec<f64> = time.iter().flat_map(|t| all_x[t * k..(t + 1) * k].iter().copied()).collect();
        let mut sample = Self {
            y: time.iter().map(|t| y[*t]).collect(),
            log_e: time.iter().map(|t| e[*t].ln()).collect(),
            all_log_e: e.iter().map(|e| e.ln()).collect(),
            periods: grid.periods,
            time,
            x,
            names,
            scale,
            all_x,
        };
        sample.drop_collinear();
        (sample.y.len() >= sample.names.len() + 3 && sample.names.contains(&"level")).then_some(sample)
    }

    fn k(&self) -> usize {
        self.names.len()
    }

    /// Drops columns that earlier ones explain (a month never seen, a yearly trend in one year).
    fn drop_collinear(&mut self) {
        let k = self.k();
        let mut gram = weighted_gram(&self.x, k, None);
        let diagonal: Vec<f64> = (0..k).map(|j| gram[(j, j)]).collect();
        let mut keep = vec![true; k];
        for j in 0..k {
            let pivot = gram[(j, j)];
            if pivot <= COLLINEAR * diagonal[j] {
                keep[j] = false;
                continue;
            }
            for i in j + 1..k {
                let factor = gram[(i, j)] / pivot;
                for c in j..k {
                    let value = gram[(j, c)];
                    gram[(i, c)] -= factor * value;
                }
            }
        }
        if keep.iter().all(|b| *b) {
            return;
        }
        let thin = |x: &[f64]| -> Vec<f64> {
            x.iter().enumerate().filter(|(i, _)| keep[i % k]).map(|(_, v)| *v).collect()
        };
        self.x = thin(&self.x);
        self.all_x = thin(&self.all_x);
        let mut flags = keep.iter();
        self.names.retain(|_| *flags.next().unwrap_or(&true));
        let mut flags = keep.iter();
        self.scale.retain(|_| *flags.next().unwrap_or(&true));
    }

    fn eta(&self, beta: &DVector<f64>) -> Vec<f64> {
        let k = self.k();
        self.x
            .chunks_exact(k)
            .zip(&self.log_e)
            .map(|(row, o)| o + row.iter().zip(beta.iter()).map(|(x, b)| x * b).sum::<f64>())
            .collect()
    }

    /// Poisson maximum likelihood by Newton steps; `None` when there is no maximum.
    pub fn fit(&self, variance: Variance) -> Option<Fit> {
        let k = self.k();
        let n = self.y.len();
        let mut beta = DVector::zeros(k);
        // First working response: log of (y + mean) halved, as in GLM software.
        let mean = self.y.iter().sum::<f64>() / n as f64;
        let mut mu: Vec<f64> = self.y.iter().map(|y| f64::midpoint(*y, mean)).collect();
        let mut working: Vec<f64> =
            (0..n).map(|i| mu[i].ln() - self.log_e[i] + (self.y[i] - mu[i]) / mu[i]).collect();
        let mut settled = false;
        for round in 0..60 {
            let gram = weighted_gram(&self.x, k, Some(&mu));
            let right = self.cross(&mu, &working);
            let next = gram.cholesky()?.solve(&right);
            let change = (&next - &beta).amax();
            beta = next;
            let eta = self.eta(&beta);
            mu = eta.iter().map(|e| e.exp()).collect();
            if !mu.iter().all(|m| m.is_finite() && *m > 0.0) {
                return None;
            }
            // Quadratic: what is left is of the order of change².
            if round > 0 && change < 1e-6 {
                settled = true;
                break;
            }
            for i in 0..n {
                working[i] = eta[i] - self.log_e[i] + (self.y[i] - mu[i]) / mu[i];
            }
        }
        // A coefficient on its way to infinity fits some period with nearly no events.
        if !settled || beta.rows(1, k - 1).amax() > 25.0 {
            return None;
        }
        self.conclude(&beta, &mu, variance)
    }

    fn cross(&self, weight: &[f64], z: &[f64]) -> DVector<f64> {
        let k = self.k();
        let mut out = DVector::zeros(k);
        for ((row, w), z) in self.x.chunks_exact(k).zip(weight).zip(z) {
            for (o, x) in out.iter_mut().zip(row) {
                *o += w * z * x;
            }
        }
        out
    }

    fn conclude(&self, beta: &DVector<f64>, mu: &[f64], variance: Variance) -> Option<Fit> {
        let (k, n) = (self.k(), self.y.len());
        let bread = weighted_gram(&self.x, k, Some(mu)).cholesky()?.inverse();
        let pearson: Vec<f64> = self.y.iter().zip(mu).map(|(y, m)| (y - m) / m.sqrt()).collect();
        let squares: f64 = pearson.iter().map(|p| p * p).sum();
        let neighbours = (1..n).filter(|i| self.time[*i] == self.time[i - 1] + 1);
        let lagged: f64 = neighbours.map(|i| pearson[i] * pearson[i - 1]).sum();
        let df = n - k;
        let dispersion = squares / df as f64;
        let rho = if squares > 0.0 { (lagged / squares + k as f64 / n as f64).clamp(0.0, 0.9) } else { 0.0 };
        let factor = match variance {
            Variance::Quasi => dispersion.max(1.0),
            Variance::QuasiAr1 => dispersion.max(1.0) * (1.0 + rho) / (1.0 - rho),
            _ => 1.0,
        };
        let covariance = match variance {
            Variance::NeweyWest(lags) => &bread * self.long_run(mu, lags) * &bread,
            _ => bread * factor,
        };
        let se: Vec<f64> = (0..k).map(|j| covariance[(j, j)].max(0.0).sqrt() / self.scale[j]).collect();
        let level = self.names.iter().position(|n| *n == "level");
        let slope = self.names.iter().position(|n| *n == "slope");
        let untreated = |t: usize| {
            let row = &self.all_x[t * k..(t + 1) * k];
            let skip = |j: usize| Some(j) == level || Some(j) == slope;
            (self.all_log_e[t] + (0..k).filter(|j| !skip(*j)).map(|j| row[j] * beta[j]).sum::<f64>()).exp()
        };
        Some(Fit {
            names: self.names.clone(),
            beta: beta.iter().zip(&self.scale).map(|(b, s)| b / s).collect(),
            se,
            df,
            dispersion,
            rho,
            expected: (0..self.periods)
                .map(|t| if self.all_log_e[t].is_finite() { untreated(t) } else { f64::NAN })
                .collect(),
        })
    }

    /// Σ over lags of Bartlett-weighted cross products of the scores; lags are counted in periods.
    fn long_run(&self, mu: &[f64], lags: usize) -> DMatrix<f64> {
        let (k, n) = (self.k(), self.y.len());
        let score = |i: usize| -> Vec<f64> {
            self.x[i * k..(i + 1) * k].iter().map(|x| x * (self.y[i] - mu[i])).collect()
        };
        let scores: Vec<Vec<f64>> = (0..n).map(score).collect();
        let mut meat = DMatrix::zeros(k, k);
        for i in 0..n {
            for j in (0..=i).rev().take_while(|j| self.time[i] - self.time[*j] <= lags) {
                let lag = self.time[i] - self.time[j];
                let weight = 1.0 - lag as f64 / (lags + 1) as f64;
                for a in 0..k {
                    for b in 0..k {
                        let product = weight * scores[i][a] * scores[j][b];
                        meat[(a, b)] += product;
                        if lag > 0 {
                            meat[(b, a)] += product;
                        }
                    }
                }
            }
        }
        meat
    }
}

/// The seasonal columns of one place in the year.
fn seasonal(season: Season, place: i32, per_year: i32) -> Vec<f64> {
    match season {
        Season::None => Vec::new(),
        Season::Month => (1..per_year).map(|m| f64::from(u8::from(m == place))).collect(),
        Season::Harmonic(n) => {
            let mut out = Vec::new();
            for h in 1..=n as i32 {
                let angle = TAU * f64::from(h * place) / f64::from(per_year);
                // At half the sampling frequency the sine vanishes, above it repeats.
                if 2 * h < per_year {
                    out.push(angle.sin());
                }
                if 2 * h <= per_year {
                    out.push(angle.cos());
                }
            }
            out
        }
    }
}

/// X'WX of a row-by-row matrix with k columns.
fn weighted_gram(x: &[f64], k: usize, weight: Option<&[f64]>) -> DMatrix<f64> {
    let mut lower = vec![0.0; k * k];
    for (i, row) in x.chunks_exact(k).enumerate() {
        let w = weight.map_or(1.0, |w| w[i]);
        for (a, sums) in lower.chunks_exact_mut(k).enumerate() {
            axpy(w * row[a], &row[..=a], &mut sums[..=a]);
        }
    }
    DMatrix::from_fn(k, k, |a, b| lower[a.max(b) * k + a.min(b)])
}
