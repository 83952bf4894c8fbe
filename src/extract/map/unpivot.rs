//! Wide columns of a file as rows, before anything is mapped.
//!
//! Published tables put years, measures or neighbours side by side. Each row of such a file
//! becomes as many rows as there are wide columns; whatever is not wide is repeated.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, DictionaryArray, Int32Array, Int64Array, RecordBatch, RecordBatchOptions,
    StringArray, UInt64Array,
};
use arrow::compute::{cast, interleave, take};
use arrow::datatypes::{DataType, Field, Int32Type, Schema};
use glob::{MatchOptions, Pattern};

use crate::config::{ConfigError, Feed, Pipeline, Unpivot};
use crate::domain::shown::listed;
use crate::domain::{folded, nearest};
use crate::read::RowNumbers;

/// The columns of a file as SQL sees them.
#[derive(Debug)]
pub(crate) struct Layout {
    schema: Schema,
    wide: Option<Wide>,
}

/// Which columns of a file become rows.
#[derive(Debug)]
pub(super) struct Wide {
    /// Columns that stay, by their position in the file.
    kept: Vec<usize>,
    /// Columns that are made, after those that stay.
    made: Vec<(String, Made)>,
    /// Rows that a row becomes.
    times: usize,
}

/// A column that is made.
#[derive(Debug)]
enum Made {
    /// From these columns of the file, one after another.
    From(Vec<usize>, DataType),
    /// Their names.
    Names(Vec<String>),
    /// 1, 2, …
    Positions,
}

impl Layout {
    /// The layout of `feed` over a file with these columns.
    ///
    /// # Errors
    /// Wide columns that the file does not have, or groups of different length.
    pub(crate) fn new(
        pipeline: &Pipeline,
        feed: &Feed,
        file: &str,
        schema: &Schema,
    ) -> Result<Self, ConfigError> {
        let Some(unpivot) = &feed.unpivot else {
            return Ok(Self {
                schema: schema.clone(),
                wide: None,
            });
        };
        let wide = Wide::new(unpivot, schema).map_err(|message| {
            pipeline
                .file
                .error_at(&unpivot.span, format!("unpivot: {file} {message}"))
        })?;
        Ok(Self {
            schema: wide.schema(schema),
            wide: Some(wide),
        })
    }

    /// The columns that can be mapped.
    pub(crate) fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The file's columns that are read for the columns at `wanted`.
    pub(crate) fn columns(&self, wanted: &[usize]) -> Vec<usize> {
        match &self.wide {
            None => wanted.to_vec(),
            Some(wide) => wanted.iter().flat_map(|at| wide.sources(*at)).collect(),
        }
    }

    /// For each of the columns at `wanted`, the file's columns that it is made of, by turns: one
    /// that stays, as many as a row becomes rows, or none.
    pub(crate) fn sources(&self, wanted: &[usize]) -> Vec<Vec<usize>> {
        let sources = |at: &usize| match &self.wide {
            None => vec![*at],
            Some(wide) => wide.sources(*at),
        };
        wanted.iter().map(sources).collect()
    }

    /// How many rows a row of the file becomes.
    pub(crate) fn times(&self) -> usize {
        self.wide.as_ref().map_or(1, |wide| wide.times)
    }

    /// The columns at `wanted` of a batch of [`Self::columns`], and the numbers of its rows.
    ///
    /// # Errors
    /// Wide columns of types that have nothing in common.
    pub(crate) fn reshape(
        &self,
        batch: RecordBatch,
        wanted: &[usize],
        rows: RowNumbers,
    ) -> Result<(RecordBatch, RowNumbers), String> {
        let Some(wide) = &self.wide else {
            return Ok((batch, rows));
        };
        let times = wide.times;
        let all = batch.num_rows();
        let repeated = UInt64Array::from_iter_values(
            (0..all as u64).flat_map(|row| std::iter::repeat_n(row, times)),
        );
        let mut columns: Vec<ArrayRef> = Vec::with_capacity(wanted.len());
        let mut read = batch.columns().iter();
        for at in wanted {
            let count = wide.sources(*at).len();
            let sources: Vec<ArrayRef> = read.by_ref().take(count).cloned().collect();
            columns.push(match at.checked_sub(wide.kept.len()) {
                None => take(&sources[0], &repeated, None).map_err(|error| error.to_string())?,
                Some(made) => wide.made[made].1.array(&sources, all, times)?,
            });
        }
        let fields: Vec<Field> = wanted
            .iter()
            .zip(&columns)
            .map(|(at, column)| {
                Field::new(
                    self.schema.field(*at).name(),
                    column.data_type().clone(),
                    true,
                )
            })
            .collect();
        let options = RecordBatchOptions::new().with_row_count(Some(all * times));
        let reshaped =
            RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), columns, &options)
                .map_err(|error| error.to_string())?;
        let numbers = (0..all)
            .flat_map(|row| std::iter::repeat_n(rows.at(row), times))
            .collect();
        Ok((reshaped, RowNumbers::Listed(numbers)))
    }
}

