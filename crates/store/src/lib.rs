//! The one place with SQL. `SQLite` by default, `PostgreSQL` where one machine isn't enough, one text for both.
//!
//! A query stands in one method of [`Store`], in the file of the thing that it reads. The text is the same for
//! both databases: placeholders `$1`, aggregates cast, always an `ORDER BY`. What can't be the same (bulk
//! placeholders, JSON functions, copies, what only one of them has) is confined to `bulk.rs`, `tables.rs`, `backup.rs`,
//! `watch.rs` and `notify.rs`. No formula lives here: pages get
//! sums and counts, and `measures` divides.

mod accounts;
mod admissions;
mod backup;
mod batches;
mod bulk;
mod catalogue;
mod changes;
mod connect;
mod coverage;
mod dates;
mod days;
mod error;
mod events;
mod feeds;
mod from_row;
mod import;
mod migrations;
mod notify;
mod organisation;
mod packed;
mod places;
mod population;
mod presence;
mod register;
mod registrations;
mod reports;
mod retention;
mod rollup;
mod running;
mod sessions;
mod stays;
mod tables;
mod tokens;
mod tx;
mod views;
mod watch;
mod yearly;

pub use accounts::{Account, AccountChange, NewAccount, TEMPORARY};
pub use admissions::{AdmissionMonth, AdmissionSeries};
pub use backup::{Copied, NotRestored};
pub use batches::{Batch, SupersededRow};
pub use changes::{Change, RecordedChange};
pub use connect::Store;
pub use coverage::{StaySpan, UnitDay};
pub use days::{Day, day_key};
pub use error::StoreError;
pub use feeds::{Feed, FeedOf};
pub use import::{Import, ImportCounts, Provenance};
pub use notify::News;
pub use organisation::{FromOrganisation, NewSignIn, SignInUnderway, VouchedFor};
pub use packed::PackedStay;
pub use places::{AdmissionPlace, AdmissionPlaceMonth, AdmissionSum, UnitStays};
pub use presence::{LastChange, NewestDay};
pub use register::{Admitted, RegisteredStay, stay_key};
pub use registrations::{RegistrationDay, RegistrationMonth, RegistrationSum};
pub use reports::SavedReport;
pub use retention::{Deleted, Keep};
pub use running::BegunStay;
pub use sessions::{Attempts, Session, SignedIn};
pub use stays::{CategoryMonth, CompletedStays, Dimension, StayFilter, StayFlow, StayMonth, StaysInUnits};
pub use tokens::{Token, TokenOf};
pub use tx::{By, Unsaved};
pub use views::SavedView;
pub use watch::{ImportSum, Link, MigrationState, PoolState};
pub use yearly::CompletedStay;

/// Runs one text against whichever database the store has: `on!(self, pool => sqlx::query(…).execute(pool))`.
macro_rules! on {
    ($store:expr, $pool:ident => $body:expr) => {
        match &$store.pool {
            $crate::connect::Pool::Sqlite($pool) => $body,
            $crate::connect::Pool::Postgres($pool) => $body,
        }
    };
}
pub(crate) use on;

/// Runs one text in a transaction of either database that writes, and commits it: what ends with `?` inside is
/// rolled back. `SQLite` takes the write lock at once, so that what was read can't go stale before the write.
macro_rules! in_transaction {
    ($store:expr, $tx:ident => $body:expr) => {
        match &$store.pool {
            $crate::connect::Pool::Sqlite(pool) => {
                let mut $tx = pool.begin_with("BEGIN IMMEDIATE").await?;
                let done = $body;
                $tx.commit().await?;
                done
            }
            $crate::connect::Pool::Postgres(pool) => {
                let mut $tx = pool.begin().await?;
                let done = $body;
                $tx.commit().await?;
                done
            }
        }
    };
}
pub(crate) use in_transaction;
