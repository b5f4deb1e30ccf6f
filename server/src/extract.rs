//! The extract for research, for HTTP and the command line: written, and that it was taken out noted in the trail.

use anyhow::Context as _;
use app::data::Data;
use app::extract::{self, Extracted};
use std::io::{BufWriter, Seek, Write};
use store::By;

/// What the file is called.
pub const NAME: &str = "uttrekk.zip";

/// Writes the extract into `file`.
///
/// # Errors
/// When the data can't be had or the file or the trail can't be written.
pub async fn taken_out<W: Write + Seek + Send>(
    data: &Data,
    file: W,
    by: By<'_>,
) -> anyhow::Result<(W, Extracted)> {
    let (file, extracted) =
        extract::write(data, BufWriter::new(file)).await.context("the extract could not be made")?;
    let file = file
        .into_inner()
        .map_err(std::io::IntoInnerError::into_error)
        .context("the file could not be written")?;
    let about = serde_json::json!({
        "file": NAME, "rows": extracted.rows, "edition": extracted.versions.line(),
    });
    data.store.record_export(NAME, about.to_string(), by).await.context("the trail could not be written")?;
    Ok((file, extracted))
}
