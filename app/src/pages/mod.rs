//! One folder per page, named as its path. A page reads its query, asks for domain values and lays them out.

pub mod belegg;
pub mod effekt;
pub mod import;
pub mod innleggelsesveier;
pub mod liggetid;
pub mod metode;
pub mod oversikt;

use crate::ui::failure::Failure;
use leptos::prelude::*;

/// Shown for every path that isn't a page.
#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <Failure
            title="Siden finnes ikke"
            advice="Adressen kan være skrevet feil, eller siden kan være flyttet. Menyen over viser alle sidene.".into()
            status=http::StatusCode::NOT_FOUND
        />
    }
}
