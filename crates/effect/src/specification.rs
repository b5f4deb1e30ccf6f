//! What is to be estimated and how: one value per option of `kadpuls effect`.
//!
//! Every option's value has `FromStr`, so that the command line stays thin; no option parser here.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::period::Period;
use crate::refusal::Refusal;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $option:literal, { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Self::$variant => $text),+ })
            }
        }

        impl FromStr for $name {
            type Err = Refusal;

            fn from_str(text: &str) -> Result<Self, Refusal> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    _ => Err(Refusal::Option {
                        option: $option,
                        value: text.to_owned(),
                        expected: [$($text),+].join(", "),
                    }),
                }
            }
        }
    };
}

words! {
    /// Which estimator.
    Estimator, "--estimator", {
        /// Poisson imputation on untreated cells.
        Imputation = "imputation",
        /// Interrupted time series, each unit by itself.
        Its = "its",
        /// Two-way fixed effects.
        Twfe = "twfe",
        /// Two-way fixed effects by event time.
        EventStudy = "event-study",
        /// Callaway & Sant'Anna.
        GroupTime = "group-time",
        /// Sun & Abraham.
        SunAbraham = "sun-abraham",
        /// Linear imputation of Borusyak, Jaravel & Spiess.
        Bjs = "bjs",
    }
}

impl Serialize for Estimator {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

words! {
    /// The outcome's distribution.
    Family, "--family", {
        /// Counts, log link.
        Poisson = "poisson",
        /// Least squares.
        Linear = "linear",
    }
}

words! {
    /// Who compares in group-time effects.
    Control, "--control", {
        /// Never treated units.
        Never = "never",
        /// Units not yet treated.
        NotYet = "not-yet",
    }
}

words! {
    /// Width of the event-time bins.
    Bins, "--bins", {
        /// One month.
        Month = "month",
        /// Three months.
        Quarter = "quarter",
        /// Twelve months.
        Year = "year",
    }
}

impl Bins {
    /// Its width in months.
    pub const fn months(self) -> i32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }
}

words! {
    /// The trend of a time series.
    Trend, "--trend", {
        /// None.
        None = "none",
        /// One line through the whole series.
        Linear = "linear",
        /// A line that may bend at the opening.
        Slope = "slope",
    }
}

words! {
    /// What happens to March 2020 – December 2021.
    Covid, "--covid", {
        /// Left out.
        Exclude = "exclude",
        /// Kept.
        Include = "include",
    }
}

/// Seasonality of a time series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Season {
    /// None.
    None,
    /// So many pairs of sine and cosine.
    Harmonic(usize),
    /// A dummy per month.
    Month,
}

impl fmt::Display for Season {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Harmonic(n) => write!(f, "harmonic:{n}"),
            Self::Month => f.write_str("month"),
        }
    }
}

impl FromStr for Season {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let wrong = || Refusal::Option {
            option: "--season",
            value: text.to_owned(),
            expected: "none, harmonic:1 … harmonic:5, month".to_owned(),
        };
        match text.split_once(':') {
            None if text == "none" => Ok(Self::None),
            None if text == "month" => Ok(Self::Month),
            None if text == "harmonic" => Ok(Self::Harmonic(2)),
            Some(("harmonic", n)) => match n.parse() {
                Ok(n @ 1..=5) => Ok(Self::Harmonic(n)),
                _ => Err(wrong()),
            },
            _ => Err(wrong()),
        }
    }
}

/// How the standard error is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variance {
    /// From the model alone (Poisson, or homoskedastic).
    Model,
    /// Times the Pearson dispersion, when over 1.
    Quasi,
    /// And the residuals' first-order autocorrelation.
    QuasiAr1,
    /// Newey–West with so many lags.
    NeweyWest(usize),
    /// Clustered sandwich (influence functions for group-time).
    Cluster,
    /// Leave one cluster out (CRV3 for two-way effects).
    Jackknife,
    /// Wild cluster bootstrap (multiplier bootstrap for group-time).
    Bootstrap,
}

impl fmt::Display for Variance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Model => f.write_str("model"),
            Self::Quasi => f.write_str("quasi"),
            Self::QuasiAr1 => f.write_str("quasi-ar1"),
            Self::NeweyWest(lags) => write!(f, "newey-west:{lags}"),
            Self::Cluster => f.write_str("cluster"),
            Self::Jackknife => f.write_str("jackknife"),
            Self::Bootstrap => f.write_str("bootstrap"),
        }
    }
}

