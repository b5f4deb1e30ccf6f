//! Whether something has to be made again: its inputs' content against what it was made from last.

use crate::run::{Result, target};
use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

/// A short name for the content of `bytes`.
pub fn hash(bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// Does `work` unless it was done before on the same content of `inputs` (files or whole folders) and
/// `result` is still there.
pub fn unless_done(name: &str, inputs: &[PathBuf], result: &Path, work: impl FnOnce() -> Result) -> Result {
    let mut hasher = DefaultHasher::new();
    for input in inputs {
        add(input, &mut hasher)?;
    }
    let now = format!("{:016x}", hasher.finish());
    let stamp = target("xtask").join(name);
    if result.exists() && fs::read_to_string(&stamp).is_ok_and(|before| before == now) {
        return Ok(());
    }
    work()?;
    fs::create_dir_all(target("xtask"))?;
    fs::write(stamp, now)?;
    Ok(())
}

fn add(path: &Path, hasher: &mut DefaultHasher) -> Result {
    if path.is_dir() {
        let mut entries: Vec<PathBuf> = fs::read_dir(path)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<std::io::Result<_>>()?;
        entries.sort();
        for entry in entries.iter().filter(|entry| !entry.ends_with("node_modules")) {
            add(entry, hasher)?;
        }
    } else {
        // A file that isn't there yet is an input all the same: its coming is a change.
        path.hash(hasher);
        fs::read(path).unwrap_or_default().hash(hasher);
    }
    Ok(())
}
