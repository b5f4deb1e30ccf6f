//! The page *Effekt*.

use leptos::prelude::*;
use leptos_meta::Title;

/// The page *Effekt*.
#[component]
pub fn Page() -> impl IntoView {
    view! {
        <Title text="Effekt" />
        <h1 class="ds-heading">"Effekt"</h1>
    }
}
