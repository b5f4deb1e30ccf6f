//! What the beds look like now, what is registered and what isn't, and the stays of a yearly report.

use crate::on_both_databases;
use crate::rows::{day, import, registration, stay, unit};
use store::{By, CompletedStay, LastChange, NewestDay, StaySpan, Store, UnitDay};
use vocabulary::{AgeGroup, Destination, Origin, Period, Referrer, Rows, UnitCode};

on_both_databases! {
    the_newest_day_of_each_unit_is_found;
    changes_by_hand_are_told_with_their_time;
    spans_are_those_that_touch_the_period;
    completed_stays_are_those_of_the_months_asked_for;
    nothing_is_running_in_an_empty_database;
}

fn code(text: &str) -> UnitCode {
    text.parse().unwrap()
}

async fn filled(store: &Store) {
    import(store, Rows::Units(vec![unit("A"), unit("B"), unit("C")])).await.unwrap();
    let days = vec![
        registration("A", "2023-12-31", 4.0, 4.0),
        registration("A", "2024-01-31", 3.5, 2.0),
        registration("B", "2024-01-02", 2.0, 3.0),
    ];
    import(store, Rows::Registrations(days)).await.unwrap();
    let stays = vec![
        stay("A", "1", "2023-11-30T10:00:00Z", Some("2023-12-02T10:00:00Z")),
        stay("A", "2", "2023-12-30T10:00:00Z", Some("2024-01-02T10:00:00Z")),
        stay("A", "3", "2024-01-31T10:00:00Z", None),
        stay("B", "1", "2024-02-01T10:00:00Z", None),
        stay("B", "2", "2024-02-03T10:00:00Z", None),
    ];
    import(store, Rows::Stays(stays)).await.unwrap();
}

async fn the_newest_day_of_each_unit_is_found(store: Store) {
    filled(&store).await;
    let newest = |unit: &str, date: &str, beds, occupied| NewestDay {
        unit: code(unit),
        date: day(date),
        beds,
        occupied,
    };
    assert_eq!(
        store.newest_days().await.unwrap(),
        [newest("A", "2024-01-31", 3.5, 2.0), newest("B", "2024-01-02", 2.0, 3.0)],
        "a unit without days has none"
    );
    assert_eq!(store.running_stays().await.unwrap(), [(code("A"), 1), (code("B"), 2)]);
    let january = Period::new(day("2024-01-01"), day("2024-01-31")).unwrap();
    let of = |unit: &str, date: &str, occupied| UnitDay { unit: code(unit), date: day(date), occupied };
    assert_eq!(
        store.unit_days(None, january).await.unwrap(),
        [of("A", "2024-01-31", 2.0), of("B", "2024-01-02", 3.0)]
    );
    assert_eq!(store.unit_days(Some(&[code("B")]), january).await.unwrap().len(), 1);
    assert!(store.unit_days(Some(&[]), january).await.unwrap().is_empty());
}

async fn changes_by_hand_are_told_with_their_time(store: Store) {
    import(&store, Rows::Units(vec![unit("A"), unit("B")])).await.unwrap();
    let before = store.version().await.unwrap();
    let by = |at: &str| By { account: None, person: "kari@eksempel.no", at: at.parse().unwrap() };
    for (day, at) in [("2024-01-01", "2024-01-02T08:00:00Z"), ("2024-01-02", "2024-01-03T08:00:00Z")] {
        store.save_day(&registration("A", day, 4.0, 2.0), None, None, &by(at)).await.unwrap();
    }
    assert!(store.version().await.unwrap() > before, "whoever waits for news sees that something changed");
    let changed = store.last_changes("2024-01-01T00:00:00Z".parse().unwrap()).await.unwrap();
    let expected =
        LastChange { unit: code("A"), subject: "day".into(), at: "2024-01-03T08:00:00Z".parse().unwrap() };
    assert_eq!(changed, [expected]);
    assert!(store.last_changes("2024-01-03T08:00:00Z".parse().unwrap()).await.unwrap().is_empty());
}

async fn spans_are_those_that_touch_the_period(store: Store) {
    filled(&store).await;
    let january = Period::new(day("2024-01-01"), day("2024-01-31")).unwrap();
    let span = |unit: &str, admitted: &str, discharged: Option<&str>| StaySpan {
        unit: code(unit),
        admitted: admitted.parse().unwrap(),
        discharged: discharged.map(|time| time.parse().unwrap()),
        dates_only: false,
    };
    assert_eq!(
        store.stay_spans(None, january).await.unwrap(),
        [
            span("A", "2023-12-30T10:00:00Z", Some("2024-01-02T10:00:00Z")),
            span("A", "2024-01-31T10:00:00Z", None),
        ]
    );
    assert!(store.stay_spans(Some(&[code("C")]), january).await.unwrap().is_empty());
}

async fn completed_stays_are_those_of_the_months_asked_for(store: Store) {
    filled(&store).await;
    let months = |from: &str, to: &str| (from.parse().unwrap(), to.parse().unwrap());
    let (from, to) = months("2023-12", "2023-12");
    let found = store.completed_stays(None, None, from, to).await.unwrap();
    let expected = CompletedStay {
        unit: code("A"),
        home: "1101".parse().unwrap(),
        minutes: 2880,
        age_group: AgeGroup::Age80Plus,
        sex: None,
        origin: Some(Origin::Home),
        referrer: Referrer::OutOfHours,
        chapter: Some('R'),
        destination: Some(Destination::Home),
    };
    assert_eq!(found, [expected]);
    let (from, to) = months("2023-01", "2024-12");
    let of = |homes: Vec<&str>| homes.into_iter().map(|home| home.parse().unwrap()).collect::<Vec<_>>();
    assert_eq!(store.completed_stays(None, Some(&of(vec!["1101"])), from, to).await.unwrap().len(), 2);
    assert!(store.completed_stays(None, Some(&of(vec!["0301"])), from, to).await.unwrap().is_empty());
    assert!(store.completed_stays(None, Some(&[]), from, to).await.unwrap().is_empty());
    assert!(store.completed_stays(Some(&[code("B")]), None, from, to).await.unwrap().is_empty());
}

async fn nothing_is_running_in_an_empty_database(store: Store) {
    assert!(store.newest_days().await.unwrap().is_empty());
    assert!(store.running_stays().await.unwrap().is_empty());
}
