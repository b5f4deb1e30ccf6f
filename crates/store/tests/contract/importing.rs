//! Whole or nothing, the same again changes nothing, what is replaced leaves a trace.

use crate::on_both_databases;
use crate::rows::{begin, import, municipality, provenance, registration, stay, unit};
use store::{ImportCounts, Store, StoreError};
use vocabulary::{Dataset, Rows};

on_both_databases! {
    the_same_file_again_changes_nothing;
    a_corrected_row_replaces_the_old_one_and_leaves_a_trace;
    an_import_that_is_dropped_leaves_nothing;
    rows_of_an_unknown_unit_are_refused_whole;
    every_dataset_comes_back_as_it_went_in;
    each_import_is_on_record;
    many_rows_arrive_whatever_the_chunk;
}

async fn the_same_file_again_changes_nothing(store: Store) {
    import(&store, Rows::Units(vec![unit("A")])).await.unwrap();
    let rows = || {
        Rows::Registrations(vec![
            registration("A", "2024-01-01", 4.0, 2.0),
            registration("A", "2024-01-02", 4.0, 3.0),
        ])
    };
    let first = import(&store, rows()).await.unwrap();
    assert_eq!(first, ImportCounts { read: 2, added: 2, changed: 0, unchanged: 0 });
    let months = store
        .registration_months(None, "2024-01".parse().unwrap(), "2024-01".parse().unwrap())
        .await
        .unwrap();
    let second = import(&store, rows()).await.unwrap();
    assert_eq!(second, ImportCounts { read: 2, added: 0, changed: 0, unchanged: 2 });
    let again = store
        .registration_months(None, "2024-01".parse().unwrap(), "2024-01".parse().unwrap())
        .await
        .unwrap();
    assert_eq!(months, again);
    assert!(store.superseded_rows(store.version().await.unwrap()).await.unwrap().is_empty());
}

async fn a_corrected_row_replaces_the_old_one_and_leaves_a_trace(store: Store) {
    import(&store, Rows::Units(vec![unit("A")])).await.unwrap();
    import(&store, Rows::Registrations(vec![registration("A", "2024-01-01", 4.0, 2.0)])).await.unwrap();
    let corrected =
        vec![registration("A", "2024-01-01", 4.0, 3.0), registration("A", "2024-01-02", 4.0, 1.0)];
    let counts = import(&store, Rows::Registrations(corrected)).await.unwrap();
    assert_eq!(counts, ImportCounts { read: 2, added: 1, changed: 1, unchanged: 0 });
    let month = "2024-01".parse().unwrap();
    let months = store.registration_months(None, month, month).await.unwrap();
    assert!((months[0].sum.occupied - 4.0).abs() < 1e-12, "the monthly sum follows the correction");
    let trace = store.superseded_rows(store.version().await.unwrap()).await.unwrap();
    assert_eq!(trace.len(), 1);
    assert_eq!(trace[0].row_key, "A|2024-01-01");
    let old: serde_json::Value = serde_json::from_str(&trace[0].old_row).unwrap();
    assert_eq!(old["occupied"].as_f64(), Some(2.0));
}

async fn an_import_that_is_dropped_leaves_nothing(store: Store) {
    drop(begin(&store, &Rows::Units(vec![unit("A")])).await);
    assert!(!store.has_rows(Dataset::Units).await.unwrap());
    import(&store, Rows::Units(vec![unit("B")])).await.unwrap();
    // Not empty any more: rows now wait in a temporary table.
    drop(begin(&store, &Rows::Units(vec![unit("C")])).await);
    import(&store, Rows::Units(vec![unit("D")])).await.unwrap();
    let codes: Vec<_> = store.catalogue().await.unwrap().units.iter().map(|u| u.code.to_string()).collect();
    assert_eq!(codes, ["B", "D"]);
    assert_eq!(store.batches(10, None).await.unwrap().len(), 2);
}

async fn rows_of_an_unknown_unit_are_refused_whole(store: Store) {
    import(&store, Rows::Units(vec![unit("A")])).await.unwrap();
    let mixed = Rows::Registrations(vec![
        registration("A", "2024-01-01", 4.0, 2.0),
        registration("X", "2024-01-01", 4.0, 2.0),
    ]);
    let mut direct = store.begin_import(Dataset::Registrations).await.unwrap();
    let refused = match direct.add(&mixed).await {
        Ok(()) => direct.finish(&provenance()).await.map(drop),
        Err(error) => Err(error),
    };
    assert!(matches!(refused, Err(StoreError::Constraint(_))), "{refused:?}");
    assert!(!store.has_rows(Dataset::Registrations).await.unwrap());
    assert_eq!(store.batches(10, None).await.unwrap().len(), 1);
}

async fn every_dataset_comes_back_as_it_went_in(store: Store) {
    let units = vec![unit("A"), unit("Å")];
    let municipalities = vec![municipality("0301", "Oslo"), municipality("1101", "Stavanger")];
    import(&store, Rows::Municipalities(municipalities.clone())).await.unwrap();
    import(&store, Rows::Units(units.clone())).await.unwrap();
    let catalogue = store.catalogue().await.unwrap();
    assert_eq!(catalogue.units, units);
    assert_eq!(catalogue.municipalities, municipalities);
    assert_eq!(catalogue.version, 2);
    assert_eq!(catalogue.updated_at, "2024-05-01T10:00:00Z".parse().ok());
}

async fn each_import_is_on_record(store: Store) {
    import(&store, Rows::Units(vec![unit("A")])).await.unwrap();
    import(&store, Rows::Stays(vec![stay("A", "1", "2024-01-01T10:00:00Z", None)])).await.unwrap();
    let batches = store.batches(1, None).await.unwrap();
    assert_eq!((batches.len(), batches[0].dataset, batches[0].counts.added), (1, Dataset::Stays, 1));
    assert_eq!((batches[0].file_name.as_str(), batches[0].imported_by.as_str()), ("fil.csv", "test"));
    assert_eq!(store.version().await.unwrap(), batches[0].id);
    import(&store, Rows::Units(vec![unit("B")])).await.unwrap();
    let newest = store.newest_batches().await.unwrap();
    let newest: Vec<_> = newest.iter().map(|batch| (batch.id, batch.dataset)).collect();
    assert_eq!(newest, [(2, Dataset::Stays), (3, Dataset::Units)]);
}

async fn many_rows_arrive_whatever_the_chunk(store: Store) {
    import(&store, Rows::Units(vec![unit("A")])).await.unwrap();
    let first: chrono::NaiveDate = "2010-01-01".parse().unwrap();
    let days = |from: usize| -> Rows {
        let row = |date: chrono::NaiveDate| registration("A", &date.to_string(), 4.0, 2.0);
        Rows::Registrations(first.iter_days().skip(from).take(1001).map(row).collect())
    };
    assert_eq!(import(&store, days(0)).await.unwrap().added, 1001);
    let counts = import(&store, days(500)).await.unwrap();
    assert_eq!((counts.added, counts.unchanged), (500, 501));
}
