//! *Innleggelsesveier*: who referred the patients, where they came from and went to, and why they were there.

mod drawings;
pub(crate) mod figures;
mod flows;

use crate::data::{Data, DataError};
use crate::exports::FigureSet;
use crate::pages::asked::{Asked, asked};
use crate::pages::stays::{StayView, comparison, gate_of, introduction, source_line, withheld};
use crate::ui::data_line::DataLine;
use crate::ui::figure::Figure;
use crate::ui::filter::{Choices, Filter, Problems};
use crate::ui::tiles::{KeyFigures, Tile};
use drawings::Topic;
use figures::{Figures, Shares};
use language::{key, t};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::params::ParamsMap;
use measures::Measure;
use tables::Cell;
use vocabulary::norwegian;

const PATH: &str = "/innleggelsesveier";

/// The page *Innleggelsesveier*.
#[component]
pub fn Page() -> impl IntoView {
    crate::pages::loaded(content)
}

const REFERRER: Topic = Topic {
    id: "veier-henviser",
    title: key!("Hvem henviste"),
    column: key!("Henvisende instans"),
    measures: &[Measure::Pathways, Measure::FromEmergencyDepartment],
};
const ORIGIN: Topic = Topic {
    id: "veier-fra",
    title: key!("Hvor pasientene kom fra"),
    column: key!("Kom fra"),
    measures: &[Measure::Pathways],
};
const DESTINATION: Topic = Topic {
    id: "veier-til",
    title: key!("Hvor pasientene ble utskrevet til"),
    column: key!("Utskrevet til"),
    measures: &[Measure::Pathways, Measure::ToHospital],
};
const ALTERNATIVE: Topic = Topic {
    id: "veier-alternativ",
    title: key!("Hvor pasientene ellers ville vært"),
    column: key!("Alternativ"),
    measures: &[Measure::Adequate],
};
const AGE: Topic = Topic {
    id: "veier-alder",
    title: key!("Alder"),
    column: key!("Aldersgruppe"),
    measures: &[Measure::Pathways],
};
const CHAPTER: Topic = Topic {
    id: "veier-aarsak",
    title: key!("Innleggelsesårsak"),
    column: key!("Kapittel i ICPC-2"),
    measures: &[Measure::Pathways],
};
const PURPOSE: Topic = Topic {
    id: "veier-formaal",
    title: key!("Hva sengen ble brukt til"),
    column: key!("Formål"),
    measures: &[Measure::Pathways],
};

/// A view of the page: what is asked for, the numbers, and the figures made of them.
struct View {
    asked: Asked,
    stays: StayView,
    figures: Figures,
    line: DataLine,
    flows: Figure,
    /// Below the flows, in the page's order.
    charts: Vec<Figure>,
}

impl View {
    fn key_figures(&self) -> KeyFigures {
        let source = source_line(&self.asked.catalogue, &self.stays);
        KeyFigures { id: "veier-nokkeltall", tiles: tiles(&self.figures), source }
    }
}

async fn view_of(data: &Data, query: &ParamsMap) -> Result<View, DataError> {
    let asked = asked(data, query).await?;
    let Asked { catalogue, selection, place, .. } = &asked;
    let line = crate::pages::complete::line(data, catalogue, selection).await?;
    let stays = StayView::of(selection, catalogue, data);
    let comparison = comparison(selection, catalogue, data);
    let gate = gate_of(data, catalogue, selection);
    let withheld = withheld(data, catalogue, selection, &stays).await?;
    let figures = figures::load(data, catalogue, &stays, comparison.as_ref(), &withheld, gate).await?;
    let (source, period) = (source_line(catalogue, &stays), (stays.from, stays.to));
    let bars =
        |topic: &Topic, distribution| drawings::bars(topic, distribution, period, gate, place, &source);
    let charts = vec![
        bars(&REFERRER, &figures.referrer),
        drawings::referrers(&figures, &stays.months(), place, &source),
        bars(&ORIGIN, &figures.origin),
        bars(&DESTINATION, &figures.destination),
        bars(&ALTERNATIVE, &figures.alternative),
        bars(&CHAPTER, &figures.chapter),
        bars(&AGE, &figures.age),
        bars(&PURPOSE, &figures.purpose),
    ];
    let flows = flows::figure(data, catalogue, &stays, (&figures, gate), place);
    Ok(View { asked, stays, figures, line, flows, charts })
}

/// The figures of a view without the page around them.
pub async fn figures(data: &Data, query: &ParamsMap) -> Result<FigureSet, DataError> {
    let view = view_of(data, query).await?;
    let key_figures = view.key_figures();
    let figures = std::iter::once(view.flows).chain(view.charts).map(Some);
    Ok(FigureSet::new(figures, view.line, view.asked).with([key_figures.listed()]))
}

async fn content(data: Data, query: ParamsMap) -> Result<AnyView, DataError> {
    let view = view_of(&data, &query).await?;
    let key_figures = view.key_figures();
    let View { asked, stays, line, flows, charts, .. } = view;
    provide_context(line);
    let Asked { catalogue, selection, problems, place, .. } = asked;
    let introduction = introduction(&selection, &catalogue, &stays, &place);
    let choices = Choices { unit: true, kind: true, age_group: true, all_time: false };
    Ok(view! {
        <Title text=t!("Innleggelsesveier – {place}") />
        <h1>{t!("Innleggelsesveier – ")}{place.clone()}</h1>
        <p class="ingress">{introduction}</p>
        <Filter action=PATH selection catalogue today=data.today() choices />
        <Problems problems />
        {key_figures.view()}
        {flows.view()}
        <div class="charts">{charts.into_iter().map(Figure::view).collect_view()}</div>
    }
    .into_any())
}

fn tiles(figures: &Figures) -> Vec<Tile> {
    let cell = |shares: &Shares, share: Option<f64>| match share {
        Some(share) => Cell::percent(share, 1),
        None if shares.total == 0 => Cell::Nothing,
        None => Cell::Hidden,
    };
    let notes = |value: &dyn Fn(&Shares) -> Cell| {
        let mut notes = vec![if figures.before.total == 0 {
            t!("Ingen opphold i samme måneder året før").to_owned()
        } else {
            t!("{} i samme måneder året før", value(&figures.before).text())
        }];
        if let Some((name, country)) = &figures.country {
            notes.push(format!("{} {name}", value(country).text()));
        }
        notes
    };
    let tile =
        |measure, value: &dyn Fn(&Shares) -> Cell| Tile::new(measure, value(&figures.shares), notes(value));
    let adequate = |shares: &Shares| cell(shares, shares.adequate.map(|(rate, _)| rate.value));
    let mut certain = tile(Measure::Adequate, &adequate);
    if let Some((rate, answered)) = figures.shares.adequate {
        certain.notes.insert(
            0,
            t!(
                "95 % intervall {}–{}, alternativet er kjent for {} opphold",
                norwegian::number(rate.lower * 100.0, 1),
                norwegian::percent(rate.upper, 1),
                norwegian::count(answered)
            ),
        );
    }
    vec![
        tile(Measure::Stays, &|shares| shares.shown.into()),
        tile(Measure::FromEmergencyDepartment, &|shares| cell(shares, shares.from_emergency_department)),
        certain,
        tile(Measure::ToHospital, &|shares| cell(shares, shares.to_hospital)),
    ]
}
