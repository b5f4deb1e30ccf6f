//! The charts of *Innleggelsesveier* and the tables beside them.

use super::figures::{Distribution, Figures, UNANSWERED, adequate, slots};
use crate::pages::stays::too_few;
use crate::ui::figure::Figure;
use crate::ui::table::Table;
use charts::{Frame, HorizontalBars, Part, Row, Slots, StackedBars};
use language::{key, t, text};
use measures::gate::Line;
use measures::{Gate, Measure, Shown};
use tables::Cell;
use vocabulary::{Alternative, Month, norwegian};

/// Referrers that have a colour of their own over time; the others are one.
const OWN_COLOUR: usize = 5;

const NOBODY: &str = key!("Ingen opphold ble avsluttet i perioden.");

/// What a distribution is about.
pub struct Topic {
    /// Identity on the page.
    pub id: &'static str,
    /// Heading.
    pub title: &'static str,
    /// Heading of the table's first column.
    pub column: &'static str,
    /// Definitions beside it.
    pub measures: &'static [Measure],
}

/// The same as a cell.
fn share_cell(count: Option<i64>, total: Shown) -> Cell {
    match count.zip(total.count()) {
        None => Cell::Hidden,
        Some((_, 0)) => Cell::Nothing,
        Some((count, total)) => Cell::percent(count as f64 / total as f64, 1),
    }
}

/// The share of a count, as text; SSB's signs where it can't be told.
fn share_text(count: Option<i64>, total: Shown) -> String {
    match count.zip(total.count()) {
        None => ":".to_owned(),
        Some((_, 0)) => "-".to_owned(),
        Some((count, total)) => norwegian::percent(count as f64 / total as f64, 1),
    }
}

/// A distribution as bars, with count and share.
pub fn bars(
    topic: &Topic,
    distribution: &Distribution,
    period: (Month, Month),
    gate: Gate,
    place: &str,
    source: &str,
) -> Figure {
    let (total, shown) = (distribution.total, distribution.total_shown);
    let mut table = Table::new(
        format!("{}, {place}", text(topic.title)),
        &[text(topic.column), t!("Opphold"), t!("Andel")],
    )
    .of(&[(1, Measure::Pathways), (2, Measure::Pathways)]);
    let mut rows = Vec::new();
    for category in &distribution.categories {
        let count = category.shown.count();
        table.rows.push(vec![category.label.clone().into(), category.shown.into(), share_cell(count, shown)]);
        let text = match count {
            None => t!("få opphold, vises ikke").to_owned(),
            Some(0) => "0".to_owned(),
            Some(n) if shown.count().is_none() => norwegian::count(n),
            Some(n) => format!("{} ({})", norwegian::count(n), share_text(count, shown)),
        };
        let value = count.map(|n| n as f64);
        // Nobody anywhere: no rows, so that the chart says that there is nothing.
        if total > 0 {
            rows.push(Row::new(category.label.clone(), value, text));
        }
    }
    let mut frame = Frame::new(
        topic.id,
        format!("{} – {place}", text(topic.title)),
        finding(topic, distribution, period, gate),
    );
    frame.x_title = t!("Opphold (andel av alle)").to_owned();
    Figure::new(HorizontalBars::new(frame, rows), table, topic.measures, source)
}

/// The commonest category, and how much wasn't answered.
fn finding(topic: &Topic, distribution: &Distribution, (from, to): (Month, Month), gate: Gate) -> String {
    if distribution.total == 0 {
        return text(NOBODY).to_owned();
    }
    let shown = distribution.total_shown;
    let Some(total) = shown.count() else {
        return too_few(distribution.calendar.is_cut(from, to)).to_owned();
    };
    let answered = distribution.categories.iter().filter(|category| category.code.is_some());
    let most = answered.filter_map(|c| Some((c.label.as_str(), c.shown.count()?))).max_by_key(|(_, n)| *n);
    let mut sentence = match most.filter(|(_, n)| *n > 0) {
        None => t!("For få opphold til at fordelingen kan vises.").to_owned(),
        Some((label, n)) => t!(
            "Vanligst: {label}, {} av {} opphold ({}).",
            norwegian::count(n),
            norwegian::count(total),
            share_text(Some(n), shown)
        ),
    };
    if let Some(n) = distribution.shown(None).count().filter(|n| *n > 0) {
        sentence.push_str(&format!(" {}: {}.", text(UNANSWERED), share_text(Some(n), shown)));
    }
    if topic.measures.contains(&Measure::Adequate) {
        sentence.push_str(&adequate_words(distribution, gate));
    }
    if distribution.categories.iter().any(|category| category.shown.count().is_none()) {
        sentence.push_str(t!(" Kategorier med få opphold, og det som ville røpet dem, vises ikke."));
    }
    sentence
}

/// The share of adequate admissions with its interval.
fn adequate_words(alternative: &Distribution, gate: Gate) -> String {
    adequate(alternative, gate).map_or_else(String::new, |(rate, answered)| {
        t!(
            " Adekvate, der alternativet var {}: {} av de {} med kjent alternativ (95 % intervall {}–{}).",
            Alternative::Hospital.label().to_lowercase(),
            norwegian::percent(rate.value, 1),
            norwegian::count(answered),
            norwegian::number(rate.lower * 100.0, 1),
            norwegian::percent(rate.upper, 1)
        )
    })
}

