//! What was written is read back with another library: calamine.
#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

use calamine::{Data, DataType as _, Reader as _, Xlsx, open_workbook_from_rs};
use std::io::Cursor;
use workbook::{Cell, Sheet, Workbook, write};

fn sheet(name: &str, rows: Vec<Vec<Cell>>) -> Sheet {
    Sheet {
        name: name.into(),
        title: "Liggedøgn i Ås".into(),
        notes: vec!["To linjer".into(), "med merknader".into()],
        columns: vec!["Enhet".into(), "Verdi".into()],
        rows,
        lines: Vec::new(),
    }
}

fn read(sheets: Vec<Sheet>) -> Xlsx<Cursor<Vec<u8>>> {
    let bytes = write(&Workbook { title: "Prøve".into(), author: "KADpuls".into(), sheets }).unwrap();
    open_workbook_from_rs(Cursor::new(bytes)).unwrap()
}

#[test]
fn numbers_and_dates_come_back_as_numbers_and_dates() {
    let day: chrono::NaiveDate = "2025-12-31".parse().unwrap();
    let values = vec![
        Cell::Count(1234),
        Cell::Number(32.88, 2),
        Cell::Share(0.441, 1),
        Cell::Date(day),
        Cell::Text("Åsgård".into()),
        Cell::Empty,
        Cell::Number(f64::NAN, 1),
    ];
    let rows = values.into_iter().map(|cell| vec![Cell::Text("A".into()), cell]).collect();
    let mut file = read(vec![sheet("Enheter", rows)]);
    let range = file.worksheet_range("Enheter").unwrap();
    assert_eq!(range.get_value((0, 0)), Some(&Data::String("Liggedøgn i Ås".into())));
    assert_eq!(range.get_value((2, 0)), Some(&Data::String("med merknader".into())));
    // A line is free above the header.
    assert_eq!(range.get_value((4, 1)), Some(&Data::String("Verdi".into())));
    let value = |row: u32| range.get_value((5 + row, 1)).unwrap();
    assert_eq!(value(0).as_f64(), Some(1234.0));
    assert_eq!(value(1).as_f64(), Some(32.88));
    assert_eq!(value(2).as_f64(), Some(0.441));
    // 45 658 is 1 January 2025.
    assert!(
        matches!(value(3), Data::DateTime(date) if (date.as_f64() - 46_022.0).abs() < 1e-9),
        "{:?}",
        value(3)
    );
    assert_eq!(value(4), &Data::String("Åsgård".into()));
    assert!(value(5).is_empty());
    assert!(range.get_value((11, 1)).is_none_or(Data::is_empty));
}

#[test]
fn no_text_becomes_a_formula() {
    let texts = [
        "=1+1",
        "+47 22 11 80 80",
        "-1",
        "@SUM(A1)",
        "=HYPERLINK(\"http://x\")",
        "{=A1}",
        "http://x.example",
    ];
    let rows = texts.iter().map(|text| vec![Cell::Text((*text).into()), Cell::Empty]).collect();
    let mut file = read(vec![sheet("Tekst", rows)]);
    let range = file.worksheet_range("Tekst").unwrap();
    for (row, text) in (5..).zip(texts) {
        assert_eq!(range.get_value((row, 0)), Some(&Data::String(text.into())));
    }
    assert!(file.worksheet_formula("Tekst").unwrap().is_empty());
}

#[test]
fn sheets_have_names_that_excel_takes() {
    let names = [
        "Bosted: A/B [2025]",
        "En veldig lang overskrift som ikke får plass",
        "enheter",
        "Enheter",
        "''",
        "",
    ];
    let mut file = read(names.iter().map(|name| sheet(name, Vec::new())).collect());
    let found = file.sheet_names();
    assert_eq!(
        found,
        ["Bosted  A B  2025", "En veldig lang overskrift som i", "enheter", "Enheter 2", "Ark", "Ark 2"]
    );
    assert!(file.worksheet_range("enheter").is_ok());
}

#[test]
fn the_header_stays_in_sight() {
    let bytes = write(&Workbook {
        sheets: vec![sheet("Enheter", vec![vec![Cell::Text("A".into()), Cell::Count(1)]])],
        ..Workbook::default()
    })
    .unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut xml = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("xl/worksheets/sheet1.xml").unwrap(), &mut xml)
        .unwrap();
    assert!(xml.contains("<pane xSplit=\"1\" ySplit=\"5\"") && xml.contains("state=\"frozen\""), "{xml}");
    assert!(!xml.contains("<f>"));
}

#[test]
fn a_sheet_without_title_begins_with_its_headings_and_may_have_a_chart() {
    let month = |text: &str| Cell::Month(text.parse().unwrap());
    let rows = vec![
        vec![month("2025-01-01"), Cell::Quantity(3.4, 1, "døgn"), Cell::Year(2025)],
        vec![month("2025-02-01"), Cell::Text(":".into()), Cell::Share(0.5, 0)],
    ];
    let columns = ["Måned", "Snitt", "År"].map(str::to_owned).to_vec();
    let sheet = Sheet { name: "Tabell".into(), columns, rows, lines: vec![1], ..Sheet::default() };
    let bytes = write(&Workbook { sheets: vec![sheet], ..Workbook::default() }).unwrap();
    let mut file: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes.clone())).unwrap();
    let range = file.worksheet_range("Tabell").unwrap();
    assert_eq!(range.get_value((0, 1)), Some(&Data::String("Snitt".into())));
    assert_eq!(range.get_value((1, 1)).and_then(calamine::DataType::as_f64), Some(3.4));
    assert!(
        matches!(range.get_value((1, 0)), Some(Data::DateTime(date)) if (date.as_f64() - 45_658.0).abs() < 1e-9)
    );
    let archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    assert!(archive.index_for_name("xl/charts/chart1.xml").is_some());
}

#[test]
fn a_long_table_comes_back_whole() {
    let rows: Vec<Vec<Cell>> = (0..6000)
        .map(|n| vec![Cell::Text(format!("=Rad {n}")), Cell::Number(f64::from(n) / 2.0, 1)])
        .collect();
    let mut file = read(vec![sheet("Lang", rows)]);
    let range = file.worksheet_range("Lang").unwrap();
    for n in [0_u32, 4999, 5000, 5999] {
        assert_eq!(range.get_value((5 + n, 0)), Some(&Data::String(format!("=Rad {n}"))));
        assert_eq!(
            range.get_value((5 + n, 1)).and_then(calamine::DataType::as_f64),
            Some(f64::from(n) / 2.0)
        );
    }
    assert_eq!(range.get_value((4, 1)), Some(&Data::String("Verdi".into())));
    assert!(file.worksheet_formula("Lang").unwrap().is_empty());
}
