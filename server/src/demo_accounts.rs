//! One account per role in the demo country, without a password: a button on the sign-in page opens them, and
//! only where made-up data are shown.

use crate::http::sign_in::demo_address;
use chrono::{DateTime, Days, Utc};
use store::{By, NewAccount, Store, StoreError};
use vocabulary::{Catalogue, Role, Scope, UnitCode, UnitKind, oslo_date};

/// The trust that the demo reader leads, and in which the demo registrar's units lie.
const TRUST: &str = "Akershus";

/// Makes those that are missing.
pub async fn make(store: &Store, now: DateTime<Utc>) -> Result<(), StoreError> {
    let units = units(&store.catalogue().await?, now);
    for role in Role::ALL {
        let email = demo_address(*role);
        if store.account_by_email(&email).await?.is_some() {
            continue;
        }
        let new =
            NewAccount { email: &email, password: None, role: *role, trust: Some(TRUST), units: &units };
        store.add_account(&new, By { at: now, account: None, person: "demo" }).await?;
    }
    register_stays(store, &units, now).await
}

/// The last week of the first unit with patients is made from its stays, so that *Enheten nå* can be tried; the
/// others type their days.
async fn register_stays(store: &Store, units: &[UnitCode], now: DateTime<Utc>) -> Result<(), StoreError> {
    for unit in units {
        if store.registers_stays(unit).await?.is_some() {
            return Ok(());
        }
    }
    let by = By { at: now, account: None, person: "demo" };
    for unit in units {
        if !store.patients(unit).await?.is_empty() {
            return store.register_stays(unit, oslo_date(now) - Days::new(7), &by).await;
        }
    }
    Ok(())
}

/// The first two KAD units in operation, by name.
fn units(catalogue: &Catalogue, now: DateTime<Utc>) -> Vec<UnitCode> {
    let today = oslo_date(now);
    let open = |scope| {
        let units = catalogue.units_in(scope, &[UnitKind::Kad], today).into_iter();
        units.filter(|unit| unit.closed.is_none()).map(|unit| unit.code.clone()).take(2).collect::<Vec<_>>()
    };
    let trust = Scope::Trust(TRUST.to_owned());
    let own = open(&trust);
    if own.is_empty() { open(&Scope::Country) } else { own }
}
