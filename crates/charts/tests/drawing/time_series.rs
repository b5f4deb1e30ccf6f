use crate::picture::{file, picture};
use crate::{any_frame, any_text, any_value, days, frame, months};
use charts::{Band, Chart, Event, Frame, Line, Reference, Smooth, TimeSeries, ValueAxis};
use proptest::prelude::*;

fn one(values: &[Option<f64>]) -> TimeSeries {
    TimeSeries::new(frame(), days("2024-01-01", values.len()), vec![Line::new("Belegg", values.to_vec())])
}

#[test]
fn a_gap_is_a_gap_and_not_a_zero() {
    let chart = one(&[Some(10.0), Some(20.0), None, None, Some(15.0), Some(10.0)]);
    let lines = picture(&chart).marks("kc-l", "kc-c0");
    assert_eq!(lines.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2]);
    let bottom = picture(&chart).marks("kc-l", "kc-base")[0][0].1;
    assert!(lines.iter().flatten().all(|(_, y)| *y < bottom - 10.0));
}

#[test]
fn a_value_alone_between_gaps_is_a_dot() {
    let drawn = picture(&one(&[Some(10.0), None, Some(20.0), None, None]));
    assert!(drawn.marks("kc-l", "kc-c0").is_empty());
    assert_eq!(drawn.marks("kc-f", "kc-c0").len(), 2);
}

#[test]
fn a_higher_value_stands_higher_and_later_days_stand_to_the_right() {
    let line = picture(&one(&[Some(0.0), Some(10.0), Some(5.0)])).marks("kc-l", "kc-c0").remove(0);
    assert!(line[1].1 < line[2].1 && line[2].1 < line[0].1);
    assert!(((line[2].1 - line[1].1) - (line[0].1 - line[2].1)).abs() < 0.25, "{line:?}");
    assert!(line[0].0 < line[1].0 && line[1].0 < line[2].0);
}

#[test]
fn more_than_100_per_cent_is_shown() {
    let mut chart = one(&[Some(80.0), Some(131.0), Some(100.0)]);
    chart.axis = ValueAxis { reach: Some(100.0), ..ValueAxis::percent() };
    let drawn = picture(&chart);
    assert!(drawn.texts().contains(&"150 %".to_owned()), "{:?}", drawn.texts());
    let line = drawn.marks("kc-l", "kc-c0").remove(0);
    assert!(line[1].1 < line[2].1);
}

#[test]
fn negative_values_hang_below_the_zero_line() {
    let drawn = picture(&one(&[Some(-5.0), Some(5.0)]));
    let zero = drawn.marks("kc-l", "kc-base")[0][0].1;
    let line = drawn.marks("kc-l", "kc-c0").remove(0);
    assert!(line[0].1 > zero && line[1].1 < zero);
    assert!(drawn.texts().contains(&"−5,0".to_owned()) || drawn.texts().contains(&"−5".to_owned()));
}

#[test]
fn nothing_to_show_says_so() {
    for values in [&[][..], &[None, None], &[Some(f64::NAN), Some(f64::INFINITY), Some(1e300)]] {
        assert!(picture(&one(values)).is_empty());
    }
    assert!(picture(&TimeSeries::new(frame(), days("2024-01-01", 3), Vec::new())).is_empty());
}

#[test]
fn one_point_a_constant_and_zeros_are_drawn() {
    assert_eq!(picture(&one(&[Some(7.0)])).marks("kc-f", "kc-c0").len(), 1);
    assert_eq!(picture(&one(&[Some(7.0); 5])).marks("kc-l", "kc-c0").len(), 1);
    let mut chart = one(&[Some(0.0); 5]);
    chart.axis.from_zero = false;
    assert_eq!(picture(&chart).marks("kc-l", "kc-c0").len(), 1);
}

#[test]
fn the_crosshair_finds_every_row() {
    let drawn = picture(&one(&[Some(1.0), None, Some(2.0)]));
    let line: Vec<f64> = split(&drawn.root("data-step").expect("even steps"));
    let plot = split(&drawn.root("data-plot").expect("a plot"));
    assert_eq!(drawn.root("data-n").as_deref(), Some("3"));
    assert!((line[0] - plot[0]).abs() < 0.2 && (line[0] + 2.0 * line[1] - plot[2]).abs() < 0.2);

    let monthly = TimeSeries::new(frame(), months("2024-01-01", 4), vec![Line::new("x", vec![Some(1.0); 4])]);
    let listed = split(&picture(&monthly).root("data-x").expect("months differ in length"));
    assert_eq!(listed.len(), 4);
    // 31 days of January against 29 of February.
    assert!(((listed[1] - listed[0]) / (listed[2] - listed[1]) - 31.0 / 29.0).abs() < 0.01);
}

fn split(list: &str) -> Vec<f64> {
    list.split(',').map(|number| number.parse().expect("a number")).collect()
}

