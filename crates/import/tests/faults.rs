//! Every fault that a file can have, one test each: place and kind as people are told them.
#![allow(clippy::unwrap_used, reason = "a test that can't make its own file fails")]

mod given;

use given::{check, check_bytes, context, faults, one_fault};
use import::{Input, MAX_FAULTS, ReadError};
use std::fmt::Write;

const REGISTRATIONS: &str = "enhet;dato;senger;belagt\n";
const STAYS: &str = "opphold_id;enhet;kommune;inn;ut;aldersgruppe;henvist_av;utskrevet_til\n";

/// A registration with one cell changed.
#[track_caller]
fn registration(row: &str, expected: &str) {
    one_fault("registreringer", &format!("{REGISTRATIONS}{row}\n"), expected);
}

#[track_caller]
fn stay(row: &str, expected: &str) {
    one_fault("opphold", &format!("{STAYS}{row}\n"), expected);
}

#[track_caller]
fn file(bytes: &[u8], expected: &str) {
    assert_eq!(faults(&check_bytes("registreringer", bytes)), [expected]);
}

#[test]
fn an_empty_file_is_a_fault() {
    file(b"", "- - - empty");
    file(b" \r\n\n", "- - - empty");
    file(b"\xef\xbb\xbf", "- - - empty");
}

#[test]
fn a_file_with_a_header_alone_has_no_rows() {
    file(REGISTRATIONS.as_bytes(), "- - - no_rows");
    file(b"enhet;dato;senger;belagt\n;;;\n\n", "- - - no_rows");
}

#[test]
fn a_file_that_is_no_spreadsheet_is_a_fault() {
    file(b"%PDF-1.7 ...", "- - - not_a_spreadsheet");
    file(b"\x89PNG\r\n\x1a\n\0\0", "- - - not_a_spreadsheet");
    file(b"PK\x03\x04 and then nothing", "- - - not_a_spreadsheet");
    file(b"enhet;dato;senger;belagt\nKAD-1;2026-01-01;\0;1\n", "- - - not_a_spreadsheet");
}

#[test]
fn an_old_or_locked_workbook_is_a_fault() {
    file(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "- - - old_or_locked_excel");
}

#[test]
fn a_file_in_utf16_is_a_fault() {
    file(b"\xff\xfee\0n\0", "- - - utf16");
}

#[test]
fn a_file_beyond_the_limit_is_too_large() {
    let input = Input::bytes("fil.csv", vec![b'a'; 3 << 20]).limit(2 << 20);
    let report = import::check(&input, "senger".parse().unwrap(), &context(), &mut |_| {});
    assert_eq!(faults(&report), ["- - - too_large"]);
}

#[test]
fn a_file_that_is_not_there_or_is_a_folder_is_unreadable() {
    for path in ["no/such/file.csv", "src"] {
        let report = import::check(&Input::path(path), "senger".parse().unwrap(), &context(), &mut |_| {});
        assert_eq!(faults(&report), ["- - - unreadable"]);
    }
}

#[test]
fn a_header_without_any_known_column_is_wrong() {
    file(b"KAD-1;2026-01-01;4;2\nKAD-1;2026-01-02;4;2\n", "1 - KAD-1 | 2026-01-01 | 4 | 2 wrong_header");
    file(b"Rapport for januar\n\nenhet;dato;senger;belagt\n", "1 - Rapport for januar wrong_header");
}

#[test]
fn a_missing_column_is_named_once() {
    file(b"enhet;dato;senger\nKAD-1;2026-01-01;4\nKAD-1;2026-01-02;4\n", "1 - - missing_column");
}

#[test]
fn a_near_miss_of_a_header_is_suggested() {
    let report = check("innbyggere", "komune;aar;aldersgruppe;innbyggere\n0301;2025;80+;1\n");
    let text = report.faults[0].norwegian();
    assert_eq!(
        text,
        "Linje 1: Kolonnen «kommune» mangler. Filen har «komune», som ligner: rett navnet til «kommune»."
    );
    let report = check("innbyggere", "Kommunenr;aar;aldersgruppe;innbyggere\n0301;2025;80+;1\n");
    assert!(report.faults[0].english().contains("'Kommunenr', which is like it"));
}

#[test]
fn either_age_or_age_group_must_be_there() {
    let text =
        "opphold_id;enhet;kommune;inn;ut;henvist_av;utskrevet_til\n1;KAD-1;0301;2026-01-01;;fastlege;\n";
    one_fault("opphold", text, "1 - - missing_either");
}

