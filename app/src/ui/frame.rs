//! What stands around every page: skip link, header with navigation, banner over demo data, footer.

use crate::shell::Site;
use crate::ui::theme::ThemeSwitch;
use leptos::prelude::*;
use leptos_router::hooks::use_url;

/// The pages in the order of the navigation: path and name.
pub const PAGES: [(&str, &str); 8] = [
    ("/", "Oversikt"),
    ("/belegg", "Belegg"),
    ("/liggetid", "Liggetid"),
    ("/innleggelsesveier", "Innleggelsesveier"),
    ("/effekt", "Effekt"),
    ("/enheten", "Enheten"),
    ("/import", "Import"),
    ("/metode", "Metode"),
];

/// The first thing the tabulator key finds.
#[component]
pub fn SkipLink() -> impl IntoView {
    view! { <a class="ds-skip-link" href="#innhold">"Hopp til innholdet"</a> }
}

/// The name, the navigation, the colours, and over all of it what the figures are if they are made up.
#[component]
pub fn Header() -> impl IntoView {
    let here = use_url().get_untracked();
    let here = here.path().to_owned();
    view! {
        <DemoBanner />
        <header class="site-header">
            <div class="bar">
                <a class="brand" href="/">
                    <Mark />
                    <span>"KADpuls"</span>
                </a>
                <ThemeSwitch />
            </div>
            <nav aria-label="Sider">
                <ul>
                    {PAGES
                        .map(|(path, name)| {
                            let current = (path == here).then_some("page");
                            view! { <li><a href=path aria-current=current>{name}</a></li> }
                        })
                        .collect_view()}
                </ul>
            </nav>
        </header>
    }
}

/// The mark: a pulse that settles on a bed's line.
#[component]
fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
            <rect width="32" height="32" rx="8" />
            <path d="M4 18h6l3-9 5 15 3-9 2 3h5" />
        </svg>
    }
}

#[component]
fn DemoBanner() -> impl IntoView {
    let text = use_context::<Site>().and_then(|site| site.demo);
    text.map(|text| {
        view! {
            <aside class="demo-banner" aria-label="Om tallene">
                <p><strong>"Demodata: "</strong>{text.to_string()}</p>
            </aside>
        }
    })
}

/// Who stands behind it and where the definitions are.
#[component]
pub fn Footer() -> impl IntoView {
    view! {
        <footer class="site-footer">
            <p>
                "KADpuls viser hvordan kommunenes øyeblikkelig hjelp-plasser brukes. "
                <a href="/metode">"Slik er tallene regnet ut"</a>"."
            </p>
        </footer>
    }
}
