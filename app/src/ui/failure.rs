//! What a person sees when something went wrong: what happened, what they can do, and what to quote.

use crate::shell::Reference;
use language::t;
use leptos::prelude::*;
use leptos_meta::Title;

/// A page in place of the one asked for; sets the response's status.
#[component]
pub fn Failure(
    /// The heading: what is wrong.
    title: &'static str,
    /// What the reader can do about it.
    advice: String,
    /// The response's status; 500 and above also show the reference.
    status: http::StatusCode,
) -> impl IntoView {
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(status);
    }
    let reference = use_context::<Reference>().filter(|_| status.is_server_error());
    view! {
        <Title text=title />
        <section class="failure">
            <h1 class="ds-heading">{title}</h1>
            <p>{advice}</p>
            {reference.map(|Reference(id)| view! { <p>{t!("Referanse: ")} <code>{id}</code></p> })}
            <p><a class="ds-link" href="/">{t!("Til oversikten")}</a></p>
        </section>
    }
}
