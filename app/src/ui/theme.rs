//! Light, dark, or as the system is: a form that works everywhere, and a cookie that remembers.

use crate::asking::HoldsForm;
use http::header::COOKIE;
use http::request::Parts;
use language::t;
use leptos::prelude::*;
use leptos_router::hooks::use_url;
use leptos_router::location::Url;

/// The cookie's and the form field's name.
pub const NAME: &str = "tema";

/// How the page is coloured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the reader's system says.
    #[default]
    Auto,
    /// Dark text on light ground.
    Light,
    /// Light text on dark ground.
    Dark,
}

impl Theme {
    const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// The theme a form or cookie means, or `None` if it means nothing we know.
    pub fn from_value(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.value() == value)
    }

    /// As forms and the cookie write it.
    pub fn value(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "lys",
            Self::Dark => "mork",
        }
    }

    /// As Designsystemet's `data-color-scheme` writes it.
    pub fn scheme(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Auto => t!("Auto"),
            Self::Light => t!("Lyst"),
            Self::Dark => t!("Mørkt"),
        }
    }

    /// What the request at hand asks for.
    pub fn asked_for() -> Self {
        use_context::<Parts>().map_or_else(Self::default, |parts| {
            let cookies = parts.headers.get_all(COOKIE).iter().filter_map(|header| header.to_str().ok());
            from_cookies(cookies)
        })
    }
}

fn from_cookies<'a>(headers: impl Iterator<Item = &'a str>) -> Theme {
    headers
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == NAME)
        .and_then(|(_, value)| Theme::from_value(value))
        .unwrap_or_default()
}

/// An address without the server's name.
pub(crate) fn path_and_query(url: &Url) -> String {
    if url.search().is_empty() { url.path().to_owned() } else { format!("{}?{}", url.path(), url.search()) }
}

/// Three buttons, of which the chosen one is pressed. Not beside a form that was refused: they would lose it.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    if use_context::<Parts>().is_some_and(|parts| parts.extensions.get::<HoldsForm>().is_some()) {
        return ().into_any();
    }
    let now = Theme::asked_for();
    let back = path_and_query(&use_url().get_untracked());
    view! {
        <form class="theme" method="post" action="/tema">
            <input type="hidden" name="til" value=back />
            <fieldset>
                <legend>{t!("Farger")}</legend>
                {Theme::ALL
                    .map(|theme| {
                        view! {
                            <button name=NAME value=theme.value() aria-pressed=(theme == now).to_string()>
                                {theme.label()}
                            </button>
                        }
                    })
                    .collect_view()}
            </fieldset>
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_found_among_others_and_nonsense_means_automatic() {
        assert_eq!(from_cookies(["a=b; tema=mork; c=d"].into_iter()), Theme::Dark);
        assert_eq!(from_cookies(["a=b", "tema=lys"].into_iter()), Theme::Light);
        assert_eq!(from_cookies(["tema=<script>"].into_iter()), Theme::Auto);
        assert_eq!(from_cookies(["xtema=mork; tema"].into_iter()), Theme::Auto);
    }

    #[test]
    fn what_a_theme_writes_it_also_reads() {
        for theme in Theme::ALL {
            assert_eq!(Theme::from_value(theme.value()), Some(theme));
        }
    }
}
