//! `cargo bench -p import`: parse and check of generated files in memory.

use chrono::{Days, NaiveDate};
use import::{Context, Input};
use std::fmt::Write;
use vocabulary::Dataset;

fn main() {
    divan::main();
}

fn context() -> Context {
    let mut context = Context::new(NaiveDate::from_ymd_opt(2026, 8, 22).unwrap_or_default());
    context.units.extend((1..=16).filter_map(|n| format!("DE-{n:02}").parse().ok()));
    context.municipalities.extend(
        (1..=357).filter_map(|n| format!("{:04}", n * 15).parse::<vocabulary::MunicipalityNumber>().ok()),
    );
    context
}

/// A file of lines that a counter makes.
fn file(header: &str, rows: u64, line: impl Fn(&mut String, u64, NaiveDate)) -> Input {
    let start = NaiveDate::from_ymd_opt(2020, 3, 20).unwrap_or_default();
    let mut text = format!("{header}\n");
    for number in 0..rows {
        line(&mut text, number, start + Days::new(number / 16 % 2300));
        text.push('\n');
    }
    Input::bytes("fil.csv", text.into())
}

fn run(bencher: divan::Bencher, dataset: Dataset, rows: u64, input: &Input) {
    let context = context();
    bencher.counter(divan::counter::ItemsCount::new(rows)).bench(|| {
        let report = import::check(input, dataset, &context, &mut |_| {});
        assert_eq!((report.rows, report.faults_total), (rows, 0), "{:?}", report.faults.first());
        report
    });
}

/// As many as the real register has.
#[divan::bench(sample_count = 20)]
fn registrations(bencher: divan::Bencher) {
    let input = file("enhet;dato;senger;belagt", 36_800, |text, n, day| {
        let _ = write!(text, "DE-{:02};{day};{};{}", n % 16 + 1, 100 + n % 40, n % 97);
    });
    run(bencher, Dataset::Registrations, 36_800, &input);
}

#[divan::bench(sample_count = 5)]
fn single_admissions(bencher: divan::Bencher) {
    let ages = ["0-17", "18-49", "50-66", "67-79", "80+"];
    let departments = ["Indremedisin", "Kirurgi", "Ortopedi"];
    let input = file("kommune;dato;aldersgruppe;fagomraade", 500_000, |text, n, day| {
        let mixed = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        let (age, department) = (ages[(mixed / 400 % 5) as usize], departments[(mixed / 2000 % 3) as usize]);
        let _ = write!(text, "{:04};{day};{age};{department}", (mixed % 357 + 1) * 15);
    });
    run(bencher, Dataset::EmergencyAdmissions, 500_000, &input);
}

#[divan::bench(sample_count = 5)]
fn stays(bencher: divan::Bencher) {
    let header = "opphold_id;enhet;kommune;inn;ut;alder;kjoenn;henvist_av;aarsak;utskrevet_til";
    let input = file(header, 100_000, |text, n, day| {
        let (unit, home) = (n % 16 + 1, (n % 357 + 1) * 15);
        let _ = write!(
            text,
            "{n};DE-{unit:02};{home:04};{day} 14:05;{day} 23:10;{};kvinne;fastlege;R81;hjem",
            n % 100
        );
    });
    run(bencher, Dataset::Stays, 100_000, &input);
}
