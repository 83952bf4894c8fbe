//! An expression bound to the kinds of its columns, and worked out for one row at a time.
//!
//! What is not needed is not worked out: the branches of a CASE that are not taken, the values of
//! a COALESCE behind the first, the right side of an AND that is false on its left. So a CAST
//! that fails in them fails nothing.

use std::borrow::Cow;
use std::cmp::Ordering;

use regex::Regex;

use super::cast::{Target, cast, day_in};
use super::functions::day::shifted;
use super::functions::text::short_enough;
use super::functions::{Arguments, Body, Function, Signature, Takes, compare};
use super::term::Term;
use super::value::{Kind, Value};

/// An expression over columns of known kinds.
#[derive(Debug, Clone)]
pub enum Program {
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

/// A program and the kind that it gives; `None` where it is always null.
type Bound = (Program, Option<Kind>);

/// Binds `term` to columns of these kinds.
///
/// # Errors
/// Where kinds do not fit, with what to write.
pub fn bind(term: &Term, columns: &[Kind]) -> Result<Bound, String> {
    Ok(match term {
        Term::Column(at) => (Program::Column(*at), columns.get(*at).copied()),
        Term::Literal(value) => (Program::Literal(value.clone()), value.kind()),
        Term::Call(function, args) => {
            let bound = args
                .iter()
                .map(|arg| bind(arg, columns))
                .collect::<Result<Vec<_>, _>>()?;
            call(function, bound)?
        }
        Term::Cast { of, to, forgives } => {
            let (of, kind) = bind(of, columns)?;
            if let Some(kind) = kind
                && !to.takes(kind)
            {
                return Err(format!("{kind} cannot be cast to {}", to.kind()));
            }
            let cast = Program::Cast {
                of: Box::new(of),
                to: *to,
                forgives: *forgives,
            };
            (cast, Some(to.kind()))
        }
        Term::And(left, right) => (
            Program::And(condition(left, columns)?, condition(right, columns)?),
            Some(Kind::Flag),
        ),
        Term::Or(left, right) => (
            Program::Or(condition(left, columns)?, condition(right, columns)?),
            Some(Kind::Flag),
        ),
        Term::Case {
            operand,
            branches,
            otherwise,
        } => case(operand.as_deref(), branches, otherwise, columns)?,
        Term::Coalesce(terms) => {
            let bound = terms
                .iter()
                .map(|term| bind(term, columns))
                .collect::<Result<Vec<_>, _>>()?;
            let (programs, kind) = alike(bound, "COALESCE")?;
            (Program::Coalesce(programs), kind)
        }
        Term::In { of, list } => {
            let bound = std::iter::once(&**of)
                .chain(list)
                .map(|term| bind(term, columns))
                .collect::<Result<Vec<_>, _>>()?;
            let (mut programs, _) = alike(bound, "IN")?;
            let of = Box::new(programs.remove(0));
            (Program::In { of, list: programs }, Some(Kind::Flag))
        }
        Term::Matches { of, pattern } => {
            let (of, kind) = bind(of, columns)?;
            if let Some(kind) = kind
                && kind != Kind::Text
            {
                return Err(format!(
                    "a regular expression is held against text, and not {kind}; write CAST(… AS VARCHAR)"
                ));
            }
            let matches = Program::Matches {
                of: Box::new(of),
                pattern: pattern.clone(),
            };
            (matches, Some(Kind::Flag))
        }
        Term::Moved { day, months, days } => {
            let (day, kind) = bind(day, columns)?;
            let Some(day) = converted(day, kind, Kind::Day)? else {
                return Err(format!(
                    "an interval is added to a day, and not to {}; write CAST(… AS DATE)",
                    described(kind)
                ));
            };
            let moved = Program::Moved {
                day: Box::new(day),
                months: *months,
                days: *days,
            };
            (moved, Some(Kind::Day))
        }
    })
}

fn condition(term: &Term, columns: &[Kind]) -> Result<Box<Program>, String> {
    let (program, kind) = bind(term, columns)?;
    match kind {
        None | Some(Kind::Flag) => Ok(Box::new(program)),
        Some(other) => Err(format!(
            "a condition gives {other}; true or false was expected"
        )),
    }
}

fn case(
    operand: Option<&Term>,
    branches: &[(Term, Term)],
    otherwise: &Term,
    columns: &[Kind],
) -> Result<Bound, String> {
    let mut results = Vec::with_capacity(branches.len() + 1);
    for (_, result) in branches {
        results.push(bind(result, columns)?);
    }
    results.push(bind(otherwise, columns)?);
    let (mut results, kind) = alike(results, "CASE")?;
    let otherwise = results.pop().unwrap_or(Program::Literal(Value::Null));
    let (operand, conditions) = match operand {
        None => {
            let conditions = branches
                .iter()
                .map(|(asked, _)| condition(asked, columns).map(|asked| *asked))
                .collect::<Result<Vec<_>, _>>()?;
            (None, conditions)
        }
        Some(operand) => {
            let bound = std::iter::once(operand)
                .chain(branches.iter().map(|(value, _)| value))
                .map(|term| bind(term, columns))
                .collect::<Result<Vec<_>, _>>()?;
            let (mut programs, _) = alike(bound, "CASE … WHEN")?;
            (Some(Box::new(programs.remove(0))), programs)
        }
    };
    let case = Program::Case {
        operand,
        branches: conditions.into_iter().zip(results).collect(),
        otherwise: Box::new(otherwise),
    };
    Ok((case, kind))
}

fn call(function: &Function, args: Vec<Bound>) -> Result<Bound, String> {
    for signature in function.signatures {
        if let Some(of) = fitted(signature, &args)? {
            let call = Program::Call {
                body: signature.body,
                asks_nulls: signature.asks_nulls,
                of,
            };
            return Ok((call, Some(signature.gives)));
        }
    }
    let counts = |signature: &&Signature| counts(signature, args.len());
    if !function
        .signatures
        .iter()
        .any(|signature| counts(&signature))
    {
        return Err(format!(
            "{} does not take {} values",
            function.form,
            args.len()
        ));
    }
    let kinds: Vec<String> = args.iter().map(|(_, kind)| described(*kind)).collect();
    let wanted: Vec<Kind> = function
        .signatures
        .iter()
        .filter(counts)
        .flat_map(|signature| signature.takes)
        .filter_map(|takes| match takes {
            Takes::A(kind) => Some(*kind),
            Takes::Any => None,
        })
        .collect();
    let has = |kind| args.iter().any(|(_, found)| *found == Some(kind));
    let remedy = if has(Kind::Text) && has(Kind::Day) && wanted.contains(&Kind::Day) {
        "; write CAST(… AS DATE) around the text"
    } else if has(Kind::Text) && wanted.contains(&Kind::Number) {
        "; write CAST(… AS DOUBLE), or AS BIGINT, around the text"
    } else if has(Kind::Text) && wanted.contains(&Kind::Day) {
        "; write CAST(… AS DATE) around the text"
    } else if wanted.contains(&Kind::Text) {
        "; write CAST(… AS VARCHAR) around what is no text"
    } else if wanted.contains(&Kind::Integer) && has(Kind::Number) {
        "; write CAST(… AS BIGINT), or TRUNC(x / y) for //"
    } else {
        ""
    };
    Err(format!(
        "{} does not take {}{remedy}",
        function.form,
        kinds.join(" and ")
    ))
}

fn counts(signature: &Signature, args: usize) -> bool {
    let least = signature.takes.len();
    args == least || (args > least && signature.rest.is_some())
}

/// The arguments as this signature takes them, if it does.
fn fitted(signature: &Signature, args: &[Bound]) -> Result<Option<Vec<Program>>, String> {
    if !counts(signature, args.len()) {
        return Ok(None);
    }
    let takes = signature.takes.iter().chain(std::iter::repeat(
        signature.rest.as_ref().unwrap_or(&Takes::Any),
    ));
    let mut of = Vec::with_capacity(args.len());
    for ((program, kind), takes) in args.iter().zip(takes) {
        match takes {
            Takes::Any => of.push(program.clone()),
            Takes::A(wanted) => match converted(program.clone(), *kind, *wanted)? {
                Some(program) => of.push(program),
                None => return Ok(None),
            },
        }
    }
    Ok(Some(of))
}

/// A program that gives `kind` as one that gives `wanted`, if that goes without saying: a whole
/// number is a number, and a text in quotes beside a day is a day.
fn converted(
    program: Program,
    kind: Option<Kind>,
    wanted: Kind,
) -> Result<Option<Program>, String> {
    Ok(match (kind, wanted, program) {
        (None, _, program) => Some(program),
        (Some(kind), wanted, program) if kind == wanted => Some(program),
        (Some(Kind::Integer), Kind::Number, Program::Literal(Value::Integer(number))) => {
            Some(Program::Literal(Value::Number(number as f64)))
        }
        (Some(Kind::Integer), Kind::Number, program) => Some(Program::AsNumber(Box::new(program))),
        (Some(Kind::Text), Kind::Day, Program::Literal(Value::Text(text))) => {
            Some(Program::Literal(Value::Day(day_in(&text)?)))
        }
        _ => None,
    })
}

/// Programs of one kind, which is also that of what is chosen among them.
fn alike(bound: Vec<Bound>, of: &str) -> Result<(Vec<Program>, Option<Kind>), String> {
    let mut kind: Option<Kind> = None;
    for (_, found) in &bound {
        kind = match (kind, *found) {
            (None, found) => found,
            (kind, None) => kind,
            (Some(kind), Some(found)) if kind == found => Some(kind),
            (Some(Kind::Integer | Kind::Number), Some(Kind::Integer | Kind::Number)) => {
                Some(Kind::Number)
            }
            // A text in quotes may be a day; what is none is refused below.
            (Some(Kind::Day), Some(Kind::Text)) | (Some(Kind::Text), Some(Kind::Day)) => {
                Some(Kind::Day)
            }
            (Some(kind), Some(found)) => return Err(mixed(of, kind, found)),
        };
    }
    let Some(wanted) = kind else {
        let programs = bound.into_iter().map(|(program, _)| program).collect();
        return Ok((programs, None));
    };
    let mut programs = Vec::with_capacity(bound.len());
    for (program, kind) in bound {
        match converted(program, kind, wanted)? {
            Some(program) => programs.push(program),
            None => return Err(mixed(of, wanted, kind.unwrap_or(wanted))),
        }
    }
    Ok((programs, Some(wanted)))
}

fn mixed(of: &str, kind: Kind, other: Kind) -> String {
    format!(
        "{of} has {kind} beside {other}; write CAST(… AS {}) around one",
        kind.type_name()
    )
}

fn described(kind: Option<Kind>) -> String {
    kind.map_or_else(|| "null".to_owned(), |kind| kind.to_string())
}

impl Program {
    /// Its value in a row, whose columns `row` gives.
    ///
    /// # Errors
    /// What cannot be worked out, and why.
    pub fn value<'a>(
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
            } => {
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
            } => {
                let operand = match operand {
                    None => None,
                    Some(operand) => Some(operand.value(row)?),
                };
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
            Self::Coalesce(programs) => {
                for program in programs {
                    let value = program.value(row)?;
                    if !value.is_null() {
                        return Ok(value);
                    }
                }
                Ok(Value::Null)
            }
            Self::In { of, list } => {
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