impl Wide {
    /// Finds the wide columns among those of a file.
    ///
    /// # Errors
    /// A sentence about the file: a column that it does not have, or groups of different length.
    pub(super) fn new(unpivot: &Unpivot, schema: &Schema) -> Result<Self, String> {
        let mut made = Vec::with_capacity(unpivot.columns.len() + 2);
        let mut taken: Vec<usize> = Vec::new();
        for (name, wide) in &unpivot.columns {
            let mut found = Vec::new();
            for column in wide {
                found.extend(matching(column, schema)?);
            }
            taken.extend(&found);
            let kind = common_type(found.iter().map(|at| schema.field(*at).data_type()));
            made.push((name.clone(), Made::From(found, kind)));
        }
        let lengths: Vec<(&str, usize)> = made
            .iter()
            .filter_map(|(name, made)| match made {
                Made::From(found, _) => Some((name.as_str(), found.len())),
                _ => None,
            })
            .collect();
        let times = lengths.first().map_or(0, |(_, length)| *length);
        if let Some((name, length)) = lengths.iter().find(|(_, length)| *length != times) {
            return Err(format!(
                "gives \"{}\" {times} columns and \"{name}\" {length}; as many were expected, one of each for every row",
                lengths[0].0
            ));
        }
        if let (Some(name), Some((_, Made::From(first, _)))) = (&unpivot.name, made.first()) {
            let names = first.iter().map(|at| schema.field(*at).name().clone());
            made.push((name.clone(), Made::Names(names.collect())));
        }
        if let Some(name) = &unpivot.position {
            made.push((name.clone(), Made::Positions));
        }
        let kept = (0..schema.fields().len()).filter(|at| !taken.contains(at));
        Ok(Self {
            kept: kept.collect(),
            made,
            times,
        })
    }

    fn schema(&self, file: &Schema) -> Schema {
        let kept = self.kept.iter().map(|at| file.field(*at).clone());
        let made = self.made.iter().map(|(name, made)| {
            let kind = match made {
                Made::From(_, kind) => kind.clone(),
                Made::Names(_) => text(),
                Made::Positions => DataType::Int64,
            };
            Field::new(name, kind, true)
        });
        Schema::new(kept.chain(made).collect::<Vec<_>>())
    }

    /// The file's columns that the column at `at` is made of.
    fn sources(&self, at: usize) -> Vec<usize> {
        match at.checked_sub(self.kept.len()) {
            None => vec![self.kept[at]],
            Some(made) => match &self.made[made].1 {
                Made::From(columns, _) => columns.clone(),
                Made::Names(_) | Made::Positions => Vec::new(),
            },
        }
    }
}

impl Made {
    fn array(&self, sources: &[ArrayRef], all: usize, times: usize) -> Result<ArrayRef, String> {
        match self {
            Self::From(_, kind) => {
                let sources = sources
                    .iter()
                    .map(|array| cast(array, kind))
                    .collect::<Result<Vec<_>, _>>()
                    .map_err(|error| error.to_string())?;
                let arrays: Vec<&dyn arrow::array::Array> =
                    sources.iter().map(AsRef::as_ref).collect();
                let places: Vec<(usize, usize)> = (0..all)
                    .flat_map(|row| (0..times).map(move |column| (column, row)))
                    .collect();
                interleave(&arrays, &places).map_err(|error| error.to_string())
            }
            Self::Names(names) => {
                let count = i32::try_from(times).map_err(|error| error.to_string())?;
                let keys = Int32Array::from_iter_values((0..all).flat_map(|_| 0..count));
                let values = StringArray::from_iter_values(names);
                let array = DictionaryArray::<Int32Type>::try_new(keys, Arc::new(values))
                    .map_err(|error| error.to_string())?;
                Ok(Arc::new(array))
            }
            Self::Positions => {
                let count = i64::try_from(times).map_err(|error| error.to_string())?;
                let array = Int64Array::from_iter_values((0..all).flat_map(|_| 1..=count));
                Ok(Arc::new(array))
            }
        }
    }
}

fn text() -> DataType {
    DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
}

/// The type that columns of these types share: their own, a number, or text.
fn common_type<'a>(kinds: impl Iterator<Item = &'a DataType> + Clone) -> DataType {
    let mut distinct: Vec<&DataType> = kinds.collect();
    distinct.dedup();
    match distinct.as_slice() {
        [DataType::Utf8] => text(),
        [one] => (*one).clone(),
        several if several.iter().all(|kind| kind.is_numeric()) => DataType::Float64,
        _ => text(),
    }
}

/// The columns called `wanted`, or matched by it as a pattern; in the order of the file.
fn matching(wanted: &str, schema: &Schema) -> Result<Vec<usize>, String> {
    let names: Vec<&str> = schema
        .fields()
        .iter()
        .map(|field| field.name().as_str())
        .collect();
    let wanted_folded = folded(wanted);
    let exact = names.iter().position(|name| folded(name) == wanted_folded);
    if let Some(exact) = exact {
        return Ok(vec![exact]);
    }
    let found: Vec<usize> = match Pattern::new(&wanted_folded) {
        Ok(pattern) => (0..names.len())
            .filter(|at| pattern.matches_with(&folded(names[*at]), MatchOptions::new()))
            .collect(),
        Err(_) => Vec::new(),
    };
    if found.is_empty() {
        let hint = nearest(wanted, &names).map_or_else(
            || format!("it has {}", listed(names.iter().copied())),
            |near| format!("did you mean {near:?}?"),
        );
        return Err(format!("has no column {wanted:?}; {hint}"));
    }
    Ok(found)
}
