//! Files of any form as batches of named columns, each row with its number in its file.
//!
//! Nothing here knows a pipeline, a contract or a mapping: what is asked of a table is handed in
//! as [`ReadOptions`] and as a function that says how well a header fits.

mod damage;
pub(crate) mod dictionary;
mod error;
mod features;
mod field;
mod files;
mod footnotes;
pub(crate) mod header;
mod open_file;
mod options;
mod parquet;
mod partitioned;
mod percentage;
mod table_file;
mod text;
mod text_batch;
mod text_rows;
mod workbook;

pub use self::dictionary::{Scalar, missing_marker, show};
pub use self::error::ReadError;
pub use self::files::{
    Found, FoundFile, Partition, PassedOver, SourceFile, SourcePath, alone, find, first,
    first_changed,
};
pub(crate) use self::open_file::NotPlain;
pub use self::options::{Encoding, ReadLimits, ReadOptions};
pub use self::percentage::{PercentCell, PercentColumn, PercentRows, Percentage};
pub use self::table_file::{Form, RawRows, RowNumbers, TableFile};
pub use self::text_batch::{CellError, ErrorCell, Misshape, Misshapen};
pub use self::workbook::letters;
