//! The mapping of a feed, bound to the columns that one of its files has.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use arrow::array::{ArrayRef, Int64Array, RecordBatch};
use arrow::datatypes::{DataType as ArrowType, Field, Schema as ArrowSchema};

use super::binder::{Binder, BoundJoin, ROW_NUMBER};
use super::bound::Bound;
use super::evaluation::{Inputs, Mapped};
use super::join_table::{JoinTable, Joined};
use super::lookup_table::Lookups;
use super::unpivot::Wide;
use crate::config::{ConfigError, Feed, Pipeline};
use crate::read::dictionary::Coded;
use crate::read::header::Names;
use crate::read::{PercentColumn, PercentRows, RowNumbers};
use crate::sql::BoundSql;

/// For each contract column of a feed, the SQL that gives it from one file's columns.
#[derive(Debug)]
pub(crate) struct Binding {
    /// By the contract's order of columns; `None` where the feed does not give the column.
    columns: Vec<Option<Bound>>,
    filter: Option<BoundSql>,
    /// The file's columns that are read, by their position in the file.
    pub wanted: Vec<usize>,
    /// What the SQL calls them.
    pub names: Vec<String>,
    /// Whether the SQL uses the rows' numbers.
    numbers: bool,
    /// The joins that the SQL uses, by their place in the feed.
    joins: Vec<BoundJoin>,
    /// What the SQL calls all of its inputs: the wanted columns, the rows' numbers, the joins.
    inputs: Vec<String>,
    /// Those of them that are the first of several columns of one name, of which the mapping names
    /// no other.
    pub same_names: Vec<String>,
}

/// How many of the mapped columns a header has, where each counts that some alternative finds
/// all of its columns; and how many there are. Finds the header below a preamble.
pub(crate) fn fit(feed: &Feed, names: &[String]) -> (usize, usize) {
    let (known, unpivot) = match &feed.unpivot {
        None => (Names::new(names.iter().map(String::as_str)), None),
        Some(unpivot) => {
            let fields: Vec<Field> = names
                .iter()
                .map(|name| Field::new(name, ArrowType::Utf8, true))
                .collect();
            let wide = Wide::new(unpivot, &ArrowSchema::new(fields));
            let fits = usize::from(wide.is_ok());
            let made = unpivot.made().chain(names.iter().map(String::as_str));
            (Names::new(made), Some(fits))
        }
    };
    let is_join = |name: &str| feed.joins.iter().any(|join| join.name == name);
    let has = |name: &String| {
        known.position(name).is_some() || name == ROW_NUMBER || is_join(name.as_str())
    };
    let (fits, unpivots) = (unpivot.unwrap_or(0), usize::from(unpivot.is_some()));
    if feed.columns.is_empty() {
        let columns = feed.kind.contract().columns.iter();
        let needed = columns.filter(|column| column.required);
        let found = needed
            .clone()
            .filter(|column| known.position(column.name).is_some());
        return (found.count() + fits, needed.count() + unpivots);
    }
    let mappings = feed.columns.values().chain(&feed.filter);
    let found = mappings.clone().filter(|mapping| {
        mapping
            .alternatives
            .iter()
            .any(|sql| sql.columns().iter().all(has))
    });
    (found.count() + fits, mappings.count() + unpivots)
}

impl Binding {
    /// Binds the mapping of `feed` to a file with these columns.
    ///
    /// # Errors
    /// A mapped column that the file does not have, SQL that does not fit the columns' types,
    /// or a required contract column that nothing gives.
    pub(crate) fn new(
        pipeline: &Pipeline,
        feed: &Feed,
        lookups: &Lookups,
        file: &str,
        schema: &ArrowSchema,
    ) -> Result<Self, ConfigError> {
        let contract = feed.kind.contract();
        let mut binder = Binder::new(pipeline, feed, file, schema)?;
        let columns = contract.columns.iter();
        let columns = columns
            .map(|column| binder.column(column, lookups))
            .collect::<Result<Vec<_>, _>>()?;
        let filter = binder.filter()?;
        let numbers = binder.numbers.then(|| ROW_NUMBER.to_owned());
        let joins = binder.joins.iter().map(|at| feed.joins[*at].name.clone());
        Ok(Self {
            inputs: binder
                .names
                .iter()
                .cloned()
                .chain(numbers)
                .chain(joins)
                .collect(),
            joins: binder.bound_joins(contract, &columns)?,
            numbers: binder.numbers,
            columns,
            filter,
            same_names: binder.same_names(),
            wanted: binder.wanted,
            names: binder.names,
        })
    }

    /// Whether it gives the column at `at` of the contract.
    pub(crate) fn gives(&self, at: usize) -> bool {
        self.columns[at].is_some()
    }

