//! The whole site: the HTML around every page, and the table of routes.
//!
//! What the pages need from the server (store, names of the built files, mode) reaches them as contexts,
//! provided anew for each request; the ones of the shell itself are the types here.

use crate::pages;
use crate::ui::frame::{Footer, Header, SkipLink};
use crate::ui::theme::Theme;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos::tachys::view::iterators::StaticVec;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute as _};
use leptos_router::components::{FlatRoutes, FlatRoutesProps, Route, RouteProps, Router};
use leptos_router::{ChooseView, ParamSegment, PossibleRouteMatch, SsrMode, StaticSegment};
use std::sync::Arc;

/// Where the browser finds the files built for it: absolute paths on this server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assets {
    /// The stylesheet.
    pub css: String,
    /// The islands' script, which takes the wasm's path as its argument.
    pub js: String,
    /// The islands themselves.
    pub wasm: String,
}

/// Context: the built files, or `None` where the browser's part was not built.
#[derive(Clone)]
pub struct Site {
    /// The built files.
    pub assets: Option<Arc<Assets>>,
    /// What the banner says when the figures are made up; nobody shall take them for real.
    pub demo: Option<&'static str>,
}

/// Context: what a person quotes so that their request is found in the log.
#[derive(Clone)]
pub struct Reference(pub String);

/// Context: the page's figures are still computed, and this page says so.
#[derive(Clone, Copy)]
pub struct Underway;

/// The document around every page.
pub fn shell() -> impl IntoView {
    provide_meta_context();
    let site = use_context::<Site>();
    let assets = site.and_then(|site| site.assets);
    allow_own_scripts();
    view! {
        <!DOCTYPE html>
        <html lang=language::spoken().tag() data-color-scheme=Theme::asked_for().scheme() data-size="md">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                {assets.as_ref().map(|a| view! { <link rel="stylesheet" href=a.css.clone() /> })}
                <link rel="icon" type="image/svg+xml" href="/favicon.svg" />
                <MetaTags />
            </head>
            <body>
                <App />
                {assets.map(|a| view! { <script nonce=use_nonce() inner_html=start_islands(&a)></script> })}
            </body>
        </html>
    }
}

/// Everything in the body.
#[component]
pub fn App() -> impl IntoView {
    view! {
        <Title formatter=|title: String| if title.is_empty() { title } else { title + " – KADpuls" } />
        <SkipLink />
        <Router>
            <Header />
            <main id="innhold" tabindex="-1">
                {content()}
            </main>
            <Footer />
        </Router>
    }
}

/// What a path shows, or that it is under way.
fn content() -> AnyView {
    if use_context::<Underway>().is_some() {
        return pages::Underway().into_any();
    }
    let routes = FlatRoutesProps::builder()
        .fallback(pages::NotFound)
        .children(ToChildren::to_children(table_of_pages))
        .build();
    FlatRoutes(routes).into_any()
}

