//! Short codes of views, and views that are followed.

use crate::on_both_databases;
use chrono::{DateTime, Utc};
use store::{AccountChange, By, NewAccount, Store};
use vocabulary::Role;

on_both_databases! {
    a_view_is_found_by_its_code_and_a_code_by_its_view;
    no_more_views_are_saved_than_there_may_be;
    a_followed_view_is_found_by_its_hash_until_its_owner_ends_it;
}

fn by() -> By<'static> {
    By { at: "2026-03-29T00:30:00.123456789Z".parse().unwrap(), account: None, person: "kari@eksempel.no" }
}

async fn a_view_is_found_by_its_code_and_a_code_by_its_view(store: Store) {
    assert!(store.saved_view("bcdf2345").await.unwrap().is_none());
    assert!(store.save_view("bcdf2345", "/belegg?enhet=A", 10, by()).await.unwrap());
    let found = store.saved_view("bcdf2345").await.unwrap().unwrap();
    assert_eq!((found.address.as_str(), found.created_by.as_str()), ("/belegg?enhet=A", "kari@eksempel.no"));
    assert_eq!(found.created_at, "2026-03-29T00:30:00Z".parse::<DateTime<Utc>>().unwrap());
    assert_eq!(store.code_of_view("/belegg?enhet=A").await.unwrap().as_deref(), Some("bcdf2345"));
    assert_eq!(store.code_of_view("/belegg?enhet=B").await.unwrap(), None);
    // Neither a code nor an address is given twice.
    assert!(!store.save_view("bcdf2345", "/belegg?enhet=B", 10, by()).await.unwrap());
    assert!(!store.save_view("ghjk6789", "/belegg?enhet=A", 10, by()).await.unwrap());
    assert!(store.saved_view("ghjk6789").await.unwrap().is_none());
}

async fn no_more_views_are_saved_than_there_may_be(store: Store) {
    assert!(store.save_view("a", "/a", 2, by()).await.unwrap());
    assert!(store.save_view("b", "/b", 2, by()).await.unwrap());
    assert!(!store.save_view("c", "/c", 2, by()).await.unwrap());
}

async fn a_followed_view_is_found_by_its_hash_until_its_owner_ends_it(store: Store) {
    let new =
        |email| NewAccount { email, password: None, role: Role::Reader, trust: Some("Akershus"), units: &[] };
    let kari = store.add_account(&new("kari@eksempel.no"), by()).await.unwrap();
    let ola = store.add_account(&new("ola@eksempel.no"), by()).await.unwrap();
    let id = store.add_feed(kari, ("/belegg?enhet=A", "Belegg – A"), "hash", by()).await.unwrap();
    let found = store.feed("hash").await.unwrap().unwrap();
    assert_eq!((found.feed.id, found.feed.address.as_str(), found.account.id), (id, "/belegg?enhet=A", kari));
    assert_eq!(found.account.person().trust.as_deref(), Some("Akershus"));
    assert!(store.feed("another").await.unwrap().is_none());
    store.touch_feed(id, by().at).await.unwrap();
    assert!(store.feeds(kari).await.unwrap()[0].last_read_at.is_some());
    // Somebody else's can't be ended.
    assert!(!store.remove_feed(ola, id, by()).await.unwrap());
    assert!(store.feed("hash").await.unwrap().is_some());
    let off = AccountChange { role: Role::Reader, trust: None, units: Vec::new(), disabled: true };
    store.change_account(kari, &off, by()).await.unwrap();
    assert!(store.feed("hash").await.unwrap().is_none(), "a disabled account reads nothing");
    let on = AccountChange { disabled: false, ..off };
    store.change_account(kari, &on, by()).await.unwrap();
    assert!(store.feeds(kari).await.unwrap().is_empty(), "they ended with the account");
    let id = store.add_feed(kari, ("/belegg?enhet=A", "Belegg – A"), "hash", by()).await.unwrap();
    assert!(store.remove_feed(kari, id, by()).await.unwrap());
    assert!(store.feed("hash").await.unwrap().is_none());
    let trail = store.changes(None, None, 1).await.unwrap();
    assert_eq!((trail[0].subject.as_str(), trail[0].action.as_str()), ("feed", "struck"));
    assert!(!format!("{trail:?}").contains("hash"));
}
