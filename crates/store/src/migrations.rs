//! The migrations inside the program: the files of `migrations/`, which are never changed once released.

use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType, Migrator};

/// Number, name and text of each file of a folder. Both folders have the same files.
macro_rules! files {
    ($folder:literal) => {
        files!($folder: 1 "0001_tables", 2 "0002_places", 3 "0003_change_log", 4 "0004_accounts",
            5 "0005_register", 6 "0006_registration_indexes", 7 "0007_api_tokens", 8 "0008_stays_of_unit",
            9 "0009_registration_of_country", 10 "0010_stays_of_month", 11 "0011_saved_view",
            12 "0012_feed", 13 "0013_report", 15 "0015_retention", 16 "0016_organisation", 17 "0017_stays_begun")
    };
    ($folder:literal: $($number:literal $name:literal),+) => {
        [$(($number, $name, include_str!(concat!("../../../migrations/", $folder, "/", $name, ".sql")))),+]
    };
}

type File = (i64, &'static str, &'static str);

const SQLITE: &[File] = &files!("sqlite");
const POSTGRES: &[File] = &files!("postgres");

pub(crate) fn sqlite() -> Migrator {
    migrator(SQLITE)
}

pub(crate) fn postgres() -> Migrator {
    migrator(POSTGRES)
}

/// The numbers of all of them, in their order.
pub(crate) fn numbers() -> impl Iterator<Item = i64> {
    SQLITE.iter().map(|(number, _, _)| *number)
}

fn migrator(files: &'static [File]) -> Migrator {
    let migration = |(number, name, sql): &'static File| {
        // `0001_tables` is described as "tables".
        let description = name.split_once('_').map_or(*name, |(_, rest)| rest).replace('_', " ");
        Migration::new(*number, description.into(), MigrationType::Simple, sql.into_sql_str(), false)
    };
    Migrator::with_migrations(files.iter().map(migration).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_in_the_program() {
        for (folder, files) in [("sqlite", SQLITE), ("postgres", POSTGRES)] {
            let folder = format!("{}/../../migrations/{folder}", env!("CARGO_MANIFEST_DIR"));
            let mut there: Vec<String> = std::fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            there.sort();
            let here: Vec<String> = files.iter().map(|(_, name, _)| format!("{name}.sql")).collect();
            assert_eq!(here, there);
            assert!(files.iter().all(|(number, name, _)| name.starts_with(&format!("{number:04}_"))));
        }
    }
}
