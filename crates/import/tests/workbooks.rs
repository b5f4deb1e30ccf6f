//! Workbooks as spreadsheets write them, made here.
#![allow(clippy::unwrap_used, reason = "a test that can't make its own file fails")]

mod given;

use given::{context, faults, rows, rows_of};
use import::{Input, Report};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};
use vocabulary::Dataset;

fn book(fill: impl FnOnce(&mut Worksheet)) -> Input {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    Input::bytes("fil.xlsx", book.save_to_buffer().unwrap())
}

fn look(input: &Input, dataset: Dataset) -> Report {
    import::check(input, dataset, &context(), &mut |_| {})
}

fn header(sheet: &mut Worksheet, names: &[&str]) {
    for (column, name) in names.iter().enumerate() {
        sheet.write(0, column as u16, *name).unwrap();
    }
}

fn day(text: &str) -> ExcelDateTime {
    ExcelDateTime::parse_from_str(text).unwrap()
}

#[test]
fn numbers_dates_and_texts_read_as_in_a_text_file() {
    let input = book(|sheet| {
        header(sheet, &["Enhet", "Dato", "Senger", "Belagt", "Merknad"]);
        let format = Format::new().set_num_format("dd.mm.yyyy");
        sheet.write(1, 0, "KAD-1").unwrap();
        sheet.write_with_format(1, 1, day("2026-01-31"), &format).unwrap();
        sheet.write(1, 2, 4.5).unwrap();
        sheet.write(1, 3, 2).unwrap();
        // A blank row, then text where numbers and dates are meant.
        sheet.write(3, 0, "KAD-1").unwrap();
        sheet.write(3, 1, "01.02.2026").unwrap();
        sheet.write(3, 2, "4,5").unwrap();
        sheet.write(3, 3, "2").unwrap();
    });
    let text = "enhet;dato;senger;belagt\nKAD-1;2026-01-31;4.5;2\nKAD-1;2026-02-01;4.5;2\n";
    assert_eq!(rows_of(&input, Dataset::Registrations), rows("registreringer", text));
}

#[test]
fn times_keep_their_minute() {
    let names = ["opphold_id", "enhet", "kommune", "inn", "ut", "alder", "henvist_av", "utskrevet_til"];
    let input = book(|sheet| {
        header(sheet, &names);
        let format = Format::new().set_num_format("dd.mm.yyyy hh:mm");
        for (column, value) in [(1, "KAD-1"), (6, "fastlege"), (7, "hjem")] {
            sheet.write(1, column, value).unwrap();
        }
        sheet.write(1, 0, 1_234_567).unwrap();
        sheet.write(1, 2, 301).unwrap();
        sheet.write_with_format(1, 3, day("2025-12-31 14:05:00"), &format).unwrap();
        sheet.write_with_format(1, 4, day("2026-01-02 09:10:00"), &format).unwrap();
        sheet.write(1, 5, 81).unwrap();
    });
    let text = format!(
        "{}\n1234567;KAD-1;0301;2025-12-31 14:05;2026-01-02 09:10;81;fastlege;hjem\n",
        names.join(";")
    );
    assert_eq!(rows_of(&input, Dataset::Stays), rows("opphold", &text));
}

#[test]
fn a_municipality_number_that_the_sheet_holds_as_a_number_is_taken() {
    let names = ["kommune", "aar", "aldersgruppe", "innbyggere"];
    let input = book(|sheet| {
        header(sheet, &names);
        sheet.write(1, 0, 301).unwrap();
        sheet.write(1, 1, 2025).unwrap();
        sheet.write(1, 2, "80+").unwrap();
        sheet.write(1, 3, 1000).unwrap();
    });
    let text = format!("{}\n0301;2025;80+;1000\n", names.join(";"));
    assert_eq!(rows_of(&input, Dataset::Population), rows("innbyggere", &text));
}

