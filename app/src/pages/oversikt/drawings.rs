//! The small charts, the chart of emergency admissions, and the table of places.

use super::columns::{COLUMNS, Column};
use super::facts::Facts;
use super::figures::{Figures, SPARK_MONTHS};
use crate::selection::Selection;
use crate::ui::figure::Figure;
use crate::ui::table::Table;
use charts::{Band, Chart, Event, EventList, Frame, Line, Sparkline, Svg, TimeSeries};
use language::t;
use measures::{Gate, Measure, Shown};
use tables::Cell;
use vocabulary::{Scope, norwegian};

/// The small chart of a figure: the last months, the country's value over the period as a dashed line.
pub fn spark(column: &Column, figures: &Figures, country: Option<&Facts>, gate: Gate) -> Option<Svg> {
    let values = figures.recent(&figures.here).map(|(_, facts)| (column.read)(facts, gate).value());
    let reference = country.and_then(|facts| (column.read)(facts, gate).value());
    let write = |value: f64| column.write(value);
    small(column.measure, values.collect(), reference, write)
}

/// A small chart of any values; `None` where fewer than two are known.
pub fn small(
    measure: Measure,
    values: Vec<Option<f64>>,
    reference: Option<f64>,
    write: impl Fn(f64) -> String,
) -> Option<Svg> {
    let known = || values.iter().copied().flatten();
    if known().count() < 2 {
        return None;
    }
    let (low, high) = known().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
    let definition = measure.definition();
    let mut finding = t!("Mellom {} og {} per måned.", write(low), write(high));
    if let Some(country) = reference {
        finding.push_str(&t!(" Stiplet: hele landet i perioden, {}.", write(country)));
    }
    let title = t!("{}, siste {SPARK_MONTHS} måneder", definition.name);
    let mut chart = Sparkline::new(Frame::new(format!("spark-{}", definition.id), title, finding), values);
    chart.reference = reference;
    Some(chart.draw())
}

/// Emergency admissions per 1 000 month by month, adjusted for age, beside the country's.
pub fn emergency(
    figures: &Figures,
    events: &[Event],
    place: &str,
    gate: Gate,
    source: &str,
) -> Option<Figure> {
    let column = Column::of(Measure::EmergencyRateStandardised);
    let here: Vec<_> = figures.recent(&figures.here).collect();
    let readings: Vec<_> = here.iter().map(|(_, facts)| facts.standardised(gate)).collect();
    if readings.iter().all(|reading| reading.value().is_none()) {
        return None;
    }
    let country: Option<Vec<_>> = figures
        .country
        .as_ref()
        .map(|country| figures.recent(country).map(|(_, facts)| facts.standardised(gate)).collect());
    let mut columns = vec![t!("Måned"), t!("Aldersjustert"), t!("95 % intervall"), t!("Ujustert")];
    columns.extend(country.as_ref().map(|_| t!("Hele landet")));
    let mut table = Table::new(t!("ØH-innleggelser per 1 000 innbyggere og år, {place}"), &columns).of(&[
        (1, Measure::EmergencyRateStandardised),
        (2, Measure::EmergencyRateStandardised),
        (3, Measure::EmergencyRate),
        (4, Measure::EmergencyRateStandardised),
    ]);
    for (i, (month, facts)) in here.iter().enumerate() {
        let mut row = vec![
            Cell::Month(*month),
            column.cell(readings[i]),
            column.interval_cell(readings[i]).unwrap_or(Cell::Missing),
            column.cell(facts.emergency(gate)),
        ];
        row.extend(country.as_ref().map(|country| column.cell(country[i])));
        table.rows.push(row);
    }
    let mut frame = Frame::new(
        "oeh-maaned",
        t!("ØH-innleggelser per måned – {place}"),
        finding(&readings, country.as_deref()),
    )
    .sized(1100, 320);
    frame.y_title = t!("Per 1 000 innbyggere, omregnet til år").to_owned();
    let values = |readings: &[super::facts::Reading]| readings.iter().map(|r| r.value()).collect::<Vec<_>>();
    let mut lines = vec![Line::new(place, values(&readings))];
    lines.extend(country.as_ref().map(|country| Line::new(t!("Hele landet"), values(country))));
    let dates: Vec<_> = here.iter().map(|(month, _)| month.first_day()).collect();
    let events = EventList::over(events, &dates);
    let mut chart = TimeSeries::new(frame, dates, lines);
    chart.events.clone_from(&events.marks);
    chart.band = Some(Band {
        name: t!("95 % intervall").to_owned(),
        bounds: readings.iter().map(|reading| reading.interval()).collect(),
    });
    chart.axis.from_zero = false;
    let measures = [Measure::EmergencyRateStandardised, Measure::EmergencyRate];
    Some(Figure::new(chart, table, &measures, source).with_events(&events).with_crosshair())
}

