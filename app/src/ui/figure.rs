//! A chart with its words and numbers: heading, the finding in a sentence, the drawing, and under it the same
//! numbers as a table with the definition.

use crate::pages::ViewQuery;
use crate::ui::crosshair::Crosshair;
use crate::ui::data_line::DataLine;
use crate::ui::markup::push_escaped;
use crate::ui::table::Table;
use charts::{Drawing, EventList};
use chrono::NaiveDate;
use language::{key, t, text};
use leptos::prelude::*;
use measures::Measure;
pub use tables::definition;
use vocabulary::{Person, Right, norwegian};

/// Everything that a figure shows. The chart's frame gives heading and finding; it is drawn when it is shown.
pub struct Figure {
    chart: Box<dyn Drawing>,
    table: Table,
    measures: Vec<Measure>,
    data: String,
    crosshair: bool,
    events: Vec<(NaiveDate, String)>,
    open: bool,
    apart: bool,
}

impl Figure {
    /// A figure of `chart`, its numbers in `table`, its definitions those of `measures`; `data` says source,
    /// period and time of the newest data.
    pub fn new(
        chart: impl Drawing + 'static,
        table: Table,
        measures: &[Measure],
        data: impl Into<String>,
    ) -> Self {
        Self {
            chart: Box::new(chart),
            table,
            measures: measures.to_vec(),
            data: data.into(),
            crosshair: false,
            events: Vec::new(),
            open: false,
            apart: false,
        }
    }

    /// What it is called in addresses of files, the same on every view; no other figure is called so.
    pub fn id(&self) -> &str {
        &self.chart.frame().id
    }

    /// The chart.
    pub fn chart(&self) -> &dyn Drawing {
        self.chart.as_ref()
    }

    /// The numbers.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// The numbers, for a file.
    pub fn into_table(self) -> Table {
        self.table
    }

    /// Whose definitions stand beside it.
    pub fn measures(&self) -> &[Measure] {
        &self.measures
    }

    /// Source, period and time of the newest data.
    pub fn source(&self) -> &str {
        &self.data
    }

    /// The events that are numbered on its time axis, with their words.
    pub fn events(&self) -> &[(NaiveDate, String)] {
        &self.events
    }

    /// With a line that follows pointer and arrow keys. Row *i* of the table is point *i* of the chart.
    #[must_use]
    pub fn with_crosshair(mut self) -> Self {
        self.crosshair = !self.table.rows.is_empty();
        self
    }

    /// With its table open where `open` says so.
    #[must_use]
    pub fn opened(mut self, open: bool) -> Self {
        self.open = open;
        self
    }

    /// With its table left out of the page where it is long, until it is asked for.
    #[must_use]
    pub fn with_long_table_apart(mut self) -> Self {
        self.apart = self.table.rows.len() > ON_THE_PAGE;
        self
    }

    /// With the words of the numbered events on its time axis.
    #[must_use]
    pub fn with_events(mut self, events: &EventList) -> Self {
        self.events = events.words.clone();
        self
    }

    /// The figure on the page.
    pub fn view(self) -> impl IntoView {
        let Self { chart, table, measures, data, crosshair, events, open, apart } = self;
        let frame = chart.frame();
        let files = files(&frame.id, &frame.title);
        let id = format!("fig-{}", frame.id);
        let (title, finding) = (frame.title.clone(), frame.finding.clone());
        let svg = chart.draw().into_string();
        let drawing = if frame.is_wide() {
            // A phone moves it sideways, by finger or key.
            view! { <div class="drawing wide" tabindex="0" role="group" aria-label=text(WIDE) inner_html=svg></div> }
                .into_any()
        } else {
            view! { <div class="drawing" inner_html=svg></div> }.into_any()
        };
        let heading = format!("{id}-h");
        let complete = DataLine::of_page(&measures).map(|line| view! { <p class="data-line">{line}</p> });
        let (labelled_by, of) = (heading.clone(), id.clone());
        let asked = use_context::<ViewQuery>().filter(|_| apart);
        let (open, table) = match asked.map(|view| whole_table(&view.0, &frame.id)) {
            Some(Some(address)) => {
                let rows = norwegian::count(table.rows.len() as i64);
                let words = t!("Vis tabellen, {rows} rader");
                (open, view! { <p><a class="ds-link whole-table" href=address>{words}</a></p> }.into_any())
            }
            // Asked for: who followed the link reads it.
            Some(None) => (true, table.view()),
            None => (open, table.view()),
        };
        view! {
            <figure class="chart" id=id aria-labelledby=labelled_by>
                <figcaption>
                    <h2 id=heading>{title}</h2>
                    <p>{finding}</p>
                </figcaption>
                <div class="plot">
                    {drawing}
                    {crosshair.then(|| view! { <Crosshair figure=of label=t!("Diagrammets verdier, les av med piltastene").to_owned() /> })}
                </div>
                {(!events.is_empty()).then(|| event_list(events))}
                {complete}
                <details open=open>
                    <summary>{t!("Tabell, definisjon og kilde")}</summary>
                    <Definitions measures />
                    <p class="source">{data}</p>
                    {table}
                </details>
                {files}
            </figure>
        }
        .into_any()
    }
}

