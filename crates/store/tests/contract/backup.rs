//! A backup while others write, and back again on either database, row by row.

use crate::database::Database;
use crate::on_both_databases;
use crate::rows::{admissions, day, import, municipality, population, registration, stay, unit};
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, Row as _, SqliteConnection};
use std::path::Path;
use store::{By, NewAccount, NotRestored, Store};
use vocabulary::{BorderChange, Event, EventKind, EventPlace, Role, Rows, UnitMunicipality};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn by() -> By<'static> {
    By { account: None, person: "test", at: at("2026-03-01T12:00:00.5Z") }
}

fn event(n: u32) -> Event {
    Event {
        place: EventPlace::Unit("A".parse().unwrap()),
        date: day("2024-01-01") + chrono::Days::new(n.into()),
        kind: EventKind::Beds,
        description: Some(format!("hendelse {n}, med «hermetegn» og 'andre'")),
    }
}

/// Something of everything, with what is easily lost: nothing, decimals, dates before all others, times with fractions.
async fn fill(store: &Store) {
    for rows in [
        Rows::Municipalities(vec![municipality("1101", "Stavanger"), municipality("0301", "Oslo")]),
        Rows::BorderChanges(vec![BorderChange {
            from: "1102".parse().unwrap(),
            to: "1101".parse().unwrap(),
            share: 1.0 / 3.0,
            last_year: 2019,
        }]),
        Rows::Population(vec![population("1101", 2024, 123)]),
        Rows::Units(vec![unit("A"), unit("B")]),
        Rows::UnitMunicipalities(vec![UnitMunicipality {
            unit: "A".parse().unwrap(),
            municipality: "1101".parse().unwrap(),
            from: day("2020-01-01"),
            to: None,
            share: Some(0.1 + 0.2),
        }]),
        Rows::Registrations(vec![
            registration("A", "2024-02-29", 5.0, 3.25),
            registration("B", "2024-03-01", 2.0, 0.0),
        ]),
        Rows::Stays(vec![
            stay("A", "1", "2024-02-28T10:00:00Z", Some("2024-02-29T11:30:00Z")),
            stay("A", "2", "2024-02-28T10:00:00.123456Z", None),
        ]),
        Rows::EmergencyAdmissions(vec![admissions("1101", "2024-02", "indremedisin", 7)]),
    ] {
        import(store, rows).await.unwrap();
    }
    // What replaces leaves a trace.
    import(store, Rows::Registrations(vec![registration("A", "2024-02-29", 5.0, 4.0)])).await.unwrap();
    store.save_event(&event(0), &by()).await.unwrap();
}

/// An account with all that can hang on one: what stays, and what is of the moment.
async fn settle_in(store: &Store) -> i64 {
    let account = NewAccount {
        email: "kari@eksempel.no",
        password: None,
        role: Role::Administrator,
        trust: None,
        units: &[],
    };
    let account = store.add_account(&account, by()).await.unwrap();
    let (now, end) = (by().at, by().at + TimeDelta::days(30));
    store.open_session("session-hash", account, now, end).await.unwrap();
    store.add_token(account, "Journal", "token-hash", end, by()).await.unwrap();
    store.add_feed(account, ("/belegg?enhet=A", "Belegg"), "feed-hash", by()).await.unwrap();
    assert!(store.save_view("bcdf2345", "/belegg?enhet=A", 10, by()).await.unwrap());
    let content = r#"{"parts":[{"words":"Møte på Ås"}]}"#;
    assert!(store.add_report("abc", account, ("Møte", content), 9, by()).await.unwrap());
    account
}

/// Reports and short codes lead where they did; what lets somebody in doesn't.
async fn stays_settled_in(store: &Store, account: i64) {
    let report = store.saved_report("abc").await.unwrap().unwrap();
    assert_eq!((report.account, report.title.as_str(), report.version), (account, "Møte", 1));
    assert!(report.content.contains("Møte på Ås"));
    assert_eq!(store.saved_view("bcdf2345").await.unwrap().unwrap().address, "/belegg?enhet=A");
    assert!(store.session("session-hash").await.unwrap().is_none());
    assert!(store.token("token-hash").await.unwrap().is_none(), "one taken away since must not come back");
    assert!(store.feed("feed-hash").await.unwrap().is_none(), "nor an address that was ended since");
    assert!(store.feeds(account).await.unwrap().is_empty());
}

