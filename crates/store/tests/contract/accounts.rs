//! Accounts, their sessions, their trail, and sign-ins that failed.

use crate::on_both_databases;
use crate::rows::{import, unit};
use chrono::{DateTime, TimeDelta, Utc};
use store::{AccountChange, By, NewAccount, Store, StoreError};
use vocabulary::{Role, Rows, UnitCode};

on_both_databases! {
    an_account_is_found_however_its_address_is_written;
    an_address_has_one_account;
    what_changes_stands_in_the_trail_and_never_a_hash;
    the_last_administrator_stays;
    a_session_is_found_by_its_hash_with_its_account;
    sessions_end_one_by_one_and_all_together;
    failures_are_counted_forgotten_and_taken_back;
    a_token_is_found_by_its_hash_and_taken_away_by_its_owner;
    a_password_that_another_account_gave_ends_and_ones_own_doesnt;
    feeds_end_with_the_account_and_with_anothers_password_as_tokens_do;
}

fn now() -> DateTime<Utc> {
    "2026-03-29T00:30:00.123456789Z".parse().unwrap()
}

fn by() -> By<'static> {
    By { at: now(), account: None, person: "test" }
}

fn units(codes: &[&str]) -> Vec<UnitCode> {
    codes.iter().map(|code| code.parse().unwrap()).collect()
}

async fn add(store: &Store, email: &str, role: Role) -> i64 {
    let units = if role == Role::Registrar { units(&["B", "A"]) } else { Vec::new() };
    let new = NewAccount {
        email,
        password: Some("$argon2id$hemmelig"),
        role,
        trust: Some("Akershus"),
        units: &units,
    };
    store.add_account(&new, by()).await.unwrap()
}

async fn an_account_is_found_however_its_address_is_written(store: Store) {
    import(&store, Rows::Units(vec![unit("A"), unit("B")])).await.unwrap();
    assert!(!store.has_accounts().await.unwrap());
    let id = add(&store, " Åse@Eksempel.NO ", Role::Registrar).await;
    assert!(store.has_accounts().await.unwrap());
    let found = store.account_by_email("åSE@eksempel.no").await.unwrap().unwrap();
    assert_eq!((found.id, found.email.as_str(), found.role), (id, "åse@eksempel.no", Role::Registrar));
    assert_eq!(found.units, units(&["A", "B"]));
    assert_eq!(found.trust, None, "only a reader has a trust");
    assert!(found.has_password && !found.disabled);
    assert_eq!(found.created_at, "2026-03-29T00:30:00Z".parse::<DateTime<Utc>>().unwrap());
    let person = found.person();
    assert_eq!((person.account, person.name.as_str()), (Some(id), "åse@eksempel.no"));

    add(&store, "anne@eksempel.no", Role::Reader).await;
    let emails: Vec<_> = store.accounts().await.unwrap().into_iter().map(|account| account.email).collect();
    assert_eq!(emails, ["anne@eksempel.no", "åse@eksempel.no"]);
    assert!(store.account(99).await.unwrap().is_none());
}

async fn an_address_has_one_account(store: Store) {
    add(&store, "kari@eksempel.no", Role::Statistics).await;
    let new =
        NewAccount { email: "KARI@eksempel.no", password: None, role: Role::Reader, trust: None, units: &[] };
    let error = store.add_account(&new, by()).await.unwrap_err();
    assert!(matches!(error, StoreError::Constraint(rule) if rule == "account_email"));
    let unknown = units(&["FINNES-IKKE"]);
    let new = NewAccount {
        email: "ola@eksempel.no",
        password: None,
        role: Role::Registrar,
        trust: None,
        units: &unknown,
    };
    assert!(matches!(store.add_account(&new, by()).await.unwrap_err(), StoreError::Constraint(_)));
    assert!(store.account_by_email("ola@eksempel.no").await.unwrap().is_none(), "all or nothing");
}

