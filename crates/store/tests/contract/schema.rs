//! Opening: migrations, and the two texts of them.

use crate::database::Database;
use crate::rows::{import, unit};
use store::{Store, StoreError};
use vocabulary::Rows;

/// Table and column names of a migration text, types and constraints left out.
fn columns(sql: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in sql.lines().map(str::trim) {
        let first = line.split([' ', '(']).next().unwrap_or_default();
        match first {
            "" | "--" | ")" | "CONSTRAINT" | ");" => {}
            // `ALTER TABLE stay ADD COLUMN version`
            "ALTER" => found.push(line.split(' ').take(6).collect::<Vec<_>>().join(" ")),
            "CREATE" => found.push(line.trim_end_matches(" (").to_owned()),
            column => found.push(column.to_owned()),
        }
    }
    found
}

/// File names and texts of one folder of migrations, in their order.
fn migrations(folder: &str) -> Vec<(String, String)> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations").join(folder);
    let mut found: Vec<_> = std::fs::read_dir(path)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            (entry.file_name().into_string().unwrap(), std::fs::read_to_string(entry.path()).unwrap())
        })
        .collect();
    found.sort();
    found
}

#[test]
fn both_migrations_make_the_same_tables_and_columns() {
    let (sqlite, postgres) = (migrations("sqlite"), migrations("postgres"));
    assert!(columns(&sqlite[0].1).len() > 100);
    assert_eq!(sqlite.len(), postgres.len());
    for (one, other) in sqlite.iter().zip(&postgres) {
        assert_eq!(one.0, other.0);
        assert_eq!(columns(&one.1), columns(&other.1), "{}", one.0);
    }
}

#[tokio::test]
async fn a_database_opens_again_with_its_data() {
    let database = Database::sqlite();
    let store = database.open().await;
    import(&store, Rows::Units(vec![unit("A")])).await.unwrap();
    store.close().await;
    assert_eq!(database.open().await.catalogue().await.unwrap().units.len(), 1);
    assert!(database.url().starts_with("sqlite://"));
}

#[tokio::test]
async fn a_url_of_another_database_is_refused_without_its_password() {
    let error = Store::open("mysql://kari:hemmelig@server/kad").await.unwrap_err();
    assert!(matches!(error, StoreError::Url(_)));
    assert!(!error.to_string().contains("hemmelig"));
}
