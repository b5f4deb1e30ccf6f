//! The figures of *Oversikt*, once: how each is read from the facts, written, and compared.

use super::facts::{Facts, Reading};
use language::{key, t, text};
use measures::Gate;
use measures::Measure;
use measures::occupancy::share_of_days;
use tables::{Cell, Unit};
use vocabulary::norwegian;

/// A figure of the page.
pub struct Column {
    /// Its definition.
    pub measure: Measure,
    /// How it follows from the facts.
    pub read: fn(&Facts, Gate) -> Reading,
    /// What a change is measured in.
    pub change_unit: &'static str,
    /// What a number is multiplied by to be shown: 100 for shares.
    pub factor: f64,
    /// Written after a number.
    pub suffix: &'static str,
    /// Decimals.
    pub decimals: usize,
    /// What it rests on, in words.
    pub rests_on: fn(&Facts, &Expected, Gate) -> String,
}

/// What there would be if everything were reported.
pub struct Expected {
    /// Unit-days.
    pub days: i64,
    /// Municipalities × months.
    pub municipality_months: i64,
}

const PERCENT: &str = "\u{a0}%";

/// The figures in the order of the tiles.
pub const COLUMNS: [Column; 8] = [
    Column {
        measure: Measure::OccupancySsb,
        read: Facts::occupancy,
        change_unit: key!("prosentpoeng"),
        factor: 100.0,
        suffix: PERCENT,
        decimals: 1,
        rests_on: registered,
    },
    Column {
        measure: Measure::FullDays,
        read: Facts::full_days,
        change_unit: key!("prosentpoeng"),
        factor: 100.0,
        suffix: PERCENT,
        decimals: 1,
        rests_on: registered,
    },
    Column {
        measure: Measure::MeanStay,
        read: Facts::mean_stay,
        change_unit: key!("døgn"),
        factor: 1.0,
        suffix: key!("\u{a0}døgn"),
        decimals: 1,
        rests_on: stays,
    },
    Column {
        measure: Measure::StayRate,
        read: Facts::stay_rate,
        change_unit: key!("per 1\u{a0}000"),
        factor: 1.0,
        suffix: "",
        decimals: 1,
        rests_on: inhabitants,
    },
    Column {
        measure: Measure::Adequate,
        read: Facts::adequate,
        change_unit: key!("prosentpoeng"),
        factor: 100.0,
        suffix: PERCENT,
        decimals: 1,
        rests_on: answered,
    },
    Column {
        measure: Measure::EmergencyRate,
        read: Facts::emergency,
        change_unit: key!("per 1\u{a0}000"),
        factor: 1.0,
        suffix: "",
        decimals: 1,
        rests_on: reporting,
    },
    Column {
        measure: Measure::EmergencyRateStandardised,
        read: Facts::standardised,
        change_unit: key!("per 1\u{a0}000"),
        factor: 1.0,
        suffix: "",
        decimals: 1,
        rests_on: reporting,
    },
    Column {
        measure: Measure::Readmissions,
        read: Facts::readmissions,
        change_unit: key!("prosentpoeng"),
        factor: 100.0,
        suffix: PERCENT,
        decimals: 1,
        rests_on: followed,
    },
];

