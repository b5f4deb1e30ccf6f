//! The page *Oversikt*.

use leptos::prelude::*;
use leptos_meta::Title;

/// The page *Oversikt*.
#[component]
pub fn Page() -> impl IntoView {
    view! {
        <Title text="Oversikt" />
        <h1 class="ds-heading">"Oversikt"</h1>
    }
}