impl FromStr for Variance {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let simple = match text {
            "model" => Some(Self::Model),
            "quasi" => Some(Self::Quasi),
            "quasi-ar1" => Some(Self::QuasiAr1),
            "newey-west" => Some(Self::NeweyWest(6)),
            "cluster" => Some(Self::Cluster),
            "jackknife" => Some(Self::Jackknife),
            "bootstrap" => Some(Self::Bootstrap),
            _ => text
                .strip_prefix("newey-west:")
                .and_then(|n| n.parse().ok())
                .filter(|n| *n <= 60)
                .map(Self::NeweyWest),
        };
        simple.ok_or_else(|| Refusal::Option {
            option: "--variance",
            value: text.to_owned(),
            expected: "model, quasi, quasi-ar1, newey-west:LAGS, cluster, jackknife, bootstrap".to_owned(),
        })
    }
}

/// Rows to keep: `age=80+`, or several levels of one column: `age=67-79|80+`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// A group column, or `unit`.
    pub column: String,
    /// The levels to keep.
    pub levels: Vec<String>,
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.column, self.levels.join("|"))
    }
}

impl FromStr for Filter {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        match text.split_once('=') {
            Some((column, levels)) if !column.trim().is_empty() => Ok(Self {
                column: column.trim().to_owned(),
                levels: levels.split('|').map(|l| l.trim().to_owned()).collect(),
            }),
            _ => Err(Refusal::Option {
                option: "--where",
                value: text.to_owned(),
                expected: "COLUMN=LEVEL, e.g. age=80+".to_owned(),
            }),
        }
    }
}

/// An event window; times outside fall into the end bins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// First bin, negative.
    pub first: i32,
    /// Last bin.
    pub last: i32,
}

impl FromStr for Window {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        text.split_once(':')
            .and_then(|(a, b)| Some(Self { first: a.trim().parse().ok()?, last: b.trim().parse().ok()? }))
            .filter(|w| w.first < -1 && w.last >= 0)
            .ok_or_else(|| Refusal::Option {
                option: "--window",
                value: text.to_owned(),
                expected: "FIRST:LAST in bins, e.g. -24:36".to_owned(),
            })
    }
}

/// What is to be estimated and how. `None` means the estimator's default.
#[derive(Clone, Debug, PartialEq)]
pub struct Specification {
    /// Which estimator.
    pub estimator: Estimator,
    /// Outcome column (default `outcome`).
    pub outcome: String,
    /// Exposure column (default: `population` when there is one). `Some("none")` switches it off.
    pub exposure: Option<String>,
    /// Distribution.
    pub family: Option<Family>,
    /// Weight column.
    pub weights: Option<String>,
    /// Rows to keep; all must hold.
    pub filters: Vec<Filter>,
    /// Group columns in the fixed effects and the report.
    pub by: Vec<String>,
    /// Cluster column (default: the unit).
    pub cluster: Option<String>,
    /// 0/1 columns used as treatment terms instead of `first_treated` (two-way effects).
    pub terms: Vec<String>,
    /// Who compares in group-time effects.
    pub control: Control,
    /// Seasonality of time series.
    pub season: Season,
    /// Trend of time series.
    pub trend: Trend,
    /// Standard error.
    pub variance: Option<Variance>,
    /// Width of event-time bins (default: the panel's own period).
    pub bins: Option<Bins>,
    /// Event window (default: all).
    pub window: Option<Window>,
    /// First period kept.
    pub from: Option<Period>,
    /// Last period kept.
    pub to: Option<Period>,
    /// March 2020 – December 2021.
    pub covid: Covid,
    /// Months after the opening left out.
    pub wash_in: i32,
    /// Seed of everything drawn.
    pub seed: u64,
    /// Bootstrap draws.
    pub draws: usize,
}

impl Specification {
    /// The defaults of an estimator.
    pub fn new(estimator: Estimator) -> Self {
        Self {
            estimator,
            outcome: "outcome".to_owned(),
            exposure: None,
            family: None,
            weights: None,
            filters: Vec::new(),
            by: Vec::new(),
            cluster: None,
            terms: Vec::new(),
            control: Control::Never,
            season: Season::Harmonic(2),
            trend: Trend::Linear,
            variance: None,
            bins: None,
            window: None,
            from: None,
            to: None,
            covid: Covid::Exclude,
            wash_in: 0,
            seed: 1,
            draws: 999,
        }
    }

    /// The distribution: linear for group-time, sun-abraham and bjs, else Poisson.
    pub fn family(&self) -> Family {
        self.family.unwrap_or(match self.estimator {
            Estimator::GroupTime | Estimator::SunAbraham | Estimator::Bjs => Family::Linear,
            _ => Family::Poisson,
        })
    }

    /// The variance: jackknife, quasi-ar1 or cluster, by estimator.
    pub fn variance(&self) -> Variance {
        self.variance.unwrap_or(match self.estimator {
            Estimator::Imputation => Variance::Jackknife,
            Estimator::Its => Variance::QuasiAr1,
            _ => Variance::Cluster,
        })
    }

