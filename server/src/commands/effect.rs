//! `kadpuls effect`: an estimate from a panel file, or from the database.

use crate::commands::{Usage, block_on};
use crate::database::Database;
use ::effect::flags::{self, OPTIONS, Request};
use ::effect::result::Curve;
use ::effect::{Estimate, Panel, Refusal, Specification, read_panel};
use anyhow::{Context as _, anyhow};
use evaluation::Country;
use measures::Gate;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::Write as _;
use store::Store;
use vocabulary::{Catalogue, MunicipalityNumber, Scope, UnitCode, oslo_date};

/// Estimate the effect on emergency admissions, from a panel file or from the database
///
/// With --panel FILE no database is needed. Without it the panel is made from the database: one row a
/// municipality, month and age group, with the groups age, org and kad (the cluster), and department where --by or
/// --where names it; --kommune, --enhet and --helseforetak say whose effect is asked for.
#[derive(clap::Args)]
#[command(after_help = options())]
pub struct Effect {
    #[command(flatten)]
    database: Database,
    /// The municipality whose effect is asked for (from the database)
    #[arg(long)]
    kommune: Option<MunicipalityNumber>,
    /// The unit whose effect is asked for: that of the municipalities it serves (from the database)
    #[arg(long)]
    enhet: Option<UnitCode>,
    /// The health trust whose effect is asked for (from the database)
    #[arg(long)]
    helseforetak: Option<String>,
    /// Only the admissions of this department (from the database)
    #[arg(long)]
    fagomraade: Option<String>,
    /// --panel FILE, --json, --checks and the options below
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "OPTIONS")]
    words: Vec<String>,
}

/// The engine's own options, one line each.
fn options() -> String {
    let mut text = String::from(
        "Estimation:\n  --panel FILE           CSV: unit,period,outcome[,population][,first_treated][,any group]\n  \
         --json                 the answer as JSON\n  --checks               the checks as well\n",
    );
    for (name, value, what) in OPTIONS {
        text.push_str(&format!("  {:<22} {what}\n", format!("{name} {value}")));
    }
    text
}

impl Effect {
    /// Runs the command.
    pub fn run(mut self) -> anyhow::Result<()> {
        let mut words = std::mem::take(&mut self.words);
        // What follows the first option of the engine comes as words, in whatever order people write.
        if let Some(number) = taken(&mut words, "--kommune")? {
            self.kommune = Some(number.parse().map_err(|error| Usage(anyhow!("--kommune: {error}")))?);
        }
        if let Some(code) = taken(&mut words, "--enhet")? {
            self.enhet = Some(code.parse().map_err(|error| Usage(anyhow!("--enhet: {error}")))?);
        }
        self.helseforetak = taken(&mut words, "--helseforetak")?.or(self.helseforetak);
        self.fagomraade = taken(&mut words, "--fagomraade")?.or(self.fagomraade);
        if let Some(url) = taken(&mut words, "--database")? {
            self.database = Database::at(url);
        }
        let from_database = !words.iter().any(|word| word == "--panel" || word.starts_with("--panel="));
        if from_database && !words.iter().any(|word| word.starts_with("--estimator")) {
            words.extend(["--estimator".to_owned(), "imputation".to_owned()]);
        }
        let mut request = flags::parse(&words).map_err(refused)?;
        let panel = if from_database { self.stored_panel(&mut request)? } else { from_file(&request)? };
        let mut answer = request.answer(&panel).map_err(refused)?;
        if from_database {
            hide_small(&mut answer.curves, &mut answer.estimates, Gate::default());
        }
        writeln!(std::io::stdout().lock(), "{}", request.print(&answer))?;
        Ok(())
    }

    fn stored_panel(&self, request: &mut Request) -> anyhow::Result<Panel> {
        let specification = &mut request.specification;
        if specification.cluster.is_none() && specification.estimator == ::effect::Estimator::Imputation {
            specification.cluster = Some("kad".to_owned());
        }
        let names_age = specification.filters.iter().any(|filter| filter.column == "age");
        if specification.by.is_empty() && !names_age {
            specification.by.push("age".to_owned());
        }
        if let (Some(number), ::effect::Estimator::Its) = (self.kommune, specification.estimator) {
            specification.filters.push(format!("unit={number}").parse().map_err(refused)?);
        }
        block_on(async {
            let store = self.database.open().await?;
            let catalogue = store.catalogue().await?;
            let departments = match &self.fagomraade {
                Some(department) => vec![Some(department.clone())],
                None if names_department(&request.specification) => {
                    store.departments().await?.into_iter().map(Some).collect()
                }
                None => vec![None],
            };
            let country = country(&store, &catalogue, &departments).await?;
            store.close().await;
            country.panel(self.target(&catalogue)?.as_ref()).map_err(refused)
        })
    }

