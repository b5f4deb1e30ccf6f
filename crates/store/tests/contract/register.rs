//! Stays that people register: one per form, versions, sums, the trail, and what is struck out counts nowhere.

use crate::on_both_databases;
use crate::rows::{day, import, stay, unit};
use store::{Admitted, By, RegisteredStay, StayFilter, Store, Unsaved, stay_key};
use vocabulary::{CorrectionReason, Destination, Rows, Stay};

on_both_databases! {
    a_form_sent_twice_makes_one_stay;
    a_discharge_counts_in_the_months_sums_at_once;
    the_second_of_two_writers_gets_the_firsts_values;
    of_two_who_discharge_at_once_one_is_told;
    a_struck_stay_counts_nowhere_and_the_trail_keeps_it;
    each_change_is_a_new_version_of_the_data;
    a_file_over_a_stay_is_a_new_version_of_it;
    only_patients_without_discharge_are_in_the_unit;
}

pub fn by(at: &str) -> By<'static> {
    By { account: Some(7), person: "kari@eksempel.no", at: at.parse().unwrap() }
}

const IN: &str = "2024-01-30T10:00:00Z";
const OUT: &str = "2024-02-02T12:30:00Z";

pub async fn with_unit(store: &Store) {
    import(store, Rows::Units(vec![unit("A"), unit("B")])).await.unwrap();
}

pub async fn admit(store: &Store, id: &str, admitted: &str) -> RegisteredStay {
    let new = stay("A", id, admitted, None);
    match store.admit(&new, "3".parse().ok().as_ref(), &by(admitted)).await.unwrap() {
        Admitted::New(stay) => stay,
        Admitted::Before(_) => panic!("{id} was there"),
    }
}

pub fn discharged(stay: &RegisteredStay, out: &str) -> Stay {
    Stay { discharged: out.parse().ok(), destination: Some(Destination::Home), ..stay.stay.clone() }
}

async fn completed(store: &Store) -> Vec<(String, i64, i64)> {
    let months = ("2024-01".parse().unwrap(), "2024-03".parse().unwrap());
    let filter = StayFilter { units: None, home: None, age_group: None, from: months.0, to: months.1 };
    let found = store.stay_months(filter).await.unwrap();
    found.into_iter().map(|month| (month.month.to_string(), month.stays, month.minutes)).collect()
}

async fn a_form_sent_twice_makes_one_stay(store: Store) {
    with_unit(&store).await;
    let first = admit(&store, "h1", IN).await;
    assert_eq!((first.version, first.by_hand), (1, true));
    let again = store.admit(&first.stay, first.bed.as_ref(), &by(IN)).await.unwrap();
    assert_eq!(again, Admitted::Before(first.clone()));
    assert_eq!(store.patients(&first.stay.unit).await.unwrap(), std::slice::from_ref(&first));
    let trail = store.changes_of("stay", &stay_key(&first.stay.unit, &first.stay.id)).await.unwrap();
    assert_eq!(trail.len(), 1);
    assert_eq!((trail[0].action.as_str(), trail[0].person.as_str()), ("made", "kari@eksempel.no"));
    assert!(trail[0].old_row.is_none());
}

async fn a_discharge_counts_in_the_months_sums_at_once(store: Store) {
    with_unit(&store).await;
    let first = admit(&store, "h1", IN).await;
    assert!(completed(&store).await.is_empty());
    let saved = store.save_stay(&discharged(&first, OUT), None, first.version, None, &by(OUT)).await.unwrap();
    assert_eq!(saved.version, 2);
    let three_days = 3 * 1440 + 150;
    assert_eq!(completed(&store).await, [("2024-02".to_owned(), 1, three_days)]);
    // Corrected to another month: the sums follow.
    let moved = discharged(&saved, "2024-01-31T12:30:00Z");
    let reason = Some(CorrectionReason::Typing);
    store.save_stay(&moved, None, 2, reason, &by(OUT)).await.unwrap();
    assert_eq!(completed(&store).await, [("2024-01".to_owned(), 1, 1440 + 150)]);
    let trail = store.changes_of("stay", "A|h1").await.unwrap();
    let actions: Vec<_> = trail.iter().map(|c| (c.action.as_str(), c.reason.as_deref())).collect();
    assert_eq!(actions, [("changed", Some("skrivefeil")), ("discharged", None), ("made", None)]);
    let old: serde_json::Value = serde_json::from_str(trail[0].old_row.as_deref().unwrap()).unwrap();
    assert_eq!(old["discharged"], "2024-02-02T12:30:00Z");
}

async fn the_second_of_two_writers_gets_the_firsts_values(store: Store) {
    with_unit(&store).await;
    let seen = admit(&store, "h1", IN).await;
    let home = |number: &str| Stay { home: number.parse().unwrap(), ..seen.stay.clone() };
    let reason = Some(CorrectionReason::Typing);
    let first = store.save_stay(&home("0301"), None, seen.version, reason, &by(IN)).await.unwrap();
    match store.save_stay(&home("5001"), None, seen.version, reason, &by(IN)).await {
        Err(Unsaved::Conflict(stands)) => assert_eq!(*stands, first),
        other => panic!("{other:?}"),
    }
    assert_eq!(store.stay(&seen.stay.unit, &seen.stay.id).await.unwrap().unwrap(), first);
    // With the first's values before her she may send again.
    let second = store.save_stay(&home("5001"), None, first.version, reason, &by(IN)).await.unwrap();
    assert_eq!(second.stay.home.to_string(), "5001");
}

