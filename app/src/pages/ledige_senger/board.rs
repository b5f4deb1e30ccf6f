//! Every unit in operation with its free beds: read once per state of the data, whoever looks.

use crate::data::{Data, DataError};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use measures::free_beds::{self, FreeBeds, Registered, Running};
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use vocabulary::{Catalogue, MunicipalityNumber, Unit, UnitCode, norwegian};

/// How far back changes by hand are looked for, in days.
const CHANGES_WITHIN: i64 = 30;

/// Which state of the data a list is of. Two lists with one version are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Version {
    data: i64,
    /// What is old changes at midnight.
    today: NaiveDate,
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.data, self.today)
    }
}

/// A unit and what it has now.
#[derive(Debug, Clone)]
pub struct Row {
    /// The unit.
    pub unit: Unit,
    /// Its host's name; empty where none is known.
    pub host: String,
    /// The trust that the host lies in.
    pub trust: String,
    /// The municipalities that it takes patients from, in Norwegian order.
    pub takes: Vec<(MunicipalityNumber, String)>,
    /// What is free; `None` where nobody registered.
    pub beds: Option<FreeBeds>,
}

impl Row {
    /// Whole beds free; zero where nothing is known.
    pub fn free(&self) -> i64 {
        self.beds.map_or(0, FreeBeds::free)
    }
}

/// The state of the data and of the calendar now. One small query.
///
/// # Errors
/// [`DataError::Store`].
pub async fn version(data: &Data) -> Result<Version, DataError> {
    Ok(Version { data: data.store.version().await?, today: data.today() })
}

/// The units in operation today, in Norwegian order of names.
///
/// # Errors
/// [`DataError::Store`].
pub async fn board(data: &Data, version: Version) -> Result<Arc<Vec<Row>>, DataError> {
    data.board.get(version.data, &version.today, read(data, version.today)).await
}

async fn read(data: &Data, today: NaiveDate) -> Result<Arc<Vec<Row>>, DataError> {
    let catalogue = data.catalogue().await?;
    let since = (data.now)() - Duration::days(CHANGES_WITHIN);
    let (newest, running, live, changes) = tokio::try_join!(
        data.store.newest_days(),
        data.store.running_stays(),
        data.store.units_that_register_stays(),
        data.store.last_changes(since),
    )?;
    let newest: HashMap<_, _> = newest.into_iter().map(|day| (day.unit.clone(), day)).collect();
    let running: HashMap<_, _> = running.into_iter().collect();
    let changes: HashMap<(UnitCode, String), DateTime<Utc>> =
        changes.into_iter().map(|change| ((change.unit, change.subject), change.at)).collect();
    let changed = |unit: &UnitCode, subject: &str| changes.get(&(unit.clone(), subject.to_owned())).copied();
    let mut rows: Vec<Row> = catalogue
        .units
        .iter()
        .filter(|unit| {
            unit.opened.is_none_or(|day| day <= today) && unit.closed.is_none_or(|day| today <= day)
        })
        .map(|unit| {
            let day = newest.get(&unit.code).map(|day| Registered {
                date: day.date,
                beds: day.beds,
                occupied: day.occupied,
                changed: changed(&unit.code, "day"),
            });
            let registers = live.iter().any(|(code, since)| *code == unit.code && *since <= today);
            let stays = registers.then(|| Running {
                stays: running.get(&unit.code).copied().unwrap_or(0),
                changed: changed(&unit.code, "stay"),
            });
            let beds = free_beds::now(catalogue.beds_on(&unit.code, today), day, stays, today);
            row(&catalogue, unit, beds, today)
        })
        .collect();
    rows.sort_by_cached_key(|row| (norwegian::sort_key(&row.unit.name), row.unit.code.clone()));
    Ok(Arc::new(rows))
}

fn row(catalogue: &Catalogue, unit: &Unit, beds: Option<FreeBeds>, today: NaiveDate) -> Row {
    let host = unit.host.and_then(|number| catalogue.municipality(number, today));
    let scope = vocabulary::Scope::Unit(unit.code.clone());
    let mut takes: Vec<_> = catalogue
        .municipalities_in(&scope, today)
        .into_iter()
        .filter_map(|number| Some((number, catalogue.municipality(number, today)?.name.clone())))
        .collect();
    takes.sort_by_cached_key(|(_, name)| norwegian::sort_key(name));
    Row {
        unit: unit.clone(),
        host: host.map_or_else(String::new, |m| m.name.clone()),
        trust: host.map_or_else(String::new, |m| m.health_trust.clone()),
        takes,
        beds,
    }
}