#[test]
fn a_column_that_stands_twice_is_a_fault() {
    one_fault("senger", "enhet;fra;senger;Senger\nKAD-1;2026-01-01;4;5\n", "1 Senger - duplicate_column");
}

#[test]
fn mixed_encodings_are_found_with_their_line() {
    let mut bytes = "enhet;dato;senger;belagt;merknad\nKAD-1;2026-01-01;4;2;på\n".as_bytes().to_vec();
    bytes.extend(b"KAD-1;2026-01-02;4;2;p\xe5\n");
    file(&bytes, "3 - - mixed_encoding");
    let mut bytes = b"enhet;dato;senger;belagt;merknad\nKAD-1;2026-01-01;4;2;p\xe5\n".to_vec();
    bytes.extend("KAD-1;2026-01-02;4;2;på\n".as_bytes());
    file(&bytes, "3 - - mixed_encoding");
}

#[test]
fn a_line_with_another_separator_is_told_so() {
    registration("KAD-1,2026-01-01,4,2", "2 - - mixed_separators");
}

#[test]
fn too_few_and_too_many_cells_are_faults() {
    registration("KAD-1;2026-01-01;4", "2 - - cell_count");
    registration("KAD-1;2026-01-01;4;2;9", "2 - - cell_count");
    // A decimal comma in a file parted by commas.
    one_fault("senger", "enhet,fra,senger\nKAD-1,2026-01-01,4,5\n", "2 - - cell_count");
}

#[test]
fn an_unclosed_quotation_mark_does_not_swallow_the_file() {
    let mut text = format!("{REGISTRATIONS}\"KAD-1;2026-01-01;4;2\n");
    for _ in 0..80_000 {
        text += "KAD-1;2026-01-02;4;2\n";
    }
    one_fault("registreringer", &text, "2 - - row_too_long");
}

#[test]
fn an_unclosed_quotation_mark_is_named_with_its_line() {
    registration("\"KAD-1;2026-01-01;4;2\nKAD-1;2026-01-02;4;2", "2 - - unclosed_quote");
}

#[test]
fn a_birth_number_is_refused_anywhere_and_never_repeated() {
    let number = "01010100050";
    for text in [
        format!("{REGISTRATIONS}{number};2026-01-01;4;2\n"),
        format!("{REGISTRATIONS}KAD-1;2026-01-01;4;{number}\n"),
        format!("{REGISTRATIONS}KAD-1;2026-01-01;4;010101 00050\n"),
        format!("enhet;dato;senger;belagt;merknad\nKAD-1;2026-01-01;4;2;ring {number}\n"),
        format!("enhet;dato;senger;belagt\n\"KAD-1\";2026-01-01;4;\"{number}\"\n"),
        format!("enhet;dato;senger;belagt;{number}\nKAD-1;2026-01-01;4;2;\n"),
        format!("{number};Kari;1\n"),
    ] {
        let report = check("registreringer", &text);
        let told = serde_json::to_string(&report).unwrap();
        assert!(told.contains("birth_number") && told.contains("«skjult»"), "{told}");
        assert!(!told.contains("00050"), "{told}");
        for fault in &report.faults {
            assert!(!fault.norwegian().contains("00050") && !fault.english().contains("00050"));
        }
    }
}

#[test]
fn a_birth_number_in_a_line_with_a_wrong_number_of_cells_is_found_too() {
    let report = check("registreringer", &format!("{REGISTRATIONS}KAD-1;2026-01-01;4;2;010101 00050\n"));
    assert!(faults(&report).iter().any(|fault| fault.ends_with("birth_number")), "{:?}", faults(&report));
}

#[test]
fn the_preview_shows_no_column_that_is_not_read() {
    let report = check("senger", "enhet;navn;fra;senger\nKAD-1;Kari Nordmann;2026-01-01;4\n");
    assert_eq!(report.preview.columns, ["enhet", "fra", "senger"]);
    assert_eq!(report.preview.rows, [["KAD-1", "2026-01-01", "4"]]);
    assert_eq!(report.unknown_columns[0].name, "navn");
    assert!(report.is_clean());
}

#[test]
fn a_blank_cell_of_a_required_column_is_missing() {
    registration("KAD-1; ;4;2", "2 dato - missing");
}

#[test]
fn an_unknown_unit_is_a_fault_and_the_likely_one_is_named() {
    registration("kad 1;2026-01-01;4;2", "2 enhet kad 1 unknown_unit");
    let report = check("registreringer", &format!("{REGISTRATIONS}DE11;2026-01-01;4;2\n"));
    assert!(report.faults[0].norwegian().contains("Mente du «DE-11»?"));
}

