//! Six million single admissions into a database: `cargo run --release -p intake --example bulk -- [ROWS] [DATABASE_URL]`.
//!
//! Makes the file (always the same), takes it in twice, the second time on top of the first, holds the counts in the
//! database against those it made, and prints seconds and the most memory that the program had. Each import is a
//! process of its own, so that making the file and an earlier import don't count.
//!
//! Parts: `generate FILE ROWS` makes the file alone, `take FILE DATABASE_URL` takes one in, and `sheets FOLDER ROWS` makes
//! the same admissions as workbooks of six months each, since a sheet holds a million rows and a month that comes again
//! replaces what was there.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use import::{Input, Progress};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use std::collections::HashMap;
use std::error::Error;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Instant;
use store::Store;
use vocabulary::{Dataset, Month};

const ROWS: u64 = 6_000_000;
const AGES: [&str; 5] = ["0-17", "18-49", "50-66", "67-79", "80+"];
const DEPARTMENTS: [&str; 3] = ["Indremedisin", "Kirurgi", "Ortopedi"];

type Failed = Box<dyn Error>;

#[tokio::main]
async fn main() -> Result<(), Failed> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["generate", file, rows] => generate(Path::new(file), rows.parse()?).map(drop),
        ["take", file, url] => take(Path::new(file), url).await,
        ["sheets", folder, rows] => sheets(Path::new(folder), rows.parse()?),
        _ => both(&arguments).await,
    }
}

/// The numbers of a fixed sequence (`SplitMix64`).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}

type Group = (String, Month, usize, usize);

/// One admission: days from the first, and places in the lists.
struct Admission {
    day: u16,
    municipality: u16,
    age: u8,
    department: u8,
}

/// So many admissions over 43 months, always the same.
fn admissions(rows: u64, municipalities: usize) -> impl Iterator<Item = Admission> {
    let mut numbers = Numbers(1);
    (0..rows).map(move |_| Admission {
        day: numbers.below(1308) as u16,
        municipality: numbers.below(municipalities as u64) as u16,
        age: numbers.below(5) as u8,
        department: numbers.below(3) as u8,
    })
}

fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2020, 1, 1).unwrap_or_default()
}

/// Writes the file; gives the counts.
fn generate(file: &Path, rows: u64) -> Result<HashMap<Group, i64>, Failed> {
    let municipalities = municipalities();
    let mut counts = HashMap::new();
    let mut out = BufWriter::new(std::fs::File::create(file)?);
    writeln!(out, "dato;kommune;aldersgruppe;fagomraade")?;
    for row in admissions(rows, municipalities.len()) {
        let day = first_day() + Days::new(row.day.into());
        let municipality = &municipalities[usize::from(row.municipality)];
        let (age, department) = (usize::from(row.age), usize::from(row.department));
        writeln!(out, "{day};{municipality};{};{}", AGES[age], DEPARTMENTS[department])?;
        *counts.entry((municipality.clone(), Month::of(day), age, department)).or_default() += 1;
    }
    out.flush()?;
    Ok(counts)
}

/// Writes the same as workbooks of six months each.
fn sheets(folder: &Path, rows: u64) -> Result<(), Failed> {
    let municipalities = municipalities();
    let format = Format::new().set_num_format("dd.mm.yyyy");
    let mut parts: Vec<(Workbook, u32)> = Vec::new();
    for row in admissions(rows, municipalities.len()) {
        let day = first_day() + Days::new(row.day.into());
        let part = ((Month::of(day).index() - Month::of(first_day()).index()) / 6) as usize;
        while parts.len() <= part {
            let mut book = Workbook::new();
            let sheet = book.add_worksheet_with_constant_memory()?;
            for (column, name) in (0..).zip(["dato", "kommune", "aldersgruppe", "fagomraade"]) {
                sheet.write(0, column, name)?;
            }
            parts.push((book, 1));
        }
        let (book, line) = &mut parts[part];
        let sheet = book.worksheet_from_index(0)?;
        sheet.write_with_format(
            *line,
            0,
            ExcelDateTime::from_ymd(day.year() as u16, day.month() as u8, day.day() as u8)?,
            &format,
        )?;
        sheet.write(*line, 1, &municipalities[usize::from(row.municipality)])?;
        sheet.write(*line, 2, AGES[usize::from(row.age)])?;
        sheet.write(*line, 3, DEPARTMENTS[usize::from(row.department)])?;
        *line += 1;
    }
    for (number, (book, lines)) in parts.iter_mut().enumerate() {
        let file = folder.join(format!("innleggelser-{}.xlsx", number + 1));
        book.save(&file)?;
        println!("{}: {} rows, {} bytes", file.display(), *lines - 1, file.metadata()?.len());
    }
    Ok(())
}

