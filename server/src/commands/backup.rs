//! `kadpuls backup FILE`: everything into one file, while the program serves.

use crate::commands::block_on;
use crate::database::Database;
use anyhow::{Context as _, bail};
use std::path::{Path, PathBuf};

/// Copy the whole database, as of one moment, into a file; also while the program serves
///
/// The file restores on either kind of database. It holds everything, people's data among it: keep it as safe as the
/// database. Only its owner can read it.
#[derive(clap::Args)]
pub struct Backup {
    /// The file, which isn't there yet
    file: PathBuf,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    database: Database,
}

impl Backup {
    /// Writes the file, whole or not at all.
    pub fn run(self) -> anyhow::Result<()> {
        if self.file.try_exists().unwrap_or(true) {
            bail!("{} is there already: name a new file", self.file.display());
        }
        let folder = self.file.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or_else(|| Path::new("."));
        block_on(async {
            let store = self.database.open_as_is().await?;
            // Beside its place, so that a backup that was broken off is never taken for a whole one.
            let part = tempfile::Builder::new()
                .prefix(".kadpuls-backup-")
                .tempfile_in(folder)
                .with_context(|| format!("cannot write in {}", folder.display()))?;
            let copied = store.backup(part.path()).await.context("the backup was broken off")?;
            store.close().await;
            part.as_file().sync_all().context("the backup could not be written to the disk")?;
            part.persist_noclobber(&self.file)
                .with_context(|| format!("cannot write {}", self.file.display()))?;
            #[cfg(unix)]
            std::fs::File::open(folder).and_then(|folder| folder.sync_all()).context("the folder")?;
            super::restore::tell(&self.file, "backed up into", &copied, &[], self.json)
        })
    }
}
