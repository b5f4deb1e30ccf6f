//! What the page *Liggetid* knows: lengths of completed stays of the view, of the year before and of the country.
//! Counts come with what may be shown of them, decided per calendar year.

use crate::data::{Data, DataError};
use crate::pages::stays::{Comparison, StayView, counts};
use measures::gate::{Calendar, Gate, Withheld, whole_years};
use measures::length_of_stay::{LengthOfStay, half_days, longer_than};
use std::collections::BTreeMap;
use store::{CompletedStays, PackedStay};
use vocabulary::{Catalogue, Month, UnitKind};

/// Classes of the histogram that end with 72 hours.
const HALF_DAYS_OF_72H: usize = 6;

/// The figures of a view.
pub struct Figures {
    /// Each month of the period; `None` where nobody was discharged.
    pub months: Vec<(Month, Option<LengthOfStay>)>,
    /// The whole period.
    pub total: Option<LengthOfStay>,
    /// The same months a year before.
    pub before: Option<LengthOfStay>,
    /// What the view is compared with, and its name; without what may not be shown.
    pub country: Option<(String, Option<LengthOfStay>)>,
    /// What may be shown of the stays, over 72 hours and others.
    pub calendar: Calendar,
    /// Of the stays in each of the kinds.
    pub by_kind: Calendar,
    /// Of the stays in each class of length, up to 72 hours and over: half days, the last one open.
    pub by_length: [Calendar; 2],
    /// The kinds of unit that have stays in the period.
    pub kinds: Vec<KindFigures>,
    /// Patients who lie there now; `None` where the view is of some patients only.
    pub open: Option<i64>,
    /// The stays themselves, from a year before the period on.
    pub completed: CompletedStays,
    /// Discharges in the daily registrations; `None` where they aren't registered, or are of other people.
    pub discharges: Option<i64>,
}

/// The stays in one kind of unit.
pub struct KindFigures {
    /// The kind.
    pub kind: UnitKind,
    /// Its column in [`Figures::by_kind`].
    pub column: usize,
    /// Completed stays.
    pub stays: i64,
    /// Their mean in hours.
    pub mean: f64,
    /// Those longer than the kind's days.
    pub long: i64,
}

impl Figures {
    /// The first and the last month of the view.
    pub fn span(&self) -> (Month, Month) {
        let of = |month: Option<&(Month, Option<LengthOfStay>)>| {
            month.map_or(Month::from_index(0), |(month, _)| *month)
        };
        (of(self.months.first()), of(self.months.last()))
    }

    /// The guideline's longest mean in hours where the kinds in view have one in common.
    pub fn guideline(&self) -> Option<f64> {
        let mut limits = self.kinds.iter().map(|kind| kind.kind.guideline_mean_hours());
        let first = limits.next()?;
        limits.all(|limit| (limit - first).abs() < 1e-9).then_some(first)
    }
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
    // The year before and whole calendar years, in one reading: what may be shown is decided per calendar year.
    let (first, last) = whole_years(view.from.plus(-12), view.to);
    let wide = view.over(first, last);
    let own = view.home.is_none() && view.age_group.is_none();
    let (completed, country, open, registered) = tokio::try_join!(
        async { Ok(store.completed_by_month(wide.filter()).await?) },
        country(data, catalogue, comparison),
        async { Ok(if own { Some(store.open_stays(view.units.as_deref()).await?) } else { None }) },
        async {
            let units = view.units.as_deref();
            Ok(if own { store.registration_months(units, view.from, view.to).await? } else { Vec::new() })
        },
    )?;
    let lengths = |from: Month, to: Month| minutes(completed.within(from, to));
    let discharges = registered.iter().filter_map(|month| month.sum.discharges).sum::<i64>();
    // Guideline and flags follow the kind of the unit.
    let mut of_kind = vec![Vec::new(); UnitKind::ALL.len()];
    for stay in completed.within(view.from, view.to) {
        of_kind[stay.kind_column()].push(i64::from(stay.minutes));
    }
    let kinds = UnitKind::ALL.iter().zip(of_kind).enumerate().filter_map(|(column, (kind, mut minutes))| {
        let summary = LengthOfStay::of(&mut minutes)?;
        let long = longer_than(&minutes, kind.long_stay_days());
        Some(KindFigures { kind: *kind, column, stays: summary.stays, mean: summary.mean, long })
    });
    let kinds: Vec<KindFigures> = kinds.collect();
    let longest = kinds.iter().map(|kind| kind.kind.long_stay_days()).max();
    let classes = usize::try_from(longest.unwrap_or(10) * 2).unwrap_or(20).max(HALF_DAYS_OF_72H + 1);
    let mut over_72h: BTreeMap<Month, Vec<i64>> = BTreeMap::new();
    let mut of_kinds: BTreeMap<Month, Vec<i64>> = BTreeMap::new();
    let mut of_lengths: BTreeMap<Month, Vec<i64>> = BTreeMap::new();
    for (month, stays) in &completed.months {
        let lengths = minutes(stays.iter());
        let over = longer_than(&lengths, 3);
        over_72h.insert(*month, vec![over, lengths.len() as i64 - over]);
        of_lengths.insert(*month, half_days(&lengths, classes));
        let mut counts = vec![0; UnitKind::ALL.len()];
        for stay in stays {
            counts[stay.kind_column()] += 1;
        }
        of_kinds.insert(*month, counts);
    }
    let calendar = gate.calendar(&over_72h, 2, withheld);
    let part = |of: std::ops::Range<usize>, column: usize| {
        let rows = of_lengths.iter().map(|(month, row)| (*month, row[of.clone()].to_vec())).collect();
        gate.calendar(&rows, of.len(), &calendar.withheld(column))
    };
    let by_length = [part(0..HALF_DAYS_OF_72H, 1), part(HALF_DAYS_OF_72H..classes, 0)];
    Ok(Figures {
        months: view.months().into_iter().map(|m| (m, LengthOfStay::of(&mut lengths(m, m)))).collect(),
        total: LengthOfStay::of(&mut lengths(view.from, view.to)),
        before: LengthOfStay::of(&mut lengths(view.from.plus(-12), view.to.plus(-12))),
        country,
        kinds,
        by_kind: gate.calendar(&of_kinds, UnitKind::ALL.len(), withheld),
        by_length,
        calendar,
        open,
        discharges: (discharges > 0).then_some(discharges),
        completed,
    })
}

fn minutes<'a>(stays: impl Iterator<Item = &'a PackedStay>) -> Vec<i64> {
    stays.map(|stay| i64::from(stay.minutes)).collect()
}

async fn country(
    data: &Data,
    catalogue: &Catalogue,
    comparison: Option<&Comparison>,
) -> Result<Option<(String, Option<LengthOfStay>)>, DataError> {
    let Some(Comparison { view, name, version, selection }) = comparison else { return Ok(None) };
    let read = async {
        let shown = counts(data, catalogue, selection, view, data.gate).await?.over(view.from, view.to);
        if shown.total.count().is_none() {
            return Ok::<_, DataError>(None);
        }
        let completed = data.store.completed_by_month(view.filter()).await?;
        Ok(LengthOfStay::of(&mut minutes(completed.within(view.from, view.to))))
    };
    let key = (view.clone(), Month::of(data.today()));
    Ok(Some((name.clone(), data.country.lengths.get(*version, &key, read).await?)))
}
