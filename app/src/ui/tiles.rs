//! Key figures: a name, a number, and what it is compared with.

use crate::ui::data_line::DataLine;
use leptos::prelude::*;
use measures::Measure;

/// One key figure.
pub struct Tile {
    /// What it is; gives the name and, on hover and to screen readers, the definition.
    pub measure: Measure,
    /// Another name than the measure's.
    pub name: Option<&'static str>,
    /// The number as people read it.
    pub value: String,
    /// What it is compared with and how sure it is, one line each.
    pub notes: Vec<String>,
    /// A small chart over time.
    pub spark: Option<charts::Svg>,
}

impl Tile {
    /// A key figure without a chart.
    pub fn new(measure: Measure, value: impl Into<String>, notes: Vec<String>) -> Self {
        Self { measure, name: None, value: value.into(), notes, spark: None }
    }
}

/// Key figures side by side.
#[component]
pub fn Tiles(
    /// The figures.
    tiles: Vec<Tile>,
) -> impl IntoView {
    let measures: Vec<_> = tiles.iter().map(|tile| tile.measure).collect();
    let complete = DataLine::of_page(&measures).map(|line| view! { <p class="data-line">{line}</p> });
    let tiles = tiles
        .into_iter()
        .map(|tile| {
            let definition = tile.measure.definition();
            let notes =
                tile.notes.into_iter().map(|note| view! { <dd class="note">{note}</dd> }).collect_view();
            view! {
                <div class="tile">
                    <dt>
                        <a href=format!("/metode#{}", definition.id)>{tile.name.unwrap_or(definition.name)}</a>
                    </dt>
                    <dd>{tile.value}</dd>
                    {tile.spark.map(|svg| view! { <dd class="spark" inner_html=svg.into_string()></dd> })}
                    {notes}
                </div>
            }
        })
        .collect_view();
    view! {
        <dl class="tiles">{tiles}</dl>
        {complete}
    }
}
