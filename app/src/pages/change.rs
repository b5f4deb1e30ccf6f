//! "Er endringen mer enn tilfeldig?": a section that pages with monthly figures share. Which measure it shows and
//! where a person lets the limits begin anew stand in the address, the reason with it.

pub mod words;

use crate::selection::Selection;
use crate::ui::figure::Figure;
use crate::ui::markup::push_option;
use crate::ui::table::Table;
use charts::{Event, EventList, Frame, Level, Mark, ProcessControl, Reference, ValueAxis};
use language::{t, text};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;
use measures::Measure;
use measures::process_control::{Process, Verdict};
use tables::{Cell, Unit};
use vocabulary::{Month, norwegian};

/// The longest reason, in letters.
const LONGEST_REASON: usize = 120;

/// A measure month by month.
pub struct Series {
    /// Which; decides the better direction.
    pub measure: Measure,
    /// Another name than the measure's, where the months are counted otherwise than the period.
    pub name: Option<&'static str>,
    /// Title of the y axis.
    pub axis: &'static str,
    /// One per month, as it may be shown.
    pub values: Vec<Option<f64>>,
    /// What a value is multiplied with to be read: 100 for shares.
    pub factor: f64,
    /// Written behind a number.
    pub suffix: &'static str,
    /// Decimals of a number.
    pub decimals: usize,
    /// What the value should stay below or above, and its name.
    pub target: Option<(f64, String)>,
}

impl Series {
    fn name(&self) -> &'static str {
        self.name.unwrap_or(self.measure.definition().name)
    }

    fn cell(&self, value: f64) -> Cell {
        let unit = match self.suffix {
            "" => Unit::None,
            "\u{a0}%" => Unit::Percent,
            _ => Unit::Days,
        };
        Cell::Number { value: value * self.factor, decimals: self.decimals as u8, unit }
    }

    fn write(&self, value: f64) -> String {
        format!("{}{}", norwegian::number(value * self.factor, self.decimals), text(self.suffix))
    }
}

/// What the address asks of the section.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// The measure's id; none: the page's first.
    measure: Option<String>,
    /// From which month on limits are made anew, and why.
    rebase: Option<(Month, String)>,
}

impl Change {
    /// Reads the address. A new level without a reason isn't made: it would only hide what the old limits show.
    pub fn of(query: &ParamsMap, problems: &mut Vec<String>) -> Self {
        let value = |name: &str| query.get(name).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
        let month = value("ny_basis").and_then(|text| {
            let month = format!("{}-01", text.get(..7).unwrap_or(&text)).parse().ok().map(Month::of);
            if month.is_none() {
                problems.push(t!("«{text}» er ingen måned. Skriv den som 2025-03."));
            }
            month
        });
        let reason = value("grunn").map(|reason| reason.chars().take(LONGEST_REASON).collect::<String>());
        if month.is_some() && reason.is_none() {
            problems.push(t!("Et nytt nivå trenger en grunn. Grensene er ikke regnet på nytt.").to_owned());
        }
        Self { measure: value("maal"), rebase: month.zip(reason) }
    }

    /// What it adds to an address.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs: Vec<(&'static str, String)> =
            self.measure.iter().map(|measure| ("maal", measure.clone())).collect();
        if let Some((month, reason)) = &self.rebase {
            pairs.push(("ny_basis", month_value(*month)));
            pairs.push(("grunn", reason.clone()));
        }
        pairs
    }

    /// The measure that is asked for; the first where none is.
    fn chosen<'a>(&self, offered: &'a [Series]) -> Option<&'a Series> {
        let asked = self.measure.as_deref();
        offered
            .iter()
            .find(|series| Some(series.measure.definition().id) == asked)
            .or_else(|| offered.first())
    }

    /// Judges a series of these months.
    pub fn judge(&self, months: &[Month], values: &[Option<f64>]) -> Process {
        let at = self.rebase.as_ref().and_then(|(month, _)| months.iter().position(|m| m == month));
        Process::of(values, at.as_slice())
    }
}

/// `2025-03`, as month fields write it.
fn month_value(month: Month) -> String {
    month.first_day().format("%Y-%m").to_string()
}

/// Where the section stands, and what stands under it.
pub struct Place<'a> {
    /// The page's path.
    pub path: &'static str,
    /// What the figure is called; every page has its own.
    pub figure: &'static str,
    /// What the page shows.
    pub selection: &'a Selection,
    /// What it is called.
    pub name: &'a str,
    /// What happened there.
    pub events: &'a [Event],
    /// Period and time of the newest data.
    pub source: &'a str,
}

/// The chart of the chosen measure, and the form for another one or a new level.
pub struct Section {
    /// The chart.
    pub figure: Figure,
    form: AnyView,
}

impl Section {
    /// The section on its page.
    pub fn view(self) -> AnyView {
        view! { <section class="change">{self.figure.view()} {self.form}</section> }.into_any()
    }
}

/// The section; `None` where no measure is offered.
pub fn section(change: &Change, offered: &[Series], months: &[Month], place: &Place) -> Option<Section> {
    let series = change.chosen(offered)?;
    Some(Section {
        figure: figure(change, series, months, place),
        form: form(change, series, offered, months, place),
    })
}

