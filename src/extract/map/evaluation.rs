//! SQL evaluated on the distinct values of a batch, and not on its rows.

use polars::prelude::{
    BooleanChunked, Column, DataFrame, DataType, Float64Chunked, Int32Chunked, Int64Chunked,
    IntoColumn, IntoSeries, NamedFrom, NewChunkedArray, PlSmallStr, Series, StringChunked,
};
use rustc_hash::FxHashMap;

use crate::read::dictionary::{Coded, Texts, Values};
use crate::sql::SqlExpression;
use crate::tables::{Fault, Rule};

/// A contract column of a batch, computed: distinct values, and where the SQL failed.
#[derive(Debug)]
pub struct Mapped {
    /// The values, coded.
    pub coded: Coded,
    /// Distinct values for which the SQL failed.
    pub faults: FxHashMap<u32, Fault>,
}

/// The coded columns that SQL is evaluated on.
pub struct Inputs<'a> {
    /// What the SQL calls them.
    pub names: &'a [String],
    /// The columns.
    pub columns: &'a [Coded],
    /// The rows of each.
    pub rows: usize,
}

impl Inputs<'_> {
    /// The value of `sql` in every row, worked out once for each combination of values.
    ///
    /// # Errors
    /// A result of a type that no contract column is made of.
    pub fn evaluate(&self, sql: &SqlExpression) -> Result<Mapped, String> {
        let used: Vec<(&str, &Coded)> = sql
            .columns()
            .iter()
            .filter_map(|name| {
                let at = self.names.iter().position(|known| known == name)?;
                Some((name.as_str(), &self.columns[at]))
            })
            .collect();
        if let (Some(_), [(_, column)]) = (sql.as_column(), used.as_slice()) {
            return Ok(Mapped {
                coded: (*column).clone(),
                faults: FxHashMap::default(),
            });
        }
        let (codes, combinations) = combine(&used, self.rows);
        let distinct = combinations.first().map_or(1, Vec::len);
        let columns: Vec<Column> = used
            .iter()
            .zip(&combinations)
            .map(|((name, column), places)| gather(name, &column.values, places))
            .collect();
        let frame = DataFrame::new(distinct, columns).map_err(|error| error.to_string())?;
        let mut values = Vec::with_capacity(distinct);
        let mut faults = FxHashMap::default();
        evaluate_or_split(sql, &frame, 0, &mut values, &mut faults);
        Ok(Mapped {
            coded: Coded {
                codes,
                values: joined(values, distinct)?,
            },
            faults,
        })
    }
}

/// The combinations of values that occur, and which each row has.
fn combine(used: &[(&str, &Coded)], rows: usize) -> (Vec<u32>, Vec<Vec<u32>>) {
    match used {
        [] => (vec![0; rows], Vec::new()),
        [(_, column)] => {
            let distinct = u32::try_from(column.values.len()).expect("codes are u32");
            (column.codes.clone(), vec![(0..distinct).collect()])
        }
        [(_, first), rest @ ..] => {
            let mut codes = first.codes.clone();
            let mut combinations = vec![
                (0..u32::try_from(first.values.len()).expect("codes are u32")).collect::<Vec<_>>(),
            ];
            for (_, column) in rest {
                let mut known: FxHashMap<(u32, u32), u32> = FxHashMap::default();
                let mut pairs: Vec<(u32, u32)> = Vec::new();
                for (code, other) in codes.iter_mut().zip(&column.codes) {
                    let pair = (*code, *other);
                    *code = *known.entry(pair).or_insert_with(|| {
                        pairs.push(pair);
                        u32::try_from(pairs.len() - 1).expect("a batch has fewer than 2^32 rows")
                    });
                }
                for places in &mut combinations {
                    *places = pairs
                        .iter()
                        .map(|(so_far, _)| places[*so_far as usize])
                        .collect();
                }
                combinations.push(pairs.iter().map(|(_, other)| *other).collect());
            }
            (codes, combinations)
        }
    }
}

