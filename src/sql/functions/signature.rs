//! What a function takes and gives.

use std::borrow::Cow;

use crate::sql::value::{Kind, Value};

/// A function or an operator.
#[derive(Debug)]
pub struct Function {
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
pub struct Signature {
    /// What it takes.
    pub takes: &'static [Takes],
    /// What may follow that, any number of times.
    pub rest: Option<Takes>,
    /// What it gives.
    pub gives: Kind,
    /// Whether it is asked when an argument is null; without it the answer is null.
    pub asks_nulls: bool,
    /// The function itself.
    pub body: Body,
}

/// What an argument must be.
#[derive(Debug, Clone, Copy)]
pub enum Takes {
    /// A value of this kind.
    A(Kind),
    /// A value of any kind.
    Any,
}

/// Works a function out; an error says what cannot be worked out.
pub type Body = for<'v, 'a> fn(Arguments<'v, 'a>) -> Result<Value<'a>, String>;

/// The values that a function is asked of.
#[derive(Debug, Clone, Copy)]
pub struct Arguments<'v, 'a>(pub &'v [Value<'a>]);

pub const TEXT: Takes = Takes::A(Kind::Text);
pub const INTEGER: Takes = Takes::A(Kind::Integer);
pub const NUMBER: Takes = Takes::A(Kind::Number);
pub const FLAG: Takes = Takes::A(Kind::Flag);
pub const DAY: Takes = Takes::A(Kind::Day);

impl Signature {
    /// A way that takes just these.
    pub const fn new(takes: &'static [Takes], gives: Kind, body: Body) -> Self {
        Self {
            takes,
            rest: None,
            gives,
            asks_nulls: false,
            body,
        }
    }

    /// With any number of `rest` behind.
    pub const fn and(mut self, rest: Takes) -> Self {
        self.rest = Some(rest);
        self
    }

    /// Asked also where an argument is null.
    pub const fn of_nulls(mut self) -> Self {
        self.asks_nulls = true;
        self
    }
}

impl<'v, 'a> Arguments<'v, 'a> {
    pub fn get(self, at: usize) -> Result<&'v Value<'a>, String> {
        self.0
            .get(at)
            .ok_or_else(|| format!("argument {} is missing", at + 1))
    }

    fn wrong(value: &Value<'_>, wanted: Kind) -> String {
        format!("{value} is not {wanted}")
    }

    pub fn text(self, at: usize) -> Result<&'v Cow<'a, str>, String> {
        match self.get(at)? {
            Value::Text(text) => Ok(text),
            other => Err(Self::wrong(other, Kind::Text)),
        }
    }

    pub fn integer(self, at: usize) -> Result<i64, String> {
        match self.get(at)? {
            Value::Integer(number) => Ok(*number),
            other => Err(Self::wrong(other, Kind::Integer)),
        }
    }

    pub fn number(self, at: usize) -> Result<f64, String> {
        match self.get(at)? {
            Value::Number(number) => Ok(*number),
            other => Err(Self::wrong(other, Kind::Number)),
        }
    }

    pub fn flag(self, at: usize) -> Result<bool, String> {
        match self.get(at)? {
            Value::Flag(flag) => Ok(*flag),
            other => Err(Self::wrong(other, Kind::Flag)),
        }
    }

    pub fn day(self, at: usize) -> Result<i32, String> {
        match self.get(at)? {
            Value::Day(day) => Ok(*day),
            other => Err(Self::wrong(other, Kind::Day)),
        }
    }
}

/// A result that is a number, or why it is none.
pub fn finite<'a>(number: f64, what: impl FnOnce() -> String) -> Result<Value<'a>, String> {
    if number.is_nan() {
        Err(format!("{} has no value", what()))
    } else if number.is_infinite() {
        Err(format!("{} is beyond what a number holds", what()))
    } else {
        Ok(Value::Number(number))
    }
}
