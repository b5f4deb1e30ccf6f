//! Key figures: a name, a number, and what it is compared with; the same as a table, which is what files have of them.

use crate::exports::Listed;
use crate::ui::data_line::DataLine;
use crate::ui::figure::table_files;
use crate::ui::table::Table;
use language::t;
use leptos::prelude::*;
use measures::Measure;
use tables::{Cell, Unit};

/// One key figure.
pub struct Tile {
    /// What it is; gives the name and, on hover and to screen readers, the definition.
    pub measure: Measure,
    /// Another name than the measure's.
    pub name: Option<&'static str>,
    /// The number, or why there is none.
    pub value: Cell,
    /// What it is compared with and how sure it is, one line each.
    pub notes: Vec<String>,
    /// A small chart over time.
    pub spark: Option<charts::Svg>,
}

impl Tile {
    /// A key figure without a chart.
    pub fn new(measure: Measure, value: impl Into<Cell>, notes: Vec<String>) -> Self {
        Self { measure, name: None, value: value.into(), notes, spark: None }
    }

    /// What it is called.
    fn name(&self) -> &'static str {
        self.name.unwrap_or(self.measure.definition().name)
    }
}

/// The key figures of a page's view, which have a table and files.
pub struct KeyFigures {
    /// What the table is called in addresses.
    pub id: &'static str,
    /// The figures, in order.
    pub tiles: Vec<Tile>,
    /// Source, period and time of the newest data.
    pub source: String,
}

impl KeyFigures {
    /// Whose definitions apply, each once.
    fn measures(&self) -> Vec<Measure> {
        let mut measures: Vec<_> = self.tiles.iter().map(|tile| tile.measure).collect();
        measures.dedup();
        measures
    }

    /// A row for each. The unit has a column: a column of a file is of one sort.
    fn table(&self) -> Table {
        let rows = self.tiles.iter().map(|tile| {
            let (value, unit) = match tile.value.clone() {
                Cell::Number { value, decimals, unit } => (Cell::number(value, decimals), unit),
                value => (value, Unit::None),
            };
            vec![tile.name().into(), value, unit.name().into(), tile.notes.join(". ").into()]
        });
        let columns = [t!("Mål"), t!("Verdi"), t!("Enhet"), t!("Til sammenlikning")];
        Table::new(t!("Nøkkeltall"), &columns).numbers_in(&[1]).with_rows::<Cell>(rows)
    }

    /// For files.
    pub fn listed(self) -> Listed {
        Listed { id: self.id, table: self.table(), measures: self.measures(), source: self.source }
    }

    /// Side by side, and as a table.
    pub fn view(self) -> impl IntoView {
        let table = self.table();
        let files = table_files(self.id, &table.caption);
        view! {
            <Tiles tiles=self.tiles />
            <details class="key-figures" id=format!("fig-{}", self.id)>
                <summary>{t!("Nøkkeltallene som tabell")}</summary>
                {table.view()}
                <p class="source">{self.source}</p>
                {files}
            </details>
        }
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
            let (id, name) = (tile.measure.definition().id, tile.name());
            let notes =
                tile.notes.into_iter().map(|note| view! { <dd class="note">{note}</dd> }).collect_view();
            view! {
                <div class="tile">
                    <dt>
                        <a href=format!("/metode#{}", id)>{name}</a>
                    </dt>
                    <dd>{tile.value.text()}</dd>
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
