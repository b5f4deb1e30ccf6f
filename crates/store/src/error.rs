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
    #[error("the database could not be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The driver's own error.
    #[error("database: {0}")]
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