#[test]
fn an_unknown_municipality_is_a_fault() {
    one_fault(
        "innbyggere",
        "kommune;aar;aldersgruppe;innbyggere\n9999;2025;80+;1\n",
        "2 kommune 9999 unknown_municipality",
    );
}

#[test]
fn a_municipality_number_without_its_zero_says_how_to_get_it_back() {
    let text = "kommune;aar;aldersgruppe;innbyggere\n301;2025;80+;1\n";
    one_fault("innbyggere", text, "2 kommune 301 lost_zero");
    let told = check("innbyggere", text).faults[0].norwegian();
    assert!(told.contains("0301") && told.contains("som tekst"), "{told}");
}

#[test]
fn a_name_is_no_municipality_number() {
    one_fault(
        "innbyggere",
        "kommune;aar;aldersgruppe;innbyggere\nOslo;2025;80+;1\n",
        "2 kommune Oslo not_a_municipality",
    );
}

#[test]
fn a_date_that_does_not_exist_is_told_from_one_that_is_none() {
    registration("KAD-1;30.02.2026;4;2", "2 dato 30.02.2026 no_such_date");
    registration("KAD-1;2026-13-01;4;2", "2 dato 2026-13-01 no_such_date");
    registration("KAD-1;i går;4;2", "2 dato i går not_a_date");
    registration("KAD-1;01/02/2026;4;2", "2 dato 01/02/2026 not_a_date");
    registration("KAD-1;20260101;4;2", "2 dato 20260101 not_a_date");
    registration("KAD-1;2026-01-01 14:05;4;2", "2 dato 2026-01-01 14:05 not_a_date");
}

#[test]
fn a_year_of_two_digits_is_refused() {
    registration("KAD-1;01.02.26;4;2", "2 dato 01.02.26 short_year");
}

#[test]
fn dates_beyond_reason_are_refused() {
    registration("KAD-1;0206-01-01;4;2", "2 dato 0206-01-01 before_history");
    one_fault("senger", "enhet;fra;senger\nKAD-1;2206-01-01;4\n", "2 fra 2206-01-01 too_far_ahead");
}

#[test]
fn what_has_happened_does_not_lie_in_the_future() {
    registration("KAD-1;2026-08-23;4;2", "2 dato 2026-08-23 future");
    stay("1;KAD-1;0301;2026-08-23 00:10;;80+;fastlege;", "2 inn 2026-08-23 00:10 future");
    let counts = "kommune;periode;aldersgruppe;innleggelser\n0301;2026-09;80+;1\n";
    one_fault("innleggelser", counts, "2 periode 2026-09 future");
    let single = "kommune;dato;aldersgruppe\n0301;2026-08-23;80+\n";
    one_fault("innleggelser", single, "2 dato 2026-08-23 future");
}

#[test]
fn what_is_planned_may_lie_in_the_future() {
    for (dataset, text) in [
        ("senger", "enhet;fra;senger\nKAD-1;2027-01-01;4\n"),
        ("hendelser", "dato;type\n2027-01-01;annet\n"),
        ("enheter", "enhet;navn;type;aapnet\nNY;Ny;kad;2027-01-01\n"),
    ] {
        assert!(check(dataset, text).is_clean(), "{dataset}");
    }
}

#[test]
fn a_stay_does_not_end_before_it_starts() {
    stay(
        "1;KAD-1;0301;2026-01-02 14:00;2026-01-02 13:59;80+;fastlege;hjem",
        "2 ut 2026-01-02 13:59 end_before_start",
    );
    stay("1;KAD-1;0301;02.01.2026;01.01.2026;80+;fastlege;hjem", "2 ut 01.01.2026 end_before_start");
}

#[test]
fn units_and_memberships_do_not_end_before_they_start() {
    let unit = "enhet;navn;type;aapnet;nedlagt\nNY;Ny;kad;2020-01-01;2019-01-01\n";
    one_fault("enheter", unit, "2 nedlagt 2019-01-01 end_before_start");
    let served = "enhet;kommune;fra;til\nKAD-1;0301;2020-01-01;2019-01-01\n";
    one_fault("enhetskommuner", served, "2 til 2019-01-01 end_before_start");
    let member = "kommune;navn;helseregion;helseforetak;gyldig_fra;gyldig_til\n0301;Oslo;HSØ;OUS;2020-01-01;2019-01-01\n";
    one_fault("kommuner", member, "2 gyldig_til 2019-01-01 end_before_start");
}

