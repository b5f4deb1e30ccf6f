//! `kadpuls extract -o FILE.zip`: all series for research, small numbers hidden.

use crate::commands::block_on;
use crate::commands::view;
use crate::database::Database;
use crate::extract;
use anyhow::{Context as _, bail};
use std::path::{Path, PathBuf};
use store::By;

/// Write all series of municipalities and units, month by month, to a ZIP file for research: small numbers hidden
///
/// Long tables as CSV for programs, with a codebook (kodebok.md, kodebok.csv) and the versions of program, definitions and
/// data (utgave.json). That it was taken out stands in the audit trail.
#[derive(clap::Args)]
pub struct Extract {
    /// The file, which isn't there yet
    #[arg(short, long, value_name = "FILE.zip")]
    output: PathBuf,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    database: Database,
}

impl Extract {
    /// Writes the file, whole or not at all.
    pub fn run(self) -> anyhow::Result<()> {
        if self.output.try_exists().unwrap_or(true) {
            bail!("{} is there already: name a new file", self.output.display());
        }
        let folder = self.output.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or_else(|| Path::new("."));
        block_on(async {
            let store = self.database.open().await?;
            let data = view::of_operator(&store);
            let part = tempfile::Builder::new()
                .prefix(".kadpuls-extract-")
                .tempfile_in(folder)
                .with_context(|| format!("cannot write in {}", folder.display()))?;
            let by = By { at: (data.now)(), account: None, person: "kadpuls extract" };
            let (_, extracted) = extract::taken_out(&data, part.reopen()?, by).await?;
            store.close().await;
            part.persist_noclobber(&self.output)
                .with_context(|| format!("cannot write {}", self.output.display()))?;
            if self.json {
                let file = self.output.display().to_string();
                println!(
                    "{}",
                    serde_json::json!({ "file": file, "rows": extracted.rows, "edition": extracted.versions.line() })
                );
            } else {
                println!(
                    "{} rows into {}: {}",
                    extracted.rows,
                    self.output.display(),
                    extracted.versions.line()
                );
            }
            Ok(())
        })
    }
}
