//! The charts of *Effekt*: observed against expected, and estimates with their intervals.

use super::words::{percent_cell, percent_text};
use crate::ui::figure::Figure;
use crate::ui::table::Table;
use charts::{Comparison, Effect, Event, Forest, ForestRow, Frame, ObservedExpected};
use chrono::NaiveDate;
use effect::result::CurvePoint;
use effect::{Estimate, Estimation};
use evaluation::{Organisation, Study};
use language::t;
use measures::gate::Withheld;
use measures::{Gate, Measure};
use tables::Cell;
use vocabulary::{AgeGroup, Catalogue, Month, MunicipalityNumber, norwegian};

/// Observed and expected admissions per 1 000 inhabitants and year, month by month.
pub fn observed_expected(
    answer: &Estimation,
    estimate: &Estimate,
    curve: &str,
    (gate, withheld): (Gate, &Withheld),
    words: &Words<'_>,
) -> Option<Figure> {
    let curve = answer.curves.iter().find(|held| held.term == curve)?;
    let mut table = Table::new(
        t!("Observerte og forventede ØH-innleggelser per 1 000 innbyggere og år, {}", words.place),
        &[t!("Måned"), t!("Observert"), t!("Forventet"), t!("Andel etter åpning")],
    )
    .of(&[(1, Measure::Effect), (2, Measure::Effect)]);
    let mut points = Vec::new();
    // Where nobody is left to compare with there is nothing to show.
    let known = |point: &CurvePoint| point.observed.is_some() && point.expected.is_some();
    let last = curve.points.iter().rposition(known)?;
    for point in &curve.points[..=last] {
        let Ok(month) = point.period.parse::<Month>() else { continue };
        let (observed, expected) = rates(point, gate, withheld.months.contains(&month));
        // The uncertainty of the level, where there is an effect to be uncertain about.
        let bounds = expected
            .filter(|_| point.treated > 0.0)
            .zip(estimate.estimate.zip(estimate.lower.zip(estimate.upper)));
        let interval =
            bounds.map(|(e, (middle, (low, high)))| (e * (middle - high).exp(), e * (middle - low).exp()));
        let cell = |value: Option<f64>, hidden: bool| match value {
            Some(value) => Cell::number(value, 1),
            None if hidden => Cell::Hidden,
            None => Cell::Missing,
        };
        table.rows.push(vec![
            Cell::Month(month),
            cell(observed, point.observed.is_some()),
            cell(expected, false),
            Cell::percent(point.treated, 0),
        ]);
        points.push(Comparison { date: month.first_day(), observed, expected, interval });
    }
    let frame =
        Frame::new("effekt-kurve", t!("Observert og forventet – {}", words.place), words.finding.clone())
            .axes("", t!("ØH-innleggelser per 1 000 innbyggere og år"));
    let opening = words.opening.map(|date| Event { date, label: t!("Åpning").to_owned() });
    let mut chart = ObservedExpected::new(frame, points, opening);
    chart.axis.from_zero = false;
    Some(Figure::new(chart, table, &[Measure::Effect], words.source.clone()).with_crosshair())
}

/// What the words around the curve are made of.
pub struct Words<'a> {
    /// Whose curve.
    pub place: &'a str,
    /// The sentence.
    pub finding: String,
    /// Where the figures come from.
    pub source: String,
    /// First day of the offer, where there is one for all.
    pub opening: Option<NaiveDate>,
}

/// Per 1 000 and year; small counts aren't shown.
fn rates(point: &CurvePoint, gate: Gate, withheld: bool) -> (Option<f64>, Option<f64>) {
    let rate = |events: f64| point.exposure.filter(|e| *e > 0.0).map(|e| events / e * 12_000.0);
    let observed = point.observed.filter(|n| !gate.is_small(n.round() as i64) && gate.lets(withheld));
    (observed.and_then(rate), point.expected.and_then(rate))
}

