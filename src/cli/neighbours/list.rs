//! A list of neighbours in a file by itself.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::error::Error;
use crate::read::NotPlain;

/// The neighbours of every authority, the nearest first.
pub(super) type List = BTreeMap<String, Vec<String>>;

/// The table of a run that has its list.
pub(super) const TABLE: &str = "neighbours.parquet";

/// Reads the list at `path`: a Parquet file, a CSV file, or a folder that has the table of a run.
///
/// # Errors
/// When there is no such file, it is not readable, or it lacks one of the columns authority,
/// neighbour and rank.
pub(super) fn read(path: &Path) -> Result<List, Error> {
    let file = match path.is_dir() {
        true => path.join(TABLE),
        false => path.to_owned(),
    };
    let failed = |reason: String| unreadable(&file, &reason);
    if !file.exists() {
        return Err(failed("there is no such file".into()));
    }
    let about = std::fs::metadata(&file).map_err(|error| failed(error.to_string()))?;
    if let Some(kind) = NotPlain::of(&about) {
        return Err(failed(format!("it {kind}")));
    }
    let is_parquet = file
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("parquet"));
    let rows = if is_parquet {
        from_parquet(&file)
    } else {
        from_csv(&file)
    }
    .map_err(failed)?;
    if rows.is_empty() {
        return Err(failed("it has no rows".into()));
    }
    Ok(in_order(rows))
}

/// The list at `file` cannot be read, for this reason.
pub(super) fn unreadable(file: &Path, reason: &str) -> Error {
    Error::Usage(format!(
        "{} cannot be read as a list of neighbours: {reason}; give a run's folder, the output folder of a pipeline, or a Parquet or CSV file with the columns authority, neighbour and rank",
        file.display()
    ))
}

/// An authority, the rank of a neighbour, and the neighbour.
type Row = (String, i64, String);

/// The list of these rows.
pub(super) fn in_order(mut rows: Vec<Row>) -> List {
    rows.sort();
    let mut list = List::new();
    for (authority, _, neighbour) in rows {
        list.entry(authority).or_default().push(neighbour);
    }
    list
}

fn from_parquet(file: &PathBuf) -> Result<Vec<Row>, String> {
    let say = |error: &dyn std::error::Error| error.to_string();
    let opened = File::open(file).map_err(|error| say(&error))?;
    let batches = ParquetRecordBatchReaderBuilder::try_new(opened)
        .and_then(ParquetRecordBatchReaderBuilder::build)
        .map_err(|error| say(&error))?;
    let mut rows = Vec::new();
    for batch in batches {
        let batch = batch.map_err(|error| say(&error))?;
        let authority = column(&batch, "authority", &DataType::Utf8)?;
        let rank = column(&batch, "rank", &DataType::Int64)?;
        let neighbour = column(&batch, "neighbour", &DataType::Utf8)?;
        let (authority, rank, neighbour) = (
            authority.as_string::<i32>(),
            rank.as_primitive::<Int64Type>(),
            neighbour.as_string::<i32>(),
        );
        for row in 0..batch.num_rows() {
            if authority.is_valid(row) && rank.is_valid(row) && neighbour.is_valid(row) {
                rows.push((
                    authority.value(row).to_owned(),
                    rank.value(row),
                    neighbour.value(row).to_owned(),
                ));
            }
        }
    }
    Ok(rows)
}

fn column(
    batch: &RecordBatch,
    name: &str,
    wanted: &DataType,
) -> Result<arrow::array::ArrayRef, String> {
    let column = batch
        .column_by_name(name)
        .ok_or_else(|| format!("it has no column {name}"))?;
    cast(column, wanted).map_err(|error| format!("its column {name}: {error}"))
}

fn from_csv(file: &PathBuf) -> Result<Vec<Row>, String> {
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_path(file)
        .map_err(|error| error.to_string())?;
    let header = reader.headers().map_err(|error| error.to_string())?.clone();
    let place = |name: &str| {
        header
            .iter()
            .position(|column| column.trim_start_matches('\u{feff}') == name)
            .ok_or_else(|| format!("it has no column {name}"))
    };
    let (authority, rank, neighbour) = (place("authority")?, place("rank")?, place("neighbour")?);
    let mut rows = Vec::new();
    for (number, record) in reader.records().enumerate() {
        let record = record.map_err(|error| error.to_string())?;
        let cell = |place: usize| record.get(place).unwrap_or_default();
        // Lists are padded with `-` for authorities that a model leaves out.
        if matches!(cell(neighbour), "" | "-") {
            continue;
        }
        let nth = cell(rank).parse().map_err(|_| {
            format!(
                "its row {} has the rank {:?}, which is no whole number",
                number + 2,
                cell(rank)
            )
        })?;
        rows.push((cell(authority).to_owned(), nth, cell(neighbour).to_owned()));
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_from_csv_in_order_of_rank() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("list.csv");
        std::fs::write(
            &file,
            "rank,authority,neighbour\n2,383,801\n1,383,350\n3,383,-\n",
        )
        .expect("written");
        let list = read(&file).expect("a list");
        assert_eq!(list["383"], ["350", "801"]);
    }

    #[test]
    fn a_file_without_the_columns_is_refused_by_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("list.csv");
        std::fs::write(&file, "authority,other\n383,350\n").expect("written");
        let error = read(&file).expect_err("no rank").to_string();
        assert!(error.contains("no column rank"), "{error}");
        assert!(read(&folder.path().join("none.parquet")).is_err());
    }
}
