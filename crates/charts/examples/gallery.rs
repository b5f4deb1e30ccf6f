//! Writes a page with every chart: `cargo run -p charts --example gallery > gallery.html`; with the argument
//! `file` one chart as a file of its own.
//!
//! The numbers are made up; the page is for looking at.

use charts::{
    Band, Bars, Calendar, Chart, Comparison, Effect, Event, Forest, ForestRow, Frame, Funnel, FunnelLimit,
    FunnelPoint, Histogram, HorizontalBars, Level, Line, Mark, ObservedExpected, Part, ProcessControl,
    Reference, Row, Sankey, SankeyFlow, SankeyNode, Sheet, Slots, Smooth, Sparkline, StackedBars, Standing,
    StepCurve, StepPoint, Steps, TimeSeries, ValueAxis,
};
use chrono::{Months, NaiveDate};
use std::fmt::Write;

/// A wave with ripples in place of noise: the same at every run.
fn ripple(i: usize) -> f64 {
    let x = i as f64;
    (x * 12.9898).sin() * 0.6 + (x * 4.1).sin() * 0.3 + (x * 0.37).sin() * 0.4
}

fn days(n: usize) -> Vec<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(2022, 1, 1).unwrap_or_default();
    first.iter_days().take(n).collect()
}

fn months(n: u32) -> Vec<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(2022, 1, 1).unwrap_or_default();
    (0..n).map(|i| first + Months::new(i)).collect()
}

fn occupancy(n: usize) -> Vec<Option<f64>> {
    let day = |i: usize| 52.0 + 14.0 * (i as f64 / 58.0).sin() + 26.0 * ripple(i);
    (0..n).map(|i| (!(300..318).contains(&i)).then(|| day(i).max(0.0))).collect()
}

fn smooth(values: &[Option<f64>]) -> Vec<Option<f64>> {
    let mean = |window: &[Option<f64>]| {
        let known: Vec<f64> = window.iter().copied().flatten().collect();
        (known.len() >= 4).then(|| known.iter().sum::<f64>() / known.len() as f64)
    };
    (0..values.len()).map(|i| mean(&values[i.saturating_sub(6)..=i])).collect()
}

fn daily(id: &str) -> TimeSeries {
    let values = occupancy(730);
    let frame = Frame::new(id, "Belegg per døgn", "Belegget var 54 % i snitt, høyest om vinteren.");
    let smooth = Smooth { name: "7 dagers snitt".into(), values: smooth(&values) };
    let line = Line { name: "Belegg per døgn".into(), values, smooth: Some(smooth) };
    let mut chart = TimeSeries::new(frame.axes("", "Belegg, prosent av åpne plasser"), days(730), vec![line]);
    chart.axis = ValueAxis::percent();
    chart.events = vec![
        Event { date: days(140)[139], label: "To plasser til".into() },
        Event { date: days(430)[429], label: "Legevakt samlokalisert".into() },
        Event { date: days(500)[499], label: "Sommerstengt".into() },
    ];
    chart
}

fn process(id: &str) -> ProcessControl {
    let value = |i: usize| 47.0 + 4.0 * ripple(i * 3) + if i > 22 { 9.0 } else { 0.0 };
    let mark = |i: usize| match i {
        7 => Mark::Worse,
        23..=29 => Mark::Better,
        33 => Mark::Changed,
        _ => Mark::Common,
    };
    let dates = months(36);
    let level = |from: usize, to: usize, mean: f64| Level {
        from: dates[from],
        to: dates[to],
        mean,
        lower: Some(mean - 8.0),
        upper: mean + 8.0,
    };
    let levels = vec![level(0, 22, 47.5), level(23, 35, 55.0)];
    let points = (0..36).map(|i| (i != 14).then(|| (value(i), mark(i)))).collect();
    let frame = Frame::new(id, "Er endringen mer enn tilfeldig?", "Ja: sju måneder på rad over snittet.")
        .axes("", "Belagt andel av åpne senger");
    let mut chart = ProcessControl::new(frame, dates.clone(), points, levels);
    chart.target = Some(Reference::new(60.0, "Mål: 60 %"));
    chart.events = vec![Event { date: dates[23], label: "Nytt nivå".into() }];
    chart.axis.suffix = "\u{a0}%".into();
    chart
}

