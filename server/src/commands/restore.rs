//! `kadpuls restore FILE`: everything back, on either database.

use crate::commands::block_on;
use crate::database::Database;
use anyhow::Context as _;
use std::path::{Path, PathBuf};
use store::{Account, Copied, NotRestored};

/// Put a backup in place of what is in the database: whole, or not at all
///
/// Into an empty database, or with --replace. Sessions end: everybody signs in again. Servers that run may go on running.
#[derive(clap::Args)]
pub struct Restore {
    /// A file that kadpuls backup wrote
    file: PathBuf,
    /// Remove what is in the database
    #[arg(long)]
    replace: bool,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    database: Database,
}

impl Restore {
    /// Restores the file.
    pub fn run(self) -> anyhow::Result<()> {
        // A copy: the backup of an older version is brought up to date on its way, and stays as it is.
        let mut folder = tempfile::Builder::new();
        // It holds all that the database holds, whatever the umask and the original's rights are.
        #[cfg(unix)]
        folder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let folder = folder.tempdir().context("cannot make a temporary folder")?;
        let copy = folder.path().join("copy.db");
        std::fs::copy(&self.file, &copy).with_context(|| format!("cannot read {}", self.file.display()))?;
        block_on(async {
            let store = self.database.open_bare().await?;
            let before = store.accounts().await?;
            let restored = store.restore(&copy, self.replace).await;
            let now = store.accounts().await;
            store.close().await;
            let copied = restored.map_err(|error| match error {
                NotRestored::NotEmpty(_) => {
                    anyhow::Error::new(error).context("nothing was changed; --replace removes what is there")
                }
                NotRestored::Newer(_) => {
                    anyhow::Error::new(error).context("nothing was changed; upgrade kadpuls first")
                }
                _ => anyhow::Error::new(error).context("nothing was changed"),
            })?;
            tell(&self.file, "restored from", &copied, &reopened(before, &now?), self.json)
        })
    }
}

/// The addresses of accounts that were closed and are open as of the backup.
fn reopened(before: Vec<Account>, now: &[Account]) -> Vec<String> {
    let open = |email: &str| now.iter().any(|account| account.email == email && !account.disabled);
    let closed = before.into_iter().filter(|account| account.disabled && open(&account.email));
    closed.map(|account| account.email).collect()
}

/// Says what was copied, and which accounts were `reopened` by it.
pub fn tell(file: &Path, what: &str, copied: &Copied, reopened: &[String], json: bool) -> anyhow::Result<()> {
    let rows: u64 = copied.iter().map(|(_, rows)| rows).sum();
    if json {
        let tables: serde_json::Map<_, _> =
            copied.iter().map(|(table, rows)| (table.clone(), (*rows).into())).collect();
        let all = serde_json::json!({ "file": file, "rows": rows, "tables": tables, "reopened": reopened });
        println!("{}", serde_json::to_string_pretty(&all)?);
    } else {
        println!("{rows} rows of {} tables {what} {}", copied.len(), file.display());
        for email in reopened {
            println!("{email} was disabled and can sign in again: kadpuls user disable {email}");
        }
    }
    Ok(())
}
