//! How the columns of a table are laid out inside its Parquet file.

use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::{KeyValue, SortingColumn};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;

use super::present::Present;
use crate::publish::{ColumnKind, Table};

/// Rows of a row group: enough to compress well, few enough that one machine reads and writes
/// several at once. DuckDB's own writer uses nearly as many.
pub(super) const ROW_GROUP_ROWS: usize = 131_072;

/// Tables of a row for every authority, slice and comparator. What is made of a slice is fetched once
/// a row group, so larger ones are quicker; and their words and ranks lie so close together that
/// limits of pages tell a reader nothing, and would take a fifth of the time.
const LARGE: [&str; 1] = ["comparison"];

/// Rows of a row group of such a table.
const LARGE_ROW_GROUP_ROWS: usize = 4 * ROW_GROUP_ROWS;

/// How many rows a row group of `table` has.
pub(super) fn row_group_rows(table: &Table) -> usize {
    match LARGE.contains(&table.name) {
        true => LARGE_ROW_GROUP_ROWS,
        false => ROW_GROUP_ROWS,
    }
}

/// Rows of a page. Two pages to a row group let a reader skip half of it, and repeats that lie
/// far apart, such as the same region's value under every authority, still meet in one page.
pub(super) const PAGE_ROWS: usize = 65_536;

/// The level of zstd: published indicators come out 13% smaller than at level 1, in nearly the
/// same time.
pub(super) const ZSTD_LEVEL: i32 = 3;

/// The level for codes: level 3 takes twice as long over them for 2%.
const ZSTD_LEVEL_OF_CODES: i32 = 1;

/// The level of zstd for pages of these values.
pub(super) const fn zstd_level(values: &Present<'_>) -> i32 {
    match values {
        Present::Coded(..) => ZSTD_LEVEL_OF_CODES,
        Present::None | Present::Numbers(_) | Present::Flags(_) => ZSTD_LEVEL,
    }
}

/// The program named in the file as its writer, in the form that the Parquet format asks for.
const CREATED_BY: &str = concat!("plumbline version ", env!("CARGO_PKG_VERSION"));

/// The properties with which `table` is written.
///
/// Nothing in them differs from run to run but what the caller puts into `file_metadata`.
pub(super) fn properties(
    table: &Table,
    file_metadata: &[(String, String)],
) -> Result<WriterProperties, ParquetError> {
    let described = [("table", table.name), ("description", table.about)];
    let metadata: Vec<KeyValue> = described
        .into_iter()
        .map(|(key, value)| KeyValue::new(key.to_owned(), value.to_owned()))
        .chain(
            file_metadata
                .iter()
                .map(|(key, value)| KeyValue::new(key.clone(), value.clone())),
        )
        .collect();
    let sorted: Vec<SortingColumn> = (0..)
        .zip(table.key)
        .map(|(column_idx, _)| SortingColumn {
            column_idx,
            descending: false,
            nulls_first: false,
        })
        .collect();

    let mut builder = WriterProperties::builder()
        .set_created_by(CREATED_BY.to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(ZSTD_LEVEL)?))
        .set_data_page_row_count_limit(PAGE_ROWS)
        .set_statistics_enabled(EnabledStatistics::Page)
        .set_sorting_columns(Some(sorted))
        .set_key_value_metadata(Some(metadata));
    // What text begins with is written once where it is sorted, and nothing else repeats in it.
    for column in table.columns {
        let is_first = table.key.first() == Some(&column.name);
        if LARGE.contains(&table.name) && !is_first {
            let path = ColumnPath::from(column.name);
            builder = builder.set_column_statistics_enabled(path, EnabledStatistics::None);
        }
        if column.kind == ColumnKind::Text {
            let path = ColumnPath::from(column.name);
            builder = builder.set_column_dictionary_enabled(path.clone(), false);
            if table.key.contains(&column.name) {
                builder = builder.set_column_encoding(path, Encoding::DELTA_BYTE_ARRAY);
            }
        }
    }
    Ok(builder.build())
}
