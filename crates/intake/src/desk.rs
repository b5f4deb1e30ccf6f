//! Files that people bring over the web: kept until they are checked, confirmed and taken in, or forgotten.
//!
//! A [`Desk`] belongs to one server: an upload that one server got isn't known to another. Its files lie in a
//! folder that only the server's own user may enter, each goes when it has been taken in or refused, all go
//! when the server stops. Who may bring files, and how they come, is the web's business and not known here.

mod upload;

pub use upload::{Received, State, Upload, UploadId, UploadRefusal};

use crate::file::{self, Check, IntakeError, Source};
use chrono::{DateTime, TimeDelta, Utc};
use import::Progress;
use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::Store;
use tempfile::{NamedTempFile, TempDir};
use vocabulary::Person;

/// Who brings what comes by the page of a database without accounts.
pub const WEB: &str = "nettside";
/// Who brings a file, as the import names her.
pub fn brought_by(person: &Person) -> String {
    person.account.map_or_else(|| WEB.to_owned(), |_| person.name.clone())
}

/// The largest upload: 512 MiB.
pub const MOST_BYTES: u64 = 512 << 20;

/// An upload that nobody confirmed is forgotten after so long.
const KEPT: TimeDelta = TimeDelta::hours(1);
/// So many uploads are held at a time,
const MOST_UPLOADS: usize = 32;
/// so many of them of one person, so that nobody is in everybody's way,
const MOST_OF_ONE: usize = 8;
/// and so many of one person may be on their way here.
const MOST_ON_THEIR_WAY: usize = 4;
const FOLDER: &str = "kadpuls-opplasting-";
/// No server works so long on one file: what is older was left behind by one that was killed.
const LEFT_BEHIND: TimeDelta = TimeDelta::days(1);

/// The uploads of one server. Cheap to clone.
#[derive(Clone)]
pub struct Desk(Arc<Inner>);

struct Inner {
    store: Store,
    folder: TempDir,
    limit: u64,
    uploads: Mutex<HashMap<UploadId, Arc<Upload>>>,
    /// Who brings how many just now.
    on_their_way: Arc<Mutex<HashMap<String, usize>>>,
}

/// The right to bring one more file, for as long as it is held.
pub struct Place {
    by: String,
    of: Arc<Mutex<HashMap<String, usize>>>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.of.lock().unwrap_or_else(PoisonError::into_inner);
        match counts.get_mut(&self.by) {
            Some(count) if *count > 1 => *count -= 1,
            _ => _ = counts.remove(&self.by),
        }
    }
}

impl Desk {
    /// A desk with a new folder in `within`; removes folders there that a killed server left behind.
    ///
    /// # Errors
    /// When the folder can't be made.
    pub fn open(store: Store, within: &Path, limit: u64, now: DateTime<Utc>) -> io::Result<Self> {
        remove_left_behind(within, now);
        let mut folder = tempfile::Builder::new();
        folder.prefix(FOLDER);
        // Whatever the umask is: names and sizes of files are nobody's business either.
        #[cfg(unix)]
        folder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let folder = folder.tempdir_in(within)?;
        let (uploads, on_their_way) = (Mutex::default(), Arc::default());
        Ok(Self(Arc::new(Inner { store, folder, limit, uploads, on_their_way })))
    }

    /// The largest upload, in bytes.
    pub fn limit(&self) -> u64 {
        self.0.limit
    }

    /// A place for a file that `by` begins to bring: to be held until it has come whole.
    ///
    /// # Errors
    /// [`UploadRefusal::Busy`] where she brings too many at a time.
    pub fn place(&self, by: &str) -> Result<Place, UploadRefusal> {
        let mut counts = self.0.on_their_way.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(by.to_owned()).or_default();
        if *count >= MOST_ON_THEIR_WAY {
            return Err(UploadRefusal::Busy);
        }
        *count += 1;
        Ok(Place { by: by.to_owned(), of: Arc::clone(&self.0.on_their_way) })
    }

    /// An empty file to put an upload into. It is gone when it is dropped.
    ///
    /// # Errors
    /// When it can't be made.
    pub fn new_file(&self) -> io::Result<NamedTempFile> {
        NamedTempFile::new_in(self.0.folder.path())
    }

