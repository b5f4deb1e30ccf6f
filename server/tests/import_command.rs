//! `kadpuls import` as people run it: the built program, files on disk, a database of its own.
#![allow(clippy::unwrap_used, reason = "a test that can't make its own files fails")]

mod room;

use room::{Outcome, Room};
use serde_json::Value;
use std::fmt::Write as _;

const REGISTRATIONS: &str = "enhet;dato;senger;belagt\n";

/// Imports a file that must be refused: exit status 1, nothing on stdout, these words on stderr, and the
/// database as it was.
#[track_caller]
fn refused(kind: &str, bytes: &[u8], words: &[&str]) {
    let room = Room::new();
    let before = room.contents();
    let outcome = room.import(kind, bytes, &[]);
    assert_eq!(outcome.status, Some(1), "{}", outcome.stderr);
    assert_eq!(outcome.stdout, "");
    for word in words.iter().chain(&["nothing was changed"]) {
        assert!(outcome.stderr.contains(word), "'{word}' is missing in: {}", outcome.stderr);
    }
    assert_eq!(room.contents(), before);
}

#[track_caller]
fn registration(row: &str, words: &[&str]) {
    refused("registreringer", format!("{REGISTRATIONS}A;2025-01-01;4;2\n{row}\n").as_bytes(), words);
}

#[test]
fn a_missing_column_is_named() {
    let file = b"enhet;dato;senger\nA;2025-01-01;4\n";
    refused("registreringer", file, &["Line 1", "column 'belagt' is missing", "add it"]);
}

#[test]
fn a_misspelt_header_is_named_with_what_was_meant() {
    let file = b"enhet;dato;senger;belagte\nA;2025-01-01;4;2\n";
    refused("registreringer", file, &["Line 1", "'belagte'", "rename it to 'belagt'"]);
}

#[test]
fn a_header_of_another_kind_of_file_says_what_was_expected() {
    refused("registreringer", b"fra;til\n1;2\n", &["Line 1", "expected: enhet, dato, senger, belagt"]);
}

#[test]
fn an_unknown_unit_is_refused() {
    registration("Z;2025-01-02;4;2", &["Line 3, column enhet, «Z»", "import the units first"]);
}

#[test]
fn an_unknown_municipality_is_refused() {
    let file = b"enhet;navn;type;vertskommune\nC;Enhet C;kad;9999\n";
    refused("enheter", file, &["Line 2, column vertskommune, «9999»", "unknown"]);
}

#[test]
fn counts_that_are_negative_or_no_numbers_are_refused() {
    registration("A;2025-01-02;-4;2", &["Line 3, column senger, «-4»", "0 or more"]);
    registration("A;2025-01-02;fire;2", &["Line 3, column senger, «fire»", "expected digits"]);
}

#[test]
fn dates_that_do_not_exist_or_lie_ahead_are_refused() {
    registration("A;2025-02-30;4;2", &["Line 3, column dato, «2025-02-30»", "doesn't exist"]);
    registration("A;2099-01-01;4;2", &["Line 3, column dato, «2099-01-01»", "future"]);
}

#[test]
fn an_end_before_its_start_is_refused() {
    let file = b"enhet;navn;type;aapnet;nedlagt\nC;Enhet C;kad;2020-01-01;2019-12-31\n";
    refused("enheter", file, &["Line 2, column nedlagt, «2019-12-31»", "before the start", "swapped"]);
}

#[test]
fn a_key_that_stands_twice_is_refused_with_both_lines() {
    registration("A;01.01.2025;5;2", &["Line 3, column enhet, dato", "stands already on line 2"]);
}

#[test]
fn a_mixed_encoding_is_refused() {
    let file = b"enhet;navn;type\nC;B\xc3\xa6rum;kad\nD;Bod\xf8;kad\n";
    refused("enheter", file, &["Line 3", "another encoding", "CSV UTF-8"]);
}

