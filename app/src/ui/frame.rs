//! What stands around every page: skip link, header with navigation, banner over demo data, footer.

use crate::asking::{Asking, sign_in_address};
use crate::shell::Site;
use crate::ui::theme::{ThemeSwitch, path_and_query};
use leptos::prelude::*;
use leptos_router::hooks::use_url;
use leptos_router::location::Url;

/// The pages in the order of the navigation: path and name. Each is shown to those for whom it opens.
pub const PAGES: [(&str, &str); 9] = [
    ("/", "Oversikt"),
    ("/belegg", "Belegg"),
    ("/liggetid", "Liggetid"),
    ("/innleggelsesveier", "Innleggelsesveier"),
    ("/effekt", "Effekt"),
    ("/import", "Import"),
    ("/endringer", "Endringer"),
    ("/kontoer", "Kontoer"),
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
    let asking = Asking::of_request();
    let opens = |path: &str| asking.as_ref().is_none_or(|asking| (asking.opens)(path));
    let pages: Vec<_> = PAGES.into_iter().filter(|(path, _)| opens(path)).collect();
    view! {
        <DemoBanner />
        <header class="site-header">
            <div class="bar">
                <a class="brand" href="/">
                    <Mark />
                    <span>"KADpuls"</span>
                </a>
                <div class="tools">
                    <Who />
                    <ThemeSwitch />
                </div>
            </div>
            <nav aria-label="Sider">
                <ul>
                    {pages
                        .into_iter()
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

/// Who is signed in and the way out, or the way in.
#[component]
fn Who() -> impl IntoView {
    let here = use_url().get_untracked();
    Asking::of_request().and_then(|asking| match asking.account() {
        Some(person) => {
            let (title, name) = (format!("Konto: {}", person.role.label()), person.name.clone());
            let view = view! {
                <form class="who" method="post" action="/logg-ut">
                    <a href="/konto" title=title>{name}</a>
                    <button type="submit">"Logg ut"</button>
                </form>
            };
            Some(view.into_any())
        }
        None => asking
            .accounts
            .then(|| view! { <p class="who"><a href=way_in(&here)>"Logg inn"</a></p> }.into_any()),
    })
}

/// The sign-in page, and back here from it.
fn way_in(here: &Url) -> String {
    match here.path() {
        "/" | "/logg-inn" | "/ingen-tilgang" => "/logg-inn".to_owned(),
        _ => sign_in_address(&path_and_query(here)),
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