async fn what_changes_stands_in_the_trail_and_never_a_hash(store: Store) {
    import(&store, Rows::Units(vec![unit("A"), unit("B")])).await.unwrap();
    let administrator = add(&store, "admin@eksempel.no", Role::Administrator).await;
    let id = add(&store, "kari@eksempel.no", Role::Registrar).await;
    let admin = By { at: now(), account: Some(administrator), person: "admin@eksempel.no" };
    let to = AccountChange {
        role: Role::Reader,
        trust: Some("Akershus".into()),
        units: units(&["A"]),
        disabled: false,
    };
    assert!(store.change_account(id, &to, admin).await.unwrap());
    assert!(store.change_account(id, &to, admin).await.unwrap(), "the same again changes nothing");
    assert!(store.set_password(id, "$argon2id$annet", admin).await.unwrap());
    assert!(store.change_account(id, &AccountChange { disabled: true, ..to.clone() }, admin).await.unwrap());
    assert!(!store.change_account(99, &to, admin).await.unwrap());
    assert!(!store.set_password(99, "x", admin).await.unwrap());

    let changes = store.changes_of("account", &id.to_string()).await.unwrap();
    let actions: Vec<_> = changes.iter().map(|change| change.action.as_str()).collect();
    assert_eq!(actions, ["disabled", "password", "changed", "made"]);
    assert_eq!((changes[0].account, changes[0].person.as_str()), (Some(administrator), "admin@eksempel.no"));
    let changed = (changes[2].old_row.as_deref().unwrap(), changes[2].new_row.as_deref().unwrap());
    assert!(changed.0.contains("registrator") && changed.0.contains("A, B"), "{changed:?}");
    assert!(changed.1.contains("leser") && changed.1.contains("Akershus"), "{changed:?}");
    assert!(!format!("{changes:?}").contains("argon2"));
    assert_eq!(store.password(id).await.unwrap(), None, "a disabled account has none to try");
    assert_eq!(store.password(administrator).await.unwrap().as_deref(), Some("$argon2id$hemmelig"));
}

async fn the_last_administrator_stays(store: Store) {
    let first = add(&store, "en@eksempel.no", Role::Administrator).await;
    let second = add(&store, "to@eksempel.no", Role::Administrator).await;
    let off = AccountChange { role: Role::Administrator, trust: None, units: Vec::new(), disabled: true };
    assert!(store.change_account(first, &off, by()).await.unwrap());
    for to in [off.clone(), AccountChange { role: Role::Statistics, disabled: false, ..off.clone() }] {
        let error = store.change_account(second, &to, by()).await.unwrap_err();
        assert!(matches!(error, StoreError::Refused(_)));
        assert_eq!(store.account(second).await.unwrap().unwrap().role, Role::Administrator);
    }
    assert!(
        store.change_account(first, &AccountChange { disabled: false, ..off.clone() }, by()).await.unwrap()
    );
    assert!(store.change_account(second, &off, by()).await.unwrap());
}

async fn a_session_is_found_by_its_hash_with_its_account(store: Store) {
    import(&store, Rows::Units(vec![unit("A"), unit("B")])).await.unwrap();
    let id = add(&store, "kari@eksempel.no", Role::Registrar).await;
    let end = now() + TimeDelta::hours(12);
    store.open_session("hash", id, now(), end).await.unwrap();
    let found = store.session("hash").await.unwrap().unwrap();
    assert_eq!((found.account.id, found.account.units.len()), (id, 2));
    let idle = TimeDelta::hours(1);
    assert!(found.session.is_alive(now() + TimeDelta::minutes(59), idle));
    assert!(!found.session.is_alive(now() + TimeDelta::hours(1), idle));
    store.touch_session(found.session.id, now() + TimeDelta::minutes(59)).await.unwrap();
    let found = store.session("hash").await.unwrap().unwrap();
    assert!(found.session.is_alive(now() + TimeDelta::minutes(100), idle));
    assert!(!found.session.is_alive(end, TimeDelta::days(1)), "at the end it is over, used or not");
    assert!(store.session("annet").await.unwrap().is_none());
    assert!(store.open_session("x", 99, now(), end).await.is_err());

    let to = AccountChange { role: Role::Registrar, trust: None, units: units(&["A", "B"]), disabled: true };
    store.change_account(id, &to, by()).await.unwrap();
    assert!(store.session("hash").await.unwrap().is_none());
    store.change_account(id, &AccountChange { disabled: false, ..to }, by()).await.unwrap();
    assert!(store.session("hash").await.unwrap().is_none(), "it doesn't come back");
}

