//! Columns of a sheet that have percentages beside plain numbers, where SQL computes with both.
//!
//! As they stand, each is read as it is meant. SQL sees 0.125 for 12.5% and 15 for 15, and whatever it
//! makes of them would be wrong for one of the two.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::map::{Batch, Origin};

/// The first cells of each kind of a file's computed columns.
#[derive(Debug, Default)]
pub(super) struct Mixtures(Mutex<BTreeMap<usize, Mixture>>);

#[derive(Debug, Default)]
struct Mixture {
    percentage: Option<String>,
    number: Option<String>,
}

impl Mixtures {
    /// Looks at the rows of a batch that are kept.
    ///
    /// # Errors
    /// A column that is computed from a percentage in one row and from a plain number in another, as
    /// a sentence that names both cells.
    pub(super) fn check(&self, batch: &Batch<'_>) -> Result<(), String> {
        for (at, column) in batch.columns.iter().enumerate() {
            let Some(mapped) = column.as_ref().filter(|column| !column.origins.is_empty()) else {
                continue;
            };
            let first = |origin: Origin| {
                let of_origin =
                    |row: &usize| mapped.origins[mapped.coded.codes[*row] as usize] == origin;
                let row = batch.kept().find(of_origin)?;
                Some(cells(batch, row, at))
            };
            let mut mixtures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let mixture = mixtures.entry(at).or_default();
            if mixture.percentage.is_none() {
                mixture.percentage = first(Origin::Percentage);
            }
            if mixture.number.is_none() {
                mixture.number = first(Origin::Number);
            }
            if let (Some(percentage), Some(number)) = (&mixture.percentage, &mixture.number) {
                return Err(format!(
                    "{}: SQL computes with a cell that shows a percentage ({percentage}), for which it sees 0.125 where 12.5% stands, and with one that does not ({number}); map the column as it stands, which reads each as it is shown, or format the cells alike",
                    batch.contract.columns[at].name
                ));
            }
        }
        Ok(())
    }
}

/// The cells behind a column in a row.
fn cells(batch: &Batch<'_>, row: usize, column: usize) -> String {
    let raw = batch.raw();
    let cells = raw.cells.as_ref();
    cells.map_or_else(String::new, |cells| {
        cells.cells(row, raw.rows.at(row), column).join(", ")
    })
}
