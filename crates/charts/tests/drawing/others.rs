use crate::picture::{Picture, picture};
use crate::{any_frame, any_text, any_value, date, days, frame, months};
use charts::{
    Calendar, Cell, Cells, Comparison, Effect, Event, Forest, ForestRow, Frame, Histogram, HorizontalBars,
    ObservedExpected, Reference, Row, Sparkline,
};
use proptest::prelude::*;

fn has(drawn: &Picture, text: &str) -> bool {
    drawn.texts().contains(&text.to_owned())
}

#[test]
fn a_histogram_shows_bins_thresholds_and_an_open_end() {
    let mut chart =
        Histogram::new(frame(), vec![0.0, 1.0, 2.0, 3.0, 4.0], vec![Some(5.0), Some(10.0), None, Some(1.0)]);
    chart.open_ended = true;
    chart.marks = vec![Reference::new(3.0, "72 timer"), Reference::new(9.0, "Utenfor")];
    let drawn = picture(&chart);
    let bins = drawn.marks("kc-f", "kc-bar");
    assert_eq!(bins.len(), 3);
    let height = |i: usize| bins[i][2].1 - bins[i][0].1;
    assert!((height(1) / height(0) - 2.0).abs() < 0.02);
    assert!(has(&drawn, "72 timer") && has(&drawn, "4+") && !has(&drawn, "Utenfor"));
    let threshold = drawn.marks("kc-l", "kc-ref")[0][0].0;
    assert!((threshold - (bins[2][0].0)).abs() < 10.0, "the threshold stands where the fourth bin begins");
}

#[test]
fn a_histogram_with_faulty_edges_shows_nothing() {
    for edges in [vec![0.0, 1.0, 1.0], vec![0.0, f64::NAN, 2.0], vec![2.0, 1.0, 0.0], vec![1.0], vec![]] {
        assert!(picture(&Histogram::new(frame(), edges, vec![Some(1.0); 3])).is_empty());
    }
}

#[test]
fn long_categories_are_wrapped_cut_and_whole_on_hover() {
    let long = "Korttidsplass i sykehjem eller annen kommunal institusjon med heldøgns bemanning & <tilsyn>";
    let rows = vec![
        Row::new(long, Some(30.0), "30 (60 %)"),
        Row::new("Sykehus", Some(10.0), "10"),
        Row::new("Død", None, ":"),
    ];
    let drawn = picture(&HorizontalBars::new(frame(), rows));
    assert_eq!(drawn.hovers(), [long]);
    assert!(drawn.texts().iter().any(|text| text.ends_with('…')));
    let bars = drawn.marks("kc-f", "kc-bar");
    let length = |i: usize| bars[i][1].0 - bars[i][0].0;
    assert_eq!(bars.len(), 2);
    assert!((length(0) / length(1) - 3.0).abs() < 0.02);
    assert!(has(&drawn, "30 (60 %)") && has(&drawn, ":"));
}

#[test]
fn one_strong_row_makes_the_others_pale() {
    let mut rows = vec![Row::new("Asker", Some(3.0), "3"), Row::new("Landet", Some(4.0), "4")];
    rows[0].emphasis = true;
    let drawn = picture(&HorizontalBars::new(frame(), rows));
    assert_eq!((drawn.marks("kc-f", "kc-bar").len(), drawn.marks("kc-f", "kc-raw").len()), (1, 1));
}

fn comparison(observed: &[f64], opening: usize) -> ObservedExpected {
    let dates = months("2016-01-01", observed.len() as u32);
    let point = |(i, observed): (usize, &f64)| Comparison {
        date: dates[i],
        observed: Some(*observed),
        expected: Some(100.0),
        interval: Some((90.0, 112.0)),
    };
    let event = Event { date: dates[opening], label: "Åpning".into() };
    ObservedExpected::new(frame(), observed.iter().enumerate().map(point).collect(), Some(event))
}

