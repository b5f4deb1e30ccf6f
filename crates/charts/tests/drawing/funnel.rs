use crate::picture::{file, picture};
use crate::{any_frame, any_text, frame};
use charts::{Funnel, FunnelLimit, FunnelPoint, Reference, Standing};
use proptest::prelude::*;

fn point(size: f64, rate: f64, standing: Standing, name: Option<&str>) -> FunnelPoint {
    FunnelPoint { size, rate, standing, name: name.map(str::to_owned) }
}

fn limit(size: f64) -> FunnelLimit {
    let half = 100.0 / size.sqrt();
    FunnelLimit {
        size,
        inner: (100.0 - 20.0 * half, 100.0 + 20.0 * half),
        outer: (100.0 - 30.0 * half, 100.0 + 30.0 * half),
    }
}

fn chart() -> Funnel {
    let points = vec![
        point(1000.0, 90.0, Standing::Within, None),
        point(10_000.0, 125.0, Standing::Near, None),
        point(100_000.0, 80.0, Standing::Beyond, Some("Asker")),
    ];
    Funnel::new(frame(), points, [1000.0, 10_000.0, 100_000.0].map(limit).to_vec())
}

#[test]
fn standings_differ_in_shape_and_the_place_asked_for_has_its_name() {
    let drawn = picture(&chart());
    assert_eq!(drawn.marks("kc-f", "kc-c2").iter().map(Vec::len).collect::<Vec<_>>(), [3, 3]);
    assert_eq!(drawn.marks("kc-f", "kc-c1").iter().map(Vec::len).collect::<Vec<_>>(), [4, 4]);
    for text in ["Asker", "Innenfor", "Utenfor 95 %", "Utenfor 99,8 %", "95 % av kommunene", "10 000"] {
        assert!(drawn.texts().contains(&text.to_owned()), "{text} in {:?}", drawn.texts());
    }
}

#[test]
fn ten_times_the_size_is_always_as_far_to_the_right() {
    let drawn = picture(&chart());
    let middle = |role: &str, i: usize| {
        let mark = &drawn.marks("kc-f", role)[i];
        mark.iter().map(|(x, _)| x).sum::<f64>() / mark.len() as f64
    };
    // The legend's marks come last.
    let lines = drawn.marks("kc-l", "kc-c3");
    assert!(lines.iter().any(|line| line.len() == 3), "{lines:?}");
    let line = lines.iter().find(|line| line.len() == 3).unwrap();
    assert!(((line[1].0 - line[0].0) - (line[2].0 - line[1].0)).abs() < 0.3);
    assert!((middle("kc-c2", 0) - line[1].0).abs() < 0.5);
    assert!((middle("kc-c1", 0) - line[2].0).abs() < 0.5);
}

#[test]
fn no_place_says_so() {
    for points in [
        vec![],
        vec![point(0.0, 5.0, Standing::Within, None)],
        vec![point(5.0, f64::NAN, Standing::Near, None)],
    ] {
        assert!(picture(&Funnel::new(frame(), points, vec![limit(10.0)])).is_empty());
    }
}

proptest! {
    #[test]
    fn any_data_gives_a_picture(
        frame in any_frame(),
        points in prop::collection::vec((any::<f64>(), any::<f64>(), prop::option::of(any_text())), 0..20),
        plain in prop::collection::vec((1.0..1e6f64, 0.0..500.0f64), 0..20),
        limits in prop::collection::vec((0.5..1e6f64, any::<f64>(), any::<f64>()), 0..10),
        target in prop::option::of((any::<f64>(), any_text())),
    ) {
        let odd = points.into_iter().map(|(size, rate, name)| FunnelPoint { size, rate, standing: Standing::Near, name });
        let plain = plain.into_iter().map(|(size, rate)| point(size, rate, Standing::Within, None));
        let limits = limits.into_iter().map(|(size, a, b)| FunnelLimit { size, inner: (a, b), outer: (b, a) });
        let mut chart = Funnel::new(frame, odd.chain(plain).collect(), limits.collect());
        chart.target = target.map(|(value, label)| Reference { value, label });
        picture(&chart);
        file(&chart, "Kilde");
    }
}
