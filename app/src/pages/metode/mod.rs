//! *Metode*: every figure's definition, where data are from, and what was imported when. The addresses
//! `/metode#id` are what key figures on other pages link to.

mod definitions;

use crate::asking::Asking;
use crate::data::{Data, DataError};
use crate::exports::{Versions, versions};
use crate::pages::import::history::Imports;
use crate::pages::konto::moment;
use language::t;
use leptos::prelude::*;
use leptos_meta::Title;
use store::Batch;
use vocabulary::{Catalogue, Right, norwegian, oslo_date, oslo_time};

/// Imports that are listed.
const LISTED: i64 = 20;

/// The page *Metode*.
#[component]
pub fn Page() -> impl IntoView {
    let may_extract = Asking::of_request().is_some_and(|asking| (asking.opens)("/uttrekk.zip"));
    crate::pages::loaded(move |data, _| content(data, may_extract))
}

async fn content(data: Data, may_extract: bool) -> Result<AnyView, DataError> {
    let (catalogue, batches, versions) = tokio::try_join!(
        data.catalogue(),
        async { Ok(data.store.batches(LISTED, None).await?) },
        versions(&data)
    )?;
    let smallest = data.gate.smallest_shown;
    let who = data.may(Right::Import);
    Ok(view! {
        <Title text=t!("Metode") />
        <h1>{t!("Metode")}</h1>
        <p class="ingress">
            {t!("Alle tall i KADpuls er definert ett sted, og det er disse definisjonene. Teller og nevner summeres først og \
             deles etterpå.")}
        </p>
        <nav aria-label=t!("På denne siden")>
            <ul>
                <li><a href="#definisjoner">{t!("Definisjoner")}</a></li>
                <li><a href="#to-definisjoner">{t!("To definisjoner av belegg")}</a></li>
                <li><a href="#smaa-tall">{t!("Små tall og tegn i tabeller")}</a></li>
                <li><a href="#effektmetode">{t!("Slik beregnes effekten")}</a></li>
                <li><a href="#kilder">{t!("Kilder")}</a></li>
                <li><a href="#utgave">{t!("Utgave")}</a></li>
                <li><a href="#importer">{t!("Siste data og importer")}</a></li>
            </ul>
        </nav>
        <h2 id="definisjoner">{t!("Definisjoner")}</h2>
        <definitions::Definitions />
        <definitions::TwoOccupancies />
        <SmallNumbers smallest />
        <EffectMethod />
        <Sources />
        <Edition versions may_extract />
        <Newest catalogue=(*catalogue).clone() batches who />
    }
    .into_any())
}

/// What is hidden, and what signs stand for.
#[component]
fn SmallNumbers(
    /// The smallest count that is shown.
    smallest: i64,
) -> impl IntoView {
    let largest_hidden = smallest - 1;
    view! {
        <h2 id="smaa-tall">{t!("Små tall og tegn i tabeller")}</h2>
        <p>
            {t!(
                "Antall pasienter fra 1 til {largest_hidden} vises ikke, og heller ikke det som ville røpet dem: skjules én del av \
                 en sum, skjules en del til, i samme tabell, i måneder og år og hos andre steder i samme helseforetak. \
                 Gjennomsnitt, rater og andeler som bygger på så få, vises ikke, og heller ikke en andel der resten er så \
                 liten. Null vises. Regelen er den samme på sidene, i figurene og i tabellene.",
            )}
        </p>
        <p>
            {t!("Hva som skjules, avgjøres for hele kalenderår, så to perioder ikke kan trekkes fra hverandre. En periode som deler \
             et kalenderår der måneder er skjult, kan derfor mangle sum: velg hele kalenderår for å se den. Den som registrerer \
             i en enhet, ser enhetens egne små tall.")}
        </p>
        <p>{t!("Belagte senger er driftstall om enheten, ikke antall pasienter i en gruppe, og skjules ikke.")}</p>
        <p>{t!("Tegnene er Statistisk sentralbyrås:")}</p>
        <ul>
            <li><code>":"</code> {t!(" Tallet kan ikke offentliggjøres.")}</li>
            <li><code>".."</code> {t!(" Tallet mangler.")}</li>
            <li><code>"."</code> {t!(" Tallet kan ikke forekomme.")}</li>
            <li><code>"-"</code> {t!(" Null.")}</li>
            <li><code>"*"</code> {t!(" Foreløpig tall.")}</li>
        </ul>
    }
    .into_any()
}

