//! Which kinds go for others without a CAST, and what values beside each other are together.

use super::steps::Program;
use crate::sql::cast::day_in;
use crate::sql::value::{Value, ValueKind};

/// A program and the kind that it gives; `None` where it is always null.
pub(super) type Bound = (Program, Option<ValueKind>);

/// A program that gives `kind` as one that gives `wanted`, if that goes without saying: a whole
/// number is a number, and a text in quotes beside a day is a day.
pub(super) fn converted(
    program: Program,
    kind: Option<ValueKind>,
    wanted: ValueKind,
) -> Result<Option<Program>, String> {
    Ok(match (kind, wanted, program) {
        (None, _, program) => Some(program),
        (Some(kind), wanted, program) if kind == wanted => Some(program),
        (Some(ValueKind::Integer), ValueKind::Number, Program::Literal(Value::Integer(number))) => {
            Some(Program::Literal(Value::Number(number as f64)))
        }
        (Some(ValueKind::Integer), ValueKind::Number, program) => {
            Some(Program::AsNumber(Box::new(program)))
        }
        (Some(ValueKind::Text), ValueKind::Day, Program::Literal(Value::Text(text))) => {
            Some(Program::Literal(Value::Day(day_in(&text)?)))
        }
        _ => None,
    })
}

/// Programs of one kind, which is also that of what is chosen among them.
pub(super) fn alike(
    bound: Vec<Bound>,
    of: &str,
) -> Result<(Vec<Program>, Option<ValueKind>), String> {
    let mut kind: Option<ValueKind> = None;
    for (_, found) in &bound {
        kind = match (kind, *found) {
            (None, found) => found,
            (kind, None) => kind,
            (Some(kind), Some(found)) if kind == found => Some(kind),
            (
                Some(ValueKind::Integer | ValueKind::Number),
                Some(ValueKind::Integer | ValueKind::Number),
            ) => Some(ValueKind::Number),
            // A text in quotes may be a day; what is none is refused below.
            (Some(ValueKind::Day), Some(ValueKind::Text))
            | (Some(ValueKind::Text), Some(ValueKind::Day)) => Some(ValueKind::Day),
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

fn mixed(of: &str, kind: ValueKind, other: ValueKind) -> String {
    format!(
        "{of} has {kind} beside {other}; write CAST(… AS {}) around one",
        kind.type_name()
    )
}

/// A kind in words.
pub(super) fn described(kind: Option<ValueKind>) -> String {
    kind.map_or_else(|| "null".to_owned(), |kind| kind.to_string())
}
