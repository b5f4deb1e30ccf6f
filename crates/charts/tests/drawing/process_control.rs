use crate::picture::{file, picture};
use crate::{any_frame, any_text, any_value, date, days, frame, months};
use charts::{Event, Level, Mark, ProcessControl, Reference};
use proptest::prelude::*;

fn chart(marks: &[Mark]) -> ProcessControl {
    let dates = months("2024-01-01", marks.len() as u32);
    let points = marks.iter().enumerate().map(|(i, mark)| Some((50.0 + i as f64, *mark))).collect();
    let level =
        Level { from: dates[0], to: dates[marks.len() - 1], mean: 52.0, lower: Some(40.0), upper: 64.0 };
    ProcessControl::new(frame(), dates, points, vec![level])
}

#[test]
fn marks_differ_in_shape_as_well_as_in_colour() {
    let drawn = picture(&chart(&[Mark::Common, Mark::Better, Mark::Worse, Mark::Changed]));
    // Each also stands in the legend.
    let corners = |role: &str| drawn.marks("kc-f", role).iter().map(Vec::len).collect::<Vec<_>>();
    assert_eq!(corners("kc-c1"), [3, 3], "worse: triangles");
    assert_eq!(corners("kc-c2"), [4, 4], "a change: diamonds");
    let square = &drawn.marks("kc-f", "kc-c0")[0];
    let diamond = &drawn.marks("kc-f", "kc-c2")[0];
    assert!((square[0].1 - square[1].1).abs() < 0.1 && (diamond[0].1 - diamond[1].1).abs() > 1.0);
    for text in ["Snitt", "Tilfeldig variasjon", "Endring til det bedre", "Endring til det verre", "Endring"]
    {
        assert!(drawn.texts().contains(&text.to_owned()), "{text}");
    }
    assert_eq!(drawn.root("data-n").as_deref(), Some("4"));
}

#[test]
fn what_does_not_occur_is_not_in_the_legend() {
    let drawn = picture(&chart(&[Mark::Common; 5]));
    assert!(!drawn.texts().iter().any(|text| text.starts_with("Endring")));
}

#[test]
fn limits_break_where_a_new_level_begins() {
    let mut new = chart(&[Mark::Common; 10]);
    let old = Level { to: new.dates[4], ..new.levels[0] };
    new.levels =
        vec![old, Level { from: new.dates[5], mean: 58.0, lower: None, upper: 70.0, ..new.levels[0] }];
    new.events = vec![Event { date: new.dates[5], label: "Nytt nivå".into() }];
    let drawn = picture(&new);
    // One in the legend, lower and upper of the first stretch, upper of the second.
    let limits = drawn.marks("kc-l", "kc-ref");
    assert_eq!(limits.len(), 4);
    let ends: Vec<f64> = limits[..3].iter().map(|line| line[1].0).collect();
    assert!(ends[0] < ends[2] && (ends[0] - ends[1]).abs() < 0.1, "{ends:?}");
    assert!(drawn.texts().contains(&"Nytt nivå".to_owned()));
}

#[test]
fn nothing_known_says_so() {
    let mut empty = chart(&[Mark::Common; 3]);
    empty.points = vec![None, Some((f64::NAN, Mark::Better)), None];
    assert!(picture(&empty).is_empty());
    empty.dates.clear();
    assert!(picture(&empty).is_empty());
}

proptest! {
    #[test]
    fn any_data_gives_a_picture(
        frame in any_frame(),
        values in prop::collection::vec(any_value(), 0..30),
        n in 0_usize..30,
        levels in prop::collection::vec((0_u64..40, 0_u64..40, any::<f64>(), any_value(), any::<f64>()), 0..4),
        target in prop::option::of((any::<f64>(), any_text())),
        label in any_text(),
    ) {
        let marks = [Mark::Common, Mark::Better, Mark::Worse, Mark::Changed];
        let points = values.iter().enumerate().map(|(i, v)| v.map(|v| (v, marks[i % 4]))).collect();
        let day = |n: u64| date("2023-12-15") + chrono::Days::new(n);
        let levels = levels.into_iter()
            .map(|(from, to, mean, lower, upper)| Level { from: day(from), to: day(to), mean, lower, upper });
        let mut chart = ProcessControl::new(frame, days("2023-12-20", n), points, levels.collect());
        chart.target = target.map(|(value, label)| Reference { value, label });
        chart.events = vec![Event { date: day(10), label: label.clone() }];
        picture(&chart);
        file(&chart, &label);
    }
}
