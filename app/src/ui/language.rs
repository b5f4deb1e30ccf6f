//! The choice of language: a form that works everywhere, and a cookie that remembers.

use crate::asking::HoldsForm;
use crate::ui::theme::path_and_query;
use http::request::Parts;
use language::{COOKIE, Language, spoken, t};
use leptos::prelude::*;
use leptos_router::hooks::use_url;

/// A button a language, each named in itself. Not beside a form that was refused: it would be lost.
#[component]
pub fn LanguageSwitch() -> impl IntoView {
    if use_context::<Parts>().is_some_and(|parts| parts.extensions.get::<HoldsForm>().is_some()) {
        return ().into_any();
    }
    let now = spoken();
    let back = path_and_query(&use_url().get_untracked());
    view! {
        <form class="theme language" method="post" action="/sprak">
            <input type="hidden" name="til" value=back />
            <fieldset>
                <legend>{t!("Språk")}</legend>
                {Language::ALL
                    .map(|language| {
                        view! {
                            <button
                                name=COOKIE
                                value=language.tag()
                                lang=language.tag()
                                aria-pressed=(language == now).to_string()
                            >
                                {language.name()}
                            </button>
                        }
                    })
                    .collect_view()}
            </fieldset>
        </form>
    }
    .into_any()
}
