//! `quarantine`.

use super::declaration::table;
use super::kind::{Category, Row, Text};
use crate::tables::Quarantined;

table! {
    /// One row per source row and rule that it broke: what was rejected, and why.
    quarantine by [source, row];
    each row: &'a Quarantined, _: () => QuarantineRows<'a>;

    /// The source, by its name in the pipeline.
    source: Category ["source name"] = &row.source;
    /// The row's place among the data rows of its file, counted from 1, the header left out.
    row: Row ["row number"] = row.row;
    /// The file that the row was read from.
    file: Category ["path"] = &row.file;
    /// The row's contract key, such as its authority, indicator and period; missing where it could
    /// not be read.
    key: Option<Text> ["text"] = Some(&row.key).filter(|key| !key.is_empty());
    /// The rule of the contract that the row broke.
    rule: Category ["rule name"] = row.fault.rule.word();
    /// What was found in the row and what was expected.
    reason: Text ["text"] = &row.fault.reason;
    /// The row as it stands in the source, by column.
    record: Text ["JSON object"] = &row.record;
}

/// The rows of `quarantined`, in the order of their key.
pub(super) fn sorted(quarantined: &[Quarantined]) -> QuarantineRows<'_> {
    let mut rows: Vec<&Quarantined> = quarantined.iter().collect();
    rows.sort_by(|a, b| (&a.source, a.row, &a.file).cmp(&(&b.source, b.row, &b.file)));
    QuarantineRows::new(rows, ())
}
