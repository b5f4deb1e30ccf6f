//! Reports that people put together.

use crate::on_both_databases;
use store::{By, NewAccount, Store, Unsaved};
use vocabulary::Role;

on_both_databases! {
    a_report_is_saved_changed_by_one_at_a_time_and_struck_out_with_its_trail;
}

async fn a_report_is_saved_changed_by_one_at_a_time_and_struck_out_with_its_trail(store: Store) {
    let by = By { account: None, person: "kari", at: "2026-02-01T12:00:00Z".parse().unwrap() };
    let new = NewAccount {
        email: "kari@eksempel.no",
        password: None,
        role: Role::Statistics,
        trust: None,
        units: &[],
    };
    let account = store.add_account(&new, by).await.unwrap();
    let version = store.version().await.unwrap();
    assert!(store.add_report("abc", account, ("Møte", "{}"), 1, by).await.unwrap());
    assert!(!store.add_report("abd", account, ("To", "{}"), 1, by).await.unwrap(), "no more than so many");
    store.change_report("abc", 1, ("Møte på Ås", "{\"parts\":[]}"), by).await.unwrap();
    let late = store.change_report("abc", 1, ("Min", "{}"), by).await;
    let Err(Unsaved::Conflict(now)) = late else { panic!("{late:?}") };
    assert_eq!((now.title.as_str(), now.version), ("Møte på Ås", 2), "the second is told what stands");
    assert!(matches!(store.change_report("borte", 1, ("x", "{}"), by).await, Err(Unsaved::Gone)));
    store.change_report("abc", 2, ("Møte på Ås", "{\"parts\":[]}"), by).await.unwrap();
    assert_eq!(store.saved_reports(account).await.unwrap()[0].version, 2, "the same again is no change");
    assert!(store.strike_report("abc", by).await.unwrap());
    assert!(!store.strike_report("abc", by).await.unwrap());
    assert!(store.saved_report("abc").await.unwrap().is_none());
    let trail = store.changes_of("report", "abc").await.unwrap();
    let actions: Vec<&str> = trail.iter().map(|change| change.action.as_str()).collect();
    assert_eq!(actions, ["struck", "changed", "made"]);
    assert!(trail[1].old_row.as_ref().unwrap().contains("Møte"));
    assert_eq!(store.version().await.unwrap(), version, "no figure is made anew because of a report");
}
