//! What may be shown of which place in which month and year, decided for the whole country at once: units or
//! municipalities in their trusts, month by month in a calendar year. A page on one place asks here, so that no
//! page shows what another one hides by subtraction.

use crate::data::{Data, DataError, Held};
use crate::pages::oversikt::facts;
use crate::selection::Selection;
use measures::gate::{Hierarchy, Line, Protected, Withheld};
use std::collections::BTreeMap;
use std::sync::Arc;
use vocabulary::{Catalogue, Month, Scope, UnitCode, UnitKind};

/// The tables that were decided on, until the next import.
pub type Published = Held<Key, Arc<Table>>;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Completed stays by unit.
    StaysInUnits,
    /// Completed stays by where the patient lives.
    StaysOfInhabitants,
    /// Emergency admissions by where the patient lives.
    Admissions,
    /// Admissions by unit, as registered per day.
    RegisteredAdmissions,
    /// Discharges by unit, as registered per day.
    RegisteredDischarges,
    /// Rejected by unit, as registered per day.
    Rejected,
}

/// Which table.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    counted: Counted,
    /// In these kinds of units; none: all.
    kinds: Vec<UnitKind>,
    year: i32,
    /// Which month isn't over.
    running: Month,
}

/// Places in trusts by the months of a year, as they may be shown.
pub struct Table {
    rows: BTreeMap<String, usize>,
    trusts: BTreeMap<String, usize>,
    shown: Protected,
    /// The month that wasn't over when the table was made, and what may be shown of it alone.
    running: Option<(Month, Protected)>,
}

/// Places of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Members {
    /// The country.
    All,
    /// A trust.
    Trust(String),
    /// Units or municipalities by their codes, together.
    Each(Vec<String>),
}

impl Members {
    /// Of a scope's units.
    pub fn units(scope: &Scope, units: Option<&[UnitCode]>) -> Self {
        match (scope, units) {
            (Scope::Country, _) | (_, None) => Self::All,
            (Scope::Trust(trust), _) => Self::Trust(trust.clone()),
            (_, Some(units)) => Self::Each(units.iter().map(ToString::to_string).collect()),
        }
    }
}

impl Table {
    /// Whether a place's sum of the year may not be shown.
    pub fn hides_year(&self, code: &str) -> bool {
        let running = self.running.as_ref().map(|(_, shown)| shown);
        let lines = [Some(&self.shown), running].into_iter().flatten();
        let mut lines = lines.filter_map(|shown| shown.rows.get(*self.rows.get(code)?));
        lines.any(|line| line.total.count().is_none())
    }

    /// The lines that the sum of these places is made of.
    fn lines<'a>(&self, shown: &'a Protected, members: &Members) -> Vec<&'a Line> {
        match members {
            Members::All => vec![&shown.all],
            Members::Trust(trust) => {
                self.trusts.get(trust).and_then(|i| shown.groups[0].get(*i)).into_iter().collect()
            }
            Members::Each(codes) => {
                codes.iter().filter_map(|code| shown.rows.get(*self.rows.get(code)?)).collect()
            }
        }
    }

    fn withhold(&self, members: &Members, year: i32, withheld: &mut Withheld) {
        if let Some((month, shown)) = &self.running {
            let hidden = self.lines(shown, members).iter().any(|line| line.total.count().is_none());
            withheld.months.extend(hidden.then_some(*month));
        }
        for line in self.lines(&self.shown, members) {
            for (month, shown) in (1..).zip(&line.cells) {
                if shown.count().is_none() {
                    withheld.months.extend(Month::new(year, month));
                }
            }
            if line.total.count().is_none() {
                withheld.years.insert(year);
            }
        }
    }
}

/// The months and calendar years of these places' totals that may not be shown, of the years that a period
/// touches.
///
/// # Errors
/// [`DataError`].
pub async fn withheld(
    data: &Data,
    catalogue: &Catalogue,
    (counted, kinds): (Counted, &[UnitKind]),
    members: &Members,
    (from, to): (Month, Month),
) -> Result<Withheld, DataError> {
    let mut withheld = nothing(data);
    for year in from.year()..=to.year() {
        table(data, catalogue, counted, kinds, year).await?.withhold(members, year, &mut withheld);
    }
    Ok(withheld)
}

