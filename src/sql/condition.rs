//! A condition taken apart: which conditions it is made of, and at which numbers and texts the
//! answer of each can change.

use sqlparser::ast::{BinaryOperator, Expr, UnaryOperator, Value};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::Token;

use super::term::before_column;

/// A condition as it is written.
#[derive(Debug, Clone)]
pub struct Condition(Expr);

/// What a condition is about, where it only compares columns with numbers and texts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Compared {
    /// The columns.
    pub columns: Vec<String>,
    /// Every number that a column is compared with.
    pub numbers: Vec<f64>,
    /// Every text that a column is compared with.
    pub texts: Vec<String>,
}

impl Condition {
    /// Takes `sql` for a condition; `None` where it cannot be read.
    pub fn parse(sql: &str) -> Option<Self> {
        let mut parser = Parser::new(&GenericDialect).try_with_sql(sql).ok()?;
        let expr = parser.parse_expr().ok()?;
        (parser.peek_token().token == Token::EOF).then_some(Self(expr))
    }

    /// Its SQL.
    pub fn sql(&self) -> String {
        self.0.to_string()
    }

    /// The conditions of which one has to hold for this one to hold.
    pub fn any_of(&self) -> Vec<Self> {
        self.split(&BinaryOperator::Or)
    }

    /// The conditions that all have to hold for this one to hold.
    pub fn all_of(&self) -> Vec<Self> {
        self.split(&BinaryOperator::And)
    }

    fn split(&self, by: &BinaryOperator) -> Vec<Self> {
        let mut parts = Vec::new();
        let mut left = vec![&self.0];
        while let Some(expr) = left.pop() {
            match bare(expr) {
                Expr::BinaryOp {
                    left: first,
                    op,
                    right: second,
                } if op == by => left.extend([&**second, &**first]),
                part => parts.push(Self(part.clone())),
            }
        }
        parts
    }

    /// What it compares; `None` where it reckons, calls a function or compares two columns, so
    /// that its answer may change anywhere.
    pub fn compared(&self) -> Option<Compared> {
        let mut compared = Compared::default();
        compared.truth(&self.0)?;
        Some(compared)
    }
}

/// An expression without the brackets around it.
fn bare(mut expr: &Expr) -> &Expr {
    while let Expr::Nested(inner) = expr {
        expr = inner;
    }
    expr
}

impl Compared {
    /// Takes in an expression that is true or false.
    fn truth(&mut self, expr: &Expr) -> Option<()> {
        match bare(expr) {
            Expr::BinaryOp {
                left,
                op: BinaryOperator::And | BinaryOperator::Or,
                right,
            } => {
                self.truth(left)?;
                self.truth(right)
            }
            Expr::BinaryOp {
                left,
                op:
                    BinaryOperator::Eq
                    | BinaryOperator::NotEq
                    | BinaryOperator::Lt
                    | BinaryOperator::LtEq
                    | BinaryOperator::Gt
                    | BinaryOperator::GtEq,
                right,
            } => self.comparison([&**left, right]),
            Expr::UnaryOp {
                op: UnaryOperator::Not,
                expr,
            } => self.truth(expr),
            Expr::IsNull(of) | Expr::IsNotNull(of) => self.comparison([&**of]),
            Expr::InList { expr, list, .. } => {
                self.comparison(std::iter::once(&**expr).chain(list))
            }
            Expr::Between {
                expr, low, high, ..
            } => self.comparison([&**expr, low, high]),
            Expr::Value(value) => {
                matches!(value.value, Value::Boolean(_) | Value::Null).then_some(())
            }
            _ => None,
        }
    }

    /// Takes in the sides of a comparison, of which one at most is a column.
    fn comparison<'a>(&mut self, sides: impl IntoIterator<Item = &'a Expr>) -> Option<()> {
        let mut columns = 0;
        for side in sides {
            match bare(side) {
                Expr::Identifier(name) => {
                    columns += 1;
                    if !self.columns.contains(&name.value) {
                        self.columns.push(name.value.clone());
                    }
                }
                Expr::CompoundIdentifier(parts) => {
                    let name = before_column(parts)?;
                    columns += 1;
                    if !self.columns.contains(&name) {
                        self.columns.push(name);
                    }
                }
                Expr::UnaryOp {
                    op: UnaryOperator::Minus,
                    expr,
                } => self.number(expr, -1.0)?,
                other => self.literal(other)?,
            }
        }
        (columns <= 1).then_some(())
    }

    fn literal(&mut self, expr: &Expr) -> Option<()> {
        match expr {
            Expr::Value(value) => match &value.value {
                Value::SingleQuotedString(text) => self.texts.push(text.clone()),
                Value::Null | Value::Boolean(_) => {}
                _ => return self.number(expr, 1.0),
            },
            _ => return None,
        }
        Some(())
    }

    fn number(&mut self, expr: &Expr, sign: f64) -> Option<()> {
        let Expr::Value(value) = bare(expr) else {
            return None;
        };
        let Value::Number(digits, _) = &value.value else {
            return None;
        };
        let number: f64 = digits.parse().ok()?;
        self.numbers.push(sign * number);
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sql(parts: &[Condition]) -> Vec<String> {
        parts.iter().map(Condition::sql).collect()
    }

    #[test]
    fn a_condition_is_split_at_what_joins_it_last() {
        let condition = Condition::parse("a = 1 OR (b > 2 AND (c = 3 OR d = 4)) OR e").unwrap();
        let any = condition.any_of();
        assert_eq!(sql(&any), ["a = 1", "b > 2 AND (c = 3 OR d = 4)", "e"]);
        assert_eq!(sql(&any[1].all_of()), ["b > 2", "c = 3 OR d = 4"]);
        assert_eq!(sql(&any[0].all_of()), ["a = 1"]);
    }

    #[test]
    fn comparisons_with_numbers_and_texts_are_understood() {
        let condition = Condition::parse(
            "a_band = 1 AND NOT (b IN ('x', 'y') OR c BETWEEN -1 AND 0.5) AND d IS NULL",
        );
        let compared = condition.unwrap().compared().unwrap();
        assert_eq!(compared.columns, ["a_band", "b", "c", "d"]);
        assert_eq!(compared.numbers, [1.0, -1.0, 0.5]);
        assert_eq!(compared.texts, ["x", "y"]);
    }

    #[test]
    fn what_reckons_or_compares_columns_is_not() {
        for sql in ["2 * a > b", "a > b", "ABS(a) > 1", "a LIKE 'x%'", "a"] {
            assert_eq!(Condition::parse(sql).unwrap().compared(), None, "{sql}");
        }
    }
}
