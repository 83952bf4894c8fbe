//! The analyst's SQL: one expression, parsed when the configuration is read, bound to columns
//! before data is read, and evaluated by Polars.

mod condition;
mod size;

use std::borrow::Cow;

use polars::prelude::{Column, DataFrame, DataType, Expr, IntoLazy, PolarsResult, Schema};
use polars::sql::sql_expr;
use polars_plan::plans::{AExpr, ExprToIRContext, IRAggExpr, is_elementwise, to_expr_ir};
use polars_utils::arena::{Arena, Node};
use polars_utils::idx_vec::UnitVec;

pub use self::condition::{Compared, Condition};
use crate::catch_panic::catch_panic;
use crate::domain::nearest;

/// A parsed SQL expression.
#[derive(Debug, Clone)]
pub struct SqlExpression {
    sql: String,
    expr: Expr,
    columns: Vec<String>,
}

impl SqlExpression {
    /// Parses `sql`.
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
    /// A sentence that says what could not be parsed or which function is unknown.
    pub fn parse(sql: &str) -> Result<Self, String> {
        if sql.trim().is_empty() {
            return Err("the SQL expression is empty".into());
        }
        size::check(sql).map_err(|why| format!("the SQL `{}` {why}", shortened(sql)))?;
        let expr = by_polars(|| sql_expr(sql))
            .map_err(|error| format!("the SQL `{}` is not understood: {error}", shortened(sql)))?;
        // `a b` is `a AS b` to the parser, and so is a CASE that breaks off.
        if let Expr::Alias(_, name) = &expr {
            return Err(format!(
                "the SQL `{}` must be one expression, which ends before `{name}`; leave the name out, or complete a CASE with WHEN, THEN and END",
                shortened(sql)
            ));
        }
        let mut columns: Vec<String> = Vec::new();
        for node in &expr {
            match node {
                Expr::Column(name) if !columns.iter().any(|known| known == name.as_str()) => {
                    columns.push(name.to_string());
                }
                Expr::SubPlan(..) | Expr::Selector(_) => {
                    return Err(format!(
                        "the SQL `{}` must be one expression over named columns, without `*` or SELECT",
                        shortened(sql)
                    ));
                }
                _ => {}
            }
        }
        Ok(Self {
            sql: sql.to_owned(),
            expr,
            columns,
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
        match &self.expr {
            Expr::Column(name) => Some(name.as_str()),
            _ => None,
        }
    }

    /// Checks the expression against the columns it will meet and says which type it gives.
    ///
    /// # Errors
    /// A column that is not there, operands that do not fit, or an expression whose value for
    /// one row depends on other rows (an aggregate, a window, a sort).
    pub fn bind(&self, schema: &Schema) -> Result<DataType, String> {
        if let Some(unknown) = self.columns.iter().find(|name| !schema.contains(name)) {
            let names: Vec<&str> = schema.iter_names().map(|name| name.as_str()).collect();
            return Err(format!(
                "the SQL `{}` names the column \"{unknown}\", which is not there{}",
                shortened(&self.sql),
                nearest(unknown, &names)
                    .map(|near| format!("; did you mean \"{near}\"?"))
                    .unwrap_or_else(|| format!("; there are {}", names.join(", ")))
            ));
        }
        let explain =
            |error: String| format!("the SQL `{}` does not fit: {error}", shortened(&self.sql));
        let mut arena: Arena<AExpr> = Arena::with_capacity(16);
        let mut context = ExprToIRContext::new(&mut arena, schema);
        let lowered = by_polars(|| to_expr_ir(self.expr.clone(), &mut context)).map_err(explain)?;
        if !is_row_by_row(lowered.node(), &arena) {
            return Err(format!(
                "the SQL `{}` needs more than one row at a time; write an expression without aggregates or windows",
                shortened(&self.sql)
            ));
        }
        // Evaluating on no rows finds what lowering leaves for later, such as a text compared
        // with a number.
        let result = self
            .evaluate(DataFrame::empty_with_schema(schema))
            .map_err(explain)?;
        Ok(result.dtype().clone())
    }

    /// Evaluates the expression on `frame`; one value a row, or a single one when it names no
    /// column.
    ///
    /// # Errors
    /// What Polars says of a value that cannot be computed, such as a failed CAST.
    pub fn evaluate(&self, frame: DataFrame) -> Result<Column, String> {
        by_polars(|| {
            let selected = frame
                .lazy()
                .select([self.expr.clone().alias("value")])
                .collect()?;
            selected.column("value").cloned()
        })
    }
}

/// Whether the value for a row depends on that row alone.
fn is_row_by_row(root: Node, arena: &Arena<AExpr>) -> bool {
    let mut left: UnitVec<Node> = UnitVec::from([root]);
    while let Some(node) = left.pop() {
        let node = arena.get(node);
        // The list of `x IN ('a', 'b')` reaches Polars as literals gathered into one value. To
        // gather is to need several rows, save where there is no column to gather.
        let is_list = matches!(
            node,
            AExpr::Agg(IRAggExpr::Implode { input, .. })
                if matches!(arena.get(*input), AExpr::Literal(_))
        );
        if !is_list && !is_elementwise(&mut left, node, arena) {
            return false;
        }
    }
    true
}

fn shortened(sql: &str) -> Cow<'_, str> {
    const SHOWN: usize = 200;
    match sql.char_indices().nth(SHOWN) {
        None => Cow::Borrowed(sql),
        Some((at, _)) => Cow::Owned(format!("{}…", &sql[..at])),
    }
}

/// What Polars made, or the first line of why it did not: the rest is its query plan, which helps
/// nobody here. Polars asserts some of what an expression should be, and a panic is no better news
/// than an error.
fn by_polars<T>(make: impl FnOnce() -> PolarsResult<T>) -> Result<T, String> {
    let why = match catch_panic(make) {
        Ok(Ok(made)) => return Ok(made),
        Ok(Err(error)) => error.to_string(),
        Err(said) => said,
    };
    Err(why.lines().next().unwrap_or_default().trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars::prelude::{Field, PlSmallStr};

    fn schema() -> Schema {
        Schema::from_iter([
            Field::new(PlSmallStr::from("Short Desc"), DataType::String),
            Field::new(PlSmallStr::from("number"), DataType::Float64),
        ])
    }

    #[test]
    fn an_expression_names_its_columns_once() {
        let parsed = SqlExpression::parse("TRIM(\"Short Desc\") || \"Short Desc\"").unwrap();
        assert_eq!(parsed.columns(), ["Short Desc"]);
        assert_eq!(parsed.bind(&schema()).unwrap(), DataType::String);
    }

    #[test]
    fn an_unknown_column_is_named_with_the_nearest() {
        let parsed = SqlExpression::parse("\"Short Descr\"").unwrap();
        let error = parsed.bind(&schema()).unwrap_err();
        assert!(error.contains("did you mean \"Short Desc\"?"), "{error}");
    }

    #[test]
    fn an_unknown_function_is_refused_when_parsed() {
        let error = SqlExpression::parse("PRUNE(\"Short Desc\")").unwrap_err();
        assert!(error.to_lowercase().contains("prune"), "{error}");
    }

    #[test]
    fn sql_that_does_not_parse_is_refused() {
        assert!(SqlExpression::parse("CASE WHEN").is_err());
        assert!(SqlExpression::parse("number AS other").is_err());
        assert!(SqlExpression::parse("a; DROP TABLE x").is_err());
        assert!(SqlExpression::parse("").is_err());
        assert!(SqlExpression::parse("*").is_err());
        assert!(SqlExpression::parse("(SELECT 1)").is_err());
    }

    #[test]
    fn sql_that_polars_stops_at_is_refused() {
        let error = SqlExpression::parse("INTERVAL '1'").unwrap_err();
        assert!(error.contains("expected a valid unit"), "{error}");
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
            let refused = SqlExpression::parse(sql).and_then(|parsed| parsed.bind(&schema()));
            assert!(refused.is_err(), "{sql}: {refused:?}");
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
            "'open'",
        ] {
            let bound = SqlExpression::parse(sql).and_then(|parsed| parsed.bind(&schema()));
            assert!(bound.is_ok(), "{sql}: {bound:?}");
        }
    }
}