impl Column {
    /// The figure of a measure on this page; the first where it isn't shown.
    pub fn of(measure: Measure) -> &'static Self {
        COLUMNS.iter().find(|column| column.measure == measure).unwrap_or(&COLUMNS[0])
    }

    /// A number with its unit.
    pub fn write(&self, value: f64) -> String {
        format!("{}{}", norwegian::number(value * self.factor, self.decimals), text(self.suffix))
    }

    /// A figure, or SSB's sign for why there is none.
    pub fn text(&self, reading: Reading) -> String {
        match (reading, reading.value()) {
            (_, Some(value)) => self.write(value),
            (Reading::Hidden, None) => ":".to_owned(),
            (_, None) => "..".to_owned(),
        }
    }

    /// The same as a cell.
    pub fn cell(&self, reading: Reading) -> Cell {
        match (reading, reading.value()) {
            (_, Some(value)) => {
                Cell::Number { value: value * self.factor, decimals: self.decimals as u8, unit: self.unit() }
            }
            (Reading::Hidden, None) => Cell::Hidden,
            (_, None) => Cell::Missing,
        }
    }

    /// Its 95 % interval as a cell; `None` where there is none.
    pub fn interval_cell(&self, reading: Reading) -> Option<Cell> {
        reading.interval().map(|(low, high)| Cell::Interval {
            low: low * self.factor,
            high: high * self.factor,
            decimals: self.decimals as u8,
            unit: self.unit(),
        })
    }

    /// A figure and its interval in one cell: `208,1 (201,3–215,0)`.
    pub fn with_interval(&self, reading: Reading) -> Cell {
        let (cell, Some(Cell::Interval { low, high, decimals, unit })) =
            (self.cell(reading), self.interval_cell(reading))
        else {
            return self.cell(reading);
        };
        let text = format!("{} ({})", cell.text(), self.interval(reading).unwrap_or_default());
        let end = |value| Cell::Number { value, decimals, unit };
        Cell::together(text, vec![("", cell), (t!("nedre"), end(low)), (t!("øvre"), end(high))])
    }

    fn unit(&self) -> Unit {
        match self.suffix {
            PERCENT => Unit::Percent,
            "" => Unit::None,
            _ => Unit::Days,
        }
    }

    /// Its 95 % interval, as `201,3–215,0`.
    pub fn interval(&self, reading: Reading) -> Option<String> {
        let write = |value: f64| norwegian::number(value * self.factor, self.decimals);
        reading.interval().map(|(low, high)| format!("{}–{}{}", write(low), write(high), text(self.suffix)))
    }

    /// The change from one number to another, as `+1,2 prosentpoeng`.
    pub fn change(&self, from: f64, to: f64) -> String {
        let change = norwegian::signed((to - from) * self.factor, self.decimals);
        format!("{change} {}", text(self.change_unit))
    }
}

/// A part of what was expected, as `98 % av …`.
fn of_expected(part: i64, whole: i64, what: &str) -> String {
    share_of_days(part, whole).map_or_else(
        || t!("Ingen {what} ventet"),
        |share| t!("Registrert: {} av {what}", norwegian::percent(share, 0)),
    )
}

fn registered(facts: &Facts, expected: &Expected, _: Gate) -> String {
    of_expected(facts.registration.days, expected.days, t!("enhetsdøgnene"))
}

fn stays(facts: &Facts, _: &Expected, gate: Gate) -> String {
    t!("Avsluttede opphold: {}", facts.stays_shown(gate).text())
}

fn inhabitants(facts: &Facts, _: &Expected, gate: Gate) -> String {
    t!("Innbyggernes opphold: {}", facts.home_stays_shown(gate).text())
}

fn answered(facts: &Facts, _: &Expected, gate: Gate) -> String {
    let known = share_of_days(facts.answered, facts.stays);
    let known = known.and_then(|share| gate.of_share(facts.answered, facts.stays, share));
    let known = known.filter(|_| gate.lets(facts.withheld.stays));
    known.map_or_else(String::new, |share| {
        t!("Alternativet er kjent for {} av oppholdene", norwegian::percent(share, 0))
    })
}

fn reporting(facts: &Facts, expected: &Expected, _: Gate) -> String {
    of_expected(facts.admission_months, expected.municipality_months, t!("kommunemånedene"))
}

fn followed(facts: &Facts, _: &Expected, _: Gate) -> String {
    let share = facts.admissions.followed / facts.admitted().max(1.0);
    t!("Kjent for {} av ØH-innleggelsene", norwegian::percent(share, 0))
}
