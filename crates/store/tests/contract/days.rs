//! Days that people register: typed, or made from stays.

use crate::on_both_databases;
use crate::register::{admit, by, discharged, with_unit};
use crate::rows::{day, import, registration, stay};
use store::{Day, Store, Unsaved, day_key};
use vocabulary::{Beds, CorrectionReason, DaySource, Registration, Rows, UnitCode};

on_both_databases! {
    a_typed_day_is_kept_with_its_trail_and_its_month;
    the_second_who_types_a_day_gets_the_firsts_numbers;
    a_struck_day_counts_nowhere;
    days_are_made_from_stays_and_follow_corrections;
    what_stays_cannot_tell_is_kept;
    days_nobody_came_by_are_made_later;
    a_file_of_days_does_not_outlive_the_stays;
    a_unit_that_types_its_days_keeps_them;
    files_and_typed_days_of_one_month_take_turns;
}

fn code() -> UnitCode {
    "A".parse().unwrap()
}

/// date, beds, occupied, in, out.
fn line(day: &Day) -> (String, f64, f64, Option<i64>, Option<i64>) {
    let r = &day.registration;
    (r.date.to_string(), r.beds, r.occupied, r.admissions, r.discharges)
}

async fn lines(store: &Store, from: &str, to: &str) -> Vec<(String, f64, f64, Option<i64>, Option<i64>)> {
    store.days(&code(), day(from), day(to)).await.unwrap().iter().map(line).collect()
}

async fn month(store: &Store, month: &str) -> Option<(i64, f64)> {
    let month = month.parse().unwrap();
    let months = store.registration_months(None, month, month).await.unwrap();
    months.first().map(|m| (m.sum.days, m.sum.occupied))
}

const NOW: &str = "2024-02-10T09:00:00Z";

async fn a_typed_day_is_kept_with_its_trail_and_its_month(store: Store) {
    with_unit(&store).await;
    let typed = registration("A", "2024-02-01", 4.0, 2.0);
    let saved = store.save_day(&typed, None, None, &by(NOW)).await.unwrap();
    assert_eq!((saved.version, saved.source, &saved.registration), (1, DaySource::Hand, &typed));
    assert_eq!(month(&store, "2024-02").await, Some((1, 2.0)));
    let version = store.version().await.unwrap();
    let again = store.save_day(&typed, Some(1), None, &by(NOW)).await.unwrap();
    assert_eq!((again.version, store.version().await.unwrap()), (1, version), "the same again is no change");
    let corrected = Registration { occupied: 3.0, ..typed };
    let reason = Some(CorrectionReason::Typing);
    assert_eq!(store.save_day(&corrected, Some(1), reason, &by(NOW)).await.unwrap().version, 2);
    assert_eq!(month(&store, "2024-02").await, Some((1, 3.0)));
    let trail = store.changes_of("day", &day_key(&code(), day("2024-02-01"))).await.unwrap();
    let actions: Vec<_> = trail.iter().map(|c| (c.action.as_str(), c.reason.as_deref())).collect();
    assert_eq!(actions, [("changed", Some("skrivefeil")), ("made", None)]);
    let old: serde_json::Value = serde_json::from_str(trail[0].old_row.as_deref().unwrap()).unwrap();
    assert_eq!(old["occupied"].as_f64(), Some(2.0));
}

async fn the_second_who_types_a_day_gets_the_firsts_numbers(store: Store) {
    with_unit(&store).await;
    let first =
        store.save_day(&registration("A", "2024-02-01", 4.0, 2.0), None, None, &by(NOW)).await.unwrap();
    for expected in [None, Some(7)] {
        match store.save_day(&registration("A", "2024-02-01", 4.0, 1.0), expected, None, &by(NOW)).await {
            Err(Unsaved::Conflict(stands)) => assert_eq!(*stands, first),
            other => panic!("{other:?}"),
        }
    }
    let gone = store.save_day(&registration("A", "2024-02-02", 4.0, 1.0), Some(1), None, &by(NOW)).await;
    assert!(matches!(gone, Err(Unsaved::Gone)));
    let unknown = store.save_day(&registration("X", "2024-02-02", 4.0, 1.0), None, None, &by(NOW)).await;
    assert!(matches!(unknown, Err(Unsaved::Store(_))), "{unknown:?}");
}

