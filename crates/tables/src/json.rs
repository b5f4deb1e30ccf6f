//! A table as JSON, a chunk at a time.
//!
//! Numbers are as they are read (44.1 for 44,1 %), with their unit beside the column. A number that isn't there is
//! `null`; why, is listed under `tegn` with row and column, from 0.

use crate::CHUNK;
use crate::cell::Cell;
use crate::table::{FileColumn, Sheet, Sort, Value, digits};
use chrono::{DateTime, SecondsFormat, Utc};
use language::t;
use serde_json::{Map, Value as Json, json as object};
use std::ops::Range;

/// The file in chunks.
pub fn json(sheet: Sheet) -> impl Iterator<Item = Vec<u8>> {
    let rows = 0..sheet.table.rows.len();
    json_rows(sheet, rows, Map::new())
}

/// The same with these rows alone, and `more` members beside them. Columns are those of the whole table; places under
/// `tegn` are counted from the first row that is there.
pub fn json_rows(sheet: Sheet, rows: Range<usize>, more: Map<String, Json>) -> impl Iterator<Item = Vec<u8>> {
    let columns = sheet.table.file_columns();
    let mut signs: Vec<Json> = Vec::new();
    let end = rows.end.min(sheet.table.rows.len());
    let first = rows.start.min(end);
    let mut next = first;
    let mut state = State::Head;
    std::iter::from_fn(move || {
        let mut text = String::with_capacity(CHUNK + 1024);
        match state {
            State::Over => return None,
            State::Head => {
                let mut head = head(&sheet, &columns);
                if let Json::Object(members) = &mut head {
                    members.extend(more.clone());
                }
                let mut head = head.to_string();
                // The rows follow in the same object.
                head.truncate(head.len() - 1);
                text.push_str(&head);
                text.push_str(",\"rader\":[\n");
                state = State::Rows;
            }
            State::Rows => {}
        }
        while next < end && text.len() < CHUNK {
            push_row(&mut text, &columns, &sheet.table.rows[next], next - first, &mut signs);
            next += 1;
            text.push_str(if next < end { ",\n" } else { "\n" });
        }
        if next == end {
            text.push_str(&format!("],\"tegn\":{}}}\n", Json::Array(std::mem::take(&mut signs))));
            state = State::Over;
        }
        Some(text.into_bytes())
    })
}

#[derive(Clone, Copy)]
enum State {
    Head,
    Rows,
    Over,
}

fn push_row(text: &mut String, columns: &[FileColumn], cells: &[Cell], row: usize, signs: &mut Vec<Json>) {
    text.push('[');
    for (place, column) in columns.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        match column.value(cells) {
            Value::Empty => text.push_str("null"),
            Value::Text(words) => text.push_str(&Json::from(words).to_string()),
            Value::Count(n) => text.push_str(&n.to_string()),
            Value::Number(value, decimals) => text.push_str(&digits(value, decimals)),
            Value::Year(year) => text.push_str(&year.to_string()),
            Value::Month(month) => text.push_str(&format!("\"{month}\"")),
            Value::Date(day) => text.push_str(&format!("\"{day}\"")),
            Value::Sign(sign) => {
                signs.push(object!({ "rad": row, "kolonne": place, "tegn": sign }));
                text.push_str("null");
            }
        }
    }
    text.push(']');
}

fn head(sheet: &Sheet, columns: &[FileColumn]) -> Json {
    let about = &sheet.about;
    let column = |column: &FileColumn| {
        let unit = Some(column.unit.name()).filter(|unit| !unit.is_empty());
        object!({
            "navn": column.name,
            "type": sort(column.sort),
            "enhet": unit,
            "definisjon": column.measure.map(|measure| measure.definition().id),
        })
    };
    let definitions: Vec<Json> = about
        .measures
        .iter()
        .map(|measure| {
            let d = measure.definition();
            object!({
                "id": d.id, "navn": d.name, "enhet": d.unit, "teller": d.numerator, "nevner": d.denominator,
                "merknad": d.note, "kilde": d.source,
            })
        })
        .collect();
    let filters: Vec<Json> =
        about.filters.iter().map(|(name, value)| object!({ "navn": name, "verdi": value })).collect();
    let batches: Vec<Json> = about
        .batches
        .iter()
        .map(|(kind, id, at)| object!({ "slag": kind, "nummer": id, "tid": time(at) }))
        .collect();
    let period =
        about.period.map(|days| object!({ "fra": days.from().to_string(), "til": days.to().to_string() }));
    object!({
        "id": about.id,
        "tittel": sheet.table.caption,
        "sted": about.place,
        "periode": period,
        "filtre": filters,
        "kilde": about.source,
        "visning": about.address,
        "kortkode": about.code,
        "program": about.program,
        "definisjonsutgave": about.definitions,
        "dataversjon": about.version,
        "importer": batches,
        "laget": time(&about.made),
        "tegnforklaring": { ":": t!("vises ikke: få pasienter, eller ville røpet et slikt tall"), "..": "mangler" },
        "definisjoner": definitions,
        "kolonner": columns.iter().map(column).collect::<Vec<_>>(),
    })
}

