//! The page *Metode*.

use leptos::prelude::*;
use leptos_meta::Title;

/// The page *Metode*.
#[component]
pub fn Page() -> impl IntoView {
    view! {
        <Title text="Metode" />
        <h1 class="ds-heading">"Metode"</h1>
    }
}
