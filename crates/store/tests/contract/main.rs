//! The store's contract, held on both databases.
//!
//! Each story runs on `SQLite` and, under `--include-ignored`, on the `PostgreSQL` that
//! `KADPULS_TEST_POSTGRES` names (`cargo xtask test` starts one).
#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

mod accounts;
mod backup;
mod database;
mod days;
mod events;
mod importing;
mod openness;
mod organisation;
mod packed;
mod register;
mod reports;
mod retention;
mod rows;
mod schema;
mod servers;
mod sums;
mod views;

/// Makes two tests of one story: `async fn story(store: Store)`.
macro_rules! on_both_databases {
    ($($(#[$doc:meta])* $story:ident;)+) => {
        $(mod $story {
            #[tokio::test]
            async fn on_sqlite() {
                let database = crate::database::Database::sqlite();
                super::$story(database.open().await).await;
            }

            #[tokio::test]
            #[ignore = "needs PostgreSQL: cargo xtask test"]
            async fn on_postgres() {
                let database = crate::database::Database::postgres(concat!(module_path!())).await;
                super::$story(database.open().await).await;
                database.drop().await;
            }
        })+
    };
}
pub(crate) use on_both_databases;
