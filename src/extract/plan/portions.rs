//! What becomes of the visits of a bucket, in portions: the settings of each block of authorities, and
//! one of everything else.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, LargeBinaryArray, ListArray, StructArray, UInt32Array};
use datafusion::arrow::buffer::OffsetBuffer;
use datafusion::arrow::datatypes::{DataType, Field, Fields};

use super::wire::NOT_OURS;
use crate::tables::{Setting, block_of};

/// The block of a portion; none is what is no setting.
pub(super) const BLOCK: &str = "block";

/// What stands in a portion.
pub(super) const BYTES: &str = "bytes";

/// A portion of what becomes of a bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Portion {
    /// The block of the authorities that its settings are in; `None` of what is no setting.
    pub block: Option<u32>,
    /// Settings one after another, or a message.
    pub bytes: Vec<u8>,
}

/// The type of a list of portions.
pub(super) fn list_type() -> DataType {
    DataType::List(Arc::new(item()))
}

fn fields() -> Fields {
    Fields::from(vec![
        Field::new(BLOCK, DataType::UInt32, true),
        Field::new(BYTES, DataType::LargeBinary, false),
    ])
}

fn item() -> Field {
    Field::new_list_field(DataType::Struct(fields()), true)
}

/// Lists of portions as a column.
pub(super) fn column(lists: &[Vec<Portion>]) -> ArrayRef {
    let all: Vec<&Portion> = lists.iter().flatten().collect();
    let blocks: UInt32Array = all.iter().map(|of| of.block).collect();
    let bytes = LargeBinaryArray::from_iter_values(all.iter().map(|of| &of.bytes));
    let portions = StructArray::new(fields(), vec![Arc::new(blocks), Arc::new(bytes)], None);
    let offsets = OffsetBuffer::from_lengths(lists.iter().map(Vec::len));
    let lists = ListArray::new(Arc::new(item()), offsets, Arc::new(portions), None);
    Arc::new(lists)
}

/// Settings by the blocks that they are in.
pub(super) fn by_block(settings: &[Setting]) -> Vec<Portion> {
    let mut blocks: BTreeMap<usize, Vec<u8>> = BTreeMap::new();
    for setting in settings {
        let block = blocks.entry(block_of(setting.authority)).or_default();
        block.extend(setting.to_bytes());
    }
    let blocks = blocks.into_iter();
    blocks
        .map(|(block, bytes)| Portion {
            // An authority is at a place of 32 bits.
            block: Some(block as u32),
            bytes,
        })
        .collect()
}

/// The settings of a portion.
///
/// # Errors
/// Bytes that are none.
pub(super) fn settings(bytes: &[u8]) -> Result<Vec<Setting>, String> {
    Setting::all_from_bytes(bytes).ok_or_else(|| NOT_OURS.to_owned())
}
