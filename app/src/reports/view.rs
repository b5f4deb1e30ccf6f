//! A report as part of a page.

use super::{Block, Report, Shown};
use crate::ui::filter::Problems;
use language::t;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Heading, tools and blocks of a report; `tools` isn't printed.
pub(crate) fn page(report: Report, tools: AnyView) -> AnyView {
    let Report { title, blocks, foot, problems, .. } = report;
    view! {
        <h1>{title}</h1>
        {tools}
        <Problems problems />
        <article class="document">{self::blocks(blocks)}</article>
        <p class="source">{foot}</p>
    }
    .into_any()
}

/// Blocks from above to below. A chart that stands in it twice has two sets of ids.
pub(crate) fn blocks(blocks: Vec<Block>) -> Vec<AnyView> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let one = |block| match block {
        Block::Heading(words) => view! { <h2>{words}</h2> }.into_any(),
        Block::Lead(words) => view! { <p class="ingress">{words}</p> }.into_any(),
        Block::Words(words) => view! { <p>{words}</p> }.into_any(),
        Block::Note(words) => view! { <p class="source">{words}</p> }.into_any(),
        Block::Figure(shown) => {
            let times = seen.entry(shown.figure.id().to_owned()).or_default();
            *times += 1;
            figure(*shown, *times)
        }
        Block::Table { table, source, address } => view! {
            <section class="panel report">
                {table.view()}
                <p class="source">{source} " " {way(address)}</p>
            </section>
        }
        .into_any(),
    };
    blocks.into_iter().map(one).collect()
}

/// The way to the page that shows the same.
fn way(address: String) -> Option<AnyView> {
    (!address.is_empty())
        .then(|| view! { <a class="files" href=address>{t!("Åpne visningen")}</a> }.into_any())
}

fn figure(shown: Shown, times: usize) -> AnyView {
    let Shown { figure, source, address } = shown;
    let frame = figure.chart().frame();
    let (title, finding) = (frame.title.clone(), frame.finding.clone());
    let svg = numbered(figure.chart().draw().into_string(), figure.id(), times);
    let heading = format!("fig-{}-{times}-h", figure.id());
    let labelled_by = heading.clone();
    let wide = frame.is_wide().then_some(("0", "group", t!("Diagrammet")));
    let class = if wide.is_some() { "drawing wide" } else { "drawing" };
    view! {
        <figure class="chart" aria-labelledby=labelled_by>
            <figcaption>
                <h3 id=heading>{title}</h3>
                <p>{finding}</p>
            </figcaption>
            <div class="plot">
                <div
                    class=class
                    tabindex=wide.map(|wide| wide.0)
                    role=wide.map(|wide| wide.1)
                    aria-label=wide.map(|wide| wide.2)
                    inner_html=svg
                ></div>
            </div>
            <p class="source">{source} " " {way(address)}</p>
            <details>
                <summary>{t!("Tabell")}</summary>
                {figure.table().view()}
            </details>
        </figure>
    }
    .into_any()
}

/// A drawing whose ids are its own, the first time those of the chart.
fn numbered(svg: String, id: &str, times: usize) -> String {
    if times < 2 {
        return svg;
    }
    ["\"", " "].into_iter().fold(svg, |svg, before| {
        let svg = svg.replace(&format!("{before}{id}-"), &format!("{before}{id}-{times}-"));
        svg.replace(&format!("id={before}{id}\""), &format!("id={before}{id}-{times}\""))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_of_two_equal_charts_has_ids_of_its_own() {
        let svg =
            r#"<svg id="kart" aria-labelledby="kart-t kart-d"><title id="kart-t">Et kart</title></svg>"#;
        assert_eq!(numbered(svg.to_owned(), "kart", 1), svg);
        let second = r#"<svg id="kart-2" aria-labelledby="kart-2-t kart-2-d"><title id="kart-2-t">Et kart</title></svg>"#;
        assert_eq!(numbered(svg.to_owned(), "kart", 2), second);
    }
}
