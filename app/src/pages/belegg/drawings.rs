//! The charts of *Belegg* and the tables beside them.

use super::figures::Figures;
use crate::ui::figure::Figure;
use crate::ui::table::Table;
use charts::{Event, EventList, Frame, Line, Part, Role, Slots, Smooth, StackedBars, TimeSeries, ValueAxis};
use chrono::NaiveDate;
use language::t;
use measures::Measure;
use measures::occupancy::{Occupancy, share_of_days};
use measures::smoothing::moving_average;
use std::collections::BTreeMap;
use store::RegistrationMonth;
use tables::Cell;
use vocabulary::{Month, Period, norwegian};

/// Points in the moving average of the daily line.
const WEEK: usize = 7;

fn percent(occupancy: Occupancy) -> Option<f64> {
    occupancy.share().map(|share| share * 100.0)
}

fn percent_text(value: Option<f64>) -> String {
    value.map_or_else(|| "..".to_owned(), |value| norwegian::number(value, 1) + "\u{a0}%")
}

fn percent_cell(value: Option<f64>) -> Cell {
    Cell::or_missing(value, |value| Cell::points(value, 1))
}

fn of_month(month: &RegistrationMonth) -> Occupancy {
    Occupancy::ssb(month.sum.occupied, month.sum.bed_days)
}

/// Occupancy day by day; `None` where days aren't shown.
pub fn daily(figures: &Figures, events: &[Event], place: &str, source: &str) -> Option<Figure> {
    let (first, last) = (figures.days.first()?, figures.days.last()?);
    // Days without registration are gaps, not zeros.
    let mut rows = figures.days.iter().peekable();
    let span = Period::new(first.date, last.date).ok()?;
    let mut table = Table::new(
        t!("Belegg per dag, {place}"),
        &[t!("Dag"), t!("Belegg"), t!("7 dagers snitt"), t!("Belagt"), t!("Åpne senger")],
    )
    .of(&[(1, Measure::OccupancySsb), (2, Measure::OccupancySsb), (3, Measure::BedDays)]);
    let (mut dates, mut values, mut counts) = (Vec::new(), Vec::new(), Vec::new());
    for date in span.each_day() {
        let day = rows.next_if(|row| row.date == date);
        dates.push(date);
        values.push(day.and_then(|day| percent(Occupancy::ssb(day.occupied, day.beds))));
        counts.push(day.map(|day| (day.occupied, day.beds)));
    }
    let smooth = moving_average(&values, WEEK);
    for (i, date) in dates.iter().enumerate() {
        let count = |pick: fn((f64, f64)) -> f64| {
            Cell::or_missing(counts[i], |both| Cell::number(pick(both), decimals(pick(both))))
        };
        table.rows.push(vec![
            Cell::Date(*date),
            percent_cell(values[i]),
            percent_cell(smooth[i]),
            count(|both| both.0),
            count(|both| both.1),
        ]);
    }
    let missing = span.days() - figures.days.len() as i64;
    let finding = highest(&dates, &smooth).map_or_else(String::new, |(date, value)| {
        let gaps = if missing > 0 {
            t!(" {} dager er ikke registrert.", norwegian::count(missing))
        } else {
            String::new()
        };
        t!(
            "Sjudagerssnittet var høyest rundt {}, med {}.{gaps}",
            norwegian::long_date(date),
            percent_text(Some(value))
        )
    });
    // As wide as the page: two years of days want room.
    let mut frame = Frame::new("belegg-dag", t!("Belegg dag for dag – {place}"), finding).sized(1100, 320);
    frame.y_title = t!("Belagt andel av åpne senger").to_owned();
    let events = EventList::over(events, &dates);
    let mut chart = TimeSeries::new(
        frame,
        dates,
        vec![Line {
            name: t!("Per dag").to_owned(),
            values,
            smooth: Some(Smooth { name: t!("7 dagers snitt").to_owned(), values: smooth }),
        }],
    );
    chart.axis = ValueAxis::percent();
    chart.events.clone_from(&events.marks);
    let figure = Figure::new(chart, table, &[Measure::OccupancySsb], source).with_events(&events);
    Some(figure.with_crosshair().with_long_table_apart())
}

fn decimals(value: f64) -> u8 {
    if value.fract() == 0.0 { 0 } else { 2 }
}

fn highest(dates: &[NaiveDate], values: &[Option<f64>]) -> Option<(NaiveDate, f64)> {
    let known = dates.iter().zip(values).filter_map(|(date, value)| Some((*date, (*value)?)));
    known.max_by(|a, b| a.1.total_cmp(&b.1))
}