async fn sessions_end_one_by_one_and_all_together(store: Store) {
    let id = add(&store, "kari@eksempel.no", Role::Reader).await;
    let other = add(&store, "ola@eksempel.no", Role::Reader).await;
    let end = now() + TimeDelta::hours(12);
    for (hash, account) in [("a", id), ("b", id), ("c", id), ("d", other)] {
        store.open_session(hash, account, now(), end).await.unwrap();
    }
    store.end_session("a").await.unwrap();
    assert_eq!(store.sessions(id).await.unwrap().len(), 2);
    assert_eq!(store.end_sessions(id).await.unwrap(), 2);
    assert!(store.session("d").await.unwrap().is_some());
    store.set_password(other, "$argon2id$annet", by()).await.unwrap();
    assert!(store.session("d").await.unwrap().is_none(), "a new password ends them");

    store.open_session("e", id, now(), end).await.unwrap();
    store.open_session("f", other, end, end + TimeDelta::hours(12)).await.unwrap();
    assert!(store.session("e").await.unwrap().is_none(), "what is over is cleared away");
}

async fn failures_are_counted_forgotten_and_taken_back(store: Store) {
    let since = now() - TimeDelta::hours(1);
    assert_eq!(store.attempts("x", since).await.unwrap(), None);
    assert_eq!(store.count_failure(&["x", "y"], now(), since).await.unwrap(), [1, 1]);
    assert_eq!(store.count_failure(&["x"], now(), since).await.unwrap(), [2]);
    let found = store.attempts("x", since).await.unwrap().unwrap();
    assert_eq!((found.failures, found.last_at), (2, "2026-03-29T00:30:00Z".parse().unwrap()));
    store.take_failure_back(&[&"x".to_owned(), &"z".to_owned()]).await.unwrap();
    assert_eq!(store.attempts("x", since).await.unwrap().unwrap().failures, 1);
    store.forget_failures("x").await.unwrap();
    assert_eq!(store.attempts("x", since).await.unwrap(), None);

    let later = now() + TimeDelta::hours(2);
    assert_eq!(store.attempts("y", later - TimeDelta::hours(1)).await.unwrap(), None);
    assert_eq!(store.count_failure(&["y"], later, later - TimeDelta::hours(1)).await.unwrap(), [1]);
}

async fn a_token_is_found_by_its_hash_and_taken_away_by_its_owner(store: Store) {
    import(&store, Rows::Units(vec![unit("A"), unit("B")])).await.unwrap();
    let (owner, other) = (
        add(&store, "anne@eksempel.no", Role::Registrar).await,
        add(&store, "ola@eksempel.no", Role::Administrator).await,
    );
    let id = store.add_token(owner, "Journal", "hash", now() + TimeDelta::days(30), by()).await.unwrap();
    assert!(store.token("ikke").await.unwrap().is_none());
    let found = store.token("hash").await.unwrap().unwrap();
    assert_eq!((found.account.id, found.account.units), (owner, units(&["A", "B"])));
    assert_eq!((found.token.id, found.token.last_used_at), (id, None));
    store.touch_token(id, now()).await.unwrap();
    let tokens = store.tokens(owner).await.unwrap();
    assert_eq!(tokens[0].last_used_at, Some("2026-03-29T00:30:00Z".parse::<DateTime<Utc>>().unwrap()));
    // Only PostgreSQL tells the constraint's name.
    let again = store.add_token(owner, "Igjen", "hash", now(), by()).await;
    assert!(matches!(again, Err(StoreError::Constraint(_))), "{again:?}");

    assert!(!store.remove_token(other, id, by()).await.unwrap());
    assert!(store.remove_token(owner, id, by()).await.unwrap());
    assert!(store.token("hash").await.unwrap().is_none() && store.tokens(owner).await.unwrap().is_empty());
    let trail = store.changes(None, None, 2).await.unwrap();
    let told: Vec<_> = trail.iter().map(|line| (line.subject.as_str(), line.action.as_str())).collect();
    assert_eq!(told, [("token", "struck"), ("token", "made")]);
    assert!(trail.iter().all(|line| !format!("{line:?}").contains("hash")), "never what it is known by");

    // Her own new password leaves her programs alone, somebody else's may have a reason.
    store.add_token(owner, "Journal", "hash", now() + TimeDelta::days(30), by()).await.unwrap();
    let herself = By { account: Some(owner), ..by() };
    store.set_password(owner, "$argon2id$annet", herself).await.unwrap();
    assert!(store.token("hash").await.unwrap().is_some());
    store.set_password(owner, "$argon2id$tredje", by()).await.unwrap();
    assert!(store.token("hash").await.unwrap().is_none());
    store.add_token(owner, "Journal", "hash", now() + TimeDelta::days(30), by()).await.unwrap();
    let off = AccountChange { role: Role::Registrar, trust: None, units: units(&["A"]), disabled: true };
    store.change_account(owner, &off, by()).await.unwrap();
    store.change_account(owner, &AccountChange { disabled: false, ..off }, by()).await.unwrap();
    assert!(store.token("hash").await.unwrap().is_none(), "an account that is opened again has none");
}