fn funnel(id: &str) -> Funnel {
    let half = |size: f64, z: f64| z * (0.25 / (size * 0.2) + 0.002).sqrt();
    let limit = |size: f64| {
        let around = |z: f64| (190.0 * (1.0 - half(size, z)).powi(2), 190.0 * (1.0 + half(size, z)).powi(2));
        FunnelLimit { size, inner: around(1.96), outer: around(3.09) }
    };
    let point = |i: usize| {
        let size = 300.0 * 10_f64.powf(3.2 * (i as f64 / 120.0).powi(2));
        let rate = 190.0 * (1.0 + 1.4 * ripple(i * 5) * half(size, 1.3));
        let beyond = |(low, high): (f64, f64)| !(low..=high).contains(&rate);
        let standing = match (beyond(limit(size).inner), beyond(limit(size).outer)) {
            (_, true) => Standing::Beyond,
            (true, _) => Standing::Near,
            _ => Standing::Within,
        };
        FunnelPoint { size, rate, standing, name: (i == 97).then(|| "Asker".into()) }
    };
    let frame = Frame::new(id, "Kommunene i en trakt", "Asker ligger innenfor det kommuner varierer med.")
        .axes("Innbyggere", "ØH-innleggelser per 1 000");
    let limits = (0..60).map(|i| limit(250.0 * 10_f64.powf(f64::from(i) / 17.0))).collect();
    let mut chart = Funnel::new(frame, (0..=120).map(point).collect(), limits);
    chart.axis.from_zero = false;
    chart.target = Some(Reference::new(190.0, "Landet: 190"));
    chart
}

fn steps(id: &str) -> Steps {
    let point = |i: usize| {
        let (x, y) = (i as f64 / 4.0, 100.0 * (-(i as f64) / 11.0).exp());
        StepPoint { x, y, interval: Some(((y - 4.0).max(0.0), (y + 4.0).min(100.0))) }
    };
    let frame = Frame::new(id, "Hvor lenge oppholdene varer", "Halvparten er over etter to døgn.")
        .axes("Døgn", "Ligger fortsatt inne");
    let curve = StepCurve { name: "Alle".into(), points: (0..40).map(point).collect() };
    let mut chart = Steps::new(frame, vec![curve], 10.0);
    chart.marks = vec![Reference::new(3.0, "72 timer")];
    chart.axis = ValueAxis::percent();
    chart
}

fn sankey(id: &str) -> Sankey {
    let node = |(name, value): (&str, f64)| SankeyNode { name: format!("{name} {value}"), value };
    let layers = vec![
        [("Legevaktslege", 412.0), ("Fastlege", 233.0), ("Akuttmottak", 61.0), ("Andre", 14.0)]
            .map(node)
            .to_vec(),
        [("KAD", 590.0), ("Sykestue", 130.0)].map(node).to_vec(),
        [("Eget hjem", 430.0), ("Korttidsplass", 150.0), ("Sykehus", 120.0), ("Død", 20.0)]
            .map(node)
            .to_vec(),
    ];
    let flow = |(layer, from, to, value): (usize, usize, usize, f64)| SankeyFlow { layer, from, to, value };
    let flows = [
        (0, 0, 0, 350.0),
        (0, 0, 1, 62.0),
        (0, 1, 0, 180.0),
        (0, 1, 1, 53.0),
        (0, 2, 0, 52.0),
        (1, 0, 0, 370.0),
        (1, 0, 1, 110.0),
        (1, 0, 2, 104.0),
        (1, 1, 0, 60.0),
        (1, 1, 1, 40.0),
        (1, 1, 2, 16.0),
    ];
    let frame =
        Frame::new(id, "Fra henviser til enhet og videre", "Legevakten henviser flest.").sized(1100, 420);
    let mut chart = Sankey::new(frame, layers, flows.map(flow).to_vec());
    chart.gap = "Vises ikke: færre enn 5 opphold".into();
    chart
}

fn lines(id: &str) -> TimeSeries {
    let line = |name: &str, level: f64, k: usize| {
        Line::new(name, (0..36).map(|i| Some(level + 0.35 * ripple(i * 7 + k))).collect())
    };
    let names =
        [("Hele landet", 3.6, 1), ("Sykestuer", 5.1, 5), ("Asker KAD", 2.6, 9), ("Helse Nord", 4.1, 2)];
    let frame = Frame::new(id, "Liggetid", "Sykestuene har lengst liggetid.")
        .axes("", "Gjennomsnittlig liggetid, døgn");
    let mut chart = TimeSeries::new(frame, months(36), names.map(|(n, l, k)| line(n, l, k)).to_vec());
    chart.reference = Some(Reference::new(3.0, "Veileder: 3 døgn"));
    chart
}

fn banded(id: &str) -> TimeSeries {
    let values: Vec<Option<f64>> = (0..48).map(|i| Some(22.0 + 3.0 * ripple(i))).collect();
    let bounds = values.iter().map(|v| v.map(|v| (v - 3.1, v + 3.4))).collect();
    let frame =
        Frame::new(id, "Innleggelser", "Raten er stabil.").axes("", "Innleggelser per 1 000 innbyggere");
    let mut chart = TimeSeries::new(frame, months(48), vec![Line::new("Rate", values)]);
    chart.band = Some(Band { name: "95 % intervall".into(), bounds });
    chart
}