/// In how many months the interval lay above or below the country's value; without a country the range.
fn finding(here: &[super::facts::Reading], country: Option<&[super::facts::Reading]>) -> String {
    let known: Vec<f64> = here.iter().filter_map(|reading| reading.value()).collect();
    let Some(country) = country else {
        let (low, high) = known.iter().fold((f64::INFINITY, 0.0_f64), |(l, h), v| (l.min(*v), h.max(*v)));
        return t!(
            "Månedene lå mellom {} og {} per 1\u{a0}000, omregnet til år.",
            norwegian::number(low, 0),
            norwegian::number(high, 0)
        );
    };
    let (mut months, mut above, mut below) = (0, 0, 0);
    for (reading, country) in here.iter().zip(country) {
        let (Some((low, high)), Some(country)) = (reading.interval(), country.value()) else { continue };
        months += 1;
        above += i32::from(low > country);
        below += i32::from(high < country);
    }
    let rest = if above + below == months {
        ""
    } else {
        t!("; i de andre er forskjellen innenfor 95\u{a0}% intervall")
    };
    t!("Justert for alder lå {above} av {months} måneder klart over landet og {below} klart under{rest}.")
}

/// The places of the country or of a trust, by name. Where a number of patients is small, it and as many others
/// as subtraction needs are hidden. A place that the reader may not see has no row.
pub fn comparison(
    figures: &Figures,
    selection: &Selection,
    gate: Gate,
    sees: impl Fn(&Scope) -> bool,
) -> Table {
    let compared = &figures.compared;
    let (first, caption) = match &compared.trust {
        Some(trust) => (t!("Kommune"), t!("Kommunene i {trust}, etter navn")),
        None => (t!("Helseforetak"), t!("Helseforetakene, etter navn").to_owned()),
    };
    let mut columns = vec![first];
    columns.extend(COLUMNS.iter().map(|column| short(column.measure)));
    columns.push(t!("95 % intervall, aldersjustert"));
    columns.push(t!("Registrert"));
    let measures = COLUMNS.iter().map(|column| column.measure);
    let measures = measures.chain([Measure::EmergencyRateStandardised, Measure::DayCoverage]);
    let mut table = Table::new(caption, &columns).of(&(1..).zip(measures).collect::<Vec<_>>());
    let counts = |count: fn(&Facts) -> i64| -> Vec<i64> {
        compared.places.iter().map(|place| count(&place.facts)).collect()
    };
    // Stays and admissions are withheld by the country's tables. The total of readmissions stands on the page, so a
    // lone hidden place would follow from the others.
    let readmissions = gate.parts(&counts(|facts| facts.admissions.readmissions30.round() as i64));
    for (i, place) in compared.places.iter().enumerate().filter(|(_, place)| sees(&place.scope)) {
        let mut row = vec![Cell::from(place.name.clone())];
        let hidden = |measure| match measure {
            Measure::Readmissions => readmissions[i] == Shown::Hidden,
            _ => false,
        };
        for column in &COLUMNS {
            row.push(if hidden(column.measure) {
                Cell::Hidden
            } else {
                column.cell((column.read)(&place.facts, gate))
            });
        }
        let standardised = Column::of(Measure::EmergencyRateStandardised);
        let reading = place.facts.standardised(gate);
        row.push(standardised.interval_cell(reading).unwrap_or_else(|| standardised.cell(reading)));
        let registered =
            measures::occupancy::share_of_days(place.facts.registration.days, place.expected_days);
        row.push(Cell::or_missing(registered, |share| Cell::percent(share, 0)));
        table.rows.push(row);
        table.links.push(format!("/?{}", selection.of(place.scope.clone()).query()));
    }
    table
}

/// A column's heading.
fn short(measure: Measure) -> &'static str {
    match measure {
        Measure::OccupancySsb => t!("Belegg"),
        Measure::FullDays => t!("Fulle dager"),
        Measure::MeanStay => t!("Snitt liggetid"),
        Measure::StayRate => t!("Opphold per 1 000"),
        Measure::Adequate => t!("Adekvate"),
        Measure::EmergencyRate => t!("ØH per 1 000"),
        Measure::EmergencyRateStandardised => t!("ØH, aldersjustert"),
        Measure::Readmissions => t!("Reinnlagt"),
        _ => "",
    }
}