#[test]
fn a_number_where_a_date_is_meant_says_format_it_as_a_date() {
    let input = book(|sheet| {
        header(sheet, &["enhet", "fra", "senger"]);
        sheet.write(1, 0, "KAD-1").unwrap();
        sheet.write(1, 1, 46_022).unwrap();
        sheet.write(1, 2, 4).unwrap();
    });
    let report = look(&input, Dataset::Beds);
    assert_eq!(faults(&report), ["2 fra 46022 not_a_date"]);
    assert!(report.faults[0].norwegian().contains("formater cellen som dato"));
}

#[test]
fn a_birth_number_is_found_as_text_as_number_and_without_its_zero() {
    for write in [
        |sheet: &mut Worksheet| drop(sheet.write(1, 3, "010101 00050")),
        |sheet: &mut Worksheet| drop(sheet.write(1, 3, 1_010_100_050_f64)),
        |sheet: &mut Worksheet| drop(sheet.write(1, 3, 41_010_100_044_f64)),
    ] {
        let input = book(|sheet| {
            header(sheet, &["enhet", "fra", "senger", "merknad"]);
            sheet.write(1, 0, "KAD-1").unwrap();
            sheet.write(1, 1, "2026-01-01").unwrap();
            sheet.write(1, 2, 4).unwrap();
            write(sheet);
        });
        assert_eq!(faults(&look(&input, Dataset::Beds)), ["2 merknad «skjult» birth_number"]);
    }
}

#[test]
fn the_named_sheet_is_read_and_an_unknown_name_lists_the_sheets() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_name("Forside").unwrap().write(0, 0, "Rapport").unwrap();
    let sheet = workbook.add_worksheet().set_name("Senger").unwrap();
    header(sheet, &["enhet", "fra", "senger"]);
    sheet.write(1, 0, "KAD-1").unwrap();
    sheet.write(1, 1, "2026-01-01").unwrap();
    sheet.write(1, 2, 4).unwrap();
    let input = Input::bytes("fil.xlsx", workbook.save_to_buffer().unwrap());
    assert_eq!(faults(&look(&input, Dataset::Beds)), ["1 - Rapport wrong_header"]);
    assert!(look(&input.clone().sheet("senger"), Dataset::Beds).is_clean());
    let report = look(&input.sheet("Ark9"), Dataset::Beds);
    assert_eq!(faults(&report), ["- - - no_such_sheet"]);
    assert!(report.faults[0].norwegian().contains("Forside, Senger"));
}

#[test]
fn an_empty_sheet_is_an_empty_file() {
    assert_eq!(faults(&look(&book(|_| {}), Dataset::Beds)), ["- - - empty"]);
}

#[test]
fn a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_opened() {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    zip.start_file("xl/workbook.xml", options).unwrap();
    zip.start_file("xl/sharedStrings.xml", options).unwrap();
    let zeros = vec![b' '; 1 << 20];
    for _ in 0..65 {
        zip.write_all(&zeros).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    assert!(bytes.len() < 1 << 20);
    assert_eq!(faults(&look(&Input::bytes("fil.xlsx", bytes), Dataset::Beds)), ["- - - too_large_inside"]);
}

#[test]
fn another_archive_is_no_spreadsheet() {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let bytes = zip.finish().unwrap().into_inner();
    assert_eq!(faults(&look(&Input::bytes("fil.xlsx", bytes), Dataset::Beds)), ["- - - not_a_spreadsheet"]);
}

#[test]
fn a_workbook_that_breaks_off_is_a_fault_and_no_panic() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().write(0, 0, "enhet").unwrap();
    let whole = workbook.save_to_buffer().unwrap();
    for length in (10..whole.len()).step_by(97) {
        assert!(!look(&Input::bytes("fil.xlsx", whole[..length].to_vec()), Dataset::Beds).is_clean());
    }
}

#[test]
fn a_row_of_a_text_repeated_in_every_cell_is_refused_before_it_fills_the_memory() {
    let text = "x".repeat(32_000);
    let input = book(|sheet| {
        header(sheet, &["enhet", "dato", "senger", "belagt"]);
        for column in 0..40 {
            sheet.write(1, column, &text).unwrap();
        }
    });
    let report = look(&input, Dataset::Registrations);
    assert_eq!(faults(&report), ["2 - - sheet_row_too_long"]);
}
