//! The program's own tables: municipalities, border changes, population. Loaded at the first start.

use chrono::{DateTime, Utc};
use store::{Provenance, Store, StoreError};
use vocabulary::{Dataset, Rows};

/// Who brings the reference tables, in the list of imports.
pub const PROGRAM: &str = "KADpuls";

/// Loads the reference tables where the database has none. A database whose tables somebody has replaced or
/// begun stays as it is.
///
/// # Errors
/// [`StoreError`].
pub async fn load_reference(store: &Store, now: DateTime<Utc>) -> Result<(), StoreError> {
    for dataset in [Dataset::Municipalities, Dataset::BorderChanges, Dataset::Population] {
        if store.has_rows(dataset).await? {
            continue;
        }
        let rows = match dataset {
            Dataset::Municipalities => Rows::Municipalities(reference::municipalities().to_vec()),
            Dataset::BorderChanges => Rows::BorderChanges(reference::border_changes().to_vec()),
            _ => Rows::Population(reference::population().to_vec()),
        };
        // Another server may be at it.
        let Some(mut import) = store.begin_first_import(dataset).await? else { continue };
        import.add(&rows).await?;
        let provenance = Provenance {
            file_name: format!("innebygd: {dataset}"),
            sha256: String::new(),
            imported_at: now,
            imported_by: PROGRAM.to_owned(),
        };
        import.finish(&provenance).await?;
    }
    Ok(())
}
