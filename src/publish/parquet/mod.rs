//! One table to one Parquet file.
//!
//! Row groups have a fixed number of rows, or of cycles of rows, unless the rows say where one ends; each column of a row group is made
//! and encoded by itself, and the encoded columns are appended in order while those behind them are
//! encoded. So the bytes of the file depend on the rows alone, not on how many threads there were.

mod chunk;
mod column_form;
mod digesting_file;
mod distinct;
mod encoded;
mod hybrid;
mod key_order;
mod layout;
mod limits;
mod packing;
mod present;
mod properties;
mod sparse;
mod stretch;
mod table_rows;

use std::fs::File;
use std::io::Write;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use arrow::array::ArrayRef;
use arrow::datatypes::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{ArrowRowGroupWriterFactory, compute_leaves};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterPropertiesPtr;
use parquet::schema::types::SchemaDescPtr;

use self::chunk::Chunk;
use self::column_form::conform;
use self::digesting_file::DigestingFile;
use self::key_order::{first_out_of_order, first_out_of_order_in_cycles};
use self::layout::{Layout, whole_cycles};
#[cfg(test)]
use self::properties::ROW_GROUP_ROWS;
use self::properties::{properties, row_group_rows};
pub use self::stretch::{Coded, CodedValues, Stretch};
pub use self::table_rows::TableRows;
use super::Table;
use crate::in_turn::in_turn;
use crate::runs::{PublishError, WrittenTable};

/// Row groups that are encoded at once, or wait to be appended: with the columns of each that is work
/// for many cores, at the price of holding their compressed bytes in memory.
const ROW_GROUPS_AT_ONCE: usize = 8;

/// Writes `rows` to a new file at `path`. They are on the disk once the run's folder is put in its
/// place, and not before.
///
/// The rows must be sorted by the table's key. `file_metadata` goes into the file beside the
/// table's name and description; for identical rows and metadata the bytes of the file are
/// identical.
///
/// # Errors
/// [`PublishError::Table`] when a column has another type than the table describes, a missing
/// value where none may be missing, a number that is not finite, or rows out of order;
/// [`PublishError::File`] when the file cannot be written.
pub fn write_table(
    path: &Path,
    table: &'static Table,
    file_metadata: &[(String, String)],
    rows: &dyn TableRows,
) -> Result<WrittenTable, PublishError> {
    let written = write_row_groups(path, table, file_metadata, rows, row_group_rows(table))?;
    tracing::debug!(
        table = written.table,
        rows = written.rows,
        bytes = written.bytes,
        "table written"
    );
    Ok(written)
}

/// The row groups of `rows` as [`write_table`] writes them, in a file that nothing else is wanted of.
///
/// # Errors
/// As of [`write_table`].
#[cfg(feature = "cluster")]
pub(crate) fn encode_row_groups(
    table: &'static Table,
    rows: &dyn TableRows,
) -> Result<Vec<u8>, PublishError> {
    let (mut file, path) = (Vec::new(), Path::new(table.name));
    encode(&mut file, path, table, &[], rows, row_group_rows(table))?;
    Ok(file)
}

/// Writes row groups of so many rows, the last one of what is left.
fn write_row_groups(
    path: &Path,
    table: &'static Table,
    file_metadata: &[(String, String)],
    rows: &dyn TableRows,
    row_group_rows: usize,
) -> Result<WrittenTable, PublishError> {
    let file = File::create(path)
        .map_err(|error| PublishError::file(path, "create the table's file", error))?;
    let mut file = DigestingFile::new(file);
    encode(&mut file, path, table, file_metadata, rows, row_group_rows)?;
    Ok(WrittenTable {
        table: table.name.to_owned(),
        rows: rows.rows() as u64,
        bytes: file.bytes(),
        digest: file.digest(),
    })
}

