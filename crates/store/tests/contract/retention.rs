//! What is deleted by age, and by whom.

use crate::on_both_databases;
use crate::rows::{import_at, registration, unit};
use chrono::{DateTime, TimeDelta, Utc};
use store::{By, Deleted, Keep, NewAccount, Store};
use vocabulary::{Event, EventKind, EventPlace, Role, Rows};

on_both_databases! {
    what_is_over_goes_and_the_rest_stays_where_nothing_is_said;
    the_trail_goes_by_its_age_with_a_line_that_says_so;
    it_is_done_once_a_day_whoever_comes;
}

fn now() -> DateTime<Utc> {
    "2026-03-29T00:30:00.123456789Z".parse().unwrap()
}

fn by(at: DateTime<Utc>) -> By<'static> {
    By { at, account: None, person: "test" }
}

async fn fill(store: &Store) -> i64 {
    let new = NewAccount {
        email: "kari@eksempel.no",
        password: None,
        role: Role::Statistics,
        trust: None,
        units: &[],
    };
    let old = now() - TimeDelta::days(800);
    let account = store.add_account(&new, by(old)).await.unwrap();
    for (hash, end) in [("over", now()), ("alive", now() + TimeDelta::minutes(1))] {
        store.open_session(hash, account, now() - TimeDelta::hours(12), end).await.unwrap();
    }
    for (hash, days) in [("long over", -30), ("just over", -29), ("valid", 30)] {
        store.add_token(account, hash, hash, now() + TimeDelta::days(days), by(old)).await.unwrap();
    }
    store.count_failure(&["old"], now() - TimeDelta::minutes(60), old).await.unwrap();
    store.count_failure(&["new"], now() - TimeDelta::minutes(59), old).await.unwrap();
    assert!(store.save_view("old", "/belegg?enhet=A", 9, by(old)).await.unwrap());
    assert!(store.save_view("new", "/belegg?enhet=B", 9, by(now())).await.unwrap());
    import_at(store, Rows::Units(vec![unit("A")]), old).await;
    for (beds, at) in [(1.0, old), (2.0, old), (3.0, now())] {
        let rows = vec![registration("A", "2024-02-29", beds, 1.0)];
        import_at(store, Rows::Registrations(rows), at).await;
    }
    let event = Event {
        place: EventPlace::Country,
        date: "2026-01-01".parse().unwrap(),
        kind: EventKind::Beds,
        description: None,
    };
    store.save_event(&event, &by(now())).await.unwrap();
    account
}

async fn what_is_over_goes_and_the_rest_stays_where_nothing_is_said(store: Store) {
    let account = fill(&store).await;
    let trail = store.changes(None, None, 99).await.unwrap();
    let gone = store.delete_by_age(Keep::default(), now()).await.unwrap().unwrap();
    assert_eq!(gone, Deleted { sessions: 1, attempts: 1, tokens: 1, ..Deleted::default() });
    assert_eq!(store.sessions(account).await.unwrap().len(), 1);
    let tokens = store.tokens(account).await.unwrap();
    assert!(tokens.iter().all(|token| token.label != "long over") && tokens.len() == 2, "{tokens:?}");
    let since = now() - TimeDelta::days(1);
    assert!(store.attempts("old", since).await.unwrap().is_none());
    assert!(store.attempts("new", since).await.unwrap().is_some());
    assert_eq!(store.changes(None, None, 99).await.unwrap(), trail);
    assert!(store.saved_view("old").await.unwrap().is_some());
}

async fn the_trail_goes_by_its_age_with_a_line_that_says_so(store: Store) {
    fill(&store).await;
    let since = Some(now() - TimeDelta::days(365));
    let keep = Keep { trail_since: since, views_since: since };
    let batches = store.batches(9, None).await.unwrap();
    let gone = store.delete_by_age(keep, now()).await.unwrap().unwrap();
    assert_eq!((gone.changes, gone.superseded, gone.views), (4, 1, 1), "{gone:?}");
    let left: Vec<_> = store.changes(None, None, 99).await.unwrap();
    let told: Vec<_> = left.iter().map(|line| (line.subject.as_str(), line.action.as_str())).collect();
    assert_eq!(told, [("trail", "shortened"), ("event", "made")]);
    assert!(left[0].old_row.as_ref().unwrap().contains("\"rows\":5"), "{left:?}");
    assert!(store.saved_view("old").await.unwrap().is_none());
    assert!(store.saved_view("new").await.unwrap().is_some());
    let kept: usize = {
        let mut kept = 0;
        for batch in &batches {
            kept += store.superseded_rows(batch.id).await.unwrap().len();
        }
        kept
    };
    assert_eq!(kept, 1, "what was replaced lately can still be looked up");
    // Figures, accounts and imports stay.
    assert_eq!(store.batches(9, None).await.unwrap().len(), batches.len());
    assert!(store.account_by_email("kari@eksempel.no").await.unwrap().is_some());
    // Another day there is nothing to say.
    store.delete_by_age(keep, now() + TimeDelta::days(1)).await.unwrap().unwrap();
    assert_eq!(store.changes(None, None, 99).await.unwrap().len(), 2);
}

async fn it_is_done_once_a_day_whoever_comes(store: Store) {
    let servers: Vec<_> = (0..8)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move { store.delete_by_age(Keep::default(), now()).await.unwrap() })
        })
        .collect();
    let mut done = 0;
    for server in servers {
        done += usize::from(server.await.unwrap().is_some());
    }
    assert_eq!(done, 1);
    let later = |hours| store.delete_by_age(Keep::default(), now() + TimeDelta::hours(hours));
    assert!(later(22).await.unwrap().is_none());
    assert!(later(23).await.unwrap().is_some());
    assert!(later(24).await.unwrap().is_none());
}