/// The table of pages: this one and no other. No component, whose children would have to be one route each.
fn table_of_pages() -> StaticVec<AnyNestedRoute> {
    StaticVec::from(vec![
        page(StaticSegment(""), pages::oversikt::Page),
        page(StaticSegment("belegg"), pages::belegg::Page),
        page(StaticSegment("liggetid"), pages::liggetid::Page),
        page(StaticSegment("innleggelsesveier"), pages::innleggelsesveier::Page),
        page(StaticSegment("kommune"), pages::kommune::Page),
        page(StaticSegment("kart"), pages::kart::Page),
        page(StaticSegment("effekt"), pages::effekt::Page),
        page((StaticSegment("effekt"), StaticSegment("kontroller")), pages::effekt::checks::Page),
        page(StaticSegment("import"), pages::import::Page),
        page((StaticSegment("import"), ParamSegment("id")), pages::import::UploadPage),
        page(StaticSegment("enheten"), pages::enheten::Page),
        page((StaticSegment("enheten"), ParamSegment("unit")), pages::enheten::UnitPage),
        page(
            (StaticSegment("enheten"), ParamSegment("unit"), StaticSegment("opphold"), ParamSegment("id")),
            pages::enheten::StayPage,
        ),
        page(
            (StaticSegment("enheten"), ParamSegment("unit"), StaticSegment("doegn"), ParamSegment("dato")),
            pages::enheten::DayPage,
        ),
        page(StaticSegment("ledige-senger"), pages::ledige_senger::Page),
        page(StaticSegment("kompletthet"), pages::kompletthet::Page),
        page(StaticSegment("aarsrapport"), pages::aarsrapport::Page),
        page(StaticSegment("rapporter"), pages::rapporter::Page),
        page((StaticSegment("rapporter"), StaticSegment("legg-i")), pages::rapporter::saved::AddPage),
        page(
            (StaticSegment("rapporter"), StaticSegment("lagret"), ParamSegment("kode")),
            pages::rapporter::saved::SavedPage,
        ),
        page(
            (
                StaticSegment("rapporter"),
                StaticSegment("lagret"),
                ParamSegment("kode"),
                StaticSegment("rediger"),
            ),
            pages::rapporter::saved::EditPage,
        ),
        page((StaticSegment("rapporter"), StaticSegment("kvartal")), pages::rapporter::QuarterPage),
        page(
            (StaticSegment("rapporter"), StaticSegment("kommune"), ParamSegment("nr")),
            pages::rapporter::LeafletPage,
        ),
        page(StaticSegment("doegn"), pages::doegn::Page),
        page((StaticSegment("doegn"), ParamSegment("unit")), pages::doegn::UnitPage),
        page(StaticSegment("metode"), pages::metode::Page),
        page(StaticSegment("logg-inn"), pages::logg_inn::Page),
        page((StaticSegment("logg-inn"), StaticSegment("skjema")), pages::logg_inn::HeldPage),
        page(
            (StaticSegment("logg-inn"), StaticSegment("organisasjon")),
            pages::logg_inn::organisation::OnPage,
        ),
        page(
            (StaticSegment("logg-inn"), StaticSegment("uten-rolle")),
            pages::logg_inn::organisation::NoRolePage,
        ),
        page(StaticSegment("ingen-tilgang"), pages::logg_inn::NoAccess),
        page(StaticSegment("konto"), pages::konto::Page),
        page(StaticSegment("kortkode"), pages::kortkode::Page),
        page(StaticSegment("abonnement"), pages::abonnement::Page),
        page(StaticSegment("kontoer"), pages::kontoer::Page),
        page((StaticSegment("kontoer"), ParamSegment("id")), pages::kontoer::OnePage),
        page(StaticSegment("hendelser"), pages::hendelser::Page),
        page(StaticSegment("endringer"), pages::endringer::Page),
    ])
}

/// A page at a path. Its type ends here: a tuple of all pages would take the compiler minutes.
fn page<Path, View>(path: Path, view: View) -> AnyNestedRoute
where
    Path: PossibleRouteMatch + Clone + Send + 'static,
    View: ChooseView + Clone + 'static,
{
    Route(RouteProps::builder().path(path).view(view).ssr(SsrMode::Async).build()).into_any_nested_route()
}

/// Fetches and starts the browser's part once the page stands, and only if it has an island: pages of
/// text load no script at all. Islands don't nest here, so each is started by itself.
fn start_islands(assets: &Assets) -> String {
    let Assets { js, wasm, .. } = assets;
    format!(
        r#"(()=>{{const all=document.querySelectorAll("leptos-island");if(all.length)import("{js}").then(async m=>{{await m.default({{module_or_path:"{wasm}"}});m.hydrate();for(const el of all)m[el.dataset.component]?.(el)}})}})()"#
    )
}

/// The content security policy of a page, with the number that lets its own script run. Each directive:
/// scripts and styles from this server alone, and wasm may be compiled; pictures also as data, for charts
/// somebody saves; nothing is embedded here nor are we anywhere else; forms stay on this server.
fn allow_own_scripts() {
    let (Some(response), Some(nonce)) = (use_context::<leptos_axum::ResponseOptions>(), use_nonce()) else {
        return;
    };
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'nonce-{nonce}'; style-src 'self'; \
         img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    if let Ok(value) = http::HeaderValue::from_str(&policy) {
        response.insert_header(http::header::CONTENT_SECURITY_POLICY, value);
    }
}
