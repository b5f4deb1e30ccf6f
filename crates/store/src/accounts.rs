//! Accounts: who may sign in and what for. Hashes of passwords go in and out as text; nothing here makes or
//! checks one, and none is ever written to the trail.

use crate::changes::record;
use crate::from_row::from_row;
use crate::tx::By;
use crate::{Change, Store, StoreError, in_transaction, on};
use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};
use vocabulary::{Person, Role, UnitCode};

/// A password that somebody else gave counts for so long: time to be handed over, not to be kept.
pub const TEMPORARY: TimeDelta = TimeDelta::hours(72);

/// Somebody who may sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its number.
    pub id: i64,
    /// Trimmed, in small letters.
    pub email: String,
    /// What it is for.
    pub role: Role,
    /// The area of a reader; `None`: the country.
    pub trust: Option<String>,
    /// The units of a registrar, in the order of their codes.
    pub units: Vec<UnitCode>,
    /// It can't sign in.
    pub disabled: bool,
    /// It has a password.
    pub has_password: bool,
    /// Until when a password counts that somebody else gave; `None`: her own, without end.
    pub password_ends_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// The organisation's provider vouches for it, and says at each sign-in what it is for.
    pub organisation: bool,
}

impl Account {
    /// The person whose account it is.
    pub fn person(&self) -> Person {
        Person {
            account: Some(self.id),
            name: self.email.clone(),
            role: self.role,
            trust: self.trust.clone(),
            units: self.units.clone(),
        }
    }
}

/// What an account is for; everything about it that people choose but its e-mail address and password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountChange {
    /// Role.
    pub role: Role,
    /// The area of a reader.
    pub trust: Option<String>,
    /// The units of a registrar.
    pub units: Vec<UnitCode>,
    /// It can't sign in.
    pub disabled: bool,
}

/// An account to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccount<'a> {
    /// As it was written; stored as [`Store::folded`] gives it.
    pub email: &'a str,
    /// The password's hash; `None`: no sign-in by password.
    pub password: Option<&'a str>,
    /// Role.
    pub role: Role,
    /// The area of a reader.
    pub trust: Option<&'a str>,
    /// The units of a registrar.
    pub units: &'a [UnitCode],
}

/// The columns of an [`AccountRow`] in the text of a query, where `a` is the account.
macro_rules! account {
    () => {
        "a.id, a.email, a.role, a.trust, a.disabled, a.password IS NOT NULL AS has_password, a.password_ends_at, \
         a.created_at, \
         EXISTS (SELECT o.account FROM organisation_account AS o WHERE o.account = a.id) AS organisation, u.unit"
    };
}

/// What gives one row for each of an account's units, or one with none.
macro_rules! units_of_account {
    () => {
        "LEFT JOIN account_unit AS u ON u.account = a.id"
    };
}
/// Gives an account its units, in a transaction; it has none there.
macro_rules! give_units {
    ($tx:ident, $account:expr, $units:expr) => {
        for unit in $units {
            sqlx::query("INSERT INTO account_unit (account, unit) VALUES ($1, $2)")
                .bind($account)
                .bind(unit.as_str())
                .execute(&mut *$tx)
                .await?;
        }
    };
}
pub(crate) use {account, give_units, units_of_account};

/// An account joined with one of its units, or with none.
pub(crate) struct AccountRow {
    id: i64,
    email: String,
    role: String,
    trust: Option<String>,
    disabled: bool,
    has_password: bool,
    password_ends_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    organisation: bool,
    unit: Option<String>,
}
from_row!(AccountRow: id, email, role, trust, disabled, has_password, password_ends_at, created_at, organisation, unit);

/// Rows of one account after the other, made into accounts.
pub(crate) fn joined(rows: Vec<AccountRow>) -> Result<Vec<Account>, StoreError> {
    let mut accounts: Vec<Account> = Vec::new();
    for row in rows {
        let unit =
            row.unit.map(|code| code.parse::<UnitCode>().map_err(StoreError::inconsistent)).transpose()?;
        match accounts.last_mut() {
            Some(last) if last.id == row.id => last.units.extend(unit),
            _ => accounts.push(Account {
                id: row.id,
                email: row.email,
                role: row.role.parse().map_err(StoreError::inconsistent)?,
                trust: row.trust,
                units: unit.into_iter().collect(),
                disabled: row.disabled,
                has_password: row.has_password,
                password_ends_at: row.password_ends_at,
                created_at: row.created_at,
                organisation: row.organisation,
            }),
        }
    }
    Ok(accounts)
}

