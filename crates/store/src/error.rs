//! What can go wrong in the store. Driver errors are for the log, never for people.

/// An error of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database URL names neither `SQLite` nor `PostgreSQL`.
    #[error("'{0}' is no database URL: expected sqlite://FILE or postgres://…")]
    Url(String),
    /// What the database holds isn't what the program writes.
    #[error("inconsistent data in the database: {0}")]
    Inconsistent(String),
    /// A rule of the database was broken; the name is the constraint's.
    #[error("the data break the rule {0}")]
    Constraint(String),
    /// The caller gave up in the middle; nothing was written.
    #[error("{0}")]
    Refused(String),
    /// Migrations could not be applied.
    #[error("the database could not be brought up to date: {0}{advice}", advice = of_migration(.0))]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The driver's own error.
    #[error("database: {0}{advice}", advice = advice(.0))]
    Driver(sqlx::Error),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(database)
                if database.is_foreign_key_violation()
                    || database.is_unique_violation()
                    || database.is_check_violation() =>
            {
                Self::Constraint(
                    database.constraint().map_or_else(|| database.message().to_owned(), str::to_owned),
                )
            }
            _ => Self::Driver(error),
        }
    }
}

impl StoreError {
    /// A value in the database that its type refuses.
    pub(crate) fn inconsistent(error: impl std::fmt::Display) -> Self {
        Self::Inconsistent(error.to_string())
    }
}

/// What whoever runs the program can do about it, behind a semicolon; empty where there is nothing to say.
fn advice(error: &sqlx::Error) -> &'static str {
    match error {
        sqlx::Error::Database(database) => of_code(&database.code().unwrap_or_default()),
        sqlx::Error::Io(_) => AWAY,
        sqlx::Error::PoolTimedOut => {
            "; every connection is busy or the database doesn't answer: look at its load, and whether it runs"
        }
        _ => "",
    }
}

const AWAY: &str =
    "; the database doesn't answer: see that it runs and can be reached, nothing needs to be restarted here";
const FULL: &str =
    "; nothing of this was saved: make room on the database's disk, nothing needs to be restarted";
const READ_ONLY: &str = "; the database can't be written: the file, its folder and its disk must be writable for the program's user";

/// `PostgreSQL` has codes of five letters and digits; `SQLite` has numbers whose last eight bits are the kind.
fn of_code(code: &str) -> &'static str {
    match (code, code.parse::<u32>().ok().filter(|_| code.len() < 5).map(|number| number & 0xff)) {
        ("53100", _) | (_, Some(13)) => FULL,
        ("25006", _) | (_, Some(8)) => READ_ONLY,
        (_, Some(14)) => {
            "; the file can't be opened: its folder must be there and writable for the program's user"
        }
        (_, Some(10)) => "; the disk failed or is full: look at the system's log, then ask kadpuls doctor",
        (_, Some(11 | 26)) => {
            "; the file is damaged: stop the program, move the file with its -wal and -shm elsewhere, and restore the newest backup"
        }
        (_, Some(5)) => {
            "; another program holds the database: a backup, an import or a tool that was left open"
        }
        ("53300", _) => {
            "; the database has no connection left: raise its max_connections or run fewer servers"
        }
        ("57P01" | "57P02" | "57P03", _) => AWAY,
        _ => "",
    }
}

fn of_migration(error: &sqlx::migrate::MigrateError) -> &'static str {
    match error {
        sqlx::migrate::MigrateError::Execute(error)
        | sqlx::migrate::MigrateError::ExecuteMigration(error, _) => advice(error),
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_runs_the_program_is_told_what_to_do() {
        assert_eq!(of_code("13"), FULL);
        assert_eq!(of_code("53100"), FULL);
        // SQLITE_READONLY_DIRECTORY and SQLITE_IOERR_WRITE.
        assert_eq!(of_code("1544"), READ_ONLY);
        assert!(of_code("778").contains("disk"));
        // 23505, a unique violation, is no SQLite number.
        assert_eq!(of_code("23505"), "");
        assert_eq!(of_code(""), "");
        let told = StoreError::Driver(sqlx::Error::PoolTimedOut).to_string();
        assert!(told.contains("look at its load"), "{told}");
    }
}
