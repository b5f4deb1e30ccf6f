//! How many beds a unit needs: how often all would be taken, and what sharing beds with the neighbours would give.

use super::figures::Figures;
use crate::data::{Data, DataError};
use crate::selection::Selection;
use crate::ui::figure::Figure;
use crate::ui::table::Table;
use charts::{Frame, HorizontalBars, Row};
use language::t;
use measures::erlang::{Demand, full};
use measures::rates::poisson_limits;
use measures::{Gate, Measure, Shown};
use store::RegistrationSum;
use tables::Cell;
use vocabulary::{Catalogue, Month, Scope, Unit, UnitCode, norwegian};

/// Beds beyond those there are that the chart goes on to.
const MORE_BEDS: usize = 4;
/// Beds fewer than those there are that the chart begins with: a large unit needs no row for every bed.
const FEWER_BEDS: usize = 8;
/// The largest unit or pool that is computed.
const MOST_BEDS: usize = 400;

/// A unit's demand and beds, from its registrations.
struct Known {
    demand: Demand,
    /// Open beds on average, to the nearest whole bed, at least one.
    beds: usize,
    days: i64,
}

/// `None` where nobody was admitted, the admissions are few, or the beds aren't known.
fn known(sum: &RegistrationSum, gate: Gate) -> Option<Known> {
    let admissions = gate.count(sum.admissions?).count()?;
    let demand = Demand::of(admissions, sum.rejected.unwrap_or(0), sum.occupied, sum.days)?;
    let beds = (sum.bed_days / sum.days as f64).round().max(1.0) as usize;
    (sum.bed_days > 0.0 && beds <= MOST_BEDS).then_some(Known { demand, beds, days: sum.days })
}

/// The chance of a full unit for one, two, … beds; `None` for more than a unit, or without the numbers it takes.
pub fn full_unit(
    figures: &Figures,
    selection: &Selection,
    gate: Gate,
    place: &str,
    source: &str,
) -> Option<Figure> {
    let Scope::Unit(_) = selection.scope else { return None };
    let Known { demand, beds, days } = known(&figures.sum, gate)?;
    let shares = full(demand.load(), beds + MORE_BEDS)?;
    let mut table = Table::new(
        t!("Andel som møter en full enhet etter antall senger, {place}"),
        &[t!("Senger"), t!("Møter full enhet"), t!("Ventet avvist i perioden")],
    )
    .of(&[(1, Measure::FullUnit)]);
    let mut rows = Vec::new();
    let first = beds.saturating_sub(FEWER_BEDS).max(1);
    for (n, share) in shares.iter().enumerate().skip(first) {
        let rejected = demand.rejected(n, days).unwrap_or_default();
        let text = norwegian::percent(*share, 1);
        table.rows.push(vec![Cell::Count(n as i64), Cell::percent(*share, 1), Cell::number(rejected, 0)]);
        let mut row = Row::new(beds_text(n), Some(share * 100.0), text);
        row.emphasis = n == beds;
        rows.push(row);
    }
    let expected = demand.rejected(beds, days)?;
    let finding = t!(
        "Med {} ventes {} av pasientene å møte en full enhet, {} i perioden. {}",
        beds_text(beds),
        norwegian::percent(shares[beds], 1),
        norwegian::number(expected, 0),
        against(figures.sum.rejected.map(|_| rejected_shown(figures, selection)), expected)
    );
    let title = t!("Sjansen for full enhet etter antall senger – {place}");
    let frame =
        Frame::new("kapasitet", title, finding).axes(t!("Andel av pasientene som møter en full enhet"), "");
    Some(Figure::new(HorizontalBars::new(frame, rows), table, &[Measure::FullUnit], source))
}

fn beds_text(n: usize) -> String {
    if n == 1 { t!("1 seng").to_owned() } else { t!("{n} senger") }
}

/// The rejected of the period's whole months.
fn rejected_shown(figures: &Figures, selection: &Selection) -> Shown {
    let period = selection.period;
    if !period.is_whole_months() {
        return Shown::Hidden;
    }
    figures.patients.rejected.over(Month::of(period.from()), Month::of(period.to())).total
}

/// What was registered beside what the formula expects.
fn against(rejected: Option<Shown>, expected: f64) -> String {
    let Some(rejected) = rejected else {
        return t!("Avviste er ikke registrert, så regnestykket er ikke prøvd mot virkeligheten.").to_owned();
    };
    let Some(shown) = rejected.count() else {
        return t!("Tallet på registrerte avviste kan ikke vises for denne perioden.").to_owned();
    };
    let (low, high) = poisson_limits(shown as f64);
    let interval = format!("{}–{}", norwegian::number(low, 0), norwegian::number(high, 0));
    let verdict = if (low..=high).contains(&expected) {
        t!("Regnestykket stemmer med det.")
    } else if expected < low {
        t!("Enheten er oftere full enn tilfeldige ankomster gir: sesong, ukedager eller holdte senger.")
    } else {
        t!(
            "Færre er avvist enn regnestykket gir: noen får plass utenom, eller avvisning registreres ikke alltid."
        )
    };
    t!("Registrert avvist: {} (95 % intervall {interval}). {verdict}", norwegian::count(shown))
}

