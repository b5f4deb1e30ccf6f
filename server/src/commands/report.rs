//! `kadpuls report quarterly|leaflet -o FILE.pdf`: the reports of the page *Rapporter* as files.

use super::view;
use crate::commands::block_on;
use crate::database::Database;
use crate::report_file;
use anyhow::{Context as _, bail};
use app::data::DataError;
use app::reports::{leaflet, quarterly};
use leptos_router::params::ParamsMap;
use std::path::PathBuf;
use vocabulary::MunicipalityNumber;

/// Write a report to a PDF: a quarter of a trust or the country, or a municipality on one page
#[derive(clap::Args)]
pub struct Report {
    #[command(subcommand)]
    which: Which,
}

/// Which report.
#[derive(clap::Subcommand)]
enum Which {
    /// The quarterly report for the strategic committee
    Quarterly {
        /// A health trust, by its name; without: the country
        #[arg(long)]
        helseforetak: Option<String>,
        /// Year and quarter, such as 2025-4; without: the last that is over
        #[arg(long)]
        kvartal: Option<String>,
        /// The file
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
        #[command(flatten)]
        database: Database,
    },
    /// A municipality on one page
    Leaflet {
        /// Its number
        #[arg(long)]
        kommune: MunicipalityNumber,
        /// The file
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
        #[command(flatten)]
        database: Database,
    },
}

impl Report {
    /// Runs the command.
    pub fn run(self) -> anyhow::Result<()> {
        let (Which::Quarterly { output, database, .. } | Which::Leaflet { output, database, .. }) =
            &self.which;
        block_on(async {
            let store = database.open().await?;
            let data = view::of_operator(&store);
            let made = match &self.which {
                Which::Quarterly { helseforetak, kvartal, .. } => {
                    let pairs = [("helseforetak", helseforetak), ("kvartal", kvartal)];
                    let said = pairs.into_iter().filter_map(|(name, value)| Some((name, value.clone()?)));
                    let query = said.collect::<ParamsMap>();
                    Box::pin(quarterly::report(&data.handed_on(), &query)).await.map(Some)
                }
                Which::Leaflet { kommune, .. } => Box::pin(leaflet::report(&data, *kommune)).await,
            };
            let report = match made {
                Err(DataError::Forbidden(advice)) => bail!("{advice}"),
                made => made.context("the report could not be made")?,
            };
            store.close().await;
            let Some(report) = report else { bail!("there is no such municipality, or there are no data") };
            if !report.problems.is_empty() {
                bail!("the report can't be made as asked: {}", report.problems.join(" "));
            }
            let bytes = report_file::write(report)?;
            std::fs::write(output, bytes).with_context(|| format!("cannot write {}", output.display()))
        })
    }
}