#[test]
fn a_discharge_needs_a_destination() {
    stay("1;KAD-1;0301;2026-01-01;2026-01-02;80+;fastlege;", "2 utskrevet_til - missing_with");
    let text =
        "opphold_id;enhet;kommune;inn;ut;aldersgruppe;henvist_av\n1;KAD-1;0301;2026-01-01;;80+;fastlege\n";
    one_fault("opphold", text, "1 - - missing_column");
}

#[test]
fn a_time_that_does_not_exist_is_a_fault() {
    // Clocks went from 02:00 to 03:00 on 29 March 2026.
    stay("1;KAD-1;0301;2026-03-29 02:30;;80+;fastlege;", "2 inn 2026-03-29 02:30 no_such_time");
    stay("1;KAD-1;0301;2026-03-28 24:00;;80+;fastlege;", "2 inn 2026-03-28 24:00 no_such_time");
    stay("1;KAD-1;0301;2026-03-28 kl 14;;80+;fastlege;", "2 inn 2026-03-28 kl 14 not_a_moment");
}

#[test]
fn a_month_is_a_month_or_a_day() {
    let text = "kommune;periode;aldersgruppe;innleggelser\n0301;januar;80+;1\n";
    one_fault("innleggelser", text, "2 periode januar not_a_month");
}

#[test]
fn a_negative_count_is_a_fault() {
    registration("KAD-1;2026-01-01;4;-2", "2 belagt -2 negative");
    registration("KAD-1;2026-01-01;−4;2", "2 senger −4 negative");
}

#[test]
fn what_is_no_number_is_a_fault() {
    for value in ["mange", "4 stk", "1.234,5", "1 23", "1e3", ",5", "4,", "NaN", "inf"] {
        registration(&format!("KAD-1;2026-01-01;{value};2"), &format!("2 senger {value} not_a_number"));
    }
}

#[test]
fn a_count_is_whole_and_has_no_thousands_point() {
    let text = "kommune;aar;aldersgruppe;innbyggere\n0301;2025;80+;1.234\n";
    one_fault("innbyggere", text, "2 innbyggere 1.234 not_whole");
}

#[test]
fn a_number_too_large_for_any_count_is_a_fault() {
    registration("KAD-1;2026-01-01;44444444444;2", "2 senger 44444444444 too_big");
}

#[test]
fn a_share_lies_from_0_to_1() {
    for value in ["1,5", "-0,1", "25 %", "100"] {
        let text = format!("enhet;kommune;fra;andel\nKAD-1;0301;2020-01-01;{value}\n");
        one_fault("enhetskommuner", &text, &format!("2 andel {value} not_a_share"));
    }
}

#[test]
fn a_year_lies_from_1900_to_next_year() {
    for value in ["1899", "2028", "20"] {
        let text = format!("kommune;aar;aldersgruppe;innbyggere\n0301;{value};80+;1\n");
        one_fault("innbyggere", &text, &format!("2 aar {value} year_outside"));
    }
}

#[test]
fn an_age_is_whole_years() {
    for value in ["-1", "131", "82,5", "åtti"] {
        let text = format!(
            "opphold_id;enhet;kommune;inn;ut;alder;henvist_av;utskrevet_til\n1;KAD-1;0301;2026-01-01;;{value};fastlege;\n"
        );
        one_fault("opphold", &text, &format!("2 alder {value} not_an_age"));
    }
}

#[test]
fn age_and_age_group_must_agree() {
    let text = "opphold_id;enhet;kommune;inn;ut;alder;aldersgruppe;henvist_av;utskrevet_til\n1;KAD-1;0301;2026-01-01;;79;80+;fastlege;\n";
    one_fault("opphold", text, "2 aldersgruppe 80+ age_mismatch");
}

#[test]
fn an_unknown_code_names_the_codes() {
    stay("1;KAD-1;0301;2026-01-01;;80+;tante;", "2 henvist_av tante not_a_code");
    let report = check("enheter", "enhet;navn;type;samlokalisert_legevakt\nA;B;hotell;kanskje\n");
    assert_eq!(faults(&report), ["2 type hotell not_a_code", "2 samlokalisert_legevakt kanskje not_a_code"]);
    assert!(report.faults[0].norwegian().contains("kad sykestue intermediaer dms"));
}

