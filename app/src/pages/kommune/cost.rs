//! What days in hospital after readiness cost, with assumptions that stand in the address.

use super::figures::Own;
use crate::ui::figure::Figure;
use crate::ui::table::Table;
use charts::{Bars, Frame, Slots};
use language::t;
use leptos::prelude::*;
use leptos_router::params::ParamsMap;
use measures::capacity::{municipal_payment, waiting_cost};
use measures::{Measure, Shown};
use tables::{Cell, Unit};
use vocabulary::{Month, Period, norwegian};

/// Cost of a bed-day in hospital where the address names none, in kroner: Ahus' figure that goes with the rate of 2023.
const BED_DAY: f64 = 18_175.0;

/// The assumptions.
#[derive(Debug, Clone, PartialEq)]
pub struct Assumptions {
    /// Cost of a bed-day in hospital, in kroner.
    pub bed_day: f64,
    /// What the municipality pays for a day, in kroner.
    pub payment: f64,
    /// Where the payment is from.
    source: String,
}

impl Assumptions {
    /// Reads the address; the payment is the rate of the period's last year where none is given.
    pub fn of(query: &ParamsMap, period: Period, problems: &mut Vec<String>) -> Self {
        let mut amount = |name: &str, label: &str| {
            let text = query.get(name).map(|text| text.replace([' ', '\u{a0}'], "").replace(',', "."))?;
            if text.is_empty() {
                return None;
            }
            let value = text.parse::<f64>().ok().filter(|kroner| (0.0..=1e6).contains(kroner));
            if value.is_none() {
                problems.push(t!("{label}: «{text}» er ikke et beløp mellom 0 og 1 000 000 kroner."));
            }
            value
        };
        let (year, rate) = municipal_payment(Month::of(period.to()).year());
        let payment = amount("betaling", t!("Kommunens betaling"));
        Self {
            bed_day: amount("doegnkostnad", t!("Kostnad per døgn")).unwrap_or(BED_DAY),
            payment: payment.unwrap_or(rate),
            source: if payment.is_some() { t!("egen sats").to_owned() } else { t!("satsen for {year}") },
        }
    }

    /// What it adds to an address, where it differs from what would stand there anyway.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if (self.bed_day - BED_DAY).abs() > f64::EPSILON {
            pairs.push(("doegnkostnad", self.bed_day.to_string()));
        }
        if self.source == "egen sats" {
            pairs.push(("betaling", self.payment.to_string()));
        }
        pairs
    }
}

/// Days after readiness month by month and what they cost; `None` where none are reported.
pub fn figure(
    own: &Own,
    assumptions: &Assumptions,
    period: Period,
    place: &str,
    source: &str,
) -> Option<Figure> {
    own.by_age.iter().find(|row| row.discharge_ready_days.is_some())?;
    let months: Vec<Month> = period.each_month().collect();
    // A few days are a few patients: judged as counts of patients are.
    let shown: Vec<Shown> = months.iter().map(|month| own.waiting.month(*month).total).collect();
    let cost = |days: f64| waiting_cost(assumptions.bed_day, assumptions.payment, days);
    let kroner = |days: f64| format!("{}\u{a0}kr", norwegian::number(cost(days), 0));
    let mut table =
        Table::new(t!("Overliggerdøgn måned for måned, {place}"), &[t!("Måned"), t!("Døgn"), t!("Kostnad")])
            .of(&[(2, Measure::WaitingCost)]);
    for (month, shown) in months.iter().zip(&shown) {
        let cost = Cell::or_hidden(shown.count(), |n| Cell::Number {
            value: cost(n as f64),
            decimals: 0,
            unit: Unit::Kroner,
        });
        table.rows.push(vec![Cell::Month(*month), (*shown).into(), cost]);
    }
    let whole = own.waiting.over(Month::of(period.from()), Month::of(period.to())).total;
    let finding = whole.count().map_or_else(
        || t!("For få døgn til å vises.").to_owned(),
        |n| {
            t!(
                "{} døgn i perioden. Med {} kr per døgn i sykehus og {} kr i betaling ({}) er det {}, og {} senger hvis \
                 de ellers var fulle.",
                norwegian::count(n),
                norwegian::number(assumptions.bed_day, 0),
                norwegian::number(assumptions.payment, 0),
                assumptions.source,
                kroner(n as f64),
                norwegian::number(measures::capacity::bed_equivalents(n as f64, period.days()).unwrap_or_default(), 1),
            )
        },
    );
    let frame =
        Frame::new("overligger", t!("Døgn på sykehus etter at pasienten var klar – {place}"), finding)
            .axes("", t!("Døgn"));
    let values = shown.iter().map(|shown| shown.count().map(|n| n as f64)).collect();
    let slots = Slots::Months(months.iter().map(|month| month.first_day()).collect());
    let measures = [Measure::WaitingCost, Measure::BedEquivalents];
    Some(Figure::new(Bars::new(frame, slots, values), table, &measures, source).with_crosshair())
}

/// The form with the assumptions.
pub fn form(
    assumptions: &Assumptions,
    path: &'static str,
    hidden: Vec<(&'static str, String)>,
) -> impl IntoView {
    let hidden = hidden.into_iter();
    let hidden =
        hidden.map(|(name, value)| view! { <input type="hidden" name=name value=value /> }).collect_view();
    let field = |name: &'static str, label: &'static str, value: f64| {
        view! {
            <div class="ds-field">
                <label class="ds-label" for=name>{label}</label>
                <input class="ds-input" id=name name=name inputmode="decimal" value=value.to_string() />
            </div>
        }
    };
    view! {
        <form class="filter" method="get" action=format!("{path}#fig-overligger") aria-label=t!("Forutsetninger for kostnaden")>
            {hidden} {field("doegnkostnad", t!("Kostnad per døgn i sykehus, kr"), assumptions.bed_day)}
            {field("betaling", t!("Kommunens betaling per døgn, kr"), assumptions.payment)}
            <div class="actions">
                <button class="ds-button" type="submit">{t!("Regn ut")}</button>
            </div>
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> (Assumptions, Vec<String>) {
        let mut query = ParamsMap::new();
        for (name, value) in pairs {
            query.insert((*name).to_owned(), (*value).to_owned());
        }
        let period = Period::new("2023-01-01".parse().unwrap(), "2023-12-31".parse().unwrap()).unwrap();
        let mut problems = Vec::new();
        (Assumptions::of(&query, period, &mut problems), problems)
    }

    #[test]
    fn the_rate_of_the_year_is_the_default_and_amounts_are_written_the_norwegian_way() {
        let (plain, problems) = of(&[]);
        assert!((plain.payment - 5508.0).abs() < 1e-9 && problems.is_empty() && plain.pairs().is_empty());
        let (own, problems) = of(&[("doegnkostnad", "20 000,50"), ("betaling", "6000")]);
        assert!((own.bed_day - 20_000.5).abs() < 1e-9 && problems.is_empty());
        assert_eq!(own.pairs().len(), 2);
        assert_eq!(of(&[("betaling", "mye"), ("doegnkostnad", "-1")]).1.len(), 2);
    }
}
