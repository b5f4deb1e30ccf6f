//! Patients come to a unit one after another, stay, and go; when it is full they are turned away.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use chrono::Datelike;
use vocabulary::{Destination, Month, MunicipalityNumber, Purpose, UnitKind};

use crate::network::{Plan, on_day, year_of};
use crate::oslo::{DAY, LocalMinute, date_of};
use crate::patients::{self, Patient, Reasons};
use crate::random::{Random, Stream};
use crate::rhythm;

/// Minutes after which a patient may leave at the earliest.
const SHORTEST: i64 = 120;

/// Referrals per admission at most.
const MOST_REFERRED: f64 = 4.0 / 3.0;

/// Nobody is admitted in a unit's last days.
const WINDING_DOWN: i64 = 4;

/// A stay before it is written down.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    pub(crate) admitted: LocalMinute,
    pub(crate) discharged: LocalMinute,
    pub(crate) home: MunicipalityNumber,
    pub(crate) patient: Patient,
}

/// A unit's patients, by admission, and how many were turned away on each day since the opening.
#[derive(Debug)]
pub(crate) struct Course {
    pub(crate) visits: Vec<Visit>,
    pub(crate) rejected: Vec<i64>,
}

/// Mean stay in days before the hour and the weekday of discharge are settled.
pub(crate) fn mean_days(kind: UnitKind) -> f64 {
    match kind {
        UnitKind::Kad => 3.12,
        UnitKind::Sykestue => 6.3,
        UnitKind::Intermediate | UnitKind::Dms => 5.4,
    }
}

/// Patients that can be in the unit at once: small units put up a bed more than they have.
fn capacity(places: f64) -> usize {
    let whole = libm::ceil(places) as usize;
    whole + if places < 3.0 { 1 } else { whole / 8 }
}

/// Erlang's loss formula: share turned away with `load` patients on average and `servers` places.
fn blocked(load: f64, servers: usize) -> f64 {
    (1..=servers).fold(1.0, |b, n| load * b / (n as f64 + load * b))
}

/// Patients referred a day, so that `admitted` a day find a place; where too many would be turned away
/// for that, referrers learn of it and send at most a third more than find a place.
fn referred(admitted: f64, days: f64, servers: usize) -> f64 {
    (0..12).fold(admitted, |arrivals, _| {
        (admitted / (1.0 - blocked(arrivals * days, servers))).min(admitted * MOST_REFERRED)
    })
}

/// Runs a unit from its opening to `last_day`. `category_weight` gives the sum of the weights of the
/// units of its line of the national table, by which the line's patients are divided.
pub(crate) fn run(plan: &Plan, seed: u64, last_day: i64, category_weight: &[(i64, f64)]) -> Course {
    let index = u64::from(plan.unit.host.map_or(0, MunicipalityNumber::get));
    let mut random = Random::new(seed, Stream::Stays, index);
    let reasons = Reasons::new();
    let end = plan.closed.map_or(last_day, |closed| closed.min(last_day));
    let habit = random.factor(0.1);
    let mut course =
        Course { visits: Vec::new(), rejected: vec![0; (end - plan.opened + 1).max(0) as usize] };
    let mut inside: BinaryHeap<Reverse<LocalMinute>> = BinaryHeap::new();
    let opening = Month::of(date_of(plan.opened));
    let (mut month, mut daily, mut servers) = (0, 0.0, 0);
    let mut minutes = Vec::new();
    for day in plan.opened..=end {
        let date = date_of(day);
        if month != date.month() {
            month = date.month();
            servers = capacity(on_day(&plan.beds, day));
            let open = Month::of(date).index() - opening.index();
            let share = on_day(&plan.weight, day) / on_day(category_weight, day);
            let wanted = rhythm::admissions_of_year(date.year()) / 365.25
                * rhythm::share(plan.category)
                * share
                * rhythm::month_level(date.year(), month)
                * rhythm::beginning(open);
            daily = referred(wanted, mean_days(plan.unit.kind), servers);
        }
        if plan.closed.is_some_and(|closed| day > closed - WINDING_DOWN) {
            break;
        }
        let weekday = date.weekday().num_days_from_monday() as usize;
        let arrivals = random.poisson(daily * rhythm::WEEKDAY[weekday]);
        minutes.clear();
        minutes.extend((0..arrivals).map(|_| {
            let hour = hour(&rhythm::ADMISSION_HOUR, &mut random);
            day * DAY + hour * 60 + i64::from(random.whole(60))
        }));
        minutes.sort_unstable();
        for &admitted in &minutes {
            while inside.peek().is_some_and(|Reverse(leaves)| *leaves <= admitted) {
                inside.pop();
            }
            if inside.len() >= servers {
                course.rejected[(day - plan.opened) as usize] += 1;
                continue;
            }
            let visit = visit(plan, admitted, habit, &reasons, &mut random);
            inside.push(Reverse(visit.discharged));
            course.visits.push(visit);
        }
    }
    course
}

