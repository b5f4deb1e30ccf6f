//! A judged series in plain words. A change is named only where a rule says that it is more than chance.

use language::t;
use measures::process_control::{Assurance, Direction, ENOUGH, Process, Rule, Segment, Signal, Verdict};
use vocabulary::{Month, norwegian};

/// The signals that may be named: those of stretches with enough points.
pub fn marked(process: &Process) -> Vec<Option<Signal>> {
    let mut marks = process.signals.clone();
    for segment in process.segments.iter().filter(|segment| segment.is_provisional()) {
        marks[segment.from..segment.end].fill(None);
    }
    marks
}

/// What a rule found, for a table.
pub fn rule(signal: Signal) -> &'static str {
    match (signal.rule, signal.up) {
        (Rule::Outside, true) => t!("over øvre grense"),
        (Rule::Outside, false) => t!("under nedre grense"),
        (Rule::Trend, true) => t!("sju stigende på rad"),
        (Rule::Trend, false) => t!("sju fallende på rad"),
        (Rule::TwoOfThree, true) => t!("to av tre nær øvre grense"),
        (Rule::TwoOfThree, false) => t!("to av tre nær nedre grense"),
        (Rule::Run, true) => t!("sju på rad over snittet"),
        (Rule::Run, false) => t!("sju på rad under snittet"),
    }
}

/// The newest signals that belong together: first and last month's index, and what they say.
struct Group {
    from: usize,
    to: usize,
    signal: Signal,
}

fn newest(marks: &[Option<Signal>], of: &Segment) -> Option<Group> {
    let to = (of.from..of.end).rev().find(|i| marks[*i].is_some())?;
    let signal = marks[to]?;
    let mut from = to;
    while from > of.from && marks[from - 1] == Some(signal) {
        from -= 1;
    }
    Some(Group { from, to, signal })
}

fn span(months: &[Month], group: &Group) -> String {
    let (first, last) = (norwegian::month(months[group.from]), norwegian::month(months[group.to]));
    if group.from == group.to { first } else { t!("{first} til {last}") }
}

/// `april 2025 til oktober 2025 hører til en rekke på minst sju måneder over snittet (47,1 %)`.
fn told(group: &Group, of: &Segment, months: &[Month], write: &dyn Fn(f64) -> String) -> String {
    let when = span(months, group);
    let (over, upper, rising) = if group.signal.up {
        (t!("over"), t!("øvre"), t!("steg"))
    } else {
        (t!("under"), t!("nedre"), t!("falt"))
    };
    let limit = if group.signal.up { of.upper } else { of.lower };
    match group.signal.rule {
        Rule::Outside => {
            t!("{when} lå {over} {upper} grense for tilfeldig variasjon ({})", write(limit))
        }
        Rule::Trend => t!("tallet {rising} måned for måned, {when}"),
        Rule::TwoOfThree => {
            t!("to av tre måneder rundt {when} lå nær {upper} grense ({})", write(limit))
        }
        Rule::Run => {
            t!("{when} hører til en rekke på minst sju måneder {over} snittet ({})", write(of.mean))
        }
    }
}

fn verdict(better: Direction, signal: Signal) -> &'static str {
    match signal.verdict(better) {
        Verdict::Improvement => t!("Det er en endring til det bedre."),
        Verdict::Concern => t!("Det er en endring til det verre."),
        Verdict::Change => t!("Tallet sier ikke om endringen er god eller dårlig."),
    }
}

/// Whether the series changed more than chance would, in a sentence or three.
pub fn finding(
    better: Direction,
    process: &Process,
    months: &[Month],
    write: &dyn Fn(f64) -> String,
) -> String {
    let Some(of) = process.newest() else {
        return t!("For få måneder med tall til å skille en endring fra tilfeldig variasjon.").to_owned();
    };
    if of.is_provisional() {
        return t!(
            "Det vet vi ikke ennå: bare {} måneder har tall på dette nivået. Grensene er foreløpige til det er \
             {ENOUGH}, og ingen endring er merket.",
            of.points
        );
    }
    let marks = marked(process);
    let Some(group) = newest(&marks, of) else {
        return t!(
            "Nei. De {} månedene varierer ikke mer rundt snittet på {} enn tilfeldigheter alene gir.",
            of.points,
            write(of.mean)
        );
    };
    let number = marks[of.from..of.end].iter().flatten().count();
    let yes = if group.to + 1 == of.end { t!("Ja") } else { t!("Ja, men ikke i de siste månedene") };
    t!(
        "{yes}: {}. {} I alt er {number} av {} måneder merket.",
        told(&group, of, months, write),
        verdict(better, group.signal),
        of.points
    )
}

