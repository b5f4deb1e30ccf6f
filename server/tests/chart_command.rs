//! `kadpuls chart`: files from the command line, and what is said where there is none.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod room;

use room::Room;

#[test]
fn a_chart_is_written_in_the_format_of_the_files_name() {
    let room = Room::new();
    for (name, begin) in [("bilde.svg", &b"<svg "[..]), ("bilde.PNG", b"\x89PNG"), ("side.pdf", b"%PDF-")] {
        let file = room.file(name, b"");
        let done = room.run(&["chart", "belegg-maaned", "--enhet", "A", "--dpi", "300", "-o", &file]);
        assert_eq!((done.status, done.stderr.as_str()), (Some(0), ""), "{name}");
        assert!(std::fs::read(&file).unwrap().starts_with(begin), "{name}");
    }
    let svg = room.file("periode.svg", b"");
    let period = ["--fra", "2024-01-01", "--til", "2024-06-30", "--med", "maal=belegg_ssb"];
    let done = room.run(&[&["chart", "belegg-endring", "--enhet", "A", "-o", &svg][..], &period].concat());
    assert_eq!(done.status, Some(0), "{}", done.stderr);
    let svg = std::fs::read_to_string(&svg).unwrap();
    assert!(svg.contains("Enhet A") && svg.contains("fra=2024-01-01&amp;til=2024-06-30&amp;maal=belegg_ssb"));
}

#[test]
fn what_cannot_be_drawn_is_said_and_nothing_is_written() {
    let room = Room::new();
    for (arguments, status, said) in [
        (&["belegg", "-o", "x.svg"][..], 1, "there is no chart 'belegg'"),
        (&["belegg", "-o", "x.svg"], 1, "belegg-dag, belegg-maaned"),
        (&["belegg-maaned", "-o", "x.gif"], 2, ".svg, .png or .pdf"),
        (&["belegg-maaned", "--enhet", "TULL", "-o", "x.svg"], 1, "Enheten «TULL» finnes ikke"),
        (&["belegg-dag", "-o", "x.svg"], 1, "doesn't have the chart 'belegg-dag'"),
        (&["belegg-maaned", "--bredde", "10", "-o", "x.png"], 2, "--bredde"),
        (&["belegg-maaned", "--skala", "0", "-o", "x.png"], 2, "a number from 0.5 to 6"),
    ] {
        let done = room.run(&[&["chart"], arguments].concat());
        assert_eq!(done.status, Some(status), "{arguments:?}: {}", done.stderr);
        assert!(done.stderr.contains(said) && done.stdout.is_empty(), "{arguments:?}: {}", done.stderr);
    }
    assert!(!room.holds("x.svg") && !room.holds("x.png"));
}
