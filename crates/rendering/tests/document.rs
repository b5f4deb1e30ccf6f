//! Documents read back: words, order, tree, pages; by poppler, too, where it is installed.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use charts::{Chart, Frame, Line, Sheet, TimeSeries};
use chrono::NaiveDate;
use lopdf::Object;
use proptest::prelude::*;
use rendering::document;
use rendering::document::{Block, Document, Figure, Style, Table, pages};

fn figure(alt: &str) -> Block {
    let frame = Frame::new("a", "Belegg på Ås", "Høyest i juni.").axes("", "Belagt andel");
    let dates: Vec<_> = NaiveDate::default().iter_days().take(30).collect();
    let lines = vec![Line::new("Ås", (0..30).map(|i| Some(f64::from(i % 9))).collect())];
    let scene = TimeSeries::new(frame, dates, lines).scene(&Sheet::bare());
    Block::Figure(Box::new(Figure { scene, alt: alt.to_owned() }))
}

fn words(text: &str) -> Block {
    Block::Words { words: text.to_owned(), style: Style::Body, keep: false }
}

fn heading(level: usize, text: &str) -> Block {
    Block::Heading { level, words: text.to_owned() }
}

fn table(rows: usize) -> Block {
    let columns = vec![("Måned".to_owned(), false), ("Belegg".to_owned(), true)];
    let rows = (0..rows).map(|i| vec![format!("rad {i}"), format!("{i},5\u{a0}%")]).collect();
    Block::Table(Table { caption: "Belegg etter måned".to_owned(), columns, rows })
}

fn of(title: &str, blocks: Vec<Block>) -> Document {
    let foot = "Kilde: døgnregistreringer. KADpuls 0.1.0".to_owned();
    Document { title: title.to_owned(), foot, creator: "KADpuls".to_owned(), blocks, ..Document::default() }
}

fn read(file: &[u8]) -> lopdf::Document {
    lopdf::Document::load_mem(file).unwrap()
}

fn text(document: &lopdf::Document) -> String {
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    document.extract_text(&pages).unwrap()
}

/// The roles of all elements below one, in reading order, with alternative texts.
fn roles(document: &lopdf::Document, element: &Object, into: &mut Vec<(String, Option<String>)>) {
    let dict = document.dereference(element).unwrap().1.as_dict().unwrap();
    if let Ok(role) = dict.get(b"S").and_then(Object::as_name) {
        let alt = dict.get(b"Alt").ok().map(|alt| lopdf::decode_text_string(alt).unwrap());
        into.push((String::from_utf8(role.to_vec()).unwrap(), alt));
    }
    match dict.get(b"K") {
        Ok(Object::Array(kids)) => {
            for kid in kids {
                roles(document, kid, into);
            }
        }
        Ok(one @ Object::Reference(_)) => roles(document, one, into),
        _ => {}
    }
}

fn tree(document: &lopdf::Document) -> Vec<(String, Option<String>)> {
    let root = document.catalog().unwrap().get(b"StructTreeRoot").unwrap();
    let mut found = Vec::new();
    roles(document, root, &mut found);
    found
}

const TITLE: &str = "Kvartal på Ås – æøå ÆØÅ, <script>alert(1)</script>\u{202e} og mer";