    /// Takes an upload and begins to check it. Of somebody who has many here, the oldest that is over is forgotten.
    ///
    /// # Errors
    /// [`UploadRefusal::Full`], [`UploadRefusal::OwnFull`].
    pub fn receive(&self, received: Received, now: DateTime<Utc>) -> Result<UploadId, UploadRefusal> {
        self.sweep(now);
        let upload = Arc::new(Upload::new(received, now));
        let id = upload.id;
        let mut uploads = self.uploads();
        let own = || uploads.values().filter(|other| other.by == upload.by);
        if own().count() >= MOST_OF_ONE {
            let over = own().filter(|other| other.state().is_over()).min_by_key(|other| other.received_at);
            let over = over.map(|other| other.id).ok_or(UploadRefusal::OwnFull)?;
            uploads.remove(&over);
        }
        if uploads.len() >= MOST_UPLOADS {
            return Err(UploadRefusal::Full);
        }
        uploads.insert(id, Arc::clone(&upload));
        drop(uploads);
        tokio::spawn(check(self.0.store.clone(), upload, now));
        Ok(id)
    }

    /// An upload, while it is kept.
    pub fn find(&self, id: UploadId, now: DateTime<Utc>) -> Option<Arc<Upload>> {
        self.uploads().get(&id).filter(|upload| !expired(upload, now)).cloned()
    }

    /// Begins to take an upload in, once: whoever confirms it again gets the same result. `false` where it
    /// isn't kept (any more). A file with faults stays refused.
    pub fn confirm(&self, id: UploadId, now: DateTime<Utc>) -> bool {
        let Some(upload) = self.find(id, now) else { return false };
        if let Some(checked) = upload.begin_loading() {
            tokio::spawn(load(self.0.store.clone(), upload, checked, now));
        }
        true
    }

    /// Whether a file is being checked or taken in.
    pub fn is_busy(&self) -> bool {
        self.uploads().values().any(|upload| upload.state().is_under_way())
    }

    /// Forgets uploads whose time is over.
    pub fn sweep(&self, now: DateTime<Utc>) {
        self.uploads().retain(|_, upload| !expired(upload, now));
    }

    fn uploads(&self) -> MutexGuard<'_, HashMap<UploadId, Arc<Upload>>> {
        self.0.uploads.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn expired(upload: &Upload, now: DateTime<Utc>) -> bool {
    now - upload.received_at >= KEPT && !upload.state().is_under_way()
}

async fn check(store: Store, upload: Arc<Upload>, now: DateTime<Utc>) {
    let told = Arc::clone(&upload);
    let on_progress = Arc::new(move |progress| told.set(State::Checking(progress)));
    let state = match file::check(&store, &source(&upload, now), on_progress).await {
        Ok(check) if check.report.is_clean() => State::Ready(Arc::new(check)),
        Ok(check) => State::Refused(Arc::new(check)),
        Err(error) => {
            tracing::error!(%error, "an upload could not be checked");
            State::Failed(None)
        }
    };
    settle(&upload, state);
}

async fn load(store: Store, upload: Arc<Upload>, checked: Arc<Check>, now: DateTime<Utc>) {
    let (told, of) = (Arc::clone(&upload), Arc::clone(&checked));
    let on_progress = Arc::new(move |progress: Progress| told.set(State::Loading(Arc::clone(&of), progress)));
    let state = match file::take_in(&store, &source(&upload, now), on_progress).await {
        Ok((counts, _)) => State::Done(checked, counts),
        // Units or municipalities changed since the file was checked.
        Err(IntakeError::Refused(report)) => {
            State::Refused(Arc::new(Check { report: *report, sha256: checked.sha256.clone() }))
        }
        Err(error) => {
            tracing::error!(%error, "an upload could not be taken in");
            State::Failed(Some(checked))
        }
    };
    settle(&upload, state);
}

/// The end of a task: the file goes unless it may still be taken in.
fn settle(upload: &Upload, state: State) {
    if !state.may_be_confirmed() {
        upload.remove_file();
    }
    upload.set(state);
}

fn source(upload: &Upload, now: DateTime<Utc>) -> Source {
    Source {
        input: upload.input(),
        dataset: upload.dataset,
        now,
        by: upload.by.clone(),
        units: upload.units.clone(),
    }
}

fn remove_left_behind(within: &Path, now: DateTime<Utc>) {
    for entry in std::fs::read_dir(within).into_iter().flatten().flatten() {
        let ours = entry.file_name().to_string_lossy().starts_with(FOLDER);
        let changed = entry.metadata().and_then(|about| about.modified()).map(DateTime::<Utc>::from);
        // Another user's folder stays, as it should.
        if ours && changed.is_ok_and(|changed| now - changed > LEFT_BEHIND) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests;