/// Nothing withheld: of what stands in none of the country's tables.
pub fn nothing(data: &Data) -> Withheld {
    Withheld::nothing(Month::of(data.today()))
}

/// What is withheld of a place's facts.
#[derive(Debug, Clone, Default)]
pub struct OfFacts {
    /// Completed stays in the units.
    pub stays: Withheld,
    /// Completed stays of the inhabitants.
    pub home_stays: Withheld,
    /// Emergency admissions.
    pub admissions: Withheld,
}

impl OfFacts {
    /// Of the months from one to another.
    pub fn over(&self, from: Month, to: Month) -> facts::Withheld {
        facts::Withheld {
            stays: self.stays.hides(from, to),
            home_stays: self.home_stays.hides(from, to),
            admissions: self.admissions.hides(from, to),
        }
    }
}

/// The tables of what stands in facts, for the years that months touch.
pub struct Tables {
    years: Vec<(i32, [Arc<Table>; 3])>,
    running: Month,
}

impl Tables {
    /// Reads them.
    ///
    /// # Errors
    /// [`DataError`].
    pub async fn of(
        data: &Data,
        catalogue: &Catalogue,
        kinds: &[UnitKind],
        (from, to): (Month, Month),
    ) -> Result<Self, DataError> {
        let mut years = Vec::new();
        for year in from.year()..=to.year() {
            let tables = [
                table(data, catalogue, Counted::StaysInUnits, kinds, year).await?,
                table(data, catalogue, Counted::StaysOfInhabitants, kinds, year).await?,
                table(data, catalogue, Counted::Admissions, &[], year).await?,
            ];
            years.push((year, tables));
        }
        Ok(Self { years, running: Month::of(data.today()) })
    }

    /// What is withheld of the facts on these units and municipalities.
    pub fn withheld(&self, units: &Members, inhabitants: &Members) -> OfFacts {
        let nothing = || Withheld::nothing(self.running);
        let mut of = OfFacts { stays: nothing(), home_stays: nothing(), admissions: nothing() };
        for (year, [stays, homes, admissions]) in &self.years {
            stays.withhold(units, *year, &mut of.stays);
            homes.withhold(inhabitants, *year, &mut of.home_stays);
            admissions.withhold(inhabitants, *year, &mut of.admissions);
        }
        of
    }
}

/// What is withheld of the stays of a selection: in a scope's units, or of a municipality's inhabitants.
///
/// # Errors
/// [`DataError`].
pub async fn withheld_stays(
    data: &Data,
    catalogue: &Catalogue,
    selection: &Selection,
    units: Option<&[UnitCode]>,
    period: (Month, Month),
) -> Result<Withheld, DataError> {
    let kinds = if matches!(selection.scope, Scope::Unit(_)) { &[][..] } else { &selection.kinds };
    let (counted, members) = match &selection.scope {
        Scope::Municipality(number) => (Counted::StaysOfInhabitants, Members::Each(vec![number.to_string()])),
        scope => (Counted::StaysInUnits, Members::units(scope, units)),
    };
    withheld(data, catalogue, (counted, kinds), &members, period).await
}

/// The table of a year.
///
/// # Errors
/// [`DataError`].
pub async fn table(
    data: &Data,
    catalogue: &Catalogue,
    counted: Counted,
    kinds: &[UnitKind],
    year: i32,
) -> Result<Arc<Table>, DataError> {
    let key = Key { counted, kinds: kinds.to_vec(), year, running: Month::of(data.today()) };
    let (held, version) = match counted {
        Counted::Admissions => (&data.published_admissions, catalogue.imported),
        _ => (&data.published, catalogue.version),
    };
    held.get(version, &key, read(data, catalogue, &key)).await
}