/// Encodes `rows` into `file`, which errors call `path`.
fn encode<W: Write + Send>(
    file: W,
    path: &Path,
    table: &'static Table,
    file_metadata: &[(String, String)],
    rows: &dyn TableRows,
    row_group_rows: usize,
) -> Result<(), PublishError> {
    let schema = table.arrow_schema();
    let refused = |error| PublishError::parquet(path, error);
    let properties = properties(table, file_metadata).map_err(refused)?;
    let (mut file, writers) = ArrowWriter::try_new(file, schema.clone(), Some(properties))
        .and_then(ArrowWriter::into_serialized_writer)
        .map_err(refused)?;

    if let Some(encoded) = rows.encoded() {
        for of_others in encoded {
            encoded::append(&mut file, &of_others).map_err(refused)?;
        }
        return file.finish().map(drop).map_err(refused);
    }
    let whole = whole_cycles(rows.cycle(), row_group_rows);
    let step = whole.unwrap_or(row_group_rows);
    let groups = row_groups(rows.rows(), rows.breaks(), step);
    let target = Target {
        path,
        table,
        schema: &schema,
        cycle: rows.cycle().filter(|_| whole.is_some()),
        columns: Arc::new(file.schema_descr().clone()),
        properties: file.properties().clone(),
        writers,
    };
    in_their_order(&groups, &target, rows, |chunks| {
        let mut row_group = file.next_row_group().map_err(refused)?;
        for chunk in chunks {
            chunk.append(&mut row_group).map_err(refused)?;
        }
        row_group.close().map(drop).map_err(refused)
    })?;
    file.finish().map(drop).map_err(refused)
}

/// The rows of each row group: up to `most`, and none on both sides of a break.
fn row_groups(rows: usize, breaks: &[usize], most: usize) -> Vec<Range<usize>> {
    let starts = std::iter::once(0).chain(breaks.iter().copied());
    let ends = breaks.iter().copied().chain(std::iter::once(rows));
    starts
        .zip(ends)
        .flat_map(|(start, end)| {
            let starts = (start..end).step_by(most);
            starts.map(move |start| start..end.min(start + most))
        })
        .collect()
}

/// Encodes row groups on all cores and gives each to `append` in their order, while those behind it
/// are encoded.
fn in_their_order(
    groups: &[Range<usize>],
    target: &Target<'_>,
    rows: &dyn TableRows,
    mut append: impl FnMut(Vec<Chunk>) -> Result<(), PublishError>,
) -> Result<(), PublishError> {
    let pieces: Vec<Piece<'_>> = groups
        .iter()
        .enumerate()
        .flat_map(|(place, rows)| target.pieces(place, rows))
        .collect();
    let ahead = pieces.len().div_ceil(groups.len().max(1)) * ROW_GROUPS_AT_ONCE;
    let encode = |at: usize| pieces[at].encode(rows);
    let columns = target.table.columns.len();
    let mut chunks = Vec::with_capacity(columns);
    in_turn(pieces.len(), ahead, encode, |more| {
        chunks.extend(more);
        match chunks.len() < columns {
            true => Ok(()),
            false => append(std::mem::take(&mut chunks)),
        }
    })
}

/// What all columns of a file are encoded for.
struct Target<'a> {
    path: &'a Path,
    table: &'static Table,
    schema: &'a SchemaRef,
    /// How long the cycles are that row groups are whole ones of.
    cycle: Option<usize>,
    columns: SchemaDescPtr,
    properties: WriterPropertiesPtr,
    writers: ArrowRowGroupWriterFactory,
}

impl<'a> Target<'a> {
    /// What is encoded by itself of the row group at `place`, of these rows.
    fn pieces(&'a self, place: usize, rows: &Range<usize>) -> impl Iterator<Item = Piece<'a>> {
        let keys = 0..self.table.key.len().max(1);
        let columns = (keys.end..self.table.columns.len()).map(|column| column..column + 1);
        let rows = rows.clone();
        std::iter::once(keys)
            .chain(columns)
            .map(move |columns| Piece {
                target: self,
                place,
                rows: rows.clone(),
                columns,
            })
    }
}

/// Columns of one row group: those of the key, or any other one.
struct Piece<'a> {
    target: &'a Target<'a>,
    columns: Range<usize>,
    /// The row group's place in the file.
    place: usize,
    /// Its rows.
    rows: Range<usize>,
}