/// In UTC, to the second.
fn time(time: &DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

const fn sort(sort: Sort) -> &'static str {
    match sort {
        Sort::Text => "tekst",
        Sort::Count => "antall",
        Sort::Number => "tall",
        Sort::Year => "aar",
        Sort::Month => "maaned",
        Sort::Date => "dato",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::csv::tests::sheet;

    #[test]
    fn numbers_are_numbers_and_signs_stand_apart() {
        let rows = vec![
            vec![Cell::from("Å \"s\u{202e}\""), Cell::percent(0.4412, 1)],
            vec![Cell::Month("2025-12".parse().unwrap()), Cell::Hidden],
        ];
        let bytes: Vec<u8> = json(sheet(&["Sted", "Belegg"], rows)).flatten().collect();
        let read: Json = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(read["rader"], object!([["Å \"s\u{202e}\"", 44.1], ["2025-12", null]]));
        assert_eq!(read["tegn"], object!([{ "rad": 1, "kolonne": 1, "tegn": ":" }]));
        assert_eq!(read["kolonner"][1]["enhet"], "%");
        assert_eq!(read["periode"]["til"], "2025-12-31");
        assert_eq!(
            (&read["kortkode"], &read["definisjonsutgave"]),
            (&"bcdf2345".into(), &"1-00000000".into())
        );
        assert_eq!(read["definisjoner"][0]["id"], measures::Measure::OccupancySsb.definition().id);
    }

    #[test]
    fn a_table_without_rows_is_one_too() {
        let bytes: Vec<u8> = json(sheet(&["Sted"], Vec::new())).flatten().collect();
        assert_eq!(serde_json::from_slice::<Json>(&bytes).unwrap()["rader"], object!([]));
    }

    #[test]
    fn a_page_of_a_table_counts_its_own_rows_and_has_the_columns_of_all() {
        let rows = vec![
            vec![Cell::from("A"), Cell::Count(7)],
            vec![Cell::from("B"), Cell::Hidden],
            vec![Cell::from("C"), Cell::Missing],
        ];
        let page = |rows, from, to| {
            let more = object!({ "sider": 2 }).as_object().cloned().unwrap();
            let bytes: Vec<u8> = json_rows(sheet(&["Sted", "N"], rows), from..to, more).flatten().collect();
            serde_json::from_slice::<Json>(&bytes).unwrap()
        };
        let second = page(rows.clone(), 1, 2);
        assert_eq!(second["rader"], object!([["B", null]]));
        assert_eq!(second["tegn"], object!([{ "rad": 0, "kolonne": 1, "tegn": ":" }]));
        assert_eq!((&second["kolonner"][1]["type"], &second["sider"]), (&object!("antall"), &object!(2)));
        assert_eq!(page(rows.clone(), 2, 9)["rader"].as_array().unwrap().len(), 1);
        assert_eq!(page(rows, 5, 9)["rader"], object!([]));
    }

    #[test]
    fn a_long_table_comes_in_chunks() {
        let rows = (0..20_000).map(|n| vec![Cell::from("Sted"), Cell::Count(n)]).collect();
        let chunks: Vec<Vec<u8>> = json(sheet(&["Sted", "N"], rows)).collect();
        assert!(chunks.len() > 3 && chunks.iter().all(|chunk| chunk.len() < 70_000));
        let read: Json = serde_json::from_slice(&chunks.concat()).unwrap();
        assert_eq!(read["rader"].as_array().unwrap().len(), 20_000);
        assert_eq!(read["rader"][19_999][1], 19_999);
    }
}
