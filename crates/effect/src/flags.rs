//! The options of `kadpuls effect`, from words to a [`Specification`]; no printing, no files.
//!
//! The example program and the server's command share this, so that both take the same options.

use std::str::FromStr;

use crate::checks;
use crate::panel::Panel;
use crate::period::Period;
use crate::refusal::Refusal;
use crate::result::{Estimation, Status};
use crate::run::run;
use crate::specification::{Estimator, Specification};
use crate::table;

/// Name, what it takes, and what it does: one line per option that has a value.
pub const OPTIONS: [(&str, &str, &str); 21] = [
    ("--estimator", "NAME", "imputation, its, twfe, event-study, group-time, sun-abraham or bjs"),
    ("--outcome", "COL", "outcome column [outcome]"),
    ("--exposure", "COL", "exposure column, or none [population when there is one]"),
    ("--family", "NAME", "poisson or linear"),
    ("--weights", "COL", "weight column"),
    ("--where", "COL=LEVEL", "rows to keep, e.g. age=80+; several levels: age=67-79|80+; may be repeated"),
    ("--by", "COLS", "groups in the fixed effects and the report, e.g. age,org"),
    ("--cluster", "COL", "cluster column [unit]"),
    ("--terms", "COLS", "0/1 columns instead of first_treated (twfe)"),
    ("--control", "WHO", "never or not-yet (group-time)"),
    ("--season", "HOW", "none, harmonic:2 or month (its)"),
    ("--trend", "HOW", "none, linear or slope (its)"),
    ("--variance", "HOW", "model, quasi, quasi-ar1, newey-west:6, cluster, jackknife or bootstrap"),
    ("--bins", "WIDTH", "month, quarter or year (event-study)"),
    ("--window", "A:B", "event bins kept, the ends collecting the rest, e.g. -24:36 (event-study)"),
    ("--from", "PERIOD", "first period kept"),
    ("--to", "PERIOD", "last period kept"),
    ("--covid", "HOW", "exclude or include March 2020 – December 2021 [exclude]"),
    ("--wash-in", "MONTHS", "months after the opening left out [0]"),
    ("--seed", "N", "seed of bootstrap draws [1]"),
    ("--draws", "N", "bootstrap draws [999]"),
];

/// A whole command line.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// The panel file.
    pub panel: Option<String>,
    /// What to estimate.
    pub specification: Specification,
    /// JSON instead of the table.
    pub json: bool,
    /// The checks as well.
    pub checks: bool,
}

impl Request {
    /// The answer to a request, with its checks when asked for.
    ///
    /// # Errors
    /// As [`crate::run()`].
    pub fn answer(&self, panel: &Panel) -> Result<Estimation, Refusal> {
        let mut answer = run(&self.specification, panel)?;
        if self.checks && answer.status != Status::NotEstimable {
            answer.checks = checks::all(&self.specification, panel, &answer)?;
        }
        Ok(answer)
    }

    /// The answer as the command prints it.
    pub fn print(&self, answer: &Estimation) -> String {
        if self.json { answer.to_json() } else { table::render(answer) }
    }
}

impl Specification {
    /// Sets one option by its name, `--by` and so on.
    ///
    /// # Errors
    /// An unknown option, or a value it doesn't take.
    pub fn set(&mut self, option: &str, value: &str) -> Result<(), Refusal> {
        let names =
            |list: &str| list.split(',').map(|n| n.trim().to_owned()).filter(|n| !n.is_empty()).collect();
        match option {
            "--estimator" => self.estimator = value.parse()?,
            "--outcome" => value.clone_into(&mut self.outcome),
            "--exposure" => self.exposure = Some(value.to_owned()),
            "--family" => self.family = Some(value.parse()?),
            "--weights" => self.weights = Some(value.to_owned()),
            "--where" => self.filters.push(value.parse()?),
            "--by" => self.by = names(value),
            "--cluster" => self.cluster = Some(value.to_owned()),
            "--terms" => self.terms = names(value),
            "--control" => self.control = value.parse()?,
            "--season" => self.season = value.parse()?,
            "--trend" => self.trend = value.parse()?,
            "--variance" => self.variance = Some(value.parse()?),
            "--bins" => self.bins = Some(value.parse()?),
            "--window" => self.window = Some(value.parse()?),
            "--from" => self.from = Some(period("--from", value)?),
            "--to" => self.to = Some(period("--to", value)?),
            "--covid" => self.covid = value.parse()?,
            "--wash-in" => self.wash_in = number("--wash-in", value, 0, 120)?,
            "--seed" => self.seed = number("--seed", value, 0, u64::MAX)?,
            "--draws" => self.draws = number("--draws", value, 1, 1_000_000)?,
            _ => {
                return Err(Refusal::Option {
                    option: "option",
                    value: option.to_owned(),
                    expected: OPTIONS.map(|o| o.0).join(", "),
                });
            }
        }
        Ok(())
    }
}

fn period(option: &'static str, value: &str) -> Result<Period, Refusal> {
    value.parse().map_err(|_| Refusal::Option {
        option,
        value: value.to_owned(),
        expected: "a period: YYYY-MM, YYYY-Qn or YYYY".to_owned(),
    })
}

fn number<T: FromStr + PartialOrd + std::fmt::Display + Copy>(
    option: &'static str,
    value: &str,
    low: T,
    high: T,
) -> Result<T, Refusal> {
    value.parse().ok().filter(|n| *n >= low && *n <= high).ok_or_else(|| Refusal::Option {
        option,
        value: value.to_owned(),
        expected: format!("a whole number from {low} to {high}"),
    })
}

/// Reads a command line: `--option value`, `--option=value`, `--json`, `--checks`.
///
/// # Errors
/// An unknown option, a missing or unknown value, or no estimator.
pub fn parse<S: AsRef<str>>(words: impl IntoIterator<Item = S>) -> Result<Request, Refusal> {
    let mut request = Request {
        panel: None,
        specification: Specification::new(Estimator::Imputation),
        json: false,
        checks: false,
    };
    let mut estimator = false;
    let mut words = words.into_iter();
    while let Some(word) = words.next() {
        let word = word.as_ref();
        match word {
            "--json" => request.json = true,
            "--checks" => request.checks = true,
            _ => {}
        }
        if matches!(word, "--json" | "--checks") {
            continue;
        }
        let (option, value) = match word.split_once('=') {
            Some((option, value)) if option.starts_with("--") => (option.to_owned(), Some(value.to_owned())),
            _ => (word.to_owned(), None),
        };
        let Some(value) = value.or_else(|| words.next().map(|v| v.as_ref().to_owned())) else {
            return Err(Refusal::Incompatible(format!("{option} wants a value")));
        };
        if option == "--panel" {
            request.panel = Some(value);
        } else {
            estimator |= option == "--estimator";
            request.specification.set(&option, &value)?;
        }
    }
    if !estimator {
        return Err(Refusal::Incompatible(format!("say which with --estimator: {}", OPTIONS[0].2)));
    }
    Ok(request)
}
