//! The Norwegian sentence of a result: the one place where an effect is put into words.
//!
//! Interval without zero: «Færre innleggelser enn forventet: −4 % (−7 til −1).» With zero: «Ingen sikker
//! endring: −1 % (−5 til +3). En nedgang på inntil 5 % kan ikke utelukkes.» Never that there is no effect,
//! never that something was caused. Numbers are written the Norwegian way: comma, U+2212, space before %.

use crate::result::{Estimate, Estimation, Scale, Status};
use language::{Language, t};

/// The sentence of an answer's headline.
pub fn sentence(answer: &Estimation) -> String {
    if answer.status == Status::NotEstimable {
        let when = possible_from(answer).map(|p| t!(" Det blir mulig med tall til og med {p}."));
        return t!("Kan ikke anslås: {}.{}", reason(&answer.warnings), when.unwrap_or_default());
    }
    match answer.headline() {
        Some(estimate) => of_estimate(estimate, answer.scale, answer.status),
        None => t!("Kan ikke anslås: ingen anslag i svaret.").to_owned(),
    }
}

/// The sentence of one term.
pub fn of_estimate(estimate: &Estimate, scale: Scale, status: Status) -> String {
    let shown = match scale {
        Scale::Log => Shown::percent(estimate),
        Scale::Linear => Shown::plain(estimate),
    };
    let Some(shown) = shown else {
        return t!("Kan ikke anslås: {}.", note(estimate));
    };
    let text = match shown.interval {
        None => t!(
            "Bare beskrivende: {}{} sammenliknet med forventet. Det er for få enheter til å si hvor sikkert tallet er.",
            shown.estimate,
            shown.unit
        ),
        Some(interval) => with_interval(&shown, interval),
    };
    let weak = status == Status::Weak || estimate.note.as_deref().is_some_and(|n| n.starts_with("weak"));
    if weak && shown.interval.is_some() {
        t!("{text} Anslaget er svakt: få enheter eller kort tid.")
    } else {
        text
    }
}

fn with_interval(shown: &Shown, interval: Interval) -> String {
    let numbers = t!("{}{} ({} til {})", shown.estimate, shown.unit, shown.lower, shown.upper);
    let (what_down, what_up) =
        (format!("{}{}", shown.most_down, shown.unit), format!("{}{}", shown.most_up, shown.unit));
    match interval {
        Interval::Below => t!("Færre innleggelser enn forventet: {numbers}."),
        Interval::Above => t!("Flere innleggelser enn forventet: {numbers}."),
        Interval::Around => {
            t!("Ingen sikker endring: {numbers}. En nedgang på inntil {what_down} kan ikke utelukkes.")
        }
        Interval::FromZeroUp => {
            t!("Ingen sikker endring: {numbers}. En økning på inntil {what_up} kan ikke utelukkes.")
        }
    }
}

/// Where the interval lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Interval {
    Below,
    Above,
    /// Zero inside, or at the upper end.
    Around,
    /// Zero at the lower end.
    FromZeroUp,
}

/// Numbers as text.
struct Shown {
    estimate: String,
    lower: String,
    upper: String,
    most_down: String,
    most_up: String,
    unit: &'static str,
    interval: Option<Interval>,
}

impl Shown {
    fn percent(e: &Estimate) -> Option<Self> {
        let change = |ratio: f64| (ratio - 1.0) * 100.0;
        let interval = e.ratio_lower.zip(e.ratio_upper).map(|(l, u)| (change(l), change(u)));
        Some(Self::new(change(e.ratio?), interval, " %"))
    }

    fn plain(e: &Estimate) -> Option<Self> {
        Some(Self::new(e.estimate?, e.lower.zip(e.upper), ""))
    }