async fn a_struck_day_counts_nowhere(store: Store) {
    with_unit(&store).await;
    store.save_day(&registration("A", "2024-02-01", 4.0, 2.0), None, None, &by(NOW)).await.unwrap();
    let strike = |version| {
        let store = store.clone();
        async move {
            store.strike_day(&code(), day("2024-02-01"), version, CorrectionReason::Twice, &by(NOW)).await
        }
    };
    assert!(matches!(strike(9).await, Err(Unsaved::Conflict(_))));
    strike(1).await.unwrap();
    assert!(matches!(strike(1).await, Err(Unsaved::Gone)));
    assert_eq!(store.day(&code(), day("2024-02-01")).await.unwrap(), None);
    assert_eq!(month(&store, "2024-02").await, None);
}

/// A unit with four beds that registers stays from 1 February.
async fn registering(store: &Store) {
    with_unit(store).await;
    let beds = Beds { unit: code(), from: day("2012-05-01"), beds: 4.0 };
    import(store, Rows::Beds(vec![beds])).await.unwrap();
    store.register_stays(&code(), day("2024-02-01"), &by("2024-02-01T09:00:00Z")).await.unwrap();
}

async fn days_are_made_from_stays_and_follow_corrections(store: Store) {
    registering(&store).await;
    let seen = admit(&store, "h1", "2024-02-01T10:00:00Z").await;
    assert!(lines(&store, "2024-01-01", "2024-03-01").await.is_empty(), "no day is over yet");
    let out = discharged(&seen, "2024-02-03T12:00:00Z");
    let out = store.save_stay(&out, None, 1, None, &by("2024-02-04T08:00:00Z")).await.unwrap();
    let expected = [
        ("2024-02-01".to_owned(), 4.0, 1.0, Some(1), Some(0)),
        ("2024-02-02".to_owned(), 4.0, 1.0, Some(0), Some(0)),
        ("2024-02-03".to_owned(), 4.0, 0.0, Some(0), Some(1)),
    ];
    assert_eq!(lines(&store, "2024-01-01", "2024-03-01").await, expected);
    assert_eq!(month(&store, "2024-02").await, Some((3, 2.0)));
    let first = store.day(&code(), day("2024-02-01")).await.unwrap().unwrap();
    // From 11.00 to midnight, Norwegian time.
    assert_eq!((first.source, first.bed_minutes), (DaySource::Stays, Some(13 * 60)));
    let (unit, id) = (&out.stay.unit, &out.stay.id);
    store.strike_stay(unit, id, 2, CorrectionReason::Twice, &by("2024-02-04T09:00:00Z")).await.unwrap();
    assert_eq!(month(&store, "2024-02").await, Some((3, 0.0)));
}

async fn what_stays_cannot_tell_is_kept(store: Store) {
    registering(&store).await;
    admit(&store, "h1", "2024-02-01T10:00:00Z").await;
    store.make_days(None, "2024-02-03T09:00:00Z".parse().unwrap()).await.unwrap();
    // She can't type what the stays say; the rest is hers.
    let typed = Registration {
        rejected: Some(2),
        discharge_ready: Some(1.0),
        ..registration("A", "2024-02-01", 3.0, 9.0)
    };
    let saved = store.save_day(&typed, Some(1), None, &by("2024-02-03T09:00:00Z")).await.unwrap();
    assert_eq!(line(&saved), ("2024-02-01".to_owned(), 3.0, 1.0, Some(1), Some(0)));
    assert!(saved.lent_by_hand);
    admit(&store, "h2", "2024-02-01T12:00:00Z").await;
    // The second admission was registered as of its own time; days are made when somebody next comes by.
    store.make_days(Some(day("2024-02-01")), "2024-02-03T10:00:00Z".parse().unwrap()).await.unwrap();
    let after = store.day(&code(), day("2024-02-01")).await.unwrap().unwrap();
    let r = &after.registration;
    assert_eq!((r.occupied, r.rejected, r.discharge_ready), (2.0, Some(2), Some(1.0)));
    // Beds that changed hold for the days after it.
    let before = lines(&store, "2024-02-02", "2024-02-02").await[0].1;
    assert!((before - 4.0).abs() < 1e-9, "made before she changed it");
    store.make_days(None, "2024-02-05T09:00:00Z".parse().unwrap()).await.unwrap();
    let mut beds = lines(&store, "2024-02-03", "2024-02-04").await.into_iter().map(|line| line.1);
    assert!(beds.all(|beds| (beds - 4.0).abs() < 1e-9), "as on the day before");
}

