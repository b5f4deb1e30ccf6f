//! Which columns a file of each kind has, and an empty file to begin with.

use crate::ui::table::Table;
use import::{Column, Need};
use language::t;
use leptos::prelude::*;
use vocabulary::Dataset;

/// One list for each of `kinds`; that of the kind chosen is open.
#[component]
pub fn Columns(kinds: Vec<Dataset>, kind: Option<Dataset>) -> impl IntoView {
    let kinds = kinds
        .into_iter()
        .map(|dataset| {
            let (code, label) = (dataset.code(), dataset.label());
            let caption = t!("Kolonner i {}", label.to_lowercase());
            let table =
                Table::new(caption, &[t!("Kolonne"), t!("Må være med"), t!("Innhold"), t!("Skrives slik")])
                    .numbers_in(&[])
                    .with_rows(import::columns(dataset).iter().map(row))
                    .view();
            view! {
                <details class="ds-details" id=format!("kolonner-{code}") open={kind == Some(dataset)}>
                    <summary>{label}</summary>
                    <div>
                        <p>
                            <a href=format!("/import/mal/{code}.csv") download>
                                {t!("Last ned tom mal ({code}.csv)")}
                            </a>
                        </p>
                        {table}
                    </div>
                </details>
            }
        })
        .collect_view();
    view! {
        <section aria-labelledby="kolonner">
            <h2 id="kolonner">{t!("Kolonnene i filene")}</h2>
            <p>
                {t!("Rekkefølgen er fri, og kolonner som ikke står her, leses ikke. Ta inn enhetene før døgnregistreringer og opphold: en fil som nevner en ukjent enhet, blir ikke tatt inn.")}
            </p>
            {kinds}
        </section>
    }
}

fn row(column: &Column) -> Vec<String> {
    let need = match column.need {
        Need::Required => t!("Ja").to_owned(),
        Need::Optional => t!("Nei").to_owned(),
        Need::Or(other) => t!("Denne eller {other}"),
        Need::With(other) => t!("Når {other} er fylt ut"),
    };
    vec![column.name.to_owned(), need, language::text(column.norwegian).to_owned(), column.format.norwegian()]
}