/// Every row of every table of a backup as text, what belongs to the moment left out.
async fn rows_of(file: &Path) -> Vec<String> {
    let options = SqliteConnectOptions::new().filename(file).read_only(true);
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    let tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' \
                  AND name NOT IN ('_sqlx_migrations', 'session', 'sign_in_attempt', 'organisation_sign_in', 'api_token', 'feed', 'register_version') ORDER BY name";
    let mut found = Vec::new();
    for table in connection.fetch_all(tables).await.unwrap() {
        let table: String = table.get(0);
        let columns: Vec<String> = sqlx::query_scalar("SELECT name FROM pragma_table_info($1) ORDER BY cid")
            .bind(&table)
            .fetch_all(&mut connection)
            .await
            .unwrap();
        let quoted: Vec<_> = columns.iter().map(|column| format!("quote({column})")).collect();
        let sql = format!("SELECT {} FROM {table} ORDER BY 1, 2", quoted.join(" || '|' || "));
        let sql = sql.replace(" ORDER BY 1, 2", " ORDER BY 1");
        let rows: Vec<String> =
            sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&mut connection).await.unwrap();
        found.extend(rows.into_iter().map(|row| format!("{table}: {row}")));
    }
    connection.close().await.unwrap();
    found
}

async fn copied(store: &Store, folder: &Path, name: &str) -> std::path::PathBuf {
    let file = folder.join(name);
    store.backup(&file).await.unwrap();
    file
}

on_both_databases! {
    /// Row by row, and what comes after gets numbers of its own.
    what_was_backed_up_is_restored_row_by_row;
    /// One moment of a database that others write.
    a_backup_is_one_moment_while_others_write;
    /// Nothing is lost by mistake.
    a_database_with_data_is_replaced_only_when_told;
    /// What the restore refuses.
    what_is_no_backup_or_a_newer_one_changes_nothing;
}

async fn what_was_backed_up_is_restored_row_by_row(store: Store) {
    let folder = tempfile::tempdir().unwrap();
    fill(&store).await;
    let account = settle_in(&store).await;
    let first = copied(&store, folder.path(), "first.db").await;
    let rows = rows_of(&first).await;
    assert!(rows.len() > 20, "{rows:#?}");
    for table in ["account: ", "report: ", "saved_view: ", "stay: "] {
        assert!(rows.iter().any(|row| row.starts_with(table)), "{table} {rows:#?}");
    }
    let before = store.version().await.unwrap();

    // More, which the restore takes away again.
    import(&store, Rows::Units(vec![unit("C")])).await.unwrap();
    store.save_event(&event(1), &by()).await.unwrap();
    let now = store.version().await.unwrap();
    let done = store.restore(&copy_of(&first), true).await.unwrap();
    assert!(done.iter().any(|(table, rows)| table == "registration" && *rows == 2), "{done:?}");

    let second = copied(&store, folder.path(), "second.db").await;
    assert_eq!(rows_of(&second).await, rows);
    assert!(store.version().await.unwrap() > now.max(before), "what is held must be seen to be old");
    // Numbers go on after those that were brought.
    import(&store, Rows::Units(vec![unit("D")])).await.unwrap();
    store.save_event(&event(2), &by()).await.unwrap();
    assert_eq!(store.integrity().await.unwrap(), Vec::<String>::new());
    stays_settled_in(&store, account).await;
}

/// A restore may change its file.
fn copy_of(file: &Path) -> std::path::PathBuf {
    let copy = file.with_extension("copy");
    std::fs::copy(file, &copy).unwrap();
    copy
}

