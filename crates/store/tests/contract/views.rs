//! Short codes of views.

use crate::on_both_databases;
use chrono::{DateTime, Utc};
use store::{By, Store};

on_both_databases! {
    a_view_is_found_by_its_code_and_a_code_by_its_view;
    no_more_views_are_saved_than_there_may_be;
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
