//! *Import*: a file is chosen, checked, shown and confirmed; what was imported before stands below.
//!
//! Every step is a page of its own with an address, so that it works without JavaScript and after a reload.
//! The forms go to routes of the server, which keeps the file at a desk; nothing is changed by showing a page.

mod columns;
pub(crate) mod history;
mod upload;

use language::t;
pub use upload::UploadPage;

use crate::data::{Data, DataError};
use crate::ui::filter::Problems;
use columns::Columns;
use history::History;
use intake::UploadRefusal;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::params::ParamsMap;
use vocabulary::{Dataset, Right};

/// So many imports are listed.
const LISTED: i64 = 20;

/// The page *Import*.
#[component]
pub fn Page() -> impl IntoView {
    let desk = use_context::<intake::Desk>();
    crate::pages::loaded(move |data, query| content(data, query, desk.map(|desk| desk.limit())))
}

async fn content(data: Data, query: ParamsMap, limit: Option<u64>) -> Result<AnyView, DataError> {
    let kind = query.get("slag").and_then(|code| code.parse().ok());
    let megabytes = limit.unwrap_or(intake::MOST_BYTES) >> 20;
    let problems: Vec<String> = query
        .get("feil")
        .and_then(|code| UploadRefusal::from_code(&code))
        .map(|refusal| advice(refusal, megabytes))
        .into_iter()
        .collect();
    let person = data.person.as_ref();
    // Whoever brings files for her own units alone sees her own imports alone.
    let only = person.filter(|person| person.brings_only_for().is_some()).map(intake::brought_by);
    let batches = data.store.batches(LISTED, only.as_deref()).await?;
    let kinds: Vec<Dataset> =
        Dataset::ALL.iter().copied().filter(|kind| data.may(Right::ImportOf(*kind))).collect();
    let own = person.and_then(|person| person.brings_only_for()).map(|units| {
        let names: Vec<_> = units.iter().map(ToString::to_string).collect();
        t!(" Du kan ta inn opphold og døgn for {}.", names.join(", "))
    });
    Ok(view! {
        <Title text=t!("Import") />
        <h1>{t!("Import")}</h1>
        <p class="ingress">
            {t!("Ta inn en fil fra regneark eller fagsystem. Filen kontrolleres først; ingenting endres før du bekrefter.")}
            {own}
        </p>
        <Problems problems />
        <Choose kinds=kinds.clone() kind megabytes />
        <Columns kinds kind />
        <History batches />
    }
    .into_any())
}

/// What a person can do about an upload that wasn't received.
fn advice(refusal: UploadRefusal, megabytes: u64) -> String {
    match refusal {
        UploadRefusal::NoKind => t!("Velg hva filen inneholder, og velg filen på nytt.").into(),
        UploadRefusal::NotForHer => {
            t!("Kontoen din kan ta inn opphold og døgn for egne enheter, ikke andre filer. Velg en av dem.").into()
        }
        UploadRefusal::NoFile => t!("Ingen fil var valgt. Velg en CSV- eller XLSX-fil.").into(),
        UploadRefusal::TooLarge => t!(
            "Filen er større enn {megabytes} MB. Del den, for eksempel ett år i hver fil, eller bruk kadpuls import på kommandolinjen."
        ),
        UploadRefusal::Interrupted => t!("Filen kom ikke helt fram, og er kastet. Velg den på nytt.").into(),
        UploadRefusal::Full => {
            t!("For mange opplastinger venter på å bli bekreftet. Prøv igjen om litt.").into()
        }
        UploadRefusal::OwnFull => {
            t!("Du har flere opplastinger som venter på å bli bekreftet. Bekreft dem, eller vent til de er en time gamle.").into()
        }
        UploadRefusal::Busy => t!("Du sender flere filer samtidig. Vent til de er framme, og prøv igjen.").into(),
        UploadRefusal::NotKept => {
            t!("Filen kunne ikke lagres hos oss; disken kan være full. Prøv igjen om litt, og si fra til den som drifter løsningen om det skjer flere ganger.").into()
        }
    }
}

/// The form that brings a file.
#[component]
fn Choose(kinds: Vec<Dataset>, kind: Option<Dataset>, megabytes: u64) -> impl IntoView {
    let options = kinds
        .into_iter()
        .map(|dataset| {
            view! {
                <option value=dataset.code() selected={kind == Some(dataset)}>
                    {dataset.label()}
                </option>
            }
        })
        .collect_view();
    view! {
        <form class="filter" method="post" action="/import" enctype="multipart/form-data">
            <div class="ds-field">
                <label class="ds-label" for="slag">{t!("Hva filen inneholder")}</label>
                <select class="ds-input" id="slag" name="slag" required>
                    <option value="" selected=kind.is_none()>{t!("Velg …")}</option>
                    {options}
                </select>
            </div>
            <div class="ds-field">
                <label class="ds-label" for="fil">{t!("Fil")}</label>
                <input
                    class="ds-input"
                    id="fil"
                    name="fil"
                    type="file"
                    required
                    accept=".csv,.txt,.tsv,.xlsx,text/csv"
                    aria-describedby="fil-hjelp"
                />
            </div>
            <div class="ds-field">
                <label class="ds-label" for="ark">{t!("Ark (valgfritt)")}</label>
                <input class="ds-input" id="ark" name="ark" type="text" maxlength="60" aria-describedby="fil-hjelp" />
            </div>
            <div class="actions">
                <button class="ds-button" type="submit">{t!("Last opp og kontroller")}</button>
            </div>
            <p class="hint" id="fil-hjelp">
                {t!(
                    "CSV eller XLSX, høyst {megabytes} MB. I XLSX leses første ark om du ikke navngir et annet. Filen skal aldri inneholde fødselsnummer.",
                )}
            </p>
        </form>
    }
}
