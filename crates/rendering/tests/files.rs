//! Files read back: sizes, words, fonts, grounds.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use charts::scene::Mark;
use charts::{Bars, Chart, Frame, Line, Reference, Role, Scene, Sheet, Slots, TimeSeries};
use chrono::NaiveDate;
use rendering::{Picture, PngError, pdf, png};

const TITLE: &str = "Belegg på Ås – æøå ÆØÅ, <script>";

fn scene(transparent: bool) -> Scene {
    let frame = Frame::new("prøve", TITLE, "Høyest i juni.").axes("", "Belagt andel");
    let dates: Vec<_> = NaiveDate::default().iter_days().take(30).collect();
    let values = (0..30).map(|i| (i != 7).then(|| f64::from(i % 9))).collect();
    let mut chart = TimeSeries::new(frame, dates, vec![Line::new("Ås", values)]);
    chart.reference = Some(Reference::new(4.0, "Mål: 4"));
    let link = Some("https://kadpuls.example/belegg?enhet=A".to_owned());
    let way_back = "Samme visning: https://kadpuls.example/belegg?enhet=A".to_owned();
    let notes = vec!["Kilde: døgnregistreringer.".to_owned()];
    chart.scene(&Sheet { notes, way_back, link, transparent, bare: false })
}

/// The first line's colour, red, green, blue, and how little shines through.
fn line() -> [u8; 4] {
    let [_, r, g, b] = Role::category(0).light().to_be_bytes();
    [r, g, b, 255]
}

fn decoded(file: &[u8]) -> (png::OutputInfo, Vec<u8>, Option<png::PixelDimensions>) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
    let mut points = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut points).unwrap();
    points.truncate(info.buffer_size());
    (info, points, reader.info().pixel_dims)
}

#[test]
fn a_picture_has_the_size_and_the_resolution_that_are_asked_for() {
    let scene = scene(false);
    for (width, dpi) in [(600, 96), (752, 300), (2350, 300)] {
        let (info, points, dims) = decoded(&png(&scene, Picture { width, dpi }).unwrap());
        let height = (scene.height * f64::from(width) / scene.width).round() as u32;
        assert_eq!((info.width, info.height), (width, height));
        let dims = dims.expect("a resolution");
        assert_eq!(dims.xppu, (f64::from(dpi) / 0.0254).round() as u32);
        assert_eq!((dims.unit, dims.yppu), (png::Unit::Meter, dims.xppu));
        assert_eq!(info.color_type, png::ColorType::Rgb);
        assert_eq!(points[..3], [255, 255, 255], "paper in the corner");
        assert!(points.chunks(3).any(|point| point == &line()[..3]), "the line's colour");
    }
}

#[test]
fn the_ground_may_show_through() {
    let (info, points, _) = decoded(&png(&scene(true), Picture { width: 752, dpi: 96 }).unwrap());
    assert_eq!(info.color_type, png::ColorType::Rgba);
    assert_eq!(points[3], 0);
    assert!(points.chunks(4).any(|point| point == line()));
}

#[test]
fn a_picture_that_would_fill_the_memory_is_refused() {
    let refused = png(&scene(false), Picture { width: 60_000, dpi: 96 });
    assert!(matches!(refused, Err(PngError::TooLarge(60_000, _))));
}

#[test]
fn a_page_has_its_words_as_text_in_embedded_fonts_and_a_way_back() {
    let file = pdf(&scene(false), "KADpuls").unwrap();
    let document = lopdf::Document::load_mem(&file).unwrap();
    let text = document.extract_text(&[1]).unwrap();
    for words in [TITLE, "Høyest i juni.", "Kilde: døgnregistreringer.", "Mål: 4", "Belagt andel"] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert_eq!(text.matches("Mål: 4").count(), 1, "its rim is no text");
    let has =
        |key: &[u8]| document.objects.values().filter(|of| of.as_dict().is_ok_and(|of| of.has(key))).count();
    assert_eq!(has(b"FontFile2"), 2, "regular and bold");
    assert_eq!(has(b"Alt"), 1, "the figure's alternative text");
    let catalog = document.catalog().unwrap();
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"nb");
    let uri = document.objects.values().filter_map(|of| of.as_dict().ok()?.get(b"A").ok()?.as_dict().ok());
    let uris: Vec<_> = uri.filter_map(|action| action.get(b"URI").ok()?.as_str().ok()).collect();
    assert_eq!(uris, [b"https://kadpuls.example/belegg?enhet=A"]);
}

#[test]
fn a_missing_value_is_a_gap_in_every_format() {
    let scene = scene(false);
    let line = scene.marks.iter().filter_map(|mark| match mark {
        Mark::Line { outline, color, .. } if *color == Role::category(0).light() => Some(outline),
        _ => None,
    });
    let moves = line.flatten().filter(|step| matches!(step, charts::scene::Step::Move(..))).count();
    assert!(moves >= 2, "the line begins anew behind the gap");
}

#[test]
fn nothing_to_show_is_a_file_that_says_so() {
    let chart = Bars::new(Frame::new("tom", "Tomt", ""), Slots::Labels(Vec::new()), Vec::new());
    let scene = chart.scene(&Sheet::of("Kilde"));
    assert!(scene.texts().any(|text| text.words == "Ingen data i perioden"));
    assert!(png(&scene, Picture { width: 400, dpi: 96 }).is_ok() && pdf(&scene, "x").is_ok());
}