    /// Refuses options that can't go together.
    ///
    /// # Errors
    /// A family, variance or option the estimator doesn't have; `--from` after `--to`.
    pub fn check(&self) -> Result<(), Refusal> {
        let refuse = |text: String| Err(Refusal::Incompatible(text));
        let (estimator, family, variance) = (self.estimator, self.family(), self.variance());
        let families: &[Family] = match estimator {
            Estimator::Imputation | Estimator::Its => &[Family::Poisson],
            Estimator::Twfe | Estimator::EventStudy => &[Family::Poisson, Family::Linear],
            Estimator::GroupTime | Estimator::SunAbraham | Estimator::Bjs => &[Family::Linear],
        };
        if !families.contains(&family) {
            return refuse(format!(
                "--estimator {estimator} has no {family} family; use --family {}",
                families[0]
            ));
        }
        let variances: &[Variance] = match estimator {
            Estimator::Imputation => &[Variance::Jackknife, Variance::Cluster],
            Estimator::Its => &[Variance::Model, Variance::Quasi, Variance::QuasiAr1],
            Estimator::Twfe => {
                &[Variance::Cluster, Variance::Jackknife, Variance::Model, Variance::Bootstrap]
            }
            Estimator::EventStudy => &[Variance::Cluster, Variance::Jackknife, Variance::Model],
            Estimator::GroupTime => &[Variance::Cluster, Variance::Bootstrap],
            Estimator::SunAbraham | Estimator::Bjs => &[Variance::Cluster],
        };
        let newey_west = estimator == Estimator::Its && matches!(variance, Variance::NeweyWest(_));
        if !variances.contains(&variance) && !newey_west {
            let list: Vec<String> = variances.iter().map(ToString::to_string).collect();
            return refuse(format!(
                "--estimator {estimator} has no --variance {variance}; use {}{}",
                list.join(", "),
                if estimator == Estimator::Its { " or newey-west:LAGS" } else { "" }
            ));
        }
        if !self.terms.is_empty() && estimator != Estimator::Twfe {
            return refuse("--terms goes with --estimator twfe only".to_owned());
        }
        if estimator == Estimator::Its && !self.by.is_empty() {
            return refuse(
                "--estimator its fits each unit by itself; choose a group with --where instead of --by"
                    .to_owned(),
            );
        }
        if self.weights.is_some() && matches!(estimator, Estimator::Imputation | Estimator::Its) {
            return refuse(format!("--estimator {estimator} takes no --weights; the exposure is its weight"));
        }
        if let (Some(from), Some(to)) = (self.from, self.to)
            && from.months().0 > to.months().1
        {
            return refuse(format!("--from {from} is after --to {to}; swap them"));
        }
        Ok(())
    }

    /// Group columns named in `--by` and `--where`, and the cluster column.
    pub fn group_columns(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        let cluster = self.cluster.as_deref();
        for name in
            self.by.iter().chain(self.filters.iter().map(|f| &f.column)).map(String::as_str).chain(cluster)
        {
            if !matches!(name, "unit" | "period") && !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}

impl fmt::Display for Specification {
    /// In words, for the `specification` field.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let family = self.family();
        write!(f, "{} of {}", self.estimator, self.outcome)?;
        match (&self.exposure, family) {
            (Some(name), Family::Poisson) => write!(f, ", exposure {name}")?,
            (None, Family::Poisson) => f.write_str(", exposure population")?,
            (_, Family::Linear) => {}
        }
        write!(f, ", family {family}")?;
        if let Some(weights) = &self.weights {
            write!(f, ", weights {weights}")?;
        }
        for filter in &self.filters {
            write!(f, ", where {filter}")?;
        }
        if self.estimator == Estimator::Its {
            write!(f, ", season {}, trend {}", self.season, self.trend)?;
        } else {
            let by = self.by.join("×");
            let group = if by.is_empty() { String::new() } else { format!("×{by}") };
            write!(
                f,
                ", effects unit{group} + period{group}, cluster {}",
                self.cluster.as_deref().unwrap_or("unit")
            )?;
        }
        if !self.terms.is_empty() {
            write!(f, ", terms {}", self.terms.join(", "))?;
        }
        if self.estimator == Estimator::GroupTime {
            write!(f, ", control {}", self.control)?;
        }
        if let Some(bins) = self.bins {
            write!(f, ", bins {bins}")?;
        }
        if let Some(window) = self.window {
            write!(f, ", window {}:{}", window.first, window.last)?;
        }
        if let Some(from) = self.from {
            write!(f, ", from {from}")?;
        }
        if let Some(to) = self.to {
            write!(f, ", to {to}")?;
        }
        if self.wash_in > 0 {
            write!(f, ", without the first {} months", self.wash_in)?;
        }
        write!(f, ", variance {}", self.variance())
    }
}
