#![allow(clippy::unwrap_used, reason = "a test that can't read its own bytes fails")]

use super::lines::Lines;
use proptest::prelude::*;

/// The records of some bytes as this crate cuts them, blank lines left out as the csv crate does.
fn ours(bytes: &[u8]) -> Vec<Vec<Vec<u8>>> {
    let mut lines = Lines::new(bytes);
    let mut records = Vec::new();
    while let Some(raw) = lines.next(b';').unwrap() {
        let record: Vec<Vec<u8>> = match raw.ends {
            None => raw.bytes.split(|b| *b == b';').map(<[u8]>::to_vec).collect(),
            Some(ends) => {
                let starts = std::iter::once(0).chain(ends.iter().copied());
                starts.zip(ends).map(|(start, end)| raw.bytes[start..*end].to_vec()).collect()
            }
        };
        if !(raw.ends.is_none() && raw.bytes.is_empty()) {
            records.push(record);
        }
    }
    records
}

fn theirs(bytes: &[u8]) -> Vec<Vec<Vec<u8>>> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(b';').from_reader(bytes);
    reader.byte_records().map(|r| r.unwrap().iter().map(<[u8]>::to_vec).collect()).collect()
}

proptest! {
    #[test]
    fn records_are_cut_as_the_csv_crate_cuts_them(text in "[ab;\"\r\n]{0,60}") {
        prop_assert_eq!(ours(text.as_bytes()), theirs(text.as_bytes()));
    }
}

#[test]
fn lines_are_counted_by_any_line_end_and_within_quotes() {
    let mut lines = Lines::new(&b"a\r\n\"b\r\nb\"\r\nc\rd\n\ne"[..]);
    let mut at = Vec::new();
    while let Some(raw) = lines.next(b';').unwrap() {
        at.push((raw.line, raw.bytes.to_vec()));
    }
    let at: Vec<_> = at.iter().map(|(line, bytes)| (*line, std::str::from_utf8(bytes).unwrap())).collect();
    assert_eq!(at, [(1, "a"), (2, "b\r\nb"), (4, "c"), (5, "d"), (6, ""), (7, "e")]);
}
