//! Accounts that an organisation vouches for, and sign-ins that are under way there.

use crate::on_both_databases;
use crate::rows::{import, unit};
use chrono::{DateTime, TimeDelta, Utc};
use store::{AccountChange, By, FromOrganisation, Keep, NewAccount, NewSignIn, Store, VouchedFor};
use vocabulary::{Role, Rows, UnitCode};

on_both_databases! {
    a_sign_in_comes_back_once_and_to_its_browser_alone;
    sign_ins_that_never_came_back_are_cleared_away;
    an_account_follows_what_the_organisation_says;
    without_a_role_an_account_is_disabled_until_there_is_one_again;
    what_a_hand_has_disabled_stays_so;
    nobody_takes_over_an_account_by_its_address;
    a_session_knows_how_it_is_signed_out_at_the_provider;
}

fn now() -> DateTime<Utc> {
    "2026-03-29T00:30:00Z".parse().unwrap()
}

fn by() -> By<'static> {
    By { at: now(), account: None, person: "Fylkets innlogging" }
}

fn kari(units: &[UnitCode]) -> FromOrganisation<'_> {
    FromOrganisation {
        issuer: "https://inn.eksempel.no",
        subject: "0a1b",
        email: "Kari@Eksempel.no",
        role: Some(Role::Registrar),
        trust: Some("Akershus"),
        units,
    }
}

fn id(vouched: VouchedFor) -> i64 {
    match vouched {
        VouchedFor::As(id) => id,
        other => panic!("{other:?}"),
    }
}

async fn with_units(store: &Store) -> Vec<UnitCode> {
    import(store, Rows::Units(vec![unit("A"), unit("B")])).await.unwrap();
    vec!["A".parse().unwrap(), "B".parse().unwrap()]
}

fn begun(state: &str) -> NewSignIn<'_> {
    NewSignIn {
        state,
        browser: "nettleser",
        nonce: "en gang",
        verifier: "bevis",
        carried: "videre=%2Fbelegg",
        expires_at: now() + TimeDelta::minutes(10),
    }
}

async fn a_sign_in_comes_back_once_and_to_its_browser_alone(store: Store) {
    store.begin_sign_in(&begun("en"), now()).await.unwrap();
    store.begin_sign_in(&begun("to"), now()).await.unwrap();
    assert_eq!(store.take_sign_in("en", "en annen").await.unwrap(), None);
    assert_eq!(store.take_sign_in("tre", "nettleser").await.unwrap(), None);
    let taken = store.take_sign_in("en", "nettleser").await.unwrap().unwrap();
    assert_eq!((taken.nonce.as_str(), taken.verifier.as_str()), ("en gang", "bevis"));
    assert_eq!(taken.carried, "videre=%2Fbelegg");
    assert_eq!(taken.expires_at, now() + TimeDelta::minutes(10));
    assert_eq!(store.take_sign_in("en", "nettleser").await.unwrap(), None, "once");
    assert!(store.take_sign_in("to", "nettleser").await.unwrap().is_some(), "another tab's");
}

async fn sign_ins_that_never_came_back_are_cleared_away(store: Store) {
    store.begin_sign_in(&begun("en"), now()).await.unwrap();
    let later = now() + TimeDelta::minutes(10);
    store
        .begin_sign_in(&NewSignIn { expires_at: later + TimeDelta::days(2), ..begun("to") }, later)
        .await
        .unwrap();
    assert_eq!(store.take_sign_in("en", "nettleser").await.unwrap(), None);
    let gone = store.delete_by_age(Keep::default(), later + TimeDelta::days(2)).await.unwrap().unwrap();
    assert_eq!(gone.sign_ins, 1);
    assert_eq!(store.take_sign_in("to", "nettleser").await.unwrap(), None);
}

async fn an_account_follows_what_the_organisation_says(store: Store) {
    let units = with_units(&store).await;
    let made = id(store.admit_from_organisation(&kari(&units), by()).await.unwrap());
    let account = store.account(made).await.unwrap().unwrap();
    assert_eq!((account.email.as_str(), account.role), ("kari@eksempel.no", Role::Registrar));
    assert!(
        account.units == units && account.trust.is_none() && account.organisation && !account.has_password
    );
    let trail = store.changes(None, None, 9).await.unwrap();
    assert_eq!((trail[0].person.as_str(), trail[0].action.as_str()), ("Fylkets innlogging", "made"));

    // The same again changes nothing, and writes nothing.
    assert_eq!(id(store.admit_from_organisation(&kari(&units), by()).await.unwrap()), made);
    assert_eq!(store.changes(None, None, 9).await.unwrap().len(), trail.len());

    let reader = FromOrganisation { role: Some(Role::Reader), email: "kari.ny@eksempel.no", ..kari(&units) };
    assert_eq!(id(store.admit_from_organisation(&reader, by()).await.unwrap()), made);
    let account = store.account(made).await.unwrap().unwrap();
    assert_eq!((account.email.as_str(), account.role), ("kari.ny@eksempel.no", Role::Reader));
    assert!(account.units.is_empty() && account.trust.as_deref() == Some("Akershus"));
    let line = &store.changes(None, None, 9).await.unwrap()[0];
    assert_eq!(line.action, "changed");
    assert!(line.old_row.as_ref().unwrap().contains("A, B"), "{line:?}");

    // The same subject elsewhere is somebody else.
    let other =
        FromOrganisation { issuer: "https://annen.eksempel.no", email: "ola@eksempel.no", ..kari(&units) };
    assert_ne!(id(store.admit_from_organisation(&other, by()).await.unwrap()), made);
    assert!(
        store.account_by_email("kari@eksempel.no").await.unwrap().is_none(),
        "nobody is called so any more"
    );
}

