//! The page *Liggetid*.

use leptos::prelude::*;
use leptos_meta::Title;

/// The page *Liggetid*.
#[component]
pub fn Page() -> impl IntoView {
    view! {
        <Title text="Liggetid" />
        <h1 class="ds-heading">"Liggetid"</h1>
    }
}
