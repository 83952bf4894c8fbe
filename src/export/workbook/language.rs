//! The language in a workbook's properties.

use std::fs::File;
use std::io::{self, Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// The part of the package that has its properties, and how it ends.
const PROPERTIES: &str = "docProps/core.xml";
const END: &str = "</cp:coreProperties>";

/// Copies the workbook `made` to `to`, with `dc:language` among its properties: by it a screen
/// reader knows how to pronounce what it reads.
pub(super) fn copy_with_language(made: &[u8], to: &mut File, language: &str) -> io::Result<()> {
    let mut from = ZipArchive::new(Cursor::new(made))?;
    let mut to = ZipWriter::new(to);
    for place in 0..from.len() {
        let mut part = from.by_index(place)?;
        if part.name() != PROPERTIES {
            to.raw_copy_file(part)?;
            continue;
        }
        let mut text = String::new();
        part.read_to_string(&mut text)?;
        let with = format!("<dc:language>{language}</dc:language>{END}");
        to.start_file(PROPERTIES, SimpleFileOptions::default())?;
        to.write_all(text.replace(END, &with).as_bytes())?;
    }
    to.finish()?;
    Ok(())
}