async fn days_nobody_came_by_are_made_later(store: Store) {
    registering(&store).await;
    admit(&store, "h1", "2024-02-01T10:00:00Z").await;
    let now = "2024-02-06T09:00:00Z".parse().unwrap();
    assert_eq!(store.make_days(Some(day("2024-02-05")), now).await.unwrap(), 5);
    let version = store.version().await.unwrap();
    assert_eq!(store.make_days(Some(day("2024-02-05")), now).await.unwrap(), 0);
    assert_eq!(store.version().await.unwrap(), version, "nothing to do is no new version");
    assert_eq!(month(&store, "2024-02").await, Some((5, 5.0)));
}

async fn a_file_of_days_does_not_outlive_the_stays(store: Store) {
    registering(&store).await;
    admit(&store, "h1", "2024-02-01T10:00:00Z").await;
    let now = "2024-02-03T09:00:00Z".parse().unwrap();
    store.make_days(None, now).await.unwrap();
    import(&store, Rows::Registrations(vec![registration("A", "2024-02-01", 5.0, 4.0)])).await.unwrap();
    let filed = store.day(&code(), day("2024-02-01")).await.unwrap().unwrap();
    assert_eq!((filed.source, filed.version, filed.bed_minutes), (DaySource::File, 2, None));
    let file = stay("A", "2", "2024-02-02T10:00:00Z", None);
    import(&store, Rows::Stays(vec![file])).await.unwrap();
    assert_eq!(store.make_days(None, now).await.unwrap(), 2);
    let expected = [
        ("2024-02-01".to_owned(), 5.0, 1.0, Some(1), Some(0)),
        ("2024-02-02".to_owned(), 4.0, 2.0, Some(1), Some(0)),
    ];
    assert_eq!(lines(&store, "2024-02-01", "2024-02-02").await, expected);
}

async fn a_unit_that_types_its_days_keeps_them(store: Store) {
    with_unit(&store).await;
    store.save_day(&registration("A", "2024-02-01", 4.0, 3.0), None, None, &by(NOW)).await.unwrap();
    admit(&store, "h1", "2024-02-01T10:00:00Z").await;
    assert_eq!(store.make_days(None, NOW.parse().unwrap()).await.unwrap(), 0);
    assert_eq!(month(&store, "2024-02").await, Some((1, 3.0)));
    assert_eq!(store.registers_stays(&code()).await.unwrap(), None);
}

async fn files_and_typed_days_of_one_month_take_turns(store: Store) {
    with_unit(&store).await;
    import(&store, Rows::Units(vec![crate::rows::unit("B")])).await.unwrap();
    let date = |i: u32| format!("2024-02-{:02}", i + 1);
    for i in 0..6 {
        // A file of B's days so far and a day of A at once: each must count the other's part of the country's month.
        let typed = registration("A", &date(i), 4.0, 2.0);
        let file = (0..=i).map(|day| registration("B", &date(day), 2.0, 1.0)).collect();
        let author = by(NOW);
        let (saved, taken) = tokio::join!(
            store.save_day(&typed, None, None, &author),
            import(&store, Rows::Registrations(file))
        );
        saved.unwrap();
        taken.unwrap();
        let days = i64::from(i) + 1;
        assert_eq!(month(&store, "2024-02").await, Some((2 * days, 3.0 * days as f64)));
    }
}
