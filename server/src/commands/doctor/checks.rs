//! What the doctor looks at, one function a thing.

use chrono::{DateTime, TimeDelta, Utc};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;
use store::{Link, Store};

/// So long the database may take for one question.
const PATIENCE: Duration = Duration::from_secs(10);
/// Clocks may differ by so much.
const APART: TimeDelta = TimeDelta::seconds(30);
/// Days are registered the next day or after a weekend.
const OLD: TimeDelta = TimeDelta::days(7);
/// The first `PostgreSQL` that its makers still look after.
const OLDEST_POSTGRES: u32 = 14;
const MIB: u64 = 1 << 20;

/// How it stands with one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// As it should be.
    Fine,
    /// Worth knowing.
    Notable,
    /// Stands in the way of serving.
    Fails,
}

/// One thing that was looked at.
#[derive(Debug, serde::Serialize)]
pub struct Check {
    /// Which.
    pub name: &'static str,
    /// How it stands.
    pub state: State,
    /// What was found.
    pub found: String,
    /// What to do.
    pub advice: Option<String>,
}

fn fine(name: &'static str, found: impl Into<String>) -> Check {
    Check { name, state: State::Fine, found: found.into(), advice: None }
}

fn notable(name: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Check {
    Check { name, state: State::Notable, found: found.into(), advice: Some(advice.into()) }
}

fn fails(name: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Check {
    Check { name, state: State::Fails, found: found.into(), advice: Some(advice.into()) }
}

/// What the checks need of the settings.
pub struct Facts {
    /// The database's address.
    pub url: String,
    /// Its replica's.
    pub replica: Option<String>,
    /// Where uploads wait.
    pub uploads: PathBuf,
    /// Where `serve` listens.
    pub addr: Option<SocketAddr>,
    /// A proxy passes on what others ask.
    pub proxied: bool,
}

/// Everything, in the order in which one would mend it.
pub async fn all(facts: &Facts, now: DateTime<Utc>) -> Vec<Check> {
    let mut checks = vec![folder("uploads", &facts.uploads)];
    let file = sqlite_file(&facts.url);
    if let Some(file) = &file {
        let within = file.parent().filter(|folder| !folder.as_os_str().is_empty());
        checks.push(folder("folder", within.unwrap_or_else(|| Path::new("."))));
        if matches!(file.try_exists(), Ok(false)) {
            let found = format!("{} isn't there", file.display());
            checks.push(notable("database", found, "kadpuls serve makes it at its first start"));
            return checks;
        }
    }
    let store = match tokio::time::timeout(PATIENCE, Store::open_as_is(&facts.url)).await {
        Ok(Ok(store)) => store,
        Ok(Err(error)) => {
            checks.push(unreachable_database(&error.to_string()));
            return checks;
        }
        Err(_) => {
            checks.push(unreachable_database(&format!("no answer in {} s", PATIENCE.as_secs())));
            return checks;
        }
    };
    if let Err(error) = of_database(&store, facts, now, &mut checks).await {
        checks.push(unreachable_database(&error.to_string()));
    }
    store.close().await;
    checks
}

fn unreachable_database(why: &str) -> Check {
    fails("database", why, "check that it runs, and the setting database (DATABASE_URL)")
}

async fn of_database(
    store: &Store,
    facts: &Facts,
    now: DateTime<Utc>,
    checks: &mut Vec<Check>,
) -> Result<(), store::StoreError> {
    let version = store.engine_version().await?;
    let named = format!("{} {version}", store.engine());
    let major = version.split('.').next().and_then(|major| major.parse::<u32>().ok());
    checks.push(if store.engine() == "PostgreSQL" && major.is_some_and(|major| major < OLDEST_POSTGRES) {
        fails("database", named, format!("use PostgreSQL {OLDEST_POSTGRES} or newer"))
    } else {
        fine("database", named)
    });

    match store.link().await {
        Ok(link) => checks.push(way(link)),
        Err(error) => tracing::debug!(%error, "the database doesn't tell whether it is asked by TLS"),
    }
    let migrations = store.migration_state().await?;
    if !migrations.unknown.is_empty() {
        let found = format!("has {:?}, which this program doesn't know", migrations.unknown);
        checks.push(fails("migrations", found, "a newer kadpuls wrote it: install that version again"));
        return Ok(());
    }
    if !migrations.missing.is_empty() {
        let found = format!("lacks {:?}", migrations.missing);
        let advice = "back up, then start kadpuls serve, which applies them; data were not looked at";
        checks.push(notable("migrations", found, advice));
        return Ok(());
    }
    checks.push(fine("migrations", "up to date"));

    let faults = store.integrity().await?;
    checks.push(match faults.first() {
        None => fine("integrity", "no faults found"),
        Some(first) => fails(
            "integrity",
            format!("{} faults, the first: {first}", faults.len()),
            "stop the program, keep a copy of the database, and restore the newest backup",
        ),
    });

    checks.push(clock(store.clock().await?, store.newest_time().await?, now));
    checks.push(data(&store.newest_day_of_open_units(vocabulary::oslo_date(now)).await?, now));
    checks.push(accounts(store.has_accounts().await?, facts.addr, facts.proxied));
    if let Some(url) = &facts.replica {
        checks.push(replica(url, store.version().await?).await);
    }
    Ok(())
}

/// Whether others on the network can read what the database answers.
fn way(link: Link) -> Check {
    match link {
        Link::Here => fine("connection", "stays on this machine"),
        Link::Encrypted => fine("connection", "by TLS"),
        Link::Clear => notable(
            "connection",
            "in clear text: who is on the network between can read and change everything",
            "add ?sslmode=verify-full&sslrootcert=FILE to the setting database, and ssl = on at the server",
        ),
    }
}

/// Without it everything goes on, only slower.
async fn replica(url: &str, wanted: i64) -> Check {
    let asked = async { Store::replica(url)?.version().await };
    match tokio::time::timeout(PATIENCE, asked).await {
        Ok(Ok(version)) if version == wanted => fine("replica", "has everything"),
        Ok(Ok(version)) => {
            let found = format!("has version {version} of the data, the database {wanted}");
            notable("replica", found, "look again in a moment: does it replay what the database sends?")
        }
        Ok(Err(error)) => {
            notable("replica", error.to_string(), "check the setting replica: the database is read")
        }
        Err(_) => notable("replica", "no answer", "check the setting replica: the database is read"),
    }
}

fn clock(database: DateTime<Utc>, newest: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Check {
    let apart = (database - now).abs();
    let mend = "set both machines' clocks by NTP (timedatectl)";
    if apart > APART {
        let found = format!("this machine's differs by {} s from the database's", apart.num_seconds());
        return fails("clock", found, mend);
    }
    match newest {
        Some(newest) if newest - now > APART => {
            let ahead = (newest - now).num_seconds();
            fails("clock", format!("the newest import or change lies {ahead} s ahead"), mend)
        }
        _ => fine("clock", "agrees with the database's and with the newest data"),
    }
}

fn data(days: &[(vocabulary::UnitCode, Option<chrono::NaiveDate>)], now: DateTime<Utc>) -> Check {
    let today = vocabulary::oslo_date(now);
    let Some(newest) = days.iter().filter_map(|(_, day)| *day).max() else {
        return notable(
            "data",
            format!("{} units in operation, no registered day", days.len()),
            "import days",
        );
    };
    let old = |day: &Option<chrono::NaiveDate>| day.is_none_or(|day| today - day > OLD);
    let behind = days.iter().filter(|(_, day)| old(day)).count();
    let found = format!("newest day {newest}; {behind} of {} units in operation are behind", days.len());
    if behind > 0 {
        notable(
            "data",
            found,
            format!("no day in the last {} days: see the page Kompletthet", OLD.num_days()),
        )
    } else {
        fine("data", found)
    }
}

fn accounts(some: bool, addr: Option<SocketAddr>, proxied: bool) -> Check {
    match (some, addr) {
        (true, _) => fine("accounts", "there are some"),
        (false, Some(addr)) if proxied || !addr.ip().is_loopback() => fails(
            "accounts",
            format!("there are none, and serve refuses to listen on {addr} for others than this machine"),
            "kadpuls user add NAME@EXAMPLE.NO --role administrator",
        ),
        (false, _) => notable(
            "accounts",
            "there are none: whoever reaches the program on this machine is the operator",
            "kadpuls user add NAME@EXAMPLE.NO --role administrator",
        ),
    }
}

/// A folder that the program writes into.
fn folder(name: &'static str, path: &Path) -> Check {
    if let Err(error) = tempfile::tempfile_in(path) {
        let found = format!("cannot write in {}: {error}", path.display());
        return fails(name, found, "make the folder, owned by the user that kadpuls runs as");
    }
    match free(path) {
        Some(free) if free < 100 * MIB => fails(
            name,
            format!("{} has {} MiB left", path.display(), free / MIB),
            "make room: an import may need several times its file",
        ),
        Some(free) if free < 1024 * MIB => notable(
            name,
            format!("{} has {} MiB left", path.display(), free / MIB),
            "make room before the next large import",
        ),
        Some(free) => fine(name, format!("{} can be written, {} GiB left", path.display(), free >> 30)),
        None => fine(name, format!("{} can be written", path.display())),
    }
}

#[cfg(unix)]
fn free(path: &Path) -> Option<u64> {
    let found = rustix::fs::statvfs(path).ok()?;
    found.f_bavail.checked_mul(found.f_frsize)
}

#[cfg(not(unix))]
fn free(_: &Path) -> Option<u64> {
    None
}

/// The file of an `SQLite` address.
fn sqlite_file(url: &str) -> Option<PathBuf> {
    let path = url.strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path).split('?').next().unwrap_or_default();
    (!path.is_empty() && path != ":memory:").then(|| path.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn clocks_that_differ_and_data_from_the_future_are_found() {
        let now = at("2026-03-01T12:00:00Z");
        let state = |database: &str, newest: Option<&str>| clock(at(database), newest.map(at), now).state;
        assert_eq!(state("2026-03-01T12:00:29Z", None), State::Fine);
        assert_eq!(state("2026-03-01T11:59:00Z", None), State::Fails);
        assert_eq!(state("2026-03-01T12:00:00Z", Some("2026-02-01T00:00:00Z")), State::Fine);
        assert_eq!(state("2026-03-01T12:00:00Z", Some("2026-03-01T13:00:00Z")), State::Fails);
    }

    #[test]
    fn units_that_are_behind_are_counted() {
        let day =
            |code: &str, day: Option<&str>| (code.parse().unwrap(), day.map(|day| day.parse().unwrap()));
        let now = at("2026-03-10T12:00:00Z");
        let some = [day("A", Some("2026-03-09")), day("B", Some("2026-03-02")), day("C", None)];
        let check = data(&some, now);
        assert_eq!(check.state, State::Notable);
        assert_eq!(check.found, "newest day 2026-03-09; 2 of 3 units in operation are behind");
        assert_eq!(data(&some[..1], now).state, State::Fine);
    }

    #[test]
    fn without_accounts_only_this_machine_is_served() {
        assert_eq!(accounts(false, "0.0.0.0:3000".parse().ok(), false).state, State::Fails);
        assert_eq!(accounts(false, "127.0.0.1:3000".parse().ok(), true).state, State::Fails);
        assert_eq!(accounts(false, "127.0.0.1:3000".parse().ok(), false).state, State::Notable);
        assert_eq!(accounts(true, "0.0.0.0:3000".parse().ok(), true).state, State::Fine);
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_told_with_what_to_do() {
        let there = tempfile::tempdir().unwrap();
        assert_ne!(folder("folder", there.path()).state, State::Fails);
        let gone = folder("folder", &there.path().join("gone"));
        assert_eq!(gone.state, State::Fails);
        assert!(gone.advice.unwrap().contains("make the folder"));
    }

    #[test]
    fn clear_text_through_a_network_is_worth_a_word() {
        assert_eq!([Link::Here, Link::Encrypted].map(|link| way(link).state), [State::Fine; 2]);
        let clear = way(Link::Clear);
        assert_eq!(clear.state, State::Notable);
        assert!(clear.advice.unwrap().contains("sslmode=verify-full"));
    }

    #[test]
    fn the_file_of_an_address_is_found() {
        assert_eq!(sqlite_file("sqlite:///var/lib/k.db?mode=rwc"), Some("/var/lib/k.db".into()));
        assert_eq!(sqlite_file("sqlite://kadpuls.db"), Some("kadpuls.db".into()));
        assert_eq!(sqlite_file("sqlite::memory:"), None);
        assert_eq!(sqlite_file("postgres://a/b"), None);
    }
}
