//! One folder per page, named as its path. A page reads its query, asks for domain values and lays them out.

pub mod aarsrapport;
pub mod abonnement;
pub(crate) mod asked;
pub mod belegg;
mod change;
mod complete;
pub mod doegn;
pub mod effekt;
pub mod endringer;
pub mod enheten;
pub(crate) mod events;
pub mod hendelser;
pub mod import;
pub mod innleggelsesveier;
pub mod kart;
pub mod kommune;
pub mod kompletthet;
pub mod konto;
pub mod kontoer;
pub mod kortkode;
pub mod ledige_senger;
pub mod liggetid;
pub mod logg_inn;
pub mod metode;
pub mod oversikt;
pub mod rapporter;
pub(crate) mod stays;
mod trail;

use crate::data::{Data, DataError};
use crate::shell::Reference;
use crate::ui::failure::Failure;
use language::t;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use tracing::{Instrument as _, Span};

/// Context: the query of the page's address, with its `?` where there is one.
#[derive(Clone)]
pub struct ViewQuery(pub String);

/// A page whose content depends on data: waits for it, and shows a way on when it can't be had.
pub fn loaded<F, Fut>(content: F) -> impl IntoView
where
    F: FnOnce(Data, ParamsMap) -> Fut + Send + 'static,
    Fut: Future<Output = Result<AnyView, DataError>> + Send + 'static,
{
    let query = use_query_map().get_untracked();
    provide_context(ViewQuery(query.to_query_string()));
    let data = Data::of_request();
    let page = async move { content(data?, query).await };
    // Pages are made by a task of their own, which has neither the request's span nor its language.
    let page = language::carried(async move { page.await.unwrap_or_else(failed) }.instrument(request_span()));
    view! {
        <Suspense>
            {Suspend::new(page)}
        </Suspense>
    }
    .into_any()
}

/// The request's span: pages are made by a task of their own, which hasn't got it. What they log has the reference, too.
fn request_span() -> Span {
    match use_context::<Reference>().filter(|_| Span::current().is_none()) {
        Some(Reference(id)) => tracing::error_span!("request", id),
        None => Span::current(),
    }
}

/// The page in place of one that could not be made, or not for who asked.
fn failed(error: DataError) -> AnyView {
    if let DataError::Forbidden(advice) = error {
        return view! {
            <Failure title=t!("Du har ikke tilgang til dette") advice status=http::StatusCode::FORBIDDEN />
        }
        .into_any();
    }
    tracing::error!(%error, "a page could not be made");
    view! {
        <Failure
            title=t!("Siden kunne ikke lages")
            advice=t!("Feilen er hos oss. Prøv igjen om litt. Skjer det flere ganger, oppgi referansen til den som drifter løsningen.").into()
            status=http::StatusCode::INTERNAL_SERVER_ERROR
        />
    }
    .into_any()
}

/// Shown while a page's figures are computed; the browser asks again by itself.
#[component]
pub fn Underway() -> impl IntoView {
    view! {
        <Title text=t!("Regner") />
        <h1>{t!("Tallene regnes ut")}</h1>
        <p id="underveis" role="status">
            {t!("Første gang noen spør etter at data er endret, må tallene regnes ut. Siden kommer av seg selv når de er klare, \
             som regel innen et halvt minutt.")}
        </p>
        <progress aria-labelledby="underveis"></progress>
    }
}

/// Shown for every path that isn't a page.
#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <Failure
            title=t!("Siden finnes ikke")
            advice=t!("Adressen kan være skrevet feil, eller siden kan være flyttet. Menyen over viser alle sidene.").into()
            status=http::StatusCode::NOT_FOUND
        />
    }
}