#[test]
fn an_empty_file_and_one_that_is_no_spreadsheet_are_refused() {
    refused("registreringer", b"", &["the file is empty", "save the spreadsheet again"]);
    refused("registreringer", b"%PDF-1.7 og mer", &["no spreadsheet", "use CSV or XLSX"]);
    refused("registreringer", b"PK\x03\x04 avkuttet", &["no spreadsheet"]);
}

#[test]
fn a_file_that_is_not_there_is_refused() {
    let outcome = Room::new().run(&["import", "enheter", "finnes-ikke.csv"]);
    assert_eq!(outcome.status, Some(1));
    assert!(outcome.stderr.contains("can't be read"), "{}", outcome.stderr);
}

#[test]
fn an_unknown_kind_is_a_usage_error() {
    let outcome = Room::new().run(&["import", "hotell", "a.csv"]);
    assert_eq!(outcome.status, Some(2));
    assert!(outcome.stderr.contains("hotell"), "{}", outcome.stderr);
}

/// Made up: the check digits are right, the day does not exist.
const BIRTH_NUMBER: &str = "99999900026";

#[test]
fn a_birth_number_is_never_repeated_wherever_it_stands() {
    let cells = [
        format!("enhet;navn;type\n{BIRTH_NUMBER};Enhet;kad\n"),
        format!("enhet;navn;type\nC;Enhet {BIRTH_NUMBER} i vest;kad\n"),
        "enhet;navn;type;merknad\nC;Enhet;kad;999999 00026\n".to_owned(),
        format!("enhet;navn;type;{BIRTH_NUMBER}\nC;Enhet;kad;x\n"),
    ];
    for file in &cells {
        for flags in [&[][..], &["--json"], &["--dry-run"]] {
            let outcome = Room::new().import("enheter", file.as_bytes(), flags);
            assert_eq!(outcome.status, Some(1), "{file}: {}", outcome.stdout);
            let said = format!("{}{}", outcome.stdout, outcome.stderr);
            assert!(said.contains("birth"), "{file}: {said}");
            assert!(!said.contains(BIRTH_NUMBER) && !said.contains("00026"), "{said}");
        }
    }
}

#[test]
fn a_birth_number_in_the_name_of_a_file_is_not_kept() {
    let room = Room::new();
    let path = room.file(&format!("{BIRTH_NUMBER}.csv"), b"enhet;navn;type\nC;Enhet C;kad\n");
    let outcome = room.run(&["import", "enheter", &path]);
    assert_eq!(outcome.status, Some(0), "{}", outcome.stderr);
    assert!(room.batches().iter().all(|batch| !batch.contains(BIRTH_NUMBER)));
}

/// So many registrations of one unit.
fn many(unit: &str, days: usize) -> String {
    let first = chrono::NaiveDate::from_ymd_opt(2000, 1, 1).unwrap();
    first.iter_days().take(days).fold(String::new(), |mut rows, day| {
        writeln!(rows, "{unit};{day};4;2.5").unwrap();
        rows
    })
}

#[test]
fn a_long_file_with_one_fault_at_its_end_is_refused_as_a_whole() {
    let file = format!("{REGISTRATIONS}{}A;2025-13-01;4;2\n", many("A", 9000));
    refused("registreringer", file.as_bytes(), &["Line 9002, column dato, «2025-13-01»", "has 1 fault;"]);
}

#[test]
fn of_very_many_faults_the_first_thousand_are_told_and_all_are_counted() {
    let file = REGISTRATIONS.to_owned() + &many("Z", 1500);
    let outcome = Room::new().import("registreringer", file.as_bytes(), &[]);
    assert_eq!(outcome.stderr.matches("unknown unit").count(), 1000);
    assert!(outcome.stderr.contains("1500 faults, the first 1000 shown"), "{}", outcome.stderr);
}

