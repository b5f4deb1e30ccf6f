//! Checks of an effect: what a doubtful reader would ask for.
//!
//! Each check is the same estimate on a changed panel, or a p-value that needs no standard error. They
//! are asked for one by one or all together by [`all`]; none of them changes the answer itself.

use serde::Serialize;

use crate::grid::Grid;
use crate::panel::Panel;
use crate::period::Period;
use crate::random::Random;
use crate::refusal::Refusal;
use crate::result::{Estimate, Estimation, Status, finite};
use crate::run::{estimate, run};
use crate::specification::{Estimator, Family, Filter, Specification, Variance};

/// Random assignments of the opening dates.
pub const ASSIGNMENTS: usize = 400;

/// Which check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Opening 12 months early, on data before the real one: nothing should show.
    Placebo,
    /// The opening dates dealt out at random: how often is the estimate as far from zero?
    RandomAssignment,
    /// An outcome the unit shouldn't change.
    NegativeControl,
    /// Without the units with most inhabitants.
    LeaveOutLargest,
    /// Without the first months after the opening.
    WashIn,
    /// Wild cluster bootstrap of the two-way estimate.
    WildBootstrap,
    /// The smallest effect that could have been found.
    MinimumDetectable,
}

/// The result of one check.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Check {
    /// Which.
    pub kind: Kind,
    /// What was done, in English.
    pub what: String,
    /// The estimate under the change, where there is one.
    pub estimate: Option<Estimate>,
    /// The check's own p-value (rank, bootstrap), where it has one.
    pub p: Option<f64>,
    /// Draws behind it.
    pub draws: Option<usize>,
    /// Why there is no number, when there is none.
    pub note: Option<String>,
}

impl Check {
    fn new(kind: Kind, what: impl Into<String>) -> Self {
        Self { kind, what: what.into(), estimate: None, p: None, draws: None, note: None }
    }

    /// Takes the headline of an answer, or its reason for having none.
    fn with(mut self, answer: &Estimation) -> Self {
        if answer.status == Status::NotEstimable {
            self.note = answer.warnings.last().cloned().or(Some("not estimable".to_owned()));
        } else {
            self.estimate = answer.headline().cloned();
        }
        self
    }
}

/// Every check that needs no further data, in the order of the guide.
///
/// # Errors
/// As [`run`].
pub fn all(spec: &Specification, panel: &Panel, answer: &Estimation) -> Result<Vec<Check>, Refusal> {
    Ok(vec![
        placebo(spec, panel)?,
        random_assignment(spec, panel, ASSIGNMENTS)?,
        leave_out_largest(spec, panel, 3)?,
        wash_in(spec, panel, 6)?,
        wild_bootstrap(spec, panel)?,
        minimum_detectable(answer),
    ])
}

/// Placebo: the opening 12 months early, on data before the real opening.
///
/// # Errors
/// As [`run`].
pub fn placebo(spec: &Specification, panel: &Panel) -> Result<Check, Refusal> {
    let steps = 12 / panel.frequency().months();
    let before = panel.only(|row| {
        let unit = &panel.units[panel.unit[row] as usize];
        unit.first_treated.is_none_or(|g| panel.period[row] < g.ordinal())
    });
    let early: Vec<Option<Period>> =
        panel.units.iter().map(|u| u.first_treated.map(|g| g.plus(-steps))).collect();
    let answer = plain(spec, &before.with_openings(&early))?;
    Ok(Check::new(Kind::Placebo, "opening 12 months early, on data before the real opening").with(&answer))
}

/// The rank of the estimate among random assignments of the opening dates to the clusters (to the units
/// where a cluster's units open at different times): p = (1 + as far from zero) / (1 + draws).
///
/// # Errors
/// As [`run`].
pub fn random_assignment(spec: &Specification, panel: &Panel, draws: usize) -> Result<Check, Refusal> {
    let mut check =
        Check::new(Kind::RandomAssignment, format!("opening dates dealt out at random, {draws} times"));
    // Standard errors aren't needed for a rank; the cheapest variance will do.
    let quick = Specification { variance: Some(Variance::Cluster), ..spec.clone() };
    let point = |panel: &Panel| -> Result<Option<f64>, Refusal> {
        let (grid, ledger) = Grid::build(panel, &quick)?;
        if quick.estimator == Estimator::Imputation {
            return Ok(crate::imputation::overall(&grid));
        }
        Ok(estimate(&quick, &grid, ledger)?.headline().and_then(|e| e.estimate))
    };
    let Some(real) = point(panel)? else {
        check.note = Some("not estimable".to_owned());
        return Ok(check);
    };
    let members = members(spec, panel);
    let mut dates: Vec<Option<Period>> = members.iter().map(|m| panel.units[m[0]].first_treated).collect();
    let mut random = Random::new(spec.seed);
    let (mut far, mut done) = (0, 0);
    for _ in 0..draws {
        random.shuffle(&mut dates);
        let mut openings = vec![None; panel.units.len()];
        for (list, date) in members.iter().zip(&dates) {
            for unit in list {
                openings[*unit] = *date;
            }
        }
        if let Some(theta) = point(&panel.with_openings(&openings))? {
            done += 1;
            far += usize::from(theta.abs() >= real.abs());
        }
    }
    check.draws = Some(done);
    check.p = (done > 0).then(|| (1 + far) as f64 / (1 + done) as f64);
    Ok(check)
}

