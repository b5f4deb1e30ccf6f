//! The page *Belegg*.

use leptos::prelude::*;
use leptos_meta::Title;

/// The page *Belegg*.
#[component]
pub fn Page() -> impl IntoView {
    view! {
        <Title text="Belegg" />
        <h1 class="ds-heading">"Belegg"</h1>
    }
}