/// Who referred, over time.
pub fn referrers(figures: &Figures, months: &[Month], place: &str, source: &str) -> Figure {
    let slots = slots(months);
    // The commonest referrers get a part of their own.
    let mut order: Vec<_> = figures.referrer.categories.iter().filter(|c| c.stays > 0).collect();
    order.sort_by_key(|category| std::cmp::Reverse(category.stays));
    let own = if order.len() > OWN_COLOUR + 1 { OWN_COLOUR } else { order.len() };
    let (first, rest) = order.split_at(own);
    let mut parts: Vec<(String, Vec<usize>)> =
        first.iter().map(|category| (category.label.clone(), vec![category.column])).collect();
    if !rest.is_empty() {
        parts.push((t!("Andre").to_owned(), rest.iter().map(|category| category.column).collect()));
    }
    // Months and quarters of whole calendar years, several categories together where each may be shown.
    let lines: Vec<Line> = slots
        .iter()
        .filter_map(|(_, months)| Some(figures.referrer.calendar.over(*months.first()?, *months.last()?)))
        .collect();
    let together = |line: &Line, columns: &[usize]| {
        let sum: Option<i64> = columns.iter().map(|column| line.cells[*column].count()).sum();
        sum.map_or(Shown::Hidden, Shown::Count)
    };
    let shown: Vec<Vec<Shown>> =
        lines.iter().map(|line| parts.iter().map(|(_, columns)| together(line, columns)).collect()).collect();

    let title = t!("Hvem henviste, over tid");
    let quarterly = slots.iter().any(|(_, months)| months.len() > 1);
    let mut columns = vec![if quarterly { t!("Kvartal") } else { t!("Måned") }];
    columns.extend(parts.iter().map(|(name, _)| name.as_str()));
    let measured: Vec<_> = (1..columns.len()).map(|column| (column, Measure::Pathways)).collect();
    let mut table = Table::new(t!("{title}, antall og andel, {place}"), &columns).of(&measured);
    for (((name, months), line), shown) in slots.iter().zip(&lines).zip(&shown) {
        let mut row = vec![if quarterly { name.clone().into() } else { Cell::Month(months[0]) }];
        row.extend(shown.iter().map(|cell| {
            let text = match cell.count() {
                None | Some(0) => cell.text(),
                Some(n) => format!("{} ({})", norwegian::count(n), share_text(Some(n), line.total)),
            };
            let share = share_cell(cell.count(), line.total);
            Cell::together(text, vec![("antall", (*cell).into()), ("andel", share)])
        }));
        table.rows.push(row);
    }
    let values = |part: usize| shown.iter().map(|row| row[part].count().map(|n| n as f64)).collect();
    let mut drawn: Vec<Part> =
        parts.iter().enumerate().map(|(i, (name, _))| Part::new(name.clone(), values(i))).collect();
    // What is hidden keeps its place in the bar, without telling who it was.
    let hidden: Vec<Option<f64>> = lines
        .iter()
        .zip(&shown)
        .map(|(line, shown)| {
            let known: i64 = shown.iter().filter_map(|cell| cell.count()).sum();
            let rest = line.total.count()? - known;
            (rest > 0 && known > 0).then_some(rest as f64)
        })
        .collect();
    let hides = shown.iter().flatten().any(|cell| cell.count().is_none());
    if hidden.iter().any(Option::is_some) {
        drawn.push(Part::new(t!("Vises ikke (få opphold)"), hidden));
    }
    let frame =
        Frame::new("veier-tid", format!("{title} – {place}"), change_words(&slots, &shown, &parts, hides))
            .axes("", t!("Andel av oppholdene"));
    let axis = if quarterly {
        Slots::Labels(slots.into_iter().map(|(name, _)| name).collect())
    } else {
        Slots::Months(months.iter().map(|month| month.first_day()).collect())
    };
    let chart = StackedBars::shares(frame, axis, drawn);
    Figure::new(chart, table, &[Measure::Pathways], source).with_crosshair()
}

/// How the commonest referrer's share went from the first period to the last.
fn change_words(
    slots: &[(String, Vec<Month>)],
    shown: &[Vec<Shown>],
    parts: &[(String, Vec<usize>)],
    hides: bool,
) -> String {
    let Some((name, _)) = parts.first() else { return text(NOBODY).to_owned() };
    let shares = slots.iter().zip(shown).filter_map(|((slot, _), row)| {
        let counts: Option<Vec<i64>> = row.iter().map(|cell| cell.count()).collect();
        let counts = counts?;
        let total: i64 = counts.iter().sum();
        (total > 0).then(|| (slot.as_str(), counts[0] as f64 / total as f64))
    });
    let shares: Vec<_> = shares.collect();
    let mut sentence = match (shares.first(), shares.last()) {
        (Some(first), Some(last)) if first.0 != last.0 => t!(
            "{name} sto for {} i {} og {} i {}.",
            norwegian::percent(first.1, 0),
            first.0,
            norwegian::percent(last.1, 0),
            last.0
        ),
        _ => t!("{name} henviste flest."),
    };
    if hides {
        sentence.push_str(t!(" Felt med få opphold, og det som ville røpet dem, vises ikke."));
    }
    sentence
}