fn bars(id: &str) -> Bars {
    let values = (0..24).map(|i| (i != 9).then(|| 38.0 + 11.0 * ripple(i))).collect();
    let frame = Frame::new(id, "Innleggelser per måned", "38 i snitt.").axes("", "Innleggelser");
    let mut chart = Bars::new(frame, Slots::Months(months(24)), values);
    chart.reference = Some(Reference::new(50.0, "Mål: 50"));
    chart
}

fn negative(id: &str) -> Bars {
    let years = (2016..2024).map(|y| y.to_string()).collect();
    let values = [-1.2, 3.4, 12.5, -6.0, 8.1, 0.0, 14.2, 9.9].map(Some).to_vec();
    let frame = Frame::new(id, "Spart", "Tapet i 2019 er eneste.").axes("", "Spart beløp, mill. kroner");
    Bars::new(frame, Slots::Labels(years), values)
}

fn stacked(id: &str, shares: bool) -> StackedBars {
    let names = [
        "Legevaktslege",
        "Fastlege",
        "Akuttmottak",
        "Sykehusavdeling",
        "AMK/ambulanse",
        "Sykehjemslege",
        "Hjemmetjeneste",
        "Annet",
    ];
    let part = |(k, name): (usize, &&str)| {
        let level = 30.0 / (1.0 + k as f64 * 0.8);
        Part::new(*name, (0..24).map(|i| Some((level * (1.0 + 0.4 * ripple(i * 3 + k))).max(0.5))).collect())
    };
    let parts = names.iter().enumerate().map(part).collect();
    let title = if shares { "Andel av innleggelser, prosent" } else { "Innleggelser" };
    let frame = Frame::new(id, "Henvisende instans", "Legevakten henviser flest.").axes("", title);
    let slots = Slots::Months(months(24));
    if shares { StackedBars::shares(frame, slots, parts) } else { StackedBars::counts(frame, slots, parts) }
}

fn histogram(id: &str) -> Histogram {
    let counts =
        [84, 212, 268, 190, 121, 74, 51, 33, 22, 14, 9, 5, 4, 11].map(|n| Some(f64::from(n))).to_vec();
    let frame =
        Frame::new(id, "Liggetid", "De fleste er ute etter tre døgn.").axes("Liggetid, døgn", "Opphold");
    let mut chart = Histogram::new(frame, (0..15).map(f64::from).collect(), counts);
    chart.open_ended = true;
    chart.marks = vec![Reference::new(3.0, "72 timer"), Reference::new(3.6, "Snitt 3,6")];
    chart
}

fn distribution(id: &str) -> HorizontalBars {
    let rows = [
        ("Eget hjem", 212.0),
        ("Eget hjem med tjenester fra kommunen", 148.0),
        ("Korttidsplass i sykehjem eller annen kommunal institusjon med heldøgns bemanning", 96.0),
        ("Sykehus", 61.0),
        ("Sykehjem", 22.0),
    ];
    let row =
        |(name, n): (&str, f64)| Row::new(name, Some(n), format!("{n} ({} %)", charts::number(n / 5.39, 0)));
    let mut rows: Vec<Row> = rows.into_iter().map(row).collect();
    rows.push(Row::new("Død", None, ": (1–4)"));
    HorizontalBars::new(Frame::new(id, "Utskrevet til", "Fire av ti skrives ut til eget hjem."), rows)
}

fn comparison(id: &str) -> ObservedExpected {
    let start = NaiveDate::from_ymd_opt(2012, 1, 1).unwrap_or_default();
    let point = |i: usize| {
        let expected = 118.0 + 0.12 * i as f64 + 9.0 * (i as f64 / 12.0 * std::f64::consts::TAU).cos();
        let effect = if i > 50 { 0.91 } else { 1.0 };
        Comparison {
            date: start + Months::new(i as u32),
            observed: (i != 33).then(|| expected * effect + 7.0 * ripple(i)),
            expected: Some(expected),
            interval: Some((expected - 13.0, expected + 13.0)),
        }
    };
    let opening = Event { date: start + Months::new(48), label: "Åpning 1.1.2016".into() };
    let title = "Øyeblikkelig hjelp-innleggelser per måned, 80 år og eldre";
    let frame =
        Frame::new(id, "Observert mot forventet", "Etter åpningen 8 % færre enn forventet.").axes("", title);
    ObservedExpected::new(frame, (0..96).map(point).collect(), Some(opening))
}

