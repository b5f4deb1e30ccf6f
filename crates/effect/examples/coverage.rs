//! How often the 95 % intervals cover the truth, on simulated panels with fixed seeds.
//!
//! `cargo run --release -p effect --example coverage [-- PANELS]` prints the table of METHODS.md:
//! 1 000 panels without effect and 1 000 with −5 %, 60 units × 84 months, AR(1) 0.7 shocks.

use effect::simulate::Plan;
use effect::{Estimate, Estimation, Specification, flags, run};

/// Intervals counted.
#[derive(Clone, Copy, Default)]
struct Count {
    all: usize,
    inside: usize,
    width: f64,
    error: f64,
}

impl Count {
    fn add(&mut self, estimate: &Estimate, truth: f64) {
        if let (Some(theta), Some(lower), Some(upper)) = (estimate.estimate, estimate.lower, estimate.upper) {
            self.all += 1;
            self.inside += usize::from(lower <= truth && truth <= upper);
            self.width += upper - lower;
            self.error += theta - truth;
        }
    }
}

const METHODS: [(&str, &str); 8] = [
    ("imputation, jackknife", "--estimator imputation"),
    ("imputation, sandwich", "--estimator imputation --variance cluster"),
    ("imputation, one unit", "--estimator imputation"),
    ("two-way effects, CRV1", "--estimator twfe"),
    ("time series, Poisson", "--estimator its --variance model"),
    ("time series, quasi", "--estimator its --variance quasi"),
    ("time series, quasi-ar1", "--estimator its"),
    ("time series, Newey–West 6", "--estimator its --variance newey-west:6"),
];

fn specification(options: &str) -> Result<Specification, effect::Refusal> {
    Ok(flags::parse(options.split_whitespace())?.specification)
}

fn main() -> Result<(), effect::Refusal> {
    let panels: u64 = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(1000);
    println!("| method | truth | intervals | cover | mean width | mean error |");
    println!("| --- | --- | --- | --- | --- | --- |");
    for (percent, seed) in [(0.0, 1_000_000), (-5.0, 2_000_000)] {
        let truth = (1.0_f64 + percent / 100.0).ln();
        let mut counts = [Count::default(); METHODS.len()];
        for i in 0..panels {
            let panel = Plan::coverage(truth, seed + i).panel()?;
            for (k, (name, options)) in METHODS.iter().enumerate() {
                let answer: Estimation = run(&specification(options)?, &panel)?;
                let units = name.starts_with("time series") || name.ends_with("one unit");
                for estimate in &answer.estimates {
                    if (units && estimate.term.starts_with("unit:")) || (!units && estimate.term == "overall")
                    {
                        counts[k].add(estimate, truth);
                    }
                }
            }
        }
        for ((name, _), count) in METHODS.iter().zip(counts) {
            let n = count.all.max(1) as f64;
            println!(
                "| {name} | {percent} % | {} | {:.1} % | {:.4} | {:+.4} |",
                count.all,
                100.0 * count.inside as f64 / n,
                count.width / n,
                count.error / n
            );
        }
    }
    Ok(())
}
