//! A unit's days: as a calendar, and how many days had how many patients.

use super::figures::Figures;
use crate::ui::figure::Figure;
use crate::ui::table::Table;
use charts::{Bars, Calendar, Frame, Slots};
use language::t;
use measures::Measure;
use measures::occupancy::Occupancy;
use tables::Cell;
use vocabulary::{Period, norwegian};

/// Classes of a day's occupancy in percent.
const LIMITS: [f64; 4] = [25.0, 50.0, 75.0, 100.0];

/// Every day of the period with its occupancy; days without registration are missing, not empty.
fn days(figures: &Figures) -> Vec<(chrono::NaiveDate, Option<f64>)> {
    let (Some(first), Some(last)) = (figures.days.first(), figures.days.last()) else { return Vec::new() };
    let Ok(span) = Period::new(first.date, last.date) else { return Vec::new() };
    let mut rows = figures.days.iter().peekable();
    span.each_day()
        .map(|date| {
            let row = rows.next_if(|row| row.date == date);
            (
                date,
                row.and_then(|row| Occupancy::ssb(row.occupied, row.beds).share()).map(|share| share * 100.0),
            )
        })
        .collect()
}

/// The calendar; `None` where days aren't shown.
pub fn calendar(figures: &Figures, place: &str, source: &str) -> Option<Figure> {
    let days = days(figures);
    let known: Vec<f64> = days.iter().filter_map(|(_, value)| *value).collect();
    if known.is_empty() {
        return None;
    }
    let class = |value: f64| LIMITS.iter().filter(|limit| value >= **limit).count();
    let names = [
        t!("Under 25 %"),
        t!("25 til under 50 %"),
        t!("50 til under 75 %"),
        t!("75 til under 100 %"),
        t!("Fullt, 100 % og mer"),
    ];
    let mut table = Table::new(t!("Dager etter belegg, {place}"), &[t!("Belegg"), t!("Dager"), t!("Andel")]);
    let count = |of: usize| known.iter().filter(|value| class(**value) == of).count();
    for (of, name) in names.iter().enumerate() {
        let n = count(of);
        let share = Cell::percent(n as f64 / known.len() as f64, 1);
        table.rows.push(vec![(*name).into(), Cell::Count(n as i64), share]);
    }
    let missing = days.len() - known.len();
    table.rows.push(vec![t!("Mangler").into(), Cell::Count(missing as i64), Cell::Nothing]);
    let (full, low) = (count(4), count(0));
    let finding = t!(
        "{} av {} dager var fulle, og {} dager hadde under en firedel av sengene belagt. Mørkere farge er høyere \
         belegg; en dag uten registrering er overstreket.",
        norwegian::count(full as i64),
        norwegian::count(known.len() as i64),
        norwegian::count(low as i64)
    );
    let frame = Frame::new("belegg-kalender", t!("Dagene i en kalender – {place}"), finding).sized(1100, 320);
    let mut chart = Calendar::new(frame, days, LIMITS.to_vec());
    chart.suffix = "\u{a0}%".to_owned();
    Some(Figure::new(chart, table, &[Measure::OccupancySsb], source))
}

/// How many days had how many occupied beds; `None` where days aren't shown.
pub fn distribution(figures: &Figures, place: &str, source: &str) -> Option<Figure> {
    let most = figures.days.iter().map(|day| day.occupied).fold(0.0, f64::max);
    // Whole patients: 3.5 occupied beds count with 4.
    let classes = most.round() as usize + 1;
    if figures.days.is_empty() || classes > 60 {
        return None;
    }
    let mut counts = vec![0_i64; classes];
    for day in &figures.days {
        counts[(day.occupied.round().max(0.0) as usize).min(classes - 1)] += 1;
    }
    let days = figures.days.len() as f64;
    let mut table = Table::new(
        t!("Dager etter antall belagte senger, {place}"),
        &[t!("Belagte senger"), t!("Dager"), t!("Andel"), t!("Så mange eller flere")],
    );
    let mut above: i64 = counts.iter().sum();
    for (beds, n) in counts.iter().enumerate() {
        table.rows.push(vec![
            Cell::Count(beds as i64),
            Cell::Count(*n),
            Cell::percent(*n as f64 / days, 1),
            Cell::percent(above as f64 / days, 1),
        ]);
        above -= n;
    }
    let common = counts.iter().enumerate().max_by_key(|(beds, n)| (**n, std::cmp::Reverse(*beds)));
    let finding = common.map_or_else(String::new, |(beds, n)| {
        t!(
            "Vanligst var {beds} belagte senger, {} av {} dager. Det høyeste var {}.",
            norwegian::count(*n),
            norwegian::count(days as i64),
            norwegian::number(most, usize::from(most.fract() != 0.0))
        )
    });
    let frame = Frame::new("belegg-fordeling", t!("Hvor mange senger som var belagt – {place}"), finding)
        .axes(t!("Belagte senger ved døgnskifte"), t!("Dager"));
    let slots = Slots::Labels((0..classes).map(|beds| beds.to_string()).collect());
    let chart = Bars::new(frame, slots, counts.into_iter().map(|n| Some(n as f64)).collect());
    Some(Figure::new(chart, table, &[Measure::BedDays], source).with_crosshair())
}