impl Piece<'_> {
    /// Makes the columns, checks them, and encodes and packs them.
    fn encode(&self, rows: &dyn TableRows) -> Result<Vec<Chunk>, PublishError> {
        let Target { table, schema, .. } = *self.target;
        let column = |at: usize, of: Range<usize>| {
            let values = rows.column(&table.columns[at], of)?;
            conform(table, schema, at, values)
        };
        let made = |at: usize| column(at, self.made(at, rows));
        let encoded = |at: usize, values: Stretch| {
            let chunk = match self.own_chunk(at, &values) {
                Ok(None) if values.len() < self.rows.len() => {
                    let all = column(at, self.rows.clone())?;
                    self.library_chunk(at, &all.into_array())
                }
                Ok(None) => self.library_chunk(at, &values.into_array()),
                Ok(Some(chunk)) => Ok(chunk),
                Err(error) => Err(error),
            };
            chunk.map_err(|error| PublishError::parquet(self.target.path, error))
        };
        let keys = table.key.len();
        if self.columns.start >= keys {
            return self
                .columns
                .clone()
                .map(|at| encoded(at, made(at)?))
                .collect();
        }
        if let Some(before) = self.rows.start.checked_sub(1) {
            let two = (0..keys).map(|at| Ok(column(at, before..before + 2)?.into_array()));
            let two = two.collect::<Result<Vec<_>, PublishError>>()?;
            check_order(table, before, &two, None)?;
        }
        let values = (0..keys).map(|at| Ok(made(at)?.into_array()));
        let values = values.collect::<Result<Vec<_>, PublishError>>()?;
        check_order(table, self.rows.start, &values, self.target.cycle)?;
        self.columns
            .clone()
            .zip(values)
            .map(|(at, values)| encoded(at, values.into()))
            .collect()
    }

    fn layout(&self) -> Layout {
        Layout::new(self.rows.len(), self.target.cycle)
    }

    /// The rows that a column is made of: all of them, unless it is the same in every cycle.
    fn made(&self, at: usize, rows: &dyn TableRows) -> Range<usize> {
        let column = &self.target.table.columns[at];
        match self.target.cycle {
            Some(_) if rows.repeats(column) => {
                self.rows.start..self.rows.start + self.layout().unit()
            }
            _ => self.rows.clone(),
        }
    }

    /// One column, encoded and packed here; `None` where the library has to take it.
    fn own_chunk(&self, at: usize, values: &Stretch) -> Result<Option<Chunk>, ParquetError> {
        let Target {
            columns,
            properties,
            ..
        } = self.target;
        Chunk::encode(&columns.column(at), properties, values, self.layout())
    }

    /// One column, encoded and packed by the library.
    fn library_chunk(&self, at: usize, values: &ArrayRef) -> Result<Chunk, ParquetError> {
        let Target {
            schema, writers, ..
        } = self.target;
        // No column of a table has fields of its own, so every column is one leaf.
        let mut writer = writers.create_column_writers(self.place)?.swap_remove(at);
        for leaf in compute_leaves(&schema.fields()[at], values)? {
            writer.write(&leaf)?;
        }
        writer.close().map(Box::new).map(Chunk::Library)
    }
}

/// Refuses rows that don't follow each other in the order of the key; `from` is the first of
/// them, and `keys` are their key columns, of which those that are the same in every `cycle` may be
/// shorter than others.
fn check_order(
    table: &'static Table,
    from: usize,
    keys: &[ArrayRef],
    cycle: Option<usize>,
) -> Result<(), PublishError> {
    let internal = |message: String| PublishError::Table {
        table: table.name,
        column: table.key.join(", "),
        message,
    };
    let found = match cycle {
        None => first_out_of_order(keys),
        Some(cycle) => first_out_of_order_in_cycles(keys, cycle),
    };
    match found {
        Ok(None) => Ok(()),
        Ok(Some(row)) => Err(internal(format!(
            "row {} comes before the row above it; the table must be sorted by its key",
            from + row + 1
        ))),
        Err(error) => Err(internal(error.to_string())),
    }
}

#[cfg(test)]
mod cycle_tests;
#[cfg(test)]
mod tests;
