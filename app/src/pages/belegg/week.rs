//! A unit's week: when patients lie there and when they come, hour by hour.

use crate::data::{Data, DataError};
use crate::selection::Selection;
use crate::ui::figure::Figure;
use crate::ui::table::Table;
use charts::{Cell, Cells, Frame};
use language::{key, t, text};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;
use measures::week::{HOURS, WeekHours, week_hours};
use measures::{Gate, Measure};
use vocabulary::{Scope, norwegian, oslo_wall};

const FIGURE: &str = "belegg-uke";
const DAYS: [&str; 7] = [
    key!("mandag"),
    key!("tirsdag"),
    key!("onsdag"),
    key!("torsdag"),
    key!("fredag"),
    key!("lørdag"),
    key!("søndag"),
];

/// The choice in the address. Every stay of the period is read for it, which those who look at the beds alone needn't
/// wait for.
const NAME: &str = "uke";
const SHOWN: &str = "vis";

/// What stands on the page.
pub enum Week {
    /// The figure.
    Shown(Box<Figure>),
    /// Where it is found.
    Offered(String),
    /// Why it can't be shown.
    Nothing(&'static str),
}

impl Week {
    /// The figure, where it is shown.
    pub fn figure(self) -> Option<Figure> {
        if let Self::Shown(figure) = self { Some(*figure) } else { None }
    }

    /// The figure, or the way to it.
    pub fn view(self) -> AnyView {
        match self {
            Self::Shown(figure) => figure.view().into_any(),
            Self::Offered(address) => {
                view! { <p><a href=address>{t!("Vis uken time for time")}</a></p> }.into_any()
            }
            Self::Nothing(why) => {
                view! { <p id=format!("fig-{FIGURE}")>{t!("Uken time for time kan ikke vises: ")}{why}"."</p> }
                    .into_any()
            }
        }
    }
}

/// Whether the address asks for it.
pub fn is_asked_for(query: &ParamsMap) -> bool {
    query.get(NAME).as_deref() == Some(SHOWN)
}

/// What the filter keeps of the address.
pub fn kept(query: &ParamsMap) -> Option<(&'static str, String)> {
    is_asked_for(query).then(|| (NAME, SHOWN.to_owned()))
}

/// The hours of the week of a unit, or why there are none; `None` for anything larger than a unit.
///
/// # Errors
/// [`DataError`].
pub async fn of_unit(
    data: &Data,
    selection: &Selection,
    place: &str,
    source: &str,
    asked_for: bool,
) -> Result<Option<Week>, DataError> {
    let Scope::Unit(unit) = &selection.scope else { return Ok(None) };
    if !asked_for {
        return Ok(Some(Week::Offered(format!("/belegg?{}&{NAME}={SHOWN}#fig-{FIGURE}", selection.query()))));
    }
    let period = selection.period;
    let spans = data.store.stay_spans(Some(std::slice::from_ref(unit)), period).await?;
    let timed: Vec<_> = spans
        .iter()
        .filter(|span| !span.dates_only)
        .map(|span| (oslo_wall(span.admitted), span.discharged.map(oslo_wall)))
        .collect();
    // Nobody knows yet how today goes on.
    let last = period.to().min(data.today().pred_opt().unwrap_or(period.to()));
    if timed.is_empty() {
        return Ok(Some(Week::Nothing(t!("ingen opphold med klokkeslett er registrert i perioden"))));
    }
    let Some(week) = week_hours(timed, period.from(), last) else {
        return Ok(Some(Week::Nothing(t!("perioden er kortere enn fire uker"))));
    };
    let catalogue = data.catalogue().await?;
    let figure = figure(&week, data.gate_of_units(&catalogue, &selection.scope), place, source);
    Ok(Some(
        figure.map_or(Week::Nothing(t!("for få pasienter i perioden")), |figure| {
            Week::Shown(Box::new(figure))
        }),
    ))
}

fn figure(week: &WeekHours, gate: Gate, place: &str, source: &str) -> Option<Figure> {
    // Too few patients for a pattern, and for saying when they came.
    gate.count(week.admissions.iter().flatten().sum()).count()?;
    let (day, hour, most) = week.busiest();
    let share =
        |hours| week.share_admitted(hours).map_or_else(|| "..".to_owned(), |s| norwegian::percent(s, 0));
    let finding = t!(
        "Flest lå der {} mellom kl. {hour:02} og {:02}: {} i snitt. {} ble lagt inn mellom kl. 8 og 16, {} mellom 16 og \
         24, og {} om natten. Fargene deler spennet mellom den roligste og den travleste timen.",
        text(DAYS[day]),
        hour + 1,
        norwegian::number(most, 1),
        share(8..16),
        share(16..HOURS),
        share(0..8),
    );
    let mut columns = vec![t!("Time").to_owned()];
    columns.extend(DAYS.map(|day| text(day).to_owned()));
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let rows = (0..HOURS).map(|hour| {
        let name = format!("{hour:02}–{:02}", hour + 1);
        let patients = (0..7).map(|day| tables::Cell::number(week.present[day][hour], 1));
        std::iter::once(name.into()).chain(patients).collect::<Vec<_>>()
    });
    let measured: Vec<_> = (1..=DAYS.len()).map(|column| (column, Measure::WeekHours)).collect();
    let table = Table::new(t!("Pasienter i snitt etter ukedag og time, {place}"), &columns)
        .of(&measured)
        .with_rows(rows);
    let cells = (0..7)
        .flat_map(|day| (0..HOURS).map(move |hour| (day, hour)))
        .map(|(day, hour)| Cell {
            column: hour,
            row: day,
            value: Some(week.present[day][hour]),
            label: String::new(),
            hover: String::new(),
        })
        .collect();
    let frame = Frame::new(FIGURE, t!("Uken time for time – {place}"), finding);
    let mut chart = Cells::new(frame, cells, limits(week));
    chart.columns = (0..HOURS).map(|hour| format!("{hour:02}")).collect();
    chart.rows = DAYS.map(|day| text(day).to_owned()).to_vec();
    Some(Figure::new(chart, table, &[Measure::WeekHours], source))
}

/// Fifths of the range between the emptiest and the fullest hour, to a tenth of a patient.
fn limits(week: &WeekHours) -> Vec<f64> {
    let all = || week.present.iter().flatten().copied();
    let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(0.0, f64::max));
    (1..5).map(|step| ((low + (high - low) * f64::from(step) / 5.0) * 10.0).round() / 10.0).collect()
}
