//! Length of stay by age, referrer or reason: one at a time, as the address asks.

use crate::pages::innleggelsesveier::figures::{Distribution, UNANSWERED, known};
use crate::pages::stays::StayView;
use crate::ui::figure::Figure;
use crate::ui::markup::push_option;
use crate::ui::table::Table;
use charts::{Frame, HorizontalBars, Row};
use language::{key, t, text};
use leptos_router::params::ParamsMap;
use measures::gate::{Hierarchy, Withheld, whole_years};
use measures::length_of_stay::LengthOfStay;
use measures::{Gate, Measure, Shown};
use store::{CompletedStays, Dimension};
use tables::Cell;
use vocabulary::norwegian;

/// What stays are divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct By(Dimension);

/// Value in the address, name in the form, heading of the column.
const CHOICES: [(&str, &str, Dimension); 3] = [
    ("alder", key!("Alder"), Dimension::AgeGroup),
    ("henviser", key!("Henvisende instans"), Dimension::Referrer),
    ("aarsak", key!("Innleggelsesårsak"), Dimension::Chapter),
];

impl By {
    /// Reads the address; age where it says nothing.
    pub fn of(query: &ParamsMap, problems: &mut Vec<String>) -> Self {
        let asked = query.get("etter").filter(|text| !text.is_empty());
        let found = asked.as_ref().and_then(|text| CHOICES.iter().find(|choice| choice.0 == text));
        if let (Some(text), None) = (&asked, found) {
            problems.push(t!("Liggetid kan ikke deles etter «{text}». Alder vises."));
        }
        Self(found.map_or(Dimension::AgeGroup, |choice| choice.2))
    }

    fn name(self) -> &'static str {
        CHOICES.iter().find(|choice| choice.2 == self.0).map_or("", |choice| text(choice.1))
    }

    /// The choice in the form: name, label and options.
    pub fn choice(self) -> (&'static str, &'static str, String) {
        let mut options = String::new();
        for (value, name, dimension) in CHOICES {
            push_option(&mut options, value, text(name), dimension == self.0);
        }
        ("etter", t!("Del liggetid etter"), options)
    }

    /// Draws the completed stays of a view.
    pub fn figure(
        self,
        completed: &CompletedStays,
        (view, withheld, gate): (&StayView, &Withheld, Gate),
        place: &str,
        source: &str,
    ) -> Figure {
        let read = completed.lengths_by(self.0, view.from, view.to);
        let name = |code: Option<&str>| match code {
            None => text(UNANSWERED).to_owned(),
            Some(code) => {
                let label = known(self.0).into_iter().find(|(of, _)| of == code);
                label.map_or_else(|| code.to_owned(), |(_, label)| label)
            }
        };
        // In the order in which people expect the categories.
        let order: Vec<String> = known(self.0).into_iter().map(|(code, _)| code).collect();
        let mut read: Vec<_> = read.into_iter().map(|(code, minutes)| (name(code), code, minutes)).collect();
        read.sort_by_key(|(_, code, _)| {
            order.iter().position(|of| Some(of.as_str()) == *code).unwrap_or(usize::MAX)
        });
        let (first, last) = whole_years(view.from, view.to);
        let months = completed.categories(self.0, first, last);
        let distribution = Distribution::of(self.0, &months, (view.from, view.to), withheld, gate);
        let categories = read
            .into_iter()
            .filter_map(|(name, code, mut minutes)| {
                let shown = distribution.shown(code);
                Some((name, LengthOfStay::of(&mut minutes)?, shown))
            })
            .collect::<Vec<_>>();
        drawn(self.name(), &categories, gate, place, source)
    }
}

fn drawn(
    by: &str,
    categories: &[(String, LengthOfStay, Shown)],
    gate: Gate,
    place: &str,
    source: &str,
) -> Figure {
    // Stays over 72 hours and others by category: what a share tells, beside the shares of all.
    let cells: Vec<Vec<i64>> =
        categories.iter().map(|(_, of, _)| vec![of.over_72h, of.stays - of.over_72h]).collect();
    let hidden = categories.iter().enumerate().filter(|(_, of)| of.2 == Shown::Hidden).map(|(i, _)| i);
    let over_72h = gate.hierarchy(&Hierarchy::of(&cells).without_totals(hidden.collect()));
    let title = t!("Liggetid etter {} – {place}", by.to_lowercase());
    let mut table = Table::new(
        title.clone(),
        &[
            by,
            t!("Opphold"),
            t!("Snitt, døgn"),
            t!("Median, døgn"),
            t!("90-persentil, døgn"),
            t!("Over 72 timer"),
        ],
    )
    .of(&[
        (1, Measure::Stays),
        (2, Measure::MeanStay),
        (3, Measure::MedianStay),
        (4, Measure::P90Stay),
        (5, Measure::Over72h),
    ]);
    let days = |hours: f64| norwegian::number(hours / 24.0, 1);
    let mut rows = Vec::new();
    for ((name, of, shown), cells) in categories.iter().zip(&over_72h.rows) {
        let visible = shown.count().is_some();
        let divided = visible && cells.cells.iter().all(|cell| cell.count().is_some());
        let cell = |hours: f64| if visible { Cell::number(hours / 24.0, 1) } else { Cell::Hidden };
        let over = divided.then(|| of.share_over_72h());
        table.rows.push(vec![
            name.clone().into(),
            (*shown).into(),
            cell(of.mean),
            cell(of.median),
            cell(of.p90),
            Cell::or_hidden(over, |share| Cell::percent(share, 1)),
        ]);
        let words = if visible {
            t!("{} (snitt {})", days(of.median), days(of.mean))
        } else {
            t!("få opphold, vises ikke").to_owned()
        };
        rows.push(Row::new(name.clone(), visible.then_some(of.median / 24.0), words));
    }
    let known = || categories.iter().filter(|(_, _, shown)| shown.count().is_some());
    let longest = known().max_by(|a, b| a.1.median.total_cmp(&b.1.median));
    let shortest = known().min_by(|a, b| a.1.median.total_cmp(&b.1.median));
    let finding = match (longest, shortest) {
        (Some(long), Some(short)) if long.0 != short.0 => t!(
            "Halvparten av oppholdene varte høyst {} døgn ved {}, og {} ved {}. Forskjellen kan komme av hvem pasientene er.",
            days(long.1.median),
            long.0,
            days(short.1.median),
            short.0
        ),
        (Some(only), _) => t!("Halvparten av oppholdene varte høyst {} døgn.", days(only.1.median)),
        _ if categories.is_empty() => t!("Ingen opphold ble avsluttet i perioden.").to_owned(),
        _ => t!("For få opphold ble avsluttet i perioden til at tall kan vises.").to_owned(),
    };
    let mut frame = Frame::new("liggetid-etter", title, finding);
    frame.x_title = t!("Median, døgn").to_owned();
    let measures = [Measure::MedianStay, Measure::MeanStay, Measure::P90Stay];
    Figure::new(HorizontalBars::new(frame, rows), table, &measures, source)
}
