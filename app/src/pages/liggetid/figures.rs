//! What the page *Liggetid* knows: lengths of completed stays of the view, of the year before and of the country.

use crate::data::{Data, DataError};
use crate::pages::stays::{Comparison, StayView};
use measures::length_of_stay::{LengthOfStay, longer_than};
use store::{MonthStays, StayFilter};
use vocabulary::{Catalogue, Month, UnitCode, UnitKind};

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
    catalogue: &Catalogue,
    view: &StayView,
    comparison: Option<&Comparison>,
) -> Result<Figures, DataError> {
    let store = &data.store;
    // One query per kind of unit, a year more than asked for: guideline and flags follow the kind, and a
    // period of two years needs no month twice.
    let wide = view.over(view.from.plus(-12), view.to);
    let of = async |kind: UnitKind| {
        let units = of_kind(catalogue, kind, view.units.as_deref());
        let lengths = store.stay_lengths(StayFilter { units: Some(&units), ..wide.filter() }).await?;
        Ok::<_, DataError>((kind, lengths))
    };
    let own = view.home.is_none() && view.age_group.is_none();
    let (kad, sykestue, intermediate, dms, country, open, registered) = tokio::try_join!(
        of(UnitKind::Kad),
        of(UnitKind::Sykestue),
        of(UnitKind::Intermediate),
        of(UnitKind::Dms),
        country(data, comparison),
        async { Ok(if own { Some(store.open_stays(view.units.as_deref()).await?) } else { None }) },
        async {
            let units = view.units.as_deref();
            Ok(if own { store.registration_months(units, view.from, view.to).await? } else { Vec::new() })
        },
    )?;
    let kinds = [kad, sykestue, intermediate, dms];
    let period = |months: &[MonthStays], from: Month, to: Month| -> Vec<i64> {
        let within = months.iter().filter(|m| (from..=to).contains(&m.month));
        within.flat_map(|m| m.minutes.iter().copied()).collect()
    };
    let all = |from: Month, to: Month| -> Vec<i64> {
        kinds.iter().flat_map(|(_, months)| period(months, from, to)).collect()
    };
    let mut minutes = all(view.from, view.to);
    let discharges = registered.iter().filter_map(|month| month.sum.discharges).sum::<i64>();
    Ok(Figures {
        months: view.months().into_iter().map(|m| (m, LengthOfStay::of(&mut all(m, m)))).collect(),
        total: LengthOfStay::of(&mut minutes),
        before: LengthOfStay::of(&mut all(view.from.plus(-12), view.to.plus(-12))),
        country,
        kinds: kinds
            .iter()
            .filter_map(|(kind, months)| {
                let mut minutes = period(months, view.from, view.to);
                let summary = LengthOfStay::of(&mut minutes)?;
                let long = longer_than(&minutes, kind.long_stay_days());
                Some(KindFigures { kind: *kind, stays: summary.stays, mean: summary.mean, long })
            })
            .collect(),
        minutes,
        open,
        discharges: (discharges > 0).then_some(discharges),
    })
}

/// The units of a kind among `units` (`None`: all).
fn of_kind(catalogue: &Catalogue, kind: UnitKind, units: Option<&[UnitCode]>) -> Vec<UnitCode> {
    let asked = |code: &UnitCode| units.is_none_or(|units| units.contains(code));
    let units = catalogue.units.iter().filter(|unit| unit.kind == kind && asked(&unit.code));
    units.map(|unit| unit.code.clone()).collect()
}

async fn country(
    data: &Data,
    comparison: Option<&Comparison>,
) -> Result<Option<(String, Option<LengthOfStay>)>, DataError> {
    let Some(Comparison { view, name, version }) = comparison else { return Ok(None) };
    let read = async {
        let months = data.store.stay_lengths(view.filter()).await?;
        let mut minutes: Vec<i64> = months.into_iter().flat_map(|month| month.minutes).collect();
        Ok::<_, DataError>(LengthOfStay::of(&mut minutes))
    };
    Ok(Some((name.clone(), data.country.lengths.get(*version, view, read).await?)))
}
