//! The charts of *Liggetid* and the tables beside them. Counts and what is derived from them pass the gate here.

use super::figures::Figures;
use crate::pages::stays::{kind_in_sentence, too_few};
use crate::ui::figure::Figure;
use crate::ui::table::Table;
use charts::{
    Bars, Event, EventList, Frame, Histogram, HorizontalBars, Line, Reference, Row, Slots, TimeSeries,
    ValueAxis,
};
use language::{key, t, text};
use measures::length_of_stay::LengthOfStay;
use measures::{Gate, Measure, Shown};
use tables::Cell;
use vocabulary::{Month, UnitKind, norwegian};

/// Hours as days: `3,4 døgn`.
pub fn days_text(hours: f64) -> String {
    t!("{}\u{a0}døgn", norwegian::number(hours / 24.0, 1))
}

/// A sign where there is no value to show: nobody there, or too few.
fn sign(summary: Option<LengthOfStay>) -> Cell {
    if summary.is_some() { Cell::Hidden } else { Cell::Nothing }
}

/// The months whose figures may be shown: a month's count and all that is derived from it hide together.
pub fn shown_months(figures: &Figures) -> Vec<Option<LengthOfStay>> {
    let shown = |month: Month| figures.calendar.month(month).total != Shown::Hidden;
    figures.months.iter().map(|(month, summary)| summary.filter(|_| shown(*month))).collect()
}

/// Says how many months are hidden.
fn hidden_months(figures: &Figures, shown: &[Option<LengthOfStay>]) -> String {
    let hidden =
        figures.months.iter().zip(shown).filter(|((_, all), shown)| all.is_some() && shown.is_none());
    match hidden.count() {
        0 => String::new(),
        1 => t!(" Én måned vises ikke fordi den har få opphold.").to_owned(),
        n => t!(" {n} måneder vises ikke fordi de, eller måneder som ville røpet dem, har få opphold."),
    }
}

const NOBODY: &str = key!("Ingen opphold ble avsluttet i perioden.");

/// The period's summary where it may be shown, else the sentence that stands in its place.
fn whole(figures: &Figures) -> Result<LengthOfStay, String> {
    let total = figures.total.ok_or_else(|| text(NOBODY))?;
    let (from, to) = figures.span();
    match figures.calendar.over(from, to).total {
        Shown::Count(_) => Ok(total),
        Shown::Hidden => Err(too_few(figures.calendar.is_cut(from, to)).to_owned()),
    }
}

/// The period's share of stays over 72 hours where it may be shown.
pub fn whole_share(figures: &Figures, from: Month, to: Month) -> Option<f64> {
    let line = figures.calendar.over(from, to);
    let (over, total) = (line.cells.first()?.count()?, line.total.count()?);
    line.cells.get(1)?.count()?;
    (total > 0).then(|| over as f64 / total as f64)
}

/// Mean, median and 90th percentile month by month, with the guideline of the kinds in view.
pub fn monthly(figures: &Figures, events: &[Event], place: &str, source: &str) -> Figure {
    let shown = shown_months(figures);
    let mut table = Table::new(
        t!("Liggetid i døgn etter utskrivingsmåned, {place}"),
        &[t!("Måned"), t!("Opphold"), t!("Snitt"), t!("Median"), t!("90-persentil")],
    )
    .of(&[(1, Measure::Stays), (2, Measure::MeanStay), (3, Measure::MedianStay), (4, Measure::P90Stay)]);
    for ((month, all), summary) in figures.months.iter().zip(&shown) {
        let value = |of: fn(&LengthOfStay) -> f64| {
            summary.as_ref().map_or_else(|| sign(*all), |s| Cell::number(of(s) / 24.0, 1))
        };
        table.rows.push(vec![
            Cell::Month(*month),
            summary.map_or_else(|| sign(*all), |s| Cell::Count(s.stays)),
            value(|s| s.mean),
            value(|s| s.median),
            value(|s| s.p90),
        ]);
    }
    let finding = match whole(figures) {
        Err(sentence) => sentence,
        Ok(total) => t!(
            "Snittet var {} i perioden. Halvparten av oppholdene varte høyst {}, ni av ti høyst {}.{}{}",
            days_text(total.mean),
            days_text(total.median),
            days_text(total.p90),
            guideline_words(figures, &shown),
            hidden_months(figures, &shown)
        ),
    };
    let mut frame = Frame::new("liggetid-maaned", t!("Liggetid måned for måned – {place}"), finding);
    frame.y_title = t!("Døgn").to_owned();
    let line = |name: &str, of: fn(&LengthOfStay) -> f64| {
        Line::new(name, shown.iter().map(|s| s.as_ref().map(|s| of(s) / 24.0)).collect())
    };
    let lines = vec![
        line(t!("Snitt"), |s| s.mean),
        line(t!("Median"), |s| s.median),
        line(t!("90-persentil"), |s| s.p90),
    ];
    let dates = first_days(figures);
    let events = EventList::over(events, &dates);
    let mut chart = TimeSeries::new(frame, dates, lines);
    chart.events.clone_from(&events.marks);
    chart.reference = figures.guideline().map(|hours| {
        let days = hours / 24.0;
        Reference::new(days, t!("Veilederens grense for snittet: {} døgn", norwegian::number(days, 0)))
    });
    let measures = [Measure::MeanStay, Measure::MedianStay, Measure::P90Stay];
    Figure::new(chart, table, &measures, source).with_events(&events).with_crosshair()
}