/// What the trail shows of an account.
pub(crate) fn trail(email: &str, change: &AccountChange) -> String {
    let AccountChange { role, trust, units, disabled } = change;
    let units: Vec<_> = units.iter().map(UnitCode::as_str).collect();
    serde_json::json!({
        "email": email, "role": role.code(), "trust": trust, "units": units.join(", "), "disabled": disabled,
    })
    .to_string()
}

/// What only a role needs is kept for no other.
pub(crate) fn fitting(
    role: Role,
    trust: Option<&str>,
    units: &[UnitCode],
) -> (Option<String>, Vec<UnitCode>) {
    let mut units = if role == Role::Registrar { units.to_vec() } else { Vec::new() };
    units.sort();
    units.dedup();
    (trust.filter(|_| role == Role::Reader).map(str::to_owned), units)
}

impl Store {
    /// An e-mail address as accounts are found by it: trimmed, in small letters.
    pub fn folded(email: &str) -> String {
        email.trim().to_lowercase()
    }

    /// Whether there is any account, disabled ones included.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn has_accounts(&self) -> Result<bool, StoreError> {
        Ok(
            on!(self, pool => sqlx::query_scalar("SELECT EXISTS (SELECT id FROM account)").fetch_one(pool).await?),
        )
    }

    /// Every account, by e-mail address.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        joined(on!(self, pool => sqlx::query_as(concat!(
            "SELECT ", account!(), " FROM account AS a ", units_of_account!(), " ORDER BY a.email, u.unit"
        ))
        .fetch_all(pool)
        .await?))
    }

    /// One account.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn account(&self, id: i64) -> Result<Option<Account>, StoreError> {
        let rows = on!(self, pool => sqlx::query_as(concat!(
            "SELECT ", account!(), " FROM account AS a ", units_of_account!(), " WHERE a.id = $1 ORDER BY u.unit"
        ))
        .bind(id)
        .fetch_all(pool)
        .await?);
        Ok(joined(rows)?.pop())
    }

    /// The account with this e-mail address, however it is written.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn account_by_email(&self, email: &str) -> Result<Option<Account>, StoreError> {
        let id: Option<i64> = on!(self, pool => sqlx::query_scalar("SELECT id FROM account WHERE email = $1")
            .bind(Self::folded(email))
            .fetch_optional(pool)
            .await?);
        match id {
            Some(id) => self.account(id).await,
            None => Ok(None),
        }
    }

    /// The hash of an account's password; `None` where it has none, is disabled or isn't there.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn password(&self, account: i64) -> Result<Option<String>, StoreError> {
        let found: Option<Option<String>> = on!(self, pool => sqlx::query_scalar(
            "SELECT password FROM account WHERE id = $1 AND NOT disabled",
        )
        .bind(account)
        .fetch_optional(pool)
        .await?);
        Ok(found.flatten())
    }

    /// Makes an account; its number. A password that another account gives it is temporary.
    ///
    /// # Errors
    /// [`StoreError::Constraint`] `account_email` where the address has an account, `account_unit_unit` where a
    /// unit isn't there; [`StoreError::Driver`].
    pub async fn add_account(&self, new: &NewAccount<'_>, by: By<'_>) -> Result<i64, StoreError> {
        let email = Self::folded(new.email);
        let (trust, units) = fitting(new.role, new.trust, new.units);
        let now = by.at.trunc_subsecs(0);
        let written = trail(
            &email,
            &AccountChange { role: new.role, trust: trust.clone(), units: units.clone(), disabled: false },
        );
        Ok(in_transaction!(self, tx => {
            let taken: bool = sqlx::query_scalar("SELECT EXISTS (SELECT id FROM account WHERE email = $1)")
                .bind(&email)
                .fetch_one(&mut *tx)
                .await?;
            if taken {
                return Err(StoreError::Constraint("account_email".to_owned()));
            }
            let id: i64 = sqlx::query_scalar(
                "INSERT INTO account \
                 (email, password, role, trust, disabled, created_at, password_set_at, password_ends_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING CAST(id AS BIGINT)",
            )
            .bind(&email)
            .bind(new.password)
            .bind(new.role.code())
            .bind(&trust)
            .bind(false)
            .bind(now)
            .bind(new.password.map(|_| now))
            .bind(new.password.and(by.account).map(|_| now + TEMPORARY))
            .fetch_one(&mut *tx)
            .await?;
            give_units!(tx, id, &units);
            record!(&mut *tx, Change { new_row: Some(written), ..by.change("account", id.to_string(), "made") });
            id
        }))
    }

    /// Changes what an account is for; nothing is written where nothing changes. A disabled account's sessions,
    /// tokens and feeds end. `false` where it isn't there.
    ///
    /// # Errors
    /// [`StoreError::Refused`] where no administrator would be left who can sign in;
    /// [`StoreError::Constraint`] `account_unit_unit`; [`StoreError::Driver`].
    pub async fn change_account(&self, id: i64, to: &AccountChange, by: By<'_>) -> Result<bool, StoreError> {
        let Some(was) = self.account(id).await? else { return Ok(false) };
        let (trust, units) = fitting(to.role, to.trust.as_deref(), &to.units);
        let to = AccountChange { role: to.role, trust, units, disabled: to.disabled };
        let from = AccountChange {
            role: was.role,
            trust: was.trust.clone(),
            units: was.units.clone(),
            disabled: was.disabled,
        };
        if from == to {
            return Ok(true);
        }
        let action = match (from.disabled, to.disabled) {
            (false, true) => "disabled",
            (true, false) => "enabled",
            _ => "changed",
        };
        in_transaction!(self, tx => {
            // From now on a hand has decided whether she may sign in.
            sqlx::query("UPDATE organisation_account SET shut = $2 WHERE account = $1")
                .bind(id)
                .bind(false)
                .execute(&mut *tx)
                .await?;
            // Every administrator's row is taken first: of two who shut each other out, the second sees the first.
            sqlx::query("UPDATE account SET role = role WHERE role = $1")
                .bind(Role::Administrator.code())
                .execute(&mut *tx)
                .await?;
            sqlx::query("UPDATE account SET role = $2, trust = $3, disabled = $4 WHERE id = $1")
                .bind(id)
                .bind(to.role.code())
                .bind(&to.trust)
                .bind(to.disabled)
                .execute(&mut *tx)
                .await?;
            let left: i64 = sqlx::query_scalar(
                "SELECT CAST(COUNT(*) AS BIGINT) FROM account WHERE role = $1 AND NOT disabled",
            )
            .bind(Role::Administrator.code())
            .fetch_one(&mut *tx)
            .await?;
            if left == 0 && from.role == Role::Administrator && !from.disabled {
                return Err(StoreError::Refused("no administrator would be left".to_owned()));
            }
            sqlx::query("DELETE FROM account_unit WHERE account = $1").bind(id).execute(&mut *tx).await?;
            give_units!(tx, id, &to.units);
            if to.disabled {
                sqlx::query("DELETE FROM session WHERE account = $1").bind(id).execute(&mut *tx).await?;
                sqlx::query("DELETE FROM api_token WHERE account = $1").bind(id).execute(&mut *tx).await?;
                sqlx::query("DELETE FROM feed WHERE account = $1").bind(id).execute(&mut *tx).await?;
            }
            let change = Change {
                old_row: Some(trail(&was.email, &from)),
                new_row: Some(trail(&was.email, &to)),
                ..by.change("account", id.to_string(), action)
            };
            record!(&mut *tx, change);
        });
        Ok(true)
    }

    /// Gives an account another password, a temporary one where another account gives it, and ends its sessions; its tokens and feeds too where somebody else does so,
    /// who may have a reason. `false` where it isn't there.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn set_password(&self, id: i64, hash: &str, by: By<'_>) -> Result<bool, StoreError> {
        let now = by.at.trunc_subsecs(0);
        Ok(in_transaction!(self, tx => {
            let found = sqlx::query(
                "UPDATE account SET password = $2, password_set_at = $3, password_ends_at = $4 WHERE id = $1",
            )
            .bind(id)
            .bind(hash)
            .bind(now)
            .bind(by.account.filter(|other| *other != id).map(|_| now + TEMPORARY))
            .execute(&mut *tx)
            .await?
            .rows_affected();
            sqlx::query("DELETE FROM session WHERE account = $1").bind(id).execute(&mut *tx).await?;
            if by.account != Some(id) {
                sqlx::query("DELETE FROM api_token WHERE account = $1").bind(id).execute(&mut *tx).await?;
                sqlx::query("DELETE FROM feed WHERE account = $1").bind(id).execute(&mut *tx).await?;
            }
            if found > 0 {
                record!(&mut *tx, by.change("account", id.to_string(), "password"));
            }
            found > 0
        }))
    }
}