/// The effect in plain words.
#[component]
fn EffectMethod() -> impl IntoView {
    view! {
        <h2 id="effektmetode">{t!("Slik beregnes effekten")}</h2>
        <p>
            {t!("Kommunene fikk KAD på ulike tidspunkt. Så lenge noen ikke har åpnet, viser de hvordan antall øyeblikkelig \
             hjelp-innleggelser i sykehus ville utviklet seg uten tilbudet.")}
        </p>
        <ol>
            <li>
                {t!("En Poisson-modell tilpasses bare på kommuner og måneder uten tilbud: et fast nivå for hver kommune og \
                 aldersgruppe, en felles utvikling måned for måned i hver aldersgruppe, og folketallet som mål på hvor mange \
                 som kunne blitt innlagt.")}
            </li>
            <li>{t!("Modellen sier hvor mange innleggelser som var å vente etter åpningen, om tilbudet ikke hadde kommet.")}</li>
            <li>
                {t!("Effekten er observerte delt på forventede innleggelser. −3 % betyr tre færre per hundre forventede.")}
            </li>
            <li>
                {t!("Usikkerheten er et 95 % intervall som regner kommuner med felles enhet som avhengige av hverandre. Hvor det \
                 er for få kommuner eller måneder å sammenligne med, sier siden det i stedet for å vise et tall.")}
            </li>
        </ol>
        <p>
            {t!("Metoden forutsetter at kommunene ville utviklet seg likt uten tilbudet. Det kan ikke bevises, men siden Effekt \
             prøver det: skilte kommunene lag før åpningen, og gir oppdiktede åpningsdatoer en «effekt»? Resultatet er en \
             sammenheng, ikke et bevis på årsak.")}
        </p>
        <p class="source">
            {t!("Kilder: Wooldridge (2023), The Econometrics Journal 26(3); Borusyak, Jaravel og Spiess (2024), Review of Economic \
             Studies 91(6). Publisert for norske KAD: Swanson og Hagen, BMJ Open 2016;6:e012892 (−1,9 % for 80 år og eldre, \
             95 % intervall −3,0 til −1,0).")}
        </p>
    }
    .into_any()
}

/// Where the tables that the program brings are from.
#[component]
fn Sources() -> impl IntoView {
    view! {
        <h2 id="kilder">{t!("Kilder")}</h2>
        <ul>
            <li>
                {t!("Kommuner, fylker, kommuneendringer og folketall 1. januar i fem aldersgrupper: Statistisk sentralbyrå (SSB), \
                 lisens CC BY 4.0, hentet gjennom csdata (CSIDS, MIT-lisens).")}
            </li>
            <li>
                {t!("Hvilket helseforetak og lokalsykehusområde en kommune hører til: opptaksområdene til SKDE (Senter for klinisk \
                 dokumentasjon og evaluering). Kongsvingerområdet hørte til Innlandet til og med 31. januar 2019. Oslo er delt \
                 mellom fire sykehusområder, men står her samlet under det første.")}
            </li>
            <li>
                {t!("Tall for tidligere kommuner føres over til dagens grenser. Ålesund og Haram fordeles etter folketallet \
                 1. januar 2024 (86,2 og 13,8 %).")}
            </li>
            <li>
                {t!("Mellom to 1. januar endres folketallet jevnt. Etter det nyeste tallet holdes det uendret.")}
            </li>
            <li>{t!("Døgnregistreringer, opphold, sengetall og ØH-innleggelser: filene som er importert, se listen under.")}</li>
        </ul>
    }
    .into_any()
}

/// What figures are made by and of now, as every file says of itself.
#[component]
fn Edition(
    /// Which.
    versions: Versions,
    /// Whether the reader may take the extract for research along.
    may_extract: bool,
) -> impl IntoView {
    let Versions { program, definitions, data, batches } = versions;
    let imports = batches
        .iter()
        .map(|import| {
            let words = t!("{} nr. {}, {}", import.dataset.code(), import.id, moment(import.at));
            view! { <li>{words}</li> }
        })
        .collect_view();
    view! {
        <h2 id="utgave">{t!("Utgave")}</h2>
        <p>
            {t!("Hver fil som lastes ned, sier hva den er laget av: programmets versjon, definisjonenes utgave, datautgaven og de nyeste importene. Er de fire like, er tallene like, også fra kommandolinjen. Endres en definisjon, får den en ny utgave. Datautgaven vokser for hver import og hver rettelse.")}
        </p>
        <ul>
            <li>{t!("Program: KADpuls {program}")}</li>
            <li>{t!("Definisjoner: utgave {definitions}")}</li>
            <li>{t!("Datautgave: {data}")}</li>
        </ul>
        {may_extract.then(|| view! {
            <p>
                {t!("Til forskning: ")}
                <a download href="/uttrekk.zip">{t!("alle serier for kommuner og enheter, måned for måned (ZIP)")}</a>
                {t!(", med kodebok og utgave. Små tall er skjult, og uttaket føres i Endringer.")}
            </p>
        })}
        {(!batches.is_empty()).then(|| view! {
            <p>{t!("Nyeste import av hvert slag:")}</p>
            <ul>{imports}</ul>
        })}
    }
    .into_any()
}

/// The time of the newest data, and the last imports.
#[component]
fn Newest(
    catalogue: Catalogue,
    batches: Vec<Batch>,
    /// Also who imported what.
    who: bool,
) -> impl IntoView {
    let newest = match (catalogue.updated_at, catalogue.newest_registration) {
        (Some(time), Some(day)) => t!(
            "Sist importert {} kl. {}. Nyeste døgnregistrering: {}.",
            norwegian::date(oslo_date(time)),
            norwegian::clock(oslo_time(time)),
            norwegian::date(day)
        ),
        (Some(time), None) => t!(
            "Sist importert {} kl. {}. Ingen døgnregistreringer ennå.",
            norwegian::date(oslo_date(time)),
            norwegian::clock(oslo_time(time))
        ),
        (None, _) => t!("Ingenting er importert ennå.").to_owned(),
    };
    view! {
        <h2 id="importer">{t!("Siste data og importer")}</h2>
        <p>{newest}</p>
        {(!batches.is_empty()).then(|| view! { <Imports batches who /> })}
    }
    .into_any()
}
