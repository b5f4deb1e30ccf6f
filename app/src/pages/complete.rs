//! How complete the data of a view are, in a line under each of its figures.

use crate::data::{Data, DataError};
use crate::selection::Selection;
use crate::ui::data_line::DataLine;
use chrono::NaiveDate;
use language::t;
use measures::completeness::{Coverage, days_due};
use measures::occupancy::share_of_days;
use store::StayFilter;
use vocabulary::{Catalogue, Month, Period, Unit, norwegian};

/// The same on a page that counts from registered days alone and knows how many there are.
pub fn of_days(coverage: Coverage, newest: Option<NaiveDate>) -> DataLine {
    DataLine { days: days(coverage, newest), ..DataLine::default() }
}

fn days(coverage: Coverage, newest: Option<NaiveDate>) -> String {
    match (coverage.share(), newest) {
        (Some(share), Some(newest)) => {
            t!("{} av døgnene, siste {}", norwegian::percent(share, 0), norwegian::long_date(newest))
        }
        (Some(_), None) => t!("ingen døgn er registrert").to_owned(),
        (None, _) => String::new(),
    }
}

/// Unit-days that should have been registered: in operation, and over.
pub fn expected_days(units: &[&Unit], period: Period, today: NaiveDate) -> i64 {
    let due = units.iter().filter_map(|unit| days_due(unit.opened, unit.closed, period, today));
    due.map(Period::days).sum()
}

/// How complete the data of a view are; a page provides it as a context.
///
/// # Errors
/// [`DataError::Store`].
pub async fn line(data: &Data, catalogue: &Catalogue, selection: &Selection) -> Result<DataLine, DataError> {
    let (today, period) = (data.today(), selection.period);
    let codes = selection.units(catalogue, today);
    let units = codes.as_deref();
    let filter = StayFilter {
        units,
        home: None,
        age_group: None,
        from: Month::of(period.from()),
        to: Month::of(period.to()),
    };
    let (sum, newest, months, span) = tokio::try_join!(
        data.store.registration_sum(units, period),
        data.store.newest_registration(units),
        data.store.stay_months(filter),
        data.store.admission_span(),
    )?;
    let listed = catalogue.units_in(&selection.scope, &selection.kinds, today);
    let coverage = Coverage { registered: sum.days, expected: expected_days(&listed, period, today) };
    let days = days(coverage, newest);
    let stays: i64 = months.iter().map(|month| month.stays).sum();
    // Stays of a period that isn't whole months are counted over more days than the registered discharges.
    let covered = sum.discharges.filter(|_| period.is_whole_months());
    let told = covered.filter(|discharges| !data.gate.is_small(stays) && !data.gate.is_small(*discharges));
    let stays = match told.and_then(|discharges| share_of_days(stays, discharges)) {
        _ if stays == 0 => t!("ingen avsluttede opphold er registrert").to_owned(),
        Some(share) => t!("opphold for {} av registrerte utskrivinger", norwegian::percent(share, 0)),
        None => String::new(),
    };
    let hospital =
        span.map_or_else(String::new, |(_, last)| t!("sykehustall til og med {}", norwegian::month(last)));
    Ok(DataLine { days, stays, hospital })
}