async fn read(data: &Data, catalogue: &Catalogue, key: &Key) -> Result<Arc<Table>, DataError> {
    let (Some(first), Some(last)) = (Month::new(key.year, 1), Month::new(key.year, 12)) else {
        return Ok(Arc::new(arranged(Vec::new(), data, |_| None)));
    };
    let today = data.today();
    let units: Option<Vec<UnitCode>> = (!key.kinds.is_empty()).then(|| {
        catalogue.units.iter().filter(|unit| key.kinds.contains(&unit.kind)).map(|u| u.code.clone()).collect()
    });
    let of_municipality = |code: &str| {
        let number = code.parse().ok()?;
        catalogue.municipality(number, today).map(|m| m.health_trust.clone())
    };
    let of_unit = |code: &str| {
        let host = catalogue.unit(&code.parse().ok()?)?.host?;
        catalogue.municipality(host, today).map(|m| m.health_trust.clone())
    };
    let store = &data.store;
    let of_places = |rows: Vec<(vocabulary::MunicipalityNumber, Month, f64)>| {
        rows.into_iter().map(|(place, month, n)| (place.to_string(), month, n.round() as i64)).collect()
    };
    Ok(Arc::new(match key.counted {
        Counted::StaysInUnits => {
            let mut rows = store.stays_by_unit_and_month(first, last).await?;
            rows.retain(|(unit, _, _)| units.as_ref().is_none_or(|units| units.contains(unit)));
            let rows = rows.into_iter().map(|(unit, month, n)| (unit.to_string(), month, n));
            arranged(rows.collect(), data, of_unit)
        }
        Counted::RegisteredAdmissions => registered(data, first, last, units.as_deref(), 0, of_unit).await?,
        Counted::RegisteredDischarges => registered(data, first, last, units.as_deref(), 1, of_unit).await?,
        Counted::Rejected => registered(data, first, last, units.as_deref(), 2, of_unit).await?,
        Counted::StaysOfInhabitants => {
            let rows = store.stays_by_home_and_month(units.as_deref(), first, last).await?;
            arranged(of_places(rows), data, of_municipality)
        }
        Counted::Admissions => {
            let rows = store.admissions_by_municipality_and_month(first, last).await?;
            arranged(of_places(rows), data, of_municipality)
        }
    }))
}

async fn registered(
    data: &Data,
    first: Month,
    last: Month,
    units: Option<&[UnitCode]>,
    which: usize,
    trust_of: impl Fn(&str) -> Option<String>,
) -> Result<Table, DataError> {
    let mut rows = data.store.patients_by_unit_and_month(first, last).await?;
    rows.retain(|(unit, _, _)| units.is_none_or(|units| units.contains(unit)));
    let rows = rows.into_iter().map(|(unit, month, counts)| (unit.to_string(), month, counts[which]));
    Ok(arranged(rows.collect(), data, trust_of))
}

/// Lays counts out by place and month, in trusts, and decides on them.
fn arranged(
    counts: Vec<(String, Month, i64)>,
    data: &Data,
    trust_of: impl Fn(&str) -> Option<String>,
) -> Table {
    let running = Month::of(data.today());
    let mut rows: BTreeMap<String, usize> = BTreeMap::new();
    let (mut cells, mut of_running): (Vec<Vec<i64>>, Vec<Vec<i64>>) = (Vec::new(), Vec::new());
    let mut runs = false;
    for (place, month, n) in counts {
        let row = *rows.entry(place).or_insert_with(|| {
            cells.push(vec![0; 12]);
            of_running.push(vec![0]);
            cells.len() - 1
        });
        runs |= month == running;
        let (cells, column) =
            if month == running { (&mut of_running, 0) } else { (&mut cells, month.month() as usize - 1) };
        cells[row][column] += n;
    }
    let mut trusts: BTreeMap<String, usize> = BTreeMap::new();
    let mut groups = vec![0; cells.len()];
    for (place, row) in &rows {
        let next = trusts.len();
        groups[*row] = *trusts.entry(trust_of(place).unwrap_or_default()).or_insert(next);
    }
    let running = runs.then(|| {
        let table = Hierarchy::of(&of_running).in_groups(groups.clone());
        (running, data.gate.hierarchy(&table))
    });
    let shown = data.gate.hierarchy(&Hierarchy::of(&cells).in_groups(groups));
    Table { rows, trusts, shown, running }
}
