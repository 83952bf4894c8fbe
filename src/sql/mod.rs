//! The analyst's SQL: one expression over named columns, worked out for one row at a time.
//!
//! It is parsed when the configuration is read (constants are worked out then), bound to columns
//! before data is read, and worked out for each distinct value. The parser is sqlparser; what the
//! expression means stands here, because what it must not do is part of what it is: whole numbers
//! that wrap, 0 / 0 that is greater than every number, a CAST that fails in a branch not taken.
//! Every function is held against DuckDB by `tests/witness/sql.py`.
//!
//! ```text
//! text -> Term (the language: names, literals, functions) -> Program (bound to kinds) -> Value
//! ```

mod cast;
mod condition;
mod functions;
mod like;
mod program;
mod reference;
mod size;
mod term;
mod value;

use std::borrow::Cow;
use std::sync::Arc;

use sqlparser::dialect::GenericDialect;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::Token;

pub use self::condition::{Compared, Condition};
pub use self::reference::{Example, examples, reference};
pub use self::value::{Kind, Value};

use self::program::Program;
use self::term::{Reader, Term};
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
    kind: Option<Kind>,
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
    pub fn bind(&self, schema: &[(String, Kind)]) -> Result<BoundSql, String> {
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
    pub const fn kind(&self) -> Option<Kind> {
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
///
/// # Errors
/// A constant that has no value: it would fail in every row.
fn folded(term: Term) -> Result<Term, String> {
    let each = |terms: Vec<Term>| terms.into_iter().map(folded).collect::<Result<Vec<_>, _>>();
    let one = |term: Box<Term>| folded(*term).map(Box::new);
    let term = match term {
        Term::Column(_) | Term::Literal(_) => return Ok(term),
        Term::Call(function, args) => {
            let args = each(args)?;
            let is_zero = |value: &Term| {
                matches!(value, Term::Literal(Value::Integer(0)))
                    || matches!(value, Term::Literal(Value::Number(number)) if *number == 0.0)
            };
            if matches!(function.names[0], "/" | "//" | "%")
                && let [of, by] = args.as_slice()
                && is_zero(by)
            {
                let of = match of {
                    Term::Literal(value) => value.to_string(),
                    _ => "…".to_owned(),
                };
                return Err(format!("{of} {} 0 divides by zero", function.names[0]));
            }
            Term::Call(function, args)
        }
        Term::Cast { of, to, forgives } => Term::Cast {
            of: one(of)?,
            to,
            forgives,
        },
        Term::And(left, right) => Term::And(one(left)?, one(right)?),
        Term::Or(left, right) => Term::Or(one(left)?, one(right)?),
        Term::Case {
            operand,
            branches,
            otherwise,
        } => Term::Case {
            operand: operand.map(one).transpose()?,
            branches: branches
                .into_iter()
                .map(|(asked, result)| Ok((folded(asked)?, folded(result)?)))
                .collect::<Result<_, String>>()?,
            otherwise: one(otherwise)?,
        },
        Term::Coalesce(terms) => Term::Coalesce(each(terms)?),
        Term::In { of, list } => Term::In {
            of: one(of)?,
            list: each(list)?,
        },
        Term::Matches { of, pattern } => Term::Matches {
            of: one(of)?,
            pattern,
        },
        Term::Moved { day, months, days } => Term::Moved {
            day: one(day)?,
            months,
            days,
        },
    };
    if !is_constant(&term) {
        return Ok(term);
    }
    let (program, _) = program::bind(&term, &[])?;
    let value = program.value(&|_| Ok(Value::Null))?;
    Ok(Term::Literal(value.into_owned()))
}

/// Whether all that a folded term is made of are values.
fn is_constant(term: &Term) -> bool {
    let literal = |term: &Term| matches!(term, Term::Literal(_));
    match term {
        Term::Column(_) => false,
        Term::Literal(_) => true,
        Term::Call(_, args) | Term::Coalesce(args) => args.iter().all(literal),
        Term::Cast { of, .. } | Term::Matches { of, .. } | Term::Moved { day: of, .. } => {
            literal(of)
        }
        Term::And(left, right) | Term::Or(left, right) => literal(left) && literal(right),
        Term::Case {
            operand,
            branches,
            otherwise,
        } => {
            operand.as_deref().is_none_or(literal)
                && branches
                    .iter()
                    .all(|(asked, result)| literal(asked) && literal(result))
                && literal(otherwise)
        }
        Term::In { of, list } => literal(of) && list.iter().all(literal),
    }
}

fn shortened(sql: &str) -> Cow<'_, str> {
    const SHOWN: usize = 200;
    match sql.char_indices().nth(SHOWN) {
        None => Cow::Borrowed(sql),
        Some((at, _)) => Cow::Owned(format!("{}…", &sql[..at])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema() -> Vec<(String, Kind)> {
        vec![
            ("Short Desc".into(), Kind::Text),
            ("number".into(), Kind::Number),
            ("whole".into(), Kind::Integer),
            ("day".into(), Kind::Day),
        ]
    }

    fn bound(sql: &str) -> Result<BoundSql, String> {
        SqlExpression::parse(sql)?.bind(&schema())
    }

    /// The value in a row with these values of "Short Desc", number, whole and day.
    fn value(sql: &str, row: &[Value<'static>; 4]) -> Result<String, String> {
        let bound = bound(sql)?;
        let columns = schema();
        let value = bound.value(|at| {
            let name = &bound.columns()[at];
            let place = columns.iter().position(|(known, _)| known == name).unwrap();
            row[place].clone()
        });
        value.map(|value| value.to_string())
    }

    fn row(text: &'static str, number: f64, whole: i64) -> [Value<'static>; 4] {
        [
            Value::Text(text.into()),
            Value::Number(number),
            Value::Integer(whole),
            Value::Day(14_587),
        ]
    }

    #[test]
    fn an_expression_names_its_columns_once() {
        let parsed = SqlExpression::parse("TRIM(\"Short Desc\") || \"Short Desc\"").unwrap();
        assert_eq!(parsed.columns(), ["Short Desc"]);
        assert_eq!(parsed.bind(&schema()).unwrap().kind(), Some(Kind::Text));
    }

    #[test]
    fn an_unknown_column_is_named_with_the_nearest() {
        let error = bound("\"Short Descr\"").unwrap_err();
        assert!(error.contains("did you mean \"Short Desc\"?"), "{error}");
    }

    #[test]
    fn an_unknown_function_is_refused_when_parsed() {
        for (sql, said) in [
            ("PRUNE(\"Short Desc\")", "there is no function PRUNE"),
            ("REPLAC(\"Short Desc\", 'a', 'b')", "did you mean REPLACE?"),
            ("TO_DATE(\"Short Desc\")", "write STRPTIME"),
            ("number ^ 2", "write POWER(x, y)"),
        ] {
            let error = SqlExpression::parse(sql).unwrap_err();
            assert!(error.contains(said), "{error}");
        }
    }

    #[test]
    fn sql_that_does_not_parse_is_refused() {
        for sql in [
            "CASE WHEN",
            "number AS other",
            "number other",
            "a; DROP TABLE x",
            "",
            "*",
            "(SELECT 1)",
            "INTERVAL '1'",
        ] {
            assert!(SqlExpression::parse(sql).is_err(), "{sql}");
        }
    }

    #[test]
    fn what_needs_several_rows_is_refused() {
        for sql in [
            "SUM(number)",
            "ROW_NUMBER() OVER (ORDER BY number)",
            "FIRST(number)",
            "AVG(number) > 1",
            "ARRAY_AGG(number)",
        ] {
            let error = SqlExpression::parse(sql).unwrap_err();
            assert!(error.contains("more than one row"), "{error}");
        }
    }

    #[test]
    fn common_mappings_are_understood() {
        for sql in [
            "CAST(number AS BIGINT)",
            "CASE \"Short Desc\" WHEN 'a' THEN 'b' ELSE \"Short Desc\" END",
            "CASE WHEN number < 970 THEN 'authority' WHEN number = 970 THEN 'nation' ELSE 'region' END",
            "number >= 970 AND \"Short Desc\" IS NOT NULL",
            "REPLACE(\"Short Desc\", ' ', '_')",
            "COALESCE(\"Short Desc\", 'open')",
            "\"Short Desc\" IN ('a', 'b')",
            "COALESCE(\"Short Desc\", '') NOT IN ('a', 'b')",
            "number BETWEEN 980 AND 990",
            "NULLIF(\"Short Desc\", 'NA')",
            "day >= DATE '2009-12-09' - INTERVAL '3 years'",
            "day < '2010-01-01'",
            "'open'",
        ] {
            let bound = bound(sql);
            assert!(bound.is_ok(), "{sql}: {bound:?}");
        }
    }

    #[test]
    fn what_has_no_value_is_found_when_the_expression_is_parsed() {
        for (sql, said) in [
            (
                "day >= DATE '2007-02-29'",
                "'2007-02-29' is no day of the calendar",
            ),
            ("number / 0", "divides by zero"),
            ("number > 0 / 0", "divides by zero"),
            (
                "whole + CAST('many' AS BIGINT)",
                "'many' is not a whole number",
            ),
            (
                "CASE WHEN whole > 1 THEN 9223372036854775807 + 1 ELSE 0 END",
                "64 bits",
            ),
            ("number > 1e999", "beyond what a number holds"),
            ("number > SQRT(-1)", "has no value"),
            ("\"Short Desc\" ~ '('", "is no regular expression"),
            ("STRPTIME(\"Short Desc\", '%d/%m')", "must have a day"),
        ] {
            let error = SqlExpression::parse(sql).unwrap_err();
            assert!(error.contains(said), "{sql}: {error}");
        }
        let error = bound("day = '2007-02-29'").unwrap_err();
        assert!(error.contains("'2007-02-29' is no day"), "{error}");
    }

    #[test]
    fn kinds_that_do_not_fit_are_refused_with_what_to_write() {
        for (sql, said) in [
            ("\"Short Desc\" > 5", "write CAST(… AS DOUBLE)"),
            ("ABS(\"Short Desc\")", "write CAST(… AS DOUBLE)"),
            ("LENGTH(number)", "write CAST(… AS VARCHAR)"),
            ("\"Short Desc\" > day", "write CAST(… AS DATE)"),
            ("COALESCE(number, 'none')", "write CAST(…"),
            ("CASE WHEN number THEN 1 END", "true or false was expected"),
            ("number // 2", "TRUNC(x / y)"),
            (
                "CAST(day AS BIGINT)",
                "a day cannot be cast to a whole number",
            ),
            ("CAST(number AS DECIMAL(8, 2))", "write ROUND"),
            ("ROUND(number, 1, 2)", "does not take 3 values"),
        ] {
            let error = bound(sql).unwrap_err();
            assert!(error.contains(said), "{sql}: {error}");
        }
    }

    #[test]
    fn a_division_by_zero_is_null_and_fires_no_condition() {
        let row = row("0", 0.0, 0);
        for (sql, shown) in [
            ("number / whole", "NULL"),
            ("number / whole > 0.1", "NULL"),
            ("1 / number", "NULL"),
            ("5 // whole", "NULL"),
            ("5 % whole", "NULL"),
            ("whole % number", "NULL"),
            ("number / whole > 0.1 OR whole = 0", "true"),
            ("(number / whole > 0.1) IS TRUE", "false"),
        ] {
            assert_eq!(value(sql, &row), Ok(shown.into()), "{sql}");
        }
    }

    #[test]
    fn whole_numbers_do_not_wrap_and_numbers_are_finite() {
        let row = row("30301", 1e300, i64::MAX);
        for (sql, shown) in [
            (
                "CAST(\"Short Desc\" AS INT) * 100000 / CAST('400000' AS INT)",
                "7575.25",
            ),
            ("POWER(CAST(\"Short Desc\" AS INT), 5) > 1e22", "true"),
            ("whole % -1", "0"),
        ] {
            assert_eq!(value(sql, &row), Ok(shown.into()), "{sql}");
        }
        for sql in [
            "whole + 1",
            "whole * 2",
            "-whole - 2",
            "ABS(-whole - 1)",
            "number * number",
            "EXP(number)",
            "CAST(number AS BIGINT)",
            "CAST(whole AS INT)",
            "CAST(\"Short Desc\" AS TINYINT)",
            "day + whole",
        ] {
            let failed = value(sql, &row);
            assert!(failed.is_err(), "{sql}: {failed:?}");
        }
    }

    #[test]
    fn a_branch_that_is_not_taken_cannot_fail() {
        let row = row("low", 0.0, 7);
        for (sql, shown) in [
            (
                "CASE WHEN \"Short Desc\" = 'low' THEN NULL ELSE CAST(\"Short Desc\" AS DOUBLE) END",
                "NULL",
            ),
            ("COALESCE(whole, CAST(\"Short Desc\" AS BIGINT))", "7"),
            ("IF(whole = 7, 1, CAST(\"Short Desc\" AS BIGINT))", "1"),
            (
                "\"Short Desc\" <> 'low' AND CAST(\"Short Desc\" AS BIGINT) > 5",
                "false",
            ),
            ("whole = 7 OR CAST(\"Short Desc\" AS BIGINT) > 5", "true"),
            ("TRY_CAST(\"Short Desc\" AS BIGINT)", "NULL"),
        ] {
            assert_eq!(value(sql, &row), Ok(shown.into()), "{sql}");
        }
        assert!(value("CAST(\"Short Desc\" AS DOUBLE)", &row).is_err());
    }

    #[test]
    fn nan_in_a_source_is_null_and_an_infinity_fails_its_row() {
        let nan = row("", f64::NAN, 0);
        assert_eq!(value("number > 0.1", &nan), Ok("NULL".into()));
        assert_eq!(value("number IS NULL", &nan), Ok("true".into()));
        let infinite = row("", f64::INFINITY, 0);
        let error = value("number > 0.1", &infinite).unwrap_err();
        assert_eq!(error, "\"number\" is infinite");
    }

    #[test]
    fn text_cannot_grow_without_end() {
        let doubled = "REPLACE(".repeat(40) + "\"Short Desc\"" + &", 'a', 'aaaaaaaa')".repeat(40);
        let error = value(&doubled, &row("a", 0.0, 0)).unwrap_err();
        assert!(error.contains("more than 1000000 bytes"), "{error}");
        assert!(value("LPAD(\"Short Desc\", 9000000000)", &row("a", 0.0, 0)).is_err());
    }
}
