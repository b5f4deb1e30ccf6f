//! *Effekt – metode og kontroller*: every check of an estimate, and every row that was left out.

use super::question::{Question, question};
use super::words;
use crate::data::{Data, DataError};
use crate::exports::{FigureSet, Listed};
use crate::ui::data_line::DataLine;
use crate::ui::figure::table_files;
use crate::ui::table::Table;
use effect::Estimation;
use effect::checks::Check;
use language::t;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::params::ParamsMap;
use measures::Measure;
use tables::Cell;
use vocabulary::norwegian;

/// The page.
#[component]
pub fn Page() -> impl IntoView {
    crate::pages::loaded(content)
}

/// The tables of a view without the page around them.
pub async fn figures(data: &Data, query: &ParamsMap) -> Result<FigureSet, DataError> {
    let question = question(data, query).await?;
    let mut tables = Vec::new();
    if let Some((country, study)) = &question.answer {
        let checks = data.studies.checks(country, &question.asked.catalogue, &question.ask, study).await?;
        let listed = |id, table| Listed {
            id,
            table,
            measures: vec![Measure::Effect],
            source: question.source.clone(),
        };
        tables.push(listed("effekt-kontroller", check_table(&checks)));
        tables.push(listed("effekt-utelatt", dropped(&question, &study.overall)));
    }
    Ok(FigureSet::new([], DataLine::default(), question.asked).with(tables))
}

async fn content(data: Data, query: ParamsMap) -> Result<AnyView, DataError> {
    let question = question(&data, &query).await?;
    let back = format!("/effekt?{}", question.query());
    let place = question.asked.place.clone();
    let body = match &question.answer {
        None => view! { <p>{t!("Ingen ØH-innleggelser er importert ennå.")}</p> }.into_any(),
        Some((country, study)) => {
            let catalogue = &question.asked.catalogue;
            let checks = data.studies.checks(country, catalogue, &question.ask, study).await?;
            sections(&question, &study.overall, &checks)
        }
    };
    Ok(view! {
        <Title text=t!("Effekt – metode og kontroller – {place}") />
        <h1>{t!("Effekt – metode og kontroller – ")}{place}</h1>
        <p><a href=back>{t!("Tilbake til anslaget")}</a></p>
        {body}
    }
    .into_any())
}

fn sections(question: &Question, answer: &Estimation, checks: &[Check]) -> AnyView {
    view! {
        <section class="panel">
            <h2>{t!("Modellen")}</h2>
            <p>
                {t!("Poisson-imputasjon: logaritmen av forventet antall er logaritmen av innbyggertallet pluss en effekt for hver kommune og aldersgruppe og en for hver måned og aldersgruppe, tilpasset bare på måneder uten tilbud. Anslaget er summen av observerte delt på summen av forventede etter åpning. Usikkerheten er funnet ved å utelate én enhet (KAD) om gangen og regne alt på nytt.")}
            </p>
            <p>{t!("Spesifikasjon: ")} <code>{answer.specification.clone()}</code></p>
            <p>{fit(answer)}</p>
        </section>
        <section class="panel">
            <h2>{t!("Kontroller")}</h2>
            {check_table(checks).view()}
            {table_files("effekt-kontroller", t!("Kontroller av anslaget"))}
            {sensitivity(question, answer)}
        </section>
        <section class="panel">
            <h2>{t!("Rader som ikke er med")}</h2>
            <p>
                {t!(
                    "{} rader lest, {} brukt. Hver rad som ikke er med, står her med grunn.",
                    norwegian::count(answer.rows.read as i64),
                    norwegian::count(answer.rows.used as i64),
                )}
            </p>
            {dropped(question, answer).view()}
            {table_files("effekt-utelatt", t!("Rader som ikke er med"))}
            {warnings(question, answer)}
        </section>
    }
    .into_any()
}

/// Clusters, degrees of freedom and the residuals' behaviour.
fn fit(answer: &Estimation) -> String {
    let d = &answer.diagnostics;
    let number = |value: Option<f64>| value.map_or_else(|| "..".to_owned(), |v| norwegian::number(v, 2));
    t!(
        "{} enheter (klynger), {} frihetsgrader, spredning {} (1 er ren tilfeldighet), samvariasjon fra måned til måned {}.",
        answer.clusters,
        answer.df.map_or_else(|| "..".to_owned(), |df| df.to_string()),
        number(d.dispersion),
        number(d.rho),
    )
}

fn check_table(checks: &[Check]) -> Table {
    let mut table =
        Table::new(t!("Kontroller av anslaget"), &[t!("Kontroll"), t!("Resultat"), t!("Hva den sier")])
            .numbers_in(&[1]);
    for check in checks {
        let (name, meaning) = words::check(check.kind);
        table.rows.push(vec![name.into(), words::check_result(check).into(), meaning.into()]);
    }
    table
}

fn sensitivity(question: &Question, answer: &Estimation) -> impl IntoView {
    let items: Vec<_> = answer
        .sensitivity
        .iter()
        .map(|other| {
            let what = words::reason(&other.what, &|number| name(question, number));
            view! { <li>{format!("{what}: {}", words::percent_text(&other.estimate))}</li> }
        })
        .collect();
    (!items.is_empty()).then(|| view! { <h3>{t!("Med andre valg")}</h3><ul>{items}</ul> })
}

/// What the municipality with this number is called.
fn name(question: &Question, number: &str) -> String {
    let mut all = question.asked.catalogue.municipalities.iter();
    let found = all.find(|m| m.number.to_string() == number);
    found.map_or_else(|| number.to_owned(), |m| m.name.clone())
}

fn dropped(question: &Question, answer: &Estimation) -> Table {
    let mut table =
        Table::new(t!("Rader som ikke er med"), &[t!("Grunn"), t!("Rader"), t!("Kommuner")]).numbers_in(&[1]);
    for dropped in &answer.rows.dropped {
        let units: Vec<String> = dropped.units.iter().take(20).map(|number| name(question, number)).collect();
        let more = dropped.units.len().saturating_sub(20);
        let more = if more > 0 { t!(" og {more} til") } else { String::new() };
        table.rows.push(vec![
            words::reason(&dropped.reason, &|number| name(question, number)).into(),
            Cell::Count(dropped.count as i64),
            format!("{}{more}", units.join(", ")).into(),
        ]);
    }
    if table.rows.is_empty() {
        table.rows.push(vec![t!("Ingen").into(), Cell::Count(0), "".into()]);
    }
    table
}

fn warnings(question: &Question, answer: &Estimation) -> impl IntoView {
    let say = |warning: &String| words::reason(warning, &|number| name(question, number));
    let items: Vec<_> = answer.warnings.iter().map(|warning| view! { <li>{say(warning)}</li> }).collect();
    (!items.is_empty()).then(|| view! { <h3>{t!("Merknader")}</h3><ul>{items}</ul> })
}
