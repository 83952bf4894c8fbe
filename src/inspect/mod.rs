//! What is in a file that no pipeline names yet: its form, its columns and what they say, and a
//! mapping to start from.

mod column;
mod contracts;
mod header;
mod inspection;
mod kind;
mod mapping;
mod raw_table;
mod report;
mod wide;

use std::path::Path;

pub use self::column::{ColumnSummary, Exception};
pub use self::inspection::{Inspection, SheetSummary, TableSummary};
pub use self::kind::Kind;
use self::raw_table::{RawColumns, RawTable};
use crate::read::{Form, ReadError, ReadLimits, ReadOptions};

/// Looks into the file at `path`; `options` may say which sheet and which header.
///
/// # Errors
/// A file that cannot be read, is damaged or has no rows.
pub fn inspect(path: &Path, options: &ReadOptions) -> Result<Inspection, ReadError> {
    let limits = ReadLimits::default();
    let open = |options: &ReadOptions| RawTable::open(path, options, limits, header::likeness);
    let raw = open(options)?;
    let read = raw.read()?;
    let form = raw.form();
    let sheets = match &form {
        Form::Sheet { sheets, .. } => sheets
            .iter()
            .filter_map(|name| {
                let one = ReadOptions {
                    sheet: Some(name.clone()),
                    ..ReadOptions::default()
                };
                // A sheet without a single cell, or of a chart, holds no table.
                let raw = open(&one).ok()?;
                Some(SheetSummary {
                    name: name.clone(),
                    header_row: header_row(&raw.form())?,
                    columns: raw.names().iter().filter(|name| !name.is_empty()).count(),
                })
            })
            .collect(),
        Form::Parquet | Form::Text { .. } => Vec::new(),
    };
    let file = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let table = TableSummary {
        sheet: match &form {
            Form::Sheet { sheet, .. } => Some(sheet.clone()),
            Form::Parquet | Form::Text { .. } => None,
        },
        header_row: header_row(&form),
        rows: read.rows,
        blank: read.blank,
        notes: read.notes,
        misshapen: read.misshapen,
        errors: read.errors,
        columns: summaries(&read),
    };
    let suggestion = mapping::suggest(&file, &table, &read, sheets.len(), |fit| {
        let options = ReadOptions {
            sheet: table.sheet.clone(),
            ..ReadOptions::default()
        };
        let found = RawTable::open(path, &options, limits, fit).ok()?;
        header_row(&found.form())
    });
    let (packing, encoding, separator) = match &form {
        Form::Text {
            packing,
            encoding,
            separator,
            ..
        } => (*packing, Some(*encoding), Some(*separator)),
        Form::Parquet | Form::Sheet { .. } => (None, None, None),
    };
    Ok(Inspection {
        file,
        bytes: raw.bytes(),
        form: match &form {
            Form::Parquet => "Parquet",
            Form::Text { .. } => "text",
            Form::Sheet { form, .. } => form,
        },
        packing,
        encoding,
        separator,
        sheets,
        contract: suggestion.as_ref().map(|suggestion| suggestion.contract),
        mapping: suggestion.map_or_else(String::new, |suggestion| suggestion.toml),
        table,
    })
}

/// The columns that have a name or say something.
fn summaries(read: &RawColumns) -> Vec<ColumnSummary> {
    let columns = read.columns.iter();
    columns
        .filter(|column| !column.name.is_empty() || !column.values.is_empty())
        .map(ColumnSummary::of)
        .collect()
}

fn header_row(form: &Form) -> Option<u64> {
    match form {
        Form::Parquet => None,
        Form::Text { header_line, .. } => Some(*header_line),
        Form::Sheet { header_row, .. } => Some(*header_row),
    }
}
