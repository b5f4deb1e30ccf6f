//! What a figure was made by and of: program, definitions, data. Every file names them, so that it can be made again.

use crate::data::{Data, DataError};
use chrono::{DateTime, Utc};
use language::t;
use vocabulary::Dataset;

/// The commit that the program was built from, where the build was told.
const COMMIT: Option<&str> = option_env!("KADPULS_COMMIT");

/// The program's version: `0.1.0`, or `0.1.0+1a2b3c4d5e6f` where the commit is known.
pub fn program() -> String {
    let commit = COMMIT.filter(|commit| !commit.is_empty());
    commit.map_or_else(
        || env!("CARGO_PKG_VERSION").to_owned(),
        |commit| format!("{}+{commit}", env!("CARGO_PKG_VERSION")),
    )
}

/// What figures are made by and of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versions {
    /// The program's version.
    pub program: String,
    /// The edition of the definitions, `measures::definitions_version`.
    pub definitions: String,
    /// The version of the data: grows with each import and each change by hand.
    pub data: i64,
    /// The newest import of each kind of data, oldest first.
    pub batches: Vec<Import>,
}

/// An import, as files name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// What was imported.
    pub dataset: Dataset,
    /// Its number.
    pub id: i64,
    /// When.
    pub at: DateTime<Utc>,
}

/// What figures that are made now are made by and of.
///
/// # Errors
/// [`DataError::Store`].
pub async fn versions(data: &Data) -> Result<Versions, DataError> {
    let batches = data.store.newest_batches().await?;
    let import = |batch: store::Batch| Import { dataset: batch.dataset, id: batch.id, at: batch.imported_at };
    Ok(Versions {
        program: program(),
        definitions: measures::definitions_version(),
        data: data.catalogue().await?.version,
        batches: batches.into_iter().map(import).collect(),
    })
}

impl Versions {
    /// In one line: `KADpuls 0.1.0, definisjoner 1-5f0c2a9e, datautgave 12 (registreringer nr. 11, opphold nr. 12)`.
    pub fn line(&self) -> String {
        let imports: Vec<String> =
            self.batches.iter().map(|import| t!("{} nr. {}", import.dataset.code(), import.id)).collect();
        let of = if imports.is_empty() { String::new() } else { format!(" ({})", imports.join(", ")) };
        t!("KADpuls {}, definisjoner {}, datautgave {}{of}", self.program, self.definitions, self.data)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_names_program_definitions_and_imports() {
        let import = |dataset, id| Import { dataset, id, at: DateTime::default() };
        let versions = Versions {
            program: "0.1.0".into(),
            definitions: "1-00000000".into(),
            data: 12,
            batches: vec![import(Dataset::Registrations, 11), import(Dataset::Stays, 12)],
        };
        assert_eq!(
            versions.line(),
            "KADpuls 0.1.0, definisjoner 1-00000000, datautgave 12 (registreringer nr. 11, opphold nr. 12)"
        );
    }
}