async fn feeds_end_with_the_account_and_with_anothers_password_as_tokens_do(store: Store) {
    let owner = add(&store, "anne@eksempel.no", Role::Statistics).await;
    let other = add(&store, "ola@eksempel.no", Role::Statistics).await;
    let follow = async |account, hash| {
        store.add_feed(account, ("/belegg", "Belegg"), hash, by()).await.unwrap();
    };
    follow(owner, "hers").await;
    follow(other, "his").await;
    store.set_password(owner, "$argon2id$annet", By { account: Some(owner), ..by() }).await.unwrap();
    assert!(store.feed("hers").await.unwrap().is_some(), "her own new password leaves them");
    store.set_password(owner, "$argon2id$tredje", by()).await.unwrap();
    assert!(store.feed("hers").await.unwrap().is_none() && store.feeds(owner).await.unwrap().is_empty());

    follow(owner, "igjen").await;
    let off = AccountChange { role: Role::Statistics, trust: None, units: Vec::new(), disabled: true };
    store.change_account(owner, &off, by()).await.unwrap();
    store.change_account(owner, &AccountChange { disabled: false, ..off }, by()).await.unwrap();
    assert!(store.feed("igjen").await.unwrap().is_none(), "an account that is opened again has none");
    assert!(store.feed("his").await.unwrap().is_some(), "nobody else's");
}

async fn a_password_that_another_account_gave_ends_and_ones_own_doesnt(store: Store) {
    let administrator = add(&store, "admin@eksempel.no", Role::Administrator).await;
    let ends = async |id| store.account(id).await.unwrap().unwrap().password_ends_at;
    assert_eq!(ends(administrator).await, None, "from the command line, which can do anything anyway");
    let admin = By { account: Some(administrator), ..by() };
    let new = |email, password| NewAccount { email, password, role: Role::Reader, trust: None, units: &[] };
    let without = store.add_account(&new("ola@eksempel.no", None), admin).await.unwrap();
    assert_eq!(ends(without).await, None);
    let id = store.add_account(&new("kari@eksempel.no", Some("$argon2id$a")), admin).await.unwrap();
    let until = Some("2026-04-01T00:30:00Z".parse::<DateTime<Utc>>().unwrap());
    assert_eq!(ends(id).await, until, "72 hours");
    store.set_password(id, "$argon2id$b", By { account: Some(id), ..by() }).await.unwrap();
    assert_eq!(ends(id).await, None, "her own");
    store.set_password(id, "$argon2id$c", admin).await.unwrap();
    assert_eq!(ends(id).await, until);
    store.open_session("hash", id, now(), now() + TimeDelta::hours(1)).await.unwrap();
    assert_eq!(store.session("hash").await.unwrap().unwrap().account.password_ends_at, until);
    store.set_password(administrator, "$argon2id$d", admin).await.unwrap();
    assert_eq!(ends(administrator).await, None, "an administrator's own");
}
