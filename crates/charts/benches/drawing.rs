//! How long a drawing takes: `cargo bench -p charts`.

use charts::{Chart, Frame, Line, Part, Slots, StackedBars, TimeSeries};
use chrono::{Months, NaiveDate};

fn main() {
    divan::main();
}

/// Two years of days in one line.
#[divan::bench]
fn daily_line_of_730_points(bencher: divan::Bencher) {
    let dates: Vec<NaiveDate> = NaiveDate::default().iter_days().take(730).collect();
    let values = (0..730).map(|i| Some(50.0 + 40.0 * (f64::from(i) * 1.7).sin())).collect();
    let chart = TimeSeries::new(Frame::new("a", "Belegg", "Funn."), dates, vec![Line::new("Belegg", values)]);
    bencher.bench(|| divan::black_box(&chart).draw());
}

/// Eight parts over 24 months.
#[divan::bench]
fn stacked_bars_of_24_months(bencher: divan::Bencher) {
    let slots = Slots::Months((0..24).map(|i| NaiveDate::default() + Months::new(i)).collect());
    let part = |k: u32| Part::new(format!("Del {k}"), (0..24).map(|i| Some(f64::from(i + k))).collect());
    let chart = StackedBars::shares(Frame::new("a", "Andeler", "Funn."), slots, (0..8).map(part).collect());
    bencher.bench(|| divan::black_box(&chart).draw());
}