fn first_days(figures: &Figures) -> Vec<chrono::NaiveDate> {
    figures.months.iter().map(|(month, _)| month.first_day()).collect()
}

/// How the months stand to the guideline, or why it isn't drawn.
fn guideline_words(figures: &Figures, shown: &[Option<LengthOfStay>]) -> String {
    let Some(hours) = figures.guideline() else {
        return t!(
            " Ingen grense er tegnet, for utvalget blander enhetstyper: veilederens grense for snittet er \
                3 døgn for KAD og 7 for sykestuer og lignende. Velg én type for å se den."
        )
        .to_owned();
    };
    let known = shown.iter().flatten().count();
    let over = shown.iter().flatten().filter(|s| s.mean > hours).count();
    let limit = norwegian::number(hours / 24.0, 0);
    t!(" Veilederens grense for snittet er {limit} døgn; snittet var høyere i {over} av {known} måneder.")
}

/// How long the stays were, in half days.
pub fn distribution(figures: &Figures, place: &str, source: &str) -> Figure {
    let (from, to) = figures.span();
    let shown: Vec<Shown> =
        figures.by_length.iter().flat_map(|calendar| calendar.over(from, to).cells).collect();
    let classes = shown.len();
    let (total, all) = (figures.total.map_or(0, |total| total.stays), figures.calendar.over(from, to).total);
    let mut table =
        Table::new(t!("Opphold etter lengde, {place}"), &[t!("Lengde"), t!("Opphold"), t!("Andel")])
            .of(&[(1, Measure::Stays)]);
    for (i, shown) in shown.iter().enumerate() {
        let share = shown.count().zip(all.count()).filter(|(_, total)| *total > 0);
        let share = share.map(|(n, total)| n as f64 / total as f64);
        table.rows.push(vec![
            class_name(i, shown_last(i, classes)).into(),
            (*shown).into(),
            share.map_or(if total == 0 { Cell::Nothing } else { Cell::Hidden }, |s| Cell::percent(s, 1)),
        ]);
    }
    let most = shown.iter().enumerate().filter_map(|(i, shown)| Some((i, shown.count()?)));
    let finding = match (whole(figures), most.max_by_key(|(i, n)| (*n, std::cmp::Reverse(*i)))) {
        (Err(sentence), _) => sentence,
        (Ok(_), most) => {
            let over = whole_share(figures, from, to).map_or_else(String::new, |share| {
                t!(" {} varte over 72 timer.", norwegian::percent(share, 1))
            });
            let most = most.map_or_else(String::new, |(i, _)| {
                t!("Den vanligste lengden var {}.", class_name(i, shown_last(i, classes)))
            });
            format!("{most}{over}")
        }
    };
    let frame = Frame::new("liggetid-fordeling", t!("Hvor lenge oppholdene varte – {place}"), finding)
        .axes(t!("Døgn, i halve døgn; den siste søylen har alle lengre opphold"), t!("Opphold"));
    let edges = (0..=classes).map(|edge| edge as f64 / 2.0).collect();
    let counts = shown.iter().map(|shown| shown.count().map(|n| n as f64)).collect();
    let mut chart = Histogram::new(frame, edges, counts);
    chart.marks = vec![Reference::new(3.0, t!("72 timer"))];
    chart.open_ended = true;
    Figure::new(chart, table, &[Measure::Stays, Measure::Over72h], source).with_crosshair()
}

fn shown_last(class: usize, classes: usize) -> bool {
    class + 1 == classes
}

fn class_name(class: usize, open: bool) -> String {
    let edge = |halves: usize| norwegian::number(halves as f64 / 2.0, usize::from(halves % 2 == 1));
    if open { t!("over {} døgn", edge(class)) } else { t!("{}–{} døgn", edge(class), edge(class + 1)) }
}