    /// Whether a key of the `values` of the column at `at` of the contract was found in any row that
    /// was read; `None` where it has none.
    pub(crate) fn values_used(&self, at: usize) -> Option<bool> {
        let bound = self.columns[at].as_ref()?;
        (!bound.values.is_empty()).then(|| bound.used.load(Ordering::Relaxed))
    }

    /// For each column of the contract, the wanted columns that its SQL names.
    pub(crate) fn used(&self) -> Vec<Vec<usize>> {
        let positions = |sql: &BoundSql| {
            let names = sql.columns().iter();
            names
                .filter_map(|name| self.names.iter().position(|known| known == name))
                .collect()
        };
        self.columns
            .iter()
            .map(|bound| {
                bound
                    .as_ref()
                    .map_or_else(Vec::new, |bound| positions(&bound.sql))
            })
            .collect()
    }

    /// Computes the contract columns of a batch of the wanted columns with these row numbers, and
    /// which of its rows the `where` of the feed keeps; `tables` are the feed's joins, and
    /// `percentages` the rows of each wanted column that show a percent sign, `None` of one that
    /// never does.
    ///
    /// # Errors
    /// A column whose type cannot be read.
    pub(crate) fn map(
        &self,
        batch: &RecordBatch,
        rows: &RowNumbers,
        tables: &[JoinTable],
        percentages: &[Option<PercentRows>],
    ) -> Result<MappedColumns, String> {
        let mut inputs = batch
            .columns()
            .iter()
            .zip(&self.names)
            .map(|(array, name)| {
                Coded::from_array(array).map_err(|message| format!("column \"{name}\" {message}"))
            })
            .collect::<Result<Vec<_>, _>>()?;
        let percentages = (0..inputs.len())
            .map(|at| PercentColumn::new(&inputs[at], percentages.get(at)?.as_deref()?));
        let mut percentages: Vec<Option<PercentColumn>> = percentages.collect();
        let count = batch.num_rows();
        if self.numbers {
            inputs.push(numbered(rows, count)?);
        }
        percentages.resize(inputs.len(), None);
        let joined = self.joined(&inputs, &percentages, count, tables);
        inputs.extend(joined.iter().map(|(_, joined)| joined.coded.clone()));
        percentages.resize(inputs.len(), None);
        let inputs = Inputs {
            names: &self.inputs,
            columns: &inputs,
            percentages: &percentages,
            rows: count,
        };
        let columns = self
            .columns
            .iter()
            .map(|bound| {
                let bound = bound.as_ref()?;
                Some(bound.translated(inputs.evaluate(&bound.sql, bound.is_figure)))
            })
            .collect();
        let filter = self.filter.as_ref();
        let filter = filter.map(|sql| inputs.evaluate(sql, false));
        Ok(MappedColumns {
            columns,
            filter,
            joined,
        })
    }

    /// The columns of the joins, each with its place in the feed, for rows with these `inputs`.
    fn joined(
        &self,
        inputs: &[Coded],
        percentages: &[Option<PercentColumn>],
        rows: usize,
        tables: &[JoinTable],
    ) -> Vec<(usize, Joined)> {
        let inputs = Inputs {
            names: &self.inputs[..inputs.len()],
            columns: inputs,
            percentages,
            rows,
        };
        let of = |join: &BoundJoin| {
            let key: Vec<(&str, Mapped)> = join
                .key
                .iter()
                .map(|(name, at)| {
                    let mapped = match &self.columns[*at] {
                        Some(bound) => bound.translated(inputs.evaluate(&bound.sql, false)),
                        None => Mapped::missing(rows),
                    };
                    (*name, mapped)
                })
                .collect();
            let key: Vec<(&str, &Mapped)> = key.iter().map(|(name, of)| (*name, of)).collect();
            Some((join.at, tables.get(join.at)?.column(&key, rows)))
        };
        self.joins.iter().filter_map(of).collect()
    }
}

/// The numbers of `count` rows as a column.
fn numbered(rows: &RowNumbers, count: usize) -> Result<Coded, String> {
    let numbers = (0..count).map(|row| i64::try_from(rows.at(row)).ok());
    let array: ArrayRef = Arc::new(Int64Array::from_iter(numbers));
    Coded::from_array(&array)
}

/// The contract columns of a batch, and the value of the feed's `where`.
pub(crate) struct MappedColumns {
    /// By the contract's order of columns.
    pub columns: Vec<Option<Mapped>>,
    /// True where a row is kept; `None` keeps every row.
    pub filter: Option<Mapped>,
    /// The columns of joins, each with its place in the feed.
    pub joined: Vec<(usize, Joined)>,
}
