use crate::picture::picture;
use crate::{any_frame, any_text, any_value, frame, months};
use charts::{Bars, Part, Reference, Slots, StackedBars};
use proptest::prelude::*;

fn labels(names: &[&str]) -> Slots {
    Slots::Labels(names.iter().map(ToString::to_string).collect())
}

/// Height of a rectangle, downwards positive.
fn height(bar: &[(f64, f64)]) -> f64 {
    bar[2].1 - bar[0].1
}

#[test]
fn a_bar_is_as_long_as_its_value_and_a_missing_one_is_absent() {
    let bars =
        Bars::new(frame(), labels(&["a", "b", "c", "d"]), vec![Some(10.0), Some(40.0), None, Some(0.0)]);
    let drawn = picture(&bars).marks("kc-f", "kc-bar");
    assert_eq!(drawn.len(), 3);
    assert!((height(&drawn[1]) / height(&drawn[0]) - 4.0).abs() < 0.05);
    assert!(height(&drawn[2]).abs() < 0.05);
}

#[test]
fn bars_begin_at_zero_even_if_asked_not_to() {
    let mut bars = Bars::new(frame(), labels(&["a", "b"]), vec![Some(101.0), Some(104.0)]);
    bars.axis.from_zero = false;
    let drawn = picture(&bars);
    assert!(drawn.texts().contains(&"0".to_owned()));
    let bars = drawn.marks("kc-f", "kc-bar");
    assert!((height(&bars[1]) / height(&bars[0]) - 104.0 / 101.0).abs() < 0.01);
}

#[test]
fn negative_bars_hang_from_the_zero_line() {
    let drawn = picture(&Bars::new(frame(), labels(&["a", "b"]), vec![Some(-4.0), Some(4.0)]));
    let zero = drawn.marks("kc-l", "kc-base")[0][0].1;
    let bars = drawn.marks("kc-f", "kc-bar");
    assert!((bars[0][0].1 - zero).abs() < 0.2 && (bars[1][2].1 - zero).abs() < 0.2, "{bars:?} {zero}");
}

#[test]
fn months_and_a_reference_are_labelled() {
    let mut bars = Bars::new(frame(), Slots::Months(months("2023-06-01", 14)), vec![Some(3.0); 14]);
    bars.reference = Some(Reference::new(5.0, "Mål: 5"));
    let drawn = picture(&bars);
    let texts = drawn.texts();
    assert!(texts.contains(&"jan. 2024".to_owned()) && texts.contains(&"Mål: 5".to_owned()), "{texts:?}");
    assert_eq!(drawn.root("data-n").as_deref(), Some("14"));
    assert!(drawn.root("data-step").is_some(), "slots are evenly spaced");
}

#[test]
fn few_months_have_all_their_names() {
    for n in 1..=3 {
        let bars = Bars::new(frame(), Slots::Months(months("2024-02-01", n)), vec![Some(3.0); n as usize]);
        let texts = picture(&bars).texts();
        assert!(texts.contains(&"feb. 2024".to_owned()), "{n}: {texts:?}");
    }
}

#[test]
fn no_bars_say_so() {
    assert!(picture(&Bars::new(frame(), labels(&[]), Vec::new())).is_empty());
    assert!(picture(&Bars::new(frame(), labels(&["a"]), vec![Some(f64::NAN)])).is_empty());
    let parts = vec![Part::new("x", vec![None, Some(-1.0)])];
    assert!(picture(&StackedBars::counts(frame(), labels(&["a", "b"]), parts)).is_empty());
}

fn parts(values: &[(&str, [f64; 2])]) -> Vec<Part> {
    values.iter().map(|(name, values)| Part::new(*name, values.map(Some).to_vec())).collect()
}

#[test]
fn parts_stand_on_each_other() {
    let chart =
        StackedBars::counts(frame(), labels(&["a", "b"]), parts(&[("x", [10.0, 20.0]), ("y", [30.0, 5.0])]));
    let drawn = picture(&chart);
    // The last mark of each role is the legend's.
    let bars = |role: &str| -> Vec<_> { drawn.marks("kc-f", role).into_iter().take(2).collect() };
    let (x, y) = (bars("kc-c0"), bars("kc-c1"));
    assert_eq!((x.len(), y.len()), (2, 2));
    assert!((y[0][2].1 - x[0][0].1).abs() < 0.2, "y begins where x ends");
    assert!((height(&y[0]) / height(&x[0]) - 3.0).abs() < 0.05);
    assert!(drawn.texts().contains(&"x".to_owned()) && drawn.texts().contains(&"y".to_owned()));
}

#[test]
fn shares_fill_the_bar() {
    let chart =
        StackedBars::shares(frame(), labels(&["a", "b"]), parts(&[("x", [1.0, 0.0]), ("y", [3.0, 8.0])]));
    let drawn = picture(&chart);
    assert!(drawn.texts().contains(&"100 %".to_owned()));
    let heights: Vec<f64> = drawn.marks("kc-f", "kc-c1").iter().take(2).map(|bar| height(bar)).collect();
    assert!((heights[0] / heights[1] - 0.75).abs() < 0.01, "{heights:?}");
}

#[test]
fn a_suppressed_part_is_left_out_and_not_zero_sized() {
    let chart = StackedBars::counts(
        frame(),
        labels(&["a"]),
        vec![Part::new("x", vec![None]), Part::new("y", vec![Some(6.0)])],
    );
    assert_eq!(picture(&chart).marks("kc-f", "kc-c0").len(), 1, "the legend's swatch only");
}

proptest! {
    #[test]
    fn any_data_gives_a_picture(
        frame in any_frame(),
        values in prop::collection::vec(prop::collection::vec(any_value(), 0..40), 1..10),
        names in prop::collection::vec(any_text(), 0..40),
        as_months: bool,
        shares: bool,
    ) {
        let slots = if as_months { Slots::Months(months("2020-05-01", names.len() as u32)) } else { Slots::Labels(names.clone()) };
        let mut bars = Bars::new(frame.clone(), slots.clone(), values[0].clone());
        bars.reference = values[0].first().copied().flatten().map(|v| Reference::new(v, "<r>"));
        picture(&bars);
        let parts = values.into_iter().enumerate().map(|(i, v)| Part::new(names.get(i).cloned().unwrap_or_default(), v));
        picture(&StackedBars { frame, slots, parts: parts.collect(), shares, axis: bars.axis });
    }
}