    /// The municipalities asked for; `None` for the country.
    fn target(&self, catalogue: &Catalogue) -> anyhow::Result<Option<BTreeSet<MunicipalityNumber>>> {
        let today = oslo_date(chrono::Utc::now());
        let scope = match (&self.helseforetak, &self.enhet, self.kommune) {
            (_, _, Some(number)) => Scope::Municipality(number),
            (_, Some(code), None) => Scope::Unit(code.clone()),
            (Some(trust), None, None) => Scope::Trust(trust.clone()),
            (None, None, None) => return Ok(None),
        };
        let found: BTreeSet<_> = catalogue
            .municipalities_in(&scope, today)
            .into_iter()
            .filter(|number| catalogue.municipality(*number, today).is_some())
            .collect();
        if found.is_empty() {
            let trusts: Vec<_> =
                catalogue.trusts_on(today).into_iter().flat_map(|(_, trusts)| trusts).collect();
            return Err(Usage(anyhow!(
                "no such municipality, unit or trust; --kommune takes a number of today such as 0301, --enhet the \
                 code of a unit that serves a municipality, --helseforetak one of: {}",
                trusts.join(", ")
            ))
            .into());
        }
        Ok(Some(found))
    }
}

/// Takes small counts of the database out of an answer: what it prints is passed on.
fn hide_small(curves: &mut [Curve], estimates: &mut [Estimate], gate: Gate) {
    let small = |n: &Option<f64>| n.is_some_and(|n| gate.is_small(n.round() as i64));
    for point in curves.iter_mut().flat_map(|curve| &mut curve.points) {
        if small(&point.observed) {
            point.observed = None;
        }
    }
    for estimate in estimates {
        if small(&estimate.observed) {
            *estimate = Estimate { term: std::mem::take(&mut estimate.term), ..Estimate::default() };
        }
    }
}

/// Takes `name value` or `name=value` out of the words.
fn taken(words: &mut Vec<String>, name: &str) -> anyhow::Result<Option<String>> {
    let assigned = format!("{name}=");
    let Some(place) = words.iter().position(|word| word == name || word.starts_with(&assigned)) else {
        return Ok(None);
    };
    let word = words.remove(place);
    if let Some(value) = word.strip_prefix(&assigned) {
        return Ok(Some(value.to_owned()));
    }
    if place < words.len() {
        Ok(Some(words.remove(place)))
    } else {
        Err(Usage(anyhow!("{name} wants a value")).into())
    }
}

/// Whether the question tells departments apart.
fn names_department(specification: &Specification) -> bool {
    let name = |column: &String| column == "department";
    specification.by.iter().any(name) || specification.filters.iter().any(|filter| name(&filter.column))
}

/// What an estimate needs from the database, with series for each of `departments` (`None`: all together).
async fn country(
    store: &Store,
    catalogue: &Catalogue,
    departments: &[Option<String>],
) -> anyhow::Result<Country> {
    let mut series = Vec::new();
    for department in departments {
        series.extend(store.admission_series(department.as_deref()).await?);
    }
    let (population, events) = tokio::try_join!(store.population(), store.events())?;
    if series.is_empty() {
        return Err(anyhow!(
            "the database has no such emergency admissions; import them with: kadpuls import innleggelser FILE"
        ));
    }
    Ok(Country::new(catalogue, &events, series, &population))
}

fn from_file(request: &Request) -> anyhow::Result<Panel> {
    let path = request.panel.as_deref().unwrap_or_default();
    let file = File::open(path).with_context(|| format!("cannot open {path}; check the path"))?;
    read_panel(file, &request.specification).map_err(refused).with_context(|| path.to_owned())
}

/// A wrong option is a matter of usage, anything else of the data.
fn refused(refusal: Refusal) -> anyhow::Error {
    match refusal {
        Refusal::Option { .. } | Refusal::Incompatible(_) => Usage(refusal.into()).into(),
        refusal => refusal.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::effect::result::CurvePoint;

    #[test]
    fn an_answer_from_the_database_has_no_small_counts() {
        let point = |observed| CurvePoint {
            period: "2024-01".into(),
            observed: Some(observed),
            expected: Some(6.0),
            exposure: Some(100.0),
            treated: 1.0,
        };
        let estimate = |term: &str, observed| Estimate {
            term: term.into(),
            observed: Some(observed),
            ratio: Some(0.5),
            ..Estimate::default()
        };
        let mut curves = [Curve { term: "overall".into(), points: vec![point(3.0), point(7.0), point(0.0)] }];
        let mut estimates = [estimate("unit:1101", 4.0), estimate("unit:1103", 90.0)];
        hide_small(&mut curves, &mut estimates, Gate::default());
        let observed: Vec<_> = curves[0].points.iter().map(|point| point.observed).collect();
        assert_eq!(observed, [None, Some(7.0), Some(0.0)]);
        let told: Vec<_> = estimates.iter().map(|of| (of.term.as_str(), of.observed, of.ratio)).collect();
        assert_eq!(told, [("unit:1101", None, None), ("unit:1103", Some(90.0), Some(0.5))]);
    }
}
