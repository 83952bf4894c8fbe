//! An expression that was parsed, and one that is bound to its columns.

use std::borrow::Cow;
use std::sync::Arc;

use sqlparser::dialect::GenericDialect;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::Token;

use super::constants::folded;
use super::program::{self, Program};
use super::size;
use super::term::{Reader, Term};
use super::value::{Value, ValueKind};
use crate::catch_panic::catch_panic;
use crate::domain::nearest;
use crate::domain::shown::listed;

/// A parsed SQL expression.
#[derive(Debug, Clone)]
pub struct SqlExpression {
    sql: String,
    term: Arc<Term>,
    columns: Vec<String>,
}

/// An expression bound to columns of known kinds.
#[derive(Debug, Clone)]
pub struct BoundSql {
    expression: SqlExpression,
    program: Program,
    kind: Option<ValueKind>,
}

impl SqlExpression {
    /// Parses `sql`, and works out what in it is constant.
    ///
    /// ```
    /// use plumbline::sql::SqlExpression;
    ///
    /// let condition = SqlExpression::parse("homes_inspected >= 5 AND homes_share > 0.10")?;
    /// assert_eq!(condition.columns(), ["homes_inspected", "homes_share"]);
    /// assert!(SqlExpression::parse("SELECT 1").is_err(), "an expression is no query");
    /// # Ok::<(), String>(())
    /// ```
    ///
    /// # Errors
    /// A sentence that says what could not be parsed, which function is unknown, or which
    /// constant has no value, such as a day that is none.
    pub fn parse(sql: &str) -> Result<Self, String> {
        if sql.trim().is_empty() {
            return Err("the SQL expression is empty".into());
        }
        size::check(sql).map_err(|why| format!("the SQL `{}` {why}", shortened(sql)))?;
        let refused =
            |error: String| format!("the SQL `{}` is not understood: {error}", shortened(sql));
        // What the parser asserts of what it is given is no better news than an error.
        let parsed = catch_panic(|| parsed(sql)).and_then(|parsed| parsed);
        let expr = parsed.map_err(|error| {
            // Its first line says it; some add a tree.
            refused(error.lines().next().unwrap_or_default().trim().to_owned())
        })?;
        let mut reader = Reader {
            columns: Vec::new(),
        };
        let term = reader.read(&expr).and_then(folded).map_err(refused)?;
        Ok(Self {
            sql: sql.to_owned(),
            term: Arc::new(term),
            columns: reader.columns,
        })
    }

    /// The SQL as it was written.
    pub fn sql(&self) -> &str {
        &self.sql
    }

    /// The columns it names, each once, in the order in which they stand.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The name of the column, when the expression is nothing but a column.
    pub fn as_column(&self) -> Option<&str> {
        match &*self.term {
            Term::Column(at) => self.columns.get(*at).map(String::as_str),
            _ => None,
        }
    }

    /// Whether it is nothing but a column, or a column as another type.
    pub fn is_column_or_cast(&self) -> bool {
        match &*self.term {
            Term::Column(_) => true,
            Term::Cast { of, .. } => matches!(&**of, Term::Column(_)),
            _ => false,
        }
    }

    /// Its value, when that is the same in every row.
    pub fn as_constant(&self) -> Option<&Value<'static>> {
        match &*self.term {
            Term::Literal(value) => Some(value),
            _ => None,
        }
    }

    /// Binds the expression to the columns it will meet.
    ///
    /// # Errors
    /// A column that is not there, or operands that do not fit.
    pub fn bind(&self, schema: &[(String, ValueKind)]) -> Result<BoundSql, String> {
        let mut kinds = Vec::with_capacity(self.columns.len());
        for wanted in &self.columns {
            match schema.iter().find(|(name, _)| name == wanted) {
                Some((_, kind)) => kinds.push(*kind),
                None => {
                    let names: Vec<&str> = schema.iter().map(|(name, _)| name.as_str()).collect();
                    return Err(format!(
                        "the SQL `{}` names the column \"{wanted}\", which is not there{}",
                        shortened(&self.sql),
                        nearest(wanted, &names)
                            .map(|near| format!("; did you mean \"{near}\"?"))
                            .unwrap_or_else(|| format!("; there are {}", listed(names)))
                    ));
                }
            }
        }
        let (program, kind) = program::bind(&self.term, &kinds)
            .map_err(|error| format!("the SQL `{}` does not fit: {error}", shortened(&self.sql)))?;
        Ok(BoundSql {
            expression: self.clone(),
            program,
            kind,
        })
    }
}

impl BoundSql {
    /// The SQL as it was written.
    pub fn sql(&self) -> &str {
        self.expression.sql()
    }

    /// The columns it names, each once, in the order in which they stand.
    pub fn columns(&self) -> &[String] {
        self.expression.columns()
    }

    /// The name of the column, when the expression is nothing but a column.
    pub fn as_column(&self) -> Option<&str> {
        self.expression.as_column()
    }

    /// The kind of its values; `None` where they are always null.
    pub const fn kind(&self) -> Option<ValueKind> {
        self.kind
    }

    /// Its value in a row; `row` gives that of the column at a place of [`Self::columns`]. A
    /// number that is NaN is null, as a blank is.
    ///
    /// # Errors
    /// What of it cannot be worked out, and why.
    pub fn value<'a>(&'a self, row: impl Fn(usize) -> Value<'a>) -> Result<Value<'a>, String> {
        let named = |at: usize| match row(at) {
            Value::Number(number) if number.is_nan() => Ok(Value::Null),
            Value::Number(number) if number.is_infinite() => {
                let name = self.columns().get(at).map_or("", String::as_str);
                Err(format!("\"{name}\" is infinite"))
            }
            value => Ok(value),
        };
        self.program.value(&named)
    }
}

/// The parser's tree of one expression.
fn parsed(sql: &str) -> Result<sqlparser::ast::Expr, String> {
    let mut parser = Parser::new(&GenericDialect)
        .try_with_sql(sql)
        .map_err(|error| error.to_string())?;
    let expr = parser.parse_expr().map_err(|error| error.to_string())?;
    match parser.peek_token().token {
        Token::EOF => Ok(expr),
        // `a b` is `a AS b` to most, and so is a CASE that breaks off.
        next => Err(format!(
            "it must be one expression, which ends before `{next}`; leave the name out, or complete a CASE with WHEN, THEN and END"
        )),
    }
}

/// The term with what is constant worked out.
fn shortened(sql: &str) -> Cow<'_, str> {
    const SHOWN: usize = 200;
    match sql.char_indices().nth(SHOWN) {
        None => Cow::Borrowed(sql),
        Some((at, _)) => Cow::Owned(format!("{}…", &sql[..at])),
    }
}
