//! How long a report of twenty charts takes: `cargo run --release -p rendering --example twenty [FILE]`.

use charts::{Chart, Frame, Line, Sheet, TimeSeries};
use chrono::NaiveDate;
use rendering::document::{Block, Document, Figure, Style, Table};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let begin = Instant::now();
    let mut blocks = Vec::new();
    for i in 0..20_u32 {
        let title = format!("Belegg ved Ås KAD, figur {}", i + 1);
        let frame = Frame::new(format!("f{i}"), title.clone(), "Høyest i juni, lavest i desember.")
            .axes("", "Belagt andel (%)");
        let dates: Vec<_> = NaiveDate::default().iter_days().take(730).collect();
        let values = |phase: u32| {
            (0..730).map(|d| Some(50.0 + 40.0 * f64::from(d + phase * 31).sin())).collect::<Vec<_>>()
        };
        let lines = vec![Line::new("Ås", values(i)), Line::new("Hele landet", values(i + 7))];
        let scene = TimeSeries::new(frame, dates, lines).scene(&Sheet::bare());
        blocks.push(Block::Heading { level: 1 + usize::from(i % 4 != 0), words: title });
        let words = "Belegget var 46 % i perioden, mot 44 % året før. ".repeat(6);
        blocks.push(Block::Words { words, style: Style::Body, keep: true });
        blocks.push(Block::Figure(Box::new(Figure { scene, alt: String::new() })));
        blocks.push(Block::Words {
            words: "Kilde: døgnregistreringer.".into(),
            style: Style::Note,
            keep: false,
        });
    }
    let columns =
        vec![("Måned".to_owned(), false), ("Belegg".to_owned(), true), ("Året før".to_owned(), true)];
    let rows = (1..=60).map(|i| vec![format!("måned {i}"), "46,0 %".into(), "44,1 %".into()]).collect();
    blocks.push(Block::Table(Table { caption: "Belegg etter måned".into(), columns, rows }));
    let document = Document {
        title: "Tjue diagrammer på prøve – <script>".into(),
        foot: "Kilde: oppdiktede tall. KADpuls.".into(),
        creator: "KADpuls".into(),
        blocks,
        ..Document::default()
    };
    let file = rendering::document(&document)?;
    let took = begin.elapsed();
    println!(
        "{:.2} s, {} kB, {} pages",
        took.as_secs_f64(),
        file.len() / 1000,
        rendering::document::pages(&document)
    );
    if let Some(path) = std::env::args().nth(1) {
        std::fs::write(path, file)?;
    }
    Ok(())
}