async fn a_backup_is_one_moment_while_others_write(store: Store) {
    let folder = tempfile::tempdir().unwrap();
    fill(&store).await;
    let writers: Vec<_> = (0..20_u32)
        .map(|writer| {
            let store = store.clone();
            tokio::spawn(async move {
                for n in 0..8 {
                    store.save_event(&event(1 + writer * 100 + n), &by()).await.unwrap();
                }
            })
        })
        .collect();
    let mut sizes = Vec::new();
    for n in 0..5 {
        let file = copied(&store, folder.path(), &format!("{n}.db")).await;
        let rows = rows_of(&file).await;
        let of = |table: &str| rows.iter().filter(|row| row.starts_with(table)).count();
        // Each event is one transaction with its line in the trail: never one without the other.
        assert_eq!(of("event: "), of("change_log: "));
        sizes.push(of("event: "));
    }
    for writer in writers {
        writer.await.unwrap();
    }
    assert!(sizes.is_sorted(), "what was acknowledged before a backup is in it: {sizes:?}");
    assert_eq!(
        rows_of(&copied(&store, folder.path(), "last.db").await)
            .await
            .iter()
            .filter(|row| row.starts_with("event: "))
            .count(),
        161
    );
}

async fn a_database_with_data_is_replaced_only_when_told(store: Store) {
    let folder = tempfile::tempdir().unwrap();
    let empty = copied(&store, folder.path(), "empty.db").await;
    fill(&store).await;
    let full = rows_of(&copied(&store, folder.path(), "full.db").await).await;
    let refused = store.restore(&copy_of(&empty), false).await.unwrap_err();
    assert!(matches!(refused, NotRestored::NotEmpty(_)), "{refused}");
    assert_eq!(rows_of(&copied(&store, folder.path(), "after.db").await).await, full);
    // And it lets go of the database: others can write.
    store.save_event(&event(9), &by()).await.unwrap();
    store.restore(&copy_of(&empty), true).await.unwrap();
    assert!(store.catalogue().await.unwrap().units.is_empty());
}

async fn what_is_no_backup_or_a_newer_one_changes_nothing(store: Store) {
    let folder = tempfile::tempdir().unwrap();
    let good = copied(&store, folder.path(), "good.db").await;
    let text = folder.path().join("text.db");
    std::fs::write(&text, "enhet;navn\nA;Enhet A\n".repeat(500)).unwrap();
    assert!(matches!(store.restore(&text, true).await, Err(NotRestored::NoBackup)));
    let other = folder.path().join("other.db");
    with(&other, "CREATE TABLE unit (code TEXT)").await;
    assert!(matches!(store.restore(&other, true).await, Err(NotRestored::NoBackup)));
    let newer = copy_of(&good);
    with(
        &newer,
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         VALUES (9999, 'later', TRUE, x'00', 0)",
    )
    .await;
    assert!(
        matches!(store.restore(&newer, true).await, Err(NotRestored::Newer(versions)) if versions == [9999])
    );
    let damaged = folder.path().join("damaged.db");
    let mut bytes = std::fs::read(&good).unwrap();
    let (half, end) = (bytes.len() / 2, bytes.len());
    bytes[half..end].fill(0xAA);
    std::fs::write(&damaged, bytes).unwrap();
    let refused = store.restore(&damaged, true).await.unwrap_err();
    assert!(matches!(refused, NotRestored::Damaged(_) | NotRestored::NoBackup), "{refused}");
}

async fn with(file: &Path, sql: &'static str) {
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    connection.execute(sql).await.unwrap();
    connection.close().await.unwrap();
}

/// From each database to the other, and back.
#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn a_backup_moves_between_the_databases_without_losing_a_digit() {
    let folder = tempfile::tempdir().unwrap();
    let (sqlite, other) = (Database::sqlite(), Database::sqlite());
    let postgres = Database::postgres("backup_between").await;
    let (from, over, back) = (sqlite.open().await, postgres.open().await, other.open().await);
    fill(&from).await;
    let account = settle_in(&from).await;
    let first = copied(&from, folder.path(), "first.db").await;
    let rows = rows_of(&first).await;
    over.restore(&copy_of(&first), false).await.unwrap();
    let second = copied(&over, folder.path(), "second.db").await;
    assert_eq!(rows_of(&second).await, rows);
    back.restore(&copy_of(&second), false).await.unwrap();
    assert_eq!(rows_of(&copied(&back, folder.path(), "third.db").await).await, rows);
    // And both go on from there.
    for store in [over, back] {
        stays_settled_in(&store, account).await;
        import(&store, Rows::Units(vec![unit("E")])).await.unwrap();
        store.save_event(&event(3), &by()).await.unwrap();
        assert_eq!(store.catalogue().await.unwrap().units.len(), 3);
        store.close().await;
    }
    postgres.drop().await;
}
