//! *Årsrapport*: what the national authorities ask for once a year, per unit and per municipality, as a page and,
//! from the same function, as a workbook.

mod figures;
mod report;
mod tally;

pub use figures::{Reports, report};
use language::{key, t, text};
pub use report::{Part, Report};

use crate::data::{Data, DataError};
use crate::pages::asked::asked;
use crate::selection::push;
use crate::ui::figure::Definitions;
use crate::ui::filter::{Choices, Filter, Problems, choice_options};
use crate::ui::markup::push_escaped;
use crate::ui::table::push_cell;
use chrono::Datelike;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::params::ParamsMap;
use measures::Measure;
use vocabulary::{Person, Right, Scope, norwegian};

const PATH: &str = "/aarsrapport";

/// The measures of a report, for their definitions.
pub const REPORTED: [Measure; 8] = [
    Measure::Places,
    Measure::Admissions,
    Measure::Stays,
    Measure::BedDays,
    Measure::MeanStay,
    Measure::OccupancySsb,
    Measure::OccupancyPlaces,
    Measure::Pathways,
];

/// What a report says about its own signs.
pub const SIGNS: &str = key!(
    "Tegnet : betyr at tallet gjelder for få pasienter til å vises, eller ville røpet et slikt tall. \
     Tegnet .. betyr at tall mangler."
);

/// The page *Årsrapport*.
#[component]
pub fn Page() -> impl IntoView {
    let person = use_context::<Person>();
    crate::pages::loaded(move |data, query| content(data, query, person))
}

/// The year of an address; last year where it says none that there is.
pub fn year(data: &Data, text: Option<&str>) -> i32 {
    let years = figures::years(data.today());
    let asked = text.and_then(|text| text.trim().parse().ok());
    asked.filter(|year| years.contains(year)).unwrap_or(data.today().year() - 1)
}

/// Whether somebody may take a report along: exports, and her own unit's.
pub fn may_take(person: Option<&Person>, scope: &Scope) -> bool {
    person.is_some_and(|person| {
        person.may(Right::Export) || matches!(scope, Scope::Unit(unit) if person.may(Right::Register(unit)))
    })
}

async fn content(data: Data, query: ParamsMap, person: Option<Person>) -> Result<AnyView, DataError> {
    let asked = asked(&data, &query).await?;
    let (catalogue, selection, today) = (asked.catalogue, asked.selection, data.today());
    let year = year(&data, query.get("aar").as_deref());
    let report = report(&data, person.as_ref(), &catalogue, &selection.scope, year).await?;
    let years: Vec<String> = figures::years(today).iter().map(i32::to_string).collect();
    let options = choice_options(t!("I fjor"), &years, Some(&year.to_string()));
    let mut file = String::new();
    push(&mut file, "aar", &year.to_string());
    let file = format!("{PATH}.xlsx?{file}&{}", selection.query());
    let may_take = may_take(person.as_ref(), &selection.scope);
    let choices = Choices { unit: true, kind: false, age_group: false, all_time: true };
    let unfinished = report.period.is_none_or(|period| period.to() < last_day(year));
    let place = report.place.clone();
    let tables = report.parts.iter().map(table).collect_view();
    Ok(view! {
        <Title text=t!("Årsrapport {year} – {place}") />
        <h1>{t!("Årsrapport {year} – {place}")}</h1>
        <p class="ingress">
            {t!("Plasser, innleggelser, liggedøgn, belegg og hvem pasientene var, per enhet og kommune.")}
            {unfinished.then_some(t!(" Året er ikke over: tallene er foreløpige."))}
        </p>
        <Filter action=PATH selection catalogue today choices further=("aar", t!("År"), options) />
        <Problems problems=asked.problems />
        <div class="next">
            {if may_take {
                view! { <a class="ds-button" href=file download="">{t!("Last ned som regneark (XLSX)")}</a> }.into_any()
            } else {
                view! { <p>{t!("Regnearket er for dem som kan ta ut rapporter.")}</p> }.into_any()
            }}
        </div>
        <p>{if report.gated { text(SIGNS) } else { t!("Små tall vises fordi du registrerer i enheten. Tegnet .. betyr at tall mangler.") }}</p>
        {tables}
        <section class="panel">
            <h2>{t!("Definisjoner")}</h2>
            <Definitions measures=REPORTED.to_vec() />
        </section>
    }
    .into_any())
}

fn last_day(year: i32) -> chrono::NaiveDate {
    vocabulary::Month::new(year, 12).map_or_else(Default::default, vocabulary::Month::last_day)
}

fn table(part: &Part) -> AnyView {
    let mut html = String::with_capacity(part.rows.len() * part.columns.len() * 30 + 1000);
    html.push_str("<table class=\"ds-table\" data-border=\"true\"><caption class=\"ds-sr-only\">");
    push_escaped(&mut html, part.title);
    html.push_str("</caption><thead><tr>");
    for (i, column) in part.columns.iter().enumerate() {
        html.push_str(if i < part.names { "<th scope=col>" } else { "<th scope=col class=num>" });
        push_escaped(&mut html, column);
        html.push_str("</th>");
    }
    html.push_str("</tr></thead><tbody>");
    // The last of the names heads the row where a level stands before it.
    let head = usize::from(part.names == 2);
    for row in &part.rows {
        html.push_str("<tr>");
        for (i, cell) in row.iter().enumerate() {
            let (open, close) = match i {
                _ if i == head => ("<th scope=row>", "</th>"),
                _ if i < part.names => ("<td>", "</td>"),
                _ => ("<td class=num>", "</td>"),
            };
            html.push_str(open);
            push_cell(&mut html, cell);
            html.push_str(close);
        }
        html.push_str("</tr>");
    }
    html.push_str("</tbody></table>");
    let rows = match part.rows.len() {
        1 => t!("1 rad").to_owned(),
        n => t!("{} rader", norwegian::count(n as i64)),
    };
    view! {
        <section class="panel report">
            <h2>{part.title}</h2>
            <p>{part.note}" "{rows}"."</p>
            <div class="scroll" tabindex="0" role="region" aria-label=part.title inner_html=html></div>
        </section>
    }
    .into_any()
}