    fn new(estimate: f64, interval: Option<(f64, f64)>, unit: &'static str) -> Self {
        let (lower, upper) = interval.unwrap_or((estimate, estimate));
        // One digit for all: as many as the narrowest distance needs to be seen.
        let digits = digits(estimate, lower, upper, unit.is_empty());
        let place = interval.map(|(l, u)| match (l, u) {
            _ if u < 0.0 => Interval::Below,
            _ if l > 0.0 => Interval::Above,
            (l, _) if l >= 0.0 => Interval::FromZeroUp,
            _ => Interval::Around,
        });
        Self {
            estimate: signed(estimate, digits),
            lower: signed(lower, digits),
            upper: signed(upper, digits),
            most_down: magnitude(lower, digits),
            most_up: magnitude(upper, digits),
            unit,
            interval: place,
        }
    }
}

/// Whole percents, but one more digit where rounding would put an end of the interval at zero, or hide
/// that the estimate isn't zero.
fn digits(estimate: f64, lower: f64, upper: f64, plain: bool) -> usize {
    if plain {
        let size = estimate.abs().max(lower.abs()).max(upper.abs());
        return if size >= 100.0 {
            0
        } else if size >= 10.0 {
            1
        } else if size >= 1.0 {
            2
        } else {
            3
        };
    }
    let vanishes = |x: f64, digits: usize| x != 0.0 && signed(x, digits) == "0";
    let clear = lower > 0.0 || upper < 0.0;
    (0..3)
        .find(|d| !(clear && (vanishes(lower, *d) || vanishes(upper, *d))))
        .unwrap_or(3)
        .max(usize::from(vanishes(estimate, 0)))
}

/// `−4`, `+3`, `0`, `−0,4`: Norwegian comma, U+2212 and an explicit plus.
pub fn signed(x: f64, digits: usize) -> String {
    let text = magnitude(x, digits);
    let zero = text.chars().all(|c| matches!(c, '0' | ',' | '.'));
    match x {
        _ if zero => "0".to_owned(),
        x if x < 0.0 => format!("\u{2212}{text}"),
        _ => format!("+{text}"),
    }
}

/// The size without a sign, thousands apart by a no-break space.
fn magnitude(x: f64, digits: usize) -> String {
    let text = format!("{:.digits$}", x.abs());
    let (whole, rest) = text.split_once('.').map_or((text.as_str(), None), |(w, r)| (w, Some(r)));
    let mut grouped = String::new();
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) && whole.len() > 3 {
            grouped.push('\u{a0}');
        }
        grouped.push(c);
    }
    let point = if language::spoken() == Language::En { '.' } else { ',' };
    rest.map_or(grouped.clone(), |r| format!("{grouped}{point}{r}"))
}

/// Why nothing can be said, in Norwegian, from the English warnings of the engine.
fn reason(warnings: &[String]) -> String {
    let all = warnings.join(" ");
    let known = [
        ("no events after the opening", t!("det er ingen innleggelser etter åpningen")),
        ("no events before the opening", t!("det er ingen innleggelser før åpningen")),
        ("months before the opening", t!("det er under 12 måneder med tall før åpningen")),
        ("months after the opening", t!("det er under 12 måneder med tall etter åpningen")),
        ("under 5 events", t!("det er under 5 innleggelser i måneden i snitt")),
        ("never treated", t!("ingen enhet har åpnet i perioden")),
        ("no treated cell", t!("ingen måneder etter åpning kan sammenliknes med måneder uten enhet")),
        ("no rows are left", t!("ingen tall er igjen etter utvalget")),
    ];
    let found = known.iter().find(|(english, _)| all.contains(english));
    found.map_or(t!("tallene holder ikke til et anslag"), |(_, norwegian)| norwegian).to_owned()
}

fn note(estimate: &Estimate) -> String {
    reason(&estimate.note.clone().into_iter().collect::<Vec<_>>())
}

/// When a time series becomes possible, when the engine says so: `2017-05`.
pub fn possible_from(answer: &Estimation) -> Option<&str> {
    answer
        .warnings
        .iter()
        .find_map(|w| Some(w.split_once("possible with data to ")?.1.split(':').next()?.trim()))
}

#[cfg(test)]
mod tests;
