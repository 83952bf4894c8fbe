//! `corrections`.

use super::declaration::table;
use super::kind::{Category, Date, Row, Text};
use crate::tables::Correction;

table! {
    /// One row per source row and column: what an extract taken by the as-of date says otherwise
    /// than the extract that stands.
    corrections by [source, file, row, column];
    each of: &'a Correction, _: () => CorrectionRows<'a>;

    /// The source, by its name in the pipeline.
    source: Category ["source name"] = &of.source;
    /// The file of the row that gave way.
    file: Category ["path"] = &of.file;
    /// That row's place among the data rows of its file, counted from 1, the header left out.
    row: Row ["row number"] = of.row;
    /// The contract column in which the two rows differ.
    column: Category ["column name"] = of.column;
    /// The contract key of both rows, such as a setting and a day.
    key: Text ["text"] = &of.key;
    /// The day on which the extract of the row that gave way was taken; missing where it is not
    /// known.
    extracted_on: Option<Date> ["day"] = of.extracted_on;
    /// What the row that gave way says; missing where it has no value.
    said: Option<Text> ["text"] = of.said.as_deref();
    /// The file of the row that stands.
    stands_file: Category ["path"] = &of.retained_file;
    /// Its place among the data rows of its file, counted from 1, the header left out.
    stands_row: Row ["row number"] = of.retained_row;
    /// The day on which its extract was taken; missing where it is not known.
    stands_extracted_on: Option<Date> ["day"] = of.retained_extracted_on;
    /// What the row that stands says; missing where it has no value.
    stands: Option<Text> ["text"] = of.retained.as_deref();
}

/// The rows of `corrections`, in the order of their key.
pub(super) fn sorted(corrections: &[Correction]) -> CorrectionRows<'_> {
    let mut rows: Vec<&Correction> = corrections.iter().collect();
    rows.sort_by(|a, b| {
        (&a.source, &a.file, a.row, a.column).cmp(&(&b.source, &b.file, b.row, b.column))
    });
    CorrectionRows::new(rows, ())
}
