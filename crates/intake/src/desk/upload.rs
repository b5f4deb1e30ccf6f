//! One upload: what it is, and how far it has come.

use crate::file::Check;
use chrono::{DateTime, Utc};
use import::{Input, Progress};
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::ImportCounts;
use tempfile::TempPath;
use tokio::sync::watch;
use vocabulary::{Dataset, Person, UnitCode};

/// The name of an upload: 128 random bits, so that knowing it is the right to see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct UploadId(pub u128);

impl fmt::Display for UploadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl FromStr for UploadId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let written = text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit());
        written.then(|| u128::from_str_radix(text, 16).map(Self)).and_then(Result::ok).ok_or(())
    }
}

/// Why an upload wasn't received, as an address carries it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadRefusal {
    /// No kind of data was chosen.
    NoKind,
    /// She may not bring files of this kind.
    NotForHer,
    /// No file was chosen.
    NoFile,
    /// The file is larger than the desk's limit.
    TooLarge,
    /// The file didn't come whole.
    Interrupted,
    /// Too many uploads wait.
    Full,
    /// Too many of her own wait.
    OwnFull,
    /// She brings too many at a time.
    Busy,
    /// The file couldn't be kept.
    NotKept,
}

impl UploadRefusal {
    const ALL: [(Self, &str); 9] = [
        (Self::NoKind, "slag"),
        (Self::NotForHer, "tilgang"),
        (Self::NoFile, "fil"),
        (Self::TooLarge, "storrelse"),
        (Self::Interrupted, "avbrutt"),
        (Self::Full, "fullt"),
        (Self::OwnFull, "egne"),
        (Self::Busy, "samtidig"),
        (Self::NotKept, "lagring"),
    ];

    /// As an address writes it.
    pub fn code(self) -> &'static str {
        Self::ALL.iter().find(|(refusal, _)| *refusal == self).map_or("", |(_, code)| code)
    }

    /// What an address means.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == code).map(|(refusal, _)| *refusal)
    }
}

/// A file that has come whole.
#[derive(Debug)]
pub struct Received {
    /// Its name from now on.
    pub id: UploadId,
    /// What it is said to hold.
    pub dataset: Dataset,
    /// What people call it.
    pub file_name: String,
    /// Who brings it.
    pub by: String,
    /// The units that its rows may name; `None`: every unit.
    pub units: Option<Vec<UnitCode>>,
    /// The sheet to read; `None`: the first.
    pub sheet: Option<String>,
    /// Bytes.
    pub size: u64,
    /// Where it lies.
    pub file: TempPath,
}

/// How far an upload has come.
#[derive(Debug, Clone)]
pub enum State {
    /// It is being looked through.
    Checking(Progress),
    /// It has faults.
    Refused(Arc<Check>),
    /// It has none, and waits to be confirmed.
    Ready(Arc<Check>),
    /// It is being taken in.
    Loading(Arc<Check>, Progress),
    /// It has been taken in.
    Done(Arc<Check>, ImportCounts),
    /// The program or the database failed; with a check it may be confirmed again.
    Failed(Option<Arc<Check>>),
}

impl State {
    /// Whether something is being done.
    pub const fn is_under_way(&self) -> bool {
        matches!(self, Self::Checking(_) | Self::Loading(..))
    }

    /// Whether nothing more comes of it: its page alone is left.
    pub const fn is_over(&self) -> bool {
        !self.is_under_way() && !self.may_be_confirmed()
    }

    /// Whether the file may be taken in from here.
    pub const fn may_be_confirmed(&self) -> bool {
        matches!(self, Self::Ready(_) | Self::Failed(Some(_)))
    }
}

/// An upload that a desk keeps.
#[derive(Debug)]
pub struct Upload {
    /// Its name.
    pub id: UploadId,
    /// What it is said to hold.
    pub dataset: Dataset,
    /// What people call it, as it may be shown.
    pub file_name: String,
    /// Who brings it.
    pub by: String,
    /// The units that its rows may name; `None`: every unit.
    pub units: Option<Vec<UnitCode>>,
    /// The sheet to read; `None`: the first.
    pub sheet: Option<String>,
    /// Bytes.
    pub size: u64,
    /// When it came.
    pub received_at: DateTime<Utc>,
    path: std::path::PathBuf,
    file: Mutex<Option<TempPath>>,
    state: watch::Sender<State>,
}

impl Upload {
    pub(super) fn new(received: Received, received_at: DateTime<Utc>) -> Self {
        let Received { id, dataset, file_name, by, units, sheet, size, file } = received;
        let path = file.to_path_buf();
        Self {
            id,
            dataset,
            file_name: Input::path(&path).named(file_name).name(),
            by,
            units,
            sheet,
            size,
            received_at,
            path,
            file: Mutex::new(Some(file)),
            state: watch::Sender::new(State::Checking(Progress { done: 0, total: size, rows: 0 })),
        }
    }

    /// Whether she may see it, and say yes to it: what she brought herself, or anything as an administrator.
    pub fn is_for(&self, person: &Person) -> bool {
        person.brings_only_for().is_none() || self.by == super::brought_by(person)
    }

    /// How far it has come.
    pub fn state(&self) -> State {
        self.state.borrow().clone()
    }

    /// How far it has come as soon as nothing is being done, or after `patience`.
    pub async fn settled(&self, patience: Duration) -> State {
        let mut watched = self.state.subscribe();
        let settled = async { watched.wait_for(|state| !state.is_under_way()).await.is_ok() };
        // Whether it came in time or not: the answer is how far it is now.
        let _ = tokio::time::timeout(patience, settled).await;
        self.state()
    }

    pub(super) fn input(&self) -> Input {
        let input = Input::path(&self.path).named(&self.file_name);
        match &self.sheet {
            Some(sheet) => input.sheet(sheet),
            None => input,
        }
    }

    pub(super) fn set(&self, state: State) {
        self.state.send_replace(state);
    }

    /// From waiting to loading; the check where that happened, `None` where somebody was first or nothing
    /// can be taken in.
    pub(super) fn begin_loading(&self) -> Option<Arc<Check>> {
        let mut begun = None;
        self.state.send_if_modified(|state| {
            if let State::Ready(check) | State::Failed(Some(check)) = state {
                let check = Arc::clone(check);
                begun = Some(Arc::clone(&check));
                *state = State::Loading(check, Progress { done: 0, total: self.size, rows: 0 });
            }
            begun.is_some()
        });
        begun
    }

    pub(super) fn remove_file(&self) {
        drop(self.file.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}
