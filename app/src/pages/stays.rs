//! What *Liggetid* and *Innleggelsesveier* have in common: which completed stays a view is about, and what
//! they are compared with.
//!
//! Stays count by month of discharge, so months are always whole. A unit's or a trust's stays are those in its
//! units; a municipality's are those of its inhabitants, wherever they lay.

use crate::data::{Data, DataError, Held};
use crate::published;
use crate::selection::Selection;
use crate::ui::filter::period_text;
use language::t;
use measures::gate::{Calendar, Gate, Withheld, whole_years};
use measures::length_of_stay::LengthOfStay;
use std::sync::Arc;
use store::{CategoryMonth, StayFilter};
use vocabulary::{
    AgeGroup, BorderChange, Catalogue, Month, MunicipalityNumber, Period, Scope, UnitCode, UnitKind,
    norwegian,
};

/// Which completed stays.
#[derive(Debug, Clone, PartialEq)]
pub struct StayView {
    /// In these units; `None`: in any.
    pub units: Option<Vec<UnitCode>>,
    /// Of people who live here; `None`: anywhere.
    pub home: Option<Vec<MunicipalityNumber>>,
    /// Of this age group.
    pub age_group: Option<AgeGroup>,
    /// First month of discharge.
    pub from: Month,
    /// Last month of discharge.
    pub to: Month,
}

impl StayView {
    /// The stays of a selection.
    pub fn of(selection: &Selection, catalogue: &Catalogue, data: &Data) -> Self {
        let (units, home) = match &selection.scope {
            Scope::Municipality(number) => {
                let anywhere = selection.of(Scope::Country);
                (anywhere.units(catalogue, data.today()), Some(numbers(catalogue, *number)))
            }
            _ => (selection.units(catalogue, data.today()), None),
        };
        Self {
            units,
            home,
            age_group: selection.age_group,
            from: Month::of(selection.period.from()),
            to: Month::of(selection.period.to()),
        }
    }

    /// As the store is asked.
    pub fn filter(&self) -> StayFilter<'_> {
        StayFilter {
            units: self.units.as_deref(),
            home: self.home.as_deref(),
            age_group: self.age_group,
            from: self.from,
            to: self.to,
        }
    }

    /// The same stays in other months.
    #[must_use]
    pub fn over(&self, from: Month, to: Month) -> Self {
        Self { from, to, ..self.clone() }
    }

    /// The same stays a year earlier.
    #[must_use]
    pub fn year_before(&self) -> Self {
        self.over(self.from.plus(-12), self.to.plus(-12))
    }

    /// Its months.
    pub fn months(&self) -> Vec<Month> {
        (self.from.index()..=self.to.index()).map(Month::from_index).collect()
    }
}

/// A municipality's number today and those of the former ones that went into it, for the most part at least.
fn numbers(catalogue: &Catalogue, number: MunicipalityNumber) -> Vec<MunicipalityNumber> {
    let former = former(catalogue, number).filter(|change| change.share > 0.5).map(|change| change.from);
    std::iter::once(number).chain(former).collect()
}

fn former(catalogue: &Catalogue, number: MunicipalityNumber) -> impl Iterator<Item = &BorderChange> {
    catalogue.border_changes.iter().filter(move |change| change.to == number && change.from != number)
}

/// What a view is compared with: the same kind of units and the same age in the whole country.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The stays.
    pub view: StayView,
    /// Whose they are.
    pub selection: Selection,
    /// What it is called behind a number: "i hele landet", "for KAD i hele landet".
    pub name: String,
    /// The catalogue's version.
    pub version: i64,
}

/// What was read of the country, until the next import.
#[derive(Clone, Default)]
pub struct Country {
    /// Lengths of its stays, where they may be shown as long as this month runs.
    pub lengths: Held<(StayView, Month), Option<LengthOfStay>>,
    /// Its stays by referrer, alternative and destination.
    pub ways: Held<StayView, Arc<[Vec<CategoryMonth>; 3]>>,
}

/// The comparison of a selection; `None` where it is the country itself.
pub fn comparison(selection: &Selection, catalogue: &Catalogue, data: &Data) -> Option<Comparison> {
    let kinds: Vec<UnitKind> = match &selection.scope {
        Scope::Country => return None,
        Scope::Unit(code) => catalogue.unit(code).map(|unit| unit.kind).into_iter().collect(),
        _ => selection.kinds.clone(),
    };
    let labels: Vec<_> = kinds.iter().map(|kind| kind_in_sentence(*kind)).collect();
    let name = if labels.is_empty() {
        t!("i hele landet").to_owned()
    } else {
        t!("for {} i hele landet", labels.join(t!(" og ")))
    };
    let country = Selection { scope: Scope::Country, kinds, ..selection.clone() };
    let view = StayView::of(&country, catalogue, data);
    Some(Comparison { view, selection: country, name, version: catalogue.version })
}

