//! HTTP: which path is answered by whom, and what every answer has in common.
//!
//! Files and machine routes come before the pages, whose fallback answers every other path with a page.

pub mod access;
mod accounts;
mod api;
pub mod assets;
mod diagram;
mod events;
mod every_answer;
mod extract;
mod fields;
mod following;
mod free_beds;
mod health;
mod import;
mod json_rows;
mod language;
pub mod metrics;
mod onward;
mod organisation;
mod pace;
mod pages;
mod problem;
mod reading;
mod register;
mod reports;
mod saved_reports;
pub mod sign_in;
mod tables;
mod theme;
mod throttle;
mod typed_days;
mod underway;
mod views;
mod yearly_report;

use axum::{Router, middleware, routing::get};
use std::sync::Arc;
use tower::limit::GlobalConcurrencyLimitLayer;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;

/// What the routes need to know about this run of the program.
pub struct Setup {
    /// The files built for the browser.
    pub files: assets::Files,
    /// What pages ask for data.
    pub data: app::data::Data,
    /// Files that people bring.
    pub desk: intake::Desk,
    /// What the banner says when the figures are made up.
    pub demo: Option<&'static str>,
    /// How people sign in.
    pub access: access::Settings,
    /// What counts requests.
    pub watch: metrics::Watch,
    /// Who may read it.
    pub readers: metrics::Readers,
    /// A replica to read pages from.
    pub replica: Option<store::Store>,
}

/// How many pages and files of figures are made at a time. Others wait their turn: made all at once none would be ready
/// sooner, and each takes memory of its own.
fn at_a_time() -> usize {
    std::thread::available_parallelism().map_or(8, |cores| (4 * cores.get()).max(8))
}

/// The whole application, without a socket.
pub fn router(setup: Setup) -> Router {
    let (files, store) = (Arc::new(setup.files), setup.data.store.clone());
    let gate = access::Gate::new(store.clone(), setup.data.now, setup.access);
    let reading =
        setup.replica.map(|replica| reading::Reading::new(store.clone(), replica, setup.watch.reads()));
    let https = gate.settings.https;
    let tracing =
        every_answer::Tracing { watch: setup.watch.clone(), proxies: gate.settings.proxies.clone().into() };
    let machines = Router::new()
        .merge(metrics::routes(setup.watch, store.clone(), setup.data.now, setup.readers))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(move || health::ready(store.clone())))
        .merge(theme::routes())
        .merge(language::routes())
        .merge(sign_in::routes(gate.clone()))
        .merge(organisation::routes(gate.clone()))
        .merge(accounts::routes(gate.clone()))
        .merge(events::routes(gate.clone()))
        .merge(import::routes(setup.desk.clone(), setup.data.now))
        .merge(api::routes(setup.data.clone(), setup.desk.clone(), setup.data.now))
        .merge(yearly_report::routes(setup.data.clone()))
        .merge(saved_reports::routes(gate.clone()))
        .merge(free_beds::routes(setup.data.clone()))
        .merge(following::routes(gate.clone(), setup.data.clone()))
        .merge(extract::routes(setup.data.clone()))
        .merge(views::routes(setup.data.store.clone()))
        .merge(assets::routes(Arc::clone(&files)));
    let data = setup.data.clone();
    let freshness = setup.data.freshness.clone();
    let of_figures = setup.data.clone();
    let pages = pages::routes(&files, setup.data, setup.desk, setup.demo);
    let forms = register::routes(data.clone(), pages.clone());
    let typed = typed_days::routes(data, pages.clone());
    let told = pages.clone().layer(middleware::from_fn_with_state(pages, underway::tell));
    let figures = told
        .merge(reports::routes(of_figures.clone()))
        .merge(tables::routes(of_figures.clone()))
        .merge(diagram::routes(of_figures, https))
        .layer(GlobalConcurrencyLimitLayer::new(at_a_time()));
    access::guarded(gate, freshness, reading, figures.merge(typed).merge(forms).merge(machines))
        .layer(CsrfLayer::new().with_rejection_response(every_answer::from_elsewhere))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(middleware::from_fn_with_state(https, every_answer::headers))
        .layer(middleware::from_fn_with_state(tracing, every_answer::trace))
        .layer(middleware::from_fn(language::speak))
}

/// Done when the program is asked to stop: Ctrl-C, or SIGTERM from a service manager.
pub async fn shutdown() {
    told_to_stop().await;
    crate::service::stopping();
    tracing::info!("stopping: finishing the requests under way");
}

/// The signal alone; streams that would never end wait for it, too.
pub async fn told_to_stop() {
    let ctrl_c = async { _ = tokio::signal::ctrl_c().await };
    #[cfg(unix)]
    let term = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut term) => _ = term.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let term = std::future::pending::<()>();
    tokio::select! {
        () = ctrl_c => {}
        () = term => {}
    }
}

#[cfg(test)]
mod tests;
