//! The same content in another dress gives the same rows: separators, encodings, decimals, dates, times.
#![allow(clippy::unwrap_used, reason = "a test that can't make its own file fails")]

mod given;

use chrono::{DateTime, Utc};
use given::{check, context, rows, rows_of};
use import::{Input, Rows};
use proptest::prelude::*;
use std::fmt::Write;
use vocabulary::{AgeGroup, Dataset, Sex, Stay};

fn stays(text: &str) -> Vec<Stay> {
    match rows("opphold", text).remove(0) {
        Rows::Stays(stays) => stays,
        other => panic!("{other:?}"),
    }
}

/// The times of a stay.
#[track_caller]
fn times(admitted: &str, discharged: &str, expected: (&str, Option<&str>, bool)) {
    let text = format!(
        "opphold_id;enhet;kommune;inn;ut;aldersgruppe;henvist_av;utskrevet_til\n1;KAD-1;0301;{admitted};{discharged};80+;fastlege;hjem\n"
    );
    let stay = stays(&text).remove(0);
    let utc = |time: DateTime<Utc>| time.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let found = (utc(stay.admitted), stay.discharged.map(utc), stay.dates_only);
    assert_eq!(found, (expected.0.to_owned(), expected.1.map(str::to_owned), expected.2));
}

#[test]
fn times_are_local_to_oslo_and_kept_in_utc() {
    let winter = ("2025-12-31T13:05:00Z", None, false);
    for text in [
        "2025-12-31T14:05",
        "2025-12-31 14:05",
        "2025-12-31 14:05:00",
        "31.12.2025 14:05",
        "31.12.2025 14.05",
        "2025-12-31T14:05:00.000",
        "2025-12-31T13:05Z",
        "2025-12-31T14:05:00+01:00",
        "2025-12-31 08:05 -0500",
    ] {
        times(text, "", winter);
    }
    times("2025-07-01 14:05", "", ("2025-07-01T12:05:00Z", None, false));
}

#[test]
fn the_hour_that_comes_twice_is_the_first_unless_the_stay_would_end_before_it_starts() {
    // 26 October 2025: 03:00 summer time became 02:00.
    times("2025-10-26 02:30", "", ("2025-10-26T00:30:00Z", None, false));
    times(
        "2025-10-26 02:50",
        "2025-10-26 02:10",
        ("2025-10-26T00:50:00Z", Some("2025-10-26T01:10:00Z"), false),
    );
    times("2025-10-26 02:30+01:00", "", ("2025-10-26T01:30:00Z", None, false));
}

#[test]
fn dates_alone_are_kept_as_noon() {
    let days = ("2025-12-31T11:00:00Z", Some("2026-01-02T11:00:00Z"), true);
    times("2025-12-31", "02.01.2026", days);
    // One day and one time: only the days count.
    times("2025-12-31 23:50", "2026-01-02", days);
}

#[test]
fn age_and_sex_are_read_in_the_ways_they_are_written() {
    let text = "opphold_id;enhet;kommune;inn;ut;alder;kjønn;henvist av;Utskrevet-til\n\
        1;KAD-1;0301;2026-01-01;;79;K;Fastlege;\n2;KAD-1;0301;2026-01-01;;80;1;fastlege;\n\
        3;KAD-1;0301;2026-01-01;2026-01-01;0;mann;fastlege;Død\n";
    let stays = stays(text);
    let found: Vec<_> = stays.iter().map(|stay| (stay.age_group, stay.sex)).collect();
    let expected = [
        (AgeGroup::Age67To79, Some(Sex::Female)),
        (AgeGroup::Age80Plus, Some(Sex::Male)),
        (AgeGroup::Age0To17, Some(Sex::Male)),
    ];
    assert_eq!(found, expected);
    assert_eq!(stays[2].destination, Some(vocabulary::Destination::Dead));
}

#[test]
fn age_groups_may_have_a_dash() {
    let plain = rows("innbyggere", "kommune;aar;aldersgruppe;innbyggere\n0301;2025;0-17;1\n");
    assert_eq!(plain, rows("innbyggere", "kommune;aar;aldersgruppe;innbyggere\n0301;2025;0–17;1\n"));
    assert_eq!(plain, rows("innbyggere", "kommune;aar;aldersgruppe;innbyggere\n0301;2025;0 - 17;1\n"));
}

#[test]
fn columns_come_in_any_order_case_and_with_others_between() {
    let plain = rows("senger", "enhet;fra;senger\nKAD-1;2020-01-01;4.5\n");
    assert_eq!(plain, rows("senger", " SENGER ;merknad;Fra;Enhet\n4,5;x;01.01.2020;KAD-1\n"));
}

#[test]
fn excels_own_separator_line_and_blank_lines_are_passed_over() {
    let plain = rows("senger", "enhet;fra;senger\nKAD-1;2020-01-01;4\n");
    assert_eq!(plain, rows("senger", "sep=;\r\nenhet;fra;senger\r\n\r\nKAD-1;2020-01-01;4\r\n;;\r\n"));
    assert_eq!(plain, rows("senger", "\n  \nenhet;fra;senger;;\nKAD-1;2020-01-01;4;;\n"));
}

#[test]
fn thousands_may_be_parted_by_spaces_alone() {
    let plain = rows("innbyggere", "kommune;aar;aldersgruppe;innbyggere\n0301;2025;80+;1234567\n");
    for number in ["1 234 567", "1\u{a0}234\u{a0}567"] {
        let text = format!("kommune;aar;aldersgruppe;innbyggere\n0301;2025;80+;{number}\n");
        assert_eq!(plain, rows("innbyggere", &text));
    }
}