/// The same in a few words, for a key figure; `None` where nothing can be said.
pub fn note(process: &Process, months: &[Month]) -> Option<String> {
    let of = process.newest().filter(|of| !of.is_provisional())?;
    let marks = marked(process);
    Some(match newest(&marks, of).filter(|group| group.to + 1 == of.end) {
        None => t!("Måned for måned: ingen endring ut over tilfeldig variasjon nå").to_owned(),
        Some(group) => t!(
            "Måned for måned: mer enn tilfeldig endring ({}, {})",
            rule(group.signal),
            norwegian::short_month(months[group.to])
        ),
    })
}

/// Whether the newest months changed more than chance, as the end of a paragraph; `None` where it can't be said.
pub fn sentence(process: &Process, months: &[Month], write: &dyn Fn(f64) -> String) -> Option<String> {
    let of = process.newest().filter(|of| !of.is_provisional())?;
    let marks = marked(process);
    Some(match newest(&marks, of).filter(|group| group.to + 1 == of.end) {
        None => {
            t!("Måned for måned er det ingen endring ut over tilfeldig variasjon rundt {}.", write(of.mean))
        }
        Some(group) => t!("Endringen er mer enn tilfeldig: {}.", told(&group, of, months, write)),
    })
}

/// How the process stands to a target, with a leading space; `None` without limits or a better direction.
pub fn assurance(
    process: &Process,
    better: Direction,
    target: f64,
    name: &str,
    written: &str,
) -> Option<String> {
    let of = process.newest().filter(|of| !of.is_provisional())?;
    let name = name.to_lowercase();
    Some(match of.assurance(target, better)? {
        Assurance::Passes => {
            t!(" Månedene holder seg innenfor {name} ({written}) så lenge ingenting endres.")
        }
        Assurance::Fails => {
            t!(" Månedene holder seg utenfor {name} ({written}) så lenge ingenting endres.")
        }
        Assurance::Varies => {
            t!(" Om en måned holder seg innenfor {name} ({written}), avgjøres av tilfeldigheter.")
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn months(n: usize) -> Vec<Month> {
        (0..n).map(|i| Month::new(2024, 1).unwrap().plus(i as i32)).collect()
    }

    fn say(values: &[f64], better: Direction) -> String {
        let values: Vec<_> = values.iter().copied().map(Some).collect();
        finding(better, &Process::of(&values, &[]), &months(values.len()), &|v| norwegian::number(v, 1))
    }

    const STEADY: [f64; 14] = [20., 22., 19., 21., 23., 20., 22., 18., 21., 20., 22., 19., 21., 20.];

    #[test]
    fn chance_is_called_chance() {
        assert_eq!(
            say(&STEADY, Direction::Decrease),
            "Nei. De 14 månedene varierer ikke mer rundt snittet på 20,6 enn tilfeldigheter alene gir."
        );
    }

    #[test]
    fn a_month_beyond_the_limits_is_named_with_what_it_means() {
        let mut values = STEADY;
        values[13] = 40.0;
        let text = say(&values, Direction::Decrease);
        assert!(text.starts_with("Ja: februar 2025 lå over øvre grense"), "{text}");
        assert!(
            text.ends_with("Det er en endring til det verre. I alt er 1 av 14 måneder merket."),
            "{text}"
        );
        assert!(say(&values, Direction::Increase).contains("til det bedre"));
        assert!(say(&values, Direction::Neutral).contains("sier ikke om endringen er god eller dårlig"));
        values.swap(13, 3);
        assert!(
            say(&values, Direction::Neutral)
                .starts_with("Ja, men ikke i de siste månedene: april 2024 lå over")
        );
    }

    #[test]
    fn few_months_say_nothing() {
        assert!(say(&STEADY[..11], Direction::Neutral).starts_with("Det vet vi ikke ennå: bare 11 måneder"));
        assert!(say(&[1.0], Direction::Neutral).starts_with("For få måneder"));
        let process = Process::of(&[Some(1.0), Some(9.0), Some(1.0)], &[]);
        assert_eq!(note(&process, &months(3)), None);
        assert!(marked(&process).iter().all(Option::is_none));
    }

    #[test]
    fn a_target_is_met_by_chance_or_always() {
        let values: Vec<_> = STEADY.iter().copied().map(Some).collect();
        let process = Process::of(&values, &[]);
        let of = |target| assurance(&process, Direction::Decrease, target, "Veilederens grense", "x");
        assert!(of(100.0).is_some_and(|text| text.contains("innenfor veilederens grense (x) så lenge")));
        assert!(of(1.0).is_some_and(|text| text.contains("utenfor")));
        assert!(of(21.0).is_some_and(|text| text.contains("tilfeldigheter")));
    }
}