/// The share of stays over 72 hours, month by month.
pub fn over_72h(figures: &Figures, place: &str, source: &str) -> Figure {
    let shares = shown_shares(figures);
    let mut table = Table::new(
        t!("Opphold over 72 timer etter utskrivingsmåned, {place}"),
        &[t!("Måned"), t!("Andel over 72 timer"), t!("Antall"), t!("Opphold")],
    )
    .of(&[(1, Measure::Over72h), (3, Measure::Stays)]);
    for ((month, all), share) in figures.months.iter().zip(&shares) {
        let cell = |value: Option<Cell>| value.unwrap_or_else(|| sign(*all));
        let summary = all.filter(|_| share.is_some());
        table.rows.push(vec![
            Cell::Month(*month),
            cell(share.map(|share| Cell::percent(share, 1))),
            cell(summary.map(|s| Cell::Count(s.over_72h))),
            cell(summary.map(|s| Cell::Count(s.stays))),
        ]);
    }
    let finding = match whole(figures) {
        Err(sentence) => sentence,
        Ok(_) => match whole_share(figures, figures.span().0, figures.span().1) {
            None => t!("For få opphold over eller under 72 timer til at andelen kan vises.").to_owned(),
            Some(share) => {
                let highest = figures.months.iter().zip(&shares).filter_map(|((m, _), s)| Some((*m, (*s)?)));
                let highest =
                    highest.max_by(|a, b| a.1.total_cmp(&b.1)).map_or_else(String::new, month_words);
                t!("{} av oppholdene varte over 72 timer.{highest}", norwegian::percent(share, 1))
            }
        },
    };
    let frame = Frame::new("liggetid-72", t!("Opphold over 72 timer – {place}"), finding)
        .axes("", t!("Andel av oppholdene"));
    let values = shares.iter().map(|share| share.map(|share| share * 100.0)).collect();
    let mut chart = Bars::new(frame, Slots::Months(first_days(figures)), values);
    chart.axis = ValueAxis::percent();
    Figure::new(chart, table, &[Measure::Over72h], source).with_crosshair()
}

fn month_words((month, share): (Month, f64)) -> String {
    t!(" Andelen var høyest i {}, med {}.", norwegian::month(month), norwegian::percent(share, 1))
}

/// A month's share is shown where neither its stays over 72 hours nor the others are hidden.
pub fn shown_shares(figures: &Figures) -> Vec<Option<f64>> {
    let months = figures.months.iter();
    months.map(|(month, _)| whole_share(figures, *month, *month)).collect()
}

/// Mean against the guideline and long stays, per kind of unit.
pub fn by_kind(figures: &Figures, gate: Gate, place: &str, source: &str) -> Figure {
    let (from, to) = figures.span();
    let of_kinds = figures.by_kind.over(from, to);
    let stays: Vec<Shown> = figures
        .kinds
        .iter()
        .map(|kind| of_kinds.cells.get(kind.column).copied().unwrap_or_default())
        .collect();
    let mut table = Table::new(
        t!("Liggetid etter enhetstype, {place}"),
        &[
            t!("Enhetstype"),
            t!("Opphold"),
            t!("Snitt"),
            t!("Grense for snittet"),
            t!("Langt opphold"),
            t!("Lange opphold"),
            t!("Andel lange"),
        ],
    )
    .of(&[(1, Measure::Stays), (2, Measure::MeanStay), (5, Measure::LongStays), (6, Measure::LongStays)]);
    let mut rows = Vec::new();
    let mut sentences = Vec::new();
    for (kind, shown) in figures.kinds.iter().zip(&stays) {
        let visible = *shown != Shown::Hidden;
        let share = gate.share(kind.long, kind.stays).filter(|_| visible);
        let limit = kind.kind.long_stay_days();
        table.rows.push(vec![
            kind.kind.label().into(),
            (*shown).into(),
            Cell::or_hidden(visible.then_some(kind.mean), |hours| Cell::days(hours / 24.0, 1)),
            days_limit(kind.kind).into(),
            t!("over {limit} døgn").into(),
            Cell::or_hidden(share, |_| Cell::Count(kind.long)),
            Cell::or_hidden(share, |share| Cell::percent(share, 1)),
        ]);
        let label = t!("{}: over {limit} døgn", kind.kind.label());
        let number = share.map_or_else(
            || t!("for få til å vises").to_owned(),
            |share| format!("{} ({})", norwegian::count(kind.long), norwegian::percent(share, 1)),
        );
        if share.is_some() {
            let name = kind_in_sentence(kind.kind);
            sentences.push(t!("{number} av oppholdene i {name} varte over {limit} døgn"));
        }
        rows.push(Row::new(label, share.map(|share| share * 100.0), number));
    }
    let finding = match whole(figures) {
        Err(sentence) => sentence,
        Ok(_) if sentences.is_empty() => t!("For få lange opphold til at antallet kan vises.").to_owned(),
        Ok(_) => format!("{}.", sentences.join("; ")),
    };
    let mut frame = Frame::new("liggetid-type", t!("Lange opphold – {place}"), finding);
    frame.x_title = t!("Antall og andel av oppholdene").to_owned();
    Figure::new(HorizontalBars::new(frame, rows), table, &[Measure::LongStays, Measure::MeanStay], source)
}

fn days_limit(kind: UnitKind) -> String {
    t!("høyst {} døgn", norwegian::number(kind.guideline_mean_hours() / 24.0, 0))
}