/// Whose beds could be shared: a unit's neighbours of its kind in its hospital's area, or the units of the place.
fn neighbours<'a>(catalogue: &'a Catalogue, selection: &Selection, data: &Data) -> Vec<&'a Unit> {
    let today = data.today();
    match &selection.scope {
        Scope::Country => Vec::new(),
        Scope::Unit(code) => {
            let Some(unit) = catalogue.unit(code) else { return Vec::new() };
            let area = |unit: &Unit| {
                let host = catalogue.municipality(unit.host?, today)?;
                Some(host.hospital_area.as_ref().unwrap_or(&host.health_trust))
            };
            let own = area(unit);
            let near = |other: &&Unit| other.kind == unit.kind && own.is_some() && area(other) == own;
            catalogue.units.iter().filter(near).collect()
        }
        scope => catalogue.units_in(scope, &selection.kinds, today),
    }
}

/// What sharing the beds of neighbouring units would give; `None` with fewer than two of them.
pub async fn pooled(
    data: &Data,
    catalogue: &Catalogue,
    selection: &Selection,
    place: &str,
    source: &str,
) -> Result<Option<Figure>, DataError> {
    let units = neighbours(catalogue, selection, data);
    if units.len() < 2 {
        return Ok(None);
    }
    let codes: Vec<UnitCode> = units.iter().map(|unit| unit.code.clone()).collect();
    let (first, last) = (Month::of(selection.period.from()), Month::of(selection.period.to()));
    let sums = data.store.registrations_by_unit(Some(&codes), first, last).await?;
    let of = |unit: &&Unit| {
        let (_, sum) = sums.iter().find(|(code, _)| *code == unit.code)?;
        Some((unit.name.clone(), known(sum, data.gate)?))
    };
    let known: Vec<(String, Known)> = units.iter().filter_map(of).collect();
    Ok(pool(&known, place, source))
}

fn pool(known: &[(String, Known)], place: &str, source: &str) -> Option<Figure> {
    let beds: usize = known.iter().map(|(_, known)| known.beds).sum();
    if known.len() < 2 || beds > MOST_BEDS {
        return None;
    }
    let demands: Vec<Demand> = known.iter().map(|(_, known)| known.demand).collect();
    let together = Demand::pooled(&demands)?;
    let mut table = Table::new(
        t!("Andel som møter en full enhet, hver for seg og sammen, {place}"),
        &[t!("Enhet"), t!("Senger"), t!("Møter full enhet"), t!("Ventet avvist per år")],
    )
    .of(&[(2, Measure::FullUnit)]);
    let mut rows = Vec::new();
    let mut apart = 0.0;
    for (name, Known { demand, beds, .. }) in known {
        let share = full(demand.load(), *beds)?.pop()?;
        let rejected = demand.rejected(*beds, 365)?;
        apart += rejected;
        let text = norwegian::percent(share, 1);
        table.rows.push(vec![
            name.clone().into(),
            Cell::Count(*beds as i64),
            Cell::percent(share, 1),
            Cell::number(rejected, 0),
        ]);
        rows.push(Row::new(name.clone(), Some(share * 100.0), text));
    }
    let share = full(together.load(), beds)?.pop()?;
    let rejected = together.rejected(beds, 365)?;
    let text = norwegian::percent(share, 1);
    table.rows.push(vec![
        t!("Alle sammen").into(),
        Cell::Count(beds as i64),
        Cell::percent(share, 1),
        Cell::number(rejected, 0),
    ]);
    rows.push(Row {
        emphasis: true,
        ..Row::new(t!("Alle sammen").to_owned(), Some(share * 100.0), text.clone())
    });
    let finding = t!(
        "Hver for seg ventes {} avviste i året ved de {} enhetene. Delte de de {beds} sengene, ventes {}: {text} av \
         pasientene ville møtt fulle enheter. Reisevei og kjennskap til pasienten er ikke regnet med.",
        norwegian::number(apart, 0),
        known.len(),
        norwegian::number(rejected, 0),
    );
    let title = t!("Om naboene delte senger – {place}");
    let frame = Frame::new("kapasitet-deling", title, finding)
        .axes(t!("Andel av pasientene som møter en full enhet"), "");
    Some(Figure::new(HorizontalBars::new(frame, rows), table, &[Measure::FullUnit], source))
}