/// Estimates per age group and, at 80 years and older, per organisation; of one age group alone where one was
/// asked for.
pub fn strata(study: &Study, age: Option<AgeGroup>, place: &str, source: &str) -> Option<Figure> {
    let mut rows = Vec::new();
    let mut push = |label: String, answer: &Estimation, term: &str| {
        if let Some(estimate) = answer.term(term) {
            rows.push((label, estimate.clone()));
        }
    };
    let (label_of, within): (fn(Organisation) -> String, _) = match age {
        None => {
            for group in AgeGroup::ALL {
                push(group.label().to_owned(), &study.overall, &format!("age={}", group.code()));
            }
            (|of| format!("80+, {}", of.short_label()), format!("age={},", AgeGroup::Age80Plus.code()))
        }
        Some(group) => {
            push(group.label().to_owned(), &study.overall, "overall");
            (|of| capitalised(of.short_label()), String::new())
        }
    };
    for organisation in [Organisation::OnSiteBesideLegevakt, Organisation::Other] {
        let term = format!("{within}org={}", organisation.code());
        push(label_of(organisation), &study.by_organisation, &term);
    }
    // A single municipality's unit can't be left out of itself: its groups have no intervals.
    if rows.iter().all(|(_, estimate)| estimate.ratio_lower.is_none()) {
        return None;
    }
    let finding = t!(
        "{} grupper er undersøkt, alle valgt på forhånd. Intervaller som krysser null, viser ingen sikker endring.",
        rows.len()
    );
    Some(forest("effekt-grupper", t!("Alder og organisering – {place}"), finding, rows, source))
}

/// As the first word of a line.
fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// One row per municipality, in Norwegian order of names.
pub fn municipalities(
    answer: &Estimation,
    catalogue: &Catalogue,
    today: NaiveDate,
    place: &str,
    source: &str,
) -> Option<Figure> {
    let mut rows: Vec<(String, Estimate)> = answer
        .estimates
        .iter()
        .filter_map(|estimate| {
            let number: MunicipalityNumber = estimate.term.strip_prefix("unit:")?.parse().ok()?;
            let name =
                catalogue.municipality(number, today).map_or_else(|| number.to_string(), |m| m.name.clone());
            Some((name, estimate.clone()))
        })
        .collect();
    rows.sort_by_cached_key(|(name, _)| norwegian::sort_key(name));
    if rows.len() < 2 || rows.len() > 60 {
        return None;
    }
    let finding = t!(
        "Sortert på navn. Små kommuner har brede intervaller: forskjeller mellom dem er som regel tilfeldige."
    );
    Some(forest("effekt-kommuner", t!("Kommunene – {place}"), finding.to_owned(), rows, source))
}

fn forest(id: &str, title: String, finding: String, rows: Vec<(String, Estimate)>, source: &str) -> Figure {
    let mut table = Table::new(
        title.clone(),
        &[t!("Gruppe"), t!("Endring mot forventet"), t!("Observert"), t!("Forventet"), "p"],
    )
    .of(&[(1, Measure::Effect)]);
    let mut drawn = Vec::new();
    for (label, estimate) in rows {
        let count = |value: Option<f64>| Cell::or_missing(value, |n| Cell::number(n, 0));
        table.rows.push(vec![
            label.clone().into(),
            percent_cell(&estimate),
            count(estimate.observed),
            count(estimate.expected),
            Cell::or_missing(estimate.p, |p| Cell::number(p, 3)),
        ]);
        let percent = |ratio: f64| (ratio - 1.0) * 100.0;
        let effect = match (estimate.ratio, estimate.ratio_lower, estimate.ratio_upper) {
            (Some(ratio), Some(low), Some(high)) => Effect::Estimate {
                estimate: percent(ratio),
                low: percent(low),
                high: percent(high),
                size: estimate.expected.unwrap_or(0.0),
            },
            _ => Effect::Impossible(t!("kan ikke anslås").to_owned()),
        };
        drawn.push(ForestRow { label, effect, text: percent_text(&estimate) });
    }
    let mut frame = Frame::new(id, title, finding);
    frame.x_title = t!("Endring i ØH-innleggelser mot forventet").to_owned();
    let mut chart = Forest::new(frame, drawn);
    // As wide as the intervals, up to a limit beyond which they end in arrows.
    let widest = chart.rows.iter().fold(5.0_f64, |widest, row| match row.effect {
        Effect::Estimate { low, high, .. } => widest.max(-low).max(high),
        _ => widest,
    });
    let range = (widest / 5.0).ceil() * 5.0;
    chart.range = Some((-range.min(30.0), range.min(30.0)));
    chart.suffix = "\u{a0}%".to_owned();
    chart.sides = Some((t!("Færre").to_owned(), t!("Flere").to_owned()));
    Figure::new(chart, table, &[Measure::Effect], source)
}