#[test]
fn differences_are_shaded_from_the_opening_on() {
    let drawn = picture(&comparison(&[120.0, 80.0, 100.0, 90.0, 85.0, 88.0], 3));
    // The swatch of the legend and one area.
    assert_eq!(drawn.marks("kc-f", "kc-below").len(), 2);
    assert!(drawn.marks("kc-f", "kc-above").is_empty());
    assert!(has(&drawn, "Færre enn forventet") && !has(&drawn, "Flere enn forventet"));
    assert!(has(&drawn, "Åpning") && has(&drawn, "Observert") && has(&drawn, "Forventet"));
    assert_eq!(drawn.root("data-n").as_deref(), Some("6"));
    let opening = drawn.marks("kc-l", "kc-event")[0][0].0;
    let area = &drawn.marks("kc-f", "kc-below")[0];
    assert!(area.iter().all(|(x, _)| *x >= opening - 0.2));
}

#[test]
fn an_observation_missing_after_the_opening_splits_the_shade() {
    let mut chart = comparison(&[90.0; 7], 0);
    chart.points[3].observed = None;
    let drawn = picture(&chart);
    assert_eq!(drawn.marks("kc-f", "kc-below").len(), 3);
    assert_eq!(drawn.marks("kc-l", "kc-c0").iter().filter(|line| line.len() == 3).count(), 2);
}

fn estimate(label: &str, estimate: f64, low: f64, high: f64) -> ForestRow {
    ForestRow {
        label: label.into(),
        effect: Effect::Estimate { estimate, low, high, size: 10.0 },
        text: "t".into(),
    }
}

#[test]
fn intervals_beyond_the_axis_get_arrows() {
    let mut chart =
        Forest::new(frame(), vec![estimate("a", -2.0, -5.0, 1.0), estimate("b", -8.0, -60.0, 70.0)]);
    let arrows = |chart: &Forest| {
        let shapes = picture(chart).marks("kc-f", "kc-c0");
        shapes.into_iter().filter(|shape| shape.len() == 3).count()
    };
    assert_eq!(arrows(&chart), 0, "without a range the axis holds all");
    chart.range = Some((-20.0, 20.0));
    assert_eq!(arrows(&chart), 2);
}

#[test]
fn an_estimate_left_of_null_stands_left_of_its_line() {
    let drawn = picture(&Forest::new(frame(), vec![estimate("a", -2.0, -5.0, -1.0)]));
    let null = drawn.marks("kc-l", "kc-base")[0][0].0;
    assert!(drawn.marks("kc-f", "kc-c0")[0].iter().all(|(x, _)| *x < null));
}

#[test]
fn what_cannot_be_estimated_says_so() {
    let impossible = |reason: &str| ForestRow {
        label: "Utsira".into(),
        effect: Effect::Impossible(reason.into()),
        text: "0,0".into(),
    };
    let faulty = estimate("Feil", f64::NAN, 1.0, 2.0);
    let drawn = picture(&Forest::new(frame(), vec![impossible("For få"), faulty]));
    assert!(has(&drawn, "For få") && !has(&drawn, "0,0"));
    assert!(drawn.marks("kc-f", "kc-c0").is_empty(), "a faulty estimate has no mark");
    assert!(picture(&Forest::new(frame(), Vec::new())).is_empty());
}

#[test]
fn a_summary_is_a_diamond_from_bound_to_bound() {
    let effect = Effect::Summary { estimate: 2.0, low: 1.0, high: 4.0 };
    let drawn =
        picture(&Forest::new(frame(), vec![ForestRow { label: "Alle".into(), effect, text: String::new() }]));
    let diamond = drawn.marks("kc-f", "kc-c0").remove(0);
    assert_eq!(diamond.len(), 4);
    let (low, estimate, high) = (diamond[0].0, diamond[1].0, diamond[2].0);
    assert!(((high - estimate) / (estimate - low) - 2.0).abs() < 0.02);
}

