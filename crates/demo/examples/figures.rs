//! Prints the national table of a seed: `cargo run --release -p demo --example figures -- [SEED] [UNTIL]`.

#[path = "../tests/common/mod.rs"]
mod common;

use std::time::Instant;

use demo::{Scale, generate};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let seed = args.next().map_or(Ok(1), |seed| seed.parse())?;
    let until = args.next().unwrap_or_else(|| "2025-12-31".to_owned()).parse()?;
    let start = Instant::now();
    let country = generate(seed, until, &Scale::Country);
    let years = common::years(&country);
    println!(
        "seed {seed}, until {until}: {} units, generated and counted in {:.2?}",
        country.units().len(),
        start.elapsed()
    );
    println!(
        "{:>4} {:>7} {:>7} {:>7} {:>6} {:>5} {:>5} {:>5} {:>5} {:>6} {:>5} {:>5} {:>5} {:>5} {:>5} {:>6} | {:>7} {:>6} {:>6} {:>5} {:>5}",
        "year",
        "places",
        "regs",
        "adm",
        "stays",
        "bel%",
        "days",
        "KAD",
        "syk",
        ">72h%",
        "67+%",
        "wom%",
        "home%",
        "dead%",
        "adeq%",
        "reject",
        "ØH",
        "/1000",
        "80+",
        "med%",
        "re%"
    );
    let percent = |part: f64, whole: f64| if whole > 0.0 { 100.0 * part / whole } else { 0.0 };
    for (number, y) in &years {
        let mean = |(n, hours): (usize, f64)| if n > 0 { hours / 24.0 / n as f64 } else { 0.0 };
        let stays = y.stays as f64;
        let done = y.completed as f64;
        println!(
            "{number:>4} {:>7.2} {:>7} {:>7} {:>6} {:>5.1} {:>5.2} {:>5.2} {:>5.2} {:>6.1} {:>5.1} {:>5.1} {:>5.1} {:>5.1} {:>5.1} {:>6} | {:>7} {:>6.1} {:>6.1} {:>5.1} {:>5.2}",
            y.places,
            y.registrations,
            y.registered_admissions,
            y.stays,
            percent(y.occupied, y.open),
            mean((y.completed, y.hours)),
            mean(y.kad),
            mean(y.sykestue),
            percent(y.over_72 as f64, done),
            percent(y.aged_67 as f64, stays),
            percent(y.women.0 as f64, y.women.1 as f64),
            percent(y.home as f64, done),
            percent(y.dead as f64, done),
            percent(y.adequate.0 as f64, y.adequate.1 as f64),
            y.rejected,
            y.hospital,
            1000.0 * y.hospital as f64 / y.inhabitants as f64,
            1000.0 * y.aged_80.0 as f64 / y.aged_80.1 as f64,
            percent(y.medicine as f64, y.hospital as f64),
            percent(y.readmitted as f64, y.hospital as f64),
        );
    }
    if let Some(y) = years.get(&2022) {
        println!("2022 by line {:?}", y.by_line);
        println!("2022 weekdays in {:?} out {:?}", y.weekdays_in, y.weekdays_out);
    }
    let mut kinds = std::collections::BTreeMap::<_, (usize, usize)>::new();
    for unit in country.units() {
        let kind = kinds.entry(unit.kind).or_default();
        kind.0 += 1;
        kind.1 += usize::from(demo::truth::is_strong(&unit));
    }
    println!("units by kind (all, strong) {kinds:?}");
    Ok(())
}
