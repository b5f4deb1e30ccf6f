//! *Abonnement*: the views that an account follows in a feed reader, and a form for one more.

use crate::data::{Data, DataError};
use crate::following;
use crate::pages::konto::moment;
use crate::ui::form::{Faults, Refused};
use language::t;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::params::ParamsMap;
use store::Feed;

/// The name of the view in the address and the form.
pub const VIEW: &str = "visning";

/// The page *Abonnement*.
#[component]
pub fn Page() -> impl IntoView {
    let refused = Refused::of_request();
    crate::pages::loaded(move |data, query| content(data, query, refused))
}

async fn content(data: Data, query: ParamsMap, refused: Refused) -> Result<AnyView, DataError> {
    let Some(account) = data.person.as_ref().and_then(|person| person.account) else {
        return Err(DataError::Forbidden(t!("Logg inn for å følge visninger.").to_owned()));
    };
    let feeds = data.store.feeds(account).await?;
    let asked = refused.value(VIEW).map(str::to_owned).or_else(|| query.get(VIEW));
    let view = match &asked {
        Some(address) => following::view(&data, address, false).await?,
        None => None,
    };
    let form = view.map(|view| view! { <Follow title=view.title address=view.address /> });
    let made = refused.secret.clone().map(|secret| {
        view! {
            <div class="ds-alert" data-color="success" role="status">
                <p>{t!("Adressen vises bare nå. Lim den inn i nyhetsleseren din:")}</p>
                <p><code class="secret">{secret}</code></p>
                <p>{t!("Den som har adressen, ser det du får se. Ta den bort her hvis den er kommet på avveie.")}</p>
            </div>
        }
    });
    Ok(view! {
        <Title text=t!("Abonnement") />
        <h1>{t!("Abonnement")}</h1>
        <p class="ingress">
            {t!("Følg en visning i en nyhetsleser (Atom), for eksempel i Outlook: den sier fra når det kommer nye eller rettede \
             tall, og når noe skjer på stedet. Ingen e-post trengs.")}
        </p>
        <Faults refused />
        {made}
        {form}
        <Followed feeds />
    }
    .into_any())
}

/// The form that makes an address for a view.
#[component]
fn Follow(title: String, address: String) -> impl IntoView {
    let fixed = address.contains("fra=");
    let period = fixed.then(|| {
        view! {
            <fieldset class="ds-fieldset">
                <legend>{t!("Periode")}</legend>
                <label class="choice"><input type="radio" name="periode" value="loepende" checked />{t!(" Alltid de nyeste månedene")}</label>
                <label class="choice"><input type="radio" name="periode" value="fast" />{t!(" Perioden som vises nå")}</label>
            </fieldset>
        }
    });
    view! {
        <section aria-labelledby="foelg">
            <h2 id="foelg">{t!("Følg ")} <a href=address.clone()>{title}</a></h2>
            <form class="filter sign-in" method="post" action="/abonnement" aria-labelledby="foelg">
                <input type="hidden" name=VIEW value=address />
                {period}
                <div class="actions">
                    <button class="ds-button" type="submit">{t!("Lag adresse")}</button>
                </div>
            </form>
        </section>
    }
}

/// Those that there are, each with a button that ends it.
#[component]
fn Followed(feeds: Vec<Feed>) -> impl IntoView {
    if feeds.is_empty() {
        return view! {
            <p>{t!("Du følger ingen visninger ennå. Åpne en side med tall og velg «Følg denne visningen» i filteret.")}</p>
        }
        .into_any();
    }
    let items = feeds
        .into_iter()
        .map(|feed| {
            let read =
                feed.last_read_at.map_or_else(|| t!("aldri lest").to_owned(), |at| t!("sist lest {}", moment(at)));
            let label = t!("Slutt å følge {}", feed.title);
            view! {
                <li>
                    <span><a href=feed.address>{feed.title}</a>{t!(" – laget {}, {read}", moment(feed.created_at))}</span>
                    <form method="post" action=format!("/abonnement/{}", feed.id)>
                        <button class="ds-button" data-variant="secondary" type="submit" aria-label=label>
                            {t!("Slutt å følge")}
                        </button>
                    </form>
                </li>
            }
        })
        .collect_view();
    view! {
        <section aria-labelledby="fulgte">
            <h2 id="fulgte">{t!("Dette følger du")}</h2>
            <ul class="tokens">{items}</ul>
        </section>
    }
    .into_any()
}