/// Units that get their date together.
fn members(spec: &Specification, panel: &Panel) -> Vec<Vec<usize>> {
    let alone = || (0..panel.units.len()).map(|u| vec![u]).collect();
    let Some(group) = spec.cluster.as_deref().and_then(|c| panel.group(c)) else { return alone() };
    let mut lists: Vec<Vec<usize>> = vec![Vec::new(); group.levels.len()];
    for (row, code) in group.codes.iter().enumerate() {
        let unit = panel.unit[row] as usize;
        if !lists[*code as usize].contains(&unit) {
            lists[*code as usize].push(unit);
        }
    }
    lists.retain(|l| !l.is_empty());
    let together =
        |l: &Vec<usize>| l.iter().all(|u| panel.units[*u].first_treated == panel.units[l[0]].first_treated);
    if lists.iter().all(together) { lists } else { alone() }
}

/// A negative control: the same specification on an outcome the unit shouldn't change (another panel,
/// or another outcome or filter in the specification).
///
/// # Errors
/// As [`run`].
pub fn negative_control(spec: &Specification, panel: &Panel, what: &str) -> Result<Check, Refusal> {
    Ok(Check::new(Kind::NegativeControl, what).with(&plain(spec, panel)?))
}

/// Without the `n` units with the largest exposure (or outcome, when there is no exposure).
///
/// # Errors
/// As [`run`].
pub fn leave_out_largest(spec: &Specification, panel: &Panel, n: usize) -> Result<Check, Refusal> {
    let sizes = if panel.has_exposure { &panel.exposure } else { &panel.outcome };
    let mut total = vec![0.0; panel.units.len()];
    for (unit, size) in panel.unit.iter().zip(sizes).filter(|(_, s)| s.is_finite()) {
        total[*unit as usize] += size;
    }
    let mut order: Vec<usize> = (0..total.len()).collect();
    order.sort_by(|a, b| {
        total[*b].total_cmp(&total[*a]).then_with(|| panel.units[*a].name.cmp(&panel.units[*b].name))
    });
    let (gone, kept) = order.split_at(n.min(order.len()));
    let names: Vec<String> = gone.iter().map(|u| panel.units[*u].name.clone()).collect();
    let mut without = spec.clone();
    without.filters.push(Filter {
        column: "unit".to_owned(),
        levels: kept.iter().map(|u| panel.units[*u].name.clone()).collect(),
    });
    let mut check = Check::new(Kind::LeaveOutLargest, format!("without the largest: {}", names.join(", ")))
        .with(&plain(&without, panel)?);
    if kept.is_empty() {
        check.note = Some("no units are left".to_owned());
    }
    Ok(check)
}

/// Without the first `months` after the opening.
///
/// # Errors
/// As [`run`].
pub fn wash_in(spec: &Specification, panel: &Panel, months: i32) -> Result<Check, Refusal> {
    let answer = plain(&Specification { wash_in: months, ..spec.clone() }, panel)?;
    Ok(Check::new(Kind::WashIn, format!("without the first {months} months after the opening")).with(&answer))
}

/// The restricted wild cluster bootstrap of the two-way estimate in the same family.
///
/// # Errors
/// As [`run`].
pub fn wild_bootstrap(spec: &Specification, panel: &Panel) -> Result<Check, Refusal> {
    let family = if spec.family() == Family::Linear { Family::Linear } else { Family::Poisson };
    let twfe = Specification {
        estimator: Estimator::Twfe,
        family: Some(family),
        variance: Some(Variance::Bootstrap),
        ..spec.clone()
    };
    let answer = plain(&twfe, panel)?;
    let mut check =
        Check::new(Kind::WildBootstrap, "restricted wild cluster bootstrap of the two-way estimate")
            .with(&answer);
    check.p = check.estimate.as_ref().and_then(|e| e.p);
    check.draws = check.p.map(|_| twfe.draws);
    Ok(check)
}

/// 2.8 × the standard error of the answer: found with 80 % power at the 5 % level.
pub fn minimum_detectable(answer: &Estimation) -> Check {
    let mut check = Check::new(
        Kind::MinimumDetectable,
        "smallest effect that could have been found (2.8 standard errors)",
    );
    match answer.headline().and_then(|e| e.se).and_then(|se| finite(2.8 * se)) {
        Some(size) => {
            let term = Estimate {
                term: "minimum_detectable".to_owned(),
                estimate: Some(size),
                ..Estimate::default()
            };
            let ratio = (answer.scale == crate::Scale::Log).then(|| (-size).exp());
            check.estimate = Some(Estimate { ratio, ..term });
        }
        None => check.note = Some("the answer has no standard error".to_owned()),
    }
    check
}

/// An estimate without its own second choices.
fn plain(spec: &Specification, panel: &Panel) -> Result<Estimation, Refusal> {
    let (grid, ledger) = Grid::build(panel, spec)?;
    if grid.series.is_empty() { run(spec, panel) } else { estimate(spec, &grid, ledger) }
}