fn figure(change: &Change, series: &Series, months: &[Month], place: &Place) -> Figure {
    let process = change.judge(months, &series.values);
    let dates: Vec<_> = months.iter().map(|month| month.first_day()).collect();
    let scaled = |value: f64| value * series.factor;
    let marks = words::marked(&process);
    let points = series.values.iter().zip(&marks).map(|(value, signal)| {
        let mark = signal.map_or(Mark::Common, |signal| match signal.verdict(series.measure.better()) {
            Verdict::Improvement => Mark::Better,
            Verdict::Concern => Mark::Worse,
            Verdict::Change => Mark::Changed,
        });
        value.map(|value| (scaled(value), mark))
    });
    let levels = process.segments.iter().map(|of| Level {
        from: dates[of.from],
        to: dates[of.end - 1],
        mean: scaled(of.mean),
        // None of these measures can be less than nothing.
        lower: (of.lower > 0.0).then(|| scaled(of.lower)),
        upper: scaled(of.upper),
    });
    let levels: Vec<_> = levels.collect();
    let finding = words::finding(series.measure.better(), &process, months, &|value| series.write(value));
    let assurance = series.target.as_ref().and_then(|(target, name)| {
        words::assurance(&process, series.measure.better(), *target, name, &series.write(*target))
    });
    let title = t!("Er endringen mer enn tilfeldig? {} – {}", series.name(), place.name);
    let mut frame = Frame::new(place.figure, title, finding + assurance.as_deref().unwrap_or_default());
    frame.y_title = series.axis.to_owned();
    frame = frame.sized(1100, 320);
    let mut events = place.events.to_vec();
    if let Some((month, reason)) = &change.rebase {
        events.push(Event { date: month.first_day(), label: t!("Nytt nivå: {reason}") });
    }
    let events = EventList::over(&events, &dates);
    let table = table(series, &process, &marks, months, place.name);
    let mut chart = ProcessControl::new(frame, dates, points.collect(), levels);
    chart.events = events.marks.clone();
    chart.axis = ValueAxis { suffix: text(series.suffix).to_owned(), ..chart.axis };
    chart.target = series
        .target
        .as_ref()
        .map(|(target, name)| Reference::new(scaled(*target), format!("{name}: {}", series.write(*target))));
    Figure::new(chart, table, &[series.measure, Measure::Change], place.source)
        .with_events(&events)
        .with_crosshair()
}

fn table(
    series: &Series,
    process: &Process,
    marks: &[Option<measures::process_control::Signal>],
    months: &[Month],
    place: &str,
) -> Table {
    let mut table = Table::new(
        t!("{} måned for måned, {place}", series.name()),
        &[t!("Måned"), series.name(), t!("Snitt"), t!("Nedre grense"), t!("Øvre grense"), t!("Merket")],
    )
    .of(&[(1, series.measure), (2, Measure::Change), (3, Measure::Change), (4, Measure::Change)]);
    for (i, month) in months.iter().enumerate() {
        let of = process.segments.iter().find(|of| (of.from..of.end).contains(&i));
        let cell = |value: Option<f64>| Cell::or_missing(value, |value| series.cell(value));
        table.rows.push(vec![
            Cell::Month(*month),
            cell(series.values[i]),
            cell(of.map(|of| of.mean)),
            Cell::or_missing(
                of,
                |of| if of.lower > 0.0 { series.cell(of.lower) } else { t!("ingen").into() },
            ),
            cell(of.map(|of| of.upper)),
            marks[i].map_or("", words::rule).into(),
        ]);
    }
    table
}

/// The form that chooses a measure and a new level.
fn form(change: &Change, series: &Series, offered: &[Series], months: &[Month], place: &Place) -> AnyView {
    let hidden = place.selection.pairs().into_iter();
    let hidden =
        hidden.map(|(name, value)| view! { <input type="hidden" name=name value=value /> }).collect_view();
    let mut options = String::new();
    for one in offered {
        push_option(&mut options, one.measure.definition().id, one.name(), one.measure == series.measure);
    }
    let mut from = String::new();
    let at = change.rebase.as_ref().map(|(month, _)| *month);
    push_option(&mut from, "", t!("Samme nivå hele tiden"), at.is_none());
    for month in months.iter().skip(1) {
        push_option(&mut from, &month_value(*month), &norwegian::month(*month), at == Some(*month));
    }
    let reason = change.rebase.as_ref().map(|(_, reason)| reason.clone()).unwrap_or_default();
    let several = offered.len() > 1;
    let one = (!several)
        .then(|| view! { <input type="hidden" name="maal" value=series.measure.definition().id /> });
    view! {
        <form class="filter" method="get" action=format!("{}#fig-{}", place.path, place.figure) aria-label=t!("Velg mål og nivå")>
            {hidden} {one}
            {several
                .then(|| {
                    view! {
                        <div class="ds-field">
                            <label class="ds-label" for="maal">{t!("Mål")}</label>
                            <select class="ds-input" id="maal" name="maal" inner_html=options></select>
                        </div>
                    }
                })}
            <div class="ds-field">
                <label class="ds-label" for="ny_basis">{t!("Nytt nivå fra")}</label>
                <select class="ds-input" id="ny_basis" name="ny_basis" inner_html=from></select>
            </div>
            <div class="ds-field">
                <label class="ds-label" for="grunn">{t!("Grunn til nytt nivå")}</label>
                <input class="ds-input" id="grunn" name="grunn" maxlength=LONGEST_REASON.to_string() value=reason />
            </div>
            <div class="actions">
                <button class="ds-button" type="submit">{t!("Vis endringer")}</button>
            </div>
            <p class="hint">
                {t!("Grensene regnes på nytt bare der du gir en måned og en grunn, for eksempel at senger ble lagt ned.")}
            </p>
        </form>
    }
    .into_any()
}
