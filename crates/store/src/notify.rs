//! Word of a change from whichever server made it, where the database passes it on: `PostgreSQL`'s LISTEN and NOTIFY. It is
//! sent with the transaction that changes the data and heard when that is committed.
//!
//! `SQLite` doesn't, and engines that only speak as `PostgreSQL` does may not: who wants to know asks for
//! [`Store::version`] now and then.

use crate::connect::Pool;
use crate::{Store, StoreError};
use sqlx::postgres::{PgListener, PgPool};

/// Sends word, at the end of a transaction.
pub(crate) const TELL: &str = "SELECT pg_notify('kadpuls_changed', '')";
const CHANNEL: &str = "kadpuls_changed";

/// Hears of changes.
pub struct News(PgListener);

impl Store {
    /// Hears of every change of the data from now on; `None` where the database passes nothing on.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn news(&self) -> Result<Option<News>, StoreError> {
        let (Pool::Postgres(pool), true) = (&self.pool, self.notifies) else { return Ok(None) };
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen(CHANNEL).await?;
        Ok(Some(News(listener)))
    }
}

impl News {
    /// Waits for a change. Also done when the connection was lost and made anew: something may have been missed.
    ///
    /// # Errors
    /// [`StoreError::Driver`] where there is no connection any more.
    pub async fn next(&mut self) -> Result<(), StoreError> {
        self.0.try_recv().await?;
        Ok(())
    }
}

/// Whether the database passes words on. Nobody hears this one: it is taken back.
pub(crate) async fn is_passed_on(pool: &PgPool) -> bool {
    let Ok(mut tx) = pool.begin().await else { return false };
    let done = sqlx::query(TELL).execute(&mut *tx).await.is_ok();
    _ = tx.rollback().await;
    done
}