#[test]
fn the_same_file_again_changes_nothing_and_a_corrected_one_what_it_corrects() {
    let room = Room::new();
    let said = |file: &str| {
        let Outcome { status, stdout, stderr } = room.import("registreringer", file.as_bytes(), &[]);
        assert_eq!((status, stderr.as_str()), (Some(0), ""), "nothing but the result in a pipe");
        stdout
    };
    let file = "enhet;dato;senger;belagt\nA;2025-01-01;4;2\nB;2025-01-01;6;6\n";
    assert_eq!(said(file), "registreringer: 2 rows read: 2 added, 0 changed, 0 unchanged\n");
    assert_eq!(said(file), "registreringer: 2 rows read: 0 added, 0 changed, 2 unchanged\n");
    let corrected =
        "belagt,dato,enhet,senger\r\n2,01.01.2025,A,4\r\n5,01.01.2025,B,6\r\n3,02.01.2025,B,6\r\n";
    assert_eq!(said(corrected), "registreringer: 3 rows read: 1 added, 1 changed, 1 unchanged\n");
}

#[test]
fn a_dry_run_checks_and_changes_nothing() {
    let room = Room::new();
    let before = room.contents();
    let file = REGISTRATIONS.to_owned() + &many("A", 10);
    let outcome = room.import("registreringer", file.as_bytes(), &["--dry-run"]);
    assert_eq!(outcome.status, Some(0));
    assert_eq!(outcome.stdout, "registreringer: 10 rows, no faults; nothing was changed (--dry-run)\n");
    assert_eq!(room.contents(), before);
}

#[test]
fn json_has_the_counts_of_a_good_file_and_the_faults_of_a_bad_one() {
    let room = Room::new();
    let file = REGISTRATIONS.to_owned() + &many("A", 3);
    let outcome = room.import("registreringer", file.as_bytes(), &["--json"]);
    let answer: Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(answer["status"], "ok");
    assert_eq!(answer["counts"]["added"], 3);
    assert_eq!(answer["report"]["faults_total"], 0);

    let bad = format!("{REGISTRATIONS}A;2025-01-01;4;mange\n");
    let outcome = room.import("registreringer", bad.as_bytes(), &["--json"]);
    assert_eq!(outcome.status, Some(1));
    let answer: Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(answer["status"], "refused");
    assert_eq!(answer["counts"], Value::Null);
    let fault = &answer["report"]["faults"][0];
    assert_eq!((&fault["line"], &fault["column"]), (&2.into(), &"belagt".into()));
    assert_eq!((&fault["value"], &fault["problem"]["kind"]), (&"mange".into(), &"not_a_number".into()));
}

#[test]
fn a_column_that_nothing_reads_is_noted_with_what_was_perhaps_meant() {
    let file = b"enhet;dato;senger;belagt;innlegelser\nA;2025-01-01;4;2;1\n";
    let outcome = Room::new().import("registreringer", file, &[]);
    assert_eq!(outcome.status, Some(0));
    assert!(outcome.stderr.contains("'innlegelser' is not read (did you mean innleggelser?)"));
}

/// Into an empty table rows go directly; into another by way of a temporary one.
#[cfg(unix)]
#[test]
fn an_import_that_is_killed_leaves_the_database_as_it_was() {
    for filled in [false, true] {
        let room = Room::new();
        if filled {
            let file = REGISTRATIONS.to_owned() + &many("A", 5);
            assert_eq!(room.import("registreringer", file.as_bytes(), &[]).status, Some(0));
        }
        let before = room.contents();
        let file = format!("{REGISTRATIONS}{}{}", many("A", 9000), many("B", 9000));
        let mut import = room.start("registreringer", file.as_bytes());
        let caught = room.wait_for_a_writer(&mut import);
        import.kill().unwrap(); // SIGKILL
        import.wait().unwrap();
        assert!(caught, "the import was over before it was seen writing");
        assert_eq!(room.contents(), before, "filled: {filled}");
        assert_eq!(room.integrity(), "ok");
        let outcome = room.import("registreringer", file.as_bytes(), &[]);
        assert_eq!(outcome.status, Some(0), "{}", outcome.stderr);
        let added = if filled { 17_995 } else { 18_000 };
        assert!(outcome.stdout.contains(&format!(": {added} added")), "{}", outcome.stdout);
    }
}
