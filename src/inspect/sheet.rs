//! The sheets of a workbook, and which of them is likely to hold data.

use super::certainty::Certainty;
use super::column::ColumnSummary;
use super::header;
use super::inspection::SheetSummary;
use super::mapping::Likeness;
use super::raw_table::{RawColumns, RawTable};
use crate::read::Form;

/// A sheet that was looked into.
pub(super) struct Sheet {
    /// What it is in short.
    pub summary: SheetSummary,
    /// The table in it.
    pub raw: RawTable,
    /// The columns.
    pub read: RawColumns,
}

/// The sheets of a workbook that hold a table, the likeliest first: that of which most of a
/// contract is there, and of those the one with most cells.
pub(super) fn in_order_of_likelihood(book: &RawTable) -> Vec<Sheet> {
    let form = book.form();
    let names = match &form {
        Form::Sheet { sheets, .. } => sheets.as_slice(),
        Form::Parquet | Form::Text { .. } | Form::Features => &[],
    };
    let mut sheets: Vec<Sheet> = names
        .iter()
        .filter_map(|name| {
            // A sheet without a single cell, or of a chart, holds no table.
            let raw = book.sheet_called(name, header::likeness).ok()?;
            let read = raw.read().ok()?;
            let summary = SheetSummary::of(name, &raw, &read)?;
            Some(Sheet { summary, raw, read })
        })
        .collect();
    sheets.sort_by_key(|sheet| {
        let SheetSummary {
            columns,
            rows,
            resemblance,
            ..
        } = sheet.summary;
        // Two shares that a reader would not tell apart are alike.
        std::cmp::Reverse(((resemblance * 100.0).round() as u64, rows * columns as u64))
    });
    sheets
}

impl SheetSummary {
    fn of(name: &str, raw: &RawTable, read: &RawColumns) -> Option<Self> {
        let columns = ColumnSummary::all(read);
        let likeness = Likeness::of(&columns, read);
        let resemblance = likeness.as_ref().map_or(0.0, Likeness::share);
        Some(Self {
            name: name.to_owned(),
            header_row: raw.header_row()?,
            columns: raw.names().iter().filter(|name| !name.is_empty()).count(),
            rows: read.rows,
            contract: likeness.as_ref().map(|likeness| likeness.contract().word()),
            certainty: likeness.map(|_| Certainty::of(resemblance)),
            resemblance,
        })
    }
}
