//! Several servers on one database: who makes its tables, and how they hear of each other's changes.

use crate::database::Database;
use crate::on_both_databases;
use crate::rows::{day, import, unit};
use std::time::Duration;
use store::{By, Store};
use vocabulary::{Dataset, Event, EventKind, EventPlace, Rows};

/// Opens a new database four times at once.
async fn opened_at_once(url: &str) -> Vec<Store> {
    let starters: Vec<_> = (0..4)
        .map(|_| {
            let url = url.to_owned();
            tokio::spawn(async move { Store::open(&url).await.unwrap() })
        })
        .collect();
    let mut stores = Vec::new();
    for starter in starters {
        stores.push(starter.await.unwrap());
    }
    for store in &stores {
        assert_eq!(store.migration_state().await.unwrap().missing, Vec::<i64>::new());
    }
    stores
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn four_servers_that_start_at_once_make_the_tables_once_on_sqlite() {
    let database = Database::sqlite();
    opened_at_once(database.url()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn four_servers_that_start_at_once_make_the_tables_once_on_postgres() {
    let database = Database::postgres("four_servers").await;
    let stores = opened_at_once(database.url()).await;
    // What the program brings itself is brought once: the others wait, and find it there.
    let first: Vec<_> = stores
        .into_iter()
        .map(|store| {
            tokio::spawn(async move {
                let Some(mut first) = store.begin_first_import(Dataset::Units).await.unwrap() else {
                    return 0;
                };
                first.add(&Rows::Units(vec![unit("A")])).await.unwrap();
                tokio::time::sleep(Duration::from_millis(100)).await;
                first.finish(&crate::rows::provenance()).await.unwrap();
                1
            })
        })
        .collect();
    let mut brought = 0;
    for one in first {
        brought += one.await.unwrap();
    }
    assert_eq!(brought, 1);
    database.drop().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn a_change_on_one_server_is_heard_on_another_once_it_is_committed() {
    let database = Database::postgres("heard_on_another").await;
    let (one, other) = (database.open().await, database.open().await);
    let mut changes = other.news().await.unwrap().unwrap();
    let heard = async |changes: &mut store::News| {
        tokio::time::timeout(Duration::from_secs(2), changes.next()).await.is_ok()
    };
    let before = other.version().await.unwrap();
    import(&one, Rows::Units(vec![unit("A")])).await.unwrap();
    assert!(heard(&mut changes).await, "an import");
    let event = Event {
        place: EventPlace::Country,
        date: day("2024-01-01"),
        kind: EventKind::Beds,
        description: None,
    };
    let by = By { account: None, person: "test", at: "2026-03-01T12:00:00Z".parse().unwrap() };
    one.save_event(&event, &by).await.unwrap();
    assert!(heard(&mut changes).await, "a change by hand");
    assert!(other.version().await.unwrap() > before);
    // What is taken back was no change.
    one.begin_import(Dataset::Beds).await.unwrap().abandon().await.unwrap();
    let quiet = tokio::time::timeout(Duration::from_millis(300), changes.next()).await;
    assert!(quiet.is_err(), "nothing changed");
    drop(changes);
    for store in [one, other] {
        store.close().await;
    }
    database.drop().await;
}

on_both_databases! {
    /// Of two that find the table empty, the second merges.
    two_imports_into_an_empty_table_are_both_taken;
}

async fn two_imports_into_an_empty_table_are_both_taken(store: Store) {
    let one = Rows::Units(vec![unit("A"), unit("B")]);
    let (first, second) = tokio::join!(import(&store, one.clone()), import(&store, one));
    let (first, second) = (first.unwrap(), second.unwrap());
    assert_eq!(first.added + second.added, 2);
    assert_eq!(first.unchanged + second.unchanged, 2);
}

#[tokio::test]
async fn sqlite_passes_no_word_on() {
    let database = Database::sqlite();
    assert!(database.open().await.news().await.unwrap().is_none());
}
