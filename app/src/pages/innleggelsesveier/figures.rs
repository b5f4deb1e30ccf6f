//! What the page *Innleggelsesveier* knows: how completed stays divide, over the period and over time.

use crate::data::{Data, DataError};
use crate::pages::stays::{Comparison, StayView};
use measures::rates::{self, Rate};
use measures::{Gate, Shown};
use std::sync::Arc;
use store::{CategoryMonth, CompletedStays, Dimension};
use vocabulary::{AgeGroup, Alternative, Destination, Month, Origin, Purpose, Reason, Referrer};

/// What stands where nothing was answered.
pub const UNANSWERED: &str = "Ikke besvart";

/// One category of a distribution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// Its code; `None` for what wasn't answered.
    pub code: Option<String>,
    /// What people call it.
    pub label: String,
    /// Completed stays.
    pub stays: i64,
    /// The same as it may be shown, within this distribution.
    pub shown: Shown,
}

/// How completed stays divide over a dimension's categories, those that nobody is in included where there are
/// few categories, what wasn't answered last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distribution {
    /// The categories in the order in which people expect them.
    pub categories: Vec<Category>,
    /// Completed stays in all.
    pub total: i64,
}

impl Distribution {
    /// From counts by month and code.
    pub fn of(dimension: Dimension, months: &[CategoryMonth], gate: Gate) -> Self {
        let count = |code: Option<&str>| -> i64 {
            months.iter().filter(|month| month.code.as_deref() == code).map(|month| month.stays).sum()
        };
        let known = known(dimension);
        let mut categories: Vec<(Option<String>, String, i64)> = known
            .iter()
            .map(|(code, label)| (Some(code.clone()), label.clone(), count(Some(code))))
            .collect();
        if dimension == Dimension::Chapter {
            categories.retain(|category| category.2 > 0);
            categories.sort_by_key(|category| std::cmp::Reverse(category.2));
        }
        let unanswered = count(None);
        if unanswered > 0 {
            categories.push((None, UNANSWERED.to_owned(), unanswered));
        }
        let shown = gate.parts(&categories.iter().map(|category| category.2).collect::<Vec<_>>());
        let categories: Vec<_> = categories
            .into_iter()
            .zip(shown)
            .map(|((code, label, stays), shown)| Category { code, label, stays, shown })
            .collect();
        let total = categories.iter().map(|category| category.stays).sum();
        Self { categories, total }
    }

    /// A category's stays as they may be shown; zero for one that nobody is in.
    pub fn shown(&self, code: Option<&str>) -> Shown {
        let found = self.categories.iter().find(|category| category.code.as_deref() == code);
        found.map_or(Shown::Count(0), |category| category.shown)
    }

    /// A category's share of all stays, where it and the total may be shown.
    pub fn share(&self, code: &str, gate: Gate) -> Option<f64> {
        let part = self.shown(Some(code)).count()?;
        gate.share(part, self.total)
    }
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
    let answered = alternative.total - unknown - unanswered;
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
    /// Who referred, month by month.
    pub referrers: Vec<CategoryMonth>,
    /// Key figures.
    pub shares: Shares,
    /// The same a year before.
    pub before: Shares,
    /// What the view is compared with, and its name.
    pub country: Option<(String, Shares)>,
}

/// Reads what the page shows.
pub async fn load(
    data: &Data,
    view: &StayView,
    comparison: Option<&Comparison>,
) -> Result<Figures, DataError> {
    let (store, gate) = (&data.store, data.gate);
    // With the year before, in one reading.
    let wide = view.over(view.from.plus(-12), view.to);
    let (completed, country) =
        tokio::try_join!(async { Ok(store.completed_by_month(wide.filter()).await?) }, async {
            let Some(Comparison { view, name, version }) = comparison else { return Ok(None) };
            let read = async {
                let completed = store.completed_by_month(view.filter()).await?;
                Ok::<_, DataError>(Arc::new(ways(&completed, view)))
            };
            let country = data.country.ways.get(*version, view, read).await?;
            Ok::<_, DataError>(Some((name.clone(), shares(&country, gate))))
        },)?;
    let of = |dimension| completed.categories(dimension, view.from, view.to);
    let before = ways(&completed, &view.year_before());
    let referrers = of(Dimension::Referrer);
    let referrer = Distribution::of(Dimension::Referrer, &referrers, gate);
    let destination = Distribution::of(Dimension::Destination, &of(Dimension::Destination), gate);
    let alternative = Distribution::of(Dimension::Alternative, &of(Dimension::Alternative), gate);
    Ok(Figures {
        shares: Shares::of(&referrer, &alternative, &destination, gate),
        origin: Distribution::of(Dimension::Origin, &of(Dimension::Origin), gate),
        age: Distribution::of(Dimension::AgeGroup, &of(Dimension::AgeGroup), gate),
        chapter: Distribution::of(Dimension::Chapter, &of(Dimension::Chapter), gate),
        purpose: Distribution::of(Dimension::Purpose, &of(Dimension::Purpose), gate),
        referrer,
        destination,
        alternative,
        referrers,
        before: shares(&before, gate),
        country,
    })
}

/// What the key figures are made of: by referrer, alternative and destination.
fn ways(completed: &CompletedStays, view: &StayView) -> [Vec<CategoryMonth>; 3] {
    [Dimension::Referrer, Dimension::Alternative, Dimension::Destination]
        .map(|dimension| completed.categories(dimension, view.from, view.to))
}

fn shares([referrers, alternatives, destinations]: &[Vec<CategoryMonth>; 3], gate: Gate) -> Shares {
    Shares::of(
        &Distribution::of(Dimension::Referrer, referrers, gate),
        &Distribution::of(Dimension::Alternative, alternatives, gate),
        &Distribution::of(Dimension::Destination, destinations, gate),
        gate,
    )
}

/// Periods on the time axis: a name and its months.
pub fn slots(months: &[Month]) -> Vec<(String, Vec<Month>)> {
    let quarterly = months.len() > 24;
    let mut slots: Vec<(String, Vec<Month>)> = Vec::new();
    for month in months {
        let name = if quarterly {
            format!("{}. kv. {}", (month.month() - 1) / 3 + 1, month.year())
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