#[test]
fn a_sparkline_is_a_line_and_a_last_dot_without_text() {
    let drawn = picture(&Sparkline::new(frame(), vec![Some(1.0), Some(3.0), None, Some(2.0), Some(2.5)]));
    assert_eq!(drawn.marks("kc-l", "kc-c0").len(), 2);
    assert_eq!(drawn.marks("kc-f", "kc-c0").len(), 1);
    assert!(drawn.texts().is_empty());
    assert_eq!(picture(&Sparkline::new(frame(), vec![None])).texts(), ["–"]);
    assert_eq!(picture(&Sparkline::new(frame(), vec![Some(5.0)])).marks("kc-f", "kc-c0").len(), 1);
}

#[test]
fn a_calendar_has_a_cell_per_day() {
    let mut values: Vec<_> =
        days("2023-12-25", 20).into_iter().zip((0..20).map(|i| Some(f64::from(i) * 10.0))).collect();
    values[3].1 = None;
    values.remove(5);
    let drawn = picture(&Calendar::new(frame(), values, vec![50.0, 100.0]));
    let cells = |role: &str| drawn.marks("kc-f", role).len();
    // One more of each in the key. Missing: one given as such, one left out.
    assert_eq!((cells("kc-q0"), cells("kc-q3"), cells("kc-q5")), (4 + 1, 4 + 1, 10 + 1));
    assert_eq!(drawn.marks("kc-l", "kc-missing").len(), 2 * (2 + 1));
    for text in ["2023", "2024", "Under 50", "50–100", "Fra 100", "Mangler"] {
        assert!(has(&drawn, text), "{text} in {:?}", drawn.texts());
    }
}

#[test]
fn mondays_stand_above_sundays() {
    let values = days("2024-01-01", 7).into_iter().map(|day| (day, Some(1.0))).collect();
    let cells = picture(&Calendar::new(frame(), values, Vec::new())).marks("kc-f", "kc-q3");
    assert_eq!(cells.len(), 8, "seven days and the key");
    assert!(
        cells[..7]
            .windows(2)
            .all(|pair| pair[0][0].1 < pair[1][0].1 && (pair[0][0].0 - pair[1][0].0).abs() < 0.01)
    );
}

#[test]
fn calendars_of_odd_spans_are_drawn() {
    for (from, to) in
        [("2020-12-31", "2020-12-31"), ("1800-01-01", "2024-02-29"), ("2024-12-30", "2025-01-02")]
    {
        let values = vec![(date(from), Some(1.0)), (date(to), Some(2.0))];
        picture(&Calendar::new(frame(), values, vec![1.5, f64::NAN]));
    }
    assert!(picture(&Calendar::new(frame(), vec![(date("2024-01-01"), None)], Vec::new())).is_empty());
}

fn any_effect() -> impl Strategy<Value = Effect> {
    let number = || prop_oneof![-100.0..100.0_f64, any::<f64>()];
    prop_oneof![
        (number(), number(), number(), number()).prop_map(|(estimate, low, high, size)| Effect::Estimate {
            estimate,
            low,
            high,
            size
        }),
        (number(), number(), number()).prop_map(|(estimate, low, high)| Effect::Summary {
            estimate,
            low,
            high
        }),
        any_text().prop_map(Effect::Impossible),
        Just(Effect::Heading),
    ]
}

