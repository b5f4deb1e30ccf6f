//! What stands around every page: skip link, header with navigation, banner over demo data, footer.

use crate::asking::{Asking, sign_in_address};
use crate::shell::Site;
use crate::ui::language::LanguageSwitch;
use crate::ui::theme::{ThemeSwitch, path_and_query};
use language::{key, t, text};
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_router::hooks::use_url;
use leptos_router::location::Url;
use leptos_router::params::ParamsMap;

/// The pages in the order of the navigation: path and name. Each is shown to those for whom it opens.
pub const PAGES: [(&str, &str); 18] = [
    ("/", key!("Oversikt")),
    ("/belegg", key!("Belegg")),
    ("/liggetid", key!("Liggetid")),
    ("/innleggelsesveier", key!("Innleggelsesveier")),
    ("/kommune", key!("Kommune")),
    ("/kart", key!("Kart")),
    ("/effekt", key!("Effekt")),
    ("/ledige-senger", key!("Ledige senger")),
    ("/enheten", key!("Enheten")),
    ("/doegn", key!("Døgn")),
    ("/kompletthet", key!("Kompletthet")),
    ("/aarsrapport", key!("Årsrapport")),
    ("/rapporter", key!("Rapporter")),
    ("/import", key!("Import")),
    ("/hendelser", key!("Hendelser")),
    ("/endringer", key!("Endringer")),
    ("/kontoer", key!("Kontoer")),
    ("/metode", key!("Metode")),
];

/// The pages that show figures of a place and period.
const FIGURES: [&str; 7] =
    ["/", "/belegg", "/liggetid", "/innleggelsesveier", "/kommune", "/kart", "/effekt"];

/// What is carried from one page of figures to the next.
const CARRIED: [&str; 7] = ["helseforetak", "kommune", "enhet", "enhetstype", "aldersgruppe", "fra", "til"];

/// The first thing the tabulator key finds.
#[component]
pub fn SkipLink() -> impl IntoView {
    view! { <a class="ds-skip-link" href="#innhold">{t!("Hopp til innholdet")}</a> }
}

/// The name, the navigation, the colours, and over all of it what the figures are if they are made up.
#[component]
pub fn Header() -> impl IntoView {
    let url = use_url().get_untracked();
    let here = url.path().to_owned();
    let view = carried(&here, url.search_params());
    let asking = Asking::of_request();
    let opens = |path: &str| asking.as_ref().is_none_or(|asking| (asking.opens)(path));
    let pages: Vec<_> = PAGES.iter().filter(|(path, _)| opens(path)).collect();
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
                    <LanguageSwitch />
                    <ThemeSwitch />
                </div>
            </div>
            <nav aria-label=t!("Sider")>
                <details open>
                    <summary>{t!("Meny")}</summary>
                    <ul>
                        {pages
                            .into_iter()
                            .map(|(path, name)| {
                                let current = is_within(&here, path).then_some("page");
                                let href = if FIGURES.contains(path) { format!("{path}{view}") } else { (*path).to_owned() };
                                view! { <li><a href=href aria-current=current>{text(name)}</a></li> }
                            })
                            .collect_view()}
                    </ul>
                </details>
                <script nonce=use_nonce() inner_html=FOLD></script>
            </nav>
        </header>
    }
}

/// A phone's screen is the page's: there the menu is shut until it is asked for, before anything is painted. Without
/// scripts it stands open.
const FOLD: &str = r#"(()=>{const menu=document.currentScript.previousElementSibling,phone=matchMedia("(max-width:40rem)"),fold=()=>{menu.open=!phone.matches};fold();phone.onchange=fold})()"#;

/// Whether an address belongs to the page at `path`: the page itself, or one below it.
fn is_within(here: &str, path: &str) -> bool {
    here == path || (path != "/" && here.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')))
}

/// The query that takes the view along to another page of figures: place and period as they stand in the address.
fn carried(here: &str, query: &ParamsMap) -> String {
    if !FIGURES.iter().any(|path| is_within(here, path)) {
        return String::new();
    }
    let kept: ParamsMap = CARRIED
        .iter()
        .filter_map(|name| Some((*name, query.get(name).filter(|value| !value.is_empty())?)))
        .collect();
    kept.to_query_string()
}

/// Who is signed in and the way out, or the way in.
#[component]
fn Who() -> impl IntoView {
    let here = use_url().get_untracked();
    Asking::of_request().and_then(|asking| match asking.account() {
        Some(person) => {
            let (title, name) = (t!("Konto: {}", person.role.label()), person.name.clone());
            let view = view! {
                <form class="who" method="post" action="/logg-ut">
                    <a href="/konto" title=title>{name}</a>
                    <button type="submit">{t!("Logg ut")}</button>
                </form>
            };
            Some(view.into_any())
        }
        None => asking
            .accounts
            .then(|| view! { <p class="who"><a href=way_in(&here)>{t!("Logg inn")}</a></p> }.into_any()),
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
            <aside class="demo-banner" aria-label=t!("Om tallene")>
                <p><strong>{t!("Demodata: ")}</strong>{language::text(text)}</p>
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
                {t!("KADpuls viser hvordan kommunenes øyeblikkelig hjelp-plasser brukes. ")}
                <a href="/metode">{t!("Slik er tallene regnet ut")}</a>". "
                <a href="/kortkode">{t!("Har du en kortkode?")}</a>
            </p>
        </footer>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn place_and_period_go_along_between_pages_of_figures_alone() {
        let query: ParamsMap =
            [("helseforetak", "akershus"), ("fra", ""), ("side", "2")].into_iter().collect();
        assert_eq!(carried("/belegg", &query), "?helseforetak=akershus");
        assert_eq!(carried("/effekt/kontroller", &query), "?helseforetak=akershus");
        assert_eq!(carried("/import", &query), "");
        assert_eq!(carried("/", &ParamsMap::new()), "");
    }

    #[test]
    fn a_page_below_another_marks_it() {
        assert!(is_within("/import/7f", "/import") && is_within("/", "/"));
        assert!(!is_within("/importer", "/import") && !is_within("/belegg", "/"));
    }
}
