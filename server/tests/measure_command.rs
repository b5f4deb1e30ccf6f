//! `kadpuls measure`: tables from the command line, and what is said where there is none.
#![allow(clippy::unwrap_used, reason = "a test that can't make its own files fails")]

mod room;

use room::Room;

#[test]
fn a_table_is_written_to_a_file_or_to_standard_output() {
    let room = Room::new();
    let view = ["--enhet", "A", "--fra", "2024-01-01", "--til", "2024-02-29"];
    let plain = room.run(&[&["measure", "belegg-maaned", "--format", "plain"][..], &view].concat());
    assert_eq!((plain.status, plain.stderr.as_str()), (Some(0), ""));
    assert!(plain.stdout.starts_with("Måned,Enhet A"), "{}", plain.stdout);
    assert_eq!(plain.stdout.lines().count(), 3);
    let file = room.file("tabell.xlsx", b"");
    let done =
        room.run(&[&["measure", "belegg-maaned", "--format", "xlsx", "-o", &file][..], &view].concat());
    assert_eq!((done.status, done.stdout.as_str()), (Some(0), ""), "{}", done.stderr);
    assert!(std::fs::read(&file).unwrap().starts_with(b"PK"));
}

#[test]
fn what_there_is_not_is_said_and_nothing_is_written() {
    let room = Room::new();
    for (arguments, status, said) in [
        (&["belegg"][..], 1, "belegg-dag, belegg-maaned"),
        (&["belegg-maaned", "--enhet", "TULL"], 1, "Enheten «TULL» finnes ikke"),
        (&["belegg-dag"], 1, "Den vises bare for én enhet"),
        (&["kart", "--med", "maal=tull"], 1, "«tull» er ikke et måltall"),
        (&["kart", "--med", "maal"], 2, "NAME=VALUE"),
        (&["belegg-maaned", "--format", "ods"], 2, "ods"),
    ] {
        let done = room.run(&[&["measure"], arguments, &["-o", "x.csv"]].concat());
        assert_eq!(done.status, Some(status), "{arguments:?}: {}", done.stderr);
        assert!(done.stderr.contains(said) && done.stdout.is_empty(), "{arguments:?}: {}", done.stderr);
    }
    assert!(!room.holds("x.csv"));
}
