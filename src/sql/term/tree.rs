//! An expression whose columns have no kinds yet.

use regex::Regex;

use crate::sql::cast::Target;
use crate::sql::functions::Function;
use crate::sql::value::Value;

/// An expression over columns whose kinds are not known yet.
#[derive(Debug, Clone)]
pub(crate) enum Term {
    /// The column at this place of the expression's columns.
    Column(usize),
    /// A value.
    Literal(Value<'static>),
    /// A function or operator.
    Call(&'static Function, Vec<Term>),
    /// CAST or, where it forgives, TRY_CAST.
    Cast {
        of: Box<Term>,
        to: Target,
        forgives: bool,
    },
    /// AND.
    And(Box<Term>, Box<Term>),
    /// OR.
    Or(Box<Term>, Box<Term>),
    /// CASE; without an operand the branches ask conditions.
    Case {
        operand: Option<Box<Term>>,
        branches: Vec<(Term, Term)>,
        otherwise: Box<Term>,
    },
    /// COALESCE.
    Coalesce(Vec<Term>),
    /// IN.
    In { of: Box<Term>, list: Vec<Term> },
    /// A regular expression that is found in a text.
    Matches { of: Box<Term>, pattern: Regex },
    /// A day moved by an interval.
    Moved {
        day: Box<Term>,
        months: i32,
        days: i64,
    },
}