#[test]
fn single_admissions_are_counted_per_municipality_month_age_and_department() {
    let counted = rows(
        "innleggelser",
        "kommune;dato;aldersgruppe;fagomraade\n0301;2025-12-01;80+;Kirurgi\n3103;2025-12-01;80+;\n\
         0301;31.12.2025;80+;Kirurgi\n0301;2025-12-05;67-79;Kirurgi\n0301;2025-11-05;80+;Kirurgi\n",
    );
    let counts = rows(
        "innleggelser",
        "kommune;periode;aldersgruppe;fagomraade;innleggelser\n0301;2025-11;80+;Kirurgi;1\n\
         0301;2025-12;67-79;Kirurgi;1\n0301;2025-12-31;80+;Kirurgi;2\n3103;2025-12;80+;;1\n",
    );
    assert_eq!(counted, counts);
    let report =
        check("innleggelser", "kommune;dato;aldersgruppe\n0301;2025-12-01;80+\n0301;2025-12-02;80+\n");
    assert_eq!((report.rows, report.rows_out), (2, 1));
}

#[test]
fn chunks_are_handed_out_in_the_files_order_and_progress_ends_at_the_end() {
    let mut text = "enhet;fra;senger\n".to_owned();
    let first = chrono::NaiveDate::from_ymd_opt(1990, 1, 1).unwrap();
    for (number, day) in first.iter_days().take(10_000).enumerate() {
        writeln!(text, "KAD-1;{day};{number}").unwrap();
    }
    let input = Input::bytes("senger.csv", text.into());
    let (mut beds, mut sizes, mut last) = (Vec::new(), Vec::new(), None);
    let report = import::read(&input, Dataset::Beds, &context(), &mut |p| last = Some(p), |rows| {
        sizes.push(rows.len());
        if let Rows::Beds(rows) = rows {
            beds.extend(rows.iter().map(|row| row.beds as usize));
        }
        Ok::<_, ()>(())
    })
    .unwrap();
    assert_eq!(sizes, [4096, 4096, 1808]);
    assert!(beds.iter().copied().eq(0..10_000));
    assert_eq!(report.rows_out, 10_000);
    assert!(last.is_some_and(|p| p.done == p.total && p.rows == 10_000));
}

/// A registration as text, with the separator, decimal sign and date in some dress.
fn registration(
    separator: char,
    comma: bool,
    norwegian_date: bool,
    name: &str,
    days: &[(u32, u32)],
) -> String {
    let quote = |text: String| if text.contains(separator) { format!("\"{text}\"") } else { text };
    let mut text = ["enhet", "dato", "senger", "belagt", "merknad"].join(&separator.to_string()) + "\n";
    for (number, (tenths, occupied)) in days.iter().enumerate() {
        let day = chrono::NaiveDate::from_ymd_opt(2020, 1, 1).unwrap() + chrono::Days::new(number as u64);
        let day = if norwegian_date { vocabulary::norwegian::date(day) } else { day.to_string() };
        let beds = format!("{}{}{}", tenths / 10, if comma { ',' } else { '.' }, tenths % 10);
        let cells = ["KAD-1".to_owned(), day, quote(beds), occupied.to_string(), quote(name.to_owned())];
        text += &(cells.join(&separator.to_string()) + "\n");
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn separator_decimal_date_encoding_and_line_end_change_nothing(
        days in prop::collection::vec((0_u32..500, 0_u32..50), 1..20),
        separator in prop::sample::select(vec![';', ',', '\t']),
        comma in any::<bool>(),
        norwegian_date in any::<bool>(),
        windows in any::<bool>(),
        mark in any::<bool>(),
        carriage in any::<bool>(),
        name in "[a-zæøåÆØÅ,; ]{0,12}",
    ) {
        let plain = rows("registreringer", &registration(';', false, false, "", &days));
        let mut text = registration(separator, comma, norwegian_date, &name, &days);
        if carriage {
            text = text.replace('\n', "\r\n");
        }
        let bytes = if windows {
            encoding_rs::WINDOWS_1252.encode(&text).0.into_owned()
        } else if mark {
            format!("\u{feff}{text}").into_bytes()
        } else {
            text.into_bytes()
        };
        prop_assert_eq!(plain, rows_of(&Input::bytes("fil.csv", bytes), Dataset::Registrations));
    }

    #[test]
    fn no_bytes_make_it_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        start in prop::sample::select(vec!["", "enhet;dato;senger;belagt\n", "PK\u{3}\u{4}", "\"", "sep=,\nenhet,dato"]),
        dataset in prop::sample::select(Dataset::ALL.to_vec()),
    ) {
        let bytes = [start.as_bytes(), &bytes].concat();
        import::check(&Input::bytes("fil.csv", bytes), dataset, &context(), &mut |_| {});
    }

    #[test]
    fn no_text_below_right_headers_makes_it_panic(
        cells in prop::collection::vec("[0-9a-zæ\"\r\n;:.,+TZ «−=-]{0,14}", 0..60),
        dataset in prop::sample::select(Dataset::ALL.to_vec()),
    ) {
        let names: Vec<_> = import::columns(dataset).iter().map(|column| column.name).collect();
        let mut text = names.join(";") + "\n";
        for row in cells.chunks(names.len()) {
            text += &(row.join(";") + "\n");
        }
        let report = import::check(&Input::bytes("fil.csv", text.into()), dataset, &context(), &mut |_| {});
        for fault in &report.faults {
            prop_assert!(!fault.norwegian().is_empty() && !fault.english().is_empty());
        }
    }
}
