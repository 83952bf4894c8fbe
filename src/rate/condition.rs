//! A condition of the rulebook: SQL that is true or false of each of several rows.

use std::sync::Arc;

use super::evidence::Inputs;
use crate::sql::{BoundSql, SqlExpression, Value, ValueKind};

/// A condition that has been checked against the columns that it is asked of.
#[derive(Debug, Clone)]
pub(super) struct BoundCondition {
    sql: BoundSql,
    /// Its columns, to be shared with every answer.
    names: Vec<Arc<str>>,
}

/// What a condition says of one row.
pub(super) struct Answer {
    /// Whether it holds; a condition that is neither true nor false, because there is no
    /// evidence, does not.
    pub(super) fired: bool,
    /// The columns it was asked about, with their values.
    pub(super) inputs: Inputs,
}

impl Answer {
    /// An answer without what was asked about.
    pub(super) fn only(fired: bool) -> Self {
        Self {
            fired,
            inputs: Inputs::default(),
        }
    }
}

impl BoundCondition {
    /// Checks `sql` against the columns of `schema`.
    ///
    /// # Errors
    /// SQL that does not parse, names a column that is not there or gives no truth value.
    pub(super) fn bind(sql: &str, schema: &[(String, ValueKind)]) -> Result<Self, String> {
        let condition = SqlExpression::parse(sql)?.bind(schema)?;
        if let Some(kind) = condition.kind()
            && kind != ValueKind::Flag
        {
            return Err(format!(
                "the condition gives {kind}; true or false was expected"
            ));
        }
        Ok(Self {
            names: condition.columns().iter().map(|of| (**of).into()).collect(),
            sql: condition,
        })
    }

    /// The condition as it was written.
    pub(super) fn sql(&self) -> &str {
        self.sql.sql()
    }

    /// The columns that it names.
    pub(super) fn columns(&self) -> &[String] {
        self.sql.columns()
    }

    /// Asks the condition of a row, of which `value` gives each of its [`columns`](Self::columns) by
    /// its place.
    ///
    /// # Errors
    /// Why it cannot be worked out.
    pub(super) fn ask<'v>(&'v self, value: impl Fn(usize) -> Value<'v>) -> Result<Answer, String> {
        let columns = self.names.iter().enumerate();
        Ok(Answer {
            fired: self.holds(&value)?,
            inputs: Inputs::of(columns.map(|(at, name)| (name.clone(), value(at).into_owned()))),
        })
    }

    /// Whether the condition holds of a row, of which `value` gives each column by its place.
    ///
    /// # Errors
    /// Why it cannot be worked out.
    pub(super) fn holds<'v>(&'v self, value: impl Fn(usize) -> Value<'v>) -> Result<bool, String> {
        Ok(self.sql.value(value)? == Value::Flag(true))
    }
}
