//! Which pieces of a source a task reads.
//!
//! The scheduler gives a task its part of a plan by cutting the leaves that it knows: rows in memory are
//! one of them. A leaf of another kind it leaves whole, so that every task would read all of it, and rows
//! would count several times without anybody noticing. So a node that reads a source has a child
//! that gives the numbers of its pieces, a partition for each.

use std::sync::Arc;

use datafusion::arrow::array::{AsArray, RecordBatch, UInt64Array};
use datafusion::arrow::datatypes::{DataType, Field, Schema, UInt64Type};
use datafusion::datasource::memory::MemorySourceConfig;
use datafusion::error::Result;
use datafusion::physical_plan::ExecutionPlan;

/// The numbers from nought on, one in a partition, so many of them.
///
/// # Errors
/// As DataFusion has them.
pub fn pieces(count: usize) -> Result<Arc<dyn ExecutionPlan>> {
    let column = Field::new("piece", DataType::UInt64, false);
    let schema = Arc::new(Schema::new(vec![column]));
    let mut partitions = Vec::with_capacity(count);
    for piece in 0..count as u64 {
        let number = Arc::new(UInt64Array::from(vec![piece]));
        partitions.push(vec![RecordBatch::try_new(
            Arc::clone(&schema),
            vec![number],
        )?]);
    }
    Ok(MemorySourceConfig::try_new_exec(&partitions, schema, None)?)
}

/// The numbers in rows of [`pieces`].
pub fn piece_numbers(rows: &RecordBatch) -> Vec<usize> {
    let numbers = rows.column(0).as_primitive::<UInt64Type>().values();
    let numbers = numbers.iter().map(|number| usize::try_from(*number));
    // None is larger than what `pieces` counts by.
    numbers.flatten().collect()
}
