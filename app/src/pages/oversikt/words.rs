//! The state of things in plain words, made from the numbers.

use super::columns::Column;
use super::facts::{Facts, Reading};
use language::t;
use measures::{Gate, Measure};
use vocabulary::norwegian;

/// What is compared.
pub struct Compared<'a> {
    /// The period in words.
    pub period: String,
    /// The place over the period.
    pub now: &'a Facts,
    /// The place a year before.
    pub before: &'a Facts,
    /// The country over the period; `None` where the place is the country.
    pub country: Option<&'a Facts>,
    /// Whether occupancy changed more than chance, by the rules of process control.
    pub change: Option<String>,
}

/// One paragraph: occupancy against country and year before, length of stay, emergency admissions and how sure
/// the difference is. Says nothing about what isn't known.
pub fn sentence(of: &Compared, gate: Gate) -> String {
    let parts = [occupancy(of, gate), stay(of, gate), emergency(of, gate)];
    let text: Vec<String> = parts.into_iter().flatten().collect();
    if text.is_empty() {
        return t!("For {} er det ingen tall som kan vises.", of.period);
    }
    text.join(" ")
}

/// The numbers of a column: now, before, in the country.
fn numbers(of: &Compared, column: &Column, gate: Gate) -> (Reading, Option<f64>, Option<f64>) {
    let read = |facts: &Facts| (column.read)(facts, gate);
    (read(of.now), read(of.before).value(), of.country.and_then(|facts| read(facts).value()))
}

/// `mot 47,1 % i hele landet og 45,9 % året før`.
fn against(column: &Column, country: Option<f64>, before: Option<f64>) -> String {
    match (country, before) {
        (Some(country), Some(before)) => {
            t!(", mot {} i hele landet og {} året før", column.write(country), column.write(before))
        }
        (Some(country), None) => t!(", mot {} i hele landet", column.write(country)),
        (None, Some(before)) => t!(", mot {} året før", column.write(before)),
        (None, None) => String::new(),
    }
}

fn occupancy(of: &Compared, gate: Gate) -> Option<String> {
    let column = Column::of(Measure::OccupancySsb);
    let (now, before, country) = numbers(of, column, gate);
    let value = column.write(now.value()?);
    let full = Column::of(Measure::FullDays).text(of.now.full_days(gate));
    let change = of.change.as_ref().map_or_else(String::new, |change| format!(" {change}"));
    Some(t!(
        "I {} var {value} av de åpne sengedøgnene belagt{}.{change} Enhetene var helt fulle {full} av dagene.",
        of.period,
        against(column, country, before)
    ))
}

fn stay(of: &Compared, gate: Gate) -> Option<String> {
    let column = Column::of(Measure::MeanStay);
    let (now, before, country) = numbers(of, column, gate);
    let value = column.write(now.value()?);
    Some(t!("Et opphold varte i snitt {value}{}.", against(column, country, before)))
}

fn emergency(of: &Compared, gate: Gate) -> Option<String> {
    let column = Column::of(Measure::EmergencyRateStandardised);
    let (now, before, country) = numbers(of, column, gate);
    let (value, (low, high)) = (now.value()?, now.interval()?);
    let rate = norwegian::number(value, column.decimals);
    let interval = column.interval(now)?;
    let begin = t!("Innbyggerne hadde {rate} ØH-innleggelser i sykehus per 1\u{a0}000, justert for alder \
         (95\u{a0}% intervall {interval})");
    let (with, what) = match (country, before) {
        (Some(country), _) => (country, t!("i hele landet")),
        (None, Some(before)) => (before, t!("året før")),
        (None, None) => return Some(format!("{begin}.")),
    };
    let other = norwegian::number(with, column.decimals);
    Some(if (low..=high).contains(&with) {
        t!("{begin}. Det skiller seg ikke sikkert fra de {other} {what}: tallet ligger innenfor intervallet.")
    } else {
        let way = if value > with { t!("flere") } else { t!("færre") };
        t!(
            "{begin}, {way} enn de {other} {what}. Forskjellen er større enn tilfeldig variasjon alene tilsier, \
             men sier ikke hvorfor."
        )
    })
}
