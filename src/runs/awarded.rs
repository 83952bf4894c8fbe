//! The ratings that an earlier run awarded, read back from its table.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use arrow::array::{Array, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::PublishError;

/// How many ratings differ, and how many authorities are rated in either run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// Authorities whose rating differs; to lose or to gain one is to differ.
    pub moved: u64,
    /// Authorities rated in this run or in that before.
    pub of: u64,
}

/// Compares `awarded`, by authority, with the ratings of the run in `folder`; none where that
/// run has no ratings.
///
/// # Errors
/// When the run's table cannot be read.
pub fn moved_since(
    folder: &Path,
    awarded: &BTreeMap<String, u8>,
) -> Result<Option<Moved>, PublishError> {
    let path = folder.join("ratings.parquet");
    if !path.exists() {
        return Ok(None);
    }
    let before = read(&path)?;
    let all = before.keys().chain(awarded.keys());
    let mut names: Vec<&String> = all.collect();
    names.sort_unstable();
    names.dedup();
    let differs = |name: &&&String| before.get(**name) != awarded.get(**name);
    Ok(Some(Moved {
        moved: names.iter().filter(differs).count() as u64,
        of: names.len() as u64,
    }))
}

fn read(path: &Path) -> Result<BTreeMap<String, u8>, PublishError> {
    let file =
        File::open(path).map_err(|error| PublishError::file(path, "read the ratings", error))?;
    let unreadable = |message: String| PublishError::Manifest {
        path: path.to_owned(),
        message: format!(
            "cannot be read as a table of ratings: {message}; run with --force to make it anew"
        ),
    };
    let builder = ParquetRecordBatchReaderBuilder::try_new(file)
        .map_err(|error| unreadable(error.to_string()))?;
    let wanted = ["authority", "awarded_rating"];
    let mask = ProjectionMask::columns(builder.parquet_schema(), wanted);
    let reader = builder
        .with_projection(mask)
        .build()
        .map_err(|error| unreadable(error.to_string()))?;
    let mut awarded = BTreeMap::new();
    for batch in reader {
        let batch = batch.map_err(|error| unreadable(error.to_string()))?;
        let column = |name: &str, kind: &DataType| {
            let column = batch
                .column_by_name(name)
                .ok_or_else(|| unreadable(format!("it has no column {name}")))?;
            cast(column, kind).map_err(|error| unreadable(error.to_string()))
        };
        let names = column("authority", &DataType::Utf8)?;
        let levels = column("awarded_rating", &DataType::Int64)?;
        let (names, levels) = (names.as_string::<i32>(), levels.as_primitive::<Int64Type>());
        for row in 0..batch.num_rows() {
            if levels.is_valid(row)
                && let Ok(level) = u8::try_from(levels.value(row))
            {
                awarded.insert(names.value(row).to_owned(), level);
            }
        }
    }
    Ok(awarded)
}