#[test]
fn words_are_read_as_they_are_written_and_nothing_turns_them_round() {
    let file = document(&of(TITLE, vec![words("Belegget var 46 %."), figure("Belegg"), table(3)])).unwrap();
    let read = read(&file);
    let text = text(&read);
    for words in ["<script>alert(1)</script>", "æøå ÆØÅ", "Belegget var 46", "rad 2", "Side 1 av 1", "Måned"]
    {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(!text.contains('\u{202e}'));
    let info = read.trailer.get(b"Info").unwrap();
    let info = read.dereference(info).unwrap().1.as_dict().unwrap();
    let title = lopdf::decode_text_string(info.get(b"Title").unwrap()).unwrap();
    assert_eq!(title, TITLE.replace('\u{202e}', ""));
    assert_eq!(read.catalog().unwrap().get(b"Lang").unwrap().as_str().unwrap(), b"nb-NO");
}

#[test]
fn every_part_says_what_it_is_and_every_figure_has_words() {
    let blocks = vec![
        heading(1, "Belegg"),
        figure(""),
        heading(3, "For dypt"),
        figure("Egne ord"),
        heading(1, "Tabell"),
        table(2),
    ];
    let read = read(&document(&of("Rapport", blocks)).unwrap());
    let tree = tree(&read);
    let roles: Vec<&str> = tree.iter().map(|(role, _)| role.as_str()).collect();
    let row = ["TR", "TH", "TD"];
    let mut expected = vec!["Document", "H1", "H2", "Figure", "H3", "Figure", "H2", "Table", "Caption"];
    expected.extend(["TR", "TH", "TH"]);
    expected.extend(row);
    expected.extend(row);
    assert_eq!(roles, expected, "no level is left out");
    let alts: Vec<&String> = tree.iter().filter_map(|(_, alt)| alt.as_ref()).collect();
    assert_eq!(alts[0], "Belegg på Ås. Høyest i juni. Loddrett: Belagt andel.");
    assert_eq!(alts[1], "Egne ord");
}

#[test]
fn a_table_longer_than_a_page_repeats_its_headings_and_loses_no_row() {
    let document_of = of("Tabell", vec![table(120)]);
    let read = read(&document(&document_of).unwrap());
    let pages = read.get_pages().len();
    assert!(pages >= 3, "{pages}");
    let text = text(&read);
    assert!((0..120).all(|i| text.contains(&format!("rad {i}"))));
    assert_eq!(text.matches("Måned").count(), pages, "once on each page");
    assert!(text.contains(&format!("Side {pages} av {pages}")));
    assert_eq!(tree(&read).iter().filter(|(role, _)| role == "TR").count(), 121, "told once");
}

#[test]
fn what_is_very_long_comes_to_an_end() {
    let long = "x".repeat(5_000);
    let words_of = "ord ".repeat(5_000);
    let columns = vec![(long.clone(), false), ("tall".to_owned(), true)];
    let rows = vec![vec![words_of.clone(), "1".to_owned()], vec![long.clone()]];
    let blocks = vec![
        heading(1, &words_of),
        words(&long),
        Block::Table(Table { caption: long.clone(), columns, rows }),
        words(""),
    ];
    let read = read(&document(&of(&long, blocks)).unwrap());
    let text = text(&read);
    assert!(text.matches('x').count() >= 4 * 5_000);
    assert!(text.matches("ord").count() >= 10_000, "{}", text.matches("ord").count());
}

#[test]
fn drawings_of_a_leaflet_are_made_smaller_until_it_is_one_page() {
    let mut leaflet = of("Ås", vec![words("Kort."), figure(""), figure(""), figure(""), table(8)]);
    assert_eq!(pages(&leaflet), 2);
    leaflet.one_page = true;
    assert_eq!(pages(&leaflet), 1);
    leaflet.blocks.push(table(80));
    assert!(pages(&leaflet) > 1, "what can't be one page is more, and loses nothing");
}

#[test]
fn a_heading_without_words_is_none() {
    let heading = |level, words: &str| Block::Heading { level, words: words.to_owned() };
    let file = document(&of("Tittel", vec![heading(1, " "), heading(2, "Å")])).unwrap();
    let roles: Vec<String> = tree(&read(&file)).into_iter().map(|(role, _)| role).collect();
    assert!(roles.contains(&"H2".to_owned()) && !roles.contains(&"H3".to_owned()), "{roles:?}");
}

#[test]
fn a_document_of_nothing_is_a_page() {
    let file = document(&Document::default()).unwrap();
    assert_eq!(read(&file).get_pages().len(), 1);
}

/// Another program finds the same words and, page by page, the same order.
#[test]
fn poppler_reads_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.pdf");
    std::fs::write(&path, document(&of(TITLE, vec![words("Først."), figure(""), words("Sist.")])).unwrap())
        .unwrap();
    let Ok(out) = std::process::Command::new("pdftotext").arg(&path).arg("-").output() else { return };
    let text = String::from_utf8(out.stdout).unwrap();
    let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words} in {text}"));
    assert!(at("<script>alert(1)</script>") < at("Først.") && at("Først.") < at("Sist."));
    assert_eq!(String::from_utf8_lossy(&out.stderr), "", "no complaint about the file");
}

fn block() -> impl Strategy<Value = Block> {
    let text = "[A-ZÆØÅa-z<> \u{202e}\n%]{0,300}";
    prop_oneof![
        (0_usize..9, text).prop_map(|(level, words)| Block::Heading { level, words }),
        (text, any::<bool>()).prop_map(|(words, keep)| Block::Words { words, style: Style::Body, keep }),
        Just(figure("")),
        (0_usize..60).prop_map(table),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn headings_never_leave_out_a_level_and_figures_are_never_silent(blocks in proptest::collection::vec(block(), 0..25)) {
        let read = read(&document(&of("Tittel", blocks)).unwrap());
        let mut deepest = 0;
        for (role, alt) in tree(&read) {
            if let Some(level) = role.strip_prefix('H').and_then(|level| level.parse::<usize>().ok()) {
                prop_assert!(level <= deepest + 1, "H{level} after H{deepest}");
                deepest = level;
            }
            if role == "Figure" {
                prop_assert!(alt.is_some_and(|alt| !alt.trim().is_empty()));
            }
        }
    }
}