proptest! {
    #[test]
    fn any_data_gives_a_picture(
        frame in any_frame(),
        values in prop::collection::vec(any_value(), 0..40),
        others in prop::collection::vec(any_value(), 0..40),
        texts in prop::collection::vec(any_text(), 1..8),
        limits in prop::collection::vec(any::<f64>(), 0..8),
    ) {
        let text = |i: usize| texts[i % texts.len()].clone();
        let dates = days("2019-12-20", 40);
        let mut histogram = Histogram::new(frame.clone(), (0..30).map(f64::from).collect(), values.clone());
        histogram.marks = limits.iter().map(|v| Reference::new(*v, text(0))).collect();
        picture(&histogram);
        let rows = values.iter().enumerate().map(|(i, v)| Row::new(text(i), *v, text(i + 1)));
        picture(&HorizontalBars::new(frame.clone(), rows.collect()));
        picture(&Sparkline::new(frame.clone(), values.clone()));
        let points = values.iter().zip(&others).zip(&dates).map(|((observed, expected), date)| Comparison {
            date: *date,
            observed: *observed,
            expected: *expected,
            interval: observed.zip(*expected),
        });
        let event = Event { date: dates[3], label: text(2) };
        picture(&ObservedExpected::new(frame.clone(), points.collect(), Some(event)));
        let days = dates.into_iter().zip(values);
        picture(&Calendar::new(frame, days.collect(), limits));
    }

    #[test]
    fn any_effects_give_a_forest(
        frame in any_frame(),
        rows in prop::collection::vec((any_text(), any_effect(), any_text()), 0..12),
        range in prop::option::of((any::<f64>(), any::<f64>())),
        sides in prop::option::of((any_text(), any_text())),
    ) {
        let rows = rows.into_iter().map(|(label, effect, text)| ForestRow { label, effect, text });
        let mut chart = Forest::new(frame, rows.collect());
        chart.range = range;
        chart.sides = sides;
        picture(&chart);
    }
}

#[test]
fn ids_keep_several_charts_on_a_page_apart() {
    let spark = |id: &str| Sparkline::new(Frame::new(id, "t", "f"), vec![Some(1.0)]);
    assert_eq!(picture(&spark("a")).root("aria-labelledby").as_deref(), Some("a-t a-d"));
    assert_eq!(picture(&spark("1 b")).root("aria-labelledby").as_deref(), Some("kc1-b-t kc1-b-d"));
}

fn tile(column: usize, row: usize, value: Option<f64>, label: &str) -> Cell {
    Cell { column, row, value, label: label.into(), hover: format!("{label} i sin helhet") }
}

#[test]
fn cells_stand_in_their_rows_and_columns_coloured_by_class() {
    let cells = vec![tile(0, 0, Some(1.0), "a"), tile(2, 1, Some(9.0), "b"), tile(1, 1, None, "c")];
    let mut chart = Cells::new(frame(), cells, vec![3.0, 5.0, 7.0]);
    chart.rows = vec!["man".into(), "tir".into()];
    let drawn = picture(&chart);
    let (low, high) = (drawn.marks("kc-f", "kc-q0"), drawn.marks("kc-f", "kc-q5"));
    // The patch in the key, and one cell.
    assert_eq!((low.len(), high.len()), (2, 2));
    assert!(low[0][0].0 < high[0][0].0 && low[0][0].1 < high[0][0].1, "to the right and below");
    for text in ["a", "b", "c", "man", "tir", "Under 3", "5–7", "Fra 7", "Mangler"] {
        assert!(has(&drawn, text), "{text}");
    }
    assert!(drawn.hovers().contains(&"b i sin helhet".to_owned()));
    chart.cells[0].label =
        "et navn som ikke får plass i en celle på noen måte, uansett hvor bred den er".into();
    assert!(!has(&picture(&chart), "b"), "all labels or none");
    chart.cells.retain(|cell| cell.value.is_none());
    assert!(picture(&chart).is_empty());
}

proptest! {
    #[test]
    fn any_cells_give_a_picture(
        frame in any_frame(),
        cells in prop::collection::vec((0_usize..300, 0_usize..300, prop::option::of(any::<f64>()), any_text()), 0..20),
        limits in prop::collection::vec(any::<f64>(), 0..8),
        names in prop::collection::vec(any_text(), 0..8),
        (aspect, widest) in any::<(f64, f64)>(),
    ) {
        let cells = cells.into_iter().map(|(column, row, value, label)| {
            Cell { column, row, value, hover: label.clone(), label }
        });
        let mut chart = Cells::new(frame, cells.collect(), limits);
        (chart.aspect, chart.widest) = (aspect, widest);
        chart.columns.clone_from(&names);
        chart.rows = names;
        picture(&chart);
        chart.cells.truncate(1);
        picture(&chart);
    }
}
