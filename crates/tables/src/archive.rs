//! Many long tables in one ZIP file, a line at a time: nothing but the line is held.
//!
//! The tables are CSV for programs: `,`, decimal point, ISO dates, no formulas.

use crate::CHUNK;
use crate::csv::Csv;
use crate::table::Value;
use std::io::{Error, Seek, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A ZIP file that is being written.
pub struct Archive<W: Write + Seek> {
    zip: ZipWriter<W>,
    /// Lines that wait to be packed.
    text: String,
}

impl<W: Write + Seek> Archive<W> {
    /// Begins.
    pub fn new(file: W) -> Self {
        Self { zip: ZipWriter::new(file), text: String::with_capacity(CHUNK + 1024) }
    }

    /// Begins a table with these headings; the one before is over.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn table(&mut self, name: &str, headings: &[&str]) -> Result<(), Error> {
        self.begin(name)?;
        let headings: Vec<Value<'_>> = headings.iter().map(|heading| Value::Text(heading)).collect();
        self.line(&headings)
    }

    /// A line of the table.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn line(&mut self, values: &[Value<'_>]) -> Result<(), Error> {
        Csv::Plain.push_line(&mut self.text, values);
        if self.text.len() >= CHUNK { self.pack() } else { Ok(()) }
    }

    /// A file of words.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn text(&mut self, name: &str, words: &str) -> Result<(), Error> {
        self.begin(name)?;
        self.zip.write_all(words.as_bytes())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn finish(mut self) -> Result<W, Error> {
        self.pack()?;
        self.zip.finish().map_err(Error::from)
    }

    fn begin(&mut self, name: &str) -> Result<(), Error> {
        self.pack()?;
        // No time: the same data are the same file.
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        self.zip.start_file(name, options).map_err(Error::from)
    }

    fn pack(&mut self) -> Result<(), Error> {
        if !self.text.is_empty() {
            self.zip.write_all(self.text.as_bytes())?;
            self.text.clear();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Read as _};

    #[test]
    fn tables_and_words_read_back_and_no_cell_is_a_formula() {
        let mut archive = Archive::new(Cursor::new(Vec::new()));
        archive.table("a.csv", &["sted", "antall"]).unwrap();
        for n in 0..20_000 {
            archive.line(&[Value::Text("=1+1"), Value::Count(n)]).unwrap();
        }
        archive.line(&[Value::Text("Ås, nord"), Value::Sign(":")]).unwrap();
        archive.text("les.md", "# Les\n").unwrap();
        let file = archive.finish().unwrap();
        let mut read = zip::ZipArchive::new(file).unwrap();
        let mut text = String::new();
        read.by_name("a.csv").unwrap().read_to_string(&mut text).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!((lines.len(), lines[0], lines[1]), (20_002, "sted,antall", "'=1+1,0"));
        assert_eq!((lines[20_000], lines[20_001]), ("'=1+1,19999", "\"Ås, nord\",:"));
        text.clear();
        read.by_name("les.md").unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "# Les\n");
    }
}
