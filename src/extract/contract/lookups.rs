//! Look-ups, row by row.

use rustc_hash::FxHashMap;

use super::parse;
use super::rows::TypedRows;
use crate::domain::folded_name;
use crate::extract::map::Batch;
use crate::extract::quarantine::Ledgers;
use crate::tables::{Fault, Rule};

/// A row of a look-up.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Row {
    key: String,
    value: String,
}

/// Reads the rows of a batch; one without a key or a value says nothing.
pub(crate) fn read(batch: &Batch<'_>) -> TypedRows<Row> {
    let key = batch.parse("key", parse::text);
    let value = batch.parse("value", parse::text);
    TypedRows::collect(batch, &["key"], |row| {
        let (Some(key), Some(value)) = (key.optional(row)?, value.optional(row)?) else {
            return Ok(None);
        };
        Ok(Some(Row {
            key: key.clone(),
            value: value.clone(),
        }))
    })
}

/// What each key stands for. A key may be there more than once as long as it stands for the same;
/// a row that contradicts an earlier one is rejected.
pub(crate) fn checked(
    mut rows: TypedRows<Row>,
    ledgers: &Ledgers<'_>,
) -> impl Iterator<Item = (String, String)> {
    let mut values: FxHashMap<String, String> = FxHashMap::default();
    rows.reject_faulty(ledgers, |row| {
        let earlier = values
            .entry(folded_name(&row.key))
            .or_insert_with(|| row.value.clone());
        if *earlier == row.value {
            return Ok(());
        }
        Err(Fault::new(
            Rule::DuplicateKey,
            format!(
                "an earlier row says that {:?} stands for {earlier:?}, and this one {:?}; the first is kept",
                row.key, row.value
            ),
        ))
    });
    rows.into_values().map(|row| (row.key, row.value))
}
