#![allow(clippy::unwrap_used, reason = "a test that can't read its own bytes fails")]

use super::blocks::Blocks;
use crate::{Context, Input, ReadError, Report};
use chrono::NaiveDate;
use proptest::prelude::*;
use std::fmt::Write as _;
use vocabulary::{Dataset, Rows};

fn context() -> Context {
    let mut context = Context::new(NaiveDate::from_ymd_opt(2026, 8, 22).unwrap());
    context.municipalities.extend(
        ["0301", "3103", "5501", "0101"].map(|n| n.parse::<vocabulary::MunicipalityNumber>().unwrap()),
    );
    context
}

/// Whether a file was taken, its report and its rows.
fn read(input: &Input) -> (bool, Report, Vec<Rows>) {
    let mut rows = Vec::new();
    let done = crate::read(
        input,
        Dataset::EmergencyAdmissions,
        &context(),
        &mut |_| {},
        |chunk| -> Result<(), ()> {
            rows.push(chunk);
            Ok(())
        },
    );
    match done {
        Ok(report) => (true, report, rows),
        // What came before the first fault is thrown away.
        Err(ReadError::Refused(report)) => (false, *report, Vec::new()),
        Err(ReadError::Sink(())) => unreachable!(),
    }
}

fn is_plain(bytes: &[u8]) -> bool {
    super::count(&Input::bytes("fil.csv", bytes.to_vec()), &context(), &mut |_| {}).is_some()
}

fn same_both_ways(bytes: &[u8]) -> Result<(), TestCaseError> {
    let input = Input::bytes("fil.csv", bytes.to_vec());
    let full = input.clone().row_by_row();
    prop_assert_eq!(read(&input), read(&full));
    let dataset = Dataset::EmergencyAdmissions;
    let check = |input: &Input| crate::check(input, dataset, &context(), &mut |_| {});
    prop_assert_eq!(check(&input), check(&full));
    Ok(())
}

/// One of a few cells, the first half of them fine.
fn cell(of: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    prop_oneof![12 => prop::sample::select(&of[..of.len() / 2]), 1 => prop::sample::select(of)]
}

fn line() -> impl Strategy<Value = [&'static str; 4]> {
    let municipality = cell(&["0301", "3103", "5501", "0101", "9999", "301", " 0301", "0000"]);
    let date = cell(&[
        "2025-12-31",
        "01.02.2024",
        "2024-02-29",
        "2026-08-22",
        "1900-01-01",
        "2025-06-30",
        "2025-02-29",
        "1.2.2024",
        "2026-08-23",
        "1899-12-31",
        "2025-12-31T00:00",
        "31.12.25",
    ]);
    let age = cell(&["0-17", "18-49", "50-66", "67-79", "80+", "80 +", "80–", "0–17", "", "0-170"]);
    let department = cell(&[
        "Kirurgi",
        "",
        "Øre-nese-hals",
        "Indremedisin",
        "alle",
        "A, B",
        "Kirurgi ",
        "'=Kirurgi",
        "#N/A",
        "\"Kirurgi\"",
        "a\"b",
        "010101 00050",
    ]);
    (municipality, date, age, department).prop_map(|(m, d, a, f)| [m, d, a, f])
}

