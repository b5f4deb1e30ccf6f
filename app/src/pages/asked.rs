//! What every page with figures begins with: the catalogue, the selection in the address, and where the
//! figures come from.

use crate::data::{Data, DataError};
use crate::selection::Selection;
use crate::ui::filter::period_text;
use leptos_router::params::ParamsMap;
use std::sync::Arc;
use vocabulary::{Catalogue, norwegian, oslo_date};

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

/// Reads the address.
pub async fn asked(data: &Data, query: &ParamsMap) -> Result<Asked, DataError> {
    let catalogue = data.catalogue().await?;
    let today = data.today();
    let (selection, problems) = Selection::parse(|name| query.get(name), &catalogue, today);
    let place = catalogue.scope_label(&selection.scope, today);
    let updated = catalogue.updated_at.map_or_else(
        || "Ingen data er importert.".to_owned(),
        |time| format!("Data sist oppdatert {}.", norwegian::date(oslo_date(time))),
    );
    let source = format!("Periode: {}. {updated}", period_text(selection.period));
    Ok(Asked { catalogue, selection, problems, place, source })
}
