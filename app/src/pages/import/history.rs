//! What was imported before, by whom: shown here and on *Metode*.

use crate::ui::table::Table;
use language::t;
use leptos::prelude::*;
use store::Batch;
use vocabulary::{norwegian, oslo_date, oslo_time};

/// The newest imports, with a heading.
#[component]
pub fn History(batches: Vec<Batch>) -> impl IntoView {
    let any = !batches.is_empty();
    view! {
        <section aria-labelledby="historikk">
            <h2 id="historikk">{t!("Siste importer")}</h2>
            {if any {
                view! {
                    <Imports batches who=true />
                    <p class="source">
                        {t!("En endret rad erstatter den gamle, som tas vare på sammen med importen som erstattet den.")}
                    </p>
                }
                    .into_any()
            } else {
                view! { <p>{t!("Ingenting er importert ennå.")}</p> }.into_any()
            }}
        </section>
    }
}

/// The newest imports as a table.
#[component]
pub fn Imports(
    batches: Vec<Batch>,
    /// Also from which file and by whom, for those who import.
    who: bool,
) -> impl IntoView {
    let columns: Vec<&str> =
        [t!("Når"), t!("Hva"), t!("Fil"), t!("Av"), t!("Lest"), t!("Nye"), t!("Endret"), t!("Uendret")]
            .into_iter()
            .filter(|name| who || ![t!("Fil"), t!("Av")].contains(name))
            .collect();
    let first = columns.len() - 4;
    Table::new(t!("De siste importene"), &columns)
        .numbers_in(&[first, first + 1, first + 2, first + 3])
        .with_rows(batches.into_iter().map(|batch| row(batch, who)))
        .view()
}

fn row(batch: Batch, who: bool) -> Vec<String> {
    let count = |n: u64| norwegian::count(n as i64);
    let when = batch.imported_at;
    let mut cells = vec![
        t!("{} kl. {}", norwegian::date(oslo_date(when)), norwegian::clock(oslo_time(when))),
        batch.dataset.label().to_owned(),
    ];
    if who {
        cells.extend([batch.file_name, batch.imported_by]);
    }
    let counts = batch.counts;
    cells.extend([counts.read, counts.added, counts.changed, counts.unchanged].map(count));
    cells
}
