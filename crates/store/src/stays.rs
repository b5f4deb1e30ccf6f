//! Reading completed stays: their sums, their lengths, and how they divide over categories.
//!
//! Every figure on stays counts completed stays by month of discharge, so that one page has one denominator.

use crate::from_row::from_row;
use crate::packed::{self, PackedStay};
use crate::registrations::push_units;
use crate::tables::{month_number, month_of_number};
use crate::{Store, StoreError, on};
use sqlx::QueryBuilder;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use vocabulary::{AgeGroup, Month, MunicipalityNumber, UnitCode};

/// The sums of completed stays in one month of discharge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StayMonth {
    /// Month of discharge.
    pub month: Month,
    /// Completed stays.
    pub stays: i64,
    /// Their lengths in minutes, summed.
    pub minutes: i64,
    /// Stays of more than 72 hours.
    pub over_72h: i64,
    /// Stays that would otherwise have gone to hospital.
    pub adequate: i64,
    /// Stays whose alternative is known.
    pub answered: i64,
}

/// Completed stays by month of discharge, to be divided.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CompletedStays {
    /// Months with stays, in order; the stays of a month in no order.
    pub months: Vec<(Month, Vec<PackedStay>)>,
}

/// Completed stays, and where they lay.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StaysInUnits {
    /// The stays; those of a month unit by unit.
    pub completed: CompletedStays,
    /// Whose they are, month by month.
    runs: Vec<Vec<Run>>,
    units: Vec<UnitCode>,
}

/// So many stays, one after another, lay in the unit at this place of [`StaysInUnits::units`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    unit: usize,
    stays: usize,
}

/// What stays can be divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dimension {
    /// Who referred.
    Referrer,
    /// Where from.
    Origin,
    /// Where to.
    Destination,
    /// Age group.
    AgeGroup,
    /// ICPC-2 chapter.
    Chapter,
    /// Where the patient would have gone otherwise.
    Alternative,
    /// What the bed was used for.
    Purpose,
}

/// The completed stays of one category in one month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryMonth {
    /// Month of discharge.
    pub month: Month,
    /// The category's code; `None` where it wasn't said.
    pub code: Option<String>,
    /// Completed stays.
    pub stays: i64,
}

/// Completed stays by who referred, where they lay and where the patient went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StayFlow {
    /// A unit, or units that are taken together.
    pub units: String,
    /// Code of who referred.
    pub referrer: &'static str,
    /// Code of where the patient went.
    pub destination: &'static str,
    /// Completed stays.
    pub stays: i64,
}

/// Which completed stays are asked for.
#[derive(Debug, Clone, Copy)]
pub struct StayFilter<'a> {
    /// Of these units (`None`: every unit).
    pub units: Option<&'a [UnitCode]>,
    /// Of patients who live here (`None`: anywhere). A municipality of today is its number and its former ones.
    pub home: Option<&'a [MunicipalityNumber]>,
    /// Of this age group (`None`: every age).
    pub age_group: Option<AgeGroup>,
    /// Discharged from this month on …
    pub from: Month,
    /// … to this one, both included.
    pub to: Month,
}

struct SumRow {
    month: i64,
    stays: i64,
    minutes: i64,
    over_72h: i64,
    adequate: i64,
    answered: i64,
}
from_row!(SumRow: month, stays, minutes, over_72h, adequate, answered);

/// Adds the conditions of a [`StayFilter`] behind a `WHERE`.
macro_rules! push_filter {
    ($query:ident, $month:literal, $filter:expr) => {
        let filter = $filter;
        if filter.units.is_some() {
            // Month by month, so that the index is entered once per month and unit instead of read through.
            $query.push(concat!(" ", $month, " IN ("));
            let mut list = $query.separated(", ");
            for month in filter.from.index()..=filter.to.index() {
                list.push_bind(month_number(Month::from_index(month)));
            }
            $query.push(")");
        } else {
            $query.push(concat!(" ", $month, " >= ")).push_bind(month_number(filter.from));
            $query.push(concat!(" AND ", $month, " <= ")).push_bind(month_number(filter.to));
        }
        push_units!($query, filter.units);
        if let Some(home) = filter.home {
            if home.is_empty() {
                $query.push(" AND 1 = 0");
            } else {
                $query.push(" AND home IN (");
                let mut list = $query.separated(", ");
                for number in home {
                    list.push_bind(number.to_string());
                }
                $query.push(")");
            }
        }
    };
}

impl CompletedStays {
    /// Those discharged from one month to another, both included.
    pub fn within(&self, from: Month, to: Month) -> impl Iterator<Item = &PackedStay> {
        let months = self.months.iter().filter(move |(month, _)| (from..=to).contains(month));
        months.flat_map(|(_, stays)| stays)
    }