/// The gate for the stays of a selection, as who asks may see them.
pub fn gate_of(data: &Data, catalogue: &Catalogue, selection: &Selection) -> Gate {
    data.gate_of_units(catalogue, &selection.scope)
}

/// Which months' and years' stays may not be shown, a year before the view included. What is of one age group
/// alone stands in no other table.
///
/// # Errors
/// [`DataError`].
pub async fn withheld(
    data: &Data,
    catalogue: &Catalogue,
    selection: &Selection,
    view: &StayView,
) -> Result<Withheld, DataError> {
    if view.age_group.is_some() {
        return Ok(published::nothing(data));
    }
    let period = whole_years(view.from.plus(-12), view.to);
    published::withheld_stays(data, catalogue, selection, view.units.as_deref(), period).await
}

/// A view's stays by month, with what may be shown of them.
///
/// # Errors
/// [`DataError`].
pub async fn counts(
    data: &Data,
    catalogue: &Catalogue,
    selection: &Selection,
    view: &StayView,
    gate: Gate,
) -> Result<Calendar, DataError> {
    let (first, last) = whole_years(view.from.plus(-12), view.to);
    let withheld = withheld(data, catalogue, selection, view).await?;
    let months = data.store.stay_months(view.over(first, last).filter()).await?;
    let rows = months.into_iter().map(|row| (row.month, vec![row.stays])).collect();
    Ok(gate.calendar(&rows, 1, &withheld))
}

/// What stands where a period's figures are hidden.
pub fn too_few(is_cut: bool) -> &'static str {
    if is_cut {
        t!(
            "Perioden deler et kalenderår der enkelte måneder har få opphold, så tallene vises ikke. Velg hele kalenderår."
        )
    } else {
        t!("For få opphold ble avsluttet i perioden til at tall kan vises.")
    }
}

/// A kind's name as it stands within a sentence.
pub fn kind_in_sentence(kind: UnitKind) -> String {
    match kind {
        UnitKind::Kad => kind.label().to_owned(),
        UnitKind::Dms => t!("døgntilbud ved DMS").to_owned(),
        _ => kind.label().to_lowercase(),
    }
}

/// What there is to know about whose stays these are and which months: sentences under the heading.
pub fn introduction(selection: &Selection, catalogue: &Catalogue, view: &StayView, place: &str) -> String {
    let mut text = t!("Opphold avsluttet i perioden {}.", period_text(whole_months(view)));
    if !selection.period.is_whole_months() {
        text.push_str(t!(" Opphold telles etter utskrivingsmåned, så måneder er regnet hele."));
    }
    if let Some(age_group) = selection.age_group {
        text.push_str(&t!(" Pasienter {}.", age_group.label()));
    }
    if let Scope::Municipality(number) = &selection.scope {
        text.push_str(&t!(
            " Tallene gjelder innbyggere i {place}, uansett hvilken enhet de lå i. Velg en enhet for å se alle \
             som lå der."
        ));
        let divided: Vec<_> = former(catalogue, *number)
            .filter(|change| (0.001..0.999).contains(&change.share) && change.last_year >= view.from.year())
            .map(|change| {
                let part = if change.share > 0.5 { t!("er regnet med") } else { t!("er ikke regnet med") };
                t!(
                    "tidligere kommune {} ({} av innbyggerne hørte hit) {part}",
                    change.from,
                    norwegian::percent(change.share, 0)
                )
            })
            .collect();
        if !divided.is_empty() {
            text.push_str(&t!(" En kommune er delt: {}.", divided.join("; ")));
        }
    }
    text
}

/// The view's months as a period.
pub fn whole_months(view: &StayView) -> Period {
    Period::months_up_to(view.to, view.to.index() - view.from.index() + 1)
}

/// The line under every figure: months, and time of the newest data.
pub fn source_line(catalogue: &Catalogue, view: &StayView) -> String {
    let updated = catalogue.updated_at.map_or_else(
        || t!("Ingen data er importert.").to_owned(),
        |time| t!("Data sist oppdatert {}.", norwegian::date(vocabulary::oslo_date(time))),
    );
    t!("Periode: {}, etter utskrivingsmåned. {updated}", period_text(whole_months(view)))
}
