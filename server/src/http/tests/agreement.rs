//! What a chart's page in a PDF says, held against the same figure on its page; and which measures were held so.

use super::tables::Place;
use measures::{MEASURES, Measure};
use std::collections::BTreeSet;

/// Measures that stand in no table: a state of this minute, on *Ledige senger* and in its stream.
const OF_THIS_MINUTE: [Measure; 1] = [Measure::FreeBeds];

/// The figure with this id in a page, from its heading to its end.
fn figure<'a>(html: &'a str, id: &str) -> Option<&'a str> {
    let begin = html.find(&format!("id=\"fig-{id}-h\""))?;
    html[begin..].split("</figure>").next()
}

fn without_spaces(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}

/// The texts between tags, entities read, by their elements' ends.
fn texts(html: &str, end: &str) -> Vec<String> {
    let read = |text: &str| {
        ["&lt;/<", "&gt;/>", "&quot;/\"", "&#39;/'", "&amp;/&"].iter().fold(text.to_owned(), |text, pair| {
            let (entity, letter) = pair.split_once('/').unwrap_or_default();
            text.replace(entity, letter)
        })
    };
    let inner = |part: &str| {
        let begin = part.rfind('<').map_or("", |begin| &part[begin..]);
        read(begin.split_once('>').map_or("", |(_, text)| text))
    };
    let mut parts: Vec<&str> = html.split(end).collect();
    parts.pop();
    parts.into_iter().map(inner).map(|text| without_spaces(&text)).filter(|text| !text.is_empty()).collect()
}

/// Holds title, finding and every number drawn on the page against the words of the PDF: how many numbers there were.
pub async fn hold_against_pdf(place: &Place, html: &str, id: &str, query: &str) -> usize {
    let shown = figure(html, id).unwrap_or_else(|| panic!("{id} isn't on its page"));
    let bytes = place.bytes(&format!("/diagram/{id}.pdf?{query}")).await;
    let document = lopdf::Document::load_mem(&bytes).unwrap();
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    let words = without_spaces(&document.extract_text(&pages).unwrap());
    let caption = shown.split("</figcaption>").next().unwrap_or_default();
    for text in texts(caption, "</h2>").into_iter().chain(texts(caption, "</p>")) {
        assert!(words.contains(&text), "{id}: «{text}» isn't in the PDF: {words}");
    }
    let mut numbers = 0;
    let drawing = shown.split("<svg").nth(1).and_then(|svg| svg.split("</svg>").next()).unwrap_or_default();
    for text in texts(drawing, "</text>").iter().filter(|text| text.contains(|c: char| c.is_ascii_digit())) {
        assert!(words.contains(text.as_str()), "{id}: «{text}» isn't in the PDF: {words}");
        numbers += 1;
    }
    numbers
}

/// Every measure was in one of the tables that were compared, or is of this minute.
pub fn every_measure_was_held(seen: &BTreeSet<String>) {
    let missing: Vec<Measure> =
        MEASURES.iter().filter(|d| !seen.contains(d.id)).map(|definition| definition.measure).collect();
    assert_eq!(missing, OF_THIS_MINUTE, "measures that no table has");
}
