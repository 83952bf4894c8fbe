//! From a term to a program: each part is bound to the kinds of its columns.

use super::call::call;
use super::convert::{Bound, alike, converted, described};
use super::steps::Program;
use crate::sql::term::Term;
use crate::sql::value::{Value, ValueKind};

/// Binds `term` to columns of these kinds.
///
/// # Errors
/// Where kinds do not fit, with what to write.
pub(crate) fn bind(term: &Term, columns: &[ValueKind]) -> Result<Bound, String> {
    Ok(match term {
        Term::Column(at) => (Program::Column(*at), columns.get(*at).copied()),
        Term::Literal(value) => (Program::Literal(value.clone()), value.kind()),
        Term::Call(function, args) => call(function, each(args, columns)?)?,
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
            Some(ValueKind::Flag),
        ),
        Term::Or(left, right) => (
            Program::Or(condition(left, columns)?, condition(right, columns)?),
            Some(ValueKind::Flag),
        ),
        Term::Case {
            operand,
            branches,
            otherwise,
        } => case(operand.as_deref(), branches, otherwise, columns)?,
        Term::Coalesce(terms) => {
            let (programs, kind) = alike(each(terms, columns)?, "COALESCE")?;
            (Program::Coalesce(programs), kind)
        }
        Term::In { of, list } => {
            let bound = each(std::iter::once(&**of).chain(list), columns)?;
            let (mut programs, _) = alike(bound, "IN")?;
            let of = Box::new(programs.remove(0));
            (Program::In { of, list: programs }, Some(ValueKind::Flag))
        }
        Term::Matches { of, pattern } => {
            let (of, kind) = bind(of, columns)?;
            if let Some(kind) = kind
                && kind != ValueKind::Text
            {
                return Err(format!(
                    "a regular expression is held against text, and not {kind}; write CAST(… AS VARCHAR)"
                ));
            }
            let matches = Program::Matches {
                of: Box::new(of),
                pattern: pattern.clone(),
            };
            (matches, Some(ValueKind::Flag))
        }
        Term::Moved { day, months, days } => {
            let (day, kind) = bind(day, columns)?;
            let Some(day) = converted(day, kind, ValueKind::Day)? else {
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
            (moved, Some(ValueKind::Day))
        }
    })
}

/// Each of several terms, bound.
fn each<'t>(
    terms: impl IntoIterator<Item = &'t Term>,
    columns: &[ValueKind],
) -> Result<Vec<Bound>, String> {
    terms.into_iter().map(|term| bind(term, columns)).collect()
}

fn condition(term: &Term, columns: &[ValueKind]) -> Result<Box<Program>, String> {
    let (program, kind) = bind(term, columns)?;
    match kind {
        None | Some(ValueKind::Flag) => Ok(Box::new(program)),
        Some(other) => Err(format!(
            "a condition gives {other}; true or false was expected"
        )),
    }
}

fn case(
    operand: Option<&Term>,
    branches: &[(Term, Term)],
    otherwise: &Term,
    columns: &[ValueKind],
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
