//! Limiting judgements: SQL conditions that cap a rating.

use polars::prelude::{DataFrame, DataType};
use serde_json::Value;

use super::{profile_row, reach};
use crate::config::{ConfigError, Rulebook};
use crate::domain::Rating;
use crate::sql::SqlExpression;

/// A limiter whose condition has been checked against the profile row.
#[derive(Debug, Clone)]
pub struct BoundLimiter {
    /// Its key.
    pub name: String,
    /// The highest rating that it leaves.
    pub cap: Rating,
    /// One sentence for readers.
    pub reason: String,
    condition: SqlExpression,
}

/// What one limiter says of every authority, in their order.
pub struct Answers {
    /// Whether it fired; a condition that is neither true nor false, because there is no
    /// evidence, has not.
    pub fired: Vec<bool>,
    /// The columns it was asked about, with their values.
    pub inputs: Vec<Vec<(String, Value)>>,
}

/// Checks every limiter of the rulebook against the columns of the profile row.
///
/// # Errors
/// SQL that does not parse, names a column that is not there, gives no truth value or can never
/// be true.
pub fn bind(rulebook: &Rulebook) -> Result<Vec<BoundLimiter>, ConfigError> {
    let columns = rulebook.profile_columns();
    let schema = profile_row::schema(&columns);
    rulebook
        .limiters
        .iter()
        .map(|limiter| {
            let at = |message: String| {
                rulebook.file.error_at(
                    &limiter.condition.span(),
                    format!("limiter {}: {message}", limiter.name),
                )
            };
            let condition = SqlExpression::parse(limiter.condition.get_ref()).map_err(at)?;
            let kind = condition.bind(&schema).map_err(at)?;
            if kind != DataType::Boolean {
                return Err(at(format!(
                    "the condition gives {kind}; true or false was expected"
                )));
            }
            if let Some(reason) = reach::never_holds(condition.sql(), &columns, &schema) {
                return Err(at(format!(
                    "it can never fire: {reason}; correct the condition, or take the limiter out"
                )));
            }
            Ok(BoundLimiter {
                name: limiter.name.clone(),
                cap: limiter.cap,
                reason: limiter.reason.clone(),
                condition,
            })
        })
        .collect()
}

impl BoundLimiter {
    /// The condition as it was written.
    pub fn sql(&self) -> &str {
        self.condition.sql()
    }

    /// The columns of the profile row that the condition names.
    pub fn columns(&self) -> &[String] {
        self.condition.columns()
    }

    /// Asks the condition of every row.
    ///
    /// # Errors
    /// What Polars says of a condition that cannot be computed, such as a division by text.
    pub fn ask(&self, rows: &DataFrame) -> Result<Answers, String> {
        let truth = self.condition.evaluate(rows.clone())?;
        let truth = truth.bool().map_err(|error| error.to_string())?;
        let fired = |row: usize| {
            truth
                .get(if truth.len() == 1 { 0 } else { row })
                .unwrap_or(false)
        };
        let columns: Vec<(&String, &polars::prelude::Column)> = self
            .columns()
            .iter()
            .filter_map(|name| Some((name, rows.column(name).ok()?)))
            .collect();
        Ok(Answers {
            fired: (0..rows.height()).map(fired).collect(),
            inputs: (0..rows.height())
                .map(|row| {
                    columns
                        .iter()
                        .map(|(name, column)| ((*name).clone(), json(column, row)))
                        .collect()
                })
                .collect(),
        })
    }
}

fn json(column: &polars::prelude::Column, row: usize) -> Value {
    use polars::prelude::AnyValue;
    match column.get(row) {
        Ok(AnyValue::Int32(number)) => number.into(),
        Ok(AnyValue::Float64(number)) => super::evidence::number(number),
        Ok(AnyValue::String(text)) => text.into(),
        Ok(AnyValue::StringOwned(text)) => text.as_str().into(),
        Ok(AnyValue::Boolean(flag)) => flag.into(),
        _ => Value::Null,
    }
}
