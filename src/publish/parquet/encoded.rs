//! Row groups that others have encoded.

use std::io::Write;

use bytes::Bytes;
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::ParquetError;
use parquet::file::metadata::{
    ColumnChunkMetaData, PageIndexPolicy, ParquetMetaDataOptions, ParquetMetaDataReader,
};
use parquet::file::statistics::Statistics;
use parquet::file::writer::SerializedFileWriter;

/// Appends the row groups of `encoded`, a file of the same schema, to `file` as they are.
///
/// # Errors
/// Bytes that are no such file, and a file that cannot be written.
pub(super) fn append<W: Write + Send>(
    file: &mut SerializedFileWriter<W>,
    encoded: &Bytes,
) -> Result<(), ParquetError> {
    // What is said of the encodings of pages is wanted as it was written.
    let options = ParquetMetaDataOptions::new().with_encoding_stats_as_mask(false);
    let metadata = ParquetMetaDataReader::new()
        .with_metadata_options(Some(options))
        .with_page_index_policy(PageIndexPolicy::Optional)
        .parse_and_finish(encoded)?;
    for (at, group) in metadata.row_groups().iter().enumerate() {
        let mut row_group = file.next_row_group()?;
        for (place, column) in group.columns().iter().enumerate() {
            let close = ColumnCloseResult {
                bytes_written: u64::try_from(column.compressed_size())?,
                rows_written: u64::try_from(group.num_rows())?,
                metadata: as_written(column)?,
                bloom_filter: None,
                column_index: metadata
                    .column_index()
                    .map(|of_groups| of_groups[at][place].clone()),
                offset_index: metadata
                    .offset_index()
                    .map(|of_groups| of_groups[at][place].clone()),
            };
            row_group.append_column(encoded, close)?;
        }
        row_group.close()?;
    }
    Ok(())
}

/// What is known of a column as it was before it was written. Of limits that stand in the fields of
/// older readers too, a reader keeps that they do only where they stand nowhere else.
fn as_written(column: &ColumnChunkMetaData) -> Result<ColumnChunkMetaData, ParquetError> {
    let Some(statistics) = column.statistics().cloned() else {
        return Ok(column.clone());
    };
    let signed = column.column_descr().sort_order().is_signed();
    macro_rules! in_both {
        ($($kind:ident),+) => {
            match statistics {
                $(Statistics::$kind(of) => {
                    Statistics::$kind(of.with_backwards_compatible_min_max(signed))
                })+
                other => other,
            }
        };
    }
    let statistics = in_both!(Boolean, Int32, Int64, Int96, Float, Double);
    let column = column.clone().into_builder();
    column.set_statistics(statistics).build()
}
