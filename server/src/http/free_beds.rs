//! `GET /ledige-senger/strom`: the list of free beds as server-sent events, sent anew when something changed.
//!
//! One task asks the database where the data stand: when it tells of a change, whichever server made it, or once a second
//! while somebody listens; all streams wait for what it finds. A stream ends after a while, so that the browser comes back and is looked at again.

use app::data::Data;
use app::ledige_senger::{Question, Version, list, version};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use futures_util::{Stream, stream};
use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use store::{News, StoreError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::Instant;
use vocabulary::Person;

/// How often the database is asked.
const EVERY: Duration = Duration::from_secs(1);
/// The same where it tells of changes itself: what is shown also grows old.
const SELDOM: Duration = Duration::from_secs(10);
/// After so many questions it is asked again whether it tells of changes.
const LISTEN_AGAIN: u32 = 30;
/// How often a silent stream says that it lives.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// How long one stream lasts.
const LONGEST: Duration = Duration::from_mins(15);
/// More listeners are turned away.
const MOST_LISTENERS: usize = 2000;

#[derive(Clone)]
struct Live {
    data: Data,
    state: Arc<OnceLock<watch::Receiver<Option<Version>>>>,
    /// One permit a listener.
    room: Arc<Semaphore>,
}

pub fn routes(data: Data) -> Router {
    let live = Live { data, state: Arc::default(), room: Arc::new(Semaphore::new(MOST_LISTENERS)) };
    Router::new().route("/ledige-senger/strom", get(follow)).with_state(live)
}

impl Live {
    /// Where the data stand, from now on. The task that asks starts with the first listener.
    fn listen(&self) -> watch::Receiver<Option<Version>> {
        let first = self.state.get_or_init(|| {
            let (sender, receiver) = watch::channel(None);
            tokio::spawn(ask(self.data.clone(), sender));
            receiver
        });
        first.clone()
    }
}

/// Asks when the database says that something changed; where it doesn't, now and then, and only while somebody listens.
/// Until the program stops; the streams end with it.
async fn ask(data: Data, sender: watch::Sender<Option<Version>>) {
    let mut stop = std::pin::pin!(super::told_to_stop());
    let (mut changes, mut silent) = (None, 0_u32);
    loop {
        if changes.is_none() && silent.is_multiple_of(LISTEN_AGAIN) {
            changes = data.store.news().await.unwrap_or_else(|error| {
                tracing::warn!(%error, "the database can't tell of changes; it is asked every second");
                None
            });
        }
        // One receiver is kept for those who come.
        if sender.receiver_count() > 1 || changes.is_some() {
            match version(&data).await {
                Ok(now) => _ = sender.send_if_modified(|held| held.replace(now) != Some(now)),
                Err(error) => tracing::error!(%error, "the state of the data could not be read"),
            }
        }
        let every = if changes.is_some() { SELDOM } else { EVERY };
        tokio::select! {
            () = tokio::time::sleep(every) => silent = silent.wrapping_add(1),
            heard = heard(&mut changes) => if let Err(error) = heard {
                tracing::warn!(%error, "the database tells of changes no more");
                (changes, silent) = (None, 1);
            },
            () = &mut stop => return,
        }
    }
}

/// The next change that the database tells of; never, where it doesn't.
async fn heard(changes: &mut Option<News>) -> Result<(), StoreError> {
    match changes {
        Some(changes) => changes.next().await,
        None => std::future::pending().await,
    }
}

async fn follow(
    State(live): State<Live>,
    person: Option<Extension<Person>>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let person = person.map(|Extension(person)| person);
    let catalogue = match live.data.catalogue().await {
        Ok(catalogue) => catalogue,
        Err(error) => {
            tracing::error!(%error, "the catalogue could not be read");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    let question = Question::parse(|name| query.get(name).cloned(), &catalogue, live.data.today());
    if !live.data.free_beds.allows(person.as_ref(), question.key.as_deref()) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let Ok(seat) = Arc::clone(&live.room).try_acquire_owned() else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let receiver = live.listen();
    // A browser that comes back says what it saw last; one that comes first has it from the page.
    let again = headers.get("last-event-id").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let seen = again.or_else(|| query.get("fra").cloned()).unwrap_or_default();
    let until = Instant::now() + LONGEST;
    let listener = Listener { data: live.data, question, person, receiver, seen, until, _seat: seat };
    Sse::new(events(listener)).keep_alive(KeepAlive::new().interval(HEARTBEAT)).into_response()
}

/// Somebody who looks at the list.
struct Listener {
    data: Data,
    question: Question,
    person: Option<Person>,
    receiver: watch::Receiver<Option<Version>>,
    /// The version that she has.
    seen: String,
    until: Instant,
    /// Given back when the stream ends.
    _seat: OwnedSemaphorePermit,
}

fn events(listener: Listener) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(listener, |mut listener| async move {
        let event = listener.next().await?;
        Some((Ok(event), listener))
    })
}

impl Listener {
    /// The next list; `None` when the stream is over.
    async fn next(&mut self) -> Option<Event> {
        loop {
            let held = *self.receiver.borrow_and_update();
            let news =
                held.map(|version| (version, version.to_string())).filter(|(_, text)| *text != self.seen);
            if let Some((version, text)) = news {
                match list(&self.data, &self.question, version, self.person.as_ref()).await {
                    Ok(html) => {
                        self.seen.clone_from(&text);
                        return Some(Event::default().event("liste").id(text).data(html));
                    }
                    Err(error) => {
                        tracing::error!(%error, "a list could not be made");
                        return None;
                    }
                }
            }
            tokio::time::timeout_at(self.until, self.receiver.changed()).await.ok()?.ok()?;
        }
    }
}