async fn of_two_who_discharge_at_once_one_is_told(store: Store) {
    with_unit(&store).await;
    let seen = admit(&store, "h1", IN).await;
    let (one, other) = (discharged(&seen, OUT), discharged(&seen, "2024-02-02T13:00:00Z"));
    let by = by(OUT);
    let (a, b) = tokio::join!(
        store.save_stay(&one, None, seen.version, None, &by),
        store.save_stay(&other, None, seen.version, None, &by),
    );
    assert_eq!(usize::from(a.is_ok()) + usize::from(b.is_ok()), 1, "{a:?} {b:?}");
    assert!([a, b].into_iter().any(|saved| matches!(saved, Err(Unsaved::Conflict(_)))));
    assert_eq!(store.changes_of("stay", "A|h1").await.unwrap().len(), 2);
}

async fn a_struck_stay_counts_nowhere_and_the_trail_keeps_it(store: Store) {
    with_unit(&store).await;
    let seen = admit(&store, "h1", IN).await;
    let seen = store.save_stay(&discharged(&seen, OUT), None, 1, None, &by(OUT)).await.unwrap();
    let (unit, id) = (&seen.stay.unit, &seen.stay.id);
    let stale = store.strike_stay(unit, id, 1, CorrectionReason::Twice, &by(OUT)).await;
    assert!(matches!(stale, Err(Unsaved::Conflict(_))), "{stale:?}");
    store.strike_stay(unit, id, 2, CorrectionReason::Twice, &by(OUT)).await.unwrap();
    assert!(completed(&store).await.is_empty());
    assert_eq!(store.stay(unit, id).await.unwrap(), None);
    let trail = store.changes_of("stay", "A|h1").await.unwrap();
    assert_eq!((trail[0].action.as_str(), trail[0].reason.as_deref()), ("struck", Some("dobbelt")));
    assert!(trail[0].old_row.as_deref().unwrap().contains("2024-02-02") && trail[0].new_row.is_none());
    let gone = store.save_stay(&seen.stay, None, 2, None, &by(OUT)).await;
    assert!(matches!(gone, Err(Unsaved::Gone)), "{gone:?}");
}

async fn each_change_is_a_new_version_of_the_data(store: Store) {
    with_unit(&store).await;
    let before = store.version().await.unwrap();
    let seen = admit(&store, "h1", IN).await;
    let after = store.version().await.unwrap();
    assert!(after > before);
    // Nothing new is no new version.
    store.save_stay(&seen.stay, seen.bed.as_ref(), 1, None, &by(IN)).await.unwrap();
    assert_eq!(store.version().await.unwrap(), after);
    let catalogue = store.catalogue().await.unwrap();
    assert_eq!((catalogue.version, catalogue.imported), (after, before));
}

async fn a_file_over_a_stay_is_a_new_version_of_it(store: Store) {
    with_unit(&store).await;
    let seen = admit(&store, "h1", IN).await;
    let file = Stay { sex: Some(vocabulary::Sex::Female), ..seen.stay.clone() };
    import(&store, Rows::Stays(vec![file])).await.unwrap();
    let now = store.stay(&seen.stay.unit, &seen.stay.id).await.unwrap().unwrap();
    assert_eq!((now.version, now.by_hand, now.bed), (2, false, "3".parse().ok()));
}

async fn only_patients_without_discharge_are_in_the_unit(store: Store) {
    with_unit(&store).await;
    let stays = vec![
        stay("A", "1", "2024-01-05T10:00:00Z", None),
        stay("A", "2", "2024-01-03T10:00:00Z", Some("2024-01-04T10:00:00Z")),
        stay("A", "3", "2024-01-01T10:00:00Z", None),
        stay("B", "4", "2024-01-01T10:00:00Z", None),
    ];
    import(&store, Rows::Stays(stays)).await.unwrap();
    let unit = "A".parse().unwrap();
    let inside = store.patients(&unit).await.unwrap();
    assert_eq!(inside.iter().map(|s| s.stay.id.as_str()).collect::<Vec<_>>(), ["3", "1"]);
    let recent = store.stays_since(&unit, "2024-01-04T00:00:00Z".parse().unwrap()).await.unwrap();
    assert_eq!(recent.iter().map(|s| s.stay.id.as_str()).collect::<Vec<_>>(), ["1", "2"]);
    let homes = store.homes_since(&unit, "2024-01-01T00:00:00Z".parse().unwrap()).await.unwrap();
    assert_eq!(homes, [("1101".parse().unwrap(), 3)]);
    assert!(store.days(&unit, day("2024-01-01"), day("2024-01-31")).await.unwrap().is_empty());
}