/// Occupancy month by month, beside the country's.
pub fn monthly(figures: &Figures, events: &[Event], place: &str, period: Period, source: &str) -> Figure {
    let months: Vec<_> = period.each_month().collect();
    let own = figures.months.iter().map(|row| (row.month, of_month(row))).collect();
    let everyone = figures.country.iter().map(|row| (row.month, of_month(row))).collect();
    let shares = |rows: BTreeMap<Month, Occupancy>| -> Vec<Option<f64>> {
        months.iter().map(|month| rows.get(month).copied().and_then(percent)).collect()
    };
    let (here, country) = (shares(own), shares(everyone));
    let compared = !figures.country.is_empty();
    let mut columns = vec![t!("Måned"), place];
    if compared {
        columns.push(t!("Hele landet"));
    }
    let mut table = Table::new(t!("Belegg per måned, {place}"), &columns)
        .of(&[(1, Measure::OccupancySsb), (2, Measure::OccupancySsb)]);
    for (i, month) in months.iter().enumerate() {
        let mut row = vec![Cell::Month(*month), percent_cell(here[i])];
        if compared {
            row.push(percent_cell(country[i]));
        }
        table.rows.push(row);
    }
    let share = percent_text(percent(figures.ssb()));
    let national = figures.country.iter().fold(Occupancy::default(), |sum, row| sum.and(of_month(row)));
    let finding = match percent(figures.ssb()) {
        None => t!("Ingen registreringer i perioden.").to_owned(),
        Some(_) if compared => {
            t!("Belegget var {share} i perioden, mot {} i hele landet.", percent_text(percent(national)))
        }
        Some(_) => t!("Belegget var {share} i perioden."),
    };
    let mut frame = Frame::new("belegg-maaned", t!("Belegg per måned – {place}"), finding);
    frame.y_title = t!("Belagt andel av åpne senger").to_owned();
    let mut lines = vec![Line::new(place, here)];
    if compared {
        lines.push(Line::new(t!("Hele landet"), country));
    }
    let dates: Vec<_> = months.iter().map(|month| month.first_day()).collect();
    let events = EventList::over(events, &dates);
    let mut chart = TimeSeries::new(frame, dates, lines);
    chart.axis = ValueAxis::percent();
    chart.events.clone_from(&events.marks);
    Figure::new(chart, table, &[Measure::OccupancySsb], source).with_events(&events).with_crosshair()
}

/// How often every bed was occupied, and how often none.
pub fn full_and_empty(figures: &Figures, place: &str, period: Period, source: &str) -> Figure {
    let months: Vec<_> = period.each_month().collect();
    let mut table = Table::new(
        t!("Fulle og tomme dager per måned, {place}"),
        &[t!("Måned"), t!("Fulle"), t!("Tomme"), t!("Registrerte enhetsdøgn")],
    )
    .of(&[(1, Measure::FullDays), (2, Measure::EmptyDays)]);
    let (mut full, mut between, mut empty) = (Vec::new(), Vec::new(), Vec::new());
    for month in &months {
        let sum = figures.months.iter().find(|row| row.month == *month).map(|row| row.sum);
        let share = |n: i64| sum.and_then(|sum| share_of_days(n, sum.days)).map(|share| share * 100.0);
        let (f, e) = sum.map_or((None, None), |sum| (share(sum.full_days), share(sum.empty_days)));
        table.rows.push(vec![
            Cell::Month(*month),
            percent_cell(f),
            percent_cell(e),
            Cell::or_missing(sum, |sum| Cell::Count(sum.days)),
        ]);
        between.push(f.zip(e).map(|(f, e)| 100.0 - f - e));
        full.push(f);
        empty.push(e);
    }
    let share = |n: i64| percent_text(share_of_days(n, figures.sum.days).map(|share| share * 100.0));
    let finding = if figures.sum.days == 0 {
        t!("Ingen registreringer i perioden.").to_owned()
    } else {
        t!(
            "Alle åpne senger var belagt {} av dagene; {} av dagene var det ingen pasienter.",
            share(figures.sum.full_days),
            share(figures.sum.empty_days)
        )
    };
    let frame = Frame::new("belegg-fulle", t!("Fulle og tomme dager – {place}"), finding)
        .axes("", t!("Andel av enhetsdøgn"));
    let dates = months.iter().map(|month| month.first_day()).collect();
    // The days between are the rule: pale, so that full and empty ones stand out.
    let parts = vec![
        Part::new(t!("Fulle"), full).coloured(Role::Category(0)),
        Part::new(t!("Delvis belagt"), between).coloured(Role::Step(1)),
        Part::new(t!("Tomme"), empty).coloured(Role::Category(1)),
    ];
    let chart = StackedBars::shares(frame, Slots::Months(dates), parts);
    Figure::new(chart, table, &[Measure::FullDays, Measure::EmptyDays], source)
}