async fn without_a_role_an_account_is_disabled_until_there_is_one_again(store: Store) {
    let none = FromOrganisation { role: None, ..kari(&[]) };
    assert_eq!(store.admit_from_organisation(&none, by()).await.unwrap(), VouchedFor::NoRole(None));
    assert!(!store.has_accounts().await.unwrap(), "nobody without a role gets an account");

    // Also the last administrator: nobody but the provider lets her in.
    let administrator = FromOrganisation { role: Some(Role::Administrator), ..kari(&[]) };
    let made = id(store.admit_from_organisation(&administrator, by()).await.unwrap());
    store.open_session("hash", made, now(), now() + TimeDelta::hours(1)).await.unwrap();
    store.add_token(made, "Journal", "token", now() + TimeDelta::days(30), by()).await.unwrap();
    store.add_feed(made, ("/belegg", "Belegg"), "feed", by()).await.unwrap();
    assert_eq!(store.admit_from_organisation(&none, by()).await.unwrap(), VouchedFor::NoRole(Some(made)));
    let account = store.account(made).await.unwrap().unwrap();
    assert!(account.disabled && account.role == Role::Administrator);
    assert!(store.session("hash").await.unwrap().is_none() && store.sessions(made).await.unwrap().is_empty());
    assert!(store.tokens(made).await.unwrap().is_empty() && store.feeds(made).await.unwrap().is_empty());
    assert_eq!(store.changes(None, None, 9).await.unwrap()[0].action, "disabled");
    assert_eq!(store.admit_from_organisation(&none, by()).await.unwrap(), VouchedFor::NoRole(Some(made)));

    let statistics = FromOrganisation { role: Some(Role::Statistics), ..kari(&[]) };
    assert_eq!(id(store.admit_from_organisation(&statistics, by()).await.unwrap()), made);
    let account = store.account(made).await.unwrap().unwrap();
    assert!(!account.disabled && account.role == Role::Statistics);
    assert_eq!(store.changes(None, None, 9).await.unwrap()[0].action, "enabled");
}

async fn what_a_hand_has_disabled_stays_so(store: Store) {
    let who = FromOrganisation { role: Some(Role::Statistics), ..kari(&[]) };
    let none = FromOrganisation { role: None, ..who };
    let made = id(store.admit_from_organisation(&who, by()).await.unwrap());
    let off = AccountChange { role: Role::Statistics, trust: None, units: Vec::new(), disabled: true };
    store.change_account(made, &off, by()).await.unwrap();
    for said in [&who, &none, &who] {
        assert_eq!(store.admit_from_organisation(said, by()).await.unwrap(), VouchedFor::Disabled(made));
    }
    store.change_account(made, &AccountChange { disabled: false, ..off.clone() }, by()).await.unwrap();
    assert_eq!(store.admit_from_organisation(&none, by()).await.unwrap(), VouchedFor::NoRole(Some(made)));
    // Opened and closed again by hand: the organisation doesn't open it.
    store.change_account(made, &AccountChange { disabled: false, ..off.clone() }, by()).await.unwrap();
    store.change_account(made, &off, by()).await.unwrap();
    assert_eq!(store.admit_from_organisation(&who, by()).await.unwrap(), VouchedFor::Disabled(made));
}

async fn nobody_takes_over_an_account_by_its_address(store: Store) {
    let local = NewAccount {
        email: "kari@eksempel.no",
        password: Some("$argon2id$hemmelig"),
        role: Role::Administrator,
        trust: None,
        units: &[],
    };
    let local = store.add_account(&local, by()).await.unwrap();
    assert_eq!(store.admit_from_organisation(&kari(&[]), by()).await.unwrap(), VouchedFor::AddressTaken);
    assert_eq!(store.accounts().await.unwrap().len(), 1);
    // Nor by a new address of somebody who has an account: she keeps the old one.
    let other = FromOrganisation { email: "ola@eksempel.no", role: Some(Role::Statistics), ..kari(&[]) };
    let made = id(store.admit_from_organisation(&other, by()).await.unwrap());
    let renamed = FromOrganisation { email: "kari@eksempel.no", ..other };
    assert_eq!(id(store.admit_from_organisation(&renamed, by()).await.unwrap()), made);
    assert_eq!(store.account(made).await.unwrap().unwrap().email, "ola@eksempel.no");
    let local = store.account(local).await.unwrap().unwrap();
    assert!(local.role == Role::Administrator && !local.organisation);
}

async fn a_session_knows_how_it_is_signed_out_at_the_provider(store: Store) {
    let made = id(store
        .admit_from_organisation(&FromOrganisation { role: Some(Role::Statistics), ..kari(&[]) }, by())
        .await
        .unwrap());
    for hash in ["her", "der"] {
        store.open_session(hash, made, now(), now() + TimeDelta::hours(1)).await.unwrap();
    }
    store.set_session_id_token("der", "a.b.c").await.unwrap();
    assert_eq!(store.session_id_token("her").await.unwrap(), None);
    assert_eq!(store.session_id_token("der").await.unwrap().as_deref(), Some("a.b.c"));
    assert_eq!(store.session_id_token("ukjent").await.unwrap(), None);
}
