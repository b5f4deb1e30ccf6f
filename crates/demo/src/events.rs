//! Dates that matter: openings and closings, changes of a unit, and what concerned the whole country.

use vocabulary::{Event, EventKind, EventPlace};

use crate::network::{Plan, day};
use crate::oslo::date_of;

/// Events of the units and the country up to and including `last_day`, by date.
pub(crate) fn events(plans: &[Plan], last_day: i64) -> Vec<Event> {
    let mut all: Vec<(i64, Event)> = national();
    for plan in plans {
        let mut add = |on: i64, kind, description: String| {
            all.push((on, event(EventPlace::Unit(plan.unit.code.clone()), on, kind, description)));
        };
        add(plan.opened, EventKind::Opening, format!("{} åpner", plan.unit.name));
        if let Some(closed) = plan.closed {
            add(
                closed,
                EventKind::Closing,
                format!("{} legges ned; en annen enhet tar over", plan.unit.name),
            );
        }
        for pair in plan.beds.windows(2) {
            let text = format!("Fra {} til {} plasser", places(pair[0].1), places(pair[1].1));
            add(pair[1].0, EventKind::Beds, text);
        }
        if let Some(on) = plan.moved_beside_legevakt {
            add(on, EventKind::BesideLegevakt, "Flytter til samme hus som legevakten".to_owned());
        }
        if let Some(on) = plan.direct_from {
            add(on, EventKind::DirectAdmission, "Akuttmottaket kan legge inn direkte".to_owned());
        }
    }
    all.retain(|(on, _)| *on <= last_day);
    all.sort_by_key(|(on, _)| *on);
    all.into_iter().map(|(_, event)| event).collect()
}

fn event(place: EventPlace, on: i64, kind: EventKind, description: String) -> Event {
    Event { place, date: date_of(on), kind, description: Some(description) }
}

/// Places with at most two decimals and a comma.
fn places(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').replace('.', ",")
}

fn national() -> Vec<(i64, Event)> {
    [
        (day(2012, 1, 1), "Samhandlingsreformen trer i kraft"),
        (day(2016, 1, 1), "Kommunene får plikt til å ha øyeblikkelig hjelp døgntilbud"),
        (day(2017, 1, 1), "Plikten gjelder også psykisk helse og rus"),
        (day(2020, 3, 12), "Koronatiltak innføres"),
        (day(2022, 2, 12), "Koronatiltakene oppheves"),
    ]
    .into_iter()
    .map(|(on, text)| (on, event(EventPlace::Country, on, EventKind::Other, text.to_owned())))
    .collect()
}
