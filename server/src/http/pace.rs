//! How much one account, or one address that nobody has signed in from, may ask for: enough for anybody who reads and
//! writes, too little to keep the processors busy. Each server counts by itself. In the demo country, whose accounts
//! everybody shares, nothing is counted.

use super::access::table::Kind;
use super::access::{ClientAddress, Identity};
use super::{problem, throttle};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use language::t;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

/// Files cost so many times what a page does, or an address of the API.
const FILE: u32 = 4;
/// After so many requests those are forgotten who haven't asked for a while.
const FORGET_AFTER: u32 = 4096;

/// Who asks, as it is counted.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Who {
    Account(i64),
    Network(String),
}

/// What is counted.
pub struct Pace {
    limiter: DefaultKeyedRateLimiter<Who>,
    since: AtomicU32,
}

impl Pace {
    /// So many pages a minute, and a quarter of them at once.
    pub fn new(a_minute: NonZeroU32) -> Self {
        let at_once = NonZeroU32::new(a_minute.get() / 4).unwrap_or(NonZeroU32::MIN);
        let quota =
            Quota::per_minute(a_minute).allow_burst(at_once.max(NonZeroU32::MIN.saturating_add(FILE - 1)));
        Self { limiter: RateLimiter::keyed(quota), since: AtomicU32::new(0) }
    }

    /// Counts a request; the answer to one that is too much.
    pub fn count(&self, who: &Identity, address: ClientAddress, kind: Kind) -> Option<Response> {
        let account = who.person.as_ref().and_then(|person| person.account);
        let who = match (account, address.0) {
            (Some(account), _) => Who::Account(account),
            (None, Some(_)) => Who::Network(throttle::network(address)),
            // The operator's own tools, and tests.
            (None, None) => return None,
        };
        if self.since.fetch_add(1, Ordering::Relaxed) >= FORGET_AFTER {
            self.since.store(0, Ordering::Relaxed);
            self.limiter.retain_recent();
        }
        let cost = if kind == Kind::File { FILE } else { 1 };
        let cost = NonZeroU32::new(cost).unwrap_or(NonZeroU32::MIN);
        let refused = self.limiter.check_key_n(&who, cost).ok()?.err()?;
        let seconds = refused.wait_time_from(DefaultClock::default().now()).as_secs() + 1;
        Some(too_much(kind, seconds))
    }
}

fn too_much(kind: Kind, seconds: u64) -> Response {
    let detail = t!(
        "For mange forespørsler på kort tid. Vent {seconds} sekunder, og prøv igjen. Det du skrev i et skjema, står der \
         når du går tilbake."
    );
    let mut response = if kind == Kind::Api {
        problem::problem(
            StatusCode::TOO_MANY_REQUESTS,
            t!("For mange forespørsler"),
            detail,
            serde_json::Value::Null,
        )
    } else {
        (StatusCode::TOO_MANY_REQUESTS, detail + "\n").into_response()
    };
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use vocabulary::Person;

    fn somebody(account: Option<i64>) -> Identity {
        Identity::of(account.map(|account| Person { account: Some(account), ..Person::operator() }))
    }

    fn address(text: &str) -> ClientAddress {
        ClientAddress(text.parse().ok())
    }

    #[test]
    fn one_who_asks_too_much_waits_and_nobody_else() {
        let pace = Pace::new(NonZeroU32::new(40).unwrap());
        let (anne, ola) = (somebody(Some(1)), somebody(Some(2)));
        let here = address("192.0.2.1");
        let taken = (0..100).filter(|_| pace.count(&anne, here, Kind::Page).is_none()).count();
        assert_eq!(taken, 10);
        let refused = pace.count(&anne, address("192.0.2.2"), Kind::Page).unwrap();
        assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
        let wait: u64 = refused.headers()[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
        assert!((1..=3).contains(&wait), "{wait}");
        assert!(pace.count(&ola, here, Kind::Page).is_none());
        let nobody = somebody(None);
        assert!(pace.count(&nobody, here, Kind::Page).is_none());
        assert!(pace.count(&nobody, address(""), Kind::Page).is_none());
    }

    #[test]
    fn a_file_counts_as_several_pages_and_the_api_answers_in_its_own_way() {
        let pace = Pace::new(NonZeroU32::new(40).unwrap());
        let nobody = somebody(None);
        let of = |kind, from| (0..100).filter(|_| pace.count(&nobody, address(from), kind).is_none()).count();
        assert_eq!(of(Kind::File, "192.0.2.1"), 2);
        // Everybody of a network together, where each has as many addresses as she likes.
        assert_eq!(of(Kind::Api, "2001:db8::1") + of(Kind::Api, "2001:db8::2"), 10);
        let refused = pace.count(&nobody, address("2001:db8::3"), Kind::Api).unwrap();
        assert_eq!(refused.headers()[header::CONTENT_TYPE], "application/problem+json");
    }
}
