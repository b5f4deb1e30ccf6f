//! What the page *Belegg* knows: sums of registrations for the view, for the year before, and for the country.

use crate::data::{Data, DataError};
use crate::pages::complete::expected_days;
use crate::published::{Counted, Members, withheld};
use crate::selection::Selection;
use chrono::NaiveDate;
use measures::completeness::{Coverage, in_operation};
use measures::gate::{Calendar, whole_years};
use measures::occupancy::{Occupancy, place_days};
use store::{RegistrationDay, RegistrationMonth, RegistrationSum};
use vocabulary::{Catalogue, Month, Period, Scope, Unit, UnitCode};

/// Longer periods, and the whole country, are shown by month alone.
const MOST_DAYS_SHOWN: i64 = 1100;

/// The figures of a view.
pub struct Figures {
    /// Sums over the period.
    pub sum: RegistrationSum,
    /// Sums over the same period a year before.
    pub year_before: RegistrationSum,
    /// Each month.
    pub months: Vec<RegistrationMonth>,
    /// Each month of the country; empty where the view is the country.
    pub country: Vec<RegistrationMonth>,
    /// Each day; empty where days aren't shown.
    pub days: Vec<RegistrationDay>,
    /// Places × days of the view's units; `None` where no bed number is known.
    pub place_days: Option<f64>,
    /// Unit-days that are registered, of those that should be.
    pub coverage: Coverage,
    /// The newest registered day of all times.
    pub newest: Option<NaiveDate>,
    /// Patients by month.
    pub patients: Patients,
}

/// Patients that the units registered, by month, with what may be shown of them.
pub struct Patients {
    /// Admitted.
    pub admissions: Calendar,
    /// Discharged.
    pub discharges: Calendar,
    /// Turned away.
    pub rejected: Calendar,
}

impl Patients {
    async fn of(
        data: &Data,
        catalogue: &Catalogue,
        selection: &Selection,
        units: Option<&[UnitCode]>,
        months: &[RegistrationMonth],
        years: (Month, Month),
    ) -> Result<Self, DataError> {
        let gate = data.gate_of_units(catalogue, &selection.scope);
        let kinds = if matches!(selection.scope, Scope::Unit(_)) { &[][..] } else { &selection.kinds };
        let members = Members::units(&selection.scope, units);
        let of = async |counted, count: fn(&RegistrationSum) -> Option<i64>| {
            let withheld = withheld(data, catalogue, (counted, kinds), &members, years).await?;
            let rows = months.iter().map(|row| (row.month, vec![count(&row.sum).unwrap_or(0)])).collect();
            Ok::<_, DataError>(gate.calendar(&rows, 1, &withheld))
        };
        Ok(Self {
            admissions: of(Counted::RegisteredAdmissions, |sum| sum.admissions).await?,
            discharges: of(Counted::RegisteredDischarges, |sum| sum.discharges).await?,
            rejected: of(Counted::Rejected, |sum| sum.rejected).await?,
        })
    }
}

impl Figures {
    /// Occupancy after SSB.
    pub fn ssb(&self) -> Occupancy {
        Occupancy::ssb(self.sum.occupied, self.sum.bed_days)
    }

    /// Occupancy by places × days.
    pub fn by_places(&self) -> Option<Occupancy> {
        self.place_days.map(|available| Occupancy { occupied: self.sum.occupied, available })
    }
}

/// Reads what the page shows.
pub async fn load(data: &Data, catalogue: &Catalogue, selection: &Selection) -> Result<Figures, DataError> {
    let (store, period) = (&data.store, selection.period);
    let units = selection.units(catalogue, data.today());
    let units = units.as_deref();
    let (first, last) = (Month::of(period.from()), Month::of(period.to()));
    let before = period.year_before();
    // What may be shown of patients is decided per calendar year.
    let years = whole_years(Month::of(before.from()), last);
    let daily = selection.scope != Scope::Country && period.days() <= MOST_DAYS_SHOWN;
    let (months, country, days, newest) = tokio::try_join!(
        // The year before comes along: one question instead of two.
        store.registration_months(units, years.0, years.1),
        async {
            if units.is_some() { store.registration_months(None, first, last).await } else { Ok(Vec::new()) }
        },
        async { if daily { store.registration_days(units, period).await } else { Ok(Vec::new()) } },
        store.newest_registration(units),
    )?;
    let (sum, year_before) = tokio::try_join!(
        store.registration_sum_with(units, period, &months),
        store.registration_sum_with(units, before, &months),
    )?;
    let patients = Patients::of(data, catalogue, selection, units, &months, years).await?;
    let months = months.into_iter().filter(|row| (first..=last).contains(&row.month)).collect();
    let listed = catalogue.units_in(&selection.scope, &selection.kinds, data.today());
    Ok(Figures {
        sum,
        year_before,
        months,
        country,
        days,
        place_days: places(catalogue, &listed, period),
        coverage: Coverage { registered: sum.days, expected: expected_days(&listed, period, data.today()) },
        newest,
        patients,
    })
}

/// Places × days of all units together; `None` where one of those that were open has no bed number.
fn places(catalogue: &Catalogue, units: &[&Unit], period: Period) -> Option<f64> {
    let mut sum = None;
    for unit in units {
        let steps: Vec<_> =
            catalogue.beds.iter().filter(|b| b.unit == unit.code).map(|b| (b.from, b.beds)).collect();
        let open = in_operation(unit.opened, unit.closed, period).and_then(|open| place_days(&steps, open));
        if let Some(days) = open {
            *sum.get_or_insert(0.0) += days;
        }
    }
    sum
}