/// Today's municipalities.
fn municipalities() -> Vec<String> {
    let mut numbers: Vec<_> = reference::municipalities().iter().map(|row| row.number.to_string()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// Writes the counts as they are expected, in a file of counted admissions.
fn write_counts(file: &Path, counts: &HashMap<Group, i64>) -> Result<(), Failed> {
    let mut out = BufWriter::new(std::fs::File::create(file)?);
    writeln!(out, "kommune;periode;aldersgruppe;fagomraade;innleggelser")?;
    for ((municipality, month, age, department), count) in counts {
        writeln!(out, "{municipality};{month};{};{};{count}", AGES[*age], DEPARTMENTS[*department])?;
    }
    Ok(out.flush()?)
}

/// Takes a file in and says how long it took.
async fn take(file: &Path, url: &str) -> Result<(), Failed> {
    let store = Store::open(url).await?;
    intake::load_reference(&store, now()).await?;
    let source = source(file);
    let before = most_memory();
    let start = Instant::now();
    let read = Arc::new(Mutex::new(0.0));
    let told = Arc::clone(&read);
    let on_progress = move |progress: Progress| {
        if let Ok(mut told) = told.lock()
            && progress.done == progress.total
        {
            *told = start.elapsed().as_secs_f64();
        }
    };
    let (counts, report) = intake::take_in(&store, &source, Arc::new(on_progress)).await?;
    let read = read.lock().map_or(0.0, |seconds| *seconds);
    println!(
        "{} rows counted to {}: {} added, {} changed, {} unchanged; {:.2} s ({read:.2} s of them reading), \
         most memory {} MB ({before} before)",
        report.rows,
        counts.read,
        counts.added,
        counts.changed,
        counts.unchanged,
        start.elapsed().as_secs_f64(),
        most_memory()
    );
    store.close().await;
    Ok(())
}

async fn both(arguments: &[&str]) -> Result<(), Failed> {
    let rows = arguments.first().map_or(Ok(ROWS), |rows| rows.parse())?;
    let folder = tempfile::tempdir()?;
    let (file, expected) = (folder.path().join("innleggelser.csv"), folder.path().join("antall.csv"));
    let url = arguments.get(1).map_or_else(
        || format!("sqlite://{}", folder.path().join("kadpuls.db").display()),
        |url| (*url).to_owned(),
    );
    let made = generate(&file, rows)?;
    write_counts(&expected, &made)?;
    println!("{} bytes, {} groups", file.metadata()?.len(), made.len());
    // So that loading the reference tables isn't measured.
    let store = Store::open(&url).await?;
    intake::load_reference(&store, now()).await?;
    store.close().await;
    for _ in 0..2 {
        let program = std::env::current_exe()?;
        let done = Command::new(program).arg("take").arg(&file).arg(&url).status()?;
        if !done.success() {
            return Err("the import failed".into());
        }
    }
    let store = Store::open(&url).await?;
    let (counts, _) = intake::take_in(&store, &source(&expected), Arc::new(|_| {})).await?;
    store.close().await;
    if counts.unchanged != made.len() as u64 || counts.read != counts.unchanged {
        return Err(format!("the counts in the database aren't those of the file: {counts:?}").into());
    }
    println!("the counts are right");
    Ok(())
}

fn source(file: &Path) -> intake::Source {
    let (input, dataset) = (Input::path(file), Dataset::EmergencyAdmissions);
    intake::Source { input, dataset, now: now(), by: "bulk".to_owned(), units: None }
}

fn now() -> DateTime<Utc> {
    std::time::SystemTime::now().into()
}

/// The most memory that this process had, in megabytes; 0 where the system doesn't say.
fn most_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0) / 1024
}