#[test]
fn a_reason_is_icpc_2() {
    let text = "opphold_id;enhet;kommune;inn;ut;alder;henvist_av;aarsak;utskrevet_til\n1;KAD-1;0301;2026-01-01;;79;fastlege;J18.9;\n";
    one_fault("opphold", text, "2 aarsak J18.9 not_a_reason");
}

#[test]
fn texts_have_an_end_and_no_control_characters() {
    let text = format!("enhet;navn;type\nA;{};kad\n", "x".repeat(201));
    assert!(faults(&check("enheter", &text))[0].ends_with("too_long"));
    one_fault("enheter", "enhet;navn;type\nA;\u{7}x;kad\n", "2 navn  x bad_text");
}

#[test]
fn an_event_concerns_a_unit_or_a_municipality_not_both() {
    one_fault(
        "hendelser",
        "dato;type;enhet;kommune\n2026-01-01;annet;KAD-1;0301\n",
        "2 kommune 0301 both_places",
    );
}

#[test]
fn too_many_departments_mean_the_wrong_column() {
    let mut text = "kommune;dato;aldersgruppe;fagomraade\n".to_owned();
    for number in 0..501 {
        writeln!(text, "0301;2026-01-01;80+;pasient {number}").unwrap();
    }
    one_fault("innleggelser", &text, "502 fagomraade pasient 500 too_many_departments");
}

#[test]
fn a_key_that_stands_twice_names_both_lines() {
    let text = format!("{REGISTRATIONS}KAD-1;2026-01-01;4;2\nDE-11;2026-01-01;4;2\nKAD-1;01.01.2026;4;3\n");
    one_fault("registreringer", &text, "4 enhet, dato KAD-1, 01.01.2026 duplicate");
    let told = check("registreringer", &text).faults[0].norwegian();
    assert!(told.ends_with("Samme nøkkel står allerede på linje 2. Behold den ene."), "{told}");
}

#[test]
fn the_first_thousand_faults_are_kept_and_all_are_counted() {
    let mut text = REGISTRATIONS.to_owned();
    for _ in 0..1500 {
        text += "KAD-1;2026-01-01;x;2\n";
    }
    let report = check("registreringer", &text);
    assert_eq!((report.faults.len(), report.faults_total, report.rows), (MAX_FAULTS, 1500, 1500));
}

#[test]
fn every_fault_of_a_row_is_told() {
    let report = check("registreringer", &format!("{REGISTRATIONS}X;i går;mange;-1\n"));
    let kinds: Vec<_> = faults(&report).iter().map(|f| f.rsplit(' ').next().unwrap().to_owned()).collect();
    assert_eq!(kinds, ["unknown_unit", "not_a_date", "not_a_number", "negative"]);
}

#[test]
fn long_values_and_formulas_are_repeated_short() {
    let report = check(
        "registreringer",
        &format!("{REGISTRATIONS}KAD-1;2026-01-01;=HYPERLINK(A1);{}\n", "9".repeat(500)),
    );
    let values: Vec<_> = report.faults.iter().map(|fault| fault.value.clone().unwrap()).collect();
    assert_eq!(values[0], "=HYPERLINK…");
    assert_eq!(values[1].chars().count(), 61);
}

#[test]
fn a_file_with_faults_is_refused_and_hands_out_nothing_after_the_first() {
    let input = Input::bytes(
        "fil.csv",
        format!("{REGISTRATIONS}KAD-1;2026-01-01;x;2\nKAD-1;2026-01-02;4;2\n").into(),
    );
    let result = import::read(&input, "registreringer".parse().unwrap(), &context(), &mut |_| {}, |_| {
        Err::<(), _>("no rows may come")
    });
    assert!(matches!(result, Err(ReadError::Refused(report)) if report.faults_total == 1));
}

#[test]
fn a_sink_that_fails_stops_the_reading() {
    let input = Input::bytes("fil.csv", format!("{REGISTRATIONS}KAD-1;2026-01-01;4;2\n").into());
    let result = import::read(&input, "registreringer".parse().unwrap(), &context(), &mut |_| {}, |_| {
        Err::<(), _>("disk full")
    });
    assert!(matches!(result, Err(ReadError::Sink("disk full"))));
}

#[test]
fn a_failed_formula_is_told_as_such_even_where_any_text_may_stand() {
    registration("KAD-1;2026-01-01;#DIV/0!;2", "2 senger #DIV/0! cell_error");
    one_fault("enheter", "enhet;navn;type\nA;#N/A;kad\n", "2 navn #N/A cell_error");
}
