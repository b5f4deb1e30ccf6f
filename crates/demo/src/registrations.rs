//! What a unit writes down: a row a day derived from its stays, and the stays themselves, with the gaps
//! that real registers have.

use chrono::Datelike;
use vocabulary::{MunicipalityNumber, Problem, Purpose, Registration, Stay};

use crate::network::{Plan, day, on_day};
use crate::oslo::{DAY, date_of, to_utc};
use crate::random::{Random, Stream};
use crate::stays::{Course, Visit};

/// How completely a unit registers.
#[derive(Debug, Clone)]
struct Habits {
    /// Stays are written down from this day on; before it only days. `None`: never.
    stays_from: Option<i64>,
    /// Only dates, no times, before this day.
    dates_only_before: Option<i64>,
    /// Share of days without a row.
    missing_days: f64,
    /// A month without any row, first and last day.
    missing_month: Option<(i64, i64)>,
    counts_rejected: bool,
    counts_lent: bool,
    /// Fewer staffed beds in July.
    summer: bool,
}

impl Habits {
    fn draw(plan: &Plan, random: &mut Random) -> Self {
        let lot = random.unit();
        let small = plan.inhabitants < 12_000;
        let stays_from = if small && lot < 0.10 {
            None
        } else if lot < 0.2 {
            Some(day(2015 + random.whole(3), 1, 1).max(plan.opened))
        } else {
            Some(plan.opened)
        };
        let gap = day(2014 + random.whole(11), 1 + random.whole(12) as u32, 1);
        Self {
            stays_from,
            dates_only_before: random.chance(0.1).then(|| day(2017, 1, 1)),
            missing_days: if random.chance(0.12) { random.between(0.005, 0.03) } else { 0.0 },
            missing_month: random.chance(0.06).then_some((gap, gap + 27)),
            counts_rejected: random.chance(0.9),
            counts_lent: random.chance(0.85),
            summer: random.chance(0.06),
        }
    }
}

/// Registrations and stays of a unit up to and including `last_day`.
pub(crate) fn write_down(
    plan: &Plan,
    course: &Course,
    seed: u64,
    last_day: i64,
) -> (Vec<Registration>, Vec<Stay>) {
    let index = u64::from(plan.unit.host.map_or(0, MunicipalityNumber::get));
    let mut random = Random::new(seed, Stream::Registrations, index);
    let habits = Habits::draw(plan, &mut random);
    let registrations = days(plan, course, &habits, last_day, &mut random);
    // A stream of its own: rows don't change when more days are added after them.
    let mut random = Random::new(seed, Stream::WrittenStays, index);
    (registrations, stays(plan, course, &habits, last_day, &mut random))
}

/// Counts of one day.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    admissions: i64,
    discharges: i64,
    lent_in: i64,
    lent_out: i64,
}

fn days(
    plan: &Plan,
    course: &Course,
    habits: &Habits,
    last_day: i64,
    random: &mut Random,
) -> Vec<Registration> {
    let mut tallies = vec![Tally::default(); course.rejected.len()];
    let mut count = |minute: i64, leaving: bool, lent: bool| {
        let index = (minute.div_euclid(DAY) - plan.opened) as usize;
        if let Some(tally) = tallies.get_mut(index) {
            if leaving {
                tally.discharges += 1;
                tally.lent_out += i64::from(lent);
            } else {
                tally.admissions += 1;
                tally.lent_in += i64::from(lent);
            }
        }
    };
    for visit in &course.visits {
        let lent = visit.patient.purpose == Purpose::DischargeReady;
        count(visit.admitted, false, lent);
        if visit.discharged < (last_day + 1) * DAY {
            count(visit.discharged, true, lent);
        }
    }
    let (mut occupied, mut lent) = (0, 0);
    let mut rows = Vec::with_capacity(tallies.len());
    for ((tally, rejected), day) in tallies.iter().zip(&course.rejected).zip(plan.opened..) {
        occupied += tally.admissions - tally.discharges;
        lent += tally.lent_in - tally.lent_out;
        let forgotten = random.chance(habits.missing_days)
            || habits.missing_month.is_some_and(|(from, to)| (from..=to).contains(&day));
        if forgotten {
            continue;
        }
        rows.push(Registration {
            unit: plan.unit.code.clone(),
            date: date_of(day),
            beds: staffed(plan, habits, day),
            occupied: occupied as f64,
            admissions: Some(tally.admissions),
            discharges: Some(tally.discharges),
            rejected: habits.counts_rejected.then_some(*rejected),
            discharge_ready: habits.counts_lent.then_some(lent as f64),
        });
    }
    rows
}

fn staffed(plan: &Plan, habits: &Habits, day: i64) -> f64 {
    let places = on_day(&plan.beds, day);
    if habits.summer && places >= 4.0 && date_of(day).month() == 7 {
        libm::floor(places * 0.75)
    } else {
        places
    }
}

fn stays(plan: &Plan, course: &Course, habits: &Habits, last_day: i64, random: &mut Random) -> Vec<Stay> {
    let Some(from) = habits.stays_from else {
        return Vec::new();
    };
    let end = (last_day + 1) * DAY;
    course
        .visits
        .iter()
        .zip(1_u32..)
        .filter(|(visit, _)| visit.admitted >= from * DAY)
        .map(|(visit, number)| stay(plan, visit, number, habits, end, random))
        .collect()
}

fn stay(plan: &Plan, visit: &Visit, number: u32, habits: &Habits, end: i64, random: &mut Random) -> Stay {
    let dates_only = habits.dates_only_before.is_some_and(|day| visit.admitted < day * DAY);
    let noon = |minute: i64| minute.div_euclid(DAY) * DAY + 12 * 60;
    let time = |minute: i64| to_utc(if dates_only { noon(minute) } else { minute });
    let gone = visit.discharged < end;
    let patient = &visit.patient;
    Stay {
        id: format!("{number:06}").parse().expect("digits are an id"),
        unit: plan.unit.code.clone(),
        home: visit.home,
        admitted: time(visit.admitted),
        discharged: gone.then(|| time(visit.discharged)),
        dates_only,
        age_group: patient.age_group,
        sex: patient.sex,
        origin: patient.origin,
        referrer: patient.referrer,
        reason: patient.reason,
        // What is somatic is left out more often than what is not.
        problem: (patient.problem != Problem::Somatic || random.chance(0.97)).then_some(patient.problem),
        purpose: Some(patient.purpose),
        alternative: patient.alternative,
        destination: gone.then_some(patient.destination),
    }
}
