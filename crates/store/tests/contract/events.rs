//! Events that people add by hand.

use crate::on_both_databases;
use store::{By, Store};
use vocabulary::{Event, EventKind, EventPlace};

on_both_databases! {
    events_are_added_reworded_and_struck_out_with_their_trail;
}

async fn events_are_added_reworded_and_struck_out_with_their_trail(store: Store) {
    let by = By { account: None, person: "kari", at: "2026-02-01T12:00:00Z".parse().unwrap() };
    let unit = EventPlace::Unit("A".parse().unwrap());
    let date = "2026-01-15".parse().unwrap();
    let event = |place: &EventPlace, description: Option<&str>| Event {
        place: place.clone(),
        date,
        kind: EventKind::Beds,
        description: description.map(str::to_owned),
    };
    let before = store.version().await.unwrap();
    store.save_event(&event(&unit, Some("6 senger")), &by).await.unwrap();
    assert_ne!(store.version().await.unwrap(), before, "held answers are made anew");
    store.save_event(&event(&unit, Some("6 senger")), &by).await.unwrap();
    store.save_event(&event(&unit, Some("7 senger")), &by).await.unwrap();
    for place in [EventPlace::Municipality("0301".parse().unwrap()), EventPlace::Country] {
        store.save_event(&event(&place, None), &by).await.unwrap();
    }
    let all = store.events().await.unwrap();
    assert_eq!(all.len(), 3);
    assert!(
        all.contains(&event(&unit, Some("7 senger"))) && all.contains(&event(&EventPlace::Country, None))
    );

    assert!(store.strike_event(&unit, date, EventKind::Beds, &by).await.unwrap());
    assert!(!store.strike_event(&unit, date, EventKind::Beds, &by).await.unwrap(), "gone already");
    assert!(!store.strike_event(&EventPlace::Country, date, EventKind::Opening, &by).await.unwrap());
    assert_eq!(store.events().await.unwrap().len(), 2);
    let trail = store.changes_of("event", "A||2026-01-15|sengetall").await.unwrap();
    let actions: Vec<&str> = trail.iter().map(|change| change.action.as_str()).collect();
    assert_eq!(actions, ["struck", "changed", "made"], "saving the same again is no change");
    assert!(trail[1].old_row.as_ref().unwrap().contains("6 senger"));
    assert_eq!(trail[0].unit.as_deref(), Some("A"));
}