fn hour(weights: &[f64; 24], random: &mut Random) -> i64 {
    (0_i64..).nth(random.weighted(weights.iter().copied())).unwrap_or(0)
}

fn visit(plan: &Plan, admitted: LocalMinute, habit: f64, reasons: &Reasons, random: &mut Random) -> Visit {
    let day = admitted.div_euclid(DAY);
    let direct =
        plan.unit.direct_from_emergency == Some(true) && plan.direct_from.is_none_or(|from| day >= from);
    let patient = patients::patient(plan.unit.kind, direct, year_of(day) >= 2017, reasons, random);
    let open = plan.served.iter().filter(|s| s.from <= day && s.to.is_none_or(|to| day <= to));
    let home = random.weighted(open.clone().map(|s| s.aged_67_plus as f64));
    let home = open.clone().nth(home).map_or(plan.served[0].municipality, |s| s.municipality);
    let mean = mean_days(plan.unit.kind) * habit * patients::stay_factor(&patient);
    let raw = (mean * DAY as f64 * random.factor(0.82)) as i64;
    let raw = raw.clamp(SHORTEST, 45 * DAY);
    let urgent = matches!(patient.destination, Destination::Dead | Destination::Hospital);
    let mut discharged = if raw < 9 * 60 || (urgent && random.chance(0.6)) {
        admitted + raw
    } else {
        settled(admitted, admitted + raw, patient.purpose, random)
    };
    if let Some(closed) = plan.closed {
        discharged = discharged.min(closed * DAY + 14 * 60);
    }
    Visit { admitted, discharged: discharged.max(admitted + SHORTEST), home, patient }
}

/// The discharge that a ward makes of it: by day, and rather before or after a weekend than in it.
fn settled(admitted: LocalMinute, raw: LocalMinute, purpose: Purpose, random: &mut Random) -> LocalMinute {
    let mut day = raw.div_euclid(DAY);
    let weekday = date_of(day).weekday().num_days_from_monday();
    if weekday >= 5 && purpose != Purpose::Observation {
        let lot = random.unit();
        let friday = day - i64::from(weekday - 4);
        if lot < 0.22 {
            day += i64::from(7 - weekday);
        } else if lot < 0.45 && friday > admitted.div_euclid(DAY) {
            day = friday;
        }
    }
    let hour = hour(&rhythm::DISCHARGE_HOUR, random);
    let minute = day * DAY + hour * 60 + i64::from(random.whole(60));
    if minute < admitted + SHORTEST { raw } else { minute }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn erlangs_formula_gives_the_textbook_values() {
        // B(5 servers, 3 erlang) = 0.11005, B(1, 0.5) = 1/3: Erlang (1917), any table of Erlang B.
        assert!((blocked(3.0, 5) - 0.110_05).abs() < 1e-5);
        assert!((blocked(0.5, 1) - 1.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn referrals_make_up_for_those_turned_away() {
        let arrivals = referred(0.3, 3.0, 2);
        assert!((arrivals * (1.0 - blocked(arrivals * 3.0, 2)) - 0.3).abs() < 1e-3);
    }
}
