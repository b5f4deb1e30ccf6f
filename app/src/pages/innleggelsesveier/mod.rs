//! The page *Innleggelsesveier*.

use leptos::prelude::*;
use leptos_meta::Title;

/// The page *Innleggelsesveier*.
#[component]
pub fn Page() -> impl IntoView {
    view! {
        <Title text="Innleggelsesveier" />
        <h1 class="ds-heading">"Innleggelsesveier"</h1>
    }
}
