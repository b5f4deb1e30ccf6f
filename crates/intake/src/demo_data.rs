//! The demo country: loaded into a database of its own, and carried on to yesterday.

use chrono::{DateTime, Days, NaiveDate, Utc};
use demo::{Country, Scale};
use store::{Provenance, Store, StoreError};
use vocabulary::{Dataset, Month, Rows, oslo_date};

/// Who brings the demo data, in the list of imports; a database with such an import is marked everywhere.
pub const DEMO: &str = "demo";

/// Why demo data were not loaded.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The database holds data that somebody brought.
    #[error(
        "the database holds data that are not demo data; give --demo a database of its own with --database"
    )]
    NotEmpty,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Loads the demo country up to the day before `now`, or carries one that is there on to that day. `on_dataset`
/// is told what is being loaded.
///
/// # Errors
/// [`DemoError`].
pub async fn load_demo(
    store: &Store,
    seed: u64,
    scale: &Scale,
    now: DateTime<Utc>,
    mut on_dataset: impl FnMut(Dataset),
) -> Result<(), DemoError> {
    // Files that somebody tried out in the demo country are welcome to stay: the database is marked anyway.
    let foreign = |by: &str| by != DEMO && by != crate::PROGRAM;
    let batches = store.batches(1000, None).await?;
    if !store.has_imports_by(DEMO).await? && batches.iter().any(|batch| foreign(&batch.imported_by)) {
        return Err(DemoError::NotEmpty);
    }
    let yesterday = oslo_date(now) - Days::new(1);
    // A load that was stopped between two kinds is done again: rows that are there already stay unchanged.
    let newest = batches.iter().find(|batch| batch.imported_by == DEMO);
    let whole = newest.is_some_and(|batch| Some(&batch.dataset) == Dataset::ALL.last());
    let loaded = if whole { store.newest_day_from_files().await? } else { None };
    if loaded.is_some_and(|loaded| loaded >= yesterday) {
        return Ok(());
    }
    let country = demo::generate(seed, yesterday, scale);
    for dataset in Dataset::ALL {
        // The reference tables are there already.
        if matches!(dataset, Dataset::Municipalities | Dataset::BorderChanges | Dataset::Population) {
            continue;
        }
        on_dataset(*dataset);
        load(store, &country, *dataset, loaded, now).await?;
    }
    Ok(())
}

async fn load(
    store: &Store,
    country: &Country,
    dataset: Dataset,
    loaded: Option<NaiveDate>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut import = store.begin_import(dataset).await?;
    let (sender, mut receiver) = tokio::sync::mpsc::channel::<Rows>(4);
    let rows = country.rows(dataset);
    // The generator blocks while it waits for its own threads.
    let generating = tokio::task::spawn_blocking(move || {
        for mut rows in rows {
            if let Some(loaded) = loaded {
                keep_new(&mut rows, loaded);
            }
            if sender.blocking_send(rows).is_err() {
                break;
            }
        }
    });
    while let Some(rows) = receiver.recv().await {
        import.add(&rows).await?;
    }
    if let Err(stopped) = generating.await {
        return Err(StoreError::Refused(format!("generating {dataset} stopped: {stopped}")));
    }
    let provenance = Provenance {
        file_name: format!("demo: {dataset}"),
        sha256: String::new(),
        imported_at: now,
        imported_by: DEMO.to_owned(),
    };
    import.finish(&provenance).await.map(drop)
}

/// Leaves out what cannot have changed since `loaded`: days, months and stays that were over.
fn keep_new(rows: &mut Rows, loaded: NaiveDate) {
    match rows {
        Rows::Registrations(rows) => rows.retain(|row| row.date > loaded),
        Rows::Stays(rows) => rows.retain(|row| row.discharged.is_none_or(|time| oslo_date(time) >= loaded)),
        Rows::EmergencyAdmissions(rows) => rows.retain(|row| row.month >= Month::of(loaded).plus(-1)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone as _;
    use vocabulary::Period;

    async fn load_until(store: &Store, day: u32) -> (Vec<Dataset>, i64) {
        let now = Utc.with_ymd_and_hms(2014, 5, day, 12, 0, 0).unwrap();
        let mut loaded = Vec::new();
        let scale = Scale::Trusts(vec!["Finnmark".to_owned()]);
        load_demo(store, 1, &scale, now, |dataset| loaded.push(dataset)).await.unwrap();
        let days = store.registration_sum(None, Period::months_up_to("2014-05".parse().unwrap(), 1));
        (loaded, days.await.unwrap().days)
    }

    #[tokio::test]
    async fn the_demo_country_is_loaded_once_carried_on_and_finished_when_it_was_stopped_between_two_kinds() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("demo.db").display());
        let store = Store::open(&url).await.unwrap();
        crate::load_reference(&store, Utc::now()).await.unwrap();
        let (kinds, days) = load_until(&store, 10).await;
        assert!(kinds.len() == 7 && days > 0);
        assert_eq!(load_until(&store, 10).await, (Vec::new(), days), "nothing to do");
        let (kinds, later) = load_until(&store, 12).await;
        assert!(kinds.len() == 7 && later > days, "two more days");
        // Stopped after the stays: the newest kind isn't the last one.
        let country =
            demo::generate(1, "2014-05-11".parse().unwrap(), &Scale::Trusts(vec!["Finnmark".to_owned()]));
        load(&store, &country, Dataset::Stays, None, Utc::now()).await.unwrap();
        assert_eq!(load_until(&store, 12).await.0.len(), 7);
        assert_eq!(load_until(&store, 12).await, (Vec::new(), later));
        store.close().await;
    }
}
