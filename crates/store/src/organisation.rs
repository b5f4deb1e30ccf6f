//! Accounts that an organisation's provider vouches for, and sign-ins that are under way there. What a claim means
//! is decided elsewhere; here a person is an issuer and a subject.

use crate::accounts::{AccountRow, account, fitting, give_units, joined, trail, units_of_account};
use crate::changes::record;
use crate::tx::By;
use crate::{AccountChange, Change, Store, StoreError, in_transaction, on};
use chrono::{DateTime, SubsecRound as _, Utc};
use vocabulary::{Role, UnitCode};

/// A sign-in that begins.
#[derive(Debug, Clone, Copy)]
pub struct NewSignIn<'a> {
    /// SHA-256 of what the provider sends back.
    pub state: &'a str,
    /// SHA-256 of what the browser's cookie holds.
    pub browser: &'a str,
    /// What the ID token must repeat.
    pub nonce: &'a str,
    /// What the code is exchanged with.
    pub verifier: &'a str,
    /// Where to go on, and a form that waits.
    pub carried: &'a str,
    /// From when on it doesn't count.
    pub expires_at: DateTime<Utc>,
}

/// A sign-in that the provider sent back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInUnderway {
    /// What the ID token must repeat.
    pub nonce: String,
    /// What the code is exchanged with.
    pub verifier: String,
    /// Where to go on, and a form that waits.
    pub carried: String,
    /// From when on it doesn't count.
    pub expires_at: DateTime<Utc>,
}
crate::from_row::from_row!(SignInUnderway: nonce, verifier, carried, expires_at);

/// What a provider says of somebody.
#[derive(Debug, Clone, Copy)]
pub struct FromOrganisation<'a> {
    /// Who says so.
    pub issuer: &'a str,
    /// Who it is there.
    pub subject: &'a str,
    /// What the account is called by; stored as [`Store::folded`] gives it.
    pub email: &'a str,
    /// Role; `None`: none any more.
    pub role: Option<Role>,
    /// The area of a reader.
    pub trust: Option<&'a str>,
    /// The units of a registrar.
    pub units: &'a [UnitCode],
}

/// What becomes of somebody whom a provider vouches for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VouchedFor {
    /// She has this account.
    As(i64),
    /// She has no role. An account that she had is disabled.
    NoRole(Option<i64>),
    /// An administrator has disabled her account.
    Disabled(i64),
    /// The address belongs to an account that isn't hers: none is taken over by its address.
    AddressTaken,
}

struct LinkRow {
    account: i64,
    shut: bool,
}
crate::from_row::from_row!(LinkRow: account, shut);

