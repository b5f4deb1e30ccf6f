//! What every page with figures begins with: the catalogue, the selection in the address, and where the
//! figures come from.

use crate::data::{Data, DataError};
use crate::selection::Selection;
use crate::selection::period::from_january;
use crate::ui::filter::period_text;
use language::t;
use leptos_router::params::ParamsMap;
use std::sync::Arc;
use vocabulary::{Catalogue, Month, Period, Right, norwegian, oslo_date};

/// The beginning of a page.
pub struct Asked {
    /// Who there is.
    pub catalogue: Arc<Catalogue>,
    /// What is shown.
    pub selection: Selection,
    /// What was not understood.
    pub problems: Vec<String>,
    /// What the scope is called.
    pub place: String,
    /// Source, period and time of the newest data, under every chart.
    pub source: String,
}

/// Reads the address, and holds what it asks for against what the person who asks may see.
pub async fn asked(data: &Data, query: &ParamsMap) -> Result<Asked, DataError> {
    let catalogue = data.catalogue().await?;
    let today = data.today();
    let (selection, problems) = Selection::parse(|name| query.get(name), &catalogue, today);
    let of = catalogue.trust_of(&selection.scope, today);
    if !data.may(Right::Figures { scope: &selection.scope, of: of.as_deref() }) {
        return Err(DataError::Forbidden(own_area(data)));
    }
    let place = catalogue.scope_label(&selection.scope, today);
    let updated = catalogue.updated_at.map_or_else(
        || t!("Ingen data er importert.").to_owned(),
        |time| t!("Data sist oppdatert {}.", norwegian::date(oslo_date(time))),
    );
    let source = t!("Periode: {}. {updated}", period_text(selection.period));
    Ok(Asked { catalogue, selection, problems, place, source })
}

/// What a person who asked for more than she may see can look at.
fn own_area(data: &Data) -> String {
    match data.person.as_ref().and_then(|person| person.trust.as_deref()) {
        Some(trust) => {
            t!("Kontoen din viser tall for {trust} og for hele landet. Velg en av dem i filteret.")
        }
        None => t!("Kontoen din viser ikke disse tallene.").to_owned(),
    }
}

/// The same for a page that counts whole months alone and shows about `months` of them, from a January, where the
/// address names no period; `newest` is the last month with data where no unit has registered a day.
pub async fn asked_in_months(
    data: &Data,
    query: &ParamsMap,
    months: i32,
    newest: Option<Month>,
) -> Result<Asked, DataError> {
    let mut asked = asked(data, query).await?;
    let said = ["fra", "til"].iter().any(|name| query.get(name).is_some_and(|v| !v.trim().is_empty()));
    let period = asked.selection.period;
    let last = Month::of(period.to());
    let shown = if said {
        Period::months_up_to(last, last.index() - Month::of(period.from()).index() + 1)
    } else {
        let registered = asked.catalogue.newest_registration.is_some();
        from_january(newest.filter(|_| !registered).unwrap_or(last), months)
    };
    if said && shown != period {
        asked.problems.push(t!("Siden regner i hele måneder og viser {}.", period_text(shown)));
    }
    asked.source = asked.source.replacen(&period_text(period), &period_text(shown), 1);
    asked.selection.period = shown;
    Ok(asked)
}
