//! From the parser's tree to ours.

use regex::Regex;
use sqlparser::ast::{
    BinaryOperator, CaseWhen, CastKind, DataType, Expr, Ident, Interval, TypedString,
    UnaryOperator, Value as Literal,
};

use super::cast_target::target;
use super::days::interval_of;
use super::literal::literal;
use super::named::called;
use super::tree::Term;
use crate::sql::cast::day_in;
use crate::sql::functions::function;
use crate::sql::value::Value;

/// Words that are no column without quotes, though the parser takes them for one.
const RESERVED: [&str; 12] = [
    "SELECT", "FROM", "WHERE", "GROUP", "ORDER", "HAVING", "UNION", "CASE", "WHEN", "THEN", "ELSE",
    "END",
];

/// What the columns of the row before begin with.
pub(crate) const BEFORE: &str = "before.";

/// The column of the row before that a name of two parts is, such as `before.coverage`.
pub(crate) fn before_column(parts: &[Ident]) -> Option<String> {
    let [row, column] = parts else { return None };
    let is_before = row.quote_style.is_none() && format!("{}.", row.value.to_lowercase()) == BEFORE;
    is_before.then(|| format!("{BEFORE}{}", column.value))
}

/// Reads the parser's tree, noting the columns in the order in which they stand.
pub(crate) struct Reader {
    /// The columns, each once.
    pub columns: Vec<String>,
}

impl Reader {
    /// The term that `expr` is.
    ///
    /// # Errors
    /// What of it is not part of the mapping language.
    pub(crate) fn read(&mut self, expr: &Expr) -> Result<Term, String> {
        match expr {
            Expr::Identifier(name) => self.column(name),
            Expr::CompoundIdentifier(parts) if before_column(parts).is_some() => {
                self.column(&Ident::new(before_column(parts).unwrap_or_default()))
            }
            Expr::Nested(inner) => self.read(inner),
            Expr::Value(value) => literal(&value.value, ""),
            Expr::TypedString(text) => typed(text),
            Expr::UnaryOp { op, expr } => self.unary(op, expr),
            Expr::BinaryOp { left, op, right } => self.binary(left, op, right),
            Expr::IsNull(of) => self.call("IS NULL", &[of]),
            Expr::IsNotNull(of) => self.not("IS NULL", &[of]),
            Expr::IsTrue(of) => self.call("IS TRUE", &[of]),
            Expr::IsNotTrue(of) => self.not("IS TRUE", &[of]),
            Expr::IsFalse(of) => self.call("IS FALSE", &[of]),
            Expr::IsNotFalse(of) => self.not("IS FALSE", &[of]),
            Expr::IsDistinctFrom(a, b) => self.call("IS DISTINCT FROM", &[a, b]),
            Expr::IsNotDistinctFrom(a, b) => self.call("IS NOT DISTINCT FROM", &[a, b]),
            Expr::InList { .. }
            | Expr::Between { .. }
            | Expr::Like { .. }
            | Expr::ILike { .. }
            | Expr::RLike { .. } => self.negatable(expr),
            Expr::Cast {
                kind,
                expr: of,
                data_type,
                array: false,
                format: None,
            } => Ok(Term::Cast {
                of: Box::new(self.read(of)?),
                to: target(data_type)?,
                forgives: match kind {
                    CastKind::Cast | CastKind::DoubleColon => false,
                    CastKind::TryCast | CastKind::SafeCast => true,
                },
            }),
            Expr::Extract { .. }
            | Expr::Ceil { .. }
            | Expr::Floor { .. }
            | Expr::Position { .. }
            | Expr::Substring { .. }
            | Expr::Trim { .. } => self.with_words(expr),
            Expr::Case {
                operand,
                conditions,
                else_result,
                ..
            } => self.case(operand.as_deref(), conditions, else_result.as_deref()),
            Expr::Function(call) => self.function(call),
            Expr::Interval(_) => Err(format!(
                "{expr} stands alone; add it to a day or take it from one"
            )),
            Expr::Wildcard(_) | Expr::QualifiedWildcard(..) | Expr::Subquery(_) => {
                Err("it must be one expression over named columns, without `*` or SELECT".into())
            }
            other => Err(unknown(other)),
        }
    }