impl Store {
    /// Notes a sign-in that begins at the provider, and clears away everybody's that are over.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn begin_sign_in(&self, new: &NewSignIn<'_>, now: DateTime<Utc>) -> Result<(), StoreError> {
        in_transaction!(self, tx => {
            sqlx::query("DELETE FROM organisation_sign_in WHERE expires_at <= $1")
                .bind(now.trunc_subsecs(0))
                .execute(&mut *tx)
                .await?;
            sqlx::query(
                "INSERT INTO organisation_sign_in (state, browser, nonce, verifier, carried, expires_at) \
                 VALUES ($1, $2, $3, $4, $5, $6)",
            )
            .bind(new.state)
            .bind(new.browser)
            .bind(new.nonce)
            .bind(new.verifier)
            .bind(new.carried)
            .bind(new.expires_at.trunc_subsecs(0))
            .execute(&mut *tx)
            .await?;
        });
        Ok(())
    }

    /// Takes a sign-in that comes back, over or not: it is there once, and for the browser that began it alone.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn take_sign_in(
        &self,
        state: &str,
        browser: &str,
    ) -> Result<Option<SignInUnderway>, StoreError> {
        Ok(on!(self, pool => sqlx::query_as(
            "DELETE FROM organisation_sign_in WHERE state = $1 AND browser = $2 \
             RETURNING nonce, verifier, carried, expires_at",
        )
        .bind(state)
        .bind(browser)
        .fetch_optional(pool)
        .await?))
    }

    /// Makes or changes the account of somebody whom a provider vouches for. Without a role it is disabled, and its
    /// sessions, tokens and feeds end; so it is for the last administrator, too, whom only the provider lets in. What an
    /// administrator has disabled stays so.
    ///
    /// # Errors
    /// [`StoreError::Constraint`] `account_unit_unit` where a unit isn't there, or another where the same person came
    /// twice at once; [`StoreError::Inconsistent`], [`StoreError::Driver`].
    #[expect(clippy::too_many_lines, reason = "one transaction, in its order")]
    pub async fn admit_from_organisation(
        &self,
        who: &FromOrganisation<'_>,
        by: By<'_>,
    ) -> Result<VouchedFor, StoreError> {
        let email = Self::folded(who.email);
        let role = who.role.unwrap_or(Role::Reader);
        let (trust, units) = fitting(role, who.trust, who.units);
        Ok(in_transaction!(self, tx => {
            // Written first: of two sign-ins at once, or an administrator who disables the account, one waits here.
            let link: Option<LinkRow> = sqlx::query_as(
                "UPDATE organisation_account SET shut = shut WHERE issuer = $1 AND subject = $2 \
                 RETURNING account, shut",
            )
            .bind(who.issuer)
            .bind(who.subject)
            .fetch_optional(&mut *tx)
            .await?;
            let holder: Option<i64> =
                sqlx::query_scalar("SELECT CAST(id AS BIGINT) FROM account WHERE email = $1")
                    .bind(&email)
                    .fetch_optional(&mut *tx)
                    .await?;
            let Some(link) = link else {
                if who.role.is_none() {
                    return Ok(VouchedFor::NoRole(None));
                }
                if holder.is_some() {
                    return Ok(VouchedFor::AddressTaken);
                }
                let id: i64 = sqlx::query_scalar(
                    "INSERT INTO account (email, role, trust, disabled, created_at) VALUES ($1, $2, $3, $4, $5) \
                     RETURNING CAST(id AS BIGINT)",
                )
                .bind(&email)
                .bind(role.code())
                .bind(&trust)
                .bind(false)
                .bind(by.at.trunc_subsecs(0))
                .fetch_one(&mut *tx)
                .await?;
                sqlx::query(
                    "INSERT INTO organisation_account (issuer, subject, account, shut) VALUES ($1, $2, $3, $4)",
                )
                .bind(who.issuer)
                .bind(who.subject)
                .bind(id)
                .bind(false)
                .execute(&mut *tx)
                .await?;
                give_units!(tx, id, &units);
                let made = AccountChange { role, trust, units, disabled: false };
                let new_row = Some(trail(&email, &made));
                record!(&mut *tx, Change { new_row, ..by.change("account", id.to_string(), "made") });
                tx.commit().await?;
                return Ok(VouchedFor::As(id));
            };
            let rows: Vec<AccountRow> = sqlx::query_as(concat!(
                "SELECT ", account!(), " FROM account AS a ", units_of_account!(), " WHERE a.id = $1 ORDER BY u.unit"
            ))
            .bind(link.account)
            .fetch_all(&mut *tx)
            .await?;
            let was = joined(rows)?.pop().ok_or_else(|| StoreError::inconsistent("an account without a row"))?;
            if was.disabled && !link.shut {
                return Ok(VouchedFor::Disabled(was.id));
            }
            let from = AccountChange {
                role: was.role,
                trust: was.trust.clone(),
                units: was.units.clone(),
                disabled: was.disabled,
            };
            let shut = who.role.is_none();
            // What she was stands in the trail; disabled, it gives nothing.
            let to = if shut {
                AccountChange { disabled: true, ..from.clone() }
            } else {
                AccountChange { role, trust, units, disabled: false }
            };
            let free = holder.is_none() && !shut;
            let email = if free { email } else { was.email.clone() };
            if from != to || email != was.email {
                sqlx::query("UPDATE account SET email = $2, role = $3, trust = $4, disabled = $5 WHERE id = $1")
                    .bind(was.id)
                    .bind(&email)
                    .bind(to.role.code())
                    .bind(&to.trust)
                    .bind(to.disabled)
                    .execute(&mut *tx)
                    .await?;
                sqlx::query("UPDATE organisation_account SET shut = $2 WHERE account = $1")
                    .bind(was.id)
                    .bind(shut)
                    .execute(&mut *tx)
                    .await?;
                sqlx::query("DELETE FROM account_unit WHERE account = $1").bind(was.id).execute(&mut *tx).await?;
                give_units!(tx, was.id, &to.units);
                let action = match (from.disabled, to.disabled) {
                    (false, true) => "disabled",
                    (true, false) => "enabled",
                    _ => "changed",
                };
                let change = Change {
                    old_row: Some(trail(&was.email, &from)),
                    new_row: Some(trail(&email, &to)),
                    ..by.change("account", was.id.to_string(), action)
                };
                record!(&mut *tx, change);
            }
            if shut {
                sqlx::query("DELETE FROM session WHERE account = $1").bind(was.id).execute(&mut *tx).await?;
                sqlx::query("DELETE FROM api_token WHERE account = $1").bind(was.id).execute(&mut *tx).await?;
                sqlx::query("DELETE FROM feed WHERE account = $1").bind(was.id).execute(&mut *tx).await?;
                VouchedFor::NoRole(Some(was.id))
            } else {
                VouchedFor::As(was.id)
            }
        }))
    }

    /// Notes how a session is signed out at the provider: an ID token, or nothing that is kept.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn set_session_id_token(&self, hash: &str, id_token: &str) -> Result<(), StoreError> {
        on!(self, pool => sqlx::query("UPDATE session SET id_token = $2 WHERE hash = $1")
            .bind(hash)
            .bind(id_token)
            .execute(pool)
            .await
            .map(drop)?);
        Ok(())
    }

    /// How a session is signed out at the provider; `None`: it was opened here, or isn't there.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn session_id_token(&self, hash: &str) -> Result<Option<String>, StoreError> {
        let found: Option<Option<String>> = on!(self, pool => sqlx::query_scalar(
            "SELECT id_token FROM session WHERE hash = $1",
        )
        .bind(hash)
        .fetch_optional(pool)
        .await?);
        Ok(found.flatten())
    }
}
