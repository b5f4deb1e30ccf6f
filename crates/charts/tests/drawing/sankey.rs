use crate::picture::{file, picture};
use crate::{any_frame, any_text, frame};
use charts::{Sankey, SankeyFlow, SankeyNode};
use proptest::prelude::*;

fn node(name: &str, value: f64) -> SankeyNode {
    SankeyNode { name: name.into(), value }
}

fn flow(layer: usize, from: usize, to: usize, value: f64) -> SankeyFlow {
    SankeyFlow { layer, from, to, value }
}

fn chart() -> Sankey {
    let layers = vec![
        vec![node("Legevakt", 60.0), node("Fastlege", 40.0)],
        vec![node("KAD", 100.0)],
        vec![node("Hjem", 70.0), node("Sykehus", 30.0)],
    ];
    let flows = vec![flow(0, 0, 0, 60.0), flow(0, 1, 0, 40.0), flow(1, 0, 0, 70.0), flow(1, 0, 1, 26.0)];
    Sankey { gap: "Vises ikke (færre enn 5)".into(), ..Sankey::new(frame(), layers, flows) }
}

#[test]
fn flows_are_as_wide_as_they_are_large_and_what_is_hidden_is_a_gap() {
    let drawn = picture(&chart());
    let areas = drawn.marks("kc-f", "kc-band");
    assert_eq!(areas.len(), 4);
    let width = |i: usize| areas[i].last().map(|end| end.1).unwrap() - areas[i][0].1;
    // The widest first: 70, 60, 40, 26.
    assert!((width(0) / width(1) - 70.0 / 60.0).abs() < 0.02, "{} {}", width(0), width(1));
    assert!((width(2) / width(3) - 40.0 / 26.0).abs() < 0.02);
    // One in the key, one in each node that isn't wholly shown.
    assert_eq!(drawn.marks("kc-l", "kc-missing").len(), 2);
    for text in ["Legevakt", "KAD", "Sykehus", "Vises ikke (færre enn 5)"] {
        assert!(drawn.texts().contains(&text.to_owned()), "{text}");
    }
}

#[test]
fn layers_stand_from_left_to_right() {
    let drawn = picture(&chart());
    let lefts: Vec<f64> = drawn.marks("kc-f", "kc-c0").iter().map(|mark| mark[0].0).collect();
    assert_eq!(lefts.len(), 5);
    assert!(lefts[0] < lefts[2] && lefts[2] < lefts[3] && (lefts[3] - lefts[4]).abs() < 0.1);
}

#[test]
fn nothing_flowing_says_so() {
    assert!(picture(&Sankey::new(frame(), vec![], vec![])).is_empty());
    assert!(
        picture(&Sankey::new(frame(), vec![vec![node("a", 0.0)], vec![node("b", 0.0)]], vec![])).is_empty()
    );
    assert!(picture(&Sankey::new(frame(), vec![vec![node("a", 5.0)]], vec![flow(0, 0, 3, 4.0)])).is_empty());
}

proptest! {
    #[test]
    fn any_data_gives_a_picture(
        frame in any_frame(),
        layers in prop::collection::vec(prop::collection::vec((any_text(), any::<f64>()), 0..6), 0..4),
        flows in prop::collection::vec((0..4usize, 0..6usize, 0..6usize, -5.0..500.0f64), 0..20),
        gap in any_text(),
    ) {
        let layers = layers.into_iter()
            .map(|nodes| nodes.into_iter().map(|(name, value)| SankeyNode { name, value: value.clamp(-1e4, 1e4) }).collect())
            .collect();
        let flows = flows.into_iter().map(|(layer, from, to, value)| flow(layer, from, to, value)).collect();
        let chart = Sankey { gap, ..Sankey::new(frame, layers, flows) };
        picture(&chart);
        file(&chart, "Kilde");
    }
}
