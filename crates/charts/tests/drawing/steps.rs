use crate::picture::{file, picture};
use crate::{any_frame, any_text, frame};
use charts::{Reference, StepCurve, StepPoint, Steps};
use proptest::prelude::*;

fn curve(name: &str, points: &[(f64, f64)]) -> StepCurve {
    let point = |(x, y): &(f64, f64)| StepPoint { x: *x, y: *y, interval: Some((y - 5.0, y + 5.0)) };
    StepCurve { name: name.into(), points: points.iter().map(point).collect() }
}

#[test]
fn a_curve_holds_its_value_until_the_next_step_and_to_the_end() {
    let one = curve("Alle", &[(0.0, 100.0), (2.0, 60.0), (5.0, 20.0)]);
    let drawn = picture(&Steps::new(frame(), vec![one], 10.0));
    let line = drawn.marks("kc-l", "kc-c0").remove(0);
    assert_eq!(line.len(), 6);
    assert!((line[0].1 - line[1].1).abs() < 0.1 && (line[1].0 - line[2].0).abs() < 0.1);
    assert!(line[2].1 > line[1].1 && (line[5].1 - line[4].1).abs() < 0.1 && line[5].0 > line[4].0);
    assert_eq!(drawn.marks("kc-f", "kc-band").iter().filter(|area| area.len() > 5).count(), 1);
    assert!(drawn.texts().contains(&"95 % intervall".to_owned()));
}

#[test]
fn several_curves_are_named_and_have_no_interval() {
    let curves =
        vec![curve("KAD", &[(0.0, 100.0), (2.0, 60.0)]), curve("Sykestue", &[(0.0, 100.0), (3.0, 70.0)])];
    let mut chart = Steps::new(frame(), curves, 10.0);
    chart.marks = vec![Reference::new(3.0, "72 timer")];
    let drawn = picture(&chart);
    for text in ["KAD", "Sykestue", "72 timer"] {
        assert!(drawn.texts().contains(&text.to_owned()), "{text}");
    }
    assert!(drawn.marks("kc-f", "kc-band").is_empty());
}

#[test]
fn nothing_to_show_says_so() {
    assert!(picture(&Steps::new(frame(), vec![], 10.0)).is_empty());
    assert!(picture(&Steps::new(frame(), vec![curve("Alle", &[(0.0, f64::NAN)])], 10.0)).is_empty());
    assert!(picture(&Steps::new(frame(), vec![curve("Alle", &[(0.0, 1.0)])], 0.0)).is_empty());
}

proptest! {
    #[test]
    fn any_data_gives_a_picture(
        frame in any_frame(),
        points in prop::collection::vec((any::<f64>(), any::<f64>(), prop::option::of((any::<f64>(), any::<f64>()))), 0..20),
        end in -1.0..500.0f64,
        label in any_text(),
    ) {
        let points = points.into_iter().map(|(x, y, interval)| StepPoint { x, y, interval }).collect();
        let mut chart = Steps::new(frame, vec![StepCurve { name: label.clone(), points }, curve("b", &[(0.0, 50.0)])], end);
        chart.marks = vec![Reference { value: 3.0, label }];
        picture(&chart);
        chart.curves.pop();
        picture(&chart);
        file(&chart, "Kilde");
    }
}
