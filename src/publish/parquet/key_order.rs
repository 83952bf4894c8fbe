//! Whether rows come in the order of their key.
//!
//! A file says of itself by which columns it is sorted, and readers skip data on the strength of
//! it. A table in another order would be a file that lies, so the order is checked, not assumed.

use std::cmp::Ordering;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::{LexicographicalComparator, SortColumn};
use arrow::datatypes::Int32Type;
use arrow::error::ArrowError;

/// The first row that comes before the row above it, by `keys` in their order, the first
/// deciding most. Equal keys are in order.
///
/// # Errors
/// When the columns are empty of columns, differ in length, or are of a type without an order.
pub(super) fn first_out_of_order(keys: &[ArrayRef]) -> Result<Option<usize>, ArrowError> {
    let rows = keys.first().map_or(0, |column| column.len());
    let order = order(keys)?;
    Ok((1..rows).find(|&row| order.compare(row - 1, row) == Ordering::Greater))
}

/// The same of rows that fall into cycles of `cycle`. The first of `keys` are as long as there are
/// rows, and behind them may be shorter ones, which are the same in every cycle and whole cycles long.
///
/// # Errors
/// As [`first_out_of_order`].
pub(super) fn first_out_of_order_in_cycles(
    keys: &[ArrayRef],
    cycle: usize,
) -> Result<Option<usize>, ArrowError> {
    let rows = keys.first().map_or(0, |column| column.len());
    let full = keys.iter().take_while(|key| key.len() == rows).count();
    let (leading, repeating) = keys.split_at(full);
    if repeating.is_empty() {
        return first_out_of_order(keys);
    }
    let one: Vec<ArrayRef> = repeating.iter().map(|key| key.slice(0, cycle)).collect();
    if let Some(row) = first_out_of_order(&one)? {
        return Ok(Some(row));
    }
    let falls_back = order(&one)?.compare(cycle - 1, 0) == Ordering::Greater;
    let by_place = match leading {
        [only] => Some(by_place(only)).filter(|only| only.null_count() == 0),
        _ => None,
    };
    let places = by_place
        .as_ref()
        .and_then(|of| of.as_primitive_opt::<Int32Type>());
    let order = order(leading)?;
    let between = |row: usize| match places {
        Some(places) => places.values()[row - 1].cmp(&places.values()[row]),
        None => order.compare(row - 1, row),
    };
    let found = (0..rows).step_by(cycle).find_map(|start| {
        let is_behind = start > 0
            && match between(start) {
                Ordering::Less => false,
                Ordering::Equal => falls_back,
                Ordering::Greater => true,
            };
        let mut within = start + 1..rows.min(start + cycle);
        match is_behind {
            true => Some(start),
            false => within.find(|row| between(*row) == Ordering::Greater),
        }
    });
    Ok(found)
}

/// Compares rows by `keys` in their order.
fn order(keys: &[ArrayRef]) -> Result<LexicographicalComparator, ArrowError> {
    let columns = keys.iter().map(|values| SortColumn {
        values: by_place(values),
        options: None,
    });
    LexicographicalComparator::try_new(&columns.collect::<Vec<_>>())
}

/// Dictionary-coded text whose dictionary is in order compares by its codes alone, which is
/// many times faster than by the texts.
fn by_place(values: &ArrayRef) -> ArrayRef {
    let Some(coded) = values.as_dictionary_opt::<Int32Type>() else {
        return Arc::clone(values);
    };
    let Some(texts) = coded.values().as_string_opt::<i32>() else {
        return Arc::clone(values);
    };
    let in_order = texts.null_count() == 0
        && (1..texts.len()).all(|place| texts.value(place - 1) < texts.value(place));
    if in_order {
        Arc::new(coded.keys().clone())
    } else {
        Arc::clone(values)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{DictionaryArray, Int32Array, StringArray};

    use super::*;

    #[test]
    fn coded_text_is_compared_as_text_whatever_the_order_of_its_dictionary() {
        for (texts, places, first) in [
            (vec!["a", "b", "c"], vec![0, 0, 1, 2], None),
            (vec!["a", "b", "c"], vec![0, 2, 1], Some(2)),
            (vec!["c", "a", "b"], vec![1, 2, 0], None),
            (vec!["c", "a", "b"], vec![0, 1], Some(1)),
            (vec!["a", "a"], vec![1, 0], None),
        ] {
            let texts: ArrayRef = Arc::new(StringArray::from(texts));
            let places = Int32Array::from(places);
            let coded: ArrayRef = Arc::new(DictionaryArray::try_new(places, texts).unwrap());
            assert_eq!(first_out_of_order(&[coded]).unwrap(), first);
        }
    }

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
    fn cycles_are_in_order_where_they_are_written_out() {
        let text = |values: &[&str]| -> ArrayRef { Arc::new(StringArray::from(values.to_vec())) };
        let places = |values: &[i32]| -> ArrayRef { Arc::new(Int32Array::from(values.to_vec())) };
        for (leading, cycle) in [
            (vec![1, 1, 2, 2, 3, 3], vec!["a", "b"]),
            (vec![1, 1, 2, 2, 2, 2], vec!["a", "b"]),
            (vec![1, 1, 2, 2, 2, 2], vec!["a", "a"]),
            (vec![1, 1, 2, 2, 1, 1], vec!["a", "b"]),
            (vec![1, 2, 2, 3, 3, 4], vec!["a", "b"]),
            (vec![2, 1, 3, 3, 4, 4], vec!["a", "b"]),
            (vec![1, 1, 2, 2, 3, 3], vec!["b", "a"]),
            (vec![1, 2, 3, 3, 4, 4], vec!["b", "a"]),
            (vec![1, 1, 2], vec!["a"]),
            (vec![1, 2, 1], vec!["a"]),
        ] {
            let whole = [
                places(&leading),
                text(&cycle.repeat(leading.len() / cycle.len())),
            ];
            let short = [places(&leading), text(&cycle)];
            let expected = first_out_of_order(&whole).unwrap();
            let found = first_out_of_order_in_cycles(&short, cycle.len()).unwrap();
            // Cycles that are out of order in themselves are refused though no row may be.
            match cycle.is_sorted() {
                true => assert_eq!(found, expected, "{leading:?} {cycle:?}"),
                false => assert_eq!(found, Some(1)),
            }
            let two = [places(&leading), places(&leading), text(&cycle)];
            let found = first_out_of_order_in_cycles(&two, cycle.len()).unwrap();
            assert_eq!(found.is_some(), expected.is_some() || !cycle.is_sorted());
        }
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
