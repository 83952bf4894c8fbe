//! Whether rows come in the order of their key.
//!
//! A file says of itself by which columns it is sorted, and readers skip data on the strength of
//! it. A table in another order would be a file that lies, so the order is checked, not assumed.

use std::cmp::Ordering;

use arrow::array::ArrayRef;
use arrow::compute::{LexicographicalComparator, SortColumn};
use arrow::error::ArrowError;

/// The first row that comes before the row above it, by `keys` in their order, the first
/// deciding most. Equal keys are in order.
///
/// # Errors
/// When the columns are empty of columns, differ in length, or are of a type without an order.
pub(super) fn first_out_of_order(keys: &[ArrayRef]) -> Result<Option<usize>, ArrowError> {
    let columns: Vec<SortColumn> = keys
        .iter()
        .map(|values| SortColumn {
            values: values.clone(),
            options: None,
        })
        .collect();
    let rows = keys.first().map_or(0, |column| column.len());
    let order = LexicographicalComparator::try_new(&columns)?;
    Ok((1..rows).find(|&row| order.compare(row - 1, row) == Ordering::Greater))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{Int32Array, StringArray};

    use super::*;

    fn keys(areas: &[&str], ranks: &[i32]) -> Vec<ArrayRef> {
        vec![
            Arc::new(StringArray::from(areas.to_vec())),
            Arc::new(Int32Array::from(ranks.to_vec())),
        ]
    }

    #[test]
    fn rows_sorted_by_every_key_column_are_in_order() {
        let keys = keys(&["301", "301", "302"], &[9, 10, 1]);
        assert_eq!(first_out_of_order(&keys).unwrap(), None);
    }

    #[test]
    fn equal_keys_are_in_order() {
        let keys = keys(&["301", "301"], &[1, 1]);
        assert_eq!(first_out_of_order(&keys).unwrap(), None);
    }

    #[test]
    fn the_first_row_that_falls_back_is_found() {
        let keys = keys(&["301", "301", "302", "301"], &[1, 2, 1, 3]);
        assert_eq!(first_out_of_order(&keys).unwrap(), Some(3));
    }

    #[test]
    fn text_is_ordered_by_its_bytes() {
        let keys = keys(&["B", "a", "é"], &[1, 1, 1]);
        assert_eq!(first_out_of_order(&keys).unwrap(), None);
    }
}