/// The longest table that comes with its page: half a year of days. Two years of them were half of the page, and few
/// read them there.
const ON_THE_PAGE: usize = 200;

/// What an address says for a figure's long table to stand on the page.
const TABLE: &str = "tabell";

/// The view with the table of figure `id`; `None` where `query` asks for it already.
fn whole_table(query: &str, id: &str) -> Option<String> {
    let pairs = || form_urlencoded::parse(query.trim_start_matches('?').as_bytes());
    if pairs().any(|(name, value)| name == TABLE && value == id) {
        return None;
    }
    let kept = pairs().filter(|(name, _)| name != TABLE);
    let query =
        form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).append_pair(TABLE, id).finish();
    Some(format!("?{query}#fig-{id}"))
}

/// What a drawing that can be moved sideways is called.
const WIDE: &str = key!("Diagrammet");

/// What [`files`] offers: folder, ending and name. A table's stand last.
const FORMATS: [(&str, &str, &str); 6] = [
    ("diagram", "svg", "SVG"),
    ("diagram", "png", "PNG"),
    ("diagram", "pdf", "PDF"),
    ("tabell", "csv", "CSV"),
    ("tabell", "xlsx", "XLSX"),
    ("tabell", "json", "JSON"),
];

/// The figure's files as links with the whole query of the page, for those who may take files along.
fn files(id: &str, title: &str) -> Option<AnyView> {
    links(&FORMATS, id, title)
}

/// The same of a table that stands without a chart.
pub fn table_files(id: &str, title: &str) -> Option<AnyView> {
    links(&FORMATS[3..], id, title)
}

fn links(formats: &[(&str, &str, &str)], id: &str, title: &str) -> Option<AnyView> {
    let person = use_context::<Person>().filter(|person| person.may(Right::Export))?;
    let ViewQuery(query) = use_context()?;
    // Written as text: six links on each of a dozen figures.
    let mut links = t!("Last ned ").to_owned();
    for (folder, ending, name) in formats {
        links.push_str(&format!("<a download href=\"/{folder}/{id}.{ending}"));
        push_escaped(&mut links, &query);
        links.push_str(&format!("\" aria-label=\"{name}, "));
        push_escaped(&mut links, title);
        links.push_str(&format!("\">{name}</a> "));
    }
    // Into a report of one's own: the view as it is shown.
    if person.account.is_some() {
        links.push_str(&format!("<a href=\"/rapporter/legg-i?figur={id}"));
        push_escaped(&mut links, &query.replacen('?', "&", 1));
        links.push_str("\" aria-label=\"");
        push_escaped(&mut links, t!("Legg i rapport: "));
        push_escaped(&mut links, title);
        links.push_str("\">");
        push_escaped(&mut links, t!("Legg i rapport"));
        links.push_str("</a>");
    }
    Some(view! { <p class="files" inner_html=links></p> }.into_any())
}

/// What the numbers on the time axis stand for.
fn event_list(events: Vec<(NaiveDate, String)>) -> impl IntoView {
    let items = events
        .into_iter()
        .map(|(date, words)| view! { <li>{format!("{} – {words}", norwegian::date(date))}</li> })
        .collect_view();
    view! { <ol class="events" aria-label=t!("Hendelser på tidsaksen")>{items}</ol> }.into_any()
}

/// Numerator, denominator, note and source of some measures.
#[component]
pub fn Definitions(
    /// Which.
    measures: Vec<Measure>,
) -> impl IntoView {
    measures
        .into_iter()
        .map(|measure| {
            let (name, words) = definition(measure);
            view! { <p class="definition"><strong>{name}</strong> {words}</p> }
        })
        .collect_view()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_table_is_asked_for_in_the_view_that_is_shown() {
        let view = "?enhet=A&fra=2024-01-01&tabell=annen";
        assert_eq!(
            whole_table(view, "belegg-dag").as_deref(),
            Some("?enhet=A&fra=2024-01-01&tabell=belegg-dag#fig-belegg-dag")
        );
        assert_eq!(whole_table("?tabell=belegg-dag&enhet=A", "belegg-dag"), None);
        assert_eq!(whole_table("", "x").as_deref(), Some("?tabell=x#fig-x"));
    }
}
