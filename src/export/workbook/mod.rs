//! A workbook that everybody can read: a cover, a list of contents, notes and what the columns mean,
//! and one table a sheet.
//!
//! Source: "Releasing statistics in spreadsheets" of the Government Analysis Function.

mod front;
mod language;
mod look;
mod sheet;
mod shown;

use std::fs::File;
use std::path::Path;

use chrono::Datelike;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use self::front::Front;
use self::look::Look;
use self::sheet::Sheets;
use self::shown::{SheetPart, Shown, title};
use super::destination::{self, FileSort, RUN_PROPERTY};
use super::error::cannot_write;
use super::layout::laid;
use super::names::Names;
use super::selection::Selection;
use super::{ExportError, Exported};
use crate::review::{PublishedRun, RunTable};
use crate::runs::PublishError;

/// The language of all text.
const LANGUAGE: &str = "en-GB";

/// Writes the tables of `selection` into the workbook `out`.
pub(super) fn write(
    run: &PublishedRun,
    selection: &Selection,
    out: &Path,
) -> Result<Exported, ExportError> {
    let mut book = empty()?;
    let names = Names::read(run)?;
    let look = Look::new();
    let mut shown = Vec::new();
    let mut sources = Vec::new();
    for &table in &selection.tables {
        if let Some(source) = RunTable::of(run, table, &selection.only)? {
            let parts = SheetPart::of(table, source.count()?);
            let columns = laid(table, &names);
            shown.push(Shown {
                table,
                columns,
                parts,
            });
            sources.push(source);
        }
    }
    let front = Front {
        run,
        selection,
        shown: &shown,
        look: &look,
    };
    front.write(&mut book)?;
    let mut sheets = Sheets::new(&look, &names);
    for (shown, source) in shown.iter().zip(&sources) {
        sheets.write(&mut book, shown, source)?;
    }
    book.set_properties(&properties(run, selection)?);
    destination::file(out, FileSort::Workbook, |file| save(&mut book, file, out))?;
    let mut notices = selection.notices.clone();
    notices.extend(sheets.notices);
    Ok(Exported {
        files: vec![out.to_owned()],
        notices,
    })
}

/// A workbook without a sheet. The rows of its sheets are kept in the folder for temporary files until
/// it is written; that it can be written to is asked first, for the library does not.
fn empty() -> Result<Workbook, ExportError> {
    let temporary = std::env::temp_dir();
    let mut book = Workbook::new();
    match book.set_tempdir(&temporary) {
        Ok(_) => Ok(book),
        Err(XlsxError::IoError(error)) => Err(ExportError::File(PublishError::file(
            &temporary,
            "keep the rows of sheets for a while (TMPDIR names another folder)",
            error,
        ))),
        Err(error) => Err(error.into()),
    }
}

/// Writes the workbook with its language, which the library does not write.
fn save(book: &mut Workbook, to: &mut File, out: &Path) -> Result<(), ExportError> {
    let made = book.save_to_buffer()?;
    language::copy_with_language(&made, to, LANGUAGE).map_err(|error| cannot_write(out, error))
}

/// What the file says of itself.
fn properties(run: &PublishedRun, selection: &Selection) -> Result<DocProperties, ExportError> {
    let manifest = &run.manifest;
    // The moment of the run and not of the export, so that the same run gives the same file.
    let day = manifest.ended.date_naive();
    let year = u16::try_from(day.year()).unwrap_or(1900);
    let month = u8::try_from(day.month()).unwrap_or(1);
    let made = ExcelDateTime::from_ymd(year, month, u8::try_from(day.day()).unwrap_or(1))?;
    Ok(DocProperties::new()
        .set_title(title(run, selection))
        .set_subject(format!("As of {}", manifest.as_of.format("%-d %B %Y")))
        .set_author(format!("plumbline {}", manifest.software_version))
        .set_creation_datetime(&made)
        .set_custom_property(RUN_PROPERTY, manifest.run.as_str())
        .set_custom_property("plumbline pipeline", manifest.pipeline.name.as_str()))
}
