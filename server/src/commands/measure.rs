//! `kadpuls measure`: any table of a page, from the command line.

use crate::commands::block_on;
use crate::commands::view::{self, View};
use crate::database::Database;
use crate::short_code;
use ::tables::{Csv, Sheet, json, xlsx};
use anyhow::{Context as _, anyhow};
use app::data::DataError;
use app::exports::{FIGURES, NOTE, TABLES, find_table};
use app::selection::Selection;
use clap::ValueEnum;
use std::fs::File;
use std::io::Write;
use std::path::PathBuf;

/// Write any table of a page: the same numbers, with small ones hidden
///
/// Without a period the page's own is taken, up to the last whole month with data.
#[derive(clap::Args)]
#[command(after_help = ids())]
pub struct Measure {
    #[command(flatten)]
    database: Database,
    /// The table's id
    id: String,
    #[command(flatten)]
    view: View,
    /// What to write
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
    /// Where to write it [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// What a table can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// CSV for Excel with Norwegian settings
    Csv,
    /// CSV for programs
    Plain,
    /// XLSX
    Xlsx,
    /// JSON
    Json,
}

/// Every id.
fn ids() -> String {
    let ids: Vec<&str> = FIGURES.iter().chain(TABLES).map(|entry| entry.id).collect();
    format!("Tables: {}", ids.join(", "))
}

impl Measure {
    /// Runs the command.
    pub fn run(self) -> anyhow::Result<()> {
        let query = self.view.query()?;
        let entry = find_table(&self.id).ok_or_else(|| anyhow!("no table «{}». {}", self.id, ids()))?;
        let sheet = block_on(async {
            let store = self.database.open().await?;
            let data = view::of_operator(&store);
            let catalogue = data.catalogue().await?;
            let (_, problems) = Selection::parse(|name| query.get(name), &catalogue, data.today());
            if !problems.is_empty() {
                return Err(anyhow!("{}", problems.join(" ")));
            }
            let mut sheet = entry.sheet(&data, &query).await.map_err(told)?;
            if let Some(sheet) = &mut sheet {
                let about = &mut sheet.about;
                about.code = short_code::for_reader(&data, data.person.as_ref(), &about.address).await;
            }
            store.close().await;
            sheet.ok_or_else(|| anyhow!("the view has no table «{}». {}", self.id, entry.absent))
        })?;
        // A page shows something else and says so; a file would be taken for what was asked.
        if let Some((_, problem)) = sheet.about.filters.iter().find(|(name, _)| name == NOTE) {
            return Err(anyhow!("the table can't be made as asked: {problem}"));
        }
        self.write(sheet)
    }

    fn write(&self, sheet: Sheet) -> anyhow::Result<()> {
        let mut output: Box<dyn Write> = match &self.output {
            None => Box::new(std::io::stdout().lock()),
            Some(path) => {
                let file = File::create(path);
                Box::new(file.with_context(|| format!("cannot write {}; check the path", path.display()))?)
            }
        };
        match self.format {
            Format::Csv => all(&mut output, Csv::Spreadsheet.chunks(sheet)),
            Format::Plain => all(&mut output, Csv::Plain.chunks(sheet)),
            Format::Json => all(&mut output, json(sheet)),
            Format::Xlsx => all(&mut output, std::iter::once(xlsx(sheet)?)),
        }
        .and_then(|()| output.flush())
        .context("the table could not be written")
    }
}

fn all(output: &mut dyn Write, mut chunks: impl Iterator<Item = Vec<u8>>) -> std::io::Result<()> {
    chunks.try_for_each(|chunk| output.write_all(&chunk))
}

/// What the store says is told, too: whoever runs the command is to find the fault.
fn told(error: DataError) -> anyhow::Error {
    match error {
        DataError::Forbidden(advice) => anyhow!(advice),
        error => error.into(),
    }
}
