//! Rows that fall into cycles, read back.

use std::ops::Range;

use arrow::array::{ArrayRef, AsArray, Float64Array, Int32Array, RecordBatch, StringArray};
use arrow::datatypes::Int32Type;

use super::properties::PAGE_ROWS;
use super::tests::{fresh, named, read};
use super::*;
use crate::publish::Column;

/// Rows of the table `neighbours`, of which every authority has as many.
struct Cyclic {
    rows: RecordBatch,
    cycle: Option<usize>,
}

impl TableRows for Cyclic {
    fn rows(&self) -> usize {
        self.rows.num_rows()
    }

    fn column(&self, column: &Column, rows: Range<usize>) -> Result<Stretch, PublishError> {
        TableRows::column(&self.rows, column, rows)
    }

    fn cycle(&self) -> Option<usize> {
        self.cycle
    }

    fn repeats(&self, column: &Column) -> bool {
        ["rank", "neighbour", "closeness", "source"].contains(&column.name)
    }
}

/// So many authorities of so many neighbours. Names of neighbours are text that no dictionary takes,
/// and some of the closeness is missing.
fn cyclic(authorities: usize, cycle: usize) -> Cyclic {
    let rows = || 0..authorities * cycle;
    let of_cycle = || rows().map(|row| row % cycle);
    let text = |values: &mut dyn Iterator<Item = String>| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(values))
    };
    let columns: Vec<ArrayRef> = vec![
        text(&mut rows().map(|row| format!("E{:06}", row / cycle))),
        Arc::new(Int32Array::from_iter_values(of_cycle().map(|at| at as i32))),
        text(&mut of_cycle().map(|at| format!("E{at:06}"))),
        Arc::new(Float64Array::from_iter(
            rows().map(|row| (row % 7 > 0).then(|| (row as f64).sqrt())),
        )),
        Arc::new(StringArray::from_iter(
            of_cycle().map(|at| (at % 3 > 0).then_some("Very close")),
        )),
        text(&mut rows().map(|_| "model".to_owned())),
    ];
    Cyclic {
        rows: RecordBatch::try_new(named("neighbours").arrow_schema(), columns).unwrap(),
        cycle: Some(cycle),
    }
}

fn written(rows: &dyn TableRows, row_group: usize) -> RecordBatch {
    let (_folder, path) = fresh();
    write_row_groups(&path, named("neighbours"), &[], rows, row_group).unwrap();
    read(&path)
}

#[test]
fn what_is_made_once_for_all_cycles_is_read_in_every_one() {
    for (authorities, cycle, row_group) in [
        // Several cycles to a page, several pages to a row group, and a last one of fewer cycles.
        (17, 10_000, 140_000),
        // A cycle is longer than a page, and as long as a row group.
        (3, PAGE_ROWS + 10, PAGE_ROWS + 10),
        // No row group has room for a cycle.
        (3, 1000, 999),
        (1, 10, 1000),
        (40, 1, 1000),
    ] {
        let rows = cyclic(authorities, cycle);
        let back = written(&rows, row_group);
        assert_eq!(back.num_rows(), authorities * cycle);
        for (back, values) in back.columns().iter().zip(rows.rows.columns()) {
            assert_eq!(back, values, "{authorities} of {cycle}");
        }
    }
}

#[test]
fn a_cycle_that_is_out_of_order_is_refused() {
    let mut rows = cyclic(2, 10);
    let schema = rows.rows.schema();
    let mut columns = rows.rows.columns().to_vec();
    let ranks = columns[1].as_primitive::<Int32Type>();
    columns[1] = Arc::new(ranks.unary::<_, Int32Type>(|rank| 10 - rank));
    rows.rows = RecordBatch::try_new(schema, columns).unwrap();
    let (_folder, path) = fresh();
    let refused = write_row_groups(&path, named("neighbours"), &[], &rows, 1000);
    let refused = refused.unwrap_err().to_string();
    assert!(
        refused.contains("row 2 comes before the row above it"),
        "{refused}"
    );
}
