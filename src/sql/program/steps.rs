//! A bound expression, and its value in a row.

use std::borrow::Cow;
use std::cmp::Ordering;

use regex::Regex;

use crate::sql::cast::{Target, cast};
use crate::sql::functions::day::shifted;
use crate::sql::functions::{Arguments, Body, compare, short_enough};
use crate::sql::value::Value;

/// An expression over columns of known kinds.
#[derive(Debug, Clone)]
pub(crate) enum Program {
    /// A column.
    Column(usize),
    /// A value.
    Literal(Value<'static>),
    /// A function.
    Call {
        body: Body,
        asks_nulls: bool,
        of: Vec<Program>,
    },
    /// A whole number as a number.
    AsNumber(Box<Program>),
    /// CAST or TRY_CAST.
    Cast {
        of: Box<Program>,
        to: Target,
        forgives: bool,
    },
    /// AND.
    And(Box<Program>, Box<Program>),
    /// OR.
    Or(Box<Program>, Box<Program>),
    /// CASE.
    Case {
        operand: Option<Box<Program>>,
        branches: Vec<(Program, Program)>,
        otherwise: Box<Program>,
    },
    /// COALESCE.
    Coalesce(Vec<Program>),
    /// IN.
    In {
        of: Box<Program>,
        list: Vec<Program>,
    },
    /// A regular expression.
    Matches { of: Box<Program>, pattern: Regex },
    /// A day moved by an interval.
    Moved {
        day: Box<Program>,
        months: i32,
        days: i64,
    },
}

impl Program {
    /// Its value in a row, whose columns `row` gives.
    ///
    /// # Errors
    /// What cannot be worked out, and why.
    pub(crate) fn value<'a>(
        &'a self,
        row: &impl Fn(usize) -> Result<Value<'a>, String>,
    ) -> Result<Value<'a>, String> {
        match self {
            Self::Column(at) => row(*at),
            Self::Literal(value) => Ok(value.borrowed()),
            Self::Call {
                body,
                asks_nulls,
                of,
            } => called(*body, *asks_nulls, of, row),
            Self::AsNumber(of) => Ok(match of.value(row)? {
                Value::Integer(number) => Value::Number(number as f64),
                other => other,
            }),
            Self::Cast { of, to, forgives } => match cast(of.value(row)?, *to) {
                Err(_) if *forgives => Ok(Value::Null),
                done => done,
            },
            Self::And(left, right) => joined(left, right, row, false),
            Self::Or(left, right) => joined(left, right, row, true),
            Self::Case {
                operand,
                branches,
                otherwise,
            } => chosen(operand.as_deref(), branches, otherwise, row),
            Self::Coalesce(programs) => {
                for program in programs {
                    let value = program.value(row)?;
                    if !value.is_null() {
                        return Ok(value);
                    }
                }
                Ok(Value::Null)
            }
            Self::In { of, list } => listed(of, list, row),
            Self::Matches { of, pattern } => Ok(match of.value(row)? {
                Value::Text(text) => Value::Flag(pattern.is_match(&text)),
                _ => Value::Null,
            }),
            Self::Moved { day, months, days } => match day.value(row)? {
                Value::Day(day) => shifted(day, *months, *days).map(Value::Day),
                other => Ok(other),
            },
        }
    }
}

/// A function of the values of `of`; null where one is, but for those that ask for nulls.
fn called<'a>(
    body: Body,
    asks_nulls: bool,
    of: &'a [Program],
    row: &impl Fn(usize) -> Result<Value<'a>, String>,
) -> Result<Value<'a>, String> {
    let mut values = Vec::with_capacity(of.len());
    for program in of {
        values.push(program.value(row)?);
    }
    if !asks_nulls && values.iter().any(Value::is_null) {
        return Ok(Value::Null);
    }
    let value = body(Arguments(&values))?;
    if let Value::Text(Cow::Owned(text)) = &value {
        short_enough(text.len())?;
    }
    Ok(value)
}

/// CASE: the result of the first branch that is taken.
fn chosen<'a>(
    operand: Option<&'a Program>,
    branches: &'a [(Program, Program)],
    otherwise: &'a Program,
    row: &impl Fn(usize) -> Result<Value<'a>, String>,
) -> Result<Value<'a>, String> {
    let operand = operand.map(|operand| operand.value(row)).transpose()?;
    for (asked, result) in branches {
        let asked = asked.value(row)?;
        let is_taken = match &operand {
            None => asked == Value::Flag(true),
            Some(operand) => equal(operand, &asked)?.unwrap_or(false),
        };
        if is_taken {
            return result.value(row);
        }
    }
    otherwise.value(row)
}

/// IN: whether a value is one of several; null where only a null could say so.
fn listed<'a>(
    of: &'a Program,
    list: &'a [Program],
    row: &impl Fn(usize) -> Result<Value<'a>, String>,
) -> Result<Value<'a>, String> {
    let value = of.value(row)?;
    let mut unknown = value.is_null();
    for item in list {
        match equal(&value, &item.value(row)?)? {
            Some(true) => return Ok(Value::Flag(true)),
            Some(false) => {}
            None => unknown = true,
        }
    }
    Ok(if unknown {
        Value::Null
    } else {
        Value::Flag(false)
    })
}

/// Whether two values of one kind are equal; `None` where one is null.
fn equal(a: &Value<'_>, b: &Value<'_>) -> Result<Option<bool>, String> {
    if a.is_null() || b.is_null() {
        return Ok(None);
    }
    compare(a, b).map(|ordering| Some(ordering == Ordering::Equal))
}

/// AND and OR: the left side decides alone where it is what decides, or else the right, or else
/// whether one of them is null.
fn joined<'a>(
    left: &'a Program,
    right: &'a Program,
    row: &impl Fn(usize) -> Result<Value<'a>, String>,
    decides: bool,
) -> Result<Value<'a>, String> {
    let left = left.value(row)?;
    if left == Value::Flag(decides) {
        return Ok(left);
    }
    let right = right.value(row)?;
    Ok(if right == Value::Flag(decides) || left.is_null() {
        match right {
            Value::Flag(flag) if flag == decides => right,
            _ => Value::Null,
        }
    } else {
        right
    })
}
