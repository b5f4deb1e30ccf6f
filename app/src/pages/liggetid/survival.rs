//! How long the stays of a unit last, those still running included.

use crate::data::{Data, DataError};
use crate::selection::Selection;
use crate::ui::figure::Figure;
use crate::ui::table::Table;
use charts::{Frame, Reference, StepCurve, StepPoint, Steps, ValueAxis};
use language::t;
use measures::survival::{Length, Step, coarse, curve, quantile};
use measures::{Gate, Measure};
use tables::Cell;
use vocabulary::{Month, Scope, norwegian};

/// The curve is read every half day, in minutes.
const GRID: i64 = 720;
const DAY: f64 = 1440.0;

/// The curve of a unit; `None` for other places, and where too few stays ended.
pub async fn figure(
    data: &Data,
    selection: &Selection,
    gate: Gate,
    place: &str,
    source: &str,
) -> Result<Option<Figure>, DataError> {
    let Scope::Unit(code) = &selection.scope else { return Ok(None) };
    let (first, last) = (Month::of(selection.period.from()), Month::of(selection.period.to()));
    let units = std::slice::from_ref(code);
    let begun = data.store.begun_stays(units, selection.age_group, first, last).await?;
    let now = (data.now)();
    let lengths: Vec<Length> = begun
        .iter()
        .map(|stay| Length {
            minutes: stay.minutes.or_else(|| Some((now - stay.since?).num_minutes().max(0))).unwrap_or(0),
            over: stay.minutes.is_some(),
        })
        .collect();
    Ok(drawn(&lengths, gate, place, source))
}

fn drawn(lengths: &[Length], gate: Gate, place: &str, source: &str) -> Option<Figure> {
    let steps = curve(lengths);
    let shown = coarse(&steps, GRID, gate.smallest_shown);
    let last = shown.last()?;
    let mut table = Table::new(
        t!("Andel som ligger fortsatt inne etter døgn, {place}"),
        &[t!("Etter"), t!("Ligger fortsatt inne"), t!("95 % intervall")],
    )
    .of(&[(1, Measure::Remaining), (2, Measure::Remaining)]);
    for step in &shown {
        table.rows.push(vec![
            days(step.minutes),
            Cell::percent(step.remaining, 1),
            Cell::percents(step.interval, 1),
        ]);
    }
    let finding = finding(lengths, &steps, last, gate);
    let title = t!("Hvor lenge oppholdene varer, de som ikke er over medregnet – {place}");
    let frame = Frame::new("liggetid-varer", title, finding)
        .axes(t!("Døgn etter innleggelsen"), t!("Andel som ligger fortsatt inne"));
    let point = |step: &Step| StepPoint {
        x: step.minutes as f64 / DAY,
        y: step.remaining * 100.0,
        interval: Some((step.interval.0 * 100.0, step.interval.1 * 100.0)),
    };
    let begin = StepPoint { x: 0.0, y: 100.0, interval: Some((100.0, 100.0)) };
    let points = std::iter::once(begin).chain(shown.iter().map(point)).collect();
    let end = (last.minutes as f64 / DAY).max(3.5);
    let mut chart = Steps::new(frame, vec![StepCurve { name: place.to_owned(), points }], end);
    chart.marks = vec![Reference::new(3.0, t!("72 timer"))];
    chart.axis = ValueAxis::percent();
    Some(Figure::new(chart, table, &[Measure::Remaining], source))
}

/// Minutes as days: `2,5 døgn`.
fn days(minutes: i64) -> Cell {
    let days = minutes as f64 / DAY;
    Cell::days(days, u8::from(days.fract() != 0.0))
}

fn finding(lengths: &[Length], steps: &[Step], last: &Step, gate: Gate) -> String {
    let over = lengths.iter().filter(|stay| stay.over).count() as i64;
    let running = lengths.len() as i64 - over;
    let lying = match gate.count(running).count() {
        Some(0) => t!("alle er over").to_owned(),
        Some(n) => t!("{} pasienter ligger fortsatt inne", norwegian::count(n)),
        None => t!("noen få pasienter ligger fortsatt inne").to_owned(),
    };
    // Only what the shown part of the curve says.
    let after = |share: f64| quantile(steps, share).filter(|minutes| *minutes <= last.minutes);
    let half = after(0.5).map_or_else(String::new, |minutes| {
        t!(" Halvparten er over etter {} døgn.", norwegian::number(minutes as f64 / DAY, 1))
    });
    let nine = after(0.9).map_or_else(String::new, |minutes| {
        t!(" Ni av ti er over etter {} døgn.", norwegian::number(minutes as f64 / DAY, 1))
    });
    let all = gate.count(over).count().map_or_else(String::new, |_| {
        // Rounded, so that it doesn't tell how few still lie there.
        t!("Omtrent {} opphold begynte i perioden; ", norwegian::count((lengths.len() as i64 + 5) / 10 * 10))
    });
    t!("{all}{lying}.{half}{nine} Kurven slutter der færre enn {} er igjen.", gate.smallest_shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_patients_have_no_curve_and_few_running_are_not_counted() {
        let gate = Gate::default();
        let over = |minutes: i64, n: usize| vec![Length { minutes, over: true }; n];
        assert!(drawn(&over(100, 4), gate, "A", "").is_none());
        let mut stays = [over(1000, 20), over(3000, 20), over(9000, 20)].concat();
        stays.extend([Length { minutes: 500, over: false }; 2]);
        let steps = curve(&stays);
        let shown = coarse(&steps, GRID, 5);
        let text = finding(&stays, &steps, shown.last().unwrap(), gate);
        assert!(text.contains("noen få pasienter ligger fortsatt inne"), "{text}");
        assert!(text.contains("Halvparten er over etter 2,1 døgn."), "{text}");
    }
}