    fn column(&mut self, name: &Ident) -> Result<Term, String> {
        let is_reserved = || RESERVED.contains(&name.value.to_ascii_uppercase().as_str());
        if name.quote_style.is_none() && is_reserved() {
            return Err(format!(
                "{name} is a word of SQL; a column of that name stands between double quotes"
            ));
        }
        let known = self.columns.iter().position(|known| *known == name.value);
        Ok(Term::Column(known.unwrap_or_else(|| {
            self.columns.push(name.value.clone());
            self.columns.len() - 1
        })))
    }

    /// The function or operator `name` of these values.
    pub(super) fn call(&mut self, name: &str, args: &[&Expr]) -> Result<Term, String> {
        let args = args
            .iter()
            .map(|arg| self.read(arg))
            .collect::<Result<Vec<_>, _>>()?;
        called(name, args)
    }

    fn not(&mut self, name: &str, args: &[&Expr]) -> Result<Term, String> {
        let term = self.call(name, args)?;
        called("NOT", vec![term])
    }

    fn unary(&mut self, op: &UnaryOperator, expr: &Expr) -> Result<Term, String> {
        match (op, expr) {
            // The least whole number is more than the greatest with its sign turned.
            (UnaryOperator::Minus, Expr::Value(value)) => literal(&value.value, "-"),
            (UnaryOperator::Plus, Expr::Value(value)) => literal(&value.value, "+"),
            (UnaryOperator::Minus, expr) => {
                let of = self.read(expr)?;
                called("NEGATIVE", vec![of])
            }
            (UnaryOperator::Not, expr) => {
                let of = self.read(expr)?;
                called("NOT", vec![of])
            }
            (op, _) => Err(format!("the sign `{op}` is not known before a value")),
        }
    }

    fn binary(&mut self, left: &Expr, op: &BinaryOperator, right: &Expr) -> Result<Term, String> {
        use BinaryOperator as Op;
        match (left, op, right) {
            (day, Op::Plus, Expr::Interval(interval))
            | (Expr::Interval(interval), Op::Plus, day) => {
                return self.moved(day, interval, 1);
            }
            (day, Op::Minus, Expr::Interval(interval)) => return self.moved(day, interval, -1),
            _ => {}
        }
        match op {
            Op::And => Ok(Term::And(
                Box::new(self.read(left)?),
                Box::new(self.read(right)?),
            )),
            Op::Or => Ok(Term::Or(
                Box::new(self.read(left)?),
                Box::new(self.read(right)?),
            )),
            Op::PGRegexMatch => self.matches(left, right, ""),
            Op::PGRegexIMatch => self.matches(left, right, "i"),
            Op::PGRegexNotMatch => {
                let matches = self.matches(left, right, "")?;
                negated_if(true, matches)
            }
            Op::PGRegexNotIMatch => {
                let matches = self.matches(left, right, "i")?;
                negated_if(true, matches)
            }
            Op::PGLikeMatch => self.like("LIKE", left, right, None),
            Op::PGNotLikeMatch => {
                let like = self.like("LIKE", left, right, None)?;
                negated_if(true, like)
            }
            Op::MyIntegerDivide => Err("DIV is not known here; write x // y".into()),
            Op::BitwiseXor | Op::PGExp => Err("`^` is not known here; write POWER(x, y)".into()),
            Op::BitwiseAnd | Op::BitwiseOr => {
                Err(format!("`{op}` is not known here; write AND or OR"))
            }
            op => {
                let name = op.to_string();
                match function(&name) {
                    Some(_) => {
                        let args = vec![self.read(left)?, self.read(right)?];
                        called(&name, args)
                    }
                    None => Err(format!("the sign `{op}` is not known here")),
                }
            }
        }
    }

