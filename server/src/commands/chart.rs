//! `kadpuls chart ID -o FILE`: any chart of a page as a file, through the registry that pages' links use.

use super::Usage;
use super::view::{self, View};
use crate::chart_file::{self, DPIS, Format, SCALES, WIDTHS, Wanted};
use crate::commands::block_on;
use crate::database::Database;
use crate::short_code;
use anyhow::{Context as _, anyhow, bail};
use app::data::DataError;
use app::exports::{self, Answer, FIGURES, Stamp};
use std::path::PathBuf;

/// Write any chart of a page to a file: SVG, PNG or PDF
///
/// Without a period the page's own is taken, up to the last whole month with data.
#[derive(clap::Args)]
#[command(after_help = ids())]
pub struct Chart {
    /// Which chart
    id: String,
    /// The file; its ending .svg, .png or .pdf says the format
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    #[command(flatten)]
    view: View,
    /// Points across, of a PNG
    #[arg(long, value_parser = clap::value_parser!(u32).range(i64::from(*WIDTHS.start())..=i64::from(*WIDTHS.end())))]
    bredde: Option<u32>,
    /// Times the natural size, of a PNG
    #[arg(long, value_parser = scale)]
    skala: Option<f64>,
    /// Points per inch, of a PNG: 300 for print
    #[arg(long, value_parser = clap::value_parser!(u32).range(i64::from(*DPIS.start())..=i64::from(*DPIS.end())))]
    dpi: Option<u32>,
    /// Nothing behind the marks, instead of white
    #[arg(long)]
    gjennomsiktig: bool,
    #[command(flatten)]
    database: Database,
}

fn scale(text: &str) -> Result<f64, String> {
    let within = text.parse().ok().filter(|scale| SCALES.contains(scale));
    within.ok_or_else(|| format!("a number from {} to {}", SCALES.start(), SCALES.end()))
}

/// The charts by page.
fn ids() -> String {
    let mut text = String::from("Charts:\n");
    for page in FIGURES.chunk_by(|a, b| a.page == b.page) {
        let ids: Vec<&str> = page.iter().map(|entry| entry.id).collect();
        text.push_str(&format!("  {:<20} {}\n", page[0].page.path(), ids.join(", ")));
    }
    text
}

impl Chart {
    /// Runs the command.
    pub fn run(self) -> anyhow::Result<()> {
        let entry =
            exports::find(&self.id).ok_or_else(|| anyhow!("there is no chart '{}'\n{}", self.id, ids()))?;
        let ending = self.output.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        let format = Format::of_ending(&ending.to_lowercase())
            .ok_or_else(|| Usage(anyhow!("the file must end in .svg, .png or .pdf")))?;
        let query = self.view.query()?;
        let wanted =
            Wanted { width: self.bredde, scale: self.skala, dpi: self.dpi, transparent: self.gjennomsiktig };
        block_on(async {
            let store = self.database.open().await?;
            let data = view::of_operator(&store);
            let found = match entry.figure(&data, &query).await {
                Err(DataError::Forbidden(advice)) => bail!("{advice}"),
                found => found.context("the chart could not be made")?,
            };
            let mut found = match found {
                Answer::Found(found) if found.problems.is_empty() => found,
                Answer::Absent(problems) if problems.is_empty() => {
                    bail!("this selection doesn't have the chart '{}': {}", entry.id, entry.absent)
                }
                // A page shows something else and says so; a file would be taken for what was asked.
                Answer::Found(found) => {
                    bail!("the chart can't be made as asked: {}", found.problems.join(" "))
                }
                Answer::Absent(problems) => bail!("the chart can't be made as asked: {}", problems.join(" ")),
            };
            found.code = short_code::for_reader(&data, data.person.as_ref(), &found.address).await;
            store.close().await;
            let stamp = Stamp { origin: String::new(), made_on: data.today() };
            let bytes = chart_file::write(&found, &stamp, format, &wanted)?;
            std::fs::write(&self.output, bytes)
                .with_context(|| format!("cannot write {}", self.output.display()))
        })
    }
}
