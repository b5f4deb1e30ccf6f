//! *Effekt*: observed against expected emergency admissions since the offer opened, with its uncertainty.

pub mod checks;
mod drawings;
mod question;
mod words;

use crate::data::{Data, DataError};
use crate::exports::FigureSet;
use crate::ui::data_line::DataLine;
use crate::ui::figure::{Definitions, Figure};
use crate::ui::filter::{Choices, Filter, Problems};
use crate::ui::tiles::{Tile, Tiles};
use effect::Status;
use effect::sentence;
use language::t;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::params::ParamsMap;
use measures::Measure;
use question::{Question, question};
use vocabulary::norwegian;

const PATH: &str = "/effekt";

/// The page *Effekt*.
#[component]
pub fn Page() -> impl IntoView {
    crate::pages::loaded(content)
}

/// A view of the page: the question with its answer, and the figures made of it.
struct View {
    question: Question,
    sentence: String,
    curve: Option<Figure>,
    strata: Option<Figure>,
    municipalities: Option<Figure>,
}

async fn view_of(data: &Data, query: &ParamsMap) -> Result<View, DataError> {
    let question = question(data, query).await?;
    let sentence = sentence_of(&question);
    let Some((country, study)) = &question.answer else {
        return Ok(View { question, sentence, curve: None, strata: None, municipalities: None });
    };
    let (place, source) = (question.asked.place.as_str(), question.source.as_str());
    let opening = question.ask.target.single().and_then(|number| country.openings().get(&number));
    let curve = question.headline().and_then(|estimate| {
        let words = drawings::Words {
            place,
            finding: sentence.clone(),
            source: source.to_owned(),
            opening: opening.map(|opening| opening.date),
        };
        let gate = (data.gate_of_everyone(&question.asked.catalogue), &question.withheld);
        drawings::observed_expected(&study.overall, estimate, &question.curve(), gate, &words)
    });
    let strata = drawings::strata(study, question.ask.target.age_group, place, source);
    let municipalities =
        drawings::municipalities(&study.overall, &question.asked.catalogue, data.today(), place, source);
    Ok(View { question, sentence, curve, strata, municipalities })
}

/// The figures of a view without the page around them.
pub async fn figures(data: &Data, query: &ParamsMap) -> Result<FigureSet, DataError> {
    let view = view_of(data, query).await?;
    let figures = [view.curve, view.strata, view.municipalities];
    Ok(FigureSet::new(figures, DataLine::default(), view.question.asked))
}

async fn content(data: Data, query: ParamsMap) -> Result<AnyView, DataError> {
    let View { question, sentence, curve, strata, municipalities } = view_of(&data, &query).await?;
    let body = body(&question, curve, strata, municipalities);
    let checks = format!("/effekt/kontroller?{}", question.query());
    let Question { asked, ask, departments, .. } = question;
    let department =
        crate::ui::filter::choice_options(t!("Alle fagområder"), &departments, ask.department.as_deref());
    let choices = Choices { unit: false, kind: false, age_group: true, all_time: true };
    let place = asked.place;
    Ok(view! {
        <Title text=t!("Effekt – {place}") />
        <h1>{t!("Effekt på ØH-innleggelser – ")}{place}</h1>
        <p class="ingress finding">{sentence}</p>
        <Filter
            action=PATH
            selection=asked.selection
            catalogue=asked.catalogue
            today=data.today()
            choices
            further=("fagomraade", t!("Fagområde"), department)
        />
        <Problems problems=asked.problems />
        {body}
        <p>
            <a href=checks>{t!("Metode og kontroller for dette anslaget")}</a>
        </p>
    }
    .into_any())
}

/// The one sentence about a view, for reports.
pub(crate) async fn told(data: &Data, query: &ParamsMap) -> Result<String, DataError> {
    Ok(sentence_of(&question(data, query).await?))
}