    /// LIKE or ILIKE, by their `name`.
    pub(super) fn like(
        &mut self,
        name: &str,
        expr: &Expr,
        pattern: &Expr,
        escape: Option<&Literal>,
    ) -> Result<Term, String> {
        let mut args = vec![self.read(expr)?, self.read(pattern)?];
        match escape {
            None => {
                if let Term::Literal(Value::Text(pattern)) = &args[1]
                    && pattern.contains('\\')
                {
                    return Err(format!(
                        "the pattern '{pattern}' has a backslash, which some databases take for an escape character; say ESCAPE '\\' or ESCAPE '$'"
                    ));
                }
            }
            Some(Literal::SingleQuotedString(escape)) if escape.chars().count() == 1 => {
                args.push(Term::Literal(Value::Text(escape.clone().into())));
            }
            Some(_) => return Err("ESCAPE takes one character in quotes".into()),
        }
        called(name, args)
    }

    /// Whether a regular expression is found in a text.
    pub(super) fn matches(
        &mut self,
        expr: &Expr,
        pattern: &Expr,
        flags: &str,
    ) -> Result<Term, String> {
        let of = Box::new(self.read(expr)?);
        let Term::Literal(Value::Text(pattern)) = self.read(pattern)? else {
            return Err(format!(
                "the regular expression {pattern} must be a text in quotes"
            ));
        };
        let whole = match flags {
            "" => pattern.clone().into_owned(),
            flags if flags.bytes().all(|flag| matches!(flag, b'i' | b's' | b'm')) => {
                format!("(?{flags}){pattern}")
            }
            flags => return Err(format!("'{flags}': the flags i, s and m are known")),
        };
        let pattern = Regex::new(&whole).map_err(|error| {
            let said = error.to_string();
            let said = said.lines().last().unwrap_or_default();
            format!("'{pattern}' is no regular expression: {said}")
        })?;
        Ok(Term::Matches { of, pattern })
    }

    fn case(
        &mut self,
        operand: Option<&Expr>,
        conditions: &[CaseWhen],
        otherwise: Option<&Expr>,
    ) -> Result<Term, String> {
        Ok(Term::Case {
            operand: match operand {
                None => None,
                Some(operand) => Some(Box::new(self.read(operand)?)),
            },
            branches: conditions
                .iter()
                .map(|branch| Ok((self.read(&branch.condition)?, self.read(&branch.result)?)))
                .collect::<Result<_, String>>()?,
            otherwise: Box::new(match otherwise {
                None => Term::Literal(Value::Null),
                Some(otherwise) => self.read(otherwise)?,
            }),
        })
    }

    fn moved(&mut self, day: &Expr, interval: &Interval, sign: i32) -> Result<Term, String> {
        let (months, days) = interval_of(interval)?;
        Ok(Term::Moved {
            day: Box::new(self.read(day)?),
            months: months * sign,
            days: days * i64::from(sign),
        })
    }
}

/// The term, or its opposite.
pub(super) fn negated_if(negated: bool, term: Term) -> Result<Term, String> {
    if negated {
        called("NOT", vec![term])
    } else {
        Ok(term)
    }
}

/// A day that is written with its type.
fn typed(text: &TypedString) -> Result<Term, String> {
    match (&text.data_type, &text.value.value) {
        (DataType::Date, Literal::SingleQuotedString(day)) => {
            day_in(day).map(|day| Term::Literal(Value::Day(day)))
        }
        (DataType::Date, _) => Err(format!("{text}: a day is written DATE '2009-12-09'")),
        _ => Err(format!(
            "{text}: times of day are not known here; write DATE '2009-12-09'"
        )),
    }
}

/// What is said of an expression that the language does not have.
pub(super) fn unknown(expr: &Expr) -> String {
    format!("`{expr}` is no part of the mapping language; docs/sql.md lists what is")
}
