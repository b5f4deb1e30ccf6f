//! What the page *Innleggelsesveier* knows: how completed stays divide, over the period and over time.

use crate::data::{Data, DataError};
use crate::pages::stays::{self, Comparison, StayView};
use language::{key, t, text};
use measures::gate::{Calendar, Withheld, whole_years};
use measures::rates::{self, Rate};
use measures::{Gate, Shown};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{CategoryMonth, CompletedStays, Dimension, StaysInUnits};
use vocabulary::{AgeGroup, Alternative, Catalogue, Destination, Month, Origin, Purpose, Reason, Referrer};

/// What stands where nothing was answered.
pub const UNANSWERED: &str = key!("Ikke besvart");

/// One category of a distribution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// Its code; `None` for what wasn't answered.
    pub code: Option<String>,
    /// What people call it.
    pub label: String,
    /// Completed stays.
    pub stays: i64,
    /// The same as it may be shown, whichever period is asked for.
    pub shown: Shown,
    /// Its column in [`Distribution::calendar`].
    pub column: usize,
}

/// How completed stays divide over a dimension's categories, those that nobody is in included where there are
/// few categories, what wasn't answered last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distribution {
    /// The categories in the order in which people expect them.
    pub categories: Vec<Category>,
    /// Completed stays in all.
    pub total: i64,
    /// The same as it may be shown.
    pub total_shown: Shown,
    /// The categories by month.
    pub calendar: Calendar,
}

impl Distribution {
    /// Of the months from one to another, from counts by month and code of whole calendar years.
    pub fn of(
        dimension: Dimension,
        months: &[CategoryMonth],
        (from, to): (Month, Month),
        withheld: &Withheld,
        gate: Gate,
    ) -> Self {
        let columns = columns(dimension);
        let mut rows: BTreeMap<Month, Vec<i64>> = BTreeMap::new();
        for month in months {
            let row = rows.entry(month.month).or_insert_with(|| vec![0; columns.len()]);
            if let Some(column) = columns.iter().position(|(code, _)| *code == month.code) {
                row[column] += month.stays;
            }
        }
        Self::over(dimension, gate.calendar(&rows, columns.len(), withheld), (from, to))
    }

    /// The same of other months.
    fn at(&self, dimension: Dimension, period: (Month, Month)) -> Self {
        Self::over(dimension, self.calendar.clone(), period)
    }

    fn over(dimension: Dimension, calendar: Calendar, (from, to): (Month, Month)) -> Self {
        let line = calendar.over(from, to);
        let mut categories: Vec<Category> = columns(dimension)
            .into_iter()
            .enumerate()
            .map(|(column, (code, label))| {
                let stays = calendar.count(Some(column), from, to);
                Category { code, label, stays, shown: line.cells[column], column }
            })
            .collect();
        let total = categories.iter().map(|category| category.stays).sum();
        categories.retain(|category| {
            category.stays > 0 || (category.code.is_some() && dimension != Dimension::Chapter)
        });
        if dimension == Dimension::Chapter {
            categories.sort_by_key(|c| (c.code.is_none(), std::cmp::Reverse(c.shown.count().unwrap_or(0))));
        }
        Self { categories, total, total_shown: line.total, calendar }
    }

    /// A category's stays as they may be shown; zero for one that nobody is in.
    pub fn shown(&self, code: Option<&str>) -> Shown {
        let found = self.categories.iter().find(|category| category.code.as_deref() == code);
        found.map_or(Shown::Count(0), |category| category.shown)
    }

    /// A category's share of all stays, where it and the total may be shown.
    pub fn share(&self, code: &str, gate: Gate) -> Option<f64> {
        let part = self.shown(Some(code)).count()?;
        gate.share(part, self.total_shown.count()?)
    }
}

/// The columns of a dimension: codes and labels, what wasn't answered last.
fn columns(dimension: Dimension) -> Vec<(Option<String>, String)> {
    let known = known(dimension).into_iter().map(|(code, label)| (Some(code), label));
    known.chain([(None, text(UNANSWERED).to_owned())]).collect()
}

/// Codes and labels of a dimension.
pub fn known(dimension: Dimension) -> Vec<(String, String)> {
    macro_rules! all {
        ($list:ty) => {
            <$list>::ALL.iter().map(|value| (value.code().to_owned(), value.label().to_owned())).collect()
        };
    }
    match dimension {
        Dimension::Referrer => all!(Referrer),
        Dimension::Origin => all!(Origin),
        Dimension::Destination => all!(Destination),
        Dimension::AgeGroup => all!(AgeGroup),
        Dimension::Alternative => all!(Alternative),
        Dimension::Purpose => all!(Purpose),
        Dimension::Chapter => Reason::chapters()
            .map(|(letter, label)| (letter.to_string(), format!("{letter} {label}")))
            .collect(),
    }
}

/// The three key figures.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Shares {
    /// Completed stays.
    pub total: i64,
    /// The same as it may be shown.
    pub shown: Shown,
    /// Share referred by the emergency department.
    pub from_emergency_department: Option<f64>,
    /// Share of adequate admissions with its 95 % interval, and how many the alternative is known for.
    pub adequate: Option<(Rate, i64)>,
    /// Share sent on to hospital.
    pub to_hospital: Option<f64>,
}

impl Shares {
    fn of(
        referrer: &Distribution,
        alternative: &Distribution,
        destination: &Distribution,
        gate: Gate,
    ) -> Self {
        Self {
            total: referrer.total,
            shown: referrer.total_shown,
            from_emergency_department: referrer.share(Referrer::EmergencyDepartment.code(), gate),
            adequate: adequate(alternative, gate),
            to_hospital: destination.share(Destination::Hospital.code(), gate),
        }
    }
}