/// The sentence first: what, compared with what, how sure.
fn sentence_of(question: &Question) -> String {
    let Some((_, study)) = &question.answer else {
        return t!("Ingen ØH-innleggelser er importert ennå, så det er ingenting å anslå.").to_owned();
    };
    match question.headline() {
        Some(estimate) if study.overall.status != Status::NotEstimable => {
            sentence::of_estimate(estimate, study.overall.scale, study.overall.status)
        }
        _ => sentence::sentence(&study.overall),
    }
}

fn body(
    question: &Question,
    curve: Option<Figure>,
    strata: Option<Figure>,
    municipalities: Option<Figure>,
) -> AnyView {
    if question.answer.is_none() {
        return view! {
            <p>
                {t!("Importer sykehusets ØH-innleggelser per kommune, måned og aldersgruppe på siden ")}
                <a href="/import">{t!("Import")}</a> {t!(" eller med ")} <code>"kadpuls import innleggelser FIL"</code> "."
            </p>
        }
        .into_any();
    }
    view! {
        {before_after(question)}
        <Tiles tiles=tiles(question) />
        {curve.map(Figure::view)}
        <div class="charts">
            {strata.map(Figure::view)}
            {municipalities.map(Figure::view)}
        </div>
        <section class="panel">
            <h2>{t!("Slik leses tallene")}</h2>
            <p>
                {t!("Forventet er hva vi ville ventet uten tilbudet: kommunens eget nivå før åpningen, med samme utvikling som i kommuner som ennå ikke hadde åpnet. Alle kommuner hadde et tilbud fra 2016, så det finnes ingen å sammenlikne med etter at de siste åpnet; de månedene er ikke med. Anslaget viser en sammenheng, ikke en bevist årsak.")}
            </p>
            <Definitions measures=vec![Measure::Effect] />
        </section>
    }
    .into_any()
}

/// The time series of a single municipality, labelled as what it is.
fn before_after(question: &Question) -> Option<AnyView> {
    let (_, study) = question.answer.as_ref()?;
    let (series, number) = (study.series.as_ref()?, question.ask.target.single()?);
    let text = match series.term(&format!("unit:{number}")) {
        Some(estimate) if series.status != Status::NotEstimable => {
            sentence::of_estimate(estimate, series.scale, series.status)
        }
        _ => sentence::sentence(series),
    };
    Some(
        view! {
            <p>
                <strong>{t!("Før og etter uten sammenlikningsgruppe: ")}</strong>
                {text}
            </p>
        }
        .into_any(),
    )
}

fn tiles(question: &Question) -> Vec<Tile> {
    let Some(estimate) = question.headline() else { return Vec::new() };
    let (value, interval) = match words::percents(estimate) {
        Some((change, Some((low, high)))) => {
            (format!("{change}\u{a0}%"), t!("95 % intervall: {low} til {high} %"))
        }
        Some((change, None)) => (format!("{change}\u{a0}%"), t!("Uten intervall: for få enheter").to_owned()),
        None => (t!("Kan ikke anslås").to_owned(), t!("Tallene holder ikke til et anslag").to_owned()),
    };
    let mut tiles = vec![Tile::new(Measure::Effect, value, vec![interval])];
    if let (Some(observed), Some(expected)) = (estimate.observed, estimate.expected) {
        let bound = |ratio: Option<f64>| ratio.map(|ratio| observed / ratio - observed);
        let range = match (bound(estimate.ratio_upper), bound(estimate.ratio_lower)) {
            (Some(few), Some(many)) => {
                vec![t!("95 % intervall: {} til {}", norwegian::signed(few, 0), norwegian::signed(many, 0))]
            }
            _ => Vec::new(),
        };
        tiles.push(Tile {
            name: Some(t!("Færre innleggelser enn forventet, i alt")),
            ..Tile::new(Measure::Effect, norwegian::number(expected - observed, 0), range)
        });
        tiles.push(Tile {
            name: Some(t!("Observert mot forventet")),
            ..Tile::new(
                Measure::Effect,
                format!("{} / {}", norwegian::number(observed, 0), norwegian::number(expected, 0)),
                vec![t!("ØH-innleggelser etter åpning, i måneder med noen å sammenlikne med").to_owned()],
            )
        });
    }
    tiles
}