fn gather(name: &str, values: &Values, places: &[u32]) -> Column {
    let name = PlSmallStr::from(name);
    let at = |place: &u32| *place as usize;
    match values {
        Values::Text(values) => {
            StringChunked::from_iter_options(name, places.iter().map(|place| values.get(at(place))))
                .into_column()
        }
        Values::Integer(values) => {
            Int64Chunked::from_iter_options(name, places.iter().map(|place| values[at(place)]))
                .into_column()
        }
        Values::Number(values) => {
            Float64Chunked::from_iter_options(name, places.iter().map(|place| values[at(place)]))
                .into_column()
        }
        Values::Flag(values) => {
            BooleanChunked::from_iter_options(name, places.iter().map(|place| values[at(place)]))
                .into_column()
        }
        Values::Date(values) => {
            Int32Chunked::from_iter_options(name, places.iter().map(|place| values[at(place)]))
                .into_series()
                .cast(&DataType::Date)
                .expect("days since 1970 are what a date is")
                .into_column()
        }
    }
}

/// Evaluates `sql`; where it fails, on each half, until the values that it cannot compute
/// stand alone. They become faults of their rows, not of the run.
fn evaluate_or_split(
    sql: &SqlExpression,
    frame: &DataFrame,
    offset: usize,
    values: &mut Vec<(usize, Column)>,
    faults: &mut FxHashMap<u32, Fault>,
) {
    let rows = frame.height();
    match sql.evaluate(frame.clone()) {
        Ok(column) => values.push((rows, column)),
        Err(message) if rows <= 1 => {
            let at = u32::try_from(offset).expect("codes are u32");
            faults.insert(
                at,
                Fault::new(Rule::SqlFailed, format!("`{}`: {message}", sql.sql())),
            );
            values.push((
                rows,
                Column::full_null(PlSmallStr::from("value"), rows, &DataType::Null),
            ));
        }
        Err(_) => {
            let half = rows / 2;
            evaluate_or_split(sql, &frame.slice(0, half), offset, values, faults);
            evaluate_or_split(
                sql,
                &frame.slice(half as i64, rows - half),
                offset + half,
                values,
                faults,
            );
        }
    }
}

/// Joins the pieces of an evaluation, which are one unless a value failed.
fn joined(pieces: Vec<(usize, Column)>, distinct: usize) -> Result<Values, String> {
    let mut whole: Option<Series> = None;
    let kind = pieces
        .iter()
        .map(|(_, column)| column.dtype())
        .find(|kind| **kind != DataType::Null)
        .cloned()
        .unwrap_or(DataType::String);
    for (rows, column) in pieces {
        let series = column.as_materialized_series().clone();
        let series = if series.len() == rows {
            series
        } else {
            series.new_from_index(0, rows)
        };
        let series = series.cast(&kind).map_err(|error| error.to_string())?;
        match &mut whole {
            None => whole = Some(series),
            Some(whole) => {
                whole.append(&series).map_err(|error| error.to_string())?;
            }
        }
    }
    let whole = whole.unwrap_or_else(|| Series::new("value".into(), Vec::<Option<String>>::new()));
    debug_assert_eq!(whole.len(), distinct);
    values_of(&whole)
}

fn values_of(series: &Series) -> Result<Values, String> {
    let read = |error: polars::error::PolarsError| error.to_string();
    Ok(match series.dtype() {
        DataType::String => Values::Text(Texts::new(series.str().map_err(read)?.iter())),
        DataType::Boolean => Values::Flag(series.bool().map_err(read)?.iter().collect()),
        DataType::Date => {
            let days = series.cast(&DataType::Int32).map_err(read)?;
            Values::Date(days.i32().map_err(read)?.iter().collect())
        }
        DataType::Datetime(..) => {
            let days = series
                .cast(&DataType::Date)
                .and_then(|day| day.cast(&DataType::Int32))
                .map_err(read)?;
            Values::Date(days.i32().map_err(read)?.iter().collect())
        }
        kind if kind.is_integer() => {
            let numbers = series.cast(&DataType::Int64).map_err(read)?;
            Values::Integer(numbers.i64().map_err(read)?.iter().collect())
        }
        kind if kind.is_numeric() => {
            let numbers = series.cast(&DataType::Float64).map_err(read)?;
            Values::Number(numbers.f64().map_err(read)?.iter().collect())
        }
        DataType::Null => Values::Text(Texts::new((0..series.len()).map(|_| None))),
        other => {
            return Err(format!(
                "the SQL gives {other}; text, a number, a day or true/false was expected"
            ));
        }
    })
}