#[test]
fn several_lines_are_named_at_their_ends_or_in_a_legend() {
    let lines = |names: [&str; 2]| names.map(|name| Line::new(name, vec![Some(3.0), Some(4.0)])).to_vec();
    let short = TimeSeries::new(frame(), days("2024-01-01", 2), lines(["Asker", "Landet"]));
    let long = TimeSeries::new(
        frame(),
        days("2024-01-01", 2),
        lines(["Asker", "Kommuner av samme størrelse i Norge"]),
    );
    for (chart, legend) in [(&short, false), (&long, true)] {
        let drawn = picture(chart);
        assert!(drawn.texts().contains(&chart.lines[1].name));
        assert_eq!(drawn.height() > 301.0, legend, "a legend adds to the height");
    }
    let alone = picture(&one(&[Some(1.0), Some(2.0)]));
    assert!(!alone.texts().contains(&"Belegg".to_owned()), "a single line is named by the title");
}

#[test]
fn smoothing_is_drawn_over_the_thin_daily_line() {
    let mut chart = one(&[Some(1.0), Some(9.0), Some(2.0)]);
    chart.lines[0].smooth =
        Some(Smooth { name: "7 dagers snitt".into(), values: vec![None, Some(5.0), Some(4.0)] });
    let drawn = picture(&chart);
    assert_eq!(drawn.marks("kc-l", "kc-raw").iter().filter(|line| line.len() == 3).count(), 1);
    assert!(drawn.marks("kc-l", "kc-c0").iter().any(|line| line.len() == 2));
    assert!(drawn.texts().contains(&"7 dagers snitt".to_owned()));
}

#[test]
fn a_band_a_reference_and_events_are_drawn_and_named() {
    let mut chart = one(&[Some(3.0), Some(4.0), Some(5.0), Some(4.0)]);
    let bounds = vec![Some((2.0, 4.0)), Some((3.0, 5.0)), None, Some((3.0, f64::NAN))];
    chart.band = Some(Band { name: "95 % intervall".into(), bounds });
    chart.reference = Some(Reference::new(8.0, "Mål: 8"));
    let event = |day: usize, label: &str| Event { date: days("2024-01-01", 60)[day], label: label.into() };
    chart.events = vec![event(1, "Åpning"), event(1, "Flere plasser"), event(50, "Utenfor")];
    let drawn = picture(&chart);
    assert_eq!(drawn.marks("kc-f", "kc-band").iter().filter(|p| p.len() == 4).count(), 2, "legend and band");
    for text in ["95 % intervall", "Mål: 8", "Åpning", "Flere plasser"] {
        assert!(drawn.texts().contains(&text.to_owned()), "{text}");
    }
    assert!(!drawn.texts().contains(&"Utenfor".to_owned()));
    assert_eq!(drawn.marks("kc-l", "kc-event").len(), 2);
    assert!(drawn.texts().iter().any(|t| t == "8" || t == "10"), "the axis reaches the reference");
}

#[test]
fn words_are_escaped() {
    let mut chart = one(&[Some(1.0), Some(2.0)]);
    chart.frame = Frame::new("a b\"c", "A < B & \"C\"", "Under 5 & over <3>.").axes("", "x < y");
    chart.reference = Some(Reference::new(1.0, "<script>&\"'"));
    let drawn = picture(&chart);
    assert!(drawn.texts().contains(&"<script>&\"'".to_owned()));
    assert!(!drawn.source.contains("<script"));
    assert_eq!(drawn.root("id").as_deref(), Some("a-b-c"));
}

#[test]
fn two_years_of_days_stay_small() {
    let values: Vec<Option<f64>> = (0..730).map(|i| Some(50.0 + 40.0 * (f64::from(i) * 1.7).sin())).collect();
    let bytes = one(&values).draw().into_string().len();
    assert!(bytes <= 20_000, "{bytes}");
}

#[test]
fn a_file_needs_no_style_sheet_and_carries_its_heading_and_its_source() {
    let chart = one(&[Some(1.0), Some(2.0)]);
    let drawn = file(&chart, "Kilde: registreringer, sist oppdatert 31.12.2025.");
    for text in ["Tittel", "Funnet.", "Kilde: registreringer, sist oppdatert 31.12.2025."] {
        assert!(drawn.texts().contains(&text.to_owned()), "{text} in {:?}", drawn.texts());
    }
    assert!(
        !drawn.source.contains("<style")
            && !drawn.source.contains("class=")
            && !drawn.source.contains("var(")
    );
    assert!(drawn.height() > picture(&chart).height());
    assert!(!picture(&chart).source.contains("<style>"));
}

proptest! {
    #[test]
    fn any_data_gives_a_picture(
        frame in any_frame(),
        values in prop::collection::vec(prop::collection::vec(any_value(), 0..30), 0..5),
        n in 0_usize..30,
        bounds in prop::collection::vec(prop::option::of((any::<f64>(), any::<f64>())), 0..30),
        reference in prop::option::of((any::<f64>(), any_text())),
        label in any_text(),
        from_zero: bool,
    ) {
        let lines = values.into_iter().enumerate().map(|(i, values)| {
            let smooth = (i == 1).then(|| Smooth { name: label.clone(), values: values.clone() });
            Line { name: label.clone(), values, smooth }
        });
        let mut chart = TimeSeries::new(frame, days("2023-12-20", n), lines.collect());
        chart.band = Some(Band { name: label.clone(), bounds });
        chart.reference = reference.map(|(value, label)| Reference { value, label });
        chart.events = days("2023-12-25", 5).into_iter().map(|date| Event { date, label: label.clone() }).collect();
        chart.axis.from_zero = from_zero;
        picture(&chart);
        file(&chart, &label);
    }
}
