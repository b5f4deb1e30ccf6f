//! The page *Import*.

use leptos::prelude::*;
use leptos_meta::Title;

/// The page *Import*.
#[component]
pub fn Page() -> impl IntoView {
    view! {
        <Title text="Import" />
        <h1 class="ds-heading">"Import"</h1>
    }
}