/// Adequate admissions of those whose alternative is known; `None` where the counts that the share would tell
/// are hidden in the distribution.
pub fn adequate(alternative: &Distribution, gate: Gate) -> Option<(Rate, i64)> {
    let hospital = alternative.shown(Some(Alternative::Hospital.code())).count()?;
    let unknown = alternative.shown(Some(Alternative::Unknown.code())).count()?;
    let unanswered = alternative.shown(None).count()?;
    let answered = alternative.total_shown.count()? - unknown - unanswered;
    gate.share(hospital, answered)?;
    rates::share(hospital as f64, answered as f64).map(|rate| (rate, answered))
}

/// The figures of a view.
pub struct Figures {
    /// Who referred.
    pub referrer: Distribution,
    /// Where from.
    pub origin: Distribution,
    /// Where to.
    pub destination: Distribution,
    /// Ages.
    pub age: Distribution,
    /// ICPC-2 chapters.
    pub chapter: Distribution,
    /// Where otherwise.
    pub alternative: Distribution,
    /// What the bed was used for.
    pub purpose: Distribution,
    /// Key figures.
    pub shares: Shares,
    /// The same a year before.
    pub before: Shares,
    /// What the view is compared with, and its name.
    pub country: Option<(String, Shares)>,
    /// The stays themselves, of whole calendar years from a year before the period on.
    pub completed: StaysInUnits,
}

/// Reads what the page shows.
pub async fn load(
    data: &Data,
    catalogue: &Catalogue,
    view: &StayView,
    comparison: Option<&Comparison>,
    withheld: &Withheld,
    gate: Gate,
) -> Result<Figures, DataError> {
    let store = &data.store;
    // With the year before, and whole calendar years, in one reading: what may be shown is decided on them.
    let (first, last) = whole_years(view.from.plus(-12), view.to);
    let wide = view.over(first, last);
    let (completed, country) =
        tokio::try_join!(async { Ok(store.completed_in_units(wide.filter()).await?) }, async {
            let Some(Comparison { view, name, version, selection }) = comparison else { return Ok(None) };
            let read = async {
                let years = of_whole_years(view);
                let completed = store.completed_by_month(years.filter()).await?;
                Ok::<_, DataError>(Arc::new(ways(&completed, &years)))
            };
            let country = data.country.ways.get(*version, view, read).await?;
            let withheld = stays::withheld(data, catalogue, selection, view).await?;
            let period = (view.from, view.to);
            Ok::<_, DataError>(Some((name.clone(), shares(&country, period, &withheld, data.gate))))
        },)?;
    let of = |dimension| {
        let months = completed.completed.categories(dimension, first, last);
        Distribution::of(dimension, &months, (view.from, view.to), withheld, gate)
    };
    let earlier = view.year_before();
    let before =
        |distribution: &Distribution, dimension| distribution.at(dimension, (earlier.from, earlier.to));
    let referrer = of(Dimension::Referrer);
    let destination = of(Dimension::Destination);
    let alternative = of(Dimension::Alternative);
    let before = Shares::of(
        &before(&referrer, Dimension::Referrer),
        &before(&alternative, Dimension::Alternative),
        &before(&destination, Dimension::Destination),
        gate,
    );
    Ok(Figures {
        shares: Shares::of(&referrer, &alternative, &destination, gate),
        origin: of(Dimension::Origin),
        age: of(Dimension::AgeGroup),
        chapter: of(Dimension::Chapter),
        purpose: of(Dimension::Purpose),
        referrer,
        destination,
        alternative,
        before,
        country,
        completed,
    })
}

/// What the key figures are made of: by referrer, alternative and destination.
fn ways(completed: &CompletedStays, view: &StayView) -> [Vec<CategoryMonth>; 3] {
    [Dimension::Referrer, Dimension::Alternative, Dimension::Destination]
        .map(|dimension| completed.categories(dimension, view.from, view.to))
}

fn shares(
    [referrers, alternatives, destinations]: &[Vec<CategoryMonth>; 3],
    period: (Month, Month),
    withheld: &Withheld,
    gate: Gate,
) -> Shares {
    let of =
        |dimension, months: &[CategoryMonth]| Distribution::of(dimension, months, period, withheld, gate);
    Shares::of(
        &of(Dimension::Referrer, referrers),
        &of(Dimension::Alternative, alternatives),
        &of(Dimension::Destination, destinations),
        gate,
    )
}

/// A view's stays in all months of the calendar years that it touches: what may be shown is decided on them.
pub fn of_whole_years(view: &StayView) -> StayView {
    let (first, last) = whole_years(view.from, view.to);
    view.over(first, last)
}

/// Periods on the time axis: a name and its months.
pub fn slots(months: &[Month]) -> Vec<(String, Vec<Month>)> {
    let quarterly = months.len() > 24;
    let mut slots: Vec<(String, Vec<Month>)> = Vec::new();
    for month in months {
        let name = if quarterly {
            t!("{}. kv. {}", (month.month() - 1) / 3 + 1, month.year())
        } else {
            vocabulary::norwegian::short_month(*month)
        };
        match slots.last_mut().filter(|(last, _)| *last == name) {
            Some((_, months)) => months.push(*month),
            None => slots.push((name, vec![*month])),
        }
    }
    slots
}
