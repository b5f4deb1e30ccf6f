//! The pages: the routes of `app`, rendered with what they need from the server.

use super::assets::Files;
use super::reading::ReadFrom;
use app::asking::Asking;
use app::data::Data;
use app::shell::{Reference, Site, Underway, shell};
use app::ui::form::Refused;
use axum::Router;
use axum::http::request::Parts;
use intake::Desk;
use leptos::config::LeptosOptions;
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{LeptosRoutes as _, generate_route_list, render_app_async_with_context};
use std::sync::Arc;
use vocabulary::Person;

pub fn routes(files: &Arc<Files>, data: Data, desk: Desk, demo: Option<&'static str>) -> Router {
    // The names are fixed for files inside the program and looked up anew for a folder somebody builds into.
    let files = Arc::clone(files);
    let context = move || {
        let parts = use_context::<Parts>();
        let from = parts.as_ref().and_then(|parts| parts.extensions.get::<ReadFrom>());
        let mut data = data.clone();
        if let Some(ReadFrom(store)) = from {
            data.store = store.clone();
        }
        provide_context(data);
        provide_context(desk.clone());
        provide_context(Site { assets: files.names(), demo });
        let Some(parts) = parts else { return };
        if parts.extensions.get::<Underway>().is_some() {
            provide_context(Underway);
        }
        if let Some(refused) = parts.extensions.get::<Arc<app::register::Refused>>() {
            provide_context(Arc::clone(refused));
        }
        if let Some(id) = super::register::form_id() {
            provide_context(app::register::FormId(id));
        }
        if let Some(reference) = parts.extensions.get::<Reference>() {
            provide_context(reference.clone());
        }
        if let Some(person) = parts.extensions.get::<Person>() {
            provide_context(person.clone());
        }
        if let Some(asking) = parts.extensions.get::<Asking>() {
            provide_context(asking.clone());
        }
        if let Some(refused) = parts.extensions.get::<Refused>() {
            provide_context(refused.clone());
        }
    };
    let options = LeptosOptions::builder().output_name("kadpuls").build();
    Router::new()
        .leptos_routes_with_context(&options, generate_route_list(shell), context.clone(), shell)
        .fallback(render_app_async_with_context(context, shell))
        .with_state(options)
}
