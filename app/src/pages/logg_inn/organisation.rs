//! Sign-in by the organisation: the button, the page that leads on to its provider, and the one for who has no role.

use super::Carried;
use crate::asking::{Asking, SIGN_OUT_THERE, TO_ORGANISATION};
use crate::ui::failure::Failure;
use crate::ui::form::Refused;
use language::t;
use leptos::prelude::*;
use leptos_meta::Title;

/// What the organisation is called, where there is one.
fn name() -> Option<String> {
    Asking::of_request().and_then(|asking| asking.organisation)
}

/// The way to the provider, with everything that the sign-in carries on.
#[component]
pub fn Button(
    /// What the organisation is called.
    name: String,
    /// What is carried on.
    carried: Vec<(&'static str, String)>,
    /// The way by password stands below.
    local: bool,
) -> impl IntoView {
    view! {
        <form class="next" method="post" action="/logg-inn/organisasjon">
            <Carried carried />
            <button class="ds-button" type="submit">{t!("Logg inn med {name}")}</button>
        </form>
        {local.then(|| view! { <h2>{t!("Eller med e-post og passord")}</h2> })}
    }
}

/// For who comes to one of the pages below by its address alone.
fn none_underway() -> AnyView {
    view! {
        <Failure
            title=t!("Ingen innlogging er i gang")
            advice=t!("Gå til Logg inn, og begynn der.").into()
            status=http::StatusCode::NOT_FOUND
        />
    }
    .into_any()
}

/// Leads on to the provider by itself, and by a link.
#[component]
pub fn OnPage() -> impl IntoView {
    let refused = Refused::of_request();
    let (Some(to), Some(name)) = (refused.value(TO_ORGANISATION).map(str::to_owned), name()) else {
        return none_underway();
    };
    // A redirect would be one of the form's, which may go nowhere else.
    if let (Some(response), Ok(refresh)) =
        (use_context::<leptos_axum::ResponseOptions>(), http::HeaderValue::from_str(&format!("0; url={to}")))
    {
        response.insert_header(http::header::REFRESH, refresh);
    }
    let (title, words) = if refused.value(SIGN_OUT_THERE).is_some() {
        let words = t!(
            "Du er logget ut her. Nå logges du ut hos {name} også, så den neste ved maskinen ikke kommer inn som deg."
        );
        (t!("Logger ut"), words)
    } else {
        (t!("Videre til innlogging"), t!("Du logger inn hos {name} og kommer tilbake hit etterpå."))
    };
    view! {
        <Title text=title />
        <h1>{title}</h1>
        <p class="ingress">{words}</p>
        <p class="next">
            <a class="ds-button" href=to>{t!("Gå videre til {name}")}</a>
        </p>
    }
    .into_any()
}

/// For somebody whom the provider knows and who may nothing here.
#[component]
pub fn NoRolePage() -> impl IntoView {
    let refused = Refused::of_request();
    let Some(name) = name() else {
        return none_underway();
    };
    let out = refused.value(SIGN_OUT_THERE).map(str::to_owned).map(|out| {
        view! { <p><a href=out>{t!("Logg ut hos {name}, for å logge inn som en annen")}</a></p> }
    });
    view! {
        <Title text=t!("Du har ingen rolle her") />
        <h1>{t!("Du har ingen rolle her")}</h1>
        <p class="ingress">
            {t!("Du er logget inn hos {name}, men har ikke fått tilgang til KADpuls der, eller tilgangen mangler enheten eller helseforetaket den gjelder for.")}
        </p>
        <p>{t!("Spør den som gir tilganger hos {name}, og logg inn på nytt når du har fått tilgang. Du er ikke logget inn her.")}</p>
        <p class="next">
            <a class="ds-button" data-variant="secondary" href="/logg-inn">{t!("Prøv igjen")}</a>
        </p>
        {out}
    }
    .into_any()
}
