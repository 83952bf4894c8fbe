//! What a function takes and gives.

use std::borrow::Cow;

use crate::sql::value::{Value, ValueKind};

/// A function or an operator.
#[derive(Debug)]
pub(crate) struct Function {
    /// Its names, in capitals; the first is the one to write.
    pub names: &'static [&'static str],
    /// How it is written.
    pub form: &'static str,
    /// What it gives, in a sentence.
    pub meaning: &'static str,
    /// Expressions without columns, and what they give.
    pub examples: &'static [(&'static str, &'static str)],
    /// What it can be asked of; the first that fits is used.
    pub signatures: &'static [Signature],
}

/// One way to ask a function.
#[derive(Debug)]
pub(crate) struct Signature {
    /// What it takes.
    pub takes: &'static [Takes],
    /// What may follow that, any number of times.
    pub rest: Option<Takes>,
    /// What it gives.
    pub gives: ValueKind,
    /// Whether it is asked when an argument is null; without it the answer is null.
    pub asks_nulls: bool,
    /// The function itself.
    pub body: Body,
}

/// What an argument must be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Takes {
    /// A value of this kind.
    A(ValueKind),
    /// A value of any kind.
    Any,
}

/// Works a function out; an error says what cannot be worked out.
pub(crate) type Body = for<'v, 'a> fn(Arguments<'v, 'a>) -> Result<Value<'a>, String>;

/// The values that a function is asked of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arguments<'v, 'a>(pub &'v [Value<'a>]);

pub(super) const TEXT: Takes = Takes::A(ValueKind::Text);
pub(super) const INTEGER: Takes = Takes::A(ValueKind::Integer);
pub(super) const NUMBER: Takes = Takes::A(ValueKind::Number);
pub(super) const FLAG: Takes = Takes::A(ValueKind::Flag);
pub(super) const DAY: Takes = Takes::A(ValueKind::Day);

impl Signature {
    /// A way that takes just these.
    pub(crate) const fn new(takes: &'static [Takes], gives: ValueKind, body: Body) -> Self {
        Self {
            takes,
            rest: None,
            gives,
            asks_nulls: false,
            body,
        }
    }

    /// With any number of `rest` behind.
    pub(crate) const fn and(mut self, rest: Takes) -> Self {
        self.rest = Some(rest);
        self
    }

    /// Asked also where an argument is null.
    pub(crate) const fn of_nulls(mut self) -> Self {
        self.asks_nulls = true;
        self
    }
}

impl<'v, 'a> Arguments<'v, 'a> {
    pub(crate) fn get(self, at: usize) -> Result<&'v Value<'a>, String> {
        self.0
            .get(at)
            .ok_or_else(|| format!("argument {} is missing", at + 1))
    }

    fn wrong(value: &Value<'_>, wanted: ValueKind) -> String {
        format!("{value} is not {wanted}")
    }

    pub(crate) fn text(self, at: usize) -> Result<&'v Cow<'a, str>, String> {
        match self.get(at)? {
            Value::Text(text) => Ok(text),
            other => Err(Self::wrong(other, ValueKind::Text)),
        }
    }

    pub(crate) fn integer(self, at: usize) -> Result<i64, String> {
        match self.get(at)? {
            Value::Integer(number) => Ok(*number),
            other => Err(Self::wrong(other, ValueKind::Integer)),
        }
    }

    pub(crate) fn number(self, at: usize) -> Result<f64, String> {
        match self.get(at)? {
            Value::Number(number) => Ok(*number),
            other => Err(Self::wrong(other, ValueKind::Number)),
        }
    }

    pub(crate) fn flag(self, at: usize) -> Result<bool, String> {
        match self.get(at)? {
            Value::Flag(flag) => Ok(*flag),
            other => Err(Self::wrong(other, ValueKind::Flag)),
        }
    }

    pub(crate) fn day(self, at: usize) -> Result<i32, String> {
        match self.get(at)? {
            Value::Day(day) => Ok(*day),
            other => Err(Self::wrong(other, ValueKind::Day)),
        }
    }
}

/// A result that is a number, or why it is none.
pub(super) fn finite<'a>(number: f64, what: impl FnOnce() -> String) -> Result<Value<'a>, String> {
    if number.is_nan() {
        Err(format!("{} has no value", what()))
    } else if number.is_infinite() {
        Err(format!("{} is beyond what a number holds", what()))
    } else {
        Ok(Value::Number(number))
    }
}