    /// How the stays of some months divide over a dimension's categories, by month and code, what wasn't said first.
    pub fn categories(&self, dimension: Dimension, from: Month, to: Month) -> Vec<CategoryMonth> {
        let mut counted = Vec::new();
        for (month, stays) in self.months.iter().filter(|(month, _)| (from..=to).contains(month)) {
            let mut by_letter = [0_i64; 256];
            for stay in stays {
                by_letter[usize::from(stay.letter(dimension))] += 1;
            }
            let found = (0..=u8::MAX).zip(by_letter).filter(|(_, stays)| *stays > 0);
            let categories = found.map(|(letter, stays)| CategoryMonth {
                month: *month,
                code: packed::code(dimension, letter).map(str::to_owned),
                stays,
            });
            let first = counted.len();
            counted.extend(categories);
            counted[first..].sort_unstable_by(|a, b| a.code.cmp(&b.code));
        }
        counted
    }

    /// The lengths of the stays of some months in each of a dimension's categories, in minutes, by code; what wasn't said
    /// comes first.
    pub fn lengths_by(
        &self,
        dimension: Dimension,
        from: Month,
        to: Month,
    ) -> Vec<(Option<&'static str>, Vec<i64>)> {
        let mut lengths: Vec<(Option<&'static str>, Vec<i64>)> = Vec::new();
        let mut place = [usize::MAX; 256];
        for stay in self.within(from, to) {
            let place = &mut place[usize::from(stay.letter(dimension))];
            if *place == usize::MAX {
                *place = lengths.len();
                lengths.push((stay.code(dimension), Vec::new()));
            }
            lengths[*place].1.push(i64::from(stay.minutes));
        }
        lengths.sort_by_key(|(code, _)| *code);
        lengths
    }
}

impl StaysInUnits {
    /// The units that stays of some months lay in.
    pub fn units(&self, from: Month, to: Month) -> Vec<&UnitCode> {
        let runs = self.within(from, to).flat_map(|(_, runs)| runs).filter(|run| run.stays > 0);
        let places: BTreeSet<usize> = runs.map(|run| run.unit).collect();
        places.into_iter().map(|place| &self.units[place]).collect()
    }

    /// How many came which way from one month to another, both included, by what `name` calls their units, who referred
    /// and where to. Units of one name are taken together.
    pub fn flows(&self, from: Month, to: Month, name: impl Fn(&UnitCode) -> String) -> Vec<StayFlow> {
        // By the letters of both: a few hundred places a name, most of them nobody's.
        let mut counts: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        let names: Vec<String> = self.units.iter().map(name).collect();
        for (stays, runs) in self.within(from, to) {
            let mut stays = stays.iter();
            for run in runs {
                let counts = counts.entry(names[run.unit].clone()).or_insert_with(|| vec![0; WAYS * WAYS]);
                for stay in stays.by_ref().take(run.stays) {
                    let [from, to] =
                        [Dimension::Referrer, Dimension::Destination].map(|of| way(stay.letter(of)));
                    counts[from * WAYS + to] += 1;
                }
            }
        }
        let code = |dimension, way: usize| {
            let letter = u8::try_from(way).map_or(packed::UNSAID, |way| way + b'a' - 1);
            packed::code(dimension, letter).unwrap_or_default()
        };
        let mut flows = Vec::new();
        for (units, counts) in counts {
            let said = counts.into_iter().enumerate().filter(|(_, stays)| *stays > 0);
            flows.extend(said.map(|(ways, stays)| StayFlow {
                units: units.clone(),
                referrer: code(Dimension::Referrer, ways / WAYS),
                destination: code(Dimension::Destination, ways % WAYS),
                stays,
            }));
        }
        flows
    }

    fn within(&self, from: Month, to: Month) -> impl Iterator<Item = (&[PackedStay], &[Run])> {
        let months = self.completed.months.iter().zip(&self.runs);
        let within = months.filter(move |((month, _), _)| (from..=to).contains(month));
        within.map(|((_, stays), runs)| (stays.as_slice(), runs.as_slice()))
    }
}

impl Store {
    /// The monthly sums of completed stays, by month. With no home and no age group asked for they come from
    /// the rollup.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn stay_months(&self, filter: StayFilter<'_>) -> Result<Vec<StayMonth>, StoreError> {
        let rolled_up = filter.home.is_none() && filter.age_group.is_none();
        let rows: Vec<SumRow> = on!(self, pool => if rolled_up {
            let mut query = QueryBuilder::new(
                "SELECT month, CAST(SUM(stays) AS BIGINT) AS stays, CAST(SUM(minutes) AS BIGINT) AS minutes, \
                 CAST(SUM(over_72h) AS BIGINT) AS over_72h, CAST(SUM(adequate) AS BIGINT) AS adequate, \
                 CAST(SUM(answered) AS BIGINT) AS answered FROM stay_month WHERE month >= ",
            );
            query.push_bind(month_number(filter.from)).push(" AND month <= ").push_bind(month_number(filter.to));
            push_units!(query, filter.units);
            query.push(" GROUP BY month ORDER BY month");
            query.build_query_as().fetch_all(pool).await?
        } else {
            let mut query = QueryBuilder::new(
                "SELECT discharge_month AS month, COUNT(*) AS stays, CAST(SUM(minutes) AS BIGINT) AS minutes, \
                 COUNT(CASE WHEN minutes > 4320 THEN 1 END) AS over_72h, \
                 COUNT(CASE WHEN alternative = 'sykehus' THEN 1 END) AS adequate, \
                 COUNT(CASE WHEN alternative <> 'ukjent' THEN 1 END) AS answered FROM stay WHERE",
            );
            push_filter!(query, "discharge_month", filter);
            if let Some(age_group) = filter.age_group {
                query.push(" AND age_group = ").push_bind(age_group.code());
            }
            query.push(" GROUP BY discharge_month ORDER BY discharge_month");
            query.build_query_as().fetch_all(pool).await?
        });
        rows.into_iter()
            .map(|row| {
                Ok(StayMonth {
                    month: month_of_number(row.month)?,
                    stays: row.stays,
                    minutes: row.minutes,
                    over_72h: row.over_72h,
                    adequate: row.adequate,
                    answered: row.answered,
                })
            })
            .collect()
    }

