//! The words on each side of zero, at zero, and where nothing can be said.

use super::*;
use crate::inference::{Reference, describe_only, term};

/// An estimate with this ratio and these ends, in percent.
fn percent(estimate: f64, interval: Option<(f64, f64)>) -> Estimate {
    let ratio = |x: f64| Some(1.0 + x / 100.0);
    Estimate {
        term: "overall".into(),
        estimate: ratio(estimate).map(f64::ln),
        ratio: ratio(estimate),
        ratio_lower: interval.and_then(|i| ratio(i.0)),
        ratio_upper: interval.and_then(|i| ratio(i.1)),
        ..Estimate::default()
    }
}

fn says(estimate: f64, interval: (f64, f64), expected: &str) {
    assert_eq!(of_estimate(&percent(estimate, Some(interval)), Scale::Log, Status::Ok), expected);
}

#[test]
fn an_interval_below_zero_says_fewer() {
    says(-4.0, (-7.0, -1.0), "Færre innleggelser enn forventet: −4 % (−7 til −1).");
}

#[test]
fn an_interval_above_zero_says_more() {
    says(4.2, (1.1, 7.4), "Flere innleggelser enn forventet: +4 % (+1 til +7).");
}

#[test]
fn an_interval_around_zero_says_no_certain_change_and_what_cannot_be_ruled_out() {
    says(
        -1.0,
        (-5.0, 3.0),
        "Ingen sikker endring: −1 % (−5 til +3). En nedgang på inntil 5 % kan ikke utelukkes.",
    );
}

#[test]
fn an_end_at_zero_is_no_certain_change() {
    says(
        -2.0,
        (-4.0, 0.0),
        "Ingen sikker endring: −2 % (−4 til 0). En nedgang på inntil 4 % kan ikke utelukkes.",
    );
    says(
        2.0,
        (0.0, 4.0),
        "Ingen sikker endring: +2 % (0 til +4). En økning på inntil 4 % kan ikke utelukkes.",
    );
}

#[test]
fn a_clear_end_that_rounds_to_zero_gets_a_decimal() {
    says(-1.2, (-2.0, -0.4), "Færre innleggelser enn forventet: −1,2 % (−2,0 til −0,4).");
    says(-3.0, (-6.0, -0.04), "Færre innleggelser enn forventet: −3,00 % (−6,00 til −0,04).");
}

#[test]
fn a_weak_estimate_says_so() {
    let text = of_estimate(&percent(-4.0, Some((-7.0, -1.0))), Scale::Log, Status::Weak);
    assert!(text.ends_with("Anslaget er svakt: få enheter eller kort tid."), "{text}");
}

#[test]
fn few_clusters_only_describe() {
    let mut estimate = term("overall", -0.05, 0.02, Reference::T(4), Scale::Log);
    describe_only(&mut estimate);
    assert_eq!(
        of_estimate(&estimate, Scale::Log, Status::Weak),
        "Bare beskrivende: −5 % sammenliknet med forventet. Det er for få enheter til å si hvor sikkert tallet er."
    );
}

#[test]
fn what_cannot_be_estimated_gives_the_reason_and_no_number() {
    let none = Estimate {
        note: Some("no events after the opening: can't be estimated".into()),
        ..Estimate::default()
    };
    assert_eq!(
        of_estimate(&none, Scale::Log, Status::Ok),
        "Kan ikke anslås: det er ingen innleggelser etter åpningen."
    );
}

#[test]
fn no_sentence_says_no_effect_or_that_something_was_caused() {
    for (e, l, u) in [(-4.0, -7.0, -1.0), (0.0, -3.0, 3.0), (5.0, 1.0, 9.0), (-0.2, -0.5, 0.1)] {
        let text = of_estimate(&percent(e, Some((l, u))), Scale::Log, Status::Ok).to_lowercase();
        for word in ["ingen effekt", "effekt", "skyldes", "forårsak", "årsak", "førte til", "nan", "inf"] {
            assert!(!text.contains(word), "{text}");
        }
    }
}

#[test]
fn numbers_are_written_the_norwegian_way() {
    assert_eq!(signed(-1234.5, 1), "−1\u{a0}234,5");
    assert_eq!(signed(0.04, 1), "0");
    assert_eq!(signed(3.0, 0), "+3");
}
