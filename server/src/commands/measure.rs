//! `kadpuls measure`: any table of a page, from the command line.

use crate::commands::{Usage, block_on};
use crate::database::Database;
use ::tables::{Csv, Sheet, json, xlsx};
use anyhow::{Context as _, anyhow};
use app::data::{Data, DataError};
use app::exports::{FIGURES, TABLES, find_table};
use app::selection::Selection;
use chrono::Utc;
use clap::ValueEnum;
use leptos_router::params::ParamsMap;
use measures::Gate;
use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use vocabulary::Person;

/// Write the table behind a page's figure: the same numbers, with small ones hidden
#[derive(clap::Args)]
#[command(after_help = ids())]
pub struct Measure {
    #[command(flatten)]
    database: Database,
    /// The table's id
    id: String,
    /// The first day, as 2024-01-01 [default: the page's own period]
    #[arg(long, visible_alias = "from")]
    fra: Option<String>,
    /// The last day
    #[arg(long, visible_alias = "to")]
    til: Option<String>,
    /// A unit's code
    #[arg(long)]
    enhet: Option<String>,
    /// A municipality's number
    #[arg(long)]
    kommune: Option<String>,
    /// A health trust
    #[arg(long)]
    helseforetak: Option<String>,
    /// Kinds of unit, parted by commas
    #[arg(long)]
    enhetstype: Option<String>,
    /// An age group, as 80+
    #[arg(long)]
    aldersgruppe: Option<String>,
    /// Anything else of the page's address, as maal=oeh-rate; may be given several times
    #[arg(long, value_name = "NAME=VALUE")]
    valg: Vec<String>,
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
        let query = self.query()?;
        let entry = find_table(&self.id).ok_or_else(|| anyhow!("no table «{}». {}", self.id, ids()))?;
        let sheet = block_on(async {
            let store = self.database.open().await?;
            let mut data = Data::new(store.clone(), Utc::now, Gate::default());
            // Whoever can open the database is its operator; the numbers are gated all the same.
            data.person = Some(Person::operator());
            let catalogue = data.catalogue().await?;
            let (_, problems) = Selection::parse(|name| query.get(name), &catalogue, data.today());
            if !problems.is_empty() {
                return Err(anyhow!("{}", problems.join(" ")));
            }
            let sheet = entry.sheet(&data, &query).await.map_err(told)?;
            store.close().await;
            sheet.ok_or_else(|| anyhow!("the view has no table «{}». {}", self.id, entry.absent))
        })?;
        for (_, problem) in sheet.about.filters.iter().filter(|(name, _)| name == "Merk") {
            eprintln!("kadpuls: {problem}");
        }
        self.write(sheet)
    }

    fn query(&self) -> anyhow::Result<ParamsMap> {
        let mut query = ParamsMap::new();
        for (name, value) in [
            ("fra", &self.fra),
            ("til", &self.til),
            ("enhet", &self.enhet),
            ("kommune", &self.kommune),
            ("helseforetak", &self.helseforetak),
            ("enhetstype", &self.enhetstype),
            ("aldersgruppe", &self.aldersgruppe),
        ] {
            if let Some(value) = value {
                query.insert(name, value.clone());
            }
        }
        for choice in &self.valg {
            let (name, value) = choice
                .split_once('=')
                .ok_or_else(|| Usage(anyhow!("--valg {choice}: write it as NAME=VALUE")))?;
            query.insert(name.to_owned(), value.to_owned());
        }
        Ok(query)
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