    /// The completed stays by month of discharge. One text a month travels, not one row a stay: that is what keeps the
    /// country within a page's time.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn completed_by_month(&self, filter: StayFilter<'_>) -> Result<CompletedStays, StoreError> {
        let rows: Vec<(i64, String)> = on!(self, pool => {
            let mut query = QueryBuilder::new("SELECT month, string_agg(stays, '') AS stays FROM ");
            query.push(packed_rows(filter));
            push_filter!(query, "month", filter);
            query.push(" GROUP BY month ORDER BY month");
            query.build_query_as().fetch_all(pool).await?
        });
        let mut completed = CompletedStays::default();
        for (month, text) in rows {
            let mut stays = packed::room(&text);
            packed::read(&text, filter.age_group, &mut stays)?;
            if !stays.is_empty() {
                completed.months.push((month_of_number(month)?, stays));
            }
        }
        Ok(completed)
    }

    /// The same, and where they lay. Takes the database twice the time.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn completed_in_units(&self, filter: StayFilter<'_>) -> Result<StaysInUnits, StoreError> {
        // No unit's code has either sign in it: they can't be seen.
        let rows: Vec<(i64, String)> = on!(self, pool => {
            let mut query =
                QueryBuilder::new("SELECT month, string_agg(unit || '\t' || stays, '\n') AS stays FROM ");
            query.push(packed_rows(filter));
            push_filter!(query, "month", filter);
            query.push(" GROUP BY month ORDER BY month");
            query.build_query_as().fetch_all(pool).await?
        });
        let mut found = StaysInUnits::default();
        let mut places: HashMap<String, usize> = HashMap::new();
        for (month, text) in rows {
            let (mut stays, mut runs) = (packed::room(&text), Vec::new());
            for line in text.split('\n') {
                let (unit, letters) =
                    line.split_once('\t').ok_or_else(|| StoreError::inconsistent("stays of no unit"))?;
                let before = stays.len();
                packed::read(letters, filter.age_group, &mut stays)?;
                let unit = if let Some(place) = places.get(unit) {
                    *place
                } else {
                    found.units.push(unit.parse().map_err(StoreError::inconsistent)?);
                    places.insert(unit.to_owned(), places.len());
                    places.len() - 1
                };
                runs.push(Run { unit, stays: stays.len() - before });
            }
            if !stays.is_empty() {
                found.completed.months.push((month_of_number(month)?, stays));
                found.runs.push(runs);
            }
        }
        Ok(found)
    }

    /// Patients who are in some units (`None`: every unit) now.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn open_stays(&self, units: Option<&[UnitCode]>) -> Result<i64, StoreError> {
        Ok(on!(self, pool => {
            let mut query = QueryBuilder::new("SELECT COUNT(*) AS stays FROM stay WHERE discharge_month IS NULL");
            push_units!(query, units);
            query.push(" ORDER BY stays");
            query.build_query_scalar().fetch_one(pool).await?
        }))
    }
}

/// Places for the letters that say who referred or where to: a letter each, and one for what wasn't said.
const WAYS: usize = 27;

/// A letter's place.
fn way(letter: u8) -> usize {
    letter.checked_sub(b'a').map_or(0, |place| usize::from(place) + 1).min(WAYS - 1)
}

/// Where stays stand in letters: put together beforehand, or one by one where some homes are asked for.
fn packed_rows(filter: StayFilter<'_>) -> &'static str {
    if filter.home.is_some() {
        "(SELECT month, unit, home, letters AS stays FROM stay_letters) AS packed WHERE"
    } else {
        "stay_packed WHERE"
    }
}
