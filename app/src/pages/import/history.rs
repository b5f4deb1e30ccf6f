//! What was imported before, by whom: shown here and on *Metode*.

use crate::ui::table::Table;
use leptos::prelude::*;
use store::Batch;
use vocabulary::{norwegian, oslo_date, oslo_time};

/// The newest imports, with a heading.
#[component]
pub fn History(batches: Vec<Batch>) -> impl IntoView {
    let any = !batches.is_empty();
    view! {
        <section aria-labelledby="historikk">
            <h2 id="historikk">"Siste importer"</h2>
            {if any {
                view! {
                    <Imports batches />
                    <p class="source">
                        "En endret rad erstatter den gamle, som tas vare på sammen med importen som erstattet den."
                    </p>
                }
                    .into_any()
            } else {
                view! { <p>"Ingenting er importert ennå."</p> }.into_any()
            }}
        </section>
    }
}

/// The newest imports as a table.
#[component]
pub fn Imports(batches: Vec<Batch>) -> impl IntoView {
    let columns = ["Når", "Hva", "Fil", "Av", "Lest", "Nye", "Endret", "Uendret"];
    Table::new("De siste importene", &columns)
        .numbers_in(&[4, 5, 6, 7])
        .with_rows(batches.into_iter().map(row))
        .view()
}

fn row(batch: Batch) -> Vec<String> {
    let count = |n: u64| norwegian::count(n as i64);
    let when = batch.imported_at;
    vec![
        format!("{} kl. {}", norwegian::date(oslo_date(when)), oslo_time(when).format("%H.%M")),
        batch.dataset.label().to_owned(),
        batch.file_name,
        batch.imported_by,
        count(batch.counts.read),
        count(batch.counts.added),
        count(batch.counts.changed),
        count(batch.counts.unchanged),
    ]
}
