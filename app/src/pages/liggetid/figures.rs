//! What the page *Liggetid* knows: lengths of completed stays of the view, of the year before and of the country.

use crate::data::{Data, DataError};
use crate::pages::stays::{Comparison, StayView};
use measures::length_of_stay::{LengthOfStay, longer_than};
use store::{CompletedStays, PackedStay};
use vocabulary::{Month, UnitKind};

/// The figures of a view.
pub struct Figures {
    /// Each month of the period; `None` where nobody was discharged.
    pub months: Vec<(Month, Option<LengthOfStay>)>,
    /// The whole period.
    pub total: Option<LengthOfStay>,
    /// The same months a year before.
    pub before: Option<LengthOfStay>,
    /// What the view is compared with, and its name.
    pub country: Option<(String, Option<LengthOfStay>)>,
    /// The kinds of unit that have stays in the period.
    pub kinds: Vec<KindFigures>,
    /// Lengths of all stays in minutes, sorted.
    pub minutes: Vec<i64>,
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
    /// Completed stays.
    pub stays: i64,
    /// Their mean in hours.
    pub mean: f64,
    /// Those longer than the kind's days.
    pub long: i64,
}

impl Figures {
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
    view: &StayView,
    comparison: Option<&Comparison>,
) -> Result<Figures, DataError> {
    let store = &data.store;
    // A year more than asked for, in one reading: a period of two years needs no month twice.
    let wide = view.over(view.from.plus(-12), view.to);
    let own = view.home.is_none() && view.age_group.is_none();
    let (completed, country, open, registered) = tokio::try_join!(
        async { Ok(store.completed_by_month(wide.filter()).await?) },
        country(data, comparison),
        async { Ok(if own { Some(store.open_stays(view.units.as_deref()).await?) } else { None }) },
        async {
            let units = view.units.as_deref();
            Ok(if own { store.registration_months(units, view.from, view.to).await? } else { Vec::new() })
        },
    )?;
    let lengths = |from: Month, to: Month| minutes(completed.within(from, to));
    let mut minutes_of_all = lengths(view.from, view.to);
    let discharges = registered.iter().filter_map(|month| month.sum.discharges).sum::<i64>();
    // Guideline and flags follow the kind of the unit.
    let kinds = UnitKind::ALL.iter().filter_map(|kind| {
        let stays = completed.within(view.from, view.to).filter(|stay| stay.kind() == *kind);
        let mut minutes = minutes(stays);
        let summary = LengthOfStay::of(&mut minutes)?;
        let long = longer_than(&minutes, kind.long_stay_days());
        Some(KindFigures { kind: *kind, stays: summary.stays, mean: summary.mean, long })
    });
    Ok(Figures {
        months: view.months().into_iter().map(|m| (m, LengthOfStay::of(&mut lengths(m, m)))).collect(),
        total: LengthOfStay::of(&mut minutes_of_all),
        before: LengthOfStay::of(&mut lengths(view.from.plus(-12), view.to.plus(-12))),
        country,
        kinds: kinds.collect(),
        minutes: minutes_of_all,
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
    comparison: Option<&Comparison>,
) -> Result<Option<(String, Option<LengthOfStay>)>, DataError> {
    let Some(Comparison { view, name, version }) = comparison else { return Ok(None) };
    let read = async {
        let completed = data.store.completed_by_month(view.filter()).await?;
        Ok::<_, DataError>(LengthOfStay::of(&mut minutes(completed.within(view.from, view.to))))
    };
    Ok(Some((name.clone(), data.country.lengths.get(*version, view, read).await?)))
}
