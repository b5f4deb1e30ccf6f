//! `kadpuls demo generate`: the demo country as import files.

use ::demo::Scale;
use anyhow::Context as _;
use chrono::{Days, NaiveDate, Utc};
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::PathBuf;
use vocabulary::{Dataset, oslo_date};

/// Generated data for trying things out
#[derive(clap::Args)]
pub struct Demo {
    #[command(subcommand)]
    command: DemoCommand,
}

#[derive(clap::Subcommand)]
enum DemoCommand {
    /// Write the demo country as import files, one per kind
    Generate {
        /// Folder for the files; made where missing
        #[arg(long)]
        out: PathBuf,
        /// The same seed gives the same files
        #[arg(long, default_value_t = ::demo::SEED)]
        seed: u64,
        /// Last day with data [default: yesterday]
        #[arg(long)]
        until: Option<NaiveDate>,
    },
}

impl Demo {
    /// Runs the command.
    pub fn run(self) -> anyhow::Result<()> {
        let DemoCommand::Generate { out, seed, until } = self.command;
        let until = until.unwrap_or_else(|| oslo_date(Utc::now()) - Days::new(1));
        fs::create_dir_all(&out).with_context(|| format!("cannot make the folder {}", out.display()))?;
        let country = ::demo::generate(seed, until, &Scale::Country);
        for dataset in Dataset::ALL {
            let path = out.join(format!("{dataset}.csv"));
            let file = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
            let mut writer = import::Writer::new(*dataset, BufWriter::new(file))?;
            let mut rows = 0;
            for chunk in country.rows(*dataset) {
                rows += chunk.len();
                writer.add(&chunk)?;
            }
            writer.finish()?;
            println!("{}: {rows} rows", path.display());
        }
        Ok(())
    }
}
