//! *Kortkode*: the way from the letters on a printed chart to the view that it was made of.

use crate::ui::form::{Faults, Field, Refused};
use language::t;
use leptos::prelude::*;
use leptos_meta::Title;

/// The name of the field.
pub const NAME: &str = "kode";

/// The page *Kortkode*.
#[component]
pub fn Page() -> impl IntoView {
    let refused = Refused::of_request();
    view! {
        <Title text=t!("Kortkode") />
        <h1>{t!("Kortkode")}</h1>
        <p class="ingress">
            {t!("Figurer og tabeller som er lastet ned, har en kode på åtte tegn. Den fører tilbake til visningen de er laget av, \
             med tallene slik de er nå.")}
        </p>
        <Faults refused=refused.clone() />
        <form class="filter sign-in" method="get" action="/v" aria-label=t!("Finn en visning")>
            <Field
                name=NAME
                label=t!("Kode")
                autocomplete="off"
                value=refused.value(NAME).unwrap_or_default().to_owned()
                hint=t!("Store og små bokstaver er like, og koden har ingen vokaler, ingen l og ikke tallene 0 og 1.").to_owned()
                fault=refused.fault(NAME)
            />
            <div class="actions">
                <button class="ds-button" type="submit">{t!("Vis")}</button>
            </div>
        </form>
    }
}
