//! Rebuilds `data/` from raw tables: `cargo run -p reference --example rebuild -- RAW_FOLDER`.
//!
//! The folder holds `kommuner.csv`, `innbyggere.csv` and `kommuneendringer.csv` in the columns of the
//! import files. The corrections that the README lists are made here and nowhere else.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io, process};

/// Municipalities that moved with Kongsvinger hospital from Innlandet to Akershus on 2019-02-01.
const KONGSVINGER_AREA: [&str; 5] = ["3401", "3414", "3415", "3416", "3417"];

fn main() -> io::Result<()> {
    let Some(raw) = env::args().nth(1) else {
        eprintln!("usage: rebuild RAW_FOLDER");
        process::exit(2);
    };
    let raw = Path::new(&raw);
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let read = |name: &str| fs::read_to_string(raw.join(name));
    fs::write(data.join("municipalities.csv"), municipalities(&read("kommuner.csv")?))?;
    fs::write(data.join("border_changes.csv"), border_changes(&read("kommuneendringer.csv")?))?;
    fs::write(data.join("population.csv"), population(&read("innbyggere.csv")?))
}

/// Adds the former membership of the Kongsvinger area.
fn municipalities(raw: &str) -> String {
    let mut out = String::from("number;name;county;region;trust;area;valid_from;valid_to\n");
    for line in raw.lines().skip(1) {
        if KONGSVINGER_AREA.iter().any(|number| line.starts_with(number)) {
            let former = line.replacen(";Akershus;", ";Innlandet;", 1);
            let _ = writeln!(out, "{former};;2019-01-31\n{line};2019-02-01;");
        } else {
            let _ = writeln!(out, "{line};;");
        }
    }
    out
}

/// Replaces the halves by which the source divides the joint municipality 1507 and its parts.
fn border_changes(raw: &str) -> String {
    let mut out = String::from("from;to;share;last_year\n");
    for line in raw.lines().skip(1) {
        let fields: Vec<&str> = line.split(';').collect();
        let share = match (fields[0], fields[1]) {
            ("1507", "1508") => "0.862",
            ("1507", "1580") => "0.138",
            ("1534", "1580") | ("1504" | "1523" | "1529" | "1546", "1508") => "1",
            ("1534", "1508") | ("1504" | "1523" | "1529" | "1546", "1580") => continue,
            _ => fields[2],
        };
        let _ = writeln!(out, "{};{};{share};{}", fields[0], fields[1], fields[3]);
    }
    out
}

/// One line per municipality and year, one column per age group.
fn population(raw: &str) -> String {
    const AGES: [&str; 5] = ["0-17", "18-49", "50-66", "67-79", "80+"];
    let mut cells: BTreeMap<(&str, &str), [&str; 5]> = BTreeMap::new();
    for line in raw.lines().skip(1) {
        let fields: Vec<&str> = line.split(';').collect();
        if let Some(age) = AGES.iter().position(|age| *age == fields[2]) {
            cells.entry((fields[0], fields[1])).or_default()[age] = fields[3];
        }
    }
    let mut out = format!("number;year;{}\n", AGES.join(";"));
    for ((number, year), counts) in cells {
        let _ = writeln!(out, "{number};{year};{}", counts.join(";"));
    }
    out
}