/// A file whose columns stand in some order, with or without departments, a mark, blank lines and faults.
fn file(lines: impl Strategy<Value = Vec<[&'static str; 4]>>) -> impl Strategy<Value = Vec<u8>> {
    let order = Just([0, 1, 2, 3]).prop_shuffle();
    let end = prop::sample::select(&["\n", "\n", "\r\n", "\r"][..]);
    (
        lines,
        order,
        3_usize..=4,
        prop::sample::select(&[";", ",", "\t"][..]),
        end,
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(lines, order, width, separator, end, mark, ended)| {
            let mut text = if mark { "\u{feff}".to_owned() } else { String::new() };
            let order: Vec<usize> = order.into_iter().filter(|column| *column < width).collect();
            let header = ["kommune", "dato", "aldersgruppe", "fagomraade"];
            for (index, line) in std::iter::once(header).chain(lines).enumerate() {
                text.push_str(if index > 0 { end } else { "" });
                let cells: Vec<&str> = order.iter().map(|column| line[*column]).collect();
                text.push_str(&cells.join(separator));
            }
            text.push_str(if ended { end } else { "" });
            text.into_bytes()
        })
}

proptest! {
    #[test]
    fn both_ways_count_alike_and_find_the_same_faults(bytes in file(prop::collection::vec(line(), 0..60))) {
        same_both_ways(&bytes)?;
    }

    #[test]
    fn a_byte_put_anywhere_is_seen_by_both_alike(
        bytes in file(prop::collection::vec(line(), 0..8)),
        put in prop::collection::vec((any::<prop::sample::Index>(), prop_oneof![
            prop::sample::select(&b"\"\r\n;,\t \0'#0+\xc3\x98\xff"[..]),
            any::<u8>(),
        ]), 1..4),
    ) {
        let mut bytes = bytes;
        for (at, byte) in put {
            let at = at.index(bytes.len() + 1);
            bytes.insert(at, byte);
        }
        same_both_ways(&bytes)?;
    }

    #[test]
    fn any_text_is_seen_alike(text in "(kommune;dato;aldersgruppe;fagomraade\n)?[0-9a-zæ;\"\r\n .-]{0,80}") {
        same_both_ways(text.as_bytes())?;
    }

    #[test]
    fn blocks_hold_every_line_whole(text in "[ab\n]{0,60}", most in 1_usize..20) {
        let blocks = Blocks::new(text.as_bytes(), most);
        let (mut block, mut all, mut odd) = (Vec::new(), Vec::new(), false);
        loop {
            match blocks.next(&mut block) {
                Ok(true) => all.push(String::from_utf8(block.clone()).unwrap()),
                Ok(false) => break,
                Err(_) => { odd = true; break }
            }
        }
        if odd {
            prop_assert!(text.split_inclusive('\n').any(|line| line.len() >= most));
        } else {
            prop_assert_eq!(all.concat(), &text[..]);
            let rest = all.len().saturating_sub(1);
            prop_assert!(all[..rest].iter().all(|block| block.ends_with('\n')));
        }
    }
}

#[test]
fn a_well_formed_file_goes_the_short_way_and_a_fault_ends_it() {
    let fine = "kommune;dato;aldersgruppe;fagomraade\n0301;2025-12-31;80+;Øre-nese-hals\r\n\n0301;31.12.2025;0-17;\n";
    assert!(is_plain(fine.as_bytes()));
    for fault in [
        "0301;2025-12-32;80+;",
        "0301;2026-08-23;80+;",
        "9999;2025-12-31;80+;",
        "0301;2025-12-31;81+;",
        "0301;2025-12-31;80+",
        "0301;2025-12-31;80+;;",
        "0301;2025-12-31;80+;\"A\"",
        "0301;2025-12-31;80+;01010100050",
        "0301;2025-12-31;80+;A\rB",
        " ",
        ";;;",
    ] {
        assert!(!is_plain(format!("{fine}{fault}\n").as_bytes()), "{fault}");
    }
    assert!(!is_plain(b"kommune;dato;aldersgruppe;merknad\n0301;2025-12-31;80+;x\n"));
    assert!(!is_plain(b"kommune;dato;aldersgruppe;innleggelser\n0301;2025-12-31;80+;3\n"));
    assert!(!is_plain(b"kommune;dato;aldersgruppe\n"), "without rows");
}

#[test]
fn several_threads_count_what_one_does() {
    let mut text = "dato,kommune,fagomraade,aldersgruppe\n".to_owned();
    for n in 0_u32..25_000 {
        let place = ["0301", "3103", "5501", "0101"][(n / 7 % 4) as usize];
        let age = ["0-17", "18-49", "50-66", "67-79", "80+"][(n / 3 % 5) as usize];
        let department = ["Kirurgi", "Ortopedi", "", "Øye"][(n.wrapping_mul(2_654_435_761) >> 30) as usize];
        writeln!(
            text,
            "{}-{:02}-{:02},{place},{department},{age}",
            2010 + n % 16,
            n / 5 % 12 + 1,
            n % 28 + 1
        )
        .unwrap();
    }
    assert!(text.len() > 2 * super::blocks::BLOCK && is_plain(text.as_bytes()));
    same_both_ways(text.as_bytes()).unwrap();
}

#[test]
fn too_many_departments_for_the_tables_are_left_to_the_full_reader() {
    let mut text = "dato;kommune;fagomraade;aldersgruppe\n".to_owned();
    for n in 0..501 {
        writeln!(text, "2025-12-31;0301;Avdeling {n};80+").unwrap();
    }
    same_both_ways(text.as_bytes()).unwrap();
}
