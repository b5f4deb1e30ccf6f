//! The pages: the routes of `app`, rendered with what they need from the server.

use super::assets::Files;
use super::register;
use app::data::Data;
use app::register::{FormId, Refused};
use app::shell::{Reference, Site, shell};
use axum::Router;
use axum::http::request::Parts;
use intake::Desk;
use leptos::config::LeptosOptions;
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{LeptosRoutes as _, generate_route_list, render_app_async_with_context};
use std::sync::Arc;
use tower::ServiceExt as _;
use vocabulary::Person;

pub fn routes(files: &Arc<Files>, data: Data, desk: Desk, demo: Option<&'static str>) -> Router {
    // The names are fixed for files inside the program and looked up anew for a folder somebody builds into.
    let (files, demo) = (Arc::clone(files), demo.map(Arc::from));
    let of_forms = data.clone();
    let context = move || {
        provide_context(data.clone());
        provide_context(desk.clone());
        provide_context(Site { assets: files.names(), demo: demo.clone() });
        let Some(parts) = use_context::<Parts>() else { return };
        if let Some(refused) = parts.extensions.get::<Arc<Refused>>() {
            provide_context(Arc::clone(refused));
        }
        if let Some(id) = register::form_id() {
            provide_context(FormId(id));
        }
        if let Some(reference) = parts.extensions.get::<Reference>() {
            provide_context(reference.clone());
        }
        if let Some(person) = parts.extensions.get::<Person>() {
            provide_context(person.clone());
        }
    };
    let options = LeptosOptions::builder().output_name("kadpuls").build();
    let page: Router = Router::new()
        .fallback(render_app_async_with_context(context.clone(), shell))
        .with_state(options.clone());
    let show: register::Show = Arc::new(move |request| {
        let page = page.clone();
        Box::pin(async move { page.oneshot(request).await.unwrap_or_else(|never| match never {}) })
    });
    Router::new()
        .leptos_routes_with_context(&options, generate_route_list(shell), context.clone(), shell)
        .fallback(render_app_async_with_context(context, shell))
        .with_state(options)
        .merge(register::routes(of_forms, show))
}
