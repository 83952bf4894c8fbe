//! What is in a file that no pipeline names yet: its form, its columns and what they say, and a
//! mapping to start from.

mod candidate;
mod certainty;
mod column;
mod contracts;
mod distinct_rows;
mod fitting;
mod header;
mod inspection;
mod kind;
mod mapping;
mod no_value;
mod published_names;
mod raw_table;
mod report;
mod sheet;
mod unlike;
mod wide;

use std::path::Path;

pub use self::certainty::Certainty;
pub use self::column::{ColumnSummary, Exception};
pub use self::inspection::{Inspection, SheetSummary, TableSummary};
pub use self::kind::Kind;
use self::mapping::{Likeness, Suggestion};
use self::raw_table::RawTable;
use crate::read::{Form, ReadError, ReadLimits, ReadOptions};

/// Looks into the file at `path`; `options` may say which sheet and which header.
///
/// # Errors
/// A file that cannot be read, is damaged or has no rows.
pub fn inspect(path: &Path, options: &ReadOptions) -> Result<Inspection, ReadError> {
    let limits = ReadLimits::default();
    let mut raw = RawTable::open(path, options, limits, header::likeness)?;
    let mut sheets = sheet::in_order_of_likelihood(&raw);
    let of_sheets = sheets.iter().map(|sheet| sheet.summary.clone()).collect();
    let is_asked_for = options.sheet.is_some() || options.header_row.is_some();
    let read = if is_asked_for || sheets.is_empty() {
        raw.read()?
    } else {
        let likeliest = sheets.swap_remove(0);
        raw = likeliest.raw;
        likeliest.read
    };
    let form = raw.form();
    let file = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let table = TableSummary {
        sheet: match &form {
            Form::Sheet { sheet, .. } => Some(sheet.clone()),
            Form::Parquet | Form::Text { .. } | Form::Features => None,
        },
        header_row: raw.header_row(),
        rows: read.rows,
        blank: read.blank,
        notes: read.notes,
        misshapen: read.misshapen,
        errors: read.errors,
        columns: ColumnSummary::all(&read),
    };
    let suggestion = Likeness::of(&table.columns, &read).map(|likeness| {
        likeness.suggestion(&file, &table, sheets_of(&form), |fit| {
            let found = match &table.sheet {
                Some(sheet) => raw.sheet_called(sheet, fit),
                None => RawTable::open(path, &ReadOptions::default(), limits, fit),
            };
            found.ok()?.header_row()
        })
    });
    let (packing, encoding, separator) = match &form {
        Form::Text {
            packing,
            encoding,
            separator,
            ..
        } => (*packing, Some(*encoding), Some(*separator)),
        Form::Parquet | Form::Features | Form::Sheet { .. } => (None, None, None),
    };
    Ok(Inspection {
        file,
        bytes: raw.bytes(),
        form: match &form {
            Form::Parquet => "Parquet",
            Form::Text { .. } => "text",
            Form::Features => "GeoJSON",
            Form::Sheet { form, .. } => form,
        },
        packing,
        encoding,
        separator,
        sheets: of_sheets,
        contract: suggestion.as_ref().map(|found| found.contract.word()),
        certainty: suggestion.as_ref().map(|found| found.certainty),
        resemblance: suggestion.as_ref().map(|found| found.share),
        cannot: match &suggestion {
            Some(found) => found.cannot.clone(),
            None => unlike::why(&table.columns).into_iter().collect(),
        },
        rejected: match &suggestion {
            Some(found) => found.check.rejected(&raw)?,
            None => Vec::new(),
        },
        mapping: suggestion.map_or_else(String::new, |Suggestion { toml, .. }| toml),
        table,
    })
}

/// How many sheets the file has.
fn sheets_of(form: &Form) -> usize {
    match form {
        Form::Sheet { sheets, .. } => sheets.len(),
        Form::Parquet | Form::Text { .. } | Form::Features => 0,
    }
}
