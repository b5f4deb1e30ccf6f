//! Who asks, as pages see it. The server finds it out once per request and provides an [`Asking`]; what she may
//! is asked of `vocabulary::Person` alone.

use crate::selection::push;
use std::sync::Arc;
use vocabulary::Person;

/// Where to go after signing in.
pub const ONWARD: &str = "videre";
/// Where a form that waits was sent to.
pub const HELD_PATH: &str = "skjema_til";
/// What was in it, as a browser encodes it.
pub const HELD_BODY: &str = "skjema";
/// The number of the account that filled it in, where it is known.
pub const HELD_ACCOUNT: &str = "skjema_konto";
/// The fields that a sign-in carries on.
pub const CARRIED: [&str; 4] = [ONWARD, HELD_PATH, HELD_BODY, HELD_ACCOUNT];
/// Where the browser goes to be signed in, or out, at the organisation.
pub const TO_ORGANISATION: &str = "organisasjon_til";
/// Where it goes to be signed out there, where she chooses to.
pub const SIGN_OUT_THERE: &str = "organisasjon_ut";
/// What says, at signing out everywhere, that programs lose their way in, too.
pub const PROGRAMS_TOO: &str = "ogsaa";

/// Context: who asks and how far she gets.
#[derive(Clone)]
pub struct Asking {
    /// `None`: nobody has signed in, where one must.
    pub person: Option<Person>,
    /// The number of the session by which she is signed in.
    pub session: Option<i64>,
    /// One can sign in here: there are accounts.
    pub accounts: bool,
    /// Made-up data: a button for each role stands on the sign-in page.
    pub demo: bool,
    /// What the organisation is called by which one may sign in, too.
    pub organisation: Option<String>,
    /// One may sign in by e-mail address and password.
    pub local_accounts: bool,
    /// Whether a path opens for her as a page, by the server's table of routes.
    pub opens: Arc<dyn Fn(&str) -> bool + Send + Sync>,
}

/// In a request's extensions: its page shows what somebody typed and what a reload would lose.
#[derive(Debug, Clone, Copy)]
pub struct HoldsForm;

impl Asking {
    /// The account she is signed in with.
    pub fn account(&self) -> Option<&Person> {
        self.person.as_ref().filter(|person| person.account.is_some())
    }

    /// What the organisation is called, where nobody may sign in by password.
    pub fn organisation_alone(&self) -> Option<&str> {
        self.organisation.as_deref().filter(|_| !self.local_accounts)
    }

    /// The request's; `None` outside a request.
    pub fn of_request() -> Option<Self> {
        leptos::prelude::use_context()
    }
}

/// The address of the sign-in page that leads on to `path`.
pub fn sign_in_address(path: &str) -> String {
    let mut query = String::new();
    push(&mut query, ONWARD, path);
    format!("/logg-inn?{query}")
}