fn forest(id: &str) -> Forest {
    let text = |v: f64, low: f64, high: f64| {
        format!("{} ({} til {})", charts::number(v, 1), charts::number(low, 1), charts::number(high, 1))
    };
    let row = |label: &str, estimate: f64, low: f64, high: f64, size: f64| ForestRow {
        label: label.into(),
        effect: Effect::Estimate { estimate, low, high, size },
        text: text(estimate, low, high),
    };
    let heading =
        |label: &str| ForestRow { label: label.into(), effect: Effect::Heading, text: String::new() };
    let rows = vec![
        heading("Lege til stede hele døgnet"),
        row("Asker og Bærum", -7.1, -10.9, -3.4, 230.0),
        row("Nordre Follo", -5.2, -11.8, 1.7, 62.0),
        row("Nes", -16.0, -34.1, 6.2, 24.0),
        heading("Lege i beredskap"),
        row("Indre Østfold", -1.4, -5.3, 2.6, 46.0),
        row("Sunnfjord og omegn interkommunale", 0.8, -4.9, 6.9, 30.0),
        ForestRow {
            label: "Utsira".into(),
            effect: Effect::Impossible("For få innleggelser til å anslå effekten".into()),
            text: String::new(),
        },
        ForestRow {
            label: "Alle".into(),
            effect: Effect::Summary { estimate: -3.1, low: -5.2, high: -1.0 },
            text: text(-3.1, -5.2, -1.0),
        },
    ];
    let title = "Endring i innleggelser, prosent";
    let mut chart =
        Forest::new(Frame::new(id, "Effekt", "Størst der legen er til stede.").axes(title, ""), rows);
    chart.range = Some((-20.0, 10.0));
    chart.sides = Some(("Færre".into(), "Flere".into()));
    chart
}

fn calendar(id: &str) -> Calendar {
    let values = days(730).into_iter().zip(occupancy(730)).collect();
    let frame = Frame::new(id, "Belegg døgn for døgn", "Fullt 41 av 712 døgn.");
    let mut chart = Calendar::new(frame, values, vec![20.0, 40.0, 60.0, 80.0, 100.0]);
    chart.suffix = "\u{a0}%".into();
    chart
}

fn figure(out: &mut String, chart: &impl Chart) {
    let frame = chart.frame();
    let _ = write!(out, "<figure><figcaption><b>{}</b><br>{}</figcaption>", frame.title, frame.finding);
    out.push_str(chart.draw().as_str());
    out.push_str("</figure>\n");
}

fn main() {
    if std::env::args().nth(1).as_deref() == Some("file") {
        let source =
            "Kilde: registreringer fra enhetene, 2012–2019. Forventet: Poisson-modell med kommune og måned.";
        println!("{}", comparison("comparison").draw_file(&Sheet::of(source)));
        return;
    }
    let mut out = String::from(
        "<!doctype html><html lang=\"nb\"><meta charset=\"utf-8\"><title>KADpuls: diagrammer</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><style>",
    );
    out.push_str(&charts::css::page());
    out.push_str(
        "body{margin:16px;font:16px/1.4 Inter,'Liberation Sans',Arial,sans-serif;background:var(--kc-paper);\
         color:var(--kc-ink)}main{display:grid;gap:32px 40px;grid-template-columns:repeat(auto-fit,minmax(min(100%,600px),1fr))}\
         figure{margin:0;min-width:0}figcaption{margin-bottom:8px}</style><main>\n",
    );
    let out = &mut out;
    figure(out, &daily("daily"));
    figure(out, &lines("lines"));
    figure(out, &banded("banded"));
    figure(out, &bars("bars"));
    figure(out, &negative("negative"));
    figure(out, &stacked("shares", true));
    figure(out, &stacked("counts", false));
    figure(out, &histogram("histogram"));
    figure(out, &distribution("distribution"));
    figure(out, &comparison("comparison"));
    figure(out, &forest("forest"));
    figure(out, &calendar("calendar"));
    figure(out, &process("process"));
    figure(out, &funnel("funnel"));
    figure(out, &steps("steps"));
    figure(out, &sankey("sankey"));
    let narrow = |frame: &mut Frame| *frame = frame.clone().narrow();
    let mut small = comparison("narrow-comparison");
    narrow(&mut small.frame);
    figure(out, &small);
    let mut small = forest("narrow-forest");
    narrow(&mut small.frame);
    figure(out, &small);
    let mut small = process("narrow-process");
    narrow(&mut small.frame);
    figure(out, &small);
    let mut spark = Sparkline::new(Frame::new("spark", "Belegg", "Stiger."), smooth(&occupancy(60)));
    spark.reference = Some(55.0);
    out.push_str(
        "<p style='display:flex;gap:12px;align-items:center;font-size:24px'>54,2 %<span style='width:120px'>",
    );
    out.push_str(spark.draw().as_str());
    out.push_str("</span></p>");
    figure(
        out,
        &TimeSeries::new(Frame::new("empty", "Uten data", "Ingen registreringer."), Vec::new(), Vec::new()),
    );
    println!("{out}</main></html>");
}
